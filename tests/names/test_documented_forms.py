"""Every form that the page on explain lists is read as it says there."""

import re
from pathlib import Path

import pytest

import fasannot

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "explain.md"
CODE = re.compile(r"`([^`]+)`")


def rows(heading):
    """Return the cells of the table below a heading of the page."""
    text = PAGE.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2]
    lines = [line for line in text.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


FORMS = rows("Forms")


def short(finding):
    return (finding.hgvs_c or finding.hgvs_g).partition(":")[2]


def test_the_table_is_there():
    assert len(FORMS) > 45


@pytest.mark.parametrize(("form", "example", "answer"), FORMS, ids=[row[0] for row in FORMS])
def test_each_form_is_read(form, example, answer):
    readings = fasannot.parse(CODE.findall(example)[0])
    found = [short(f) for reading in readings for f in fasannot.annotate_reading(reading)]
    assert found == CODE.findall(answer)


@pytest.mark.parametrize("row", rows("More than one reading"), ids=lambda row: row[0])
def test_texts_with_two_readings_have_two(row):
    assert len(fasannot.parse(CODE.findall(row[0])[0])) == 2
