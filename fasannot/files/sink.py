"""Outputs as the rest of the program sees them: text goes in, v, z, b or u comes out."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from fasannot.files.bgzf.block import EOF_BLOCK, TEXT_PER_BLOCK, deflate
from fasannot.files.raw import RawInput
from fasannot.files.target import DirectTarget, FileTarget

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

_BUFFER = 1 << 18
_AHEAD = 8  # blocks in work per thread


class Sink:
    """An output; used as a context manager it is made final on success and removed on failure.

    This class writes text as it is; the others pack it.
    """

    def __init__(self, target: DirectTarget | FileTarget) -> None:
        self._target = target
        self._pending: list[bytes | memoryview] = []
        self._pending_size = 0

    @property
    def takes_blocks(self) -> bool:
        """Whether ready BGZF blocks can be handed on as they are."""
        return False

    def write(self, data: bytes | memoryview) -> None:
        """Write text."""
        self._pending.append(data)
        self._pending_size += len(data)
        if self._pending_size >= _BUFFER:
            self.flush()

    def write_blocks(self, blocks: bytes | memoryview) -> None:
        """Write whole BGZF blocks as they are."""
        raise NotImplementedError(f"{type(self).__name__} packs text itself")

    def flush(self) -> None:
        """Hand on what is buffered."""
        if self._pending:
            data = self._pending[0] if len(self._pending) == 1 else b"".join(self._pending)
            self._pending.clear()
            self._pending_size = 0
            self._target.write(data)

    def finish(self) -> None:
        """Write what closes the format; nothing may be written afterwards."""
        self.flush()

    @property
    def is_file(self) -> bool:
        """Whether it is a file that appears at the end, not a pipe or a device."""
        return self._target.is_file

    def prepare(self) -> None:
        """Write all that is still to be written, and bring it to disk."""
        self.finish()
        self._target.prepare()

    def place(self, *, keep: bool) -> None:
        """Put the output in place; keep what was there, if it may have to be taken back."""
        self._target.place(keep=keep)

    def undo(self) -> None:
        """Take the output back, and put back what was there before."""
        self._target.undo()

    def settle(self) -> None:
        """Let go of what was there before."""
        self._target.settle()

    def commit(self) -> None:
        """Close the output and put it in place."""
        self.prepare()
        self.place(keep=False)

    def discard(self) -> None:
        """Give up the output; an older file in its place stays as it was."""
        self._pending.clear()
        self._target.discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.commit()
        finally:
            self.discard()


def _pool(threads: int) -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - only where needed: it takes long to load

    return ThreadPoolExecutor(threads)


class BgzfSink(Sink):
    """Packs text into BGZF blocks and takes ready blocks between them."""

    def __init__(self, target: DirectTarget | FileTarget, threads: int = 1) -> None:
        super().__init__(target)
        self._ended = False
        self._pool = _pool(threads) if threads > 1 else None
        self._room = threads * _AHEAD
        self._blocks: list[Future[bytes]] = []

    @property
    def takes_blocks(self) -> bool:
        """Whether ready BGZF blocks can be handed on as they are."""
        return True

    def flush(self) -> None:
        """Pack the full blocks of what is buffered."""
        self._pack(whole_only=True)

    def end_block(self) -> None:
        """Pack all that is buffered, so that the next byte starts a block."""
        self._pack(whole_only=False)
        self._drain(0)

    def write_blocks(self, blocks: bytes | memoryview) -> None:
        """Write whole BGZF blocks as they are."""
        self.end_block()
        self._target.write(blocks)
        self._ended = blocks[-len(EOF_BLOCK) :] == EOF_BLOCK

    @property
    def takes_files(self) -> bool:
        """Whether blocks can go from file to file without coming through here."""
        return isinstance(self._target, FileTarget)

    def write_file(self, raw: RawInput, start: int, end: int) -> None:
        """Write whole BGZF blocks as they lie in a file from start to end."""
        assert isinstance(self._target, FileTarget)
        self.end_block()
        self._target.copy(raw, start, end)
        self._ended = raw.pread(len(EOF_BLOCK), max(start, end - len(EOF_BLOCK))) == EOF_BLOCK

    def finish(self) -> None:
        """Write what is buffered and the end-of-file block."""
        self.end_block()
        if not self._ended:
            self._target.write(EOF_BLOCK)
            self._ended = True

    def discard(self) -> None:
        """Give up the output; an older file in its place stays as it was."""
        for future in self._blocks:
            future.cancel()
        self._blocks.clear()
        if self._pool is not None:
            self._pool.shutdown()
        super().discard()

    def _pack(self, *, whole_only: bool) -> None:
        data = memoryview(b"".join(self._pending))
        self._pending.clear()
        at = 0
        while len(data) - at >= (TEXT_PER_BLOCK if whole_only else 1):
            self._ended = False
            text = data[at : at + TEXT_PER_BLOCK]
            if self._pool is None:
                self._target.write(deflate(text))
            else:
                self._blocks.append(self._pool.submit(deflate, text))
                self._drain(self._room)
            at += len(text)
        self._pending_size = len(data) - at
        if self._pending_size:
            self._pending.append(data[at:])

    def _drain(self, keep: int) -> None:
        while len(self._blocks) > keep:
            self._target.write(self._blocks.pop(0).result())
