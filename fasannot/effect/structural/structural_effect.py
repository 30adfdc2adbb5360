"""The effect of a structural variant whose ends are not known to the base.

A representative allele at the stated places gives the facts of the transcript; what depends on the
exact ends is then taken back: the name is by exons, and the protein is predicted only where it is
certain which exons are changed, and that each is changed whole.
"""

from __future__ import annotations

from fasannot.allele.structural.variant import StructuralKind, StructuralVariant
from fasannot.allele.variant import GenomicVariant, VariantKind
from fasannot.effect.structural.extent import Extent, enclosing_intron, surely_struck
from fasannot.effect.structural.hgvs import coding_name, insertion_name
from fasannot.effect.terms import Consequence
from fasannot.effect.transcript_effect import TranscriptEffect, compute_effect, domains_of
from fasannot.gene.model import GeneModel
from fasannot.gene.sequence import reverse_complement
from fasannot.gene.transcript import Transcript

C = Consequence
ELONGATED = frozenset({StructuralKind.DUPLICATION, StructuralKind.INSERTION})
_SURE_DELETION_TERMS = frozenset({C.TRANSCRIPT_ABLATION, C.UPSTREAM_GENE, C.DOWNSTREAM_GENE})


def representative(model: GeneModel, variant: StructuralVariant) -> GenomicVariant:
    """Return an allele of the locus at the stated places."""
    sequence = model.sequence
    last = len(sequence)
    start = min(max(variant.start.place, 0), last)
    end = min(max(variant.end.place, start), last)
    bases = sequence[start:end]
    if variant.kind is StructuralKind.DUPLICATION:
        return GenomicVariant(VariantKind.DUPLICATION, end, end, "", bases)
    if variant.kind is StructuralKind.INVERSION:
        return GenomicVariant(VariantKind.INVERSION, start, end, bases, reverse_complement(bases))
    if variant.kind in (StructuralKind.INSERTION, StructuralKind.BREAKEND):
        at = min(start, last - 1)
        base = sequence[at : at + 1]
        return GenomicVariant(VariantKind.DELETION, at, at + 1, base, "")
    return GenomicVariant(VariantKind.DELETION, start, end, bases, "")


def region_terms(transcript: Transcript, low: int, high: int) -> set[Consequence]:
    """Return terms that say only where ``[low, high)`` lies."""
    if high <= transcript.start:
        return {C.UPSTREAM_GENE}
    if low >= transcript.end:
        return {C.DOWNSTREAM_GENE}
    terms: set[Consequence] = set()
    covered = 0
    for index, exon in enumerate(transcript.exons):
        first, end = max(low, exon.start), min(high, exon.end)
        if first >= end:
            continue
        covered += end - first
        at = transcript.exon_starts[index] - exon.start
        if transcript.cds is None:
            terms.add(C.NON_CODING_TRANSCRIPT_EXON)
            continue
        if first + at < transcript.cds.start:
            terms.add(C.FIVE_PRIME_UTR)
        if end + at > transcript.cds.end:
            terms.add(C.THREE_PRIME_UTR)
        if first + at < transcript.cds.end and end + at > transcript.cds.start:
            terms.add(C.CODING_SEQUENCE)
    if min(high, transcript.end) - max(low, transcript.start) > covered:
        terms.add(C.INTRON)
    return terms


def _turned_sites(transcript: Transcript, extent: Extent) -> set[Consequence]:
    """Return terms of the splice sites that are turned round with their exons."""
    last = len(transcript.exons) - 1
    found = set()
    if extent.whole[-1] < last:
        found.add(C.SPLICE_DONOR)
    if extent.whole[0] > 0:
        found.add(C.SPLICE_ACCEPTOR)
    return found


def structural_effect(
    model: GeneModel, transcript: Transcript, variant: StructuralVariant, extent: Extent
) -> TranscriptEffect:
    """Return the effect of a structural variant on a transcript.

    Args:
        model: the gene model.
        transcript: the transcript.
        variant: the variant.
        extent: the exons it changes, on this transcript.
    """
    base = compute_effect(model, transcript, representative(model, variant))
    kind = variant.kind
    low = variant.start.place if variant.start.low is None else variant.start.low
    high = variant.end.place if variant.end.high is None else variant.end.high
    if kind is StructuralKind.DELETION and extent.certain:
        change = base.change if extent.whole else None
        if base.hgvs_p is None or change is not None or extent.covers_all:
            return base._replace(hgvs_c=coding_name(transcript, variant), legacy=None)
        text = "?" if extent.touched else "(=)"
        return _blank(model, base, transcript, variant, set(base.consequences), text)
    terms = region_terms(transcript, low, max(high, low + 1))
    if kind is StructuralKind.LOH:
        return _blank(model, base, transcript, variant, terms, None)
    inside = terms.isdisjoint({C.UPSTREAM_GENE, C.DOWNSTREAM_GENE})
    protein = None
    if inside:
        protein = "?" if extent.touched or kind is StructuralKind.BREAKEND else "(=)"
    if kind is StructuralKind.DUPLICATION and extent.covers_all:
        return _blank(model, base, transcript, variant, {C.TRANSCRIPT_AMPLIFICATION}, "(=)")
    if kind is StructuralKind.INVERSION and extent.covers_all:
        return _blank(model, base, transcript, variant, {C.UPSTREAM_GENE, C.DOWNSTREAM_GENE}, "(=)")
    turned = enclosing_intron(transcript, variant.start.place, variant.end.place)
    if kind is StructuralKind.BREAKEND and turned is not None:
        return _blank(model, base, transcript, variant, {C.INTRON}, "(=)")
    if kind in ELONGATED and extent.touched:
        terms.add(C.FEATURE_ELONGATION)
    elif (kind is StructuralKind.BREAKEND and inside) or (
        kind in (StructuralKind.DELETION, StructuralKind.INVERSION) and extent.touched
    ):
        terms.add(C.FEATURE_TRUNCATION)
    if kind is StructuralKind.INVERSION and extent.whole:
        terms |= _turned_sites(transcript, extent)
    return _blank(model, base, transcript, variant, terms, protein)


def _blank(
    model: GeneModel,
    base: TranscriptEffect,
    transcript: Transcript,
    variant: StructuralVariant,
    terms: set[Consequence],
    protein: str | None,
) -> TranscriptEffect:
    """Return an effect without anything that needs exact ends."""
    if variant.kind is StructuralKind.INSERTION:
        name = insertion_name(transcript, variant)
    elif variant.kind is StructuralKind.INVERSION and variant.precise and base.hgvs_c:
        name = base.hgvs_c  # named exactly, as the same allele spelled out
    else:
        name = coding_name(transcript, variant)
    struck = None if protein in (None, "(=)") else surely_struck(transcript, variant)
    hgvs_p = None
    if protein is not None and transcript.coding:
        hgvs_p = f"{transcript.protein_accession or transcript.accession}:p.{protein}"
    return base._replace(
        consequences=tuple(sorted(terms, key=lambda term: term.rank)),
        hgvs_c=name,
        hgvs_p=hgvs_p,
        legacy=None,
        change=None,
        codons=None,
        stop=None,
        cdna_position="",
        cds_position="",
        protein_position="",
        changed=None,
        domains=domains_of(model, struck) if transcript.group == "mane" else (),
        lost_sites=(),
    )
