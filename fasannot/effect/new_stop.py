"""The new stop: where it lies in the mutated message, and whether it triggers NMD.

The rule is the 50-nucleotide rule judged from the stop, never from the variant: distance is the
last base of the penultimate exon minus the first base of the new stop codon, on the mutated
spliced message; at 50 or less, or in the last exon, the message escapes (Abou Tayoun 2018, Hum
Mutat 39:1517; RULINGS for the border: exon 8 of FAS has 25 nt, so the border lies in exon 7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fasannot.effect.projection import Projection
from fasannot.effect.protein import ProteinChange, ProteinKind
from fasannot.effect.terms import Nmd
from fasannot.gene.checks import LETTERS, bases, kind_of, whole
from fasannot.gene.transcript import Transcript

NMD_DISTANCE = 50
_ESCAPING, _TRIGGERING = Nmd.ESCAPING, Nmd.TRIGGERING  # looked up once
_TRUNCATING = frozenset({ProteinKind.NONSENSE, ProteinKind.FRAMESHIFT})
_REWRITING = frozenset({ProteinKind.INSERTION, ProteinKind.DELINS})
_LENGTHENING = frozenset({ProteinKind.EXTENSION, ProteinKind.FRAMESHIFT, ProteinKind.DELINS})


@dataclass(frozen=True, slots=True)
class NewStop:
    """A premature or displaced stop codon.

    Attributes:
        codon: its 1-based codon number in the mutant protein.
        exon: 1-based number of the exon that holds its first base.
        distance: last base of the penultimate exon minus its first base, in the mutated message;
            negative in the last exon.
        nmd: the prediction.
    """

    codon: int
    exon: int
    distance: int
    nmd: Nmd

    def __post_init__(self) -> None:
        if not (  # one expression, as each frameshift makes such a value
            type(self.codon) is type(self.exon) is type(self.distance) is int
            and self.codon >= 1
            and self.exon >= 1
            and type(self.nmd) is Nmd
        ):
            whole("codon of a stop", self.codon, least=1)
            whole("exon of a stop", self.exon, least=1)
            whole("distance of a stop", self.distance)
            kind_of("decay of a message", self.nmd, Nmd)

    def __str__(self) -> str:
        return f"{self.codon}/{self.exon}/{self.distance}"


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """One replacement in the spliced message.

    Attributes:
        start: spliced coordinate of the first replaced base.
        end: spliced coordinate after the last one.
        alt: the new bases.
        exon: index of the exon that holds them.
    """

    start: int
    end: int
    alt: str
    exon: int

    def __post_init__(self) -> None:
        if not (  # one expression, as in a new stop
            type(self.start) is type(self.end) is type(self.exon) is int
            and 0 <= self.start <= self.end
            and type(self.alt) is str
            and not self.alt.strip(LETTERS)
            and self.exon >= 0
        ):
            whole("start of an edit", self.start, least=0)
            whole("end of an edit", self.end, least=self.start)
            bases("new bases of an edit", self.alt)
            whole("exon of an edit", self.exon, least=0)

    @property
    def moved(self) -> int:
        """Bases gained or lost."""
        return len(self.alt) - (self.end - self.start)


def _last_junction(transcript: Transcript, edits: Sequence[Edit | Projection]) -> int | None:
    """Return the last exon/exon junction of the mutated message, ``None`` where none is left.

    Junctions keep their order: what an edit takes between two of them is never more than lay there.
    """
    for junction in reversed(transcript.exon_starts[1:]):
        moved = 0
        for edit in edits:
            if edit.start < junction < edit.end:
                break
            before = edit.end <= junction
            if edit.start == edit.end == junction:
                # An insertion at the border belongs to the exon that it was given to.
                before = transcript.exon_starts[edit.exon] != junction
            moved += edit.moved if before else 0
        else:
            return junction + moved
    return None


def _exon_at(transcript: Transcript, edits: Sequence[Edit | Projection], place: int) -> int:
    """Return the index of the exon that holds a base of the mutated message."""
    moved = 0
    for edit in edits:
        start = edit.start + moved
        if place < start:
            break
        if place < start + len(edit.alt):
            return edit.exon
        moved += edit.moved
    return transcript.exon_of_spliced(place - moved)


def judge_stop(stop: int, first: int, exon: int, junction: int | None) -> NewStop:
    """Return a stop codon of a message with its prediction.

    Args:
        stop: index of the stop in the protein, 0-based.
        first: coordinate of its first base in the message.
        exon: index of the exon that holds that base.
        junction: last exon/exon junction of the message, ``None`` where there is none.
    """
    distance = (junction or 0) - 1 - first
    nmd = _ESCAPING if distance <= NMD_DISTANCE else _TRIGGERING
    return NewStop(stop + 1, exon + 1, distance, nmd)


def place_stop(
    transcript: Transcript, edits: Sequence[Edit | Projection], stop: int, first: int
) -> NewStop:
    """Return where a stop codon of the mutant protein lies.

    Args:
        transcript: a coding transcript.
        edits: the edits of its message, in order.
        stop: index of the stop in the mutant protein, 0-based.
        first: coordinate of its first base in the mutated message.
    """
    exon = _exon_at(transcript, edits, first)
    return judge_stop(stop, first, exon, _last_junction(transcript, edits))


def ends_early(change: ProteinChange) -> bool:
    """Return whether a protein change ends in a stop that is not the native one."""
    return change.kind in _TRUNCATING or (change.kind in _REWRITING and change.alt[-1:] == "*")


def touches_stop_codon(transcript: Transcript, edit: Projection) -> bool:
    """Return whether an edit replaces bases of the stop codon or is inserted into it."""
    cds = transcript.cds
    assert cds is not None
    if edit.start == edit.end:
        return cds.end - 3 < edit.start < cds.end
    return edit.start < cds.end and edit.end > cds.end - 3


def lengthened(transcript: Transcript, edit: Projection, change: ProteinChange) -> bool:
    """Return whether the stop codon itself is changed and the protein grows.

    Whatever its name (an extension, or a frameshift where the length of the message changes too),
    nothing is truncated then.
    """
    if change.kind not in _LENGTHENING or not touches_stop_codon(transcript, edit):
        return False
    grows = change.stop is None or change.stop > len(transcript.protein) - 1
    return grows and not stop_is_intact(transcript, edit, change)


def stop_is_intact(transcript: Transcript, edit: Projection, change: ProteinChange) -> bool:
    """Return whether a longer protein still ends where the native stop codon stands.

    Bases were then inserted in front of it, or so that it stands there again behind them.
    """
    cds = transcript.cds
    assert cds is not None
    moved = edit.moved
    return (
        change.stop is not None
        and edit.end <= cds.end
        and moved > 0
        and moved % 3 == 0
        and change.stop == len(transcript.protein) - 1 + moved // 3
    )


def new_stop(transcript: Transcript, edit: Projection, change: ProteinChange) -> NewStop | None:
    """Return the new stop of a protein change that ends in one, ``None`` for others."""
    if change.stop is None or not ends_early(change) or lengthened(transcript, edit, change):
        return None
    return stop_of(transcript, edit, change.stop)


def stop_of(transcript: Transcript, edit: Projection, stop: int) -> NewStop:
    """Return where a stop (index in the mutant protein) of a message with one edit lies."""
    assert transcript.cds is not None
    return place_stop(transcript, (edit,), stop, transcript.cds.start + 3 * stop)
