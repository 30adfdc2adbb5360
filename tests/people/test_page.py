"""The page of a sheet: one page a person, no sentence against another."""

import html
import re

from click.testing import CliRunner

from fasannot.cli import command_line
from tests.people.support import R250P, SPLICE, call, row, write_sheet
from tests.support import vcf

COLUMNS = ("sample", "person", "tissue")
NAMES = ("b", "d", "h", "x", "y")
SHEET = [
    ("b", "Ann", "whole_blood"),
    ("d", "Ann", "dnt"),
    ("h", "Ann", "hair"),
    ("x", "Eve", "whole_blood"),
    ("y", "Eve", "dnt"),
]


def page(tmp_path, *records, sheet=SHEET, columns=COLUMNS, arguments=()):
    path, out = tmp_path / "in.vcf", tmp_path / "page.html"
    path.write_text(vcf(records, samples=NAMES))
    listed = write_sheet(tmp_path / "sheet.tsv", sheet, columns)
    done = CliRunner().invoke(
        command_line,
        ["report", str(path), "--sheet", str(listed), "-o", str(out), "-q", *arguments],
    )
    assert done.exit_code == 0, done.output
    text = re.sub(r"<(script|style)\b.*?</\1>", "", out.read_text(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_a_lost_copy_is_no_homozygote(tmp_path):
    text = page(
        tmp_path,
        row(R250P, call(61, 120), call(150, 154, "1/1"), call(44, 90), call(0, 99), call(0, 99)),
    )
    assert "germline, the other copy lost in sorted cells" in text
    assert "ALPS-FAS with a somatic second hit" in text
    assert "inherited from both parents" not in text


def test_every_person_has_a_page(tmp_path):
    text = page(
        tmp_path,
        row(SPLICE, call(61, 120), call(59, 121), call(44, 90), call(0, 99), call(0, 99)),
        row(R250P, call(0, 160), call(55, 120), call(0, 90), call(9, 300), call(61, 130)),
    )
    assert "ALPS-FAS with a somatic second hit" in text
    assert "ALPS-sFAS (somatic mutation)" in text
    assert "Phase of c.651+1G>A and c.749G>C is not known" in text
    assert "9 of 300 reads" in text


def test_a_sheet_may_name_the_file(tmp_path):
    (tmp_path / "in.vcf").write_text(
        vcf([row(R250P, call(140, 290), call(66, 130))], samples=("b", "d"))
    )
    sheet = write_sheet(
        tmp_path / "s.tsv",
        [("b", "Ann", "whole_blood", "in.vcf"), ("d", "Ann", "dnt", "in.vcf")],
        ("sample", "person", "tissue", "vcf"),
    )
    out = tmp_path / "page.html"
    done = CliRunner().invoke(command_line, ["report", "--sheet", str(sheet), "-o", str(out), "-q"])
    assert done.exit_code == 0, done.output
    assert "ALPS-FAS (germline mutation)" in out.read_text()


def test_without_sheet_an_input_is_needed(tmp_path):
    done = CliRunner().invoke(command_line, ["report", "-o", str(tmp_path / "page.html")])
    assert done.exit_code == 2


def test_what_is_odd_about_inheritance_is_told(tmp_path):
    sheet = [("b", "Kid", "whole_blood", "Dad", "Mum"), ("d", "Dad", "whole_blood", "", ""),
             ("h", "Mum", "whole_blood", "", "")]  # fmt: skip
    columns = ("sample", "person", "tissue", "father", "mother")
    text = page(
        tmp_path,
        row(R250P, call(101, 102), call(55, 110), call(0, 90), call(0, 9), call(0, 9)),
        sheet=sheet,
        columns=columns,
    )
    assert "homozygous, although the mother does not show it" in text
    assert "look for a deletion (MLPA) or disomy" in text
    assert "from both parents" not in text
    text = page(
        tmp_path,
        row(R250P, call(51, 102), call(0, 110), call(0, 90), call(0, 9), call(0, 9)),
        sheet=sheet,
        columns=columns,
    )
    assert "new in the person: both parents were read, and neither shows it." in text


def test_without_input_nothing_is_looked_for_under_no_name(tmp_path):
    (tmp_path / "in.vcf").write_text(
        vcf([row(R250P, call(140, 290), call(66, 130))], samples=("b", "d"))
    )
    listed = write_sheet(
        tmp_path / "sheet.tsv",
        [("b", "Ann", "whole_blood", "in.vcf"), ("d", "Ann", "dnt", "in.vcf")],
        ("sample", "person", "tissue", "vcf"),
    )
    out = tmp_path / "people.tsv"
    done = CliRunner().invoke(command_line, ["people", str(listed), "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert "c.749G>C" in out.read_text()
