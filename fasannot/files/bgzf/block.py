"""BGZF blocks (SAM specification, section 4.1): find, inflate, check and make them."""

from __future__ import annotations

import zlib
from typing import NamedTuple

from isal import isal_zlib

from fasannot.errors import InputError

# isal declares its exception class as an instance.
InflateError: type[Exception] = isal_zlib.IsalError  # type: ignore[assignment]
EOF_BLOCK = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
TEXT_PER_BLOCK = 0xFF00
MAX_BLOCK = 1 << 16
_HEADER = 12
_FOOTER = 8
_MAGIC = b"\x1f\x8b\x08\x04"
_TRUNCATED = "the file is cut short here (copied or written only in part?); get a whole copy"


class BlockHeader(NamedTuple):
    """Where the parts of a block lie.

    Attributes:
        size: bytes of the whole block.
        data: offset of its deflate stream in the block.
    """

    size: int
    data: int


def block_header(buffer: bytes | memoryview, at: int = 0) -> BlockHeader | None:
    """Return the layout of the block at an offset in buffer, ``None`` when it is not a BGZF block.

    The buffer must hold the block's header; one cut off by the buffer's end is ``None`` too.
    """
    # Every writer in use makes exactly this header: one extra subfield BC of two bytes.
    if buffer[at : at + 4] == _MAGIC and buffer[at + 10 : at + 16] == b"\x06\x00BC\x02\x00":
        end = buffer[at + 16 : at + 18]
        if len(end) == 2:
            size = int.from_bytes(end, "little") + 1
            return BlockHeader(size, 18) if size >= 18 + _FOOTER else None
        return None
    return _unusual_header(bytes(buffer[at : at + MAX_BLOCK]))


def _unusual_header(block: bytes) -> BlockHeader | None:
    if block[:4] != _MAGIC or len(block) < _HEADER:
        return None
    data = _HEADER + int.from_bytes(block[10:12], "little")
    at = _HEADER
    while at + 4 <= min(data, len(block)):
        length = int.from_bytes(block[at + 2 : at + 4], "little")
        if block[at : at + 2] == b"BC" and length == 2 and at + 6 <= len(block):
            size = int.from_bytes(block[at + 4 : at + 6], "little") + 1
            return BlockHeader(size, data) if size >= data + _FOOTER else None
        at += 4 + length
    return None


def inflate(block: bytes | memoryview, header: BlockHeader, path: str, offset: int) -> bytes:
    """Return the text of one block after checking its size and CRC-32.

    Args:
        block: exactly the block's bytes.
        header: its layout.
        path: the file, for messages.
        offset: where the block starts in the file, for messages.
    """
    footer = header.size - _FOOTER
    size = int.from_bytes(block[footer + 4 :], "little")
    if size > MAX_BLOCK:
        raise damaged(path, offset, f"declares {size} bytes of text, more than a block may hold")
    try:
        text = isal_zlib.decompress(block[header.data : footer], -15, MAX_BLOCK)
    except InflateError as error:
        raise damaged(path, offset, f"cannot be inflated ({error})") from error
    if len(text) != size:
        raise damaged(path, offset, f"holds {len(text)} bytes of text and declares {size}")
    if isal_zlib.crc32(text) != int.from_bytes(block[footer : footer + 4], "little"):
        raise damaged(path, offset, "does not match its checksum (CRC-32)")
    return text


def deflate(text: bytes | memoryview, level: int = 2) -> bytes:
    """Return one BGZF block holding up to ``TEXT_PER_BLOCK`` bytes of text."""
    data = isal_zlib.compress(text, level, -15)
    size = len(data) + 18 + _FOOTER
    if size > MAX_BLOCK:  # incompressible: stored as it is
        data = zlib.compress(text, 0, -15)
        size = len(data) + 18 + _FOOTER
    return b"".join(
        (
            EOF_BLOCK[:16],
            (size - 1).to_bytes(2, "little"),
            data,
            isal_zlib.crc32(text).to_bytes(4, "little"),
            len(text).to_bytes(4, "little"),
        )
    )


def damaged(path: str, offset: int, what: str) -> InputError:
    """Return the error for a block whose content is wrong."""
    return InputError(
        f"this bgzip block {what}: the file is damaged; get a whole copy of it",
        path=path,
        where=f"byte {offset}",
    )


def truncated(path: str, offset: int) -> InputError:
    """Return the error for a file that ends inside a block."""
    return InputError(f"bgzip block cut off: {_TRUNCATED}", path=path, where=f"byte {offset}")


def no_eof_block(path: str, offset: int) -> InputError:
    """Return the error for a file that ends without the empty block that marks the end."""
    message = f"no bgzip end-of-file block: {_TRUNCATED}"
    return InputError(message, path=path, where=f"byte {offset}")


def not_a_block(path: str, offset: int, content: bytes) -> InputError:
    """Return the error for bytes that do not start a block."""
    if content[:2] == b"\x1f\x8b":
        advice = "a plain gzip member follows the bgzip blocks; recompress with `bgzip`"
    else:
        advice = "the file is damaged or something was appended to it; get a whole copy of it"
    return InputError(f"not a bgzip block: {advice}", path=path, where=f"byte {offset}")
