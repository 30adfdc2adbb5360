"""One change written as one event by some callers, and as its substitutions by others.

A block of replaced bases and the substitutions that it is made of stay events of their own, each
with a row where it was called. What a sample shows of one is known of the other, so that nobody is
free of an allele because its caller spells it otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fasannot.people.events import Event, SampleKey, Shown
from fasannot.samples.genotype import Zygosity


def with_spellings(events: Sequence[Event], sequence: str) -> tuple[Event, ...]:
    """Return events that know of their parts, and what samples show under the other spelling.

    Args:
        events: the events of all files.
        sequence: the locus.
    """
    single = {
        (one.change.start, one.change.alt): one
        for one in events
        if one.change is not None and one.change.end - one.change.start == 1 == len(one.change.alt)
    }
    found = {event.key: event for event in events}
    for event in events:
        change = event.change
        size = 0 if change is None else change.end - change.start
        if change is None or size < 2 or size != len(change.alt):
            continue
        atoms = [
            (change.start + place, base)
            for place, base in enumerate(change.alt)
            if base != sequence[change.start + place]
        ]
        parts = [single[atom] for atom in atoms if atom in single]
        if not parts:
            continue
        complete = len(parts) == len(atoms)
        for part in parts:
            shown = _of_whole(found[part.key].shown, event.shown)
            found[part.key] = replace(found[part.key], shown=shown)
        own = _of_parts(event.shown, [part.shown for part in parts]) if complete else event.shown
        keys = frozenset(part.key for part in parts)
        found[event.key] = replace(event, parts=keys, shown=own)
    return tuple(found[event.key] for event in events)


def _of_whole(
    own: Mapping[SampleKey, Shown], whole: Mapping[SampleKey, Shown]
) -> dict[SampleKey, Shown]:
    """Return what samples show of a part: those with the whole carry it."""
    found = dict(own)
    for key, shown in whole.items():
        if shown.called and not found.get(key, Shown()).called:
            found[key] = replace(shown, called=False, implied=True, reference=False)
    return found


def _of_parts(
    own: Mapping[SampleKey, Shown], parts: Sequence[Mapping[SampleKey, Shown]]
) -> dict[SampleKey, Shown]:
    """Return what samples show of a block: those with all its parts carry it, if not in trans."""
    found = dict(own)
    for key in parts[0]:
        listed = [part.get(key, Shown()) for part in parts]
        called = found.get(key, Shown()).called
        if called or not all(one.called for one in listed) or not _may_be_cis(listed):
            continue
        least = min(listed, key=lambda one: (one.alt is not None, one.alt or 0))
        found[key] = replace(least, called=False, implied=True, reference=False)
    return found


def _may_be_cis(listed: Sequence[Shown]) -> bool:
    """Return whether nothing says that heterozygous parts lie on two chromosomes."""
    phased = [one for one in listed if one.phase.sides and one.zygosity is not Zygosity.HOM]
    for place, one in enumerate(phased):
        for other in phased[place + 1 :]:
            same_set = one.phase.set_name == other.phase.set_name
            if same_set and set(one.phase.sides).isdisjoint(other.phase.sides):
                return False
    return True
