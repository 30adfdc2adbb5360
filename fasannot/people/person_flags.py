"""Flags, notes and category of a person's events, once their origins and phases are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fasannot.people.origin import Origin
from fasannot.people.parameters import load_parameters
from fasannot.people.person_event import PersonEvent, TissueCount
from fasannot.people.sheet import Person
from fasannot.rules.flags import FLAG_ORDER, Flag

_WEAK = frozenset({"LOF_LC", "SPLICE", "RECEPTOR", "KNOWN_REPORTED"})
_STRONG = frozenset({"LOF", "DEATH_DOMAIN", "CYSTEINE", "KNOWN_ALPS"})


def with_flags(one: PersonEvent, judged: Sequence[PersonEvent]) -> PersonEvent:
    """Return an event with the flags that it has in this person.

    Args:
        one: the event, its partners known.
        judged: all events of the person.
    """
    found: set[Flag] = set(one.event.flags)
    notes = list(one.notes)
    verdict = one.verdict
    if one.homozygous:
        found.add(Flag.HOM)
    if verdict.origin is Origin.GERMLINE_WITH_LOH or verdict.alt_copy_lost:
        found.add(Flag.LOH)
    if verdict.origin is Origin.SOMATIC:
        found.add(Flag.MOSAIC)
        if verdict.somatic_loss:
            found.add(Flag.LOH)
    elif not verdict.posterior and not verdict.swapped and one.called_mosaic:
        found.add(Flag.MOSAIC)
    phases = {event.key: phase for event, phase in one.partners}
    for other in judged:
        phase = phases.get(other.event.key)
        if phase is None or phase.cis:
            continue
        if verdict.origin is Origin.SOMATIC and other.is_germline:
            found.add(Flag.SECOND_HIT)
        elif one.may_be_germline and other.may_be_germline:
            found.add(Flag.COMPOUND)
            if phase.relation == "unknown":
                notes.append("compound_unphased")
    flags = tuple(sorted(found, key=FLAG_ORDER.__getitem__))
    return replace(one, flags=flags, notes=tuple(dict.fromkeys(notes)))


def differing(counts: Sequence[TissueCount]) -> tuple[str, ...]:
    """Return where the reads of a BAM and the caller's counts differ beyond chance."""
    from fasannot.people.beta_binomial import tail  # noqa: PLC0415 - loads numpy

    numbers = load_parameters()
    level, scatter = numbers.one("reads_differ_level"), numbers.one("reads_differ_scatter")
    found = []
    for one in counts:
        stated = one.shown
        if stated.alt is None or not stated.total or not one.total:
            continue
        if (stated.alt, stated.total) == (one.alt, one.total):
            continue
        fraction = (one.alt + stated.alt + 0.5) / (one.total + stated.total + 1)
        if tail(one.alt, one.total, fraction, scatter) < level:
            found.append(f"ad_differs={one.sample.tissue.word}")
    return tuple(found)


def person_notes(person: Person, one: PersonEvent) -> tuple[str, ...]:
    """Return notes on a candidate that rest on what supports it, and on the person's health."""
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
    germline = [one for one in candidates if one.is_germline]
    somatic = [one for one in candidates if one.verdict.origin is Origin.SOMATIC]
    if germline:
        lost = any(one.verdict.origin is Origin.GERMLINE_WITH_LOH for one in germline)
        if lost or any(Flag.SECOND_HIT in one.flags for one in somatic):
            return "ALPS-FAS_with_somatic_second_hit"
        return "ALPS-FAS_homozygous" if any(one.homozygous for one in germline) else "ALPS-FAS"
    if somatic:
        return "ALPS-sFAS"
    return "undetermined" if candidates else "none"
