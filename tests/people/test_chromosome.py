"""Chromosome 10: how the files of the tissues are read, and the figure of it."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pysam
import pytest
from click.testing import CliRunner

from fasannot.cli import command_line
from fasannot.outputs.plot.chromosome import chromosome_figure, picture_of
from fasannot.people.parameters import load_parameters
from fasannot.people.track import scan
from tests.people.laboratory import Lab
from tests.people.simulate import paralogous, track
from tests.people.support import conclude, conclude_files, write_sheet
from tests.people.test_people import chromosome
from tests.support import LENGTHS, reference, vcf

BLOOD, DNT = "whole_blood", "dnt"
SHEET = [("b", "P", BLOOD, "b.vcf"), ("d", "P", DNT, "d.vcf")]


def columns(records):
    """Return the records of blood, and those of the sorted cells."""
    return ([[*one[:9], one[9]] for one in records], [[*one[:9], one[10]] for one in records])


def lacks_alt(record):
    """Whether a caller of this sample alone would not list the place."""
    alt, total = (int(part.split(",")[-1]) for part in record[9].split(":")[1:3])
    return alt < 0.15 * total


def told(tmp_path, files, sheet=SHEET, columns=("sample", "person", "tissue", "vcf")):
    out = tmp_path / "loh.tsv"
    return conclude_files(tmp_path, files, sheet, columns, loh_path=str(out))


@pytest.fixture(scope="module")
def records():
    return chromosome(np.random.default_rng(8), "copy_neutral")


def test_lost_alleles_are_not_listed_in_a_file_of_the_sorted_cells_alone(tmp_path, records):
    blood, dnt = columns(records)
    kept = [one for one in dnt if not lacks_alt(one)]
    assert len(kept) < len(dnt) - 20
    found = told(tmp_path, {"b.vcf": (blood, "b"), "d.vcf": (kept, "d")})
    unlisted = len(dnt) - len(kept)
    assert found.json[0]["notes"] == [f"sites_not_listed=dnt:{unlisted}"]
    assert f"({unlisted})" in found.json[0]["conclusion"]["missing"][-1]
    assert found.segments[0]["COVERS_FAS"] == "yes"


def test_reference_blocks_of_the_sorted_cells_count(tmp_path, records):
    blood, dnt = columns(records)

    def in_gvcf(one):
        genotype, counts, depth, quality = one[9].split(":")
        if lacks_alt(one):
            block = [*one[:4], "<NON_REF>", ".", ".", f"END={one[1]}", "GT:DP:GQ"]
            return [*block, f"0/0:{depth}:{quality}"]
        call = f"{genotype}:{counts},0:{depth}:{quality}"
        return [*one[:4], f"{one[4]},<NON_REF>", *one[5:9], call]

    blocks = [in_gvcf(one) for one in dnt]
    found = told(tmp_path, {"b.vcf": (blood, "b"), "d.vcf": (blocks, "d")})
    assert found.json[0]["notes"] is None
    (segment,) = found.segments
    assert int(segment["SITES"]) > 50
    assert segment["TYPE"] == "copy_neutral"


def test_reads_of_the_sorted_cells_count_where_the_file_lists_nothing(tmp_path, records):
    blood, dnt = columns(records)
    kept = [one for one in dnt if not lacks_alt(one)]
    header = {
        "HD": {"VN": "1.6", "SO": "coordinate"},
        "SQ": [{"SN": "chr10", "LN": LENGTHS["GRCh38"]}],
        "RG": [{"ID": "1", "SM": "d"}],
    }
    path = tmp_path / "d.bam"
    with pysam.AlignmentFile(str(path), "wb", header=header) as out:
        for one in dnt:
            for number in range(40):
                read = pysam.AlignedSegment(out.header)
                read.query_name = f"{one[1]}-{number}"
                read.reference_id, read.reference_start = 0, int(one[1]) - 11
                read.query_sequence = "C" * 10 + one[3 if number else 4] + "C" * 10
                read.query_qualities = [35] * 21
                read.cigartuples, read.mapping_quality = [(0, 21)], 60
                out.write(read)
    pysam.index(str(path))
    sheet = [("b", "P", BLOOD, "b.vcf", ""), ("d", "P", DNT, "d.vcf", "d.bam")]
    names = ("sample", "person", "tissue", "vcf", "bam")
    found = told(tmp_path, {"b.vcf": (blood, "b"), "d.vcf": (kept, "d")}, sheet, names)
    assert found.json[0]["notes"] is None
    assert int(found.segments[0]["SITES"]) > 50


def test_tissues_of_one_sample_name(tmp_path, records):
    """Files of one laboratory often name every sample alike."""
    blood, dnt = columns(records)
    sheet = [("s", "P", BLOOD, "b.vcf"), ("s", "P", DNT, "d.vcf")]
    found = told(tmp_path, {"b.vcf": (blood, "s"), "d.vcf": (dnt, "s")}, sheet)
    assert found.segments[0]["TYPE"] == "copy_neutral"


def test_counts_of_ref_and_alt_in_keys_of_their_own(tmp_path, records):
    def rewritten(one):
        ref, alt = one.split(":")[1].split(",")
        return f"{one.split(':')[0]}:{ref}:{alt}"

    listed = [[*one[:8], "GT:RO:AO", *map(rewritten, one[9:])] for one in records]
    sheet = [("b", "P", BLOOD), ("d", "P", DNT)]
    found = conclude(tmp_path, listed, sheet, ("b", "d"), loh_path=str(tmp_path / "loh.tsv"))
    assert found.segments[0]["TYPE"] == "copy_neutral"


def test_a_file_without_a_declared_build_takes_that_of_its_bases(tmp_path, records):
    base = reference(89008915, 6)
    long = ["chr10", "89008915", ".", base, f"T{base[1:]}", "50", "PASS", ".", "GT", "0/1", "0/1"]
    records = sorted([*records, long], key=lambda one: int(one[1]))
    sheet = [("b", "P", BLOOD), ("d", "P", DNT)]
    found = conclude(
        tmp_path, records, sheet, ("b", "d"), contigs=("chr10",), loh_path=str(tmp_path / "l.tsv")
    )
    assert found.segments[0]["COVERS_FAS"] == "yes"


def test_why_nothing_is_called_stands_under_missing(tmp_path, records):
    inside = [one for one in records if int(one[1]) > 70_000_000]  # no balanced part is left
    sheet = [("b", "P", BLOOD), ("d", "P", DNT)]
    found = conclude(tmp_path, inside, sheet, ("b", "d"), loh_path=str(tmp_path / "loh.tsv"))
    assert found.segments == []
    assert "no_balanced_control=dnt" in found.json[0]["notes"]
    assert any("no part of the chromosome is balanced" in one
               for one in found.json[0]["conclusion"]["missing"])  # fmt: skip


def test_the_figure(tmp_path, records):
    sheet = [("b", "P", BLOOD), ("d", "P", DNT)]
    found = conclude(tmp_path, records, sheet, ("b", "d"), loh_path=str(tmp_path / "loh.tsv"))
    (track,) = found.conclusions[0].tracks
    picture = picture_of(track)
    (band,) = picture.bands
    assert band.start_range[0] <= band.start <= band.start_range[1]
    assert band.end_range[0] <= band.end <= band.end_range[1]
    words = r"copy-neutral loss of heterozygosity in \d\d % of the cells, .* Mb"
    assert re.fullmatch(words, band.label)
    assert len(picture.points) == picture.sites == len(track.sites)
    svg = chromosome_figure(picture, "one")
    root = ElementTree.fromstring(svg)
    assert root.find("title").text == "Chromosome 10: double-negative T cells against whole blood"
    assert band.label in root.find("desc").text
    assert len(root.findall("circle")) == picture.sites
    assert root.get("aria-labelledby") == "title-one desc-one"
    assert "style=" not in svg  # the page allows none


def test_many_sites_are_thinned_and_none_are_no_figure(tmp_path, records):
    sheet = [("b", "P", BLOOD), ("d", "P", DNT)]
    found = conclude(tmp_path, records, sheet, ("b", "d"), loh_path=str(tmp_path / "loh.tsv"))
    (track,) = found.conclusions[0].tracks
    many = picture_of(type(track)(track.sample, track.reference, track.chrom, track.place,
                                  track.sites * 30))  # fmt: skip
    assert len(many.points) <= 700 < many.sites
    assert picture_of(type(track)(track.sample, track.reference)) is None


def test_the_page_of_a_person_draws_the_chromosome_once(tmp_path, records):
    path, page = tmp_path / "in.vcf", tmp_path / "page.html"
    path.write_text(vcf(records, samples=("b", "d")))
    sheet = write_sheet(tmp_path / "sheet.tsv", [("b", "Ann", BLOOD), ("d", "Ann", DNT)])
    command = ["report", str(path), "--sheet", str(sheet), "-o", str(page), "-q"]
    done = CliRunner().invoke(command_line, [*command, "--loh", str(tmp_path / "loh.tsv")])
    assert done.exit_code == 0, done.output
    text = page.read_text()
    assert text.count('<figure class="plot" id="figure-chromosome-') == 1
    assert "copy-neutral loss of heterozygosity in" in text
    assert CliRunner().invoke(command_line, command).exit_code == 0
    assert "figure-chromosome-" not in page.read_text()


EXOME = Lab(depth=80, uneven=0.25)
NOISY = replace(EXOME, molecules=0.5, copying=2.0)


def scans(seed, number, *args, **options):
    random = np.random.default_rng(seed)
    return [scan(track(random, *args, **options)[0]) for _ in range(number)]


def test_twenty_sites_show_a_disomy_of_a_quarter_of_the_cells():
    lab = Lab(depth=100, uneven=0.15)
    found = scans(31, 24, 150, 0.25, "copy_neutral", lab, within=20)
    assert sum(bool(one.found) for one in found) >= 21  # 98 % of many
    assert all(one.found[0].last > 140 for one in found if one.found)


def test_a_stretch_within_the_arm_needs_more_than_one_that_reaches_its_end():
    numbers = load_parameters()
    found = [one.found[0] for one in scans(32, 8, 150, 0.5, "deletion", EXOME, within=30)]
    assert all(one.enough == numbers.one("track_telomere_score") for one in found)
    random, inner = np.random.default_rng(33), []
    for _ in range(8):
        sites, _ = track(random, 150, 0.6, "deletion", EXOME, within=50, inner=True)
        inner += scan(sites).found
    assert inner
    assert all(one.enough == numbers.one("track_score") for one in inner)


def test_the_scatter_of_the_library_is_no_segment_and_hides_none():
    assert not any(one.found for one in scans(34, 12, 300, 0.0, "none", NOISY))
    lost = scans(35, 12, 300, 0.9, "copy_neutral", NOISY)
    assert sum(bool(one.found) for one in lost) >= 11
    assert all(one.scatter >= 0.03 for one in lost if one.found)
    amplified = replace(NOISY, molecules=0.1)
    assert {one.note for one in scans(36, 6, 300, 0.0, "none", amplified)} == {"noisy_library"}


def test_sites_that_are_off_balance_in_both_tissues_are_no_segment():
    random = np.random.default_rng(37)
    for _ in range(12):
        assert not scan(paralogous(random, 300, EXOME)).found


def test_many_sites_take_their_scatter_from_some_of_them():
    sites, start = track(np.random.default_rng(38), 7000, 0.3, "copy_neutral", EXOME)
    (segment,) = scan(sites).found
    assert segment.last == len(sites) - 1
    assert abs(sites[segment.first].position - start) < 2_000_000
