"""The lollipop plot as a figure for a paper, drawn by matplotlib."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fasannot.errors import FasannotError
from fasannot.outputs.plot.layout import MARGIN, WIDTH, ZERO, DrawnMark, Figure
from fasannot.outputs.plot.marks import Style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORMATS = ("svg", "png", "pdf")
_INCHES = 10.0
_PANEL = 2.75  # inches
_CANVAS = (1080.0, -26.0, 276.0)  # right end, top, bottom
_FONT = 6.6
_DOMAIN_COLOURS = ("#cfd8e3", "#a6cee3", "#b8dcc0", "#f3dfa2", "#d3c4e3", "#a9c7f0")
_EXON, _UTR, _LINE, _FAINT = "#5b6470", "#c4cbd2", "#5b6470", "#9aa3ac"
_SIZES = {".": 22.0, "*": 85.0, "s": 42.0}


def require_matplotlib() -> None:
    """Raise an error with the remedy where the drawing library is missing."""
    try:
        import matplotlib  # noqa: F401, PLC0415 - heavy libraries only when they are used
    except ImportError as error:
        raise FasannotError(
            "the plot needs matplotlib, which is not installed: pip install 'fasannot[plot]'"
        ) from error


def drawn(panels: Sequence[Figure], kind: str, heading: str, heights: str, note: str) -> bytes:
    """Return the plot as a file; the same input gives the same bytes.

    Args:
        panels: the plots, from top to bottom.
        kind: ``svg``, ``png`` or ``pdf``.
        heading: title of the figure, may be empty.
        heights: what the height of a stem stands for.
        note: small print at the bottom.
    """
    require_matplotlib()
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure as Canvas  # noqa: PLC0415

    settings: Any = {
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],
        "font.size": _FONT,
        "svg.fonttype": "none",  # text stays text
        "svg.hashsalt": "fasannot",
        "pdf.fonttype": 42,
        "text.parse_math": False,
    }
    height = _PANEL * len(panels) + 0.85
    with mpl.rc_context(settings):
        canvas = Canvas(figsize=(_INCHES, height), dpi=300)
        bottom = 0.6 / height
        share = (1 - bottom - 0.25 / height) / len(panels)
        for index, panel in enumerate(panels):
            low = bottom + share * (len(panels) - 1 - index)
            axes = canvas.add_axes((0.02, low, 0.97, share))
            _panel(axes, panel, heights)
        if heading:
            canvas.text(0.02, 1 - 0.18 / height, heading, fontsize=9, fontweight="bold")
        _legend(canvas, _styles(panels), any(panel.known for panel in panels))
        canvas.text(0.02, 0.08 / height, note, fontsize=5.5, color="#555555")
        stream = io.BytesIO()
        canvas.savefig(stream, format=kind, metadata=_METADATA[kind])
    return stream.getvalue()


# No date and no version of the library, so that equal inputs give equal files.
_METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": "fasannot"},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": "fasannot", "Producer": None},
}


def _styles(panels: Sequence[Figure]) -> list[Style]:
    found: list[Style] = []
    for panel in panels:
        found += [style for style in panel.styles if style not in found]
    return found


def _panel(axes: Axes, panel: Figure, heights: str) -> None:
    right, top, bottom = _CANVAS
    axes.set_xlim(-22, right)
    axes.set_ylim(bottom, top)
    axes.axis("off")
    axes.text(MARGIN - 20, top + 2, panel.title, fontsize=8, fontweight="bold", va="top")
    low, high = MARGIN, WIDTH - MARGIN
    for y in (ZERO, 104.0):
        axes.plot((low, high), (y, y), color="#dddddd", linewidth=0.5, zorder=0)
    for y, value in ((ZERO, 0.0), (104.0, panel.highest)):
        axes.text(low - 6, y, f"{value:g}", ha="right", va="center", fontsize=6)
    axes.text(low - 38, 147, heights, rotation=90, ha="center", va="center", fontsize=6)
    axes.plot((low - 10, high + 10), (225, 225), color=_LINE, linewidth=1, zorder=1)
    _track(axes, panel)
    for mark in panel.marks:
        _mark(axes, mark)


def _track(axes: Axes, panel: Figure) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    def box(start: float, end: float, y: float, height: float, **look: Any) -> None:
        axes.add_patch(Rectangle((start, y), end - start, height, **look))

    for index, part in enumerate(panel.boxes):
        if panel.name == "gene":
            box(part.start, part.end, 218, 14, facecolor=_UTR, edgecolor="none", zorder=2)
            if part.coding is not None:
                box(*part.coding, 213, 24, facecolor=_EXON, edgecolor="none", zorder=3)
            start, end = part.coding or (part.start, part.end)
            colour = "white"
        else:
            start, end = part.start, part.end
            fill = _DOMAIN_COLOURS[index % len(_DOMAIN_COLOURS)]
            box(start, end, 211, 28, facecolor=fill, edgecolor=_LINE, linewidth=0.4, zorder=2)
            colour = "black"
        axes.text(
            (start + end) / 2, 225, part.name, ha="center", va="center", color=colour, zorder=4,
            fontsize=6 if panel.name == "gene" else _FONT,
        )  # fmt: skip
    for x in panel.breaks:
        for shift in (-4, 0):
            axes.plot((x + shift, x + shift + 4), (230, 220), color=_LINE, linewidth=0.6, zorder=2)
    for x in panel.known:
        axes.plot((x, x), (242, 249), color=_FAINT, linewidth=0.8, zorder=1)
    for x, text in panel.ticks:
        axes.text(x, 258, text, ha="center", va="center", fontsize=6)


def _mark(axes: Axes, mark: DrawnMark) -> None:
    style = mark.mark.style
    axes.plot(
        (mark.anchor, mark.anchor, mark.head, mark.head),
        (206, 200, 190, mark.top),
        color="#777777", linewidth=0.6, zorder=3, solid_joinstyle="round",
    )  # fmt: skip
    if mark.span is not None:
        axes.plot(mark.span, (206, 206), color=style.colour, linewidth=2.5, zorder=3)
    axes.scatter(
        [mark.head], [mark.top], s=_SIZES.get(style.shape, 48.0), marker=_marker(style),
        facecolor=style.colour, edgecolor="black", linewidth=0.5, zorder=5, clip_on=False,
    )  # fmt: skip
    if mark.label:
        axes.text(
            mark.head, 90, mark.label, rotation=45, rotation_mode="anchor", ha="left",
            va="center", fontsize=_FONT, fontweight="bold" if mark.mark.candidate else "normal",
            clip_on=False,
        )  # fmt: skip


def _marker(style: Style) -> str:
    return "o" if style.shape == "." else style.shape


def _legend(canvas: Any, styles: Sequence[Style], known: bool) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415

    handles = [
        Line2D(
            [], [], linestyle="none", marker=_marker(style), markerfacecolor=style.colour,
            markeredgecolor="black", markeredgewidth=0.5, label=style.label,
            markersize=4 if style.shape == "." else 6,
        )
        for style in styles
    ]  # fmt: skip
    if known:
        handles.append(
            Line2D(
                [], [], linestyle="none", marker="|", color=_FAINT,
                label="catalogued germline ALPS variant",
            )
        )  # fmt: skip
    if handles:
        place = (0.015, 0.18 / canvas.get_figheight())
        canvas.legend(
            handles=handles, loc="lower left", bbox_to_anchor=place,
            bbox_transform=canvas.transFigure, ncols=min(len(handles), 5), frameon=False,
            fontsize=6.5, borderaxespad=0, handletextpad=0.2, columnspacing=1.2,
        )  # fmt: skip
