"""The new stop: where it lies in the mutated message, and whether it triggers NMD.

The rule is the 50-nucleotide rule judged from the stop, never from the variant: distance is the
last base of the penultimate exon minus the first base of the new stop codon, on the mutated
spliced message; at 50 or less, or in the last exon, the message escapes (Abou Tayoun 2018, Hum
Mutat 39:1517; RULINGS for the border: exon 8 of FAS has 25 nt, so the border lies in exon 7).
"""

from __future__ import annotations

from typing import NamedTuple

from fasannot.effect.projection import Projection
from fasannot.effect.protein import ProteinChange, ProteinKind
from fasannot.effect.terms import Nmd
from fasannot.gene.transcript import Transcript

NMD_DISTANCE = 50


class NewStop(NamedTuple):
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

    def __str__(self) -> str:
        return f"{self.codon}/{self.exon}/{self.distance}"


def _junctions(transcript: Transcript, edit: Projection) -> list[int]:
    """Return the exon/exon junctions of the mutated message, as spliced coordinates."""
    moved = len(edit.alt) - (edit.end - edit.start)
    kept = []
    for junction in transcript.exon_starts[1:]:
        if junction < edit.start:
            kept.append(junction)
        elif junction > edit.end or (junction == edit.end and edit.end > edit.start):
            kept.append(junction + moved)
        elif junction == edit.start:
            upstream = transcript.exon_starts[edit.exon] != junction
            kept.append(junction + moved if upstream and edit.start == edit.end else junction)
    return kept


def place_stop(transcript: Transcript, edit: Projection, stop: int) -> NewStop:
    """Return where a stop codon of the mutant protein lies.

    Args:
        transcript: a coding transcript.
        edit: the edit of its message.
        stop: index of the stop in the mutant protein, 0-based.
    """
    cds = transcript.cds
    assert cds is not None
    first = cds.start + 3 * stop
    moved = len(edit.alt) - (edit.end - edit.start)
    if first < edit.start:
        exon = transcript.exon_of_spliced(first)
    elif first < edit.start + len(edit.alt):
        exon = edit.exon
    else:
        exon = transcript.exon_of_spliced(first - moved)
    junctions = _junctions(transcript, edit)
    distance = junctions[-1] - 1 - first if junctions else -first - 1
    nmd = Nmd.ESCAPING if distance <= NMD_DISTANCE else Nmd.TRIGGERING
    return NewStop(stop + 1, exon + 1, distance, nmd)


def new_stop(transcript: Transcript, edit: Projection, change: ProteinChange) -> NewStop | None:
    """Return the new stop of a protein change that ends in one, ``None`` for others."""
    if change.stop is None:
        return None
    if change.kind in (ProteinKind.NONSENSE, ProteinKind.FRAMESHIFT) or (
        change.kind in (ProteinKind.INSERTION, ProteinKind.DELINS) and change.alt[-1:] == "*"
    ):
        return place_stop(transcript, edit, change.stop)
    return None
