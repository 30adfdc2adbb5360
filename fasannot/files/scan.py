"""Turn a flow of text pieces into runs of complete lines with the candidates marked in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from fasannot.files.finder import Finder
from fasannot.files.lines import MalformedLineError

Counter = Callable[[int], int | None]
"""From the offset of a line in the whole text to its 1-based number."""
Number = int | Callable[[], int | None] | None

_LONGEST = 1 << 30
_SHOWN = 1 << 10
_NO_VCF = "the file is damaged or no VCF; get a whole copy of it"


class Found(NamedTuple):
    """A candidate as it stands in the file.

    Attributes:
        record: its bytes: a line, or a packed record.
        number: its 1-based line number, or what finds it.
    """

    record: bytes
    number: Number


class Segment(NamedTuple):
    """A run of complete lines.

    Attributes:
        buffer: the text; its first byte is the newline before the first line.
        stop: end of the last complete line in buffer.
        offset: offset in the whole text of the first line (``buffer[1]``).
        number: 1-based number of the first line, ``None`` when lines are not counted.
        hits: where candidate lines start and end in buffer, without line endings.
    """

    buffer: bytes
    stop: int
    offset: int
    number: int | None
    hits: list[tuple[int, int]]

    def found(self, count: Counter) -> list[Found]:
        """Return the candidates' bytes; count finds a line number from an offset, if asked."""
        found = []
        number = self.number
        counted = 1
        for start, end in self.hits:
            if number is None:
                place: Number = partial(count, self.offset + start - 1)
            else:
                number += self.buffer.count(b"\n", counted, start)
                counted = start
                place = number
            found.append(Found(self.buffer[start:end], place))
        return found


def segments(
    pieces: Iterable[list[bytes]], finder: Finder, *, offset: int, number: int | None
) -> Iterator[Segment]:
    """Yield the text as runs of complete lines; the last may lack its newline.

    Args:
        pieces: the text behind the header, in lists of consecutive pieces.
        finder: marks the candidates.
        offset: where that text starts in the whole text.
        number: 1-based number of its first line; ``None`` not to count lines.
    """
    carried = [b"\n"]
    waiting = 0
    for texts in pieces:
        if not any(b"\n" in text for text in texts):
            carried += texts  # a line longer than the pieces: joined once, when its end is here
            waiting += sum(map(len, texts))
            if waiting > _LONGEST:
                start = b"".join(carried)[1:_SHOWN]
                fault = MalformedLineError(1, start, "a line is longer than 1 GB", _NO_VCF)
                fault.offset, fault.number = offset, number
                raise fault
            continue
        waiting = 0
        buffer = b"".join((*carried, *texts))
        last = buffer.rfind(b"\n")
        carried = [buffer[last:]]
        yield _segment(buffer, last + 1, finder, offset, number)
        offset += last
        if number is not None:
            number += buffer.count(b"\n", 1, last + 1)
    buffer = b"".join(carried)
    if len(buffer) > 1:
        yield _segment(buffer, len(buffer), finder, offset, number)


def _segment(buffer: bytes, stop: int, finder: Finder, offset: int, number: int | None) -> Segment:
    try:
        hits = finder.find(buffer, stop)
    except MalformedLineError as fault:
        fault.offset = offset + fault.at - 1
        if number is not None:
            fault.number = number + buffer.count(b"\n", 1, fault.at)
        raise
    return Segment(buffer, stop, offset, number, hits)
