"""Find candidate lines in a buffer of text without parsing any other line."""

from __future__ import annotations

import re

from fasannot.files.candidates import Selection
from fasannot.files.lines import LineCheck, MalformedLineError
from fasannot.files.mates import named_mate
from fasannot.files.reach import may_reach_far, may_touch, record_reach
from fasannot.files.vcf.info import Info

_ALT = 4
_INFO = 7
_JUNCTION = re.compile(rb"(?:^|,)<")
_NEAR = 1 << 20
_PREFIXES = 10


class Finder:
    """Looks through text for the lines of a selection.

    A run of lines that all name another chromosome is set aside at once. Elsewhere one regular
    expression finds the lines of the chromosome; most are then set aside by POS alone. Breakends of
    other chromosomes are found by the name of their mate's chromosome, and only looked for where a
    square bracket occurs; so are junctions that name it in INFO.

    Args:
        selection: the records wanted.
        columns: how many columns each line has.
    """

    def __init__(self, selection: Selection, columns: int) -> None:
        self._selection = selection
        self._check = LineCheck(columns)
        names = selection.chromosomes.pattern()
        self._names = names
        self._lines: dict[str | None, tuple[re.Pattern[bytes], re.Pattern[bytes]]] = {}
        self._placed: dict[str, tuple[re.Pattern[bytes], re.Pattern[bytes]]] = {}
        self._named = re.compile(rb"[;\t]CHR2=(?:%b)(?=[;\t\r\n]|\Z)" % names)
        self._mate = re.compile(rb"[\[\]](?:%b):([0-9]{1,18})(?=[\[\]])" % names)
        self._low = min(start for start, _ in selection.windows)
        self._high = max(end for _, end in selection.windows)
        self._near = rb"0*" + similar_numbers(self._low - _NEAR, self._high + 1)

    @property
    def chromosomes_seen(self) -> frozenset[str]:
        """Every CHROM that was read so far."""
        return self._check.chromosomes

    def expect(self, size: int) -> None:
        """Be told about how many bytes of text will come."""
        self._check.expect(size)

    def find(self, buffer: bytes, stop: int) -> list[tuple[int, int]]:
        """Return where candidate lines start and end in buffer, without their line endings.

        Args:
            buffer: text whose first byte is the newline before the first line.
            stop: end of the last complete line, behind its newline if it has one.

        Raises:
            MalformedLineError: a line that is damaged or cannot be placed.
        """
        only = self._check.only_chromosome(buffer, stop)
        hits = []
        if only is None or only in self._selection.chromosomes:
            hits = self._on_chromosome(buffer, stop, only)
        if buffer.find(b"]", 0, stop) >= 0 or buffer.find(b"[", 0, stop) >= 0:
            hits = sorted({*hits, *self._breakends(buffer, stop)})
        # One byte is found sooner than five, and five sooner than a pattern.
        if buffer.find(b"<", 0, stop) >= 0 and buffer.find(b"CHR2=", 0, stop) >= 0:
            hits = sorted({*hits, *self._named_junctions(buffer, stop)})
        return hits

    def _line_patterns(self, only: str | None) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
        """Return what matches the lines of the chromosome, and those of them near the windows.

        Both match without group 1 a line with the chromosome's name but no POS behind it.

        Args:
            only: the one name that all lines have; it is found sooner than one of many.
        """
        if only not in self._lines:
            names = self._names if only is None else re.escape(only.encode())
            misplaced = rb"(?!\t[0-9]{1,18}\t)(?![^\s])"
            pattern = rb"\n(?:%b)(?:\t(%b)\t|%b)"
            any_line = re.compile(pattern % (names, rb"[0-9]{1,18}", misplaced))
            near_line = re.compile(pattern % (names, self._near, misplaced))
            self._lines[only] = any_line, near_line
        return self._lines[only]

    def _near_pattern(self, buffer: bytes, stop: int, only: str | None) -> re.Pattern[bytes]:
        """Return what matches the lines near the windows, by POS, and those without a POS."""
        if only is None:
            return self._line_patterns(None)[1]
        if only not in self._placed:
            start = rb"\n%b\t" % re.escape(only.encode())
            self._placed[only] = (
                re.compile(rb"%b(?![0-9]{1,18}\t)" % start),
                re.compile(rb"%b(%b)\t" % (start, self._near)),
            )
        without, near = self._placed[only]
        return near if without.search(buffer, 0, stop) is None else self._line_patterns(only)[1]

    def _on_chromosome(self, buffer: bytes, stop: int, only: str | None) -> list[tuple[int, int]]:
        any_line = self._line_patterns(only)[0]
        first_line = any_line.search(buffer, 0, stop)
        if first_line is None:
            return []
        begin = first_line.start()
        hinted = may_reach_far(buffer, begin, stop) or self._has_pairs(buffer, begin, stop)
        # No field of a line, so not REF either, is longer than the buffer.
        far = hinted or stop > _NEAR
        pattern = any_line if far else self._near_pattern(buffer, stop, only)
        hits = []
        for match in pattern.finditer(buffer, begin, stop):
            position = match[1]
            start = match.start() + 1
            end = buffer.find(b"\n", start, stop)
            if end < 0:
                end = stop
            if position is not None and not hinted:
                first = int(position) - 1
                if not self._selection.touches(first, first + (end - start)):
                    continue
            if buffer[end - 1] == 13:
                end -= 1
            line = buffer[start:end]
            try:
                if may_touch(line, self._selection):
                    hits.append((start, end))
            except ValueError as error:
                raise MalformedLineError(start, line, str(error)) from error
        return hits

    def _has_pairs(self, buffer: bytes, begin: int, stop: int) -> bool:
        """Tell whether any breakend has its mate on the chromosome: what lies between is its."""
        if buffer.find(b"[", begin, stop) < 0 and buffer.find(b"]", begin, stop) < 0:
            return False
        return self._mate.search(buffer, begin, stop) is not None

    def _has_mate(self, alternatives: bytes) -> bool:
        """Tell whether a breakend in ALT has its mate in a window."""
        mates = (int(position) - 1 for position in self._mate.findall(alternatives))
        return any(self._selection.touches(mate, mate + 1) for mate in mates)

    def _breakends(self, buffer: bytes, stop: int) -> list[tuple[int, int]]:
        hits: list[tuple[int, int]] = []
        for match in self._mate.finditer(buffer, 0, stop):
            position = int(match[1]) - 1
            if not self._selection.touches(position, position + 1):
                continue
            start, end = _line_around(buffer, match.start(), stop)
            line = buffer[start:end]
            fields = line.split(b"\t", _ALT + 1)
            if len(fields) <= _ALT or line.startswith(b"#") or not self._has_mate(fields[_ALT]):
                continue
            _check_line(start, line)
            if (start, end) not in hits[-1:]:
                hits.append((start, end))
        return hits

    def _named_junctions(self, buffer: bytes, stop: int) -> list[tuple[int, int]]:
        """Return the lines of symbolic junctions whose mate INFO puts into a window."""
        hits = []
        for match in self._named.finditer(buffer, 0, stop):
            start, end = _line_around(buffer, match.start(), stop)
            line = buffer[start:end]
            if names_mate(line, self._selection):
                _check_line(start, line)
                hits.append((start, end))
        return hits


def _line_around(buffer: bytes, at: int, stop: int) -> tuple[int, int]:
    """Return where the line around a place starts and ends, without its line ending."""
    start = buffer.rfind(b"\n", 0, at + 1) + 1
    end = buffer.find(b"\n", start, stop)
    end = stop if end < 0 else end
    return start, end - (buffer[end - 1] == 13)


def _check_line(start: int, line: bytes) -> None:
    try:
        record_reach(line)
    except ValueError as error:
        raise MalformedLineError(start, line, str(error)) from error


def names_mate(line: bytes, selection: Selection) -> bool:
    """Tell whether a record is a symbolic junction that may have its mate in a window."""
    fields = line.split(b"\t", _INFO + 1)
    if len(fields) <= _INFO or line.startswith(b"#") or not _JUNCTION.search(fields[_ALT]):
        return False
    mate = named_mate(Info(fields[_INFO].decode("latin-1")))
    if mate is None or mate.chrom not in selection.chromosomes:
        return False
    if mate.position is None:
        return fields[0].decode("latin-1") not in selection.chromosomes
    return selection.touches(mate.position - 1, mate.position)


def similar_numbers(low: int, high: int) -> bytes:
    """Return a regular expression that matches all whole numbers from low to high, and others.

    >>> similar_numbers(87_985_530, 90_777_542)
    b'(?:87|88|89|90)[0-9]{6}'
    >>> similar_numbers(8_100_000, 8_900_000)
    b'(?:81|82|83|84|85|86|87|88|89)[0-9]{5}'
    >>> similar_numbers(990, 1010), similar_numbers(77, 77)
    (b'[0-9]{1,18}', b'(?:77)')
    """
    low = max(0, low)
    size = len(str(high))
    if len(str(low)) != size:
        return b"[0-9]{1,18}"
    rest = next(rest for rest in range(size) if high // 10**rest - low // 10**rest < _PREFIXES)
    starts = "|".join(map(str, range(low // 10**rest, high // 10**rest + 1))).encode()
    return b"(?:%b)" % starts + (b"[0-9]{%d}" % rest if rest else b"")
