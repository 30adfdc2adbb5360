"""Temporary files of runs that were killed are swept when the same output is written again.

A run holds a lock on its temporary file, which the system lets go when the process ends, however it
ends. What nobody holds, and is not just being made, is nobody's.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # no such locks on Windows: nothing is swept there
    fcntl = None  # type: ignore[assignment]

_TOKEN = r"\.[0-9a-f]{16}(?:\.csi|\.old)?"
_JUST_MADE = 60.0  # seconds


_own: set[Path] = set()


def made(path: Path) -> Path:
    """Take note of a temporary file that is about to be made by this process."""
    _own.add(path)
    return path


def gone(path: Path) -> None:
    """Take note that a temporary file of this process is none any more."""
    _own.discard(path)


def remove_own() -> None:
    """Remove every temporary file of this process; for its end, however it came."""
    for path in tuple(_own):
        for suffix in ("", ".csi", ".old"):
            with suppress(OSError):
                path.with_name(path.name + suffix).unlink()
        _own.discard(path)


def hold(descriptor: int) -> bool:
    """Lock a file for as long as it is open; return whether nobody else holds it."""
    if fcntl is not None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks: then nobody sweeps, either
            return True
    return True


def sweep(final: Path) -> None:
    """Remove temporary files of an output that no living process holds."""
    if fcntl is None:
        return
    pattern = re.compile(re.escape(f".{final.name[:200]}") + _TOKEN)
    try:
        names = [path.name for path in final.parent.iterdir() if pattern.fullmatch(path.name)]
    except OSError:
        return
    for name in sorted(names):
        with suppress(OSError):
            _sweep_one(final.parent / name)


def _sweep_one(path: Path) -> None:
    if time.time() - path.stat().st_mtime < _JUST_MADE:
        return
    # What stands beside a temporary file is held with it.
    main = path.with_suffix("") if path.suffix in (".csi", ".old") else path
    if main != path and main.exists():
        return
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
    finally:
        os.close(descriptor)
