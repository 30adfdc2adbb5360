"""No output over an input: the paths of a run compared by what they lead to, before it begins."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from fasannot.errors import InputError
from fasannot.files.target import named_descriptor

INDEX_SUFFIXES = (".tbi", ".csi", ".bai", ".crai", ".fai", ".gzi")


def indexes_of(path: str) -> Iterator[str]:
    """Yield the names that an index of a file may have."""
    for suffix in INDEX_SUFFIXES:
        yield path + suffix
    if Path(path).name:  # "." and "/" have none
        yield str(Path(path).with_suffix(".bai"))


def check_paths(read: Iterable[str | None], written: Iterable[str | None]) -> None:
    """Raise an InputError where an output is an input, an index of one, or another output.

    Only regular files count, by device and inode, whatever their names; outputs that are not there
    yet count by where their name leads. ``None``, an empty name and names that lead nowhere are
    passed over; ``-`` is standard input and standard output.

    Args:
        read: every file that a run reads; their indexes need not be named.
        written: every file that it writes.
    """
    inputs: dict[object, str] = {}
    for path in read:
        if not path:
            continue
        for name in (path,) if path == "-" else (path, *indexes_of(path)):
            key = _existing(0 if name == "-" else named_descriptor(name), name)
            if key is not None:
                inputs.setdefault(key, "standard input" if name == "-" else name)
    outputs: dict[object, str] = {}
    for path in written:
        if path is None:
            continue
        shown = "standard output" if path == "-" else path
        descriptor = 1 if path == "-" else named_descriptor(path)
        key = _existing(descriptor, path)
        if key in inputs and key is not None:
            raise InputError(
                f"output and input are the same file ({inputs[key]}); write to another name",
                path=shown,
            )
        if key is None:
            key = _place(descriptor, path)
        if key is not None and key in outputs:
            raise InputError(
                f"two outputs go to the same place ({outputs[key]}); name a file for each",
                path=shown,
            )
        outputs[key] = shown


def _existing(descriptor: int | None, path: str) -> tuple[str, object] | None:
    """Return what a regular file is known by, ``None`` for what is no regular file."""
    try:
        found = os.fstat(descriptor) if descriptor is not None else Path(path).stat()
    except (OSError, ValueError):
        return None
    return ("file", (found.st_dev, found.st_ino)) if stat.S_ISREG(found.st_mode) else None


def _place(descriptor: int | None, path: str) -> tuple[str, object] | None:
    """Return what an output that is no file yet is known by, ``None`` for a device or a pipe."""
    if descriptor is not None:
        return ("descriptor", descriptor)
    try:
        if Path(path).exists():
            return None
        return ("name", os.path.realpath(path))
    except (OSError, ValueError):
        return None
