"""What came of the inputs of a cohort table; one that fails stops no other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from fasannot._version import __version__
from fasannot.errors import FasannotError, InputError, internal_error
from fasannot.evidence.user.slices import read_slices
from fasannot.files.input_name import is_url
from fasannot.gene.resources import data_version
from fasannot.outputs.cohort.counts import Counts
from fasannot.outputs.cohort.schema import allele_values, call_values, site_values
from fasannot.outputs.job import Job, open_findings
from fasannot.wording.caveats import caveat


@dataclass(frozen=True, slots=True)
class FailedInput:
    """An input whose rows are missing.

    Attributes:
        path: the input.
        reason: what was wrong.
    """

    path: str
    reason: str


@dataclass(slots=True)
class CohortResult:
    """What came of a run.

    Attributes:
        inputs: inputs read well.
        rows: rows written.
        failed: the inputs that failed.
        counts: allele counts and carriers by flag.
        warnings: what inputs were warned of, each with its input.
        repeated: how often a sample name had stood in an earlier input.
        first_repeated: the first of these names.
    """

    inputs: int = 0
    rows: int = 0
    failed: list[FailedInput] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    warnings: list[str] = field(default_factory=list)
    repeated: int = 0
    first_repeated: str = ""
    _names: set[int] = field(default_factory=set)  # hashes, 60 bytes a sample

    def see(self, samples: Iterable[str]) -> None:
        """Take note of the samples of an input."""
        for name in samples:
            known = len(self._names)
            self._names.add(hash(name))
            if len(self._names) == known:
                self.repeated += 1
                self.first_repeated = self.first_repeated or name

    @property
    def metadata(self) -> dict[str, str]:
        """What the table says of its inputs."""
        return {
            "fasannot_inputs": str(self.inputs),
            "fasannot_inputs_failed": str(len(self.failed)),
            "fasannot_samples": str(self.counts.samples),
            "fasannot_rows": str(self.rows),
        }


Line = tuple[str, ...]  # of the manifest


class Rows(Protocol):
    """What takes the rows of inputs, of each whole or not at all."""

    @property
    def rows(self) -> int:
        """How many rows count."""

    def add(self, row: dict[str, Any]) -> None:
        """Take one row of the input being read."""

    def keep(self) -> None:
        """The input ended well: its rows count."""

    def drop(self) -> None:
        """The input failed: none of its rows count."""


def base_metadata() -> dict[str, str]:
    """Return what every table of this version says."""
    return {
        "fasannot_version": __version__,
        "fasannot_data": data_version(),
        "fasannot_caveat": caveat(),
    }


def options_told(job: Job) -> dict[str, str]:
    """Return what a table says of the options that change its answers; paths may differ.

    The user's own files are told by name and size: to hash gnomAD takes longer than to read it.
    """
    told: dict[str, object] = {}
    if not job.use_known:
        told["known"] = False
    if job.flag_mismatches:
        told["ref_mismatch"] = "flag"
    if job.frequency_tags:
        told["frequency_tags"] = sorted(job.frequency_tags)
    for name, paths in job.evidence_files.items():
        told[name] = sorted(f"{Path(path).name} of {_size(path)} bytes" for path in paths)
    if job.data_folder is not None:
        slices = read_slices(job.data_folder)
        told["data"] = sorted(f"{one.name} {one.build} {one.sha256}" for one in slices)
    return {"fasannot_options": json.dumps(told, sort_keys=True)}


def _size(path: str) -> str:
    try:
        return str(Path(path).stat().st_size)
    except OSError:  # a fault of it is told when it is read
        return "unknown"


def read_input(path: str, job: Job, writer: Rows, result: CohortResult) -> Line:
    """Add the rows of one input, or take note of why there are none; return its manifest line."""
    before = writer.rows
    try:
        line = _add(replace(job, input_path=path, output_path=None), writer, result)
    except Exception as error:  # also one that nobody foresaw costs this input alone
        writer.drop()
        result.failed.append(FailedInput(path, _reason(path, error)))
        line = (path, "failed", "", "", "", "", "", result.failed[-1].reason)
    else:
        result.inputs += 1
        line = (*line[:5], str(writer.rows - before), *line[6:])
    result.rows = writer.rows
    return line


def _reason(path: str, error: Exception) -> str:
    foreseen = isinstance(error, FasannotError | OSError)
    text = str(error) if foreseen else internal_error(error)
    return text if path in text else f"{path}: {text}"


def _add(job: Job, writer: Rows, result: CohortResult) -> Line:
    """Add the rows of one input and return its line in the manifest."""
    counts = result.counts
    source = job.input_path
    if source != "-" and not is_url(source) and not Path(source).exists():
        raise InputError("does not exist", path=source)
    with open_findings(job) as opened:
        names = opened.samples
        counts.begin(len(names))
        for record, alleles in opened.findings:
            for item in alleles:
                if not item.findings:
                    continue
                count = counts.count_of(record, item)
                if names:
                    counts.read_at(count, record)
                shared = None
                for sample in item.samples:
                    shared = shared or allele_values(source, record, item)
                    counts.carrier(count, sample)
                    writer.add({**shared, **call_values(record, sample)})
                if not names:
                    count.sites += 1
                    shared = allele_values(source, record, item)
                    writer.add({**shared, **site_values(record, item)})
        summary = opened.summary
    writer.keep()
    counts.keep()
    result.see(names)
    if summary.warning:
        result.warnings.append(f"{source}: {summary.warning}")
    build = summary.assembly.name if summary.assembly is not None else ""
    return (
        source, "done", str(len(names)), str(summary.alleles), str(summary.candidates), "", build,
        summary.warning,
    )  # fmt: skip
