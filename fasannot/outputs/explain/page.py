"""The answer to one query as text for a terminal: verdict first, names and evidence behind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from fasannot.files.escape import printable
from fasannot.outputs.explain.explanation import explained
from fasannot.outputs.explain.headline import meaning, one_line, verdict
from fasannot.outputs.explain.query_findings import Answer
from fasannot.rules.annotator import Annotator
from fasannot.rules.queries.reading import Reading
from fasannot.rules.queries.suggest import shown
from fasannot.wording.book import say, say_count
from fasannot.wording.terminal import (
    ALERT,
    STRONG,
    console_for,
    hanging,
    heading,
    paragraph,
    rendered,
)

# Of a reading that stands for many alleles so many are explained, the others listed.
_EXPLAINED = 3
_LISTED = 60
_LONGEST_TITLE = 160


def _title(name: str) -> str:
    """Return a name, a long one by its ends."""
    if len(name) <= _LONGEST_TITLE:
        return name
    return say("explain.signs", name=f"{name[:80]}...{name[-24:]}", number=len(name))


def page(answered: Sequence[Answer], annotators: Sequence[Annotator]) -> str:
    """Return the answer to one query.

    Args:
        answered: its answers, at least one, those of one reading side by side.
        annotators: for each answer the annotator that made it.
    """
    console = console_for(to_terminal=True)
    tools = {id(answer): tool for answer, tool in zip(answered, annotators, strict=True)}
    groups = [list(rows) for _, rows in groupby(answered, key=lambda item: item.reading)]
    if len(groups) > 1:
        _overview(console, groups)
    for rows in groups:
        many = len(rows) > _EXPLAINED
        for number, answer in enumerate(rows[:_EXPLAINED]):
            _allele(console, answer, tools[id(answer)], first=number == 0, alone=len(groups) == 1)
        if many:
            _others(console, rows[_EXPLAINED:])
    return rendered(console)


def _overview(console: Console, groups: list[list[Answer]]) -> None:
    """Write all readings with their catalogue hits, before any of them is explained."""
    query = shown(groups[0][0].reading.query)
    console.print(paragraph(say("explain.readings", query=query, number=len(groups)), STRONG))
    for number, rows in enumerate(groups, 1):
        line = f"{number}. {rows[0].reading.reading}: {one_line(rows[0].finding)}"
        more = " " + say_count("explain.more_alleles", len(rows) - 1) if len(rows) > 1 else ""
        console.print(Padding(hanging(line + more, many=False), (0, 0, 0, 2)))
    console.print()


def _others(console: Console, rows: Iterable[Answer]) -> None:
    listed = list(rows)
    console.print(heading(say("explain.others")))
    for answer in listed[:_LISTED]:
        console.print(Padding(hanging(one_line(answer.finding), many=True), (0, 0, 0, 2)))
    if len(listed) > _LISTED:
        console.print(paragraph(say("explain.more", number=len(listed) - _LISTED)))
    console.print()


def _allele(console: Console, answer: Answer, tool: Annotator, *, first: bool, alone: bool) -> None:
    finding = answer.finding
    told = explained(tool, finding)
    console.print(paragraph(_title(told.title), STRONG))
    console.print(paragraph(verdict(finding), ALERT if finding.candidate else STRONG))
    said = meaning(finding)
    if said:
        console.print(paragraph(said))
    if first:
        _how_read(console, answer.reading, alone=alone)
    for section in told.sections:
        console.print(heading(section.title))
        for line in section.lines:
            if "https://" in line:  # left whole, so that it can be copied
                console.print(Text(f"  {printable(line)}"), soft_wrap=True)
            else:
                console.print(Padding(hanging(line, many=len(section.lines) > 1), (0, 0, 0, 2)))
    console.print()


def _how_read(console: Console, reading: Reading, *, alone: bool) -> None:
    if alone:
        console.print(paragraph(say("explain.asked", query=shown(reading.query.strip()))))
    console.print(paragraph(say("explain.read_as", reading=reading.reading)))
    for note in reading.notes:
        console.print(paragraph(say("explain.note", note=note)))
