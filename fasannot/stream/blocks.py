"""Walk the chain of BGZF blocks of an input, with or without inflating them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from fasannot.stream.bgzf import (
    MAX_BLOCK,
    BlockHeader,
    block_header,
    inflate,
    no_eof_block,
    not_a_block,
    truncated,
)
from fasannot.stream.raw import RawInput

_BLOCKS_IN_WORK = 8


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
        texts: the text of each block, in order.
        offsets: where each block starts in the file.
    """

    texts: list[bytes]
    offsets: list[int]


def walk(raw: RawInput, offset: int = 0, end: int | None = None) -> Iterator[BlockRun]:
    """Yield every block from offset to end, checking that each starts where the last one ended.

    Without an end the file must close with the empty block that marks a complete file.

    Raises:
        InputError: a broken chain, a cut block, or no end-of-file block, with the offset.
    """
    rest = b""
    last_size = -1
    for piece in raw.pieces(offset, end):
        data = rest + piece if rest else piece
        headers, used = _whole_blocks(data, raw.shown, offset)
        if headers:
            last_size = int.from_bytes(data[used - 4 : used], "little")
            yield BlockRun(memoryview(data)[:used], offset, headers)
        rest = data[used:]
        offset += used
    if rest:
        raise truncated(raw.shown, offset)
    if end is None and last_size != 0:
        raise no_eof_block(raw.shown, offset)


def _whole_blocks(data: bytes, path: str, offset: int) -> tuple[list[BlockHeader], int]:
    """Return the layouts of the whole blocks at the start of data, and where they end."""
    headers = []
    at = 0
    total = len(data)
    while at < total:
        header = block_header(data, at)
        if header is None:
            # With a block's worth of bytes at hand, or bytes no block can start with, it is none.
            start = data[at : at + 4]
            if total - at >= MAX_BLOCK or not b"\x1f\x8b\x08\x04".startswith(start):
                raise not_a_block(path, offset + at, data[at : at + 4])
            break
        if at + header.size > total:
            break
        headers.append(header)
        at += header.size
    return headers, at


def inflate_run(run: BlockRun, path: str) -> TextRun:
    """Return the checked text of all blocks of a run."""
    texts = []
    offsets = []
    at = 0
    for header in run.headers:
        texts.append(inflate(run.data[at : at + header.size], header, path, run.offset + at))
        offsets.append(run.offset + at)
        at += header.size
    return TextRun(texts, offsets)


def inflated(runs: Iterable[BlockRun], path: str, threads: int = 1) -> Iterator[TextRun]:
    """Yield the text of the runs in order, inflating ahead on threads when there are several."""
    small = (part for run in runs for part in run.parts(_BLOCKS_IN_WORK))
    if threads <= 1:
        for run in small:
            yield inflate_run(run, path)
        return
    pending: list[Future[TextRun]] = []
    with ThreadPoolExecutor(threads) as pool:
        try:
            for run in small:
                pending.append(pool.submit(inflate_run, run, path))
                if len(pending) > 2 * threads:
                    yield pending.pop(0).result()
            while pending:
                yield pending.pop(0).result()
        finally:
            for future in pending:
                future.cancel()


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
