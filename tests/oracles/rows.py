"""What every program's answer is brought to: one row per allele, written as TSV."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

csv.field_size_limit(sys.maxsize)


@dataclass(frozen=True)
class Row:
    """One allele as a program names it; empty where the program says nothing."""

    pos: int
    ref: str
    alt: str
    kind: str = ""
    g: str = ""
    c: str = ""
    p: str = ""
    so: str = ""
    nmd: str = ""
    exon: str = ""
    intron: str = ""
    other: str = ""

    @property
    def key(self) -> tuple[int, str, str]:
        """The allele itself."""
        return self.pos, self.ref, self.alt


def write(rows: Iterable[Row], path: Path | None) -> None:
    """Write rows as TSV, to standard output without a path."""
    handle = path.open("w", encoding="utf-8", newline="") if path else sys.stdout
    try:
        names = [field.name for field in fields(Row)]
        writer = csv.DictWriter(handle, names, delimiter="\t", lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(asdict(row))
    finally:
        if path:
            handle.close()


def read(path: Path) -> dict[tuple[int, str, str], Row]:
    """Rows of a TSV by allele."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = [
            Row(int(item.pop("pos")), **item)
            for item in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
    return {row.key: row for row in rows}


def records(path: Path) -> Iterator[tuple[int, str, str, dict[str, str], str]]:
    """Position, REF, ALT, INFO and the whole header-less line of a plain-text VCF."""
    with path.open(encoding="utf-8") as handle:
        for line in handle:
            if line.startswith("#"):
                continue
            cells = line.rstrip("\n").split("\t")
            if len(cells) < 8:
                continue  # a wrapper script of SnpEff prints its arguments first
            info = {
                name: value
                for name, _, value in (item.partition("=") for item in cells[7].split(";"))
            }
            yield int(cells[1]), cells[3], cells[4], info, line


def header_format(path: Path, field: str) -> list[str]:
    """Subfield names that a VCF header gives for an INFO field."""
    with path.open(encoding="utf-8") as handle:
        for line in handle:
            if line.startswith(f"##INFO=<ID={field},"):
                text = line.rstrip('">\n').split("ormat: ", 1)[-1].split("annotations: ", 1)[-1]
                return [name.strip(" '\"[]") for name in text.split("|")]
            if not line.startswith("#"):
                break
    raise ValueError(f"{path}: no INFO field {field} with a format")
