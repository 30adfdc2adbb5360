"""Rules as data: match the facts of an allele against ``data/rules.tsv`` and weigh what matches.

A fact is a word such as ``nmd_triggering``; a rule holds when all its facts hold and none of those
it forbids. The table says what follows: a loss-of-function call, a flag, a mechanism, a criterion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fasannot.gene.checks import named, refuse, whole
from fasannot.gene.tables import read_table
from fasannot.rules.flags import Flag, LossOfFunction, Mechanism

LOSS_OF_FUNCTION = "loss_of_function"


class Rule(NamedTuple):
    """One row of ``data/rules.tsv``.

    Attributes:
        rule: stable id, cited in outputs.
        group: what it speaks about: ``loss_of_function``, ``splicing``, ``acmg`` and so on.
        needs: facts that must hold.
        forbids: facts that must not.
        lof: loss-of-function confidence it gives.
        flags: flags it gives.
        criterion: ACMG/AMP criterion with its strength, as ``PVS1_Strong``.
        notes: codes that it puts into NOTES.
        mechanism: mechanism it argues for.
        measured: whether that mechanism was measured on this very change (or stands in the way
            of every inference).
        reason: one plain sentence; ``{fact}`` stands for the detail of a fact.
        source: where the rule comes from.
    """

    rule: str
    group: str
    needs: frozenset[str]
    forbids: frozenset[str]
    lof: LossOfFunction | None
    flags: tuple[Flag, ...]
    criterion: str | None
    notes: tuple[str, ...]
    mechanism: Mechanism | None
    measured: bool
    reason: str
    source: str

    @property
    def strength(self) -> str:
        """What the rule gives, as shown in lists: ``LOF=HC``, ``PVS1_Strong``, ``DEATH_DOMAIN``."""
        parts = [f"LOF={self.lof}"] if self.lof else []
        parts += [str(flag) for flag in self.flags if flag not in (Flag.LOF, Flag.LOF_LC)]
        if self.criterion:
            parts.append(self.criterion)
        return " ".join(parts) or "note"


class Evidence(NamedTuple):
    """One rule that holds for an allele, with the details that make its sentence."""

    rule: Rule
    details: Mapping[str, str]

    @property
    def rule_id(self) -> str:
        """The stable id of the rule."""
        return self.rule.rule

    @property
    def strength(self) -> str:
        """What the rule gives."""
        return self.rule.strength

    @property
    def sentence(self) -> str:
        """The reason in plain words, with the details of this allele."""
        return self.rule.reason.format_map(self.details)

    @property
    def source(self) -> str:
        """Where the rule comes from."""
        return self.rule.source


class Verdict(NamedTuple):
    """What follows from one set of facts.

    Attributes:
        matched: the rules that hold, in the order of the table.
        lof: loss-of-function confidence.
        lof_reasons: ids of the loss-of-function rules.
        flags: flags in output order.
        notes: codes for NOTES.
        mechanisms: how the allele is thought to act.
        criteria: ACMG/AMP criteria with strength.
        points: Tavtigian points.
        classification: class from the automated criteria alone.
        next_class: the next class towards pathogenic; empty where there is none, and for alleles
            with benign points.
        short_of: points that are missing for it.
    """

    matched: tuple[Rule, ...]
    lof: LossOfFunction | None
    lof_reasons: tuple[str, ...]
    flags: tuple[Flag, ...]
    notes: tuple[str, ...]
    mechanisms: tuple[Mechanism, ...]
    criteria: tuple[str, ...]
    points: int
    classification: str
    next_class: str
    short_of: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row of ``data/acmg_criteria.tsv``."""

    code: str
    default_strength: str
    automated: bool
    excluded_by: tuple[str, ...]
    how: str
    source: str

    def __post_init__(self) -> None:
        named("code of a criterion", self.code)
        named(f"source of {self.code}", self.source)


def _criterion(row: dict[str, str]) -> Criterion:
    return Criterion(
        row["criterion"],
        row["default_strength"],
        row["automated"] == "yes",
        () if row["excluded_by"] == "." else tuple(row["excluded_by"].split(",")),
        row["how"],
        row["source"],
    )


def mechanisms_of(matched: Sequence[Rule]) -> tuple[Mechanism, ...]:
    """Return how an allele is thought to act, by the rules that hold.

    What was measured beats what is inferred. Measured ``uncertain`` (sources disagree, or the
    function was normal) beats all; two that were both measured stand side by side. Of inferences
    the first in the table counts.
    """
    measured = {rule.mechanism for rule in matched if rule.mechanism and rule.measured}
    if Mechanism.UNCERTAIN in measured:
        return (Mechanism.UNCERTAIN,)
    if measured:
        return tuple(mechanism for mechanism in Mechanism if mechanism in measured)
    inferred = [rule.mechanism for rule in matched if rule.mechanism]
    return tuple(inferred[:1])


def load_criteria() -> dict[str, Criterion]:
    """Return the ACMG/AMP criteria by code, the automated and the others."""
    table = read_table("acmg_criteria.tsv", "criterion", "default_strength")
    return {item.code: item for item in table.parsed(_criterion)}


@dataclass(frozen=True, slots=True)
class Scale:
    """Points of each strength and the borders of the classes (Tavtigian 2020)."""

    strengths: dict[str, int]
    classes: tuple[tuple[int, str], ...]
    pm1_pp3_cap: int

    def __post_init__(self) -> None:
        for name, points in self.strengths.items():
            whole(f"points of {name}", points)
        if not self.strengths or not self.classes:
            refuse("scale", (self.strengths, self.classes), "it has strengths and classes")
        if list(self.classes) != sorted(self.classes, reverse=True):
            refuse("classes", self.classes, "the one of most points comes first")

    @classmethod
    def from_thresholds(cls, thresholds: Mapping[str, float]) -> Scale:
        """Return the scale that the rows of ``data/thresholds.tsv`` spell out."""
        strengths = {
            name.removeprefix("strength_"): int(value)
            for name, value in thresholds.items()
            if name.startswith("strength_")
        }
        classes = [
            (int(value), name.removeprefix("points_"))
            for name, value in thresholds.items()
            if name.startswith("points_")
        ]
        ordered = tuple(sorted(classes, reverse=True))
        return cls(strengths, ordered, int(thresholds["pm1_pp3_cap"]))

    def next_class(self, points: int) -> tuple[str, int]:
        """Return the next class towards pathogenic and the points that are missing for it."""
        higher = [(least, name) for least, name in self.classes if least > points]
        if points < 0 or not higher:
            return "", 0
        least, name = min(higher)
        return name, least - points

    def classification(self, points: int) -> str:
        """Return the class of a sum of points."""
        for least, name in self.classes:
            if points >= least:
                return name
        return "benign"


class RuleBook:
    """The rules, ready to be matched; equal facts are weighed once.

    Args:
        rules: the rules in the order of the table.
        criteria: the criteria and what excludes them.
        scale: points and classes.
    """

    __slots__ = ("_scale", "_verdicts", "criteria", "rules")

    def __init__(
        self, rules: tuple[Rule, ...], criteria: dict[str, Criterion], scale: Scale
    ) -> None:
        self.rules = rules
        self.criteria = criteria
        self._scale = scale
        self._verdicts: dict[frozenset[str], Verdict] = {}

    def verdict(self, facts: frozenset[str]) -> Verdict:
        """Return what follows from the facts of an allele."""
        found = self._verdicts.get(facts)
        if found is None:
            found = self._verdicts[facts] = self._weigh(facts)
        return found

    def _weigh(self, facts: frozenset[str]) -> Verdict:
        matched = [
            rule for rule in self.rules if rule.needs <= facts and rule.forbids.isdisjoint(facts)
        ]
        lofs = [rule.lof for rule in matched if rule.lof]
        lof = None
        if lofs:
            high = LossOfFunction.HIGH_CONFIDENCE
            lof = high if high in lofs else LossOfFunction.LOW_CONFIDENCE
        given = {flag for rule in matched for flag in rule.flags}
        if Flag.LOF in given:
            given.discard(Flag.LOF_LC)
        candidates: dict[str, str] = {}
        for rule in matched:
            if rule.criterion:
                candidates.setdefault(rule.criterion.partition("_")[0], rule.criterion)
        chosen = {
            code: criterion
            for code, criterion in candidates.items()
            if not any(other in candidates for other in self.criteria[code].excluded_by)
        }
        kept = tuple(
            rule
            for rule in matched
            if not rule.criterion or chosen.get(rule.criterion.partition("_")[0]) == rule.criterion
        )
        criteria = tuple(chosen[code] for code in self.criteria if code in chosen)
        points = self._points(chosen)
        alone = "BA1" in chosen
        return Verdict(
            kept,
            lof,
            tuple(rule.rule for rule in kept if rule.group == LOSS_OF_FUNCTION),
            tuple(flag for flag in Flag if flag in given),
            tuple(dict.fromkeys(code for rule in kept for code in rule.notes)),
            mechanisms_of(matched),
            criteria,
            points,
            "benign" if alone else self._scale.classification(points),
            *(("", 0) if alone else self._scale.next_class(points)),
        )

    def _points(self, chosen: Mapping[str, str]) -> int:
        total = 0
        shared = 0
        for code, criterion in chosen.items():
            if code == "BA1":
                continue
            _, _, strength = criterion.partition("_")
            value = self._scale.strengths[strength or self.criteria[code].default_strength]
            if code in ("PM1", "PP3"):
                shared += value
            else:
                total += value if code.startswith("P") else -value
        return total + min(shared, self._scale.pm1_pp3_cap)
