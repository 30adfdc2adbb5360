"""Read counts of one allele in one sample, from whatever its caller writes.

Counts come before fractions that the caller estimated, so that the fraction shown is the counts
shown. The order in which fields are tried, and whose they are, is that of ``_READERS``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

FRACTION_KEYS = ("AF", "VAF", "FREQ", "FA", "VF")
DEPTH_KEYS = (
    "LAD", "AD", "RD", "ADF", "ADR", "FAO", "FRO", "FDP", "AO", "RO", "AU", "CU", "GU", "TU",
    "TAR", "TIR", "DPR", "NV", "NR", "VD", "PR", "SR", "RR", "RV", "DR", "DV", "DP", "DPI",
    *FRACTION_KEYS,
)  # fmt: skip

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
    return int(text) if text is not None and text.isdigit() else None


def _list(text: str | None) -> list[int | None]:
    return [_whole(item) for item in text.split(",")] if text else []


def _sum(numbers: list[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _per_allele(numbers: list[int | None], site: Site) -> Counts | None:
    """Return counts of a list with one number per allele, REF first."""
    if len(numbers) != site.alts + 1 or numbers[site.number] is None:
        return None
    return Counts(numbers[0], numbers[site.number], _sum(numbers))


def _local(values: Values, site: Site) -> Counts | None:
    if site.local is None or "LAD" not in values or site.number not in site.local:
        return None
    numbers = _list(values["LAD"])
    if len(numbers) != len(site.local) + 1:
        return None
    return Counts(numbers[0], numbers[1 + site.local.index(site.number)], _sum(numbers))


def _flow(values: Values, site: Site) -> Counts | None:
    """Ion Torrent: FAO and FRO are the counts after flow evaluation."""
    return _observed(values, site, "FAO", "FRO")


def _free_bayes(values: Values, site: Site) -> Counts | None:
    return _observed(values, site, "AO", "RO")


def _observed(values: Values, site: Site, alts: str, ref: str) -> Counts | None:
    numbers = _list(values.get(alts))
    if len(numbers) != site.alts:
        return None
    return _per_allele([_whole(values.get(ref)), *numbers], site)


def _allelic(values: Values, site: Site) -> Counts | None:
    return _per_allele(_list(values.get("AD")), site)


def _var_scan(values: Values, site: Site) -> Counts | None:
    """VarScan: AD is the ALT depth alone, RD that of REF. Others: AD alone, over DP."""
    numbers = _list(values.get("AD"))
    if len(numbers) != 1 or site.alts != 1 or numbers[0] is None:
        return None
    ref = _whole(values.get("RD"))
    counted = numbers[0] + ref if ref is not None else _whole(values.get("DP"))
    return Counts(ref, numbers[0], counted)


def _strands(values: Values, site: Site) -> Counts | None:
    forward, reverse = _list(values.get("ADF")), _list(values.get("ADR"))
    if len(forward) != len(reverse):
        return None
    both = [
        None if one is None or other is None else one + other
        for one, other in zip(forward, reverse, strict=True)
    ]
    return _per_allele(both, site)


def _strelka_bases(values: Values, site: Site) -> Counts | None:
    """Strelka2 somatic SNVs: tier 1 of AU, CU, GU, TU."""
    tiers = {base: _list(values.get(f"{base}U")) for base in "ACGT"}
    if not all(tiers.values()) or site.ref not in tiers or site.alt not in tiers:
        return None
    first = {base: numbers[0] for base, numbers in tiers.items()}
    return Counts(first[site.ref], first[site.alt], _sum([first[site.ref], first[site.alt]]))


def _strelka_indels(values: Values, site: Site) -> Counts | None:
    """Strelka2 somatic indels: tier 1 of TAR and TIR."""
    ref, alt = _list(values.get("TAR")), _list(values.get("TIR"))
    if not ref or not alt or site.alts != 1:
        return None
    return Counts(ref[0], alt[0], _sum([ref[0], alt[0]]))


def _old_samtools(values: Values, site: Site) -> Counts | None:
    return _per_allele(_list(values.get("DPR")), site)


def _platypus(values: Values, site: Site) -> Counts | None:
    covered, seen = _list(values.get("NR")), _list(values.get("NV"))
    if len(seen) != site.alts or len(covered) != site.alts:
        return None
    alt, total = seen[site.number - 1], covered[site.number - 1]
    if alt is None or total is None:
        return None
    return Counts(max(total - alt, 0) if site.alts == 1 else None, alt, total)


def _manta(values: Values, site: Site) -> Counts | None:
    """Manta: pairs and split reads of REF and ALT; spanning and split support are disjoint."""
    pairs, splits = _list(values.get("PR")), _list(values.get("SR"))
    lists = [numbers for numbers in (pairs, splits) if len(numbers) == site.alts + 1]
    if not lists:
        return None
    return _per_allele([_sum(list(column)) for column in zip(*lists, strict=True)], site)


def _delly(values: Values, site: Site) -> Counts | None:
    """DELLY: junction reads RR and RV where there are any, else pairs DR and DV."""
    if site.alts != 1 or "RV" not in values or "DV" not in values:
        return None
    for ref, alt in (("RR", "RV"), ("DR", "DV")):
        counts = (_whole(values.get(ref)), _whole(values.get(alt)))
        if sum(item or 0 for item in counts):
            return Counts(*counts, _sum(list(counts)))
    return None


def _one_alt(values: Values, site: Site) -> Counts | None:
    """VarDict's VD and samtools' older DV: ALT reads of DP."""
    total = _whole(values.get("DP"))
    alt = _whole(values.get("VD", values.get("DV")))
    if site.alts != 1 or alt is None or total is None or "RV" in values or alt > total:
        return None
    return Counts(total - alt, alt, total)


_READERS: tuple[Callable[[Values, Site], Counts | None], ...] = (
    _local,
    _flow,
    _allelic,
    _free_bayes,
    _var_scan,
    _strands,
    _strelka_bases,
    _strelka_indels,
    _old_samtools,
    _platypus,
    _manta,
    _delly,
    _one_alt,
)


def stated_fraction(values: Values, site: Site) -> float | None:
    """Return the fraction as the caller writes it: a number, one per ALT, or a percentage."""
    for key in FRACTION_KEYS:
        items = values.get(key, "").split(",")
        if len(items) == site.alts:
            text = items[site.number - 1]
        elif len(items) == site.alts + 1:  # one per allele, REF first
            text = items[site.number]
        else:
            continue
        percent = text.endswith("%")
        try:
            value = float(text.rstrip("%").replace("%", "")) / (100 if percent else 1)
        except ValueError:
            continue
        if 0 <= value <= 1:
            return value
    return None


def read_depth(values: Values, site: Site) -> Depth:
    """Return the reads behind one allele of one sample.

    Args:
        values: FORMAT keys of ``DEPTH_KEYS`` and their text; missing ones left out.
        site: the allele.
    """
    total = _whole(values.get("DP", values.get("DPI")))
    for reader in _READERS:
        counts = reader(values, site)
        if counts is None:
            continue
        ref, alt, counted = counts
        fraction = alt / counted if alt is not None and counted else None
        if total is None:
            total = counted
        if fraction is not None and fraction <= 1:
            return Depth(total, ref, alt, counted, fraction)
        return Depth(total, ref, alt, counted, stated_fraction(values, site))
    fraction = stated_fraction(values, site)
    return Depth(total, None, None, None, fraction)
