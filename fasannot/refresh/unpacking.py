"""Packed bytes to text, piece by piece: bgzip, gzip, a zip of one file, or plain text.

Every member is checked by its CRC, and the end of the file for being the end: a file that was cut
is an error, never a shorter table.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from isal import isal_zlib

from fasannot.errors import InputError
from fasannot.files.bgzf.block import EOF_BLOCK, block_header
from fasannot.files.download import Origin

_PIECE = 1 << 20
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_LIST = b"PK\x05\x06"  # opens the end of the list of files
_LIST_WITHIN = 66_000  # bytes at the end of the archive
_WRAPPED = 31  # zlib's word for a deflate stream in a gzip member
_RAW = -15
_INFLATE_ERRORS: tuple[type[BaseException], ...] = (
    isal_zlib.IsalError,  # type: ignore[assignment]
    zlib.error,
    EOFError,
)


class Piece(NamedTuple):
    """Some text, and where in the packed file reading could start again.

    Attributes:
        text: the next bytes of text.
        restart: offset behind a whole member whose text ends with this piece; ``None`` within one.
    """

    text: bytes
    restart: int | None


def unpacked(origin: Origin) -> Iterator[Piece]:
    """Yield the text of a file from where it was opened; an opened offset must start a member.

    Raises:
        InputError: the file is cut, damaged, or of a kind that is not read.
    """
    start = origin.read(1 << 16)
    if start.startswith(_GZIP):
        yield from _gunzipped(origin, start)
    elif start.startswith(_ZIP):
        yield from _unzipped(origin, start)
    elif b"\0" in start[:1024]:
        raise InputError("is neither text nor packed by bgzip, gzip or zip", path=origin.shown)
    else:
        while start:
            yield Piece(start, None)
            start = origin.read(_PIECE)


def _gunzipped(origin: Origin, held: bytes) -> Iterator[Piece]:
    """Yield the text of gzip members, one behind the other."""
    blocked = block_header(held) is not None
    last = b""
    while held:
        if len(held) < len(_GZIP):
            held += origin.read(_PIECE)
        if not held.startswith(_GZIP):
            raise InputError(
                "something that is not gzip follows the packed text: the file is damaged, get a "
                "whole copy of it",
                path=origin.shown,
                where=f"byte {origin.at - len(held)}",
            )
        member = isal_zlib.decompressobj(_WRAPPED)
        last = b""
        while not member.eof:
            held = held or origin.read(_PIECE)
            if not held:
                raise cut(origin, "within packed text")
            text = _inflated(origin, member, held)
            rest = member.unused_data if member.eof else b""
            if len(last) <= len(EOF_BLOCK):
                last += held[: len(held) - len(rest)]
            held = rest
            if member.eof:
                held = held or origin.read(_PIECE)
                yield Piece(text, origin.at - len(held))
            elif text:
                yield Piece(text, None)
    if blocked and last != EOF_BLOCK:
        raise cut(origin, "no bgzip end-of-file block")


def _inflated(origin: Origin, member: Any, held: bytes) -> bytes:
    try:
        text: bytes = member.decompress(held)
    except _INFLATE_ERRORS as error:
        raise InputError(
            f"cannot be inflated ({error}): the file is damaged, get a whole copy of it",
            path=origin.shown,
            where=f"before byte {origin.at}",
        ) from None
    return text


def _unzipped(origin: Origin, held: bytes) -> Iterator[Piece]:
    """Yield the text of the first file in a zip archive."""
    flags = int.from_bytes(held[6:8], "little")
    method = int.from_bytes(held[8:10], "little")
    crc = int.from_bytes(held[14:18], "little")
    start = 30 + int.from_bytes(held[26:28], "little") + int.from_bytes(held[28:30], "little")
    if method != 8 or flags & 1:
        raise InputError(
            "the zip archive is encrypted or not packed by deflate; unpack it and give the file "
            "inside",
            path=origin.shown,
        )
    held = held[start:]
    member = isal_zlib.decompressobj(_RAW)
    found = 0
    while not member.eof:
        held = held or origin.read(_PIECE)
        if not held:
            raise cut(origin, "within packed text")
        text = _inflated(origin, member, held)
        found = isal_zlib.crc32(text, found)
        held = member.unused_data if member.eof else b""
        if text:
            yield Piece(text, None)
    if flags & 8:  # the checksum follows the text, behind a signature that may be left out
        while len(held) < 8 and (more := origin.read(_PIECE)):
            held += more
        place = 4 if held.startswith(b"PK\x07\x08") else 0
        crc = int.from_bytes(held[place : place + 4], "little")
    if found != crc:
        raise InputError(
            "the text in the zip archive does not match its checksum; get a whole copy of it",
            path=origin.shown,
        )
    while piece := origin.read(_PIECE):
        held = (held + piece)[-_LIST_WITHIN:]
    if _LIST not in held:
        raise cut(origin, "no list of files at the end of the zip archive")


def cut(origin: Origin, what: str) -> InputError:
    """Return the error for a file that ends too early."""
    return InputError(
        f"is cut short ({what}): copied or downloaded only in part; get a whole copy of it",
        path=origin.shown,
        where=f"byte {origin.at}",
    )
