"""Where the other side of a junction lies, as a record names it in words.

A breakend spells its mate in ALT. ``<TRA>``, ``<BND>`` and ``<CTX>`` name it in INFO: CHR2 is its
chromosome, and its place is END2 (GATK-SV), POS2 (DELLY 0.8 and later), CHR2_POS (dysgu) or END
(DELLY before, Sniffles 1, SURVIVOR, Jasmine), which then counts on that chromosome.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from fasannot.files.numbers import whole_number

_PLACES = ("END2", "POS2", "CHR2_POS", "END")
_IN_ALT = re.compile(r"[\[\]]([^\[\]\t]+):([0-9]{1,18})[\[\]]")


class Mate(NamedTuple):
    """The other side of a junction.

    Attributes:
        chrom: its chromosome as written, without angle brackets.
        position: its position, 1-based; ``None`` where it is not told or cannot be read.
    """

    chrom: str
    position: int | None


def named_mate(info: Mapping[str, str]) -> Mate | None:
    """Return the mate that INFO names, ``None`` when it names none.

    >>> named_mate({"SVTYPE": "TRA", "CHR2": "chr10", "END": "89010000"})
    Mate(chrom='chr10', position=89010000)
    >>> named_mate({"END": "9001", "CHR2": "chr10", "END2": "89010000"}).position
    89010000
    >>> named_mate({"SVTYPE": "BND"}), named_mate({"CHR2": "10", "END": "."})
    (None, Mate(chrom='10', position=None))
    """
    chrom = info.get("CHR2", "")
    if chrom in ("", "."):
        return None
    told = next((info[key] for key in _PLACES if info.get(key, ".") not in ("", ".")), "")
    return Mate(chrom, whole_number(told))


def mates_of(alt: str, info: Mapping[str, str]) -> list[Mate]:
    """Return the mates that a breakend or a symbolic junction names, well spelled or not.

    >>> mates_of("]chr10:5[A", {}), mates_of("<TRA>", {"CHR2": "chr3", "END": "7"})
    ([Mate(chrom='chr10', position=5)], [Mate(chrom='chr3', position=7)])
    """
    found = [Mate(chrom.strip("<>"), int(place)) for chrom, place in _IN_ALT.findall(alt)]
    named = named_mate(info) if alt[:1] == "<" else None
    return found if named is None else [*found, named]
