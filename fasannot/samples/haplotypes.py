"""The phased chromosomes of each sample, and their rows.

A haplotype joins the alleles on one side of ``|`` within one phase set (without PS: one set), and
homozygous ones, which are on both. A single heterozygote beside homozygous alleles is phased by
them; other unphased heterozygotes stay out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fasannot.files.escape import cell
from fasannot.files.vcf.record import Record
from fasannot.gene.model import Assembly, GeneModel
from fasannot.rules.annotator import AnnotatedAllele
from fasannot.rules.knowledge import Knowledge
from fasannot.samples.call import Call
from fasannot.samples.genotype import Zygosity
from fasannot.samples.joint import HaplotypeReader, JointEffect, PhasedAllele, written_allele
from fasannot.samples.same_allele import allele_key

_UNPHASED = ("", -1)
COLUMNS = (
    "SAMPLE", "HAPLOTYPE", "VARIANTS", "HGVSc", "HGVSp", "Consequence", "NMD", "PTC", "LOF",
    "FLAGS",
)  # fmt: skip


class Haplotypes:
    """Collects the calls of all records, then yields a row per haplotype of two or more alleles.

    Args:
        samples: sample names.
        assembly: the genome build.
        model: the gene model.
        knowledge: the shipped knowledge.
    """

    def __init__(
        self,
        samples: tuple[str, ...],
        assembly: Assembly,
        model: GeneModel,
        knowledge: Knowledge,
    ) -> None:
        self.samples = samples
        self.assembly = assembly
        self.conflicts: list[str] = []
        self._reader = HaplotypeReader(model, knowledge)
        self._alleles: list[PhasedAllele] = []
        self._numbers: dict[tuple[int, int, str], int] = {}
        # Per sample: phase set and side to allele numbers; homozygous ones under ("", 0).
        self._phased: dict[int, dict[tuple[str, int], list[int]]] = {}
        self._read: dict[tuple[int, ...], JointEffect] = {}

    def add(
        self, record: Record, alleles: Sequence[AnnotatedAllele], calls: Sequence[Call]
    ) -> None:
        """Take note of the calls of a record."""
        numbers: dict[int, int] = {}
        for call in calls:
            homozygous = call.zygosity is Zygosity.HOM
            sides = (0,) if homozygous else call.phase.sides
            if call.zygosity is Zygosity.HAPLOID:
                sides = (1,)
            if not sides and call.zygosity is not Zygosity.HET:
                continue
            if call.allele not in numbers:
                numbers[call.allele] = self._number(record, alleles[call.allele - 1])
            sets = self._phased.setdefault(call.sample, {})
            if not sides:
                sets.setdefault(_UNPHASED, []).append(numbers[call.allele])
            for side in sides:
                key = ("" if homozygous else call.phase.set_name, 1 if call.phase.names else side)
                sets.setdefault(key, []).append(numbers[call.allele])

    def _number(self, record: Record, item: AnnotatedAllele) -> int:
        finding = item.findings[0]
        key = allele_key(finding, record)
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self._alleles)
            self._alleles.append(written_allele(record, item))
        return found

    def rows(self) -> Iterator[str]:
        """Yield one line per haplotype, without its end; by sample, then place, then side."""
        for sample, name in enumerate(self.samples):
            sets = self._phased.get(sample)
            if sets is None:
                continue
            found: dict[tuple[int, tuple[int, ...]], tuple[int, int]] = {}
            for side, numbers in self._chromosomes(sets):
                ordered = sorted(set(numbers), key=lambda number: self._alleles[number].place)
                if len(ordered) > 1:
                    found[side, tuple(ordered)] = self._alleles[ordered[0]].place
            for side, joined in sorted(found, key=lambda key: (found[key], key)):
                yield self._row(name, side, joined)

    def _chromosomes(
        self, sets: dict[tuple[str, int], list[int]]
    ) -> Iterator[tuple[int, list[int]]]:
        both = sets.get(("", 0), [])
        unphased = set(sets.get(_UNPHASED, []))
        sets = {key: listed for key, listed in sets.items() if key != _UNPHASED}
        if len(unphased) == 1 and both and all(side == 0 for _, side in sets):
            sets["", 1] = [*unphased]  # a single heterozygote is phased by the homozygous alleles
        names = {name for name, side in sets if side} or {""}
        for name in sorted(names):
            for side in (1, 2):
                yield side, both + sets.get((name, side), [])

    def _row(self, sample: str, side: int, numbers: tuple[int, ...]) -> str:
        joint = self._read.get(numbers)
        alleles = [self._alleles[number] for number in numbers]
        if joint is None:
            joint = self._read[numbers] = self._reader.read(alleles)
        if joint.conflict:
            self.conflicts.append(f"sample {sample}, haplotype {side}: {joint.conflict}")
        values = (
            sample,
            str(side),
            ";".join(item.name for item in alleles),
            joint.hgvs_c,
            joint.hgvs_p,
            joint.consequences,
            joint.stop.nmd.value if joint.stop is not None else "",
            str(joint.stop) if joint.stop is not None else "",
            joint.lof.value if joint.lof is not None else "",
            joint.flags,
        )
        return "\t".join([cell(value) for value in values])
