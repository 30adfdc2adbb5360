"""Breakends to structural variants: a pair that spells a deletion or tandem duplication is one."""

from __future__ import annotations

import re

from fasannot.allele.structural.symbolic import is_precise
from fasannot.allele.structural.variant import (
    Border,
    StructuralKind,
    StructuralVariant,
    UnreadableAlleleError,
)
from fasannot.files.vcf.info import Info
from fasannot.files.vcf.record import Record
from fasannot.gene.model import Assembly

_BREAKEND = re.compile(r"([A-Za-z.]*)([\[\]])(.+):(\d+)([\[\]])([A-Za-z.]*)\Z")
_BASES = frozenset("ACGT")


def _border(place: int, precise: bool) -> Border:
    return Border.exact(place) if precise else Border(place, None, None)


def _broken(places: list[int], precise: bool, note: str, junction: str) -> StructuralVariant:
    borders = [_border(place, precise) for place in sorted(places)]
    return StructuralVariant(
        StructuralKind.BREAKEND, borders[0], borders[-1], False, note=note, junction=junction
    )


def _elsewhere(chrom: str, position: int, assembly: Assembly) -> str:
    """Return a place on another chromosome, the same however the chromosome is spelled."""
    bare = chrom.strip("<>")
    bare = bare[3:] if bare[:3].lower() == "chr" else bare
    build = "" if assembly.name == "GRCh38" else f"{assembly.name}:"
    return f"{build}{bare}:{position}"


def parse_breakend(record: Record, number: int, assembly: Assembly) -> StructuralVariant | None:
    """Return a breakend allele, ``None`` when neither side lies on the gene's chromosome.

    Args:
        record: the record, of any chromosome.
        number: index of the ALT, from 0.
        assembly: the genome build.

    Raises:
        UnreadableAlleleError: the text is no breakend.
    """
    alt = record.alts[number]
    here = record.chrom in assembly.chromosome_names
    position = assembly.coordinate(record.position)
    precise = is_precise(record, Info(record.info), number)
    if alt[0] == "." or alt[-1] == ".":
        if "[" in alt or "]" in alt or alt == ".":
            raise UnreadableAlleleError(f"{alt!r} is no breakend")
        if not here:
            return None
        cut = position if alt[0] == "." else position + 1
        lone = "<." if alt[0] == "." else ".>"
        return _broken([cut], precise, "the other side of the junction is not known", lone)
    match = _BREAKEND.match(alt)
    if match is None or match[2] != match[5] or bool(match[1]) == bool(match[6]):
        raise UnreadableAlleleError(f"{alt!r} is no breakend")
    before, bracket, chrom, mate_text, _, after = match.groups()
    there = chrom.strip("<>") in assembly.chromosome_names
    mate = assembly.coordinate(int(mate_text))
    left_here = bool(before)  # the bases up to POS are kept, and joined to the mate
    mate_rightwards = bracket == "["  # the mate's bases from its position on are joined
    cut = position + 1 if left_here else position
    mate_cut = mate if mate_rightwards else mate + 1
    if not (here and there):
        if not (here or there):
            return None
        place = cut if here else mate_cut
        other = f"{chrom}:{mate_text}" if here else f"{record.chrom}:{record.position}"
        # Seen from the gene: which side of it is kept, and how the other chromosome goes on.
        far = (chrom, int(mate_text)) if here else (record.chrom, record.position)
        if here:
            gene_left, far_rightwards = left_here, mate_rightwards
        else:
            gene_left, far_rightwards = not mate_rightwards, not left_here
        mark = "[" if far_rightwards else "]"
        joined = f"{mark}{_elsewhere(*far, assembly)}{mark}"
        junction = f"N{joined}" if gene_left else f"{joined}N"
        return _broken([place], precise, f"joined to {other}", junction)
    inserted = (before[1:] if left_here else after[:-1]).upper()
    if left_here != mate_rightwards:
        return _broken(
            [cut, mate_cut],
            precise,
            "one junction of an inversion; the other one is not in this allele",
            "inv_left" if left_here else "inv_right",
        )
    low, high = (cut, mate_cut) if left_here else (mate_cut, cut)
    plain = _BASES.issuperset(inserted)
    exact = precise and plain
    borders = (_border(min(low, high), precise), _border(max(low, high), precise))
    if low == high and not inserted:
        return None  # joined as in the reference
    size = len(inserted)
    inserted = inserted if plain else ""
    if low < high:
        return StructuralVariant(StructuralKind.DELETION, *borders, exact, inserted)
    if low == high:
        return StructuralVariant(StructuralKind.INSERTION, *borders, exact, inserted, size)
    return StructuralVariant(StructuralKind.DUPLICATION, *borders, exact, inserted)
