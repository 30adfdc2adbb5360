"""Small text files that people write: pedigrees, sample sheets, case files."""

from __future__ import annotations

from pathlib import Path

from fasannot.errors import InputError


def small_text(path: str, what: str) -> str:
    """Return the text of a file; a byte order mark is read over.

    Args:
        path: the file.
        what: what it is to be, for messages, as ``a PED file``.

    Raises:
        InputError: it cannot be read, is no UTF-8 text or holds NUL bytes.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise InputError(f"cannot be read as {what}: {why}", path=path) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(
            f"NUL byte in {what}: the file is damaged; get a whole copy of it",
            path=path,
            where=f"line {line}",
        )
    return text
