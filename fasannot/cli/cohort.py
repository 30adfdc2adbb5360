"""``fasannot cohort``: one typed row per sample and FAS allele over many files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from fasannot.cli.shared import reading_job, reading_options
from fasannot.errors import InputError
from fasannot.files.escape import printable
from fasannot.files.paths import check_paths
from fasannot.outputs.job import OutputType
from fasannot.rules.flags import Flag

if TYPE_CHECKING:
    from fasannot.outputs.cohort.cohort_run import CohortResult

_SHOWN_FAILURES = 20


def _listed(path: str) -> Iterator[str]:
    """Yield the inputs that a list names, one a line."""
    try:
        if path == "-":
            yield from filter(None, (line.strip() for line in sys.stdin))
            return
        with Path(path).open(encoding="utf-8-sig", errors="surrogateescape") as lines:
            yield from filter(None, (line.strip() for line in lines))
    except OSError as error:
        raise InputError(
            f"the list of inputs cannot be read: {error.strerror}", path=path
        ) from error


@click.command(short_help="Gather many files into one Parquet table.")
@click.argument("inputs", metavar="[INPUT]...", nargs=-1)
@click.option(
    "-o", "--output", "output_path", metavar="PATH", required=True, help="Parquet file to write."
)
@click.option(
    "--list",
    "list_path",
    metavar="PATH",
    help="Read further INPUTs from a file, one a line; - for standard input.",
)
@click.option(
    "--counts", "counts_path", metavar="PATH", help="Also write allele counts and carriers (TSV)."
)
@click.option(
    "--manifest",
    "manifest_path",
    metavar="PATH",
    help="Also write one line per INPUT: done or failed, samples, rows, build, why (TSV).",
)
@click.option(
    "--threads",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Processes that read INPUTs at the same time; the table is the same.",
)
@click.option(
    "--resume",
    is_flag=True,
    help="Keep what was done beside the output, and take up a run that was killed.",
)
@click.option(
    "--merge",
    is_flag=True,
    help="INPUTs are cohort tables (Parquet): write the table of all their inputs.",
)
@reading_options
@click.option("-q", "--quiet", is_flag=True, help="Only failures on stderr.")
def command(
    inputs: tuple[str, ...],
    output_path: str,
    list_path: str | None,
    counts_path: str | None,
    manifest_path: str | None,
    threads: int,
    resume: bool,
    merge: bool,
    quiet: bool,
    **reading: Any,
) -> int:
    """Gather the FAS alleles of all samples of all INPUTs into one Parquet table.

    One row per sample and allele it carries, with all facts in typed columns; a file without
    samples gives one row per allele. Single-sample and multi-sample files may be mixed, as may
    builds. An INPUT that fails is reported and leaves no row; the others are kept, and the exit
    code is 1. Needs pyarrow: pip install 'fasannot[cohort]', in a checkout '.[cohort]'.
    """
    if not inputs and list_path is None:
        raise click.UsageError("name at least one INPUT, or --list PATH")
    if output_path == "-":
        raise click.UsageError("-o -: Parquet cannot be written to a pipe; name a file")
    named = [path for path in (output_path, counts_path, manifest_path) if path is not None]
    try:
        import pyarrow  # noqa: F401 - its absence is told before any work
    except ImportError as error:
        raise InputError(
            "cohort tables need pyarrow, which is not installed: pip install 'fasannot[cohort]', "
            "or '.[cohort]' in a checkout"
        ) from error
    if merge:
        if counts_path or manifest_path or resume or threads > 1:
            raise click.UsageError(
                "--merge reads tables, which have no counts and no manifest: leave out --counts, "
                "--manifest, --threads and --resume"
            )
        _refuse_reading(reading)
        return _merge(
            [*inputs, *(_listed(list_path) if list_path is not None else ())], output_path, quiet
        )
    from fasannot.outputs.cohort.cohort_table import write_cohort

    job = replace(reading_job(reading, output_path, OutputType.JSON), progress=False)
    check_paths([*job.side_files, *inputs, list_path], named)

    def every() -> Iterator[str]:
        yield from inputs
        if list_path is not None:
            yield from _listed(list_path)

    result = write_cohort(
        every(),
        output_path,
        job,
        counts_path=counts_path,
        manifest_path=manifest_path,
        report=_reporter(reading["no_progress"]),
        threads=threads,
        resume=resume,
    )
    _tell(result, quiet)
    return 1 if result.failed else 0


def _refuse_reading(reading: dict[str, Any]) -> None:
    """Raise where an option is given of how inputs are read: tables hold answers already."""
    context = click.get_current_context()
    for option in context.command.params:
        name = option.name
        if name not in reading or name == "no_progress":
            continue
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(
                f"{option.opts[0]} says how VCF files are read; --merge joins tables whose answers "
                "are there already: give it when the tables are made"
            )


def _merge(tables: list[str], output_path: str, quiet: bool) -> int:
    from fasannot.outputs.cohort.merge import merge_tables

    merged = merge_tables(tables, output_path)
    if merged.repeated:
        print(
            f"fasannot: WARNING: {len(merged.repeated)} sample names stand in more than one table "
            f"(the first: {printable(merged.repeated[0])}): the same person twice, or two of one "
            "name; column source tells them apart",
            file=sys.stderr,
        )
    if not quiet:
        inputs, failed, samples, rows = merged.numbers.values()
        missing = f", {failed} FAILED" if failed else ""
        print(
            f"fasannot: {merged.tables} tables of {inputs} inputs{missing}; {rows} rows, "
            f"{samples} samples",
            file=sys.stderr,
        )
    return 0


def _reporter(no_progress: bool) -> Callable[[CohortResult], None]:
    """Return what tells of each input: failures at once, and a counter at a terminal."""
    from fasannot.run.progress import wanted

    counter = not no_progress and wanted()
    told = 0

    def report(result: CohortResult) -> None:
        nonlocal told
        clear = "\r\x1b[K" if counter else ""
        while told < len(result.failed):
            if told < _SHOWN_FAILURES:
                print(
                    f"{clear}fasannot: failed: {printable(result.failed[told].reason)}",
                    file=sys.stderr,
                )
            told += 1
        if counter:
            done = result.inputs + len(result.failed)
            print(f"{clear}{done} inputs, {result.rows} rows", end="", file=sys.stderr, flush=True)

    return report


def _tell(result: CohortResult, quiet: bool) -> None:
    hidden = len(result.failed) - _SHOWN_FAILURES
    if hidden > 0:
        print(f"fasannot: {hidden} more inputs failed; --manifest lists all", file=sys.stderr)
    for warning in result.warnings[:_SHOWN_FAILURES]:
        print(f"fasannot: WARNING: {printable(warning)}", file=sys.stderr)
    if result.repeated:
        print(
            f"fasannot: WARNING: {result.repeated} sample names stand in more than one input "
            f"(the first: {printable(result.first_repeated)}); column source tells them apart, and "
            "counts take them for different samples",
            file=sys.stderr,
        )
    if quiet:
        return
    counts = result.counts
    failed = f", {len(result.failed)} FAILED" if result.failed else ""
    print(
        f"fasannot: {result.inputs} inputs read{failed}; {result.rows} rows, {counts.samples} "
        f"samples, {len(counts.alleles)} alleles; carriers of a candidate: {counts.candidates}",
        file=sys.stderr,
    )
    carriers = [f"{flag} {counts.by_flag[flag]}" for flag in Flag if counts.by_flag[flag]]
    if carriers:
        print(f"fasannot: carriers by flag: {', '.join(carriers)}", file=sys.stderr)
