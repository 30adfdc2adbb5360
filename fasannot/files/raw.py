"""Bytes of an input as they lie on disk or come down a pipe."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from fasannot.errors import InputError

READ_SIZE = 1 << 20


class Progress(NamedTuple):
    """How far a reader has come.

    Attributes:
        done: bytes read.
        total: bytes in all, ``None`` for a pipe.
    """

    done: int
    total: int | None


class RawInput:
    """An open file or pipe, read in large pieces.

    Attributes:
        path: the name the user gave (``-`` is standard input).
        shown: the name for messages.
        size: bytes in a regular file, ``None`` for a pipe or device.
        reached: bytes that the present pass has read, for those who watch.
    """

    def __init__(self, path: str, descriptor: int) -> None:
        self.path = path
        self.shown = "standard input" if path == "-" else path
        self._descriptor = descriptor
        self._pushed_back = b""
        self._seen: list[bytes] | None = []  # all that came down the pipe, until forget()
        self._closed = False
        self.reached = 0
        status = os.fstat(descriptor)
        self.size: int | None = None
        self._position = 0
        if stat.S_ISREG(status.st_mode):
            # `fasannot - < file` starts wherever the shell's descriptor stands.
            self._position = os.lseek(descriptor, 0, os.SEEK_CUR)
            if self._position == 0:
                self.size = status.st_size
        self._stamp = (status.st_size, status.st_mtime_ns)

    @classmethod
    def open(cls, path: str) -> RawInput:
        """Return the opened input; a missing, unreadable or unsuitable path is an InputError."""
        if path == "-":
            try:
                return cls(path, os.dup(0))
            except OSError as error:
                raise InputError("standard input is closed", path="standard input") from error
        try:
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
        except ValueError as error:
            raise InputError(f"not a file name: {error}", path=ascii(path)) from error
        except OSError as error:
            raise InputError(_cannot_open(error), path=path) from error
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise InputError("is a directory; name a file", path=path)
        return cls(path, descriptor)

    @property
    def rereadable(self) -> bool:
        """Whether any part can be read any number of times."""
        return self.size is not None

    @property
    def modified(self) -> int:
        """Time of the last change in nanoseconds."""
        return self._stamp[1]

    def fileno(self) -> int:
        """Return the file descriptor."""
        return self._descriptor

    def pread(self, count: int, offset: int) -> bytes:
        """Return up to count bytes from offset; fewer only at the end of the file."""
        pieces = []
        while count > 0:
            try:
                piece = os.pread(self._descriptor, count, offset)
            except OSError as error:
                raise self._cannot_read(error, offset) from error
            if not piece:
                break
            pieces.append(piece)
            count -= len(piece)
            offset += len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def pieces(self, offset: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from offset to end; a pipe only goes on from where it stands."""
        if self.size is None:
            yield from self._pipe_pieces()
            return
        while end is None or offset < end:
            count = READ_SIZE if end is None else min(READ_SIZE, end - offset)
            piece = self.pread(count, offset)
            if not piece:
                break
            self.reached = offset + len(piece)
            yield piece
            offset += len(piece)

    def _pipe_pieces(self) -> Iterator[bytes]:
        if self._pushed_back:
            piece, self._pushed_back = self._pushed_back, b""
            yield piece
        while not self._closed:  # a thread that waited here must not read another's descriptor
            try:
                piece = os.read(self._descriptor, READ_SIZE)
            except OSError as error:
                raise self._cannot_read(error, None) from error
            if not piece:
                return
            if self._seen is not None:
                self._seen.append(piece)
            self.reached += len(piece)
            yield piece

    def forget(self) -> None:
        """Stop keeping what comes down a pipe; it cannot be spooled any more."""
        self._seen = None

    def spooled(self) -> RawInput:
        """Return the whole of a pipe as an unnamed temporary file; the pipe is used up."""
        if self._seen is None:
            raise RuntimeError("a pipe can be spooled only before its records are read")
        seen, self._seen = self._seen, None
        self._pushed_back = b""
        return self.holding(chain(seen, self._pipe_pieces()))

    def holding(self, pieces: Iterable[bytes]) -> RawInput:
        """Return an unnamed temporary file under the same name, and close this input."""
        copy = RawInput.held(self.path, pieces)
        self.close()
        return copy

    @classmethod
    def held(cls, path: str, pieces: Iterable[bytes]) -> RawInput:
        """Return an unnamed temporary file of some bytes, under a name."""
        import tempfile  # noqa: PLC0415 - only where needed: it takes long to load

        try:
            with tempfile.TemporaryFile() as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                file.seek(0)
                return cls(path, os.dup(file.fileno()))
        except OSError as error:
            raise InputError(
                f"cannot be kept in a temporary file ({error.strerror}); make room in "
                f"{tempfile.gettempdir()} or set TMPDIR",
                path=path,
            ) from error

    def peek(self, count: int) -> bytes:
        """Return the first bytes without using them up."""
        if self.size is not None:
            return self.pread(count, 0)
        pieces = []
        for piece in self._pipe_pieces():
            pieces.append(piece)
            if sum(map(len, pieces)) >= count:
                break
        self._pushed_back = b"".join(pieces)
        return self._pushed_back[:count]

    def check_unchanged(self) -> None:
        """Raise an InputError when the file was written to since it was opened."""
        if self.size is None:
            return
        status = os.fstat(self._descriptor)
        if (status.st_size, status.st_mtime_ns) != self._stamp:
            raise InputError(
                "the file changed while it was being read; wait until it is complete and try again",
                path=self.shown,
            )

    def close(self) -> None:
        """Close the file."""
        if not self._closed:
            self._closed = True
            os.close(self._descriptor)

    def _cannot_read(self, error: OSError, offset: int | None) -> InputError:
        where = None if offset is None else f"byte {offset}"
        return InputError(f"cannot be read: {error.strerror}", path=self.shown, where=where)


def _cannot_open(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file; check the name and the folder"
    if isinstance(error, PermissionError):
        return "may not be read; check its permissions"
    return f"cannot be opened: {error.strerror}"
