"""What the findings of a person would support, what is missing, what next."""

from __future__ import annotations

from dataclasses import dataclass, field

from fasannot.people.case import CaseAnswer
from fasannot.people.person_event import PersonEvent
from fasannot.people.sheet import Person
from fasannot.people.statement import Statement
from fasannot.people.track import Segment, Track


@dataclass(frozen=True, slots=True)
class PersonConclusion:
    """One person, with all that is said of him or her.

    Attributes:
        person: the person, with samples and tissues.
        rows: the events, along the gene.
        category: the category of 2009 that the findings would support.
        tracks: comparisons along chromosome 10, one for each tube of sorted cells.
        missing: what is not known.
        next_steps: what to do next, as fits the case.
        case: the diagnostic criteria and points; ``None`` until they are judged.
    """

    person: Person
    rows: tuple[PersonEvent, ...]
    category: str
    tracks: tuple[Track, ...] = ()
    missing: tuple[Statement, ...] = ()
    next_steps: tuple[Statement, ...] = ()
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


def confidence_text(value: float | None) -> str:
    """Return a posterior with four digits, never rounded up to certainty.

    >>> confidence_text(0.99999)
    '0.9999'
    """
    return "" if value is None else f"{int(min(value, 0.99995) * 10_000) / 10_000:.4f}"
