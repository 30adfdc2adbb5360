"""Values to HGVS names: g., c. (n.), p. and the legacy names of the older ALPS literature.

Rules: HGVS nomenclature (3′ rule, ``inv`` before ``delins``, ``dup`` before ``ins``, no repeat
notation, predicted consequences in parentheses) as settled for this gene in the project's rulings.
"""

from __future__ import annotations

from fasannot.allele.variant import GenomicVariant, VariantKind
from fasannot.effect.protein import ProteinChange, ProteinKind
from fasannot.gene.landmarks import landmarks
from fasannot.gene.model import Assembly
from fasannot.gene.sequence import THREE_LETTER, three_letter
from fasannot.gene.transcript import Transcript

# Members looked up once: Python 3.11 takes its time over each.
_SUBSTITUTION = VariantKind.SUBSTITUTION
_INSERTION = VariantKind.INSERTION
_RESIDUE_CHANGED, _NONSENSE = ProteinKind.SUBSTITUTION, ProteinKind.NONSENSE
_FRAMESHIFT, _SYNONYMOUS = ProteinKind.FRAMESHIFT, ProteinKind.SYNONYMOUS
_CHANGES = {
    VariantKind.DELETION: "del",
    VariantKind.DUPLICATION: "dup",
    VariantKind.INVERSION: "inv",
    VariantKind.IDENTITY: "=",
}


def change_text(variant: GenomicVariant) -> str:
    """Return the part of a g. or c. name after the positions."""
    kind = variant.kind
    if kind is _SUBSTITUTION:
        return f"{variant.ref}>{variant.alt}"
    if kind is _INSERTION:
        return f"ins{variant.alt}"
    return _CHANGES.get(kind) or f"delins{variant.alt}"


def described_interval(variant: GenomicVariant) -> tuple[int, int]:
    """Return the bases an HGVS name spans, 0-based half-open on the locus.

    The duplicated copy of a duplication, both neighbours of an insertion, else the replaced bases.
    """
    kind = variant.kind
    if kind is _SUBSTITUTION:
        return variant.start, variant.end
    if kind is _INSERTION:
        return variant.start - 1, variant.start + 1
    return variant.described_start, variant.end


def genomic_name(variant: GenomicVariant, assembly: Assembly) -> str:
    """Return the g. name on chromosome 10 of a genome build."""
    start, end = described_interval(variant)
    first = assembly.position(start)
    span = first if end - start == 1 else f"{first}_{assembly.position(end - 1)}"
    return f"{assembly.accession}:g.{span}{change_text(variant)}"


def coding_name(transcript: Transcript, variant: GenomicVariant) -> str | None:
    """Return the c. (n. when non-coding) name, ``None`` for one partly outside the transcript."""
    start, end = described_interval(variant)
    first = transcript.coding_position(start)
    last = first if end - start == 1 else transcript.coding_position(end - 1)
    if first is None or last is None:
        return None
    datum = "n" if transcript.cds is None else "c"
    span = str(first) if first is last else f"{first}_{last}"
    return f"{transcript.accession}:{datum}.{span}{change_text(variant)}"


def protein_text(change: ProteinChange, protein: str) -> str:
    """Return the description of a protein change without ``p.`` and parentheses.

    Args:
        change: the predicted change.
        protein: the reference protein with its ``*``.
    """
    kind = change.kind
    first = f"{THREE_LETTER[protein[change.start]]}{change.start + 1}"
    if kind is _FRAMESHIFT:
        distance = "?" if change.stop is None else str(change.stop - change.start + 1)
        return f"{first}{THREE_LETTER[change.alt[0]] if change.alt else ''}fsTer{distance}"
    if kind is _RESIDUE_CHANGED:
        return f"{first}{THREE_LETTER[change.alt]}"
    if kind is _NONSENSE:
        return f"{first}Ter"
    if kind is ProteinKind.START_LOST:
        return "Met1?"
    if kind is ProteinKind.EXTENSION:
        distance = "?" if change.stop is None else str(change.stop - change.start)
        return f"{first}{THREE_LETTER[change.alt[0]]}extTer{distance}"
    if kind in (ProteinKind.INSERTION, ProteinKind.DUPLICATION) and not change.ref:
        if kind is ProteinKind.DUPLICATION:
            begin = change.start - len(change.alt)
            copy = _residue_span(protein, begin, change.start)
            return f"{copy}dup"
        before = f"{THREE_LETTER[protein[change.start - 1]]}{change.start}"
        return f"{before}_{first}ins{three_letter(change.alt)}"
    span = _residue_span(protein, change.start, change.end)
    if kind is _SYNONYMOUS:
        return f"{span}="
    if kind is ProteinKind.DELETION:
        return f"{span}del"
    return f"{span}delins{three_letter(change.alt)}"


def _residue_span(protein: str, start: int, end: int) -> str:
    first = f"{THREE_LETTER[protein[start]]}{start + 1}"
    return first if end - start == 1 else f"{first}_{THREE_LETTER[protein[end - 1]]}{end}"


def protein_name(transcript: Transcript, description: str) -> str:
    """Return the full p. name: ``?`` and ``0?`` as they are, a predicted change in parentheses."""
    shown = description if description in ("?", "0?") else f"({description})"
    return f"{transcript.protein_accession or transcript.accession}:p.{shown}"


def legacy_position(residue: int) -> int:
    """Return the mature number of a 1-based precursor residue; there is no residue zero.

    >>> legacy_position(250), legacy_position(17), legacy_position(16)
    (234, 1, -1)
    """
    number = residue - landmarks().legacy_offset
    return number if number > 0 else number - 1


def precursor_position(number: int) -> int:
    """Return the 1-based precursor residue of a mature number.

    >>> precursor_position(234), precursor_position(1), precursor_position(-1)
    (250, 17, 16)
    """
    offset = landmarks().legacy_offset
    return number + offset if number > 0 else number + offset + 1


def legacy_name(change: ProteinChange, protein: str) -> str | None:
    """Return the one-letter name in mature numbering: substitutions and frameshifts only."""
    if change.kind is _RESIDUE_CHANGED or change.kind is _NONSENSE:
        alt = change.alt
    elif change.kind is _FRAMESHIFT:
        alt = "fs"
    else:
        return None
    return f"{protein[change.start]}{legacy_position(change.start + 1)}{alt}"
