"""What makes two written alleles one, however their records spell them."""

from __future__ import annotations

from fasannot.files.vcf.record import Record
from fasannot.rules.finding import Finding


def allele_key(finding: Finding, record: Record | None = None) -> tuple[int, int, str]:
    """Return what makes two alleles one: place and new bases, however the record spells them.

    Breakends of one event (INFO EVENT) are one allele.
    """
    written = finding.allele
    if record is not None and (written[:1] == "<" or "[" in written or "]" in written):
        for item in record.info.split(";"):
            if item.startswith("EVENT="):
                return (-1, -1, item)
    effect = finding.effect
    if effect is None:
        return (-1, -1, finding.allele)
    variant = effect.variant
    if not finding.hgvs_g:  # a lone junction: a place, and no base replaced
        return (-2 - variant.start, -2 - variant.start, "")
    return (variant.start, variant.end, variant.alt)


def short_name(finding: Finding) -> str:
    """Return the c. name without its accession, else the g. name."""
    name = finding.hgvs_c or finding.hgvs_g
    return name.partition(":")[2] or name or finding.allele
