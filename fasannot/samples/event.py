"""One event of one sample: one change, however many records, spellings, mates or callers wrote it.

Zygosity, fraction, copies, mosaicism, pairs, inheritance and carrier counts are those of the event.
Records of one event report the same reads, so that reads are taken from the record that counted
most and are never added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fasannot.files.numbers import real_number
from fasannot.rules.flags import Flag
from fasannot.samples.call import Call
from fasannot.samples.depth import Depth
from fasannot.samples.genotype import Zygosity
from fasannot.samples.phase import Phase


class EventCall(NamedTuple):
    """One record's call of an event.

    Attributes:
        place: number of the record among those of the gene.
        allele: number of its ALT, from 1.
        call: the call.
        order: what the call is sorted by; the same in whatever order the records come.
    """

    place: int
    allele: int
    call: Call
    order: tuple[int | str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One change that a sample carries.

    Attributes:
        name: the EVENT column: the g. name on GRCh38, whatever the build of the file.
        calls: the calls of the records behind it, sorted.
        zygosity: copies of the allele.
        copies: copies of the changed bases that the sample has left, as a caller states (CN).
        depth: the reads behind it.
        quality: genotype quality of the call that the genotype is taken from.
        phase: which chromosome it lies on.
        mosaic: whether the reads are too few for a heterozygous germline allele.
        imbalanced: whether they are too many for one.
    """

    name: str
    calls: tuple[EventCall, ...]
    zygosity: Zygosity
    copies: str
    depth: Depth
    quality: str
    phase: Phase
    mosaic: bool
    imbalanced: bool

    @property
    def sample(self) -> int:
        """Number of the sample, from 0."""
        return self.calls[0].call.sample

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Flags that follow from the sample's calls of this event alone."""
        found = [Flag.HOM] if self.zygosity is Zygosity.HOM else []
        return tuple([*found, Flag.MOSAIC] if self.mosaic else found)


def _weight(item: EventCall) -> tuple[bool, bool, float, bool, int]:
    """Return how much a call's genotype counts among those of one event, the most last."""
    call = item.call
    number = real_number(call.quality)
    quality = -1.0 if number is None else number
    known = call.zygosity is not Zygosity.UNKNOWN
    diploid = call.genotype is not None and len(call.genotype.alleles) > 1
    return known, diploid, quality, bool(call.phase.sides), call.depth.counted or 0


def _zygosity(calls: Sequence[EventCall], best: EventCall) -> Zygosity:
    """Return the zygosity that the calls agree on, else that of the surer call, else unknown."""
    known = {item.call.zygosity for item in calls} - {Zygosity.UNKNOWN, Zygosity.HAPLOID}
    if len(known) < 2:
        return best.call.zygosity
    rivals = {item.call.zygosity for item in calls if _weight(item)[:3] == _weight(best)[:3]}
    return best.call.zygosity if len(rivals) == 1 else Zygosity.UNKNOWN


def joined_event(name: str, calls: Sequence[EventCall]) -> Event:
    """Return the event that some calls of one sample are, whatever their order.

    Args:
        name: the EVENT column.
        calls: the calls, at least one.
    """
    ordered = tuple(sorted(calls, key=lambda item: (item.order, item.place, item.allele)))
    best = max(ordered, key=_weight)
    read = max(ordered, key=lambda item: (item.call.depth.counted or 0, _stated(item.call.depth)))
    copies = next((item.call.copies for item in ordered if item.call.copies), "")
    phased = next((item.call.phase for item in ordered if item.call.phase.sides), Phase())
    return Event(
        name=name,
        calls=ordered,
        zygosity=_zygosity(ordered, best),
        copies=copies,
        depth=read.call.depth,
        quality=best.call.quality,
        phase=best.call.phase if best.call.phase.sides else phased,
        mosaic=read.call.mosaic,
        imbalanced=read.call.imbalanced,
    )


def _stated(depth: Depth) -> int:
    return (depth.fraction is not None) + (depth.total is not None)
