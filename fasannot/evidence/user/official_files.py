"""What the lines of each official file mean: ClinVar, gnomAD, SpliceAI, AlphaMissense, REVEL.

``RegionFile`` finds the lines of a region; the classes here turn them into evidence. A file has a
build of its own: FAS is one sequence on both, so places are told by it and not by position.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import Any

from fasannot.allele.variant import GenomicVariant
from fasannot.errors import InputError
from fasannot.evidence.user.region_file import NEAR, RegionFile, Row
from fasannot.evidence.values import (
    ClinVarRecord,
    Frequency,
    MissenseScore,
    SpliceScores,
    review_stars,
    splice_scores_from,
)
from fasannot.files.numbers import real_number, told_real, told_whole
from fasannot.files.vcf.info import Info
from fasannot.gene.build_names import build_named
from fasannot.gene.model import SYMBOL, Assembly, GeneModel

UNIPROT = "P25445"
_FAF95 = ("fafmax_faf95_max", "faf95_popmax", "faf95")


class KindFile:
    """One file of a kind, opened and checked.

    Args:
        path: the file as the user named it.
        model: the gene model.
        assembly: the build of the file.
        label: how its evidence is named to people; the kind where empty.

    Raises:
        InputError: the file is missing, not indexed, malformed, of another build or another kind.
    """

    kind = ""
    needs: tuple[str, ...] = ()

    def __init__(self, path: str, model: GeneModel, assembly: Assembly, label: str = "") -> None:
        self.path = path
        self.assembly = assembly
        self.label = label or self.kind
        self.file = RegionFile(path, self.kind, model, assembly, self.rows)
        declared = {
            line.partition("ID=")[2].split(",")[0]
            for line in self.file.header
            if line.startswith("##INFO")
        }
        try:
            self.configure(declared)
            self.file.check_locus()
        except BaseException:
            self.file.close()
            raise

    def configure(self, declared: set[str]) -> None:
        """Look at what the header declares.

        Raises:
            InputError: the file is of another kind.
        """
        missing = [key for key in self.needs if key not in declared]
        if missing:
            raise InputError(
                f"this is no {self.kind} VCF: its header declares no INFO {', '.join(missing)}",
                path=self.path,
            )

    def rows(self, line: str) -> Iterator[Row]:
        """Yield the alleles of a line and what it says of each."""
        raise NotImplementedError

    def found(self, variant: GenomicVariant) -> list[Any]:
        """Return what the file says of exactly this allele."""
        return self.file.lookup(variant)

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def _vcf_rows(line: str, read: Callable[[list[str], dict[str, str], int], Any]) -> Iterator[Row]:
    cells = line.rstrip("\n").split("\t")
    info = Info(cells[7])
    position = told_whole(cells[1])
    for index, alt in enumerate(cells[4].split(",")):
        value = read(cells, info, index)
        if value is not None:
            yield Row(position, cells[3], alt, value)


class ClinVarFile(KindFile):
    """ClinVar's VCF: every class, with review status and conflicts."""

    kind = "ClinVar"
    needs = ("CLNSIG",)

    def rows(self, line: str) -> Iterator[Row]:
        """Yield the alleles of a line and their records."""

        def read(cells: list[str], info: dict[str, str], index: int) -> ClinVarRecord:
            review = info.get("CLNREVSTAT", "").lower()
            return ClinVarRecord(
                variation_id=cells[2],
                significance=info.get("CLNSIG", "not_provided").lower(),
                stars=review_stars(review),
                conditions=info.get("CLNDN", ""),
                source="the ClinVar file" if self.label == self.kind else self.label,
                review=review,
                conflicts=info.get("CLNSIGCONF", ""),
            )

        return _vcf_rows(line, read)


class GnomadFile(KindFile):
    """A gnomAD sites VCF: of the exomes, of the genomes, or of both together."""

    kind = "gnomAD"
    needs = ("AF", "AN")

    def configure(self, declared: set[str]) -> None:
        """Tell a joint release of version 4 from the others."""
        self._numbers: dict[int, int] = {}
        self._end = ""
        if {"AF_joint", "AN_joint"} <= declared:
            self._end = "_joint"
            return
        super().configure(declared)

    def rows(self, line: str) -> Iterator[Row]:
        """Yield the alleles of a line and their frequencies; none of one that failed a filter."""

        def read(cells: list[str], info: dict[str, str], index: int) -> tuple[Frequency, ...]:
            chromosomes = told_whole(info[f"AN{self._end}"].split(",")[0])
            start = self.assembly.coordinate(told_whole(cells[1]))
            self._numbers[start] = max(chromosomes, self._numbers.get(start, 0))
            if cells[6] not in ("PASS", ".") or not chromosomes:
                return ()
            return tuple(self._frequencies(info, index, chromosomes))

        return _vcf_rows(line, read)

    def _frequencies(
        self, info: dict[str, str], index: int, chromosomes: int
    ) -> Iterator[Frequency]:
        end = self._end
        count = _number(info.get(f"AC{end}"), index)
        value = _number(info.get(f"AF{end}"), index)
        if value is None:
            value = (count or 0.0) / chromosomes
        homozygotes = _number(info.get(f"nhomalt{end}"), index)
        faf95 = [_number(info.get(f"{key}{end}"), index) for key in _FAF95]
        yield Frequency(
            value,
            self.label,
            None if count is None else round(count),
            chromosomes,
            None if homozygotes is None else round(homozygotes),
            faf95=max((one for one in faf95 if one is not None), default=None),
        )
        for key in ("grpmax", "popmax"):
            top = _number(info.get(f"AF_{key}{end}"), index)
            if top is None:
                continue
            size = _number(info.get(f"AN_{key}{end}"), index)
            copies = _number(info.get(f"AC_{key}{end}"), index)
            group = info.get(f"{key}{end}", "").split(",")
            name = group[index] if index < len(group) and group[index] else "highest group"
            yield Frequency(
                top,
                self.label,
                None if copies is None else round(copies),
                None if size is None else round(size),
                population=name,
            )
            return

    def number_near(self, start: int, end: int) -> int | None:
        """Return how many chromosomes were read at an allele's place, ``None`` where not known.

        A list of sites tells it for a base with sites within ``NEAR`` on both sides; the smaller of
        their numbers counts.

        Args:
            start: first base of the place, 0-based on the locus.
            end: its end; an insertion lies before the base at ``start``.
        """
        numbers = []
        for place in {start, max(start, end - 1)}:
            positions = self.file.positions_around(place)
            left = positions[: bisect_right(positions, place)]
            right = positions[bisect_left(positions, place) :]
            if not left or not right or place - left[-1] > NEAR or right[0] - place > NEAR:
                return None
            numbers += [self._numbers.get(left[-1], 0), self._numbers.get(right[0], 0)]
        return min(numbers)


class SpliceFile(KindFile):
    """SpliceAI's VCF, or OpenSpliceAI's."""

    kind = "SpliceAI"
    needs = ("SpliceAI",)

    def configure(self, declared: set[str]) -> None:
        """Tell the two programs apart."""
        self._key = "OpenSpliceAI" if "OpenSpliceAI" in declared else "SpliceAI"
        if self._key == self.kind:
            super().configure(declared)

    def rows(self, line: str) -> Iterator[Row]:
        """Yield the alleles of a line and their scores."""
        key = self._key

        def read(cells: list[str], info: dict[str, str], index: int) -> SpliceScores | None:
            alt = cells[4].split(",")[index]
            start = self.assembly.coordinate(told_whole(cells[1]))
            for entry in info.get(key, "").split(","):
                allele, _, rest = entry.partition("|")
                if allele == alt and rest.startswith(f"{SYMBOL}|"):
                    return splice_scores_from(entry, start, key)
            return None

        return _vcf_rows(line, read)


class AlphaMissenseFile(KindFile):
    """AlphaMissense's table."""

    kind = "AlphaMissense"

    def rows(self, line: str) -> Iterator[Row]:
        """Yield the allele of a line and its score."""
        cells = line.split("\t")
        genome = build_named(cells[4])
        if genome is not None and genome != self.assembly.name:
            raise InputError(
                f"this AlphaMissense file is of {genome} and the input of {self.assembly.name}",
                path=self.path,
            )
        if cells[5].partition("-")[0] == UNIPROT:
            yield Row(
                told_whole(cells[1]), cells[2], cells[3],
                MissenseScore(self.kind, told_real(cells[8]), self.label),
            )  # fmt: skip


class RevelFile(KindFile):
    """REVEL's table, with a column for the position on each build."""

    kind = "REVEL"

    def configure(self, declared: set[str]) -> None:
        """Find the columns."""
        self._columns: dict[str, int] = {}
        for line in self.file.header:
            names = line.lstrip("#").split("\t")
            if "REVEL" in names:
                self._columns = {name.lower(): place for place, name in enumerate(names)}
        if not self._columns:
            raise InputError(
                "no header line with the columns of REVEL (#chr hg19_pos grch38_pos ref alt ... "
                "REVEL)",
                path=self.path,
            )
        self._place = "grch38_pos" if self.assembly.name == "GRCh38" else "hg19_pos"
        if self._place not in self._columns:
            raise InputError(f"the REVEL file has no column {self._place}", path=self.path)

    def rows(self, line: str) -> Iterator[Row]:
        """Yield the allele of a line and its score."""
        columns = self._columns
        cells = line.split("\t")
        position = cells[columns[self._place]]
        if position in (".", ""):
            return
        score = MissenseScore(self.kind, told_real(cells[columns["revel"]]), self.label)
        yield Row(told_whole(position), cells[columns["ref"]], cells[columns["alt"]], score)


class CoveredFile:
    """The number of chromosomes read at every base: a slice of gnomAD's allele numbers.

    Args:
        path: the slice.
        assembly: its build.

    Raises:
        InputError: the slice cannot be read.
    """

    def __init__(self, path: str, assembly: Assembly) -> None:
        import pysam  # noqa: PLC0415 - most runs name no file

        self._numbers: dict[int, int] = {}
        try:
            with pysam.TabixFile(path, encoding="utf-8") as tabix:
                for name in tabix.contigs:
                    for line in tabix.fetch(name):
                        cells = line.split("\t")
                        place = assembly.coordinate(told_whole(cells[1]))
                        self._numbers[place] = told_whole(cells[2])
        except (OSError, ValueError, IndexError) as error:
            raise InputError(f"cannot be read: {error}", path=path) from None

    def number_at(self, start: int, end: int) -> int:
        """Return the smallest number of chromosomes at the bases of an allele's place."""
        return min(self._numbers.get(at, 0) for at in range(start, max(end, start + 1)))


def _number(text: str | None, index: int) -> float | None:
    if not text:
        return None
    parts = text.split(",")
    value = parts[index] if index < len(parts) else parts[0]
    if value in (".", ""):
        return None
    number = real_number(value)
    if number is None:
        raise ValueError(f"{value[:30]!r} is not a number")
    return number
