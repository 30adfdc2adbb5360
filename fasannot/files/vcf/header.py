"""The VCF header: what it declares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fasannot.files.vcf.contig_lines import contigs_of, structured_fields

FIXED_COLUMNS = 9


@dataclass(frozen=True, slots=True)
class VcfHeader:
    """A header taken apart as far as needed.

    Attributes:
        lines: all header lines as bytes, the ``#CHROM`` line last.
        contigs: contig name to length, ``None`` where not stated.
        samples: the sample names, in order.
        descriptions: INFO id to its fields (``Number``, ``Type``, ``Description``).
    """

    lines: tuple[bytes, ...]
    contigs: dict[str, int | None]
    samples: tuple[str, ...]
    descriptions: dict[str, dict[str, str]]


def parse_header(lines: Sequence[bytes]) -> VcfHeader:
    """Return a header taken apart; the last line is the ``#CHROM`` line."""
    text = [line.decode("utf-8", "replace") for line in lines]
    columns = text[-1].split("\t")
    descriptions = {}
    for line in text:
        if line.startswith("##INFO=<"):
            fields = structured_fields(line)
            if "ID" in fields:
                descriptions[fields["ID"]] = fields
    return VcfHeader(tuple(lines), contigs_of(text), tuple(columns[FIXED_COLUMNS:]), descriptions)
