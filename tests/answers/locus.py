"""Where FAS is, read from ``data/`` without the package, so that its modules may move."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True)
class Build:
    """One genome build: its name, the length of chromosome 10, the first position of the locus."""

    name: str
    length: int
    first: int


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as handle:
        lines = [line for line in handle if not line.startswith("##")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def sequence() -> str:
    """Return the bases of the locus."""
    lines = (DATA / "locus.fa").read_text(encoding="utf-8").splitlines()
    return "".join(line.strip() for line in lines if not line.startswith(">"))


@cache
def build(name: str) -> Build:
    """Return one build by its name."""
    (row,) = (row for row in _rows("assemblies.tsv") if row["assembly"] == name)
    return Build(name, int(row["chromosome_length"]), int(row["locus_first"]))


@cache
def exons() -> tuple[tuple[int, int], ...]:
    """Return the exons of the MANE transcript: first and last, 1-based in the locus."""
    (row,) = (row for row in _rows("transcripts.tsv") if row["set"] == "mane")
    pairs = (pair.split("-") for pair in row["exons"].split(","))
    return tuple((int(first), int(last)) for first, last in pairs)


def base(place: int) -> str:
    """Return the base at a 1-based place of the locus; N outside it."""
    return sequence()[place - 1] if 0 < place <= len(sequence()) else "N"
