"""By which rule, catalogue entry or release a change came about, as far as it can be told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from fasannot._version import __version__
from fasannot.errors import FasannotError
from fasannot.gene.model import load_gene_model
from fasannot.gene.resources import data_version
from fasannot.outputs.compare.answers import Answer
from fasannot.outputs.compare.differences import Change, Comparison, without_levels
from fasannot.rules.annotator import Annotator
from fasannot.rules.knowledge import load_knowledge
from fasannot.rules.rule_book import Evidence, Rule

_BASES = frozenset("ACGT")
_MOST = 6  # entries of a kind that are named in one line
# Columns that the rules decide, and those that only the sequence does.
_BY_RULES = frozenset({"FLAGS", "CRITERIA", "POINTS", "AUTO_CLASS", "LOF", "LOF_REASON", "SPLICE",
                       "MECHANISM", "NOTES"})  # fmt: skip
_BY_CATALOGUE = frozenset({"KNOWN", "LEVEL"})


def causes(comparison: Comparison, change: Change) -> tuple[str, ...]:
    """Return what a change came from, the nearest first.

    Rules are told by the outputs where both list them (JSON), by LOF_REASON, and for flags and
    criteria that came new by judging the allele again, where this version made the newer output.
    What is left is told by the versions, data and releases that the outputs state.
    """
    old, new = change.old, change.new
    found: list[str] = []
    if old is not None and new is not None:
        if change.column in _BY_RULES:
            found += _rules(comparison, change, old, new)
        if change.column in _BY_CATALOGUE | {"FLAGS", "CRITERIA", "AUTO_CLASS", "POINTS"}:
            found += _entries(old, new, with_levels=change.column in ("LEVEL", "FLAGS"))
        if change.column in ("AUTO_CLASS", "POINTS"):
            found += _signed(old.listed("CRITERIA"), new.listed("CRITERIA"), "criterion")
    return tuple(dict.fromkeys((*found, *comparison.made_by)))


def _rules(comparison: Comparison, change: Change, old: Answer, new: Answer) -> list[str]:
    if old.rules is not None and new.rules is not None:
        return _signed(old.rules, new.rules, "rule")
    found = _signed(old.listed("LOF_REASON"), new.listed("LOF_REASON"), "rule")
    wanted = _giving(change.column, set(change.gained()))
    if wanted is None:
        return found
    again = _judged_again(comparison, new)
    named = [f"rule +{line.rule_id}" for line in again or () if wanted(line.rule)]
    if not named:
        named = [f"rule +{name}" for value in change.gained() for name in _only_rule(change, value)]
    named += [f"rule -{name}" for value in change.lost() for name in _only_rule(change, value)]
    return [*found, *(name for name in named if name not in found)]


def _only_rule(change: Change, value: str) -> tuple[str, ...]:
    """Return the rule that gives a value, where the rule book has one alone that does."""
    wanted = _giving(change.column, {value})
    rules = load_knowledge().rulebook.rules
    names = [rule.rule for rule in rules if wanted is not None and wanted(rule)]
    return tuple(names) if len(names) == 1 else ()


def _giving(column: str, values: set[str]) -> Callable[[Rule], bool] | None:
    """Return whether a rule gives one of some values, ``None`` where that cannot be told."""
    if column == "FLAGS":
        return lambda rule: bool(values & {str(flag) for flag in rule.flags})
    if column == "CRITERIA":
        return lambda rule: rule.criterion in values
    if column == "MECHANISM":
        return lambda rule: rule.mechanism in values
    if column == "NOTES":
        return lambda rule: bool(values & set(rule.notes))
    return None


def _signed(old: Sequence[str], new: Sequence[str], word: str) -> list[str]:
    gained = [f"{word} +{name}" for name in new if name not in old]
    lost = [f"{word} -{name}" for name in old if name not in new]
    return [*gained[:_MOST], *lost[:_MOST]]


def _entries(old: Answer, new: Answer, with_levels: bool) -> list[str]:
    before, after = old.listed("KNOWN"), new.listed("KNOWN")
    if with_levels:
        return _signed(before, after, "catalogue")
    return _signed(without_levels(before), without_levels(after), "catalogue")


def _judged_again(comparison: Comparison, new: Answer) -> tuple[Evidence, ...] | None:
    """Return the rules that hold for an allele now, if they are those of the newer output.

    Without files of the user's own they are so only where the criteria come out the same.
    """
    made = comparison.new.made_by
    if made.get("version", __version__) != __version__:
        return None
    if made.get("data", data_version()) != data_version():
        return None
    if not _BASES.issuperset((new.ref + new.alt).upper()) or not new.pos.isdigit():
        return None
    for name, assembly in load_gene_model().assemblies.items():
        stated = new.values.get("ASSEMBLY", "")
        accession = new.values.get("HGVSg", "").partition(":")[0]
        if name != stated and accession != assembly.accession:
            continue
        try:
            findings = _annotator(name).annotate(int(new.pos), new.ref.upper(), new.alt.upper())
        except FasannotError:
            return None
        if not findings or findings[0].assessment is None:
            return None
        same = findings[0].assessment.criteria == new.listed("CRITERIA")
        return findings[0].assessment.evidence if same else None
    return None


@cache
def _annotator(build: str) -> Annotator:
    return Annotator.of(load_gene_model(), build)
