"""Reference parts of the page: the criteria of ALPS and the sources of the data."""

from __future__ import annotations

from dataclasses import dataclass

from fasannot.gene.tables import read_table

# The criterion that a genetic finding answers to, in each scheme.
_GENETIC = {("NIH2009", "primary accessory 2")}
_SCHEMES = {
    "NIH2009": "NIH 2009 (Oliveira 2010)",
    "ESID registry": "ESID registry",
    "nomenclature": "Names of the disorders",
}


@dataclass(frozen=True, slots=True)
class CriterionView:
    """One criterion.

    Attributes:
        scheme: the scheme in words.
        role: required, accessory and so on.
        text: the criterion.
        source: where it is from.
        genetic: whether the finding of this page belongs here.
    """

    scheme: str
    role: str
    text: str
    source: str
    genetic: bool


@dataclass(frozen=True, slots=True)
class SourceView:
    """One shipped data file."""

    file: str
    title: str
    source: str
    licence: str
    retrieved: str


def criteria() -> tuple[CriterionView, ...]:
    """Return the diagnostic criteria in the order of their table."""
    rows = read_table("alps_criteria.tsv", "scheme", "role", "criterion", "source").records()
    return tuple(
        CriterionView(
            _SCHEMES.get(row["scheme"], row["scheme"]),
            row["role"],
            row["criterion"],
            row["source"],
            (row["scheme"], row["role"]) in _GENETIC,
        )
        for row in rows
    )


def source_rows() -> tuple[SourceView, ...]:
    """Return the shipped data files with their sources and licences."""
    table = read_table("SOURCES.tsv", "file", required=("data_version",))
    return tuple(
        SourceView(row["file"], row["title"], row["source"], row["licence"], row["retrieved"])
        for row in table.records()
    )
