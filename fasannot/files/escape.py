"""What may not stand as it is: in INFO subfields, in TSV cells, and in anything shown to people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# Percent-encoded inside values in INFO (VCF 4.3 section 1.2, with our own separators added).
_ENCODED = {character: f"%{ord(character):02X}" for character in "%;=,|&"}
_ENCODED |= {chr(code): f"%{code:02X}" for code in (*range(33), 127)}
_NEEDS_ENCODING = frozenset(_ENCODED)
_APART, _BETWEEN = "|", "&"
# In this order: what stands for one character must not be taken for another.
_SHOWN = tuple((character, _ENCODED[character]) for character in "%;=, ")
_TABLE = str.maketrans(_ENCODED)


def encode(value: str) -> str:
    """Return one value fit for a subfield of INFO.

    >>> encode("a b;c")
    'a%20b%3Bc'
    """
    if _NEEDS_ENCODING.isdisjoint(value):
        return value
    return value.translate(_TABLE)


def info_entry(values: Iterable[str | tuple[str, ...]], lists: Iterable[int] | None = None) -> str:
    """Return one FASANN entry from the values of its subfields, in order.

    Args:
        values: the values; several of one subfield as a tuple.
        lists: places of the tuples, where they are known; an empty text may stand there too.

    >>> info_entry(["p.(=)", ("LOF", "DEATH_DOMAIN"), ()])
    'p.(%3D)|LOF&DEATH_DOMAIN|'
    """
    listed = list(values)
    parts: list[Any] = listed.copy()
    if lists is None:
        lists = [place for place, value in enumerate(parts) if isinstance(value, tuple)]
    between = 0
    for place in lists:
        value = parts[place]
        if value:
            parts[place] = _BETWEEN.join(value)
            between += len(value) - 1
        else:
            parts[place] = ""
    joined = _APART.join(parts)
    if (
        joined.count(_APART) != len(parts) - 1
        or joined.count(_BETWEEN) != between
        or not joined.isprintable()
    ):  # a value holds one of these two itself, or what no text shows: each is encoded alone
        return _APART.join(
            [
                _BETWEEN.join(map(encode, value)) if isinstance(value, tuple) else encode(value)
                for value in listed
            ]
        )
    for character, code in _SHOWN:
        if character in joined:
            joined = joined.replace(character, code)
    return joined


_CELL_ESCAPES = str.maketrans(
    {**{chr(code): f"\\x{code:02x}" for code in (*range(32), 127)}, "\t": "\\t", "\n": "\\n"}
)


def cell(value: str | tuple[str, ...]) -> str:
    r"""Return one TSV cell: several values joined by ``&``, control characters escaped.

    Letters and blanks of any script stay: a cell is data, and is read back by programs.

    >>> cell(("LOF", "a\tb"))
    'LOF&a\\tb'
    """
    text = value if isinstance(value, str) else "&".join(value)
    return text if text.isprintable() else text.translate(_CELL_ESCAPES)


def printable(text: str) -> str:
    r"""Return text with everything escaped that could steer a terminal or hide what is written.

    Control characters, bidirectional marks, invisible characters and bytes that were not UTF-8
    come out as escapes; letters of any script stay.

    >>> printable("a\x1b[2Jb\u202ec")
    'a\\x1b[2Jb\\u202ec'
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else _escaped(character) for character in text
    )


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode()


def as_unicode(value: Any) -> Any:
    r"""Return a value in whose texts bytes that were no UTF-8 are escaped; lists and dicts too.

    >>> as_unicode({"name": ["Ren\udce9", 3]})
    {'name': ['Ren\\xe9', 3]}
    """
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    if isinstance(value, dict):
        return {key: as_unicode(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_unicode(one) for one in value]
    return value
