"""Read counts of one allele in one sample, from whatever its caller writes.

Counts come before fractions that the caller estimated, so that the fraction shown is the counts
shown. Which keys are read, how, and in what order, are the rows of ``data/caller_dialects.tsv``. A
fraction is given only where reads of the reference, or all reads, are counted as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from fasannot.files.numbers import count_number, real_number
from fasannot.files.vcf.dialects import Dialect, load_dialects, read_keys

DEPTH_KEYS = tuple(sorted(read_keys()))

Values = Mapping[str, str]


class Depth(NamedTuple):
    """Reads behind one allele.

    Attributes:
        total: read depth as written (DP), else the reads counted.
        ref: reads of the reference allele.
        alt: reads of this allele.
        counted: reads that the fraction is taken of: those of all alleles.
        fraction: allele fraction: counted reads where there are any, else as the caller states.
    """

    total: int | None = None
    ref: int | None = None
    alt: int | None = None
    counted: int | None = None
    fraction: float | None = None


class Site(NamedTuple):
    """What the record says of the allele whose reads are wanted.

    Attributes:
        ref: REF.
        alt: this ALT.
        number: its number, from 1.
        alts: how many ALT alleles the record has.
        local: numbers of the ALT alleles that local fields (LAD) list, ``None`` without LAA.
    """

    ref: str
    alt: str
    number: int
    alts: int
    local: tuple[int, ...] | None = None


class Counts(NamedTuple):
    """Reads of REF, of this ALT, and of all alleles."""

    ref: int | None
    alt: int | None
    counted: int | None


def _whole(text: str | None) -> int | None:
    """Return a whole number, ``None`` for a missing or unreadable one."""
    return count_number(text)


def _list(text: str | None) -> list[int | None]:
    return [_whole(item) for item in text.split(",")] if text else []


def _sum(numbers: list[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _per_allele(numbers: list[int | None], site: Site) -> Counts | None:
    """Return counts of a list with one number per allele, REF first."""
    if len(numbers) != site.alts + 1 or numbers[site.number] is None:
        return None
    counted = _sum(numbers) if numbers[0] is not None else None
    return Counts(numbers[0], numbers[site.number], counted)


def _keys(text: str) -> list[str]:
    return text.split("+") if text else []


def _local(values: Values, site: Site, dialect: Dialect) -> Counts | None:
    if site.local is None or site.number not in site.local:
        return None
    numbers = _list(values.get(dialect.alt))
    if len(numbers) != len(site.local) + 1:
        return None
    place = 1 + site.local.index(site.number)
    if numbers[place] is None:
        return None
    return Counts(numbers[0], numbers[place], _sum(numbers) if numbers[0] is not None else None)


def _alleles(values: Values, site: Site, dialect: Dialect) -> Counts | None:
    """One number per allele, REF first; lists of several keys are added up."""
    lists = [_list(values.get(key)) for key in _keys(dialect.alt)]
    lists = [numbers for numbers in lists if len(numbers) == site.alts + 1]
    if not lists:
        return None
    return _per_allele([_sum(list(column)) for column in zip(*lists, strict=True)], site)


def _pair(values: Values, site: Site, dialect: Dialect) -> Counts | None:
    """REF in one key, one number per ALT in another."""
    lists = [_list(values.get(key)) for key in _keys(dialect.alt)]
    lists = [numbers for numbers in lists if len(numbers) == site.alts]
    if not lists:
        return None
    alts = [_sum(list(column)) for column in zip(*lists, strict=True)]
    return _per_allele([_sum([_whole(values.get(key)) for key in _keys(dialect.ref)]), *alts], site)


def _ends(values: Values, site: Site, dialect: Dialect) -> Counts | None:
    """Reads at both ends of the allele: their mean."""
    if site.alts != 1:
        return None

    def mean(text: str) -> int | None:
        found = None
        for key in _keys(text):
            numbers = [number for number in _list(values.get(key)) if number is not None]
            if numbers:
                found = (found or 0) + round(sum(numbers) / len(numbers))
        return found

    ref, alt = mean(dialect.ref), mean(dialect.alt)
    if alt is None:
        return None
    return Counts(ref, alt, ref + alt if ref is not None else None)


def _strands(values: Values, site: Site, dialect: Dialect) -> Counts | None:
    """Four numbers: REF and ALT, each forward and reverse."""
    numbers = [number for number in _list(values.get(dialect.alt)) if number is not None]
    if len(numbers) != 4 or site.alts != 1:
        return None
    return Counts(numbers[0] + numbers[1], numbers[2] + numbers[3], sum(numbers))


def _tiers(values: Values, site: Site, dialect: Dialect) -> Counts | None:
    """The first number of a list counts."""
    ref, alt = _list(values.get(dialect.ref)), _list(values.get(dialect.alt))
    if not ref or not alt or site.alts != 1:
        return None
    return Counts(ref[0], alt[0], _sum([ref[0], alt[0]]) if ref[0] is not None else None)


def _bases(values: Values, site: Site, dialect: Dialect) -> Counts | None:
    """A key for each base (AU, CU, GU, TU), of which the first number counts."""
    ref, alt = _list(values.get(f"{site.ref}U")), _list(values.get(f"{site.alt}U"))
    if not ref or not alt or ref[0] is None or alt[0] is None:
        return None
    return Counts(ref[0], alt[0], ref[0] + alt[0])


def _of_total(values: Values, site: Site, dialect: Dialect) -> Counts | None:
    """One number per ALT, and all reads; with one ALT the rest is REF."""
    counts = _part_of(values, site, dialect)
    if counts is None or counts.alt is None or counts.counted is None:
        return None
    if counts.alt > counts.counted and site.alts == 1 and dialect.total == "DP":
        return None
    ref = max(counts.counted - counts.alt, 0) if site.alts == 1 else None
    return Counts(ref, counts.alt, counts.counted)


def _part_of(values: Values, site: Site, dialect: Dialect) -> Counts | None:
    """One number per ALT, and all reads; what is not this ALT need not be REF."""
    alts, totals = _list(values.get(dialect.alt)), _list(values.get(dialect.total))
    if len(alts) != site.alts or not totals:
        return None
    total = totals[site.number - 1] if len(totals) == site.alts else totals[0]
    alt = alts[site.number - 1]
    return None if alt is None else Counts(None, alt, total)


def _one_of(values: Values, site: Site, dialect: Dialect) -> Counts | None:
    """The first pair of keys with any read."""
    if site.alts != 1:
        return None
    for ref_key, alt_key in zip(dialect.ref.split(","), dialect.alt.split(","), strict=True):
        ref, alt = _whole(values.get(ref_key)), _whole(values.get(alt_key))
        if alt is not None and (ref or 0) + alt:
            return Counts(ref, alt, ref + alt if ref is not None else None)
    return None


def _support(values: Values, site: Site, dialect: Dialect) -> Counts | None:
    """Pieces of evidence for the allele; what speaks for REF is not counted."""
    alts = _list(values.get(dialect.alt))
    if len(alts) != site.alts or alts[site.number - 1] is None:
        return None
    return Counts(None, alts[site.number - 1], None)


_READERS: dict[str, Callable[[Values, Site, Dialect], Counts | None]] = {
    "local": _local,
    "alleles": _alleles,
    "pair": _pair,
    "ends": _ends,
    "strands": _strands,
    "tiers": _tiers,
    "bases": _bases,
    "of_total": _of_total,
    "part_of": _part_of,
    "one_of": _one_of,
    "support": _support,
}


@lru_cache(maxsize=1024)
def _fitting(keys: frozenset[str], counts: bool) -> tuple[Dialect, ...]:
    """Return the rows whose keys a layout has: those with counts, or those with fractions."""
    return tuple(
        one
        for one in load_dialects()
        if (one.how in _READERS if counts else one.how == "fraction") and one.fits(keys)
    )


def stated_fraction(values: Values, site: Site, keys: frozenset[str]) -> float | None:
    """Return the fraction as the caller writes it: a number, one per ALT, or a percentage."""
    for dialect in _fitting(keys, False):
        items = values.get(dialect.alt, "").split(",")
        if len(items) == site.alts:
            text = items[site.number - 1]
        elif len(items) == site.alts + 1:  # one per allele, REF first
            text = items[site.number]
        else:
            continue
        percent = text.endswith("%")
        number = real_number(text.rstrip("%"))
        if number is None:
            continue
        value = number / (100 if percent else 1)
        if 0 <= value <= 1:
            return value
    return None


def read_depth(values: Values, site: Site, layout: frozenset[str] | None = None) -> Depth:
    """Return the reads behind one allele of one sample.

    Args:
        values: FORMAT keys of ``DEPTH_KEYS`` and their text; missing ones left out.
        site: the allele.
        layout: the keys of FORMAT, missing values or not; default those of ``values``.
    """
    keys = frozenset(values) if layout is None else layout
    total = _whole(values.get("DP", values.get("DPI")))
    for dialect in _fitting(keys, True):
        counts = _READERS[dialect.how](values, site, dialect)
        if counts is None:
            continue
        ref, alt, counted = counts
        if counted is None and alt is not None and total is not None and total >= alt:
            counted = total
        fraction = alt / counted if alt is not None and counted else None
        if total is None:
            total = counted
        if fraction is not None and fraction <= 1:
            return Depth(total, ref, alt, counted, fraction)
        return Depth(total, ref, alt, counted, stated_fraction(values, site, keys))
    return Depth(total, None, None, None, stated_fraction(values, site, keys))
