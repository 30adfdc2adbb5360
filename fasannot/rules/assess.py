"""One allele's effect and evidence to its assessment: flags, mechanism, criteria and class.

The answer depends on the allele and the evidence given, and on nothing else: not on spelling,
build, order or what was annotated before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fasannot.effect.projection import Reach
from fasannot.effect.protein import ProteinKind
from fasannot.effect.transcript_effect import TranscriptEffect
from fasannot.evidence.catalogue import KnownMatch, Level, SpliceMotif
from fasannot.evidence.residues import Facts
from fasannot.evidence.values import ClinVarRecord, ExternalEvidence, Frequency, SpliceScores
from fasannot.rules.flags import Flag, LossOfFunction, Mechanism, is_candidate
from fasannot.rules.frequency_facts import frequency_facts
from fasannot.rules.knowledge import Knowledge
from fasannot.rules.known_facts import clinvar_facts, known_facts, record_level, weigh_matches
from fasannot.rules.motif_facts import touched_motifs
from fasannot.rules.predictor_facts import missense_facts
from fasannot.rules.protein_facts import (
    crossing_facts,
    promoter_facts,
    protein_facts,
    reach_facts,
)
from fasannot.rules.rule_book import Evidence, Verdict
from fasannot.rules.splice_comparison import splice_comparators
from fasannot.rules.splicing_facts import splice_facts

_NOT_SILENT = frozenset({"site_lost", "exon_duplicated", "intron_lost"})
_OUTSIDE = frozenset({Reach.UPSTREAM, Reach.DOWNSTREAM})
# Members looked up once: Python 3.11 takes its time over each.
_INTRONIC, _SPLICE_CROSSING = Reach.INTRONIC, Reach.SPLICE_CROSSING
_SYNONYMOUS, _NONSENSE = ProteinKind.SYNONYMOUS, ProteinKind.NONSENSE
_UNCHANGED = _OUTSIDE | {_INTRONIC}


class Assessment(NamedTuple):
    """What the rules make of one allele.

    Attributes:
        verdict: the rules that hold and what follows from them.
        details: the details of its facts, for sentences.
        splice_texts: predicted outcomes of splicing and what is behind each.
        splice_scores: delta scores behind them, with their source.
        matches: catalogue entries of the same allele, change, residue or motif.
        clinvar: records of the user's ClinVar file for exactly this allele.
        frequencies: every frequency known, with its source.
        clinvar_levels: what each of those records weighs.
    """

    verdict: Verdict
    details: Mapping[str, str]
    splice_texts: tuple[str, ...]
    splice_scores: SpliceScores | None
    matches: tuple[KnownMatch, ...]
    clinvar: tuple[ClinVarRecord, ...]
    frequencies: tuple[Frequency, ...]
    clinvar_levels: tuple[Level, ...] = ()

    @property
    def lof(self) -> LossOfFunction | None:
        """Loss-of-function confidence (LOF)."""
        return self.verdict.lof

    @property
    def lof_reasons(self) -> tuple[str, ...]:
        """Rule ids behind it (LOF_REASON)."""
        return self.verdict.lof_reasons

    @property
    def splice(self) -> str:
        """The SPLICE column, outcomes joined by ``&``."""
        return "&".join(self.splice_texts)

    @property
    def mechanisms(self) -> tuple[Mechanism, ...]:
        """How the allele is thought to act (MECHANISM); two only where both were measured."""
        return self.verdict.mechanisms

    @property
    def mechanism(self) -> str | None:
        """The same as text, two joined by ``&``; ``None`` where nothing is said."""
        return "&".join(self.mechanisms) or None

    @property
    def known(self) -> tuple[str, ...]:
        """Catalogue entries, each marked how it relates to the allele (KNOWN)."""
        own = tuple([str(match) for match in self.matches]) if self.matches else ()
        if not self.clinvar:
            return own
        return own + tuple(
            f"same_allele:ClinVar:{record.variation_id}:{record.significance}:{record.stars}_star:"
            f"{level}"
            for record, level in zip(self.clinvar, self.clinvar_levels, strict=True)
        )

    @property
    def criteria(self) -> tuple[str, ...]:
        """ACMG/AMP criteria with strength (CRITERIA)."""
        return self.verdict.criteria

    @property
    def points(self) -> int:
        """Tavtigian points of the automated criteria (POINTS)."""
        return self.verdict.points

    @property
    def classification(self) -> str:
        """Class from the automated criteria alone (AUTO_CLASS)."""
        return self.verdict.classification

    @property
    def claim(self) -> tuple[str, str] | None:
        """Level and entry of what a catalogue claims of this allele; ``None`` for no claim."""
        level = self.details.get("known_level")
        if level is None:
            return None
        said = self.details.get("known_same_allele") or self.details.get("known_same_change", "")
        return level, said

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Flags of the allele, in output order."""
        return self.verdict.flags

    @property
    def notes(self) -> tuple[str, ...]:
        """Codes that a careful reader needs (NOTES)."""
        return self.verdict.notes

    @property
    def is_candidate(self) -> bool:
        """Whether the allele is a candidate for ALPS; see ``is_candidate``."""
        return is_candidate(self.verdict.flags)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Every rule that holds, with its sentence and source."""
        return tuple(Evidence(rule, self.details) for rule in self.verdict.matched)


def assess(
    effect: TranscriptEffect,
    evidence: ExternalEvidence,
    knowledge: Knowledge,
    use_known: bool = True,
) -> Assessment:
    """Return the assessment of an allele on the MANE transcript.

    Args:
        effect: the effect of the allele on NM_000043.6.
        evidence: what the user's files and the INFO field say; ``NO_EVIDENCE`` for nothing.
        knowledge: the shipped knowledge.
        use_known: whether catalogued variants count in flags, criteria and class.
    """
    variant = effect.variant
    facts: Facts = {}
    change = effect.change
    reach = effect.edit.reach
    if change is not None:
        protein_facts(facts, effect, change, knowledge)
    elif reach not in _UNCHANGED:
        reach_facts(facts, effect)
        if reach is _SPLICE_CROSSING:
            crossing_facts(facts, effect)
    promoter_facts(facts, effect, knowledge.thresholds)
    texts: tuple[str, ...] = ()
    scores: SpliceScores | None = None
    sites: tuple[SpliceMotif, ...] = ()
    if reach not in _OUTSIDE:
        texts, scores = splice_facts(facts, effect, evidence, knowledge)
        sites = touched_motifs(variant, knowledge)
        if change is None:
            silent = reach is _INTRONIC and facts.keys().isdisjoint(_NOT_SILENT)
        else:
            silent = change.kind is _SYNONYMOUS
        if silent:
            facts["silent"] = ""
            if not sites:
                facts["outside_splice_region"] = ""
    if "missense" in facts:
        missense_facts(facts, evidence, knowledge.thresholds)
    shipped = knowledge.catalogue.frequencies.get((variant.start, variant.end, variant.alt), ())
    if shipped or evidence.frequencies:
        frequency_facts(facts, evidence.frequencies, shipped, knowledge.thresholds)
    residue = None
    if change is not None and (
        "missense" in facts or (change.kind is _NONSENSE and variant.length_change == 0)
    ):
        residue = change.start
    new_residue = change.alt if change is not None else ""
    matches = knowledge.catalogue.matches(variant, residue, new_residue, sites)
    if matches:
        matches = weigh_matches(
            matches, evidence.frequencies, evidence.clinvar, knowledge.thresholds
        )
    records: list[tuple[ClinVarRecord, Level, str]] = []
    if evidence.clinvar:
        records = [
            (record, *record_level(record, evidence.frequencies, shipped, knowledge.thresholds))
            for record in evidence.clinvar
        ]
    if use_known and (matches or records):
        known_facts(facts, matches)
        clinvar_facts(facts, records, matches)
        splice_comparators(facts, effect, matches, knowledge)
    return Assessment(
        verdict=knowledge.rulebook.verdict(frozenset(facts)),
        details=facts,
        splice_texts=texts,
        splice_scores=scores,
        matches=matches,
        clinvar=evidence.clinvar,
        frequencies=evidence.frequencies + shipped,
        clinvar_levels=tuple([level for _, level, _ in records]) if records else (),
    )
