"""What a structural allele does to the locus, and how surely its ends are known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fasannot.gene.checks import PARTLY_KNOWN, bases, kind_of, refuse, whole


class StructuralKind(StrEnum):
    """Type of structural change."""

    DELETION = "del"
    DUPLICATION = "dup"
    DISPERSED = "dispersed copy"  # copies placed elsewhere, or at a place that is not known
    INSERTION = "ins"
    INVERSION = "inv"
    COPY_NUMBER = "copy number"  # changed; more or fewer is told by each sample
    BREAKEND = "breakend"  # a junction with another place that is no simple event
    COMPLEX = "complex"  # several changes that the record does not take apart
    LOH = "loss of heterozygosity"  # one parent's copy is gone, no base is changed


@dataclass(frozen=True, slots=True)
class Border:
    """Where one end of the changed bases lies, as cuts between bases of the locus.

    Attributes:
        place: the stated cut.
        low: the lowest it can be; ``None`` when nothing is stated.
        high: the highest it can be, likewise.
    """

    place: int
    low: int | None
    high: int | None

    def __post_init__(self) -> None:
        whole("border of a structural allele", self.place)
        if self.low is None and self.high is None:
            return
        whole("lowest place of a border", self.low)
        whole("highest place of a border", self.high, least=self.low)

    @classmethod
    def exact(cls, place: int) -> Border:
        """Return a border known to the base."""
        return cls(place, place, place)

    @property
    def lowest(self) -> int:
        """The lowest cut that is stated."""
        return self.place if self.low is None else self.low

    @property
    def highest(self) -> int:
        """The highest cut that is stated."""
        return self.place if self.high is None else self.high


@dataclass(frozen=True, slots=True)
class StructuralVariant:
    """One structural allele on the locus; coordinates may lie outside it.

    Attributes:
        kind: what it does.
        start: cut before the first changed base.
        end: cut after the last one; for a breakend the same as ``start``.
        precise: whether both ends, and new bases, are known to the base.
        inserted: new bases, where they are known.
        length: number of new bases of an insertion, ``None`` when not stated.
        note: what else there is to say, in one sentence.
        junction: what a junction joins, in the form of an ALT that stands at the first base of
            the gene's side; the same from both mates. Empty for other kinds.
        label: the name that a complex type was given.
    """

    kind: StructuralKind
    start: Border
    end: Border
    precise: bool
    inserted: str = ""
    length: int | None = None
    note: str = ""
    junction: str = ""
    label: str = ""

    @property
    def size(self) -> int:
        """Changed bases between the stated ends."""
        return self.end.place - self.start.place

    def __post_init__(self) -> None:
        kind_of("kind of a structural allele", self.kind, StructuralKind)
        kind_of("start of a structural allele", self.start, Border)
        kind_of("end of a structural allele", self.end, Border)
        bases("new bases of a structural allele", self.inserted, PARTLY_KNOWN)
        if self.start.place > self.end.place:
            places = (self.start.place, self.end.place)
            refuse("structural allele", places, "it starts after its end")
        if self.length is not None:
            whole("number of new bases", self.length, least=0)


class UnreadableAlleleError(Exception):
    """A structural allele that its record does not describe well enough to be placed."""
