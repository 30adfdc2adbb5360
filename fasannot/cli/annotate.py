"""``fasannot annotate``: the main job."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from pathlib import Path

import click

from fasannot.cli.assembly_option import AssemblyType
from fasannot.cli.common_options import case_option, loh_option
from fasannot.cli.shared import evidence_options
from fasannot.errors import InputError
from fasannot.files.escape import printable
from fasannot.files.input_name import is_url
from fasannot.files.paths import check_paths
from fasannot.files.together import Outputs
from fasannot.outputs.info_fields import CSQ_NAME, OWN_NAME, check_name
from fasannot.outputs.job import Job, OutputType, run_job
from fasannot.rules.flags import Flag
from fasannot.run.summary import Summary, summary_line

_SUFFIXES = {
    ".vcf": OutputType.VCF,
    ".vcf.gz": OutputType.VCF_GZ,
    ".vcf.bgz": OutputType.VCF_GZ,
    ".bcf": OutputType.BCF,
    ".tsv": OutputType.TSV,
    ".tsv.gz": OutputType.TSV,
    ".json": OutputType.JSON,
    ".json.gz": OutputType.JSON,
    ".jsonl": OutputType.JSON,
    ".jsonl.gz": OutputType.JSON,
    ".ndjson": OutputType.JSON,
    ".txt": OutputType.TABLE,
    ".xlsx": OutputType.XLSX,
}


def output_type_for(stated: str | None, path: str | None) -> OutputType:
    """Return the output format: as stated, else by suffix, else by whether a person looks on.

    Raises:
        click.UsageError: the suffix is that of no format.
    """
    if stated is not None:
        return OutputType(stated)
    if path in (None, "-"):
        return OutputType.TABLE if sys.stdout.isatty() else OutputType.VCF
    name = Path(str(path)).name.lower()
    for suffix, kind in _SUFFIXES.items():
        if name.endswith(suffix):
            return kind
    suffix = Path(name).suffix
    if suffix and not str(path).startswith(("/dev/", "/proc/")):
        raise click.UsageError(
            f"-o {printable(str(path))}: {suffix} is no suffix of a format "
            f"({' '.join(_SUFFIXES)}); change it, or say -O TYPE"
        )
    return OutputType.VCF


def command_text() -> str:
    """Return the command line as one printable line."""
    return printable(shlex.join(["fasannot", *sys.argv[1:]]))


@click.command(short_help="Annotate every FAS allele of a VCF or BCF.")
@click.argument("input_path", metavar="INPUT")
@click.option("-o", "--output", "output_path", metavar="PATH", help="Output; default: stdout.")
@click.option(
    "-O",
    "--output-type",
    type=click.Choice([kind.value for kind in OutputType]),
    help="v VCF, z bgzipped VCF, b BCF, u uncompressed BCF, or tsv, json (one object a line), "
    "table, xlsx (a workbook). Default: by the suffix of PATH; else table at a terminal and v in "
    "a pipe.",
)
@click.option(
    "--assembly",
    type=AssemblyType(),
    default="auto",
    show_default=True,
    help="Genome build; auto finds it from contig lengths, names and REF bases.",
)
@click.option(
    "--fas-only/--all-records",
    default=False,
    help="VCF and BCF outputs: only FAS records, or all (default).",
)
@click.option(
    "--transcripts",
    type=click.Choice(["mane", "coding", "all"]),
    default="mane",
    show_default=True,
    help="mane: NM_000043.6 alone; the others add entries.",
)
@click.option(
    "--ref-mismatch",
    type=click.Choice(["error", "flag"]),
    default="error",
    show_default=True,
    help="What to do when REF disagrees with the reference.",
)
@click.option("--no-known", is_flag=True, help="Leave the catalogue of known variants out.")
@click.option(
    "--flag",
    "flags",
    multiple=True,
    type=click.Choice([flag.value for flag in Flag]),
    metavar="NAME",
    help="Keep only alleles with one of these flags (tsv, json, table); may be repeated.",
)
@evidence_options
@click.option(
    "--samples",
    "samples_path",
    metavar="PATH",
    help="Also write a TSV of genotypes: one row per sample and FAS allele it carries.",
)
@click.option(
    "--multiqc",
    "multiqc_path",
    metavar="PATH",
    help="Also write MultiQC custom content (PATH ending in _mqc.json); the columns for the "
    "general statistics go to a second file beside it.",
)
@click.option(
    "--haplotypes",
    "haplotypes_path",
    metavar="PATH",
    help="Also write a TSV of phased haplotypes with two or more FAS variants, read together.",
)
@click.option(
    "--ped", "pedigree_path", metavar="PATH", help="PED file: inheritance of each sample's alleles."
)
@click.option(
    "--sheet",
    "sheet_path",
    metavar="PATH",
    help="Sample sheet (TSV or CSV): whose sample, which tissue. Flags follow the person.",
)
@click.option(
    "--people",
    "people_path",
    metavar="PATH",
    help="Also write a TSV with one row per person and event (needs --sheet).",
)
@case_option
@loh_option
@click.option(
    "--info-field",
    metavar="NAME",
    default="FASANN",
    show_default=True,
    help="VCF and BCF outputs: the INFO key of the entries.",
)
@click.option(
    "--csq",
    is_flag=True,
    help="VCF and BCF outputs: also write CSQ with the subfields of Ensembl VEP, for programs that "
    "read those.",
)
@click.option("--verify", is_flag=True, help="Inflate and check every block of the input.")
@click.option("--write-index", is_flag=True, help="Write an index beside a z or b output.")
@click.option(
    "--threads",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Threads to pack and unpack with; one reads ahead in any case.",
)
@click.option("--no-progress", is_flag=True, help="No progress bar (it shows on a terminal only).")
@click.option("--details", is_flag=True, help="Table: each candidate in full, not in one line.")
@click.option("-q", "--quiet", is_flag=True, help="No summary on stderr.")
@click.option("-v", "--verbose", is_flag=True, help="Also name flags and candidates on stderr.")
def command(
    *,
    input_path: str,
    output_path: str | None,
    output_type: str | None,
    assembly: str,
    fas_only: bool,
    transcripts: str,
    ref_mismatch: str,
    no_known: bool,
    flags: tuple[str, ...],
    frequency_tags: tuple[str, ...],
    samples_path: str | None,
    haplotypes_path: str | None,
    pedigree_path: str | None,
    multiqc_path: str | None,
    sheet_path: str | None,
    people_path: str | None,
    case_path: str | None,
    loh_path: str | None,
    info_field: str,
    csq: bool,
    verify: bool,
    write_index: bool,
    threads: int,
    no_progress: bool,
    details: bool,
    quiet: bool,
    verbose: bool,
    data_folder: str | None,
    **evidence_files: tuple[str, ...],
) -> None:
    """Annotate every FAS allele of INPUT (.vcf, .vcf.gz, .bcf, or - for standard input).

    All records and header lines come out, in order; in a FAS record only INFO changes (FASANN,
    FASFLAG). Exit code 1 with one line on stderr when the input is at fault, 2 for bad options.
    """
    kind = output_type_for(output_type, output_path)
    if flags and kind.is_vcf:
        raise click.UsageError("--flag goes with -O tsv, json or table, not with VCF or BCF")
    _check_fields(kind, info_field, csq)
    if quiet and verbose:
        raise click.UsageError("-q and -v exclude each other")
    if write_index and (
        kind not in (OutputType.VCF_GZ, OutputType.BCF) or output_path in (None, "-")
    ):
        raise click.UsageError("--write-index needs -o PATH and a compressed output (-O z or b)")
    if is_url(input_path) and kind.is_vcf and not fas_only:
        raise click.UsageError(
            "of a URL only the FAS region is read: VCF and BCF outputs need --fas-only"
        )
    for option, value in (("people", people_path), ("case", case_path), ("loh", loh_path)):
        if value is not None and sheet_path is None:
            raise click.UsageError(f"--{option} needs --sheet: it is about persons")
    if kind is OutputType.XLSX:
        _require_workbook(output_path)
    if multiqc_path == "-":
        raise click.UsageError("--multiqc writes two files; name a PATH that ends in _mqc.json")
    job = Job(
        input_path,
        output_path,
        kind,
        command=command_text(),
        assembly=assembly,
        fas_only=fas_only,
        transcripts=transcripts,
        flag_mismatches=ref_mismatch == "flag",
        use_known=not no_known,
        flags=frozenset(Flag(name) for name in flags),
        verify=verify,
        threads=threads,
        write_index=write_index,
        evidence_files={name: paths for name, paths in evidence_files.items() if paths},
        data_folder=data_folder or None,
        frequency_tags=frequency_tags,
        progress=not (no_progress or quiet),
        details=details,
        samples_path=samples_path,
        haplotypes_path=haplotypes_path,
        pedigree_path=pedigree_path,
        sheet_path=sheet_path,
        people_path=people_path,
        case_path=case_path,
        loh_path=loh_path,
        info_field=info_field,
        csq=csq,
    )
    report = None
    with Outputs() as outputs:
        if multiqc_path is None:
            check_paths([input_path, *job.side_files], job.written)
        else:
            from fasannot.outputs.multiqc.content_files import multiqc_files, multiqc_paths
            from fasannot.outputs.multiqc.variants_content import (
                classes_document,
                general_document,
                table_document,
            )

            sections = ("general", "classes")
            job = replace(job, beside_paths=multiqc_paths(multiqc_path, sections))
            check_paths([input_path, *job.side_files], job.written)
            report = multiqc_files(outputs, multiqc_path, sections)
        summary = run_job(job, outputs)
        if report is not None:
            makers = (table_document, general_document, classes_document)
            report(*(make(summary, input_path) for make in makers))
    if not quiet and not (kind is OutputType.TABLE and output_path in (None, "-")):
        _report(summary, input_path)
    if verbose:
        for flag, count in sorted(summary.flags.items()):
            print(f"fasannot: {flag}: {count}", file=sys.stderr)
        for named in summary.named:
            print(f"fasannot: candidate: {named}", file=sys.stderr)


def _check_fields(kind: OutputType, info_field: str, csq: bool) -> None:
    if (csq or info_field != OWN_NAME) and not kind.is_vcf:
        raise click.UsageError("--info-field and --csq go with VCF and BCF outputs (-O v, z, b, u)")
    wrong = check_name(info_field)
    if wrong or (csq and info_field == CSQ_NAME):
        raise click.UsageError(f"--info-field: {wrong or 'CSQ is the field that --csq writes'}")


def _require_workbook(path: str | None) -> None:
    if path in (None, "-") and sys.stdout.isatty():
        raise click.UsageError("-O xlsx is no text for a terminal; name a file with -o")
    try:
        import openpyxl  # noqa: F401 - its absence is told before any work
    except ImportError as error:
        raise InputError(
            "workbooks need openpyxl, which is not installed: pip install 'fasannot[xlsx]'"
        ) from error


def _report(summary: Summary, input_path: str) -> None:
    shown = input_path if input_path != "-" else "standard input"
    print(f"fasannot: {summary_line(summary, shown)}", file=sys.stderr)
