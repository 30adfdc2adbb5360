"""What a laboratory makes of a person's cells: molecules, reads, and all that goes wrong.

The truth is drawn cell by cell. Scatter comes from how it arises (few molecules, uneven copying,
uneven depth), not from the beta-binomial that the model fits; the bias for REF differs from site to
site and a little from tissue to tissue; errors, foreign DNA and leakage between tubes are drawn.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Lab:
    """What the laboratory does to the molecules.

    Attributes:
        depth: mean reads at a site.
        molecules: distinct molecules that one mean depth of reads is copied from, as a multiple.
        copying: how unevenly molecules are copied: variance of the copies over their mean squared.
        uneven: variance of the depth from site to site, over its mean squared.
        bias: mean and spread over sites of the ALT share of a true heterozygote.
        bias_of_tissue: spread of the same from tissue to tissue at one site.
        error: median and tenfold spread of the share of wrong reads.
        leak: most that one tube holds of another of the same person.
        foreign: most that a library holds of another person's DNA.
        purity: wanted cells in a sorted tube, lowest and highest.
    """

    depth: int = 200
    molecules: float = 3.0
    copying: float = 0.5
    uneven: float = 0.08
    bias: tuple[float, float] = (0.487, 0.02)
    bias_of_tissue: float = 0.006
    error: tuple[float, float] = (0.0003, 0.4)
    leak: float = 0.01
    foreign: float = 0.008
    purity: tuple[float, float] = (0.6, 0.99)

    def site(self, random):
        """Return what is common to the tissues at a site: bias, depth factor and error."""
        bias = np.clip(random.normal(*self.bias), 0.3, 0.7)
        factor = random.gamma(1 / self.uneven, self.uneven)
        error = min(self.error[0] * 10 ** random.normal(0, self.error[1]), 0.01)
        return float(bias), float(factor), error

    def reads(self, random, fraction, site, copies=1.0):
        """Return ALT and all reads of a fraction of molecules; arrays are read element by element.

        Args:
            random: numbers.
            fraction: ALT share of the molecules.
            site: what ``site`` gave; its parts may be arrays.
            copies: copies of the gene, as a part of two.
        """
        bias, factor, error = site
        shape = np.broadcast(np.asarray(fraction, dtype=float), bias, copies).shape
        bias = np.clip(random.normal(bias, self.bias_of_tissue, shape), 0.2, 0.8)
        mean = self.depth * np.asarray(factor) * copies
        molecules = np.maximum(random.poisson(mean * self.molecules, shape), 1)
        odds = bias / (1 - bias)
        seen = fraction * odds / (fraction * odds + 1 - fraction)
        alt = random.binomial(molecules, np.clip(seen, 0, 1))
        # Copies of the ALT and of the REF molecules: sums of gamma-distributed single ones.
        weights = [
            np.where(count > 0, random.gamma(np.maximum(count, 1e-9) / self.copying), 0.0)
            for count in (alt, molecules - alt)
        ]
        share = weights[0] / np.maximum(weights[0] + weights[1], 1e-12)
        share = share * (1 - error) + (1 - share) * error
        total = random.poisson(mean, shape)
        return random.binomial(total, np.clip(share, 0, 1)), total


def fraction_of(share, germline, alt, copies):
    """Return the ALT share of the molecules of a tissue, of which a clone has a share of cells."""
    return (share * alt + (1 - share) * germline) / (share * copies + (1 - share) * 2)
