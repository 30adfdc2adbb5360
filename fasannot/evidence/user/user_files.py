"""The user's own official files, read by region: ClinVar, gnomAD, SpliceAI, AlphaMissense, REVEL.

Files are bgzip-compressed and tabix-indexed, of the same build as the input, with or without
``chr``; ``region_file`` reads them, this module knows what their lines mean.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from fasannot.allele.variant import GenomicVariant
from fasannot.errors import InputError
from fasannot.evidence.user.region_file import RegionFile, Row, parse_info
from fasannot.evidence.values import (
    NO_EVIDENCE,
    ClinVarRecord,
    ExternalEvidence,
    Frequency,
    MissenseScore,
    SpliceScores,
    review_stars,
    splice_scores_from,
)
from fasannot.gene.model import SYMBOL, Assembly, GeneModel

UNIPROT = "P25445"
_GENOMES = {"hg38": "GRCh38", "grch38": "GRCh38", "hg19": "GRCh37", "grch37": "GRCh37"}


def _vcf_rows(line: str, read: Callable[[list[str], dict[str, str], int], Any]) -> Iterator[Row]:
    cells = line.rstrip("\n").split("\t")
    info = parse_info(cells[7])
    position = int(cells[1])
    for index, alt in enumerate(cells[4].split(",")):
        value = read(cells, info, index)
        if value is not None:
            yield Row(position, cells[3], alt, value)


class UserFiles:
    """The files named on the command line, opened and checked.

    Args:
        model: the gene model.
        assembly: build of the input.
        clinvar: ClinVar VCF.
        gnomad: gnomAD sites VCF.
        spliceai: SpliceAI (or OpenSpliceAI) VCF.
        alphamissense: AlphaMissense TSV.
        revel: REVEL TSV.

    Raises:
        InputError: a file is missing, not indexed, malformed, of another build or of another kind.
    """

    def __init__(
        self,
        model: GeneModel,
        assembly: Assembly,
        *,
        clinvar: str | None = None,
        gnomad: str | None = None,
        spliceai: str | None = None,
        alphamissense: str | None = None,
        revel: str | None = None,
    ) -> None:
        self._model = model
        self._assembly = assembly
        self._files: list[RegionFile] = []
        self._splice_key = "SpliceAI"
        self._gnomad_suffix = ""
        self._clinvar = self._add(clinvar, "ClinVar", self._clinvar_rows)
        self._gnomad = self._add(gnomad, "gnomAD", self._gnomad_rows)
        self._spliceai = self._add(spliceai, "SpliceAI", self._spliceai_rows)
        self._alphamissense = self._add(alphamissense, "AlphaMissense", self._alphamissense_rows)
        self._revel_columns: dict[str, int] = {}
        self._revel = self._add(revel, "REVEL", self._revel_rows)

    def _add(
        self, path: str | None, kind: str, parse: Callable[[str], Iterator[Row]]
    ) -> RegionFile | None:
        if path is None:
            return None
        file = RegionFile(path, kind, self._model, self._assembly, parse)
        self._files.append(file)
        wanted = {"ClinVar": ("CLNSIG",), "gnomAD": ("AF", "AN"), "SpliceAI": ("SpliceAI",)}
        declared = {
            line.partition("ID=")[2].split(",")[0]
            for line in file.header
            if line.startswith("##INFO")
        }
        if kind == "SpliceAI" and "OpenSpliceAI" in declared:
            self._splice_key = "OpenSpliceAI"
        elif kind == "gnomAD" and {"AF_joint", "AN_joint"} <= declared:
            self._gnomad_suffix = "_joint"  # the joint exome and genome release of version 4
        elif not declared.issuperset(wanted.get(kind, ())):
            missing = ", ".join(key for key in wanted[kind] if key not in declared)
            raise InputError(
                f"this is no {kind} VCF: its header declares no INFO {missing}", path=path
            )
        if kind == "REVEL":
            self._read_revel_header(file)
        file.check_locus()
        return file

    def _clinvar_rows(self, line: str) -> Iterator[Row]:
        def read(cells: list[str], info: dict[str, str], index: int) -> ClinVarRecord:
            stars = review_stars(info.get("CLNREVSTAT", ""))
            return ClinVarRecord(
                cells[2], info.get("CLNSIG", "not_provided").lower(), stars,
                info.get("CLNDN", ""), "the ClinVar file",
            )  # fmt: skip

        return _vcf_rows(line, read)

    def _gnomad_rows(self, line: str) -> Iterator[Row]:
        def read(cells: list[str], info: dict[str, str], index: int) -> list[Frequency] | None:
            if cells[6] not in ("PASS", "."):
                return None
            source = "gnomAD"
            end = self._gnomad_suffix
            total = info[f"AN{end}"].split(",")[0]
            chromosomes = int(total)
            if chromosomes == 0:
                return None
            count = _number(info.get(f"AC{end}"), index)
            value = _number(info.get(f"AF{end}"), index)
            if value is None:
                value = (count or 0.0) / chromosomes
            homozygotes = _number(info.get(f"nhomalt{end}"), index)
            found = [
                Frequency(
                    value,
                    source,
                    None if count is None else int(count),
                    chromosomes,
                    None if homozygotes is None else int(homozygotes),
                )
            ]
            for key in ("grpmax", "popmax"):
                top = _number(info.get(f"AF_{key}{end}"), index)
                size = _number(info.get(f"AN_{key}{end}"), index)
                group = info.get(f"{key}{end}", "").split(",")
                if top is not None:
                    name = group[index] if index < len(group) and group[index] else "highest group"
                    found.append(
                        Frequency(
                            top,
                            source,
                            chromosomes=None if size is None else int(size),
                            population=name,
                        )
                    )
                    break
            return found

        return _vcf_rows(line, read)

    def _spliceai_rows(self, line: str) -> Iterator[Row]:
        key = self._splice_key

        def read(cells: list[str], info: dict[str, str], index: int) -> SpliceScores | None:
            alt = cells[4].split(",")[index]
            start = self._assembly.coordinate(int(cells[1]))
            for entry in info.get(key, "").split(","):
                allele, _, rest = entry.partition("|")
                if allele == alt and rest.startswith(f"{SYMBOL}|"):
                    return splice_scores_from(entry, start, key)
            return None

        return _vcf_rows(line, read)

    def _alphamissense_rows(self, line: str) -> Iterator[Row]:
        cells = line.split("\t")
        genome = _GENOMES.get(cells[4].lower())
        if genome is not None and genome != self._assembly.name:
            raise InputError(
                f"this AlphaMissense file is of {genome} and the input of {self._assembly.name}",
                path=self._files[-1].path,
            )
        if cells[5].partition("-")[0] == UNIPROT:
            score = MissenseScore("AlphaMissense", float(cells[8]), "AlphaMissense")
            yield Row(int(cells[1]), cells[2], cells[3], score)

    def _read_revel_header(self, file: RegionFile) -> None:
        for line in file.header:
            names = line.lstrip("#").split("\t")
            if "REVEL" in names:
                self._revel_columns = {name.lower(): place for place, name in enumerate(names)}
        wanted = "grch38_pos" if self._assembly.name == "GRCh38" else "hg19_pos"
        if not self._revel_columns:
            raise InputError(
                "no header line with the columns of REVEL (#chr hg19_pos grch38_pos ref alt ... "
                "REVEL)",
                path=file.path,
            )
        if wanted not in self._revel_columns:
            raise InputError(f"the REVEL file has no column {wanted}", path=file.path)

    def _revel_rows(self, line: str) -> Iterator[Row]:
        columns = self._revel_columns
        cells = line.split("\t")
        wanted = "grch38_pos" if self._assembly.name == "GRCh38" else "hg19_pos"
        position = cells[columns[wanted]]
        if position in (".", ""):
            return
        score = MissenseScore("REVEL", float(cells[columns["revel"]]), "REVEL")
        yield Row(int(position), cells[columns["ref"]], cells[columns["alt"]], score)

    def evidence(self, variant: GenomicVariant) -> ExternalEvidence:
        """Return all that the files say of an allele.

        Raises:
            InputError: a line is malformed or its REF is not the reference.
        """
        if not self._files:
            return NO_EVIDENCE
        frequencies: tuple[Frequency, ...] = ()
        if self._gnomad is not None:
            found = self._gnomad.lookup(variant)
            if found:
                frequencies = tuple(value for values in found for value in values)
            elif self._gnomad.covers(variant.start):
                frequencies = (Frequency(0.0, f"gnomAD ({Path(self._gnomad.path).name})"),)
        splice = self._spliceai.lookup(variant) if self._spliceai else []
        missense = []
        for file in (self._revel, self._alphamissense):
            scores = file.lookup(variant) if file else []
            if scores:
                missense.append(max(scores, key=lambda item: float(item.score)))
        clinvar = self._clinvar.lookup(variant) if self._clinvar else []
        return ExternalEvidence(
            frequencies, splice[0] if splice else None, tuple(missense), tuple(clinvar)
        )

    def close(self) -> None:
        """Close all files."""
        for file in self._files:
            file.close()

    def __enter__(self) -> UserFiles:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _number(text: str | None, index: int) -> float | None:
    if not text:
        return None
    parts = text.split(",")
    value = parts[index] if index < len(parts) else parts[0]
    if value in (".", ""):
        return None
    number = float(value)
    if math.isnan(number):
        raise ValueError(f"{value!r} is not a number")
    return number
