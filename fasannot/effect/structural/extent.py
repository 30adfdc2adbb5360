"""Which exons a structural variant changes for sure, and which perhaps."""

from __future__ import annotations

from typing import NamedTuple

from fasannot.allele.structural.variant import Border, StructuralKind, StructuralVariant
from fasannot.gene.coordinates import Interval
from fasannot.gene.transcript import Transcript

_STRIKING = frozenset(
    {
        StructuralKind.DELETION,
        StructuralKind.DUPLICATION,
        StructuralKind.INSERTION,
        StructuralKind.INVERSION,
    }
)
NEAR = 8  # an unsure end this near to an exon may touch its splice site


class Extent(NamedTuple):
    """Exons of a transcript, by index.

    Attributes:
        whole: exons that surely lie within the change, whole.
        touched: exons of which a base surely or perhaps lies within it.
        covers_all: whether the change surely covers the whole transcript.
    """

    whole: tuple[int, ...]
    touched: tuple[int, ...]
    covers_all: bool

    @property
    def certain(self) -> bool:
        """Whether every exon is either changed whole or not at all."""
        return self.whole == self.touched


def _outer_inner(transcript: Transcript, border: Border, is_start: bool) -> tuple[int, int]:
    """Return the outermost and innermost cut of a border.

    Where nothing is stated the border may lie anywhere in the intron it is placed in, or, placed
    within an exon, anywhere from there out to the exon before or behind. A range that is one whole
    intron, as names by exons have it, says the same as a place in that intron.
    """
    if border.low is not None and border.high is not None:
        if _whole_intron(transcript, border, is_start):
            return border.place, border.place
        return (border.low, border.high) if is_start else (border.high, border.low)
    place = border.place
    inside = place if is_start else place - 1
    exon = transcript.exon_at(inside)
    if exon is None:
        return place, place
    reach = transcript.exons[exon]
    return (reach.start, place) if is_start else (reach.end, place)


def _whole_intron(transcript: Transcript, border: Border, is_start: bool) -> bool:
    """Return whether the range of a border is one whole intron: then no exon is in doubt."""
    assert border.low is not None
    assert border.high is not None
    moved = 0 if is_start else 1
    low, high = border.low - moved, border.high - moved
    index = transcript.exon_before(low)
    if not 0 <= index < len(transcript.exons) - 1:
        return False
    intron = transcript.intron(index)
    return (low, high + 1) == (intron.start, intron.end)


def enclosing_intron(transcript: Transcript, start: int, end: int) -> int | None:
    """Return the index of the intron that holds an interval and keeps its own GT and AG."""
    if not transcript.start < start < end < transcript.end:
        return None
    index = transcript.exon_before(start)
    if index + 1 >= len(transcript.exons):
        return None
    intron = transcript.intron(index)
    inside = intron.start + 2 <= start and end <= intron.end - 2
    return index if inside else None


def sure_part(transcript: Transcript, variant: StructuralVariant) -> tuple[int, int]:
    """Return the innermost possible cuts of a variant; empty or crossed where nothing is sure."""
    start = _outer_inner(transcript, variant.start, True)[1]
    end = _outer_inner(transcript, variant.end, False)[1]
    return start, end


def coding_residues(transcript: Transcript, start: int, end: int) -> Interval | None:
    """Return the residues whose codons have bases in an interval of the locus, 0-based."""
    cds = transcript.cds
    assert cds is not None
    pieces = [
        (first + max(start, exon.start) - exon.start, first + min(end, exon.end) - exon.start)
        for exon, first in zip(transcript.exons, transcript.exon_starts, strict=True)
        if exon.start < end and start < exon.end
    ]
    if not pieces:
        return None
    first, last = max(pieces[0][0], cds.start), min(pieces[-1][1], cds.end - 3)
    if first >= last:
        return None
    return Interval((first - cds.start) // 3, (last - cds.start + 2) // 3)


def surely_struck(transcript: Transcript, variant: StructuralVariant) -> Interval | None:
    """Return the residues that a variant surely changes, ``None`` if there are none.

    Those whose codons lie within the innermost possible ends of a deletion, duplication or
    inversion, or the one that an insertion splits; 0-based.
    """
    cds = transcript.cds
    if cds is None or variant.kind not in _STRIKING:
        return None
    if variant.kind is StructuralKind.INSERTION:
        spliced = transcript.spliced(variant.start.place)
        if spliced is None or not cds.start < spliced < cds.end - 3:
            return None
        residue = (spliced - cds.start) // 3
        return Interval(residue, residue + 1)
    return coding_residues(transcript, *sure_part(transcript, variant))


def extent_of(transcript: Transcript, variant: StructuralVariant) -> Extent:
    """Return which exons a variant changes."""
    outer_start, inner_start = _outer_inner(transcript, variant.start, True)
    outer_end, inner_end = _outer_inner(transcript, variant.end, False)
    exons = list(enumerate(transcript.exons))
    whole = tuple([n for n, e in exons if inner_start <= e.start and e.end <= inner_end])
    near = 0 if variant.precise else NEAR
    touched = tuple(
        [n for n, e in exons if outer_start < e.end + near and e.start - near < outer_end]
    )
    return Extent(
        whole,
        touched,
        inner_start <= transcript.start and transcript.end <= inner_end,
    )
