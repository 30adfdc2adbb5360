"""Put text and flags into INFO of a BCF record; every other byte of it stays as it was."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

_SHARED_START = 8
_COUNTS = _SHARED_START + 16  # n_info and n_allele
_FIXED_END = _SHARED_START + 24
_CHARACTER = 7
_FLAG = b"\0"
SIZES = {0: 0, 1: 1, 2: 2, 3: 4, 5: 4, 7: 1}
_INTEGERS = {1: "<b", 2: "<h", 3: "<i"}


def typed_value(record: bytes, at: int) -> tuple[int, int, int]:
    """Return type, number of values and where they start of the typed value at an offset."""
    code, count = record[at] & 15, record[at] >> 4
    at += 1
    if count == 15:
        count, at = typed_integer(record, at)
    if code not in SIZES or count < 0:
        raise ValueError("no typed value")
    return code, count, at


def typed_integer(record: bytes, at: int) -> tuple[int, int]:
    """Return the typed integer at an offset and where it ends."""
    code = record[at]
    if code >> 4 != 1 or code & 15 not in _INTEGERS:
        raise ValueError("no integer")
    layout = _INTEGERS[code & 15]
    (value,) = struct.unpack_from(layout, record, at + 1)
    return int(value), at + 1 + struct.calcsize(layout)


def _behind(record: bytes, at: int) -> int:
    """Return where the typed value at an offset ends."""
    code, count, at = typed_value(record, at)
    return at + count * SIZES[code]


def _info_items(record: bytes, count: int, at: int) -> Iterator[bytes]:
    """Yield the bytes of each INFO item."""
    for _ in range(count):
        start = at
        _, at = typed_integer(record, at)
        at = _behind(record, at)
        yield record[start:at]


def _packed_integer(value: int) -> bytes:
    if value < 1 << 7:
        return struct.pack("<Bb", 0x11, value)
    if value < 1 << 15:
        return struct.pack("<Bh", 0x12, value)
    return struct.pack("<Bi", 0x13, value)


def packed_size(count: int) -> bytes:
    """Return what stands before a text value of so many bytes."""
    if count < 15:
        return bytes((count << 4 | _CHARACTER,))
    return bytes((15 << 4 | _CHARACTER,)) + _packed_integer(count)


def _packed_text(text: bytes) -> bytes:
    return packed_size(len(text)) + text


def packed_item(key: int, text: bytes | None) -> bytes:
    """Return an INFO item: key number and text, or a flag where there is no text."""
    return _packed_integer(key) + (_FLAG if text is None else _packed_text(text))


def info_of(record: bytes) -> tuple[int, list[bytes]]:
    """Return where INFO starts in a record, and the bytes of its items.

    Raises:
        ValueError: the record is damaged.
    """
    (shared,) = struct.unpack_from("<I", record)
    info_count, allele_count = struct.unpack_from("<HH", record, _COUNTS)
    try:
        at = _behind(record, _FIXED_END)  # ID
        for _ in range(allele_count):
            at = _behind(record, at)
        at = _behind(record, at)  # FILTER
        items = list(_info_items(record, info_count, at))
    except (IndexError, struct.error) as error:
        raise ValueError("cut short") from error
    if at + sum(map(len, items)) != _SHARED_START + shared:
        raise ValueError("the lengths of its parts do not fit")
    return at, items


def with_info(record: bytes, start: int, items: Sequence[bytes]) -> bytes:
    """Return a record with other items in INFO.

    Args:
        record: the whole record.
        start: where its INFO starts.
        items: the bytes of the new items.
    """
    shared, individual = struct.unpack_from("<II", record)
    (allele_count,) = struct.unpack_from("<H", record, _COUNTS + 2)
    info = b"".join(items)
    return b"".join(
        (
            struct.pack("<II", start - _SHARED_START + len(info), individual),
            record[_SHARED_START:_COUNTS],
            struct.pack("<HH", len(items), allele_count),
            record[_COUNTS + 4 : start],
            info,
            record[_SHARED_START + shared :],
        )
    )
