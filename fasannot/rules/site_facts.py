"""Facts of lost and gained splice sites: what the message is predicted to become."""

from __future__ import annotations

from fasannot.allele.variant import GenomicVariant, VariantKind
from fasannot.effect.terms import Nmd
from fasannot.effect.transcript_effect import TranscriptEffect
from fasannot.evidence.catalogue import SpliceMotif
from fasannot.evidence.residues import Facts
from fasannot.evidence.splice_outcome import SpliceOutcome
from fasannot.evidence.values import SpliceScores
from fasannot.rules.knowledge import Knowledge


def duplicated_exons(effect: TranscriptEffect) -> range | None:
    """Return the inner exons (indexes) that a duplication repeats whole, if any.

    A duplication that takes in the first or last exon leaves an intact copy of the gene's end.
    """
    variant = effect.variant
    if len(variant.alt) < 25 or variant.kind is not VariantKind.DUPLICATION:
        return None
    exons = effect.transcript.exons
    low, high = variant.described_start, variant.start
    whole = [n for n, exon in enumerate(exons) if low <= exon.start and exon.end <= high]
    if not whole or 0 in whole or len(exons) - 1 in whole:
        return None
    return range(whole[0], whole[-1] + 1)


def outcome_facts(facts: Facts, outcome: SpliceOutcome) -> None:
    """Add facts of the predicted message, for a lost site or a predicted change of splicing."""
    facts["outcome"] = outcome.words
    if outcome.in_frame is None:
        return
    facts["outcome_in_frame" if outcome.in_frame else "outcome_frameshift"] = ""
    if outcome.nmd is Nmd.TRIGGERING:
        facts["outcome_nmd_triggering"] = ""
    else:
        facts["outcome_made"] = ""
    if outcome.death_domain_lost:
        facts["outcome_death_domain_lost"] = ""
    if outcome.transmembrane_lost:
        facts["outcome_tm_lost"] = ""
    if outcome.assembly_domain_lost and outcome.in_frame:
        facts["assembly_domain_lost"] = ""
    facts["outcome_lost"] = f"{outcome.residues_lost} residues" + (
        f" of {', '.join(outcome.lost)}" if outcome.lost else ""
    )


def becomes_gc(effect: TranscriptEffect, knowledge: Knowledge) -> bool:
    """Return whether the only site that an allele destroys is a GT that becomes GC in its place.

    The rest of the donor (the last base of the exon and six of the intron) must be as it was, or
    the donor is not one that keeps some normal splicing.
    """
    variant = effect.variant
    if len(effect.lost_sites) != 1 or variant.length_change:
        return False
    site = effect.lost_sites[0]
    if site.kind != "donor":
        return False
    first = effect.transcript.intron(site.intron).start - 1
    locus = knowledge.model.sequence
    before = locus[first : first + 7]
    new = locus[first : variant.start] + variant.alt[max(first - variant.start, 0) :]
    after = (new + locus[variant.end : first + 7])[:7]
    return before[1:3] == "GT" and after == f"{before[0]}GC{before[3:]}"


def score_text(scores: SpliceScores, value: float) -> str:
    """Return a score and its source as the SPLICE column ends with it."""
    return f"/{scores.source}={value:.2f}"


def site_facts(
    facts: Facts, effect: TranscriptEffect, knowledge: Knowledge, scores: SpliceScores | None
) -> list[str]:
    """Add facts of destroyed GT or AG dinucleotides; return texts for the SPLICE column."""
    sites = effect.lost_sites
    names = " and the ".join(
        f"{site.kind} of intron {site.intron + 1} "
        f"(exon {site.intron + (2 if site.kind == 'acceptor' else 1)})"
        for site in sites
    )
    facts["site_lost"] = names
    variant = effect.variant
    if becomes_gc(effect, knowledge):
        facts["gt_to_gc"] = ""
    outcome = knowledge.predictor.moved(sites[0], variant) if len(sites) == 1 else None
    if outcome is None:
        outcome = knowledge.predictor.lost_sites(
            frozenset((site.intron, str(site.kind)) for site in sites)
        )
    outcome_facts(facts, outcome)
    if "outcome_nmd_triggering" not in facts or "gt_to_gc" in facts:
        facts["pvs1_below_full"] = ""
    loss = max(scores.acceptor_loss, scores.donor_loss) if scores else 0.0
    text = outcome.text + (score_text(scores, loss) if scores and loss else "")
    return [text]


def gained_sites(
    variant: GenomicVariant, scores: SpliceScores, knowledge: Knowledge
) -> list[tuple[SpliceOutcome, float]]:
    """Return the outcomes of gained sites that reach the threshold, with their scores."""
    least = knowledge.thresholds["splice_pp3"]
    predictor = knowledge.predictor
    acceptor = donor = None
    if scores.acceptor_gain >= least:
        acceptor = scores.position + scores.offsets[0]
        if predictor.is_native(acceptor, "acceptor"):
            acceptor = None
    if scores.donor_gain >= least:
        donor = scores.position + scores.offsets[2]
        if predictor.is_native(donor, "donor"):
            donor = None
    mutated = None
    if variant.kind is VariantKind.SUBSTITUTION:
        sequence = knowledge.model.sequence
        mutated = sequence[: variant.start] + variant.alt + sequence[variant.end :]
    outcomes = []
    if acceptor is not None:
        found = predictor.gained_acceptor(acceptor, mutated)
        if donor is not None and acceptor < donor and found.label == "new_exon":
            both = min(scores.acceptor_gain, scores.donor_gain)
            return [(predictor.new_exon(acceptor, donor), both)]
        outcomes.append((found, scores.acceptor_gain))
    if donor is not None:
        outcomes.append((predictor.gained_donor(donor, mutated), scores.donor_gain))
    return sorted(outcomes, key=lambda item: -item[1])


def _nearest_site(knowledge: Knowledge, coordinate: int, kind: str) -> tuple[int, str]:
    def distance(motif: SpliceMotif) -> int:
        edge = motif.dinucleotide - 1 if kind == "donor" else motif.dinucleotide + 2
        return abs(edge - coordinate)

    motif = min((m for m in knowledge.motifs if m.kind == kind), key=distance)
    return motif.intron, kind


def exon6_part(scores: SpliceScores, knowledge: Knowledge) -> float:
    """Return which part of the possible loss a shipped score is at the weak sites of exon 6.

    The model gives these alternatively used sites low scores, so that losing one altogether has a
    delta score of 0.21 or 0.28: the usual threshold would miss most of what destroys them.
    """
    if scores.source != knowledge.splice_scores.source:
        return 0.0
    exon = knowledge.exon6
    part = 0.0
    if scores.acceptor_loss and scores.position + scores.offsets[1] == exon.start:
        part = scores.acceptor_loss / knowledge.thresholds["splice_exon6_acceptor"]
    if scores.donor_loss and scores.position + scores.offsets[3] == exon.end - 1:
        part = max(part, scores.donor_loss / knowledge.thresholds["splice_exon6_donor"])
    return min(part, 1.0)


def predicted_outcomes(
    variant: GenomicVariant, scores: SpliceScores, knowledge: Knowledge, part: float
) -> list[tuple[SpliceOutcome, float]]:
    """Return what is predicted where GT and AG are kept, the strongest first."""
    least = knowledge.thresholds["splice_pp3"]
    weak_site = part >= knowledge.thresholds["splice_exon6_part"]
    sites = set()
    loss = 0.0
    if scores.acceptor_loss >= least or (weak_site and scores.acceptor_loss > scores.donor_loss):
        at = scores.position + scores.offsets[1]
        sites.add(_nearest_site(knowledge, at, "acceptor"))
        loss = scores.acceptor_loss
    if scores.donor_loss >= least or (weak_site and not sites):
        at = scores.position + scores.offsets[3]
        sites.add(_nearest_site(knowledge, at, "donor"))
        loss = max(loss, scores.donor_loss)
    outcomes = gained_sites(variant, scores, knowledge)
    if sites:
        outcomes.append((knowledge.predictor.lost_sites(frozenset(sites)), loss))
        outcomes.sort(key=lambda item: -item[1])
    return outcomes


def strongest_outcome(
    effect: TranscriptEffect, scores: SpliceScores, knowledge: Knowledge
) -> tuple[SpliceOutcome, float] | None:
    """Return the outcome that an allele stands for, with its score.

    Where a GT or AG is destroyed that is the loss of the site, however strong a gained one is.
    """
    sites = effect.lost_sites
    if sites:
        loss = max(scores.acceptor_loss, scores.donor_loss)
        lost = frozenset((site.intron, str(site.kind)) for site in sites)
        return knowledge.predictor.lost_sites(lost), loss
    part = exon6_part(scores, knowledge)
    outcomes = predicted_outcomes(effect.variant, scores, knowledge, part)
    return outcomes[0] if outcomes else None


def predicted_facts(
    facts: Facts, variant: GenomicVariant, scores: SpliceScores, knowledge: Knowledge, part: float
) -> list[str]:
    """Add facts of a predicted change of splicing with GT and AG kept; return SPLICE texts."""
    weak_site = part >= knowledge.thresholds["splice_exon6_part"]
    if weak_site:
        facts["exon6_site_lost"] = f"{100 * part:.0f}"
    outcomes = predicted_outcomes(variant, scores, knowledge, part)
    if not outcomes:  # only a native site grows stronger
        return []
    highest = outcomes[0][1]
    facts["splice_delta"] = f"{scores.source} delta score {highest:.2f}"
    if highest >= knowledge.thresholds["splice_pp3"]:
        facts["splice_predicted"] = ""
    near = 1 in knowledge.near_mask[variant.start : max(variant.end, variant.start + 1)]
    if near or weak_site or highest >= knowledge.thresholds["splice_likely"]:
        facts["splice_likely"] = ""
    outcome_facts(facts, outcomes[0][0])
    return [outcome.text + score_text(scores, value) for outcome, value in outcomes]
