"""Samples of wide BCF records: who carries an allele, and records of only their distinct columns.

A cohort record holds a hundred thousand genotypes of which few matter. They lie side by side in
fixed width, so the carriers are found by one comparison of the whole vector, and htslib makes text
of the columns that differ alone.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from fasannot.files.bcf.bcf_info import SIZES, typed_integer, typed_value
from fasannot.files.carrier_vectors import Carriers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SHARED_START = 8
_COUNTS = _SHARED_START + 20  # n_fmt and n_sample
_SAMPLES = (1 << 24) - 1
_INTEGERS = {1: "<i1", 2: "<i2", 3: "<i4"}
_FIRST_ALT = 4  # as GT packs it: one more than its number, and a bit for the phase
_WORD = 8


class _Field(NamedTuple):
    """One FORMAT field: key, type, the bytes before its values, and these, a row a sample."""

    key: int
    code: int
    head: bytes
    rows: NDArray[np.uint8]


def with_carriers(
    record: bytes, genotype: int, unfit: frozenset[int], reads: frozenset[int]
) -> tuple[bytes, Carriers] | None:
    """Return a record with each distinct column of its carriers once, and who they are.

    Without carriers it has the first sample's column. ``None`` where genotypes are not the first
    field or do not tell all, or where the record cannot be read.

    Args:
        record: the whole record.
        genotype: number of the key GT.
        unfit: keys that may show an allele where the genotype does not.
        reads: keys that may show an allele where no sample has a genotype.
    """
    import numpy as np  # noqa: PLC0415 - slow to load

    try:
        fields = _fields(record)
    except (IndexError, ValueError, struct.error):
        return None
    if not fields or any(one.key in unfit for one in fields):
        return None
    first = fields[0]
    if first.key != genotype or first.code not in _INTEGERS or not all(first.rows.shape):
        return None
    calls = first.rows.view(_INTEGERS[first.code])
    named = calls[:, 0] >= _FIRST_ALT
    for place in range(1, calls.shape[1]):
        named |= calls[:, place] >= _FIRST_ALT
    samples = np.flatnonzero(named)
    if not len(samples) and any(one.key in reads for one in fields):
        return None
    rows = np.concatenate([one.rows[samples] for one in fields], axis=1)
    chosen, columns = _distinct(rows)
    shown = samples[chosen] if len(samples) else np.zeros(1, np.int64)
    shared, _ = struct.unpack_from("<II", record)
    (counts,) = struct.unpack_from("<I", record, _COUNTS)
    packed = b"".join(part for one in fields for part in (one.head, one.rows[shown].tobytes()))
    small = b"".join(
        (
            struct.pack("<II", shared, len(packed)),
            record[_SHARED_START:_COUNTS],
            struct.pack("<I", counts & ~_SAMPLES | len(shown)),
            record[_COUNTS + 4 : _SHARED_START + shared],
            packed,
        )
    )
    total = counts & _SAMPLES
    return small, Carriers(samples.astype(np.int32), columns.astype(np.int32), total)


def _fields(record: bytes) -> list[_Field]:
    """Return the FORMAT fields of a record.

    Raises:
        ValueError: they do not fill it, or one is not typed; struct.error, IndexError: cut short.
    """
    import numpy as np  # noqa: PLC0415 - slow to load

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
        octets = np.frombuffer(record, np.uint8, width * samples, values)
        found.append(_Field(key, code, record[start:values], octets.reshape(samples, width)))
    if at != _SHARED_START + shared + individual or at != len(record):
        raise ValueError("the lengths of its parts do not fit")
    return found


def _distinct(rows: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each distinct row is first, and the number of each row among these."""
    import numpy as np  # noqa: PLC0415 - slow to load

    count, width = rows.shape
    if width <= _WORD:
        words = np.zeros((count, _WORD), np.uint8)
        words[:, :width] = rows
        _, first, numbers = np.unique(
            words.view("<u8")[:, 0], return_index=True, return_inverse=True
        )
        return first, numbers.reshape(-1)
    text = rows.tobytes()
    listed = [text[at : at + width] for at in range(0, len(text), width)]
    known: dict[bytes, int] = {}
    columns = np.array([known.setdefault(one, len(known)) for one in listed], np.int64)
    _, first = np.unique(columns, return_index=True)
    return first, columns
