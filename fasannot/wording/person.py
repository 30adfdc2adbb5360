"""What is said of a person of a sample sheet: origin, reads, relatives, what is missing, what next.

The room ``people`` concludes in facts and statements; here they become sentences, the same for
terminal, page and JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from fasannot.people.case import CaseAnswer, EventPoints
from fasannot.people.conclusion import PersonConclusion, confidence_text
from fasannot.people.origin import Origin
from fasannot.people.person_event import PersonEvent, TissueCount
from fasannot.people.site_model import History
from fasannot.people.statement import Statement
from fasannot.people.track import Segment
from fasannot.wording.book import say, sentences
from fasannot.wording.phrases import class_word

_OTHER_UNKNOWN = "_other_parent_unknown"


def spoken(statement: Statement) -> str:
    """Return a statement in words.

    >>> from fasannot.people.statement import state
    >>> spoken(state("step.tissue", step=state("step.read_deeper", tissues=("hair", "blood"))))
    'Read hair and blood deeper at the allele.'
    """
    return say(statement.name, **{name: _blank(value) for name, value in statement.values})


def _blank(value: object) -> object:
    if isinstance(value, Statement):
        return spoken(value)
    if isinstance(value, tuple):
        return reduce(lambda first, last: say("word.and", first=first, last=last), value)
    return value


def fraction_text(alt: int, total: int) -> str:
    """Return reads in words.

    >>> fraction_text(11, 303)
    '3.6 % (11 of 303 reads)'
    """
    counts = say("reads.counts", alt=alt, total=total)
    share = say("word.percent", number=f"{100 * alt / total:.1f}")
    return say("tissue.share", share=share, counts=counts)


def tissue_text(one: TissueCount) -> str:
    """Return the reads of one tissue in words, or why there are none."""
    if one.total:
        name = "tissue.read_block" if one.of_block else "tissue.read"
        return say(name, tissue=one.sample.tissue.name, reads=fraction_text(one.alt, one.total))
    if one.called:
        name = "tissue.called"
    elif one.shown.total == 0 or one.shown.depth == 0:
        name = "tissue.unread"
    elif one.shown.reference:
        name = "tissue.called_without"
    else:
        name = "tissue.not_called" if one.shown.listed else "tissue.not_listed"
    return say(name, tissue=one.sample.tissue.name)


def reads_text(row: PersonEvent) -> str:
    """Return the reads of an event in all tissues."""
    return ", ".join(map(tissue_text, row.counts))


def origin_sentence(row: PersonEvent) -> str:
    """Return where an event comes from, as a sentence without its end."""
    verdict, name = row.verdict, row.event.short
    if verdict.swapped:
        return say("person.origin_swapped", name=name)
    if verdict.confidence is None:
        return say("person.origin_no_counts", name=name)
    if verdict.origin is Origin.SOMATIC:
        text = say("person.somatic")
        if verdict.somatic_loss:
            text += say("person.somatic_loss")
    elif verdict.origin is Origin.GERMLINE_WITH_LOH:
        text = say("person.germline_with_loh")
    elif verdict.origin is Origin.GERMLINE:
        text = say("person.germline_two" if row.homozygous else "person.germline")
        if row.hemizygous:
            text = say("person.germline_only")
        if verdict.alt_copy_lost:
            text += say("person.germline_lost")
    else:
        why = say("person.sorted_only") if "sorted_cells_only" in row.notes else ""
        return say("person.origin_open", name=name, two=_two_best(row), why=why)
    sure = confidence_text(verdict.confidence)
    return say("person.origin", name=name, origin=text, posterior=sure)


def _two_best(row: PersonEvent) -> str:
    posterior = row.verdict.posterior
    germline = sum(
        posterior[h]
        for h in (
            History.GERMLINE_HET, History.GERMLINE_HOM, History.COPY_KEPT, History.COPY_LOST
        )
    )  # fmt: skip
    values = {
        "history.germline": germline,
        "history.somatic": posterior[History.SOMATIC],
        "history.noise": posterior[History.NOISE],
    }
    best = sorted(values, key=lambda name: -values[name])[:2]
    return ", ".join(say(name, number=confidence_text(values[name])[:4]) for name in best)


def inheritance_text(row: PersonEvent) -> str:
    """Return from whom an event comes, in words; empty where that is not known."""
    word = row.inherited.word.partition(";")[0]
    known = word.removesuffix(_OTHER_UNKNOWN)
    text = sentences().get(f"inheritance.{known}", "")
    return say("person.other_parent", text=text) if text and known != word else text


def inheritance_sentence(row: PersonEvent) -> str:
    """Return the same as a sentence with the event's name."""
    text = inheritance_text(row)
    return say("person.inheritance", name=row.event.short, text=text) if text else ""


def category_text(category: str) -> str:
    """Return a category of 2009 in words."""
    return say(f"category_2009.{category}")


def speaks_for(one: PersonConclusion) -> Iterator[str]:
    """Yield what speaks for a person's category, in sentences."""
    for row in one.candidates:
        flags = " ".join(flag.value for flag in row.event.flags)
        origin, reads = origin_sentence(row), reads_text(row)
        yield say("person.candidate", origin=origin, flags=flags, reads=reads)
        told = inheritance_sentence(row)
        if told:
            yield told
        for event, phase in row.partners:
            if event.order > row.event.order and phase.known_by:
                yield say(
                    "person.pair",
                    one=row.event.short,
                    other=event.short,
                    relation=phase.relation,
                    known=say(f"phase_source.{phase.known_by}"),
                )
    yield from lost_segments(one)


def lost_segments(one: PersonConclusion) -> Iterator[str]:
    """Yield a sentence for each changed segment of chromosome 10 with FAS within."""
    for segment in one.segments:
        if segment.covers_fas:
            share = _of_cells(segment)
            yield say(
                "segment.over_fas_share" if share else "segment.over_fas",
                tissue=segment.sample.tissue.name,
                kind=_kind(segment),
                chrom=segment.chrom,
                start=f"{segment.start:,}",
                end=f"{segment.end:,}",
                share=share,
                sites=segment.sites,
            )


def segment_line(segment: Segment) -> str:
    """Return one segment of chromosome 10, FAS within or not, for the text of a person."""
    share = _of_cells(segment)
    return say(
        "segment.line",
        tissue=segment.sample.tissue.name,
        kind=_kind(segment),
        start=f"{segment.start:,}",
        end=f"{segment.end:,}",
        sites=segment.sites,
        share=say("segment.of_cells", share=share) if share else "",
        where=say("segment.within" if segment.covers_fas else "segment.outside"),
    )


def _kind(segment: Segment) -> str:
    return say(f"segment_kind.{segment.kind}")


def _of_cells(segment: Segment) -> str:
    """Return in which share of the cells a segment is changed; empty where it is not known."""
    if segment.share is None:
        return ""
    return say("word.percent", number=f"{100 * segment.share:.0f}")


def points_text(points: EventPoints) -> str:
    """Return the points of an event in words."""
    return say(
        "case.sum",
        automated=points.automated,
        case=points.case,
        total=points.automated + points.case,
        name=class_word(points.classification),
    )


def outcome_text(case: CaseAnswer) -> str:
    """Return what the criteria of 2009 come to, in words; empty where there are none."""
    return "" if case.outcome is None else spoken(case.outcome)
