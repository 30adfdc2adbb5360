"""Measured inclusion of exon 6: look an allele up by the exon sequence it makes.

A minigene library (Baeza-Centurion 2025) measured nearly every substitution and most short indels.
What was not measured is unknown, not normal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from fasannot.allele.variant import GenomicVariant, unshift
from fasannot.errors import DataError
from fasannot.gene.checks import share
from fasannot.gene.landmarks import landmarks
from fasannot.gene.model import GeneModel
from fasannot.gene.resources import read_text
from fasannot.gene.tables import REQUIRED_KEYS

TABLE = "exon6_inclusion.tsv"
_DELETION = re.compile(r"del(\d+)to(\d+)")
_INSERTION = re.compile(r"ins(\d+)([ACGT]+)")
_SUBSTITUTION = re.compile(r"([ACGT])(\d+)([ACGT])")


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Percent of minigene transcripts that include exon 6.

    Attributes:
        psi: by sequencing.
        gel: by gel, where that was done.
    """

    psi: float
    gel: float | None

    def __post_init__(self) -> None:
        for percent in (self.psi,) if self.gel is None else (self.psi, self.gel):
            share("hundredth of a percentage", percent / 100)

    def __str__(self) -> str:
        return f"{self.psi:.1f} %" + ("" if self.gel is None else f" (by gel {self.gel:.1f} %)")


def mutated_exon(wild: str, name: str) -> str:
    """Return the exon sequence that a measured form's name stands for.

    >>> mutated_exon("GATC", "T3A"), mutated_exon("GATC", "del2to3"), mutated_exon("GATC", "ins2CC")
    ('GAAC', 'GC', 'GCCATC')
    """
    if name == "wt":
        return wild
    if match := _DELETION.fullmatch(name):
        return wild[: int(match[1]) - 1] + wild[int(match[2]) :]
    if match := _INSERTION.fullmatch(name):
        place = int(match[1]) - 1
        return wild[:place] + match[2] + wild[place:]
    match = _SUBSTITUTION.fullmatch(name)
    if not match or wild[int(match[2]) - 1] != match[1]:
        raise DataError(f"data/{TABLE}: {name!r} does not fit the wild-type exon")
    return wild[: int(match[2]) - 1] + match[3] + wild[int(match[2]) :]


class Exon6Table:
    """Lookup of measured exon 6 inclusion; the table is read at the first allele in the exon."""

    def __init__(self, model: GeneModel) -> None:
        exon = model.mane.exons[landmarks().transmembrane_exon]
        self.start, self.end = exon.start, exon.end
        self._sequence = model.sequence
        self._wild = model.sequence[exon.start : exon.end]
        self._made: dict[str, dict[str, str]] = {}

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        """The rows by what they do: ``del``, ``ins``, or neither."""
        lines = read_text(TABLE).split("\n")
        provenance = {line[3:].partition(": ")[0] for line in lines[:12] if line[:3] == "## "}
        first = next(n for n, line in enumerate(lines) if not line.startswith("##"))
        if not provenance.issuperset(REQUIRED_KEYS) or lines[first] != "variant\tpsi\tpsi_gel":
            raise DataError(f"data/{TABLE}: provenance or column names are missing")
        found: dict[str, list[str]] = {"del": [], "ins": [], "": []}
        for line in lines[first + 1 : -1]:
            found.get(line[:3], found[""]).append(line)
        return found

    def _measured(self, kind: str) -> dict[str, str]:
        """Return the rows of a kind by the exon sequence they make; made when first asked for."""
        rows = self._made.get(kind)
        if rows is None:
            rows = self._made[kind] = {}
            for line in self._lines[kind]:
                name, _, rest = line.partition("\t")
                rows[mutated_exon(self._wild, name)] = rest
        return rows

    def exon_sequence(self, variant: GenomicVariant) -> str | None:
        """Return the mutated exon, ``None`` unless the allele can be written within the exon."""
        start, end, alt = variant.start, variant.end, variant.alt
        if not self._inside(start, end):
            if (variant.ref and alt) or end < self.start or start > self.end + len(self._wild):
                return None
            start, end, alt = unshift(self._sequence, start, end, alt)
            if not self._inside(start, end):
                return None
        wild = self._wild
        return wild[: start - self.start] + alt + wild[end - self.start :]

    def _inside(self, start: int, end: int) -> bool:
        if start == end:
            return self.start < start < self.end
        return self.start <= start and end <= self.end

    def lookup(self, variant: GenomicVariant) -> tuple[bool, Inclusion | None]:
        """Return whether an allele lies within exon 6, and its measured inclusion if any."""
        if variant.end < self.start or variant.start > self.end + len(self._wild):
            return False, None
        exon = self.exon_sequence(variant)
        if exon is None:
            return False, None
        change = len(exon) - len(self._wild)
        row = self._measured("ins" if change > 0 else "del" if change else "").get(exon)
        if row is None:
            return True, None
        psi, _, gel = row.partition("\t")
        return True, Inclusion(float(psi), None if gel == "." else float(gel))

    def __len__(self) -> int:
        return sum(len(self._measured(kind)) for kind in ("del", "ins", ""))
