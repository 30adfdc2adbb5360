"""What is written of persons: the people table, the segments, and the text for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from fasannot.files.escape import printable
from fasannot.people.conclusion import (
    PersonConclusion,
    category_text,
    inheritance_text,
    origin_sentence,
    reads_text,
)
from fasannot.people.person_event import PersonEvent
from fasannot.people.rows import json_lines, segment_lines, tsv_lines
from fasannot.run.request import OutputType
from fasannot.wording.carriers import phase_reason
from fasannot.wording.caveats import caveat
from fasannot.wording.terminal import (
    STRONG,
    bullets,
    console_for,
    paragraph,
    rendered,
)

_STATUS = {"met": "met", "not_met": "not met", "unknown": "not known"}


def people_text(
    conclusions: tuple[PersonConclusion, ...], kind: OutputType, *, to_terminal: bool
) -> str:
    """Return the persons as TSV, JSON lines or text.

    Args:
        conclusions: the persons.
        kind: ``TSV``, ``JSON`` or ``TABLE``.
        to_terminal: whether it goes to standard output.
    """
    if kind is OutputType.TABLE:
        return render_people(conclusions, to_terminal=to_terminal)
    lines = json_lines(conclusions) if kind is OutputType.JSON else tsv_lines(conclusions)
    return "".join(line + "\n" for line in lines)


def segments_text(conclusions: tuple[PersonConclusion, ...]) -> str:
    """Return the segments of lost heterozygosity as TSV."""
    return "".join(line + "\n" for line in segment_lines(conclusions))


def render_people(conclusions: Sequence[PersonConclusion], *, to_terminal: bool) -> str:
    """Return the persons as text: what the findings support, what is missing, what next."""
    console = console_for(to_terminal)
    for one in conclusions:
        _print_person(console, one)
    console.print(paragraph(caveat()))
    return rendered(console)


def _print_person(console: Console, one: PersonConclusion) -> None:
    person = one.person
    affected = {True: "affected", False: "not affected", None: ""}[person.affected]
    tissues = ", ".join(f"{s.tissue.name} ({s.name})" for s in person.samples)
    about = "; ".join(filter(None, (affected, tissues)))
    console.print(paragraph(printable(f"{person.name}: {category_text(one.category)}"), STRONG))
    console.print(paragraph(printable(about)))
    if one.category not in ("none", "undetermined"):
        console.print(
            paragraph("The findings would support this category of the 2009 classification.")
        )
    for row in one.rows:
        if row.event.candidate:
            console.print(bullets(_event_lines(row, one)))
    others = [row for row in one.rows if not row.event.candidate]
    if others:
        text = "; ".join(f"{row.event.short} ({row.verdict.origin.value})" for row in others)
        console.print(paragraph(printable(f"Not candidates: {text}")))
    if not one.rows:
        console.print(paragraph("No FAS event was called. This does not exclude ALPS."))
    for segment in one.segments:
        share = "" if segment.share is None else f", {100 * segment.share:.0f} % of the cells"
        where = "FAS within" if segment.covers_fas else "FAS outside"
        console.print(
            paragraph(
                f"Chromosome 10 in {segment.sample.tissue.name}: {segment.kind.replace('_', '-')} "
                f"{segment.start:,}-{segment.end:,} ({segment.sites} sites{share}; {where})."
            )
        )
    for title, lines in (("Missing", one.missing), ("Next", one.next_steps)):
        if lines:
            console.print(paragraph(f"{title}:"))
            console.print(bullets([printable(line) for line in lines]))
    given = [c for c in one.case.criteria if c.status != "unknown" and c.name != "genetic"]
    if given:
        console.print(paragraph(f"Criteria of 2009 ({given[0].source}):"))
        console.print(bullets([f"{c.title}: {_STATUS[c.status]}" for c in one.case.criteria]))
        console.print(paragraph(f"Together: {one.case.sum_text}."))
    console.print()


def _event_lines(row: PersonEvent, one: PersonConclusion) -> list[str]:
    event = row.event
    flags = " ".join(flag.value for flag in row.flags)
    lines = [
        f"{event.name}{' ' + event.hgvs_p.partition(':')[2] if event.hgvs_p else ''}: {flags}",
        f"{origin_sentence(row)}; {reads_text(row)}",
    ]
    for partner, phase in row.partners:
        known = f" ({phase_reason(phase.known_by)})" if phase.known_by else ""
        lines.append(f"with {partner.short}: {_relation(phase.relation)}{known}")
    if inheritance_text(row):
        lines.append(f"inheritance: {inheritance_text(row)}")
    points = one.case.points.get(event.key)
    if points is not None:
        lines.append(points.text)
        for line in points.lines:
            why = f"not counted: {line.why_not}" if line.why_not else f"{line.points:+d}"
            lines.append(f"{line.criterion} ({why}): {line.rule} [{line.source}]")
    if row.notes:
        lines.append(f"notes: {', '.join(row.notes)}")
    return [printable(line) for line in lines]


def _relation(relation: str) -> str:
    return {"trans": "on two chromosomes", "cis": "on one chromosome"}.get(
        relation, "phase not known"
    )
