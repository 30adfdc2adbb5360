"""The figure as PNG or PDF, drawn by matplotlib from the numbers that the SVG has."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fasannot.errors import FasannotError
from fasannot.outputs.plot.document import AXIS, LEFT, WHOLE, styles_of
from fasannot.outputs.plot.layout import Drawn, Figure, Label
from fasannot.outputs.plot.marks import Style
from fasannot.wording.book import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORMATS = ("svg", "png", "pdf")
_INCH = 118.0  # pixels of the layout
_POINT = 72.0 / _INCH  # of a pixel
_FONT = 11.0 * _POINT
_SMALL = 9.0 * _POINT
_DOMAIN_COLOURS = ("#cfd8e3", "#a6cee3", "#b8dcc0", "#f3dfa2", "#d3c4e3", "#a9c7f0")
_EXON, _UTR, _LINE, _FAINT = "#5b6470", "#c4cbd2", "#5b6470", "#8a929b"
_SIZES = {".": 26.0, "*": 85.0, "s": 54.0}
_PANEL_HEAD, _GAP, _TOP, _FOOT = 26.0, 18.0, 36.0, 92.0


def require_matplotlib() -> None:
    """Raise an error with the remedy where the drawing library is missing."""
    try:
        import matplotlib  # noqa: F401, PLC0415 - heavy libraries only when they are used
    except ImportError as error:
        raise FasannotError(say("error.no_matplotlib")) from error


def drawn(panels: Sequence[Figure], kind: str, heading: str, heights: str, note: str) -> bytes:
    """Return the figure as a file; the same input gives the same bytes.

    Args:
        panels: the panels, from top to bottom.
        kind: ``png`` or ``pdf``.
        heading: title of the figure, may be empty.
        heights: what numbers and heights stand for.
        note: small print at the bottom.
    """
    require_matplotlib()
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure as Canvas  # noqa: PLC0415

    settings: Any = {
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],
        "font.size": _FONT,
        "pdf.fonttype": 42,
        "text.parse_math": False,
    }
    height = _TOP + _FOOT + sum(_PANEL_HEAD + panel.height - panel.spare + _GAP for panel in panels)
    with mpl.rc_context(settings):
        canvas = Canvas(figsize=(WHOLE / _INCH, height / _INCH), dpi=300)
        axes = canvas.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WHOLE)
        axes.set_ylim(height, 0)
        axes.axis("off")
        if heading:
            axes.text(LEFT, 22, heading, fontsize=14 * _POINT, fontweight="bold")
        y = _TOP
        for panel in panels:
            axes.text(LEFT, y + 10, panel.title, fontsize=12 * _POINT, fontweight="bold")
            _panel(axes, panel, y + _PANEL_HEAD - panel.spare)
            y += _PANEL_HEAD + panel.height - panel.spare + _GAP
        _legend(axes, panels, y / height)
        lines = textwrap.wrap(f"{heights} {note}".strip(), 200)
        axes.text(LEFT, height - 24, "\n".join(lines), fontsize=_SMALL, color="#555555")
        stream = io.BytesIO()
        canvas.savefig(stream, format=kind, metadata=_METADATA[kind])
    return stream.getvalue()


# No date and no version of the library, so that equal inputs give equal files.
_METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": "fasannot", "Producer": None},
}


def _x(share: float) -> float:
    return LEFT + share * AXIS


def _panel(axes: Axes, panel: Figure, top: float) -> None:
    middle = top + panel.track + 14
    axes.plot((_x(0), _x(1)), (middle, middle), color=_LINE, linewidth=1, zorder=1)
    if panel.scale is not None:
        for place, word in zip(panel.scale, ("0 %", "100 %"), strict=True):
            level = top + place
            axes.plot((_x(0), _x(1)), (level, level), color="#dddddd", linewidth=0.5, zorder=0)
            axes.text(_x(0), level - 2, word, fontsize=_SMALL)
    _track(axes, panel, top)
    for one in panel.drawn:
        _mark(axes, panel, one, top)
    if not panel.drawn:
        words = say("figure.empty" if not panel.absent else "figure.empty_protein")
        axes.text(_x(0.5), top + panel.track - 4, words, ha="center")


def _track(axes: Axes, panel: Figure, top: float) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    def box(start: float, end: float, y: float, height: float, **look: Any) -> None:
        axes.add_patch(Rectangle((_x(start), y), _x(end) - _x(start), height, **look))

    track = top + panel.track
    gene = panel.name == "gene"
    for index, part in enumerate(panel.boxes):
        if gene:
            box(part.start, part.end, track + 7, 14, facecolor=_UTR, edgecolor="none", zorder=2)
            if part.coding is not None:
                box(*part.coding, track + 2, 24, facecolor=_EXON, edgecolor="none", zorder=3)
        else:
            fill = _DOMAIN_COLOURS[index % len(_DOMAIN_COLOURS)]
            box(part.start, part.end, track, 28, facecolor=fill, edgecolor=_LINE, lw=0.4, zorder=2)
        start, end = part.coding or (part.start, part.end)
        middle = (_x(start) + _x(end)) / 2
        axes.text(middle, track + (45 if gene else 18), part.name, ha="center", zorder=4)
    for place in panel.breaks:
        for shift in (-4, 0):
            ends = (_x(place) + shift, _x(place) + shift + 4)
            axes.plot(ends, (track + 19, track + 9), color=_LINE, linewidth=0.6, zorder=2)
    for place in panel.known:
        axes.plot((_x(place),) * 2, (track + 29, track + 35), color=_FAINT, lw=0.8, zorder=1)
    for place, text in panel.ticks:
        side = "left" if gene else "center"
        y = track + (57 if gene else 46)
        axes.text(_x(place), y, text, ha=side, fontsize=_SMALL, color="#57606a")


def _mark(axes: Axes, panel: Figure, one: Drawn, top: float) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    style = one.style
    x, y = _x(one.place), top + one.y
    fill = style.colour if one.carried else "white"
    if one.span is not None:
        start, end = map(_x, one.span)
        axes.add_patch(
            Rectangle((start, y - 4), end - start, 8, facecolor=fill, ec="black", lw=0.5, zorder=5)
        )
    else:
        axes.plot((x, x), (y, top + panel.track), color="#777777", linewidth=0.6, zorder=3)
        axes.scatter(
            [x], [y], s=_SIZES.get(style.shape, 60.0), marker=_marker(style), facecolor=fill,
            edgecolor="black", linewidth=0.5, linestyle="-" if one.carried else ":", zorder=5,
        )  # fmt: skip
        if one.count > 1:
            ink = style.ink if one.carried else "black"
            axes.text(x, y, str(one.count), ha="center", va="center", color=ink,
                      fontsize=_SMALL, fontweight="bold", zorder=6)  # fmt: skip
    if one.wide is not None:
        _label(axes, one, one.wide, top, panel.label_foot)


def _label(axes: Axes, one: Drawn, label: Label, top: float, foot: float) -> None:
    foot = top + foot
    x, place = _x(label.place), _x(one.place)
    bend = foot + 14
    axes.plot((x, place, place), (foot + 2, bend, top + one.y), color=_FAINT, lw=0.5, zorder=2)
    weight = "bold" if label.bold else "normal"
    if label.upright:
        axes.text(x, foot, label.text, rotation=90, ha="center", va="bottom", fontweight=weight)
    else:
        axes.text(x, foot - 2, label.text, ha="center", fontweight=weight)


def _marker(style: Style) -> str:
    return "o" if style.shape == "." else style.shape


def _legend(axes: Axes, panels: Sequence[Figure], place: float) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415

    def head(marker: str, colour: str, label: str, size: float = 6) -> Line2D:
        return Line2D(
            [], [], linestyle="none", marker=marker, markerfacecolor=colour, markersize=size,
            markeredgecolor="black", markeredgewidth=0.5, label=label,
        )  # fmt: skip

    handles = [
        head(_marker(style), style.colour, style.label, 4 if style.shape == "." else 6)
        for style in styles_of(panels)
    ]
    if any(not one.carried for panel in panels for one in panel.drawn):
        handles.append(head("o", "white", say("figure.nobody")))
    if any(panel.known for panel in panels):
        handles.append(
            Line2D([], [], linestyle="none", marker="|", color=_FAINT, label=say("figure.known"))
        )
    if handles:
        axes.legend(
            handles=handles, loc="upper left", bbox_to_anchor=(LEFT / WHOLE, 1 - place),
            ncols=min(len(handles), 4), frameon=False, fontsize=_FONT, borderaxespad=0,
            handletextpad=0.2, columnspacing=1.2,
        )  # fmt: skip
