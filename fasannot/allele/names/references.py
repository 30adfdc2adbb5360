"""What a name is counted on: chromosome, RefSeqGene, transcript, protein; and the symbols."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from fasannot.errors import QueryError
from fasannot.gene.build_names import build_named
from fasannot.gene.model import Assembly, GeneModel, load_gene_model
from fasannot.gene.tables import read_table
from fasannot.gene.transcript import Transcript


class ReferenceKind(StrEnum):
    """What an accession names."""

    SYMBOL = "symbol"
    BUILD = "build"
    CHROMOSOME = "chromosome"
    REFSEQGENE = "refseqgene"
    TRANSCRIPT = "transcript"
    PROTEIN = "protein"
    EXON = "exon"  # the exon that an annotation chain states, which is no reference


@dataclass(frozen=True, slots=True)
class Reference:
    """One thing that stands before a name.

    Attributes:
        kind: what it is.
        text: as written.
        assembly: the build that it tells, of a chromosome or build.
        transcript: the transcript whose message or protein is counted.
        note: what a reader should know of how it was read.
    """

    kind: ReferenceKind
    text: str
    assembly: Assembly | None = None
    transcript: Transcript | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    kind: ReferenceKind
    versions: tuple[str, ...]
    read_as: str
    note: str


_OTHER_BUILDS = {
    "hg18": "NCBI36",
    "ncbi36": "NCBI36",
    "hg17": "NCBI35",
    "t2t": "T2T-CHM13",
    "hs1": "T2T-CHM13",
    "chm13": "T2T-CHM13",
    "chm13v2": "T2T-CHM13",
    "t2t-chm13": "T2T-CHM13",
}
_CHROMOSOME = re.compile(r"(?:(?:chr(?:omosome|om)?[ _]?)?(0?\d{1,2})|chr(x|y|m|mt))$")
_FOREIGN = re.compile(
    r"(?:[nx][cgmrpw]_\d{6,9}|ens[tpg]\d{11}|lrg_\d+(?:[tp]\d+)?|cm\d{6}|cp\d{6}|uc\d{3}[a-z]{3}|"
    r"ccds\d+|[opq]\d[a-z0-9]{3}\d)(?:[.-]\d+)?$"
)
_EXON = re.compile(r"(?:exon|ex|intron)\d{1,2}(?:/\d{1,2})?$")


@cache
def _table() -> dict[str, tuple[_Row, ...]]:
    """Return the rows of ``data/references.tsv`` by lower-case name."""
    found: dict[str, tuple[_Row, ...]] = {}
    table = read_table("references.tsv", "name", "kind", "versions", "read_as", "note")
    for row in table.records():
        versions = () if row["versions"] == "." else tuple(row["versions"].split(","))
        note = "" if row["note"] == "." else row["note"]
        item = _Row(row["name"], ReferenceKind(row["kind"]), versions, row["read_as"], note)
        key = row["name"].lower()
        found[key] = (*found.get(key, ()), item)
    return found


@cache
def symbols() -> tuple[str, ...]:
    """Return the symbols of FAS, present and former, the longest first."""
    names = [row.name for rows in _table().values() for row in rows if row.kind == "symbol"]
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


@lru_cache(4096)
def reference_named(text: str) -> Reference | None:
    """Return what an accession, symbol or build stands for, ``None`` for a word that is none.

    Raises:
        QueryError: it is a reference, but not one of FAS that fasannot can read.
    """
    model = load_gene_model()
    lower = text.lower()
    build = build_named(lower)
    if build is not None:
        return Reference(ReferenceKind.BUILD, text, model.assemblies[build])
    if lower in _OTHER_BUILDS:
        raise QueryError(
            f"{text} is build {_OTHER_BUILDS[lower]}, which fasannot does not read; lift the "
            "position to GRCh38"
        )
    chromosome = _CHROMOSOME.match(lower)
    if chromosome is not None:
        if (chromosome[1] or "").lstrip("0") != "10":
            raise QueryError(f"{text} is not chromosome 10, on which FAS lies")
        return Reference(ReferenceKind.CHROMOSOME, text)
    if _EXON.match(lower):
        return Reference(ReferenceKind.EXON, text)
    name, _, version = lower.partition(".")
    rows = _table().get(lower) or _table().get(name)
    if rows is not None:
        return _from_rows(model, text, rows, version)
    found = _shipped_transcript(model, text)
    if found is not None:
        return found
    if _FOREIGN.match(lower):
        raise QueryError(_not_of_fas(text, lower))
    return None


def _not_of_fas(text: str, lower: str) -> str:
    if lower[:2] in ("np", "xp") or lower[:4] == "ensp" or lower[0] in "opq":
        return f"{text} is no protein of FAS; use NP_000034.1"
    if lower[:2] in ("nc", "nw", "cm", "cp"):
        return (
            f"{text} is not chromosome 10 of a build that fasannot reads; a g. name of FAS is on "
            "NC_000010.11 (GRCh38) or NC_000010.10 (GRCh37)"
        )
    if lower[:2] == "ng" or (lower[:3] == "lrg" and "t" not in lower and "p" not in lower):
        return f"{text} is not the RefSeqGene of FAS; use NG_009089.2 or LRG_134"
    return f"{text} is no transcript of FAS; use NM_000043.6"


def _from_rows(model: GeneModel, text: str, rows: tuple[_Row, ...], version: str) -> Reference:
    kind = rows[0].kind
    if kind is ReferenceKind.SYMBOL:
        return Reference(kind, text)
    row = next((item for item in rows if version and version in item.versions), None)
    if row is None and kind is ReferenceKind.CHROMOSOME:
        if version:
            raise QueryError(f"{text} is no build of chromosome 10 that fasannot reads")
        return Reference(kind, text)
    unlisted = row is None
    row = row or rows[0]
    if row.read_as == ".":
        raise QueryError(f"{text} is {row.note}")
    if kind is ReferenceKind.CHROMOSOME:
        return Reference(kind, text, model.assemblies[row.read_as])
    if kind is ReferenceKind.REFSEQGENE:
        if unlisted and version:
            raise QueryError(
                f"{text} is no version of the RefSeqGene that fasannot knows; use {row.name}.2"
            )
        note = f"{text} has no version; read on NG_009089.2" if unlisted and row.versions else ""
        return Reference(kind, text, note=note)
    transcript = _nearest(model, row, version)
    if kind is ReferenceKind.PROTEIN:
        note = ""
        if version and version not in row.versions and row.versions:
            note = (
                f"{text} is no version that fasannot knows; read on {transcript.protein_accession}"
            )
        return Reference(kind, text, transcript=transcript, note=note)
    return Reference(
        kind, text, transcript=transcript, note=_version_note(row, text, version, transcript)
    )


def _version_note(row: _Row, text: str, version: str, transcript: Transcript) -> str:
    if transcript.accession.lower() == text.lower() or not row.versions:
        return ""
    if not version:
        return f"{text} has no version; read on {transcript.accession}"
    if version in row.versions:
        return f"read on {transcript.accession}: coding positions are the same in {text}"
    return (
        f"{text} is no version that fasannot knows; read on {transcript.accession}, as coding "
        "positions are the same in every version known"
    )


def _nearest(model: GeneModel, row: _Row, version: str) -> Transcript:
    """Return the shipped version of a transcript that is nearest to the one asked for."""
    wanted = row.read_as if not version else f"{row.name}.{version}"
    base = row.name if row.versions and row.kind is ReferenceKind.TRANSCRIPT else ""
    shipped = [item for item in model.transcripts if base and item.accession.startswith(base + ".")]
    if version.isdigit() and shipped:
        return min(shipped, key=lambda item: (abs(_version(item) - int(version)), -_version(item)))
    found = model.transcript(wanted) or model.transcript(row.read_as)
    assert found is not None
    return found


def _version(transcript: Transcript) -> int:
    return int(transcript.accession.rpartition(".")[2])


def _shipped_transcript(model: GeneModel, text: str) -> Reference | None:
    """Return a transcript or protein of ``data/transcripts.tsv``, in any version."""
    base = text.partition(".")[0].upper()
    for item in model.transcripts:
        if item.accession.partition(".")[0] == base:
            same = item.accession.upper() == text.upper()
            note = "" if same else f"read on {item.accession}"
            return Reference(ReferenceKind.TRANSCRIPT, text, transcript=item, note=note)
        protein = item.protein_accession
        if protein is not None and protein.partition(".")[0] == base:
            same = protein.upper() == text.upper()
            note = "" if same else f"read on {protein}"
            return Reference(ReferenceKind.PROTEIN, text, transcript=item, note=note)
    return None
