"""Reads side by side: a panel a person or tissue, carriers or not, on one scale."""

import re

import pytest

from fasannot.outputs.report.fractions import interval
from tests.report import pages
from tests.report.test_page import text_of, tree

TRIO = "F\tkid\tdad\tmum\t1\t2\n"


def page(folder, rows, samples, *options):
    output = folder / "page.html"
    source = pages.written(folder, pages.vcf(rows, samples=samples))
    done = pages.report(source, output=output, options=options)
    assert done.returncode == 0, done.stderr
    return tree(output)


def panels(root):
    return [text_of(one) for one in root.iter("figure") if one.get("class") == "panel"]


def spots(folder):
    """Return where the dots of the page stand, in per cent of their scale."""
    return re.findall(r'class="spot" cx="([\d.]+)%"', (folder / "page.html").read_text("utf-8"))


def test_a_parent_without_the_variant_shows_how_much_was_read(tmp_path):
    (tmp_path / "f.ped").write_text(TRIO)
    rows = [
        pages.record(89014236, "A", "G", "0/1:20,21:41:99", "0/0:37,0:37:99", "0/1:17,16:33:99")
    ]
    ped = str(tmp_path / "f.ped")
    found = panels(page(tmp_path, rows, ("kid", "dad", "mum"), "--ped", ped))
    assert len(found) == 3
    assert "21 of 41 reads (51 %)" in found[0]
    assert "0 of 37 reads (0 %)" in found[1]
    assert "16 of 33 reads (48 %)" in found[2]


def test_tissues_of_a_person_stand_side_by_side(tmp_path):
    sheet = tmp_path / "sheet.tsv"
    sheet.write_text("sample\tperson\ttissue\nb\tIda\twhole_blood\nd\tIda\tdnt\n")
    rows = [pages.record(89012082, "G", "A", "0/0:392,8:400:50", "0/1:61,59:120:99")]
    root = page(tmp_path, rows, ("b", "d"), "--sheet", str(sheet))
    found = panels(root)
    assert "whole blood" in found[0]
    assert "8 of 400 reads (2 %)" in found[0]
    assert "59 of 120 reads (49 %)" in found[1]
    assert spots(tmp_path) == ["2.00", "49.17"]


@pytest.mark.parametrize("names", [("a",), ("a", "b")])
def test_what_nobody_related_stands_beside_has_no_panel(tmp_path, names):
    rows = [pages.record(89014236, "A", "G", *[pages.HET] * len(names))]
    assert panels(page(tmp_path, rows, names)) == []


def test_reads_that_are_not_stated_are_not_drawn(tmp_path):
    (tmp_path / "f.ped").write_text(TRIO)
    rows = [pages.record(89014236, "A", "G", "0/1:20,21:41:99", "./.", "0/1")]
    ped = str(tmp_path / "f.ped")
    root = page(tmp_path, rows, ("kid", "dad", "mum"), "--ped", ped)
    assert [bool(re.search("not stated", text)) for text in panels(root)] == [False, True, True]
    assert spots(tmp_path) == ["51.22"]


@pytest.mark.parametrize(("alt", "total"), [(0, 40), (2, 100), (40, 40), (1, 1)])
def test_the_interval_holds_the_fraction(alt, total):
    low, high = interval(alt / total, total)
    assert 0 <= low <= alt / total <= high <= 1
    assert high - low < 1
