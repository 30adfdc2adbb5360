"""Coverage on the page: which bases of FAS were seen, from files that can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fasannot.coverage.answer import Limits, Track, answer
from fasannot.coverage.opening import read_track
from fasannot.coverage.output import facts, percent
from fasannot.errors import InputError
from fasannot.gene.model import GeneModel, load_gene_model
from fasannot.outputs.job import Collected
from fasannot.wording.book import listed, say

_LIMITS = Limits(20, 20)
_GVCF_SIGNS = (b"NON_REF", b"GVCF", b"MIN_DP", b"MinDP", b"ALT=<ID=*,")


@dataclass(frozen=True, slots=True)
class RegionView:
    """One exon or splice window."""

    region: str
    place: str
    coding: str
    bases: str
    depth: str
    holes: str
    complete: bool


@dataclass(frozen=True, slots=True)
class CoverageView:
    """What one file shows of FAS.

    Attributes:
        shown: the file.
        text: the answer in a plain paragraph.
        regions: exons and splice windows; empty where the file cannot tell.
        sample: the sample it is about; empty where the file names none.
        targets: whether it tells what was targeted, and nothing of reads.
        share: how much of FAS was seen, as a percentage.
        missing: numbers of the exons whose coding bases were not seen in full.
        splice: numbers of the others of which a splice site was not.
        death_domain: how much of the death domain was seen: ``all``, ``part`` or ``none``.
    """

    shown: str
    text: str
    regions: tuple[RegionView, ...]
    sample: str = ""
    targets: bool = False
    share: str = ""
    missing: tuple[int, ...] = ()
    splice: tuple[int, ...] = ()
    death_domain: str = ""

    @property
    def complete(self) -> bool:
        """Whether every base that was asked for was seen."""
        return bool(self.regions) and all(row.complete for row in self.regions)


def coverage_views(
    paths: Sequence[str], inputs: Sequence[Collected], assembly: str
) -> tuple[CoverageView, ...]:
    """Return what coverage files show, and those inputs that are gVCFs of one sample.

    Args:
        paths: files named for their coverage; a fault of one is an error.
        inputs: the inputs of the page.
        assembly: ``auto``, ``GRCh37`` or ``GRCh38``.
    """
    builds = {one.summary.assembly.name for one in inputs if one.summary.assembly is not None}
    fallback = builds.pop() if len(builds) == 1 else None
    found = [_view(path, assembly, fallback) for path in paths]
    found += list(_of_inputs(inputs, assembly, frozenset(paths)))
    return tuple(found)


def _of_inputs(
    inputs: Sequence[Collected], assembly: str, known: frozenset[str]
) -> Iterator[CoverageView]:
    for one in inputs:
        signs = any(sign in line for line in one.header.lines for sign in _GVCF_SIGNS)
        if not signs or one.path == "-" or one.path in known:
            continue
        try:
            yield _view(one.path, assembly)
        except InputError as error:
            yield CoverageView(one.shown, say("seen.fault", why=error), ())


def _view(path: str, assembly: str, fallback: str | None = None) -> CoverageView:
    model = load_gene_model()
    track = read_track(path, model, _LIMITS, assembly=assembly, fallback=fallback)
    found = answer(model, track, _LIMITS)
    told = facts(found, path)
    holes = [row.window for row in found.rows if not row.complete]
    missing = {window.exon for window in holes if window.kind == "coding"}
    splice = {window.exon for window in holes} - missing
    return CoverageView(
        shown=path,
        text=told["summary"],
        regions=tuple(map(_region, told["regions"])),
        sample=track.sample,
        targets=track.targets,
        share=percent(found.callable_bases, found.bases) + " %",
        missing=tuple(sorted(missing)),
        splice=tuple(sorted(splice)),
        death_domain=_death_domain(model, track),
    )


def _death_domain(model: GeneModel, track: Track) -> str:
    """Return how much of the death domain's codons was seen."""
    mane = model.mane
    assert mane.cds is not None
    domain = next(one.interval for one in model.domains if one.name == "DEATH_DOMAIN")
    first, end = mane.cds.start + 3 * domain.start, mane.cds.start + 3 * domain.end
    seen = sum(track.good[mane.locus_coordinate(place)] for place in range(first, end))
    return "all" if seen == end - first else "part" if seen else "none"


@dataclass(frozen=True, slots=True)
class SeenAnswer:
    """Was FAS seen, as an answer.

    Attributes:
        known: whether anything tells.
        complete: whether all of it was seen.
        lead: the answer in a few words.
        text: the same in a sentence or two.
        headline: the end of a headline that found nothing.
        step: what to do about it; empty where nothing is to be done.
    """

    known: bool
    complete: bool
    lead: str
    text: str
    headline: str
    step: str


def seen_answer(views: Sequence[CoverageView], *samples: str) -> SeenAnswer:
    """Return whether FAS was seen in a person; files that name no sample count for everyone.

    Args:
        views: what files show.
        samples: the person's samples; none for everyone together.
    """
    told = [view for view in views if view.regions]
    own = [view for view in told if view.sample and view.sample in samples]
    shared = [view for view in told if not view.sample or not any(samples)]
    chosen = own or shared
    if not chosen:
        return SeenAnswer(
            False, False, say("seen.unknown"), say("seen.unknown_text"),
            say("seen.unknown_headline"), say("seen.unknown_step"),
        )  # fmt: skip
    # Where several files tell of one sample, what the fullest shows was seen; of many samples
    # together, only what all show.
    choose = max if any(samples) else min
    best = choose(
        chosen,
        key=lambda view: (
            -len(view.missing),
            -len(view.splice),
            float(view.share.rstrip(" %")),
        ),
    )
    verb = say("seen.targeted" if best.targets else "seen.read")
    depth = say("seen.depth_unknown") if best.targets else ""
    if best.complete:
        kind = "targets" if best.targets else "reads"
        return SeenAnswer(
            True, True, say("seen.full"), say(f"seen.full_{kind}", share=best.share),
            say(f"seen.full_{kind}_headline", share=best.share), "",
        )  # fmt: skip
    if not float(best.share.rstrip(" %")):
        return SeenAnswer(
            True, False, say("seen.nothing"), say("seen.nothing_text", verb=verb),
            say("seen.nothing_headline", verb=verb), say("seen.nothing_step"),
        )  # fmt: skip
    exons = exon_list(best.missing or best.splice)
    if not best.missing:
        name, step = "seen.splice_headline", "seen.splice_step"
        parts = say("seen.splice_only", exons=exons, verb=verb)
    else:
        step = "seen.part_step"
        gone = best.death_domain == "none"
        name = "seen.death_domain_headline" if gone else "seen.part_headline"
        parts = say(f"seen.without_{best.death_domain}", exons=exons, verb=verb)
        if best.splice:
            parts += f" {say('seen.splice_too', exons=exon_list(best.splice))}"
    text = say("seen.part_text", share=best.share, verb=verb, parts=parts, depth=depth).strip()
    return SeenAnswer(
        True, False, say("seen.part"), text,
        say(name, verb=verb, exons=exons), say(step, exons=exons),
    )  # fmt: skip


def exon_list(numbers: Sequence[int]) -> str:
    """Return exons by number in words.

    >>> exon_list((8,)), exon_list((2, 8, 9)), exon_list((1, 3, 4, 5))
    ('exon 8', 'exons 2, 8 and 9', 'exons 1 and 3 to 5')
    """
    if len(numbers) == 1:
        return say("word.exon", number=numbers[0])
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words: list[str] = []
    for run in runs:
        if len(run) > 2:
            words.append(say("word.span", first=run[0], last=run[-1]))
        else:
            words += map(str, run)
    return say("word.exons", numbers=listed(words))


def _region(row: dict[str, Any]) -> RegionView:
    least, mean = row["min_depth"], row["mean_depth"]
    return RegionView(
        region=row["region"],
        place=f"{row['start']}-{row['end']}",
        coding=row["hgvs_c"],
        bases=say("seen.bases", callable=row["callable"], bases=row["bases"]),
        depth=say("seen.no_data")
        if mean is None
        else say(
            "seen.depth",
            least=say("seen.no_data_in_part") if least is None else least,
            mean=f"{mean:g}",
        ),
        holes=", ".join(
            f"{hole['start']}-{hole['end']} ({hole['reason']})" for hole in row["holes"]
        ),
        complete=row["status"] == "complete",
    )
