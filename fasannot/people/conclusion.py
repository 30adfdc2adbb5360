"""What the findings of a person would support, what speaks for it, what is missing, what next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fasannot.people.case import CaseAnswer
from fasannot.people.family import Carriage, Relative
from fasannot.people.origin import Origin
from fasannot.people.person_event import PersonEvent, TissueCount
from fasannot.people.sheet import Person
from fasannot.people.site_model import History
from fasannot.people.track import Segment
from fasannot.rules.flags import Flag


@dataclass(frozen=True, slots=True)
class PersonConclusion:
    """One person, with all that is said of him or her.

    Attributes:
        person: the person, with samples and tissues.
        rows: the events, along the gene.
        category: the category of 2009 that the findings would support.
        segments: segments of lost heterozygosity on chromosome 10.
        segment_notes: why a comparison along chromosome 10 gave no answer, by tissue.
        speaks_for: what speaks for the category, in sentences.
        missing: what is not known.
        next_steps: what to do next, as fits the case.
        case: the diagnostic criteria and points; ``None`` until they are judged.
    """

    person: Person
    rows: tuple[PersonEvent, ...]
    category: str
    segments: tuple[Segment, ...] = ()
    segment_notes: tuple[str, ...] = ()
    speaks_for: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    case: CaseAnswer = field(default_factory=CaseAnswer)

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
    """Return the reads of one tissue in words."""
    return f"{one.sample.tissue.name} {fraction_text(one.alt, one.total)}"


def reads_text(row: PersonEvent) -> str:
    """Return the reads of an event in all tissues."""
    return ", ".join(map(tissue_text, row.counts))


def origin_sentence(row: PersonEvent) -> str:
    """Return where an event comes from, as a sentence without its end."""
    verdict = row.verdict
    sure = f", posterior {verdict.confidence:.3g}" if verdict.confidence is not None else ""
    if verdict.origin is Origin.SOMATIC:
        text = "somatic: it is not in all cells of the person"
        if verdict.somatic_loss:
            text += "; the other copy is lost in the cells that carry it"
    elif verdict.origin is Origin.GERMLINE_WITH_LOH:
        text = "germline, and the other copy is lost in sorted cells"
    elif verdict.origin is Origin.GERMLINE:
        text = "germline, two copies" if Flag.HOM in row.flags else "germline"
        if verdict.alt_copy_lost:
            text += "; in sorted cells the copy that carries it is lost"
    elif verdict.confidence is None:
        text = "origin not known: no read counts"
        sure = ""
    else:
        text = f"origin not settled ({_two_best(row)})"
        sure = ""
    return f"{row.event.short} is {text}{sure}" if not text.startswith("origin") else (
        f"{row.event.short}: {text}"
    )  # fmt: skip


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
    return ", ".join(f"{name} {named[name]:.2f}" for name in best)


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
        word = row.inherited.word.partition(";")[0]
        if word and word not in ("founder", "unknown"):
            found.append(f"{row.event.short}: {word.replace('_', ' ')}.")
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


_REMEDIES = {
    "another_tissue": "Sequence {tissue}: it tells a germline allele from a somatic one.",
    "more_depth": "Read the tissues deeper (300 reads and more at the allele).",
    "parents": "Sequence both parents at the allele.",
}


def missing_and_next(
    person: Person,
    rows: Sequence[PersonEvent],
    segments: Sequence[Segment],
    parents: dict[tuple[object, ...], tuple[Relative | None, Relative | None]],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is not known of a person, and what to do next.

    Args:
        person: the person.
        rows: the events.
        segments: segments along chromosome 10.
        parents: for each event, what father and mother show; ``None`` for one not in the sheet.
    """
    missing: list[str] = []
    steps: list[str] = []
    words = {sample.tissue.word for sample in person.samples}
    for row in rows:
        if not row.event.candidate:
            continue
        name = row.event.short
        unread = [one.sample.tissue.name for one in row.counts if not one.total]
        if unread and len(unread) < len(row.counts):
            missing.append(f"{name}: no reads of {', '.join(unread)}.")
        for note in row.notes:
            if note in _REMEDIES:
                steps.append(_remedy(note, words, parents.get(row.event.key, (None, None))))
            if note.startswith("loss_not_excluded"):
                chance = float(note.partition("=")[2])
                missing.append(
                    f"{name}: a loss of the other copy is not excluded (posterior {chance:.2f})."
                )
                if not words & {"dnt", "cd57_dnt"}:
                    steps.append("Sequence sorted double-negative T cells for a second hit.")
        if "no_read_counts" in row.notes:
            missing.append(f"{name}: the file gives no read counts; the origin is not known.")
        if "blood_derived_only" in row.notes:
            missing.append(
                f"{name}: only blood-derived tissues were read; a mutation of most blood cells "
                "looks the same."
            )
            steps.append(
                "Sequence hair or fibroblasts"
                + ("." if _parents_read(parents.get(row.event.key)) else ", or both parents.")
            )
        unknown = [e.short for e, phase in row.partners if phase.relation == "unknown"]
        if unknown:
            missing.append(f"{name}: phase with {', '.join(unknown)} is not known.")
            if not _parents_read(parents.get(row.event.key)):
                steps.append("Sequence both parents: it would show the phase.")
    if not any(row.event.candidate for row in rows):
        if not words & {"dnt", "cd57_dnt"}:
            steps.append(
                "Sequence sorted double-negative T cells: a somatic FAS mutation is often not "
                "seen in blood."
            )
        if any(segment.covers_fas and segment.is_loss for segment in segments):
            steps.append(
                "A copy of FAS is lost without a candidate: look for deep intronic, structural "
                "and promoter changes of the copy that is left."
            )
    if person.affected is False:
        steps = []  # a healthy relative was read for the patient's sake
    return tuple(dict.fromkeys(missing)), tuple(dict.fromkeys(steps))


def _parents_read(pair: tuple[Relative | None, Relative | None] | None) -> bool:
    if pair is None or pair[0] is None or pair[1] is None:
        return False
    return all(one is not None and one.carriage is not Carriage.UNKNOWN for one in pair)


def _remedy(note: str, words: set[str], pair: tuple[Relative | None, Relative | None]) -> str:
    if note == "another_tissue":
        tissue = "blood" if not words & {"whole_blood", "pbmc"} else "hair or fibroblasts"
        return _REMEDIES[note].format(tissue=tissue)
    if note == "parents" and all(one is not None for one in pair):
        return "Read the parents deeper at the allele."
    return _REMEDIES[note]
