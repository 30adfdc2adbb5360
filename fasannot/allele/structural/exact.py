"""A precise structural variant as the sequence allele that spells it out."""

from __future__ import annotations

from fasannot.allele.locus import LocusAllele, locus_allele
from fasannot.allele.structural.variant import StructuralKind, StructuralVariant
from fasannot.allele.variant import GenomicVariant, VariantKind
from fasannot.gene.model import GeneModel
from fasannot.gene.sequence import reverse_complement


def exact_allele(model: GeneModel, variant: StructuralVariant) -> LocusAllele | None:
    """Return the same allele spelled out, ``None`` where it cannot be.

    A duplication or inversion that reaches beyond the locus cannot: its bases are not known.
    """
    if not variant.precise:
        return None
    sequence = model.sequence
    start, end = variant.start.place, variant.end.place
    inside = start >= 0 and end <= len(sequence)
    kind = variant.kind
    if kind is StructuralKind.DELETION:
        if inside:
            return locus_allele(model, start, sequence[start:end], variant.inserted)
        if start >= len(sequence) or end <= 0:
            return None
        low, high = max(start, 0), min(end, len(sequence))
        form = VariantKind.DELINS if variant.inserted else VariantKind.DELETION
        cut = GenomicVariant(form, low, high, sequence[low:high], variant.inserted)
        return LocusAllele(cut, GenomicVariant(form, start, end, "", variant.inserted))
    if not inside:
        return None
    if kind is StructuralKind.DUPLICATION:
        if end == len(sequence):  # the copy stands behind the locus
            return None
        return locus_allele(model, end, "", variant.inserted + sequence[start:end])
    if kind is StructuralKind.INSERTION and variant.inserted:
        return locus_allele(model, start, "", variant.inserted)
    if kind is StructuralKind.INVERSION:
        bases = sequence[start:end]
        return locus_allele(model, start, bases, reverse_complement(bases))
    return None
