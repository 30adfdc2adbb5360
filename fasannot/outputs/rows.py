"""Findings as rows: the same facts for TSV and JSON lines."""

from __future__ import annotations

from typing import Any

from fasannot.files.escape import cell
from fasannot.files.numbers import json_number
from fasannot.files.vcf.record import Record
from fasannot.rules.columns import FIELDS, RECORD_COLUMNS, facts, values
from fasannot.rules.finding import Finding
from fasannot.samples.carried import CarriedAllele

TSV_COLUMNS = (*RECORD_COLUMNS, *FIELDS)


def tsv_header() -> str:
    """Return the column names as one line without its end."""
    return "\t".join(TSV_COLUMNS)


def record_values(record: Record, finding: Finding) -> tuple[str, ...]:
    """Return the values of the record columns."""
    return (
        record.chrom,
        str(record.position),
        "" if record.identifier == "." else record.identifier,
        record.ref,
        finding.allele,
        finding.assembly.name,
    )


def tsv_row(record: Record, finding: Finding) -> str:
    """Return one finding as one line without its end."""
    found = (*record_values(record, finding), *values(finding))
    return "\t".join([cell(value) for value in found])


def json_object(record: Record, annotated: CarriedAllele) -> dict[str, Any]:
    """Return one allele as a JSON object; further transcripts are listed within it."""
    first, *others = annotated.findings
    return {
        "chrom": record.chrom,
        "pos": record.position,
        "id": None if record.identifier == "." else record.identifier,
        "ref": record.ref,
        "alt": annotated.alt,
        "assembly": first.assembly.name,
        "qual": json_number(record.quality),
        "filter": None if record.filters == "." else record.filters.split(";"),
        "candidate": first.candidate,
        **facts(first),
        "transcripts": [facts(other) for other in others],
        "samples": [sample.facts(record) for sample in annotated.samples],
    }


def sample_rows(record: Record, annotated: CarriedAllele) -> list[str]:
    """Return one line of the samples TSV per sample that carries an allele, without ends."""
    if not annotated.findings:
        return []
    first = annotated.findings[0]
    lines = []
    for sample in annotated.samples:
        own = sample.finding or first
        lines.append(sample.row(record, annotated.alt, own.hgvs_c or "", own.hgvs_p or ""))
    return lines


def json_line(record: Record, annotated: CarriedAllele) -> str:
    """Return one allele as one line of JSON without its end."""
    import json  # noqa: PLC0415 - not loaded by a run from VCF to VCF

    return json.dumps(json_object(record, annotated), ensure_ascii=True, separators=(", ", ": "))
