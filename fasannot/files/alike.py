"""Lines that are all alike, told by a few operations on whole vectors: for long texts alone.

numpy takes as long to load as 100 MB take to be looked at without it. So it is loaded for long
texts alone, and beside the reading: until it is there, the text is looked at without it.
"""

from __future__ import annotations

import threading
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WIDTH = 8  # bytes that are compared at once


_loaded = threading.Event()


def _load() -> None:
    import numpy  # noqa: F401, PLC0415 - slow to load

    _loaded.set()


@cache
def loading() -> threading.Thread:
    """Begin to load vectors, once; return the thread that does."""
    thread = threading.Thread(target=_load, name="numpy")
    thread.start()
    return thread


def is_ready() -> bool:
    """Whether vectors can be used by now; the first call begins to load them, beside all else."""
    loading()
    return _loaded.is_set()


@lru_cache(maxsize=1)
def _space(size: int) -> NDArray[np.bool_]:
    import numpy as np  # noqa: PLC0415 - slow to load

    return np.empty(size, np.bool_)


def _scratch(size: int) -> NDArray[np.bool_]:
    """Return space to work in: fresh memory costs more than what is done in it."""
    return _space(1 << size.bit_length())[:size]


def all_alike(buffer: bytes, stop: int, name: bytes, tabs: int) -> bool:
    r"""Tell whether every line starts with a name, and there are so many tabs a line in all.

    >>> rows = b"\nchr1\t5\t.\tA\nchr1\t6\t.\tC\n"
    >>> [all_alike(rows, len(rows), b"chr1", tabs) for tabs in (3, 4)]
    [True, False]
    >>> all_alike(rows, len(rows), b"chr", 3)
    False

    Args:
        buffer: text whose first byte is the newline before the first line.
        stop: end of the last complete line.
        name: the first field that the lines should have.
        tabs: the tabs that a line should have.
    """
    import numpy as np  # noqa: PLC0415 - slow to load

    octets = np.frombuffer(buffer, np.uint8, stop)
    marks = _scratch(stop)
    starts = np.flatnonzero(np.equal(octets, np.uint8(10), out=marks))
    if starts[-1] == stop - 1:  # nothing follows it
        starts = starts[:-1]
    if np.count_nonzero(np.equal(octets, np.uint8(9), out=marks)) != tabs * len(starts):
        return False
    wanted = b"\n%b\t" % name
    if not len(starts) or starts[-1] + max(_WIDTH, len(wanted)) > len(buffer):
        return False
    words = np.ndarray((len(buffer) - _WIDTH + 1,), "<u8", buffer, 0, (1,))
    for at in range(0, len(wanted), _WIDTH):
        part = wanted[at : at + _WIDTH]
        place = at if len(part) == _WIDTH else max(0, len(wanted) - _WIDTH)
        part = wanted[place : place + _WIDTH]
        mask = np.uint64((1 << 8 * len(part)) - 1)
        word = np.uint64(int.from_bytes(part, "little"))
        if ((words[starts + place if place else starts] & mask) != word).any():
            return False
    return True
