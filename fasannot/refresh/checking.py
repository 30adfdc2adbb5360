"""What a folder of slices holds, how old it is, and whether it is whole."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from fasannot.errors import InputError
from fasannot.evidence.user.slices import Slice, fault_of, read_slices


@dataclass(frozen=True, slots=True)
class Checked:
    """One slice and how it is.

    Attributes:
        slice: what the table says of it.
        age: whole days since it was fetched, ``None`` where its date cannot be read.
        fault: what is wrong with it; empty when it is whole.
    """

    slice: Slice
    age: int | None
    fault: str

    @property
    def state(self) -> str:
        """``whole``, or what is wrong."""
        return self.fault or "whole"


def check(folder: str, today: datetime.date | None = None) -> tuple[Checked, ...]:
    """Return every slice of a folder with its age and state.

    Raises:
        InputError: the folder or its table is missing or malformed.
    """
    day = today or datetime.datetime.now(datetime.UTC).date()
    found = []
    for one in read_slices(folder):
        try:
            age: int | None = (day - datetime.date.fromisoformat(one.date)).days
        except ValueError:
            age = None
        fault = fault_of(folder, one) or _content_fault(folder, one)
        found.append(Checked(one, age, fault))
    return tuple(found)


def _content_fault(folder: str, one: Slice) -> str:
    """Return what is wrong with the lines of a slice: their number, or an index of another file."""
    import pysam  # noqa: PLC0415 - only the data command needs it

    path = Path(folder) / one.file
    try:
        with pysam.TabixFile(str(path), encoding="utf-8") as tabix:
            count = sum(1 for name in tabix.contigs for _ in tabix.fetch(name))
    except (OSError, ValueError, UnicodeDecodeError) as error:
        return f"it cannot be read by its index: {error}"
    if count != one.records:
        return f"its index reaches {count} of {one.records} records; fetch it again"
    return ""


def unlisted(folder: str) -> tuple[str, ...]:
    """Return files of a folder that look like slices and stand in no row of its table."""
    known = {one.file for one in read_slices(folder)}
    try:
        names = sorted(path.name for path in Path(folder).iterdir())
    except OSError as error:
        raise InputError(f"cannot be listed: {error.strerror}", path=folder) from None
    ends = (".vcf.gz", ".tsv.gz")
    return tuple(name for name in names if name.endswith(ends) and name not in known)
