"""What is not known of a person, and what would tell, as fits the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fasannot.people.conclusion import confidence_text
from fasannot.people.family import Carriage, Relative
from fasannot.people.origin import Origin
from fasannot.people.parameters import load_parameters
from fasannot.people.person_event import PersonEvent, TissueCount
from fasannot.people.sheet import Person
from fasannot.people.statement import Statement, state
from fasannot.people.track import Track
from fasannot.rules.notes import meaning

Parents = tuple[Relative | None, Relative | None]
_DNT = frozenset({"dnt", "cd57_dnt"})
_SOLID = frozenset({"hair", "fibroblasts"})
_BLOOD = frozenset({"whole_blood", "pbmc"})
_LOSS_OPEN = "loss_not_excluded="


def missing_and_next(
    person: Person,
    rows: Sequence[PersonEvent],
    tracks: Sequence[Track],
    parents: Mapping[tuple[object, ...], Parents],
    *,
    is_relative: bool = False,
) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """Return what is not known of a person, and what to do next.

    Args:
        person: the person.
        rows: the events.
        tracks: comparisons along chromosome 10.
        parents: for each event, what father and mother show; ``None`` for one not in the sheet.
        is_relative: whether the person was read for a child's sake, and is not said to be ill.
    """
    words = {sample.tissue.word for sample in person.samples}
    candidates = [row for row in rows if row.event.candidate]
    if any(row.verdict.swapped for row in rows):
        return (state("missing.swapped"),), (state("step.identity"),)
    missing: list[Statement] = []
    steps: list[Statement] = []
    for row in candidates:
        pair = parents.get(row.event.key, (None, None))
        missing.extend(_missing(row))
        steps.extend(_steps(row, words, pair))
        steps.extend(_loss_step(row, compared=bool(tracks)))
    told: set[frozenset[str]] = set()
    for row in candidates:
        for event, phase in row.partners:
            both = frozenset((row.event.short, event.short))
            if phase.relation == "unknown" and both not in told:
                told.add(both)
                missing.append(state("missing.phase", one=row.event.short, other=event.short))
                other = next(one for one in candidates if one.event.key == event.key)
                steps.append(_phase_step(row, other, parents))
    for track in tracks:
        missing.extend(_of_track(track))
    segments = [segment for track in tracks for segment in track.segments]
    if not candidates:
        if not words & _DNT:
            steps.append(state("step.dnt_first"))
        if any(segment.covers_fas and segment.is_loss for segment in segments):
            steps.append(state("step.lone_loss"))
    if person.affected is False or (is_relative and person.affected is None):
        steps = []  # a relative was read for the patient's sake
    return tuple(dict.fromkeys(missing)), tuple(dict.fromkeys(steps))


def _of_track(track: Track) -> Iterator[Statement]:
    """Return why a comparison along chromosome 10 tells less than it might."""
    for note in track.notes:
        why = meaning(note).rstrip(".")
        yield state("missing.track", tissue=track.sample.tissue.name, why=why)


def _missing(row: PersonEvent) -> Iterator[Statement]:
    name = row.event.short
    if row.verdict.confidence is None:
        yield state("missing.no_counts", name=name)
    else:
        for one in row.counts:
            if not one.total:
                yield state(_why_unread(one), name=name, tissue=one.sample.tissue.name)
    for note in row.notes:
        if note.startswith(_LOSS_OPEN):
            chance = float(note.partition("=")[2])
            yield state("missing.loss", name=name, posterior=confidence_text(chance)[:4])
    if "blood_derived_only" in row.notes:
        yield state("missing.blood_only", name=name)


def _why_unread(one: TissueCount) -> str:
    """Return the statement that says why a tissue has no reads."""
    if one.called or one.shown.reference:
        return "missing.counts"
    return "missing.reads" if one.shown.listed else "missing.not_listed"


def _steps(row: PersonEvent, words: set[str], pair: Parents) -> Iterator[Statement]:
    unread = [one for one in row.counts if not one.total]
    if row.verdict.confidence is None:
        yield state("step.counts")
        return
    if any(not one.shown.listed for one in unread):
        names = tuple(dict.fromkeys(one.sample.tissue.name for one in unread))
        yield state("step.name_reads", tissues=names)
    for note in row.notes:
        if note == "another_tissue":
            yield state("step.tissue_tells", step=_tissue(row, words))
        elif note == "more_depth":
            number = f"{load_parameters().one('remedy_reads'):.0f}"
            yield state("step.deeper", number=number)
        elif note == "parents":
            named = all(one is not None for one in pair)
            yield state("step.parents_deeper" if named else "step.both_parents")
    if not words & _DNT and any(note.startswith(_LOSS_OPEN) for note in row.notes):
        yield state("step.dnt_second")
    if "swap_deletion_or_disomy" in row.notes:
        yield state("step.one_parent")
    if "blood_derived_only" in row.notes:
        step = _tissue(row, {*words, *_BLOOD})
        yield state("step.tissue" if _read(pair) else "step.tissue_or_parents", step=step)


def _loss_step(row: PersonEvent, *, compared: bool) -> Iterator[Statement]:
    """Return what would settle a loss that the sorted cells make likelier than it was."""
    chances = [float(note.partition("=")[2]) for note in row.notes if note.startswith(_LOSS_OPEN)]
    tubes = [c.sample.tissue.name for c in row.counts if c.sample.tissue.sorted_cells and c.total]
    if tubes and any(chance > load_parameters().one("locus_loss_prior") for chance in chances):
        deeper = state("step.read_deeper", tissues=tuple(dict.fromkeys(tubes)))
        yield state("step.loss_deeper" if compared else "step.loss_compare", step=deeper)


def _tissue(row: PersonEvent, words: set[str]) -> Statement:
    """Return which tissue to read: one that is not in the sheet, else one that was not read."""
    for kinds, name in ((_BLOOD, "step.sequence_blood"), (_SOLID, "step.sequence_solid")):
        if not words & kinds:
            return state(name)
    unread = [one.sample.tissue for one in row.counts if one.sample.tissue.word in _SOLID]
    names = tuple(dict.fromkeys(tissue.name for tissue in unread))
    return state("step.read_deeper", tissues=names) if names else state("step.read_all_deeper")


def _phase_step(
    row: PersonEvent, other: PersonEvent, parents: Mapping[tuple[object, ...], Parents]
) -> Statement:
    """Return what would show the phase: parents do not, where one of the two is new."""
    somatic = Origin.SOMATIC in (row.verdict.origin, other.verdict.origin)
    pairs = [parents.get(one.event.key, (None, None)) for one in (row, other)]
    if somatic or all(map(_read, pairs)):
        return state("step.phase_by_reads")
    named = all(parent is not None for pair in pairs for parent in pair)
    return state("step.parents_deeper" if named else "step.phase_by_parents")


def _read(pair: Parents) -> bool:
    return all(one is not None and one.carriage is not Carriage.UNKNOWN for one in pair)
