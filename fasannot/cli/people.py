"""``fasannot people``: one conclusion a person, over the tissues and relatives of a sheet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from fasannot.cli.shared import reading_job, reading_options, tell_warnings
from fasannot.files.paths import check_paths
from fasannot.files.together import Outputs, text_kind
from fasannot.run.request import OutputType

_SUFFIXES = {".tsv": OutputType.TSV, ".json": OutputType.JSON, ".jsonl": OutputType.JSON,
             ".ndjson": OutputType.JSON, ".txt": OutputType.TABLE}  # fmt: skip


def people_type(stated: str | None, path: str | None) -> OutputType:
    """Return the output format: as stated, else by suffix, else by whether a person looks on."""
    if stated is not None:
        return OutputType(stated)
    if path in (None, "-"):
        return OutputType.TABLE if sys.stdout.isatty() else OutputType.TSV
    suffix = Path(str(path)).suffix.lower()
    if suffix not in _SUFFIXES:
        raise click.UsageError(
            f"{path}: the suffix says no format; name it with -O tsv, json or table"
        )
    return _SUFFIXES[suffix]


@click.command(short_help="One conclusion a person, over tissues and relatives.")
@click.argument("sheet_path", metavar="SHEET")
@click.argument("input_path", metavar="[INPUT]", required=False, default="")
@click.option("-o", "--output", "output_path", metavar="PATH", help="Output; default: stdout.")
@click.option(
    "-O",
    "--output-type",
    type=click.Choice(["tsv", "json", "table"]),
    help="tsv, json (one person a line) or table. Default: by the suffix of PATH; else table at a "
    "terminal and tsv in a pipe.",
)
@click.option(
    "--case",
    "case_path",
    metavar="PATH",
    help="Case file (TSV): what the clinic and the laboratory know of each person.",
)
@click.option(
    "--loh",
    "loh_path",
    metavar="PATH",
    help="Also read chromosome 10 and write segments of lost heterozygosity (TSV).",
)
@reading_options
def command(
    sheet_path: str,
    input_path: str,
    output_path: str | None,
    output_type: str | None,
    case_path: str | None,
    loh_path: str | None,
    **options: Any,
) -> None:
    """Say for each person of SHEET where the FAS alleles come from and what they would support.

    SHEET (TSV or CSV) names sample, person and tissue; vcf, bam, father, mother, sex, affected and
    purity may follow. Samples without a vcf are those of INPUT.
    """
    from dataclasses import replace

    kind = people_type(output_type, output_path)
    if loh_path is not None and loh_path in (output_path, "-"):
        raise click.UsageError("--loh writes a file of its own; name another PATH")
    job = replace(
        reading_job(options, output_path, kind),
        input_path=input_path,
        sheet_path=sheet_path,
        case_path=case_path,
        loh_path=loh_path,
    )
    check_paths([input_path, *job.side_files], job.written)

    from fasannot.outputs.people_files import people_text, segments_text
    from fasannot.run.people_run import concluded

    companion = concluded(job)
    tell_warnings(companion.warnings)
    conclusions = companion.conclusions
    text = people_text(conclusions, kind, to_terminal=output_path in (None, "-"))
    with Outputs() as outputs:
        for path, content in ((loh_path, segments_text(conclusions)), (output_path, text)):
            if content is text or path is not None:
                outputs.open(path, text_kind(path)).write(content.encode("utf-8", "replace"))
