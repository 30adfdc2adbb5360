"""The plots as numbers: where every part lies on a canvas of 1080 by 276 units, y downwards.

The page draws them as SVG and ``fasannot plot`` by matplotlib, so both show the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fasannot.gene.model import GeneModel
from fasannot.outputs.plot.axis import Box, GeneAxis, ProteinAxis, spread
from fasannot.outputs.plot.marks import STYLES, KnownTrack, Mark, Style

WIDTH = 1000.0  # of the axis with its margins; labels reach beyond
MARGIN = 24.0
ZERO = 190.0  # y of what is carried by nobody
STEM = 86.0  # length of the highest stem
_LABEL_GAP = 18.0
_LEAST_GAP = 16.0  # between two labels, which stand at 45 degrees


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """One lollipop.

    Attributes:
        mark: what it shows.
        share: where it stands on the axis, 0 to 1.
        anchor: x of its foot.
        head: x of its head and label, moved aside where marks are close.
        top: y of its head.
        label: its label, empty where there is no room for one.
        span: x of its ends, for an allele too large for a single place; else ``None``.
    """

    mark: Mark
    share: float
    anchor: float
    head: float
    top: float
    label: str
    span: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One lollipop plot.

    Attributes:
        name: ``gene`` or ``protein``.
        title: heading.
        boxes: exons or domains, in x.
        breaks: x of the stretches that are not to scale.
        ticks: x and text of axis ticks.
        known: x of catalogued variants.
        marks: the lollipops, from left to right.
        unlabelled: how many marks have no label.
        absent: how many alleles have no place on this axis.
        styles: the styles that occur, for the legend.
        highest: the largest height, for the axis.
    """

    name: str
    title: str
    boxes: tuple[Box, ...]
    breaks: tuple[float, ...]
    ticks: tuple[tuple[float, str], ...]
    known: tuple[float, ...]
    marks: tuple[DrawnMark, ...]
    unlabelled: int
    absent: int
    styles: tuple[Style, ...]
    highest: float


_Placed = tuple[Mark, float, float]
_LEAST_SPAN = 6.0


def figures(model: GeneModel, marks: Sequence[Mark], known: KnownTrack) -> tuple[Figure, Figure]:
    """Return the plots on gene and protein."""
    gene, protein = GeneAxis(model), ProteinAxis(model)

    def gene_x(units: float) -> float:
        return round(MARGIN + units / gene.length * (WIDTH - 2 * MARGIN), 2)

    def protein_x(units: float) -> float:
        return round(MARGIN + units / protein.length * (WIDTH - 2 * MARGIN), 2)

    placed: list[_Placed] = [
        (mark, gene_x(gene.units(mark.span[0])), gene_x(gene.units(mark.span[1]))) for mark in marks
    ]
    on_protein: list[_Placed] = [
        (
            mark,
            protein_x(protein.units(mark.residues[0] + 0.5)),
            protein_x(protein.units(mark.residues[1] + 0.5)),
        )
        for mark in marks
        if mark.residues is not None
    ]
    return (
        Figure(
            "gene",
            "On the gene (NM_000043.6)",
            _boxes(gene.exons(), gene_x),
            tuple(gene_x(units) for units in gene.breaks()),
            (),
            tuple(gene_x(gene.units(place)) for place in known.coordinates),
            *_drawn(placed, lambda mark: mark.name),
            0,
            _styles(placed),
            _highest(placed),
        ),
        Figure(
            "protein",
            "On the protein (NP_000034.1)",
            _boxes(protein.domains(), protein_x),
            (),
            tuple((protein_x(number - 0.5), str(number)) for number in protein.ticks()),
            tuple(protein_x(place + 0.5) for place in known.residues),
            *_drawn(on_protein, lambda mark: mark.protein_name),
            len(marks) - len(on_protein),
            _styles(on_protein),
            _highest(on_protein),
        ),
    )


def _boxes(boxes: Sequence[Box], x: Callable[[float], float]) -> tuple[Box, ...]:
    return tuple(
        Box(
            box.name,
            x(box.start),
            x(box.end),
            box.title,
            None if box.coding is None else (x(box.coding[0]), x(box.coding[1])),
        )
        for box in boxes
    )


def _styles(placed: Sequence[_Placed]) -> tuple[Style, ...]:
    used = {mark.style.flag for mark, _, _ in placed}
    return tuple(style for style in STYLES if style.flag in used)


def _highest(placed: Sequence[_Placed]) -> float:
    return max((mark.height for mark, _, _ in placed), default=1.0) or 1.0


def _drawn(
    placed: Sequence[_Placed], name: Callable[[Mark], str]
) -> tuple[tuple[DrawnMark, ...], int]:
    """Return the lollipops from left to right, and how many have no label."""
    ordered = sorted(placed, key=lambda one: (one[1] + one[2], one[0].number))
    middles = [(low + high) / 2 for _, low, high in ordered]
    heads = spread(middles, _LABEL_GAP, MARGIN, WIDTH - MARGIN)
    highest = _highest(placed)
    labelled = _labelled([mark for mark, _, _ in ordered], heads)
    drawn = []
    for (mark, low, high), x, head in zip(ordered, middles, heads, strict=True):
        share = (x - MARGIN) / (WIDTH - 2 * MARGIN)
        top = ZERO - STEM * mark.height / highest
        label = name(mark) if mark.number in labelled else ""
        drawn.append(
            DrawnMark(
                mark,
                round(share, 5),
                round(x, 2),
                round(head, 2),
                round(top, 2),
                _cut(label),
                (low, high) if high - low >= _LEAST_SPAN else None,
            )
        )
    return tuple(drawn), len(ordered) - len(labelled)


def _labelled(marks: Sequence[Mark], heads: Sequence[float]) -> set[int]:
    """Return the numbers of the marks whose label has room; candidates choose first."""
    taken: list[float] = []
    chosen = set()
    for wanted in (True, False):
        for mark, head in zip(marks, heads, strict=True):
            if mark.candidate is wanted and all(abs(head - x) >= _LEAST_GAP for x in taken):
                taken.append(head)
                chosen.add(mark.number)
    return chosen


def _cut(label: str) -> str:
    return label if len(label) <= 22 else f"{label[:20]}…"
