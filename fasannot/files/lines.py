"""Check runs of record lines at the speed of memory: columns, NUL bytes, blanks around CHROM."""

from __future__ import annotations

import re

from fasannot.files.alike import all_alike
from fasannot.files.reach import CORRECT

_LONG = 1 << 26  # bytes of text from which on numpy saves more than it takes to load
_LARGE = 1 << 22  # bytes of a run that is not copied: such a one holds very long lines
_OTHERS = bytes(octet for octet in range(256) if octet not in b"\t\n")
_NAME = re.compile(rb"\n([^\t\n]*)\t")
_WHOLE_COPY = "get a whole copy of the file"


class MalformedLineError(Exception):
    """A line that is damaged or cannot be placed; the scan adds where it is.

    Attributes:
        at: offset of the line in the buffer.
        line: the line.
        reason: what is wrong with it.
        advice: what to do.
        offset: offset of the line in the whole text, once the scan has added it.
        number: 1-based line number, where lines are counted.
    """

    def __init__(self, at: int, line: bytes, reason: str, advice: str = CORRECT) -> None:
        self.at = at
        self.line = line
        self.reason = reason
        self.advice = advice
        self.offset = 0
        self.number: int | None = None
        super().__init__(reason)


class LineCheck:
    """Sees that every line has the columns of the header.

    What is neither tab nor newline is left out, and the rest compared; in a long text the tabs of
    each line are counted by vectors, which takes half the time once they are loaded.

    Args:
        columns: columns of the header.
    """

    def __init__(self, columns: int) -> None:
        self._vectors_from = _LONG
        self._tabs = columns - 1
        self._looked_at = 0
        self._names: dict[bytes, str] = {}
        self._others: dict[bytes, re.Pattern[bytes]] = {}

    @property
    def chromosomes(self) -> frozenset[str]:
        """Every CHROM that was read so far."""
        return frozenset(self._names.values())

    def expect(self, size: int) -> None:
        """Be told about how many bytes of text will come."""
        if size > _LONG:
            self._vectors_from = 0

    def only_chromosome(self, buffer: bytes, stop: int) -> str | None:
        """Check the lines of a buffer; return their CHROM where they all have the same.

        Args:
            buffer: text whose first byte is the newline before the first line.
            stop: end of the last complete line.

        Raises:
            MalformedLineError: a line that is damaged.
        """
        nul = buffer.find(b"\0", 0, stop)
        if nul >= 0:
            raise self._fault(
                buffer, nul, stop, "NUL byte in the line: the file is damaged", _WHOLE_COPY
            )
        first = buffer[1 : max(1, buffer.find(b"\t", 1, stop))]
        columns = named = False
        if self._looked_at > self._vectors_from and first in self._names:
            columns, named = all_alike(buffer, stop, first, self._tabs)
        if named:
            return self._names[first]
        end = stop - buffer.endswith(b"\n", 0, stop)
        self._looked_at += stop
        if not columns and not self._same_columns(buffer, end):
            self._look_at_each(buffer, end, stop)
        if first in self._names and self._other_than(first).search(buffer, 0, end) is None:
            return self._names[first]
        found = _NAME.findall(buffer, 0, stop)
        names = set(found)
        for name in names - self._names.keys():
            self._names[name] = self._checked_name(name, buffer, stop)
        return self._names[names.pop()] if len(names) == 1 else None

    def _other_than(self, name: bytes) -> re.Pattern[bytes]:
        """Return what finds a line that does not start with a name."""
        if name not in self._others:
            self._others[name] = re.compile(rb"\n(?!%b\t)" % re.escape(name))
        return self._others[name]

    def _same_columns(self, buffer: bytes, end: int) -> bool:
        """Tell whether all lines have the tabs of the header; not told of very long lines."""
        if end > _LARGE:
            return False
        marks = buffer[:end].translate(None, _OTHERS)
        lines, rest = divmod(len(marks), self._tabs + 1)
        return not rest and marks == (b"\n" + b"\t" * self._tabs) * lines

    def _look_at_each(self, buffer: bytes, end: int, stop: int) -> None:
        """Raise the fault of the first line that has other columns, empty lines and # apart."""
        at = 1
        while at < end:
            newline = buffer.find(b"\n", at, end)
            behind = end if newline < 0 else newline
            if buffer.count(b"\t", at, behind) != self._tabs:
                line = buffer[at:behind]
                if line.strip(b"\r") and line[:1] != b"#":
                    raise self._short(line, at, behind == stop)
            at = behind + 1

    def _short(self, line: bytes, at: int, is_end: bool) -> MalformedLineError:
        found, wanted = line.count(b"\t") + 1, self._tabs + 1
        what = f"the line has {found} of the {wanted} columns of the header"
        if found > wanted:
            what = f"the line has {found} columns and the header {wanted}"
            return MalformedLineError(at, line, what)
        if is_end:
            return MalformedLineError(
                at, line, f"the file ends inside this line: it has {found} of {wanted} columns",
                _WHOLE_COPY,
            )  # fmt: skip
        return MalformedLineError(at, line, f"{what}: it is cut, or uses blanks for tabs")

    def _checked_name(self, name: bytes, buffer: bytes, stop: int) -> str:
        text = name.decode("utf-8", "backslashreplace")
        if any(not letter.isprintable() or letter.isspace() for letter in text):
            raise self._fault(
                buffer,
                buffer.find(b"\n%b\t" % name, 0, stop) + 1,
                stop,
                f"CHROM is {text!a}: it holds a blank or an invisible character",
                CORRECT,
            )
        return text

    @staticmethod
    def _fault(buffer: bytes, at: int, stop: int, reason: str, advice: str) -> MalformedLineError:
        start = buffer.rfind(b"\n", 0, at) + 1
        end = buffer.find(b"\n", at, stop)
        return MalformedLineError(start, buffer[start : stop if end < 0 else end], reason, advice)
