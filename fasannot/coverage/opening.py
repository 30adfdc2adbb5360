"""Any of the files that show coverage, found out from its bytes and name."""

from __future__ import annotations

from fasannot.coverage.alignments import read_alignments
from fasannot.coverage.answer import Limits, Track
from fasannot.coverage.depth_tables import read_table
from fasannot.coverage.gvcf import read_gvcf
from fasannot.coverage.table_kinds import TableKind
from fasannot.errors import InputError
from fasannot.files.bgzf.plain_gzip import gunzip
from fasannot.files.raw import RawInput
from fasannot.gene.model import GeneModel

_PEEKED = 4096  # little, so that a slow pipe is not waited for
KINDS = ("auto", "gvcf", "alignments", *(kind.value for kind in TableKind))


def find_format(raw: RawInput) -> str:
    """Return which kind of file it is: ``gvcf``, ``table`` or ``alignments``.

    Raises:
        InputError: the file is empty or damaged.
    """
    start = raw.peek(_PEEKED)
    if not start:
        raise InputError("is empty (0 bytes): did the step that wrote it fail?", path=raw.shown)
    if start.startswith(b"CRAM"):
        return "alignments"
    if start.startswith(b"\x1f\x8b"):
        start = next((piece for piece in gunzip([start], raw.shown) if piece), b"")
    if start.startswith((b"BAM\x01", b"@HD\t", b"@SQ\t")):
        return "alignments"
    return "gvcf" if start.startswith((b"BCF", b"##fi")) else "table"


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
        path: the file; ``-`` for standard input, any kind but aligned reads.
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
    raw = RawInput.open(path)
    try:
        found = find_format(raw) if kind == "auto" else kind
        if found == "gvcf":
            return read_gvcf(raw, model, limits, assembly, sample)
        if found == "alignments":
            if not raw.rereadable:
                raise InputError(
                    "aligned reads are read by their index, so not from a pipe; name the BAM or "
                    "CRAM, with its index beside it",
                    path=raw.shown,
                )
            return read_alignments(path, model, limits, assembly, reference)
        return read_table(
            raw,
            model,
            limits,
            assembly,
            kind="auto" if found == "table" else found,
            sample=sample,
            fallback=fallback,
        )
    finally:
        raw.close()
