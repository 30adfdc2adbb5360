"""Samples of wide BCF records: who carries an allele, and records of only their distinct columns.

A cohort record holds a hundred thousand genotypes of which few matter. They lie side by side in
fixed width, so the carriers are found by a few operations on all of them, and htslib makes text of
the columns that differ alone.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Hashable, Iterable, Sequence
from itertools import compress, pairwise
from typing import NamedTuple

from fasannot.files.bcf.bcf_info import SIZES, typed_integer, typed_value
from fasannot.files.carrier_columns import CarrierColumns

_SHARED_START = 8
_COUNTS = _SHARED_START + 20  # n_fmt and n_sample
_SAMPLES = (1 << 24) - 1
_BYTE = 1  # the type of small integers
_TEXT = 7
# GT packs an allele as one more than its number, and a bit for the phase: from 4 on they are ALT.
_PLAIN, _NAMES_ALT, _BEHIND, _NO_ALLELE = range(4)
_END = 0x81  # fills up where others have more copies
_MEANING = bytes(
    _PLAIN if octet < 4 else _NAMES_ALT if octet < 128 else _BEHIND if octet == _END else _NO_ALLELE
    for octet in range(256)
)
_ALT_ALONE = bytes(meaning == _NAMES_ALT for meaning in range(256))
_WORDS = {1: "B", 2: "H", 4: "I", 8: "Q"}
_RARE = 64  # with one carrier among so many samples or more, they are looked for one by one


class _Field(NamedTuple):
    """One FORMAT field.

    Attributes:
        key: the number of its key.
        code: the type of its values.
        head: its bytes before them.
        values: its values, one sample after the other.
        width: bytes of each sample.
    """

    key: int
    code: int
    head: bytes
    values: bytes
    width: int

    @property
    def is_doubtful(self) -> bool:
        """Whether it holds text that may not be readable."""
        return self.code == _TEXT and not self.values.isascii()

    def of(self, samples: Iterable[int]) -> list[bytes]:
        """Return the bytes of each of some samples."""
        values, width = self.values, self.width
        return [values[at : at + width] for at in [sample * width for sample in samples]]

    def keys(self, samples: Iterable[int]) -> Sequence[Hashable]:
        """Return what is equal for samples with the same bytes."""
        if self.width not in _WORDS:
            return self.of(samples)
        words = array(_WORDS[self.width])
        words.frombytes(self.values)
        return list(map(words.__getitem__, samples))


def with_carriers(
    record: bytes, genotype: int, unfit: frozenset[int], reads: frozenset[int]
) -> tuple[bytes, CarrierColumns] | None:
    """Return a record with each distinct column of its carriers once, and who they are.

    Without carriers it has the first sample's column. ``None`` where genotypes are not the first
    field or do not tell all, or where the record cannot be read.

    Args:
        record: the whole record.
        genotype: number of the key GT.
        unfit: keys that may show an allele where the genotype does not.
        reads: keys that may show an allele where no sample has a genotype.
    """
    try:
        fields = _fields(record)
    except (IndexError, ValueError, struct.error):
        return None
    keys = {one.key for one in fields}
    if not keys or len(keys) < len(fields) or not keys.isdisjoint(unfit):
        return None
    if any(one.is_doubtful for one in fields):
        return None
    first = fields[0]
    if first.key != genotype or first.code != _BYTE or not first.values:
        return None
    marks = _marks(first)
    if marks is None:
        return None
    samples = _carriers(marks, first.width)
    if not samples and not keys.isdisjoint(reads):
        return None
    columns, shown = _distinct(fields, samples)
    shared, _ = struct.unpack_from("<II", record)
    (counts,) = struct.unpack_from("<I", record, _COUNTS)
    packed = b"".join(part for one in fields for part in (one.head, *one.of(shown or [0])))
    small = b"".join(
        (
            struct.pack("<II", shared, len(packed)),
            record[_SHARED_START:_COUNTS],
            struct.pack("<I", counts & ~_SAMPLES | max(1, len(shown))),
            record[_COUNTS + 4 : _SHARED_START + shared],
            packed,
        )
    )
    return small, CarrierColumns(samples, columns, tuple(shown), counts & _SAMPLES)


def _fields(record: bytes) -> list[_Field]:
    """Return the FORMAT fields of a record.

    Raises:
        ValueError: they do not fill it, or one is not typed; struct.error, IndexError: cut short.
    """
    shared, individual = struct.unpack_from("<II", record)
    (counts,) = struct.unpack_from("<I", record, _COUNTS)
    samples = counts & _SAMPLES
    at = _SHARED_START + shared
    found = []
    for _ in range(counts >> 24):
        start = at
        key, at = typed_integer(record, at)
        code, count, values = typed_value(record, at)
        width = count * SIZES[code]
        at = values + width * samples
        found.append(_Field(key, code, record[start:values], record[values:at], width))
    if at != _SHARED_START + shared + individual or at != len(record):
        raise ValueError("the lengths of its parts do not fit")
    return found


def _marks(genotypes: _Field) -> bytes | None:
    """Return 1 for each copy that is an ALT allele, else 0; ``None`` where one is no allele."""
    marks = genotypes.values.translate(_MEANING)
    if marks.find(_NO_ALLELE) >= 0:
        return None
    if marks.find(_BEHIND) < 0:
        return marks
    copies = [marks[place :: genotypes.width] for place in range(genotypes.width)]
    if _BEHIND in copies[0]:
        return None
    for one, following in pairwise(copies):
        if any(a == _BEHIND != b for a, b in zip(one, following, strict=True)):
            return None
    return marks.translate(_ALT_ALONE)


def _carriers(marks: bytes, width: int) -> array[int]:
    """Return the samples whose genotype names an ALT allele."""
    total = len(marks) // width
    found = array("I")
    at = marks.find(1)
    while at >= 0:
        found.append(at // width)
        if len(found) * _RARE > total and width in _WORDS:  # sifted sooner than looked for
            words = array(_WORDS[width])
            words.frombytes(marks)
            return array("I", compress(range(total), words))
        at = marks.find(1, (at // width + 1) * width)
    return found


def _distinct(fields: list[_Field], samples: array[int]) -> tuple[array[int], list[int]]:
    """Return for each sample the number of its column, and for each column its first sample."""
    columns, count = _numbered(fields[0].keys(samples))
    for field in fields[1:]:
        others, size = _numbered(field.keys(samples))
        pairs = [one * size + other for one, other in zip(columns, others, strict=True)]
        columns, count = _numbered(pairs)
    first = dict(zip(reversed(columns), reversed(samples), strict=True))  # the last stays
    return array("I", columns), [first[number] for number in range(count)]


def _numbered(keys: Sequence[Hashable]) -> tuple[list[int], int]:
    """Return a number for each key, the same for equal ones, from 0 as they come; and how many."""
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return list(map(numbers.__getitem__, keys)), len(numbers)
