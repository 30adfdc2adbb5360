"""How values are written into INFO subfields and TSV cells."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Percent-encoded inside values in INFO (VCF 4.3 section 1.2, with our own separators added).
_ENCODED = {character: f"%{ord(character):02X}" for character in "%;=,|&"}
_ENCODED |= {chr(code): f"%{code:02X}" for code in (*range(33), 127)}
_NEEDS_ENCODING = frozenset(_ENCODED)
_SPECIAL = re.compile("[" + re.escape("".join(_ENCODED)) + "]")
_TABLE = str.maketrans(_ENCODED)


def encode(value: str) -> str:
    """Return one value fit for a subfield of INFO.

    >>> encode("a b;c")
    'a%20b%3Bc'
    """
    if _NEEDS_ENCODING.isdisjoint(value):
        return value
    return value.translate(_TABLE)


def info_entry(values: Iterable[str | tuple[str, ...]]) -> str:
    """Return one FASANN entry from the values of its subfields, in order."""
    listed = list(values)
    plain = "".join([value if value.__class__ is str else "".join(value) for value in listed])
    if _SPECIAL.search(plain) is None:  # the common case: nothing to encode
        return "|".join([value if value.__class__ is str else "&".join(value) for value in listed])
    return "|".join(
        [
            encode(value) if isinstance(value, str) else "&".join([encode(item) for item in value])
            for value in listed
        ]
    )


_CELL_ESCAPES = str.maketrans(
    {**{chr(code): f"\\x{code:02x}" for code in (*range(32), 127)}, "\t": "\\t", "\n": "\\n"}
)


def cell(value: str | tuple[str, ...]) -> str:
    """Return one TSV cell: several values joined by ``&``, control characters escaped."""
    text = value if isinstance(value, str) else "&".join(value)
    return text if text.isprintable() else text.translate(_CELL_ESCAPES)
