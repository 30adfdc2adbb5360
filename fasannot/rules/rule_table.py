"""The table of rules, ``data/rules.tsv``, to a rule book; words that mean nothing are refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fasannot.errors import DataError
from fasannot.gene.landmarks import landmarks
from fasannot.gene.tables import Table, read_table
from fasannot.rules.facts import Vocabulary, load_vocabulary
from fasannot.rules.flags import Flag, LossOfFunction, Mechanism
from fasannot.rules.notes import note
from fasannot.rules.rule_book import Criterion, Rule, RuleBook, Scale, load_criteria

# Before a mechanism of rules.tsv that was measured: it beats every inference.
_MEASURED = "measured:"


def _fault(table: Table, number: int, text: str) -> DataError:
    return DataError(f"data/{table.name}, line {number}: {text}")


@dataclass(slots=True)
class _Gifts:
    """What a row gives."""

    lof: LossOfFunction | None = None
    flags: list[Flag] = field(default_factory=list)
    criterion: str | None = None
    notes: list[str] = field(default_factory=list)


class _Reader:
    """Reads rows of the table of rules; refuses words that mean nothing."""

    def __init__(
        self,
        table: Table,
        vocabulary: Vocabulary,
        criteria: Mapping[str, Criterion],
        strengths: Mapping[str, int],
    ) -> None:
        self._table = table
        self._vocabulary = vocabulary
        self._criteria = criteria
        self._strengths = strengths

    def rule(self, number: int, row: dict[str, str]) -> Rule:
        """Return the rule of a row.

        Raises:
            DataError: a fact, gift, criterion, strength or mechanism is unknown, or the sentence
                asks for a detail that the facts of the rule do not bring along.
        """
        words = row["when"].split(" ")
        needs = frozenset(word for word in words if not word.startswith("!"))
        forbids = frozenset(word[1:] for word in words if word.startswith("!"))
        unknown = self._vocabulary.unknown(needs | forbids)
        if unknown:
            raise _fault(
                self._table,
                number,
                f"rule {row['rule']}: {', '.join(map(repr, unknown))} is no fact of data/facts.tsv",
            )
        reason = self._sentence(number, row)
        asked = self._vocabulary.unguaranteed(reason, needs)
        if asked:
            raise _fault(
                self._table,
                number,
                f"rule {row['rule']}: the sentence uses {{{asked[0]}}}, a detail that the facts of "
                "the rule do not bring along",
            )
        gifts = self._gifts(number, row)
        return Rule(
            rule=row["rule"],
            group=row["group"],
            needs=needs,
            forbids=forbids,
            lof=gifts.lof,
            flags=tuple(gifts.flags),
            criterion=gifts.criterion,
            notes=tuple(gifts.notes),
            mechanism=self._mechanism(number, row),
            measured=row["mechanism"].startswith(_MEASURED),
            reason=reason,
            source=row["source"],
        )

    def _sentence(self, number: int, row: dict[str, str]) -> str:
        try:
            return landmarks().filled(row["reason"])
        except KeyError as error:
            text = (
                f"rule {row['rule']}: the sentence names {{{error.args[0]}}}, no place of the gene"
            )
            raise _fault(self._table, number, text) from error

    def _gifts(self, number: int, row: dict[str, str]) -> _Gifts:
        gifts = _Gifts()
        try:
            for gift in () if row["gives"] == "." else row["gives"].split(" "):
                name, _, value = gift.partition("=")
                if name == "lof":
                    gifts.lof = LossOfFunction(value)
                    high = gifts.lof is LossOfFunction.HIGH_CONFIDENCE
                    gifts.flags.append(Flag.LOF if high else Flag.LOF_LC)
                elif name == "flag":
                    gifts.flags.append(Flag(value))
                elif name == "criterion":
                    self._check_criterion(value)
                    gifts.criterion = value
                elif name == "note":
                    gifts.notes.append(note(value))
                else:
                    raise ValueError(
                        f"unknown gift {gift!r}; known are lof=, flag=, criterion=, note="
                    )
        except ValueError as error:
            raise _fault(self._table, number, f"rule {row['rule']}: {error}") from error
        return gifts

    def _check_criterion(self, text: str) -> None:
        code, separator, strength = text.partition("_")
        if code not in self._criteria:
            raise ValueError(f"criterion {code!r} is not in data/acmg_criteria.tsv")
        if not self._criteria[code].automated:
            raise ValueError(f"criterion {code!r} is not automated by data/acmg_criteria.tsv")
        if separator and strength not in self._strengths:
            known = ", ".join(self._strengths)
            raise ValueError(f"strength {strength!r} of {text!r} is not one of {known}")

    def _mechanism(self, number: int, row: dict[str, str]) -> Mechanism | None:
        try:
            name = row["mechanism"].removeprefix(_MEASURED)
            return None if name == "." else Mechanism(name)
        except ValueError as error:
            raise _fault(self._table, number, f"rule {row['rule']}: {error}") from error


def parse_rules(
    table: Table,
    vocabulary: Vocabulary,
    criteria: Mapping[str, Criterion],
    strengths: Mapping[str, int],
) -> tuple[Rule, ...]:
    """Return the rules of a table in its order.

    Args:
        table: the table of rules.
        vocabulary: the facts that a rule may speak of.
        criteria: the ACMG/AMP criteria by code.
        strengths: the strengths of criteria with their points.

    Raises:
        DataError: with file and line, where a row uses a word that means nothing.
    """
    reader = _Reader(table, vocabulary, criteria, strengths)
    seen: set[str] = set()
    rules = []
    for number, row in enumerate(table.records(), table.first_line):
        if row["rule"] in seen:
            raise _fault(table, number, f"rule id {row['rule']!r} is used twice")
        seen.add(row["rule"])
        rules.append(reader.rule(number, row))
    return tuple(rules)


def load_rule_book(thresholds: Mapping[str, float]) -> RuleBook:
    """Return the shipped rules, ready to be matched.

    Args:
        thresholds: the numbers of ``data/thresholds.tsv``, for points and classes.

    Raises:
        DataError: a table is malformed, or a rule uses a word that means nothing.
    """
    criteria = load_criteria()
    scale = Scale.from_thresholds(thresholds)
    table = read_table("rules.tsv", "rule", "group", "when", "gives", "mechanism")
    rules = parse_rules(table, load_vocabulary(), criteria, scale.strengths)
    return RuleBook(rules, criteria, scale)
