"""One run over an input: its build settled, its records annotated, its samples seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from fasannot.errors import FasannotError, InputError
from fasannot.evidence.user.info_evidence import InfoReader
from fasannot.evidence.user.slices import Slice, chosen_slices, whole_slices
from fasannot.evidence.values import NO_EVIDENCE, ExternalEvidence
from fasannot.files.build import AssemblyFinder
from fasannot.files.candidates import Candidate
from fasannot.files.declared import declared_assembly, hinted_assembly, locus_selection
from fasannot.files.input_name import is_url
from fasannot.files.opening import open_source, rereadable
from fasannot.files.raw import Progress
from fasannot.files.reach import changes_bases
from fasannot.files.source import Source
from fasannot.files.vcf.dialects import header_marks
from fasannot.files.vcf.header import VcfHeader, parse_header
from fasannot.files.vcf.record import AlleleKind, Record, parse_head, parse_record
from fasannot.gene.model import Assembly, GeneModel, load_gene_model
from fasannot.rules.annotator import AnnotatedAllele, Annotator
from fasannot.rules.finding import Finding
from fasannot.rules.flags import Flag
from fasannot.rules.knowledge import load_knowledge
from fasannot.run.progress import watched
from fasannot.run.request import Job, OutputType
from fasannot.run.sample_view import SampleView, samples_of
from fasannot.run.summary import Summary
from fasannot.samples.call import Call
from fasannot.samples.carried import CarriedAllele, carried
from fasannot.samples.haplotypes import COLUMNS as HAPLOTYPE_COLUMNS
from fasannot.samples.haplotypes import Haplotypes

if TYPE_CHECKING:
    from fasannot.evidence.user.user_files import UserFiles


class Companion(Protocol):
    """Sees the records of a run with the calls of its samples, then adds to what they show.

    One that inherits from it does nothing where it says nothing else.
    """

    def start(self, samples: Sequence[str]) -> None:
        """Begin, with the samples of the input."""
        return

    def add(
        self,
        record: Record,
        alleles: Sequence[AnnotatedAllele],
        calls: Sequence[Call],
        assembly: Assembly,
    ) -> None:
        """Take note of a record."""
        return

    def join(self, places: Sequence[frozenset[tuple[int, int]]]) -> None:
        """Take note of which alleles of which records are one event, after the last record."""
        return

    def settle(self) -> None:
        """Work out what follows, after the last record."""
        return

    def applied(
        self,
        record: Record,
        alleles: Sequence[AnnotatedAllele],
        shown: tuple[CarriedAllele, ...],
    ) -> tuple[CarriedAllele, ...]:
        """Return a record's alleles with what families and persons add."""
        return shown


_JUNCTIONS = frozenset({AlleleKind.BREAKEND, AlleleKind.SYMBOLIC})
_BY_INDEX = (
    "read by index: breakends of other chromosomes that the header does not declare were not "
    "looked for (--verify does)"
)
_FAR_FROM_URL = (
    "the header declares structural records, and from a URL only what the index leads to is read: "
    "those that begin elsewhere and reach FAS by SVLEN or by a mate were not looked for; download "
    "the file"
)

Watcher = Callable[[Record, Sequence[CarriedAllele]], None]


@lru_cache(maxsize=2)  # the files of a cohort have many alleles in common
def _shared_annotator(
    assembly: str, transcripts: str, use_known: bool, flag_mismatches: bool, marks: frozenset[str]
) -> Annotator:
    """Return the annotator of all files without names and evidence of their own."""
    return Annotator.of(
        load_gene_model(),
        assembly,
        transcripts,
        use_known=use_known,
        flag_mismatches=flag_mismatches,
        marks=marks,
    )


class Run:
    """One run of a job: the state that its steps share."""

    def __init__(self, job: Job, source: Source, model: GeneModel) -> None:
        self.job = job
        self.source = source
        self.model = model = model.with_names(source.selection.chromosomes)
        self.header: VcfHeader = parse_header(source.header)
        self.shown = job.input_path if job.input_path != "-" else "standard input"
        declared = declared_assembly(model, self.header.contigs, self.shown)
        self.summary = Summary(declared=declared is not None, samples=self.header.samples)
        hint = hinted_assembly(model, self.header)
        self.finder = AssemblyFinder(model, self.shown, job.assembly, declared, hint)
        self.annotator: Annotator | None = None
        self.info_reader = InfoReader(self.header.texts, job.frequency_tags)
        self._listed = () if job.data_folder is None else whole_slices(job.data_folder)
        self.slices: tuple[Slice, ...] = ()
        self.marks = header_marks(source.header)
        names = samples_of(self.header.samples, source.header)
        self.samples = SampleView(names, self.shown) if names else None
        self.companion: Companion | None = None
        self.with_calls = not job.output_type.is_vcf
        self._watchers: list[Watcher] = []
        self.haplotypes: Haplotypes | None = None

    def settle(self, assembly: Assembly | None) -> None:
        """Fix the build that records are annotated on."""
        self.summary.assembly = assembly
        if assembly is None:
            return
        job, user_files = self.job, self._user_files(assembly)
        if user_files is None and self.model is load_gene_model():
            self.annotator = _shared_annotator(
                assembly.name, job.transcripts, job.use_known, job.flag_mismatches, self.marks
            )
            return
        self.annotator = Annotator.of(
            self.model,
            assembly.name,
            job.transcripts,
            use_known=job.use_known,
            flag_mismatches=job.flag_mismatches,
            user_files=user_files,
            marks=self.marks,
        )

    def _user_files(self, assembly: Assembly) -> UserFiles | None:
        self.slices = chosen_slices(self._listed, assembly.name)
        if not self.job.evidence_files and not self.slices:
            return None
        from fasannot.evidence.user.user_files import UserFiles  # noqa: PLC0415 - loads pysam

        return UserFiles(
            self.model,
            assembly,
            **self.job.evidence_files,
            folder=self.job.data_folder or "",
            slices=self.slices,
        )

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
        self.summary.basis = self.finder.basis
        doubt = self.finder.suspicion() or self.finder.odd_names(
            self.header.contigs.names, self.source.chromosomes_seen
        )
        self.summary.warning = doubt or self.summary.warning
        if self.source.index_note:
            self.summary.note = f"the index was not used: {self.source.index_note}"
        elif is_url(self.job.input_path):
            self.summary.note = "read by index from its URL"
            if self.source.declares_structural and not self.summary.warning:
                self.summary.warning = _FAR_FROM_URL
        elif self.source.by_index:
            self.summary.note = _BY_INDEX

    def observe(self, candidate: Candidate) -> None:
        """Let the assembly finder see a record."""
        chrom, position, ref = parse_head(candidate.lean, candidate, self.shown)
        if chrom not in self.model.chromosome_names:
            self.finder.unplaced += 1  # a breakend elsewhere, whose mate lies in FAS
            return
        self.finder.observe_chromosome(chrom, candidate)
        touches = changes_bases(candidate.lean, self.source.selection)
        self.finder.observe(position, ref, candidate, touches)

    def survey(self) -> None:
        """See every call of every sample, before the first is written."""
        if self.samples is None or self.annotator is None:
            return
        for_people = self.job.output_type in (OutputType.TABLE, OutputType.XLSX)
        if for_people or self.job.haplotypes_path is not None:
            self.haplotypes = Haplotypes(
                self.samples.samples, self.annotator.assembly, self.model, load_knowledge()
            )
        asked = self.companion is not None or self.haplotypes is not None
        for candidate in self.source.candidates():
            self.samples.register(*self._alleles(candidate, lean=not asked))
        for candidate in self.source.candidates():
            record, alleles = self._alleles(candidate, lean=not asked)
            calls = self.samples.add(record, alleles, all_calls=asked)
            if self.companion is not None:
                self.companion.add(record, alleles, calls, self.annotator.assembly)
            if self.haplotypes is not None:
                self.haplotypes.add(record, alleles, calls)
        self.samples.settle()
        if self.companion is not None:
            self.companion.join(self.samples.joined())

    def accompany(self, companion: Companion) -> None:
        """Let what is known of families and persons add to what the samples show."""
        self.companion = companion
        self.with_calls = True
        companion.start(self.samples.samples if self.samples is not None else ())

    def _alleles(
        self, candidate: Candidate, *, lean: bool = False
    ) -> tuple[Record, tuple[AnnotatedAllele, ...]]:
        """Return a record and what came of its alleles; lean, with columns of carriers alone."""
        line = candidate.lean if lean else candidate.line
        record = parse_record(line, candidate, self.shown, candidate.carriers if lean else None)
        annotator = self.annotator
        if annotator is None:
            return record, ()
        elsewhere = record.chrom not in annotator.assembly.chromosome_names
        if elsewhere and _JUNCTIONS.isdisjoint(record.kinds()):
            return record, ()
        return record, annotator.annotate_record(record, self.shown, self._evidence(record))

    def watch(self, watcher: Watcher) -> None:
        """Let a watcher see every record with what its samples show, as it is annotated."""
        self.with_calls = True
        self._watchers.append(watcher)

    def annotate(
        self, candidate: Candidate, *, lean: bool = False
    ) -> tuple[Record, tuple[CarriedAllele, ...]]:
        """Return a record and what came of its alleles and samples; counts them.

        Args:
            candidate: the record.
            lean: whether neither the record's columns nor what its samples show are asked for.
        """
        lean = lean and not self._watchers and self.companion is None
        record, alleles = self._alleles(candidate, lean=lean)
        if self.annotator is None or not alleles:
            return record, tuple(map(carried, alleles))
        if self.samples is not None:
            shown = self.samples.flagged(record, alleles, self.with_calls and not lean)
            if self.companion is not None:
                shown = self.companion.applied(record, alleles, shown)
        else:
            shown = tuple(map(carried, alleles))
        self._count(self.annotator, record, shown)
        for watcher in self._watchers:
            watcher(record, shown)
        return record, shown

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
                    summary.classes[finding.classification or ""] += 1
                    summary.named.append(_candidate_name(record, finding))
                summary.mismatches += Flag.REF_MISMATCH in finding.flags
                summary.not_judged += Flag.NOT_JUDGED in finding.flags
            elif item.kind is not AlleleKind.SEQUENCE:
                if in_locus is None:
                    start = annotator.assembly.coordinate(record.position)
                    end = start + len(record.ref)
                    in_locus = start < len(annotator.model.sequence) and end > 0
                if in_locus:
                    summary.skipped[item.kind.value] += 1
        summary.alleles += found
        summary.records += bool(found)


def _candidate_name(record: Record, finding: Finding) -> str:
    """Return the names and flags of a candidate on one line."""
    protein = (finding.hgvs_p or "").partition(":")[2]
    name = finding.hgvs_c or finding.hgvs_g or f"{record.chrom}:{record.position}"
    return " ".join(filter(None, (name, protein, ",".join(finding.flags))))


@contextmanager
def opened_run(job: Job, companion: Companion | None = None) -> Iterator[Run]:
    """Open the input of a job and settle its build, as far as that can be done beforehand.

    Args:
        job: what was asked.
        companion: what adds families and persons; by default the families of the job's pedigree.
    """
    model = load_gene_model()
    with open_source(
        job.input_path, locus_selection(model), threads=job.threads, verify=job.verify
    ) as source:
        run = Run(job, source, model)
        if companion is None and job.pedigree_path is not None:
            from fasannot.run.family_run import FamilyCompanion  # noqa: PLC0415 - loads numpy

            companion = FamilyCompanion(job.pedigree_path, model)
        if companion is not None:
            run.accompany(companion)
        with watched(run.progress, run.shown, job.progress):
            early = run.finder.declared is not None and run.samples is None
            if not early and not source.rereadable:
                run.source = rereadable(source)
            if run.source.rereadable:
                for candidate in run.source.candidates():
                    run.observe(candidate)
                run.settle(run.finder.decide(job.flag_mismatches))
                run.survey()
            else:
                run.settle(run.finder.declared)
            if companion is not None:
                companion.settle()
            run.reconsider()
            yield run
            run.reconsider()


def haplotype_lines(run: Run) -> list[str]:
    """Return the rows of the haplotype table; what cannot be read together becomes a warning."""
    if run.haplotypes is None:
        return []
    lines = list(run.haplotypes.rows())
    conflicts = run.haplotypes.conflicts
    if conflicts and not run.summary.warning:
        more = f" (and {len(conflicts) - 1} more)" if len(conflicts) > 1 else ""
        run.summary.warning = f"not read together: {conflicts[0]}{more}"
    return lines


def haplotype_rows(run: Run) -> tuple[dict[str, str], ...]:
    """Return the rows of the haplotype table by column."""
    return tuple(
        dict(zip(HAPLOTYPE_COLUMNS, line.split("\t"), strict=True)) for line in haplotype_lines(run)
    )


def checked(run: Run, candidates: Iterator[Candidate]) -> Iterator[Candidate]:
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
        failed = failed or contradicted(run)
        if not failed:
            yield candidate
    run.finder.decide(run.job.flag_mismatches)


def contradicted(run: Run) -> bool:
    """Return whether what was seen so far contradicts the build."""
    try:
        run.finder.decide(run.job.flag_mismatches, complete=False)
    except FasannotError:
        return True
    return False


def kept(run: Run, item: CarriedAllele) -> bool:
    """Return whether an allele has an entry and one of the flags asked for."""
    wanted = run.job.flags
    return bool(item.findings) and (
        not wanted or any(not wanted.isdisjoint(finding.flags) for finding in item.findings)
    )
