"""Where an output goes: a file that appears whole or not at all, a device, or standard output."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from fasannot.errors import InputError
from fasannot.files.leftovers import gone, hold, made, sweep
from fasannot.files.raw import RawInput

_DESCRIPTOR_NAMES = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
STALE = (".tbi", ".csi")
_DESCRIPTOR_FOLDERS = ("/dev/fd/", "/proc/self/fd/")


class Target(Protocol):
    """Takes bytes; nothing counts before it is put in place."""

    def write(self, data: bytes | memoryview) -> None:
        """Write all of the bytes."""

    def discard(self) -> None:
        """Leave no trace, where that is possible."""


class DirectTarget:
    """A descriptor written as it comes: standard output, a device, a FIFO."""

    def __init__(self, descriptor: int, shown: str) -> None:
        self.shown = shown
        self._descriptor = descriptor
        self._open = True

    def fileno(self) -> int:
        """Return the file descriptor."""
        return self._descriptor

    def write(self, data: bytes | memoryview) -> None:
        """Write all of the bytes; a closed pipe is a ``BrokenPipeError``."""
        write_all(self._descriptor, data, self.shown)

    @property
    def is_file(self) -> bool:
        """Whether it is a file that appears at the end."""
        return False

    def prepare(self) -> None:
        """Nothing is held back."""

    def place(self, *, keep: bool) -> None:
        """Close the descriptor."""
        self._close()

    def undo(self) -> None:
        """What was written has gone out."""

    def settle(self) -> None:
        """Nothing was kept."""

    def discard(self) -> None:
        """Close the descriptor; what was written has gone out."""
        self._close()

    def _close(self) -> None:
        if self._open:
            self._open = False
            os.close(self._descriptor)


class FileTarget:
    """A temporary file beside its target, renamed over it by ``commit``.

    Attributes:
        final: the file to be, symbolic links followed.
        temporary: the file being written.
    """

    def __init__(self, path: str) -> None:
        self.shown = path
        self.final = Path(os.path.realpath(path))
        token = os.urandom(8).hex()
        self.temporary = made(self.final.with_name(f".{self.final.name[:200]}.{token}"))
        sweep(self.final)
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_CLOEXEC", 0)
        try:
            self._descriptor = os.open(self.temporary, flags, 0o666)
        except OSError as error:
            raise InputError(_cannot_create(error, self.final), path=path) from error
        self._open = True
        self._placed = False
        self._old = self.temporary.with_name(self.temporary.name + ".old")
        hold(self._descriptor)
        # A file that is replaced keeps its mode: one kept from others' eyes must stay so.
        with suppress(OSError):
            os.fchmod(self._descriptor, stat.S_IMODE(self.final.stat().st_mode))

    def fileno(self) -> int:
        """Return the descriptor of the temporary file."""
        return self._descriptor

    def write(self, data: bytes | memoryview) -> None:
        """Write all of the bytes to the temporary file."""
        write_all(self._descriptor, data, self.shown)

    def copy(self, raw: RawInput, start: int, end: int) -> None:
        """Write the bytes of a file from start to end, by the system alone where it can."""
        at = start
        while at < end and hasattr(os, "copy_file_range"):
            try:
                count = os.copy_file_range(raw.fileno(), self._descriptor, end - at, at)
            except OSError as error:
                if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                    raise write_error(error, self.shown) from error
                break  # not between these file systems: read and write instead
            if not count:
                break
            at += count
        for piece in raw.pieces(at, end):
            self.write(piece)
            at += len(piece)
        if at < end:
            raise InputError("the file became shorter while it was read", path=raw.shown)
        raw.reached = end

    def finish(self) -> None:
        """Bring the bytes safely to disk and close the temporary file."""
        if not self._open:
            return
        try:
            os.fsync(self._descriptor)
            self._open = False
            os.close(self._descriptor)
        except OSError as error:
            raise write_error(error, self.shown) from error

    @property
    def is_file(self) -> bool:
        """Whether it is a file that appears at the end."""
        return True

    def prepare(self) -> None:
        """Bring all to disk."""
        self.finish()

    def place(self, *, keep: bool) -> None:
        """Put the file in the place of its target; an index of what stood there is removed.

        Args:
            keep: keep what stood there, so that ``undo`` can put it back.
        """
        try:
            if keep:
                with suppress(FileNotFoundError):
                    os.link(self.final, self._old)
            for suffix in STALE:
                stale = self.final.with_name(self.final.name + suffix)
                if stale.is_file() and not stale.is_symlink():
                    stale.unlink()
            self.temporary.replace(self.final)
        except OSError as error:
            raise InputError(
                f"cannot be put in place: {error.strerror}", path=self.shown
            ) from error
        self._placed = True

    def undo(self) -> None:
        """Take the file away again, and put back what stood there."""
        if not self._placed:
            return
        self._placed = False
        with suppress(OSError):
            if self._old.exists():
                self._old.replace(self.final)
            else:
                self.final.unlink(missing_ok=True)

    def settle(self) -> None:
        """Let go of what stood there before."""
        self._old.unlink(missing_ok=True)

    def discard(self) -> None:
        """Remove the temporary file; the target stays as it was."""
        if self._open:
            self._open = False
            os.close(self._descriptor)
        self.temporary.unlink(missing_ok=True)
        self._old.unlink(missing_ok=True)
        gone(self.temporary)


def open_target(path: str | None) -> DirectTarget | FileTarget:
    """Return the target for an output path; ``None`` or ``-`` is standard output."""
    if path is None or path == "-":
        return DirectTarget(_duplicate(1, "standard output"), "standard output")
    descriptor = named_descriptor(path)
    if descriptor is not None:
        return DirectTarget(_duplicate(descriptor, path), path)
    try:
        mode = Path(path).stat().st_mode
    except FileNotFoundError:
        return FileTarget(path)
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be written: {error}", path=path) from error
    if stat.S_ISDIR(mode):
        raise InputError("is a directory; name a file to write", path=path)
    if stat.S_ISREG(mode):
        return FileTarget(path)
    try:
        return DirectTarget(os.open(path, os.O_WRONLY), path)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", path=path) from error


def write_all(descriptor: int, data: bytes | memoryview, shown: str) -> None:
    """Write all bytes to a descriptor; a full disk is an InputError, a closed pipe stays itself."""
    view = memoryview(data)
    while view:
        try:
            written = os.write(descriptor, view)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise write_error(error, shown) from error
        view = view[written:]


def write_error(error: OSError, shown: str) -> InputError:
    """Return the error for a failed write."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        cause = "no space left on the disk; free some or write elsewhere"
    elif error.errno == errno.EFBIG:
        cause = "larger than the limit for files (see `ulimit -f`)"
    else:
        cause = f"cannot be written: {error.strerror}"
    return InputError(cause, path=shown)


def named_descriptor(path: str) -> int | None:
    """Return the descriptor that a name like ``/dev/stdout`` or ``/dev/fd/3`` stands for."""
    if path in _DESCRIPTOR_NAMES:
        return _DESCRIPTOR_NAMES[path]
    for folder in _DESCRIPTOR_FOLDERS:
        number = path.removeprefix(folder)
        if number != path and len(number) < 10 and number.isascii() and number.isdigit():
            return int(number)
    return None


def _duplicate(descriptor: int, shown: str) -> int:
    try:
        return os.dup(descriptor)
    except OSError as error:
        raise InputError("is closed", path=shown) from error


def _cannot_create(error: OSError, final: Path) -> str:
    if isinstance(error, FileNotFoundError):
        return f"cannot be written: the folder {final.parent} does not exist"
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return f"cannot be written: the folder {final.parent} may not be written to"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "no space left on the disk; free some or write elsewhere"
    return f"cannot be written: {error.strerror}"
