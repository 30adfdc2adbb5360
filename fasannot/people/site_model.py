"""How many ALT reads each history of an allele would give in each tissue of a person.

A history says which copies of the gene carry the allele in the germline and in a clone of cells;
the clone's share of a tissue, the balance between the two alleles, the scatter of the library and
the error of the reads are integrated over (``data/origin_parameters.tsv``). Balance, scatter and
error are common to the tissues of a person, the share of the clone is free in each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np

from fasannot.people.beta_binomial import (
    Expected,
    Numbers,
    log_beta_binomial,
    log_gamma,
    log_sum,
)
from fasannot.people.parameters import Component, Parameters, Tissue, load_parameters

_DAMAGE = frozenset({("C", "T"), ("G", "A"), ("C", "A"), ("G", "T")})


class SiteClass(StrEnum):
    """What kind of change it is, as far as balance and error go."""

    SUBSTITUTION = "substitution"
    DAMAGE = "damage"
    INDEL = "indel"
    HOMOPOLYMER = "homopolymer"
    STRUCTURAL = "structural"

    @classmethod
    def of(cls, ref: str, alt: str, run: int) -> SiteClass:
        """Return the class of a change.

        Args:
            ref: bases replaced, without shared flanks.
            alt: bases that take their place.
            run: length of the longest run of one base that the change touches.
        """
        if len(ref) == len(alt):
            return cls.DAMAGE if (ref, alt) in _DAMAGE else cls.SUBSTITUTION
        return cls.HOMOPOLYMER if run >= load_parameters().one("homopolymer") else cls.INDEL


# Whose balance a class has.
_BALANCES = {
    SiteClass.SUBSTITUTION: "substitution",
    SiteClass.DAMAGE: "substitution",
    SiteClass.INDEL: "indel",
    SiteClass.HOMOPOLYMER: "indel",
    SiteClass.STRUCTURAL: "structural",
}


class History(StrEnum):
    """What happened to an allele; the value names its prior."""

    GERMLINE_HET = "germline_het"
    GERMLINE_HOM = "germline_hom"
    COPY_KEPT = "copy_kept"
    COPY_LOST = "copy_lost"
    SOMATIC = "somatic"
    NOISE = "noise"


class TissueReads(NamedTuple):
    """The reads of one sample at one allele.

    Attributes:
        tissue: its tissue.
        alt: reads that show the allele.
        total: reads that show any allele there.
        purity: share of the wanted cells in a sorted tube, where it is known.
    """

    tissue: Tissue
    alt: int
    total: int
    purity: float | None = None


class Mode(NamedTuple):
    """One way in which a history may have come about.

    Attributes:
        history: the history.
        weight: part of the history's prior.
        germline: ALT copies of two in the germline.
        alt: ALT copies of a cell of the clone.
        copies: all copies of a cell of the clone.
        share: whose prior of a clone's share holds; empty without a clone.
    """

    history: History
    weight: float
    germline: int
    alt: int
    copies: int
    share: str


@cache
def modes() -> tuple[Mode, ...]:
    """Return the ways in which each history may have come about."""
    numbers = load_parameters()
    disomy, somatic_loss = numbers.one("lost_by_disomy"), numbers.one("somatic_with_loss")
    deletion = 1 - disomy
    return (
        Mode(History.GERMLINE_HET, 1, 1, 1, 2, ""),
        Mode(History.GERMLINE_HOM, 1, 2, 2, 2, ""),
        Mode(History.COPY_KEPT, disomy, 1, 2, 2, "kept"),
        Mode(History.COPY_KEPT, deletion, 1, 1, 1, "kept"),
        Mode(History.COPY_LOST, disomy, 1, 0, 2, "lost"),
        Mode(History.COPY_LOST, deletion, 1, 0, 1, "lost"),
        Mode(History.SOMATIC, 1 - somatic_loss, 0, 1, 2, "somatic"),
        Mode(History.SOMATIC, somatic_loss * disomy, 0, 2, 2, "somatic"),
        Mode(History.SOMATIC, somatic_loss * deletion, 0, 1, 1, "somatic"),
    )


def expected_fraction(share: Numbers, germline: int, alt: int, copies: int) -> Numbers:
    """Return the ALT share of the molecules where a clone has a share of the cells.

    >>> float(expected_fraction(np.array(0.5), 1, 2, 2))
    0.75
    """
    found: Numbers = (share * alt + (1 - share) * germline) / (share * copies + (1 - share) * 2)
    return found


@dataclass(frozen=True)
class Grid:
    """The points that are integrated over, flattened: balance, overdispersion and error.

    Attributes:
        odds: odds of an ALT read against a REF read of a heterozygote, per point.
        overdispersion: rho, per point.
        error: error rate, per point.
        weights: log prior, per point.
        shape: points over balance, and over overdispersion and error together.
    """

    odds: Numbers
    overdispersion: Numbers
    error: Numbers
    weights: Numbers
    shape: tuple[int, int]

    def observed(self, fraction: Numbers) -> Numbers:
        """Return expected ALT fractions of reads, shape (fractions, points)."""
        f = np.asarray(fraction, dtype=np.float64).reshape(-1, 1)
        biased = f * self.odds / (f * self.odds + 1 - f)
        found: Numbers = biased * (1 - self.error) + (1 - biased) * self.error
        return found

    def expects(self, fraction: Numbers) -> Expected:
        """Return what an ALT share of the molecules lets expect at each point."""
        return Expected.of(self.observed(fraction), self.overdispersion)

    def likelihood(self, reads: TissueReads, fraction: Numbers) -> Numbers:
        """Return the log likelihood of reads, shape (fractions, points)."""
        return self.expects(fraction).likelihood(reads.alt, reads.total)


@cache
def grid_of(site: SiteClass) -> Grid:
    """Return the points for a class of change."""
    numbers = load_parameters()
    kind = _BALANCES[site]
    mean, spread = numbers.many(f"balance_{kind}")
    steps = np.linspace(-2, 2, int(numbers.one("balance_points")))
    balance = mean + spread * steps
    balance_weight = np.exp(-0.5 * steps**2)
    balance_weight /= balance_weight.sum()
    rho = np.array(numbers.many("overdispersion"))
    rho_weight = np.array(numbers.many("overdispersion_weight"))
    error = np.array(numbers.many("error"))
    error_weight = np.array(numbers.many(f"error_weight_{site.value}"))
    cells = np.meshgrid(balance, rho, error, indexing="ij")
    weights = np.meshgrid(balance_weight, rho_weight, error_weight, indexing="ij")
    b = cells[0].ravel()
    return Grid(
        b / (1 - b),
        cells[1].ravel(),
        cells[2].ravel(),
        np.log(weights[0].ravel() * weights[1].ravel() * weights[2].ravel()),
        (len(balance), len(rho) * len(error)),
    )


@cache
def shares() -> tuple[Numbers, Numbers, Numbers]:
    """Return the points over a clone's share of cells, and the lower and upper ends of each.

    The first point is exactly zero.
    """
    numbers = load_parameters()
    low = np.geomspace(0.0005, 0.1, int(numbers.one("share_points_log")) + 1)
    high = np.linspace(0.1, 1.0, int(numbers.one("share_points_linear")) + 1)
    edges = np.concatenate([low, high[1:]])
    middles = np.concatenate([np.sqrt(low[:-1] * low[1:]), (high[:-1] + high[1:]) / 2])
    points = np.concatenate([[0.0], middles])
    return points, np.concatenate([[0.0], edges[:-1]]), np.concatenate([[0.0], edges[1:]])


def _beta_mass(low: Numbers, high: Numbers, a: float, b: float) -> Numbers:
    """Return the mass of a beta distribution between ends, by its density at 16 points each."""
    offsets = (np.arange(16) + 0.5) / 16
    x = low[:, None] + (high - low)[:, None] * offsets
    x = np.clip(x, 1e-9, 1 - 1e-9)
    constant = float(log_gamma(a + b) - log_gamma(a) - log_gamma(b))
    density = np.exp(constant + (a - 1) * np.log(x) + (b - 1) * np.log1p(-x))
    found: Numbers = density.mean(axis=1) * (high - low)
    return found


def _mass(component: Component, low: Numbers, high: Numbers) -> Numbers:
    if component.shape == "zero":
        return np.where(high == 0, 1.0, 0.0)
    if component.shape == "beta":
        return _beta_mass(low, high, *component.numbers)
    first, last = component.numbers
    inside_low, inside_high = np.clip(low, first, last), np.clip(high, first, last)
    found: Numbers = np.log(inside_high / inside_low) / np.log(last / first)
    return found


@cache
def share_prior(use: str, kind: str, purity: float | None) -> Numbers:
    """Return the log prior of a clone's share at each point of ``shares``.

    Args:
        use: ``somatic``, ``kept`` or ``lost``.
        kind: kind of the tissue.
        purity: share of wanted cells in a sorted tube; it bounds the clone from above.
    """
    numbers: Parameters = load_parameters()
    _, low, high = shares()
    parts = numbers.mixture(f"share_{use}_{kind}")

    def total(scale: float) -> Numbers:
        first, last = np.minimum(low / scale, 1.0), np.minimum(high / scale, 1.0)
        found = np.zeros_like(low)
        for component in parts:
            found = found + component.weight * _mass(component, first, last)
        whole: Numbers = found / found.sum()
        return whole

    prior = total(1.0)
    if purity is not None and purity < 1:
        trust = numbers.one("purity_trust")
        prior = trust * total(max(purity, 0.01)) + (1 - trust) * prior
    with np.errstate(divide="ignore"):
        found: Numbers = np.log(prior)
    return found


@cache
def expected_of(site: SiteClass, mode: Mode) -> Expected:
    """Return what each share of a clone lets expect; the reads do not change it."""
    points, _, _ = shares()
    fraction = expected_fraction(points, mode.germline, mode.alt, mode.copies)
    return grid_of(site).expects(fraction)


class SiteModel:
    """The likelihoods of one allele in the tissues of one person.

    Args:
        site: the class of the change.
        tissues: its reads; samples without a read are left out.
    """

    def __init__(self, site: SiteClass, tissues: tuple[TissueReads, ...]) -> None:
        self.site = site
        self.grid = grid_of(site)
        self.tissues = tuple([one for one in tissues if one.total > 0])

    @cached_property
    def _of_modes(self) -> tuple[tuple[Mode, float], ...]:
        """The log likelihood of each way in which a history may have come about."""
        found = []
        for mode in modes():
            points = self.grid.weights + np.log(mode.weight)
            for reads in self.tissues:
                points = points + self.of_tissue(reads, mode)
            found.append((mode, float(log_sum(points))))
        return tuple(found)

    @property
    def likelihoods(self) -> dict[History, float]:
        """The log likelihood of each history."""
        found: dict[History, list[float]] = {}
        for mode, value in self._of_modes:
            found.setdefault(mode.history, []).append(value)
        totals = {history: float(log_sum(np.array(parts))) for history, parts in found.items()}
        totals[History.NOISE] = self._noise()
        return totals

    @property
    def somatic_loss(self) -> float:
        """Chance that the other copy is lost in the clone, where the allele is somatic."""
        parts = [(mode, value) for mode, value in self._of_modes if mode.history is History.SOMATIC]
        lost = [value for mode, value in parts if mode.alt == mode.copies]
        every = log_sum(np.array([value for _, value in parts]))
        return float(np.exp(log_sum(np.array(lost)) - every))

    def of_tissue(self, reads: TissueReads, mode: Mode) -> Numbers:
        """Return the log likelihood of one tissue's reads, per point of the grid."""
        if not mode.share:
            fixed: Numbers = self.grid.likelihood(reads, np.array([mode.germline / 2]))[0]
            return fixed
        prior = share_prior(mode.share, reads.tissue.kind, reads.purity)
        read = expected_of(self.site, mode).likelihood(reads.alt, reads.total)
        return log_sum(read + prior[:, None], axis=0)

    def _noise(self) -> float:
        low, high = load_parameters().many("noise_fraction")
        fractions = np.geomspace(low, high, 24)
        rho = np.array(load_parameters().many("overdispersion"))
        points: Numbers = np.log(np.array(load_parameters().many("overdispersion_weight")))
        for reads in self.tissues:
            each = log_beta_binomial(reads.alt, reads.total, fractions[:, None], rho[None, :])
            points = points + log_sum(each, axis=0) - np.log(len(fractions))
        return float(log_sum(points))

    def posterior(self, priors: Mapping[History, float]) -> dict[History, float]:
        """Return the posterior of each history."""
        likelihoods = self.likelihoods
        names = list(likelihoods)
        values = np.array([likelihoods[name] + np.log(priors[name]) for name in names])
        weights = np.exp(values - values.max())
        weights = weights / weights.sum()
        return {name: float(weight) for name, weight in zip(names, weights, strict=True)}


def priors_of(
    frequent: bool,
    *,
    candidate: bool = True,
    parent_carries: bool = False,
    parents_free: bool = False,
    loss_known: bool = False,
) -> dict[History, float]:
    """Return the prior of each history.

    Args:
        frequent: whether the allele is known in the population.
        candidate: whether it may cause ALPS; other alleles are not selected for in a clone.
        parent_carries: whether a parent surely carries it.
        parents_free: whether both parents were read and are surely free of it.
        loss_known: whether a tube has surely lost a copy, which one is not known.
    """
    numbers = load_parameters()
    column = "frequent" if frequent else "candidate" if candidate else "plain"
    found = {history: numbers.one(f"prior_{column}_{history.value}") for history in History}
    if parent_carries:
        found[History.SOMATIC] *= numbers.one("parent_carrier_somatic_factor")
        found[History.NOISE] *= numbers.one("parent_carrier_somatic_factor")
    elif parents_free:
        for history in (History.GERMLINE_HET, History.COPY_KEPT, History.COPY_LOST):
            found[history] *= numbers.one("parents_free_germline_factor")
        found[History.GERMLINE_HOM] *= numbers.one("parents_free_germline_factor") ** 2
    if loss_known:
        one_copy = (History.GERMLINE_HET, History.COPY_KEPT, History.COPY_LOST)
        whole, odd = sum(found[history] for history in one_copy), numbers.one("locus_odd_site")
        kept = (1 - odd) * (numbers.one("locus_candidate_kept") if candidate else 0.5)
        parts = (odd, kept, 1 - odd - kept)
        found.update({h: whole * part for h, part in zip(one_copy, parts, strict=True)})
    total = sum(found.values())
    return {history: value / total for history, value in found.items()}
