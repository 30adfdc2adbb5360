"""HGVS names back to alleles: c. and g. names exactly, p. substitutions to possible codons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from fasannot.errors import FasannotError
from fasannot.gene.coordinates import CodingPosition
from fasannot.gene.model import Assembly, GeneModel
from fasannot.gene.sequence import ONE_LETTER, THREE_LETTER, codon_table, reverse_complement
from fasannot.gene.transcript import Transcript


class QueryError(FasannotError):
    """A query cannot be read or contradicts the reference; the message says how to write it."""


@dataclass(frozen=True, slots=True)
class LocusEdit:
    """An allele as it was asked for, not yet in canonical form.

    Attributes:
        start: 0-based locus coordinate of the first replaced base.
        ref: the replaced bases.
        alt: the new bases.
    """

    start: int
    ref: str
    alt: str


_POSITION = r"(?P<{0}>[*-]?\d+(?:[+-]\d+)?)"
_NAME = re.compile(
    _POSITION.format("first")
    + r"(?:_"
    + _POSITION.format("last")
    + r")?"
    + r"(?:(?P<old>[ACGT])>(?P<new>[ACGT])|(?P<same>[ACGT]*=)|"
    r"(?P<kind>delins|del|dup|inv|ins)(?P<bases>[ACGTN]*|\d+)(?:ins(?P<inserted>[ACGT]+))?)$",
    re.IGNORECASE,
)
_EXAMPLES = "c.749G>C, c.651+2T>C, c.968_987dup, c.38del, c.403_404insA, c.9_10delinsTT"
_C_POSITION = re.compile(r"(?P<star>\*?)(?P<base>-?\d+)(?P<offset>[+-]\d+)?$")


def parse_coding_position(text: str) -> CodingPosition:
    """Return the value of a c. position.

    >>> str(parse_coding_position("*12")), parse_coding_position("197-20").offset
    ('*12', -20)
    """
    match = _C_POSITION.match(text)
    if match is None:
        raise QueryError(f"{text!r} is not a c. position; write it like 749, -12, *4, 651+2")
    return CodingPosition(
        int(match["base"]), int(match["offset"] or 0), after_stop=bool(match["star"])
    )


def _described_edit(
    model: GeneModel, match: re.Match[str], start: int, end: int, name: str
) -> LocusEdit:
    """Return the edit of a parsed name whose positions span ``[start, end)`` on the locus."""
    sequence = model.sequence
    ref = sequence[start:end]
    if match["old"]:
        if end - start != 1:
            raise QueryError(f"{name}: a substitution has one position; write a delins")
        _check_bases(name, match["old"].upper(), ref)
        return LocusEdit(start, ref, match["new"].upper())
    if match["same"] is not None:
        return LocusEdit(start, ref, ref)
    kind = match["kind"].lower()
    bases = match["bases"].upper()
    if kind in ("del", "dup", "inv") and bases:
        if bases.isdigit():
            if int(bases) != end - start:
                raise QueryError(
                    f"{name}: {bases} bases are stated, the positions span {end - start}"
                )
        else:
            _check_bases(name, bases, ref)
    if kind == "del":
        return LocusEdit(start, ref, (match["inserted"] or "").upper())
    if kind == "dup":
        return LocusEdit(start, ref, ref + ref)
    if kind == "inv":
        if end - start < 2:
            raise QueryError(f"{name}: an inversion spans at least two bases")
        return LocusEdit(start, ref, reverse_complement(ref))
    if not bases or bases.isdigit() or "N" in bases:
        raise QueryError(f"{name}: the new bases must be spelled out in A, C, G, T")
    if kind == "ins":
        if end - start != 2:
            raise QueryError(f"{name}: an insertion names its two neighbours, as 403_404ins{bases}")
        return LocusEdit(start + 1, "", bases)
    return LocusEdit(start, ref, bases)


def _check_bases(name: str, stated: str, ref: str) -> None:
    if stated.upper() != ref:
        shown = ref if len(ref) <= 30 else f"{ref[:30]}… ({len(ref)} bases)"
        raise QueryError(
            f"{name}: the reference has {shown} there, not {stated}; check the transcript version "
            "and the numbering"
        )


def parse_coding(model: GeneModel, transcript: Transcript, description: str) -> LocusEdit:
    """Return the allele of a c. (or n.) description such as ``749G>C``.

    Raises:
        QueryError: it cannot be read, or contradicts the reference.
    """
    name = f"{transcript.accession}:{'c' if transcript.coding else 'n'}.{description}"
    match = _NAME.match(description)
    if match is None:
        raise QueryError(f"{name} cannot be read; names that can: {_EXAMPLES}")
    try:
        first = transcript.coordinate(parse_coding_position(match["first"]))
        last = (
            transcript.coordinate(parse_coding_position(match["last"])) if match["last"] else first
        )
    except ValueError as error:
        raise QueryError(f"{name}: {error}") from error
    if last < first:
        raise QueryError(f"{name}: the second position lies before the first")
    return _described_edit(model, match, first, last + 1, name)


def parse_genomic(model: GeneModel, assembly: Assembly, description: str) -> LocusEdit:
    """Return the allele of a g. description such as ``89014191G>C`` on a build's chromosome 10."""
    name = f"{assembly.accession}:g.{description}"
    match = _NAME.match(description)
    if match is None or not match["first"].isdigit() or not (match["last"] or "1").isdigit():
        raise QueryError(f"{name} cannot be read; write it like {assembly.accession}:g.89014191G>C")
    first = assembly.coordinate(int(match["first"]))
    last = assembly.coordinate(int(match["last"])) if match["last"] else first
    if first < 0 or last >= len(model.sequence):
        raise QueryError(
            f"{name} lies outside the FAS locus "
            f"(chr10:{assembly.locus_first}-{assembly.locus_last} on {assembly.name})"
        )
    if last < first:
        raise QueryError(f"{name}: the second position lies before the first")
    return _described_edit(model, match, first, last + 1, name)


@dataclass(frozen=True, slots=True)
class ResidueQuery:
    """A protein substitution as asked for.

    Attributes:
        ref: reference residue, one-letter.
        position: 1-based precursor residue.
        alt: new residue, one-letter; ``*`` for a stop, ``=`` for a silent change.
    """

    ref: str
    position: int
    alt: str


_RESIDUE = "|".join(THREE_LETTER.values())
_SUBSTITUTION = re.compile(
    rf"\(?(?P<ref>{_RESIDUE}|[ARNDCQEGHILKMFPSTWYV*X])(?P<position>-?\d+)"
    rf"(?P<alt>{_RESIDUE}|[ARNDCQEGHILKMFPSTWYV*X=])\)?$",
    re.IGNORECASE,
)


def parse_residue(text: str) -> ResidueQuery | None:
    """Return a protein substitution in one- or three-letter code, ``None`` if it is none.

    >>> parse_residue("Arg250Pro")
    ResidueQuery(ref='R', position=250, alt='P')
    >>> parse_residue("R250X")
    ResidueQuery(ref='R', position=250, alt='*')
    """
    match = _SUBSTITUTION.match(text)
    if match is None:
        return None

    def one(residue: str) -> str:
        if len(residue) == 3:
            return ONE_LETTER[residue.capitalize()]
        return "*" if residue in "Xx" else residue.upper()

    return ResidueQuery(one(match["ref"]), int(match["position"]), one(match["alt"]))


def possible_alleles(
    model: GeneModel, transcript: Transcript, query: ResidueQuery
) -> list[LocusEdit]:
    """Return the nucleotide changes of one codon that make a protein substitution.

    Single-base changes if there are any, else the ones with the fewest bases changed. A codon that
    spans an intron gives only changes within one exon.

    Raises:
        QueryError: the residue does not exist or is not the stated one.
    """
    cds = transcript.cds
    assert cds is not None
    protein = transcript.protein
    if not 1 <= query.position <= len(protein):
        raise QueryError(
            f"residue {query.position} does not exist: the protein has {len(protein) - 1}"
        )
    place = query.position - 1
    if protein[place] != query.ref:
        raise QueryError(
            f"residue {query.position} of {transcript.protein_accession} is "
            f"{THREE_LETTER[protein[place]]}, not {THREE_LETTER[query.ref]}"
        )
    first = cds.start + 3 * place
    codon = transcript.sequence[first : first + 3]
    wanted = query.ref if query.alt == "=" else query.alt
    table = codon_table()
    changes: dict[int, list[LocusEdit]] = {}
    for new in map("".join, product("ACGT", repeat=3)):
        if new == codon or table[new] != wanted:
            continue
        differing = [index for index in range(3) if new[index] != codon[index]]
        low, high = differing[0], differing[-1] + 1
        start = transcript.locus_coordinate(first + low)
        end = transcript.locus_coordinate(first + high - 1) + 1
        if end - start == high - low:
            edit = LocusEdit(start, codon[low:high], new[low:high])
            changes.setdefault(len(differing), []).append(edit)
    return changes[min(changes)] if changes else []
