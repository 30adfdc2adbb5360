"""Origin of an allele: the distribution against scipy, and what the reads of tissues allow."""

import numpy as np
import pytest

from fasannot.people.beta_binomial import log_beta_binomial, log_gamma, tail
from fasannot.people.loss import HeterozygousSite, locus_loss
from fasannot.people.origin import Origin, Site, decide
from fasannot.people.parameters import load_parameters, load_tissues
from fasannot.people.site_model import (
    History,
    SiteClass,
    SiteModel,
    TissueReads,
    expected_fraction,
    share_prior,
)

TISSUES = load_tissues()


def reads(**counts):
    """Return tissue reads: word=(alt, total) or (alt, total, purity)."""
    return tuple(TissueReads(TISSUES[word], *values) for word, values in counts.items())


def verdict(kind=SiteClass.SUBSTITUTION, frequent=False, parents_free=False, **counts):
    site = Site(kind, reads(**counts), frequent, parents_free=parents_free)
    return decide(site, site.posterior(), parents_known=parents_free)


def test_the_beta_binomial_is_that_of_scipy():
    betabinom = pytest.importorskip("scipy.stats").betabinom
    random = np.random.default_rng(7)
    total = random.integers(1, 4000, 1000)
    alt = random.integers(0, total + 1)
    fraction = random.uniform(1e-4, 1 - 1e-4, 1000)
    rho = 10 ** random.uniform(-3.5, -0.3, 1000)
    size = 1 / rho - 1
    expected = betabinom.logpmf(alt, total, fraction * size, (1 - fraction) * size)
    assert np.abs(log_beta_binomial(alt, total, fraction, rho) - expected).max() < 1e-8


def test_log_gamma_is_that_of_scipy():
    gammaln = pytest.importorskip("scipy.special").gammaln
    values = 10 ** np.random.default_rng(8).uniform(-8, 6, 5000)
    scale = np.maximum(1, np.abs(gammaln(values)))
    assert (np.abs(log_gamma(values) - gammaln(values)) / scale).max() < 1e-10


def test_probabilities_sum_to_one():
    for fraction, rho in ((0.5, 0.01), (0.001, 0.004), (0.97, 0.3)):
        total = np.exp(log_beta_binomial(np.arange(61), 60, fraction, rho)).sum()
        assert total == pytest.approx(1, abs=1e-9)
    assert tail(30, 60, 0.5, 0.01) == pytest.approx(1, abs=0.2)
    assert tail(5, 60, 0.5, 0.001) < 1e-6


@pytest.mark.parametrize(
    ("share", "germline", "alt", "copies", "fraction"),
    [
        (0.4, 0, 1, 2, 0.2),  # a heterozygous clone in 40 % of the cells
        (0.4, 0, 2, 2, 0.4),
        (0.5, 0, 1, 1, 1 / 3),
        (0.5, 1, 2, 2, 0.75),  # disomy of the copy with the allele
        (0.5, 1, 1, 1, 2 / 3),
        (0.5, 1, 0, 1, 1 / 3),
    ],
)
def test_cells_to_molecules(share, germline, alt, copies, fraction):
    found = expected_fraction(np.array(share), germline, alt, copies)
    assert float(found) == pytest.approx(fraction)


def test_every_share_prior_sums_to_one():
    for use in ("somatic", "kept", "lost"):
        for kind in ("dnt", "sorted", "blood", "mouth", "other"):
            for purity in (None, 0.6, 0.95):
                total = np.exp(share_prior(use, kind, purity)).sum()
                assert total == pytest.approx(1), (use, kind, purity)


def test_purity_bounds_the_share():
    wide, narrow = share_prior("somatic", "dnt", None), share_prior("somatic", "dnt", 0.5)
    assert np.exp(narrow[-10:]).sum() < 0.2 * np.exp(wide[-10:]).sum()


def test_priors_are_whole():
    numbers = load_parameters()
    for column in ("candidate", "plain", "frequent"):
        total = sum(numbers.one(f"prior_{column}_{history.value}") for history in History)
        assert total == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    ("counts", "origin"),
    [
        # the four classical pictures
        ({"whole_blood": (150, 310), "dnt": (101, 204)}, "germline"),
        ({"whole_blood": (3, 280), "dnt": (90, 190), "saliva": (1, 240)}, "somatic"),
        ({"whole_blood": (61, 120), "dnt": (118, 121), "hair": (40, 85)}, "germline_with_loh"),
        ({"whole_blood": (0, 160), "dnt": (77, 175)}, "somatic"),
        # a mosaic of blood, none in fibroblasts
        ({"pbmc": (45, 190), "fibroblasts": (0, 150)}, "somatic"),
        # nothing settles these
        ({"dnt": (60, 121)}, "undetermined"),
        ({"cd4": (60, 121), "cd8": (50, 110)}, "undetermined"),
        ({"dnt": (140, 141)}, "undetermined"),
        ({"whole_blood": (0, 3), "dnt": (60, 121)}, "undetermined"),
        ({"spleen": (100, 204)}, "undetermined"),
        ({"whole_blood": (9, 18)}, "undetermined"),
        ({"whole_blood": (3, 150)}, "undetermined"),
    ],
)
def test_origin(counts, origin):
    assert verdict(**counts).origin.value == origin


def test_what_would_settle_it_is_named():
    alone = verdict(dnt=(60, 121))
    assert alone.notes[0] == "sorted_cells_only"
    assert "another_tissue" in alone.notes
    assert alone.confidence < 0.99


def test_homozygous_in_unsorted_tissue():
    found = verdict(whole_blood=(130, 131), buccal=(88, 88))
    assert found.origin is Origin.GERMLINE
    assert found.homozygous


def test_the_copy_with_the_allele_is_lost():
    found = verdict(frequent=True, whole_blood=(70, 144), dnt=(3, 130), fibroblasts=(40, 85))
    assert found.origin is Origin.GERMLINE
    assert "alt_copy_lost" in found.notes


def test_blood_alone_leaves_a_mosaic_of_most_cells_open():
    assert "blood_derived_only" in verdict(whole_blood=(300, 611), dnt=(90, 190)).notes
    assert "blood_derived_only" not in verdict(whole_blood=(300, 611), hair=(40, 85)).notes


def test_a_loss_that_is_open_is_said():
    found = verdict(whole_blood=(300, 611))
    assert found.origin is Origin.GERMLINE
    assert any(note.startswith("loss_not_excluded=0.") for note in found.notes)


def test_a_known_polymorphism_is_not_somatic_for_a_little_foreign_dna():
    assert verdict(frequent=True, whole_blood=(4, 400)).origin is Origin.UNDETERMINED


def test_free_parents_speak_for_a_somatic_event():
    site = Site(SiteClass.SUBSTITUTION, reads(whole_blood=(38, 100)))
    free = Site(SiteClass.SUBSTITUTION, reads(whole_blood=(38, 100)), parents_free=True)
    somatic = History.SOMATIC
    assert free.posterior()[somatic] > 3 * site.posterior()[somatic]


def test_more_reads_never_make_an_unread_tissue_count():
    both = SiteModel(SiteClass.INDEL, reads(whole_blood=(0, 0), dnt=(50, 100)))
    one = SiteModel(SiteClass.INDEL, reads(dnt=(50, 100)))
    assert both.likelihoods == pytest.approx(one.likelihoods)


def sites(*shifts):
    """Return sites of blood and DNT: (candidate, blood alt, DNT alt) of 100 reads each."""
    return [
        HeterozygousSite(
            SiteClass.SUBSTITUTION,
            candidate,
            reads(whole_blood=(blood, 100)),
            TissueReads(TISSUES["dnt"], dnt, 100),
        )
        for candidate, blood, dnt in shifts
    ]


def test_many_sites_tell_a_loss_that_one_leaves_open():
    one = locus_loss(sites((True, 49, 64), (False, 48, 63)))
    many = locus_loss(sites((True, 49, 64), *[(False, 48, 64), (False, 51, 35)] * 4))
    assert many.lost > 0.99 > one.lost
    assert many.kept[0] > 0.9
    assert [round(kept) for kept in many.kept[1:3]] == [1, 0]


def test_balanced_sites_are_no_loss():
    assert locus_loss(sites((True, 49, 51), (False, 52, 47), (False, 47, 50))).lost < 0.05


def test_a_site_that_does_not_follow_is_left_out():
    found = locus_loss(sites((True, 49, 95), (False, 48, 50)))
    assert found.lost > 0.99
    assert found.kept[0] > 0.99
    assert found.kept[1] + found.gone[1] < 0.05


def test_an_allele_that_is_no_candidate_is_seldom_somatic():
    """Blood at one half, fewer reads in DNT: its copy is lost; it is no clone of the blood."""
    for blood, origin in ((99, Origin.GERMLINE), (3, Origin.SOMATIC)):
        listed = reads(whole_blood=(blood, 200), dnt=(62, 200))
        plain = Site(SiteClass.SUBSTITUTION, listed, candidate=False)
        assert decide(plain, plain.posterior(), parents_known=False).origin is origin
