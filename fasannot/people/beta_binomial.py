"""The beta-binomial distribution over arrays, without scipy.

Reads of one site scatter more than a binomial: the fraction itself varies from library to library.
With mean ``f`` and overdispersion ``rho`` the variance is n f (1 - f) (1 + (n - 1) rho).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
_SHIFT = 8
_HALF_LOG_TWO_PI = 0.9189385332046727
_SMALLEST = 1e-12


def log_gamma(values: Any) -> Numbers:
    """Return the logarithm of the gamma function of positive numbers.

    The argument is shifted by 8, where Stirling's series is exact to 1e-12.

    >>> [round(float(x), 6) for x in log_gamma(np.array([3.0, 5.0, 0.5]))]
    [0.693147, 3.178054, 0.572365]
    """
    y = np.array(values, dtype=np.float64, ndmin=1)
    product = None
    if y.size and y.min() < _SHIFT:  # in place: this is where the model spends its time
        product = y.copy()
        for _ in range(_SHIFT - 1):
            y += 1.0
            product *= y
        y += 1.0
    inverse = y * y
    np.reciprocal(inverse, out=inverse)
    series = inverse * (-1 / 1680)
    series += 1 / 1260
    series *= inverse
    series -= 1 / 360
    series *= inverse
    series += 1 / 12
    series /= y
    series += _HALF_LOG_TWO_PI
    series -= y
    if product is not None:
        series -= np.log(product, out=product)
    series += (y - 0.5) * np.log(y)
    found: Numbers = series.reshape(np.shape(values))
    return found


def log_choose(total: Any, alt: Any) -> Numbers:
    """Return the logarithm of in how many orders ALT reads may come among all."""
    n, k = np.asarray(total, dtype=np.float64), np.asarray(alt, dtype=np.float64)
    found: Numbers = log_gamma(n + 1) - log_gamma(k + 1) - log_gamma(n - k + 1)
    return found


class Expected(NamedTuple):
    """Beta-binomials whose expected fractions are known before the reads are.

    Attributes:
        alt: first number of each beta distribution.
        ref: its second number.
        size: their sum.
        whole: what of the log probability does not depend on the reads.
    """

    alt: Numbers
    ref: Numbers
    size: Numbers
    whole: Numbers

    @classmethod
    def of(cls, fraction: Any, overdispersion: Any) -> Expected:
        """Return those of expected ALT fractions and overdispersions; arrays are broadcast."""
        f = np.clip(np.asarray(fraction, dtype=np.float64), _SMALLEST, 1 - _SMALLEST)
        size = 1.0 / np.asarray(overdispersion, dtype=np.float64) - 1.0
        a, b = f * size, (1.0 - f) * size
        return cls(a, b, size, log_gamma(size) - log_gamma(a) - log_gamma(b))

    def likelihood(self, alt: Any, total: Any) -> Numbers:
        """Return the log probability of ALT reads among all reads."""
        k = np.asarray(alt, dtype=np.float64)
        n = np.asarray(total, dtype=np.float64)
        found: Numbers = log_gamma(k + self.alt) + log_gamma(n - k + self.ref)
        found += self.whole
        found += log_choose(n, k) - log_gamma(n + self.size)
        return found


def log_beta_binomial(alt: Any, total: Any, fraction: Any, overdispersion: Any) -> Numbers:
    """Return the log probability of ALT reads among all reads; arrays are broadcast.

    Args:
        alt: ALT reads.
        total: all reads.
        fraction: expected ALT fraction.
        overdispersion: rho, above 0 and below 1.

    >>> round(float(np.exp(log_beta_binomial(1, 2, 0.5, 0.2))), 4)
    0.4
    """
    return Expected.of(fraction, overdispersion).likelihood(alt, total)


def log_sum(values: Numbers, axis: int | tuple[int, ...] | None = None) -> Numbers:
    """Return the logarithm of the sum of exponentials, along axes or of all."""
    highest = np.max(values, axis=axis, keepdims=True)
    highest = np.where(np.isfinite(highest), highest, 0.0)
    with np.errstate(divide="ignore"):
        found: Numbers = np.log(np.sum(np.exp(values - highest), axis=axis, keepdims=True))
    return (
        np.squeeze(found + highest, axis=axis) if axis is not None else (found + highest).ravel()[0]
    )


def tail(alt: int, total: int, fraction: float, overdispersion: float) -> float:
    """Return the two-sided chance of a count as far from the mean: twice the smaller tail."""
    counts = np.arange(total + 1)
    chances = np.exp(log_beta_binomial(counts, total, fraction, overdispersion))
    lower, upper = float(chances[: alt + 1].sum()), float(chances[alt:].sum())
    return min(1.0, 2 * min(lower, upper))
