"""Loss of one copy at the locus, from all alleles of a person together.

Where the sorted cells of a person have lost one copy of the gene, every heterozygous allele of the
person shifts by the same share of cells: up where it lies on the copy that is kept, down where it
lies on the lost one. Many sites tell more than one, and tell which alleles share a copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fasannot.people.beta_binomial import Numbers, log_sum
from fasannot.people.parameters import load_parameters
from fasannot.people.site_model import (
    History,
    SiteClass,
    TissueReads,
    expected_fraction,
    grid_of,
    modes,
    share_prior,
    shares,
)


class HeterozygousSite(NamedTuple):
    """A germline heterozygous allele of a person.

    Attributes:
        kind: class of the change.
        candidate: whether it is a candidate, which more often lies on the kept copy.
        reference: its reads in unsorted tissues.
        tube: its reads in one tube of sorted cells.
    """

    kind: SiteClass
    candidate: bool
    reference: tuple[TissueReads, ...]
    tube: TissueReads


class LocusLoss(NamedTuple):
    """What the sites of one tube tell together.

    Attributes:
        lost: posterior that the tube has lost one copy.
        kept: for each site, posterior that the allele lies on the kept copy, given a loss.
        gone: likewise, that it lies on the lost copy. The rest: the site does not follow.
    """

    lost: float
    kept: tuple[float, ...]
    gone: tuple[float, ...]


def _shifted(site: HeterozygousSite, history: History, copies: int) -> Numbers:
    """Return log likelihoods of a site, shape (shares, overdispersion and error)."""
    mode = next(m for m in modes() if m.history is history and m.copies == copies)
    points, _, _ = shares()
    fraction = expected_fraction(points, mode.germline, mode.alt, mode.copies)
    return _over_balance(site, fraction)


def _over_balance(site: HeterozygousSite, fraction: Numbers) -> Numbers:
    grid = grid_of(site.kind)
    values = grid.likelihood(site.tube, fraction)
    for reads in site.reference:
        values = values + grid.likelihood(reads, np.array([0.5]))
    # The error's weights differ between classes of change; each site keeps its own.
    values = (values + grid.weights).reshape(len(fraction), *grid.shape)
    return log_sum(values, axis=1)


def _null(site: HeterozygousSite) -> Numbers:
    return _over_balance(site, np.array([0.5]))


def _prior_of_tube(tube: TissueReads) -> Numbers:
    return share_prior("kept", tube.tissue.kind, tube.purity)


def locus_loss(sites: Sequence[HeterozygousSite]) -> LocusLoss:
    """Return whether a tube has lost one copy of the gene, and which alleles it kept.

    Args:
        sites: two or more sites of one tube; overdispersion and error are common to them.
    """
    numbers = load_parameters()
    disomy = numbers.one("lost_by_disomy")
    with_copies = ((2, disomy), (1, 1 - disomy))
    prior = _prior_of_tube(sites[0].tube)
    odd = numbers.one("locus_odd_site")
    nulls = [_null(site) for site in sites]
    null = np.sum(np.array(nulls), axis=0)
    log_null = float(log_sum(null))
    every: list[Numbers] = []
    ups: list[list[Numbers]] = [[] for _ in sites]
    downs: list[list[Numbers]] = [[] for _ in sites]
    for copies, weight in with_copies:
        joined = np.zeros((len(prior), null.shape[0])) + prior[:, None] + np.log(weight)
        parts = []
        for site, balanced in zip(sites, nulls, strict=True):
            up_prior = numbers.one("locus_candidate_kept") if site.candidate else 0.5
            up_prior *= 1 - odd
            down_prior = 1 - odd - up_prior
            up = _shifted(site, History.COPY_KEPT, copies) + np.log(up_prior)
            down = _shifted(site, History.COPY_LOST, copies) + np.log(down_prior)
            # A site that is mapped or called amiss does not follow the others.
            both = np.logaddexp(np.logaddexp(up, down), balanced + np.log(odd))
            parts.append((up - both, down - both))
            joined = joined + both
        every.append(joined)
        for place, (up, down) in enumerate(parts):
            ups[place].append(joined + up)
            downs[place].append(joined + down)
    total = log_sum(np.array(every))
    loss_prior = numbers.one("locus_loss_prior")
    values = np.array([float(total) + np.log(loss_prior), log_null + np.log(1 - loss_prior)])
    weights = np.exp(values - values.max())
    kept, gone = (
        tuple([float(np.exp(log_sum(np.array(part)) - total)) for part in listed])
        for listed in (ups, downs)
    )
    return LocusLoss(float(weights[0] / weights.sum()), kept, gone)
