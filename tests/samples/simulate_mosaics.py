"""Measure the mosaic rule on simulated reads: what it finds, and how often it is wrong.

    python -m tests.samples.simulate_mosaics

Reads are drawn at each depth with the given chance of the alternate allele; for "uneven" rows that
chance itself varies from site to site (beta distribution, standard deviation 0.03), as with capture
and amplification.
"""

from __future__ import annotations

import random

from fasannot.samples.depth import Depth
from fasannot.samples.mosaic import MosaicRule, load_mosaic_rule

DEPTHS = (20, 30, 50, 100, 200, 500, 1000, 2000)
MOSAIC = (0.02, 0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40)
# name, expected fraction, standard deviation between sites, substitution
HETEROZYGOUS = (
    ("substitution, 0.50", 0.50, 0.0, True),
    ("substitution, 0.48", 0.48, 0.0, True),
    ("substitution, 0.45", 0.45, 0.0, True),
    ("substitution, 0.48, uneven", 0.48, 0.03, True),
    ("indel, 0.45", 0.45, 0.0, False),
    ("indel, 0.45, uneven", 0.45, 0.03, False),
)


def reads(rng: random.Random, depth: int, mean: float, spread: float) -> int:
    """Return a number of alternate reads."""
    chance = mean
    if spread:
        size = mean * (1 - mean) / spread**2 - 1
        chance = rng.betavariate(mean * size, (1 - mean) * size)
    draw = rng.random
    return sum(draw() < chance for _ in range(depth))


def rate(
    rule: MosaicRule,
    rng: random.Random,
    depth: int,
    mean: float,
    *,
    spread: float = 0.0,
    substitution: bool = True,
    sites: int = 500,
) -> float:
    """Return the share of simulated sites that the rule calls mosaic."""
    called = 0
    for _ in range(sites):
        alt = reads(rng, depth, mean, spread)
        seen = Depth(depth, depth - alt, alt, depth, alt / depth)
        called += rule.is_mosaic(seen, substitution)
    return called / sites


def main() -> None:
    """Print both tables in Markdown."""
    rule, rng = load_mosaic_rule(), random.Random(4)
    print("| Depth | " + " | ".join(f"{100 * f:.0f} %" for f in MOSAIC) + " |")
    print("| --- |" + " --- |" * len(MOSAIC))
    for depth in DEPTHS:
        found = [rate(rule, rng, depth, fraction) for fraction in MOSAIC]
        print(f"| {depth} | " + " | ".join(f"{100 * item:.0f}" for item in found) + " |")
    print()
    print("| True heterozygote | " + " | ".join(map(str, DEPTHS)) + " |")
    print("| --- |" + " --- |" * len(DEPTHS))
    for name, mean, spread, substitution in HETEROZYGOUS:
        wrong = [
            rate(rule, rng, d, mean, spread=spread, substitution=substitution, sites=5000)
            for d in DEPTHS
        ]
        print(f"| {name} | " + " | ".join(f"{100 * item:.2f}" for item in wrong) + " |")


if __name__ == "__main__":
    main()
