"""Facts of splicing: destroyed sites first, then measurement, then prediction, then motifs."""

from __future__ import annotations

from typing import NamedTuple

from fasannot.allele.variant import GenomicVariant
from fasannot.effect.projection import Reach
from fasannot.effect.transcript_effect import TranscriptEffect
from fasannot.evidence.exon6 import Inclusion
from fasannot.evidence.residues import Facts
from fasannot.evidence.values import ExternalEvidence, SpliceScores
from fasannot.rules.knowledge import Knowledge
from fasannot.rules.motif_facts import motif_facts
from fasannot.rules.site_facts import (
    duplicated_exons,
    exon6_part,
    gained_sites,
    outcome_facts,
    predicted_facts,
    score_text,
    site_facts,
)

_SPLICE_FREE = frozenset({Reach.UPSTREAM, Reach.DOWNSTREAM, Reach.WHOLE_TRANSCRIPT})
_SITES_GONE = frozenset(
    {Reach.EXON_LOSS, Reach.EXON_FUSION, Reach.WHOLE_TRANSCRIPT, Reach.TRANSCRIPT_END}
)


class SpliceView(NamedTuple):
    """What is predicted or measured of an allele's splicing, for the SPLICE column."""

    texts: tuple[str, ...] = ()
    scores: SpliceScores | None = None


NO_VIEW = SpliceView()


def splice_facts(
    facts: Facts, effect: TranscriptEffect, evidence: ExternalEvidence, knowledge: Knowledge
) -> SpliceView:
    """Add facts of splicing: destroyed sites, exon 6 measurements, predictions, motifs."""
    reach = effect.edit.reach
    if reach in _SPLICE_FREE:
        return NO_VIEW
    if effect.introns_removed:
        first, last = effect.introns_removed[0] + 1, effect.introns_removed[-1] + 1
        one = f"Intron {first} is"
        facts["intron_lost"] = one if first == last else f"Introns {first} to {last} are"
        return NO_VIEW
    variant = effect.variant
    scores = evidence.splice or knowledge.splice_scores.lookup(variant)
    if effect.lost_sites and reach not in _SITES_GONE:
        texts = site_facts(facts, effect, knowledge, scores)
        if scores is not None:
            texts += [
                outcome.text + score_text(scores, value)
                for outcome, value in gained_sites(variant, scores, knowledge)
            ]
        return SpliceView(_with_inclusion(texts, variant, knowledge), scores)
    if not variant.ref and not variant.alt:
        return NO_VIEW
    doubled = duplicated_exons(effect)
    if doubled is not None:
        exons = ", ".join(str(index + 1) for index in doubled)
        facts["exon_duplicated"] = f"Exon {exons} is" if len(doubled) == 1 else f"Exons {exons} are"
        outcome = knowledge.predictor.duplicated(doubled)
        outcome_facts(facts, outcome)
        return SpliceView((outcome.text,))
    in_exon6, inclusion = knowledge.exon6.lookup(variant)
    if in_exon6:
        facts["exon6"] = ""
        if inclusion is not None:
            return _measured(facts, inclusion, scores, knowledge)
        facts["exon6_not_measured"] = ""
    if scores is None:
        motif_facts(facts, effect, knowledge)
        facts["splice_not_covered"] = ""
        return NO_VIEW
    highest = scores.highest
    part = exon6_part(scores, knowledge) if highest else 0.0
    thresholds = knowledge.thresholds
    if highest >= thresholds["splice_pp3"] or part >= thresholds["splice_exon6_part"]:
        texts = predicted_facts(facts, variant, scores, knowledge, part)
        return SpliceView(tuple(texts), scores)
    quiet = part <= 1 - thresholds["splice_exon6_part"]
    if quiet and highest <= thresholds["splice_bp4"] and scores.models != 1:
        _quiet(facts, scores)
    elif highest > thresholds["splice_bp4"]:
        facts["splice_between"] = ""
        facts["splice_delta"] = f"{scores.source} delta score {highest:.2f}"
    return SpliceView((), scores)


def _quiet(facts: Facts, scores: SpliceScores) -> None:
    facts["splice_quiet"] = f"{scores.source} delta score {scores.highest:.2f}"


def _with_inclusion(
    texts: list[str], variant: GenomicVariant, knowledge: Knowledge
) -> tuple[str, ...]:
    inclusion = knowledge.exon6.lookup(variant)[1]
    if inclusion is not None and texts:
        texts[0] += f"/PSI={inclusion.psi:.1f}"
    return tuple(texts)


def _measured(
    facts: Facts, inclusion: Inclusion, scores: SpliceScores | None, knowledge: Knowledge
) -> SpliceView:
    """Add facts of a measured form of exon 6: there the measurement leads, not the prediction.

    A gel that shows more than half of the wild type takes back that the exon is nearly absent.
    """
    thresholds = knowledge.thresholds
    psi = inclusion.psi
    facts["exon6_psi"] = str(inclusion)
    if psi > thresholds["exon6_low"]:
        facts["exon6_kept"] = ""
        if psi >= thresholds["exon6_normal"]:
            facts["exon6_normal"] = ""
        if scores is not None and scores.highest <= thresholds["splice_bp4"]:
            _quiet(facts, scores)
        return SpliceView((), scores)
    facts["exon6_low"] = ""
    agrees = inclusion.gel is None or inclusion.gel <= thresholds["exon6_low"]
    if psi <= thresholds["exon6_near_absent"] and agrees:
        facts["exon6_near_absent"] = ""
    skip = knowledge.predictor.lost_sites(frozenset({(5, "donor")}))
    return SpliceView((f"{skip.text}/PSI={psi:.1f}",), scores)
