"""How two events of a person lie to each other, and how that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fasannot.people.events import Event, SampleKey, Shown
from fasannot.people.family import AtAllele, phase_of
from fasannot.people.reads import Counts, phase_by_reads


class PairPhase(NamedTuple):
    """How two events lie to each other.

    Attributes:
        relation: ``trans``, ``cis`` or ``unknown``.
        known_by: how it is known; empty where it is not.
    """

    relation: str
    known_by: str = ""

    @property
    def cis(self) -> bool:
        """Whether they lie on one chromosome."""
        return self.relation == "cis"

    def __str__(self) -> str:
        return f"{self.relation}({self.known_by})" if self.known_by else self.relation


UNKNOWN = PairPhase("unknown")


class Linked(NamedTuple):
    """An event of a person, as far as phase needs it.

    Attributes:
        event: the event.
        calls: what the samples show that carry it.
        somatic: whether it arose in the person's life.
        homozygous: whether the person has it on both chromosomes.
        relatives: what parents, children and sibs show.
        kept: whether it lies on the copy that a tissue kept; ``None`` without a loss.
    """

    event: Event
    calls: Mapping[SampleKey, Shown]
    somatic: bool
    homozygous: bool
    relatives: AtAllele
    kept: bool | None


def phase_of_pair(one: Linked, other: Linked, votes: Sequence[tuple[Counts, Counts]]) -> PairPhase:
    """Return how two events of a person lie to each other.

    Args:
        one: an event.
        other: another.
        votes: for each sample with reads, the votes at either.
    """
    common = [(one.calls[key], other.calls[key]) for key in one.calls if key in other.calls]
    germline = not one.somatic and not other.somatic
    if germline and (_deletes(one, other) or _deletes(other, one)):
        return PairPhase("trans", "deletion")
    if one.homozygous or other.homozygous:
        return PairPhase("trans", "homozygous")
    if germline:
        together = phase_of(one.relatives, other.relatives)
        if together is not None:
            return _named(together, "parents")
    for a, b in common:
        if a.phase.sides and b.phase.sides and a.phase.set_name == b.phase.set_name:
            together = not set(a.phase.sides).isdisjoint(b.phase.sides)
            return _named(together, "phase_set")
    for first, second in votes:
        by_reads = phase_by_reads(first, second)
        if by_reads is not None:
            return _named(by_reads, "reads")
    if germline and any(a.genotype_place == b.genotype_place and a.genotype_place[1] == 2
                        for a, b in common):  # fmt: skip
        return PairPhase("trans", "reads")
    if one.kept is not None and other.kept is not None:
        return _named(one.kept == other.kept, "loh")
    return UNKNOWN


def _named(together: bool, how: str) -> PairPhase:
    return PairPhase("cis" if together else "trans", how)


def _deletes(one: Linked, other: Linked) -> bool:
    """Return whether one event takes, on its chromosome, the place of the other."""
    return not one.homozygous and one.event.takes(other.event)
