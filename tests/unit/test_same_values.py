"""INFO, TSV and JSON say the same, value by value, of every column."""

import json
from urllib.parse import unquote

from fasannot.rules.columns import COLUMNS
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
