"""Persons over the files of a sample sheet: gathered, counted, judged, concluded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from fasannot.errors import InputError
from fasannot.files.input_name import is_url
from fasannot.files.paths import check_paths
from fasannot.files.vcf.record import Record
from fasannot.gene.model import Assembly, GeneModel, load_gene_model
from fasannot.people.case import CaseFile, read_case
from fasannot.people.conclusion import PersonConclusion
from fasannot.people.criteria import judge_case
from fasannot.people.events import Event, SampleKey
from fasannot.people.families import Families, read_families
from fasannot.people.family_view import families_of_sheet, with_families
from fasannot.people.gathering import Gatherer
from fasannot.people.next_steps import Parents, missing_and_next
from fasannot.people.origin import Origin
from fasannot.people.parameters import load_parameters
from fasannot.people.person_event import PersonEvent, key_of
from fasannot.people.person_flags import category_of
from fasannot.people.reads import Build, Counts, ReadFile, is_countable
from fasannot.people.sheet import Person, Sheet, SheetSample, read_sheet
from fasannot.people.site_model import SiteClass
from fasannot.people.track import Track
from fasannot.people.verdicts import Judge
from fasannot.rules.annotator import AnnotatedAllele
from fasannot.rules.finding import Finding
from fasannot.rules.flags import FLAG_ORDER, Flag
from fasannot.run.chromosome_run import ChromosomeReader
from fasannot.run.family_run import with_samples
from fasannot.run.request import Job
from fasannot.run.run import Companion, Run, opened_run
from fasannot.samples.call import Call
from fasannot.samples.carried import CarriedAllele
from fasannot.samples.pairs import Partner, Relation
from fasannot.samples.sample_finding import SampleFinding
from fasannot.wording.book import say
from fasannot.wording.carriers import phase_reason
from fasannot.wording.person import origin_sentence

Counted = dict[tuple[SampleKey, tuple[object, ...]], Counts]
_OF_SAMPLES = frozenset({Flag.HOM, Flag.MOSAIC, Flag.SECOND_HIT, Flag.COMPOUND, Flag.LOH})


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about persons, read and checked before any input is opened.

    Attributes:
        sheet: the persons; samples of the input have no file of their own.
        families: who is whose child.
        case: what the clinic knows.
        with_track: whether chromosome 10 is to be read.
    """

    sheet: Sheet
    families: Families
    case: CaseFile
    with_track: bool


def read_question(job: Job) -> Question:
    """Return what a job asks about persons.

    Raises:
        InputError: sheet, pedigree or case file are at fault.
    """
    assert job.sheet_path is not None
    sheet = _beside_input(read_sheet(job.sheet_path), job.input_path)
    pedigree = None if job.pedigree_path is None else read_families(job.pedigree_path)
    families = families_of_sheet(sheet, pedigree, job.pedigree_path or "")
    sheet = with_families(sheet, families)
    case = CaseFile() if job.case_path is None else read_case(job.case_path, tuple(sheet.persons))
    for sample in sheet.samples:
        for path in (sample.vcf, sample.bam):
            if path is not None and "://" not in path and not Path(path).is_file():
                raise InputError(
                    f"{path} of sample {sample.name} is not there",
                    path=sheet.path,
                    where=f"line {sample.line}",
                )
        if sample.vcf is None and not job.input_path:
            raise InputError(
                f"sample {sample.name} has no vcf, and no INPUT was given",
                path=sheet.path,
                where=f"line {sample.line}",
            )
    named = [path for sample in sheet.samples for path in (sample.vcf, sample.bam)]
    check_paths([job.sheet_path, *named], job.written)
    if job.loh_path is not None and job.input_path == "-":
        raise InputError("chromosome 10 is read twice; --loh needs a file, not standard input")
    return Question(sheet, families, case, job.loh_path is not None)


def _beside_input(sheet: Sheet, input_path: str) -> Sheet:
    """Return a sheet whose samples of the input have no file of their own."""
    if not input_path or input_path == "-" or not Path(input_path).exists():
        return sheet

    def own(path: str | None) -> str | None:
        if path is None or not Path(path).exists():
            return path
        return None if Path(path).samefile(input_path) else path

    persons = {
        person.name: replace(
            person,
            samples=tuple([replace(one, vcf=own(one.vcf)) for one in person.samples]),
        )
        for person in sheet.persons.values()
    }
    keys: dict[SampleKey, int] = {}
    for person in persons.values():
        for sample in person.samples:
            other = keys.setdefault(key_of(sample), sample.line)
            if other != sample.line:
                raise InputError(
                    f"sample {sample.name} of the same file stands in line {other} already",
                    path=sheet.path,
                    where=f"line {sample.line}",
                )
    return Sheet(sheet.path, persons)


class PeopleCompanion:
    """Gathers the samples of a sheet over all files, judges the persons, and tells the samples.

    Args:
        question: what is asked.
        job: how inputs are read.

    Attributes:
        conclusions: what is concluded of each person, once that is known.
        warnings: what the files of the sheet are to be warned of, each with its name.
    """

    def __init__(self, question: Question, job: Job) -> None:
        self.question = question
        self.job = job
        self.model: GeneModel = load_gene_model()
        self.conclusions: tuple[PersonConclusion, ...] = ()
        self.warnings: list[str] = []
        self._keys = [key_of(sample) for sample in question.sheet.samples]
        families = question.families
        self._gatherer = Gatherer(
            self.model, {key_of(one): families.root(one.person) for one in question.sheet.samples}
        )
        self._builds: dict[str, Assembly] = {}
        self._rows: dict[tuple[SampleKey, tuple[object, ...]], PersonEvent] = {}

    def start(self, samples: Sequence[str]) -> None:
        """Begin, with the samples of the input."""
        self._gatherer.start("", samples)

    def add(
        self,
        record: Record,
        alleles: Sequence[AnnotatedAllele],
        calls: Sequence[Call],
        assembly: Assembly,
    ) -> None:
        """Take note of a record of the input."""
        self.see("", record, alleles, calls, assembly)

    def see(
        self,
        file: str,
        record: Record,
        alleles: Sequence[AnnotatedAllele],
        calls: Sequence[Call],
        assembly: Assembly,
    ) -> None:
        """Take note of a record of a file; the input has no name."""
        self._builds[file] = assembly
        self._gatherer.add(record, alleles, calls, assembly)

    def join(self, places: Sequence[frozenset[tuple[int, int]]]) -> None:
        """Take note of which alleles of which records are one event."""
        self._gatherer.join(places)

    def settle(self) -> None:
        """Read the other files of the sheet and conclude."""
        for path in dict.fromkeys(key.file for key in self._keys):
            if path:
                self._read(path)
        self._check_held()
        tracks: dict[str, tuple[Track, ...]] = {}
        if self.question.with_track:
            builds = {path or self.job.input_path: one for path, one in self._builds.items()}
            reader = ChromosomeReader(self.model, self.job.assembly, builds)
            tracks = reader.tracks(self.question.sheet, self.job.input_path)
        self.conclusions = self._concluded(tracks)
        for one in self.conclusions:
            for row in one.rows:
                for count in row.counts:
                    self._rows[key_of(count.sample), row.event.key] = row

    def _read(self, path: str) -> None:
        job = replace(self.job, input_path=path, progress=False)
        with opened_run(job, _OneFile(self, self._gatherer, path)) as run:
            self.warn(run)

    def _warn_of_owner(self, sample: SheetSample, file: ReadFile) -> None:
        """Keep that a BAM names another sample than the sheet does: its reads may be another's."""
        if file.samples and sample.name not in file.samples:
            self.warnings.append(
                f"{self.question.sheet.path}, line {sample.line}: {file.path} says that its reads "
                f"are of {', '.join(file.samples)}, and the sheet that they are of {sample.name}; "
                "check that they are not another person's"
            )

    def warn(self, run: Run) -> None:
        """Keep what a file is to be warned of: the answer on its samples may be empty for it."""
        if run.summary.warning:
            self.warnings.append(f"{run.shown}: {run.summary.warning}")

    def _check_held(self) -> None:
        for sample in self.question.sheet.samples:
            key = key_of(sample)
            if key in self._gatherer.held:
                continue
            if (
                sample.bam is not None
                and not is_url(sample.bam)
                and _bam_holds(sample.bam, sample.name)
            ):
                self._gatherer.held.add(key)
                continue
            where = key.file or self.job.input_path or "any file"
            shown = "standard input" if where == "-" else where
            raise InputError(
                f"sample {sample.name} is not in {shown}; its name must be that of the VCF",
                path=self.question.sheet.path,
                where=f"line {sample.line}, column sample",
            )

    def _concluded(self, tracks: dict[str, tuple[Track, ...]]) -> tuple[PersonConclusion, ...]:
        events = self._gatherer.events()
        counted: Counted = {}
        builds = [
            Build(one.name, one.chromosome_names, one.chromosome_length, one.locus_first)
            for one in self.model.assemblies.values()
        ]
        for sample in self.question.sheet.samples:
            if sample.bam is None:
                continue
            file = ReadFile(sample.bam, builds, self.model.sequence, sample=sample.name)
            self._warn_of_owner(sample, file)
            try:
                for event in events:
                    if event.change is not None and is_countable(event.change):
                        counted[key_of(sample), event.key] = file.count(event.change)
            finally:
                file.close()
        with_reads = [key_of(one) for one in self.question.sheet.samples if one.bam is not None]
        for event in events:
            if event.kind is SiteClass.STRUCTURAL and not _is_seen(counted, with_reads, event):
                for key in with_reads:
                    counted.pop((key, event.key), None)
        persons = self.question.sheet.persons
        segments = {
            name: tuple([segment for track in own for segment in track.segments])
            for name, own in tracks.items()
        }
        judge = Judge(persons, self.question.families, events, counted, segments)
        found = []
        for person in persons.values():
            rows = judge.judge(person)
            own = segments.get(person.name, ())
            category = category_of(rows)
            lone = any(one.covers_fas and one.is_loss for one in own)
            if lone and not any(row.event.candidate for row in rows):
                category = "undetermined"
            parents = {row.event.key: _sampled(judge, person, row.event) for row in rows}
            children = self.question.families.children(person.name)
            missing, steps = missing_and_next(
                person, rows, tracks.get(person.name, ()), parents, is_relative=bool(children)
            )
            found.append(
                PersonConclusion(
                    person=person,
                    rows=rows,
                    category=category,
                    tracks=tracks.get(person.name, ()),
                    missing=missing,
                    next_steps=steps,
                    case=judge_case(rows, self.question.case, person.name),
                )
            )
        return tuple(found)

    @property
    def files(self) -> tuple[str, ...]:
        """The files that the sheet names; empty for those of the input."""
        return tuple(dict.fromkeys(key.file for key in self._keys))

    def applied(
        self,
        record: Record,
        alleles: Sequence[AnnotatedAllele],
        shown: tuple[CarriedAllele, ...],
    ) -> tuple[CarriedAllele, ...]:
        """Return a record's alleles with what the persons add to their samples."""
        return self.told(record, alleles, shown, "")

    def key_of(self, finding: Finding, record: Record) -> tuple[object, ...]:
        """Return the key of the event that an allele of a record belongs to."""
        return self._gatherer.key_of(finding, record)

    def told(
        self,
        record: Record,
        alleles: Sequence[AnnotatedAllele],
        shown: tuple[CarriedAllele, ...],
        file: str,
    ) -> tuple[CarriedAllele, ...]:
        """Return the same for a record of one of the sheet's files."""
        found = []
        for base, item in zip(alleles, shown, strict=True):
            if not item.samples:
                found.append(item)
                continue
            key = self._gatherer.key_of(base.findings[0], record)
            samples = tuple([self._of(one, key, file) for one in item.samples])
            found.append(with_samples(base, item, samples))
        return tuple(found)

    def _of(self, one: SampleFinding, key: tuple[object, ...], file: str) -> SampleFinding:
        own = SampleKey(one.sample, file)
        row = self._rows.get((own, key))
        if row is None:
            return one
        tissue = next(c.sample.tissue for c in row.counts if key_of(c.sample) == own)
        # A loss that a caller wrote stays, whatever the reads of the other tissues allow.
        kept = [flag for flag in one.flags if flag not in _OF_SAMPLES or flag is Flag.LOH]
        personal = [flag for flag in row.flags if flag in _OF_SAMPLES]
        settled = row.verdict.origin is not Origin.UNDETERMINED
        return replace(
            one,
            flags=tuple(sorted({*kept, *personal}, key=FLAG_ORDER.__getitem__)),
            partners=_partners(row),
            inheritance=row.inherited.word,
            person=row.person.name,
            tissue=tissue.word,
            origin=row.verdict.origin.value,
            of_person=_over_tissues(row) if settled else "",
        )


def _over_tissues(row: PersonEvent) -> str:
    return say("person.over_tissues", person=row.person.name, origin=origin_sentence(row))


def _sampled(judge: Judge, person: Person, event: Event) -> Parents:
    """Return what those parents show of whom the sheet has a sample."""
    father, mother = judge.kin.parents(person, event)
    return father if person.father else None, mother if person.mother else None


def _partners(row: PersonEvent) -> tuple[Partner, ...]:
    return tuple(
        [
            Partner(
                event.short,
                Relation(phase.relation),
                phase_reason(phase.known_by) or say("phase.not_phased"),
                False,
            )
            for event, phase in row.partners
        ]
    )


class _OneFile(Companion):
    """Lets a gatherer see one more file of a sheet."""

    def __init__(self, people: PeopleCompanion, gatherer: Gatherer, path: str) -> None:
        self._people = people
        self._gatherer = gatherer
        self._path = path

    def start(self, samples: Sequence[str]) -> None:
        self._gatherer.start(self._path, samples)

    def add(
        self,
        record: Record,
        alleles: Sequence[AnnotatedAllele],
        calls: Sequence[Call],
        assembly: Assembly,
    ) -> None:
        self._people.see(self._path, record, alleles, calls, assembly)

    def join(self, places: Sequence[frozenset[tuple[int, int]]]) -> None:
        self._gatherer.join(places)


class ToldFile(Companion):
    """Tells the samples of one file what was concluded of their persons; all was seen before.

    Args:
        people: the persons, concluded.
        file: the file, as the sheet resolves it; empty for the input.
    """

    def __init__(self, people: PeopleCompanion, file: str) -> None:
        self._people = people
        self._file = file

    def applied(
        self,
        record: Record,
        alleles: Sequence[AnnotatedAllele],
        shown: tuple[CarriedAllele, ...],
    ) -> tuple[CarriedAllele, ...]:
        """Return a record's alleles with what the persons add to their samples."""
        return self._people.told(record, alleles, shown, self._file)


def _is_seen(counted: Counted, samples: Sequence[SampleKey], event: Event) -> bool:
    """Return whether reads show the junction of a structural event in a sample.

    Where none do, its ends may not be as stated, and then reads of REF alone would tell of absence.
    """
    needed = load_parameters().one("read_junction_fragments")
    votes = [counted.get((key, event.key)) for key in samples]
    return any(one is not None and one.alt >= needed for one in votes)


def _bam_holds(path: str, name: str) -> bool:
    import pysam  # noqa: PLC0415 - slow to load

    before = pysam.set_verbosity(0)
    try:
        with pysam.AlignmentFile(path, "r") as opened:
            groups = opened.header.to_dict().get("RG", [])
    except (OSError, ValueError):
        return False
    finally:
        pysam.set_verbosity(before)
    return any(group.get("SM") == name for group in groups)


@contextmanager
def opened_people(job: Job) -> Iterator[tuple[Run, PeopleCompanion]]:
    """Open an input with the persons of its sheet judged.

    Raises:
        FasannotError: sheet, case file or an input is at fault.
    """
    companion = PeopleCompanion(read_question(job), job)
    with opened_run(job, companion) as run:
        yield run, companion


def concluded(job: Job) -> PeopleCompanion:
    """Return the persons of a sheet, with or without an input beside it, all concluded.

    Raises:
        FasannotError: sheet, case file or an input is at fault.
    """
    question = read_question(job)
    companion = PeopleCompanion(question, job)
    if "" in companion.files:
        with opened_run(job, companion) as run:
            companion.warn(run)
            return companion
    companion.settle()
    return companion


def people_of(job: Job) -> tuple[PersonConclusion, ...]:
    """Return what is concluded of the persons of a sheet; see ``concluded``."""
    return concluded(job).conclusions
