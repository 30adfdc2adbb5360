"""The table for people: candidates first, why, one summary line and the caveat."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fasannot.annotator import AnnotatedAllele
from fasannot.fields import cell
from fasannot.finding import Finding
from fasannot.record import Record
from fasannot.summary import CAVEAT, Summary, summary_line

_PIPE_WIDTH = 160


def console_for(to_terminal: bool) -> Console:
    """Return a console that writes to a string, as wide and colourful as standard output."""
    terminal = to_terminal and sys.stdout.isatty()
    width = None if terminal else int(os.environ.get("COLUMNS") or _PIPE_WIDTH)
    plain = not terminal or os.environ.get("TERM") in ("dumb", "unknown")
    console = Console(
        file=StringIO(),
        force_terminal=terminal and not plain,
        no_color=plain or bool(os.environ.get("NO_COLOR")),
        width=width,
        highlight=False,
    )
    if terminal:
        console.width = Console().width
    return console


def rendered(console: Console) -> str:
    """Return what was printed to a console of ``console_for``."""
    assert isinstance(console.file, StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().split("\n"))


def short(name: str | None) -> str:
    """Return an HGVS name without its accession."""
    return (name or "").partition(":")[2] or (name or "")


def reasons(finding: Finding) -> str:
    """Return the sentences behind a finding's flags."""
    if finding.assessment is None:
        return "REF disagrees with the reference: not annotated."
    return " ".join(
        line.sentence for line in finding.assessment.evidence if line.rule.lof or line.rule.flags
    )


def _bases(text: str) -> str:
    return text if len(text) <= 12 else f"{text[:9]}…({len(text)} nt)"


def render_table(
    rows: Sequence[tuple[Record, AnnotatedAllele]],
    summary: Summary,
    shown: str,
    to_terminal: bool,
) -> str:
    """Return the table of FAS alleles as text.

    Args:
        rows: alleles with entries, in file order.
        summary: what was seen.
        shown: the input's name.
        to_terminal: whether it goes to standard output.
    """
    console = console_for(to_terminal)
    ordered = sorted(rows, key=lambda row: not row[1].findings[0].candidate)
    if ordered:
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        table.add_column("position", overflow="fold")
        table.add_column("HGVS", overflow="fold", ratio=3)
        table.add_column("consequence", overflow="fold", ratio=3)
        table.add_column("flags", overflow="fold", ratio=2)
        table.add_column("why", overflow="fold", ratio=6)
        for record, item in ordered:
            finding = item.findings[0]
            effect = finding.effect
            place = f"{record.position} {_bases(record.ref)}>{_bases(item.alt)}"
            names = (
                [short(effect.hgvs_c) or finding.hgvs_g, short(effect.hgvs_p)] if effect else [""]
            )
            terms = ", ".join(effect.consequences).replace("_variant", "") if effect else ""
            flags = " ".join(finding.flags)
            table.add_row(
                Text(cell(place)),
                Text("\n".join(name for name in names if name)),
                Text(terms),
                Text(flags, style="bold red" if finding.candidate else ""),
                Text(reasons(finding)),
            )
        console.print(table)
        console.print()
    console.print(Text(summary_line(summary, shown)))
    console.print(Text(CAVEAT))
    return rendered(console)
