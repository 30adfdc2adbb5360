"""From a GA4GH VRS id to its allele: the ids of the alleles of this locus, made as they are needed.

A VRS id is a digest: nothing can be read from it, it can only be met again. So the ids of the
alleles that are likely are made and kept until one is the one asked for, on both builds: what is
catalogued, every single substitution, and in the coding sequence and its splice windows every
deletion and duplication of up to 20 bases and every insertion of up to 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from fasannot.allele.names.placing import LocusEdit
from fasannot.allele.variant import GenomicVariant, VariantKind, canonical
from fasannot.effect.vrs import allele_ids
from fasannot.evidence.catalogue import Catalogue
from fasannot.gene.model import Assembly, GeneModel

_AROUND = 30  # bases of an intron beside an exon
_LONGEST = 20
_SPELLED = 2  # bases of insertions of which every one is tried
SEARCHED = (
    "what is catalogued, every substitution of the locus, and in coding exons and splice windows "
    f"deletions and duplications of up to {_LONGEST} bases and insertions of up to {_SPELLED}"
)


@dataclass(slots=True)
class VrsSearch:
    """Finds alleles by VRS id.

    Attributes:
        model: the gene model.
        catalogue: the known variants.
    """

    model: GeneModel
    catalogue: Catalogue
    _known: dict[str, tuple[GenomicVariant, Assembly]] = field(default_factory=dict, repr=False)
    _made: set[GenomicVariant] = field(default_factory=set, repr=False)
    _left: Iterator[GenomicVariant] | None = field(default=None, repr=False)

    def find(self, identifier: str) -> tuple[LocusEdit, Assembly] | None:
        """Return the allele of an id and its build, ``None`` where it is none that is made here."""
        if self._left is None:
            self._left = self._likely()
        while identifier not in self._known:
            variant = next(self._left, None)
            if variant is None:
                return None
            if variant in self._made:
                continue
            self._made.add(variant)
            builds = tuple(self.model.assemblies.values())
            for own, assembly in zip(
                allele_ids(self.model.sequence, variant, builds), builds, strict=True
            ):
                self._known[own] = (variant, assembly)
        variant, assembly = self._known[identifier]
        return LocusEdit(variant.start, variant.ref, variant.alt), assembly

    def _likely(self) -> Iterator[GenomicVariant]:
        """Yield alleles in canonical form, the likeliest first."""
        sequence = self.model.sequence
        for start, end, alt in (*self.catalogue.by_allele, *self.catalogue.frequencies):
            yield canonical(sequence, start, sequence[start:end], alt)
        mane = self.model.mane
        assert mane.cds is not None
        coding = (
            mane.locus_coordinate(mane.cds.start),
            mane.locus_coordinate(mane.cds.end - 1) + 1,
        )
        windows = [
            (max(exon.start, coding[0]) - _AROUND, min(exon.end, coding[1]) + _AROUND)
            for exon in mane.exons
        ]
        near = [place for low, high in windows for place in range(low, high)]
        inside = set(near)
        yield from self._substitutions(near)
        yield from self._substitutions([n for n in range(len(sequence)) if n not in inside])
        for size in range(1, _LONGEST + 1):
            for place in near:
                yield canonical(sequence, place, sequence[place : place + size], "")
                yield canonical(sequence, place, "", sequence[place - size : place])
            if size <= _SPELLED:
                for bases in map("".join, product("ACGT", repeat=size)):
                    for place in near:
                        yield canonical(sequence, place, "", bases)

    def _substitutions(self, places: list[int]) -> Iterator[GenomicVariant]:
        for place in places:
            base = self.model.sequence[place]
            for new in "ACGT":
                if new != base:
                    yield GenomicVariant(VariantKind.SUBSTITUTION, place, place + 1, base, new)


_SEARCHES: dict[int, VrsSearch] = {}


def vrs_search(model: GeneModel, catalogue: Catalogue) -> VrsSearch:
    """Return the search, made once for a catalogue."""
    found = _SEARCHES.get(id(catalogue))
    if found is None or found.catalogue is not catalogue:
        found = _SEARCHES[id(catalogue)] = VrsSearch(model, catalogue)
    return found
