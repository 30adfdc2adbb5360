"""Facts of missense predictors: the strength that one of them gives."""

from __future__ import annotations

from fasannot.evidence.residues import Facts
from fasannot.evidence.values import ExternalEvidence


def missense_facts(facts: Facts, evidence: ExternalEvidence, thresholds: dict[str, float]) -> None:
    """Add the strength that one missense predictor gives; REVEL is preferred."""
    if not evidence.missense:
        return
    score = evidence.missense[0]
    tool = score.tool.lower()
    facts["missense_score"] = f"{score.score:.3f} ({score.source})"
    for strength in ("strong", "moderate", "supporting"):
        if score.score >= thresholds.get(f"{tool}_pp3_{strength}", 2.0):
            facts[f"{tool}_pp3_{strength}"] = ""
            return
    for strength in ("verystrong", "strong", "moderate", "supporting"):
        if score.score <= thresholds.get(f"{tool}_bp4_{strength}", -1.0):
            facts[f"{tool}_bp4_{strength}"] = ""
            return
    facts["missense_score_between"] = f"{score.tool} score {facts['missense_score']}"
