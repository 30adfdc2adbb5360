"""Axes, marks and labels of the lollipop plot."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fasannot.gene.model import load_gene_model
from fasannot.outputs.gathered import gather
from fasannot.outputs.job import Job, OutputType, collect
from fasannot.outputs.plot.axis import GeneAxis, ProteinAxis, spread
from fasannot.outputs.plot.layout import figures
from fasannot.outputs.plot.marks import STYLES, known_track, marks_of
from fasannot.rules.flags import CANDIDATE_FLAGS
from fasannot.rules.knowledge import load_knowledge
from tests.report import pages

MODEL = load_gene_model()


def marks(tmp_path, content, fractions=False):
    collected = collect(Job(str(pages.written(tmp_path, content)), None, OutputType.TABLE))
    return marks_of(gather([collected]), bool(collected.summary.samples), fractions)


def drawn(tmp_path, content):
    known = known_track(MODEL, load_knowledge().catalogue)
    return figures(MODEL, marks(tmp_path, content), known)


@given(
    st.lists(st.floats(-50, 1050), min_size=1, max_size=80).map(sorted),
    st.floats(0.5, 40),
)
def test_spread_keeps_order_distance_and_borders(wanted, gap):
    places = spread(wanted, gap, 0, 1000)
    room = min(gap, 1000 / (len(wanted) - 1)) if len(wanted) > 1 else 0
    assert all(after - before >= room - 1e-6 for before, after in pairwise(places))
    assert places[0] >= -1e-6
    assert places[-1] <= 1000 + 1e-6


def test_spread_leaves_alone_what_has_room():
    assert spread([10.0, 40.0, 90.0], 18, 0, 100) == [10.0, 40.0, 90.0]


def test_gene_axis_is_to_scale_in_exons_and_rises_everywhere():
    axis = GeneAxis(MODEL)
    places = [axis.units(coordinate) for coordinate in range(len(MODEL.sequence))]
    assert all(before <= after for before, after in pairwise(places))
    assert places[0] == 0
    assert places[-1] <= axis.length
    for exon in MODEL.mane.exons[:-1]:
        assert axis.units(exon.end - 1) - axis.units(exon.start) == pytest.approx(len(exon) - 1)
    assert axis.units(-1000) == 0
    assert axis.units(10**6) == axis.length


def test_exons_and_domains_are_those_of_the_model():
    assert [box.name for box in GeneAxis(MODEL).exons()] == [str(n) for n in range(1, 10)]
    domains = {box.name: (box.start, box.end) for box in ProteinAxis(MODEL).domains()}
    assert domains["Death domain"] == (229, 314)
    assert domains["TM"] == (173, 190)


def test_heights_count_carriers_or_take_the_highest_fraction(tmp_path):
    found = marks(tmp_path, pages.thirty_samples())
    assert {mark.name: mark.height for mark in found}["c.110T>A"] == 15
    found = marks(tmp_path, pages.thirty_samples(), fractions=True)
    assert found[0].height == pytest.approx(16 / 31, abs=1e-3)


def test_what_nobody_carries_stands_at_zero(tmp_path):
    rows = [pages.record(89014191, "G", "C", pages.REFERENCE)]
    assert marks(tmp_path, pages.vcf(rows, samples=("a",)))[0].height == 0


def test_labels_have_room_and_what_has_none_is_counted(tmp_path):
    for content in (pages.thirty_samples(), pages.many_alleles()):
        for figure in drawn(tmp_path, content):
            heads = sorted(mark.head for mark in figure.marks if mark.label)
            assert all(after - before >= 15.99 for before, after in pairwise(heads))
            assert len(heads) + figure.unlabelled == len(figure.marks)


def test_splice_alleles_have_no_place_in_the_protein(tmp_path):
    gene, protein = drawn(tmp_path, pages.thirty_samples())
    assert len(gene.marks) == 11
    assert protein.absent == len(gene.marks) - len(protein.marks) > 0


def test_every_flag_of_a_candidate_has_a_style_and_no_two_look_alike():
    assert {style.flag for style in STYLES} >= CANDIDATE_FLAGS
    assert len({style.shape for style in STYLES}) == len(STYLES)


def test_builds_are_brought_together(tmp_path):
    new = collect(Job(str(pages.written(tmp_path, pages.one_sample())), None, OutputType.TABLE))
    rows = [pages.record(89014191 + 1759757, "G", "C", pages.HET)]
    old_text = pages.vcf(rows, contigs=("chr10:135534747",), samples=("other",))
    old = collect(Job(str(pages.written(tmp_path, old_text, "o.vcf")), None, OutputType.TABLE))
    alleles = gather([new, old])
    assert len(alleles) == 2
    assert alleles[0].carrier_count == 2
