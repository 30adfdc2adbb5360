"""``fasannot report``: a self-contained page to read, print and hand on."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fasannot.cli.annotate import command_text
from fasannot.cli.common_options import case_option, loh_option
from fasannot.cli.shared import collected, reading_job, reading_options, tell_warnings, written
from fasannot.files.escape import printable
from fasannot.files.paths import check_paths
from fasannot.files.together import Outputs, text_kind
from fasannot.run.request import Job, OutputType

if TYPE_CHECKING:
    from fasannot.outputs.gathered import GatheredAllele
    from fasannot.outputs.job import Collected
    from fasannot.outputs.report.persons import Person
    from fasannot.people.families import Families

    Persons = Callable[[Sequence[GatheredAllele]], tuple[Person, ...]]


def today() -> str:
    """Return the date of the page; ``SOURCE_DATE_EPOCH`` fixes it for reproducible files."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(stated), UTC) if stated.isdecimal() else datetime.now(UTC)
    return moment.strftime("%Y-%m-%d")


@click.command(short_help="Write a self-contained HTML page to read and print.")
@click.argument("input_paths", metavar="INPUT...", nargs=-1)
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
@click.option(
    "--sheet",
    "sheet_path",
    metavar="PATH",
    help="Sample sheet: one page a person, over all tissues and relatives. INPUT may be left out "
    "where the sheet names the files.",
)
@case_option
@loh_option
@click.option(
    "--reads",
    "reads_paths",
    multiple=True,
    metavar="PATH",
    help="Picture the reads of this file (BAM, CRAM, with index) at each candidate, called there "
    "or not; may be repeated.",
)
@click.option("-q", "--quiet", is_flag=True, help="No line on stderr when it is written.")
@reading_options
def command(
    input_paths: tuple[str, ...],
    output_path: str,
    coverage_paths: tuple[str, ...],
    sheet_path: str | None,
    case_path: str | None,
    loh_path: str | None,
    reads_paths: tuple[str, ...],
    quiet: bool,
    **options: Any,
) -> None:
    """Write one HTML page about the FAS alleles of one or many INPUTs.

    The page needs no network and no other file; it can be mailed, printed and archived. With many
    inputs an overview comes first.
    """
    for option, value in (("case", case_path), ("loh", loh_path)):
        if value is not None and sheet_path is None:
            raise click.UsageError(f"--{option} needs --sheet: it is about persons")
    if sheet_path is None and not input_paths:
        raise click.UsageError("Missing argument 'INPUT...'.")
    from fasannot.outputs.report.render import render, require_jinja

    check_paths([*input_paths, *coverage_paths, *reads_paths], [output_path])
    suffix = Path(output_path).suffix.lower()
    if suffix not in ("", ".html", ".htm") and not output_path.startswith("/dev/"):
        raise click.UsageError(
            f"-o {printable(output_path)}: the page is HTML; end the name in .html (a "
            "browser prints it as PDF)"
        )
    require_jinja()
    from fasannot.outputs.report.seen import coverage_views
    from fasannot.outputs.report.view import page_view

    people: Persons | None = None
    segments = ""
    if sheet_path is None:
        inputs = collected(input_paths, output_path, options)
    else:
        job = replace(
            reading_job(options, output_path, OutputType.TABLE),
            sheet_path=sheet_path,
            case_path=case_path,
            loh_path=loh_path,
        )
        inputs, people, segments = _with_sheet(job, input_paths)
    seen = coverage_views(coverage_paths, inputs, options["assembly"])
    pedigree = _pedigree(options["pedigree_path"], inputs)
    text = render(page_view(inputs, command_text(), today(), seen, pedigree, people, reads_paths))
    with Outputs() as outputs:
        if loh_path is not None:
            outputs.open(loh_path, text_kind(loh_path)).write(segments.encode("utf-8", "replace"))
        outputs.open(output_path).write(text.encode("utf-8", "backslashreplace"))
    if not quiet:
        written(output_path, inputs)


def _with_sheet(job: Job, input_paths: tuple[str, ...]) -> tuple[list[Collected], Persons, str]:
    """Return what was found in a sheet's files, what gives its persons, and the lost segments."""
    from fasannot.outputs.job import collect
    from fasannot.outputs.people_files import segments_text
    from fasannot.outputs.report.sheet_persons import sheet_persons
    from fasannot.run.people_run import ToldFile, concluded

    if len(input_paths) > 1:
        raise click.UsageError("with --sheet one INPUT at most; the sheet names the other files")
    job = replace(job, input_path=input_paths[0] if input_paths else "")
    check_paths([job.input_path or None, *job.side_files], job.written)
    companion = concluded(job)
    tell_warnings(companion.warnings)
    inputs = [
        collect(replace(job, input_path=file or job.input_path), ToldFile(companion, file))
        for file in companion.files
    ]

    def people(gathered: Sequence[GatheredAllele]) -> tuple[Person, ...]:
        return sheet_persons(companion.conclusions, gathered, companion.key_of)

    return inputs, people, segments_text(companion.conclusions)


def _pedigree(path: str | None, inputs: list[Collected]) -> Families | None:
    from fasannot.people.families import read_families

    if path is None:
        return None
    return read_families(path)
