"""A figure as SVG: along the axis in shares (the page) or in pixels (a file of its own).

Everything is a plain element with a class, so that the page's style sheet colours it for light,
dark and paper; a file of its own brings its style sheet along. No script, no outside font.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import NamedTuple

from fasannot.files.escape import printable
from fasannot.outputs.plot.layout import FEW, FONT, RADIUS, Drawn, Figure, Label
from fasannot.outputs.plot.marks import Style
from fasannot.wording.book import say

SHAPES = {
    "o": '<circle r="7"/>',
    "s": '<path d="M-6.2-6.2H6.2V6.2H-6.2z"/>',
    "D": '<path d="M0-8.4 8.4 0 0 8.4-8.4 0z"/>',
    "^": '<path d="M0-8 8 6H-8z"/>',
    "v": '<path d="M0 8 8-6H-8z"/>',
    "p": '<path d="M0-8 7.6-2.5 4.7 6.5H-4.7L-7.6-2.5z"/>',
    "*": '<path d="M0-8.6 2.3-3.1 8.2-2.7 3.7 1.2 5.1 7 0 3.8-5.1 7-3.7 1.2-8.2-2.7-2.3-3.1z"/>',
    "X": '<path d="M-7-3.6-3.6-7 0-3.4 3.6-7 7-3.6 3.4 0 7 3.6 3.6 7 0 3.4-3.6 7-7 3.6-3.4 0z"/>',
    "P": '<path d="M-2.5-7.5H2.5V-2.5H7.5V2.5H2.5V7.5H-2.5V2.5H-7.5V-2.5H-2.5z"/>',
    "d": '<path d="M0-9 5 0 0 9-5 0z"/>',
    ".": '<circle r="5"/>',
}
_DOMAINS = ("#cfd8e3", "#a6cee3", "#b8dcc0", "#f3dfa2", "#d3c4e3", "#a9c7f0")
_BASE = 0.36  # from the middle of a letter to its base line, in font sizes

# Colours of a file of its own; the page has the same names in its style sheet.
SHEET = f"""
svg {{ background: #fff; }}
text {{ font-family: "DejaVu Sans", Verdana, Arial, sans-serif; }}
text {{ font-size: {FONT:g}px; fill: #1b1f24; }}
.heading {{ font-size: 14px; font-weight: bold; }} .panel {{ font-size: 12px; font-weight: bold; }}
.small, .tick {{ font-size: 9px; fill: #57606a; }} .bold {{ font-weight: bold; }}
.count {{ font-size: 9px; font-weight: bold; }}
.middle {{ text-anchor: middle; }} .end {{ text-anchor: end; }}
.spine {{ stroke: #5b6470; stroke-width: 1.5; }} .break {{ stroke: #5b6470; fill: none; }}
.stem, .fan {{ stroke: #8a929b; stroke-width: 1; }} .grid {{ stroke: #d0d7de; }}
.outer {{ fill: #c4cbd2; }} .inner {{ fill: #5b6470; }}
.known {{ stroke: #8a929b; stroke-width: 1.5; }}
.head {{ stroke: #1b1f24; stroke-width: .9; }} .bar {{ stroke: #1b1f24; stroke-width: .6; }}
.over {{ overflow: visible; }}
.nobody {{ fill: #fff; stroke-dasharray: 2 1.5; }}
"""


class Canvas(NamedTuple):
    """How shares of the axis become places.

    Attributes:
        x: writes a share.
        left: pixels before the axis, where places are pixels.
        phone: whether a second set of labels for a narrow figure is drawn.
        colours: whether fills are written on the elements (a file of its own).
    """

    x: Callable[[float], str]
    phone: bool
    colours: bool


def shares() -> Canvas:
    """Return a canvas as wide as its place on the page."""
    return Canvas(lambda share: f"{100 * share:.2f}%", True, False)


def pixels(left: float, width: float) -> Canvas:
    """Return a canvas whose axis begins and extends as stated."""
    return Canvas(lambda share: f"{left + share * width:.2f}", False, True)


def text(value: object) -> str:
    """Return text for XML, with invisible characters made visible."""
    return escape(printable(str(value)))


def body(figure: Figure, canvas: Canvas) -> Iterator[str]:
    """Yield the elements of a figure: track, marks and labels."""
    x = canvas.x
    track = figure.track
    middle = track + 14
    if figure.scale is not None:
        for place, word in zip(figure.scale, ("0 %", "100 %"), strict=True):
            yield f'<line class="grid" x1="{x(0)}" x2="{x(1)}" y1="{place:g}" y2="{place:g}"/>'
            yield f'<text class="tick" x="{x(0)}" y="{place - 2:g}">{word}</text>'
    yield f'<line class="spine" x1="{x(0)}" x2="{x(1)}" y1="{middle:g}" y2="{middle:g}"/>'
    for place in figure.breaks:
        yield (
            f'<svg class="over" x="{x(place)}" y="{middle:g}"><path class="break" '
            'd="M-4 5 0-5M0 5 4-5"/></svg>'
        )
    yield from _boxes(figure, canvas)
    for place in figure.known:
        yield (
            f'<line class="known" x1="{x(place)}" x2="{x(place)}" y1="{track + 29:g}" '
            f'y2="{track + 35:g}"/>'
        )
    yield from _ticks(figure, canvas)
    for one in figure.drawn:
        yield from _mark(figure, one, canvas)
    yield from _labels(figure, canvas, "wide")
    if canvas.phone:
        yield from _labels(figure, canvas, "narrow")
    if not figure.drawn:
        empty = say("figure.empty" if not figure.absent else "figure.empty_protein")
        yield f'<text class="middle" x="{x(0.5)}" y="{track - 4:g}">{text(empty)}</text>'


def _boxes(figure: Figure, canvas: Canvas) -> Iterator[str]:
    x, track = canvas.x, figure.track
    gene = figure.name == "gene"

    def box(name: str, start: float, end: float, y: float, height: float, fill: str) -> str:
        return (
            f'<rect class="{name}" x="{x(start)}" y="{y:g}" width="{_width(canvas, start, end)}" '
            f'height="{height:g}"{fill}/>'
        )

    for index, part in enumerate(figure.boxes):
        fill = f' style="fill:{_DOMAINS[index]}"' if canvas.colours and not gene else ""
        y, height = (track + 7, 14) if gene else (track, 28)
        inner = ""
        if part.coding is not None:
            inner = box("inner", *part.coding, track + 2, 24, "")
        yield (
            f'<g class="box {figure.name} part{index}"><title>{text(part.title)}</title>'
            f"{box('outer', part.start, part.end, y, height, fill)}{inner}</g>"
        )
    for part in figure.boxes:
        span = part.coding or (part.start, part.end)
        y = track + 45 if gene else track + 18
        yield (
            f'<text class="name middle" x="{x((span[0] + span[1]) / 2)}" y="{y:g}">'
            f"{text(part.name)}</text>"
        )


def _width(canvas: Canvas, start: float, end: float) -> str:
    """Return the width of a stretch, in the measure of the canvas."""
    if canvas.colours:
        return f"{float(canvas.x(end)) - float(canvas.x(start)):.2f}"
    return f"{100 * (end - start):.2f}%"


def _ticks(figure: Figure, canvas: Canvas) -> Iterator[str]:
    gene = figure.name == "gene"
    for place, word in figure.ticks:
        kind = "tick wide" if gene else "tick middle"
        y = figure.track + (57 if gene else 46)
        yield f'<text class="{kind}" x="{canvas.x(place)}" y="{y:g}">{text(word)}</text>'


def _mark(figure: Figure, one: Drawn, canvas: Canvas) -> Iterator[str]:
    x = canvas.x
    at = x(one.place)
    style = one.style
    who = "" if one.carried else " nobody"
    words = text(one.words)
    kind = "mark candidate" if one.marks[0].candidate else "mark"
    yield (
        f'<g class="{kind}" role="img" aria-label="{words}" data-c="{text(one.names)}">'
        f"<title>{words}</title>"
    )
    fill = f' style="fill:{style.colour}"' if canvas.colours and one.carried else ""
    if one.span is not None:
        start, end = one.span
        yield (
            f'<rect class="bar {style.key}{who}" x="{x(start)}" y="{one.y - 4:g}" '
            f'width="{_width(canvas, start, end)}" height="8"{fill}/>'
        )
    else:
        yield (
            f'<line class="stem" x1="{at}" x2="{at}" y1="{one.y + RADIUS:g}" '
            f'y2="{figure.track:g}"/>'
            f'<use class="head {style.key}{who}" href="#shape-{figure.name}-{style.key}" '
            f'x="{at}" y="{one.y:g}"{fill}/>'
        )
        if one.count > 1:
            ink = f' style="fill:{style.ink}"' if canvas.colours and one.carried else ""
            yield (
                f'<text class="count middle on-{style.key}{who}" x="{at}" '
                f'y="{one.y + 9 * _BASE:.1f}"{ink}>{one.count}</text>'
            )
    yield "</g>"


def _labels(figure: Figure, canvas: Canvas, which: str) -> Iterator[str]:
    x = canvas.x
    labelled = [(one, one.wide if which == "wide" else one.narrow) for one in figure.drawn]
    shown = [(one, label) for one, label in labelled if label is not None]
    if not shown:
        return
    foot = figure.label_foot
    base = foot + 14
    yield f'<g class="labels {which}" aria-hidden="true">'
    for one, label in shown:
        yield (
            f'<line class="fan" x1="{x(label.place)}" x2="{x(one.place)}" y1="{foot + 2:g}" '
            f'y2="{base:g}"/><line class="fan" x1="{x(one.place)}" x2="{x(one.place)}" '
            f'y1="{base:g}" y2="{one.y - (4 if one.span else RADIUS):g}"/>'
        )
    for _, label in shown:
        yield _label(label, canvas, foot)
    yield "</g>"


def _label(label: Label, canvas: Canvas, foot: float) -> str:
    bold = " bold" if label.bold else ""
    at = canvas.x(label.place)
    shown = text(label.text)
    if not label.upright:
        return f'<text class="label middle{bold}" x="{at}" y="{foot - 2:g}">{shown}</text>'
    if canvas.colours:
        return (
            f'<text class="label{bold}" transform="translate({float(at) + FONT * _BASE:.2f} '
            f'{foot:g}) rotate(-90)">{shown}</text>'
        )
    return (
        f'<svg class="over" x="{at}" y="{foot:g}"><text class="label{bold}" '
        f'transform="translate({FONT * _BASE:.1f} 0) rotate(-90)">{shown}</text></svg>'
    )


def shapes(figure: Figure) -> str:
    """Return the definitions of the heads that a figure uses."""
    return "".join(
        f'<g id="shape-{figure.name}-{style.key}">{SHAPES[style.shape]}</g>'
        for style in figure.styles
    )


def description(figure: Figure) -> str:
    """Return what a figure shows, in words."""
    if not figure.drawn:
        return say("figure.empty" if not figure.absent else "figure.empty_protein")
    names = [mark.label for one in figure.drawn for mark in one.marks if mark.candidate]
    listed = ", ".join(names[:12]) or say("figure.no_candidate")
    more = f" (+ {len(names) - 12})" if len(names) > 12 else ""
    return say("figure.description", number=figure.alleles, listed=listed + more)


def legend_shape(style: Style) -> str:
    """Return a head for the legend."""
    return f'<g class="head {style.key}">{SHAPES[style.shape]}</g>'


def page_figure(figure: Figure) -> str:
    """Return a figure for the page: as wide as its place, coloured by the page."""
    name = figure.name
    crop = f" crop{min(int(figure.spare // 20), 9)}" if figure.spare >= 20 else ""
    crowd = " crowd" if len(figure.drawn) > FEW else ""
    return "".join(
        [
            f'<svg class="lollipop{crop}{crowd}" role="document" height="{figure.height:g}" '
            f'aria-labelledby="title-{name} desc-{name}">'
            f'<title id="title-{name}">{text(figure.title)}</title>'
            f'<desc id="desc-{name}">{text(description(figure))}</desc>'
            f"<defs>{shapes(figure)}</defs>",
            *body(figure, shares()),
            "</svg>",
        ]
    )
