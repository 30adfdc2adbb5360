"""The page as values: every text that it shows, before any HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from fasannot._version import __version__
from fasannot.gene.model import load_gene_model
from fasannot.gene.resources import data_version
from fasannot.outputs.gathered import GatheredAllele, gather
from fasannot.outputs.job import Collected
from fasannot.outputs.plot.layout import Figure, figures
from fasannot.outputs.plot.marks import known_track, marks_of
from fasannot.outputs.report.alleles import AlleleView, allele_view
from fasannot.outputs.report.people_sections import SampleView, sample_views
from fasannot.outputs.report.reference import CriterionView, SourceView, criteria, source_rows
from fasannot.outputs.report.seen import CoverageView
from fasannot.rules.knowledge import load_knowledge
from fasannot.wording.caveats import CAVEAT
from fasannot.wording.links import GENE_LINKS, Link
from fasannot.wording.phased import HaplotypeText, haplotype_texts
from fasannot.wording.phrases import counted

MOST_CARDS = 100
MOST_HAPLOTYPES = 100  # of an input


@dataclass(frozen=True, slots=True)
class InputView:
    """One input in the overview.

    Attributes:
        name: file name without its folder.
        path: as the user named it.
        build: genome build and how it was found.
        samples: number of samples.
        alleles: FAS alleles.
        candidates: those that are candidates.
        mismatches: those whose REF disagrees.
        skipped: alleles without an entry, and why.
        warning: what to know before trusting the answer.
    """

    name: str
    path: str
    build: str
    samples: int
    alleles: int
    candidates: int
    mismatches: int
    skipped: str
    warning: str


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page shows."""

    title: str
    made: str
    version: str
    data: str
    command: str
    verdict: str
    details: tuple[str, ...]
    warnings: tuple[str, ...]
    caveat: str
    inputs: tuple[InputView, ...]
    alleles: tuple[AlleleView, ...]
    candidates: int
    cards: tuple[AlleleView, ...]
    carded: frozenset[int]
    unread: tuple[AlleleView, ...]
    figures: tuple[Figure, ...]
    heights: str
    samples: tuple[SampleView, ...]
    plain_samples: tuple[str, ...]
    coverage: tuple[CoverageView, ...]
    haplotypes: tuple[tuple[str, HaplotypeText], ...]
    other_haplotypes: int
    sample_count: int
    criteria: tuple[CriterionView, ...]
    sources: tuple[SourceView, ...]
    gene_links: tuple[Link, ...]


def page_view(
    inputs: Sequence[Collected],
    command: str,
    made: str,
    coverage: Sequence[CoverageView] = (),
) -> Page:
    """Return the page of some inputs.

    Args:
        inputs: what was found in each.
        command: the command line.
        made: the date.
        coverage: what is known of the coverage of FAS.
    """
    model, knowledge = load_gene_model(), load_knowledge()
    gathered = gather(inputs)
    names = _names(inputs)
    views = tuple(
        allele_view(number, allele, model, names) for number, allele in enumerate(gathered, 1)
    )
    sections, plain = sample_views(inputs, gathered, names)
    input_views = tuple(map(_input_view, inputs, names))
    sample_count = sum(len(one.summary.samples) for one in inputs)
    marks = marks_of(gathered, sample_count > 0)
    candidates = sorted(
        (view for view in views if view.candidate),
        key=lambda view: sample_count > 0 and view.carrier_count == 0,
    )
    haplotypes: list[tuple[str, HaplotypeText]] = []
    others = 0
    for one, name in zip(inputs, names, strict=True):
        told, rest = haplotype_texts(one.haplotypes, one.rows)
        haplotypes += [(name, text) for text in told[:MOST_HAPLOTYPES]]
        others += rest + max(len(told) - MOST_HAPLOTYPES, 0)
    return Page(
        f"FAS report: {names[0]}" if len(inputs) == 1 else f"FAS report: {len(inputs)} inputs",
        made,
        __version__,
        data_version(),
        command,
        _verdict(gathered, sample_count),
        _details(inputs, gathered, sample_count),
        _warnings(input_views, coverage),
        CAVEAT,
        input_views,
        views,
        len(candidates),
        tuple(candidates[:MOST_CARDS]),
        frozenset(view.number for view in candidates[:MOST_CARDS]),
        tuple(
            view
            for view, allele in zip(views, gathered, strict=True)
            if allele.finding.effect is None
        ),
        figures(model, marks, known_track(model, knowledge.catalogue)),
        "samples that carry the allele" if sample_count else "inputs that list the allele",
        sections,
        plain,
        tuple(coverage),
        tuple(haplotypes),
        others,
        sample_count,
        criteria(),
        source_rows(),
        GENE_LINKS,
    )


def _names(inputs: Sequence[Collected]) -> tuple[str, ...]:
    """Return file names without folders, or whole paths where names are the same."""
    short = [PurePath(one.shown).name or one.shown for one in inputs]
    return tuple(
        one.shown if short.count(name) > 1 else name
        for one, name in zip(inputs, short, strict=True)
    )


def _verdict(gathered: Sequence[GatheredAllele], samples: int) -> str:
    found = sum(allele.candidate for allele in gathered)
    if not gathered:
        return "No FAS allele is listed. This does not exclude ALPS."
    if not found:
        of = counted(len(gathered), "FAS allele")
        return f"No candidate among {of}. This does not exclude ALPS."
    text = f"{counted(found, 'candidate allele')} among {counted(len(gathered), 'FAS allele')}"
    carried = sum(allele.candidate and allele.carrier_count > 0 for allele in gathered)
    if not samples or carried == found:
        return f"{text}."
    return f"{text}; {carried or 'none'} of the candidates carried by a sample."


def _details(
    inputs: Sequence[Collected], gathered: Sequence[GatheredAllele], samples: int
) -> tuple[str, ...]:
    found = [counted(len(inputs), "input"), counted(samples, "sample")]
    if not samples:
        found[1] = "no samples: the alleles are listed without genotypes"
    unread = sum(allele.finding.effect is None for allele in gathered)
    if unread:
        found.append(f"{counted(unread, 'allele')} not annotated: REF disagrees with the reference")
    skipped = sum(sum(one.summary.skipped.values()) for one in inputs)
    if skipped:
        found.append(f"{counted(skipped, 'allele')} without an entry, see Methods")
    return tuple(found)


def _warnings(inputs: Sequence[InputView], coverage: Sequence[CoverageView]) -> tuple[str, ...]:
    found = [f"{one.name}: {one.warning}" for one in inputs if one.warning]
    found += [
        f"{one.shown}: FAS was not seen in full, so a variant may have been missed; see Coverage."
        for one in coverage
        if not one.complete
    ]
    return tuple(found)


def _input_view(one: Collected, name: str) -> InputView:
    summary = one.summary
    if summary.assembly is None:
        build = "not declared"
    else:
        how = "declared" if summary.declared else "found by REF bases"
        build = f"{summary.assembly.name} ({how})"
    skipped = ", ".join(f"{count} {reason}" for reason, count in sorted(summary.skipped.items()))
    return InputView(
        name,
        one.shown,
        build,
        len(summary.samples),
        summary.alleles,
        summary.candidates,
        summary.mismatches,
        skipped,
        summary.warning,
    )
