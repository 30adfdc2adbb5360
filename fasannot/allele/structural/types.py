"""Names of structural types to what they are read as: ``data/structural_types.tsv``."""

from __future__ import annotations

from functools import cache

from fasannot.allele.structural.variant import StructuralKind, UnreadableAlleleError
from fasannot.errors import DataError
from fasannot.gene.tables import read_table

_KINDS = {
    "del": StructuralKind.DELETION,
    "dup": StructuralKind.DUPLICATION,
    "dispersed": StructuralKind.DISPERSED,
    "ins": StructuralKind.INSERTION,
    "inv": StructuralKind.INVERSION,
    "copy_number": StructuralKind.COPY_NUMBER,
    "junction": StructuralKind.BREAKEND,
    "complex": StructuralKind.COMPLEX,
    "loh": StructuralKind.LOH,
}


@cache
def structural_types() -> dict[str, StructuralKind]:
    """Return the kind of each known name.

    Raises:
        DataError: the table is malformed.
    """
    table = read_table("structural_types.tsv", "name", "kind", "source")
    found = {}
    for line, row in enumerate(table.records(), table.first_line):
        if row["kind"] not in _KINDS:
            raise DataError(f"data/{table.name}, line {line}: {row['kind']!r} is no kind")
        found[row["name"]] = _KINDS[row["kind"]]
    return found


def named_kind(*names: str) -> StructuralKind:
    """Return the kind of the first known name; subtypes are cut off from the right.

    >>> named_kind("INS:ME:ALU").value
    'ins'

    Raises:
        UnreadableAlleleError: none is known.
    """
    known = structural_types()
    for name in names:
        part = name.upper()
        while part:
            if part in known:
                return known[part]
            part = part.rpartition(":")[0]
    shown = f"<{names[0]}>" if names and names[0] else "it"
    raise UnreadableAlleleError(f"{shown} is no type of structural allele that VCF defines")
