"""What each variant caller writes, as the rows of ``data/caller_dialects.tsv``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from fasannot.errors import DataError
from fasannot.files.vcf.info import Info
from fasannot.files.vcf.record import Record
from fasannot.gene.tables import read_table

SEGMENT = "segment"
_NO_MARKS: frozenset[str] = frozenset()
HOW = frozenset(
    {
        "local", "alleles", "pair", "ends", "strands", "tiers", "bases", "of_total", "part_of",
        "one_of", "fraction", "support", SEGMENT,
    }
)  # fmt: skip


class Dialect(NamedTuple):
    """One row: where a caller writes what.

    Attributes:
        caller: who writes so.
        how: the shape of what is written, one of ``HOW``.
        present: FORMAT keys that must be there.
        absent: FORMAT keys that must not.
        header: texts of which each must stand in a header line.
        info: items of INFO that must be there.
        states: whether the record must list ``<DEL>`` and ``<DUP>`` over one stretch.
        ref: keys of the reference, ``+`` between those added up.
        alt: keys of the allele, likewise.
        total: key of all reads.
    """

    caller: str
    how: str
    present: frozenset[str]
    absent: frozenset[str]
    header: tuple[str, ...]
    info: tuple[str, ...]
    states: bool
    ref: str
    alt: str
    total: str

    def fits(self, keys: frozenset[str], marks: frozenset[str] = _NO_MARKS) -> bool:
        """Return whether FORMAT keys and header marks are those of this dialect."""
        return (
            self.present <= keys
            and self.absent.isdisjoint(keys)
            and all(text in marks for text in self.header)
        )


def _dialect(row: dict[str, str], where: str) -> Dialect:
    words = row["when"].split(" ")
    rest = [word for word in words if word[0] not in "+-" and "~" not in word and word != "states"]
    if row["how"] not in HOW or rest:
        raise DataError(f"{where}: {' '.join(rest) or row['how']!r} is not known")
    ref, alt, total = ("" if row[key] == "." else row[key] for key in ("ref", "alt", "total"))
    return Dialect(
        caller=row["caller"],
        how=row["how"],
        present=frozenset(word[1:] for word in words if word[0] == "+"),
        absent=frozenset(word[1:] for word in words if word[0] == "-"),
        header=tuple(word[7:] for word in words if word.startswith("header~")),
        info=tuple(word[5:] for word in words if word.startswith("info~")),
        states="states" in words,
        ref=ref,
        alt=alt,
        total=total,
    )


@cache
def load_dialects() -> tuple[Dialect, ...]:
    """Return the rows of the table, in order.

    Raises:
        DataError: the table is malformed.
    """
    table = read_table("caller_dialects.tsv", "caller", "how", "when", "ref", "alt", "total")
    return tuple(
        _dialect(row, f"data/{table.name}, line {line}")
        for line, row in enumerate(table.records(), table.first_line)
    )


@cache
def read_keys() -> frozenset[str]:
    """Return the FORMAT keys that hold reads or fractions."""
    found: set[str] = {"DP", "DPI"}
    for dialect in load_dialects():
        if dialect.how != SEGMENT:
            found |= dialect.present
            for text in (dialect.ref, dialect.alt, dialect.total):
                found.update(key for key in text.replace("+", ",").split(",") if key)
    return frozenset(found)


def header_marks(header: Sequence[bytes]) -> frozenset[str]:
    """Return which texts that dialects ask for stand in a header before its ``#CHROM`` line."""
    wanted = {text for dialect in load_dialects() for text in dialect.header}
    text = b"\n".join(header[:-1])
    return frozenset(one for one in wanted if one.encode() in text)


@cache
def _segments(keys: frozenset[str], marks: frozenset[str]) -> tuple[Dialect, ...]:
    return tuple(d for d in load_dialects() if d.how == SEGMENT and d.fits(keys, marks))


def _states(record: Record) -> bool:
    """Return whether a record lists deletion and duplication as states of one stretch."""
    names = {alt.upper() for alt in record.alts}
    if not {"<DEL>", "<DUP>"} <= names <= {"<DEL>", "<DUP>", "<CNV>"}:
        return False
    lengths = Info(record.info).get("SVLEN", "").split(",")
    return len({number.strip("+-") for number in lengths}) == 1


def is_segment(record: Record, marks: frozenset[str] = frozenset()) -> bool:
    """Return whether a record is a stretch of read depth, whose ends are never exact."""
    layout = record.genotypes.partition(b"\t")[0].decode("utf-8", "replace")
    info = Info(record.info)
    return any(
        all(info.says(text) for text in one.info) and (not one.states or _states(record))
        for one in _segments(frozenset(layout.split(":")), marks)
    )
