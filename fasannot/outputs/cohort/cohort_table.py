"""Write a cohort table: from inputs one after another, in parts, or from other tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext

from fasannot.errors import InputError
from fasannot.files.paths import check_paths
from fasannot.files.sink import Sink
from fasannot.files.together import Outputs
from fasannot.outputs.cohort.cohort_run import (
    CohortResult,
    Line,
    base_metadata,
    options_told,
    read_input,
)
from fasannot.outputs.cohort.parts import Parts
from fasannot.outputs.cohort.writer import CohortWriter
from fasannot.outputs.job import Job

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
Report = Callable[[CohortResult], None]


def write_cohort(
    inputs: Iterable[str],
    output: str,
    job: Job,
    *,
    counts_path: str | None = None,
    manifest_path: str | None = None,
    report: Report = lambda result: None,
    threads: int = 1,
    resume: bool = False,
) -> CohortResult:
    """Write one row per sample and FAS allele it carries, and return what was seen.

    Args:
        inputs: the inputs, in the order of the rows.
        output: the Parquet file; written only if at least one input could be read.
        job: how to annotate; its input and output are replaced.
        counts_path: where to write allele counts (TSV).
        manifest_path: where to write one line per input (TSV).
        report: called after each input, or each part of them.
        threads: processes that read inputs at the same time.
        resume: keep what was done in a folder beside the output until it is there, and take up
            what a run that was killed has left.

    Raises:
        InputError: no input could be read, or an output cannot be written.
    """
    result = CohortResult()
    own_paths = (output, counts_path, manifest_path)
    parts = Parts(output, job, threads, keep=resume) if threads > 1 or resume else None
    with parts or nullcontext(), Outputs() as outputs:
        writer = CohortWriter(output, {**base_metadata(), **options_told(job)})
        outputs.add(writer)
        manifest = outputs.open(manifest_path) if manifest_path is not None else None
        counts_sink = outputs.open(counts_path) if counts_path is not None else None
        _line(manifest, "\t".join(MANIFEST_COLUMNS))

        def tell(line: Line) -> None:
            _line(manifest, "\t".join(" ".join(value.split()) for value in line))

        named = _checked(inputs, own_paths)
        if parts is not None:
            for part in parts.made(named):
                part.give(writer, result, tell)
                report(result)
        else:
            for path in named:
                tell(read_input(path, job, writer, result))
                report(result)
        if not result.inputs:
            raise InputError(_nothing(result))
        if counts_sink is not None:
            for text in result.counts.lines():
                _line(counts_sink, text)
        writer.say(result.metadata)
    if parts is not None:
        parts.clear()
    return result


def _checked(inputs: Iterable[str], own_paths: tuple[str | None, ...]) -> Iterator[str]:
    """Yield the inputs; raise an InputError where one is an output."""
    for path in inputs:
        check_paths([path], own_paths)
        yield path


def _nothing(result: CohortResult) -> str:
    if not result.failed:
        return "no input was named"
    first = result.failed[0].reason
    return f"none of the {len(result.failed)} inputs could be read; the first: {first}"


def _line(sink: Sink | None, text: str) -> None:
    if sink is not None:
        sink.write(text.encode("utf-8", "replace") + b"\n")
