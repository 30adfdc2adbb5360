"""The case file: what the clinic and the laboratory know of a person, each with unit and source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from fasannot.errors import DataError, InputError
from fasannot.files.numbers import real_number
from fasannot.files.small_text import small_text
from fasannot.gene.tables import read_table
from fasannot.people.statement import Statement, state

FIELDS = "case_fields.tsv"
_REQUIRED = ("person", "field", "value", "unit", "date", "source")
_OPTIONAL = ("variant",)
_COMPARISON = re.compile(r"(\w+)(>=|>|=)([\w./]+)(?:\*(\d+))?\Z")


class FieldRule(NamedTuple):
    """How one field of a case file is read.

    Attributes:
        name: the field.
        kind: ``number``, ``whole`` or ``word``.
        units: unit in lower case to its factor; empty where the field has none.
        shown_units: the units as they are written.
        words: the words it may have.
        lowest: least number, ``None`` without one.
        highest: greatest number.
        per_allele: whether it is about one allele.
    """

    name: str
    kind: str
    units: Mapping[str, float]
    shown_units: tuple[str, ...]
    words: tuple[str, ...]
    lowest: float | None
    highest: float | None
    per_allele: bool


@cache
def load_fields() -> Mapping[str, FieldRule]:
    """Return the fields of a case file by name.

    Raises:
        DataError: the table is malformed.
    """
    table = read_table(
        FIELDS, "field", "kind", "units", "words", "lowest", "highest", "per_allele", "meaning"
    )
    found = {}
    for line, row in enumerate(table.records(), table.first_line):
        try:
            pairs = [item.rpartition("=") for item in row["units"].split(",") if item != "."]
            found[row["field"]] = FieldRule(
                name=row["field"],
                kind=row["kind"],
                units={unit.lower(): float(factor) for unit, _, factor in pairs},
                shown_units=tuple(unit for unit, _, _ in pairs if unit),
                words=() if row["words"] == "." else tuple(row["words"].split(",")),
                lowest=None if row["lowest"] == "." else float(row["lowest"]),
                highest=None if row["highest"] == "." else float(row["highest"]),
                per_allele=row["per_allele"] == "yes",
            )
        except ValueError as error:
            raise DataError(f"data/{FIELDS}, line {line}: {error}") from error
    return found


class Entry(NamedTuple):
    """One row of a case file.

    Attributes:
        person: whose.
        field: the field.
        number: its value in the first unit of the field, ``None`` for a word.
        word: its value as a word, empty for a number.
        variant: the allele that it is about, empty where none is named.
        date: as written.
        source: as written.
        line: its line.
    """

    person: str
    field: str
    number: float | None
    word: str
    variant: str
    date: str
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What is known of the persons.

    Attributes:
        path: the file, for messages.
        entries: the rows that have a value.
    """

    path: str = ""
    entries: tuple[Entry, ...] = ()

    def of(self, person: str) -> tuple[Entry, ...]:
        """Return the entries of a person."""
        return tuple([entry for entry in self.entries if entry.person == person])


def read_case(path: str, persons: Sequence[str]) -> CaseFile:
    """Return a case file.

    Args:
        path: the file.
        persons: the persons of the sheet.

    Raises:
        InputError: an unknown field, person, unit or unreadable value, by line.
    """
    entries = []
    for line, cells in _rows(path):
        entry = _entry(path, line, cells, persons)
        if entry is not None:
            entries.append(entry)
    return CaseFile(path, tuple(entries))


def _rows(path: str) -> Iterator[tuple[int, dict[str, str]]]:
    text = small_text(path, "a case file")
    header: list[str] | None = None
    for line, content in enumerate(text.splitlines(), 1):
        comment = "##" if header is None else "#"  # the header line may begin with one
        if not content.strip() or content.startswith(comment):
            continue
        cells = ["" if cell.strip() == "." else cell.strip() for cell in content.split("\t")]
        if header is None:
            header = [name.lstrip("#").lower() for name in cells]
            _check_header(header, path, line)
            continue
        cells += [""] * (len(header) - len(cells))
        if len(cells) > len(header):
            raise InputError(
                f"has {len(cells)} cells, the header names {len(header)} columns",
                path=path,
                where=f"line {line}",
            )
        yield line, dict(zip(header, cells, strict=True))
    if header is None:
        raise InputError("the case file is empty", path=path)


def _check_header(header: list[str], path: str, line: int) -> None:
    known = (*_REQUIRED, *_OPTIONAL)
    unknown = [name for name in header if name not in known]
    missing = [name for name in _REQUIRED if name not in header]
    if unknown or missing or len(set(header)) < len(header):
        what = (
            f"unknown column {unknown[0]!r}"
            if unknown
            else f"column {missing[0]} is missing"
            if missing
            else "a column stands there twice"
        )
        raise InputError(
            f"{what}; a case file is a TSV with {', '.join(_REQUIRED)} and perhaps variant",
            path=path,
            where=f"line {line}",
        )


def _entry(path: str, line: int, cells: Mapping[str, str], persons: Sequence[str]) -> Entry | None:
    def fault(column: str, message: str) -> InputError:
        return InputError(message, path=path, where=f"line {line}, column {column}")

    rule = load_fields().get(cells["field"])
    if rule is None:
        raise fault(
            "field", f"unknown field {cells['field']!r}; known are {', '.join(load_fields())}"
        )
    if cells["person"] not in persons:
        raise fault("person", f"{cells['person']!r} is no person of the sheet")
    value, unit = cells["value"], cells["unit"]
    if not value:
        return None
    number, word = None, ""
    if rule.kind == "word":
        word = value.lower()
        if word not in rule.words:
            raise fault("value", f"{rule.name} is {value!r}; it must be {' or '.join(rule.words)}")
        if unit and unit.lower() != "/".join(rule.words):  # "yes/no" is how the words are listed
            raise fault("unit", f"{rule.name} has no unit, but {unit!r} is given")
    else:
        number = _number(rule, value)
        if number is None:
            wanted = "whole number" if rule.kind == "whole" else "number"
            remedy = " (a decimal point is needed)" if "," in value else ""
            raise fault("value", f"{rule.name} is {value!r}, which is no {wanted}{remedy}")
        factor = rule.units.get(unit.lower())
        if factor is None:
            stated = f"unit {unit!r}" if unit else "no unit"
            raise fault(
                "unit", f"{rule.name} has {stated}; it must be {' or '.join(rule.shown_units)}"
            )
        number *= factor
        low, high = rule.lowest, rule.highest
        if (low is not None and number < low) or (high is not None and number > high):
            raise fault(
                "value", f"{rule.name} is {value} {unit}, outside {low:g} to {high:g} "
                f"{rule.shown_units[0]}",
            )  # fmt: skip
    return Entry(
        person=cells["person"],
        field=rule.name,
        number=number,
        word=word,
        variant=cells.get("variant", ""),
        date=cells["date"],
        source=cells["source"],
        line=line,
    )


def _number(rule: FieldRule, text: str) -> float | None:
    number = real_number(text)
    if number is None or not text[0].isdigit() or text.endswith("."):
        return None
    return None if rule.kind == "whole" and not number.is_integer() else number


# Conditions ----------------------------------------------------------------------------------


def holds(condition: str, entries: Sequence[Entry]) -> bool | None:
    """Return whether a condition of a table holds; ``None`` where what it needs was not given.

    ``|`` joins alternatives, of which one suffices; all must have been given, by the field that
    leads each, and fail for the condition not to hold. ``&`` joins what must hold together.

    >>> holds("dnt_share>=1.5 | il10>20", ())
    """
    parts = condition.split(" | ")
    answers = [_all_hold(part, entries) for part in parts]
    if len(parts) > 1:
        given = {entry.field for entry in entries}
        leads = [re.split(r"[>=]", part, maxsplit=1)[0] for part in parts]
        answers = [
            answer if answer or lead in given else None
            for answer, lead in zip(answers, leads, strict=True)
        ]
    if any(answers):
        return True
    return None if None in answers else False


def _all_hold(condition: str, entries: Sequence[Entry]) -> bool | None:
    answers = [_holds(part.strip(), entries) for part in condition.split(" & ")]
    if False in answers:
        return False
    return None if None in answers else True


def _holds(comparison: str, entries: Sequence[Entry]) -> bool | None:
    match = _COMPARISON.match(comparison)
    if match is None:
        raise DataError(f"data: condition {comparison!r} cannot be read")
    name, sign, wanted, times = match.groups()
    given = [entry for entry in entries if entry.field == name]
    needed = int(times or 1)
    fitting = 0
    for entry in given:
        if sign == "=":
            fitting += entry.word in wanted.split("/")
        elif entry.number is not None:
            fitting += entry.number > float(wanted) or (
                sign == ">=" and entry.number == float(wanted)
            )
    if fitting >= needed:
        return True
    return False if len(given) >= needed else None


# What follows --------------------------------------------------------------------------------


class PointLine(NamedTuple):
    """One ACMG/AMP criterion of a case.

    Attributes:
        criterion: its code.
        points: points counted.
        rule: what it rests on.
        source: who says so.
        why_not: why it was not counted; ``None`` where it was.
    """

    criterion: str
    points: int
    rule: str
    source: str
    why_not: Statement | None = None


class EventPoints(NamedTuple):
    """The points of one event.

    Attributes:
        automated: points of the automated criteria.
        case: points of the case.
        classification: class from the sum.
        lines: the criteria of the case, those that were met and not counted too.
        automated_criteria: the automated criteria with strength.
    """

    automated: int
    case: int
    classification: str
    lines: tuple[PointLine, ...]
    automated_criteria: tuple[str, ...] = ()


class Criterion(NamedTuple):
    """One diagnostic criterion of 2009 in one person.

    Attributes:
        name: its id.
        role: ``required``, ``primary`` or ``secondary``.
        title: in words.
        status: ``met``, ``not_met`` or ``unknown``.
        source: who says so.
        phenotype: whether one such beside the required ones makes the picture of the disease.
    """

    name: str
    role: str
    title: str
    status: str
    source: str
    phenotype: bool = False


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """The criteria of a person.

    Attributes:
        criteria: the diagnostic criteria of 2009.
        points: points by event.
    """

    criteria: tuple[Criterion, ...] = ()
    points: Mapping[tuple[object, ...], EventPoints] = field(default_factory=dict)

    def criteria_object(self) -> dict[str, str]:
        """Return the status of each criterion, for JSON."""
        return {one.name: one.status for one in self.criteria}

    @property
    def outcome(self) -> Statement | None:
        """What the criteria of 2009 come to; ``None`` where there are none."""
        if not self.criteria:
            return None
        status = {
            role: [one.status for one in self.criteria if one.role == role]
            for role in ("required", "primary", "secondary")
        }
        if all(one == "met" for one in status["required"]):
            for role in ("primary", "secondary"):
                if "met" in status[role]:
                    return state(f"criteria_sum.{role}")
            return state("criteria_sum.required")
        fails = "not_met" in status["required"]
        return state("criteria_sum.not_met" if fails else "criteria_sum.unknown")
