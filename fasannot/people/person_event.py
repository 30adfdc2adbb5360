"""One event of one person: its reads, and all that is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fasannot.people.events import Event, SampleKey, Shown
from fasannot.people.family import Inherited
from fasannot.people.origin import Origin, Verdict
from fasannot.people.pair_phase import PairPhase
from fasannot.people.parameters import load_parameters
from fasannot.people.sheet import Person, SheetSample
from fasannot.people.site_model import TissueReads
from fasannot.rules.flags import Flag
from fasannot.samples.genotype import Zygosity


def key_of(sample: SheetSample) -> SampleKey:
    """Return under which key an event tells of a sample."""
    return SampleKey(sample.name, sample.vcf or "")


@dataclass(frozen=True, slots=True)
class TissueCount:
    """The reads of one sample of a person at one event.

    Attributes:
        sample: the sample.
        alt: reads that show the event.
        total: all reads; 0 where nothing was read.
        called: whether the event was called there.
        shown: what the caller said.
    """

    sample: SheetSample
    alt: int
    total: int
    called: bool
    shown: Shown

    @property
    def reads(self) -> TissueReads:
        """The same, as the model takes it."""
        return TissueReads(self.sample.tissue, self.alt, self.total, self.sample.purity)

    @property
    def of_block(self) -> bool:
        """Whether the reads are those of a reference block, which counts no single ALT read."""
        return self.shown.block and bool(self.total) and self.total == self.shown.total

    @property
    def clean(self) -> bool | None:
        """Whether every read shows the event (``True``), or none (``False``), but for errors."""
        numbers = load_parameters()
        if self.total < numbers.one("clean_reads"):
            return None
        if self.alt >= numbers.one("clean_all") * self.total:
            return True
        return False if self.alt <= numbers.one("clean_none") * self.total else None


@dataclass(frozen=True, slots=True)
class PersonEvent:
    """One event of one person.

    Attributes:
        person: the person.
        event: the event.
        counts: the reads of each sample, in the order of the sheet.
        verdict: where it comes from.
        inherited: from whom; an empty word where that does not apply.
        partners: the other candidates of the person, and how they lie to it.
        flags: flags of the allele and of the person.
        notes: codes of ``data/notes.tsv``.
        category: the person's, ``none`` on what is no candidate.
        hemizygous: whether a deletion of the person took the other copy.
    """

    person: Person
    event: Event
    counts: tuple[TissueCount, ...]
    verdict: Verdict
    inherited: Inherited
    partners: tuple[tuple[Event, PairPhase], ...] = ()
    flags: tuple[Flag, ...] = ()
    notes: tuple[str, ...] = ()
    category: str = "none"
    hemizygous: bool = False

    @property
    def is_germline(self) -> bool:
        """Whether the origin is germline, with or without a loss."""
        return self.verdict.origin in (Origin.GERMLINE, Origin.GERMLINE_WITH_LOH)

    @property
    def called_mosaic(self) -> bool:
        """Whether it was called, everywhere in too few reads for all cells."""
        calls = [one.shown for one in self.counts if one.called]
        return bool(calls) and all(call.mosaic for call in calls)

    @property
    def may_be_germline(self) -> bool:
        """Whether it is germline, or called in an unsorted tissue without read counts."""
        if self.is_germline:
            return True
        return (
            self.verdict.confidence is None
            and not self.verdict.swapped
            and any(one.called and not one.sample.tissue.sorted_cells for one in self.counts)
            and not self.called_mosaic
        )

    @property
    def homozygous(self) -> bool:
        """Whether the person has two copies of it, as far as anybody can tell."""
        if self.hemizygous or self.verdict.swapped:
            return False
        if self.verdict.posterior:
            return self.verdict.homozygous and self.verdict.origin is Origin.GERMLINE
        unsorted = [c for c in self.counts if not c.sample.tissue.sorted_cells and c.called]
        return bool(unsorted) and all(c.shown.zygosity is Zygosity.HOM for c in unsorted)

    def count_of(self, sample: SheetSample) -> TissueCount:
        """Return its reads in one sample of the person."""
        return next(count for count in self.counts if count.sample == sample)


def all_copies(counts: Sequence[TissueCount]) -> bool:
    """Return whether a genotype of an unsorted tissue has the event on every copy."""
    return any(
        one.shown.zygosity is Zygosity.HOM and not one.sample.tissue.sorted_cells for one in counts
    )
