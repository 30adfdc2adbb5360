"""The answer as a table for people, TSV and JSON, and as one plain paragraph."""

from __future__ import annotations

import json
from typing import Any

from fasannot.coverage.answer import Answer, Hole, Row
from fasannot.coverage.windows import ACCEPTOR, DONOR
from fasannot.files.escape import cell
from fasannot.gene.resources import data_version
from fasannot.wording.caveats import caveat

_WIDE = 106  # columns of the whole table
_NUMBERS = (3, 4, 5, 6)
COLUMNS = (
    "REGION", "EXON", "KIND", "CHROM", "START", "END", "HGVSc", "BASES", "CALLABLE", "PERCENT",
    "MIN_DEPTH", "MEAN_DEPTH", "HOLES", "STATUS", "NOTE",
)  # fmt: skip
_TARGETS_NOTE = "targeted; depth unknown"


def _span(answer: Answer, start: int, end: int) -> tuple[int, int]:
    """Return first and last position on the chromosome."""
    assembly = answer.track.assembly
    return assembly.position(start), assembly.position(end - 1)


def _coding(answer: Answer, start: int, end: int) -> str:
    first = answer.transcript.coding_position(start)
    last = answer.transcript.coding_position(end - 1)
    return f"c.{first}" if first == last else f"c.{first}_{last}"


def hole_text(answer: Answer, hole: Hole) -> str:
    """Return a hole as ``89010540-89010560(no data)``."""
    first, last = _span(answer, hole.interval.start, hole.interval.end)
    why = "low" if hole.seen else "no target" if answer.track.targets else "no data"
    return f"{first}-{last}({why})"


def _reason(answer: Answer, hole: Hole) -> str:
    if hole.seen:
        return "below the limits"
    return "not targeted" if answer.track.targets else "no data"


def status(row: Row) -> str:
    """Return ``complete``, ``partial`` or ``not seen``."""
    if row.complete:
        return "complete"
    return "partial" if row.callable_bases else "not seen"


def percent(part: int, whole: int) -> str:
    """Return a percentage that says 100 only when nothing is missing, and 0 only for nothing."""
    if part in (0, whole):
        return "100" if part else "0"
    return f"{min(max(100 * part / whole, 0.1), 99.9):.1f}"


def row_values(answer: Answer, row: Row) -> tuple[str, ...]:
    """Return a window as the cells of the TSV."""
    window = row.window
    start, end = window.interval.start, window.interval.end
    first, last = _span(answer, start, end)
    return (
        window.name,
        str(window.exon),
        window.kind,
        "chr10",
        str(first),
        str(last),
        _coding(answer, start, end),
        str(row.bases),
        str(row.callable_bases),
        percent(row.callable_bases, row.bases),
        "" if row.least is None else str(row.least),
        "" if row.mean is None else f"{row.mean:.1f}",
        "&".join(hole_text(answer, hole) for hole in row.holes),
        status(row),
        _TARGETS_NOTE if answer.track.targets else "",
    )


def tsv(answer: Answer) -> str:
    """Return the windows as TSV."""
    lines = ["\t".join(COLUMNS)]
    lines += ["\t".join(map(cell, row_values(answer, row))) for row in answer.rows]
    return "\n".join(lines) + "\n"


def sentence(answer: Answer) -> str:
    """Return what was seen and what was not, and what that means, in plain words."""
    track, limits = answer.track, answer.limits
    who = f" of {track.sample}" if track.sample else ""
    by = f"at a depth of {limits.depth} or more"
    if track.source == "gVCF":
        by += f" and a genotype quality of {limits.quality} or more"
    if track.targets:
        return _sentence_of_targets(answer)
    seen = (
        f"{answer.callable_bases} of {answer.bases} bases of FAS{who} "
        f"({percent(answer.callable_bases, answer.bases)} %) are covered {by}: coding exons with "
        f"{ACCEPTOR} intronic bases before and {DONOR} behind each."
    )
    if answer.complete:
        means = (
            "A variant of these bases could have been called. Deep intronic, copy-number and "
            "low-level mosaic changes are not excluded."
        )
    else:
        names = [row.window.name for row in answer.rows if not row.complete]
        means = (
            f"Not seen in full: {', '.join(names)}. A variant there would have been missed: the "
            "absence of a call in these bases is no normal result."
        )
    return " ".join(part for part in (seen, means, track.caution) if part)


def _sentence_of_targets(answer: Answer) -> str:
    """Return what was targeted; what was seen of it is not known."""
    said = (
        f"{answer.callable_bases} of {answer.bases} bases of FAS "
        f"({percent(answer.callable_bases, answer.bases)} %) were targeted: coding exons with "
        f"{ACCEPTOR} intronic bases before and {DONOR} behind each."
    )
    if not answer.complete:
        names = [row.window.name for row in answer.rows if not row.complete]
        said += (
            f" Not targeted in full: {', '.join(names)}. A variant there would have been missed: "
            "the absence of a call in these bases is no normal result."
        )
    return f"{said} Whether they were seen is not told. {answer.track.caution}"


def facts(answer: Answer, shown: str) -> dict[str, Any]:
    """Return the answer for JSON."""
    track = answer.track
    rows = []
    for row in answer.rows:
        start, end = row.window.interval.start, row.window.interval.end
        first, last = _span(answer, start, end)
        holes = []
        for hole in row.holes:
            low, high = _span(answer, hole.interval.start, hole.interval.end)
            holes.append(
                {
                    "start": low,
                    "end": high,
                    "hgvs_c": _coding(answer, hole.interval.start, hole.interval.end),
                    "reason": _reason(answer, hole),
                }
            )
        rows.append(
            {
                "region": row.window.name,
                "exon": row.window.exon,
                "kind": row.window.kind,
                "start": first,
                "end": last,
                "hgvs_c": _coding(answer, start, end),
                "bases": row.bases,
                "callable": row.callable_bases,
                "min_depth": row.least,
                "mean_depth": None if row.mean is None else round(row.mean, 1),
                "holes": holes,
                "status": status(row),
            }
        )
    return {
        "input": shown,
        "source": track.source,
        "depth_known": not track.targets,
        "sample": track.sample or None,
        "assembly": track.assembly.name,
        "transcript": answer.transcript.accession,
        "min_depth": answer.limits.depth,
        "min_gq": answer.limits.quality,
        "bases": answer.bases,
        "callable": answer.callable_bases,
        "complete": answer.complete,
        "summary": sentence(answer),
        "regions": rows,
        "data_version": data_version(),
        "caveat": caveat(),
    }


def json_text(answer: Answer, shown: str) -> str:
    """Return the answer as JSON."""
    return json.dumps(facts(answer, shown), indent=2) + "\n"


def table(answer: Answer, shown: str, to_terminal: bool = False) -> str:
    """Return the answer as a table that fits the width, with its sentence.

    Args:
        answer: the answer.
        shown: the input's name.
        to_terminal: whether it goes to standard output.
    """
    from rich.table import Table  # noqa: PLC0415 - only for people
    from rich.text import Text  # noqa: PLC0415

    from fasannot.wording.terminal import (  # noqa: PLC0415
        NOTICE,
        STRONG,
        bullets,
        console_for,
        heading,
        paragraph,
        rendered,
    )

    console = console_for(to_terminal)
    wide = console.width >= _WIDE
    found = Table(box=None, pad_edge=False, header_style=STRONG, padding=(0, 2, 0, 0))
    good_head = "targeted" if answer.track.targets else "callable"
    heads = ("region", "positions", "c.", good_head, "%", "least", "mean", f"not {good_head}")
    columns = range(len(heads)) if wide else (0, 2, 3, 5, 6)
    for place in columns:
        found.add_column(heads[place], justify="right" if place in _NUMBERS else "left")
    gaps = []
    for row in answer.rows:
        values = row_values(answer, row)
        name, _, _, _, first, last, coding, bases, good, share, least, mean, holes, _, _ = values
        holes = holes.replace("&", ", ").replace("(", " (")
        callable_bases = f"{good} of {bases}"
        cells = (name, f"{first}-{last}", coding, callable_bases, share, least, mean, holes)
        shown_cells = [Text(cells[place], overflow="fold") for place in columns]
        found.add_row(*shown_cells, style="" if row.complete else NOTICE)
        if holes:
            gaps.append(f"{name}: {holes}")
    console.print(found)
    console.print()
    if gaps and not wide:
        console.print(heading(f"Not {good_head}"))
        console.print(bullets(gaps))
        console.print()
    if not wide:
        console.print(paragraph("Positions and percentages: -O tsv, or a wider terminal."))
    track = answer.track
    build = f"{track.assembly.name}, {answer.transcript.accession}, data {data_version()}"
    console.print(paragraph(f"{shown}: {track.source}, {build}", STRONG))
    console.print(paragraph(sentence(answer)))
    console.print(paragraph(caveat()))
    return rendered(console)
