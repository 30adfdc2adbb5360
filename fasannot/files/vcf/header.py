"""The VCF header: what it declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fasannot.files.vcf.contig_lines import Contigs, parted, structured_fields

FIXED_COLUMNS = 9


class VcfHeader(NamedTuple):
    """A header taken apart as far as needed.

    Attributes:
        lines: all header lines as bytes, the ``#CHROM`` line last.
        texts: the same as text, without the ``##contig`` lines, which may be thousands.
        contigs: what the ``##contig`` lines declare.
        samples: the sample names, in order.
        descriptions: INFO id to its fields (``Number``, ``Type``, ``Description``).
    """

    lines: tuple[bytes, ...]
    texts: tuple[str, ...]
    contigs: Contigs
    samples: tuple[str, ...]
    descriptions: dict[str, dict[str, str]]


def parse_header(lines: Sequence[bytes]) -> VcfHeader:
    """Return a header taken apart; the last line is the ``#CHROM`` line."""
    contigs, others = parted(tuple(lines))
    texts = [line.decode("utf-8", "replace") for line in others]
    descriptions = {}
    for line in texts:
        if line.startswith("##INFO=<"):
            fields = structured_fields(line)
            if "ID" in fields:
                descriptions[fields["ID"]] = fields
    return VcfHeader(
        lines=tuple(lines),
        texts=tuple(texts),
        contigs=contigs,
        samples=tuple(texts[-1].split("\t")[FIXED_COLUMNS:]),
        descriptions=descriptions,
    )
