"""Read the indexes of bgzipped VCF files (``.tbi``, ``.csi``) and of BAM (``.bai``, ``.csi``).

Only what finding a region needs is kept. The linear index of a ``.tbi`` is left alone: it could
only spare some reading, and what is not used cannot mislead.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fasannot.errors import InputError
from fasannot.files.bgzf.block import InflateError
from fasannot.files.bgzf.plain_gzip import gunzip

SUFFIXES = (".csi", ".tbi")
_VCF_FORMAT = 2
_LIMIT = 1 << 29
_RUN = 4096  # bins that are looked at together, where nearly all have one chunk
_SHORT_RUN = 16


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of records of one contig, between virtual offsets.

    Attributes:
        bin_start: first coordinate that its records may have, 0-based.
        bin_end: end of the interval that all its records lie in.
        start: virtual offset of the first record: block offset << 16 | offset in the block's text.
        end: virtual offset behind the last.
    """

    bin_start: int
    bin_end: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Contig:
    """The chunks of one contig.

    Attributes:
        chunks: all chunks of a contig asked for, in no order; empty for one not asked for.
        start: lowest virtual offset of its records, ``None`` when it has none.
        end: highest virtual offset.
    """

    chunks: tuple[Chunk, ...]
    start: int | None
    end: int | None

    def overlapping(self, start: int, end: int) -> Iterator[Chunk]:
        """Yield the chunks whose bins meet 0-based [start, end).

        A bin holds every record that lies wholly in its interval and in none smaller, so the bins
        that meet a region hold every record that overlaps it, however far away that starts.
        """
        for chunk in self.chunks:
            if chunk.bin_start < end and chunk.bin_end > start:
                yield chunk


class UnusableIndexError(Exception):
    """The index cannot be used; the text says why."""


def read_index(
    path: Path,
    wanted: Container[str],
    *,
    vcf_alone: bool = True,
    numbered: Mapping[int, str] | None = None,
) -> dict[str, Contig]:
    """Return the contigs of an index by name, with chunks for those wanted.

    Args:
        path: the index.
        wanted: contigs whose chunks are kept.
        vcf_alone: refuse an index of another table.
        numbered: the contigs of a BCF by number; its index knows no names.

    Raises:
        UnusableIndexError: unreadable, cut short, or no index of a VCF, or of a BCF.
    """
    data = _inflated(path)
    try:
        if numbered is not None:
            return _of_bcf(data, wanted, numbered)
        if data[:4] in (b"TBI\x01", b"CSI\x01") and vcf_alone:
            _check_layout(data)
        if data[:4] == b"TBI\x01":
            return _contigs(data, 4, wanted, min_shift=14, depth=5, is_csi=False)
        if data[:4] == b"CSI\x01":
            min_shift, depth = _scheme(data)
            return _contigs(data, 16, wanted, min_shift=min_shift, depth=depth, is_csi=True)
    except (struct.error, ValueError, IndexError) as error:
        raise UnusableIndexError("is damaged") from error
    raise UnusableIndexError("is no .tbi or .csi index")


def read_alignment_index(path: Path, wanted: int) -> dict[int, Contig]:
    """Return the contigs of a ``.bai`` or ``.csi`` of a BAM by number, with chunks for one.

    Raises:
        UnusableIndexError: unreadable, cut short, or no such index.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LIMIT)
        if data[:4] == b"BAI\x01":
            min_shift, depth, is_csi, at = 14, 5, False, 4
        else:
            data = _inflated(path)
            if data[:4] != b"CSI\x01":
                raise UnusableIndexError("is no .bai or .csi index")
            (min_shift, depth), is_csi = _scheme(data), True
            at = 16 + int(struct.unpack_from("<i", data, 12)[0])
        (count,) = struct.unpack_from("<i", data, at)
        at += 4
        contigs = {}
        for number in range(count):
            bins = _BinReader(data, at, min_shift, depth, is_csi)
            contigs[number] = bins.contig(keep=number == wanted)
            at = bins.at
            if not is_csi:
                (intervals,) = struct.unpack_from("<i", data, at)
                at += 4 + 8 * intervals
    except OSError as error:
        raise UnusableIndexError("cannot be read") from error
    except (struct.error, ValueError, IndexError) as error:
        raise UnusableIndexError("is damaged") from error
    if at > len(data) or count < 0:
        raise UnusableIndexError("is cut short")
    return contigs


def _scheme(data: bytes) -> tuple[int, int]:
    """Return how a ``.csi`` divides a contig: bits of the smallest bin, and levels."""
    min_shift, depth = struct.unpack_from("<2i", data, 4)
    if not (1 <= min_shift <= 40 and 1 <= depth <= 12):
        raise UnusableIndexError("is damaged")
    return int(min_shift), int(depth)


def _of_bcf(data: bytes, wanted: Container[str], numbered: Mapping[int, str]) -> dict[str, Contig]:
    """Return the contigs of the index of a BCF, which follow one another by number."""
    if data[:4] != b"CSI\x01" or struct.unpack_from("<i", data, 12) != (0,):
        raise UnusableIndexError("is no .csi index of a BCF")
    min_shift, depth = _scheme(data)
    (count,) = struct.unpack_from("<i", data, 16)
    contigs = {}
    at = 20
    for number in range(count):
        name = numbered.get(number)
        bins = _BinReader(data, at, min_shift, depth, is_csi=True)
        contig = bins.contig(keep=name is not None and name in wanted)
        at = bins.at
        if name is not None:
            contigs[name] = contig
        elif contig.start is not None:
            raise UnusableIndexError("lists a contig that the header lacks")
    if at > len(data) or count < 0:
        raise UnusableIndexError("is cut short")
    return contigs


def _inflated(path: Path) -> bytes:
    pieces = []
    size = 0
    try:
        with path.open("rb") as file:
            for piece in gunzip(iter(lambda: file.read(1 << 18), b""), str(path)):
                pieces.append(piece)
                size += len(piece)
                if size > _LIMIT:
                    raise UnusableIndexError("is implausibly large")
    except (OSError, InputError, InflateError) as error:
        raise UnusableIndexError("cannot be read") from error
    return b"".join(pieces)


def _check_layout(data: bytes) -> None:
    """Raise unless an index says that its file is a VCF."""
    (layout,) = struct.unpack_from("<i", data, 8 if data.startswith(b"TBI") else 16)
    if layout & 0xFFFF != _VCF_FORMAT:
        raise UnusableIndexError("is no index of a VCF")


def _contigs(
    data: bytes, at: int, wanted: Container[str], *, min_shift: int, depth: int, is_csi: bool
) -> dict[str, Contig]:
    count = 0
    if not is_csi:
        (count,) = struct.unpack_from("<i", data, at)
        at += 4
    (length,) = struct.unpack_from("<i", data, at + 24)
    at += 28
    names = data[at : at + length].split(b"\0")[:-1]
    at += length
    if is_csi:
        (count,) = struct.unpack_from("<i", data, at)
        at += 4
    if count < 0 or count > len(names):
        raise UnusableIndexError("is damaged")
    contigs = {}
    for raw_name in names[:count]:
        name = raw_name.decode("utf-8", "replace")
        bins = _BinReader(data, at, min_shift, depth, is_csi)
        contigs[name] = bins.contig(keep=name in wanted)
        at = bins.at
        if not is_csi:
            (intervals,) = struct.unpack_from("<i", data, at)
            at += 4 + 8 * intervals
    if at > len(data):
        raise UnusableIndexError("is cut short")
    return contigs


class _BinReader:
    """Reads the bins of one contig; nearly all have one chunk, and are read in runs."""

    def __init__(self, data: bytes, at: int, min_shift: int, depth: int, is_csi: bool) -> None:
        self.at = at
        self._data = data
        self._min_shift = min_shift
        self._depth = depth
        self._head = struct.Struct("<I8xi" if is_csi else "<Ii")
        self._one = struct.Struct("<I8xiQQ" if is_csi else "<IiQQ")
        self._ahead = _RUN
        # The first bin of each level; behind the last level only the bin of numbers follows.
        self._first = [((1 << 3 * level) - 1) // 7 for level in range(depth + 2)]
        self._meta = self._first[-1] + 1

    def contig(self, *, keep: bool) -> Contig:
        (count,) = struct.unpack_from("<i", self._data, self.at)
        self.at += 4
        chunks: list[Chunk] = []
        low: list[int] = []
        high: list[int] = []
        while count > 0:
            run = min(count, self._run_of_single())
            if run:
                end = self.at + run * self._one.size
                bins = self._data[self.at : end]
                self.at = end
                count -= run
                if not keep:
                    words = memoryview(bins).cast("Q")
                    step = self._one.size // 8
                    low.append(min(words[step - 2 :: step]))
                    high.append(max(words[step - 1 :: step]))
                    continue
                rows = list(self._one.iter_unpack(bins))
            else:
                number, chunk_count = self._head.unpack_from(self._data, self.at)
                self.at += self._head.size
                end = self.at + 16 * chunk_count
                pairs = struct.iter_unpack("<QQ", self._data[self.at : end])
                rows = [(number, chunk_count, *pair) for pair in pairs]
                if chunk_count < 0 or len(rows) != chunk_count:
                    raise UnusableIndexError("is cut short")
                self.at = end
                count -= 1
                if number == self._meta:
                    continue
            low.append(min((row[2] for row in rows), default=1 << 64))
            high.append(max((row[3] for row in rows), default=0))
            if keep:
                chunks += (Chunk(*self._interval(row[0]), row[2], row[3]) for row in rows)
        if not high or max(high) == 0:
            return Contig((), None, None)
        return Contig(tuple(chunks), min(low), max(high))

    def _run_of_single(self) -> int:
        """Return how many of the next bins have exactly one chunk each."""
        size = self._one.size
        field = self._head.size - 4
        stop = min(len(self._data), self.at + self._ahead * size)
        most = run = (stop - self.at) // size
        for byte, expected in enumerate((b"\x01", b"\0", b"\0", b"\0")):
            column = self._data[self.at + field + byte : stop : size][:run]
            run = len(column) - len(column.lstrip(expected))
        # Indexes of reads have many bins of several chunks: where runs are short, look less far.
        self._ahead = min(_RUN, 4 * self._ahead) if run == most else _SHORT_RUN
        return run

    def _interval(self, number: int) -> tuple[int, int]:
        """Return the 0-based half-open interval that a bin stands for."""
        level = bisect_right(self._first, number) - 1
        if level > self._depth:
            raise UnusableIndexError("is damaged")
        first = self._first[level]
        shift = self._min_shift + 3 * (self._depth - level)
        start = (number - first) << shift
        return start, start + (1 << shift)
