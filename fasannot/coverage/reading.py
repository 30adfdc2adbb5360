"""Any of the files that show coverage, found out from its bytes and name."""

from __future__ import annotations

import gzip
from pathlib import Path

from fasannot.coverage.alignments import read_alignments
from fasannot.coverage.answer import Limits, Track
from fasannot.coverage.bed import read_bed
from fasannot.coverage.gvcf import read_gvcf
from fasannot.errors import InputError
from fasannot.gene.model import GeneModel

FORMATS = ("auto", "gvcf", "bed", "alignments")


def find_format(path: str) -> str:
    """Return which kind of file it is: ``gvcf``, ``bed`` or ``alignments``.

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
        except (OSError, EOFError) as error:
            raise InputError(f"cannot be unpacked: {error}", path=path) from error
    if start == b"BAM\x01" or start[:3] in (b"@HD", b"@SQ"):
        return "alignments"
    return "gvcf" if start[:3] == b"BCF" or start == b"##fi" else "bed"


def read_track(
    path: str,
    model: GeneModel,
    limits: Limits,
    *,
    form: str = "auto",
    assembly: str = "auto",
    sample: str | None = None,
    reference: str | None = None,
) -> Track:
    """Return what a file shows of the locus.

    Args:
        path: the file; ``-`` for a gVCF on standard input.
        model: the gene model.
        limits: what makes a base callable.
        form: one of ``FORMATS``.
        assembly: ``auto``, ``GRCh37`` or ``GRCh38``.
        sample: the sample of a gVCF with several.
        reference: FASTA that a CRAM was made with.

    Raises:
        InputError: the file is at fault; the message says what, where and what to do.
    """
    kind = find_format(path) if form == "auto" else form
    if kind == "gvcf":
        return read_gvcf(path, model, limits, assembly, sample)
    if kind == "bed":
        return read_bed(path, model, limits, assembly)
    return read_alignments(path, model, limits, assembly, reference)
