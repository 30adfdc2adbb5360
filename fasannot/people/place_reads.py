"""Reads of a sample at a place, from a record that covers it and lists other alleles or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fasannot.files.numbers import count_number, real_number
from fasannot.files.vcf.blocks import UNNAMED, block_end, block_passes, is_block
from fasannot.files.vcf.record import Record
from fasannot.gene.model import Assembly
from fasannot.people.parameters import load_parameters
from fasannot.people.reads import Change

_DEPTHS = ("MIN_DP", "MinDP", "DP", "DPI")
_QUALITIES = ("GQX", "GQ", "RGQ")


class PlaceReads(NamedTuple):
    """What a record says of the reads at its place, whatever alleles it lists.

    Attributes:
        start: first base of the locus that it covers.
        end: the base behind the last.
        total: reads of all alleles.
        unnamed: reads of alleles that it does not name (``<NON_REF>``, ``<*>``).
        free: whether it lists no ALT allele, so that nothing was seen there.
        counted: whether the reads of each allele are counted; else only the depth is known.
    """

    start: int
    end: int
    total: int
    unnamed: int
    free: bool
    counted: bool


def place_reads(record: Record, values: Mapping[str, str], assembly: Assembly) -> PlaceReads | None:
    """Return the reads of a sample at a record's place, ``None`` where they are not known.

    Args:
        record: the record.
        values: the sample's subfields; missing ones left out.
        assembly: the build of the record.
    """
    free = is_block(record)
    start = assembly.coordinate(record.position)
    end = assembly.coordinate(block_end(record, values)) + 1 if free else start + len(record.ref)
    counts = _counts(values, len(record.alts))
    if counts is not None:
        unnamed = [n for n, alt in zip(counts[1:], record.alts, strict=False) if alt in UNNAMED]
        return PlaceReads(start, end, sum(counts), sum(unnamed), free, counted=True)
    # The depth of a block in doubt shows that nobody looked well, not that nothing is there.
    if not free or not _is_reference(values) or not block_passes(record, values):
        return None
    depths = (count_number(values.get(key)) for key in _DEPTHS)
    depth = next((found for found in depths if found is not None), 0)
    return PlaceReads(start, end, depth, 0, free, counted=False) if depth else None


def _counts(values: Mapping[str, str], alts: int) -> list[int] | None:
    """Return the reads of each allele, REF first; a block may count those of REF alone."""
    numbers = [count_number(item) for item in values.get("AD", "").split(",")]
    known = [number for number in numbers if number is not None]
    return known if len(known) == len(numbers) and len(known) in (1, alts + 1) else None


def _is_reference(values: Mapping[str, str]) -> bool:
    """Return whether a genotype is complete, has no ALT, and is of known and enough quality."""
    alleles = values.get("GT", "").replace("|", "/").split("/")
    qualities = (real_number(values.get(key, "")) for key in _QUALITIES)
    quality = next((found for found in qualities if found is not None), None)
    needed = load_parameters().one("genotype_quality")
    return set(alleles) == {"0"} and quality is not None and quality >= needed


def reads_at(places: Iterable[PlaceReads], change: Change) -> tuple[int, int, bool] | None:
    """Return ALT reads and all reads at a change that no record lists.

    Returns:
        ALT reads, all reads, and whether single ALT reads were not counted; ``None`` where nothing
        is known. What a record calls "any other allele" counts as ALT: it may be, and a mosaic is
        not to be overlooked.
    """
    if change.end - change.start == 1 == len(change.alt):
        found = [one for one in places if one.start <= change.start < one.end]
        if not found:
            return None
        best = max(found, key=lambda one: (one.counted, one.end - one.start == 1, one.total))
        return best.unnamed, best.total, not best.counted
    # An indel is not listed at every base that it changes: only where nothing at all was seen.
    largest = load_parameters().one("block_largest_change")
    if max(change.end - change.start, len(change.alt)) > largest:
        return None
    first = max(change.start - 1, 0)
    totals = []
    free = [one for one in places if one.free]
    for place in range(first, max(change.end, first + 1)):
        at_place = [one.total for one in free if one.start <= place < one.end]
        if not at_place:
            return None
        totals.append(max(at_place))
    return 0, min(totals), True
