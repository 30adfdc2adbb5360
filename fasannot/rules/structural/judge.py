"""Facts of structural variants for the rules of ``data/rules.tsv``, and their assessment.

What an exact allele at the same places would be judged on goes to the common rules (frame, NMD,
domains); these facts are only about what structural variants have of their own: unknown ends, a
gene cut in two, copies without a known place.
"""

from __future__ import annotations

from fasannot.allele.structural.variant import StructuralKind, StructuralVariant
from fasannot.allele.variant import GenomicVariant, VariantKind
from fasannot.effect.projection import SpliceSite
from fasannot.effect.structural.extent import (
    Extent,
    enclosing_intron,
    sure_part,
    surely_struck,
)
from fasannot.effect.transcript_effect import TranscriptEffect, compute_effect
from fasannot.evidence.residues import Facts
from fasannot.evidence.values import NO_EVIDENCE
from fasannot.gene.landmarks import landmarks
from fasannot.gene.model import GeneModel
from fasannot.gene.transcript import Transcript
from fasannot.rules.assess import Assessment, assess
from fasannot.rules.flags import Flag, LossOfFunction
from fasannot.rules.knowledge import Knowledge
from fasannot.rules.site_facts import site_facts

# Bases of an intron that count to the splice window of its donor and of its acceptor.
DONOR_WINDOW = 6
ACCEPTOR_WINDOW = 20


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
    if len(inside) == 2:
        intron = enclosing_intron(transcript, *inside)
        if intron is not None:  # turned round, or joined, within one intron
            _turned_window(facts, transcript, intron, *inside)
            return
    first = transcript.coding_position(inside[0])
    detail = f"A breakpoint of the {_word(variant)} lies at c.{first}"
    if variant.note:
        detail += f" ({variant.note})"
    if inside[0] >= _domain_end(transcript):
        facts["gene_broken_distal"] = detail
        return
    facts["gene_broken"] = detail


def _turned_window(facts: Facts, transcript: Transcript, index: int, start: int, end: int) -> None:
    intron = transcript.intron(index)
    if start < intron.start + DONOR_WINDOW:
        facts["window_turned"] = f"exon {index + 1}"
    elif end > intron.end - ACCEPTOR_WINDOW:
        facts["window_turned"] = f"exon {index + 2}"


def _word(variant: StructuralVariant) -> str:
    return "inversion" if variant.kind is StructuralKind.INVERSION else "rearrangement"


def structural_facts(transcript: Transcript, variant: StructuralVariant, extent: Extent) -> Facts:
    """Return the facts that the common rules do not cover."""
    facts: Facts = {}
    kind = variant.kind
    if kind in (StructuralKind.BREAKEND, StructuralKind.INVERSION):
        if not extent.covers_all:
            broken_facts(facts, transcript, variant)
            if kind is StructuralKind.INVERSION:
                _struck_facts(facts, transcript, variant)
    elif kind is StructuralKind.INSERTION:
        _insertion_facts(facts, transcript, variant, extent)
    elif kind is StructuralKind.LOH or not extent.touched:
        pass
    elif kind is StructuralKind.COPY_NUMBER:
        facts["copies_changed"] = exon_list(extent.touched)
    elif kind is StructuralKind.DISPERSED:
        facts["copies_elsewhere"] = exon_list(extent.touched)
    elif kind is StructuralKind.COMPLEX:
        name = f"{variant.label}, " if variant.label else ""
        facts["complex_over_exons"] = f"{name}{exon_list(extent.touched)}"
    elif kind is StructuralKind.DUPLICATION:
        if extent.covers_all:
            facts["gene_duplicated"] = ""
        elif not extent.certain:
            facts["duplication_uncertain"] = exon_list(extent.touched)
    else:
        _lost_facts(facts, transcript, variant, extent)
    return facts


def _lost_facts(
    facts: Facts, transcript: Transcript, variant: StructuralVariant, extent: Extent
) -> None:
    struck = _struck_facts(facts, transcript, variant)
    if extent.whole:
        facts["exon_loss_uncertain"] = exon_list(extent.whole)
    elif struck:
        facts["exon_part_lost"] = f"{exon_list(extent.touched)} ({facts['residues_struck']})"
    else:
        facts["exon_may_be_lost"] = exon_list(extent.touched)


def _insertion_facts(
    facts: Facts, transcript: Transcript, variant: StructuralVariant, extent: Extent
) -> None:
    """Add the facts of bases that the record does not spell, put in at one place."""
    place = variant.start.place
    if extent.touched and _coding(transcript, place):
        facts["large_insertion"] = exon_list(extent.touched)
        _struck_facts(facts, transcript, variant)
    if not transcript.start < place < transcript.end:
        return
    index = transcript.exon_before(place - 1)
    if index + 1 >= len(transcript.exons):
        return
    intron = transcript.intron(index)
    if not intron.start <= place <= intron.end:
        return
    donor = place - intron.start
    acceptor = intron.end - place
    if donor <= 1 or acceptor <= 1:
        near, word = (index + 1, "donor") if donor <= 1 else (index + 2, "acceptor")
        facts["insertion_splits_site"] = f"{word} of exon {near}"
    if donor != 1 and donor < DONOR_WINDOW:
        facts["insertion_in_window"] = f"exon {index + 1}"
    elif acceptor != 1 and acceptor < ACCEPTOR_WINDOW:
        facts["insertion_in_window"] = f"exon {index + 2}"


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


_SURE_FLAGS = {
    Flag.SPLICE: "sure_part_splice",
    Flag.CYSTEINE: "sure_part_cysteine",
    Flag.RECEPTOR: "sure_part_receptor",
    Flag.DEATH_DOMAIN: "structural_death_domain",
}


def _sure_facts(
    facts: Facts, model: GeneModel, transcript: Transcript, variant: StructuralVariant,
    knowledge: Knowledge,
) -> None:  # fmt: skip
    """Add what the innermost possible ends of a deletion carry by themselves."""
    start, end = sure_part(transcript, variant)
    start, end = max(start, 0), min(end, len(model.sequence))
    if variant.kind is not StructuralKind.DELETION or start >= end:
        return
    cut = GenomicVariant(VariantKind.DELETION, start, end, model.sequence[start:end], "")
    effect = compute_effect(model, transcript, cut)
    part = assess(effect, NO_EVIDENCE, knowledge, use_known=False)
    name = f"g. bases {end - start} of it are surely deleted"
    if effect.hgvs_c:
        name = f"{effect.hgvs_c.partition(':')[2]} is surely deleted"
    if part.lof is LossOfFunction.HIGH_CONFIDENCE:
        facts["sure_part_lof"] = name
    for flag, fact in _SURE_FLAGS.items():
        if flag in part.flags:
            facts.setdefault(fact, name)


def judge(
    model: GeneModel,
    effect: TranscriptEffect,
    variant: StructuralVariant,
    extent: Extent,
    knowledge: Knowledge,
) -> Assessment:
    """Return the assessment of a structural variant on the MANE transcript."""
    by_exons = variant.kind in (StructuralKind.DELETION, StructuralKind.DUPLICATION)
    if (
        by_exons
        and extent.certain
        and not (variant.kind is StructuralKind.DUPLICATION and extent.covers_all)
    ):
        return assess(effect, NO_EVIDENCE, knowledge, use_known=False)
    inner = extent.whole and extent.whole[0] > 0
    inner = inner and extent.whole[-1] < len(effect.transcript.exons) - 1
    if variant.kind is StructuralKind.INVERSION and extent.certain and inner:
        # The splice sites are turned round with their exons, so that these are skipped.
        sites = tuple(
            site
            for exon in extent.whole
            for site in (SpliceSite(exon - 1, "acceptor"), SpliceSite(exon, "donor"))
        )
        skipped: Facts = {}
        texts = site_facts(skipped, effect._replace(lost_sites=sites), knowledge, None)
        verdict = knowledge.rulebook.verdict(frozenset(skipped))
        return Assessment(
            verdict=verdict,
            details=skipped,
            splice_texts=tuple(texts),
            splice_scores=None,
            matches=(),
            clinvar=(),
            frequencies=(),
        )
    facts = structural_facts(effect.transcript, variant, extent)
    _sure_facts(facts, model, effect.transcript, variant, knowledge)
    verdict = knowledge.rulebook.verdict(frozenset(facts))
    return Assessment(
        verdict=verdict,
        details=facts,
        splice_texts=(),
        splice_scores=None,
        matches=(),
        clinvar=(),
        frequencies=(),
    )
