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


@dataclass(frozen=True, slots=True, eq=False)
class Contigs:
    """What the ``##contig`` lines of a header declare.

    The files of a cohort mostly have the same thousands of lines: they share one such value, which
    is told from others by itself alone, so that what follows from it is worked out once, too.

    Attributes:
        lengths: contig name to length, ``None`` where not stated.
        names: the names alone.
        assemblies: the different words of their ``assembly=``.
    """

    lengths: Mapping[str, int | None]
    names: frozenset[str]
    assemblies: frozenset[str]

    @classmethod
    def of(cls, lengths: Mapping[str, int | None], assemblies: Iterable[str] = ()) -> Contigs:
        """Return contigs by name, each with its length."""
        return cls(MappingProxyType(dict(lengths)), frozenset(lengths), frozenset(assemblies))


def contigs_of(header: Iterable[bytes]) -> Contigs:
    """Return what the header's ``##contig`` lines declare."""
    return parted(tuple(header))[0]


@lru_cache(maxsize=1)  # asked for twice, for the names of a file and for the rest
def parted(header: tuple[bytes, ...]) -> tuple[Contigs, tuple[bytes, ...]]:
    """Return what the ``##contig`` lines of a header declare, and its other lines."""
    contigs: list[bytes] = []
    others: list[bytes] = []
    for line in header:
        (contigs if line.startswith(CONTIG_LINE) else others).append(line)
    return _contigs(tuple(contigs)), tuple(others)


@lru_cache(maxsize=4)
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
    return Contigs.of(lengths, assemblies)


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
