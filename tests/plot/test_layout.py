"""Axes, marks and labels of the lollipop plot."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fasannot.gene.model import load_gene_model
from fasannot.outputs.gathered import gather
from fasannot.outputs.job import Job, OutputType, collect
from fasannot.outputs.plot.axis import GeneAxis, ProteinAxis, spread
from fasannot.outputs.plot.layout import NARROW, WIDE, figures
from fasannot.outputs.plot.marks import STYLES, known_track, marks_of
from fasannot.outputs.plot.svg import page_figure
from fasannot.rules.flags import CANDIDATE_FLAGS
from fasannot.rules.knowledge import load_knowledge
from tests.report import pages

MODEL = load_gene_model()


def marks(tmp_path, content):
    collected = collect(Job(str(pages.written(tmp_path, content)), None, OutputType.TABLE))
    return marks_of(gather([collected]), bool(collected.summary.samples))


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


def test_marks_count_carriers_and_know_the_highest_fraction(tmp_path):
    found = {mark.name: mark for mark in marks(tmp_path, pages.thirty_samples())}
    assert found["c.110T>A"].carriers == 15
    assert found["c.110T>A"].fraction == pytest.approx(16 / 31, abs=1e-3)


def test_what_nobody_carries_is_set_apart(tmp_path):
    rows = [pages.record(89014191, "G", "C", pages.REFERENCE)]
    gene, _ = drawn(tmp_path, pages.vcf(rows, samples=("a",)))
    assert not gene.drawn[0].carried
    assert 'class="head death_domain nobody"' in page_figure(gene)


@pytest.mark.parametrize("count", [10, 60, 300])
def test_every_allele_has_a_mark_within_four_pixels_of_its_place(tmp_path, count):
    content = pages.many_alleles(count)
    axis = GeneAxis(MODEL)
    gene, protein = drawn(tmp_path, content)
    assert gene.alleles == protein.alleles + protein.absent == count
    for one in gene.drawn:
        for mark in one.marks:
            true = axis.units((mark.span[0] + mark.span[1] + 1) / 2) / axis.length
            assert abs(one.place - true) * 1130 <= 4


def test_labels_do_not_overlap_and_lie_within(tmp_path):
    for content in (pages.thirty_samples(), pages.many_alleles(300), pages.many_alleles(10)):
        for figure in drawn(tmp_path, content):
            for which, width in (("wide", WIDE), ("narrow", NARROW)):
                labels = [getattr(one, which) for one in figure.drawn]
                labels = sorted((label for label in labels if label), key=lambda one: one.place)
                for before, after in pairwise(labels):
                    apart = (after.place - before.place) * width
                    assert apart >= 12.9 if after.upright else apart > 20
                assert all(0 <= label.place <= 1 for label in labels)


def test_splice_alleles_stand_at_the_border_of_their_exon(tmp_path):
    _, protein = drawn(tmp_path, pages.thirty_samples())
    places = {one.names: one.place * 335 for one in protein.drawn}
    assert places["c.651+1G>A"] == pytest.approx(217, abs=0.6)  # exon 7 ends with codon 217
    assert places["c.334+2dup"] == pytest.approx(112, abs=0.6)
    assert protein.absent == 1  # of the 3′ UTR


def structural(kind, first, last, info=""):
    exons = MODEL.mane.exons
    build = MODEL.assemblies["GRCh38"]
    start, end = exons[first - 1].start - 80, exons[last - 1].end + 80
    base = MODEL.sequence[start - 1]
    info = f"SVTYPE={kind.partition(':')[0]};END={build.position(end) - 1}{info}"
    return pages.record(build.position(start - 1), base, f"<{kind}>", pages.HET, info=info)


@pytest.mark.parametrize(
    ("kind", "first", "last", "info", "name"),
    [
        ("DEL", 4, 5, "", "deletion of exons 4 and 5"),
        ("DUP:TANDEM", 3, 3, "", "duplication of exon 3"),
        ("DEL", 6, 6, ";IMPRECISE;CIPOS=-30,30;CIEND=-30,30", "deletion of exon 6"),
    ],
)
def test_structural_alleles_are_bars_over_their_exons(tmp_path, kind, first, last, info, name):
    content = pages.vcf([structural(kind, first, last, info)], samples=("s",))
    gene, protein = drawn(tmp_path, content)
    low, high = gene.drawn[0].span
    assert low <= gene.boxes[first - 1].start
    assert high >= gene.boxes[last - 1].end
    assert gene.drawn[0].wide.text == name
    assert protein.drawn[0].span is not None


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
