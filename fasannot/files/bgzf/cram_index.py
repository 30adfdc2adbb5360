"""Does the index of a CRAM belong to it, and does it list all of the region?

A CRAM says in the head of each container which contig its reads lie on and where its slices start.
The index has to lead to containers that hold what it says; and from the last container that it
lists well before the region on, the containers of the file are walked from head to head, for each
of their slices has to be listed: htslib reads only those that are.
"""

from __future__ import annotations

import gzip
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from fasannot.files.bgzf.index import UnusableIndexError

_SEVERAL, _UNPLACED = -2, -1
_FILE_HEAD = 26
_KNOWN = (2, 3)  # later versions write numbers in another way
_HEADER_TELLS_ITS_LENGTH = 3  # what htslib writes as version 2 tells a wrong one
_LONG_READS = 1_000_000  # so far before the region may a read begin that reaches it
_FIRST_TRY = 1 << 12
_MORE = 1 << 20


class _Row(NamedTuple):
    """A line of the index: the reads of one contig in one slice; positions are 1-based."""

    contig: int
    first: int
    span: int
    container: int
    slice: int


class _Container(NamedTuple):
    """The head of a container, and the offset of the next."""

    contig: int
    first: int
    slices: tuple[int, ...]
    next: int


def check_cram_index(file: Path, index: Path, contig: int, start: int, end: int) -> None:
    """Raise an UnusableIndexError where an index would lead past reads of a region.

    Args:
        file: the CRAM.
        index: its ``.crai``.
        contig: number of a contig in its header.
        start: first base of the region, 0-based.
        end: the base behind it.
    """
    try:
        rows = _rows(index)
        with file.open("rb") as opened:
            version = opened.read(5)[4]
            if version in _KNOWN:
                _check_landings(opened, version, rows, contig, start, end)
                _check_whole(opened, version, rows, contig, start, end)
    except (OSError, EOFError, ValueError, IndexError, zlib.error) as error:
        raise UnusableIndexError("is damaged or leads beyond the file") from error


def _rows(index: Path) -> list[_Row]:
    data = index.read_bytes()
    text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    return [_Row(*map(int, line.split()[:5])) for line in text.splitlines()]


def _check_landings(
    opened: BinaryIO, version: int, rows: list[_Row], contig: int, start: int, end: int
) -> None:
    for row in rows:
        if row.contig == contig and row.first - 1 < end and row.first - 1 + row.span > start:
            held = _container_at(opened, version, row.container)
            if held.contig == _SEVERAL:
                continue
            if held.contig != contig or held.first > row.first:
                raise UnusableIndexError("does not lead to the records of the region")


def _check_whole(
    opened: BinaryIO, version: int, rows: list[_Row], contig: int, start: int, end: int
) -> None:
    listed: defaultdict[int, set[int]] = defaultdict(set)
    highest: dict[int, int] = {}
    for row in rows:
        listed[row.container].add(row.slice)
        highest[row.container] = max(row.contig, highest.get(row.container, _SEVERAL))
    before = (contig, start - _LONG_READS)
    offsets = [row.container for row in rows if row.contig >= 0 and (row[0], row[1]) <= before]
    if offsets:
        at = max(offsets)
    elif version >= _HEADER_TELLS_ITS_LENGTH:
        at = _container_at(opened, version, _FILE_HEAD).next  # behind that of the header
    else:
        at = min(row.container for row in rows)
    for offset, held in _walk(opened, version, at):
        if held.contig == _UNPLACED or held.contig > contig:
            return
        if held.contig == contig and held.first - 1 >= end:
            return
        if not listed[offset].issuperset(held.slices):
            raise UnusableIndexError("does not list all containers of the region")
        if held.contig == _SEVERAL and not 0 <= highest[offset] <= contig:
            return


def _walk(opened: BinaryIO, version: int, offset: int) -> Iterator[tuple[int, _Container]]:
    size = opened.seek(0, 2)
    while offset < size:
        held = _container_at(opened, version, offset)
        yield offset, held
        offset = held.next


def _container_at(opened: BinaryIO, version: int, offset: int) -> _Container:
    for size in (_FIRST_TRY, _MORE):
        opened.seek(offset)
        data = opened.read(size)
        try:
            return _container(data, version, offset)
        except IndexError:
            if len(data) < size:
                raise
    raise ValueError("no container starts here")


def _container(data: bytes, version: int, offset: int) -> _Container:
    if len(data) < 4:
        raise IndexError("cut short")
    length = int.from_bytes(data[:4], "little", signed=True)
    at = 4
    numbers = []
    for long in (False, False, False, False, version >= 3, True, False, False):
        value, size = ltf8(data[at:]) if long else itf8(data[at:])
        numbers.append(value)
        at += size
    contig, first, *_, count = numbers
    if length < 0 or count < 0:
        raise ValueError("no container starts here")
    slices = []
    for _ in range(count):
        value, size = itf8(data[at : at + 5])
        slices.append(value)
        at += size
    behind = at + (4 if version >= 3 else 0)  # a checksum
    return _Container(contig, first, tuple(slices), offset + behind + length)


def itf8(data: bytes) -> tuple[int, int]:
    r"""Return a number of 32 bits as CRAM writes it, and of how many bytes.

    >>> itf8(b"\x05"), itf8(b"\x81\x00"), itf8(b"\xff\xff\xff\xff\x0e")
    ((5, 1), (256, 2), (-2, 5))
    """
    lead = data[0]
    more = 4 if lead >= 0xF0 else 3 if lead >= 0xE0 else 2 if lead >= 0xC0 else int(lead >= 0x80)
    if len(data) <= more:
        raise IndexError("cut short")
    value = lead & (0xFF >> min(more + 1, 4))
    for byte in data[1 : min(more, 3) + 1]:
        value = value << 8 | byte
    if more == 4:
        value = value << 4 | data[4] & 0x0F
    return (value - (1 << 32) if value >= 1 << 31 else value), more + 1


def ltf8(data: bytes) -> tuple[int, int]:
    r"""Return a number of 64 bits as CRAM writes it, and of how many bytes.

    >>> ltf8(b"\x05"), ltf8(b"\x81\x00"), ltf8(b"\xc0\x01\x02")
    ((5, 1), (256, 2), (258, 3))
    """
    lead = data[0]
    more = next((ones for ones in range(8) if not lead & 0x80 >> ones), 8)
    if len(data) <= more:
        raise IndexError("cut short")
    value = lead & (0x7F >> more) if more < 8 else 0
    for byte in data[1 : more + 1]:
        value = value << 8 | byte
    return value, more + 1
