"""Refuse nonsense where a value is built, quoting what came.

Values that are built by the thousand test their fields in one expression and call these only to
say what is wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NoReturn

_SHOWN = 60
# What a sequence may hold: the four bases, and N where a base is not known.
LETTERS = "ACGTN"
# And the codes of bases that are told in part (IUPAC): R for A or G, and so on.
PARTLY_KNOWN = LETTERS + "RYSWKMBDHV"


def refuse(what: str, value: object, wanted: str) -> NoReturn:
    """Raise a ``ValueError`` that quotes a value, cut where it is long.

    >>> refuse("REF", "acgt" * 30, "upper-case bases are wanted")
    Traceback (most recent call last):
    ...
    ValueError: REF is 'acgtacgt...characters); upper-case bases are wanted
    """
    shown = repr(value)
    if len(shown) > _SHOWN:
        shown = f"{shown[:_SHOWN]}… ({len(shown)} characters)"
    raise ValueError(f"{what} is {shown}; {wanted}")


def whole(what: str, value: object, least: int | None = None, most: int | None = None) -> None:
    """Refuse what is no whole number, or one outside a range.

    >>> whole("stars", True)
    Traceback (most recent call last):
    ...
    ValueError: stars is True; a whole number is wanted
    """
    if type(value) is not int:
        refuse(what, value, "a whole number is wanted")
    if least is not None and value < least:
        refuse(what, value, f"it must be at least {least}")
    if most is not None and value > most:
        refuse(what, value, f"it must be at most {most}")


def named(what: str, value: object) -> None:
    """Refuse what is no text, or an empty one.

    >>> named("accession", b"NM_000043.6")
    Traceback (most recent call last):
    ...
    ValueError: accession is b'NM_000043.6'; text is wanted
    """
    if not isinstance(value, str):
        refuse(what, value, "text is wanted")
    if not value.strip():
        refuse(what, value, "a name is wanted")


def bases(what: str, value: object, letters: str = LETTERS) -> None:
    """Refuse what is no sequence of upper-case bases; an empty one passes.

    >>> bases("the new bases", "ACX")
    Traceback (most recent call last):
    ...
    ValueError: the new bases is 'ACX'; only A, C, G, T and N are bases
    """
    if not isinstance(value, str):
        refuse(what, value, "text is wanted")
    if value.strip(letters):  # the quickest way to find another letter
        refuse(what, value, f"only {', '.join(letters[:-1])} and {letters[-1]} are bases")


def one_of(what: str, value: object, known: Collection[object]) -> None:
    """Refuse what is not among the known values.

    >>> one_of("the end of the intron", "left", ("donor", "acceptor"))
    Traceback (most recent call last):
    ...
    ValueError: the end of the intron is 'left'; known are donor, acceptor
    """
    if value not in known:
        refuse(what, value, f"known are {', '.join(str(item) for item in known)}")


def kind_of(what: str, value: object, kind: type) -> None:
    """Refuse what is not a value of a type: an enum's text in place of the enum, say."""
    if not isinstance(value, kind):
        refuse(what, value, f"a {kind.__name__} is wanted")


def share(what: str, value: object) -> None:
    """Refuse what is no number from 0 to 1.

    >>> share("the score", float("nan"))
    Traceback (most recent call last):
    ...
    ValueError: the score is nan; a number from 0 to 1 is wanted
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        refuse(what, value, "a number from 0 to 1 is wanted")


def all_of(what: str, values: Iterable[object], kind: type) -> None:
    """Refuse a collection in which something is not a value of a type."""
    for value in values:
        kind_of(what, value, kind)
