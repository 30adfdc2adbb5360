"""Facts of structural variants for the rules of ``data/rules.tsv``, and their assessment.

What an exact allele at the same places would be judged on goes to the common rules (frame, NMD,
domains); these facts are only about what structural variants have of their own: unknown ends, a
gene cut in two, copies without a known place.
"""

from __future__ import annotations

from fasannot.allele.structural.variant import StructuralKind, StructuralVariant
from fasannot.effect.structural.extent import Extent, surely_struck
from fasannot.effect.transcript_effect import TranscriptEffect
from fasannot.evidence.residues import Facts
from fasannot.evidence.values import NO_EVIDENCE
from fasannot.gene.landmarks import landmarks
from fasannot.gene.transcript import Transcript
from fasannot.rules.assess import Assessment, assess
from fasannot.rules.knowledge import Knowledge


def exon_list(exons: tuple[int, ...]) -> str:
    """Return exons in words: ``exon 3``, ``exons 3 to 5``.

    >>> exon_list((2, 3))
    'exons 3 to 4'
    """
    if len(exons) == 1:
        return f"exon {exons[0] + 1}"
    return f"exons {exons[0] + 1} to {exons[-1] + 1}"


def breakpoints_inside(transcript: Transcript, variant: StructuralVariant) -> list[int]:
    """Return the ends of a variant that cut the transcript."""
    places = {variant.start.place, variant.end.place}
    return sorted(place for place in places if transcript.start < place < transcript.end)


def _domain_end(transcript: Transcript) -> int:
    assert transcript.cds is not None
    return (
        transcript.locus_coordinate(transcript.cds.start + 3 * landmarks().death_domain.end - 1) + 1
    )


def broken_facts(facts: Facts, transcript: Transcript, variant: StructuralVariant) -> None:
    """Add the facts of a gene that a junction cuts."""
    inside = breakpoints_inside(transcript, variant)
    if not inside:
        return
    first = transcript.coding_position(inside[0])
    detail = f"A breakpoint of the {_word(variant)} lies at c.{first}"
    if variant.note:
        detail += f" ({variant.note})"
    if inside[0] >= _domain_end(transcript):
        facts["gene_broken_distal"] = detail
        return
    if len(inside) == 2 and variant.kind is StructuralKind.INVERSION:
        exons = {transcript.exon_before(place) for place in inside}
        if len(exons) == 1 and all(transcript.exon_at(place) is None for place in inside):
            return  # turned round within one intron
    facts["gene_broken"] = detail


def _word(variant: StructuralVariant) -> str:
    return "inversion" if variant.kind is StructuralKind.INVERSION else "rearrangement"


def structural_facts(transcript: Transcript, variant: StructuralVariant, extent: Extent) -> Facts:
    """Return the facts that the common rules do not cover."""
    facts: Facts = {}
    kind = variant.kind
    if kind in (StructuralKind.BREAKEND, StructuralKind.INVERSION):
        if not extent.covers_all:
            broken_facts(facts, transcript, variant)
    elif kind is StructuralKind.INSERTION:
        if extent.touched and _coding(transcript, variant.start.place):
            facts["large_insertion"] = exon_list(extent.touched)
            _struck_facts(facts, transcript, variant)
    elif kind is StructuralKind.COPY_NUMBER:
        if extent.touched:
            facts["copies_changed"] = exon_list(extent.touched)
    elif kind is StructuralKind.DUPLICATION:
        if extent.covers_all:
            facts["gene_duplicated"] = ""
        elif extent.touched and not extent.certain:
            facts["duplication_uncertain"] = exon_list(extent.touched)
    elif extent.whole:
        facts["exon_loss_uncertain"] = exon_list(extent.whole)
    elif _struck_facts(facts, transcript, variant):
        facts["exon_part_lost"] = f"{exon_list(extent.touched)} ({facts['residues_struck']})"
    elif extent.touched:
        facts["exon_may_be_lost"] = exon_list(extent.touched)
    return facts


def _struck_facts(facts: Facts, transcript: Transcript, variant: StructuralVariant) -> bool:
    """Add which residues are surely changed; return whether there are any."""
    struck = surely_struck(transcript, variant)
    if struck is None:
        return False
    facts["residues_struck"] = f"residues {struck.first} to {struck.last}"
    if landmarks().death_domain.overlaps(struck.start, struck.end):
        facts["structural_death_domain"] = facts["residues_struck"]
    return True


def _coding(transcript: Transcript, coordinate: int) -> bool:
    spliced = transcript.spliced(coordinate)
    cds = transcript.cds
    return spliced is not None and cds is not None and cds.start < spliced < cds.end


def judge(
    effect: TranscriptEffect, variant: StructuralVariant, extent: Extent, knowledge: Knowledge
) -> Assessment:
    """Return the assessment of a structural variant on the MANE transcript."""
    by_exons = variant.kind in (StructuralKind.DELETION, StructuralKind.DUPLICATION)
    if (
        by_exons
        and extent.certain
        and not (variant.kind is StructuralKind.DUPLICATION and extent.covers_all)
    ):
        return assess(effect, NO_EVIDENCE, knowledge, use_known=False)
    facts = structural_facts(effect.transcript, variant, extent)
    verdict = knowledge.rulebook.verdict(frozenset(facts))
    return Assessment(verdict, facts, (), None, (), (), ())
