"""Lines that are all alike, told by a few operations on whole vectors: for long texts alone.

numpy takes as long to load as 60 MB take to be looked at without it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WIDTH = 8  # bytes that are compared at once
_SHIFT = 6
_WORD = 1 << _SHIFT  # marks that are kept in one number


_kept = threading.local()


def _scratch(size: int) -> NDArray[np.bool_]:
    """Return this thread's space to work in: fresh memory costs more than what is done in it."""
    import numpy as np  # noqa: PLC0415 - slow to load

    space: NDArray[np.bool_] | None = getattr(_kept, "space", None)
    if space is None or len(space) < size:
        space = _kept.space = np.empty(1 << size.bit_length(), np.bool_)
    return space[:size]


def _marks(octets: NDArray[np.uint8], octet: int) -> NDArray[np.uint64]:
    """Return where a byte stands, a bit for each place, the first the lowest of the first word."""
    import numpy as np  # noqa: PLC0415 - slow to load

    marks = _scratch(-(-len(octets) // _WORD) * _WORD)
    marks[len(octets) :] = False
    np.equal(octets, np.uint8(octet), out=marks[: len(octets)])
    return np.packbits(marks, bitorder="little").view("<u8")


def _bits(words: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Return how many bits are set in each word."""
    import numpy as np  # noqa: PLC0415 - slow to load

    if hasattr(np, "bitwise_count"):
        return np.bitwise_count(words)
    return _added_bits(words)


def _added_bits(words: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Do the same by adding neighbours, then neighbouring sums; numpy before 2.0 cannot count."""
    import numpy as np  # noqa: PLC0415 - slow to load

    for width, mask in ((1, 0x5555555555555555), (2, 0x3333333333333333), (4, 0x0F0F0F0F0F0F0F0F)):
        words = (words & np.uint64(mask)) + (words >> np.uint64(width) & np.uint64(mask))
    return (words * np.uint64(0x0101010101010101) >> np.uint64(56)).astype(np.uint8)


def _lines(
    tabs: NDArray[np.uint64], newlines: NDArray[np.uint64], wanted: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield where newlines stand, and how many tabs too many came before each, or too few below 0.

    First of the first newline of each word that has one, then of the second, and so on.

    Args:
        tabs: where the tabs stand.
        newlines: where the newlines stand.
        wanted: the tabs there should be for each newline before.
    """
    import numpy as np  # noqa: PLC0415 - slow to load

    words = (newlines != 0).nonzero()[0]
    left, inside = newlines[words], tabs[words]
    surplus = np.multiply(_bits(newlines), -wanted, dtype=np.int64)
    surplus += _bits(tabs)
    over = (np.cumsum(surplus) - surplus)[words]
    one = np.uint64(1)
    while len(words):
        lower = left - one
        below = lower & ~left  # the bits below the lowest that is set
        yield (words << _SHIFT) + _bits(below), over + _bits(inside & below)
        left &= lower
        more = (left != 0).nonzero()[0]
        words, left, inside = words[more], left[more], inside[more]
        over = over[more] - wanted


def all_alike(buffer: bytes, stop: int, name: bytes, tabs: int) -> tuple[bool, bool]:
    r"""Tell whether every line has so many tabs, and if so, whether every line starts with a name.

    >>> rows = b"\nchr1\t5\t.\tA\nchr1\t6\t.\tC\n"
    >>> all_alike(rows, len(rows), b"chr1", 3), all_alike(rows, len(rows), b"chr1", 4)
    ((True, True), (False, False))
    >>> all_alike(rows, len(rows), b"chr", 3)
    (True, False)

    Args:
        buffer: text whose first byte is the newline before the first line.
        stop: end of the last complete line.
        name: the first field that the lines should have.
        tabs: the tabs that a line should have.
    """
    import numpy as np  # noqa: PLC0415 - slow to load

    octets = np.frombuffer(buffer, np.uint8, stop)
    marked = _marks(octets, 9)
    named = True
    # What stands before a newline is whole lines; only the last line may have no newline.
    for starts, over in _lines(marked, _marks(octets, 10), tabs):
        if over.any():
            return False, False
        begun = starts[:-1] if starts[-1] == stop - 1 else starts  # nothing follows the last
        named = named and (not len(begun) or _start_alike(buffer, begun, b"\n%b\t" % name))
    ends = buffer.endswith(b"\n", 0, stop)
    last = ends or buffer.count(b"\t", buffer.rfind(b"\n", 0, stop), stop) == tabs
    return last, last and named


def _start_alike(buffer: bytes, starts: NDArray[np.int64], wanted: bytes) -> bool:
    """Tell whether the same bytes stand at all starts, in ascending order."""
    import numpy as np  # noqa: PLC0415 - slow to load

    if starts[-1] + max(_WIDTH, len(wanted)) > len(buffer):
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
