"""One allele on the locus, whatever its record writes; cut where it reaches beyond."""

from __future__ import annotations

from typing import NamedTuple

from fasannot.allele.variant import GenomicVariant, VariantKind, of_trimmed
from fasannot.gene.model import GeneModel
from fasannot.gene.sequence import trim


class LocusAllele(NamedTuple):
    """A sequence allele that changes the locus.

    Attributes:
        variant: its canonical form; cut to the locus where it reaches beyond.
        whole: the same with its true ends, for the g. name (equal to ``variant`` within the locus).
    """

    variant: GenomicVariant
    whole: GenomicVariant

    @property
    def inside(self) -> bool:
        """Whether all of the allele lies within the locus."""
        return self.variant is self.whole


def locus_allele(model: GeneModel, start: int, ref: str, alt: str) -> LocusAllele | None:
    """Return an allele in canonical form, ``None`` when it changes no base of the locus.

    Args:
        model: the gene model.
        start: 0-based locus coordinate of the first base of ``ref``; may be negative.
        ref: REF in upper case; assumed to agree with the reference.
        alt: ALT in upper case.
    """
    sequence = model.sequence
    length = len(sequence)
    first, old, new = trim(start, ref, alt)
    end = first + len(old)
    if not old and not new:
        return None
    if not old and (
        (first == length and new[-1] == sequence[-1]) or (first == 0 and new[0] == sequence[0])
    ):  # written at the edge, but the same as an insertion within
        variant = of_trimmed(sequence, first, old, new)
        return LocusAllele(variant, variant)
    if first >= length or end <= 0:
        return None
    if first >= 0 and end <= length:
        variant = of_trimmed(sequence, first, old, new)
        return LocusAllele(variant, variant)
    kind = VariantKind.DELINS if new else VariantKind.DELETION
    low, high = max(first, 0), min(end, length)
    cut = GenomicVariant(kind, low, high, sequence[low:high], new)
    return LocusAllele(cut, GenomicVariant(kind, first, end, old, new))
