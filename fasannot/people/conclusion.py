"""What the findings of a person would support, what speaks for it, what is missing, what next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fasannot.people.case import CaseAnswer
from fasannot.people.origin import Origin
from fasannot.people.person_event import PersonEvent, TissueCount
from fasannot.people.sheet import Person
from fasannot.people.site_model import History
from fasannot.people.track import Segment, Track


@dataclass(frozen=True, slots=True)
class PersonConclusion:
    """One person, with all that is said of him or her.

    Attributes:
        person: the person, with samples and tissues.
        rows: the events, along the gene.
        category: the category of 2009 that the findings would support.
        tracks: comparisons along chromosome 10, one for each tube of sorted cells.
        speaks_for: what speaks for the category, in sentences.
        missing: what is not known.
        next_steps: what to do next, as fits the case.
        case: the diagnostic criteria and points; ``None`` until they are judged.
    """

    person: Person
    rows: tuple[PersonEvent, ...]
    category: str
    tracks: tuple[Track, ...] = ()
    speaks_for: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    case: CaseAnswer = field(default_factory=CaseAnswer)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments of lost heterozygosity on chromosome 10."""
        return tuple([segment for track in self.tracks for segment in track.segments])

    @property
    def segment_notes(self) -> tuple[str, ...]:
        """Why a comparison along chromosome 10 gave no answer, or lacks something, by tissue."""
        return tuple([note for track in self.tracks for note in track.written_notes])

    @property
    def candidates(self) -> tuple[PersonEvent, ...]:
        """The candidates among the events."""
        return tuple([one for one in self.rows if one.event.candidate])


def fraction_text(alt: int, total: int) -> str:
    """Return reads in words.

    >>> fraction_text(11, 303)
    '3.6 % (11 of 303 reads)'
    """
    if not total:
        return "not read"
    return f"{100 * alt / total:.1f} % ({alt} of {total} reads)"


def tissue_text(one: TissueCount) -> str:
    """Return the reads of one tissue in words, or why there are none."""
    name = one.sample.tissue.name
    if one.total:
        block = ", depth of a reference block" if one.of_block else ""
        return f"{name} {fraction_text(one.alt, one.total)}{block}"
    if one.called:
        return f"{name} called, without read counts"
    if one.shown.total == 0 or one.shown.depth == 0:
        return f"{name} not read"
    if one.shown.reference:
        return f"{name} called without it, no read counts"
    why = "not called" if one.shown.listed else "not listed in its file"
    return f"{name} {why}, depth not known"


def reads_text(row: PersonEvent) -> str:
    """Return the reads of an event in all tissues."""
    return ", ".join(map(tissue_text, row.counts))


def confidence_text(value: float | None) -> str:
    """Return a posterior with four digits, never rounded up to certainty.

    >>> confidence_text(0.99999)
    '0.9999'
    """
    return "" if value is None else f"{int(min(value, 0.99995) * 10_000) / 10_000:.4f}"


def origin_sentence(row: PersonEvent) -> str:
    """Return where an event comes from, as a sentence without its end."""
    verdict, name = row.verdict, row.event.short
    if verdict.swapped:
        return f"{name}: no origin is given, because samples do not fit each other"
    if verdict.confidence is None:
        return f"{name}: origin not known, no read counts"
    sure = f", posterior {confidence_text(verdict.confidence)}"
    if verdict.origin is Origin.SOMATIC:
        text = "somatic: it is not in all cells of the person"
        if verdict.somatic_loss:
            text += "; the other copy is lost in the cells that carry it"
    elif verdict.origin is Origin.GERMLINE_WITH_LOH:
        text = "germline, and the other copy is lost in sorted cells"
    elif verdict.origin is Origin.GERMLINE:
        text = "germline, two copies" if row.homozygous else "germline"
        if row.hemizygous:
            text = "germline, the only copy: a deletion took the other"
        if verdict.alt_copy_lost:
            text += "; in sorted cells the copy that carries it is lost"
    else:
        why = ", sorted cells alone do not tell" if "sorted_cells_only" in row.notes else ""
        return f"{name}: origin not settled ({_two_best(row)}{why})"
    return f"{name} is {text}{sure}"


def _two_best(row: PersonEvent) -> str:
    posterior = row.verdict.posterior
    germline = sum(
        posterior[h]
        for h in (
            History.GERMLINE_HET, History.GERMLINE_HOM, History.COPY_KEPT, History.COPY_LOST
        )
    )  # fmt: skip
    named = {
        "germline": germline,
        "somatic": posterior[History.SOMATIC],
        "error or foreign DNA": posterior[History.NOISE],
    }
    best = sorted(named, key=lambda name: -named[name])[:2]
    return ", ".join(f"{name} {confidence_text(named[name])[:4]}" for name in best)


_INHERITED = {
    "paternal": "from the father",
    "maternal": "from the mother",
    "maternal_or_paternal": "from one of the parents, who both carry it",
    "biparental": "from both parents",
    "de_novo": "new in the person: both parents were read, and neither shows it",
    "de_novo_or_parental_mosaic": "new in the person, or from a parent who is mosaic",
    "paternal_mosaic": "from the father, who is mosaic",
    "maternal_mosaic": "from the mother, who is mosaic",
    "not_paternal_mother_unknown": "not from the father; the mother is not known there",
    "not_maternal_father_unknown": "not from the mother; the father is not known there",
    "homozygous_without_parents": (
        "homozygous, although neither parent shows it: swapped samples, or a deletion"
    ),
    "paternal_only_although_homozygous": (
        "homozygous, although the mother does not show it: swapped samples, a deletion or disomy"
    ),
    "maternal_only_although_homozygous": (
        "homozygous, although the father does not show it: swapped samples, a deletion or disomy"
    ),
}
_OTHER_UNKNOWN = "_other_parent_unknown"


def inheritance_text(row: PersonEvent) -> str:
    """Return from whom an event comes, in words; empty where that is not known."""
    word = row.inherited.word.partition(";")[0]
    known = word.removesuffix(_OTHER_UNKNOWN)
    text = _INHERITED.get(known, "")
    return f"{text}; the other parent is not known there" if text and known != word else text


def inheritance_sentence(row: PersonEvent) -> str:
    """Return the same as a sentence with the event's name."""
    text = inheritance_text(row)
    return f"{row.event.short}: {text}." if text else ""


_CATEGORY_TEXT = {
    "ALPS-FAS": "ALPS-FAS (germline mutation)",
    "ALPS-FAS_homozygous": "ALPS-FAS, homozygous",
    "ALPS-FAS_with_somatic_second_hit": "ALPS-FAS with a somatic second hit",
    "ALPS-sFAS": "ALPS-sFAS (somatic mutation)",
    "undetermined": "no category yet",
    "none": "no category",
}


def category_text(category: str) -> str:
    """Return a category in words."""
    return _CATEGORY_TEXT[category]


def speaks_for(rows: Sequence[PersonEvent], segments: Sequence[Segment]) -> tuple[str, ...]:
    """Return what speaks for a person's category, in sentences."""
    found = []
    for row in rows:
        if not row.event.candidate:
            continue
        flags = " ".join(flag.value for flag in row.event.flags)
        found.append(f"{origin_sentence(row)} ({flags}; {reads_text(row)}).")
        told = inheritance_sentence(row)
        if told:
            found.append(told)
        for event, phase in row.partners:
            if event.order > row.event.order and phase.known_by:
                found.append(
                    f"{row.event.short} and {event.short} lie in {phase.relation}, known by "
                    f"{phase.known_by.replace('_', ' ')}."
                )
    for segment in segments:
        if segment.covers_fas:
            share = f" in {100 * segment.share:.0f} % of the cells" if segment.share else ""
            found.append(
                f"{segment.sample.tissue.name}: {segment.kind.replace('_', '-')} change of "
                f"{segment.chrom}:{segment.start:,}-{segment.end:,}{share}, FAS within "
                f"({segment.sites} sites)."
            )
    return tuple(found)
