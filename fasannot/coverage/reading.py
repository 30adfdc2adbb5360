"""Any of the files that show coverage, found out from its bytes and name."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from fasannot.coverage.alignments import read_alignments
from fasannot.coverage.answer import Limits, Track
from fasannot.coverage.gvcf import read_gvcf
from fasannot.coverage.kinds import TableKind
from fasannot.coverage.tables import read_table
from fasannot.errors import InputError
from fasannot.gene.model import GeneModel

KINDS = ("auto", "gvcf", "alignments", *(kind.value for kind in TableKind))


def find_format(path: str) -> str:
    """Return which kind of file it is: ``gvcf``, ``table`` or ``alignments``.

    Raises:
        InputError: the file cannot be read, is empty or is none of these.
    """
    if path == "-":
        return "gvcf"
    place = Path(path)
    if place.is_dir():
        raise InputError("is a folder, not a file", path=path)
    try:
        with place.open("rb") as opened:
            start = opened.read(4)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error
    if not start:
        raise InputError("is empty (0 bytes): did the step that wrote it fail?", path=path)
    if start == b"CRAM":
        return "alignments"
    if start[:2] == b"\x1f\x8b":
        try:
            with gzip.open(path, "rb") as packed:
                start = packed.read(4)
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(
                f"cannot be unpacked ({error}): the file is damaged; get a whole copy of it",
                path=path,
            ) from error
    if start == b"BAM\x01" or start[:3] in (b"@HD", b"@SQ"):
        return "alignments"
    return "gvcf" if start[:3] == b"BCF" or start == b"##fi" else "table"


def read_track(
    path: str,
    model: GeneModel,
    limits: Limits,
    *,
    kind: str = "auto",
    assembly: str = "auto",
    sample: str | None = None,
    reference: str | None = None,
    fallback: str | None = None,
) -> Track:
    """Return what a file shows of the locus.

    Args:
        path: the file; ``-`` for a gVCF on standard input.
        model: the gene model.
        limits: what makes a base callable.
        kind: one of ``KINDS``.
        assembly: ``auto``, ``GRCh37`` or ``GRCh38``.
        sample: the sample of a gVCF with several.
        reference: FASTA that a CRAM was made with.
        fallback: the build of a table that does not tell it.

    Raises:
        InputError: the file is at fault; the message says what, where and what to do.
    """
    found = find_format(path) if kind == "auto" else kind
    if found == "gvcf":
        return read_gvcf(path, model, limits, assembly, sample)
    if found == "alignments":
        return read_alignments(path, model, limits, assembly, reference)
    return read_table(
        path,
        model,
        limits,
        assembly,
        kind="auto" if found == "table" else found,
        sample=sample,
        fallback=fallback,
    )
