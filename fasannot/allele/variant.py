"""What changed: one allele on the locus sequence, in its one canonical form.

Any spelling of an allele (padded, unshifted, complex) becomes the same ``GenomicVariant``: shared
flanks are trimmed and a pure insertion or deletion is moved as far 3′ as the sequence allows
(HGVS 3′ rule). On the + strand of FAS the genomic and the transcript 3′ direction are one, so a
single shift serves g., c. and consequence; introns between exons stop it at exon/exon borders.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, NoReturn

from fasannot.gene.checks import LETTERS, bases, kind_of, refuse, whole
from fasannot.gene.sequence import reverse_complement, trim


class VariantKind(StrEnum):
    """Type of change, as HGVS names it and in its order of preference."""

    SUBSTITUTION = "substitution"
    DELETION = "deletion"
    INVERSION = "inversion"
    DUPLICATION = "duplication"
    INSERTION = "insertion"
    DELINS = "delins"
    IDENTITY = "identity"


# Members looked up once: Python 3.11 takes its time over each, and alleles come by the million.
_SUBSTITUTION, _DELINS = VariantKind.SUBSTITUTION, VariantKind.DELINS
_DUPLICATION, _INSERTION = VariantKind.DUPLICATION, VariantKind.INSERTION
_DELETION = VariantKind.DELETION


class _GenomicVariant(NamedTuple):
    kind: VariantKind
    start: int
    end: int
    ref: str
    alt: str


class GenomicVariant(_GenomicVariant):
    """One allele in canonical form.

    Attributes:
        kind: the type of change.
        start: first replaced base, 0-based on the locus sequence.
        end: end of the replaced bases; ``start == end`` for insertions and duplications, whose new
            bases come before the base at ``start``.
        ref: the replaced reference bases.
        alt: the new bases.

    >>> GenomicVariant(VariantKind.DELETION, 9, 7, "", "")
    Traceback (most recent call last):
    ...
    ValueError: replaced bases of an allele is (9, 7); they start after their end
    """

    __slots__ = ()  # a checked tuple: one is built for each allele

    def __new__(cls, kind: VariantKind, start: int, end: int, ref: str, alt: str) -> GenomicVariant:
        """Return an allele whose parts fit each other."""
        if (
            not type(start) is type(end) is int
            or start > end
            or not type(ref) is type(alt) is str
            or (ref + alt).strip(LETTERS)
            or (ref and len(ref) != end - start)
            or type(kind) is not VariantKind
        ):
            _refuse(kind, start, end, ref, alt)
        return tuple.__new__(cls, (kind, start, end, ref, alt))

    @property
    def described_start(self) -> int:
        """Start of the interval that HGVS names: the duplicated copy, else the replaced bases."""
        return self.start - len(self.alt) if self.kind is _DUPLICATION else self.start

    @property
    def length_change(self) -> int:
        """Bases gained (positive) or lost (negative)."""
        return len(self.alt) - (self.end - self.start)


def _refuse(kind: object, start: object, end: object, ref: object, alt: object) -> NoReturn:
    """Say which part of an allele makes no sense."""
    kind_of("kind of an allele", kind, VariantKind)
    whole("start of an allele", start)
    whole("end of an allele", end)
    bases("replaced bases of an allele", ref)
    bases("new bases of an allele", alt)
    if (start, end) != tuple(sorted((start, end))):  # type: ignore[type-var]
        refuse("replaced bases of an allele", (start, end), "they start after their end")
    refuse("replaced bases of an allele", ref, f"they do not fill {start} to {end}")


def shift_deletion(sequence: str, start: int, end: int) -> tuple[int, int]:
    """Return the interval of a deletion moved as far 3′ as it gives the same sequence."""
    last = len(sequence)
    while end < last and sequence[start] == sequence[end]:
        start += 1
        end += 1
    return start, end


def shift_insertion(sequence: str, start: int, alt: str) -> tuple[int, str]:
    """Return place and bases of an insertion moved as far 3′ as it gives the same sequence."""
    moved = 0
    size = len(alt)
    room = len(sequence) - start
    while moved < room and sequence[start + moved] == alt[moved % size]:
        moved += 1
    turn = moved % size
    return start + moved, alt[turn:] + alt[:turn]


def unshift(sequence: str, start: int, end: int, alt: str) -> tuple[int, int, str]:
    """Return an insertion or deletion moved as far 5′ as it gives the same sequence."""
    if start == end:
        size = len(alt)
        moved = 0
        while moved < start and sequence[start - 1 - moved] == alt[-1 - moved % size]:
            moved += 1
        turn = -moved % size
        return start - moved, start - moved, alt[turn:] + alt[:turn]
    if not alt:
        while start > 0 and sequence[start - 1] == sequence[end - 1]:
            start -= 1
            end -= 1
    return start, end, alt


def canonical(sequence: str, start: int, ref: str, alt: str) -> GenomicVariant:
    """Return the canonical form of an allele.

    Args:
        sequence: the locus sequence.
        start: 0-based place of the first base of ``ref``.
        ref: the replaced bases, upper case, equal to the sequence there.
        alt: the new bases, upper case.
    """
    return of_trimmed(sequence, *trim(start, ref, alt))


def of_trimmed(sequence: str, start: int, ref: str, alt: str) -> GenomicVariant:
    """Return the canonical form of an allele without shared flanks; see ``canonical``."""
    end = start + len(ref)
    if len(ref) == 1 == len(alt):
        return GenomicVariant(_SUBSTITUTION, start, end, ref, alt)
    if not ref:
        if not alt:
            return GenomicVariant(VariantKind.IDENTITY, start, end, ref, alt)
        start, alt = shift_insertion(sequence, start, alt)
        size = len(alt)
        duplicated = start >= size and sequence.startswith(alt, start - size)
        kind = _DUPLICATION if duplicated else _INSERTION
        return GenomicVariant(kind, start, start, "", alt)
    if not alt:
        start, end = shift_deletion(sequence, start, end)
        return GenomicVariant(_DELETION, start, end, sequence[start:end], "")
    if len(ref) == len(alt) and alt == reverse_complement(ref):
        return GenomicVariant(VariantKind.INVERSION, start, end, ref, alt)
    return GenomicVariant(_DELINS, start, end, ref, alt)
