"""A comparison as rows, as JSON, and as a table for people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from rich.console import RenderableType

from fasannot.files.escape import cell, printable
from fasannot.outputs.compare.answers import MANY
from fasannot.outputs.compare.causes import causes
from fasannot.outputs.compare.differences import Change, Comparison
from fasannot.wording.caveats import caveat
from fasannot.wording.terminal import (
    ALERT,
    STRONG,
    bullets,
    console_for,
    fact_sheet,
    paragraph,
    rendered,
)

COLUMNS = (
    "WHAT", "CHROM", "POS", "REF", "ALT", "WHO", "NAME", "COLUMN", "OLD", "NEW", "BY",
)  # fmt: skip
# What people look for first.
_ORDER = ("presence", "category", "origin", "flag", "level", "class", "criteria", "known", "name")


def rows(comparison: Comparison) -> Iterator[dict[str, str]]:
    """Yield each change by the names of ``COLUMNS``; values of many are joined by ``&``."""
    if comparison.samples:
        yield {
            **dict.fromkeys(COLUMNS, ""),
            "WHAT": "samples",
            "COLUMN": "SAMPLES",
            "OLD": "&".join(comparison.old.samples or ()),
            "NEW": "&".join(comparison.new.samples or ()),
        }
    for change in comparison.changes:
        answer = change.answer
        yield {
            "WHAT": change.aspect,
            "CHROM": answer.chrom,
            "POS": answer.pos,
            "REF": answer.ref,
            "ALT": answer.alt,
            "WHO": answer.who,
            "NAME": answer.name,
            "COLUMN": change.column,
            "OLD": change.before,
            "NEW": change.after,
            "BY": "&".join(causes(comparison, change)),
        }


def tsv_lines(comparison: Comparison) -> Iterator[str]:
    """Yield the lines of the TSV without their ends."""
    yield "\t".join(COLUMNS)
    for row in rows(comparison):
        yield "\t".join(cell(row[name]) for name in COLUMNS)


def json_lines(comparison: Comparison) -> Iterator[str]:
    """Yield one JSON object a change."""
    for row in rows(comparison):
        item: dict[str, object] = {name.lower(): row[name] or None for name in COLUMNS}
        if row["COLUMN"] in MANY or row["COLUMN"] == "SAMPLES":
            for key in ("OLD", "NEW"):
                item[key.lower()] = row[key].split("&") if row[key] else []
        item["pos"] = int(row["POS"]) if row["POS"].isdigit() else None
        item["by"] = row["BY"].split("&") if row["BY"] else []
        yield json.dumps(item, ensure_ascii=True)


def table(comparison: Comparison, to_terminal: bool) -> str:
    """Return the comparison as text for people."""
    console = console_for(to_terminal)
    console.print(paragraph(printable(f"{comparison.old.path} -> {comparison.new.path}"), STRONG))
    if comparison.made_by:
        console.print(bullets(printable(line) for line in comparison.made_by))
    if comparison.samples:
        console.print(paragraph(f"Samples differ: {printable(comparison.samples)}", ALERT))
    if comparison.not_compared:
        columns = ", ".join(comparison.not_compared)
        console.print(paragraph(f"In one of the two only, not compared: {columns}"))
    console.print()
    for number, (_, group) in enumerate(groupby(comparison.changes, _line), 1):
        changes = sorted(group, key=_by_interest)
        answer = changes[0].answer
        who = f"{answer.who}: " if answer.who else ""
        place = f"  ({answer.place})" if answer.place and answer.place != answer.name else ""
        title = f"{number}. {who}{answer.name or 'no event'}{place}"
        console.print(paragraph(printable(title), STRONG))
        facts: list[tuple[str, RenderableType]] = [
            (change.column, bullets(printable(line) for line in _said(comparison, change)))
            for change in changes
        ]
        console.print(fact_sheet(facts, console.width))
        console.print()
    console.print(paragraph(summary(comparison), STRONG))
    console.print(paragraph(caveat()))
    return rendered(console)


def _line(change: Change) -> tuple[int, int]:
    return id(change.old), id(change.new)


def _by_interest(change: Change) -> int:
    return _ORDER.index(change.aspect) if change.aspect in _ORDER else len(_ORDER)


def _said(comparison: Comparison, change: Change) -> list[str]:
    """Return a change in words: what came and went, and by what."""
    if change.column == "PRESENCE":
        lines = ["only in the newer output" if change.old is None else "only in the older output"]
    elif change.column in MANY:
        lines = [
            f"{word}: {', '.join(values)}"
            for word, values in (("gained", change.gained()), ("lost", change.lost()))
            if values
        ]
    else:
        lines = [f"{change.before or 'none'} -> {change.after or 'none'}"]
    by = causes(comparison, change)
    if by:
        lines.append(f"by {', '.join(by)}")
    return lines


def summary(comparison: Comparison) -> str:
    """Return how much changed, on one line."""
    lines = {_line(change) for change in comparison.changes}
    kind = {"alleles": "allele entries", "samples": "alleles of samples", "people": "events"}
    name = kind[comparison.new.kind]
    if not lines:
        text = f"nothing changed in {comparison.same} {name}"
        return f"{text}; samples differ" if comparison.samples else text
    counted = Counter(change.aspect for change in comparison.changes)
    parts = ", ".join(f"{aspect} {number}" for aspect, number in counted.most_common())
    return f"{len(lines)} of {len(lines) + comparison.same} {name} changed: {parts}"
