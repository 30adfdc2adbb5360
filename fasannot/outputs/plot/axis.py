"""Axes of the figure: the gene with introns and 3′ UTR compressed, and the protein.

An axis maps locus coordinates or residues (0-based) to units from 0 to its length; what is drawn to
scale takes one unit per base, or one unit per residue.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from fasannot.gene.model import GeneModel

INTRON_EDGE = 20  # bases of each intron end that are drawn to scale
_INTRON_MIDDLE = 30.0
_FLANK = 40.0
_UTR_TO_SCALE = 120
_UTR_REST = 70.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the locus and the units that it takes.

    Attributes:
        start: first locus coordinate.
        end: coordinate after the last.
        units_start: where it begins on the axis.
        units_end: where it ends.
        compressed: whether it is not to scale.
    """

    start: int
    end: int
    units_start: float
    units_end: float
    compressed: bool


@dataclass(frozen=True, slots=True)
class Box:
    """An exon, a domain: a stretch on an axis.

    Attributes:
        name: what it is called there.
        start: units where it begins.
        end: units where it ends.
        title: name in words.
        coding: units where its coding part begins and ends, ``None`` without one.
    """

    name: str
    start: float
    end: float
    title: str
    coding: tuple[float, float] | None = None


class GeneAxis:
    """The locus: exons, their surroundings of 20 bases and the first of the 3′ UTR to scale."""

    def __init__(self, model: GeneModel) -> None:
        self.model = model
        mane = model.mane
        assert mane.cds is not None
        stop = mane.locus_coordinate(mane.cds.end - 1) + 1
        edges: list[tuple[int, int, float | None]] = [(0, mane.exons[0].start, _FLANK)]
        for index, exon in enumerate(mane.exons):
            if index + 1 == len(mane.exons):
                to_scale = min(stop + _UTR_TO_SCALE, exon.end)
                edges += [(exon.start, to_scale, None), (to_scale, exon.end, _UTR_REST)]
                continue
            after = mane.exons[index + 1].start
            left, right = exon.end + INTRON_EDGE, after - INTRON_EDGE
            edges += [(exon.start, left, None), (left, right, _INTRON_MIDDLE), (right, after, None)]
        edges.append((mane.end, len(model.sequence), _FLANK))
        pieces = []
        at = 0.0
        for start, end, units in edges:
            size = float(end - start) if units is None else units
            pieces.append(Piece(start, end, at, at + size, units is not None))
            at += size
        self.pieces = tuple(pieces)
        self.length = at
        self._starts = [piece.start for piece in pieces]

    def units(self, coordinate: float) -> float:
        """Return where a locus coordinate lies; the ends of the axis for what is outside."""
        index = max(bisect_right(self._starts, coordinate) - 1, 0)
        piece = self.pieces[index]
        share = (coordinate - piece.start) / (piece.end - piece.start)
        share = min(max(share, 0.0), 1.0)
        return piece.units_start + share * (piece.units_end - piece.units_start)

    def exons(self) -> tuple[Box, ...]:
        """Return the exons with their coding parts."""
        mane = self.model.mane
        assert mane.cds is not None
        first = mane.locus_coordinate(mane.cds.start)
        last = mane.locus_coordinate(mane.cds.end - 1) + 1
        boxes = []
        for number, exon in enumerate(mane.exons, 1):
            low, high = max(exon.start, first), min(exon.end, last)
            coding = (self.units(low), self.units(high)) if low < high else None
            boxes.append(
                Box(
                    str(number),
                    self.units(exon.start),
                    self.units(exon.end - 1e-6),
                    f"exon {number}, {len(exon)} nt",
                    coding,
                )
            )
        return tuple(boxes)

    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Return where the coding part of each exon begins, with the c. position there."""
        mane = self.model.mane
        assert mane.cds is not None
        first = mane.locus_coordinate(mane.cds.start)
        found = []
        for exon in mane.exons:
            at = max(exon.start, first)
            found.append((self.units(at), f"c.{mane.coding_position(at)}"))
        return tuple(found)

    def breaks(self) -> tuple[float, ...]:
        """Return the middles of the stretches that are not to scale."""
        return tuple(
            (piece.units_start + piece.units_end) / 2 for piece in self.pieces if piece.compressed
        )


class ProteinAxis:
    """The protein, residue by residue."""

    def __init__(self, model: GeneModel) -> None:
        self.model = model
        self.length = float(len(model.mane.protein) - 1)

    def units(self, residue: float) -> float:
        """Return where a 0-based residue lies."""
        return min(max(residue, 0.0), self.length)

    def domains(self) -> tuple[Box, ...]:
        """Return the domains that are drawn, without the two halves that contain others."""
        return tuple(
            Box(
                _SHORT_NAMES.get(domain.name, domain.name),
                float(domain.interval.start),
                float(domain.interval.end),
                f"{domain.title}, residues {domain.interval.first}-{domain.interval.last}",
            )
            for domain in self.model.domains
            if domain.name not in ("EXTRACELLULAR", "CYTOPLASMIC")
        )

    def ticks(self) -> tuple[int, ...]:
        """Return the residue numbers (1-based) at the ticks."""
        return (1, 50, 100, 150, 200, 250, 300, int(self.length))


_SHORT_NAMES = {"SIGNAL": "SP", "DEATH_DOMAIN": "Death domain"}


def spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Return places at least ``gap`` apart, each as near to what it wanted as can be.

    The order is kept, and all lie within ``low`` to ``high`` if they fit there; the gap shrinks if
    they do not.

    Args:
        wanted: places in ascending order.
        gap: least distance of neighbours.
        low: the lowest place.
        high: the highest place.

    >>> spread([5.0, 5.0, 20.0], 2.0, 0.0, 30.0)
    [4.0, 6.0, 20.0]
    """
    count = len(wanted)
    if count > 1:
        gap = min(gap, (high - low) / (count - 1))
    # Neighbours that would overlap are joined to a block, which sits at the mean of its wishes.
    blocks: list[tuple[float, int]] = []  # sum of wishes less own offsets, number of members
    for place in wanted:
        total, size = place, 1
        while blocks:
            before_total, before_size = blocks[-1]
            if before_total / before_size + before_size * gap <= total / size:
                break
            blocks.pop()
            total = before_total + total - size * before_size * gap
            size += before_size
        blocks.append((total, size))
    places: list[float] = []
    for total, size in blocks:
        first = total / size
        places += [first + gap * step for step in range(size)]
    for index in range(count):  # push inwards from either end
        least = low + gap * index
        most = high - gap * (count - 1 - index)
        places[index] = min(max(places[index], least), most)
    return places
