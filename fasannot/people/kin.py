"""What the persons of a sheet and their relatives show of each event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fasannot.people.events import Event, SampleKey, Shown
from fasannot.people.families import Families, Member
from fasannot.people.family import UNREAD, AtAllele, Carriage, Child, Relative, relative
from fasannot.people.parameters import Tissue, load_parameters
from fasannot.people.person_event import TissueCount, all_copies, key_of
from fasannot.people.reads import Counts
from fasannot.people.sheet import Person

EventKey = tuple[object, ...]
ReadCounts = Mapping[tuple[SampleKey, EventKey], Counts]


class Kin:
    """Reads and calls of each person, and what they say of relatives.

    Args:
        persons: by name, in the order of the sheet.
        families: who is whose child, by the names of persons.
        counted: votes of BAM files by sample and event.
    """

    def __init__(
        self, persons: Mapping[str, Person], families: Families, counted: ReadCounts
    ) -> None:
        self.persons = persons
        self.families = families
        self.counted = counted
        self._relatives: dict[tuple[str, EventKey], Relative] = {}

    def is_called(self, person: Person, event: Event) -> bool:
        """Return whether an event was called in any sample of a person."""
        keys = map(key_of, person.samples)
        return any(event.shown[key].called for key in keys if key in event.shown)

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

    def is_hemizygous(self, person: Person, event: Event, events: Sequence[Event]) -> bool:
        """Return whether a person was born with one copy of what an event changes.

        A deletion that only sorted cells show is the cells' own, and leaves the person two copies.

        Args:
            person: the person.
            event: the event.
            events: all events.
        """
        return any(not one.sorted_cells for one in self.hemizygous_in(person, event, events))

    def hemizygous_in(
        self, person: Person, event: Event, events: Sequence[Event]
    ) -> tuple[Tissue, ...]:
        """Return the tissues in which a deletion took the other copy of what an event changes."""
        found: dict[Tissue, None] = {}
        for other in events:
            if other.deleted is None or not other.takes(event):
                continue
            counts = self.counts(person, other)
            if self.is_called(person, other) and self._on_one_copy(counts):
                found.update(dict.fromkeys(one.sample.tissue for one in counts if one.called))
        return tuple(found)

    def _on_one_copy(self, counts: Sequence[TissueCount]) -> bool:
        calls = [one.shown for one in counts if one.called]
        return not all_copies(counts) and not all(call.mosaic for call in calls)

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
        calls = [one for one in counts if one.shown.carries]
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
            counted=any(one.total and not one.of_block for one in counts),
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

    def carriers(self, person: Person, event: Event) -> tuple[str, ...]:
        """Return how many affected and unaffected members of a family carry an event."""
        found = []
        family = self.families.family(person.name)
        for word, affected in (("affected", True), ("unaffected", False)):
            states = [self._carries(m.name, event) for m in family if m.affected is affected]
            known = [state for state in states if state is not None]
            if known:
                found.append(f"{word}_carriers={sum(known)}/{len(known)}")
        return tuple(found)

    def _carries(self, name: str, event: Event) -> bool | None:
        person = self.persons.get(name)
        if person is None:
            return None
        if self.is_called(person, event):
            return True
        found = self.relative(name, event)
        if found.carriage in (Carriage.CARRIER, Carriage.MOSAIC):
            return True
        if found.total or any(one.shown.reference for one in self.counts(person, event)):
            return False if found.has is False or found.total == 0 else None
        return None

    def at_relatives(self, person: Person, event: Event) -> AtAllele:
        """Return what parents, children and full sibs of a person show of an event.

        A parent who was not read has what his own parents say of him.
        """
        member = self.families.members.get(person.name)
        father = self._by_grandparents(member.father, event) if member else UNREAD
        mother = self._by_grandparents(member.mother, event) if member else UNREAD
        children = {
            child.name: Child(self.relative(child.name, event), self._other(child, person, event))
            for child in self.families.children(person.name)
        }
        sibs = {sib.name: self.relative(sib.name, event) for sib in self.families.sibs(person.name)}
        return AtAllele(father, mother, sibs, children)

    def _other(self, child: Member, person: Person, event: Event) -> Relative:
        name = child.mother if child.father == person.name else child.father
        return self.relative(name, event) if name else UNREAD

    def _by_grandparents(self, name: str, event: Event) -> Relative:
        if not name:
            return UNREAD
        own = self.relative(name, event)
        member = self.families.members.get(name)
        if own.carriage is not Carriage.UNKNOWN or own.total or member is None:
            return own
        parents = [self.relative(one, event) for one in (member.father, member.mother) if one]
        return inferred(own, parents)


def inferred(own: Relative, parents: Sequence[Relative]) -> Relative:
    """Return what a person who was not read is thought to have, by his or her parents.

    One who has a carrier among the parents is taken for the one who passed it on; one whose parents
    were both read and lack it, for free of it.
    """
    if any(one.has for one in parents):
        return Relative(Carriage.CARRIER, called=True)
    if len(parents) == 2 and all(one.has is False for one in parents):
        least = min(one.total for one in parents)
        return Relative(Carriage.NOT_CARRIER, total=least)
    return own
