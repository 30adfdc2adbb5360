"""PS1 for splicing: catalogued splice alleles that an allele may be compared with.

Walker 2023 (Table 2) asks for the same predicted event and a prediction at least as strong as that
of the comparison variant. Both are predicted by the shipped model, so that no score is compared
with one of another tool; an allele that it does not cover gets no comparison. A GC donor keeps some
normal splicing, so an allele that makes one is compared with such alleles alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from fasannot.allele.variant import canonical
from fasannot.effect.transcript_effect import TranscriptEffect, compute_effect
from fasannot.evidence.catalogue import KnownMatch, KnownVariant, Match
from fasannot.evidence.residues import Facts
from fasannot.evidence.splice_outcome import SpliceEvent
from fasannot.rules.knowledge import Knowledge
from fasannot.rules.known_facts import comparable, touches_same_bases
from fasannot.rules.site_facts import becomes_gc, strongest_outcome


def predicted_event(effect: TranscriptEffect, knowledge: Knowledge) -> SpliceEvent | None:
    """Return the event that the shipped model predicts, ``None`` where it predicts none."""
    scores = knowledge.splice_scores.lookup(effect.variant)
    if scores is None:
        return None
    outcome = strongest_outcome(effect, scores, knowledge)
    if outcome is None:
        return None
    sites = frozenset((site.intron, str(site.kind)) for site in effect.lost_sites)
    return SpliceEvent(outcome[0].label, outcome[1], sites, becomes_gc(effect, knowledge))


def _event_of(entry: KnownVariant, knowledge: Knowledge) -> SpliceEvent | None:
    cache = knowledge.splice_events
    if entry.id not in cache:
        found = None
        if entry.allele is not None:
            start, end, alt = entry.allele
            model = knowledge.model
            variant = canonical(model.sequence, start, model.sequence[start:end], alt)
            found = predicted_event(compute_effect(model, model.mane, variant), knowledge)
        cache[entry.id] = found
    return cache[entry.id]


def splice_comparators(
    facts: Facts,
    effect: TranscriptEffect,
    matches: Iterable[KnownMatch],
    knowledge: Knowledge,
) -> None:
    """Add the catalogued splice allele that stands for PS1, if one is fit to.

    Args:
        facts: the facts of the allele; its own prediction must be among them.
        effect: the effect of the allele.
        matches: catalogue entries, those of the same splice motif among them.
        knowledge: the shipped knowledge.
    """
    if "site_lost" not in facts and "splice_predicted" not in facts:
        return
    candidates = [m for m in matches if m.match is Match.SAME_MOTIF and comparable(m)]
    if not candidates:
        return
    own = predicted_event(effect, knowledge)
    if own is None:
        return
    grace = knowledge.thresholds["ps1_grace"]
    best: tuple[int, str, KnownVariant] | None = None
    for match in candidates:
        entry = match.entry
        other = _event_of(entry, knowledge)
        if other is None or other.label != own.label or own.score < other.score - grace:
            continue
        if own.makes_gc and not other.makes_gc:
            continue
        grade = "p" if entry.established else "lp"
        if own.sites:
            kind = "dinucleotide" if own.sites & other.sites else "motif"
        else:
            kind = "base" if touches_same_bases(entry, effect.variant) else "motif"
        key = f"splice_same_{kind}_{grade}"
        rank = _RANKS.get(key)
        if rank is not None and (best is None or rank < best[0]):
            best = (rank, key, entry)
    if best is not None:
        facts[best[1]] = ""
        facts["splice_comparator"] = best[2].label()


# A likely pathogenic change of the same GT or AG gives nothing (Walker 2023, Table 2).
_RANKS = {
    key: rank
    for rank, key in enumerate(
        (
            "splice_same_dinucleotide_p",
            "splice_same_base_p",
            "splice_same_motif_p",
            "splice_same_base_lp",
            "splice_same_motif_lp",
        )
    )
}
