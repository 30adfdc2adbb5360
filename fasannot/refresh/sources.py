"""``data/SOURCES.tsv``: one row per shipped file with its origin and SHA-256."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fasannot.errors import DataError

NAME = "SOURCES.tsv"
COLUMNS = ("file", "title", "source", "licence", "retrieved", "sha256")
# Files that cannot carry provenance lines of their own.
DESCRIBED = {
    "locus.fa": (
        "FAS locus sequence",
        "NCBI RefSeqGene NG_009089.2 = LRG_134 (EMBL-EBI)",
        "no restrictions stated (NCBI, EMBL-EBI)",
        "2026-11-22",
    ),
    "protein.fa": (
        "FAS precursor protein",
        "NCBI NP_000034.1 = LRG_134p1 = UniProt P25445-1",
        "no restrictions stated (NCBI)",
        "2026-11-22",
    ),
    "example.vcf": (
        "Example input",
        "made for this project from catalogued variants of ClinVar and UniProt",
        "facts",
        "2026-11-22",
    ),
    "example_people.vcf": (
        "An invented example of persons: the samples",
        "made for this project; persons and reads are invented, the alleles are real",
        "facts",
        "2026-11-27",
    ),
}


def provenance(path: Path) -> dict[str, str]:
    """Return the ``## key: value`` lines that open a table."""
    found = {}
    with path.open(encoding="utf-8") as handle:
        for line in handle:
            if not line.startswith("## "):
                break
            key, _, value = line[3:].rstrip("\n").partition(": ")
            found[key] = value
    return found


def source_row(path: Path) -> tuple[str, ...]:
    """Return the row of one file.

    Raises:
        DataError: the file says nothing of its origin and is not described here.
    """
    if path.name in DESCRIBED:
        facts = DESCRIBED[path.name]
    else:
        lines = provenance(path)
        try:
            facts = (lines["title"], lines["source"], lines["licence"], lines["retrieved"])
        except KeyError as error:
            raise DataError(f"data/{path.name}: no provenance line {error}") from None
    return (path.name, *facts, hashlib.sha256(path.read_bytes()).hexdigest())


def render(folder: Path, version: str) -> str:
    """Return the text of ``SOURCES.tsv`` for a data folder."""
    names = sorted(p for p in folder.iterdir() if p.is_file() and p.name != NAME)
    lines = [f"## data_version: {version}", "\t".join(COLUMNS)]
    lines += ["\t".join(source_row(path)) for path in names if not path.name.startswith(".")]
    return "\n".join(lines) + "\n"


def current_version(folder: Path) -> str:
    """Return the data version that stands in ``SOURCES.tsv``."""
    first = (folder / NAME).read_text(encoding="utf-8").split("\n", 1)[0]
    if not first.startswith("## data_version: "):
        raise DataError(f"data/{NAME} has no '## data_version:' line")
    return first.removeprefix("## data_version: ")
