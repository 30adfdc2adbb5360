"""Chromosome 10 of sorted cells against another tissue: what is drawn, and the figure of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fasannot.outputs.plot.svg import text
from fasannot.people.track import Segment, Track
from fasannot.wording.book import say

_MOST_POINTS = 700
_TOP, _HEIGHT, _FOOT = 20.0, 130.0, 38.0
_MARGIN = 9.0  # per cent of the width, for the words of the axis
_MEGABASES = 1_000_000
_TICKS = (0, 25, 50, 75, 100, 125)
_KEYS = {"copy_neutral": "neutral", "deletion": "deletion", "gain": "gain"}


@dataclass(frozen=True, slots=True)
class Band:
    """A segment as it is drawn; places are shares of the chromosome.

    Attributes:
        start: where it starts.
        start_range: where it may start.
        end: where it ends.
        end_range: where it may end.
        fractions: ALT fractions that its sites are expected at, below and above one half.
        label: its kind and share of the cells, in words.
    """

    start: float
    start_range: tuple[float, float]
    end: float
    end_range: tuple[float, float]
    fractions: tuple[float, float]
    label: str


@dataclass(frozen=True, slots=True)
class ChromosomePicture:
    """What is drawn of one comparison; places are shares of the chromosome.

    Attributes:
        tissue: the sorted cells.
        reference: the tissue that they are compared with.
        points: place and ALT fraction in the sorted cells of each site.
        sites: how many sites there are; more than are drawn, where they are many.
        bands: the segments.
        gene: where FAS lies.
        ticks: places of the axis, with their megabases.
    """

    tissue: str
    reference: str
    points: tuple[tuple[float, float], ...]
    sites: int
    bands: tuple[Band, ...]
    gene: float
    ticks: tuple[tuple[float, str], ...]

    @property
    def title(self) -> str:
        """What the figure is of."""
        return say("chromosome.title", tissue=self.tissue, reference=self.reference)

    @property
    def hint(self) -> str:
        """The small print."""
        return say("chromosome.hint", number=f"{self.sites:,}")

    @property
    def description(self) -> str:
        """What the figure shows, in words."""
        listed = "; ".join(band.label for band in self.bands) or say("chromosome.balanced")
        return say("chromosome.description", number=f"{self.sites:,}", listed=listed)


def picture_of(track: Track) -> ChromosomePicture | None:
    """Return what is to be drawn of a comparison, ``None`` where there is nothing."""
    length = track.place.chromosome_length
    if not track.sites or not length:
        return None
    step = max(1, -(-len(track.sites) // _MOST_POINTS))
    points = [(one.position / length, one.alt / one.total) for one in track.sites[::step]]
    middle = (track.place.fas_first + track.place.fas_last) / 2
    return ChromosomePicture(
        tissue=track.sample.tissue.name,
        reference=track.reference.tissue.name,
        points=tuple(points),
        sites=len(track.sites),
        bands=tuple([_band(one, length) for one in track.segments]),
        gene=middle / length,
        ticks=tuple(
            [
                (tick * _MEGABASES / length, f"{tick}")
                for tick in _TICKS
                if tick * _MEGABASES < length
            ]
        ),
    )


def _band(one: Segment, length: int) -> Band:
    kind = say(f"chromosome.{_KEYS.get(one.kind, 'undetermined')}")
    if one.share is None:
        words = kind
    else:
        words = say("chromosome.share", kind=kind, number=f"{100 * one.share:.0f}")
    where = say(
        "chromosome.range",
        start=f"{one.start / _MEGABASES:.1f}",
        end=f"{one.end / _MEGABASES:.1f}",
    )
    return Band(
        start=one.start / length,
        start_range=(one.start_range[0] / length, one.start_range[1] / length),
        end=one.end / length,
        end_range=(one.end_range[0] / length, one.end_range[1] / length),
        fractions=(0.5 - one.deviation, 0.5 + one.deviation),
        label=f"{words}, {where}",
    )


def chromosome_figure(picture: ChromosomePicture, name: str) -> str:
    """Return a figure for the page: as wide as its place; letters keep their size.

    Colours are those of the text around, so that it needs no style of its own.

    Args:
        picture: what is drawn.
        name: what sets its identifiers apart from those of other figures.
    """
    height = _TOP + _HEIGHT + _FOOT
    return "".join(
        [
            f'<svg class="lollipop" role="document" height="{height:g}" '
            f'aria-labelledby="title-{name} desc-{name}">'
            f'<title id="title-{name}">{text(picture.title)}</title>'
            f'<desc id="desc-{name}">{text(picture.description)}</desc>',
            *_frame(picture),
            *_bands(picture),
            *_points(picture),
            "</svg>",
        ]
    )


def _x(share: float) -> str:
    return f"{_MARGIN + (100 - _MARGIN) * min(max(share, 0.0), 1.0):.2f}%"


def _width(start: float, end: float) -> str:
    return f"{(100 - _MARGIN) * (min(end, 1.0) - max(start, 0.0)):.2f}%"


def _y(fraction: float) -> str:
    return f"{_TOP + _HEIGHT * (1 - fraction):.1f}"


def _frame(picture: ChromosomePicture) -> Iterator[str]:
    for fraction in (0.0, 0.5, 1.0):
        y = _y(fraction)
        yield (
            f'<line x1="{_x(0)}" x2="{_x(1)}" y1="{y}" y2="{y}" stroke="currentColor" '
            'stroke-opacity=".3"/>'
        )
        word = say("word.percent", number=f"{100 * fraction:.0f}")
        yield f'<text class="tick" x="0%" y="{float(y) + 3.5:.1f}">{text(word)}</text>'
    foot = _TOP + _HEIGHT
    for place, word in picture.ticks:
        yield (
            f'<text class="tick" x="{_x(place)}" y="{foot + 16:g}" text-anchor="middle">'
            f"{text(word)}</text>"
        )
    yield (
        f'<text class="tick" x="100%" y="{foot + 32:g}" text-anchor="end">'
        f"{text(say('chromosome.axis'))}</text>"
    )
    gene = _x(picture.gene)
    yield (
        f'<line x1="{gene}" x2="{gene}" y1="{_TOP - 4:g}" y2="{foot + 4:g}" stroke="currentColor" '
        'stroke-width="1.5" stroke-dasharray="4 2"/>'
    )
    yield f'<text x="{gene}" y="{_TOP - 8:g}" text-anchor="middle">FAS</text>'


def _bands(picture: ChromosomePicture) -> Iterator[str]:
    for band in picture.bands:
        outer, inner = (band.start_range[0], band.end_range[1]), (band.start, band.end)
        for (start, end), opacity in ((outer, ".06"), (inner, ".1")):
            yield (
                f'<rect x="{_x(start)}" width="{_width(start, end)}" y="{_TOP:g}" '
                f'height="{_HEIGHT:g}" fill="currentColor" fill-opacity="{opacity}">'
                f"<title>{text(band.label)}</title></rect>"
            )
        for fraction in band.fractions:
            yield (
                f'<line x1="{_x(band.start)}" x2="{_x(band.end)}" y1="{_y(fraction)}" '
                f'y2="{_y(fraction)}" stroke="currentColor" stroke-width="1.5"/>'
            )


def _points(picture: ChromosomePicture) -> Iterator[str]:
    for place, fraction in picture.points:
        yield (
            f'<circle cx="{_x(place)}" cy="{_y(fraction)}" r="1.8" fill="currentColor" '
            'fill-opacity=".55"/>'
        )
