"""Alleles of one sample that change the same codon: what the two spell together.

Each allele is named alone; where the file says that two are on one chromosome, or does not say,
the sample's finding states what both would make of the codon.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fasannot.files.vcf.record import Record
from fasannot.gene.model import load_gene_model
from fasannot.rules.annotator import AnnotatedAllele
from fasannot.rules.knowledge import load_knowledge
from fasannot.samples.call import Call
from fasannot.samples.genotype import Zygosity
from fasannot.samples.joint import HaplotypeReader, PhasedAllele, written_allele
from fasannot.samples.phase import Phase


class CodingCall(NamedTuple):
    """A call of an allele within the coding sequence.

    Attributes:
        place: number of the record among those of the gene.
        allele: number of its ALT.
        first: first codon it touches.
        end: end of the codons it touches.
        phase: where it lies.
        homozygous: whether it lies on both chromosomes.
        alone: the allele, to be read with others.
    """

    place: int
    allele: int
    first: int
    end: int
    phase: Phase
    homozygous: bool
    alone: PhasedAllele


class CodonNeighbours:
    """The coding calls of each sample, and what neighbours in a codon spell together."""

    def __init__(self) -> None:
        self._calls: dict[int, list[CodingCall]] = {}
        self._alleles: dict[tuple[int, int], PhasedAllele] = {}
        self._texts: dict[tuple[str, str], str] = {}

    @staticmethod
    def concern(item: AnnotatedAllele) -> bool:
        """Return whether calls of an allele are taken note of."""
        effect = item.findings[0].effect
        return effect is not None and effect.codons is not None

    def add(self, place: int, record: Record, item: AnnotatedAllele, call: Call) -> None:
        """Take note of a call; only of one within the coding sequence."""
        effect = item.findings[0].effect
        if effect is None or effect.codons is None:
            return
        key = (place, call.allele)
        alone = self._alleles.get(key)
        if alone is None:
            alone = self._alleles[key] = written_allele(record, item)
        codons = effect.codons
        end = max(codons.end, codons.first + 1)
        found = CodingCall(
            place=place,
            allele=call.allele,
            first=codons.first,
            end=end,
            phase=call.phase,
            homozygous=call.zygosity is Zygosity.HOM,
            alone=alone,
        )
        self._calls.setdefault(call.sample, []).append(found)

    def coding(self) -> Iterator[tuple[int, list[CodingCall]]]:
        """Yield the samples with two or more coding calls, and these."""
        for sample, listed in self._calls.items():
            if len(listed) > 1:
                yield sample, listed

    def notes(self, sample: int, place: int, allele: int) -> tuple[str, ...]:
        """Return what a call's neighbours in its codon mean for it, in sentences."""
        listed = self._calls.get(sample, ())
        own = next((c for c in listed if (c.place, c.allele) == (place, allele)), None)
        if own is None or len(listed) < 2:
            return ()
        found = []
        for other in listed:
            if other is own or other.end <= own.first or own.end <= other.first:
                continue
            together = self._together(own, other)
            if not together:
                continue
            name = _short(other.alone)
            if own.homozygous or other.homozygous or _same_side(own.phase, other.phase):
                found.append(
                    f"on one chromosome with {name}, in the same codon: read as {together}"
                )
            elif not _apart(own, other):
                found.append(
                    f"{name} changes the same codon and is not phased with it: on one chromosome "
                    f"the two would read {together}"
                )
        return tuple(found)

    def _together(self, one: CodingCall, other: CodingCall) -> str:
        pair = sorted((one.alone, other.alone), key=lambda item: item.place)
        key = (pair[0].name, pair[1].name)
        text = self._texts.get(key)
        if text is None:
            reader = HaplotypeReader(load_gene_model(), load_knowledge())
            joint = reader.read(pair)
            text = "" if joint.conflict else joint.hgvs_p.partition(":")[2]
            self._texts[key] = text
        return text


def _short(item: PhasedAllele) -> str:
    return (item.finding.hgvs_c or item.name).partition(":")[2]


def _same_side(one: Phase, other: Phase) -> bool:
    same_set = one.set_name == other.set_name
    return same_set and bool(one.sides) and not set(one.sides).isdisjoint(other.sides)


def _apart(one: CodingCall, other: CodingCall) -> bool:
    """Return whether two calls are known to lie on different chromosomes."""
    if one.place == other.place:
        return True
    a, b = one.phase, other.phase
    known = bool(a.sides) and bool(b.sides) and a.set_name == b.set_name
    return known and set(a.sides).isdisjoint(b.sides)
