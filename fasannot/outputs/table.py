"""The table for people: one line a candidate first, then the others, a summary, the caveat.

With details every candidate is told in full: why it is flagged, who carries it, how sure that is.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from fasannot.files.escape import printable
from fasannot.files.vcf.record import Record
from fasannot.gene.model import load_gene_model
from fasannot.outputs.weight import weight
from fasannot.rules.flags import Flag
from fasannot.run.summary import Summary, summary_line
from fasannot.samples.carried import CarriedAllele
from fasannot.wording.book import say, say_count
from fasannot.wording.carriers import carrier_lines, reads_text, sample_name
from fasannot.wording.caveats import caveat
from fasannot.wording.meaning import effect_words, how_sure, why_not_judged
from fasannot.wording.phased import HaplotypeRow, haplotype_texts
from fasannot.wording.phrases import (
    allele_place,
    consequence_text,
    evidence_text,
    flag_reasons,
    mechanism_text,
    percent_text,
    region_text,
    short_name,
    stop_text,
    title,
    why_not_candidate,
)
from fasannot.wording.terminal import (
    ALERT,
    NOTICE,
    STRONG,
    bullets,
    console_for,
    fact_sheet,
    heading,
    lines_of,
    paragraph,
    rendered,
)

Row = tuple[Record, CarriedAllele]
_WIDE = 110
_CARRIERS = 12
_SHORT_CARRIERS = 3
_HAPLOTYPES = 20


def render_table(
    rows: Sequence[Row],
    summary: Summary,
    shown: str,
    to_terminal: bool,
    haplotypes: Sequence[HaplotypeRow] = (),
    details: bool = False,
) -> str:
    """Return the FAS alleles as text: a line a candidate, the weightiest first; then the others.

    Args:
        rows: alleles with entries, in file order.
        summary: what was seen.
        shown: the input's name.
        to_terminal: whether it goes to standard output.
        haplotypes: the phased haplotypes of two or more alleles.
        details: whether to tell each candidate in full.
    """
    console = console_for(to_terminal)
    has_samples = bool(summary.samples)
    candidates: list[Row] = []
    unjudged: list[Row] = []
    mismatched: list[Row] = []
    others: list[Row] = []
    for row in rows:
        finding = row[1].findings[0]
        if Flag.NOT_JUDGED in finding.flags:
            unjudged.append(row)
        elif finding.effect is None:
            mismatched.append(row)
        else:
            (candidates if finding.candidate else others).append(row)
    candidates.sort(key=lambda row: _order(row, has_samples))
    if unjudged:  # first: nobody may take them for nothing
        console.print(heading(say("terminal.unjudged", number=len(unjudged))))
        for record, item in unjudged:
            place = allele_place(record, item.alt)
            who = f"; {_who(item)}" if has_samples else ""
            text = f"{place}{who}: {why_not_judged(item.findings[0])}"
            console.print(paragraph(text, ALERT))
        console.print()
    if mismatched:
        console.print(heading(say("terminal.mismatch", number=len(mismatched))))
        console.print(paragraph(say("terminal.mismatch_text"), NOTICE))
        for record, item in mismatched:
            console.print(paragraph(f"  {allele_place(record, item.alt)}"))
        console.print()
    if candidates:
        console.print(heading(say("terminal.candidates", number=len(candidates))))
        _print_lines(console, candidates, has_samples)
        console.print()
    if candidates and details:
        console.print(heading(say("terminal.detail")))
        for number, row in enumerate(candidates, 1):
            _print_candidate(console, number, row, has_samples)
    if others:
        console.print(heading(say("terminal.others", number=len(others))))
        if details:
            console.print(_others_table(others, console.width))
        else:
            _print_lines(console, others, has_samples)
        console.print()
    _print_haplotypes(console, rows, haplotypes)
    console.print(paragraph(summary_line(summary, shown), STRONG))
    if candidates and not details:
        console.print(paragraph(say("terminal.more")))
    console.print(paragraph(caveat()))
    return rendered(console)


def _order(row: Row, has_samples: bool) -> tuple[bool, tuple[int, int, int]]:
    """Return a sort key: carried before uncarried, the weightiest first."""
    item = row[1]
    return (has_samples and not item.samples, weight(item.findings[0]))


def _print_lines(console: Console, rows: Sequence[Row], has_samples: bool) -> None:
    """Print one line an allele: name, protein, who, what it does; cut to the width."""
    model = load_gene_model()
    cells = []
    for _, item in rows:
        finding = item.findings[0]
        protein = short_name(finding.hgvs_p).removeprefix("p.").strip("()")
        cells.append(
            (
                title(finding),
                "" if protein in ("?", "=") else protein,
                _who(item) if has_samples else "",
                effect_words(finding, model),
            )
        )
    room = console.width - 6
    widths = [
        min(max(cell_len(printable(row[place])) for row in cells), most)
        for place, most in ((0, max(room // 4, 12)), (1, max(room // 6, 8)), (2, room * 3 // 10))
    ]
    alert = ALERT if rows[0][1].findings[0].candidate else ""
    for name, protein, who, effect in cells:
        line = Text()
        for place, (text, style) in enumerate(((name, STRONG), (protein, ""), (who, ""))):
            if widths[place]:
                line.append(_fitted(text, widths[place]) + "  ", style=style)
        left = console.width - line.cell_len
        line.append(_fitted(effect, left).rstrip(), style=alert)
        line.no_wrap = True
        console.print(line)


def _fitted(text: str, width: int) -> str:
    """Return text of exactly so many columns, cut with a sign where it is too long."""
    shown = printable(text)
    if cell_len(shown) > width:
        return set_cell_size(shown, max(width - 1, 0)) + "…"
    return set_cell_size(shown, width)


def _who(item: CarriedAllele) -> str:
    """Return who carries an allele in a few words: ``patient het 48 %``, ``patient +2``."""
    if not item.samples:
        return say("terminal.nobody")
    first = item.samples[0]
    event = first.event
    name = sample_name(first)
    if len(item.samples) > 1:
        return f"{name} +{len(item.samples) - 1}"
    share = "" if event.depth.fraction is None else percent_text(event.depth.fraction)
    kind = say("terminal.mosaic") if event.mosaic else say(f"terminal.{event.zygosity.value}")
    return " ".join(part for part in (name, kind, share) if part)


def _print_candidate(console: Console, number: int, row: Row, has_samples: bool) -> None:
    record, item = row
    finding = item.findings[0]
    effect = finding.effect
    assert effect is not None
    name = Text(f"{number}. ", style=STRONG)
    name.append(printable(title(finding)), style=STRONG)
    if effect.hgvs_p:
        name.append(f"  {short_name(effect.hgvs_p)}", style=STRONG)
    if effect.legacy:
        name.append(f"  ({say('card.legacy', name=effect.legacy)})")
    name.overflow = "fold"
    console.print(name)
    identifier = "" if record.identifier == "." else f", {record.identifier}"
    region = region_text(finding)
    place = f"{allele_place(record, item.alt)} ({finding.assembly.name}){identifier}"
    genomic = finding.hgvs_g if not item.alt.isalpha() else ""
    facts: list[tuple[str, RenderableType]] = [
        (say("label.flags"), Text(" ".join(finding.flags), style=ALERT, overflow="fold")),
        (say("label.place"), f"{place}; {region}" if region else place),
        (say("label.genome"), genomic),
        (say("label.change"), consequence_text(finding)),
        (say("label.message"), stop_text(finding)),
        (say("label.why"), bullets(evidence_text(line) for line in flag_reasons(finding))),
        (say("label.mechanism"), mechanism_text(finding)),
        (say("sure.heading"), how_sure(finding)),
    ]
    if item.samples:
        lines = carrier_lines(item.samples, record, _CARRIERS, say("terminal.remedy"))
        facts.append((say("label.samples"), bullets(lines)))
    elif has_samples:
        facts.append((say("label.samples"), say("terminal.called_in_none")))
    if not item.samples and record.filters not in (".", "PASS"):
        facts.append(("FILTER", Text(printable(record.filters), style=NOTICE, overflow="fold")))
    console.print(fact_sheet(facts, console.width))
    console.print()


def _print_haplotypes(
    console: Console, rows: Sequence[Row], haplotypes: Sequence[HaplotypeRow]
) -> None:
    """Print what alleles on one chromosome do together, where one of them is a candidate."""
    shown, others = haplotype_texts(haplotypes, rows)
    if not shown:
        return
    console.print(heading(say("terminal.haplotypes", number=len(shown))))
    lines = [
        say(
            "terminal.haplotype",
            sample=one.sample,
            side=one.side,
            name=one.name,
            protein=one.protein,
            effect=one.effect,
        )
        for one in shown[:_HAPLOTYPES]
    ]
    hidden = len(shown) - len(lines)
    if hidden or others:
        lines.append(say("terminal.more_haplotypes", hidden=f"{hidden:,}", others=f"{others:,}"))
    console.print(bullets(lines))
    console.print()


def _others_table(rows: Sequence[Row], width: int) -> Table:
    """Return the alleles that are no candidates; on a narrow console with stacked cells."""
    wide = width >= _WIDE
    table = Table(box=None, pad_edge=False, header_style=STRONG, padding=(0, 2, 0, 0))
    wide_names = ("label.place", "label.hgvs", "label.consequence", "label.flags_samples")
    for name in wide_names if wide else ("label.place", "label.name", "label.change"):
        table.add_column(say(name), overflow="fold")
    for record, item in rows:
        finding = item.findings[0]
        hgvs = [title(finding), short_name(finding.hgvs_p)]
        terms = ", ".join(finding.consequences)
        flags = " ".join(finding.flags)
        notes = [text for text in (flags, why_not_candidate(finding)) if text]
        notes += _short_carriers(item)
        place = allele_place(record, item.alt)
        if not wide:
            place = place.replace(" ", "\n", 1)
        cells = [
            lines_of(place.split("\n")),
            lines_of(name for name in hgvs if name),
        ]
        cells += [lines_of([terms]), lines_of(notes)] if wide else [lines_of([terms, *notes])]
        table.add_row(*cells)
    return table


def _short_carriers(item: CarriedAllele) -> list[str]:
    """Return the carriers of an allele that is no candidate: a few by name, else their number."""
    carriers = item.samples
    if len(carriers) > _SHORT_CARRIERS:
        return [say_count("terminal.in_samples", len(carriers))]
    return [
        f"{sample_name(one)}: {one.event.zygosity} {reads_text(one)}".rstrip() for one in carriers
    ]


__all__ = ["console_for", "render_table", "rendered"]
