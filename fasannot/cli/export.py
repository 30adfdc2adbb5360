"""``fasannot export``: findings in the field's exchange formats."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import click

from fasannot.cli.common_options import case_option, variant_option
from fasannot.cli.shared import collected, reading_job, reading_options, tell_warnings
from fasannot.errors import InputError
from fasannot.files.paths import check_paths
from fasannot.files.together import Outputs
from fasannot.run.request import Job

_FORMATS = ("phenopacket", "va-spec", "clinvar")


@click.command(short_help="Findings as Phenopackets, VA-Spec or ClinVar table.")
@click.argument("input_path", metavar="INPUT")
@click.option(
    "--to",
    "form",
    type=click.Choice(_FORMATS),
    required=True,
    help="phenopacket: Phenopackets v2, one a person; va-spec: GA4GH VA-Spec statements by the "
    "ACMG 2015 profile, one an allele; clinvar: the submission table (TSV), one row an allele.",
)
@click.option("-o", "--output", "output_path", metavar="PATH", help="Output; default: stdout.")
@variant_option
@click.option("--all", "every", is_flag=True, help="Also alleles that are no candidates.")
@click.option(
    "--sheet", "sheet_path", metavar="PATH", help="Sample sheet: whose sample, which tissue."
)
@case_option
@reading_options
@click.option("-q", "--quiet", is_flag=True, help="No summary on stderr.")
def command(
    input_path: str,
    form: str,
    output_path: str | None,
    variants: tuple[str, ...],
    every: bool,
    sheet_path: str | None,
    case_path: str | None,
    quiet: bool,
    **options: Any,
) -> None:
    """Write the candidate alleles of INPUT (VCF or BCF) in an exchange format.

    JSON formats hold one object a line. Every object says that its class is automated and to be
    reviewed. With a sample sheet a person is one over all tissues, and origin and case criteria
    are told. Needs an extra for phenopacket and va-spec: pip install 'fasannot[export]'.
    """
    _require(form)
    from fasannot.outputs.export.exported import Owner, Owners, People, exported
    from fasannot.outputs.gathered import gather

    if case_path is not None and sheet_path is None:
        raise click.UsageError("--case needs --sheet: it is about persons")
    people: People = {}
    owners: Owners | None = None
    if sheet_path is None:
        inputs = collected((input_path,), output_path or "-", options)
        listed = [Owner(name, name) for name in inputs[0].header.samples]
    else:
        from fasannot.outputs.export.people import collected_people

        job = _people_job(input_path, output_path, sheet_path, case_path, options)
        inputs, owners, people, warnings = collected_people(job)
        tell_warnings(warnings)
        listed = list(owners.values())
    gathered = gather(inputs)
    if variants:
        from fasannot.rules.queries.asked import asked_alleles

        wanted = asked_alleles(variants)
        gathered = tuple(one for one in gathered if one.order in wanted)
    alleles = exported(gathered, people, every or bool(variants), owners)
    date = _today()
    if form == "phenopacket":
        if not listed:
            raise InputError(
                "has no samples, and a phenopacket is about a person; export it to va-spec",
                path=input_path,
            )
        from fasannot.outputs.export.phenopacket import packets

        found = list(packets(alleles, listed, people, date))
    elif form == "va-spec":
        from fasannot.outputs.export.va_spec import statements

        found = list(statements(alleles, date))
    else:
        from fasannot.outputs.export.clinvar_table import lines

        found = list(lines(alleles, people, date))
    with Outputs() as outputs:
        outputs.open(output_path).write("".join(f"{line}\n" for line in found).encode())
    if not quiet:
        _tell(form, len(alleles), len(found))


def _people_job(
    input_path: str,
    output_path: str | None,
    sheet_path: str,
    case_path: str | None,
    options: dict[str, Any],
) -> Job:
    """Return the job of a sheet; the output must be none of the files that are read."""
    from fasannot.run.request import OutputType

    job = replace(
        reading_job(options, output_path, OutputType.TABLE),
        input_path=input_path,
        sheet_path=sheet_path,
        case_path=case_path,
    )
    check_paths([input_path, *job.side_files], job.written)
    return job


def _today() -> str:
    """Return the date; ``SOURCE_DATE_EPOCH`` fixes it for reproducible files."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(stated), UTC) if stated.isdecimal() else datetime.now(UTC)
    return moment.strftime("%Y-%m-%d")


def _require(form: str) -> None:
    """Raise where the libraries of a format are not installed; told before any work."""
    try:
        if form == "phenopacket":
            import phenopackets  # noqa: F401
        elif form == "va-spec":
            import ga4gh.va_spec.acmg_2015  # noqa: F401
    except ImportError as error:
        raise InputError(
            f"--to {form} needs {error.name or 'a library'}, which is not installed: "
            "pip install 'fasannot[export]'"
        ) from error


def _tell(form: str, alleles: int, written: int) -> None:
    if form == "phenopacket":
        text = f"{written} phenopackets with {alleles} alleles"
    elif form == "va-spec":
        text = f"{written} statements on {alleles} alleles"
    else:
        from fasannot.outputs.export.clinvar_table import to_fill

        text = (
            f"{alleles} alleles; to be filled in by the submitter: {', '.join(to_fill())}; compare "
            "the columns with ClinVar's current template"
        )
    print(f"fasannot: {text}; automated evidence, to be reviewed", file=sys.stderr)
