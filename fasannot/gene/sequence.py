"""Nucleotides and residues: shared flanks, complement, codons, one- and three-letter codes."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")
BASES = frozenset("ACGT")


def reverse_complement(sequence: str) -> str:
    """Return the reverse complement of upper-case DNA."""
    return sequence.translate(_COMPLEMENT)[::-1]


def shared_prefix(one: str, other: str) -> int:
    """Return how many letters two sequences share from their first on.

    >>> shared_prefix("ACGT", "ACT")
    2
    """
    size = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        size += 1
    return size


def trim(start: int, ref: str, alt: str) -> tuple[int, str, str]:
    """Return start, ref and alt without shared flanks, prefix first.

    >>> trim(10, "ACGT", "ACT")
    (12, 'G', '')
    """
    if len(ref) == 1 == len(alt):  # nine in ten alleles
        return (start + 1, "", "") if ref == alt else (start, ref, alt)
    if alt.startswith(ref):
        return start + len(ref), "", alt[len(ref) :]
    if ref.startswith(alt):
        return start + len(alt), ref[len(alt) :], ""
    shortest = min(len(ref), len(alt))
    prefix = 0
    while prefix < shortest and ref[prefix] == alt[prefix]:
        prefix += 1
    suffix = 0
    longest_suffix = shortest - prefix
    while suffix < longest_suffix and ref[-1 - suffix] == alt[-1 - suffix]:
        suffix += 1
    return start + prefix, ref[prefix : len(ref) - suffix], alt[prefix : len(alt) - suffix]


# The standard genetic code (NCBI translation table 1): codons in the order T, C, A, G of their
# first, second and third base.
_RESIDUES = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
_CODONS = dict(zip(map("".join, product("TCAG", repeat=3)), _RESIDUES, strict=True))


def codon_table() -> dict[str, str]:
    """Return the standard genetic code: codon to one-letter residue, ``*`` for a stop.

    >>> codon_table()["ATG"], codon_table()["TGA"], len(codon_table())
    ('M', '*', 64)
    """
    return _CODONS


def translate(coding: str) -> str:
    """Return the residues of whole codons; a partial last codon is left out, stops are ``*``.

    >>> translate("ATGTAGC")
    'M*'
    """
    table = codon_table()
    return "".join([table[coding[i : i + 3]] for i in range(0, len(coding) - 2, 3)])


@lru_cache(maxsize=64)
def reading_frames(message: str) -> tuple[str, str, str]:
    """Return the residues of a message read from its first, second and third base.

    Kept for each transcript: behind an edit a frameshift reads on in one of these three.

    >>> reading_frames("ATGTAGC")
    ('M*', 'CS', 'V')
    """
    return translate(message), translate(message[1:]), translate(message[2:])


THREE_LETTER = {
    "A": "Ala", "R": "Arg", "N": "Asn", "D": "Asp", "C": "Cys", "Q": "Gln", "E": "Glu",
    "G": "Gly", "H": "His", "I": "Ile", "L": "Leu", "K": "Lys", "M": "Met", "F": "Phe",
    "P": "Pro", "S": "Ser", "T": "Thr", "W": "Trp", "Y": "Tyr", "V": "Val", "*": "Ter",
}  # fmt: skip
ONE_LETTER = {three: one for one, three in THREE_LETTER.items()}


def three_letter(residues: str) -> str:
    """Return residues in three-letter code, ``*`` as ``Ter``.

    >>> three_letter("R*")
    'ArgTer'
    """
    return "".join([THREE_LETTER[residue] for residue in residues])
