"""Closed vocabularies of judgement: flags, confidence and mechanism, as in the interface."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class LossOfFunction(StrEnum):
    """Confidence that an allele abolishes or poisons the receptor."""

    HIGH_CONFIDENCE = "HC"
    LOW_CONFIDENCE = "LC"


class Flag(StrEnum):
    """What an allele, or one sample's genotype of it, is flagged with, in output order."""

    LOF = "LOF"
    LOF_LC = "LOF_LC"
    DEATH_DOMAIN = "DEATH_DOMAIN"
    SPLICE = "SPLICE"
    CYSTEINE = "CYSTEINE"
    RECEPTOR = "RECEPTOR"
    KNOWN_ALPS = "KNOWN_ALPS"
    KNOWN_REPORTED = "KNOWN_REPORTED"
    COMMON = "COMMON"
    REF_MISMATCH = "REF_MISMATCH"
    NOT_JUDGED = "NOT_JUDGED"
    HOM = "HOM"
    MOSAIC = "MOSAIC"
    SECOND_HIT = "SECOND_HIT"
    COMPOUND = "COMPOUND"
    LOH = "LOH"


CANDIDATE_FLAGS = frozenset(
    {
        Flag.LOF,
        Flag.LOF_LC,
        Flag.DEATH_DOMAIN,
        Flag.SPLICE,
        Flag.CYSTEINE,
        Flag.RECEPTOR,
        Flag.KNOWN_ALPS,
        Flag.KNOWN_REPORTED,
        Flag.NOT_JUDGED,
    }
)
FLAG_ORDER = {flag: place for place, flag in enumerate(Flag)}


class Mechanism(StrEnum):
    """How the allele is thought to act."""

    HAPLOINSUFFICIENCY = "haploinsufficiency"
    DOMINANT_NEGATIVE = "dominant_negative"
    SOLUBLE_ISOFORM = "soluble_isoform"
    GAIN_OF_FUNCTION = "gain_of_function"
    UNCERTAIN = "uncertain"


def is_candidate(flags: Iterable[Flag]) -> bool:
    """Return whether flags make a candidate: ``COMMON`` beats all but ``KNOWN_ALPS``."""
    present = frozenset(flags)
    if Flag.COMMON in present and Flag.KNOWN_ALPS not in present:
        return False
    return not present.isdisjoint(CANDIDATE_FLAGS)


def joined_flags(*groups: frozenset[Flag] | tuple[Flag, ...]) -> tuple[Flag, ...]:
    """Return the union of flags in output order."""
    return tuple(sorted(set().union(*groups), key=FLAG_ORDER.__getitem__))
