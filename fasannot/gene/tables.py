"""Read the shipped tables: TSV with ``## key: value`` provenance lines above the column names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

from fasannot.errors import DataError
from fasannot.gene.resources import read_text

_Value = TypeVar("_Value")

REQUIRED_KEYS = ("title", "source", "retrieved", "licence", "coordinates")


class Table(NamedTuple):
    """One shipped table.

    Attributes:
        name: the file name, for messages.
        provenance: the ``## key: value`` lines, in order.
        columns: the column names.
        first_line: 1-based line number of the first row.
        rows: the cells of each row; ``.`` stands for a missing value.
    """

    name: str
    provenance: dict[str, str]
    columns: tuple[str, ...]
    first_line: int
    rows: tuple[tuple[str, ...], ...]

    def records(self) -> Iterator[dict[str, str]]:
        """Yield each row as a mapping from column name to cell."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))

    def parsed(self, build: Callable[[dict[str, str]], _Value]) -> Iterator[_Value]:
        """Yield what each row says.

        Args:
            build: makes a value of a row.

        Raises:
            DataError: with file and line, where a row has no such column or makes no sense.
        """
        for number, row in enumerate(self.records(), self.first_line):
            try:
                yield build(row)
            except KeyError as error:
                raise DataError(f"data/{self.name}: there is no column {error}") from error
            except (ValueError, IndexError) as error:
                raise DataError(f"data/{self.name}, line {number}: {error}") from error


def read_table(name: str, *columns: str, required: tuple[str, ...] = REQUIRED_KEYS) -> Table:
    """Return a shipped table, checked for its provenance and columns.

    Args:
        name: file name within ``data/``.
        columns: columns that must be there, in this order, as the first ones.
        required: keys of the provenance lines that must be there.

    Raises:
        DataError: with file and line, where the table is malformed.
    """
    return parse_table(name, read_text(name), *columns, required=required)


def parse_table(
    name: str, text: str, *columns: str, required: tuple[str, ...] = REQUIRED_KEYS
) -> Table:
    """Return a table from its text; see ``read_table``."""
    provenance: dict[str, str] = {}
    lines = text.split("\n")
    number = 0
    while number < len(lines) and lines[number].startswith("##"):
        key, separator, value = lines[number][2:].strip().partition(": ")
        if not separator or not value:
            raise DataError(f"data/{name}, line {number + 1}: expected '## key: value'")
        provenance[key] = value
        number += 1
    missing = [key for key in required if key not in provenance]
    if missing:
        raise DataError(f"data/{name}: no provenance line for {', '.join(missing)}")
    header = tuple(lines[number].split("\t")) if number < len(lines) else ()
    if header[: len(columns)] != columns:
        raise DataError(
            f"data/{name}, line {number + 1}: columns are {header}, expected {columns} first"
        )
    first = number + 1
    rows = []
    for place in range(first, len(lines)):
        if not lines[place]:
            if place == len(lines) - 1:
                break
            raise DataError(f"data/{name}, line {place + 1}: empty line")
        cells = tuple(lines[place].split("\t"))
        if len(cells) != len(header):
            raise DataError(
                f"data/{name}, line {place + 1}: {len(cells)} cells, expected {len(header)}"
            )
        rows.append(cells)
    return Table(name, provenance, header, first + 1, tuple(rows))
