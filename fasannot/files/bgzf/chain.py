"""Walk the chain of BGZF blocks of an input, with or without inflating them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from isal import isal_zlib

from fasannot.files.ahead import ahead
from fasannot.files.bgzf.block import (
    MAX_BLOCK,
    BlockHeader,
    InflateError,
    block_header,
    inflate,
    no_eof_block,
    not_a_block,
    truncated,
)
from fasannot.files.raw import RawInput

_MAGIC = b"\x1f\x8b\x08\x04"
_USUAL_HEADER = 18
_BLOCKS_IN_WORK = 16
_KEPT = 1 << 24
_READ_AHEAD = 1 << 20
# What isal.igzip itself inflates with. Should it go, blocks are inflated one by one.
_Reader = getattr(isal_zlib, "_GzipReader", None)


@dataclass(frozen=True, slots=True)
class BlockRun:
    """Whole blocks that lie one after the other in the file.

    Attributes:
        data: their bytes.
        offset: where the first starts in the file.
        headers: one per block, in order.
    """

    data: memoryview
    offset: int
    headers: list[BlockHeader]

    def parts(self, count: int) -> Iterator[BlockRun]:
        """Yield the same blocks in runs of at most count, so that little text is in work."""
        at = 0
        for first in range(0, len(self.headers), count):
            headers = self.headers[first : first + count]
            end = at + sum(header.size for header in headers)
            yield BlockRun(self.data[at:end], self.offset + at, headers)
            at = end


@dataclass(frozen=True, slots=True)
class TextRun:
    """The inflated blocks of a run.

    Attributes:
        text: the text of all blocks, one after the other.
        offsets: where each block starts in the file.
        sizes: bytes of text in each block.
    """

    text: bytes
    offsets: list[int]
    sizes: list[int]


def walk(raw: RawInput, offset: int = 0, end: int | None = None) -> Iterator[BlockRun]:
    """Yield every block from offset to end, checking that each starts where the last one ended.

    Without an end the file must close with the empty block that marks a complete file.

    Raises:
        InputError: a broken chain, a cut block, or no end-of-file block, with the offset.
    """
    rest = b""
    last = memoryview(b"")
    for piece in raw.pieces(offset, end):
        at = 0
        if rest:
            # Only what lies over the border of two pieces is put together, not the pieces.
            seam = rest + piece[:MAX_BLOCK]
            run = _whole_blocks(seam, 0, raw.shown, offset)
            if not run.headers:  # so little came that it is all in there
                rest = seam
                continue
            yield run
            last = run.data
            at = len(last) - len(rest)
            offset += len(last)
        run = _whole_blocks(piece, at, raw.shown, offset)
        if run.headers:
            yield run
            last = run.data
            at += len(last)
            offset += len(last)
        rest = piece[at:]
    if rest:
        raise truncated(raw.shown, offset)
    if end is None and last[-4:] != bytes(4):
        raise no_eof_block(raw.shown, offset)


def check_chain(raw: RawInput, offset: int, end: int | None = None) -> int:
    """Return where the blocks from offset end, after hopping from header to header.

    Checks what ``walk`` does and reads next to nothing.

    Raises:
        InputError: see ``walk``.
    """
    assert raw.size is not None
    stop = raw.size if end is None else end
    last_size = -1
    while offset < stop:
        start = raw.pread(_USUAL_HEADER, offset)
        header = block_header(start) or block_header(raw.pread(MAX_BLOCK, offset))
        if header is None:
            if _MAGIC.startswith(start[:4]):
                raise truncated(raw.shown, offset)
            raise not_a_block(raw.shown, offset, start)
        if offset + header.size > stop:
            raise truncated(raw.shown, offset)
        offset += header.size
        last_size = -1 if offset < stop else 0
    if end is None and last_size == 0:
        last_size = int.from_bytes(raw.pread(4, offset - 4), "little")
    if end is None and last_size != 0:
        raise no_eof_block(raw.shown, offset)
    return offset


def _whole_blocks(data: bytes, start: int, path: str, offset: int) -> BlockRun:
    """Return the whole blocks in data from start on, which lies at an offset of the file."""
    headers = []
    at = start
    total = len(data)
    while at < total:
        header = block_header(data, at)
        if header is None:
            # With a block's worth of bytes at hand, or bytes no block can start with, it is none.
            if total - at >= MAX_BLOCK or not _MAGIC.startswith(data[at : at + 4]):
                raise not_a_block(path, offset + at - start, data[at : at + 4])
            break
        if at + header.size > total:
            break
        headers.append(header)
        at += header.size
    return BlockRun(memoryview(data)[start:at], offset, headers)


def inflate_run(run: BlockRun, path: str) -> TextRun:
    """Return the checked text of all blocks of a run.

    All are inflated in one call, which leaves other threads free to work meanwhile; the blocks are
    gone through one by one only when that fails, to say which is at fault.
    """
    offsets = []
    sizes = []
    at = 0
    for header in run.headers:
        offsets.append(run.offset + at)
        at += header.size
        sizes.append(int.from_bytes(run.data[at - 4 : at], "little"))
    text = None if max(sizes) > MAX_BLOCK else _all_at_once(run.data, sum(sizes))
    if text is None:
        text = b"".join(_one_by_one(run, path))
    return TextRun(text, offsets, sizes)


def _all_at_once(members: memoryview, size: int) -> bytes | None:
    """Return the text of gzip members if it is whole, checked and of the expected size."""
    if _Reader is None:
        return None
    pieces = []
    try:
        reader = _Reader(members, _READ_AHEAD)
        # The last read finds the end, and with it the last member's checksum.
        while piece := reader.read(size + 1):
            pieces.append(piece)
            size -= len(piece)
            if size < 0:
                return None
    except (EOFError, OSError, InflateError):  # gzip.BadGzipFile is an OSError
        return None
    return b"".join(pieces) if size == 0 else None


def _one_by_one(run: BlockRun, path: str) -> Iterator[bytes]:
    at = 0
    for header in run.headers:
        yield inflate(run.data[at : at + header.size], header, path, run.offset + at)
        at += header.size


def inflated(
    runs: Iterable[BlockRun], path: str, threads: int = 1, *, helps: bool = False
) -> Iterator[TextRun]:
    """Yield the text of the runs in order; all behind the first is read and inflated ahead.

    Args:
        runs: blocks.
        path: the file, for messages.
        threads: threads to inflate on.
        helps: inflate on the calling thread too, rather than wait; not where blocks may be long in
            coming.
    """
    small = (part for run in runs for part in run.parts(_BLOCKS_IN_WORK))
    # The header lies in the first, as does all of a small file, which needs no thread.
    for run in islice(small, 1):
        yield inflate_run(run, path)
    for run in islice(small, 1):
        _keep_memory()
        rest = chain((run,), small)
        yield from ahead(lambda part: inflate_run(part, path), rest, threads, helps=helps)


def _keep_memory() -> None:
    """Have the memory of one run used again for the next.

    The C library of Linux gives large pieces back to the system as they are freed, and having the
    system clear new ones takes as long as to inflate them. It learns to keep what is not larger
    than a piece that was once freed; this one is never touched, so that it takes no room.
    """
    bytes(_KEPT)


def read_block(raw: RawInput, offset: int) -> tuple[bytes, int]:
    """Return the text of the one block at a file offset, and its size in the file."""
    data = raw.pread(MAX_BLOCK, offset)
    header = block_header(data)
    if header is None:
        raise (
            not_a_block(raw.shown, offset, data[:4])
            if len(data) >= 18
            else truncated(raw.shown, offset)
        )
    if header.size > len(data):
        raise truncated(raw.shown, offset)
    text = inflate(memoryview(data)[: header.size], header, raw.shown, offset)
    return text, header.size
