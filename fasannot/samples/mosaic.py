"""The mosaic rule: is this fraction too low for an allele inherited on one of two chromosomes?

A heterozygous germline allele is expected in half of the reads, or somewhat fewer: reads with the
alternate allele map a little worse (reference bias), those with an insertion or deletion more so.
The rule tests against the lowest fraction that such an allele is granted, so that the chance of
calling a true heterozygote mosaic is at most the stated level at every depth and every bias down
to it. It never removes an allele; low power at low depth is the price, and is measured in
docs/samples.md.
"""

from __future__ import annotations

from functools import cache, lru_cache
from math import exp, inf, lgamma, log, log1p
from typing import NamedTuple

from fasannot.allele.structural.variant import StructuralKind
from fasannot.errors import DataError
from fasannot.gene.tables import read_table
from fasannot.samples.depth import Depth


class MosaicRule(NamedTuple):
    """The numbers of ``data/genotype_thresholds.tsv``.

    Attributes:
        het_low_substitution: lowest expected fraction of a heterozygous substitution.
        het_low_indel: likewise of an insertion, deletion or longer change.
        het_high: highest expected fraction of a heterozygous allele.
        het_low_structural: likewise of a structural allele.
        het_low_duplication: likewise of a repeated stretch, whose junction is one of three.
        level: chance of a false call that is accepted.
        error_rate: fraction of reads that sequencing errors put on one allele.
        error_level: chance that errors alone are taken for an allele, where no genotype was called.
        least_support: least pieces of evidence where a caller counts nothing else.
    """

    het_low_substitution: float
    het_low_indel: float
    het_high: float
    het_low_structural: float
    het_low_duplication: float
    level: float
    error_rate: float
    error_level: float
    least_support: float

    def lowest(self, ref: str, alt: str, kind: StructuralKind | None = None) -> float:
        """Return the lowest fraction that a heterozygous allele of this kind is granted."""
        if kind in (StructuralKind.DUPLICATION, StructuralKind.DISPERSED):
            return self.het_low_duplication
        if kind is not None:
            return self.het_low_structural
        return self.het_low_substitution if len(ref) == len(alt) else self.het_low_indel

    def is_below(self, depth: Depth, low: float) -> bool:
        """Return whether the reads of an allele are too few for a heterozygous germline allele."""
        counts = observed(depth)
        return counts is not None and lower_tail(*counts, low) < self.level

    def is_mosaic(self, depth: Depth, substitution: bool) -> bool:
        """Return the same for a substitution, or for an indel."""
        return self.is_below(
            depth, self.het_low_substitution if substitution else self.het_low_indel
        )

    def is_supported(self, depth: Depth, most: int) -> bool:
        """Return whether pieces of evidence alone, without a count of REF, show an allele.

        Args:
            depth: the reads.
            most: the most that any sample of the record has: it was written because of them.
        """
        if depth.counted is not None or depth.fraction is not None or not depth.alt:
            return False
        return depth.alt >= self.least_support or depth.alt == most

    def is_imbalanced(self, depth: Depth) -> bool:
        """Return whether the reads of a heterozygous allele are too many for one of two copies."""
        counts = observed(depth)
        if counts is None:
            return False
        alt, total = counts
        return lower_tail(total - alt, total, 1 - self.het_high) < self.level

    def is_seen(self, depth: Depth) -> bool:
        """Return whether the reads of an allele are more than errors alone would give."""
        counts = observed(depth)
        if counts is None:
            return False
        alt, total = counts
        return alt > 0 and 1 - lower_tail(alt - 1, total, self.error_rate) < self.error_level


def observed(depth: Depth) -> tuple[int, int] | None:
    """Return ALT reads and all reads; from a stated fraction and the depth where not counted."""
    if depth.alt is not None and depth.counted:
        return min(depth.alt, depth.counted), depth.counted
    if depth.fraction is not None and depth.total:
        return round(depth.fraction * depth.total), depth.total
    return None


@lru_cache(maxsize=50_000)
def lower_tail(successes: int, trials: int, chance: float) -> float:
    """Return the binomial probability of at most so many successes.

    >>> round(lower_tail(3, 10, 0.5), 4)
    0.1719
    """
    if successes < 0:
        return 0.0
    if successes >= trials:
        return 1.0
    mean = trials * chance
    if successes >= mean:  # sum the shorter side
        return 1.0 - lower_tail(trials - successes - 1, trials, 1 - chance)
    odds = chance / (1 - chance)
    term = (
        lgamma(trials + 1)
        - lgamma(successes + 1)
        - lgamma(trials - successes + 1)
        + successes * log(chance)
        + (trials - successes) * log1p(-chance)
    )
    total, ratio = 0.0, 1.0
    for count in range(successes, -1, -1):
        total += ratio
        if ratio < 1e-17 or count == 0:
            break
        ratio *= count / ((trials - count + 1) * odds)
    logarithm = term + log(total) if total else -inf
    return exp(logarithm) if logarithm > -700 else 0.0


@cache
def load_mosaic_rule() -> MosaicRule:
    """Return the rule with its shipped numbers.

    Raises:
        DataError: the table is malformed.
    """
    table = read_table("genotype_thresholds.tsv", "name", "value", "derivation", "source")
    numbers: dict[str, float] = {}
    for line, row in enumerate(table.rows, table.first_line):
        try:
            numbers[row[0]] = float(row[1])
        except ValueError as error:
            raise DataError(f"data/{table.name}, line {line}: {error}") from error
        if not 0 < numbers[row[0]] < 1 and row[0] != "least_support":
            raise DataError(f"data/{table.name}, line {line}: {row[1]} is not between 0 and 1")
    try:
        return MosaicRule(**numbers)
    except TypeError as error:
        raise DataError(f"data/{table.name}: {error}") from error
