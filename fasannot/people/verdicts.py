"""Each event of each person: origin, inheritance, phase, flags, category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fasannot.people.copy_loss import with_locus_loss, with_segments
from fasannot.people.events import Event
from fasannot.people.families import Families
from fasannot.people.family import UNREAD, Carriage, Inherited, inheritance, phase_of
from fasannot.people.kin import Kin, ReadCounts
from fasannot.people.origin import Origin, Site, Verdict, decide, unread
from fasannot.people.pair_phase import Linked, PairPhase, phase_of_pair
from fasannot.people.parameters import load_parameters
from fasannot.people.person_event import PersonEvent, TissueCount, all_copies, key_of
from fasannot.people.person_flags import (
    category_of,
    differing,
    person_notes,
    with_flags,
)
from fasannot.people.reads import Counts
from fasannot.people.sheet import Person
from fasannot.people.site_model import History
from fasannot.people.swaps import swap_notes
from fasannot.people.track import Segment


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
        self.kin = Kin(persons, families, counted)
        self.events = events
        self.segments = segments

    def judge(self, person: Person) -> tuple[PersonEvent, ...]:
        """Return the events of a person, each with all that is said of it."""
        found = [event for event in self.events if self.kin.is_called(person, event)]
        swapped = swap_notes(self.kin, person, self.events)
        judged = [self._first(person, event, swapped) for event in found]
        if not swapped:
            judged = with_locus_loss(judged, self._site)
            judged = with_segments(judged, self.segments.get(person.name, ()), self._site)
        judged = [self._with_partners(one, judged) for one in judged]
        judged = [with_flags(one, judged) for one in judged]
        category = category_of(judged)
        return tuple(
            [
                replace(
                    one,
                    category=category if one.event.candidate else "none",
                    notes=(*one.notes, *person_notes(person, one)),
                )
                for one in judged
            ]
        )

    # Origin and inheritance ------------------------------------------------------------------

    def _site(self, one: PersonEvent) -> Site:
        return self._site_of(one.person, one.event, one.counts)

    def _site_of(self, person: Person, event: Event, counts: Sequence[TissueCount]) -> Site:
        father, mother = self.kin.parents(person, event)
        dad, mom = father or UNREAD, mother or UNREAD
        free = dad.carriage is Carriage.FREE and mom.carriage is Carriage.FREE
        return Site(
            event.kind,
            tuple([one.reads for one in counts]),
            event.frequent,
            event.candidate,
            parent_carries=bool(dad.has or mom.has),
            parents_free=free,
        )

    def _first(self, person: Person, event: Event, swapped: tuple[str, ...]) -> PersonEvent:
        counts = self.kin.counts(person, event)
        site = self._site_of(person, event, counts)
        if swapped:
            verdict = Verdict(Origin.UNDETERMINED, None, swapped, {}, swapped=True)
        elif not any(one.total for one in counts):
            verdict = unread()
        else:
            verdict = decide(site, site.posterior(), parents_known=site.parents_known)
        blocks = [f"reference_block={one.sample.tissue.word}" for one in counts if one.of_block]
        one_copy = self.kin.hemizygous_in(person, event, self.events)
        hemizygous = any(not tissue.sorted_cells for tissue in one_copy)
        if hemizygous:
            verdict = replace(verdict, homozygous=False)
        notes = [*verdict.notes, *differing(counts), *dict.fromkeys(blocks)]
        if hemizygous:
            notes.append("hemizygous")
        elif one_copy:
            notes.append(f"hemizygous={'/'.join(tissue.word for tissue in one_copy)}")
        inherited = self._inherited(person, event, verdict, counts)
        return PersonEvent(
            person,
            event,
            counts,
            verdict,
            inherited,
            notes=(*notes, *inherited.notes),
            hemizygous=hemizygous,
        )

    def inherited(self, person: Person, event: Event) -> Inherited:
        """Return from whom an event comes, without asking for its origin."""
        return self._inherited(person, event, unread(), self.kin.counts(person, event))

    def _inherited(
        self, person: Person, event: Event, verdict: Verdict, counts: Sequence[TissueCount]
    ) -> Inherited:
        if verdict.origin is Origin.SOMATIC or person.name not in self.kin.families.members:
            return Inherited("")
        father, mother = self.kin.parents(person, event)
        homozygous = verdict.homozygous or (
            not verdict.posterior
            and all_copies(counts)
            and not self.kin.is_hemizygous(person, event, self.events)
        )
        found = inheritance(homozygous, father, mother)
        if found.word == "de_novo" and "sorted_cells_only" in verdict.notes:
            found = Inherited("unknown")  # it may be the cells' own
        parts = (found.word, *self.kin.carriers(person, event))
        return Inherited(";".join(parts), found.notes)

    # Phase -----------------------------------------------------------------------------------

    def phase_by_relatives(self, person: Person, one: Event, other: Event) -> bool | None:
        """Return whether two events lie on one chromosome, by parents, children and sibs."""
        if any(all_copies(self.kin.counts(person, event)) for event in (one, other)):
            return None
        return phase_of(self.kin.at_relatives(person, one), self.kin.at_relatives(person, other))

    def _with_partners(self, one: PersonEvent, judged: Sequence[PersonEvent]) -> PersonEvent:
        if not one.event.candidate:
            return one
        others = [
            other
            for other in judged
            if other.event.candidate
            and other.event.key != one.event.key
            and not other.event.overlaps(one.event)
        ]
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
            one.homozygous,
            self.kin.at_relatives(one.person, one.event),
            side,
        )

    def _votes(self, one: PersonEvent, other: PersonEvent) -> list[tuple[Counts, Counts]]:
        found = []
        for sample in one.person.samples:
            a = self.kin.counted.get((key_of(sample), one.event.key))
            b = self.kin.counted.get((key_of(sample), other.event.key))
            if a is not None and b is not None:
                found.append((a, b))
        return found
