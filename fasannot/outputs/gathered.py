"""Alleles of one or many inputs brought together: one entry per allele, with all who carry it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fasannot.files.vcf.record import Record
from fasannot.outputs.job import Collected
from fasannot.rules.finding import Finding
from fasannot.rules.flags import FLAG_ORDER, Flag, joined_flags
from fasannot.samples.carried import CarriedAllele
from fasannot.samples.sample_finding import SampleFinding

Key = tuple[int, int, str, str]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One record of one input that holds an allele.

    Attributes:
        source: number of the input, from 0.
        record: the record.
        item: what came of the allele there.
    """

    source: int
    record: Record
    item: CarriedAllele

    @property
    def finding(self) -> Finding:
        """The finding on the MANE transcript."""
        return self.item.findings[0]


@dataclass(frozen=True, slots=True)
class Carrier:
    """A sample of an input that carries an allele, or an input without samples.

    Attributes:
        source: number of the input, from 0.
        record: the record.
        sample: what the sample shows.
    """

    source: int
    record: Record
    sample: SampleFinding


@dataclass(slots=True)
class GatheredAllele:
    """One allele, wherever and however it was written.

    Attributes:
        occurrences: the records that hold it, in input order.
    """

    occurrences: list[Occurrence] = field(default_factory=list)

    @property
    def main(self) -> Occurrence:
        """The occurrence that stands for all: the first that is a candidate, else the first."""
        for occurrence in self.occurrences:
            if occurrence.finding.candidate:
                return occurrence
        return self.occurrences[0]

    @property
    def finding(self) -> Finding:
        """The finding of the main occurrence."""
        return self.main.finding

    @property
    def candidate(self) -> bool:
        """Whether it is a candidate in any input."""
        return self.finding.candidate

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Flags of all occurrences together."""
        return joined_flags(*[one.finding.flags for one in self.occurrences])

    @property
    def carriers(self) -> tuple[Carrier, ...]:
        """The samples that carry it, in input order; a sample is named once for each record."""
        return tuple(
            Carrier(one.source, one.record, sample)
            for one in self.occurrences
            for sample in one.item.samples
        )

    @property
    def carrier_count(self) -> int:
        """How many different samples carry it."""
        return len({(one.source, one.sample.call.sample) for one in self.carriers})

    @property
    def differs(self) -> bool:
        """Whether the evidence of the inputs leads to different flags or classes."""
        return len({_verdict(one.finding) for one in self.occurrences}) > 1

    @property
    def order(self) -> tuple[int, int, str]:
        """Sort key: along the gene."""
        effect = self.finding.effect
        if effect is None:
            place = self.finding.assembly.coordinate(self.main.record.position)
            return (place, place, self.finding.allele)
        return (effect.variant.start, effect.variant.end, effect.variant.alt)


def _verdict(finding: Finding) -> tuple[object, ...]:
    assessment = finding.assessment
    if assessment is None:
        return ()
    return (assessment.flags, assessment.classification, assessment.criteria)


def _key(occurrence: Occurrence) -> Key:
    finding, record = occurrence.finding, occurrence.record
    effect = finding.effect
    if effect is None or not finding.vrs_id:
        # Partly outside the locus or not annotated: only the very same spelling is the same.
        place = f"{finding.assembly.name}:{record.position}:{record.ref}:{finding.hgvs_g}"
        return (-1, record.position, finding.allele, place)
    variant = effect.variant
    return (variant.start, variant.end, variant.alt, "")


def gather(inputs: Sequence[Collected]) -> tuple[GatheredAllele, ...]:
    """Return every FAS allele of the inputs once, along the gene; builds make no difference."""
    found: dict[Key, GatheredAllele] = {}
    for number, collected in enumerate(inputs):
        for record, item in collected.rows:
            occurrence = Occurrence(number, record, item)
            found.setdefault(_key(occurrence), GatheredAllele()).occurrences.append(occurrence)
    return tuple(sorted(found.values(), key=lambda allele: allele.order))


# The flag that names an allele's colour in figures: the first of these that it carries.
LEADING = (
    Flag.REF_MISMATCH,
    Flag.NOT_JUDGED,
    Flag.LOF,
    Flag.LOF_LC,
    Flag.SPLICE,
    Flag.DEATH_DOMAIN,
    Flag.CYSTEINE,
    Flag.RECEPTOR,
    Flag.KNOWN_ALPS,
    Flag.KNOWN_REPORTED,
)


def leading_flag(allele: GatheredAllele) -> Flag | None:
    """Return the flag that stands for an allele, ``None`` when it is no candidate."""
    flags = allele.flags
    if Flag.REF_MISMATCH not in flags and not allele.candidate:
        return None
    return min(
        (flag for flag in flags if flag in LEADING),
        key=lambda flag: (LEADING.index(flag), FLAG_ORDER[flag]),
        default=None,
    )
