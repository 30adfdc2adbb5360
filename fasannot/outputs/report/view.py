"""The page as values: every text that it shows, before any HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from fasannot._version import __version__
from fasannot.gene.model import load_gene_model
from fasannot.gene.resources import data_version
from fasannot.outputs.gathered import GatheredAllele, gather
from fasannot.outputs.job import Collected
from fasannot.outputs.plot.layout import Figure, figures
from fasannot.outputs.plot.marks import known_track, marks_of
from fasannot.outputs.plot.svg import legend_shape, page_figure
from fasannot.outputs.report.alleles import MOST_CARRIERS, AlleleView, allele_view
from fasannot.outputs.report.first_screen import FirstScreen, first_screen
from fasannot.outputs.report.fractions import FractionPanel, fraction_panels
from fasannot.outputs.report.people_sections import SampleView, sample_views
from fasannot.outputs.report.persons import Person, persons_of
from fasannot.outputs.report.pileup import Pileups, pileups
from fasannot.outputs.report.reference import CriterionView, SourceView, criteria, source_rows
from fasannot.outputs.report.seen import CoverageView
from fasannot.outputs.weight import weight
from fasannot.people.families import Families
from fasannot.rules.flags import Flag
from fasannot.rules.knowledge import load_knowledge
from fasannot.wording.book import say, say_count
from fasannot.wording.caveats import caveat
from fasannot.wording.links import GENE_LINKS, Link
from fasannot.wording.phased import HaplotypeText, haplotype_texts

if TYPE_CHECKING:
    from markupsafe import Markup

MOST_CARDS = 60
_MOST_CARRIERS = 300  # lines, of all cards together
_FEWEST_CARRIERS = 5  # of a card
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
class FigureView:
    """One figure with its legend.

    Attributes:
        figure: its numbers.
        svg: the picture, our own markup.
        legend: what each shape stands for, and the shape.
        hint: the small print.
    """

    figure: Figure
    svg: Markup
    legend: tuple[tuple[str, Markup], ...]
    hint: str


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page shows."""

    title: str
    about: str
    made: str
    version: str
    data: str
    command: str
    first: FirstScreen
    warnings: tuple[str, ...]
    caveat: str
    inputs: tuple[InputView, ...]
    alleles: tuple[AlleleView, ...]
    candidates: int
    cards: tuple[AlleleView, ...]
    carded: frozenset[int]
    unread: tuple[AlleleView, ...]
    figures: tuple[FigureView, ...]
    fractions: tuple[FractionPanel, ...]
    pileups: Pileups
    samples: tuple[SampleView, ...]
    plain_samples: tuple[str, ...]
    coverage: tuple[CoverageView, ...]
    haplotypes: tuple[tuple[str, HaplotypeText], ...]
    other_haplotypes: int
    sample_count: int
    criteria_text: str
    criteria: tuple[CriterionView, ...]
    sources: tuple[SourceView, ...]
    gene_links: tuple[Link, ...]


def page_view(
    inputs: Sequence[Collected],
    command: str,
    made: str,
    coverage: Sequence[CoverageView] = (),
    pedigree: Families | None = None,
    people: Callable[[Sequence[GatheredAllele]], tuple[Person, ...]] | None = None,
    reads: Sequence[str] = (),
) -> Page:
    """Return the page of some inputs.

    Args:
        inputs: what was found in each.
        command: the command line.
        made: the date.
        coverage: what is known of the coverage of FAS.
        pedigree: the families, where a PED file tells them.
        people: gives the persons of a sample sheet, where there is one.
        reads: alignment files that are pictured at the candidates.
    """
    model, knowledge = load_gene_model(), load_knowledge()
    gathered = gather(inputs)
    names = _names(inputs)
    carded = min(sum(allele.candidate for allele in gathered), MOST_CARDS)
    most = min(max(_FEWEST_CARRIERS, _MOST_CARRIERS // max(carded, 1)), MOST_CARRIERS)
    views = tuple(
        allele_view(number, allele, model, names, most) for number, allele in enumerate(gathered, 1)
    )
    samples = persons_of(inputs, gathered, pedigree)
    persons = samples if people is None else people(gathered)
    # Persons of a sheet may have samples in several inputs, and are of none.
    sources = names if people is None else names[:1]
    warned = any(one.summary.warning for one in inputs)
    first = first_screen(persons, sources, coverage, model, len(gathered), warned)
    sections, plain = sample_views(inputs, gathered, names, samples)
    input_views = tuple(map(_input_view, inputs, names))
    sample_count = sum(len(one.summary.samples) for one in inputs)
    marks = marks_of(gathered, sample_count > 0)
    order = {id(view): weight(allele.finding) for view, allele in zip(views, gathered, strict=True)}
    candidates = sorted(
        (view for view in views if view.candidate),
        key=lambda view: (sample_count > 0 and view.carrier_count == 0, order[id(view)]),
    )
    haplotypes: list[tuple[str, HaplotypeText]] = []
    others = 0
    for one, name in zip(inputs, names, strict=True):
        told, rest = haplotype_texts(one.haplotypes, one.rows)
        haplotypes += [(name, text) for text in told[:MOST_HAPLOTYPES]]
        others += rest + max(len(told) - MOST_HAPLOTYPES, 0)
    drawn = figures(model, marks, known_track(model, knowledge.catalogue))
    return Page(
        title=say("page.title", whom=first.title),
        about=_about(input_views, gathered, sample_count, made),
        made=made,
        version=__version__,
        data=data_version(),
        command=command,
        first=first,
        warnings=_warnings(input_views),
        caveat=caveat(),
        inputs=input_views,
        alleles=views,
        candidates=len(candidates),
        cards=tuple(candidates[:MOST_CARDS]),
        carded=frozenset(view.number for view in candidates[:MOST_CARDS]),
        unread=tuple(
            view
            for view, allele in zip(views, gathered, strict=True)
            if allele.finding.effect is None and not view.candidate
        ),
        figures=tuple(_figure_view(figure, sample_count > 0, len(views)) for figure in drawn),
        fractions=fraction_panels(persons, inputs, gathered),
        pileups=pileups(reads, gathered, model) if reads else Pileups(),
        samples=sections,
        plain_samples=plain,
        coverage=tuple(coverage),
        haplotypes=tuple(haplotypes),
        other_haplotypes=others,
        sample_count=sample_count,
        criteria_text=say("criteria.found" if candidates else "criteria.none"),
        criteria=criteria(),
        sources=source_rows(),
        gene_links=GENE_LINKS,
    )


def _figure_view(figure: Figure, has_samples: bool, alleles: int) -> FigureView:
    from markupsafe import Markup  # noqa: PLC0415 - comes with Jinja2, an extra

    legend = [(style.label, Markup(legend_shape(style))) for style in figure.styles]
    if any(not one.carried for one in figure.drawn):
        legend.append((say("figure.nobody"), Markup('<circle class="head nobody" r="7"/>')))
    if figure.known:
        legend.append((say("figure.known"), Markup('<path class="known" d="M0-6V6"/>')))
    hints = []
    if figure.name == "gene":  # the first of the two; what holds for both is said once
        hints += [say("figure.scale")]
        hints += [say("figure.count_samples" if has_samples else "figure.count_inputs")]
        if any(one.span for one in figure.drawn):
            hints.append(say("figure.bars"))
    merged = sum(len(one.marks) for one in figure.drawn if len(one.marks) > 1)
    if merged:
        hints.append(say("figure.merged", number=merged))
    if figure.unlabelled > merged:
        hints.append(say("figure.unlabelled", number=figure.unlabelled - merged))
    if figure.absent:
        hints.append(say("figure.absent", number=figure.absent, all=alleles))
    return FigureView(figure, Markup(page_figure(figure)), tuple(legend), " ".join(hints))


def _names(inputs: Sequence[Collected]) -> tuple[str, ...]:
    """Return file names without folders, or whole paths where names are the same."""
    short = [PurePath(one.shown).name or one.shown for one in inputs]
    return tuple(
        one.shown if short.count(name) > 1 else name
        for one, name in zip(inputs, short, strict=True)
    )


def _about(
    inputs: Sequence[InputView], gathered: Sequence[GatheredAllele], samples: int, made: str
) -> str:
    """Return what the page is made of, in a line."""
    found = [inputs[0].name, inputs[0].build] if len(inputs) == 1 else []
    if not samples:
        found.append(say("page.no_sample_columns"))
    unread = sum(Flag.REF_MISMATCH in allele.flags for allele in gathered)
    if unread:
        found.append(say_count("page.unread", unread))
    skipped = [one for one in inputs if one.skipped]
    if skipped:
        found.append(say("page.skipped"))
    return " · ".join(
        [*found, made, f"fasannot {__version__}", say("page.data", version=data_version())]
    )


def _warnings(inputs: Sequence[InputView]) -> tuple[str, ...]:
    found = [f"{one.name}: {one.warning}" for one in inputs if one.warning]
    return tuple(found)


def _input_view(one: Collected, name: str) -> InputView:
    summary = one.summary
    if summary.assembly is None:
        build = say("build.unknown")
    else:
        how = say("build.declared" if summary.declared else "build.by_bases")
        build = f"{summary.assembly.name} ({how})"
    skipped = ", ".join(f"{count} {reason}" for reason, count in sorted(summary.skipped.items()))
    return InputView(
        name=name,
        path=one.shown,
        build=build,
        samples=len(summary.samples),
        alleles=summary.alleles,
        candidates=summary.candidates,
        mismatches=summary.mismatches,
        skipped=skipped,
        warning=summary.warning,
    )
