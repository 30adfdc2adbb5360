"""The main job: one VCF in, its FAS alleles annotated, one output whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from fasannot.annotator import AnnotatedAllele, Annotator
from fasannot.assembly import AssemblyFinder, declared_assembly
from fasannot.errors import FasannotError, InputError
from fasannot.evidence.external import NO_EVIDENCE, ExternalEvidence
from fasannot.evidence.info_fields import InfoReader
from fasannot.evidence.knowledge import load_knowledge
from fasannot.finding import Finding
from fasannot.gene_model import GeneModel, load_gene_model
from fasannot.progress import Progress, watched
from fasannot.record import AlleleKind, Record, parse_head, parse_record, with_info
from fasannot.rows import info_values, json_line, sample_rows, tsv_header, tsv_row
from fasannot.samples.finding import COLUMNS as SAMPLE_COLUMNS
from fasannot.samples.haplotypes import COLUMNS as HAPLOTYPE_COLUMNS
from fasannot.samples.haplotypes import Haplotypes
from fasannot.samples.pedigree import read_pedigree
from fasannot.samples.view import SampleView, samples_of
from fasannot.stream import (
    Candidate,
    OutputKind,
    Selection,
    Sink,
    Source,
    open_sink,
    open_source,
    same_file,
)
from fasannot.summary import Summary
from fasannot.terms import Flag
from fasannot.vcf_header import VcfHeader, annotated_header, parse_header

if TYPE_CHECKING:
    from fasannot.evidence.user_files import UserFiles
    from fasannot.gene_model import Assembly


class OutputType(StrEnum):
    """What ``annotate`` writes; the letters are those of ``bcftools -O``."""

    VCF = "v"
    VCF_GZ = "z"
    BCF = "b"
    BCF_UNCOMPRESSED = "u"
    TSV = "tsv"
    JSON = "json"
    TABLE = "table"

    @property
    def is_vcf(self) -> bool:
        """Whether it is a VCF or BCF."""
        return len(self.value) == 1


@dataclass(frozen=True, slots=True)
class Job:
    """What ``annotate`` was asked to do.

    Attributes:
        input_path: the input, ``-`` for standard input.
        output_path: the output, ``None`` for standard output.
        output_type: its format.
        command: the command line, for the header.
        assembly: ``auto``, ``GRCh37`` or ``GRCh38``.
        fas_only: leave out records that are not FAS's (VCF and BCF outputs).
        transcripts: ``mane``, ``coding`` or ``all``.
        flag_mismatches: mark records whose REF disagrees instead of stopping.
        use_known: whether the catalogue of known variants counts.
        flags: keep only alleles with one of these flags (not for VCF and BCF).
        verify: inflate and check every block of the input.
        threads: threads for packing and unpacking.
        write_index: write an index beside the output.
        evidence_files: the user's own files by kind: ``clinvar``, ``gnomad``, ``spliceai``,
            ``alphamissense``, ``revel``.
        frequency_tags: INFO keys to be read as population frequencies.
        progress: show a progress bar on a terminal.
        samples_path: where to write one row per sample and allele, ``None`` not to.
        haplotypes_path: where to write the phased haplotypes of two or more alleles.
        pedigree_path: a PED file, for inheritance.
    """

    input_path: str
    output_path: str | None
    output_type: OutputType
    command: str = ""
    assembly: str = "auto"
    fas_only: bool = False
    transcripts: str = "mane"
    flag_mismatches: bool = False
    use_known: bool = True
    flags: frozenset[Flag] = frozenset()
    verify: bool = False
    threads: int = 1
    write_index: bool = False
    evidence_files: dict[str, str] = field(default_factory=dict)
    frequency_tags: tuple[str, ...] = ()
    samples_path: str | None = None
    haplotypes_path: str | None = None
    pedigree_path: str | None = None
    progress: bool = False


def locus_selection(model: GeneModel) -> Selection:
    """Return which records may be FAS's, on either build."""
    assemblies = model.assemblies.values()
    return Selection(
        frozenset().union(*(assembly.chromosome_names for assembly in assemblies)),
        tuple((assembly.locus_first - 1, assembly.locus_last) for assembly in assemblies),
    )


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


class _Run:
    """One run of a job: the state that its steps share."""

    def __init__(self, job: Job, source: Source, model: GeneModel) -> None:
        self.job = job
        self.source = source
        self.model = model
        self.header: VcfHeader = parse_header(source.header)
        self.shown = job.input_path if job.input_path != "-" else "standard input"
        declared = declared_assembly(model, self.header.contigs, self.shown)
        self.summary = Summary(declared=declared is not None, samples=self.header.samples)
        self.finder = AssemblyFinder(model, self.shown, job.assembly, declared)
        self.chromosome_names = frozenset().union(
            *(assembly.chromosome_names for assembly in model.assemblies.values())
        )
        self.annotator: Annotator | None = None
        text = [line.decode("utf-8", "replace") for line in source.header]
        self.info_reader = InfoReader(text, job.frequency_tags)
        names = samples_of(self.header.samples, source.header)
        pedigree = None if job.pedigree_path is None else read_pedigree(job.pedigree_path, names)
        self.samples = SampleView(names, self.shown, pedigree) if names else None
        self.samples_sink: Sink | None = None
        self.haplotypes: Haplotypes | None = None

    def settle(self, assembly: Assembly | None) -> None:
        """Fix the build that records are annotated on."""
        self.summary.assembly = assembly
        if assembly is not None:
            self.annotator = Annotator(
                self.model,
                assembly,
                self.model.chosen(self.job.transcripts),
                load_knowledge(),
                use_known=self.job.use_known,
                flag_mismatches=self.job.flag_mismatches,
                user_files=self._user_files(assembly),
            )

    def _user_files(self, assembly: Assembly) -> UserFiles | None:
        if not self.job.evidence_files:
            return None
        from fasannot.evidence.user_files import UserFiles  # noqa: PLC0415 - loads pysam

        return UserFiles(self.model, assembly, **self.job.evidence_files)

    def _evidence(self, record: Record) -> dict[str, ExternalEvidence] | None:
        """Return what INFO says of each ALT, ``None`` when the header declares nothing to read."""
        if not self.info_reader.active or self.annotator is None:
            return None
        coordinate = self.annotator.assembly.coordinate(record.position)
        try:
            found = {
                alt: self.info_reader.evidence(
                    record.info, record.ref, record.alts, index, coordinate
                )
                for index, alt in enumerate(record.alts)
            }
        except InputError as error:
            raise InputError(str(error), path=self.shown, where=record.where) from error
        return {alt: value for alt, value in found.items() if value is not NO_EVIDENCE} or None

    def progress(self) -> Progress:
        """Return how far the present pass over the input has come."""
        return self.source.progress()

    def reconsider(self) -> None:
        """Say how the build is known, and warn of what may make the answer empty."""
        self.summary.declared = self.finder.declared is not None
        doubt = self.finder.suspicion() or self.finder.odd_names(self.header.contigs)
        self.summary.warning = doubt or self.summary.warning

    def observe(self, candidate: Candidate) -> None:
        """Let the assembly finder see a record."""
        chrom, position, ref = parse_head(candidate.line, candidate, self.shown)
        if chrom not in self.chromosome_names:
            return  # a breakend on another chromosome, whose mate lies in FAS
        self.finder.observe_chromosome(chrom, candidate)
        self.finder.observe(position, ref, candidate)

    def survey(self) -> None:
        """See every call of every sample, before the first is written."""
        if self.samples is None or self.annotator is None:
            return
        for_people = self.job.output_type is OutputType.TABLE
        if for_people or self.job.haplotypes_path is not None:
            self.haplotypes = Haplotypes(
                self.samples.samples, self.annotator.assembly, self.model, load_knowledge()
            )
        for candidate in self.source.candidates():
            record, alleles = self._alleles(candidate)
            calls = self.samples.add(record, alleles)
            if self.haplotypes is not None:
                self.haplotypes.add(record, alleles, calls)
        self.samples.settle()

    def _alleles(self, candidate: Candidate) -> tuple[Record, tuple[AnnotatedAllele, ...]]:
        record = parse_record(candidate.line, candidate, self.shown)
        annotator = self.annotator
        if annotator is None:
            return record, ()
        elsewhere = record.chrom not in annotator.assembly.chromosome_names
        if elsewhere and AlleleKind.BREAKEND not in record.kinds():
            return record, ()
        return record, annotator.annotate_record(record, self.shown, self._evidence(record))

    def annotate(self, candidate: Candidate) -> tuple[Record, tuple[AnnotatedAllele, ...]]:
        """Return a record and what came of its alleles and samples; counts them."""
        record, alleles = self._alleles(candidate)
        if self.annotator is None or not alleles:
            return record, alleles
        if self.samples is not None:
            with_calls = self.samples_sink is not None or not self.job.output_type.is_vcf
            alleles = self.samples.flagged(record, alleles, with_calls)
        self._count(self.annotator, record, alleles)
        if self.samples_sink is not None:
            lines = [line + "\n" for item in alleles for line in sample_rows(record, item)]
            self.samples_sink.write("".join(lines).encode("utf-8", "replace"))
        return record, alleles

    def _count(
        self, annotator: Annotator, record: Record, alleles: Sequence[AnnotatedAllele]
    ) -> None:
        summary = self.summary
        found = 0
        in_locus = None
        for item in alleles:
            if item.findings:
                found += 1
                finding = item.findings[0]
                summary.candidates += finding.candidate
                summary.flags.update(finding.flags)
                if finding.candidate:
                    summary.named.append(_candidate_name(record, finding))
                summary.mismatches += Flag.REF_MISMATCH in finding.flags
            elif item.kind is not AlleleKind.SEQUENCE:
                if in_locus is None:
                    start = annotator.assembly.coordinate(record.position)
                    end = start + len(record.ref)
                    in_locus = start < len(annotator.model.sequence) and end > 0
                if in_locus:
                    why = f"{item.kind.value} ({item.reason})" if item.reason else item.kind.value
                    summary.skipped[why] += 1
        summary.alleles += found
        summary.records += bool(found)


def _candidate_name(record: Record, finding: Finding) -> str:
    """Return the names and flags of a candidate on one line."""
    protein = (finding.hgvs_p or "").partition(":")[2]
    name = finding.hgvs_c or finding.hgvs_g or f"{record.chrom}:{record.position}"
    return " ".join(filter(None, (name, protein, ",".join(finding.flags))))


@contextmanager
def _opened(job: Job) -> Iterator[_Run]:
    """Open the input of a job and settle its build, as far as that can be done beforehand."""
    model = load_gene_model()
    with open_source(
        job.input_path, locus_selection(model), threads=job.threads, verify=job.verify
    ) as source:
        run = _Run(job, source, model)
        with watched(run.progress, run.shown, job.progress):
            early = run.finder.declared is not None and run.samples is None
            if not early and not source.rereadable:
                run.source = source.spooled()
            if run.source.rereadable:
                for candidate in run.source.candidates():
                    run.observe(candidate)
                run.settle(run.finder.decide(job.flag_mismatches))
                run.survey()
            else:
                run.settle(run.finder.declared)
            run.reconsider()
            yield run
            run.reconsider()


def run_job(job: Job) -> Summary:
    """Do a job and return what was seen.

    Raises:
        FasannotError: the input or its data are at fault; no output file is left behind.
    """
    same_file(job.input_path, job.output_path)
    same_file(job.input_path, job.samples_path)
    same_file(job.input_path, job.haplotypes_path)
    with _opened(job) as run, ExitStack() as outputs:
        if job.samples_path is not None:
            sink = outputs.enter_context(open_sink(job.samples_path, OutputKind.TEXT, threads=1))
            sink.write("\t".join(SAMPLE_COLUMNS).encode() + b"\n")
            run.samples_sink = sink
        if job.haplotypes_path is not None:
            sink = outputs.enter_context(open_sink(job.haplotypes_path, OutputKind.TEXT, threads=1))
            _write_haplotypes(run, sink)
        _write(run)
    return run.summary


def _write_haplotypes(run: _Run, sink: Sink) -> None:
    sink.write("\t".join(HAPLOTYPE_COLUMNS).encode() + b"\n")
    for line in _haplotype_lines(run):
        sink.write(line.encode("utf-8", "replace") + b"\n")


def _haplotype_lines(run: _Run) -> list[str]:
    """Return the rows of the haplotype table; what cannot be read together becomes a warning."""
    if run.haplotypes is None:
        return []
    lines = list(run.haplotypes.rows())
    conflicts = run.haplotypes.conflicts
    if conflicts and not run.summary.warning:
        more = f" (and {len(conflicts) - 1} more)" if len(conflicts) > 1 else ""
        run.summary.warning = f"not read together: {conflicts[0]}{more}"
    return lines


def _haplotype_rows(run: _Run) -> tuple[dict[str, str], ...]:
    return tuple(
        dict(zip(HAPLOTYPE_COLUMNS, line.split("\t"), strict=True))
        for line in _haplotype_lines(run)
    )


@dataclass(frozen=True, slots=True)
class Collected:
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
    rows: tuple[tuple[Record, AnnotatedAllele], ...]
    haplotypes: tuple[dict[str, str], ...] = ()


def collect(job: Job) -> Collected:
    """Return all FAS alleles of an input that have entries; nothing is written."""
    rows = []
    with _opened(job) as run:
        for candidate in _checked(run, run.source.candidates()):
            record, alleles = run.annotate(candidate)
            rows.extend([(record, item) for item in alleles if _kept(run, item)])
        haplotypes = _haplotype_rows(run)
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
    findings: Iterator[tuple[Record, tuple[AnnotatedAllele, ...]]]


@contextmanager
def open_findings(job: Job) -> Iterator[OpenFindings]:
    """Open an input and give its samples and findings; nothing is written."""
    with _opened(job) as run:
        names = run.samples.samples if run.samples is not None else ()
        findings = map(run.annotate, _checked(run, run.source.candidates()))
        yield OpenFindings(names, run.summary, findings)


def findings_of(job: Job) -> Iterator[tuple[Record, tuple[AnnotatedAllele, ...]]]:
    """Yield each record that may be FAS's with what came of its alleles; nothing is written."""
    with open_findings(job) as opened:
        yield from opened.findings


def _write(run: _Run) -> None:
    kind = run.job.output_type
    if kind.is_vcf:
        _write_vcf(run)
    elif kind is OutputType.TABLE:
        _write_table(run)
    else:
        _write_rows(run)


def _checked(run: _Run, candidates: Iterator[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates of a pipe, each compared with the build before it is used.

    From the first that contradicts it nothing is yielded any more; the rest is only looked at, so
    that a wrong build can be told from a wrong record.
    """
    if run.source.rereadable:
        yield from candidates
        return
    failed = False
    for candidate in candidates:
        run.observe(candidate)
        failed = failed or _contradicted(run)
        if not failed:
            yield candidate
    if failed:
        run.finder.decide(run.job.flag_mismatches)


def _contradicted(run: _Run) -> bool:
    try:
        run.finder.decide(run.job.flag_mismatches)
    except FasannotError:
        return True
    return False


def _write_vcf(run: _Run) -> None:
    job = run.job
    header = annotated_header(run.header, job.command)
    with open_sink(
        job.output_path,
        OutputKind(job.output_type.value),
        threads=job.threads,
        write_index=job.write_index,
    ) as sink:
        if job.fas_only:
            newline = run.source.newline
            sink.write(b"".join(line + newline for line in header))
            for candidate in _checked(run, run.source.candidates()):
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
            if muted.muted or _contradicted(run):
                muted.muted = True
                return candidate.line
            return _edited(run, candidate)

        run.source.rewrite(muted, header, edit)  # type: ignore[arg-type]
        if muted.muted:
            run.finder.decide(job.flag_mismatches)


def _edited(run: _Run, candidate: Candidate) -> bytes:
    record, alleles = run.annotate(candidate)
    return with_info(record, info_values(alleles))


def _kept(run: _Run, item: AnnotatedAllele) -> bool:
    wanted = run.job.flags
    return bool(item.findings) and (
        not wanted or any(not wanted.isdisjoint(finding.flags) for finding in item.findings)
    )


def _write_rows(run: _Run) -> None:
    job = run.job
    with open_sink(job.output_path, OutputKind.TEXT, threads=1) as sink:
        if job.output_type is OutputType.TSV:
            sink.write(tsv_header().encode() + b"\n")
        for candidate in _checked(run, run.source.candidates()):
            record, alleles = run.annotate(candidate)
            for item in alleles:
                if not _kept(run, item):
                    continue
                if job.output_type is OutputType.TSV:
                    lines = [tsv_row(record, finding) for finding in item.findings]
                else:
                    lines = [json_line(record, item)]
                text = "".join(line + "\n" for line in lines)
                sink.write(text.encode("utf-8", "replace"))


def _write_table(run: _Run) -> None:
    from fasannot.table import render_table  # noqa: PLC0415 - rich is loaded only for people

    rows = []
    for candidate in _checked(run, run.source.candidates()):
        record, alleles = run.annotate(candidate)
        rows.extend([(record, item) for item in alleles if _kept(run, item)])
    text = render_table(
        rows,
        run.summary,
        run.shown,
        to_terminal=run.job.output_path in (None, "-"),
        haplotypes=_haplotype_rows(run),
    )
    with open_sink(run.job.output_path, OutputKind.TEXT, threads=1) as sink:
        sink.write(text.encode("utf-8", "replace"))
