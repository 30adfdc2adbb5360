"""Does the index of a BAM belong to it? One of another or an older file hides reads in silence.

htslib follows an index wherever it leads and takes what it finds there. Where that is no record of
the region, a mosaic has no reads and a covered exon none either, so the index is tried first: each
of its stretches of the region has to begin with a record that belongs there, and its last has to
end where the placed records of the file do. A CRAM says in each container what it holds, and its
index has to lead to containers that hold what it says.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from fasannot.errors import InputError
from fasannot.files.bgzf.index import Contig, UnusableIndexError, read_alignment_index

_SEVERAL = -2  # a container of reads of several contigs, or of none


@contextmanager
def quiet_htslib() -> Iterator[None]:
    """Keep htslib from writing to stderr: what it meets is told in our own words."""
    import pysam  # noqa: PLC0415 - slow to load

    before = pysam.set_verbosity(0)
    try:
        yield
    finally:
        pysam.set_verbosity(before)


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
        magic = opened.read(5)
    cram = magic[:4] == b"CRAM"
    found = _index_of(path, (".crai",) if cram else (".csi", ".bai"))
    if found is None:
        return
    try:
        if cram:
            if magic[4] in (2, 3):  # later ones write numbers in another way
                _try_cram(file, found, contig, start, end)
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


def _try_cram(file: Path, index: Path, contig: int, start: int, end: int) -> None:
    try:
        data = index.read_bytes()
        text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        rows = [tuple(map(int, line.split()[:4])) for line in text.splitlines()]
        with file.open("rb") as opened:
            for number, first, span, offset in rows:
                if number == contig and first - 1 < end and first - 1 + span > start:
                    opened.seek(offset + 4)  # behind the length of the container
                    held = opened.read(15)
                    reference, size = _itf8(held)
                    if reference == _SEVERAL:
                        continue
                    low, _ = _itf8(held[size:])
                    if reference != contig or low > first:
                        raise UnusableIndexError("does not lead to the records of the region")
    except (OSError, EOFError, ValueError, IndexError, zlib.error) as error:
        raise UnusableIndexError("is damaged or leads beyond the file") from error


def _itf8(data: bytes) -> tuple[int, int]:
    r"""Return a number as CRAM writes it, and of how many bytes.

    >>> _itf8(b"\x05"), _itf8(b"\x81\x00"), _itf8(b"\xff\xff\xff\xff\x0e")
    ((5, 1), (256, 2), (-2, 5))
    """
    lead = data[0]
    more = 4 if lead >= 0xF0 else 3 if lead >= 0xE0 else 2 if lead >= 0xC0 else int(lead >= 0x80)
    if len(data) <= more:
        raise IndexError("cut short")
    value = lead & (0xFF >> min(more + 1, 4))
    for byte in data[1 : min(more, 3) + 1]:
        value = value << 8 | byte
    if more == 4:
        value = value << 4 | data[4] & 0x0F
    return (value - (1 << 32) if value >= 1 << 31 else value), more + 1


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
