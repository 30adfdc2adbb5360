"""Contigs and structured fields of header lines."""

from __future__ import annotations

from collections.abc import Iterable

from fasannot.files.numbers import whole_number


def contigs_of(header_lines: Iterable[str]) -> dict[str, int | None]:
    """Return contig names and lengths of the header's ``##contig`` lines."""
    contigs: dict[str, int | None] = {}
    for line in header_lines:
        if not line.startswith("##contig=<"):
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
