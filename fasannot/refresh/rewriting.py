"""Read a shipped table as rows to be changed, and write it back with its provenance lines."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fasannot.errors import DataError, InputError
from fasannot.gene.tables import parse_table

Row = dict[str, str]
MISSING = "."


@dataclass(slots=True)
class EditableTable:
    """One table of ``data/``: provenance, columns and rows, ``.`` standing for missing cells."""

    path: Path
    provenance: dict[str, str]
    columns: tuple[str, ...]
    rows: list[Row]

    @classmethod
    def read(cls, path: Path) -> EditableTable:
        """Return the table in a file, checked as when it is used."""
        table = parse_table(path.name, path.read_text(encoding="utf-8"))
        return cls(path, dict(table.provenance), table.columns, list(table.records()))

    def write(self, retrieved: str) -> None:
        """Write the table back, with a new date of retrieval."""
        self.provenance["retrieved"] = retrieved
        lines = [f"## {key}: {value}" for key, value in self.provenance.items()]
        lines.append("\t".join(self.columns))
        for row in self.rows:
            cells = [(row.get(column) or MISSING).strip() for column in self.columns]
            if any("\t" in cell or "\n" in cell for cell in cells):
                raise DataError(f"data/{self.path.name}: a cell holds a tab or line break: {row}")
            lines.append("\t".join(cells))
        self.path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def joined_sources(*parts: str) -> str:
    """Return sources joined by ``; ``, empty ones left out."""
    return "; ".join(part for part in parts if part and part != MISSING)


def without_source(text: str, prefix: str) -> str:
    """Return a source cell without the parts that start with a prefix.

    >>> without_source("ClinVar 2021-06; UniProt P25445 v274", "ClinVar")
    'UniProt P25445 v274'
    """
    return joined_sources(*(part for part in text.split("; ") if not part.startswith(prefix)))


def vcf_lines(path: str, names: Iterable[str], first: int, last: int) -> Iterator[list[str]]:
    """Yield the cells of the records of a VCF (plain or gzip) that start within a region.

    Raises:
        InputError: the file cannot be read.
    """
    wanted = frozenset(names)
    try:
        with (gzip.open if path.endswith("gz") else open)(path, "rt", encoding="utf-8") as handle:
            for line in handle:
                if line.startswith("#"):
                    continue
                head = line.split("\t", 2)
                if head[0] in wanted and first <= int(head[1]) <= last:
                    yield line.rstrip("\n").split("\t")
    except (OSError, ValueError, IndexError) as error:
        raise InputError(f"cannot be read as VCF: {error}", path=path) from error
