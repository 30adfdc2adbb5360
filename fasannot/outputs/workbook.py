"""A workbook for people who read spreadsheets: candidates, all alleles, samples, haplotypes, about.

Every value that is not a count or a position is text: exons (``6/9``) do not become dates, ids lose
no digit, and nothing that a file says is taken for a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from fasannot._version import __version__
from fasannot.files.escape import cell
from fasannot.files.numbers import json_number
from fasannot.files.vcf.record import Record
from fasannot.gene.resources import data_version
from fasannot.outputs.rows import TSV_COLUMNS, record_values, sample_rows
from fasannot.rules.columns import values
from fasannot.rules.flags import Flag
from fasannot.run.summary import Summary, summary_line
from fasannot.samples.carried import CarriedAllele
from fasannot.samples.haplotypes import COLUMNS as HAPLOTYPE_COLUMNS
from fasannot.samples.sample_finding import COLUMNS as SAMPLE_COLUMNS
from fasannot.wording.caveats import caveat

_NUMBERS = frozenset({"POS", "POINTS", "DP", "GQ", "VAF"})
_LONGEST = 32_000  # characters of a cell; a spreadsheet holds 32,767
_WIDTH = 40
Row = tuple[Record, CarriedAllele]


def workbook(
    rows: Sequence[Row],
    summary: Summary,
    shown: str,
    command: str,
    haplotypes: Sequence[Mapping[str, str]],
) -> bytes:
    """Return the bytes of a workbook.

    Args:
        rows: alleles with entries, in file order.
        summary: what was seen.
        shown: the input's name.
        command: the command line.
        haplotypes: the rows of the haplotype table.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - an extra

    book = Workbook(write_only=True)
    candidates = sorted(
        (row for row in rows if row[1].findings[0].candidate),
        key=lambda row: Flag.NOT_JUDGED not in row[1].findings[0].flags,
    )
    _sheet(book, "candidates", TSV_COLUMNS, _allele_rows(candidates))
    _sheet(book, "all alleles", TSV_COLUMNS, _allele_rows(rows))
    samples = (line.split("\t") for record, item in rows for line in sample_rows(record, item))
    _sheet(book, "samples", SAMPLE_COLUMNS, samples)
    _sheet(
        book,
        "haplotypes",
        HAPLOTYPE_COLUMNS,
        ([row[name] for name in HAPLOTYPE_COLUMNS] for row in haplotypes),
    )
    about = (
        ("input", shown),
        ("summary", summary_line(summary, shown)),
        ("fasannot", __version__),
        ("data", data_version()),
        ("command", command),
        ("caveat", caveat()),
    )
    _sheet(book, "about", ("what", "value"), about)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _allele_rows(rows: Iterable[Row]) -> Iterable[list[str]]:
    for record, item in rows:
        for finding in item.findings:
            found = (*record_values(record, finding), *values(finding))
            yield [cell(value) for value in found]


def _sheet(book: Any, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, name in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(_WIDTH, len(name) + 8)

    def text_cell(text: str) -> Any:
        if len(text) > _LONGEST:
            text = f"{text[:_LONGEST]}… ({len(text)} characters in all; see -O tsv)"
        made = WriteOnlyCell(sheet, value=text)
        made.data_type = "s"  # also where it starts as a formula does
        return made

    head = [text_cell(name) for name in columns]
    for made in head:
        made.font = Font(bold=True)
    sheet.append(head)
    for row in rows:
        sheet.append(
            [
                None
                if text == ""
                else _number(text)
                if name in _NUMBERS and _number(text) is not None
                else text_cell(text)
                for name, text in zip(columns, row, strict=True)
            ]
        )


def _number(text: str) -> int | float | None:
    return json_number(text)
