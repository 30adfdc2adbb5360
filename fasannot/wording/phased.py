"""Phased haplotypes of two or more alleles, in words for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fasannot.files.vcf.record import Record
from fasannot.rules.annotator import AnnotatedAllele
from fasannot.wording.book import say
from fasannot.wording.phrases import short_name

HaplotypeRow = dict[str, str]  # the columns of --haplotypes


@dataclass(frozen=True, slots=True)
class HaplotypeText:
    """One haplotype.

    Attributes:
        sample: the sample's name.
        side: ``1`` or ``2``, the side of the phased genotype.
        name: joint c. name.
        protein: joint p. name.
        effect: consequence, decay, loss of function and flags of the alleles read together.
    """

    sample: str
    side: str
    name: str
    protein: str
    effect: str


def haplotype_texts(
    rows: Iterable[HaplotypeRow], alleles: Sequence[tuple[Record, AnnotatedAllele]]
) -> tuple[tuple[HaplotypeText, ...], int]:
    """Return the haplotypes that hold a candidate or are flagged, and how many others there are.

    Args:
        rows: the rows of the haplotype table.
        alleles: the alleles of the same input.
    """
    candidates = {
        f"{record.position}:{record.ref}>{item.alt}"
        for record, item in alleles
        if item.findings[0].candidate
    }
    found = []
    others = 0
    for row in rows:
        if row["FLAGS"] or row["LOF"] or not candidates.isdisjoint(row["VARIANTS"].split(";")):
            found.append(_text(row))
        else:
            others += 1
    return tuple(found), others


def _text(row: HaplotypeRow) -> HaplotypeText:
    parts = [row["Consequence"].replace("&", ", ")]
    if row["NMD"]:
        parts.append(say("haplotype.nmd", value=row["NMD"]))
    if row["LOF"]:
        parts.append(say("haplotype.lof", value=row["LOF"]))
    parts.append(row["FLAGS"].replace("&", " ") or say("haplotype.no_flag"))
    return HaplotypeText(
        row["SAMPLE"],
        row["HAPLOTYPE"],
        short_name(row["HGVSc"]),
        short_name(row["HGVSp"]),
        "; ".join(part for part in parts if part),
    )
