"""The targets of the coverage-guided runs take any bytes, here a few of each."""

import random

import pytest

from tests.fuzz.harness import TARGETS, one_input, seeds


def test_every_target_has_seeds_that_it_takes():
    for target in TARGETS:
        found = seeds(target, random.Random(target))
        assert found
        for data in found:
            one_input(target, data)


@pytest.mark.parametrize("target", TARGETS)
def test_mutated_seeds(target):
    chooser = random.Random(target)
    given = seeds(target, chooser)
    for turn in range(150):
        data = bytearray(chooser.choice(given))
        for _ in range(turn % 5):
            at = chooser.randrange(len(data) + 1)
            data[at : at + chooser.randrange(3)] = chooser.randbytes(chooser.randrange(3))
        one_input(target, bytes(data))
