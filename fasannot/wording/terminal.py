"""Text for people at a terminal: consoles, widths, and content made safe to show."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fasannot.files.escape import printable
from fasannot.files.numbers import count_number

PIPE_WIDTH = 100
MAXIMUM_WIDTH = 1000
MINIMUM_WIDTH = 40
_DUMB = frozenset({"", "dumb", "unknown"})

STRONG = "bold"
ALERT = "bold red"
NOTICE = "yellow"
QUIET = "dim"


def is_plain() -> bool:
    """Return whether the terminal takes no colours (``NO_COLOR``, or a dumb one)."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM", "") in _DUMB


def output_width(to_terminal: bool) -> int:
    """Return how many columns to write: those of the terminal, ``COLUMNS``, or a page's."""
    stated = count_number(os.environ.get("COLUMNS"))
    if stated:
        width = min(stated, MAXIMUM_WIDTH)
    elif to_terminal:
        import shutil  # noqa: PLC0415 - only where needed: it takes long to load

        width = shutil.get_terminal_size((80, 24)).columns
    else:
        width = PIPE_WIDTH
    return max(width, MINIMUM_WIDTH)


def environment() -> dict[str, str]:
    """Return the environment without sizes that are no numbers, which rich would stumble over."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ("COLUMNS", "LINES") or count_number(value) is not None
    }


def console_for(to_terminal: bool) -> Console:
    """Return a console that writes to a string, as wide and colourful as standard output.

    Args:
        to_terminal: whether the text goes to standard output; colours only if that is a terminal.
    """
    terminal = to_terminal and sys.stdout.isatty()
    coloured = terminal and not is_plain()
    return Console(
        _environ=environment(),
        file=StringIO(),
        force_terminal=coloured,
        color_system="standard" if coloured else None,
        no_color=not coloured,
        width=output_width(terminal),
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def rendered(console: Console) -> str:
    """Return what was printed to a console of ``console_for``, without blanks at line ends."""
    assert isinstance(console.file, StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().split("\n"))


def heading(text: str) -> Text:
    """Return a section heading: capitals, so that it needs no colour."""
    return Text(text.upper(), style=STRONG)


def paragraph(text: str, style: str = "") -> Text:
    """Return a paragraph that folds at the width."""
    return Text(printable(text), style=style, overflow="fold")


def fact_sheet(
    rows: Iterable[tuple[str, RenderableType | str]], width: int, indent: int = 3
) -> RenderableType:
    """Return labelled facts: a label column and a folding value column.

    On a narrow console each value stands below its label. Rows without a value are left out.

    Args:
        rows: label and value; text is made printable, a ``Text`` is taken as it is.
        width: columns of the console.
        indent: blanks before each line.
    """
    shown = [
        (label, paragraph(value) if isinstance(value, str) else value)
        for label, value in rows
        if value != ""
    ]
    narrow = width < 56
    if narrow:
        indent = min(indent, 2)
        stack = Table.grid()
        stack.add_column(overflow="fold")
        for label, value in shown:
            stack.add_row(Text(label, style=QUIET))
            stack.add_row(Padding(value, (0, 0, 0, 2)))
        return Padding(stack, (0, 0, 0, indent))
    sheet = Table.grid(padding=(0, 2, 0, 0))
    sheet.add_column(no_wrap=True, style=QUIET, min_width=10)
    sheet.add_column(overflow="fold")
    for label, value in shown:
        sheet.add_row(label, value)
    return Padding(sheet, (0, 0, 0, indent))


def lines_of(lines: Iterable[str]) -> Text:
    """Return lines one below the other, made printable."""
    return Text("\n".join(printable(line) for line in lines), overflow="fold")


def bullets(lines: Iterable[str]) -> RenderableType:
    """Return a list with hanging indents; a single line stands without its dash."""
    shown = list(lines)
    return Group(*[hanging(line, many=len(shown) > 1) for line in shown])


def hanging(line: str, many: bool) -> RenderableType:
    """Return one line of a list, with a dash and a hanging indent where there are many."""
    text = paragraph(line)
    if not many:
        return text
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row("-", text)
    return grid
