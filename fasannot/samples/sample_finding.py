"""One sample's share in a finding: its call with flags, partners and inheritance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fasannot.files.escape import cell
from fasannot.files.numbers import json_number
from fasannot.files.vcf.record import Record
from fasannot.rules.finding import Finding
from fasannot.rules.flags import Flag
from fasannot.samples.call import Call
from fasannot.samples.event import Event
from fasannot.samples.genotype import Zygosity
from fasannot.samples.pairs import Partner

COLUMNS = (
    "SAMPLE", "CHROM", "POS", "ID", "REF", "ALT", "GT", "PHASE_SET", "ZYGOSITY", "DP", "AD", "VAF",
    "FILTER", "GQ", "HGVSc", "HGVSp", "FLAGS", "PARTNERS", "INHERITANCE", "CN", "EVENT", "PERSON",
    "TISSUE", "ORIGIN",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SampleFinding:
    """What one sample shows of one allele.

    Attributes:
        sample: its name; empty for a file without sample columns.
        call: the call of this record.
        event: the event that the call belongs to; zygosity, reads and copies are its.
        flags: flags of the allele and of this event, in output order.
        partners: the other candidate alleles of the sample.
        inheritance: what the pedigree says, empty without one.
        neighbours: what other alleles of its codon mean for it, in sentences.
        person: whose sample it is, empty where that is not known.
        tissue: which tissue, likewise.
        origin: where the event comes from, likewise.
        of_person: what the tissues of the person together say, in a sentence; it takes the place
            of what this sample alone hints at.
        finding: what is said of the allele in this sample, whose copy number may tell more than
            the record; ``None`` for the record's own.
        main: whether this record stands for the event where events are counted.
    """

    sample: str
    call: Call
    event: Event
    flags: tuple[Flag, ...]
    partners: tuple[Partner, ...]
    inheritance: str = ""
    neighbours: tuple[str, ...] = ()
    person: str = ""
    tissue: str = ""
    origin: str = ""
    of_person: str = ""
    finding: Finding | None = None
    main: bool = True

    @property
    def genotype(self) -> str:
        """GT as written, empty where the caller states none."""
        return self.call.genotype.text if self.call.genotype is not None else ""

    @property
    def fraction(self) -> str:
        """The allele fraction as text."""
        value = self.event.depth.fraction
        return "" if value is None else f"{value:.4g}"

    @property
    def reads(self) -> str:
        """Reads of REF and of this ALT, ``.`` for one not stated."""
        depth = self.event.depth
        if depth.alt is None:
            return ""
        return f"{'.' if depth.ref is None else depth.ref},{depth.alt}"

    @property
    def notes(self) -> tuple[str, ...]:
        """What the data hint at and do not tell, in sentences."""
        event = self.event
        found = []
        if self.of_person:
            found.append(self.of_person)
        elif event.mosaic:
            found.append(
                f"{self.fraction} of the reads are too few for a heterozygous germline allele: "
                "mosaic, from contamination, or an artefact; to be confirmed by a second method "
                "or tissue"
            )
        if event.imbalanced and not self.of_person:
            found.append(
                f"{self.fraction} of the reads are too many for one of two copies: the other "
                "allele may be lost (or this one gained) in part of the cells; which, and in "
                "which cells, is not known"
            )
        if event.zygosity is Zygosity.HOM and not self.of_person:
            found.append(
                "homozygous by genotype: inherited from both parents, or the other copy is lost "
                "(deletion, uniparental disomy); the genotype does not tell which"
            )
        if event.zygosity is Zygosity.HAPLOID:
            found.append(
                "on one copy of chromosome 10, which has two: the other is lost or not known"
            )
        if self.call.by_reads:
            found.append("no genotype was called: the reads show the allele")
        if Flag.LOH in self.flags and not self.of_person:
            found.append("within a loss of heterozygosity that the caller saw: one copy is lost")
        for partner in self.partners:
            found.append(f"with {partner.name}: {partner.relation} ({partner.reason})")
        return (*found, *self.neighbours)

    def row(self, record: Record, alt: str, hgvs_c: str, hgvs_p: str) -> str:
        """Return the line of the samples TSV, without its end."""
        call, event = self.call, self.event
        values = (
            self.sample,
            record.chrom,
            str(record.position),
            "" if record.identifier == "." else record.identifier,
            record.ref,
            alt,
            self.genotype,
            call.phase.set_name,
            event.zygosity.value,
            "" if event.depth.total is None else str(event.depth.total),
            self.reads,
            self.fraction,
            call.filters(record),
            call.quality,
            hgvs_c,
            hgvs_p,
            self.flags,
            tuple(map(str, self.partners)),
            self.inheritance,
            event.copies,
            event.name,
            self.person,
            self.tissue,
            self.origin,
        )
        return "\t".join([cell(value) for value in values])

    def facts(self, record: Record) -> dict[str, Any]:
        """Return the same for JSON; missing is ``None``."""
        call = self.call
        event = self.event
        depth = event.depth
        filters = call.filters(record)
        return {
            "sample": self.sample or None,
            "gt": self.genotype or None,
            "phase_set": call.phase.set_name or None,
            "haplotypes": list(call.phase.sides) or None,
            "zygosity": event.zygosity.value,
            "dp": depth.total,
            "ad": None if depth.alt is None else [depth.ref, depth.alt],
            "vaf": None if depth.fraction is None else float(self.fraction),
            "filter": filters.split(";") if filters else None,
            "gq": json_number(call.quality),
            "copy_number": json_number(event.copies),
            "event": event.name or None,
            "flags": list(self.flags) or None,
            "partners": [
                {
                    "hgvs_c": partner.name,
                    "phase": partner.relation.value,
                    "mosaic": partner.mosaic,
                    "reason": partner.reason,
                }
                for partner in self.partners
            ]
            or None,
            "inheritance": self.inheritance or None,
            "person": self.person or None,
            "tissue": self.tissue or None,
            "origin": self.origin or None,
            "notes": list(self.notes) or None,
        }
