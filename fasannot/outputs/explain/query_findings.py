"""Readings of a query to findings: each allele annotated on the build that the query names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from fasannot.allele.names.placing import LocusEdit
from fasannot.allele.structural.variant import StructuralVariant, UnreadableAlleleError
from fasannot.allele.variant import canonical, unshift
from fasannot.errors import QueryError
from fasannot.files.escape import cell
from fasannot.gene.model import GeneModel
from fasannot.outputs.rows import TSV_COLUMNS
from fasannot.rules.annotator import Annotator
from fasannot.rules.columns import facts, values
from fasannot.rules.finding import Finding
from fasannot.rules.queries.reading import Allele, Reading

QUERY_COLUMNS = ("QUERY", "READING", *TSV_COLUMNS)


class Spelling(NamedTuple):
    """An allele as a VCF record spells it."""

    position: int
    ref: str
    alt: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One allele of one reading, annotated.

    Attributes:
        reading: the reading.
        spelling: POS, REF and ALT on the build of the finding.
        finding: what is said of it.
    """

    reading: Reading
    spelling: Spelling
    finding: Finding

    def facts(self) -> dict[str, Any]:
        """Return the answer under the interface's JSON names."""
        return {
            "query": self.reading.query,
            "reading": self.reading.reading,
            "reading_notes": list(self.reading.notes) or None,
            "chrom": "chr10",
            "pos": self.spelling.position,
            "id": None,
            "ref": self.spelling.ref,
            "alt": self.spelling.alt,
            "assembly": self.finding.assembly.name,
            "candidate": self.finding.candidate,
            **facts(self.finding),
        }

    def row(self) -> str:
        """Return the answer as one line of the TSV without its end."""
        spelling = self.spelling
        fixed = (
            self.reading.query,
            self.reading.reading,
            "chr10",
            str(spelling.position),
            "",
            spelling.ref,
            spelling.alt,
            self.finding.assembly.name,
        )
        return "\t".join([cell(value) for value in (*fixed, *values(self.finding))])


def header() -> str:
    """Return the columns of the TSV as one line without its end."""
    return "\t".join(QUERY_COLUMNS)


def answers(annotator: Annotator, reading: Reading) -> Iterator[Answer]:
    """Yield the answer to each allele of a reading.

    Args:
        annotator: an annotator of the build that the reading names, of any where it names none.
        reading: the reading.

    Raises:
        QueryError: an allele cannot be judged.
    """
    for allele in reading.alleles:
        found = _findings(annotator, allele)
        if found is not None:
            yield Answer(reading, *found)


def _findings(annotator: Annotator, allele: Allele) -> tuple[Spelling, Finding] | None:
    model, assembly = annotator.model, annotator.assembly
    if isinstance(allele, LocusEdit):
        spelling = _spelled(model, allele, assembly.locus_first)
        findings = annotator.annotate(*spelling)
    elif isinstance(allele, StructuralVariant):
        shown = f"<{allele.kind.value.upper()}>"
        start = min(max(allele.start.place - 1, 0), len(model.sequence) - 1)
        spelling = Spelling(assembly.position(start), model.sequence[start], shown)
        findings = annotator.annotate_variant(allele, shown)
    else:
        record = allele.record
        spelling = Spelling(record.position, record.ref, record.alts[allele.number])
        try:
            findings = annotator.annotate_structural(record, allele.number).findings
        except UnreadableAlleleError as error:
            raise QueryError(
                f"{record.alts[allele.number]} at {record.position}: {error}"
            ) from error
        if not findings:
            raise QueryError(
                f"{record.alts[allele.number]} at {record.position} changes no base of FAS"
            )
    return (spelling, findings[0]) if findings else None


def _spelled(model: GeneModel, edit: LocusEdit, first: int) -> Spelling:
    """Return an allele left-normalised, as VCF asks for."""
    sequence = model.sequence
    variant = canonical(sequence, edit.start, edit.ref, edit.alt)
    start, end, alt = unshift(sequence, variant.start, variant.end, variant.alt)
    ref = sequence[start:end]
    if not ref or not alt:
        if start > 0:
            start -= 1
            ref, alt = sequence[start] + ref, sequence[start] + alt
        else:
            ref, alt = ref + sequence[end], alt + sequence[end]
    return Spelling(start + first, ref, alt)
