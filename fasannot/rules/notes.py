"""Codes of the column NOTES, each a row of ``data/notes.tsv``."""

from __future__ import annotations

from functools import cache

from fasannot.gene.tables import read_table


@cache
def load_notes() -> dict[str, str]:
    """Return what each code means, in the order of the table.

    Raises:
        DataError: the table is missing or malformed.
    """
    table = read_table("notes.tsv", "code", "meaning", "source")
    return {row["code"]: row["meaning"] for row in table.records()}


def note(code: str, detail: str = "") -> str:
    """Return a note as it stands in NOTES: its code, and a detail behind a colon.

    Raises:
        ValueError: ``data/notes.tsv`` has no such code.

    >>> note("gt_gc")
    'gt_gc'
    """
    if code not in load_notes():
        raise ValueError(f"{code!r} is no note of data/notes.tsv")
    return f"{code}:{detail}" if detail else code


def meaning(shown: str) -> str:
    """Return what a note of NOTES means, its detail behind the sentence."""
    code, _, detail = shown.partition(":")
    text = load_notes()[code]
    return f"{text} ({detail})" if detail else text
