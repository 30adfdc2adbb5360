"""Symbolic alleles of VCF 4.1 to 4.5 to structural variants.

The end comes from SVLEN where there is one number per ALT, else from END; where both are there and
disagree, both are kept as the range of a border. SVLEN is read by size: its sign changed with VCF
4.4. Precise means: flagged PRECISE, or not IMPRECISE with CIPOS and CIEND absent, zero or no wider
than the homology (HOMLEN) that makes the junction ambiguous; and not a copy-number segment
(``<CNV>``, ``<CN0>``, SVTYPE=CNV, SVCLAIM=D, or the FORMAT keys of callers that count reads only).
"""

from __future__ import annotations

from fasannot.allele.structural.variant import (
    Border,
    StructuralKind,
    StructuralVariant,
    UnreadableAlleleError,
)
from fasannot.files.vcf.record import Record
from fasannot.gene.model import Assembly

_KINDS = {
    "DEL": StructuralKind.DELETION,
    "DUP": StructuralKind.DUPLICATION,
    "INS": StructuralKind.INSERTION,
    "INV": StructuralKind.INVERSION,
    "CNV": StructuralKind.COPY_NUMBER,
    "BND": StructuralKind.BREAKEND,
    "TRA": StructuralKind.BREAKEND,
}
_COPY_NUMBER_FORMATS = frozenset({"NP", "BC", "QSE", "QSS", "SM"})
_ENDLESS = "neither END nor SVLEN says where it ends"
_SEQUENCE_KEYS = ("SVINSSEQ", "INSSEQ")


def info_fields(record: Record) -> dict[str, str]:
    """Return INFO as a mapping; flags have empty values."""
    found: dict[str, str] = {}
    for item in record.info.split(";"):
        key, _, value = item.partition("=")
        found.setdefault(key, value)
    return found


def _whole(text: str | None, key: str) -> int | None:
    if text in (None, "", "."):
        return None
    assert text is not None
    try:
        return int(text)
    except ValueError:
        raise UnreadableAlleleError(f"{key} is {text!r}, not a whole number") from None


def _per_alt(info: dict[str, str], key: str, number: int, alts: int) -> int | None:
    """Return the value of one ALT of a field with one per ALT, or one for all."""
    items = info.get(key, "").split(",")
    if len(items) == 1:
        return _whole(items[0], key)
    if len(items) != alts:
        raise UnreadableAlleleError(f"{key} has {len(items)} values for {alts} ALT alleles")
    return _whole(items[number], key)


def _interval(info: dict[str, str], key: str, number: int, alts: int) -> tuple[int, int] | None:
    """Return a confidence interval: two numbers, or two per ALT (VCF 4.4)."""
    text = info.get(key)
    if text in (None, "", "."):
        return None
    assert text is not None
    items = text.split(",")
    if len(items) == 2 * alts:
        items = items[2 * number : 2 * number + 2]
    if len(items) != 2:
        raise UnreadableAlleleError(f"{key} is {text!r}, not two numbers per ALT")
    low, high = (_whole(item, key) for item in items)
    if low is None or high is None:
        return None
    if low > high:
        raise UnreadableAlleleError(f"{key} is {text!r}: the first number is the larger one")
    return low, high


def is_precise(record: Record, info: dict[str, str], number: int) -> bool:
    """Return whether the ends of an allele are known to the base; see the module's text."""
    if "PRECISE" in info:
        return True
    alts = len(record.alts)
    if "IMPRECISE" in info or info.get("SVTYPE") == "CNV":
        return False
    if info.get("SVCLAIM", "").split(",")[min(number, info.get("SVCLAIM", "").count(","))] == "D":
        return False
    homology = _per_alt(info, "HOMLEN", number, alts) if "HOMLEN" in info else 0
    for key in ("CIPOS", "CIEND"):
        interval = _interval(info, key, number, alts)
        if interval is not None and interval[1] - interval[0] > (homology or 0):
            return False
    layout = record.genotypes.partition(b"\t")[0].decode("utf-8", "replace").split(":")
    return "CN" not in layout or _COPY_NUMBER_FORMATS.isdisjoint(layout)


def _border(place: int, interval: tuple[int, int] | None, precise: bool) -> Border:
    if precise:
        return Border.exact(place)
    if interval is None:
        return Border(place, None, None)
    return Border(place, place + interval[0], place + interval[1])


def parse_symbolic(record: Record, number: int, assembly: Assembly) -> StructuralVariant | None:
    """Return a symbolic allele, ``None`` for one that changes nothing (``<CN1>``).

    Args:
        record: the record.
        number: index of the ALT, from 0.
        assembly: the genome build of the record.

    Raises:
        UnreadableAlleleError: its type or its end is not stated.
    """
    name = record.alts[number][1:-1].upper()
    info = info_fields(record)
    kind = _kind(name, info, record)
    if kind is None:
        return None
    alts = len(record.alts)
    start = assembly.coordinate(record.position) + 1
    precise = is_precise(record, info, number) and name[:2] != "CN"
    around_start = _interval(info, "CIPOS", number, alts)
    length = _per_alt(info, "SVLEN", number, alts)
    length = abs(length) if length is not None else None
    if kind is StructuralKind.BREAKEND:
        border = _border(start, around_start, precise)
        return StructuralVariant(kind, border, border, False)
    if kind is StructuralKind.INSERTION:
        border = _border(start, around_start, precise)
        bases = next((info[key].upper() for key in _SEQUENCE_KEYS if info.get(key)), "")
        if bases and not set("ACGT").issuperset(bases):
            bases = ""
        if length == 0:
            raise UnreadableAlleleError("SVLEN is 0")
        known = bool(bases) and length in (None, len(bases))
        return StructuralVariant(
            kind, border, border, precise and known, bases if known else "", length or None
        )
    ends = _ends(record, info, length, alts)
    if ends[0] < record.position:
        raise UnreadableAlleleError(f"END {ends[0]} lies before POS {record.position}")
    if ends[-1] == record.position:  # htslib writes END=POS where a record states no end
        raise UnreadableAlleleError(_ENDLESS)
    low, high = (assembly.coordinate(position) + 1 for position in (ends[0], ends[-1]))
    end = _border(high, _interval(info, "CIEND", number, alts), precise)
    if low != high:
        precise = False
        end = Border(high, min(low, end.low or low), max(high, end.high or high))
    return StructuralVariant(
        kind,
        _border(start, around_start, precise),
        end,
        precise,
    )


def _ends(record: Record, info: dict[str, str], length: int | None, alts: int) -> list[int]:
    """Return the last changed position, or the two that END and SVLEN state."""
    end = _whole(info.get("END"), "END")
    if length:
        by_length = record.position + length
        if end is None or alts > 1:
            return [by_length]
        return sorted({end, by_length})
    if end is None:
        raise UnreadableAlleleError(_ENDLESS)
    return [end]


def _kind(name: str, info: dict[str, str], record: Record) -> StructuralKind | None:
    if name[:2] == "CN" and name[2:].isdigit():
        copies = int(name[2:])
        if copies == 1:
            return None
        return StructuralKind.DUPLICATION if copies else StructuralKind.DELETION
    kind = _KINDS.get(name.partition(":")[0]) or _KINDS.get(info.get("SVTYPE", "").upper())
    if kind is None:
        raise UnreadableAlleleError(f"<{name}> is no type of structural allele that VCF defines")
    return _direction(record, info) if kind is StructuralKind.COPY_NUMBER else kind


def _direction(record: Record, info: dict[str, str]) -> StructuralKind:
    """Return whether the samples' copy numbers are all below or all above two."""
    layout, _, columns = record.genotypes.partition(b"\t")
    keys = layout.decode("utf-8", "replace").split(":")
    texts = [info["CN"]] if info.get("CN") else []
    if "CN" in keys:
        place = keys.index("CN")
        for column in columns.split(b"\t"):
            parts = column.split(b":")
            if place < len(parts):
                texts.append(parts[place].decode("utf-8", "replace"))
    copies = set()
    for text in texts:
        try:
            copies.add(round(float(text)))
        except ValueError:
            continue
    copies.discard(2)
    if copies and max(copies) < 2:
        return StructuralKind.DELETION
    if copies and min(copies) > 2:
        return StructuralKind.DUPLICATION
    return StructuralKind.COPY_NUMBER
