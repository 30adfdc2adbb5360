"""Sequence Ontology terms of an allele on a transcript, by the predicates of Ensembl VEP.

Terms are worked out on the same 3′-shifted allele as the HGVS names. Search order: where the allele
lies (flank, intron, exon), splice windows, then the codons before and after. VEP's slips are not
repeated (RULINGS, consequence terms): ``start_retained_variant`` only where the start codon is
touched, no ``inframe_insertion`` for an out-of-frame one, ``stop_lost`` or
``stop_retained_variant`` for any change across the stop codon.
"""

from __future__ import annotations

from fasannot.allele.variant import GenomicVariant
from fasannot.effect.projection import Projection, Reach, touched_introns
from fasannot.effect.protein import (
    CodonChange,
    ProteinChange,
    ProteinKind,
    coding_edit,
    touches_start_codon,
)
from fasannot.effect.terms import Consequence
from fasannot.gene.sequence import trim
from fasannot.gene.transcript import Transcript

C = Consequence
# Members looked up once: Python 3.11 takes its time over each.
_INTRONIC, _EXONIC = Reach.INTRONIC, Reach.EXONIC
_SYNONYMOUS, _EXTENSION = ProteinKind.SYNONYMOUS, ProteinKind.EXTENSION
_START_LOST, _NONSENSE = ProteinKind.START_LOST, ProteinKind.NONSENSE
_INTRON, _MISSENSE, _FRAMESHIFT = C.INTRON, C.MISSENSE, C.FRAMESHIFT
_INTRON_ALONE = (C.INTRON,)
_FIVE_PRIME_UTR, _THREE_PRIME_UTR = C.FIVE_PRIME_UTR, C.THREE_PRIME_UTR
_IN_EXONS = frozenset({Reach.EXONIC, Reach.EXON_FUSION})


def splice_terms(transcript: Transcript, start: int, end: int) -> set[Consequence]:
    """Return intron and splice terms of a replaced interval ``[start, end)`` on the locus.

    Windows (SO:0001574, SO:0001575, SO:0001630, SO:0001787, SO:0002169, SO:0002170): donor +1..+2,
    donor region +3..+6, fifth base +5, acceptor -2..-1, polypyrimidine tract -17..-3, splice region
    the last 3 bases of the exon and bases 3 to 8 of the intron. An insertion lies in a window when
    both its neighbours do; the polypyrimidine tract takes one neighbour, and an insertion at the
    edge of an exon or of the dinucleotide counts as splice region. The polypyrimidine term is not
    given to a change that goes on into the exon (RULINGS).
    """
    if not transcript.near_border(start, end):
        return {_INTRON} if _in_intron(transcript, start) else set()
    terms: set[Consequence] = set()
    insertion = start == end
    last = end - 1
    region = donor_region = fifth = False

    def overlaps(window_first: int, window_last: int) -> bool:
        return last >= window_first and start <= window_last

    for index in touched_introns(transcript, start, end):
        intron = transcript.intron(index)
        first, final = intron.start, intron.end - 1
        if overlaps(first + 2, final - 2) or (
            insertion and (start == first + 2 or last == final - 2)
        ):
            terms.add(_INTRON)
        low, high = (last, start) if insertion else (start, last)
        if high >= final - 16 and low <= final - 2 and (insertion or last <= final):
            terms.add(C.SPLICE_POLYPYRIMIDINE_TRACT)
        if overlaps(first, first + 1):
            terms.add(C.SPLICE_DONOR)
        if overlaps(final - 1, final):
            terms.add(C.SPLICE_ACCEPTOR)
        fifth = fifth or overlaps(first + 4, first + 4)
        donor_region = donor_region or overlaps(first + 2, first + 5)
        region = (
            region
            or overlaps(first - 3, first - 1)
            or overlaps(first + 2, first + 7)
            or overlaps(final - 7, final - 2)
            or overlaps(final + 1, final + 3)
            or (insertion and (start in (first, first + 2) or last in (final, final - 2)))
        )
    if fifth:
        terms.add(C.SPLICE_DONOR_5TH_BASE)
    if donor_region:
        terms.add(C.SPLICE_DONOR_REGION)
    if region:
        terms.add(C.SPLICE_REGION)
    _drop_covered_terms(terms)
    return terms


def deep_in_intron(transcript: Transcript) -> tuple[Consequence, ...]:
    """Return the terms of a change of an intron's bases off all splice windows."""
    if transcript.cds is None:
        return C.INTRON, C.NON_CODING_TRANSCRIPT
    if transcript.biotype == "nonsense_mediated_decay":
        return C.INTRON, C.NMD_TRANSCRIPT
    return _INTRON_ALONE


def _in_intron(transcript: Transcript, coordinate: int) -> bool:
    return (
        transcript.start <= coordinate < transcript.end and transcript.spliced(coordinate) is None
    )


_WITHOUT_SPLICE_REGION = frozenset(
    {C.SPLICE_DONOR, C.SPLICE_ACCEPTOR, C.SPLICE_DONOR_5TH_BASE, C.SPLICE_DONOR_REGION}
)


def _drop_covered_terms(terms: set[Consequence]) -> None:
    """Take out the general splice terms where a more exact one is there, as VEP does."""
    if C.SPLICE_DONOR_5TH_BASE in terms:
        terms.discard(C.SPLICE_DONOR_REGION)
        terms.discard(C.SPLICE_REGION)
    elif not terms.isdisjoint(_WITHOUT_SPLICE_REGION):
        terms.discard(C.SPLICE_REGION)


def differing_parts(variant: GenomicVariant) -> list[tuple[int, int]]:
    """Return the parts of an allele whose bases differ: a base kept in place is not touched.

    An equal-length replacement (an inversion, say) is split where reference and new base agree.
    """
    start, end = variant.start, variant.end
    if len(variant.alt) != end - start or end - start == 1:
        return [(start, end)]
    parts: list[tuple[int, int]] = []
    for place, (old, new) in enumerate(zip(variant.ref, variant.alt, strict=True), start):
        if old == new:
            continue
        if parts and parts[-1][1] == place:
            parts[-1] = (parts[-1][0], place + 1)
        else:
            parts.append((place, place + 1))
    return parts


def _stop_terms(change: ProteinChange, codons: CodonChange | None, length: int) -> set[Consequence]:
    """Return terms of a change that touches the stop codon or runs into the 3′ UTR."""
    terms: set[Consequence] = set()
    in_frame = codons is not None and (len(codons.alt) - len(codons.ref)) % 3 == 0
    kept = change.kind is ProteinKind.SYNONYMOUS or (in_frame and change.stop == length - 1)
    if codons is None:
        earlier = change.kind is ProteinKind.DELINS and change.alt[-1:] == "*"
        terms.add(C.STOP_RETAINED if kept else C.STOP_GAINED if earlier else C.STOP_LOST)
        return terms
    if in_frame and _inserted_before_stop(codons):
        return {C.INFRAME_INSERTION}
    if kept:
        terms.add(C.STOP_RETAINED)
        if not in_frame:
            return terms
        if len(codons.alt) > len(codons.ref):
            terms.add(C.INFRAME_INSERTION)
        elif len(codons.alt) < len(codons.ref):
            terms.add(C.INFRAME_DELETION)
        return terms
    if not in_frame:
        terms.add(C.FRAMESHIFT)
    elif len(codons.alt) < len(codons.ref) and _is_pure_deletion(codons.ref, codons.alt):
        terms.add(C.INFRAME_DELETION)
    if "*" in codons.alt_residues and codons.alt_residues.index("*") < codons.ref_residues.index(
        "*"
    ):
        terms.add(C.STOP_GAINED)
    else:
        terms.add(C.STOP_LOST)
    return terms


def _inserted_before_stop(codons: CodonChange) -> bool:
    """Return whether codons are put in front of a stop codon that stands there as before."""
    ref, alt = codons.ref_residues, codons.alt_residues
    return (
        len(alt) > len(ref)
        and alt.find("*") == len(alt) - 1
        and alt.startswith(ref[:-1])
        and codons.alt[-3:] == codons.ref[-3:]
    )


def coding_terms(
    transcript: Transcript, edit: Projection, change: ProteinChange, codons: CodonChange | None
) -> set[Consequence]:
    """Return the coding terms of an edit whose protein change could be predicted."""
    cds = transcript.cds
    assert cds is not None
    written = coding_edit(transcript, edit.start, edit.end, edit.alt)
    touches_start = touches_start_codon(transcript, written.start, written.end)
    if change.kind is _START_LOST:
        terms = {C.START_LOST}
        if codons is not None and (len(codons.alt) - len(codons.ref)) % 3:
            terms.add(_FRAMESHIFT)
        return terms
    if touches_start and change.kind is _SYNONYMOUS:
        return {C.START_RETAINED}
    if codons is None or "*" in codons.ref_residues:
        return _stop_terms(change, codons, len(transcript.protein)) | (
            {C.START_RETAINED} if touches_start else set()
        )
    terms = {C.START_RETAINED} if touches_start else set()
    if (len(codons.alt) - len(codons.ref)) % 3:
        if change.kind is _SYNONYMOUS:
            return {C.STOP_RETAINED}  # the shifted frame spells the same end
        terms.add(_FRAMESHIFT)
        new_stop = "*" in codons.alt_residues and change.kind is not _EXTENSION
        if edit.reach is _EXONIC and (new_stop or change.kind is _NONSENSE):
            terms.add(C.STOP_GAINED)
        return terms
    ref, alt = codons.ref_residues, codons.alt_residues
    if ref == alt:
        return terms or {C.SYNONYMOUS}
    if change.kind is _SYNONYMOUS:
        return {C.STOP_RETAINED}  # inserted before the stop, with a stop of its own
    if "*" in alt and change.kind is not _EXTENSION:
        terms.add(C.STOP_GAINED)
    return terms | _length_terms(codons, bool(terms))


def _length_terms(codons: CodonChange, stopped: bool) -> set[Consequence]:
    """Return the term of an in-frame change by its codons; ``stopped`` when another says it all."""
    ref, alt = codons.ref_residues, codons.alt_residues
    if len(alt) > len(ref):
        shown = alt[: alt.index("*") + 1] if "*" in alt else alt
        if shown.startswith(ref) or shown.endswith(ref):
            return {C.INFRAME_INSERTION}
        return set() if stopped else {C.PROTEIN_ALTERING}
    if len(alt) < len(ref):
        if _is_pure_deletion(codons.ref, codons.alt):
            return {C.INFRAME_DELETION}
        return set() if stopped else {C.PROTEIN_ALTERING}
    return set() if stopped else {_MISSENSE}


def _is_pure_deletion(ref: str, alt: str) -> bool:
    """Return whether codons ``alt`` are ``ref`` with one stretch taken out."""
    return not trim(0, ref, alt)[2]


def consequences(
    transcript: Transcript,
    variant: GenomicVariant,
    edit: Projection,
    change: ProteinChange | None,
    codons: CodonChange | None,
) -> tuple[Consequence, ...]:
    """Return the terms of an allele on a transcript, the most severe first.

    Args:
        transcript: the transcript.
        variant: the allele, 3′-shifted.
        edit: its projection.
        change: its predicted protein change, if any.
        codons: the codons it touches, if it lies within the coding sequence.
    """
    reach = edit.reach
    alone = _ALONE.get(reach)
    if alone is not None:
        return alone
    parts = differing_parts(variant)
    terms: set[Consequence] = set()
    for first, last in parts:
        terms |= splice_terms(transcript, first, last)
    if len(parts) > 1:
        _drop_covered_terms(terms)
    exonic = reach is not _INTRONIC
    if transcript.cds is None:
        if exonic:
            terms.add(C.NON_CODING_TRANSCRIPT_EXON)
        else:
            terms.add(C.NON_CODING_TRANSCRIPT)
        return tuple(sorted(terms, key=_rank))
    if exonic:
        terms |= _exonic_terms(transcript, variant.start, variant.end, edit, change, codons)
    if transcript.biotype == "nonsense_mediated_decay":
        terms.add(C.NMD_TRANSCRIPT)
    return tuple(sorted(terms, key=_rank) if len(terms) > 1 else terms)


# Where an allele lies says it all.
_ALONE = {
    Reach.UPSTREAM: (C.UPSTREAM_GENE,),
    Reach.DOWNSTREAM: (C.DOWNSTREAM_GENE,),
    Reach.WHOLE_TRANSCRIPT: (C.TRANSCRIPT_ABLATION,),
}
_RANKS = {term: place for place, term in enumerate(Consequence)}
_rank = _RANKS.__getitem__


def _exonic_terms(
    transcript: Transcript,
    start: int,
    end: int,
    edit: Projection,
    change: ProteinChange | None,
    codons: CodonChange | None,
) -> set[Consequence]:
    cds = transcript.cds
    assert cds is not None
    terms: set[Consequence] = set()
    first, last = exonic_span(transcript, start, end, edit)
    if first == last:  # insertion
        if first <= cds.start:
            return {_FIVE_PRIME_UTR}
        if first >= cds.end:
            return {_THREE_PRIME_UTR}
    else:
        if first < cds.start:
            terms.add(_FIVE_PRIME_UTR)
        if last > cds.end:
            terms.add(_THREE_PRIME_UTR)
        if last <= cds.start or first >= cds.end:
            return terms
    if edit.reach in _IN_EXONS and change is not None:
        return terms | coding_terms(transcript, edit, change, codons)
    terms.add(C.CODING_SEQUENCE)
    return terms


def exonic_span(transcript: Transcript, start: int, end: int, edit: Projection) -> tuple[int, int]:
    """Return the spliced interval of the exonic bases an allele replaces."""
    if edit.spelled:
        return edit.start, edit.end
    pieces = [
        (
            transcript.exon_starts[index] + max(start, exon.start) - exon.start,
            transcript.exon_starts[index] + min(end, exon.end) - exon.start,
        )
        for index, exon in enumerate(transcript.exons)
        if exon.start < end and start < exon.end
    ]
    return pieces[0][0], pieces[-1][1]
