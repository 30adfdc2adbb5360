"""The stretches that must be seen: coding exons and the bases beside them that splicing needs."""

from __future__ import annotations

from dataclasses import dataclass

from fasannot.gene.coordinates import Interval
from fasannot.gene.transcript import Transcript

ACCEPTOR = 20  # bases of the intron before an exon: the AG and the polypyrimidine tract
DONOR = 6  # bases of the intron behind an exon: GT and its motif


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch.

    Attributes:
        exon: number of the exon it belongs to, from 1.
        kind: ``coding``, ``acceptor``, ``donor`` or ``UTR``.
        interval: its bases on the locus.
    """

    exon: int
    kind: str
    interval: Interval

    @property
    def name(self) -> str:
        """The stretch in words: ``exon 3``, ``exon 3 acceptor``."""
        return f"exon {self.exon}" + ("" if self.kind == "coding" else f" {self.kind}")


def windows_of(transcript: Transcript, with_utr: bool = False) -> tuple[Window, ...]:
    """Return the windows of a coding transcript, in order.

    Args:
        transcript: the transcript.
        with_utr: whether the untranslated parts of its exons are asked for, too.
    """
    cds = transcript.cds
    assert cds is not None
    found = []
    last = len(transcript.exons) - 1
    for number, exon in enumerate(transcript.exons):
        move = exon.start - transcript.exon_starts[number]
        low, high = max(exon.start, cds.start + move), min(exon.end, cds.end + move)
        if number and low < high:
            found.append(
                Window(number + 1, "acceptor", Interval(exon.start - ACCEPTOR, exon.start))
            )
        if with_utr and exon.start < low:
            found.append(Window(number + 1, "UTR", Interval(exon.start, min(low, exon.end))))
        if low < high:
            found.append(Window(number + 1, "coding", Interval(low, high)))
        if with_utr and high < exon.end:
            found.append(Window(number + 1, "UTR", Interval(max(high, exon.start), exon.end)))
        if number < last and low < high:
            found.append(Window(number + 1, "donor", Interval(exon.end, exon.end + DONOR)))
    return tuple(found)
