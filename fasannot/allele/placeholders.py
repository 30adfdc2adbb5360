"""Alleles whose bases are in part N: read as far as the reference or the record tells the bases.

N in REF is read as the reference. Sniffles and cuteSV write a deletion as its bases with ALT N, and
an insertion as REF N with the bases alone as ALT, without the base before it: SVLEN tells.
"""

from __future__ import annotations

from typing import NamedTuple

from fasannot.files.numbers import count_number
from fasannot.files.vcf.info import Info
from fasannot.files.vcf.record import Record
from fasannot.gene.model import Assembly, GeneModel
from fasannot.gene.sequence import BASES


class ReadAllele(NamedTuple):
    """An allele with plain bases.

    Attributes:
        position: 1-based position of the first base of ``ref``, or of the base after an insertion.
        ref: replaced bases, may be empty.
        alt: new bases, may be empty.
    """

    position: int
    ref: str
    alt: str


def _size(record: Record) -> int | None:
    """Return SVLEN without its sign, ``None`` where it is not stated."""
    return count_number(Info(record.info).get("SVLEN", "").lstrip("+-"))


def _filled(model: GeneModel, assembly: Assembly, position: int, bases: str) -> str:
    """Return bases with each N replaced by the reference, where that is known."""
    start = assembly.coordinate(position)
    sequence = model.sequence
    return "".join(
        sequence[place] if base == "N" and 0 <= place < len(sequence) else base
        for place, base in enumerate(bases, start)
    )


def read_placeholders(
    model: GeneModel, assembly: Assembly, record: Record, number: int
) -> ReadAllele | None:
    """Return an allele with N in REF or ALT in plain bases, ``None`` where that cannot be told.

    Args:
        model: the gene model.
        assembly: the genome build.
        record: a record on the gene's chromosome.
        number: index of the ALT, from 0.
    """
    ref, alt = record.ref, record.alts[number].upper()
    size = _size(record)
    position = record.position
    filled = _filled(model, assembly, position, ref)
    if alt == "N" and size is not None and len(ref) > 1:
        if size == len(ref):
            return _plain(position, filled, "")
        return _plain(position + 1, filled[1:], "") if size == len(ref) - 1 else None
    if ref == "N" and size == len(alt) > 1 and BASES.issuperset(alt):
        return ReadAllele(position + 1, "", alt)
    shared = 0
    while shared < min(len(ref), len(alt)) and alt[shared] == ref[shared] == "N":
        shared += 1  # N stands for the base before the change on both sides
    return _plain(position, filled, filled[:shared] + alt[shared:])


def _plain(position: int, ref: str, alt: str) -> ReadAllele | None:
    if not BASES.issuperset(ref) or not BASES.issuperset(alt):
        return None
    return ReadAllele(position, ref, alt)
