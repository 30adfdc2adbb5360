"""BAM and CRAM: depth of each base from the aligned reads.

Counted are primary alignments that are neither duplicates nor failed, of mapping quality 20 or
more; where the two reads of a pair overlap, a base counts once; deleted and skipped bases do not
count.
"""

from __future__ import annotations

import os
from itertools import accumulate

from fasannot.coverage.answer import Limits, Track
from fasannot.coverage.text import text_lines
from fasannot.errors import InputError
from fasannot.files.bgzf.alignment_index import (
    check_alignment_index,
    quiet_htslib,
    without_index,
)
from fasannot.files.declared import declared_assembly
from fasannot.files.raw import RawInput
from fasannot.files.vcf.contig_lines import Contigs
from fasannot.gene.model import GeneModel

MAPPING_QUALITY = 20
_OF_INTERVAL_LIST = 5  # columns
_INTERVAL_LIST = (
    "is a Picard interval list, which says what was aimed at; make a BED of it: picard "
    "IntervalListToBed"
)
_CAUTION = "Depth says that reads are there, not that a caller could use them."


def read_alignments(
    path: str, model: GeneModel, limits: Limits, assembly: str, reference: str | None
) -> Track:
    """Return the depth of each base of the locus.

    Raises:
        InputError: no index, an unknown build, or a CRAM without its reference.
    """
    import pysam  # noqa: PLC0415 - slow to load

    if reference is None and not {"REF_PATH", "REF_CACHE"} & os.environ.keys():
        os.environ["REF_PATH"] = ":"  # never fetch reference sequences from the network
    try:
        with (
            quiet_htslib(),
            pysam.AlignmentFile(path, "r", reference_filename=reference) as opened,
        ):
            contigs = Contigs.of(dict(zip(opened.references, opened.lengths, strict=True)))
            build = declared_assembly(model, contigs, path)
            if build is None:
                raise InputError(
                    "the header's contigs are of no genome build that fasannot knows", path=path
                )
            if assembly not in ("auto", build.name):
                raise InputError(
                    f"--assembly {assembly} was given, but the header says {build.name}", path=path
                )
            if not opened.has_index():
                if opened.is_sam and _is_interval_list(path):
                    raise InputError(_INTERVAL_LIST, path=path)
                raise InputError(without_index(opened.is_sam), path=path)
            contig = next((one for one in contigs.lengths if one in build.chromosome_names), None)
            size = len(model.sequence)
            changes = [0] * (size + 1)
            if contig is not None:
                first = build.locus_first - 1
                check_alignment_index(path, opened.get_tid(contig), first, first + size)
                _count(opened, contig, first, size, changes)
            samples = {group.get("SM", "") for group in opened.header.to_dict().get("RG", [])}
    except (OSError, ValueError) as error:
        what = str(error).splitlines()[0] if str(error) else type(error).__name__
        advice = "; a CRAM needs the reference it was made with: --reference FASTA"
        raise InputError(
            f"cannot be read ({what}){advice if _is_cram(path) else ''}", path=path
        ) from error
    track = Track.empty(model, build, "aligned reads", _CAUTION)
    track.sample = samples.pop() if len(samples) == 1 else ""
    track.depths = list(accumulate(changes[:-1]))
    track.good = bytearray(depth >= limits.depth for depth in track.depths)
    return track


def _is_interval_list(path: str) -> bool:
    """Return whether what stands behind a SAM header are intervals, not reads."""
    raw = RawInput.open(path)
    try:
        row = next((line for _, line in text_lines(raw) if line[:1] != "@"), "")
    finally:
        raw.close()
    fields = row.split("\t")
    return len(fields) == _OF_INTERVAL_LIST and fields[3] in ("+", "-")


def _is_cram(path: str) -> bool:
    try:
        with open(path, "rb") as start:  # noqa: PTH123 - a name as the user gave it
            return start.read(4) == b"CRAM"
    except OSError:
        return False


def _count(opened: object, contig: str, first: int, size: int, changes: list[int]) -> None:
    """Add where reads begin and end to the changes of depth."""
    pairs: dict[str, list[tuple[int, int]]] = {}
    for read in opened.fetch(contig, first, first + size):  # type: ignore[attr-defined]
        if read.flag & 0xF04 or read.mapping_quality < MAPPING_QUALITY:
            continue  # unmapped, secondary, failed, duplicate, supplementary
        blocks = [
            (max(start - first, 0), min(end - first, size))
            for start, end in read.get_blocks()
            if start < first + size and end > first
        ]
        if read.is_paired and not read.mate_is_unmapped:
            mate = pairs.pop(read.query_name, None)
            if mate is None:
                pairs[read.query_name] = blocks
            else:
                blocks = [part for block in blocks for part in _outside(block, mate)]
        for start, end in blocks:
            changes[start] += 1
            changes[end] -= 1


def _outside(block: tuple[int, int], others: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the parts of a block that none of the others cover."""
    parts = [block]
    for low, high in others:
        parts = [
            piece
            for start, end in parts
            for piece in ((start, min(end, low)), (max(start, high), end))
            if piece[0] < piece[1]
        ]
    return parts
