"""The values of the evidence layer."""

from __future__ import annotations

from dataclasses import dataclass

from fasannot.terms import Flag, LossOfFunction, Mechanism


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of evidence: a rule that applies, why, and where it comes from.

    Attributes:
        rule: id of the rule in ``data/rules.tsv``.
        strength: ACMG/AMP code with strength where the rule gives one, else empty.
        sentence: the reason in one plain sentence.
        source: paper or database.
    """

    rule: str
    strength: str
    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the evidence says of one allele on one transcript.

    Attributes:
        lof: confidence of loss of function, ``None`` when not predicted.
        lof_reasons: rule ids behind it.
        splice: predicted or measured splice outcome as in the SPLICE field, empty if none.
        mechanism: how the allele is thought to act, ``None`` when nothing is claimed.
        known: catalogued variants, each marked as same allele, residue or splice motif.
        criteria: ACMG/AMP codes with strength.
        points: Tavtigian points of those criteria, ``None`` when none was judged.
        classification: class from those points alone, empty when none was judged.
        flags: flags of the allele, in output order.
        evidence: every line behind all this.
    """

    lof: LossOfFunction | None
    lof_reasons: tuple[str, ...]
    splice: str
    mechanism: Mechanism | None
    known: tuple[str, ...]
    criteria: tuple[str, ...]
    points: int | None
    classification: str
    flags: tuple[Flag, ...]
    evidence: tuple[Evidence, ...]
