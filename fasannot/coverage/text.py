"""Lines of a text table, packed or not, and whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator

from fasannot.errors import InputError
from fasannot.files.bgzf.block import block_header
from fasannot.files.bgzf.chain import inflated, walk
from fasannot.files.bgzf.plain_gzip import gunzip
from fasannot.files.raw import RawInput

_LONGEST = 1 << 20
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def _pieces(raw: RawInput) -> Iterator[bytes]:
    start = raw.peek(1 << 16)
    if not start.startswith(b"\x1f\x8b"):
        yield from raw.pieces()
    elif block_header(start) is not None:
        for run in inflated(walk(raw), raw.shown):
            yield run.text
    else:
        yield from gunzip(raw.pieces(), raw.shown)


def text_lines(raw: RawInput) -> Iterator[tuple[int, str]]:
    """Yield number and text of each line that is not empty, without line ends.

    A byte order mark is read over.

    Raises:
        InputError: the file cannot be read, is cut or damaged, or is no text.
    """
    number = 0
    for number, line in enumerate(_split(_pieces(raw), raw.shown), 1):
        if number == 1 and line.startswith(_BYTE_ORDER_MARK):
            line = line[len(_BYTE_ORDER_MARK) :]  # noqa: PLW2901
        if 0 in line:
            raise InputError(
                "NUL byte in the line: the file is damaged; get a whole copy of it",
                path=raw.shown,
                where=f"line {number}",
            )
        text = line.decode("utf-8", "backslashreplace").rstrip("\r")
        if text.strip():
            yield number, text
    raw.check_unchanged()


def _split(pieces: Iterator[bytes], path: str) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        lines = (rest + piece).split(b"\n")
        rest = lines.pop()
        if len(rest) > _LONGEST:
            raise InputError("a line is longer than 1 MB: no table of coverage", path=path)
        yield from lines
    if rest:
        yield rest
