"""The figures as numbers: where every part lies, as shares of the axis and heights in pixels.

Heads and bars stand at their true place; only labels move aside. What lies along the axis is a
share of its width (0 to 1), so the page draws one figure that fits a phone and a wide screen; what
lies across it is in pixels. ``fasannot plot`` draws the same numbers on a canvas of fixed width.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from fasannot.gene.model import GeneModel
from fasannot.outputs.plot.axis import Box, GeneAxis, ProteinAxis, spread
from fasannot.outputs.plot.marks import STYLES, KnownTrack, Mark, Style
from fasannot.wording.book import say

WIDE, NARROW = 1080.0, 262.0  # least widths of the axis, in pixels, that labels are laid out for
RADIUS = 7.0
FONT = 11.0
_STEP = 16.0  # from one row of heads to the next
_BAR_STEP = 12.0
_STEM = 14.0  # from the track to the lowest row
_FAN = 22.0  # between labels and heads
_LETTER = 0.62  # width of a letter, in font sizes
_LINE = 13.0  # least distance of two vertical labels
_LONGEST = 28  # letters of a label
FEW = 14  # heads; so many keep apart on a narrow figure too
_MERGE_FROM = 60  # marks; fewer are all drawn singly
_MERGE_WITHIN = 4.0  # pixels
_MOST_ROWS = 9
_FRACTION_HEIGHT = 90.0
_TRACK, _TICKS = 28.0, 34.0


@dataclass(frozen=True, slots=True)
class Label:
    """A name beside the figure.

    Attributes:
        text: the name.
        place: share of the axis where it stands.
        upright: whether it reads upwards; else it is centred on its place.
        bold: whether it is a candidate's.
    """

    text: str
    place: float
    upright: bool
    bold: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """One head or bar, at its true place.

    Attributes:
        marks: the alleles it stands for.
        place: share of the axis.
        span: shares of its ends, for a bar; else ``None``.
        y: height of its middle, in pixels from the top.
        wide: its label on a wide figure, ``None`` without room.
        narrow: its label on a narrow one, likewise.
    """

    marks: tuple[Mark, ...]
    place: float
    span: tuple[float, float] | None
    y: float
    wide: Label | None = None
    narrow: Label | None = None

    @property
    def style(self) -> Style:
        """Colour and shape."""
        return self.marks[0].style

    @property
    def carried(self) -> bool:
        """Whether anyone carries it."""
        return self.marks[0].carried

    @property
    def count(self) -> int:
        """How many carriers; of the most carried where it stands for several alleles."""
        return max(mark.carriers for mark in self.marks)

    @property
    def words(self) -> str:
        """What it is, for a pointer and for a reader of screens."""
        return " | ".join(mark.words for mark in self.marks)

    @property
    def names(self) -> str:
        """The names of its alleles."""
        return " ".join(mark.name for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Figure:
    """The alleles on the gene or the protein.

    Attributes:
        name: ``gene`` or ``protein``.
        title: heading.
        boxes: exons or domains, in shares.
        breaks: shares of the stretches that are not to scale.
        ticks: share and text of axis ticks.
        known: shares of catalogued variants.
        drawn: heads and bars, from left to right.
        unlabelled: how many alleles have no label of their own on a wide figure.
        absent: how many alleles have no place on this axis.
        styles: the styles that occur, for the legend.
        scale: heights of 0 and of 100 per cent where height is a fraction, else ``None``.
        track: height of the top of the track, in pixels.
        height: height of the figure.
        spare: how much of the top only the labels of a narrow figure need.
    """

    name: str
    title: str
    boxes: tuple[Box, ...]
    breaks: tuple[float, ...]
    ticks: tuple[tuple[float, str], ...]
    known: tuple[float, ...]
    drawn: tuple[Drawn, ...]
    unlabelled: int
    absent: int
    styles: tuple[Style, ...]
    scale: tuple[float, float] | None
    track: float
    height: float
    spare: float

    @property
    def alleles(self) -> int:
        """How many alleles it shows."""
        return sum(len(one.marks) for one in self.drawn)

    @property
    def label_foot(self) -> float:
        """Height at which the labels end and the lines to their heads begin."""
        highest = min((one.y for one in self.drawn), default=self.track)
        if self.scale is not None:
            highest = min(highest, self.scale[1])
        return max(highest - RADIUS - 20, FONT)


_Placed = tuple[Mark, float, float]
_Head = tuple[tuple[Mark, ...], float]


def figures(
    model: GeneModel, marks: Sequence[Mark], known: KnownTrack, fractions: bool = False
) -> tuple[Figure, Figure]:
    """Return the figures on gene and protein.

    Args:
        model: the gene model.
        marks: the alleles.
        known: catalogued variants.
        fractions: whether the height of a head is its highest allele fraction.
    """
    gene, protein = GeneAxis(model), ProteinAxis(model)

    def on_gene(units: float) -> float:
        return round(units / gene.length, 5)

    def on_protein(units: float) -> float:
        return round(units / protein.length, 5)

    placed: list[_Placed] = []
    for mark in marks:
        first, last = mark.span
        if mark.large:
            ends = on_gene(gene.units(first)), on_gene(gene.units(last + 1.0 - 1e-6))
            placed.append((mark, *ends))
        else:
            place = on_gene(gene.units((first + last + 1.0) / 2))
            placed.append((mark, place, place))
    struck: list[_Placed] = []
    for mark in marks:
        if mark.residues is None:
            continue
        first, last = mark.residues
        if mark.large and last > first:
            ends = on_protein(protein.units(first)), on_protein(protein.units(last + 1.0))
            struck.append((mark, *ends))
        else:
            place = on_protein(protein.units((first + last + 1.0) / 2))
            struck.append((mark, place, place))
    return (
        _figure(
            "gene", say("figure.on_gene"), placed, lambda mark: mark.label, fractions,
            _boxes(gene.exons(), on_gene), tuple(map(on_gene, gene.breaks())),
            tuple((on_gene(units), text) for units, text in gene.ticks()),
            tuple(on_gene(gene.units(place + 0.5)) for place in known.coordinates), 0,
        ),
        _figure(
            "protein", say("figure.on_protein"), struck, lambda mark: mark.protein_label,
            fractions, _boxes(protein.domains(), on_protein), (),
            tuple((on_protein(number - 0.5), str(number)) for number in protein.ticks()),
            tuple(on_protein(place + 0.5) for place in known.residues), len(marks) - len(struck),
        ),
    )  # fmt: skip


def _figure(
    name: str,
    title: str,
    placed: Sequence[_Placed],
    label: Callable[[Mark], str],
    fractions: bool,
    boxes: tuple[Box, ...],
    breaks: tuple[float, ...],
    ticks: tuple[tuple[float, str], ...],
    known: tuple[float, ...],
    absent: int,
) -> Figure:
    bars = _stacked_bars([one for one in placed if one[2] > one[1]])
    points = sorted((one for one in placed if one[2] <= one[1]), key=lambda one: one[1])
    heads: list[_Head] = [((mark,), place) for mark, place, _ in points]
    if len(heads) > _MERGE_FROM:
        heads = _merged(heads)
    levels = _levels([place for _, place in heads])
    if max(levels, default=0) >= _MOST_ROWS:
        heads = _merged([((mark,), place) for mark, place, _ in points])
        levels = _levels([place for _, place in heads])
    bar_rows = max((row for *_, row in bars), default=-1) + 1
    rows = max(levels, default=-1) + 1
    zone = _FRACTION_HEIGHT if fractions and rows else rows * _STEP
    below = _STEM + bar_rows * _BAR_STEP
    # Heights are counted from the track upwards here, and turned round at the end.
    raised: list[tuple[tuple[Mark, ...], float, tuple[float, float] | None, float]] = [
        ((mark,), (low + high) / 2, (low, high), _STEM + (row + 0.5) * _BAR_STEP - 6)
        for mark, low, high, row in bars
    ]
    for (names, place), level in zip(heads, levels, strict=True):
        if fractions:
            up = below + _FRACTION_HEIGHT * max(mark.fraction or 0.0 for mark in names)
        else:
            up = below + (level + 0.5) * _STEP
        raised.append((names, place, None, up))
    raised.sort(key=lambda one: (one[1], one[0][0].number))
    texts = [(one[0], label(one[0][0]), one[1]) for one in raised]
    wide, wide_height = _labels(texts, WIDE)
    narrow, narrow_height = _labels(texts, NARROW)
    top = max(wide_height, narrow_height)
    track = top + (_FAN if raised else 4.0) + zone + below
    drawn = tuple(
        Drawn(
            names,
            place,
            span,
            round(track - up, 1),
            wide.get(index),
            narrow.get(index),
        )
        for index, (names, place, span, up) in enumerate(raised)
    )
    used = {mark.style.flag for mark, _, _ in placed}
    labelled = len(wide)
    scale = (track - below, track - below - _FRACTION_HEIGHT) if fractions and rows else None
    return Figure(
        name=name,
        title=title,
        boxes=boxes,
        breaks=breaks,
        ticks=ticks,
        known=known,
        drawn=drawn,
        unlabelled=len(placed) - labelled,
        absent=absent,
        styles=tuple(style for style in STYLES if style.flag in used),
        scale=scale,
        track=track,
        height=track + _TRACK + _TICKS,
        spare=max(top - wide_height, 0.0),
    )


def _boxes(boxes: Sequence[Box], share: Callable[[float], float]) -> tuple[Box, ...]:
    return tuple(
        replace(
            box,
            start=share(box.start),
            end=share(box.end),
            coding=None if box.coding is None else (share(box.coding[0]), share(box.coding[1])),
        )
        for box in boxes
    )


def _stacked_bars(placed: Sequence[_Placed]) -> list[tuple[Mark, float, float, int]]:
    """Return the bars with rows in which they do not overlap; the longest lowest."""
    found: list[tuple[Mark, float, float, int]] = []
    for mark, low, high in sorted(placed, key=lambda one: (one[1] - one[2], one[0].number)):
        row = 0
        while any(at == row and low < end and start < high for _, start, end, at in found):
            row += 1
        found.append((mark, low, high, row))
    return found


def _merged(heads: Sequence[_Head]) -> list[_Head]:
    """Return heads where those of one kind that lie within some pixels are one."""
    open_groups: dict[tuple[str, bool], tuple[list[Mark], float, float]] = {}
    found: list[_Head] = []

    def close(key: tuple[str, bool]) -> None:
        marks, first, last = open_groups.pop(key)
        found.append((tuple(marks), (first + last) / 2))

    for marks, place in heads:
        key = (marks[0].style.key, marks[0].carried)
        if key in open_groups and (place - open_groups[key][1]) * WIDE > _MERGE_WITHIN:
            close(key)
        group = open_groups.setdefault(key, ([], place, place))
        group[0].extend(marks)
        open_groups[key] = (group[0], group[1], place)
    for key in list(open_groups):
        close(key)
    return sorted(found, key=lambda one: (one[1], one[0][0].number))


def _levels(places: Sequence[float]) -> list[int]:
    """Return a row for each head, so that heads of one row do not overlap.

    A few heads keep apart on a narrow figure too; of many only on a wide one.
    """
    width = NARROW if len(places) <= FEW else WIDE
    gap = (2 * RADIUS + 1) / width
    ends: list[float] = []
    levels = []
    for place in places:
        level = next((row for row, end in enumerate(ends) if place - end >= gap), len(ends))
        if level == len(ends):
            ends.append(place)
        ends[level] = place
        levels.append(level)
    return levels


def _labels(
    texts: Sequence[tuple[tuple[Mark, ...], str, float]], width: float
) -> tuple[dict[int, Label], float]:
    """Return the labels that have room, by number of the head, and the height that they take.

    A few stand side by side in one line; more read upwards. Candidates that somebody carries
    choose first, then other candidates, then the rest.
    """
    ranked = sorted(range(len(texts)), key=lambda index: _rank(texts[index][0][0]))
    if not ranked:
        return {}, 0.0
    room = int(width // _LINE)
    chosen = sorted(ranked[:room])
    shown = {index: _shown(texts[index][0], texts[index][1]) for index in chosen}
    sizes = {index: len(text) * FONT * _LETTER + 8 for index, text in shown.items()}
    if sum(sizes.values()) <= width:
        centres = _side_by_side([(texts[i][2] * width, sizes[i]) for i in chosen], width)
        upright = False
        height = FONT + 5
    else:
        centres = spread([texts[i][2] * width for i in chosen], _LINE, 0.0, width)
        upright = True
        height = max(sizes.values())
    return {
        index: Label(shown[index], round(centre / width, 5), upright, texts[index][0][0].candidate)
        for index, centre in zip(chosen, centres, strict=True)
    }, height


def _rank(mark: Mark) -> tuple[bool, bool, int]:
    return (not mark.candidate, not mark.carried, mark.number)


def _side_by_side(wanted: Sequence[tuple[float, float]], width: float) -> list[float]:
    """Return centres of boxes of some sizes, in order, without overlap, within the width."""
    offsets: list[float] = []
    at = 0.0
    for _, size in wanted:
        offsets.append(at + size / 2)
        at += size
    # Taken less their offsets, boxes that touch are points that coincide.
    places = spread([centre - offset for (centre, _), offset in zip(wanted, offsets, strict=True)],
                    0.0, 0.0, max(width - at, 0.0))  # fmt: skip
    return [place + offset for place, offset in zip(places, offsets, strict=True)]


def _shown(marks: tuple[Mark, ...], label: str) -> str:
    """Return the label of a head; of several alleles the first, and how many more."""
    return _cut(label) if len(marks) == 1 else f"{_cut(label)} +{len(marks) - 1}"


def _cut(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
