"""Loss of heterozygosity along chromosome 10, in sorted cells against another tissue of a person.

At a site that is heterozygous in the reference tissue the sorted cells show the same balance,
unless one copy is lost or gained in a part of them: then every site of the segment shifts by the
same deviation, up or down. Each site's balance is taken from the reference tissue, so that what a
library does to a site (capture, mapping) is no loss.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, log
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fasannot.people.beta_binomial import (
    Numbers,
    log_beta_binomial,
    log_choose,
    log_gamma,
    log_sum,
)
from fasannot.people.parameters import load_parameters
from fasannot.people.sheet import SheetSample

Mask = npt.NDArray[np.bool_]
TYPES = ("copy_neutral", "deletion", "gain")
_COARSE, _FINE = 20, 11  # steps by which the deviation that fits best is found
MOST_DEVIATION = 0.496
_MOST_SCATTER = 0.9


class TrackSite(NamedTuple):
    """A site that is heterozygous in the reference tissue.

    Attributes:
        position: 1-based.
        ref_alt: ALT reads of the reference tissue.
        ref_total: its reads.
        alt: ALT reads of the sorted cells.
        total: their reads.
    """

    position: int
    ref_alt: int
    ref_total: int
    alt: int
    total: int


class Place(NamedTuple):
    """Where FAS lies, and where the chromosome ends; 1-based inclusive."""

    fas_first: int
    fas_last: int
    chromosome_length: int


NOWHERE = Place(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch where one copy is lost or gained in a part of the cells; positions are 1-based.

    Attributes:
        sample: the sorted cells.
        reference: the tissue that they are compared with.
        chrom: name of the chromosome in the file.
        start: its first site.
        start_range: where it may start.
        end: its last site.
        end_range: where it may end.
        sites: heterozygous sites within.
        kind: ``copy_neutral``, ``deletion``, ``gain`` or ``undetermined``.
        deviation: how far the balance is off, 0 to 0.5.
        share: share of the cells, ``None`` where the kind is not known.
        score: log likelihood ratio.
        covers_fas: whether FAS lies within.
        is_loss: whether one parent's copy is lost.
    """

    sample: SheetSample
    reference: SheetSample
    chrom: str
    start: int
    start_range: tuple[int, int]
    end: int
    end_range: tuple[int, int]
    sites: int
    kind: str
    deviation: float
    share: float | None
    score: float
    covers_fas: bool
    is_loss: bool


class _Found(NamedTuple):
    first: int
    last: int
    deviation: float
    score: float
    enough: float  # the score from which it is called


class Scan(NamedTuple):
    """What a scan of a chromosome found.

    Attributes:
        found: first and last site, deviation and score of each segment.
        note: why an imbalance was not called; empty otherwise.
        scatter: overdispersion of the sorted library, as its balanced part shows it.
    """

    found: tuple[_Found, ...]
    note: str
    scatter: float = 0.0


@lru_cache(maxsize=1)
def _deviations() -> Numbers:
    low, high, number = load_parameters().many("track_deviations")
    found: Numbers = np.linspace(low, high, int(number))
    return found


class _Fixed(NamedTuple):
    """What of the likelihood of a site does not depend on its deviation, for one overdispersion.

    Attributes:
        size: first plus second number of the beta distribution, shape (spreads, sites).
        whole: log weight of each spread at a site, and the constant of the distribution.
    """

    size: Numbers
    whole: Numbers


class _Sites:
    """The sites of one comparison as arrays.

    How far the balance of a site may lie from that of the library is a mixture: most sites lie
    near it, a few (paralogous, hard to map) far off. The reads of the reference tissue say which.
    """

    def __init__(self, sites: Sequence[TrackSite]) -> None:
        numbers = load_parameters()
        table = np.array([site[1:] for site in sites], dtype=np.float64)
        self.ref_alt, self.ref_total, self.alt, self.total = table.T
        worth = np.array(numbers.many("track_balance_reads"))[:, None]
        prior = float(worth.max())
        library = self.ref_alt.sum() + prior * numbers.many("balance_substitution")[0]
        self.middle = float(library / (self.ref_total.sum() + prior))
        self.baseline = (self.ref_alt + worth * self.middle) / (self.ref_total + worth)
        self.worth = worth
        self.weight = np.log(np.array(numbers.many("track_balance_weight")))[:, None]
        self._known: dict[float, _Fixed] = {}
        self.anything = numbers.one("track_anything")

    def _shifted(self, deviation: float) -> Numbers:
        odds = self.baseline / (1 - self.baseline)
        f = 0.5 + deviation
        found: Numbers = f * odds / (f * odds + 1 - f)
        return found

    def _log(self, fraction: Numbers, rho: float) -> Numbers:
        size, whole = self._fixed(rho)
        a, b = fraction * size, (1 - fraction) * size
        read = log_gamma(self.alt + a) + log_gamma(self.total - self.alt + b)
        found: Numbers = log_sum(whole + read - log_gamma(a) - log_gamma(b), axis=0)
        return found

    def _fixed(self, rho: float) -> _Fixed:
        known = self._known.get(rho)
        if known is None:
            expected = np.full_like(self.baseline, self.middle)
            spread = np.minimum(rho + 1 / (self.worth + 1), _MOST_SCATTER)
            weight = self.weight + log_beta_binomial(self.ref_alt, self.ref_total, expected, spread)
            weight = weight - log_sum(weight, axis=0)
            # The baseline is itself an estimate.
            reads = self.ref_total / (1 + (self.ref_total - 1) * rho) + self.worth + 1
            size = 1 / np.minimum(rho + 1 / reads, _MOST_SCATTER) - 1
            whole = log_gamma(size) - log_gamma(self.total + size)
            ways = log_choose(self.total, self.alt)
            known = self._known[rho] = _Fixed(size, weight + whole + ways)
        return known

    def _mixed(self, values: Numbers) -> Numbers:
        flat = -np.log(self.total + 1)
        found: Numbers = np.logaddexp(
            values + np.log(1 - self.anything), flat + np.log(self.anything)
        )
        return found

    def null(self, rho: float) -> Numbers:
        """Return log likelihoods of balanced sites."""
        return self._mixed(self._log(self.baseline, rho))

    def moved(self, deviation: float, rho: float) -> Numbers:
        """Return log likelihoods of sites that are off by a deviation, up or down."""
        up = self._log(self._shifted(deviation), rho)
        down = self._log(self._shifted(-deviation), rho)
        return self._mixed(np.logaddexp(up, down) - log(2))


def _best_run(scores: Numbers, least: int) -> tuple[int, int, float]:
    """Return first and last place and sum of the stretch of so many places with the highest sum."""
    sums = np.concatenate([[0.0], np.cumsum(scores)])
    before = sums[: len(sums) - least]
    lowest = np.minimum.accumulate(before)
    last = int(np.argmax(sums[least:] - lowest))
    first = int(np.argmin(before[: last + 1]))
    return first, last + least - 1, float(sums[last + least] - sums[first])


def _best_end(scores: Numbers, least: int) -> tuple[int, int, float]:
    """Return the same of the stretches that reach the last place."""
    sums = np.cumsum(scores[::-1])[least - 1 :]
    best = int(np.argmax(sums))
    return len(scores) - least - best, len(scores) - 1, float(sums[best])


def _segments(sites: _Sites, rho: float) -> list[_Found]:
    """Return the best segment, then the best outside it, and so on; by place."""
    numbers = load_parameters()
    least, at_end = int(numbers.one("track_sites")), int(numbers.one("track_telomere_sites"))
    # The more sites, the more stretches are tried: so many starts, and as many ends within the arm.
    more = max(log(len(sites.total) / numbers.one("track_score_sites")), 0.0)
    inner, telomere = numbers.one("track_score"), numbers.one("track_telomere_score")
    inner, telomere = inner + 2 * more, telomere + more
    null = sites.null(rho)
    scores = [(float(d), sites.moved(float(d), rho) - null) for d in _deviations()]
    pending, found = [(0, len(null))], []
    while pending:
        low, high = pending.pop()
        if high - low < least:
            continue
        runs = [(*_best_run(values[low:high], least), d, inner) for d, values in scores]
        if high == len(null) and high - low >= at_end:
            ends = [(*_best_end(values[low:], at_end), d) for d, values in scores]
            runs += [(*run, telomere) for run in ends]
        first, last, score, deviation, enough = max(runs, key=lambda run: run[2] - run[4])
        if score < enough:
            continue
        first, last = first + low, last + low
        found.append(_Found(first, last, deviation, score, enough))
        pending += [(low, first), (last + 1, high)]
    return sorted(found)


def _outside(size: int, found: Sequence[_Found]) -> Mask:
    mask = np.ones(size, dtype=np.bool_)
    for one in found:
        mask[one.first : one.last + 1] = False
    return mask


class _Explained(NamedTuple):
    """The scatter that explains the reads of a chromosome best.

    Attributes:
        rho: it.
        found: the segments that it leaves.
        elsewhere: whether another scatter leaves segments.
    """

    rho: float
    found: list[_Found]
    elsewhere: bool


def _explained(sites: _Sites) -> _Explained:
    """Return the scatter that explains the reads best, each segment counted less what it needs.

    So a segment is called only where no balanced library, quiet or noisy, explains the reads as
    well.
    """
    numbers = load_parameters()
    tried = [
        (rho, _segments(sites, rho))
        for rho in (*numbers.many("track_scatter"), *numbers.many("track_noise"))
    ]

    def worth(one: tuple[float, list[_Found]]) -> float:
        rho, found = one
        return float(sites.null(rho).sum()) + sum(each.score - each.enough for each in found)

    rho, found = max(tried, key=worth)
    return _Explained(rho, found, any(other for _, other in tried))


def scan(listed: Sequence[TrackSite]) -> Scan:
    """Return the segments of a chromosome that are off balance; sites by position."""
    numbers = load_parameters()
    if len(listed) < numbers.one("track_sites"):
        return Scan((), "few_sites")
    # The scatter is the library's, and thousands of sites know it: a genome has a hundred thousand.
    step = ceil(len(listed) / numbers.one("track_scatter_sites"))
    best = _explained(_Sites(listed[::step]))
    if best.rho in numbers.many("track_noise"):
        return Scan((), "noisy_library" if best.elsewhere else "")
    sites = _Sites(listed)
    found = best.found if step == 1 else _segments(sites, best.rho)
    if not found:
        return Scan((), "")
    needed = max(
        numbers.one("track_control_sites"), numbers.one("track_control_share") * len(listed)
    )
    if _outside(len(listed), found).sum() < needed:
        return Scan((), "no_balanced_control")
    return Scan(tuple([_refined(sites, one, best.rho) for one in found]), "", best.rho)


def _refined(sites: _Sites, one: _Found, rho: float) -> _Found:
    """Return a segment with the deviation that fits it best."""
    part = slice(one.first, one.last + 1)

    def best_of(values: Numbers) -> float:
        fits = [float(sites.moved(float(d), rho)[part].sum()) for d in values]
        return float(values[int(np.argmax(fits))])

    lowest, highest = _deviations()[[0, -1]]
    step = (highest - lowest) / _COARSE
    coarse = best_of(np.arange(lowest - step / 2, highest + step / 2, step))
    fine = np.linspace(coarse - step, coarse + step, _FINE)
    return one._replace(deviation=best_of(fine[(fine > 0) & (fine < MOST_DEVIATION)]))


def _kind(listed: Sequence[TrackSite], found: _Found, outside: Mask) -> str:
    """Return the type of a segment by the depth within against outside."""
    numbers = load_parameters()
    ratio = np.log([(site.total + 0.5) / (site.ref_total + 0.5) for site in listed])
    within, without = ratio[found.first : found.last + 1], ratio[outside]
    shift = float(np.median(within) - np.median(without))
    spread = 1.2533 * np.sqrt(within.var() / len(within) + without.var() / len(without))
    error = max(float(spread), numbers.one("track_least_error"))
    d = found.deviation
    whole = numbers.one("track_loh_deviation")
    expected = {"copy_neutral": 0.0, "deletion": -log(1 + 2 * d)}
    if d < whole:
        expected["gain"] = -log(1 - 2 * d)
    near, far = numbers.one("track_type_near"), numbers.one("track_type_far")
    off = sorted((abs(shift - value) / error, kind) for kind, value in expected.items())
    if off[0][0] <= near and all(distance > far for distance, _ in off[1:]):
        return off[0][1]
    if d >= whole and shift / error > far and all(distance > far for distance, _ in off):
        return "gain"  # no copy of one parent is left beside it
    return "undetermined"


def share_of(kind: str, deviation: float) -> float | None:
    """Return the share of cells that gives a deviation, ``None`` where the kind is not known."""
    d = deviation
    if kind == "copy_neutral":
        return min(2 * d, 1.0)
    if kind == "deletion":
        return min(4 * d / (1 + 2 * d), 1.0)
    if kind != "gain":
        return None
    whole = load_parameters().one("track_loh_deviation")
    return min(4 * d / (1 - 2 * d) if d < whole else 4 * d / (3 - 2 * d), 1.0)


def _borders(
    listed: Sequence[TrackSite], scores: Numbers, found: _Found, place: Place
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return where a segment may start and end."""
    allowed = load_parameters().one("track_border_score")
    starts = _near(scores[: found.last + 1][::-1], allowed)
    ends = _near(scores[found.first :], allowed)
    low, high = found.last - starts[1], found.last - starts[0]
    start = (
        listed[low - 1].position if low > 0 else 1,
        listed[min(high, len(listed) - 1)].position,
    )
    low, high = found.first + ends[0], found.first + ends[1]
    last = len(listed) - 1
    end = (
        listed[low].position,
        listed[high + 1].position if high < last else place.chromosome_length,
    )
    return start, end


def _near(scores: Numbers, allowed: float) -> tuple[int, int]:
    """Return the least and greatest length whose sum of scores is near the best, less one."""
    sums = np.cumsum(scores)
    good = np.nonzero(sums >= sums.max() - allowed)[0]
    return int(good[0]), int(good[-1])


@dataclass(frozen=True, slots=True)
class Track:
    """Sorted cells compared with another tissue of the person along chromosome 10.

    Attributes:
        sample: the sorted cells.
        reference: the tissue that they are compared with.
        chrom: name of the chromosome in the file.
        place: where FAS lies, and where the chromosome ends.
        sites: the sites that were compared, by position.
        segments: the stretches that are off balance.
        notes: why an imbalance was not called, and what the comparison lacks.
    """

    sample: SheetSample
    reference: SheetSample
    chrom: str = ""
    place: Place = NOWHERE
    sites: tuple[TrackSite, ...] = ()
    segments: tuple[Segment, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def written_notes(self) -> tuple[str, ...]:
        """The notes with the tissue: ``few_sites=dnt``, ``sites_not_listed=dnt:133``."""
        parts = [note.partition(":") for note in self.notes]
        word = self.sample.tissue.word
        return tuple([f"{code}={word}{colon}{detail}" for code, colon, detail in parts])


def compared(
    listed: Sequence[TrackSite],
    place: Place,
    chrom: str,
    sample: SheetSample,
    reference: SheetSample,
) -> Track:
    """Return a comparison with its segments.

    Args:
        listed: the sites, by position.
        place: where FAS lies.
        chrom: name of the chromosome.
        sample: the sorted cells.
        reference: the tissue that they are compared with.
    """
    answer = scan(listed)
    found = tuple(_described(listed, answer, place, chrom, sample, reference))
    notes = (answer.note,) if answer.note else ()
    return Track(
        sample=sample,
        reference=reference,
        chrom=chrom,
        place=place,
        sites=tuple(listed),
        segments=found,
        notes=notes,
    )


def _described(
    listed: Sequence[TrackSite],
    answer: Scan,
    place: Place,
    chrom: str,
    sample: SheetSample,
    reference: SheetSample,
) -> Iterator[Segment]:
    if not answer.found:
        return
    outside = _outside(len(listed), answer.found)
    sites = _Sites(listed)
    null = sites.null(answer.scatter)
    whole = load_parameters().one("track_loh_deviation")
    for one in answer.found:
        kind = _kind(listed, one, outside)
        scores = sites.moved(one.deviation, answer.scatter) - null
        start_range, end_range = _borders(listed, scores, one, place)
        start, end = listed[one.first].position, listed[one.last].position
        first = 1 if one.first == 0 else start
        last = place.chromosome_length if one.last == len(listed) - 1 else end
        yield Segment(
            sample=sample,
            reference=reference,
            chrom=chrom,
            start=start,
            start_range=start_range,
            end=end,
            end_range=end_range,
            sites=one.last - one.first + 1,
            kind=kind,
            deviation=one.deviation,
            share=share_of(kind, one.deviation),
            score=one.score,
            covers_fas=first <= place.fas_first and place.fas_last <= last,
            is_loss=kind in ("copy_neutral", "deletion") or one.deviation > whole,
        )
