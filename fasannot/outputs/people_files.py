"""What is written of persons: the people table, the segments, and the text for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from fasannot.files.escape import printable
from fasannot.outputs.people_rows import json_lines, segment_lines, tsv_lines
from fasannot.people.conclusion import PersonConclusion
from fasannot.people.person_event import PersonEvent
from fasannot.run.request import OutputType
from fasannot.wording.book import say
from fasannot.wording.carriers import phase_reason
from fasannot.wording.caveats import caveat
from fasannot.wording.person import (
    category_text,
    inheritance_text,
    origin_sentence,
    outcome_text,
    points_text,
    reads_text,
    segment_line,
    spoken,
)
from fasannot.wording.terminal import (
    STRONG,
    bullets,
    console_for,
    paragraph,
    rendered,
)


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
    def tell(text: str, style: str = "") -> None:
        console.print(paragraph(printable(text), style))

    person = one.person
    affected = ""
    if person.affected is not None:
        affected = say("person.affected" if person.affected else "person.not_affected")
    tissues = ", ".join(f"{s.tissue.name} ({s.name})" for s in person.samples)
    tell(say("person.heading", name=person.name, category=category_text(one.category)), STRONG)
    tell("; ".join(filter(None, (affected, tissues))))
    if one.category not in ("none", "undetermined"):
        tell(say("person.unaffected" if person.affected is False else "person.supported"))
    for row in one.candidates:
        console.print(bullets(_event_lines(row, one)))
    others = [row for row in one.rows if not row.event.candidate]
    if others:
        names = "; ".join(f"{row.event.short} ({row.verdict.origin.value})" for row in others)
        tell(say("person.others", names=names))
    if not one.rows:
        tell(say("person.no_event"))
    for segment in one.segments:
        tell(segment_line(segment))
    for title, statements in (("person.missing", one.missing), ("person.next", one.next_steps)):
        if statements:
            tell(say(title))
            console.print(bullets([printable(spoken(statement)) for statement in statements]))
    given = [c for c in one.case.criteria if c.status != "unknown" and c.name != "genetic"]
    if given:
        tell(say("person.criteria", source=given[0].source))
        console.print(
            bullets(
                [
                    say("person.criterion", title=c.title, status=say(f"criterion.{c.status}"))
                    for c in one.case.criteria
                ]
            )
        )
        tell(say("person.together", outcome=outcome_text(one.case)))
    console.print()


def _event_lines(row: PersonEvent, one: PersonConclusion) -> list[str]:
    event = row.event
    flags = " ".join(flag.value for flag in row.flags)
    lines = [
        f"{event.name}{' ' + event.hgvs_p.partition(':')[2] if event.hgvs_p else ''}: {flags}",
        f"{origin_sentence(row)}; {reads_text(row)}",
    ]
    for partner, phase in row.partners:
        reason = phase_reason(phase.known_by)
        name = "person.partner_known" if reason else "person.partner"
        relation = say(f"person.{phase.relation}")
        lines.append(say(name, name=partner.short, relation=relation, known=reason))
    inherited = inheritance_text(row)
    if inherited:
        lines.append(say("person.inheritance_line", text=inherited))
    points = one.case.points.get(event.key)
    if points is not None:
        lines.append(points_text(points))
        for line in points.lines:
            why = spoken(line.why_not) if line.why_not else ""
            lines.append(
                say(
                    "person.point",
                    criterion=line.criterion,
                    worth=say("person.not_counted", why=why) if why else f"{line.points:+d}",
                    rule=line.rule,
                    source=line.source,
                )
            )
    if row.notes:
        lines.append(say("person.notes", codes=", ".join(row.notes)))
    return [printable(line) for line in lines]
