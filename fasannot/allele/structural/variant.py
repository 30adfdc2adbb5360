"""What a structural allele does to the locus, and how surely its ends are known."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class StructuralKind(StrEnum):
    """Type of structural change."""

    DELETION = "del"
    DUPLICATION = "dup"
    INSERTION = "ins"
    INVERSION = "inv"
    COPY_NUMBER = "copy number"  # changed, but more or fewer is not told
    BREAKEND = "breakend"  # a junction with another place that is no simple event


class Border(NamedTuple):
    """Where one end of the changed bases lies, as cuts between bases of the locus.

    Attributes:
        place: the stated cut.
        low: the lowest it can be; ``None`` when nothing is stated.
        high: the highest it can be, likewise.
    """

    place: int
    low: int | None
    high: int | None

    @classmethod
    def exact(cls, place: int) -> Border:
        """Return a border known to the base."""
        return cls(place, place, place)


class StructuralVariant(NamedTuple):
    """One structural allele on the locus; coordinates may lie outside it.

    Attributes:
        kind: what it does.
        start: cut before the first changed base.
        end: cut after the last one; for a breakend the same as ``start``.
        precise: whether both ends, and new bases, are known to the base.
        inserted: new bases, where they are known.
        length: number of new bases of an insertion, ``None`` when not stated.
        note: what else there is to say, in one sentence.
    """

    kind: StructuralKind
    start: Border
    end: Border
    precise: bool
    inserted: str = ""
    length: int | None = None
    note: str = ""


class UnreadableAlleleError(Exception):
    """A structural allele that its record does not describe well enough to be placed."""
