"""Structural alleles of a record to what is said of them on each transcript."""

from __future__ import annotations

from collections.abc import Sequence

from fasannot.allele.locus import LocusAllele
from fasannot.allele.structural.breakend import parse_breakend
from fasannot.allele.structural.symbolic import parse_symbolic
from fasannot.allele.structural.variant import (
    Border,
    StructuralKind,
    StructuralVariant,
    UnreadableAlleleError,
)
from fasannot.allele.variant import GenomicVariant, VariantKind
from fasannot.effect.projection import Reach
from fasannot.effect.structural.extent import coding_residues, extent_of
from fasannot.effect.structural.hgvs import coding_name
from fasannot.effect.structural.structural_effect import region_terms, structural_effect
from fasannot.effect.terms import Consequence
from fasannot.effect.transcript_effect import TranscriptEffect, domains_of
from fasannot.files.vcf.record import Record
from fasannot.gene.model import Assembly, GeneModel
from fasannot.gene.transcript import Transcript
from fasannot.rules.assess import Assessment
from fasannot.rules.knowledge import Knowledge
from fasannot.rules.structural.judge import judge

# The size from which an allele counts as structural (VCF, dbVar).
LEAST_SIZE = 50
# Members looked up once: Python 3.11 takes its time over each.
_INVERSION, _DUPLICATION = VariantKind.INVERSION, VariantKind.DUPLICATION
_BEYOND = frozenset({Reach.TRANSCRIPT_END, Reach.WHOLE_TRANSCRIPT})


def read_structural(
    record: Record, number: int, assembly: Assembly, marks: frozenset[str] = frozenset()
) -> StructuralVariant | None:
    """Return what a symbolic or breakend ALT (index from 0) does, ``None`` for nothing here.

    Raises:
        UnreadableAlleleError: the record does not say it well enough.
    """
    try:
        if record.alts[number][:1] == "<":
            return parse_symbolic(record, number, assembly, marks)
        return parse_breakend(record, number, assembly)
    except ValueError as error:  # numbers or bases of the record that make no allele
        raise UnreadableAlleleError(str(error)) from error


def touches_locus(model: GeneModel, variant: StructuralVariant) -> bool:
    """Return whether a variant changes, or may change, a base of the locus."""
    last = len(model.sequence)
    low = variant.start.place if variant.start.low is None else variant.start.low
    high = variant.end.place if variant.end.high is None else variant.end.high
    if variant.kind in (StructuralKind.INSERTION, StructuralKind.BREAKEND):
        return any(0 < place < last for place in (variant.start.place, variant.end.place)) or (
            low < last and high > 0
        )
    return low < last and high > 0


def structural_answers(
    model: GeneModel,
    transcripts: Sequence[Transcript],
    knowledge: Knowledge,
    variant: StructuralVariant,
) -> list[tuple[TranscriptEffect, Assessment | None]]:
    """Return effect and, on the MANE transcript, assessment of a variant not spelled out."""
    found: list[tuple[TranscriptEffect, Assessment | None]] = []
    for transcript in transcripts:
        extent = extent_of(transcript, variant)
        effect = structural_effect(model, transcript, variant, extent)
        mane = transcript is model.mane
        found.append((effect, judge(model, effect, variant, extent, knowledge) if mane else None))
    return found


def whole_inversion(allele: LocusAllele, effect: TranscriptEffect) -> StructuralVariant | None:
    """Return an exact inversion of whole exons or of a transcript's end, as a structural variant.

    The splice sites go with the exons, so that the message cannot be spelled.
    """
    variant = allele.variant
    size = variant.end - variant.start
    if variant.kind is not _INVERSION or size < LEAST_SIZE:
        return None
    if effect.edit.reach is not Reach.EXON_LOSS and effect.edit.reach not in _BEYOND:
        return None
    borders = (Border.exact(variant.start), Border.exact(variant.end))
    return StructuralVariant(StructuralKind.INVERSION, *borders, True)


def refined(model: GeneModel, effect: TranscriptEffect, whole: GenomicVariant) -> TranscriptEffect:
    """Return the effect of an exact allele with what only long ones have.

    A copy of a whole exon makes the message longer wherever it is inserted; a deletion that
    reaches beyond the locus is named by exons.
    """
    variant = effect.variant
    transcript = effect.transcript
    if variant.kind is _DUPLICATION and len(variant.alt) >= LEAST_SIZE:
        low, high = variant.described_start, variant.start
        if low <= transcript.start and transcript.end <= high:
            terms = {Consequence.TRANSCRIPT_AMPLIFICATION}
        elif any(low <= exon.start and exon.end <= high for exon in transcript.exons):
            here = region_terms(transcript, low, high)
            terms = {*effect.consequences, *here, Consequence.FEATURE_ELONGATION}
            if transcript is model.mane:
                copied = coding_residues(transcript, low, high)
                effect = effect._replace(domains=domains_of(model, copied))
        else:
            return effect
        ordered = tuple(sorted(terms, key=lambda term: term.rank))
        return effect._replace(consequences=ordered)
    if whole is not variant and whole.kind is VariantKind.DELETION:
        borders = (Border.exact(whole.start), Border.exact(whole.end))
        named = StructuralVariant(StructuralKind.DELETION, *borders, True)
        return effect._replace(hgvs_c=coding_name(transcript, named))
    return effect
