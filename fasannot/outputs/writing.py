"""What a run writes: VCF and BCF, rows, and the table for people."""

from __future__ import annotations

from collections.abc import Sequence

from fasannot.files.candidates import Candidate, OutputKind
from fasannot.files.opening import open_sink
from fasannot.files.sink import Sink
from fasannot.files.vcf.record import Record, with_info
from fasannot.outputs.own_header import annotated_header
from fasannot.outputs.rows import info_values, json_line, sample_rows, tsv_header, tsv_row
from fasannot.run.request import OutputType
from fasannot.run.run import Run, checked, contradicted, haplotype_lines, haplotype_rows, kept
from fasannot.samples.carried import CarriedAllele
from fasannot.samples.haplotypes import COLUMNS as HAPLOTYPE_COLUMNS


class _MutableSink:
    """A sink that can be told to swallow what follows, while the rest of a pipe is looked at."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.muted = False

    @property
    def takes_blocks(self) -> bool:
        return self._sink.takes_blocks

    def write(self, data: bytes | memoryview) -> None:
        if not self.muted:
            self._sink.write(data)

    def write_blocks(self, blocks: bytes | memoryview) -> None:
        if not self.muted:
            self._sink.write_blocks(blocks)

    def flush(self) -> None:
        if not self.muted:
            self._sink.flush()


def write(run: Run) -> None:
    """Write the output that a run was asked for, whole or not at all."""
    kind = run.job.output_type
    if kind.is_vcf:
        _write_vcf(run)
    elif kind is OutputType.TABLE:
        _write_table(run)
    else:
        _write_rows(run)


def _write_vcf(run: Run) -> None:
    job = run.job
    header = annotated_header(run.header, job.command, run.slices)
    with open_sink(
        job.output_path,
        OutputKind(job.output_type.value),
        threads=job.threads,
        write_index=job.write_index,
    ) as sink:
        if job.fas_only:
            newline = run.source.newline
            sink.write(b"".join(line + newline for line in header))
            for candidate in checked(run, run.source.candidates()):
                record, alleles = run.annotate(candidate)
                if any(item.findings for item in alleles):
                    sink.write(with_info(record, info_values(alleles)) + newline)
            return
        if run.source.rereadable:
            run.source.rewrite(sink, header, lambda candidate: _edited(run, candidate))
            return
        muted = _MutableSink(sink)

        def edit(candidate: Candidate) -> bytes:
            run.observe(candidate)
            if muted.muted or contradicted(run):
                muted.muted = True
                return candidate.line
            return _edited(run, candidate)

        run.source.rewrite(muted, header, edit)  # type: ignore[arg-type]
        if muted.muted:
            run.finder.decide(job.flag_mismatches)


def _edited(run: Run, candidate: Candidate) -> bytes:
    record, alleles = run.annotate(candidate)
    return with_info(record, info_values(alleles))


def _write_rows(run: Run) -> None:
    job = run.job
    with open_sink(job.output_path, OutputKind.TEXT, threads=1) as sink:
        if job.output_type is OutputType.TSV:
            sink.write(tsv_header().encode() + b"\n")
        for candidate in checked(run, run.source.candidates()):
            record, alleles = run.annotate(candidate)
            for item in alleles:
                if not kept(run, item):
                    continue
                if job.output_type is OutputType.TSV:
                    lines = [tsv_row(record, finding) for finding in item.findings]
                else:
                    lines = [json_line(record, item)]
                text = "".join(line + "\n" for line in lines)
                sink.write(text.encode("utf-8", "replace"))


def _write_table(run: Run) -> None:
    from fasannot.outputs.table import render_table  # noqa: PLC0415 - rich is loaded only for people

    rows = []
    for candidate in checked(run, run.source.candidates()):
        record, alleles = run.annotate(candidate)
        rows.extend([(record, item) for item in alleles if kept(run, item)])
    text = render_table(
        rows,
        run.summary,
        run.shown,
        to_terminal=run.job.output_path in (None, "-"),
        haplotypes=haplotype_rows(run),
        details=run.job.details,
    )
    with open_sink(run.job.output_path, OutputKind.TEXT, threads=1) as sink:
        sink.write(text.encode("utf-8", "replace"))


def write_haplotypes(run: Run, sink: Sink) -> None:
    """Write the table of phased haplotypes."""
    sink.write("\t".join(HAPLOTYPE_COLUMNS).encode() + b"\n")
    for line in haplotype_lines(run):
        sink.write(line.encode("utf-8", "replace") + b"\n")


def write_samples(sink: Sink, record: Record, alleles: Sequence[CarriedAllele]) -> None:
    """Write the rows of one record into the samples TSV."""
    lines = [line + "\n" for item in alleles for line in sample_rows(record, item)]
    sink.write("".join(lines).encode("utf-8", "replace"))
