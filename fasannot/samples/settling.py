"""The calls of one sample joined to events, and what the events say of each other.

What comes out does not depend on the order of the records.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from fasannot.allele.structural.variant import StructuralKind
from fasannot.rules.flags import Flag, is_candidate, joined_flags
from fasannot.samples.event import Event, EventCall, joined_event
from fasannot.samples.genotype import Zygosity
from fasannot.samples.identity import Identity, Span, is_named, likeness
from fasannot.samples.mosaic import MosaicRule
from fasannot.samples.pairs import CandidateCall, pair_flags
from fasannot.samples.same_allele import event_name, short_name


class KnownCall(NamedTuple):
    """A call with what its allele is.

    Attributes:
        written: the call and where it stands.
        identity: the allele.
    """

    written: EventCall
    identity: Identity


class Settled(NamedTuple):
    """One event of a sample, with what follows from its other events.

    Attributes:
        event: the event.
        identities: its alleles, the best known first.
        flags: flags that follow from the sample: its genotype, pairs, lost heterozygosity.
        candidate: as far as pairs need it, ``None`` where it is no candidate in this sample.
        main: record and ALT that stand for the event where it is counted.
    """

    event: Event
    identities: tuple[Identity, ...]
    flags: tuple[Flag, ...]
    candidate: CandidateCall | None
    main: tuple[int, int]

    @property
    def best(self) -> Identity:
        """The allele that is known best and gives the event its name."""
        return self.identities[0]


def _rank(one: Identity) -> tuple[bool, bool, bool, tuple[int, int, str]]:
    """Return what puts the best known allele of an event first."""
    span = one.span
    return (
        not one.finding.vrs_id,
        span is not None and not span.precise,
        span is not None and span.kind is StructuralKind.COPY_NUMBER,
        one.key,
    )


class _Groups:
    """Disjoint sets of calls."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def of(self, item: int) -> int:
        while self._parent[item] != item:
            item = self._parent[item]
        return item

    def join(self, one: int, other: int) -> None:
        self._parent[self.of(other)] = self.of(one)

    def lists(self) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for item in range(len(self._parent)):
            found.setdefault(self.of(item), []).append(item)
        return list(found.values())


def grouped(calls: Sequence[KnownCall]) -> list[list[KnownCall]]:
    """Return the calls of one sample by event."""
    ordered = sorted(calls, key=lambda one: (one.identity.key, one.written.order))
    groups = _Groups(len(ordered))
    by_key: dict[object, int] = {}
    for number, one in enumerate(ordered):
        groups.join(by_key.setdefault(one.identity.key, number), number)
    structural = [n for n, one in enumerate(ordered) if one.identity.span or one.identity.mates]
    for place, first in enumerate(structural):
        for second in structural[place + 1 :]:
            if is_named(ordered[first].identity, ordered[second].identity):
                groups.join(first, second)
    _join_likest([one.identity for one in ordered], structural, groups)
    return [[ordered[number] for number in listed] for listed in groups.lists()]


def alike(identities: Sequence[Identity]) -> list[list[Identity]]:
    """Return alleles of several files by the event that they are, the best known of each first."""
    ordered = sorted(identities, key=_rank)
    groups = _Groups(len(ordered))
    _join_likest(ordered, [n for n, one in enumerate(ordered) if one.span is not None], groups)
    return [[ordered[number] for number in sorted(listed)] for listed in groups.lists()]


def _join_likest(ordered: Sequence[Identity], structural: list[int], groups: _Groups) -> None:
    """Join alleles of one type over one stretch, the likest first.

    Two precise alleles with different breakpoints are kept apart also where an imprecise one is
    like both: it joins the likelier.
    """
    pairs = []
    for place, first in enumerate(structural):
        for second in structural[place + 1 :]:
            if groups.of(first) == groups.of(second):
                continue
            found = likeness(ordered[first], ordered[second])
            if found:
                pairs.append((-found, first, second))
    for _, first, second in sorted(pairs):
        a, b = groups.of(first), groups.of(second)
        if a == b:
            continue
        members = [[n for n in structural if groups.of(n) == group] for group in (a, b)]
        if not any(_apart(ordered[x], ordered[y]) for x in members[0] for y in members[1]):
            groups.join(first, second)


def _apart(one: Identity, other: Identity) -> bool:
    """Return whether two alleles are known to be different events."""
    a, b = one.span, other.span
    if a is None or b is None or one.key == other.key:
        return False
    return a.precise and b.precise and one.caller == other.caller and a.half == b.half


def _event(listed: Sequence[KnownCall]) -> tuple[Event, tuple[Identity, ...], tuple[int, int]]:
    first = min(listed, key=lambda one: (_rank(one.identity), one.written.order))
    distinct = {id(one.identity): one.identity for one in listed}
    identities = tuple(sorted(distinct.values(), key=_rank))
    event = joined_event(event_name(identities[0].finding), [one.written for one in listed])
    span = identities[0].span
    if event.copies and span is not None and span.kind is not StructuralKind.LOH:
        zygosity = next(
            (
                one.written.call.zygosity
                for one in listed
                if one.written.call.copies and one.written.call.kind is not None
            ),
            event.zygosity,
        )
        if zygosity in (Zygosity.HET, Zygosity.HOM):
            event = replace(event, zygosity=zygosity)  # the number of copies decides
    return event, identities, (first.written.place, first.written.allele)


def _split_alleles(events: list[Event], lowest: MosaicRule) -> list[Event]:
    """Return events with the reads of all alleles of one genotype that was split into records.

    The records of a split genotype (``bcftools norm -m-``) state the same depth and the same reads
    of REF, each with the reads of its own ALT alone.
    """
    found: dict[tuple[object, ...], list[int]] = {}
    for number, event in enumerate(events):
        depth = event.depth
        if depth.total is None or depth.ref is None or depth.alt is None:
            continue
        for item in event.calls:
            if item.call.depth == depth and item.call.kind is None and item.order:
                key = (item.order[0], depth.total, depth.ref)
                found.setdefault(key, []).append(number)
    for numbers in found.values():
        alleles = sorted(set(numbers))
        if len(alleles) < 2:
            continue
        counts = [events[number].depth for number in alleles]
        counted = (counts[0].ref or 0) + sum(depth.alt or 0 for depth in counts)
        if counted > (counts[0].total or 0) * 1.05:
            continue  # more than were there: the reads are not those of one genotype
        for number in alleles:
            event = events[number]
            depth = event.depth._replace(counted=counted)
            depth = depth._replace(fraction=(depth.alt or 0) / counted if counted else None)
            ref, alt = str(event.calls[0].order[1]), str(event.calls[0].order[2])
            low = lowest.lowest(ref, alt)
            events[number] = replace(event, depth=depth, mosaic=lowest.is_below(depth, low))
    return events


def _one_copy_left(events: list[Event], spans: list[Span | None], places: list[Span]) -> None:
    """Mark what lies under a heterozygous deletion of the same cells: it stands on one copy."""
    for number, event in enumerate(events):
        if event.zygosity is not Zygosity.HOM:
            continue
        place = places[number]
        for other, span in zip(events, spans, strict=True):
            if other is event or span is None or span.kind is not StructuralKind.DELETION:
                continue
            if other.zygosity is Zygosity.HET and not other.mosaic and _under(span, place):
                events[number] = replace(event, zygosity=Zygosity.HAPLOID)


def _under(span: Span, place: Span) -> bool:
    return span.inner_start <= place.start and place.end <= span.inner_end


def _place(identity: Identity) -> Span:
    """Return the stretch of any allele."""
    if identity.span is not None:
        return identity.span
    effect = identity.finding.effect
    start, end = identity.key[:2]
    if effect is not None:
        start, end = effect.variant.start, effect.variant.end
    kind = StructuralKind.INSERTION
    return Span(
        kind=kind,
        start=start,
        end=end,
        low=start,
        high=end,
        inner_start=start,
        inner_end=end,
        precise=True,
    )


def settled(
    calls: Sequence[KnownCall],
    rule: MosaicRule,
    of_haplotype: dict[tuple[int, int], tuple[Flag, ...]],
) -> list[Settled]:
    """Return the events of one sample along the gene.

    Args:
        calls: its calls.
        rule: the mosaic rule.
        of_haplotype: by record and ALT, the flags of an allele on the chromosomes that carry it,
            where phase is certain and they differ from those of the allele alone.
    """
    found = [_event(listed) for listed in grouped(calls)]
    found.sort(key=lambda item: (item[1][0].key, item[0].name))
    identities = [item[1] for item in found]
    events = _split_alleles([item[0] for item in found], rule)
    spans = [one[0].span for one in identities]
    places = [_place(one[0]) for one in identities]
    _one_copy_left(events, spans, places)
    lost = [span for span in spans if span is not None and span.kind is StructuralKind.LOH]
    candidates: list[CandidateCall | None] = []
    for event, known, place in zip(events, identities, places, strict=True):
        flags = _allele_flags(event, known, of_haplotype)
        is_loss = known[0].span is not None and known[0].span.kind is StructuralKind.LOH
        carried = None
        if is_candidate(flags) and not is_loss:
            carried = _candidate(event, known, place)
        candidates.append(carried)
    listed = [one for one in candidates if one is not None]
    results = []
    mains = [item[2] for item in found]
    for event, known, place, candidate, main in zip(
        events, identities, places, candidates, mains, strict=True
    ):
        own = event.flags
        if candidate is not None:
            own = joined_flags(own, pair_flags(candidate, listed))
        is_loss = known[0].span is not None and known[0].span.kind is StructuralKind.LOH
        if not is_loss and any(span.holds(place.start, place.end) for span in lost):
            own = joined_flags(own, (Flag.LOH,))
        results.append(Settled(event, known, own, candidate, main))
    return results


def _allele_flags(
    event: Event,
    known: Sequence[Identity],
    of_haplotype: dict[tuple[int, int], tuple[Flag, ...]],
) -> tuple[Flag, ...]:
    for item in event.calls:
        if (item.place, item.allele) in of_haplotype:
            return of_haplotype[item.place, item.allele]
    return joined_flags(*[one.finding.flags for one in known])


def _candidate(event: Event, known: Sequence[Identity], place: Span) -> CandidateCall:
    best = known[0]
    first = event.calls[0]
    genotype = first.call.genotype
    span = best.span
    deletes = (
        span is not None
        and span.kind is StructuralKind.DELETION
        and event.zygosity is not Zygosity.HOM
        and not event.mosaic
    )
    return CandidateCall(
        key=best.key,
        name=short_name(best.finding),
        place=first.place,
        ploidy=len(genotype.alleles) if genotype is not None else 0,
        phase=event.phase,
        homozygous=event.zygosity is Zygosity.HOM,
        mosaic=event.mosaic,
        stretch=(place.start, place.end),
        deleted=(span.inner_start, span.inner_end) if deletes and span is not None else None,
        places=tuple(sorted({item.place for item in event.calls})),
    )
