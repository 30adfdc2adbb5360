"""Reads at the site: the picture shows what the file holds, and stays small and offline."""

import re

import pytest

from tests.people.test_reads import bam, read
from tests.report import pages
from tests.report.test_page import by_id, text_of, tree

POSITION = 89014191
HALF = 60


def mosaic_reads(alts, refs):
    """Return reads over the site, spread over it, of which some show G>C."""
    found = []
    for number in range(alts + refs):
        start = POSITION - HALF + number % 50
        edit = (POSITION - start, 1, "C") if number < alts else None
        found.append(read(f"r{number}", start, size=120, edit=edit))
    return found


def page(folder, alignments, *options, rows=None):
    output = folder / "page.html"
    rows = rows or [pages.record(POSITION, "G", "C", pages.HET)]
    source = pages.written(folder, pages.vcf(rows, samples=("p",)))
    done = pages.report(source, output=output, options=("--reads", str(alignments), *options))
    return done, output


def pictures(root):
    return [one for one in root.iter("figure") if one.get("class") == "pile"]


def test_a_mosaic_is_counted_and_its_reads_are_drawn_first(tmp_path):
    done, output = page(tmp_path, bam(tmp_path, mosaic_reads(7, 193)))
    assert done.returncode == 0, done.stderr
    [picture] = pictures(tree(output))
    words = text_of(picture)
    assert "7 of 200 reads (3.5 %)" in words
    assert "40 of 200 alignments drawn" in words
    html = output.read_text("utf-8").partition('class="pile"')[2].partition("</figure>")[0]
    rows = re.findall(r"<g( class=\"alt\")?>(.*?)</g>", html)
    assert [bool(kind) for kind, _ in rows] == [True] * 7 + [False] * 33
    assert all(re.findall(r'class="letter[^"]*differs[^"]*"[^>]*>(\w)<', row) == ["C"]
               for kind, row in rows if kind)  # fmt: skip
    assert not any("differs" in row for kind, row in rows if not kind)


def test_a_site_that_nobody_called_is_pictured_too(tmp_path):
    rows = [pages.record(POSITION, "G", "C", pages.REFERENCE)]
    done, output = page(tmp_path, bam(tmp_path, mosaic_reads(0, 30)), rows=rows)
    assert done.returncode == 0, done.stderr
    [picture] = pictures(tree(output))
    assert "0 of 30 reads (0 %)" in text_of(picture)


def test_a_deletion_is_a_gap_and_an_insertion_a_stroke(tmp_path):
    rows = [pages.record(POSITION - 1, "CGA", "C", pages.HET)]
    start = POSITION - HALF
    deleted = read("del", start, size=120, edit=(HALF, 2, ""), cigar=f"{HALF}M2D{120 - HALF}M")
    added = read("ins", start, size=120, edit=(HALF, 0, "TT"), cigar=f"{HALF}M2I{118 - HALF}M")
    done, output = page(tmp_path, bam(tmp_path, [deleted, added, read("r", start, 120)]), rows=rows)
    assert done.returncode == 0, done.stderr
    html = output.read_text("utf-8")
    assert html.count('class="gap"') == 1
    assert html.count('class="added"') == 1


def test_a_large_change_has_no_picture_and_this_is_said(tmp_path):
    rows = [pages.record(POSITION, "G", "G" + "ACGTT" * 18, pages.HET)]
    done, output = page(tmp_path, bam(tmp_path, mosaic_reads(0, 3)), rows=rows)
    assert done.returncode == 0, done.stderr
    assert pictures(tree(output)) == []
    assert "Not pictured" in text_of(by_id(tree(output), "reads"))


def test_many_candidates_and_files_stay_small(tmp_path):
    path = bam(tmp_path, mosaic_reads(100, 200))
    rows = [
        pages.record(POSITION + place, ref, alt, pages.HET)
        for place, ref in enumerate(_bases(POSITION, 14))
        for alt in "ACGT".replace(ref, "")
    ]
    done, output = page(tmp_path, path, "--reads", str(path), "--reads", str(path), rows=rows)
    assert done.returncode == 0, done.stderr
    assert output.stat().st_size < 1_500_000
    assert len(pictures(tree(output))) == 24
    assert "left out to keep the page small" in text_of(by_id(tree(output), "reads"))


def _bases(position, size):
    from tests.support import reference

    return reference(position, size)


def test_deep_coverage_is_thinned_evenly_and_counted_whole(tmp_path):
    done, output = page(tmp_path, bam(tmp_path, mosaic_reads(30, 4500)))
    assert done.returncode == 0, done.stderr
    [picture] = pictures(tree(output))
    assert "30 of 4530 reads (0.66 %)" in text_of(picture)
    assert "40 of 4,530 alignments drawn" in text_of(picture)
    html = output.read_text("utf-8").partition('class="pile"')[2].partition("</figure>")[0]
    assert html.count('<g class="alt">') == 20


@pytest.mark.parametrize(
    ("fault", "message"),
    [("no index", "has no index"), ("no file", "it must be there"), ("no reads", "nowhere.vcf")],
)
def test_a_fault_of_the_file_is_told_and_nothing_is_written(fault, message, tmp_path):
    path = bam(tmp_path, mosaic_reads(1, 2), index=fault != "no index")
    if fault == "no file":
        path = tmp_path / "nowhere.bam"
    if fault == "no reads":
        path = tmp_path / "nowhere.vcf"
        path.write_text("no alignments")
    done, output = page(tmp_path, path)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not output.exists()
