"""Message to protein: what an edit of the spliced sequence does to the residues.

The new protein is read from the start codon to its first stop, on into the 3′ UTR if need be.
Naming follows the HGVS protein recommendations as settled for this gene: extension before
frameshift before insertion; an immediate stop is nonsense; residues are listed up to ``Ter``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from fasannot.gene.sequence import (
    codon_table,
    reading_frames,
    shared_prefix,
    translate,
    trim,
)
from fasannot.gene.transcript import Transcript


class ProteinKind(StrEnum):
    """Type of protein change, as HGVS tells them apart."""

    SYNONYMOUS = "synonymous"
    SUBSTITUTION = "substitution"
    NONSENSE = "nonsense"
    FRAMESHIFT = "frameshift"
    EXTENSION = "extension"
    DELETION = "deletion"
    DUPLICATION = "duplication"
    INSERTION = "insertion"
    DELINS = "delins"
    START_LOST = "start_lost"


# Members looked up once: Python 3.11 takes its time over each.
_SYNONYMOUS, _SUBSTITUTION = ProteinKind.SYNONYMOUS, ProteinKind.SUBSTITUTION
_NONSENSE, _FRAMESHIFT = ProteinKind.NONSENSE, ProteinKind.FRAMESHIFT


class ProteinChange(NamedTuple):
    """The predicted change, in residues of the reference protein.

    Attributes:
        kind: the type of change.
        start: first changed residue, 0-based; for insertions the residue before which the new
            ones stand.
        end: end of the replaced residues, half-open (for ``SYNONYMOUS`` of the codons touched).
        ref: replaced residues, one-letter.
        alt: new residues, one-letter, up to and with ``*``.
        stop: index of the first stop of the mutant protein, 0-based; ``None`` if the message ends
            without one, or for ``START_LOST``.
    """

    kind: ProteinKind
    start: int
    end: int
    ref: str
    alt: str
    stop: int | None


class CodonChange(NamedTuple):
    """The codons an edit touches, before and after.

    Attributes:
        first: index of the first touched codon, 0-based.
        end: end of the touched codons; equal to ``first`` for an insertion between codons.
        ref: their bases.
        alt: the bases in their place.
        ref_residues: their residues.
        alt_residues: the residues in their place, all of them; ``X`` for a partial codon.
    """

    first: int
    end: int
    ref: str
    alt: str
    ref_residues: str
    alt_residues: str


def touched_codons(transcript: Transcript, start: int, end: int, alt: str) -> CodonChange | None:
    """Return the codons an edit touches, ``None`` unless it lies within the coding sequence.

    Args:
        transcript: a coding transcript.
        start: spliced coordinate of the first replaced base.
        end: spliced coordinate after the last one.
        alt: the new bases.
    """
    cds = transcript.cds
    assert cds is not None
    if start < cds.start:
        start, end, alt = coding_edit(transcript, start, end, alt)
    if start < cds.start or end > cds.end:
        return None
    first = (start - cds.start) // 3
    last = first if start == end and (start - cds.start) % 3 == 0 else (end - cds.start + 2) // 3
    left = cds.start + 3 * first
    right = cds.start + 3 * last
    sequence = transcript.sequence
    ref = sequence[left:right]
    new = sequence[left:start] + alt + sequence[end:right]
    residues = translate(new)
    if residues != "*" and len(new) % 3:
        residues += "X"
    return CodonChange(first, last, ref, new, transcript.protein[first:last], residues)


def read_protein(sequence: str, first: int) -> tuple[str, bool]:
    """Return residues from ``first`` up to and with the stop, and whether a stop was met.

    >>> read_protein("CCATGGCTTAACC", 2)
    ('MA*', True)
    """
    table = codon_table()
    residues = []
    for place in range(first, len(sequence) - 2, 3):
        residue = table[sequence[place : place + 3]]
        residues.append(residue)
        if residue == "*":
            return "".join(residues), True
    return "".join(residues), False


def read_edited(message: str, first: int, start: int, end: int, alt: str) -> tuple[str, bool]:
    """Return what ``read_protein`` reads from ``first`` on, of a message with one edit.

    Only the codons of the edit itself are translated: behind it the ribosome reads one of the
    three frames of the message as it was.

    Args:
        message: the message without the edit.
        first: where the reading begins, at ``start`` or whole codons before it.
        start: coordinate of the first replaced base.
        end: coordinate after the last one.
        alt: the new bases.

    >>> read_edited("ATGCCCTAAATAG", 0, 4, 5, "")
    ('MPK*', True)
    """
    rest = end + -(start - first + len(alt)) % 3  # where the next whole codon begins
    residues = translate(message[first:start] + alt + message[end:rest])
    stop = residues.find("*")
    if stop >= 0:
        return residues[: stop + 1], True
    frame, place = reading_frames(message)[rest % 3], rest // 3
    stop = frame.find("*", place)
    if stop >= 0:
        return residues + frame[place : stop + 1], True
    return residues + frame[place:], False


def start_is_kept(transcript: Transcript, start: int, end: int, alt: str) -> bool:
    """Return whether an edit that touches the start codon leaves a start in place.

    Either the 5′ UTR and an ATG after it stand as before, or the whole coding sequence follows
    intact (as after a duplication into the 5′ UTR).
    """
    cds = transcript.cds
    assert cds is not None
    sequence = transcript.sequence
    if start >= cds.start and start_keeps_place(transcript, start, end, alt):
        return True
    return end <= cds.end and (sequence[:start] + alt + sequence[end : cds.end]).endswith(
        sequence[cds.start : cds.end]
    )


class CodingEdit(NamedTuple):
    """An edit of the spliced message as far as the reading frame is concerned."""

    start: int
    end: int
    alt: str


def coding_edit(transcript: Transcript, start: int, end: int, alt: str) -> CodingEdit:
    """Return an edit without what it writes before a start codon that it leaves as it was.

    A block that begins in the 5′ UTR and holds an unchanged ATG (at its old distance from the
    start of the message, or from what follows) changes the codons behind it alone. Any other edit
    is returned as it is.
    """
    cds = transcript.cds
    assert cds is not None
    if start >= cds.start or end < cds.start + 3:
        return CodingEdit(start, end, alt)
    before, behind = cds.start - start, end - cds.start - 3
    for place in (before, len(alt) - behind - 3):
        if place >= 0 and alt[place : place + 3] == "ATG":
            first, new = cds.start + 3, alt[place + 3 :]
            break
    else:
        return CodingEdit(start, end, alt)
    sequence = transcript.sequence
    while first < end and new and new[0] == sequence[first]:
        first, new = first + 1, new[1:]
    while first < end and new and new[-1] == sequence[end - 1]:
        end, new = end - 1, new[:-1]
    return CodingEdit(first, end, new)


def touches_start_codon(transcript: Transcript, start: int, end: int) -> bool:
    """Return whether an edit replaces part of the start codon or is inserted into it."""
    cds = transcript.cds
    assert cds is not None
    if start == end:
        return cds.start < start < cds.start + 3
    return start < cds.start + 3 and end > cds.start


def _describe_in_frame_stop(
    protein: str, first: int, end: int, alt: str, stop: int
) -> ProteinChange:
    """Describe codons replaced in frame by ones with a stop, at ``stop`` of ``alt``."""
    stop_codon = len(protein) - 1
    mutant_stop = first + stop
    # A residue that comes back behind the new stop is not a replaced one: p.Val190_Lys191insThrTer.
    while end > first and len(alt) > stop + 1 and alt[-1] == protein[end - 1]:
        end, alt = end - 1, alt[:-1]
    alt = alt[: stop + 1]
    place = shared_prefix(alt[:stop], protein[first:])
    start = first + place
    new = alt[place:]
    if start == stop_codon:
        kind = _SYNONYMOUS if new == "*" else ProteinKind.EXTENSION
        return ProteinChange(kind, start, start + 1, "*", new, mutant_stop)
    if new == "*":
        return ProteinChange(_NONSENSE, start, start + 1, protein[start], new, mutant_stop)
    kind = ProteinKind.DELINS if end > start else ProteinKind.INSERTION
    end = max(start, end)
    return ProteinChange(kind, start, end, protein[start:end], new, mutant_stop)


def _describe_in_frame(protein: str, first: int, end: int, alt: str) -> ProteinChange:
    """Describe codons replaced in frame before the stop codon."""
    stop_codon = len(protein) - 1
    stop = alt.find("*")
    if stop >= 0:
        return _describe_in_frame_stop(protein, first, end, alt, stop)
    ref = protein[first:end]
    mutant_stop = stop_codon + len(alt) - len(ref)
    if ref == alt:
        return ProteinChange(_SYNONYMOUS, first, end, ref, alt, mutant_stop)
    start, ref, alt = trim(first, ref, alt)
    end = start + len(ref)
    if not alt:
        while protein[start] == protein[end] and end < stop_codon:
            start, end = start + 1, end + 1
        if end == stop_codon:
            # The native stop now follows directly: HGVS calls that nonsense, not a deletion.
            return ProteinChange(_NONSENSE, start, start + 1, protein[start], "*", start)
        return ProteinChange(ProteinKind.DELETION, start, end, protein[start:end], "", mutant_stop)
    if not ref:
        while protein[start] == alt[0]:
            start, alt = start + 1, alt[1:] + alt[0]
        if start == stop_codon:
            return ProteinChange(
                ProteinKind.EXTENSION, start, start + 1, "*", alt + "*", mutant_stop
            )
        duplicated = protein[:start].endswith(alt)
        kind = ProteinKind.DUPLICATION if duplicated else ProteinKind.INSERTION
        return ProteinChange(kind, start, start, "", alt, mutant_stop)
    kind = _SUBSTITUTION if len(ref) == 1 == len(alt) else ProteinKind.DELINS
    return ProteinChange(kind, start, end, ref, alt, mutant_stop)


def _describe_read_through(transcript: Transcript, start: int, end: int, alt: str) -> ProteinChange:
    """Describe a frameshift or a change of the stop codon by reading on to the new stop."""
    cds = transcript.cds
    assert cds is not None
    sequence, protein = transcript.sequence, transcript.protein
    first = (start - cds.start) // 3
    left = cds.start + 3 * first
    residues, stopped = read_edited(sequence, left, start, end, alt)
    stop = first + len(residues) - 1 if stopped else None
    stop_codon = len(protein) - 1
    place = shared_prefix(residues, protein[first:])
    limit = min(len(residues), stop_codon + 1 - first)
    changed = first + place
    if place == limit and stop == stop_codon:
        last = max((end - cds.start + 2) // 3, first + 1)
        if last > stop_codon:
            return ProteinChange(_SYNONYMOUS, stop_codon, stop_codon + 1, "*", "*", stop)
        ref = protein[first:last]
        return ProteinChange(_SYNONYMOUS, first, last, ref, ref, stop)
    new = residues[place:]
    if changed == stop_codon:
        return ProteinChange(ProteinKind.EXTENSION, changed, changed + 1, "*", new, stop)
    if new[:1] == "*":
        return ProteinChange(_NONSENSE, changed, changed + 1, protein[changed], "*", stop)
    in_frame = (len(alt) - (end - start)) % 3 == 0
    if len(alt) == end - start and stop is not None and stop < stop_codon:
        # The length does not change, so no frame is shifted: the end is rewritten.
        ref = protein[changed : stop_codon + 1]
        return ProteinChange(ProteinKind.DELINS, changed, stop_codon + 1, ref, new, stop)
    if in_frame and stop == stop_codon + (len(alt) - (end - start)) // 3 and end <= cds.end:
        # Residues before the stop changed, the stop codon was rewritten in place.
        last = stop_codon
        return _describe_in_frame(protein, first, last, residues[: stop - first])
    return ProteinChange(_FRAMESHIFT, changed, changed + 1, protein[changed], new, stop)


def _describe_substitution(transcript: Transcript, start: int, alt: str) -> ProteinChange:
    """Describe one base replaced in a codon that is neither the first nor the stop."""
    cds = transcript.cds
    assert cds is not None
    protein, sequence = transcript.protein, transcript.sequence
    first = (start - cds.start) // 3
    left = cds.start + 3 * first
    new = codon_table()[sequence[left:start] + alt + sequence[start + 1 : left + 3]]
    old = protein[first]
    if new == "*":
        return ProteinChange(_NONSENSE, first, first + 1, old, new, first)
    kind = _SYNONYMOUS if new == old else _SUBSTITUTION
    return ProteinChange(kind, first, first + 1, old, new, len(protein) - 1)


def predict(transcript: Transcript, start: int, end: int, alt: str) -> ProteinChange | None:
    """Return the predicted protein change of an edit, ``None`` when it lies in a UTR.

    Args:
        transcript: a coding transcript.
        start: spliced coordinate of the first replaced base.
        end: spliced coordinate after the last one (``start`` for an insertion).
        alt: the new bases.
    """
    cds = transcript.cds
    assert cds is not None
    protein = transcript.protein
    if start >= cds.end or end <= cds.start:
        return None
    if end - start == 1 == len(alt) and cds.start + 3 <= start < cds.end - 3:
        return _describe_substitution(transcript, start, alt)
    if start < cds.start:
        start, end, alt = coding_edit(transcript, start, end, alt)
    if start < cds.start + 3 and touches_start_codon(transcript, start, end):
        if not start_is_kept(transcript, start, end, alt):
            return ProteinChange(ProteinKind.START_LOST, 0, 1, "M", "", None)
        if not (start >= cds.start and start_keeps_place(transcript, start, end, alt)):
            return ProteinChange(_SYNONYMOUS, 0, 1, "M", "M", len(protein) - 1)
    if (len(alt) - (end - start)) % 3 == 0 and end <= cds.end - 3:
        codons = touched_codons(transcript, start, end, alt)
        assert codons is not None
        return _describe_in_frame(protein, codons.first, codons.end, codons.alt_residues)
    return _describe_read_through(transcript, start, end, alt)


def start_keeps_place(transcript: Transcript, start: int, end: int, alt: str) -> bool:
    """Return whether an ATG stands where the start codon stood, after an untouched 5′ UTR."""
    cds = transcript.cds
    assert cds is not None
    sequence = transcript.sequence
    return (sequence[cds.start : start] + alt + sequence[end : end + 3])[:3] == "ATG"


def mutant_protein(transcript: Transcript, start: int, end: int, alt: str) -> str:
    """Return the whole mutant protein from the start codon, with ``*`` if a stop is met."""
    cds = transcript.cds
    assert cds is not None
    sequence = transcript.sequence
    residues, _ = read_protein(sequence[:start] + alt + sequence[end:], cds.start)
    return residues
