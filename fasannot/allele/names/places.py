"""Alleles written as a place and two sequences: VCF-like forms, VCF lines, SPDI.

Which of the forms a text has is all that is decided here; whether the bases fit is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fasannot.gene.sequence import reverse_complement


@dataclass(frozen=True, slots=True)
class PlacedAllele:
    """A place and two sequences.

    Attributes:
        reference: the chromosome or accession as written.
        build: the build as written, empty if none.
        position: 1-based position of the first base of ``ref``.
        ref: the old bases, upper case; may be empty.
        alt: the new bases, upper case; may be empty, or a symbolic allele of a VCF line.
        form: how it was written, for people.
        line: the whole record, of a VCF line with INFO.
    """

    reference: str
    build: str
    position: int
    ref: str
    alt: str
    form: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class Spdi:
    """An SPDI expression.

    Attributes:
        reference: the accession.
        position: 0-based place of the first deleted base.
        deleted: the deleted bases, upper case, where they are spelled out.
        length: the number of deleted bases.
        inserted: the new bases, upper case.
    """

    reference: str
    position: int
    deleted: str
    length: int
    inserted: str


_BUILD = (
    r"(?:hg1[789]|hg38|grch3[78](?:[._-]?p\d{1,2})?|b3[78]|ncbi36|t2t(?:-chm13)?|chm13(?:v2)?|hs1)"
)
_ACCESSION = r"(?:nc_\d{6}|cm\d{6}|cp\d{6}|nw_\d+|nt_\d+)(?:\.\d{1,2})?"
_CHROMOSOME = rf"(?:{_ACCESSION}|(?:chr(?:omosome|om)?[ _]?)?(?:\d{{1,2}}|[xym]|mt))"
_HEAD = (
    rf"^(?:[(\[]?(?P<build>{_BUILD})[)\]]?[ :_/|,;#-]*)?"
    rf"[(\[]?(?P<chrom>{_CHROMOSOME})[)\]]?"
)
_TAIL = rf"(?: *[,;|/:]? *[(\[]?(?P<build2>{_BUILD})[)\]]?)?$"
_BASES = r"[acgtnu]+"
_LIKE_VCF = re.compile(
    rf"{_HEAD}(?: ?[:_/|,;-] ?| )(?:g[.,] ?)?(?P<position>\d{{1,10}})"
    rf"(?:(?: ?[:_/|,; -] ?)?(?P<ref>{_BASES}) ?(?:>|[:_/|,;]|-(?!$)| ) ?"
    rf"(?P<alt>{_BASES}(?:,{_BASES})*|<[a-z0-9:]+>|[*-])"
    rf"|(?: ?[:_/|,;] ?|-| )-? ?[:_/|,;>-] ?(?P<inserted>{_BASES}))"
    rf"{_TAIL}",
    re.IGNORECASE,
)
_LINE = re.compile(
    rf"{_HEAD} (?P<position>\d{{1,10}}) (?P<id>[^ ]+) (?P<ref>{_BASES}) "
    r"(?P<alts>[acgtnu*.,]+|[^ ]*[<\[\]][^ ]*)(?P<rest> .*)?$",
    re.IGNORECASE | re.DOTALL,
)
# VEP's default form and ANNOVAR's: start and end stand side by side.
_RANGED = re.compile(
    rf"{_HEAD} (?P<position>\d{{1,10}}) (?P<end>\d{{1,10}}) "
    rf"(?P<ref>{_BASES}|-)[ /](?P<alt>{_BASES}|-)"
    r"(?: (?P<strand>[+-]1?|1)(?: .*)?| [^ ]*)?$",
    re.IGNORECASE,
)
_SPDI = re.compile(
    r"(?P<reference>[a-z]{2}_?\d{6,9}(?:\.\d{1,2})?|lrg_\d+(?:t\d+)?|enst\d{11}(?:\.\d{1,2})?) ?: ?"
    rf"(?P<position>\d{{1,10}}) ?: ?(?P<deleted>{_BASES}|\d{{1,6}})? ?: ?(?P<inserted>{_BASES})?$",
    re.IGNORECASE,
)
_WHOLE_LINE = 8  # columns from which a VCF line can say what a symbolic allele does


def _plain(bases: str | None) -> str:
    return (bases or "").replace("-", "").upper().replace("U", "T")


def read_spdi(text: str) -> Spdi | None:
    """Return an SPDI expression, ``None`` for any other text.

    >>> read_spdi("NC_000010.11:89014189:1:T")
    Spdi(reference='NC_000010.11', position=89014189, deleted='', length=1, inserted='T')
    """
    match = _SPDI.match(text)
    if match is None:
        return None
    deleted = match["deleted"] or ""
    counted = deleted.isdigit()
    return Spdi(
        match["reference"],
        int(match["position"]),
        "" if counted else _plain(deleted),
        int(deleted) if counted else len(deleted),
        _plain(match["inserted"]),
    )


def read_placed(text: str) -> tuple[PlacedAllele, ...]:
    """Return the alleles of a VCF-like text or a VCF line, none for any other text.

    >>> read_placed("hg19:chr10:90773947:C:T")[0].position
    90773947
    >>> [item.alt for item in read_placed("chr10 89014191 . G C,T 50 PASS .")]
    ['C', 'T']
    """
    match = _RANGED.match(text)
    if match is not None and abs(int(match["end"]) - int(match["position"])) < 100_000:
        return (_ranged(match),)
    match = _LIKE_VCF.match(text)
    if match is not None:
        build = match["build"] or match["build2"] or ""
        ref, alt = match["ref"], match["alt"]
        if match["inserted"]:
            ref, alt = "", match["inserted"]
        position = int(match["position"])
        return tuple(
            PlacedAllele(
                match["chrom"],
                build,
                position,
                _plain(ref),
                item.upper() if item[:1] == "<" else _plain(item),
                "VCF",
            )
            for item in alt.split(",")
        )
    match = _LINE.match(text)
    if match is not None:
        return _line(match, text)
    return ()


def _ranged(match: re.Match[str]) -> PlacedAllele:
    ref, alt = _plain(match["ref"]), _plain(match["alt"])
    if (match["strand"] or "").startswith("-"):
        ref, alt = reverse_complement(ref), reverse_complement(alt)
    position = int(match["position"])
    if not ref:  # VEP writes the bases on either side in turn, ANNOVAR the base before twice
        position = (
            max(position, int(match["end"]) + 1) if position != int(match["end"]) else position + 1
        )
    return PlacedAllele(
        match["chrom"], match["build"] or "", position, ref, alt, "start and end of VEP or ANNOVAR"
    )


def _line(match: re.Match[str], text: str) -> tuple[PlacedAllele, ...]:
    columns = 5 + len((match["rest"] or "").split())
    whole = text if columns >= _WHOLE_LINE else ""
    found = []
    for alt in match["alts"].split(","):
        plain = alt if set(alt) & set("<>[]*.") else _plain(alt)
        found.append(
            PlacedAllele(
                reference=match["chrom"],
                build=match["build"] or "",
                position=int(match["position"]),
                ref=_plain(match["ref"]),
                alt=plain,
                form="VCF line",
                line=whole,
            )
        )
    return tuple(found)
