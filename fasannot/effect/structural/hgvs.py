"""Names with unknown borders: ``c.(334+1_335-1)_(443+1_444-1)del``.

A border that lies in an intron is given as the whole intron, one in an exon as stated; beyond the
transcript there is only ``?``.
"""

from __future__ import annotations

from fasannot.allele.structural.variant import Border, StructuralKind, StructuralVariant
from fasannot.gene.model import Assembly
from fasannot.gene.transcript import Transcript

_TEXTS = {
    StructuralKind.DELETION: "del",
    StructuralKind.DUPLICATION: "dup",
    StructuralKind.INVERSION: "inv",
}


def _intron_ends(transcript: Transcript, coordinate: int) -> tuple[int, int] | None:
    """Return first and last base of the intron that holds a coordinate, ``None`` in an exon."""
    if transcript.exon_at(coordinate) is not None:
        return None
    intron = transcript.intron(transcript.exon_before(coordinate))
    return intron.start, intron.end - 1


def _first_base(transcript: Transcript, coordinate: int) -> str:
    """Return the lower end of a range: an intron's first base for any place in the intron."""
    if coordinate < transcript.start:
        return "?"
    coordinate = min(coordinate, transcript.end - 1)
    ends = _intron_ends(transcript, coordinate)
    return str(transcript.coding_position(ends[0] if ends else coordinate))


def _last_base(transcript: Transcript, coordinate: int) -> str:
    """Return the upper end of a range: an intron's last base for any place in the intron."""
    if coordinate >= transcript.end:
        return "?"
    coordinate = max(coordinate, transcript.start)
    ends = _intron_ends(transcript, coordinate)
    return str(transcript.coding_position(ends[1] if ends else coordinate))


def _range(low: str, high: str) -> str:
    return low if low == high else f"({low}_{high})"


def _start(transcript: Transcript, border: Border) -> str:
    """Return the range of the first changed base."""
    high = border.place if border.high is None else border.high
    low = border.low
    if low is None:
        # Nothing is stated: the change may begin anywhere behind the exon before.
        exon = transcript.exon_at(high) if high >= transcript.start else None
        low = high if exon is None else transcript.exons[exon].start - 1
    return _range(_first_base(transcript, low), _last_base(transcript, high))


def _end(transcript: Transcript, border: Border) -> str:
    """Return the range of the last changed base."""
    low = (border.place if border.low is None else border.low) - 1
    high = border.high - 1 if border.high is not None else None
    if high is None:
        exon = transcript.exon_at(low)
        high = low if exon is None else transcript.exons[exon].end
    return _range(_first_base(transcript, low), _last_base(transcript, high))


def coding_name(transcript: Transcript, variant: StructuralVariant) -> str | None:
    """Return the c. (n.) name by exons, ``None`` where the change does not touch the transcript."""
    text = _TEXTS.get(variant.kind)
    low = variant.start.place if variant.start.low is None else variant.start.low
    high = variant.end.place if variant.end.high is None else variant.end.high
    if text is None or high <= transcript.start or low >= transcript.end:
        return None
    datum = "c" if transcript.coding else "n"
    span = f"{_start(transcript, variant.start)}_{_end(transcript, variant.end)}"
    return f"{transcript.accession}:{datum}.{span}{text}"


def insertion_name(transcript: Transcript, variant: StructuralVariant) -> str | None:
    """Return the c. name of an insertion whose bases are not known."""
    border = variant.start
    if not transcript.start < border.place < transcript.end:
        return None
    if border.low is None or border.low != border.high:
        place = _start(transcript, border)
    else:
        neighbours = (border.place - 1, border.place)
        place = "_".join(str(transcript.coding_position(base)) for base in neighbours)
    count = "?" if variant.length is None else str(variant.length)
    datum = "c" if transcript.coding else "n"
    return f"{transcript.accession}:{datum}.{place}insN[{count}]"


def genomic_name(variant: StructuralVariant, assembly: Assembly) -> str:
    """Return the g. name with the borders as stated; empty for a lone junction."""
    if variant.kind is StructuralKind.INSERTION:
        first = assembly.position(variant.start.place - 1)
        count = "?" if variant.length is None else str(variant.length)
        return f"{assembly.accession}:g.{first}_{first + 1}insN[{count}]"
    text = _TEXTS.get(variant.kind)
    if text is None:
        return ""

    def shown(border: Border, moved: int, outer_first: bool) -> str:
        if border.low is None or border.high is None:
            known = assembly.position(border.place - moved)
            return f"(?_{known})" if outer_first else f"({known}_?)"
        low = assembly.position(border.low - moved)
        high = assembly.position(border.high - moved)
        return _range(str(low), str(high))

    span = f"{shown(variant.start, 0, True)}_{shown(variant.end, 1, False)}"
    return f"{assembly.accession}:g.{span}{text}"
