"""Persons of a sample sheet for the exports: tissues, origin of their alleles, the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fasannot.outputs.export.exported import (
    EventFacts,
    Owner,
    People,
    PersonFacts,
    criterion_of,
    weighed,
)
from fasannot.outputs.job import Collected, Job, collect
from fasannot.people.case import CaseFile, EventPoints
from fasannot.people.conclusion import PersonConclusion
from fasannot.people.person_event import PersonEvent
from fasannot.run.people_run import concluded, read_question

_AFFECTED = {True: "yes", False: "no", None: ""}


def collected_people(
    job: Job,
) -> tuple[list[Collected], dict[tuple[int, str], Owner], People, list[str]]:
    """Return what each file of a sheet holds, whose samples they are, what is known, and warnings.

    Args:
        job: how inputs are read, with a sheet and perhaps a case file.

    Raises:
        FasannotError: sheet, case file or an input is at fault.
    """
    question = read_question(job)
    companion = concluded(job)
    paths: list[str] = []
    owners: dict[tuple[int, str], Owner] = {}
    for sample in question.sheet.samples:
        path = sample.vcf or job.input_path
        if path not in paths:
            paths.append(path)
        owner = Owner(sample.person, sample.name, sample.tissue.word)
        owners[paths.index(path), sample.name] = owner
    inputs = [collect(replace(job, input_path=path, sheet_path=None)) for path in paths]
    return inputs, owners, facts_of(companion.conclusions, question.case), companion.warnings


def facts_of(conclusions: Sequence[PersonConclusion], case: CaseFile) -> People:
    """Return what is known of each person, by name."""
    found = {}
    for one in conclusions:
        person = one.person
        features = tuple(
            (entry.field, entry.word == "yes")
            for entry in case.entries
            if entry.person == person.name and entry.word in ("yes", "no")
        )
        events = {
            row.event.name: _event(row, one.case.points.get(row.event.key) if case.path else None)
            for row in one.rows
        }
        found[person.name] = PersonFacts(
            person.sex, _AFFECTED[person.affected], one.category, features, events
        )
    return found


def _event(row: PersonEvent, points: EventPoints | None) -> EventFacts:
    origin = row.verdict.origin.value
    if points is None:
        return EventFacts(origin)
    # A line counts what it has above the automated evidence of its code: its worth is both.
    given = {one.code: one.points for one in map(criterion_of, row.event.criteria)}
    criteria = tuple(
        weighed(line.criterion, line.points + given.get(line.criterion, 0), line.rule, line.source)
        for line in points.lines
        if not line.why_not and line.points
    )
    return EventFacts(origin, criteria, points.automated + points.case, points.classification)
