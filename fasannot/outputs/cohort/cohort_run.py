"""Read many inputs one after another into one cohort table; one that fails stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from fasannot._version import __version__
from fasannot.errors import FasannotError, InputError, internal_error
from fasannot.files.input_name import is_url
from fasannot.files.paths import check_paths
from fasannot.files.sink import Sink
from fasannot.files.together import Outputs
from fasannot.gene.resources import data_version
from fasannot.outputs.cohort.counts import Counts
from fasannot.outputs.cohort.schema import allele_values, call_values, site_values
from fasannot.outputs.cohort.writer import CohortWriter
from fasannot.outputs.job import Job, open_findings
from fasannot.wording.caveats import CAVEAT

MANIFEST_COLUMNS = (
    "INPUT",
    "STATUS",
    "SAMPLES",
    "ALLELES",
    "CANDIDATES",
    "ROWS",
    "ASSEMBLY",
    "ERROR",
)


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


Report = Callable[[CohortResult], None]


def write_cohort(
    inputs: Iterable[str],
    output: str,
    job: Job,
    *,
    counts_path: str | None = None,
    manifest_path: str | None = None,
    report: Report = lambda result: None,
) -> CohortResult:
    """Write one row per sample and FAS allele it carries, and return what was seen.

    Args:
        inputs: the inputs, in the order of the rows.
        output: the Parquet file; written only if at least one input could be read.
        job: how to annotate; its input and output are replaced.
        counts_path: where to write allele counts (TSV).
        manifest_path: where to write one line per input (TSV).
        report: called after each input.

    Raises:
        InputError: no input could be read, or an output cannot be written.
    """
    result = CohortResult()
    metadata = {
        "fasannot_version": __version__,
        "fasannot_data": data_version(),
        "fasannot_caveat": CAVEAT,
    }
    own_paths = (output, counts_path, manifest_path)
    with Outputs() as outputs:
        writer = CohortWriter(output, metadata)
        outputs.add(writer)
        manifest = outputs.open(manifest_path) if manifest_path is not None else None
        counts_sink = outputs.open(counts_path) if counts_path is not None else None
        _line(manifest, "\t".join(MANIFEST_COLUMNS))
        for path in inputs:
            check_paths([path], own_paths)
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
            _line(manifest, "\t".join(" ".join(value.split()) for value in line))
            report(result)
        if not result.inputs:
            raise InputError(_nothing(result))
        if counts_sink is not None:
            for text in result.counts.lines():
                _line(counts_sink, text)
        writer.say(
            {
                "fasannot_inputs": str(result.inputs),
                "fasannot_inputs_failed": str(len(result.failed)),
                "fasannot_samples": str(result.counts.samples),
                "fasannot_rows": str(result.rows),
            }
        )
    return result


def _reason(path: str, error: Exception) -> str:
    foreseen = isinstance(error, FasannotError | OSError)
    text = str(error) if foreseen else internal_error(error)
    return text if path in text else f"{path}: {text}"


def _nothing(result: CohortResult) -> str:
    if not result.failed:
        return "no input was named"
    first = result.failed[0].reason
    return f"none of the {len(result.failed)} inputs could be read; the first: {first}"


def _line(sink: Sink | None, text: str) -> None:
    if sink is not None:
        sink.write(text.encode("utf-8", "replace") + b"\n")


def _add(job: Job, writer: CohortWriter, result: CohortResult) -> tuple[str, ...]:
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
