"""Inflate gzip members other than BGZF, in constant memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isal import isal_zlib

from fasannot.errors import InputError
from fasannot.files.bgzf.block import InflateError

_OUTPUT = 1 << 20


def gunzip(pieces: Iterable[bytes], path: str) -> Iterator[bytes]:
    """Yield the text of all members of a gzip stream.

    Raises:
        InputError: a cut or damaged member, or bytes behind the last that are none.
    """
    member: isal_zlib.Decompress | None = None
    offset = 0  # of the next input byte
    start = 0  # of the member
    for piece in pieces:
        data = piece
        while data:
            if member is None:
                start = offset
                if not b"\x1f\x8b".startswith(data[:2]):
                    raise _damaged(path, start, offset, "no gzip member starts here")
                member = isal_zlib.decompressobj(31)
            before = len(data)
            try:
                text = member.decompress(data, _OUTPUT)
            except InflateError as error:
                raise _damaged(path, start, offset, str(error)) from error
            data = member.unused_data if member.eof else member.unconsumed_tail
            offset += before - len(data)
            if text:
                yield text
            # The output may be full while all input is taken in: the rest comes out here.
            while not member.eof and not data and len(text) == _OUTPUT:
                text = member.decompress(b"", _OUTPUT)
                if text:
                    yield text
            if member.eof:
                member = None
    if member is not None:
        raise InputError(
            "the gzip data is cut short here (copied or written only in part?); get a whole copy",
            path=path,
            where=f"byte {offset}",
        )


def _damaged(path: str, start: int, offset: int, reason: str) -> InputError:
    if start and start == offset:
        advice = "something that is not gzip was appended to the file"
    else:
        advice = "the file is damaged; get a whole copy of it"
    return InputError(f"cannot be inflated ({reason}): {advice}", path=path, where=f"byte {offset}")
