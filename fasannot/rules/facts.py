"""The vocabulary of facts: the words that rules are made of, what each means, which have a text.

The code states facts of an allele as a dict from fact to detail (the text that stands for
``{fact}`` in a rule's sentence, empty for a fact without one). ``data/facts.tsv`` lists them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fasannot.errors import DataError
from fasannot.gene.tables import Table, read_table

_DETAIL = re.compile(r"\{([^{}]*)\}")
_COLUMNS = ("fact", "detail", "stated_with", "meaning")


class Fact(NamedTuple):
    """One row of ``data/facts.tsv``.

    Attributes:
        name: the word.
        has_detail: whether a text comes with it.
        stated_with: facts that never hold without this one.
        meaning: when it holds, in words.
    """

    name: str
    has_detail: bool
    stated_with: frozenset[str]
    meaning: str


class Vocabulary:
    """All facts by name.

    Args:
        facts: the rows of the table.
    """

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts: Mapping[str, Fact] = {fact.name: fact for fact in facts}

    def unknown(self, words: Iterable[str]) -> list[str]:
        """Return the words that are no facts, sorted."""
        return sorted(word for word in words if word not in self.facts)

    def unguaranteed(self, sentence: str, needs: frozenset[str]) -> list[str]:
        """Return the ``{fact}`` of a sentence that facts which must hold do not bring along."""
        asked = set(_DETAIL.findall(sentence))
        asked |= {"{", "}"}.intersection(_DETAIL.sub("", sentence))  # one without the other
        return sorted(name for name in asked if not self._guaranteed(name, needs))

    def _guaranteed(self, name: str, needs: frozenset[str]) -> bool:
        fact = self.facts.get(name)
        if fact is None or not fact.has_detail:
            return False
        return name in needs or not fact.stated_with.isdisjoint(needs)


def load_vocabulary() -> Vocabulary:
    """Return the shipped vocabulary.

    Raises:
        DataError: with file and line, where the table is malformed or names a fact it lacks.
    """
    return parse_vocabulary(read_table("facts.tsv", *_COLUMNS))


def parse_vocabulary(table: Table) -> Vocabulary:
    """Return the vocabulary of a table; see ``load_vocabulary``."""
    found: dict[str, Fact] = {}
    for number, row in enumerate(table.records(), table.first_line):
        name, detail = row["fact"], row["detail"]
        if name in found or detail not in ("yes", "no"):
            why = "is listed twice" if name in found else f"has detail {detail!r}, not yes or no"
            raise DataError(f"data/{table.name}, line {number}: fact {name!r} {why}")
        with_ = () if row["stated_with"] == "." else row["stated_with"].split(",")
        found[name] = Fact(name, detail == "yes", frozenset(with_), row["meaning"])
    vocabulary = Vocabulary(found.values())
    for number, name in enumerate(found, table.first_line):
        unknown = vocabulary.unknown(found[name].stated_with)
        if unknown:
            raise DataError(
                f"data/{table.name}, line {number}: {name!r} is stated with {', '.join(unknown)}, "
                "which the table does not list"
            )
    return vocabulary
