"""One job of the workflow: many samples in one process, each ending well or badly by itself."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fasannot.errors import InputError
from fasannot.files.escape import cell

STATUS_COLUMNS = ("SAMPLE", "INPUT", "STEP", "STATUS", "SECONDS", "ERROR")
STATUS_NAME = "status.tsv"
DONE, FAILED, LEFT_OUT = "done", "failed", "left_out"
ANNOTATED, SAMPLES, HAPLOTYPES = "annotated", "samples", "haplotypes"
COVERAGE, REPORT, MULTIQC, FAS_ONLY = "coverage", "report", "multiqc", "fas_only"
FOLDERS = (ANNOTATED, SAMPLES, HAPLOTYPES, COVERAGE, REPORT, MULTIQC)
VCF_TYPES = ("vcf", "vcf.gz", "bcf")
_INDEXED_TYPES = ("vcf.gz", "bcf")

# Runs one command of fasannot; returns what was wrong, or nothing.
Runner = Callable[[Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class Task:
    """One sample of the sheet.

    Attributes:
        sample: its name in the sheet; names its files.
        vcf: the input.
        coverage: a file that shows its coverage, or nothing.
    """

    sample: str
    vcf: str
    coverage: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for all samples of a run.

    Attributes:
        assembly: genome build, or ``auto``.
        output: suffix of the annotated file.
        annotate_options: further options of ``annotate``.
        evidence_options: options that ``annotate`` and ``report`` share.
        coverage_options: further options of ``coverage``.
        report: whether to make a page for each sample.
    """

    assembly: str = "auto"
    output: str = "vcf.gz"
    annotate_options: str = ""
    evidence_options: str = ""
    coverage_options: str = ""
    report: bool = True


@dataclass(frozen=True, slots=True)
class Status:
    """How one step of one sample ended.

    Attributes:
        task: the sample.
        step: ``annotated``, ``coverage`` or ``report``.
        status: ``done``, ``failed`` or ``left_out``.
        seconds: how long it took.
        error: what was wrong.
    """

    task: Task
    step: str
    status: str
    seconds: float
    error: str = ""

    @property
    def line(self) -> str:
        """The line of the status table, without its end."""
        values = (
            self.task.sample,
            self.task.vcf,
            self.step,
            self.status,
            f"{self.seconds:.2f}",
            " ".join(self.error.split()),
        )
        return "\t".join(map(cell, values))


def run_batch(tasks: Sequence[Task], folder: Path, settings: Settings, run: Runner) -> list[Status]:
    """Annotate each sample, look at its coverage, write its page; return how each step ended.

    A sample whose input is at fault costs only itself. Files of one step appear whole or not at
    all; ``status.tsv`` in the folder says what came of each.

    Args:
        tasks: the samples.
        folder: where the outputs go, each kind in a folder of its own.
        settings: what holds for all.
        run: runs one command of fasannot.

    Raises:
        InputError: the folder cannot be written.
    """
    found: list[Status] = []
    try:
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        with (folder / STATUS_NAME).open("w", encoding="utf-8") as table:
            table.write("\t".join(STATUS_COLUMNS) + "\n")
            for task in tasks:
                for status in _steps(task, folder, settings, run):
                    found.append(status)
                    table.write(status.line + "\n")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", path=str(folder)) from error
    return found


def _steps(task: Task, folder: Path, settings: Settings, run: Runner) -> list[Status]:
    annotated = _timed(task, ANNOTATED, run, _annotate(task, folder, settings))
    found = [annotated]
    if settings.output not in VCF_TYPES and annotated.status == DONE:
        # Page and cohort table read a VCF: that of FAS alone is small.
        found.append(_timed(task, FAS_ONLY, run, _fas_only(task, folder, settings)))
    if task.coverage:
        found.append(_timed(task, COVERAGE, run, _coverage(task, folder, settings)))
    if settings.report:
        if annotated.status == DONE:
            found.append(_timed(task, REPORT, run, _report(task, folder, settings)))
        else:
            found.append(Status(task, REPORT, LEFT_OUT, 0.0))
    return found


def _timed(task: Task, step: str, run: Runner, arguments: Sequence[str]) -> Status:
    start = time.monotonic()
    error = run(arguments)
    seconds = time.monotonic() - start
    return Status(task, step, FAILED if error else DONE, seconds, error)


def annotated_path(folder: Path, sample: str, settings: Settings) -> Path:
    """Return where the annotated file of a sample goes."""
    return folder / ANNOTATED / f"{sample}.{settings.output}"


def readable_path(folder: Path, sample: str, settings: Settings) -> Path:
    """Return the output of a sample that page and cohort table are made from, a VCF or BCF."""
    if settings.output in VCF_TYPES:
        return annotated_path(folder, sample, settings)
    return folder / FAS_ONLY / f"{sample}.vcf.gz"


def _fas_only(task: Task, folder: Path, settings: Settings) -> list[str]:
    path = readable_path(folder, task.sample, settings)
    path.parent.mkdir(exist_ok=True)
    return [
        "annotate",
        *("--assembly", settings.assembly, task.vcf, "--fas-only", "-O", "z", "-o", str(path)),
        "--quiet",
        *shlex.split(settings.annotate_options),
        *shlex.split(settings.evidence_options),
    ]


def _annotate(task: Task, folder: Path, settings: Settings) -> list[str]:
    return [
        "annotate",
        *("--assembly", settings.assembly, task.vcf),
        *("-o", str(annotated_path(folder, task.sample, settings))),
        *("--samples", str(folder / SAMPLES / f"{task.sample}.tsv")),
        *("--haplotypes", str(folder / HAPLOTYPES / f"{task.sample}.tsv")),
        *("--multiqc", str(folder / MULTIQC / f"{task.sample}_mqc.json")),
        *(("--write-index",) if settings.output in _INDEXED_TYPES else ()),
        "--quiet",
        *shlex.split(settings.annotate_options),
        *shlex.split(settings.evidence_options),
    ]


def _coverage(task: Task, folder: Path, settings: Settings) -> list[str]:
    return [
        "coverage",
        *("--assembly", settings.assembly, task.coverage),
        *("-O", "tsv", "-o", str(folder / COVERAGE / f"{task.sample}.tsv")),
        *("--multiqc", str(folder / MULTIQC / f"{task.sample}_coverage_mqc.json")),
        *shlex.split(settings.coverage_options),
    ]


def _report(task: Task, folder: Path, settings: Settings) -> list[str]:
    """Return the arguments for the page: made from the annotated file, not from the input."""
    return [
        "report",
        *("--assembly", settings.assembly, str(readable_path(folder, task.sample, settings))),
        *(("--coverage", task.coverage) if task.coverage else ()),
        *("-o", str(folder / REPORT / f"{task.sample}.html")),
        *shlex.split(settings.evidence_options),
    ]
