"""Two candidate alleles in one sample: on two chromosomes, on one, or unknown.

``COMPOUND``: two candidate alleles that are not known to lie on one chromosome. ``SECOND_HIT``: one
of the two is mosaic, the other is not: an inherited allele and, perhaps, a somatic one. What the
data do not tell stays ``unknown``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from fasannot.rules.flags import Flag
from fasannot.samples.phase import Phase


class Relation(StrEnum):
    """How two alleles of a sample lie to each other."""

    TRANS = "trans"
    CIS = "cis"
    UNKNOWN = "unknown"


class CandidateCall(NamedTuple):
    """A call of a candidate allele, as far as pairs need it.

    Attributes:
        key: the allele in canonical form (start, end, new bases): one allele spelled twice is one.
        name: its c. name without accession, or its g. name.
        place: number of the record among those of the gene.
        ploidy: alleles in the genotype, 0 without one.
        phase: where it lies.
        homozygous: whether every copy is this allele.
        mosaic: whether it is mosaic.
        stretch: what it changes of the locus.
        deleted: what it surely deletes from one of two chromosomes, ``None`` if nothing.
        places: numbers of all records that write it.
    """

    key: tuple[int, int, str]
    name: str
    place: int
    ploidy: int
    phase: Phase
    homozygous: bool
    mosaic: bool
    stretch: tuple[int, int]
    deleted: tuple[int, int] | None
    places: tuple[int, ...]


class Partner(NamedTuple):
    """Another candidate allele of the same sample.

    Attributes:
        name: its name.
        relation: on the same chromosome or not, as far as known.
        reason: why, in words.
        mosaic: whether it is mosaic.
    """

    name: str
    relation: Relation
    reason: str
    mosaic: bool

    def __str__(self) -> str:
        return f"{self.name}({self.relation}{',mosaic' if self.mosaic else ''})"


def _deletes(one: CandidateCall, other: CandidateCall) -> bool:
    """Return whether one allele is a germline deletion of all the bases that the other changes.

    A deletion in part of the cells says nothing of the chromosome that the other lies on.
    """
    if one.deleted is None or other.mosaic or one.key == other.key:
        return False
    start, end = one.deleted
    return start <= other.stretch[0] and other.stretch[1] <= end


def _phased(a: Phase, b: Phase) -> tuple[Relation, str] | None:
    """Return what phase tells of two alleles, ``None`` if nothing."""
    if a.names or b.names:  # every haplotype has a name of its own
        if not a.haplotypes.isdisjoint(b.haplotypes):
            return Relation.CIS, "phased onto one chromosome"
        if not a.haplotypes or not b.haplotypes:
            return None
        if b.haplotypes & frozenset(a.names) or a.haplotypes & frozenset(b.names):
            return Relation.TRANS, "phased onto different chromosomes"
        return None
    if a.sides and b.sides and a.set_name == b.set_name:
        if set(a.sides).isdisjoint(b.sides):
            return Relation.TRANS, "phased onto different chromosomes"
        return Relation.CIS, "phased onto one chromosome"
    return None


def relation(one: CandidateCall, other: CandidateCall) -> tuple[Relation, str]:
    """Return how two different alleles of a sample lie to each other, and why."""
    if _deletes(one, other) or _deletes(other, one):
        return Relation.TRANS, (
            "one is a deletion that takes the place of the other, which is therefore on the other "
            "chromosome; a homozygous call there is of one copy"
        )
    if one.homozygous and other.homozygous:
        return Relation.CIS, "both are homozygous, so that each chromosome carries both"
    if one.homozygous or other.homozygous:
        return Relation.TRANS, "one of the two is homozygous, so it is on both chromosomes"
    germline = not one.mosaic and not other.mosaic
    if one.ploidy == 2 and germline and not set(one.places).isdisjoint(other.places):
        return Relation.TRANS, "the two alleles of one genotype"
    known = _phased(one.phase, other.phase)
    if known is not None:
        return known
    a, b = one.stretch, other.stretch
    if germline and a[0] < b[1] and b[0] < a[1]:
        return Relation.TRANS, "both replace the same base, which one chromosome cannot do twice"
    if one.mosaic != other.mosaic:
        return Relation.UNKNOWN, "not phased: the mosaic allele may lie on either chromosome"
    if one.mosaic:
        return Relation.UNKNOWN, "not phased: two mosaic alleles may lie in different cells"
    return Relation.UNKNOWN, "not phased: the alleles may lie on one chromosome or on two"


def pair_flags(one: CandidateCall, others: Iterable[CandidateCall]) -> tuple[Flag, ...]:
    """Return ``COMPOUND`` and ``SECOND_HIT`` as one allele has them with the others."""
    found: set[Flag] = set()
    for other in others:
        flag = Flag.SECOND_HIT if one.mosaic != other.mosaic else Flag.COMPOUND
        if flag in found or one.key == other.key:
            continue
        if relation(one, other)[0] is not Relation.CIS:
            found.add(flag)
            if len(found) == 2:
                break
    return tuple(flag for flag in Flag if flag in found)


def partners(one: CandidateCall, others: Sequence[CandidateCall]) -> tuple[Partner, ...]:
    """Return the other candidate alleles of a sample, each once, in file order."""
    seen = {one.key}
    found = []
    for other in others:
        if other.key in seen:
            continue
        seen.add(other.key)
        how, why = relation(one, other)
        found.append(Partner(other.name, how, why, other.mosaic))
    return tuple(found)
