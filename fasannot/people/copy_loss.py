"""The loss of one copy of the gene in sorted cells, over all events of a person together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from fasannot.people.loss import HeterozygousSite, locus_loss
from fasannot.people.origin import GERMLINE, Site, decide
from fasannot.people.person_event import PersonEvent, TissueCount
from fasannot.people.sheet import SheetSample
from fasannot.people.site_model import History
from fasannot.people.track import Segment

SiteOf = Callable[[PersonEvent], Site]


def with_locus_loss(judged: Sequence[PersonEvent], site_of: SiteOf) -> list[PersonEvent]:
    """Return events with the loss of a copy judged over all germline heterozygous ones together.

    Args:
        judged: the events of a person, each judged alone.
        site_of: gives an event as its origin needs it.
    """
    sites = [
        one
        for one in judged
        if one.verdict.posterior and one.is_germline and not one.verdict.homozygous
    ]
    if len(sites) < 2:
        return list(judged)
    tubes = [tube for tube in sites[0].person.samples if tube.tissue.sorted_cells]
    usable_of = [(tube, [one for one in sites if one.count_of(tube).total]) for tube in tubes]
    if all(len(usable) < 2 for _, usable in usable_of):
        return list(judged)
    best: dict[tuple[object, ...], tuple[float, float]] = {}
    for tube, usable in usable_of:  # also one that read a single site: what it shows stays
        if not usable:
            continue
        answer = locus_loss([_heterozygous(one, tube) for one in usable])
        for one, kept, gone in zip(usable, answer.kept, answer.gone, strict=True):
            before = best.get(one.event.key)
            found = (answer.lost * kept, answer.lost * gone)
            if before is None or sum(found) > sum(before):
                best[one.event.key] = found
    return [
        _with_loss(one, site_of(one), *best[one.event.key]) if one.event.key in best else one
        for one in judged
    ]


def with_segments(
    judged: Sequence[PersonEvent], segments: Sequence[Segment], site_of: SiteOf
) -> list[PersonEvent]:
    """Return events with what segments of chromosome 10 over the gene say of them."""
    found = []
    for one in judged:
        told = one
        for segment in sorted(segments, key=lambda segment: segment.is_loss):
            if segment.covers_fas:  # losses last: a gain in one tube leaves them in another
                told = _in_segment(told, segment, site_of)
        found.append(told)
    return found


def _with_loss(one: PersonEvent, site: Site, kept: float, lost: float) -> PersonEvent:
    """Return an event judged again with another posterior of loss."""
    old = one.verdict.posterior
    germline = sum(old[history] for history in GERMLINE)
    posterior = dict(old)
    posterior[History.COPY_KEPT] = germline * kept
    posterior[History.COPY_LOST] = germline * lost
    posterior[History.GERMLINE_HET] = germline * max(1 - kept - lost, 0.0)
    posterior[History.GERMLINE_HOM] = 0.0
    verdict = decide(site, posterior, parents_known=site.parents_known)
    others = [note for note in one.notes if note not in one.verdict.notes]
    return replace(one, verdict=verdict, notes=(*verdict.notes, *others))


def _in_segment(one: PersonEvent, segment: Segment, site_of: SiteOf) -> PersonEvent:
    heterozygous = bool(one.verdict.posterior) and not one.verdict.homozygous
    tube = next((c for c in one.counts if c.sample == segment.sample), None)
    if heterozygous and tube is not None and tube.total:
        if segment.is_loss and not one.is_germline:
            one = _with_known_loss(one, site_of(one))
        if segment.is_loss and one.is_germline:
            up = _moved_up(one, tube)
            one = _with_loss(one, site_of(one), 1.0 if up else 0.0, 0.0 if up else 1.0)
        elif segment.kind == "gain" and one.is_germline:
            one = _without(one, site_of(one), segment.sample)
    if "loh_segment" in one.notes:
        return one
    return replace(one, notes=(*one.notes, "loh_segment"))


def _without(one: PersonEvent, site: Site, tube: SheetSample) -> PersonEvent:
    """Return an event judged again without a tube whose gain explains its shift.

    What other tubes of sorted cells show of a loss stays.
    """
    others = tuple([count.reads for count in one.counts if count.sample != tube])
    kept = lost = 0.0
    if any(reads.tissue.sorted_cells and reads.total for reads in others):
        posterior = replace(site, tissues=others).posterior()
        germline = sum(posterior[history] for history in GERMLINE)
        kept = posterior[History.COPY_KEPT] / germline
        lost = posterior[History.COPY_LOST] / germline
    return _with_loss(one, site, kept, lost)


def _with_known_loss(one: PersonEvent, site: Site) -> PersonEvent:
    """Return an event judged again where a tube is known to have lost a copy.

    Few reads in the tube are then no argument against a germline allele: its copy may be gone.
    """
    known = replace(site, loss_known=True)
    verdict = decide(known, known.posterior(), parents_known=site.parents_known)
    others = [note for note in one.notes if note not in one.verdict.notes]
    return replace(one, verdict=verdict, notes=(*verdict.notes, *others))


def _heterozygous(one: PersonEvent, tube: SheetSample) -> HeterozygousSite:
    reference = tuple([c.reads for c in one.counts if not c.sample.tissue.sorted_cells and c.total])
    return HeterozygousSite(
        one.event.kind, one.event.candidate, reference, one.count_of(tube).reads
    )


def _moved_up(one: PersonEvent, tube: TissueCount) -> bool:
    """Return whether an allele has a larger part of the reads of a tube than elsewhere."""
    alt = sum(c.alt for c in one.counts if not c.sample.tissue.sorted_cells)
    total = sum(c.total for c in one.counts if not c.sample.tissue.sorted_cells)
    return tube.alt * total > alt * tube.total
