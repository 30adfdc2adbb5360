"""Flags of alleles as the chromosome that carries them has them.

A frame that a second allele restores is no loss of function; two changes of one codon are one
change. This is said only where phase is certain: alleles on one side of ``|`` in one phase set,
homozygous ones, and a single heterozygote beside homozygous ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fasannot.rules.flags import Flag, joined_flags
from fasannot.samples.joint import HaplotypeReader, PhasedAllele
from fasannot.samples.phase import Phase

Place = tuple[int, int]  # number of the record, and of its ALT


class PhasedCall(NamedTuple):
    """A call of a coding allele.

    Attributes:
        place: its record and ALT.
        phase: where it lies.
        homozygous: whether it lies on both chromosomes.
        alone: the allele, to be read with others.
    """

    place: Place
    phase: Phase
    homozygous: bool
    alone: PhasedAllele


def chromosomes(calls: Sequence[PhasedCall]) -> list[list[PhasedCall]]:
    """Return what is known to lie together, a list for each chromosome of each phase set."""
    both = [one for one in calls if one.homozygous]
    phased: dict[tuple[str, int], list[PhasedCall]] = {}
    unphased = []
    for one in calls:
        if one.homozygous:
            continue
        if not one.phase.sides:
            unphased.append(one)
        elif one.phase.names:
            for name in one.phase.haplotypes:
                phased.setdefault((name, 1), []).append(one)
        else:
            for side in one.phase.sides:
                phased.setdefault((one.phase.set_name, side), []).append(one)
    if not phased:
        alone = unphased if len(unphased) == 1 and both else []
        return [both + alone, both] if alone else [both]
    if both:  # the other side of a set holds the homozygous alleles at least
        for name in {key[0] for key in phased}:
            for side in (1, 2):
                phased.setdefault((name, side), [])
    return [both + listed for _, listed in sorted(phased.items(), key=lambda item: item[0])]


class FlagReader:
    """Reads chromosomes of samples; equal ones are read once."""

    def __init__(self, reader: HaplotypeReader) -> None:
        self._reader = reader
        self._read: dict[tuple[str, ...], tuple[tuple[Flag, ...] | None, ...]] = {}

    def flags(self, calls: Sequence[PhasedCall]) -> dict[Place, tuple[Flag, ...]]:
        """Return the flags of the alleles that other alleles of their chromosome change."""
        if len(calls) < 2:
            return {}
        found: dict[Place, list[tuple[Flag, ...]]] = {}
        changed: set[Place] = set()
        for listed in chromosomes(calls):
            unique: dict[object, PhasedCall] = {}
            for one in listed:
                unique.setdefault((one.alone.place, one.alone.written), one)
            together = sorted(unique.values(), key=lambda one: (one.alone.place, one.alone.name))
            for one, flags in zip(together, self._together(together), strict=True):
                same = [
                    item.place
                    for item in listed
                    if (item.alone.place, item.alone.written)
                    == (one.alone.place, one.alone.written)
                ]
                for place in same:
                    if flags is not None:
                        changed.add(place)
                    own = one.alone.finding.flags if flags is None else flags
                    found.setdefault(place, []).append(own)
        return {place: joined_flags(*found[place]) for place in changed}

    def _together(self, listed: Sequence[PhasedCall]) -> tuple[tuple[Flag, ...] | None, ...]:
        if len(listed) < 2:
            return (None,) * len(listed)
        key = tuple(one.alone.name for one in listed)
        known = self._read.get(key)
        if known is None:
            known = self._reader.read([one.alone for one in listed]).of_allele
            known = self._read[key] = known or (None,) * len(listed)
        return known
