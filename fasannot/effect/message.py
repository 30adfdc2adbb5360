"""A spliced message with several edits: its sequence, and what lies where in it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from fasannot.effect.new_stop import Edit, NewStop, place_stop
from fasannot.effect.protein import (
    ProteinChange,
    predict,
    read_protein,
    start_is_kept,
    start_keeps_place,
    touches_start_codon,
)
from fasannot.gene.transcript import Transcript


class Block(NamedTuple):
    """Edits that change the protein as one event.

    Attributes:
        edits: the edits, in order.
        merged: the same as one edit, with the bases between them.
        change: the predicted change; ``None`` in a UTR.
    """

    edits: tuple[Edit, ...]
    merged: Edit
    change: ProteinChange | None


class Message:
    """A message with edits in order, none overlapping.

    Args:
        transcript: a coding transcript.
        edits: the edits, sorted by place.
    """

    def __init__(self, transcript: Transcript, edits: Sequence[Edit]) -> None:
        assert transcript.cds is not None
        self.transcript = transcript
        self.cds = transcript.cds
        self.edits = tuple(edits)
        pieces = []
        at = 0
        for edit in self.edits:
            pieces += [transcript.sequence[at : edit.start], edit.alt]
            at = edit.end
        pieces.append(transcript.sequence[at:])
        self.sequence = "".join(pieces)

    def mutant(self, coordinate: int) -> int:
        """Return where a base that no edit replaces lies in the mutated message."""
        return coordinate + sum(edit.moved for edit in self.edits if edit.end <= coordinate)

    @property
    def keeps_start(self) -> bool:
        """Whether the start codon is untouched, or one edit alone touches it and leaves a start."""
        touching = self._at_start()
        if not touching:
            return True
        one = touching[0]
        kept = start_is_kept(self.transcript, one.start, one.end, one.alt)
        return len(touching) == 1 and kept

    def _at_start(self) -> list[Edit]:
        return [e for e in self.edits if touches_start_codon(self.transcript, e.start, e.end)]

    def is_before(self, edit: Edit) -> bool:
        """Return whether an edit leaves the whole coding sequence behind it."""
        if edit.end <= self.cds.start:
            return True
        if edit not in self._at_start():
            return False
        in_place = start_keeps_place(self.transcript, edit.start, edit.end, edit.alt)
        return not (edit.start >= self.cds.start and in_place)

    @property
    def first(self) -> int:
        """Where the start codon lies in the mutated message."""
        return self.cds.start + sum(edit.moved for edit in self.edits if self.is_before(edit))

    def first_stop(self) -> int | None:
        """Return the index of the first stop of the mutant protein, ``None`` without one."""
        residues, stopped = read_protein(self.sequence, self.first)
        return len(residues) - 1 if stopped else None

    def read_edits(self) -> tuple[Edit, ...]:
        """Return the edits that the ribosome meets: between the start codon and the first stop."""
        stop = self.first_stop()
        first = self.first
        end = len(self.sequence) if stop is None else first + 3 * stop + 3
        found = []
        moved = 0
        for edit in self.edits:
            place = edit.start + moved
            moved += edit.moved
            behind = place >= end
            if not behind and not self.is_before(edit):
                found.append(edit)
        return tuple(found)

    def blocks(self) -> tuple[Block, ...]:
        """Return the edits that are read, as events of the protein.

        Edits belong together while the frame is shifted, when they touch one codon or codons next
        to each other, and behind a changed stop codon.
        """
        found: list[list[Edit]] = []
        frame = last = 0
        for edit in self.read_edits():
            first_codon = (edit.start - self.cds.start) // 3
            if not found or (frame == 0 and first_codon > last + 1):
                found.append([])
                frame = 0
            found[-1].append(edit)
            frame = (frame + edit.moved) % 3
            last = (max(edit.end - 1, edit.start) - self.cds.start) // 3
            if edit.start == edit.end and (edit.start - self.cds.start) % 3 == 0:
                last -= 1  # an insertion between two codons touches neither
            if edit.end > self.cds.end - 3:
                last = len(self.sequence)  # past the stop codon all is read as one
        return tuple([self._block(edits) for edits in found])

    def _block(self, edits: list[Edit]) -> Block:
        sequence = self.transcript.sequence
        bases = edits[0].alt
        for before, after in pairwise(edits):
            bases += sequence[before.end : after.start] + after.alt
        merged = Edit(edits[0].start, edits[-1].end, bases, edits[0].exon)
        change = predict(self.transcript, merged.start, merged.end, merged.alt)
        return Block(tuple(edits), merged, change)

    def place_stop(self, stop: int) -> NewStop:
        """Return where a stop of the mutant protein lies, by its index."""
        return place_stop(self.transcript, self.edits, stop, self.first + 3 * stop)
