"""Evidence for or against ALPS: shipped knowledge, the user's own data, rules and criteria."""

from fasannot.evidence.assess import Assessment, assess, is_candidate
from fasannot.evidence.external import (
    NO_EVIDENCE,
    ClinVarRecord,
    ExternalEvidence,
    Frequency,
    MissenseScore,
    SpliceScores,
)
from fasannot.evidence.knowledge import Knowledge, load_knowledge
from fasannot.evidence.rulebook import Evidence, Rule

__all__ = [
    "NO_EVIDENCE",
    "Assessment",
    "ClinVarRecord",
    "Evidence",
    "ExternalEvidence",
    "Frequency",
    "Knowledge",
    "MissenseScore",
    "Rule",
    "SpliceScores",
    "assess",
    "is_candidate",
    "load_knowledge",
]
