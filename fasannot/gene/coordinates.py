"""The two ways of saying where: half-open intervals inside, c. positions outside.

Everything inside fasannot counts 0-based and half-open along the *locus sequence* (the 32,255 bases
of NG_009089.2), which is the same on GRCh37 and GRCh38. Chromosome positions (1-based) appear only
at the edges and are converted by ``Assembly.position`` and ``Assembly.coordinate``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from fasannot.gene.checks import refuse, whole


@dataclass(frozen=True, slots=True)
class Interval:
    """Residues between two cuts of a sequence, 0-based half-open; empty means the gap itself.

    >>> Interval.from_positions(230, 314)
    Interval(start=229, end=314)
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        start, end = self.start, self.end
        if type(start) is type(end) is int and 0 <= start <= end:
            return
        whole("start of an interval", start, least=0)
        whole("end of an interval", end)
        refuse("an interval", (start, end), "it starts after its end")

    @classmethod
    def from_positions(cls, first: int, last: int) -> Interval:
        """Return the interval of 1-based inclusive positions."""
        return cls(first - 1, last)

    @property
    def first(self) -> int:
        """The 1-based position of the first residue."""
        return self.start + 1

    @property
    def last(self) -> int:
        """The 1-based position of the last residue."""
        return self.end

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, start: int, end: int) -> bool:
        """Return whether any residue of ``[start, end)`` lies in the interval."""
        return start < self.end and self.start < end


class _CodingPosition(NamedTuple):
    base: int
    offset: int = 0
    after_stop: bool = False


class CodingPosition(_CodingPosition):
    """An HGVS c. (or n.) position: ``-12``, ``37``, ``*4``, ``196+2``, ``197-20``.

    Attributes:
        base: position of the nearest exonic base, 1-based; there is no base zero. With
            ``after_stop`` it counts from the first base after the stop codon.
        offset: distance into the intron: positive from the exon before it, negative from the exon
            after it, 0 in the exon.
        after_stop: whether the base lies in the 3′ UTR.

    >>> CodingPosition(0)
    Traceback (most recent call last):
    ...
    ValueError: base of a c. position is 0; there is no position zero
    """

    __slots__ = ()  # a checked tuple: one or two are built for each allele

    def __new__(cls, base: int, offset: int = 0, after_stop: bool = False) -> CodingPosition:
        """Return a position that can be, if not in this transcript."""
        if (
            type(base) is not int
            or type(offset) is not int
            or not base
            or (after_stop and base < 0)
        ):
            whole("base of a c. position", base)
            whole("offset of a c. position", offset)
            if base:
                refuse("base of a c. position after the stop", base, "it counts from 1")
            refuse("base of a c. position", base, "there is no position zero")
        return tuple.__new__(cls, (base, offset, after_stop))

    def __str__(self) -> str:
        star = "*" if self.after_stop else ""
        return f"{star}{self.base}{self.offset:+d}" if self.offset else f"{star}{self.base}"
