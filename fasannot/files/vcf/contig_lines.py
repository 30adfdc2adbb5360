"""Contigs and structured fields of header lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from fasannot.files.numbers import whole_number

# As callers write them: the name first, its length next, and nothing quoted or escaped.
_PLAIN = re.compile(
    r"##contig=<ID=([^,<>\"\\\s=]+),length=([0-9]{1,18})(?:,[A-Za-z0-9_]+=[^,<>\"\\=]*)*>"
)
CONTIG_LINE = b"##contig=<"  # how a line that declares a contig starts
_ASSEMBLY = re.compile(r",assembly=([^,>]*)")


@dataclass(frozen=True, slots=True)
class Contigs:
    """What the ``##contig`` lines of a header declare.

    Attributes:
        lengths: contig name to length, ``None`` where not stated.
        assemblies: the different words of their ``assembly=``.
    """

    lengths: Mapping[str, int | None]
    assemblies: frozenset[str]


def contigs_of(header: Iterable[bytes]) -> Contigs:
    """Return what the header's ``##contig`` lines declare."""
    return _contigs(tuple([line for line in header if line.startswith(CONTIG_LINE)]))


@lru_cache(maxsize=4)  # the many files of a cohort mostly have the same thousands of lines
def _contigs(lines: tuple[bytes, ...]) -> Contigs:
    lengths: dict[str, int | None] = {}
    assemblies = set()
    for raw in lines:
        line = raw.decode("utf-8", "replace")
        plain = _PLAIN.fullmatch(line)
        if plain is not None:
            lengths[plain[1]] = whole_number(plain[2])
            assembly = _ASSEMBLY.search(line)
            if assembly is not None:
                assemblies.add(assembly[1])
            continue
        fields = structured_fields(line)
        name = fields.get("ID", "")
        if name:
            lengths[name] = whole_number(fields.get("length", "").strip('"'))
        assemblies.add(fields.get("assembly", ""))
    return Contigs(MappingProxyType(lengths), frozenset(assemblies))


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
