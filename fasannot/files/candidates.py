"""The values of the record stream: what to look for, what was found, and the kinds of file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from fasannot.files import escape
from fasannot.files.carrier_columns import CarrierColumns
from fasannot.gene.chromosome_names import ChromosomeNames

_SHOWN = 60


class Kind(Enum):
    """What an input is, found from its bytes."""

    PLAIN = "plain text"
    GZIP = "gzip"
    BGZF = "bgzip"
    BCF = "BCF"


class OutputKind(Enum):
    """What an output shall be; the values are the letters of ``bcftools -O``."""

    TEXT = "v"
    BGZF = "z"
    BCF = "b"
    BCF_UNCOMPRESSED = "u"


@dataclass(frozen=True, slots=True)
class Selection:
    """The records wanted: names of one chromosome and windows on it.

    Attributes:
        chromosomes: every accepted spelling of the chromosome in CHROM.
        windows: 0-based half-open intervals, one per genome build.
        names_in_file: from the header lines of a file to the names of the chromosome there.
    """

    chromosomes: ChromosomeNames
    windows: tuple[tuple[int, int], ...]
    names_in_file: Callable[[Sequence[bytes]], ChromosomeNames] | None = None

    def __post_init__(self) -> None:
        if not len(self.chromosomes) or not all(self.chromosomes):
            raise ValueError(f"a selection needs chromosome names, received {self.chromosomes!r}")
        if not self.windows or any(not 0 <= start < end for start, end in self.windows):
            raise ValueError(f"a selection needs non-empty windows, received {self.windows!r}")

    def in_file(self, header: Sequence[bytes]) -> Selection:
        """Return the selection with the names that the chromosome has in a file."""
        if self.names_in_file is None:
            return self
        return replace(self, chromosomes=self.names_in_file(header))

    def touches(self, start: int, end: int) -> bool:
        """Tell whether 0-based [start, end) meets a window or lies directly beside one.

        Beside counts because an insertion is written with a base next to it.
        """
        return any(start <= last and end >= first for first, last in self.windows)


class Candidate:
    """One record line that may touch a window."""

    __slots__ = ("_line", "_number")

    def __init__(self, line: bytes, number: int | Callable[[], int | None] | None = None) -> None:
        self._line = line
        self._number = number

    def __str__(self) -> str:
        return self.where

    def __repr__(self) -> str:
        return f"Candidate({self.where})"

    @property
    def line(self) -> bytes:
        """The whole line, without its line ending."""
        return self._line

    @property
    def lean(self) -> bytes:
        """The line; where it has very many samples, perhaps with a few of their columns alone."""
        return self._line

    @property
    def carriers(self) -> CarrierColumns | None:
        """The samples that the columns of the lean line are of, ``None`` where it has all."""
        return None

    @property
    def number(self) -> int | None:
        """The 1-based line number in the file, or ``None`` where finding it costs too much.

        In a file that was read by index it is unknown; in a scanned one it is counted when asked
        for, since only messages need it.
        """
        if callable(self._number):
            self._number = self._number()
        return self._number

    @property
    def where(self) -> str:
        """The place for messages: ``line 12 (chr10:89014191)``."""
        name, _, rest = self.lean.partition(b"\t")
        position, _, _ = rest.partition(b"\t")
        place = f"{printable(name)}:{printable(position)}"
        return place if self.number is None else f"line {self.number} ({place})"


Edit = Callable[[Candidate], bytes]
"""Returns what takes a candidate's place."""


def printable(content: bytes, limit: int = _SHOWN) -> str:
    r"""Return file content fit for a message: decoded, cut, with control characters escaped.

    >>> printable(b"chr10\x1b[2J")
    'chr10\\x1b[2J'
    """
    text = content[: limit * 4].decode("utf-8", "backslashreplace")
    shown = escape.printable(text[:limit])
    return shown + "…" if len(text) > limit or len(content) > limit * 4 else shown
