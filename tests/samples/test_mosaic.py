"""The mosaic rule: exact tails, the level it promises, and what it finds."""

from math import comb

import pytest

from fasannot.samples.depth import Depth
from fasannot.samples.mosaic import load_mosaic_rule, lower_tail


def depth(alt, total):
    return Depth(total, total - alt, alt, total, alt / total)


@pytest.mark.parametrize("chance", [0.005, 0.4, 0.45, 0.9])
@pytest.mark.parametrize("trials", [1, 7, 40, 300])
def test_tail_is_exact(trials, chance):
    total = 0.0
    for successes in range(trials + 1):
        total += comb(trials, successes) * chance**successes * (1 - chance) ** (trials - successes)
        assert lower_tail(successes, trials, chance) == pytest.approx(total, rel=1e-9)


@pytest.mark.parametrize(
    ("alt", "total", "mosaic"),
    [
        (1, 5, False),  # too few reads to tell
        (0, 20, True),
        (2, 30, True),
        (8, 30, False),
        (11, 101, True),
        (35, 100, False),
        (25, 100, True),
        (400, 1000, True),
        (480, 1000, False),
        (900, 2000, False),
        (800, 2000, True),
    ],
)
def test_rule(alt, total, mosaic):
    assert load_mosaic_rule().is_mosaic(depth(alt, total), substitution=True) is mosaic


def test_indels_are_granted_more_bias():
    rule = load_mosaic_rule()
    assert rule.is_mosaic(depth(380, 1000), substitution=True)
    assert not rule.is_mosaic(depth(380, 1000), substitution=False)


@pytest.mark.parametrize("total", [20, 50, 100, 200, 500, 1000, 2000])
def test_false_calls_stay_below_the_level(total):
    """The chance that a true heterozygote is called, summed exactly, for three biases."""
    rule = load_mosaic_rule()
    for expected in (0.5, 0.48, 0.45):
        called = [k for k in range(total + 1) if rule.is_mosaic(depth(k, total), True)]
        assert lower_tail(max(called), total, expected) < rule.level


def test_without_counts_nothing_is_called():
    assert not load_mosaic_rule().is_mosaic(Depth(), substitution=True)
    assert load_mosaic_rule().is_mosaic(Depth(200, None, None, None, 0.05), substitution=True)
