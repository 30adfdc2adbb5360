"""From a description to the allele on the locus: positions counted, stated bases checked.

A description with known ends becomes the bases it replaces; one with unknown ends, or one that
reaches beyond the locus, becomes a structural variant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fasannot.allele.names.nucleotide import ChangeKind, Description, End
from fasannot.allele.structural.variant import Border, StructuralKind, StructuralVariant
from fasannot.errors import QueryError
from fasannot.gene.checks import bases, whole
from fasannot.gene.coordinates import CodingPosition
from fasannot.gene.model import Assembly, GeneModel
from fasannot.gene.sequence import reverse_complement
from fasannot.gene.transcript import Transcript

_SHOWN = 30
_POSITION = re.compile(r"(?P<star>\*?)(?P<base>-?\d+)(?P<offset>[+-]\d+)?$")
_STRUCTURAL = {
    ChangeKind.DELETED: StructuralKind.DELETION,
    ChangeKind.DUPLICATED: StructuralKind.DUPLICATION,
    ChangeKind.INVERTED: StructuralKind.INVERSION,
}


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

    def __post_init__(self) -> None:
        whole("start of an allele", self.start)
        bases("replaced bases of an allele", self.ref)
        bases("new bases of an allele", self.alt)


def parse_coding_position(text: str) -> CodingPosition:
    """Return the value of a c. position.

    >>> str(parse_coding_position("*12")), parse_coding_position("197-20").offset
    ('*12', -20)
    """
    match = _POSITION.match(text)
    if match is None:
        raise QueryError(f"{text!r} is not a c. position; write it like 749, -12, *4, 651+2")
    return CodingPosition(
        int(match["base"]), int(match["offset"] or 0), after_stop=bool(match["star"])
    )


@dataclass(frozen=True, slots=True)
class Numbering:
    """What positions of a name are counted on: exactly one of the two, or neither for the locus.

    Attributes:
        model: the gene model.
        name: accession and datum for messages, as ``NM_000043.6:c.``.
        transcript: the transcript of c. and n. names.
        assembly: the build of g. names on chromosome 10.
        from_start: whether a transcript is counted from its first base (``n.``).
    """

    model: GeneModel
    name: str
    transcript: Transcript | None = None
    assembly: Assembly | None = None
    from_start: bool = False

    @classmethod
    def coding(cls, model: GeneModel, transcript: Transcript) -> Numbering:
        """Return the numbering of c. names, or of n. names where the transcript is not coding."""
        datum = "c" if transcript.coding else "n"
        return cls(model, f"{transcript.accession}:{datum}.", transcript)

    @classmethod
    def message(cls, model: GeneModel, transcript: Transcript) -> Numbering:
        """Return the numbering of n. names."""
        return cls(model, f"{transcript.accession}:n.", transcript, from_start=True)

    @classmethod
    def chromosome(cls, model: GeneModel, assembly: Assembly) -> Numbering:
        """Return the numbering of g. names on a build."""
        return cls(model, f"{assembly.accession}:g.", assembly=assembly)

    @classmethod
    def locus(cls, model: GeneModel, name: str) -> Numbering:
        """Return the numbering of g. names on the RefSeqGene."""
        return cls(model, f"{name}:g.")

    def coordinate(self, text: str, name: str) -> int:
        """Return the locus coordinate of a position as written; it may lie outside the locus.

        Raises:
            QueryError: there is no such position.
        """
        if self.transcript is None:
            if not text.isdigit() or int(text) == 0:
                raise QueryError(f"{name}: {text} is no position of a g. name, which counts from 1")
            number = int(text)
            return number - 1 if self.assembly is None else self.assembly.coordinate(number)
        try:
            position = parse_coding_position(text)
            if not self.from_start or not self.transcript.coding:
                return self.transcript.coordinate(position)
            return self._from_first_base(self.transcript, position)
        except ValueError as error:
            raise QueryError(f"{name}: {error}") from error

    @staticmethod
    def _from_first_base(transcript: Transcript, position: CodingPosition) -> int:
        assert transcript.cds is not None
        if position.after_stop or position.base < 1:
            raise ValueError(f"n.{position}: n. positions count from the first base")
        base = position.base - transcript.cds.start
        if base < 1:
            base -= 1
        stop = len(transcript.cds)
        counted = CodingPosition(base, position.offset)
        if base > stop:
            counted = CodingPosition(base - stop, position.offset, after_stop=True)
        return transcript.coordinate(counted)


def allele_of(numbering: Numbering, description: Description) -> LocusEdit | StructuralVariant:
    """Return the allele that a description stands for.

    Raises:
        QueryError: a position does not exist, or a stated base is not the reference's.
    """
    name = numbering.name + description.written
    if not description.sure:
        return _uncertain(numbering, description, name)
    first = numbering.coordinate(description.first.low, name)
    last = numbering.coordinate(description.last.low, name)
    if last < first:
        raise QueryError(f"{name}: the second position lies before the first")
    size = len(numbering.model.sequence)
    if first < 0 or last >= size:
        return _beyond(numbering, description, first, last, name)
    return _edit(numbering.model.sequence, description, first, last + 1, name)


def _beyond(
    numbering: Numbering, description: Description, first: int, last: int, name: str
) -> StructuralVariant:
    """Return a deletion, copy or inversion that only partly lies in the locus."""
    model = numbering.model
    kind = _STRUCTURAL.get(description.kind)
    if kind is None or first >= len(model.sequence) or last < 0:
        where = "NG_009089.2 has 32,255 bases"
        if numbering.assembly is not None:
            assembly = numbering.assembly
            where = f"chr10:{assembly.locus_first}-{assembly.locus_last} on {assembly.name}"
        raise QueryError(f"{name} lies outside the FAS locus ({where})")
    return StructuralVariant(kind, Border.exact(first), Border.exact(last + 1), True)


def shown_bases(bases: str) -> str:
    """Return bases for a message, a long run cut."""
    return bases if len(bases) <= _SHOWN else f"{bases[:_SHOWN]}... ({len(bases)} bases)"


def _check(name: str, stated: str, ref: str) -> None:
    if stated != ref:
        raise QueryError(
            f"{name}: the reference has {shown_bases(ref)} there, not {shown_bases(stated)}; check "
            "the transcript version and the numbering"
        )


def _edit(sequence: str, description: Description, start: int, end: int, name: str) -> LocusEdit:
    """Return the edit of a description whose positions span ``[start, end)`` on the locus."""
    ref = sequence[start:end]
    kind, stated = description.kind, description.stated
    if description.count is not None and description.count != end - start:
        raise QueryError(
            f"{name}: {description.count} bases are stated, the positions span {end - start}"
        )
    if kind is ChangeKind.INSERTED:
        return _insertion(description, start, end, name)
    if len(stated) > 1 and not description.ranged:  # 749GA>TT, 38delCT: the first base alone
        end = min(start + len(stated), len(sequence))
        ref = sequence[start:end]
    if stated and "N" not in stated:
        _check(name, stated, ref)
    if kind is ChangeKind.SAME:
        return LocusEdit(start, ref, ref)
    if kind is ChangeKind.DELETED:
        return LocusEdit(start, ref, "")
    if kind is ChangeKind.DUPLICATED:
        return LocusEdit(start, ref, ref + ref)
    if kind is ChangeKind.INVERTED:
        if end - start < 2:
            raise QueryError(f"{name}: an inversion spans at least two bases")
        return LocusEdit(start, ref, reverse_complement(ref))
    if not description.new or "N" in description.new:
        raise QueryError(f"{name}: the new bases must be spelled out in A, C, G, T")
    return LocusEdit(start, ref, description.new)


def _insertion(description: Description, start: int, end: int, name: str) -> LocusEdit:
    new = description.new
    if not new or "N" in new:
        raise QueryError(f"{name}: the new bases must be spelled out in A, C, G, T")
    if end - start == 2:
        return LocusEdit(start + 1, "", new)
    if description.ranged and end - start > 2:
        raise QueryError(
            f"{name}: an insertion names its two neighbours; between these lie {end - start - 2} "
            "bases of the genome. Where they are the last and the first base of two exons, say on "
            "which side of the intron the bases stand"
        )
    first = description.first.low
    following = str(int(first) + 1) if first.isdigit() else "its next"
    raise QueryError(
        f"{name}: an insertion names its two neighbours, as {first}_{following}ins{new}"
    )


def _uncertain(numbering: Numbering, description: Description, name: str) -> StructuralVariant:
    """Return the structural variant of a description whose ends are not known."""
    kind = _STRUCTURAL.get(description.kind)
    if kind is None:
        raise QueryError(
            f"{name}: unknown ends are read for del, dup and inv only; give the bases of other "
            "changes"
        )
    if not description.ranged:
        raise QueryError(
            f"{name} says only that something within these positions changes, not what; name both "
            "ends, as c.(443+1_444-1)_(651+1_652-1)del for exons 5 to 7"
        )
    start = _border(numbering, description.first, True, name)
    end = _border(numbering, description.last, False, name)
    low = start.place if start.high is None else start.high
    high = end.place if end.low is None else end.low
    if high <= low:
        raise QueryError(f"{name}: the second position lies before the first")
    size = len(numbering.model.sequence)
    if low >= size or high <= 0:
        raise QueryError(f"{name} lies outside the FAS locus")
    return StructuralVariant(kind, start, end, False)


def _border(numbering: Numbering, end: End, is_start: bool, name: str) -> Border:
    """Return where an end lies, as cuts: before the first changed base, behind the last one."""
    moved = 0 if is_start else 1
    if end.sure:
        return Border.exact(numbering.coordinate(end.low, name) + moved)
    transcript = numbering.transcript or numbering.model.mane
    if end.low == end.high and end.low[-2:] in ("+?", "-?"):
        return _whole_intron(numbering, transcript, end.low, moved, name)
    low = None if "?" in end.low else numbering.coordinate(end.low, name)
    high = None if "?" in end.high else numbering.coordinate(end.high, name)
    if low is None and high is None:
        raise QueryError(f"{name}: neither side of an end is known; that is no allele")
    if low is not None and high is not None:
        if high < low:
            raise QueryError(f"{name}: the second position lies before the first")
        return Border((low + high) // 2 + moved, low + moved, high + moved)
    known = high if low is None else low
    assert known is not None
    if (low is None) != is_start:
        raise QueryError(
            f"{name}: the unknown side of an end is the outer one, as (?_-79) or (*1_?)"
        )
    edge = transcript.start if is_start else transcript.end - 1
    beyond = known <= edge if is_start else known >= edge
    if beyond or numbering.transcript is None:
        return Border(known + moved, None, None)
    if is_start:
        return Border(known, min(transcript.start - 1, known), known)
    return Border(known + 1, known + 1, max(transcript.end + 1, known + 1))


def _whole_intron(
    numbering: Numbering, transcript: Transcript, text: str, moved: int, name: str
) -> Border:
    """Return the border of ``335-?`` or ``443+?``: somewhere in the intron beside that base."""
    base = numbering.coordinate(text[:-2], name)
    exon = transcript.exon_at(base)
    before = text[-2] == "-"
    if exon is None or base != (
        transcript.exons[exon].start if before else transcript.exons[exon].end - 1
    ):
        raise QueryError(f"{name}: base {text[:-2]} is not at the border of an exon")
    number = exon - 1 if before else exon
    if number < 0 or number >= len(transcript.exons) - 1:
        return Border(base + moved, None, None)
    intron = transcript.intron(number)
    low, high = intron.start, intron.end - 1
    return Border((low + high) // 2 + moved, low + moved, high + moved)
