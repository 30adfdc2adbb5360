"""The numbers and tissues that the people layer works with, read from the shipped tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from fasannot.errors import DataError
from fasannot.gene.tables import read_table

PARAMETERS = "origin_parameters.tsv"
TISSUES = "tissues.tsv"
_COMPONENT = re.compile(r"([0-9.]+)\*(zero|log|beta)\(([0-9.,]*)\)\Z")
_KINDS = ("dnt", "sorted", "blood", "mouth", "other")


class Component(NamedTuple):
    """One part of a mixture over a clone's share of the cells of a tissue.

    Attributes:
        weight: its part of the whole.
        shape: ``zero``, ``log`` (log-uniform between two shares) or ``beta``.
        numbers: the numbers of the shape.
    """

    weight: float
    shape: str
    numbers: tuple[float, ...]


class Tissue(NamedTuple):
    """A tissue of the sample sheet.

    Attributes:
        word: as the sheet writes it.
        kind: which priors hold for a clone's share of its cells.
        sorted_cells: whether it is a tube of sorted cells.
        shows_germline: whether an allele there may be called germline.
        leukocytes: whether it holds leukocytes.
        name: in plain words.
    """

    word: str
    kind: str
    sorted_cells: bool
    shows_germline: bool
    leukocytes: bool
    name: str


@dataclass(frozen=True, slots=True)
class Parameters:
    """The numbers of ``data/origin_parameters.tsv`` by name."""

    texts: Mapping[str, str]

    def many(self, name: str) -> tuple[float, ...]:
        """Return the numbers of one name.

        Raises:
            DataError: there is none, or it cannot be read.
        """
        try:
            return tuple([float(part) for part in self.texts[name].split()])
        except (KeyError, ValueError) as error:
            raise DataError(f"data/{PARAMETERS}: {name} is missing or no number") from error

    def one(self, name: str) -> float:
        """Return the number of a name that has one."""
        numbers = self.many(name)
        if len(numbers) != 1:
            raise DataError(f"data/{PARAMETERS}: {name} must be one number")
        return numbers[0]

    def mixture(self, name: str) -> tuple[Component, ...]:
        """Return the parts of a mixture, as ``0.92*beta(1.6,1.3)+0.08*log(0.0005,0.3)``."""
        found = []
        for part in self.texts.get(name, "").split("+"):
            match = _COMPONENT.match(part)
            if match is None:
                raise DataError(f"data/{PARAMETERS}: {name} holds {part!r}, no weight*shape()")
            numbers = tuple([float(item) for item in match[3].split(",") if item])
            if len(numbers) != (0 if match[2] == "zero" else 2):
                raise DataError(f"data/{PARAMETERS}: {name}: {part!r} has {len(numbers)} numbers")
            found.append(Component(float(match[1]), match[2], numbers))
        if abs(sum(component.weight for component in found) - 1) > 1e-9:
            raise DataError(f"data/{PARAMETERS}: the weights of {name} do not sum to 1")
        return tuple(found)


@cache
def load_parameters() -> Parameters:
    """Return the shipped numbers.

    Raises:
        DataError: the table is malformed.
    """
    table = read_table(PARAMETERS, "name", "value", "derivation", "source")
    texts: dict[str, str] = {}
    for line, row in enumerate(table.rows, table.first_line):
        if row[0] in texts:
            raise DataError(f"data/{PARAMETERS}, line {line}: {row[0]} is listed twice")
        texts[row[0]] = row[1]
    return Parameters(texts)


@cache
def load_tissues() -> Mapping[str, Tissue]:
    """Return the tissues by the word of the sheet, in the order of the table.

    Raises:
        DataError: the table is malformed.
    """
    table = read_table(TISSUES, "tissue", "kind", "sorted", "germline", "leukocytes", "name")
    found: dict[str, Tissue] = {}
    for line, row in enumerate(table.rows, table.first_line):
        if row[1] not in _KINDS or not {"yes", "no"}.issuperset(row[2:5]):
            raise DataError(f"data/{TISSUES}, line {line}: kind or yes/no cannot be read")
        answers = [cell == "yes" for cell in row[2:5]]
        found[row[0]] = Tissue(row[0], row[1], answers[0], answers[1], answers[2], row[5])
    return found
