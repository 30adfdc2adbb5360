"""Does the index of a BAM belong to it? One of another or an older file hides reads in silence.

htslib follows an index wherever it leads and takes what it finds there. Where that is no record of
the region, a mosaic has no reads and a covered exon none either, so the index is tried first: each
of its stretches of the region has to begin with a record that belongs there, and its last has to
end where the placed records of the file do. How a CRAM is tried: see ``cram_index``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from fasannot.errors import InputError
from fasannot.files.bgzf.cram_index import check_cram_index
from fasannot.files.bgzf.index import Contig, UnusableIndexError, read_alignment_index


@contextmanager
def quiet_htslib() -> Iterator[None]:
    """Keep htslib from writing to stderr: what it meets is told in our own words."""
    import pysam  # noqa: PLC0415 - slow to load

    before = pysam.set_verbosity(0)
    try:
        yield
    finally:
        pysam.set_verbosity(before)


def without_index(is_text: bool) -> str:
    """Return what to say of a file of reads that has no index."""
    if is_text:
        return "is SAM text, which has no index; make a BAM of it: samtools sort --write-index"
    return "has no index; make one with samtools index"


def check_alignment_index(path: str, contig: int, start: int, end: int) -> None:
    """Raise an InputError where the index beside a BAM is not that of its records.

    Args:
        path: the file.
        contig: number of a contig in its header.
        start: first base of the region that will be read, 0-based.
        end: the base behind it.
    """
    file = Path(path)
    if not file.is_file():
        return
    with file.open("rb") as opened:
        cram = opened.read(4) == b"CRAM"
    found = _index_of(path, (".crai",) if cram else (".csi", ".bai"))
    if found is None:
        return
    try:
        if cram:
            check_cram_index(file, found, contig, start, end)
            return
        contigs = read_alignment_index(found, contig)
        _try(path, contigs, contig, start, end)
    except UnusableIndexError as error:
        raise InputError(
            f"its index {found} {error}: reads would be missed in silence; make it anew with "
            "samtools index",
            path=path,
        ) from error


def _index_of(path: str, suffixes: tuple[str, ...]) -> Path | None:
    """Return the index that htslib takes."""
    beside = [one for x in suffixes for one in (Path(path + x), Path(path).with_suffix(x))]
    return next((one for one in beside if one.is_file()), None)


def _try(path: str, contigs: dict[int, Contig], contig: int, start: int, end: int) -> None:
    own = contigs.get(contig)
    for chunk in own.overlapping(start, end) if own is not None else ():
        record = _record_at(path, chunk.start)
        if (
            record is None
            or record.reference_id != contig
            or not chunk.bin_start <= record.reference_start < chunk.bin_end
        ):
            raise UnusableIndexError("does not lead to the records of the region")
    ends = [one.end for one in contigs.values() if one.end is not None]
    behind = _record_at(path, max(ends, default=None))
    if behind is not None and behind.reference_id >= 0:
        raise UnusableIndexError("does not end where the file's records end")


def _record_at(path: str, place: int | None) -> Any:
    """Return the record at a virtual offset, or the first; ``None`` at the end of the file."""
    import pysam  # noqa: PLC0415 - slow to load

    file = pysam.AlignmentFile(path, "rb", require_index=False)
    try:
        if place is not None:
            file.seek(place)
        return next(file, None)
    except (OSError, ValueError) as error:
        raise UnusableIndexError("leads to a place where no record starts") from error
    finally:
        with suppress(OSError):  # closing tells again what reading met
            file.close()
