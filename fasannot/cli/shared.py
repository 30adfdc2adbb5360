"""Options and steps that the commands over many inputs share: report, plot and cohort."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

import click

from fasannot.cli.assembly_option import AssemblyType
from fasannot.files.escape import printable
from fasannot.files.paths import check_paths
from fasannot.outputs.job import Collected, Job, OutputType, collect
from fasannot.wording.book import say, say_count

Command = TypeVar("Command", bound=Callable[..., Any])

_EVIDENCE_OPTIONS = (
    click.option(
        "--data",
        "data_folder",
        metavar="DIR",
        envvar="FASANNOT_DATA",
        help="Slices of official releases, made by 'fasannot data fetch'. Default: the variable "
        "FASANNOT_DATA.",
    ),
    *(
        click.option(f"--{name}", multiple=True, metavar=metavar, help=f"{text}; may be repeated.")
        for name, metavar, text in (
            ("clinvar", "VCF", "Your ClinVar VCF (bgzip, tabix)"),
            ("gnomad", "VCF", "Your gnomAD sites VCF (bgzip, tabix)"),
            ("spliceai", "VCF", "Your SpliceAI VCF (bgzip, tabix)"),
            ("alphamissense", "TSV", "Your AlphaMissense TSV (bgzip, tabix)"),
            ("revel", "TSV", "Your REVEL TSV (bgzip, tabix)"),
        )
    ),
    click.option(
        "--frequency-tag",
        "frequency_tags",
        multiple=True,
        metavar="KEY",
        help="INFO key of INPUT that holds a population allele frequency; may be repeated.",
    ),
)
_OPTIONS = (
    click.option(
        "--assembly",
        type=AssemblyType(),
        default="auto",
        show_default=True,
        help="Genome build; auto finds it for each input.",
    ),
    click.option(
        "--ref-mismatch",
        type=click.Choice(["error", "flag"]),
        default="error",
        show_default=True,
        help="What to do when REF disagrees with the reference.",
    ),
    click.option("--no-known", is_flag=True, help="Leave the catalogue of known variants out."),
    *_EVIDENCE_OPTIONS,
    click.option(
        "--ped",
        "pedigree_path",
        metavar="PATH",
        help="PED file: inheritance of each sample's alleles.",
    ),
    click.option(
        "--no-progress", is_flag=True, help="No progress bar (it shows on a terminal only)."
    ),
)
_EVIDENCE = ("clinvar", "gnomad", "spliceai", "alphamissense", "revel")


def evidence_options(command: Command) -> Command:
    """Add the options that name the user's own evidence."""
    for option in reversed(_EVIDENCE_OPTIONS):
        command = option(command)
    return command


def reading_options(command: Command) -> Command:
    """Add the options that say how inputs are read and what evidence counts, as in annotate."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def collected(
    input_paths: tuple[str, ...], output_path: str, options: dict[str, Any]
) -> list[Collected]:
    """Return what was found in each input, read as the options say.

    Args:
        input_paths: the inputs.
        output_path: the output, which must be none of them.
        options: the values of ``reading_options``.

    Raises:
        click.UsageError: standard input is named twice.
        FasannotError: an input is at fault.
    """
    if input_paths.count("-") > 1:
        raise click.UsageError("standard input (-) can be read only once")
    job = reading_job(options, output_path, OutputType.TABLE)
    check_paths([*input_paths, *job.side_files], [output_path])
    inputs = [collect(replace(job, input_path=path)) for path in input_paths]
    tell_warnings(warnings_of(inputs))
    return inputs


def warnings_of(inputs: Iterable[Collected]) -> list[str]:
    """Return what inputs are to be warned of, each with its name."""
    return [f"{one.shown}: {one.summary.warning}" for one in inputs if one.summary.warning]


def tell_warnings(warnings: Iterable[str]) -> None:
    """Say on stderr what a reader must know before trusting an answer; quiet runs say it too."""
    for warning in dict.fromkeys(warnings):
        print(f"fasannot: WARNING: {printable(warning)}", file=sys.stderr)


def reading_job(options: dict[str, Any], output_path: str | None, kind: OutputType) -> Job:
    """Return a job without an input, as the values of ``reading_options`` say."""
    return Job(
        "",
        output_path,
        kind,
        assembly=options["assembly"],
        flag_mismatches=options["ref_mismatch"] == "flag",
        use_known=not options["no_known"],
        evidence_files={name: options[name] for name in _EVIDENCE if options[name]},
        data_folder=options["data_folder"] or None,
        frequency_tags=options["frequency_tags"],
        pedigree_path=options["pedigree_path"],
        progress=not options["no_progress"],
    )


def written(output_path: str, inputs: list[Collected]) -> None:
    """Say on standard error what was written, and what it holds."""
    alleles = sum(one.summary.alleles for one in inputs)
    candidates = sum(one.summary.candidates for one in inputs)
    where = say("word.standard_output") if output_path == "-" else printable(output_path)
    text = say(
        "terminal.wrote",
        where=where,
        candidates=say_count("count.candidate", candidates),
        alleles=say_count("count.fas_allele", alleles),
        files=say_count("count.input", len(inputs)),
    )
    click.echo(f"fasannot: {text}", err=True)
