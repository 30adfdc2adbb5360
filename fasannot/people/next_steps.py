"""What is not known of a person, and what would tell, as fits the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fasannot.people.conclusion import confidence_text
from fasannot.people.family import Carriage, Relative
from fasannot.people.origin import Origin
from fasannot.people.parameters import load_parameters
from fasannot.people.person_event import PersonEvent, TissueCount
from fasannot.people.sheet import Person
from fasannot.people.track import Track
from fasannot.rules.notes import meaning

Parents = tuple[Relative | None, Relative | None]
_DNT = frozenset({"dnt", "cd57_dnt"})
_SOLID = frozenset({"hair", "fibroblasts"})
_BLOOD = frozenset({"whole_blood", "pbmc"})
_TISSUE = "{what}: it tells a germline allele from a somatic one."
_DEEPER = "Read the tissues deeper ({number:.0f} reads and more at the allele)."
_COUNTS = "Give read counts: FORMAT/AD in the VCF, or the BAM or CRAM in the sheet."
_BOTH_PARENTS = "Sequence both parents at the allele."
_PARENTS_DEEPER = "Read the parents deeper at the allele."
_PHASE_BY_PARENTS = "Sequence both parents: it would show the phase."
_PHASE_BY_READS = "Long reads, or cDNA, of the cells that carry both would show the phase."
_DNT_SECOND = "Sequence sorted double-negative T cells for a second hit."
_DNT_FIRST = (
    "Sequence sorted double-negative T cells: a somatic FAS mutation is often not seen in blood."
)
_LONE_LOSS = (
    "A copy of FAS is lost without a candidate: look for deep intronic, structural and promoter "
    "changes of the copy that is left."
)
_ONE_PARENT = (
    "Check whose samples these are, and look for a deletion (MLPA) or disomy (SNP array): one "
    "parent lacks what is on every copy of the child."
)
_IDENTITY = "Check whose samples these are before anything is built on them."


def missing_and_next(
    person: Person,
    rows: Sequence[PersonEvent],
    tracks: Sequence[Track],
    parents: Mapping[tuple[object, ...], Parents],
    *,
    is_relative: bool = False,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
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
    missing: list[str] = []
    steps: list[str] = []
    if any(row.verdict.swapped for row in rows):
        missing.append("The samples do not fit each other: they may be swapped.")
        steps.append(_IDENTITY)
        return tuple(missing), tuple(steps)
    for row in candidates:
        pair = parents.get(row.event.key, (None, None))
        missing.extend(_missing(row))
        steps.extend(_steps(row, words, pair))
    told: set[frozenset[str]] = set()
    for row in candidates:
        for event, phase in row.partners:
            both = frozenset((row.event.short, event.short))
            if phase.relation == "unknown" and both not in told:
                told.add(both)
                missing.append(f"Phase of {row.event.short} and {event.short} is not known.")
                other = next(one for one in candidates if one.event.key == event.key)
                steps.append(_phase_step(row, other, parents))
    for track in tracks:
        missing.extend(_of_track(track))
    segments = [segment for track in tracks for segment in track.segments]
    if not candidates:
        if not words & _DNT:
            steps.append(_DNT_FIRST)
        if any(segment.covers_fas and segment.is_loss for segment in segments):
            steps.append(_LONE_LOSS)
    if person.affected is False or (is_relative and person.affected is None):
        steps = []  # a relative was read for the patient's sake
    return tuple(dict.fromkeys(missing)), tuple(dict.fromkeys(steps))


def _of_track(track: Track) -> Iterator[str]:
    """Return why a comparison along chromosome 10 tells less than it might."""
    for note in track.notes:
        yield f"{track.sample.tissue.name}: {meaning(note)}".rstrip(".") + "."


def _missing(row: PersonEvent) -> Iterator[str]:
    name = row.event.short
    if row.verdict.confidence is None:
        yield f"{name}: the file gives no read counts; the origin is not known."
    else:
        for one in row.counts:
            if not one.total:
                yield f"{name}: {_why_unread(one)}."
    for note in row.notes:
        if note.startswith("loss_not_excluded"):
            chance = float(note.partition("=")[2])
            yield (
                f"{name}: a loss of the other copy is not excluded "
                f"(posterior {confidence_text(chance)[:4]})."
            )
    if "blood_derived_only" in row.notes:
        yield (
            f"{name}: only blood-derived tissues were read; a mutation of most blood cells looks "
            "the same."
        )


def _why_unread(one: TissueCount) -> str:
    name = one.sample.tissue.name
    if one.called or one.shown.reference:
        return f"no read counts of {name}"
    if one.shown.listed:
        return f"no reads of {name}"
    return f"the file of {name} does not list it, and its depth there is not known"


def _steps(row: PersonEvent, words: set[str], pair: Parents) -> Iterator[str]:
    unread = [one for one in row.counts if not one.total]
    if row.verdict.confidence is None:
        yield _COUNTS
        return
    if any(not one.shown.listed for one in unread):
        names = " and ".join(dict.fromkeys(one.sample.tissue.name for one in unread))
        yield f"Name the BAM or CRAM of {names} in the sheet, or give its gVCF."
    for note in row.notes:
        if note == "another_tissue":
            yield _TISSUE.format(what=_tissue(row, words))
        elif note == "more_depth":
            yield _DEEPER.format(number=load_parameters().one("remedy_reads"))
        elif note == "parents":
            yield _PARENTS_DEEPER if all(one is not None for one in pair) else _BOTH_PARENTS
    if not words & _DNT and any(note.startswith("loss_not_excluded") for note in row.notes):
        yield _DNT_SECOND
    if "swap_deletion_or_disomy" in row.notes:
        yield _ONE_PARENT
    if "blood_derived_only" in row.notes:
        yield _tissue(row, {*words, *_BLOOD}) + ("." if _read(pair) else ", or both parents.")


def _tissue(row: PersonEvent, words: set[str]) -> str:
    """Return which tissue to read: one that is not in the sheet, else one that was not read."""
    for kinds, name in ((_BLOOD, "blood"), (_SOLID, "hair or fibroblasts")):
        if not words & kinds:
            return f"Sequence {name}"
    unread = [one.sample.tissue for one in row.counts if one.sample.tissue.word in _SOLID]
    names = " and ".join(dict.fromkeys(tissue.name for tissue in unread))
    return f"Read {names or 'the tissues'} deeper at the allele"


def _phase_step(
    row: PersonEvent, other: PersonEvent, parents: Mapping[tuple[object, ...], Parents]
) -> str:
    """Return what would show the phase: parents do not, where one of the two is new."""
    somatic = Origin.SOMATIC in (row.verdict.origin, other.verdict.origin)
    pairs = [parents.get(one.event.key, (None, None)) for one in (row, other)]
    if somatic or all(map(_read, pairs)):
        return _PHASE_BY_READS
    named = all(parent is not None for pair in pairs for parent in pair)
    return _PARENTS_DEEPER if named else _PHASE_BY_PARENTS


def _read(pair: Parents) -> bool:
    return all(one is not None and one.carriage is not Carriage.UNKNOWN for one in pair)
