"""The sample sheet: whose samples they are, of which tissue, and where their reads lie."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fasannot.errors import InputError
from fasannot.files.numbers import real_number
from fasannot.files.small_text import small_text
from fasannot.people.families import odd_lineage
from fasannot.people.parameters import Tissue, load_tissues

REQUIRED = ("sample", "person", "tissue")
OPTIONAL = ("vcf", "bam", "father", "mother", "sex", "affected", "purity")
_AFFECTED = {"yes": True, "no": False, "unknown": None, "": None}
_SEXES = {"male": "male", "m": "male", "1": "male", "female": "female", "f": "female"}
_SEXES |= {"2": "female", "unknown": "", "0": "", "": ""}
_WORDS = {"sex": frozenset(_SEXES), "affected": frozenset(_AFFECTED)}


# Value and line of each column that is about a person.
_Facts = dict[str, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class SheetSample:
    """One row of the sheet.

    Attributes:
        name: the sample's name in the VCF.
        person: whose sample it is.
        tissue: what it was taken from.
        vcf: the file with its calls; ``None`` for the input of the command.
        bam: the file with its reads, ``None`` if not given.
        purity: share of the wanted cells, ``None`` if not given.
        line: its line in the sheet.
    """

    name: str
    person: str
    tissue: Tissue
    vcf: str | None
    bam: str | None
    purity: float | None
    line: int


@dataclass(frozen=True, slots=True)
class Person:
    """One person.

    Attributes:
        name: the name.
        samples: the samples, in the order of the sheet.
        father: name of the father, empty when not known.
        mother: name of the mother, likewise.
        sex: ``male``, ``female`` or empty.
        affected: whether the person is affected, ``None`` when not known.
    """

    name: str
    samples: tuple[SheetSample, ...]
    father: str = ""
    mother: str = ""
    sex: str = ""
    affected: bool | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The persons of a sheet, in its order.

    Attributes:
        path: the file, for messages.
        persons: by name.
    """

    path: str
    persons: Mapping[str, Person]

    @property
    def samples(self) -> tuple[SheetSample, ...]:
        """All samples, by person."""
        return tuple(sample for person in self.persons.values() for sample in person.samples)


def read_sheet(path: str) -> Sheet:
    """Return the persons of a sample sheet (TSV or CSV with a header line).

    Raises:
        InputError: with line and column, where the sheet is at fault.
    """
    rows = list(_rows(path))
    if not rows:
        raise InputError("the sheet has no row with a sample", path=path)
    samples: dict[tuple[str, str | None], SheetSample] = {}
    stated: dict[str, _Facts] = {}
    for line, cells in rows:
        sample = _sample(cells, path, line)
        key = (sample.name, sample.vcf)
        other = samples.get(key)
        if other is not None:
            whose = (
                f"is given to {other.person} (line {other.line}) and to {sample.person}"
                if other.person != sample.person
                else f"stands in line {other.line} already"
            )
            raise _fault(path, line, "sample", f"{sample.name} {whose}; a sample is one person's")
        samples[key] = sample
        _state(stated, cells, sample.person, path, line)
    persons = {
        name: Person(
            name,
            tuple(sample for sample in samples.values() if sample.person == name),
            facts.get("father", ("", 0))[0],
            facts.get("mother", ("", 0))[0],
            _SEXES[facts.get("sex", ("", 0))[0].lower()],
            _AFFECTED[facts.get("affected", ("", 0))[0].lower()],
        )
        for name, facts in stated.items()
    }
    _check_parents(persons, stated, path)
    return Sheet(path, persons)


def _check_parents(persons: Mapping[str, Person], stated: Mapping[str, _Facts], path: str) -> None:
    """Raise an InputError where a parent is no person of the sheet, or cannot be the parent."""
    odd = odd_lineage({one.name: (one.father, one.mother) for one in persons.values()})
    for name, facts in stated.items():
        for column, sex in (("father", "female"), ("mother", "male")):
            parent, line = facts.get(column, ("", 0))
            if parent and parent not in persons:
                raise _fault(
                    path, line, column, f"{parent} is no person of the sheet; list a sample of "
                    "theirs, or leave the cell empty",
                )  # fmt: skip
            if parent and persons[parent].sex == sex:
                raise _fault(
                    path, line, column, f"{parent} is named as {column} of {name} and is {sex}"
                )
            if parent and odd is not None and odd[0] == name:
                raise _fault(path, line, column, odd[1])


def _fault(path: str, line: int, column: str, message: str) -> InputError:
    return InputError(message, path=path, where=f"line {line}, column {column}")


def _rows(path: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells by column of each row."""
    text = small_text(path, "a sample sheet")
    lines = text.splitlines()
    header_line = next(
        (number for number, line in enumerate(lines) if line.strip() and line[:2] != "##"), None
    )
    if header_line is None:
        raise InputError("the sheet is empty", path=path)
    delimiter = "\t" if "\t" in lines[header_line] else ","
    reader = csv.reader(lines[header_line:], delimiter=delimiter)
    header = [name.strip().lstrip("#").lower() for name in next(reader)]
    _check_header(header, path, header_line + 1)
    for cells in reader:
        line = header_line + reader.line_num
        values = ["" if cell.strip() == "." else cell.strip() for cell in cells]
        if not any(values):
            continue
        if len(values) != len(header):
            raise InputError(
                f"has {len(values)} cells, the header names {len(header)} columns "
                f"({', '.join(header)})",
                path=path,
                where=f"line {line}",
            )
        yield line, dict(zip(header, values, strict=True))


def _check_header(header: list[str], path: str, line: int) -> None:
    where = f"line {line}"
    known = (*REQUIRED, *OPTIONAL)
    for column in header:
        if column not in known:
            raise InputError(
                f"unknown column {column!r}; a sheet has {', '.join(known)}", path=path, where=where
            )
        if header.count(column) > 1:
            raise InputError(f"column {column} stands there twice", path=path, where=where)
    missing = [column for column in REQUIRED if column not in header]
    if missing:
        raise InputError(
            f"column {missing[0]} is missing; {', '.join(REQUIRED)} are needed",
            path=path,
            where=where,
        )


def _sample(cells: Mapping[str, str], path: str, line: int) -> SheetSample:
    for column in REQUIRED:
        if not cells[column]:
            raise _fault(path, line, column, "the cell is empty")
    tissue = load_tissues().get(cells["tissue"].lower())
    if tissue is None:
        raise _fault(
            path,
            line,
            "tissue",
            f"unknown tissue {cells['tissue']!r}; known are {', '.join(load_tissues())}",
        )
    folder = Path(path).parent
    vcf, bam = (cells.get(column, "") for column in ("vcf", "bam"))
    return SheetSample(
        name=cells["sample"],
        person=cells["person"],
        tissue=tissue,
        vcf=_beside(folder, vcf),
        bam=_beside(folder, bam),
        purity=_purity(cells.get("purity", ""), tissue, path, line),
        line=line,
    )


def _beside(folder: Path, name: str) -> str | None:
    """Return a file of the sheet: relative to the sheet; a URL as it is."""
    if not name:
        return None
    return name if "://" in name else str(folder / name)


def _purity(text: str, tissue: Tissue, path: str, line: int) -> float | None:
    if not text:
        return None
    value = real_number(text)
    if value is None or not 0 < value <= 1:
        raise _fault(
            path, line, "purity", f"purity is {text!r}; a share above 0 and up to 1 is needed"
        )
    return value if tissue.sorted_cells else None


def _state(
    stated: dict[str, _Facts],
    cells: Mapping[str, str],
    person: str,
    path: str,
    line: int,
) -> None:
    """Take note of what a row says of its person; two rows must not contradict each other."""
    facts = stated.setdefault(person, {})
    for column in ("father", "mother", "sex", "affected"):
        value = cells.get(column, "")
        words: frozenset[str] = _WORDS.get(column, frozenset())
        if words and value.lower() not in words:
            allowed = "yes, no or unknown" if column == "affected" else "male, female or unknown"
            raise _fault(path, line, column, f"{column} is {value!r}; it must be {allowed}")
        if not value:
            continue
        if column in ("father", "mother") and value == person:
            raise _fault(path, line, column, f"{person} is named as its own {column}")
        before = facts.get(column)
        if before is not None and before[0].lower() != value.lower():
            raise _fault(
                path, line, column,
                f"{column} of {person} is {value!r} here and {before[0]!r} in line {before[1]}",
            )  # fmt: skip
        facts.setdefault(column, (value, line))
