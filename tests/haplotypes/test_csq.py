"""Haplotypes beside ``bcftools csq`` and ``bcftools consensus``; every difference has a reason."""

import random
import shutil

import pytest

from tests.haplotypes.csq import PROTEIN, codon_pairs, compare, random_set

pytestmark = pytest.mark.skipif(shutil.which("bcftools") is None, reason="needs bcftools")


def own_faults(differences):
    return [line for line in differences if line.startswith("OWN")]


def test_a_few_sets():
    rng = random.Random(1)
    sets = codon_pairs(228, 231) + [random_set(rng) for _ in range(60)]
    compared, differences = compare(sets)
    assert compared > 130
    assert own_faults(differences) == []


@pytest.mark.slow
def test_every_pair_of_substitutions_in_one_codon():
    compared, differences = compare(codon_pairs(0, len(PROTEIN)))
    assert compared == 9045  # all but the 27 pairs in the start codon
    assert own_faults(differences) == []
    assert len([line for line in differences if line.startswith("csq")]) == 26


@pytest.mark.slow
def test_random_sets():
    rng = random.Random(20)
    compared, differences = compare([random_set(rng) for _ in range(3000)])
    assert compared > 2900
    assert own_faults(differences) == []
