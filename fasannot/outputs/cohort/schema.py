"""The columns of a cohort table, and the values of one row."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from fasannot.effect.vrs import allele_id
from fasannot.files.numbers import real_number
from fasannot.files.vcf.record import Record
from fasannot.gene.model import load_gene_model
from fasannot.rules.columns import FIELDS, JSON_NAMES, LIST_FIELDS, facts
from fasannot.rules.finding import Finding
from fasannot.rules.flags import Flag
from fasannot.samples.carried import CarriedAllele
from fasannot.samples.sample_finding import SampleFinding
from fasannot.wording.links import vcf_spelling

_TEXTS = pa.list_(pa.string())
_EVIDENCE = pa.list_(
    pa.struct([(name, pa.string()) for name in ("rule", "strength", "sentence", "source")])
)

# Columns of the sample's call, then of the allele; flags are the sample's.
_CALL_COLUMNS: tuple[tuple[str, pa.DataType], ...] = (
    ("source", pa.string()),
    ("sample", pa.string()),
    ("chrom", pa.string()),
    ("pos", pa.int32()),
    ("id", pa.string()),
    ("ref", pa.string()),
    ("alt", pa.string()),
    ("assembly", pa.string()),
    ("qual", pa.float64()),
    ("filter", _TEXTS),
    ("gt", pa.string()),
    ("phase_set", pa.string()),
    ("zygosity", pa.string()),
    ("copies", pa.int32()),
    ("dp", pa.int64()),
    ("ad_ref", pa.int64()),
    ("ad_alt", pa.int64()),
    ("vaf", pa.float64()),
    ("gq", pa.float64()),
    ("flags", _TEXTS),
    ("partners", _TEXTS),
    ("inheritance", pa.string()),
    ("cn", pa.string()),
    ("event", pa.string()),
    ("candidate", pa.bool_()),
    ("allele_flags", _TEXTS),
)
_OTHER_TYPES = {"points": pa.int32()}
_PTC_COLUMNS = ("ptc_codon", "ptc_exon", "ptc_distance")
_LEFT_OUT = frozenset({"flags", "ptc", "allele"})


def _fact_columns() -> list[tuple[str, pa.DataType]]:
    columns: list[tuple[str, pa.DataType]] = []
    for field in FIELDS:
        name = JSON_NAMES[field]
        if name == "ptc":
            columns += [(part, pa.int32()) for part in _PTC_COLUMNS]
        elif name not in _LEFT_OUT:
            kind = _TEXTS if field in LIST_FIELDS else _OTHER_TYPES.get(name, pa.string())
            columns.append((name, kind))
    return columns


# One key for an allele, whatever build and spelling its input has: left-normalised on GRCh38.
_KEY_COLUMNS: tuple[tuple[str, pa.DataType], ...] = (
    ("grch38_chrom", pa.string()),
    ("grch38_pos", pa.int32()),
    ("grch38_ref", pa.string()),
    ("grch38_alt", pa.string()),
    ("grch38_vrs_id", pa.string()),
)
SCHEMA = pa.schema([*_CALL_COLUMNS, *_fact_columns(), ("evidence", _EVIDENCE), *_KEY_COLUMNS])
_SAMPLE_FLAGS = frozenset({Flag.HOM, Flag.MOSAIC, Flag.SECOND_HIT, Flag.COMPOUND, Flag.LOH})
_NAMES = frozenset(SCHEMA.names)
_LISTS = frozenset(field.name for field in SCHEMA if pa.types.is_list(field.type))


def own_flags(finding: Finding) -> tuple[Flag, ...]:
    """Return the flags of an allele without those of its samples' genotypes."""
    return tuple([flag for flag in finding.flags if flag not in _SAMPLE_FLAGS])


def _fitting(name: str, value: Any) -> Any:
    """Return a value in the type of its column: several values of a text are joined by ``&``.

    A column of lists holds an empty list where there is nothing, never null.
    """
    if value is None:
        return [] if name in _LISTS else None
    if isinstance(value, list | tuple) and name not in _LISTS:
        return "&".join(value) or None
    return value


def _key(finding: Finding) -> dict[str, Any]:
    """Return the values of the GRCh38 key; none for an allele that reaches beyond the locus."""
    effect = finding.effect
    if effect is None or not finding.vrs_id:
        return {}
    model = load_gene_model()
    build = model.assemblies["GRCh38"]
    position, ref, alt = vcf_spelling(model, finding, build.name)
    return {
        "grch38_chrom": "chr10",
        "grch38_pos": position,
        "grch38_ref": ref,
        "grch38_alt": alt,
        "grch38_vrs_id": allele_id(model.sequence, effect.variant, build),
    }


def allele_values(source: str, record: Record, item: CarriedAllele) -> dict[str, Any]:
    """Return the values that all carriers of an allele share.

    Args:
        source: the input's name.
        record: the record.
        item: the allele, with at least one finding.
    """
    finding = item.findings[0]
    values = facts(finding)
    stop = values.pop("ptc") or {}
    values.pop("flags")
    values.pop("allele")
    shared = {name: _fitting(name, value) for name, value in values.items() if name in _NAMES}
    return {
        **shared,
        "source": source,
        "chrom": record.chrom,
        "pos": record.position,
        "id": None if record.identifier == "." else record.identifier,
        "ref": record.ref,
        "alt": item.alt,
        "assembly": finding.assembly.name,
        "qual": real_number(record.quality),
        "candidate": finding.candidate,
        "allele_flags": list(own_flags(finding)),
        **{name: stop.get(name.removeprefix("ptc_")) for name in _PTC_COLUMNS},
        **_key(finding),
    }


def call_values(record: Record, sample: SampleFinding) -> dict[str, Any]:
    """Return the values of one carrier."""
    call, event = sample.call, sample.event
    filters = call.filters(record)
    genotype = call.genotype
    return {
        "sample": sample.sample or None,
        "filter": filters.split(";") if filters else [],
        "gt": sample.genotype or None,
        "phase_set": call.phase.set_name or None,
        "zygosity": event.zygosity.value,
        "copies": genotype.alleles.count(call.allele) if genotype is not None else None,
        "dp": event.depth.total,
        "ad_ref": event.depth.ref,
        "ad_alt": event.depth.alt,
        "vaf": event.depth.fraction,
        "gq": real_number(call.quality),
        "flags": list(sample.flags),
        "partners": [str(partner) for partner in sample.partners],
        "inheritance": sample.inheritance or None,
        "cn": event.copies or None,
        "event": event.name or None,
    }


def site_values(record: Record, item: CarriedAllele) -> dict[str, Any]:
    """Return the values in place of a carrier's, for a file without samples."""
    return {
        "filter": [] if record.filters == "." else record.filters.split(";"),
        "flags": list(item.findings[0].flags),
    }
