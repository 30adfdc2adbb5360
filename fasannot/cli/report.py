"""``fasannot report``: a self-contained page to read, print and hand on."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from fasannot.cli.annotate import command_text
from fasannot.cli.shared import collected, reading_options, written
from fasannot.files.candidates import OutputKind
from fasannot.files.opening import open_sink
from fasannot.files.target import same_file

if TYPE_CHECKING:
    from fasannot.outputs.job import Collected
    from fasannot.people.families import Families


def today() -> str:
    """Return the date of the page; ``SOURCE_DATE_EPOCH`` fixes it for reproducible files."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(stated), UTC) if stated.isdecimal() else datetime.now(UTC)
    return moment.strftime("%Y-%m-%d")


@click.command(short_help="Write a self-contained HTML page to read and print.")
@click.argument("input_paths", metavar="INPUT...", nargs=-1, required=True)
@click.option(
    "-o", "--output", "output_path", metavar="PATH", required=True, help="Page; - for stdout."
)
@click.option(
    "--coverage",
    "coverage_paths",
    multiple=True,
    metavar="PATH",
    help="Show from this file (gVCF, BED, mosdepth, BAM, CRAM) what of FAS was seen; may be "
    "repeated. Inputs that are gVCFs of one sample are used without being named.",
)
@click.option("-q", "--quiet", is_flag=True, help="No line on stderr when it is written.")
@reading_options
def command(
    input_paths: tuple[str, ...],
    output_path: str,
    coverage_paths: tuple[str, ...],
    quiet: bool,
    **options: Any,
) -> None:
    """Write one HTML page about the FAS alleles of one or many INPUTs.

    The page needs no network and no other file; it can be mailed, printed and archived. With many
    inputs an overview comes first.
    """
    from fasannot.outputs.report.render import render, require_jinja

    require_jinja()
    from fasannot.outputs.report.seen import coverage_views
    from fasannot.outputs.report.view import page_view

    for path in coverage_paths:
        same_file(path, output_path)
    inputs = collected(input_paths, output_path, options)
    seen = coverage_views(coverage_paths, inputs, options["assembly"])
    pedigree = _pedigree(options["pedigree_path"], inputs)
    text = render(page_view(inputs, command_text(), today(), seen, pedigree))
    with open_sink(output_path, OutputKind.TEXT) as sink:
        sink.write(text.encode("utf-8", "backslashreplace"))
    if not quiet:
        written(output_path, inputs)


def _pedigree(path: str | None, inputs: list[Collected]) -> Families | None:
    from fasannot.people.families import read_families

    if path is None:
        return None
    return read_families(path)
