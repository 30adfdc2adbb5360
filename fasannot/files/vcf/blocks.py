"""Reference blocks of a gVCF: which records are blocks, and where one ends."""

from __future__ import annotations

from collections.abc import Mapping

from fasannot.files.numbers import count_number
from fasannot.files.vcf.info import Info
from fasannot.files.vcf.record import Record

# What stands for alleles that were looked for and not seen.
UNNAMED = frozenset({"<NON_REF>", "<*>", "<X>"})
BLOCK_ALTS = UNNAMED | {".", ""}

# What FILTER says of a block that its depth may speak for the reference (RefCall: DeepVariant).
_PASSED = frozenset({".", "PASS", "RefCall", ""})


def block_passes(record: Record, values: Mapping[str, str]) -> bool:
    """Return whether neither FILTER nor the sample's FT puts a block in doubt."""
    filters = f"{record.filters};{values.get('FT', '.')}"
    return _PASSED.issuperset(filters.split(";"))


def is_block(record: Record) -> bool:
    """Return whether a record lists no allele, so that its reads speak of the reference alone."""
    return BLOCK_ALTS.issuperset(record.alts)


def block_end(record: Record, values: Mapping[str, str]) -> int:
    """Return the last position of a block: that of REF, INFO END or LEN (VCF 4.5), the farthest.

    Args:
        record: the record.
        values: the sample's subfields by key.
    """
    last = record.position + len(record.ref) - 1
    length = count_number(values.get("LEN"))
    if length is not None:
        last = max(last, record.position + length - 1)
    stated = count_number(Info(record.info).get("END"))
    return last if stated is None else max(last, stated)
