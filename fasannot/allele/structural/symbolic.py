"""Symbolic alleles of VCF 4.1 to 4.5 to structural variants.

The end comes from SVLEN where there is one number per ALT, else from END; where both are there and
disagree, both are kept as the range of a border. SVLEN is read by size: its sign changed with VCF
4.4. Precise means: flagged PRECISE, or not IMPRECISE with CIPOS and CIEND absent, zero or no wider
than the homology (HOMLEN) that makes the junction ambiguous; and not a segment of read depth
(``<CNV>``, ``<CN0>``, SVTYPE=CNV, SVCLAIM=D, or as ``data/caller_dialects.tsv`` tells).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from fasannot.allele.structural.types import named_kind
from fasannot.allele.structural.variant import (
    Border,
    StructuralKind,
    StructuralVariant,
    UnreadableAlleleError,
)
from fasannot.files.escape import printable
from fasannot.files.mates import Mate, named_mate
from fasannot.files.numbers import count_number, real_number, whole_number
from fasannot.files.vcf.dialects import is_segment
from fasannot.files.vcf.info import Info
from fasannot.files.vcf.record import Record
from fasannot.gene.model import Assembly

_ENDLESS = "neither END nor SVLEN says where it ends"
_SEQUENCE_KEYS = ("SVINSSEQ", "INSSEQ")
# How DRAGEN and Canvas begin the ID of a segment: what became of its copies.
_LOST_HETEROZYGOSITY = re.compile(r"(?:^|:)(?:CNLOH|GAINLOH|LOH):")
_LOST = re.compile(r"(?:^|:)LOSS:")
_GAINED = re.compile(r"(?:^|:)GAIN:")
_NO_MARKS: frozenset[str] = frozenset()


def _whole(text: str | None, key: str) -> int | None:
    if text in (None, "", "."):
        return None
    assert text is not None
    number = whole_number(text)
    if number is not None:
        return number
    real = real_number(text)  # some tools write whole numbers as 1000.0
    if real is None or not real.is_integer():
        raise UnreadableAlleleError(f"{key} is {_short(text)}, not a whole number")
    return int(real)


def _short(text: str) -> str:
    return repr(printable(text)[:30])


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
        raise UnreadableAlleleError(f"{key} is {_short(text)}, not two numbers per ALT")
    low, high = (_whole(item, key) for item in items)
    if low is None or high is None:
        return None
    if low > high:
        raise UnreadableAlleleError(f"{key} is {_short(text)}: the first number is the larger one")
    return low, high


def is_precise(
    record: Record, info: dict[str, str], number: int, marks: frozenset[str] = _NO_MARKS
) -> bool:
    """Return whether the ends of an allele are known to the base; see the module's text."""
    if "PRECISE" in info:
        return True
    alts = len(record.alts)
    if "IMPRECISE" in info or info.get("SVTYPE") == "CNV":
        return False
    if record.alts[number][:1] == "<" and is_segment(record, marks):
        return False
    if info.get("SVCLAIM", "").split(",")[min(number, info.get("SVCLAIM", "").count(","))] == "D":
        return False
    homology = _per_alt(info, "HOMLEN", number, alts) if "HOMLEN" in info else 0
    for key in ("CIPOS", "CIEND"):
        interval = _interval(info, key, number, alts)
        if interval is not None and interval[1] - interval[0] > (homology or 0):
            return False
    return True


def _border(place: int, interval: tuple[int, int] | None, precise: bool) -> Border:
    if precise:
        return Border.exact(place)
    if interval is None:
        return Border(place, None, None)
    return Border(place, place + interval[0], place + interval[1])


def parse_symbolic(
    record: Record, number: int, assembly: Assembly, marks: frozenset[str] = _NO_MARKS
) -> StructuralVariant | None:
    """Return a symbolic allele, ``None`` for one that changes nothing here (``<CN1>``).

    Args:
        record: the record, of any chromosome: a junction may name its mate in INFO.
        number: index of the ALT, from 0.
        assembly: the genome build of the record.
        marks: what the header tells of the caller.

    Raises:
        UnreadableAlleleError: its type or its end is not stated.
    """
    name = record.alts[number][1:-1].upper()
    info = Info(record.info)
    kind = _kind(name, info, record)
    here = record.chrom in assembly.chromosome_names
    if kind is None or not (here or kind is StructuralKind.BREAKEND):
        return None
    alts = len(record.alts)
    start = assembly.coordinate(record.position) + 1
    precise = is_precise(record, info, number, marks) and name[:2] != "CN"
    around_start = _interval(info, "CIPOS", number, alts)
    if kind is StructuralKind.BREAKEND:
        around_end = _interval(info, "CIEND", number, alts)
        own = _border(start, around_start, precise) if here else None
        return _junction(record, info, assembly, own, lambda at: _border(at, around_end, precise))
    if kind is StructuralKind.INSERTION:
        return _insertion(record, info, number, _border(start, around_start, precise), precise)
    ends = _ends(record, info, number)
    if ends[0] < record.position:
        raise UnreadableAlleleError(f"END {ends[0]} lies before POS {record.position}")
    if ends[-1] == record.position:  # htslib writes END=POS where a record states no end
        raise UnreadableAlleleError(_ENDLESS)
    low, high = (assembly.coordinate(position) + 1 for position in (ends[0], ends[-1]))
    end = _border(high, _interval(info, "CIEND", number, alts), precise)
    if low != high:
        precise = False
        end = Border(high, min(low, end.low or low), max(high, end.high or high))
    begin = _border(start, around_start, precise)
    if end.highest <= begin.lowest:
        raise UnreadableAlleleError(
            f"by {' and '.join(key for key in ('CIPOS', 'CIEND') if key in info)} it ends before "
            "it starts"
        )
    label = name if kind in (StructuralKind.COMPLEX, StructuralKind.DISPERSED) else ""
    return StructuralVariant(kind, begin, end, precise, label=label)


def _insertion(
    record: Record, info: dict[str, str], number: int, border: Border, precise: bool
) -> StructuralVariant:
    length = _per_alt(info, "SVLEN", number, len(record.alts))
    length = abs(length) if length is not None else None
    bases = next((info[key].upper() for key in _SEQUENCE_KEYS if info.get(key)), "")
    if bases and not set("ACGT").issuperset(bases):
        bases = ""
    if length == 0:
        raise UnreadableAlleleError("SVLEN is 0")
    known = bool(bases) and length in (None, len(bases))
    return StructuralVariant(
        StructuralKind.INSERTION,
        border,
        border,
        precise and known,
        bases if known else "",
        length or None,
    )


def _junction(
    record: Record,
    info: Info,
    assembly: Assembly,
    own: Border | None,
    border_at: Callable[[int], Border],
) -> StructuralVariant | None:
    """Return a junction whose mate INFO names, ``None`` when no side lies on the chromosome.

    Args:
        record: the record.
        info: its INFO.
        assembly: the genome build.
        own: the border at POS, ``None`` on another chromosome.
        border_at: makes the border of the mate.
    """
    mate = named_mate(info)
    borders = [] if own is None else [own]
    note = junction = ""
    if mate is not None and mate.chrom in assembly.chromosome_names:
        if mate.position is not None:
            borders.append(border_at(assembly.coordinate(mate.position) + 1))
        elif own is None:
            raise UnreadableAlleleError(f"CHR2 is {mate.chrom}, and no key says where on it")
    if mate is not None:
        far = mate if own is not None else Mate(record.chrom, record.position)
        junction = f"<{far.chrom}:{'?' if far.position is None else far.position}>"
        note = f"joined to {junction.strip('<>')}"
    if not borders:
        return None
    borders.sort(key=lambda border: border.place)
    return StructuralVariant(
        StructuralKind.BREAKEND, borders[0], borders[-1], False, note=note, junction=junction
    )


def _ends(record: Record, info: dict[str, str], number: int) -> list[int]:
    """Return the last changed position, or the two that END and SVLEN state."""
    alts = len(record.alts)
    end = _whole(info.get("END"), "END")
    try:
        length = _per_alt(info, "SVLEN", number, alts)
    except UnreadableAlleleError:
        if end is None or end <= record.position:
            raise
        length = None  # a good END is enough
    if length:
        by_length = record.position + abs(length)
        if end is None or alts > 1:
            return [by_length]
        return sorted({end, by_length})
    if end is None:
        raise UnreadableAlleleError(_ENDLESS)
    return [end]


def _kind(name: str, info: dict[str, str], record: Record) -> StructuralKind | None:
    if _LOST_HETEROZYGOSITY.search(record.identifier):
        return StructuralKind.LOH
    copies = count_number(name[2:]) if name[:2] == "CN" else None
    if copies is not None:
        if copies == 1:
            return None
        return StructuralKind.DUPLICATION if copies else StructuralKind.DELETION
    stated = info.get("SVTYPE", "").upper()
    finer = (stated, name) if stated.startswith(f"{name}:") else (name, stated)
    kind = named_kind(*finer)
    return _direction(record, info) if kind is StructuralKind.COPY_NUMBER else kind


def _direction(record: Record, info: dict[str, str]) -> StructuralKind:
    """Return whether the record itself, not its samples, says that copies are lost or gained."""
    if _LOST.search(record.identifier):
        return StructuralKind.DELETION
    if _GAINED.search(record.identifier):
        return StructuralKind.DUPLICATION
    stated = real_number(info.get("CN", "2"))
    copies = 2 if stated is None else round(stated)
    if copies == 2:
        return StructuralKind.COPY_NUMBER
    return StructuralKind.DELETION if copies < 2 else StructuralKind.DUPLICATION
