"""Samples that do not fit each other: swapped, or of other persons than the sheet says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fasannot.people.events import Event
from fasannot.people.family import Carriage, Relative
from fasannot.people.kin import Kin
from fasannot.people.parameters import load_parameters
from fasannot.people.person_event import TissueCount, all_copies
from fasannot.people.sheet import Person


def swap_notes(kin: Kin, person: Person, events: Sequence[Event]) -> tuple[str, ...]:
    """Return why samples of a person are thought swapped; empty where nothing says so.

    Args:
        kin: what the persons show.
        person: the person.
        events: all events, called in the person or not: a parent may have two copies of one that
            the child lacks.
    """
    needed = load_parameters().one("swap_loci")
    member = kin.families.members.get(person.name)
    named = (member.father, member.mother) if member is not None else ("", "")
    against = 0
    differ: Counter[tuple[str, str]] = Counter()
    for event in events:
        counts = kin.counts(person, event)
        parents = [kin.relative(name, event) for name in named if name]
        if not kin.is_hemizygous(person, event, events):
            against += _contradicts(counts, parents)
        against += any(
            _lacks_what_is_homozygous(kin, name, event, counts) for name in named if name
        )
        states = [(one.sample.name, one.clean) for one in counts]
        full = [name for name, state in states if state is True]
        none = [name for name, state in states if state is False]
        differ.update({(min(a, b), max(a, b)) for a in full for b in none})
    notes = ["sample_swap=family"] if against >= needed else []
    notes += [f"sample_swap={one}/{other}" for (one, other), n in differ.items() if n >= needed]
    return tuple(notes)


def _contradicts(counts: Sequence[TissueCount], parents: Sequence[Relative]) -> bool:
    """Return whether a child's alleles cannot be of these parents, but by a new mutation."""
    if all_copies(counts):
        return any(one.has is False for one in parents)
    # One new mutation is met; several in one gene are another family's child.
    least = load_parameters().one("swap_heterozygous")
    heterozygous = any(
        one.called and one.total and one.alt >= least * one.total
        for one in counts
        if not one.sample.tissue.sorted_cells
    )
    return (
        heterozygous and len(parents) == 2 and all(one.carriage is Carriage.FREE for one in parents)
    )


def _lacks_what_is_homozygous(
    kin: Kin, name: str, event: Event, counts: Sequence[TissueCount]
) -> bool:
    parent = kin.persons.get(name)
    if parent is None or not all_copies(kin.counts(parent, event)):
        return False
    own = [one.clean for one in counts if not one.sample.tissue.sorted_cells]
    return bool(own) and all(state is False for state in own)
