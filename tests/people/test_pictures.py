"""The four classical pictures of ALPS, each read alike in table, JSON, text and page."""

import html
import json
import re

import pytest
from click.testing import CliRunner

from fasannot.cli import command_line
from tests.people.support import R250P, SPLICE, call, row, write_sheet
from tests.support import vcf

NAMES = ("b", "d", "h")
SHEET = [("b", "Ann", "whole_blood"), ("d", "Ann", "dnt"), ("h", "Ann", "hair")]

# Name: records; origins; flags of the person; category; words of text and page; words of neither.
PICTURES = {
    "germline": (
        [row(R250P, call(61, 124), call(58, 119), call(47, 96))],
        {"c.749G>C": "germline"},
        {"c.749G>C": set()},
        "ALPS-FAS",
        ("ALPS-FAS (germline mutation)", "c.749G>C"),
        ("somatic second hit", "homozygous"),
    ),
    "germline and somatic": (
        [
            row(SPLICE, call(60, 121), call(63, 128), call(50, 103)),
            row(R250P, call(1, 130), call(54, 122), call(0, 98)),
        ],
        {"c.651+1G>A": "germline", "c.749G>C": "somatic"},
        {"c.651+1G>A": set(), "c.749G>C": {"MOSAIC", "SECOND_HIT"}},
        "ALPS-FAS_with_somatic_second_hit",
        ("ALPS-FAS with a somatic second hit", "somatic"),
        ("COMPOUND", "homozygous"),
    ),
    "germline and disomy": (
        [row(R250P, call(59, 120), call(117, 124, "1/1"), call(46, 95))],
        {"c.749G>C": "germline_with_loh"},
        {"c.749G>C": {"LOH"}},
        "ALPS-FAS_with_somatic_second_hit",
        ("the other copy", "lost in sorted cells"),
        ("homozygous", "both parents carry"),
    ),
    "somatic only": (
        [row(R250P, call(7, 290), call(57, 121), call(0, 102))],
        {"c.749G>C": "somatic"},
        {"c.749G>C": {"MOSAIC"}},
        "ALPS-sFAS",
        ("ALPS-sFAS (somatic mutation)", "7 of 290 reads"),
        ("second hit is", "germline,"),
    ),
}
PERSONAL = {"HOM", "MOSAIC", "SECOND_HIT", "COMPOUND", "LOH"}


@pytest.mark.parametrize("name", list(PICTURES))
def test_each_is_read_alike_everywhere(tmp_path, name):
    records, origins, flags, category, words, nowhere = PICTURES[name]
    path = tmp_path / "in.vcf"
    path.write_text(vcf(records, samples=NAMES))
    sheet = str(write_sheet(tmp_path / "sheet.tsv", SHEET))

    def run(*arguments):
        out = tmp_path / "out"
        done = CliRunner().invoke(command_line, [*arguments, "-o", str(out)])
        assert done.exit_code == 0, done.output
        return out.read_text()

    table = run("people", sheet, str(path), "-O", "tsv").splitlines()
    rows = [dict(zip(table[0].split("\t"), one.split("\t"), strict=True)) for one in table[1:]]
    short = [one["HGVSc"].partition(":")[2] for one in rows]
    assert dict(zip(short, [one["ORIGIN"] for one in rows], strict=True)) == origins
    for change, one in zip(short, rows, strict=True):
        assert set(one["FLAGS"].split("&")) & PERSONAL == flags[change]
        assert one["CATEGORY"] == category
    person = json.loads(run("people", sheet, str(path), "-O", "json"))
    assert person["category"] == category
    assert {e["hgvs_c"].partition(":")[2]: e["origin"] for e in person["events"]} == origins
    text = " ".join(run("people", sheet, str(path), "-O", "table").split())
    page = run("report", str(path), "--sheet", sheet, "-q")
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    first = body[body.index('<main id="main">') : body.index('<section id="plots"')]
    shown = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", first)).split())
    for word in words:
        assert word in text + shown
    for word in nowhere:
        assert word not in text
        assert word not in shown
