"""The main job: one VCF in, its FAS alleles annotated, one output whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from fasannot.files.paths import check_paths
from fasannot.files.together import Outputs, text_kind
from fasannot.files.vcf.header import VcfHeader
from fasannot.files.vcf.record import Record
from fasannot.outputs.writing import write, write_haplotypes, write_samples
from fasannot.run.request import Job, OutputType
from fasannot.run.run import Companion, Run, checked, haplotype_rows, kept, opened_run
from fasannot.run.summary import Summary
from fasannot.samples.carried import CarriedAllele
from fasannot.samples.sample_finding import COLUMNS as SAMPLE_COLUMNS

__all__ = [
    "Collected",
    "Job",
    "OpenFindings",
    "OutputType",
    "collect",
    "findings_of",
    "open_findings",
    "run_job",
]


def run_job(job: Job, outputs: Outputs | None = None) -> Summary:
    """Do a job and return what was seen.

    Args:
        job: the job.
        outputs: where its outputs are opened, which puts them in place at its end together with
            others; by default they are put in place here.

    Raises:
        FasannotError: the input or its data are at fault; no output file is left behind.
    """
    if outputs is None:
        check_paths([job.input_path, *job.side_files], job.written)
        with Outputs() as own:
            return run_job(job, own)
    if job.sheet_path is not None:
        return _run_with_sheet(job, outputs)
    with opened_run(job) as run:
        _write_all(job, run, outputs)
    return run.summary


def _run_with_sheet(job: Job, outputs: Outputs) -> Summary:
    """Do a job whose samples are those of persons."""
    # Loaded only where they are asked for: the model of an allele's origin needs numpy.
    from fasannot.outputs.people_files import people_text, segments_text  # noqa: PLC0415
    from fasannot.run.people_run import opened_people  # noqa: PLC0415

    with opened_people(job) as (run, companion):
        conclusions = companion.conclusions
        for path, text in (
            (job.people_path, people_text(conclusions, OutputType.TSV, to_terminal=False)),
            (job.loh_path, segments_text(conclusions)),
        ):
            if path is not None:
                sink = outputs.open(path, text_kind(path))
                sink.write(text.encode("utf-8", "replace"))
        _write_all(job, run, outputs)
    if companion.warnings:  # of the other files of the sheet
        own = [run.summary.warning] if run.summary.warning else []
        run.summary.warning = "; ".join([*own, *companion.warnings])
    return run.summary


def _write_all(job: Job, run: Run, outputs: Outputs) -> None:
    """Write the outputs of a run."""
    if job.samples_path is not None:
        sink = outputs.open(job.samples_path, text_kind(job.samples_path))
        sink.write("\t".join(SAMPLE_COLUMNS).encode() + b"\n")
        run.watch(partial(write_samples, sink))
    if job.haplotypes_path is not None:
        write_haplotypes(run, outputs.open(job.haplotypes_path, text_kind(job.haplotypes_path)))
    write(run, outputs)


class Collected(NamedTuple):
    """All that a job found, for outputs that need the whole of it.

    Attributes:
        shown: the input's name.
        path: the input as the user named it.
        header: its header.
        summary: what was seen.
        rows: each record with an allele in FAS and one such allele, in file order.
        haplotypes: phased haplotypes of two or more alleles, by the columns of their table.
    """

    shown: str
    path: str
    header: VcfHeader
    summary: Summary
    rows: tuple[tuple[Record, CarriedAllele], ...]
    haplotypes: tuple[dict[str, str], ...] = ()


def collect(job: Job, companion: Companion | None = None) -> Collected:
    """Return all FAS alleles of an input that have entries; nothing is written.

    Args:
        job: how the input is read.
        companion: what adds families and persons to its samples.
    """
    rows = []
    with opened_run(job, companion) as run:
        for candidate in checked(run, run.source.candidates()):
            record, alleles = run.annotate(candidate)
            rows.extend([(record, item) for item in alleles if kept(run, item)])
        haplotypes = haplotype_rows(run)
    return Collected(run.shown, job.input_path, run.header, run.summary, tuple(rows), haplotypes)


class OpenFindings(NamedTuple):
    """An input opened for reading its findings.

    Attributes:
        samples: its samples.
        summary: what was seen; complete once all findings were read.
        findings: each record that may be FAS's with what came of its alleles.
    """

    samples: tuple[str, ...]
    summary: Summary
    findings: Iterator[tuple[Record, tuple[CarriedAllele, ...]]]


@contextmanager
def open_findings(job: Job) -> Iterator[OpenFindings]:
    """Open an input and give its samples and findings; nothing is written."""
    with opened_run(job) as run:
        names = run.samples.samples if run.samples is not None else ()
        findings = map(run.annotate, checked(run, run.source.candidates()))
        yield OpenFindings(names, run.summary, findings)


def findings_of(job: Job) -> Iterator[tuple[Record, tuple[CarriedAllele, ...]]]:
    """Yield each record that may be FAS's with what came of its alleles; nothing is written."""
    with open_findings(job) as opened:
        yield from opened.findings
