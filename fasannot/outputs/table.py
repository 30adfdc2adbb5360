"""The table for people: candidates first, why, who carries them, one summary line, the caveat."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from fasannot.files.escape import printable
from fasannot.files.vcf.record import Record
from fasannot.run.summary import Summary, summary_line
from fasannot.samples.carried import CarriedAllele
from fasannot.wording.carriers import carrier_lines, reads_text, sample_name
from fasannot.wording.caveats import CAVEAT
from fasannot.wording.phased import HaplotypeRow, haplotype_texts
from fasannot.wording.phrases import (
    allele_place,
    class_text,
    consequence_text,
    counted,
    evidence_text,
    flag_reasons,
    mechanism_text,
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
) -> str:
    """Return the FAS alleles as text: candidates in full, the others in a table.

    Args:
        rows: alleles with entries, in file order.
        summary: what was seen.
        shown: the input's name.
        to_terminal: whether it goes to standard output.
        haplotypes: the phased haplotypes of two or more alleles.
    """
    console = console_for(to_terminal)
    candidates: list[Row] = []
    unread: list[Row] = []
    others: list[Row] = []
    for row in rows:
        finding = row[1].findings[0]
        group = candidates if finding.candidate else others
        (unread if finding.effect is None else group).append(row)
    if candidates:
        console.print(heading(f"Candidates ({len(candidates)})"))
        for number, row in enumerate(candidates, 1):
            _print_candidate(console, number, row, bool(summary.samples))
    if unread:
        console.print(heading(f"REF disagrees with the reference ({len(unread)})"))
        console.print(paragraph("Not annotated: wrong build, or REF and ALT swapped.", NOTICE))
        for record, item in unread:
            console.print(paragraph(f"  {allele_place(record, item.alt)}"))
        console.print()
    if others:
        console.print(heading(f"Other FAS alleles ({len(others)})"))
        console.print(_others_table(others, console.width))
        console.print()
    _print_haplotypes(console, rows, haplotypes)
    console.print(paragraph(summary_line(summary, shown), STRONG))
    console.print(paragraph(CAVEAT))
    return rendered(console)


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
        name.append(f"  (legacy {effect.legacy})")
    name.overflow = "fold"
    console.print(name)
    identifier = "" if record.identifier == "." else f", {record.identifier}"
    region = region_text(finding)
    place = f"{allele_place(record, item.alt)} ({finding.assembly.name}){identifier}"
    genomic = finding.hgvs_g if not item.alt.isalpha() else ""
    facts: list[tuple[str, RenderableType]] = [
        ("Flags", Text(" ".join(finding.flags), style=ALERT, overflow="fold")),
        ("Place", f"{place}; {region}" if region else place),
        ("Genome", genomic),
        ("Change", consequence_text(finding)),
        ("Message", stop_text(finding)),
        ("Why", bullets(evidence_text(line) for line in flag_reasons(finding))),
        ("Mechanism", mechanism_text(finding)),
        ("Class", class_text(finding)),
    ]
    if item.samples:
        lines = carrier_lines(item.samples, record, _CARRIERS, "--samples PATH lists them all")
        facts.append(("Samples", bullets(lines)))
    elif has_samples:
        facts.append(("Samples", "called in no sample of this file"))
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
    console.print(heading(f"Phased haplotypes, read together ({len(shown)})"))
    lines = [
        f"{one.sample}, haplotype {one.side}: {one.name} {one.protein}; {one.effect}"
        for one in shown[:_HAPLOTYPES]
    ]
    hidden = len(shown) - len(lines)
    if hidden or others:
        lines.append(
            f"{hidden:,} more, and {others:,} without a candidate (--haplotypes PATH lists them)"
        )
    console.print(bullets(lines))
    console.print()


def _others_table(rows: Sequence[Row], width: int) -> Table:
    """Return the alleles that are no candidates; on a narrow console with stacked cells."""
    wide = width >= _WIDE
    table = Table(box=None, pad_edge=False, header_style=STRONG, padding=(0, 2, 0, 0))
    names = (
        ("Place", "HGVS", "Consequence", "Flags, samples") if wide else ("Place", "Name", "Change")
    )
    for name in names:
        table.add_column(name, overflow="fold")
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
        return [f"in {counted(len(carriers), 'sample')}"]
    return [
        f"{sample_name(one)}: {one.event.zygosity} {reads_text(one)}".rstrip() for one in carriers
    ]


__all__ = ["console_for", "render_table", "rendered"]
