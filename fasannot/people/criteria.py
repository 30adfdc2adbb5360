"""Diagnostic criteria of 2009 and the ACMG/AMP criteria that a case gives, one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from fasannot.errors import InputError
from fasannot.gene.tables import read_table
from fasannot.people.case import (
    CaseAnswer,
    CaseFile,
    Criterion,
    Entry,
    EventPoints,
    PointLine,
    holds,
    load_fields,
)
from fasannot.people.origin import Origin
from fasannot.people.person_event import PersonEvent
from fasannot.people.statement import Statement, state
from fasannot.rules.flags import Flag
from fasannot.rules.knowledge import load_knowledge
from fasannot.rules.queries.asked import asked_alleles
from fasannot.rules.rule_book import Scale

_STATUS = {True: "met", False: "not_met", None: "unknown"}
_PATHOGENIC = ("pathogenic", "likely_pathogenic")
EventKey = tuple[object, ...]
_EXCLUDES = {"PS2": "PM6"}


def judge_case(rows: Sequence[PersonEvent], case: CaseFile, person: str) -> CaseAnswer:
    """Return the criteria of a person.

    Raises:
        InputError: an entry is about one allele, the person has several, and none is named.
    """
    entries = case.of(person)
    candidates = distinct_candidates(rows)
    named = _named_alleles(entries, rows, candidates, case.path)
    clinical = _criteria(entries)

    def points_of(row: PersonEvent, phenotype: bool) -> EventPoints:
        key = row.event.key
        about = [entry for entry in entries if named.get(entry.line, key) == key]
        return _points(row, candidates, about, phenotype)

    without_pp4 = {row.event.key: points_of(row, False) for row in candidates}
    genetic = any(_is_pathogenic(row, without_pp4[row.event.key]) for row in candidates)
    criteria = tuple(
        [
            one._replace(status="met") if one.name == "genetic" and genetic else one
            for one in clinical
        ]
    )
    phenotype = _phenotype(clinical)
    points = {row.event.key: points_of(row, phenotype) for row in candidates}
    return CaseAnswer(criteria, points)


def distinct_candidates(rows: Sequence[PersonEvent]) -> list[PersonEvent]:
    """Return the candidates of a person; a part of another one is no candidate of its own."""
    parts = {key for row in rows for key in row.event.parts}
    return [row for row in rows if row.event.candidate and row.event.key not in parts]


def _criteria(entries: Sequence[Entry]) -> tuple[Criterion, ...]:
    columns = ("criterion", "role", "title", "condition", "phenotype", "source")
    table = read_table("case_criteria.tsv", *columns)
    return tuple(
        [
            Criterion(
                row["criterion"],
                row["role"],
                row["title"],
                "unknown"
                if row["condition"] == "allele"
                else _STATUS[holds(row["condition"], entries)],
                row["source"],
                row["phenotype"] == "yes",
            )
            for row in table.records()
        ]
    )


def _phenotype(criteria: Sequence[Criterion]) -> bool:
    """Return whether the picture is that of the disease, by what does not rest on the allele."""
    required = [one.status for one in criteria if one.role == "required"]
    told = [one.status for one in criteria if one.phenotype]
    return all(s == "met" for s in required) and "met" in told


def _is_pathogenic(row: PersonEvent, points: EventPoints) -> bool:
    if "within_error" in row.notes:
        return False
    likely = points.classification in _PATHOGENIC
    return likely or Flag.KNOWN_ALPS in row.event.flags


def _named_alleles(
    entries: Sequence[Entry],
    rows: Sequence[PersonEvent],
    candidates: Sequence[PersonEvent],
    path: str,
) -> dict[int, EventKey]:
    """Return which candidate each entry is about that names one, by the entry's line.

    Raises:
        InputError: an entry names no candidate, or several, or none where it must.
    """
    found: dict[int, EventKey] = {}
    for entry in entries:
        try:
            if entry.variant:
                found[entry.line] = _named(entry, rows, candidates)
            elif load_fields()[entry.field].per_allele and len(candidates) > 1:
                raise InputError(
                    f"{entry.field} is about one allele, and {entry.person} has {len(candidates)} "
                    f"candidates ({', '.join(row.event.short for row in candidates)}); name one in "
                    "the column variant"
                )
        except InputError as error:
            where = f"line {entry.line}, column variant"
            raise InputError(str(error), path=path, where=where) from error
    return found


def _named(
    entry: Entry, rows: Sequence[PersonEvent], candidates: Sequence[PersonEvent]
) -> EventKey:
    """Return the candidate that an entry names, in any spelling that ``explain`` reads."""
    fitting = [row for row in rows if entry.variant in (row.event.name, row.event.short)]
    if not fitting:
        try:
            wanted = asked_alleles([entry.variant])
        except InputError as error:
            raise InputError(f"{entry.variant!r} cannot be read: {error}") from error
        fitting = [row for row in rows if row.event.candidate and row.event.order in wanted]
    by_key = {row.event.key: row.event.key for row in candidates}
    by_key |= {part: row.event.key for row in candidates for part in row.event.parts}
    keys = {by_key[row.event.key] for row in fitting if row.event.key in by_key}
    if len(keys) == 1:
        return keys.pop()
    listed = ", ".join(row.event.short for row in candidates) or "none"
    what = "fits several candidates" if keys else "is no candidate"
    raise InputError(f"{entry.variant!r} {what} of {entry.person}; candidates are {listed}")


def _points(
    row: PersonEvent,
    candidates: Sequence[PersonEvent],
    entries: Sequence[Entry],
    phenotype: bool,
) -> EventPoints:
    """Return the points of an event, automated and of the case."""
    automated = row.event.points or 0
    best: dict[str, PointLine] = {}
    refused: list[PointLine] = []
    for line in read_table(
        "case_points.tsv", "criterion", "points", "condition", "rule", "source"
    ).records():
        if not _met(line["condition"], row, candidates, entries, phenotype):
            continue
        found = PointLine(line["criterion"], int(line["points"]), line["rule"], line["source"])
        why = _why_not(line["criterion"], line["condition"], row, candidates, entries)
        if why is not None:
            refused.append(found._replace(points=0, why_not=why))
        elif found.points > best.get(found.criterion, found._replace(points=0)).points:
            best[found.criterion] = found
    for stronger, weaker in _EXCLUDES.items():
        if stronger in best:
            best.pop(weaker, None)
    given = _automated_points(row.event.criteria)
    lines = [_above(one, given.get(one.criterion, 0)) for one in best.values()]
    total = sum(one.points for one in lines)
    return EventPoints(
        automated,
        total,
        _class(row, automated + total),
        (*lines, *refused),
        row.event.criteria,
    )


def _above(line: PointLine, given: int) -> PointLine:
    """Return a criterion with what it has above what the automated evidence gave already."""
    if not given:
        return line
    left = max(line.points - given, 0)
    why = None if left else state("not_counted.automated")
    return line._replace(points=left, why_not=why)


def _automated_points(criteria: Sequence[str]) -> dict[str, int]:
    worth = _scale().strengths
    found = {}
    for code in criteria:
        name, _, strength = code.partition("_")
        found[name] = worth.get(strength, 0)
    return found


def _class(row: PersonEvent, points: int) -> str:
    if any(code.startswith("BA1") for code in row.event.criteria):
        return "benign"
    return _scale().classification(points)


@cache
def _scale() -> Scale:
    return Scale.from_thresholds(load_knowledge().thresholds)


def _met(
    condition: str,
    row: PersonEvent,
    candidates: Sequence[PersonEvent],
    entries: Sequence[Entry],
    phenotype: bool,
) -> bool:
    germline = row.verdict.origin in (Origin.GERMLINE, Origin.GERMLINE_WITH_LOH)
    de_novo = germline and row.inherited.word.partition(";")[0] == "de_novo"
    confirmed = holds("confirmed_parentage=yes", entries)
    fixed: Mapping[str, bool] = {
        "parentage confirmed": de_novo and confirmed is True,
        "de novo": de_novo and confirmed is not False,
        # Two copies where a parent has none are one copy, another person's, or one parent's twice.
        "homozygous": germline
        and Flag.HOM in row.flags
        and "swap_deletion_or_disomy" not in row.notes,
        "trans": germline and _pathogenic_in_trans(row, candidates),
        "phenotype": phenotype,
    }
    if condition in fixed:
        return fixed[condition]
    return holds(condition, entries) is True


def _pathogenic_in_trans(row: PersonEvent, candidates: Sequence[PersonEvent]) -> bool:
    by_key = {one.event.key: one for one in candidates}
    for event, phase in row.partners:
        other = by_key.get(event.key)
        if other is None:  # a part of another candidate
            continue
        sure = other.verdict.origin in (Origin.GERMLINE, Origin.GERMLINE_WITH_LOH)
        known = phase.relation == "trans" and phase.known_by != "homozygous"
        if sure and known and event.classification in _PATHOGENIC:
            return True
    return False


def _why_not(
    criterion: str,
    condition: str,
    row: PersonEvent,
    candidates: Sequence[PersonEvent],
    entries: Sequence[Entry],
) -> Statement | None:
    """Return why a criterion that is met is not counted."""
    if condition.startswith("rna_result") and any(
        code.startswith("PVS1") for code in row.event.criteria
    ):
        return state("not_counted.pvs1")
    of_cells = condition.startswith(("apoptosis_assay", "surface_fas"))
    if (of_cells or criterion == "PP4") and len(candidates) > 1:
        return state("not_counted.several")
    field, _, wanted = condition.partition("=")
    words = {entry.word for entry in entries if entry.field == field}
    if criterion == "PS3" and not words <= set(wanted.split("/")):
        return state("not_counted.disagree")  # one result against another shows neither
    return None
