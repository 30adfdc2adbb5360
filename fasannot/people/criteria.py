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
from fasannot.rules.flags import Flag
from fasannot.rules.knowledge import load_knowledge
from fasannot.rules.rule_book import Scale

_STATUS = {True: "met", False: "not_met", None: "unknown"}
_PATHOGENIC = ("pathogenic", "likely_pathogenic")
_EXCLUDES = {"PS2": "PM6"}


def judge_case(rows: Sequence[PersonEvent], case: CaseFile, person: str) -> CaseAnswer:
    """Return the criteria of a person.

    Raises:
        InputError: an entry is about one allele, the person has several, and none is named.
    """
    entries = case.of(person)
    candidates = [row for row in rows if row.event.candidate]
    _check_alleles(entries, candidates, case.path)
    clinical = _criteria(entries)
    without_pp4 = {row.event.key: _points(row, candidates, entries, False) for row in candidates}
    genetic = any(_is_pathogenic(row, without_pp4[row.event.key]) for row in candidates)
    criteria = tuple(
        [
            one._replace(status="met") if one.name == "genetic" and genetic else one
            for one in clinical
        ]
    )
    phenotype = _phenotype(clinical)
    points = {row.event.key: _points(row, candidates, entries, phenotype) for row in candidates}
    return CaseAnswer(criteria, points)


def _criteria(entries: Sequence[Entry]) -> tuple[Criterion, ...]:
    table = read_table("case_criteria.tsv", "criterion", "role", "title", "condition", "source")
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
            )
            for row in table.records()
        ]
    )


def _phenotype(criteria: Sequence[Criterion]) -> bool:
    """Return whether the picture is that of the disease, by what does not rest on the allele."""
    status = {one.name: one.status for one in criteria}
    required = [one.status for one in criteria if one.role == "required"]
    told = ("apoptosis", "biomarkers")
    return all(s == "met" for s in required) and any(status[name] == "met" for name in told)


def _is_pathogenic(row: PersonEvent, points: EventPoints) -> bool:
    if "within_error" in row.notes:
        return False
    likely = points.classification in _PATHOGENIC
    return likely or Flag.KNOWN_ALPS in row.event.flags


def _check_alleles(entries: Sequence[Entry], candidates: Sequence[PersonEvent], path: str) -> None:
    names = {_bare(row.event.name): row for row in candidates}
    for entry in entries:
        where = f"line {entry.line}, column variant"
        if entry.variant and _bare(entry.variant) not in names:
            raise InputError(
                f"{entry.variant!r} is no candidate of {entry.person}; candidates are "
                f"{', '.join(row.event.short for row in candidates) or 'none'}",
                path=path,
                where=where,
            )
        if load_fields()[entry.field].per_allele and not entry.variant and len(candidates) > 1:
            raise InputError(
                f"{entry.field} is about one allele, and {entry.person} has {len(candidates)} "
                f"candidates ({', '.join(row.event.short for row in candidates)}); name one in "
                "the column variant",
                path=path,
                where=where,
            )


def _bare(name: str) -> str:
    return name.rpartition(":")[2].strip()


def _entries_of(row: PersonEvent, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries that are about an allele, or about the person."""
    own = _bare(row.event.name)
    return tuple([entry for entry in entries if not entry.variant or _bare(entry.variant) == own])


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
        why = _why_not(line["criterion"], line["condition"], row, candidates)
        if why:
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
    why = "" if left else "the automated evidence counts it already"
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
    own = _entries_of(row, entries)
    de_novo = germline and row.inherited.word.partition(";")[0] == "de_novo"
    confirmed = holds("confirmed_parentage=yes", entries)
    fixed: Mapping[str, bool] = {
        "parentage confirmed": de_novo and confirmed is True,
        "de novo": de_novo and confirmed is not False,
        "homozygous": germline and Flag.HOM in row.flags,
        "trans": germline and _pathogenic_in_trans(row, candidates),
        "phenotype": phenotype,
    }
    if condition in fixed:
        return fixed[condition]
    return holds(condition, own) is True


def _pathogenic_in_trans(row: PersonEvent, candidates: Sequence[PersonEvent]) -> bool:
    by_key = {one.event.key: one for one in candidates}
    for event, phase in row.partners:
        other = by_key[event.key]
        sure = other.verdict.origin in (Origin.GERMLINE, Origin.GERMLINE_WITH_LOH)
        known = phase.relation == "trans" and phase.known_by != "homozygous"
        if sure and known and event.classification in _PATHOGENIC:
            return True
    return False


def _why_not(
    criterion: str, condition: str, row: PersonEvent, candidates: Sequence[PersonEvent]
) -> str:
    if condition.startswith("rna_result") and any(
        code.startswith("PVS1") for code in row.event.criteria
    ):
        return "PVS1 counts the same"
    of_cells = condition.startswith(("apoptosis_assay", "surface_fas"))
    if (of_cells or criterion == "PP4") and len(candidates) > 1:
        return "the person has more than one candidate"
    return ""
