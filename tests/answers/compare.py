"""What changed between two tables of answers, by column and by rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tests.answers.sets import SETS
from tests.answers.table import RENAMED, Answers, Key

# Several values joined by &: what came and what went is told one by one.
SEVERAL = frozenset({"Consequence", "DOMAINS", "LOF_REASON", "KNOWN", "CRITERIA", "FLAGS", "NOTES"})
# The columns that name rules: a change elsewhere is told with the rules that came or went.
RULES = ("LOF_REASON", "CRITERIA")
FEW = 24  # a column with more kinds of change than this is told as one


@dataclass(frozen=True)
class Columns:
    """Columns of both tables by today's names, and what differs."""

    both: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One column of one allele that changed."""

    key: Key
    name: str
    old: str
    new: str
    rules: str


def _today(columns: tuple[str, ...], other: tuple[str, ...]) -> dict[str, int]:
    """Return columns by the names of the other table where a rename is declared."""
    return {
        RENAMED[name] if RENAMED.get(name) in other else name: index
        for index, name in enumerate(columns)
    }


def columns(old: Answers, new: Answers) -> Columns:
    """Return which columns both tables have, and which came, went or are renamed."""
    before, after = _today(old.columns, new.columns), _today(new.columns, old.columns)
    renamed = [
        f"{one} -> {two}"
        for one, two in RENAMED.items()
        if one in old.columns and two in new.columns
    ]
    return Columns(
        tuple(name for name in after if name in before),
        tuple(name for name in after if name not in before),
        tuple(name for name in before if name not in after),
        tuple(renamed),
    )


def came_and_went(old: str, new: str) -> list[str]:
    """Return the items that came and went of two lists.

    >>> came_and_went("LOF&SPLICE", "LOF&DEATH_DOMAIN")
    ['-SPLICE', '+DEATH_DOMAIN']
    """
    before, after = Counter(filter(None, old.split("&"))), Counter(filter(None, new.split("&")))
    items = [f"-{item}" for item in (before - after).elements()]
    items += [f"+{item}" for item in (after - before).elements()]
    return items or ["another order"]


def changes(old: Answers, new: Answers) -> Iterator[Change]:
    """Yield every column of every allele that changed; a column that came counts where filled."""
    before, after = _today(old.columns, new.columns), _today(new.columns, old.columns)
    names = list(dict.fromkeys([*after, *before]))
    order = [(name, before.get(name), after.get(name)) for name in names]
    same = old.columns == new.columns
    for key, values in new.rows.items():
        earlier = old.rows.get(key)
        if earlier is None or (same and earlier == values):
            continue
        pairs = {
            name: (
                "" if one is None else earlier[one],
                "" if two is None else values[two],
            )
            for name, one, two in order
        }
        differing = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        if not differing:
            continue
        rules = [
            item for name in RULES if name in differing for item in came_and_went(*differing[name])
        ]
        for name, (was, now) in differing.items():
            yield Change(key, name, was, now, " ".join(rules))


def _called(key: Key, answers: Answers) -> str:
    """Return an allele as a reader finds it again: place, change, INFO, name."""
    _, assembly, pos, ref, alt, info, feature, _ = key
    named = dict(zip(answers.columns, answers.rows[key], strict=True))
    name = named.get("HGVSc") or named.get("HGVSg") or feature
    short = [text if len(text) <= 20 else f"{text[:17]}..." for text in (ref, alt)]
    return " ".join(filter(None, (f"{assembly}:{pos}:{short[0]}:{short[1]}", info, name)))


def _kinds(listed: list[Change], name: str) -> dict[str, list[Change]]:
    """Group the changes of one column by what they are."""
    found: defaultdict[str, list[Change]] = defaultdict(list)
    if name in SEVERAL:
        for change in listed:
            for item in came_and_went(change.old, change.new):
                found[item].append(change)
        return found
    for change in listed:
        found[f"{change.old or '(empty)'} -> {change.new or '(empty)'}"].append(change)
    return found if len(found) <= FEW else {"": listed}


def _group(kind: str, listed: list[Change], new: Answers, limit: int) -> Iterator[str]:
    """Yield the lines of one kind of change, one block for each set of rules behind it."""
    by_rules: defaultdict[str, list[Change]] = defaultdict(list)
    for change in listed:
        by_rules[change.rules].append(change)
    for rules, members in sorted(by_rules.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        because = f" [{rules}]" if rules else ""
        yield f"    {kind or 'changed'}{because}: {len(members)}"
        for change in members[:limit]:
            told = "" if kind else f": {change.old or '(empty)'} -> {change.new or '(empty)'}"
            yield f"        {_called(change.key, new)}{told}"
        if len(members) > limit:
            yield f"        and {len(members) - limit} more"


def _keys(word: str, keys: list[Key], answers: Answers, limit: int) -> Iterator[str]:
    if keys:
        yield f"  alleles that {word}: {len(keys)}"
        yield from (f"        {_called(key, answers)}" for key in keys[:limit])


def report(old: Answers, new: Answers, limit: int = 5) -> Iterator[str]:
    """Yield the lines that say which alleles changed, by set, column, kind and rule."""
    shared = columns(old, new)
    for word in ("added", "removed", "renamed"):
        yield f"columns {word}: {', '.join(getattr(shared, word)) or 'none'}"
    by_set: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes(old, new):
        by_set[change.key[0]].append(change)
    for group in SETS:
        listed = by_set[group]
        total = sum(key[0] == group for key in new.rows)
        yield f"{group}: {len({change.key for change in listed})} of {total} alleles changed"
        came = [key for key in new.rows if key[0] == group and key not in old.rows]
        went = [key for key in old.rows if key[0] == group and key not in new.rows]
        yield from _keys("came", came, new, limit)
        yield from _keys("went", went, old, limit)
        by_column: defaultdict[str, list[Change]] = defaultdict(list)
        for change in listed:
            by_column[change.name].append(change)
        for name, members in by_column.items():
            yield f"  {name}: {len(members)} alleles"
            kinds = _kinds(members, name)
            for kind in sorted(kinds, key=lambda one: (-len(kinds[one]), one)):
                yield from _group(kind, kinds[kind], new, limit)
