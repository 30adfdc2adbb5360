"""Facts of population frequencies: which of them count, and what their lower bounds say.

A frequency counts where the number of chromosomes behind it is known and large enough. BA1, BS1
and ``COMMON`` compare the lower 95 % bound of the allele count (filtering frequency, Whiffin 2017),
so that a single chromosome never decides. The user's own files go before the shipped releases.
"""

from __future__ import annotations

import math
from functools import lru_cache

from fasannot.evidence.residues import Facts
from fasannot.evidence.values import Frequency

_CONFIDENCE = 0.95
# Releases whose frequencies are quoted without a number per site, by a word of their source, and
# the threshold that holds the number of chromosomes of the smallest such release.
_RELEASES = (
    ("gnomad", "chromosomes_gnomad"),
    ("exac", "chromosomes_exac"),
    ("1000 genomes", "chromosomes_1000_genomes"),
    ("1000g", "chromosomes_1000_genomes"),
)


@lru_cache(maxsize=4096)
def lower_bound(count: int) -> float:
    """Return the one-sided lower 95 % bound of the mean of a Poisson count.

    >>> round(lower_bound(1), 4), round(lower_bound(15), 2)
    (0.0513, 9.25)
    """
    if count <= 0:
        return 0.0
    low, high = 0.0, float(count)
    for _ in range(60):
        mean = (low + high) / 2
        if _at_least(count, mean) > 1 - _CONFIDENCE:
            high = mean
        else:
            low = mean
    return low


def _at_least(count: int, mean: float) -> float:
    """Return the chance of ``count`` or more events where ``mean`` are expected."""
    if count > 500:  # far from the tail, where the normal distribution is good to three digits
        return 0.5 * math.erfc((count - 0.5 - mean) / math.sqrt(2 * mean)) if mean else 0.0
    term = total = math.exp(-mean)
    for number in range(1, count):
        term *= mean / number
        total += term
    return 1 - total


def chromosomes(frequency: Frequency, thresholds: dict[str, float]) -> int | None:
    """Return how many chromosomes a frequency rests on, ``None`` where that is not known."""
    if frequency.chromosomes is not None:
        return frequency.chromosomes
    source = frequency.source.lower()
    for word, name in _RELEASES:
        if word in source:
            return int(thresholds[name])
    return None


def usable(
    frequencies: tuple[Frequency, ...], thresholds: dict[str, float]
) -> tuple[Frequency, ...]:
    """Return the frequencies that rest on a known and sufficient number of chromosomes."""
    enough = thresholds["minimum_chromosomes"]
    return tuple(f for f in frequencies if (chromosomes(f, thresholds) or 0) >= enough)


def filtering_frequency(frequency: Frequency, thresholds: dict[str, float]) -> float:
    """Return the lower 95 % bound of a usable frequency: as published, else by its count."""
    if frequency.faf95 is not None:
        return frequency.faf95
    size = chromosomes(frequency, thresholds)
    if not size:
        return 0.0
    count = frequency.count
    if count is None:
        count = round(frequency.frequency * size)
    return lower_bound(count) / size


def deciding(
    own: tuple[Frequency, ...], shipped: tuple[Frequency, ...], thresholds: dict[str, float]
) -> tuple[Frequency, ...]:
    """Return the frequencies that decide: the user's where one is usable and not zero."""
    theirs = usable(own, thresholds)
    if any(item.frequency for item in theirs):
        return theirs
    return (*theirs, *usable(shipped, thresholds))


def highest_bound(frequencies: tuple[Frequency, ...], thresholds: dict[str, float]) -> float:
    """Return the highest filtering frequency of several releases; 0 for none."""
    return max((filtering_frequency(item, thresholds) for item in frequencies), default=0.0)


def frequency_facts(
    facts: Facts,
    own: tuple[Frequency, ...],
    shipped: tuple[Frequency, ...],
    thresholds: dict[str, float],
) -> None:
    """Add facts of the population frequency.

    Args:
        facts: the facts of the allele.
        own: what the user's files and the INFO field say.
        shipped: what the shipped releases say.
        thresholds: the numbers of ``data/thresholds.tsv``.
    """
    decide = deciding(own, shipped, thresholds)
    if not decide:
        known = [f for f in (*own, *shipped) if f.frequency]
        if known:
            facts["frequency_unsized"] = "; ".join(_shown(f) for f in known)
        return
    highest = max(decide, key=lambda item: item.frequency)
    if highest.frequency == 0:
        facts["frequency_absent"] = ", ".join(f.source for f in decide)
        return
    bound = highest_bound(decide, thresholds)
    first = max(decide, key=lambda f: (filtering_frequency(f, thresholds), f.frequency))
    others = [item for item in decide if item is not first]
    group = "" if first.population == "all" else f", {first.population}"
    homozygotes = f", {first.homozygotes} homozygotes" if first.homozygotes else ""
    further = "".join(f"; {_shown(item)}" for item in others)
    facts["frequency"] = (
        f"{first.frequency:.3g} ({first.source}{group}{homozygotes}{further}), "
        f"lower 95 % bound {bound:.2g}"
    )
    facts["common_threshold"] = f"{thresholds['common_frequency']:g}"
    facts["bs1_threshold"] = f"{thresholds['bs1_frequency']:g}"
    facts["rare_threshold"] = f"{thresholds['pm2_frequency']:g}"
    if bound > thresholds["ba1_frequency"]:
        facts["frequency_ba1"] = ""
    if bound > thresholds["bs1_frequency"]:
        facts["frequency_bs1"] = ""
    if bound >= thresholds["common_frequency"]:
        facts["frequency_common"] = ""
    if highest.frequency <= thresholds["pm2_frequency"]:
        facts["frequency_rare"] = ""
    elif "frequency_bs1" not in facts:
        facts["frequency_between"] = ""


def _shown(frequency: Frequency) -> str:
    group = "" if frequency.population == "all" else f", {frequency.population}"
    return f"{frequency.frequency:.3g} in {frequency.source}{group}"
