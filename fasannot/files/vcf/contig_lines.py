"""Contigs and structured fields of header lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from fasannot.files.numbers import whole_number

# As callers write them: the name first, its length next, and nothing quoted or escaped.
_PLAIN = re.compile(
    r"##contig=<ID=([^,<>\"\\\s=]+),length=([0-9]{1,18})(?:,[A-Za-z0-9_]+=[^,<>\"\\=]*)*>"
)


def contigs_of(header_lines: Iterable[str]) -> dict[str, int | None]:
    """Return contig names and lengths of the header's ``##contig`` lines."""
    return dict(_contigs(tuple(line for line in header_lines if line.startswith("##contig=<"))))


@lru_cache(maxsize=4)  # the many files of a cohort mostly have the same thousands of lines
def _contigs(lines: tuple[str, ...]) -> Mapping[str, int | None]:
    contigs: dict[str, int | None] = {}
    for line in lines:
        plain = _PLAIN.fullmatch(line)
        if plain is not None:
            contigs[plain[1]] = whole_number(plain[2])
            continue
        fields = structured_fields(line)
        name = fields.get("ID", "")
        length = fields.get("length", "").strip('"')
        if name:
            contigs[name] = whole_number(length)
    return contigs


def structured_fields(line: str) -> dict[str, str]:
    """Return keys and values of a structured header line; quoted commas do not split.

    >>> structured_fields('##contig=<ID=10,length=5,note="a, b">')
    {'ID': '10', 'length': '5', 'note': '"a, b"'}
    """
    start = line.find("<")
    inside = line[start + 1 : line.rfind(">")] if start >= 0 else ""
    fields: dict[str, str] = {}
    key, value, quoted, escaped, in_value = "", "", False, False, False
    for character in inside + ",":
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif not quoted and character == "=" and not in_value:
            in_value = True
            continue
        elif not quoted and character == ",":
            if key:
                fields.setdefault(key.strip(), value)
            key, value, in_value = "", "", False
            continue
        if in_value:
            value += character
        else:
            key += character
    return fields
