"""The figure as an SVG file of its own: panels, legend and small print on one canvas."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import chain

from fasannot.outputs.plot.layout import Figure
from fasannot.outputs.plot.marks import Style
from fasannot.outputs.plot.svg import (
    SHAPES,
    SHEET,
    body,
    description,
    pixels,
    shapes,
    text,
)
from fasannot.wording.book import say

LEFT, AXIS, RIGHT = 40.0, 1080.0, 40.0
WHOLE = LEFT + AXIS + RIGHT
_LETTER = 6.9  # pixels, of the legend
_SMALL = 5.6  # pixels, of the small print
_PANEL_HEAD = 26.0
_GAP = 18.0


def styles_of(panels: Sequence[Figure]) -> list[Style]:
    """Return the styles of some panels, each once."""
    found: list[Style] = []
    for panel in panels:
        found += [style for style in panel.styles if style not in found]
    return found


def document(panels: Sequence[Figure], heading: str, heights: str, note: str) -> str:
    """Return the figure as an SVG file.

    Args:
        panels: the panels, from top to bottom.
        heading: title of the figure, may be empty.
        heights: what numbers and heights stand for.
        note: small print at the bottom.
    """
    parts: list[str] = []
    y = 12.0
    if heading:
        parts.append(f'<text class="heading" x="{LEFT:g}" y="{y + 10:g}">{text(heading)}</text>')
        y += 28
    for panel in panels:
        parts.append(
            f'<g class="figure" id="figure-{panel.name}" role="group" '
            f'aria-label="{text(panel.title)}" transform="translate(0 {y:g})">'
            f'<text class="panel" x="{LEFT:g}" y="10">{text(panel.title)}</text>'
            f'<g transform="translate(0 {_PANEL_HEAD - panel.spare:g})">'
        )
        parts += body(panel, pixels(LEFT, AXIS))
        parts.append("</g></g>")
        y += _PANEL_HEAD + panel.height - panel.spare + _GAP
    legend, y = _legend(panels, y)
    parts += legend
    for line in textwrap.wrap(f"{heights} {note}".strip(), int((WHOLE - 2 * LEFT) / _SMALL)):
        parts.append(f'<text class="small" x="{LEFT:g}" y="{y:g}">{text(line)}</text>')
        y += 12
    title = heading or say("figure.title")
    told = " ".join(f"{panel.title}: {description(panel)}" for panel in panels)
    whole, height = f"{WHOLE:g}", f"{y:g}"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{height}" '
        f'viewBox="0 0 {whole} {height}" role="group" aria-labelledby="title desc">\n'
        f'<title id="title">{text(title)}</title>\n<desc id="desc">{text(told)}</desc>\n'
        f"<style>{SHEET}</style>\n<defs>{''.join(map(shapes, panels))}</defs>\n"
        + "\n".join(chain(parts, ("</svg>\n",)))
    )


def _legend(panels: Sequence[Figure], y: float) -> tuple[list[str], float]:
    """Return the legend in as many lines as it needs, and the height below it."""
    entries = [
        (style.label, f'<g class="head" style="fill:{style.colour}">{SHAPES[style.shape]}</g>')
        for style in styles_of(panels)
    ]
    if any(not one.carried for panel in panels for one in panel.drawn):
        entries.append((say("figure.nobody"), f'<g class="head nobody">{SHAPES["o"]}</g>'))
    if any(panel.known for panel in panels):
        entries.append((say("figure.known"), '<path class="known" d="M0-5V5"/>'))
    parts = []
    x = LEFT + 8
    for label, shape in entries:
        size = 24 + len(label) * _LETTER
        if x + size > WHOLE - RIGHT:
            x, y = LEFT + 8, y + 20
        parts.append(
            f'<g aria-hidden="true" transform="translate({x:g} {y:g})">{shape}'
            f'<text x="13" y="4">{text(label)}</text></g>'
        )
        x += size
    return parts, y + 24
