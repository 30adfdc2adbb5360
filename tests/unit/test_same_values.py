"""INFO, TSV and JSON say the same, value by value, of every column."""

import json
from urllib.parse import unquote

import pytest

from fasannot.api import annotator
from fasannot.files.escape import info_entry
from fasannot.files.vcf.record import parse_record
from fasannot.rules.columns import COLUMNS, LIST_PLACES, values
from tests.pipelines.engines import FASANNOT, ROOT, run


def test_info_and_tsv_hold_the_same_values():
    command = [*FASANNOT, "annotate", ROOT / "data/example.vcf", "-q", "-O"]
    header, *rows = run([*command, "tsv"]).stdout.splitlines()
    names = header.split("\t")
    first = names.index(COLUMNS[0].name)
    entries = [
        item.removeprefix("FASANN=")
        for line in run([*command, "v"]).stdout.splitlines()
        if not line.startswith("#")
        for item in line.split("\t")[7].split(";")
        if item.startswith("FASANN=")
    ]
    written = [
        [unquote(cell) for cell in entry.split("|")]
        for text in entries
        for entry in text.split(",")
    ]
    assert written == [row.split("\t")[first:] for row in rows]
    assert any("HIGH" in entry for entry in written)
    objects = [json.loads(line) for line in run([*command, "json"]).stdout.splitlines()]
    for row, item in zip(rows, objects, strict=True):
        cells = dict(zip(names, row.split("\t"), strict=True))
        for column in COLUMNS:
            value = item[column.json_name]
            if isinstance(value, str):
                assert cells[column.name] == value
            elif isinstance(value, list):
                assert cells[column.name] == "&".join(value)


@pytest.mark.parametrize(
    ("ref", "alt", "flagged"),
    [("G", "C", False), ("GA", "G", False), ("G", "<DEL>", False), ("T", "C", True)],
)
def test_values_are_text_and_lists_stand_where_they_may(ref, alt, flagged):
    tool = annotator("GRCh38", transcripts="all")
    tool.flag_mismatches = flagged
    line = f"chr10\t89014191\t.\t{ref}\t{alt}\t.\t.\tSVTYPE=DEL;END=89014391".encode()
    (item,) = tool.annotate_record(parse_record(line, "", ""))
    assert item.findings
    for finding in item.findings:
        found = values(finding)
        assert len(found) == len(COLUMNS)
        lists = {place for place, value in enumerate(found) if isinstance(value, tuple)}
        assert lists <= set(LIST_PLACES)
        texts = [value if isinstance(value, tuple) else (value,) for value in found]
        assert all(isinstance(text, str) for one in texts for text in one)
        assert info_entry(found, LIST_PLACES) == info_entry(found)
