"""What a run writes: VCF and BCF, rows, and the table for people."""

from __future__ import annotations

from collections.abc import Sequence

from fasannot.files.candidates import Candidate, OutputKind
from fasannot.files.sink import Sink
from fasannot.files.together import Outputs, text_kind
from fasannot.files.vcf.record import Record
from fasannot.outputs.info_fields import InfoFields
from fasannot.outputs.own_header import annotated_header
from fasannot.outputs.rows import json_line, sample_rows, tsv_header, tsv_row
from fasannot.run.request import OutputType
from fasannot.run.run import Run, checked, contradicted, haplotype_lines, haplotype_rows, kept
from fasannot.samples.carried import CarriedAllele
from fasannot.samples.haplotypes import COLUMNS as HAPLOTYPE_COLUMNS


class _SilencedSink:
    """A sink that can be told to swallow what follows, while the rest of a pipe is looked at."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.silent = False

    @property
    def takes_blocks(self) -> bool:
        return self._sink.takes_blocks

    def write(self, data: bytes | memoryview) -> None:
        if not self.silent:
            self._sink.write(data)

    def write_blocks(self, blocks: bytes | memoryview) -> None:
        if not self.silent:
            self._sink.write_blocks(blocks)

    def flush(self) -> None:
        if not self.silent:
            self._sink.flush()


def write(run: Run, outputs: Outputs) -> None:
    """Write the output that a run was asked for, as one of its outputs."""
    kind = run.job.output_type
    if kind.is_vcf:
        _write_vcf(run, outputs)
    elif kind is OutputType.TABLE:
        _write_table(run, outputs)
    elif kind is OutputType.XLSX:
        _write_workbook(run, outputs)
    else:
        _write_rows(run, outputs)


def _write_vcf(run: Run, outputs: Outputs) -> None:
    job = run.job
    fields = InfoFields.of(run.header, job.info_field, job.csq, run.shown)
    header = annotated_header(run.header, fields, job.command, run.slices)
    sink = outputs.open(
        job.output_path,
        OutputKind(job.output_type.value),
        threads=job.threads,
        write_index=job.write_index,
    )
    if job.fas_only:
        writer = run.source.writer(sink, header)
        for candidate in checked(run, run.source.candidates()):
            record, alleles = run.annotate(candidate, lean=writer.lean)
            if any(item.findings for item in alleles):
                writer.write(candidate, fields.edited(record, alleles))
        return
    if run.source.rereadable:
        run.source.rewrite(sink, header, lambda one: fields.edited(*run.annotate(one, lean=True)))
        return
    silenced = _SilencedSink(sink)

    def edit(candidate: Candidate) -> bytes:
        run.observe(candidate)
        if silenced.silent or contradicted(run):
            silenced.silent = True
            return candidate.line
        return fields.edited(*run.annotate(candidate))

    run.source.rewrite(silenced, header, edit)  # type: ignore[arg-type]
    run.finder.decide(job.flag_mismatches)


def _write_rows(run: Run, outputs: Outputs) -> None:
    job = run.job
    sink = outputs.open(job.output_path, text_kind(job.output_path), threads=job.threads)
    if job.output_type is OutputType.TSV:
        sink.write(tsv_header().encode() + b"\n")
    lean = job.output_type is OutputType.TSV
    for candidate in checked(run, run.source.candidates()):
        record, alleles = run.annotate(candidate, lean=lean)
        for item in alleles:
            if not kept(run, item):
                continue
            if job.output_type is OutputType.TSV:
                lines = [tsv_row(record, finding) for finding in item.findings]
            else:
                lines = [json_line(record, item)]
            text = "".join(line + "\n" for line in lines)
            sink.write(text.encode("utf-8", "replace"))


def _write_workbook(run: Run, outputs: Outputs) -> None:
    from fasannot.outputs.workbook import workbook  # noqa: PLC0415 - openpyxl is an extra

    rows = _rows(run)
    content = workbook(rows, run.summary, run.shown, run.job.command, haplotype_rows(run))
    outputs.open(run.job.output_path).write(content)


def _rows(run: Run) -> list[tuple[Record, CarriedAllele]]:
    rows = []
    for candidate in checked(run, run.source.candidates()):
        record, alleles = run.annotate(candidate)
        rows.extend([(record, item) for item in alleles if kept(run, item)])
    return rows


def _write_table(run: Run, outputs: Outputs) -> None:
    from fasannot.outputs.table import render_table  # noqa: PLC0415 - rich is loaded only for people

    text = render_table(
        _rows(run),
        run.summary,
        run.shown,
        to_terminal=run.job.output_path in (None, "-"),
        haplotypes=haplotype_rows(run),
        details=run.job.details,
    )
    path = run.job.output_path
    outputs.open(path, text_kind(path)).write(text.encode("utf-8", "replace"))


def write_haplotypes(run: Run, sink: Sink) -> None:
    """Write the table of phased haplotypes."""
    sink.write("\t".join(HAPLOTYPE_COLUMNS).encode() + b"\n")
    for line in haplotype_lines(run):
        sink.write(line.encode("utf-8", "replace") + b"\n")


def write_samples(sink: Sink, record: Record, alleles: Sequence[CarriedAllele]) -> None:
    """Write the rows of one record into the samples TSV."""
    lines = [line + "\n" for item in alleles for line in sample_rows(record, item)]
    sink.write("".join(lines).encode("utf-8", "replace"))
