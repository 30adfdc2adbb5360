"""Numbers as files write them: plain ASCII digits of a sane length, or no number at all.

``int`` and ``float`` of Python read digits of other scripts, underscores, infinities and texts of
any length; what a file means by those cannot be known.
"""

from __future__ import annotations

import re

_WHOLE = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)
_REAL = re.compile(r"[-+]?(?:[0-9]{1,40}(?:\.[0-9]{0,60})?|\.[0-9]{1,60})(?:[eE][-+]?[0-9]{1,3})?")
_LARGEST = 1e300
_SHOWN = 40


def whole_number(text: str | None) -> int | None:
    """Return a whole number, ``None`` for anything else.

    >>> whole_number("0042"), whole_number("-7"), whole_number("\u00b2"), whole_number("1_0")
    (42, -7, None, None)
    """
    if text is None or _WHOLE.fullmatch(text) is None:
        return None
    return int(text)


def count_number(text: str | None) -> int | None:
    """Return a whole number that is not negative, ``None`` for anything else."""
    number = whole_number(text)
    return number if number is not None and number >= 0 else None


def real_number(text: str | None) -> float | None:
    """Return a finite number, ``None`` for anything else.

    >>> real_number("0.5"), real_number("1e-3"), real_number("inf"), real_number("nan")
    (0.5, 0.001, None, None)
    """
    if text is None or _REAL.fullmatch(text) is None:
        return None
    number = float(text)
    return number if abs(number) <= _LARGEST else None


def told_whole(text: str) -> int:
    """Return a whole number.

    Raises:
        ValueError: it is none; the text says so.

    >>> told_whole("1_0")
    Traceback (most recent call last):
    ...
    ValueError: '1_0' is no whole number
    """
    number = whole_number(text)
    if number is None:
        raise ValueError(f"{text[:_SHOWN]!r} is no whole number")
    return number


def told_real(text: str) -> float:
    """Return a finite number; a ValueError says what is none."""
    number = real_number(text)
    if number is None:
        raise ValueError(f"{text[:_SHOWN]!r} is no number")
    return number


def json_number(text: str | None) -> int | float | None:
    """Return a number as JSON shows it: whole where it is written so.

    >>> json_number("60"), json_number("7.50"), json_number(".")
    (60, 7.5, None)
    """
    whole = whole_number(text)
    return real_number(text) if whole is None else whole
