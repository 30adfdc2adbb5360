"""The user's own official files, read by region: ClinVar, gnomAD, SpliceAI, AlphaMissense, REVEL.

Files are bgzip-compressed and tabix-indexed, of the same build as the input, with or without
``chr``. Blocks of the locus are read when an allele first needs them and kept, keyed by the
canonical allele, so spelling does not matter. Every REF that is read is checked: a file of another
build cannot answer unnoticed.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from fasannot.errors import InputError
from fasannot.evidence.external import (
    NO_EVIDENCE,
    ClinVarRecord,
    ExternalEvidence,
    Frequency,
    MissenseScore,
    SpliceScores,
    review_stars,
    splice_scores_from,
)
from fasannot.gene_model import SYMBOL, Assembly, GeneModel
from fasannot.variant import GenomicVariant, canonical, unshift

if TYPE_CHECKING:
    import pysam

UNIPROT = "P25445"
BLOCK = 2048
# gnomAD lists sites, not coverage: a position counts as covered when records that passed its
# filters start within this many bases on both sides.
NEAR = 30
_GENOMES = {"hg38": "GRCh38", "grch38": "GRCh38", "hg19": "GRCh37", "grch37": "GRCh37"}


class Row(NamedTuple):
    """One allele of a line: 1-based position, REF, ALT and what the line says of it."""

    position: int
    ref: str
    alt: str
    value: Any


def parse_info(text: str) -> dict[str, str]:
    """Return the keys of an INFO column; flags have an empty value."""
    found = {}
    for item in text.split(";"):
        key, _, value = item.partition("=")
        found[key] = value
    return found


class RegionFile:
    """One tabix-indexed file, read block by block over the FAS locus.

    Args:
        path: the file as the user named it.
        kind: what it is expected to be, for messages.
        model: the gene model.
        assembly: build of the input, which the file must share.
        parse: turns one line into rows.
    """

    def __init__(
        self,
        path: str,
        kind: str,
        model: GeneModel,
        assembly: Assembly,
        parse: Callable[[str], Iterator[Row]],
    ) -> None:
        self.path = path
        self.kind = kind
        self._model = model
        self._assembly = assembly
        self._parse = parse
        self._blocks: dict[int, dict[tuple[int, int, str], list[Any]]] = {}
        self.positions: dict[int, list[int]] = {}
        self._tabix = self._open()
        self.header = self._read_header()
        self._check_lengths()
        self._chrom = self._chromosome()

    def _fail(self, message: str, where: str | None = None) -> InputError:
        return InputError(message, path=self.path, where=where)

    def _open(self) -> pysam.TabixFile:
        import pysam  # noqa: PLC0415 - most runs name no file

        path = Path(self.path)
        try:
            if not path.is_file():
                reason = "is a directory" if path.is_dir() else "does not exist"
                raise self._fail(f"the {self.kind} file {reason}")
            if path.stat().st_size == 0:
                raise self._fail(f"the {self.kind} file is empty")
            if not any(Path(f"{self.path}{end}").is_file() for end in (".tbi", ".csi")):
                raise self._fail(
                    f"the {self.kind} file has no index beside it; compress it with bgzip and "
                    "index it with tabix"
                )
            return pysam.TabixFile(self.path, encoding="utf-8")
        except (OSError, ValueError) as error:
            raise self._fail(f"the {self.kind} file or its index cannot be read: {error}") from None

    def _read_header(self) -> tuple[str, ...]:
        try:
            return tuple(self._tabix.header)
        except (OSError, ValueError, UnicodeDecodeError) as error:
            raise self._fail(f"the header cannot be read: {error}") from None

    def _check_lengths(self) -> None:
        others = [a for a in self._model.assemblies.values() if a is not self._assembly]
        for line in self.header:
            if line.startswith("##contig=") and "length=" in line:
                length = line.partition("length=")[2].split(",")[0].rstrip(">")
                for other in others:
                    if length == str(other.chromosome_length):
                        raise self._wrong_build(other.name)

    def _wrong_build(self, found: str) -> InputError:
        return self._fail(
            f"this {self.kind} file is of {found} and the input of {self._assembly.name}; "
            f"use the {self._assembly.name} file"
        )

    def _chromosome(self) -> str:
        for name in self._tabix.contigs:
            if name in self._assembly.chromosome_names:
                return str(name)
        for other in self._model.assemblies.values():
            if any(n in other.chromosome_names for n in self._tabix.contigs):
                raise self._wrong_build(other.name)
        raise self._fail(f"the {self.kind} file has no chromosome 10 in its index")

    def check_locus(self) -> None:
        """Check REFs over the locus.

        Raises:
            InputError: the file holds nothing in FAS, or its REFs are not those of the build.
        """
        found = False
        for block in range(len(self._model.sequence) // BLOCK + 1):
            if self._block(block):
                found = True
                break
        if not found:
            raise self._fail(
                f"the {self.kind} file holds nothing in the FAS locus of {self._assembly.name}; "
                "is it complete, of this build, and sorted and indexed by the right column?"
            )

    def _block(self, number: int) -> dict[tuple[int, int, str], list[Any]]:
        block = self._blocks.get(number)
        if block is None:
            block = self._blocks[number] = self._load(number)
        return block

    def _load(self, number: int) -> dict[tuple[int, int, str], list[Any]]:
        sequence = self._model.sequence
        first = self._assembly.position(number * BLOCK)
        last = first + BLOCK - 1
        found: dict[tuple[int, int, str], list[Any]] = {}
        positions: list[int] = []
        line = ""
        try:
            for line in self._tabix.fetch(self._chrom, first - 1, last):
                for row in self._parse(line):
                    if not first <= row.position <= last:
                        continue
                    start = self._assembly.coordinate(row.position)
                    ref = row.ref.upper()
                    if start + len(ref) > len(sequence):
                        continue
                    if not sequence.startswith(ref, start):
                        raise self._fail(
                            f"REF {ref[:20]} is not the {self._assembly.name} reference; the "
                            f"{self.kind} file is probably of another build",
                            f"{self._chrom}:{row.position}",
                        )
                    positions.append(start)
                    alt = row.alt.upper()
                    if not alt or alt.strip("ACGT"):
                        continue
                    v = canonical(sequence, start, ref, alt)
                    found.setdefault((v.start, v.end, v.alt), []).append(row.value)
        except (OSError, UnicodeDecodeError) as error:
            raise self._fail(f"the {self.kind} file cannot be read: {error}") from None
        except (ValueError, IndexError, KeyError) as error:
            shown = line[:60].replace("\t", " ")
            raise self._fail(
                f"a line of the {self.kind} file is malformed ({error}): {shown!r}"
            ) from None
        self.positions[number] = sorted(positions)
        return found

    def lookup(self, variant: GenomicVariant) -> list[Any]:
        """Return what the file says of exactly this allele."""
        start = variant.start
        if not variant.ref or not variant.alt:
            start = unshift(self._model.sequence, start, variant.end, variant.alt)[0] - 1
        if not 0 <= start < len(self._model.sequence):
            return []
        key = (variant.start, variant.end, variant.alt)
        found = self._block(start // BLOCK).get(key, [])
        if not found and start != variant.start:  # spelled without left-normalisation
            found = self._block(max(variant.start - 1, 0) // BLOCK).get(key, [])
        return found

    def covers(self, start: int) -> bool:
        """Return whether rows start within ``NEAR`` bases on both sides of a coordinate."""
        return self._any_between(start - NEAR, start + 1) and self._any_between(
            start, start + NEAR + 1
        )

    def _any_between(self, low: int, high: int) -> bool:
        for number in {max(low, 0) // BLOCK, max(high - 1, 0) // BLOCK}:
            self._block(number)
            positions = self.positions[number]
            place = bisect_left(positions, low)
            if place < len(positions) and positions[place] < high:
                return True
        return False

    def close(self) -> None:
        """Close the file."""
        self._tabix.close()


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
