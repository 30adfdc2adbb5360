"""Each event of each person: origin, inheritance, phase, flags, category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fasannot.people.events import Event, SampleKey, Shown
from fasannot.people.families import Families
from fasannot.people.family import (
    UNREAD,
    AtAllele,
    Carriage,
    Inherited,
    Relative,
    inheritance,
    phase_of,
    relative,
)
from fasannot.people.loss import HeterozygousSite, locus_loss
from fasannot.people.origin import GERMLINE, Origin, Site, Verdict, decide, unread
from fasannot.people.pair_phase import Linked, PairPhase, phase_of_pair
from fasannot.people.parameters import load_parameters
from fasannot.people.reads import Counts
from fasannot.people.sheet import Person, SheetSample
from fasannot.people.site_model import History, TissueReads
from fasannot.people.track import Segment
from fasannot.rules.flags import FLAG_ORDER, Flag
from fasannot.samples.genotype import Zygosity

_WEAK = frozenset({"LOF_LC", "SPLICE", "RECEPTOR", "KNOWN_REPORTED"})
_STRONG = frozenset({"LOF", "DEATH_DOMAIN", "CYSTEINE", "KNOWN_ALPS"})


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


ReadCounts = Mapping[tuple[SampleKey, tuple[object, ...]], Counts]


class Judge:
    """Judges the events of all persons.

    Args:
        persons: by name, in the order of the sheet.
        families: who is whose child, by the names of persons.
        events: all events, along the gene.
        counted: votes of BAM files by sample and event.
        segments: segments of lost heterozygosity by person.
    """

    def __init__(
        self,
        persons: Mapping[str, Person],
        families: Families,
        events: Sequence[Event],
        counted: ReadCounts,
        segments: Mapping[str, Sequence[Segment]],
    ) -> None:
        self.persons = persons
        self.families = families
        self.events = events
        self.counted = counted
        self.segments = segments
        self._relatives: dict[tuple[str, tuple[object, ...]], Relative] = {}

    def judge(self, person: Person) -> tuple[PersonEvent, ...]:
        """Return the events of a person, each with all that is said of it."""
        found = [event for event in self.events if self._is_called(person, event)]
        swapped = self._swapped(person, found)
        judged = [self._first(person, event, swapped) for event in found]
        judged = [_hemizygous(one, judged) for one in judged]
        if not swapped:
            judged = self._with_locus_loss(judged)
            judged = self._with_segments(person, judged)
        judged = [self._with_partners(one, judged) for one in judged]
        judged = [self._with_flags(one, judged) for one in judged]
        category = category_of(judged)
        return tuple(
            [
                replace(
                    one,
                    category=category if one.event.candidate else "none",
                    notes=(*one.notes, *_person_notes(person, one)),
                )
                for one in judged
            ]
        )

    # Reads and relatives ---------------------------------------------------------------------

    def _is_called(self, person: Person, event: Event) -> bool:
        return any(
            event.shown[key].called for key in map(key_of, person.samples) if key in event.shown
        )

    def counts(self, person: Person, event: Event) -> tuple[TissueCount, ...]:
        """Return the reads of each sample of a person at an event."""
        found = []
        for sample in person.samples:
            key = key_of(sample)
            shown = event.shown.get(key, Shown())
            votes = self.counted.get((key, event.key))
            if votes is not None:
                alt, total = votes.alt, votes.total
            else:
                alt, total = shown.alt or 0, shown.total or 0
            found.append(TissueCount(sample, alt, total, shown.called, shown))
        return tuple(found)

    def relative(self, name: str, event: Event) -> Relative:
        """Return what is known of an event in a person, as a relative of another."""
        known = self._relatives.get((name, event.key))
        if known is None:
            known = self._relatives[name, event.key] = self._relative(name, event)
        return known

    def _relative(self, name: str, event: Event) -> Relative:
        person = self.persons.get(name)
        if person is None:
            return UNREAD
        counts = [one for one in self.counts(person, event) if not one.sample.tissue.sorted_cells]
        if not counts:
            return UNREAD
        needed = load_parameters().one("genotype_quality")
        calls = [one for one in counts if one.called]
        stated = [one.shown for one in counts if one.shown.reference]
        qualities = [one.quality for one in stated if one.quality is not None]
        free = [
            one.depth or 0 for one in stated if one.quality is not None and one.quality >= needed
        ]
        return relative(
            event.kind,
            tuple([one.reads for one in counts]),
            called=bool(calls),
            called_mosaic=bool(calls) and all(one.shown.mosaic for one in calls),
            trusted=not qualities or max(qualities) >= needed,
            stated_free=max(free, default=0),
        )

    def _swapped(self, person: Person, found: Sequence[Event]) -> tuple[str, ...]:
        """Return why samples are thought swapped; empty where nothing says so."""
        needed = load_parameters().one("swap_loci")
        member = self.families.members.get(person.name)
        against = 0
        differ: dict[frozenset[str], int] = {}
        for event in found:
            counts = self.counts(person, event)
            if member is not None and member.father and member.mother:
                parents = [self.relative(name, event) for name in (member.father, member.mother)]
                against += _all_copies(counts) and any(one.has is False for one in parents)
            clean = {one.sample.name: _clean(one) for one in counts}
            full = [name for name, state in clean.items() if state is True]
            none = [name for name, state in clean.items() if state is False]
            for one in full:
                for other in none:
                    pair = frozenset({one, other})
                    differ[pair] = differ.get(pair, 0) + 1
        notes = []
        if against >= needed:
            notes.append("sample_swap=family")
        for pair, number in differ.items():
            if number >= needed:
                notes.append(f"sample_swap={'/'.join(sorted(pair))}")
        return tuple(notes)

    # Origin ----------------------------------------------------------------------------------

    def _site(self, person: Person, event: Event, counts: Sequence[TissueCount]) -> Site:
        father, mother = self.parents(person, event)
        dad, mom = father or UNREAD, mother or UNREAD
        free = dad.carriage is Carriage.FREE and mom.carriage is Carriage.FREE
        return Site(
            event.kind,
            tuple([one.reads for one in counts]),
            event.frequent,
            parent_carries=bool(dad.has or mom.has),
            parents_free=free,
        )

    def parents(self, person: Person, event: Event) -> tuple[Relative | None, Relative | None]:
        """Return what father and mother show of an event, ``None`` for one who is not named."""
        member = self.families.members.get(person.name)
        if member is None:
            return None, None
        return (
            self.relative(member.father, event) if member.father else None,
            self.relative(member.mother, event) if member.mother else None,
        )

    def _first(self, person: Person, event: Event, swapped: tuple[str, ...]) -> PersonEvent:
        counts = self.counts(person, event)
        site = self._site(person, event, counts)
        known = site.parent_carries or site.parents_free
        if not any(one.total for one in counts):
            verdict = unread()
        elif swapped:
            verdict = Verdict(Origin.UNDETERMINED, None, swapped, {})
        else:
            verdict = decide(site, site.posterior(), parents_known=known)
        notes = (*verdict.notes, *_differing(counts))
        inherited = self._inherited(person, event, verdict, counts)
        return PersonEvent(
            person, event, counts, verdict, inherited, notes=(*notes, *inherited.notes)
        )

    def inherited(self, person: Person, event: Event) -> Inherited:
        """Return from whom an event comes, without asking for its origin."""
        return self._inherited(person, event, unread(), self.counts(person, event))

    def phase_by_relatives(self, person: Person, one: Event, other: Event) -> bool | None:
        """Return whether two events lie on one chromosome, by parents, children and sibs."""
        if any(_all_copies(self.counts(person, event)) for event in (one, other)):
            return None
        return phase_of(self._at_relatives(person, one), self._at_relatives(person, other))

    def _inherited(
        self, person: Person, event: Event, verdict: Verdict, counts: Sequence[TissueCount]
    ) -> Inherited:
        if verdict.origin is Origin.SOMATIC or not self.families.members:
            return Inherited("")
        member = self.families.members.get(person.name)
        if member is None:
            return Inherited("")
        father, mother = self.parents(person, event)
        homozygous = verdict.homozygous or (not verdict.posterior and _all_copies(counts))
        found = inheritance(homozygous, father, mother)
        parts = [found.word]
        family = self.families.family(person.name)
        for word, affected in (("affected", True), ("unaffected", False)):
            states = [self._carries(m.name, event) for m in family if m.affected is affected]
            known = [state for state in states if state is not None]
            if known:
                parts.append(f"{word}_carriers={sum(known)}/{len(known)}")
        return Inherited(";".join(parts), found.notes)

    def _carries(self, name: str, event: Event) -> bool | None:
        person = self.persons.get(name)
        if person is None:
            return None
        if self._is_called(person, event):
            return True
        found = self.relative(name, event)
        if found.carriage in (Carriage.CARRIER, Carriage.MOSAIC):
            return True
        if found.total or any(one.shown.reference for one in self.counts(person, event)):
            return False if found.has is False or found.total == 0 else None
        return None

    # Loss of one copy ------------------------------------------------------------------------

    def _with_locus_loss(self, judged: list[PersonEvent]) -> list[PersonEvent]:
        """Judge the loss of a copy over all germline heterozygous alleles together."""
        sites = [
            one
            for one in judged
            if one.verdict.posterior
            and one.verdict.origin in (Origin.GERMLINE, Origin.GERMLINE_WITH_LOH)
            and not one.verdict.homozygous
        ]
        if len(sites) < 2:
            return judged
        best: dict[tuple[object, ...], tuple[float, float]] = {}
        for tube in sites[0].person.samples:
            if not tube.tissue.sorted_cells:
                continue
            usable = [one for one in sites if _count_of(one, tube).total]
            if len(usable) < 2:
                continue
            answer = locus_loss([_heterozygous(one, tube) for one in usable])
            for one, kept, gone in zip(usable, answer.kept, answer.gone, strict=True):
                before = best.get(one.event.key)
                found = (answer.lost * kept, answer.lost * gone)
                if before is None or sum(found) > sum(before):
                    best[one.event.key] = found
        return [
            self._with_loss(one, *best[one.event.key]) if one.event.key in best else one
            for one in judged
        ]

    def _with_loss(self, one: PersonEvent, kept: float, lost: float) -> PersonEvent:
        """Return an event judged again with another posterior of loss."""
        old = one.verdict.posterior
        germline = sum(old[history] for history in GERMLINE)
        posterior = dict(old)
        posterior[History.COPY_KEPT] = germline * kept
        posterior[History.COPY_LOST] = germline * lost
        posterior[History.GERMLINE_HET] = germline * max(1 - kept - lost, 0.0)
        posterior[History.GERMLINE_HOM] = 0.0
        site = self._site(one.person, one.event, one.counts)
        known = site.parent_carries or site.parents_free
        verdict = decide(site, posterior, parents_known=known)
        others = [note for note in one.notes if note not in one.verdict.notes]
        return replace(one, verdict=verdict, notes=(*verdict.notes, *others))

    def _with_segments(self, person: Person, judged: list[PersonEvent]) -> list[PersonEvent]:
        segments = [one for one in self.segments.get(person.name, ()) if one.covers_fas]
        if not segments:
            return judged
        found = []
        for one in judged:
            for segment in segments:
                one = self._in_segment(one, segment)  # noqa: PLW2901 - each segment adds to it
            found.append(one)
        return found

    def _in_segment(self, one: PersonEvent, segment: Segment) -> PersonEvent:
        sure = one.verdict.origin in (Origin.GERMLINE, Origin.GERMLINE_WITH_LOH)
        if segment.is_loss and sure and one.verdict.posterior and not one.verdict.homozygous:
            tube = next((c for c in one.counts if c.sample == segment.sample), None)
            if tube is not None and tube.total:
                up = _moved_up(one, tube)
                one = self._with_loss(one, 1.0 if up else 0.0, 0.0 if up else 1.0)
        if "loh_segment" in one.notes:
            return one
        return replace(one, notes=(*one.notes, "loh_segment"))

    # Phase, flags ----------------------------------------------------------------------------

    def _with_partners(self, one: PersonEvent, judged: Sequence[PersonEvent]) -> PersonEvent:
        if not one.event.candidate:
            return one
        others = [o for o in judged if o.event.candidate and o.event.key != one.event.key]
        return replace(
            one, partners=tuple([(other.event, self._phase(one, other)) for other in others])
        )

    def _phase(self, one: PersonEvent, other: PersonEvent) -> PairPhase:
        return phase_of_pair(self._linked(one), self._linked(other), self._votes(one, other))

    def _linked(self, one: PersonEvent) -> Linked:
        somatic = one.verdict.origin is Origin.SOMATIC
        lost = sum(
            one.verdict.posterior.get(h, 0.0) for h in (History.COPY_KEPT, History.COPY_LOST)
        )
        sure = load_parameters().one("sure")
        side = None
        if lost >= sure and not somatic:
            kept = one.verdict.posterior[History.COPY_KEPT]
            side = True if kept >= sure else False if one.verdict.alt_copy_lost else None
        return Linked(
            one.event,
            {key_of(c.sample): c.shown for c in one.counts if c.called},
            somatic,
            _homozygous(one),
            self._at_relatives(one.person, one.event),
            side,
        )

    def _at_relatives(self, person: Person, event: Event) -> AtAllele:
        father, mother = self.parents(person, event)
        relatives = (*self.families.children(person.name), *self.families.sibs(person.name))
        others = {member.name: self.relative(member.name, event) for member in relatives}
        return AtAllele(father or UNREAD, mother or UNREAD, others)

    def _votes(self, one: PersonEvent, other: PersonEvent) -> list[tuple[Counts, Counts]]:
        found = []
        for sample in one.person.samples:
            a = self.counted.get((key_of(sample), one.event.key))
            b = self.counted.get((key_of(sample), other.event.key))
            if a is not None and b is not None:
                found.append((a, b))
        return found

    def _with_flags(self, one: PersonEvent, judged: Sequence[PersonEvent]) -> PersonEvent:
        found: set[Flag] = set(one.event.flags)
        notes = list(one.notes)
        verdict = one.verdict
        if _homozygous(one):
            found.add(Flag.HOM)
        if verdict.origin is Origin.GERMLINE_WITH_LOH or verdict.alt_copy_lost:
            found.add(Flag.LOH)
        if verdict.origin is Origin.SOMATIC:
            found.add(Flag.MOSAIC)
            if verdict.somatic_loss:
                found.add(Flag.LOH)
        elif not verdict.posterior and _called_mosaic(one):
            found.add(Flag.MOSAIC)
        phases = {event.key: phase for event, phase in one.partners}
        for other in judged:
            phase = phases.get(other.event.key)
            if phase is None or phase.cis:
                continue
            if verdict.origin is Origin.SOMATIC and _is_germline(other):
                found.add(Flag.SECOND_HIT)
            elif _may_be_germline(one) and _may_be_germline(other):
                found.add(Flag.COMPOUND)
                if phase.relation == "unknown":
                    notes.append("compound_unphased")
        flags = tuple(sorted(found, key=FLAG_ORDER.__getitem__))
        return replace(one, flags=flags, notes=tuple(dict.fromkeys(notes)))


def _all_copies(counts: Sequence[TissueCount]) -> bool:
    """Return whether a genotype of an unsorted tissue has the event on every copy."""
    return any(
        one.shown.zygosity is Zygosity.HOM and not one.sample.tissue.sorted_cells for one in counts
    )


def _clean(one: TissueCount) -> bool | None:
    """Return whether every read of a sample shows an event (``True``), or none (``False``)."""
    if one.total < 10:
        return None
    if one.alt >= 0.95 * one.total:
        return True
    return False if one.alt <= 0.02 * one.total else None


def _count_of(one: PersonEvent, sample: SheetSample) -> TissueCount:
    return next(count for count in one.counts if count.sample == sample)


def _heterozygous(one: PersonEvent, tube: SheetSample) -> HeterozygousSite:
    reference = tuple([c.reads for c in one.counts if not c.sample.tissue.sorted_cells and c.total])
    return HeterozygousSite(
        one.event.kind, one.event.candidate, reference, _count_of(one, tube).reads
    )


def _moved_up(one: PersonEvent, tube: TissueCount) -> bool:
    """Return whether an allele has a larger part of the reads of a tube than elsewhere."""
    alt = sum(c.alt for c in one.counts if not c.sample.tissue.sorted_cells)
    total = sum(c.total for c in one.counts if not c.sample.tissue.sorted_cells)
    return tube.alt * total > alt * tube.total


def _homozygous(one: PersonEvent) -> bool:
    """Return whether the person has two copies of an allele, as far as anybody can tell."""
    if one.hemizygous:
        return False
    if one.verdict.posterior:
        return one.verdict.homozygous and one.verdict.origin is Origin.GERMLINE
    unsorted = [c for c in one.counts if not c.sample.tissue.sorted_cells and c.called]
    return bool(unsorted) and all(c.shown.zygosity is Zygosity.HOM for c in unsorted)


def _hemizygous(one: PersonEvent, judged: Sequence[PersonEvent]) -> PersonEvent:
    """Return an event told apart from a homozygous one where a deletion took the other copy."""
    change = one.event.change
    if change is None:
        return one
    for other in judged:
        span = other.event.deleted
        if span is None or other is one or _homozygous(other) or _called_mosaic(other):
            continue
        if span[1] - span[0] >= 2 and span[0] <= change.start and change.end <= span[1]:
            verdict = replace(one.verdict, homozygous=False)
            return replace(one, verdict=verdict, hemizygous=True, notes=(*one.notes, "hemizygous"))
    return one


def _called_mosaic(one: PersonEvent) -> bool:
    calls = [c.shown for c in one.counts if c.called]
    return bool(calls) and all(call.mosaic for call in calls)


def _is_germline(one: PersonEvent) -> bool:
    return one.verdict.origin in (Origin.GERMLINE, Origin.GERMLINE_WITH_LOH)


def _may_be_germline(one: PersonEvent) -> bool:
    """Return whether an allele is germline, or called in an unsorted tissue without counts."""
    if _is_germline(one):
        return True
    return (
        one.verdict.origin is Origin.UNDETERMINED
        and not one.verdict.posterior
        and any(c.called and not c.sample.tissue.sorted_cells for c in one.counts)
        and not _called_mosaic(one)
    )


def _differing(counts: Sequence[TissueCount]) -> tuple[str, ...]:
    """Return where the reads of a BAM and the caller's counts differ beyond chance."""
    from fasannot.people.beta_binomial import tail  # noqa: PLC0415 - loads numpy

    level = load_parameters().one("reads_differ_level")
    found = []
    for one in counts:
        stated = one.shown
        if stated.alt is None or not stated.total or not one.total:
            continue
        if (stated.alt, stated.total) == (one.alt, one.total):
            continue
        fraction = (one.alt + stated.alt + 0.5) / (one.total + stated.total + 1)
        if tail(one.alt, one.total, fraction, 0.014) < level:
            found.append(f"ad_differs={one.sample.tissue.word}")
    return tuple(found)


def _person_notes(person: Person, one: PersonEvent) -> tuple[str, ...]:
    if not one.event.candidate:
        return ()
    notes = []
    names = {flag.value for flag in one.event.flags}
    if not names & _STRONG and names & _WEAK:
        notes.append("weak_support")
    if person.affected is False:
        notes.append("unaffected_carrier")
    return tuple(notes)


def category_of(judged: Sequence[PersonEvent]) -> str:
    """Return the category of 2009 that a person's events would support."""
    candidates = [one for one in judged if one.event.candidate]
    germline = [one for one in candidates if _is_germline(one)]
    somatic = [one for one in candidates if one.verdict.origin is Origin.SOMATIC]
    if germline:
        lost = any(one.verdict.origin is Origin.GERMLINE_WITH_LOH for one in germline)
        if lost or any(Flag.SECOND_HIT in one.flags for one in somatic):
            return "ALPS-FAS_with_somatic_second_hit"
        return "ALPS-FAS_homozygous" if any(map(_homozygous, germline)) else "ALPS-FAS"
    if somatic:
        return "ALPS-sFAS"
    return "undetermined" if candidates else "none"
