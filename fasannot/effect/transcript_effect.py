"""One allele on one transcript: every fact that follows from the sequence alone."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from fasannot.allele.variant import GenomicVariant, VariantKind
from fasannot.effect.consequence import (
    consequences,
    deep_in_intron,
    exonic_span,
    splice_terms,
)
from fasannot.effect.hgvs import (
    coding_name,
    described_interval,
    legacy_name,
    protein_name,
    protein_text,
)
from fasannot.effect.new_stop import NewStop, lengthened, new_stop
from fasannot.effect.projection import (
    Projection,
    Reach,
    SpliceSite,
    lost_splice_sites,
    project,
    removed_introns,
)
from fasannot.effect.protein import (
    CodonChange,
    ProteinChange,
    ProteinKind,
    coding_edit,
    predict,
    touched_codons,
)
from fasannot.effect.terms import Consequence, Impact, Nmd
from fasannot.gene.coordinates import Interval
from fasannot.gene.model import Domain, GeneModel
from fasannot.gene.transcript import Transcript

_SPLICE_TERMS = frozenset(
    {
        Consequence.SPLICE_ACCEPTOR,
        Consequence.SPLICE_DONOR,
        Consequence.SPLICE_DONOR_5TH_BASE,
        Consequence.SPLICE_DONOR_REGION,
        Consequence.SPLICE_REGION,
    }
)
_OUTSIDE = frozenset({Reach.UPSTREAM, Reach.DOWNSTREAM})
_WITHOUT_CODONS = _OUTSIDE | {Reach.INTRONIC}
_WITHOUT_POSITIONS = _WITHOUT_CODONS | {Reach.EXON_LOSS}
_IN_EXONS = frozenset({Reach.EXONIC, Reach.EXON_FUSION})
_OPEN = frozenset({Reach.SPLICE_CROSSING, Reach.TRANSCRIPT_END, Reach.EXON_LOSS})
_KEPT = frozenset({ProteinKind.SYNONYMOUS, ProteinKind.EXTENSION})
_SHORTENED = frozenset({ProteinKind.NONSENSE, ProteinKind.FRAMESHIFT})
# Members looked up once: Python 3.11 takes its time over each.
_INTRONIC = Reach.INTRONIC
_DUPLICATION = VariantKind.DUPLICATION
_SUBSTITUTION = VariantKind.SUBSTITUTION
_MODIFIER = Impact.MODIFIER
_EXON_LOSS, _WHOLE_TRANSCRIPT = Reach.EXON_LOSS, Reach.WHOLE_TRANSCRIPT
_EXTENSION, _START_LOST = ProteinKind.EXTENSION, ProteinKind.START_LOST


class TranscriptEffect(NamedTuple):
    """What an allele does to one transcript and its protein.

    Attributes:
        transcript: the transcript.
        variant: the allele, 3′-shifted, on the locus.
        edit: its projection onto the spliced message.
        consequences: Sequence Ontology terms, the most severe first.
        exon: exons touched, as ``6/9`` or ``2-3/9``; empty if none.
        intron: introns touched, likewise.
        hgvs_c: c. (or n.) name with accession, ``None`` partly outside the transcript.
        hgvs_p: p. name with accession, ``None`` outside the transcript or non-coding.
        legacy: name in mature numbering, where there is one.
        change: the predicted protein change; ``None`` where there is none or it is ``p.?``.
        codons: touched codons, where the allele lies within the coding sequence.
        stop: the new stop, if the change makes one.
        cdna_position: VEP style position in the spliced sequence, 1-based.
        cds_position: likewise in the coding sequence.
        protein_position: likewise in the protein.
        changed: residues of the reference protein changed or lost, 0-based; empty interval for an
            insertion; ``None`` when the protein is unchanged or cannot be predicted.
        domains: domains that are touched or lose residues.
        lost_sites: canonical splice dinucleotides that the mutated sequence lost.
        introns_removed: indexes of introns that are removed exactly, which leaves the message as
            it was.
    """

    transcript: Transcript
    variant: GenomicVariant
    edit: Projection
    consequences: tuple[Consequence, ...]
    exon: str
    intron: str
    hgvs_c: str | None
    hgvs_p: str | None
    legacy: str | None
    change: ProteinChange | None
    codons: CodonChange | None
    stop: NewStop | None
    cdna_position: str
    cds_position: str
    protein_position: str
    changed: Interval | None
    domains: tuple[Domain, ...]
    lost_sites: tuple[SpliceSite, ...]
    introns_removed: tuple[int, ...] = ()

    @property
    def impact(self) -> Impact:
        """Impact of the most severe term; LOW for a copy over an exon border, whatever its terms.

        The shifted copy may lie in the intron, and VEP's terms with it. Which of the two splice
        sites is taken is not known then, and no filter by impact may lose the allele.
        """
        impact = self.consequences[0].impact
        if impact is _MODIFIER and self.copies_border:
            return Impact.LOW
        return impact

    @property
    def copies_border(self) -> bool:
        """Whether the allele copies bases on both sides of the border of an exon and an intron."""
        copied = self.variant.kind is _DUPLICATION
        return copied and bool(self.exon and self.intron)

    @property
    def nmd(self) -> Nmd | None:
        """Nonsense-mediated decay, judged from the new stop.

        A message that reads on past its changed stop codon escapes, although nothing is truncated.
        """
        if self.stop is not None:
            return self.stop.nmd
        change = self.change
        if change is None or change.kind is _EXTENSION or change.stop is None:
            return None
        return Nmd.ESCAPING if lengthened(self.transcript, self.edit, change) else None

    @property
    def amino_acids(self) -> str:
        """Touched residues before and after, as VEP writes them: ``R/P``, ``K``, ``-/GL``."""
        codons = self.codons
        if codons is None or self.change is None:
            return ""
        ref, alt = codons.ref_residues or "-", codons.alt_residues or "-"
        return ref if ref == alt else f"{ref}/{alt}"

    @property
    def codon_text(self) -> str:
        """Touched codons before and after, changed bases in capitals: ``cGg/cCg``."""
        codons = self.codons
        if codons is None or self.change is None:
            return ""
        cds = self.transcript.cds
        assert cds is not None
        written = coding_edit(self.transcript, self.edit.start, self.edit.end, self.edit.alt)
        left = written.start - cds.start - 3 * codons.first

        def shown(bases: str, size: int) -> str:
            return (
                bases[:left].lower() + bases[left : left + size] + bases[left + size :].lower()
            ) or "-"

        ref = shown(codons.ref, written.end - written.start)
        return f"{ref}/{shown(codons.alt, len(written.alt))}"


def _numbers(first: int, last: int, total: int) -> str:
    return f"{first}/{total}" if first == last else f"{first}-{last}/{total}"


def exon_and_intron(transcript: Transcript, start: int, end: int) -> tuple[str, str]:
    """Return the exons and introns that an interval of the locus touches, as VEP writes them."""
    exons = len(transcript.exons)
    if start < transcript.start or end > transcript.end:
        start, end = max(start, transcript.start), min(end, transcript.end)
        if start >= end:
            return "", ""
    before = transcript.exon_before(start)
    if end <= transcript.exons[before].end:
        return f"{before + 1}/{exons}", ""
    until = before if end - start == 1 else transcript.exon_before(end - 1)
    starts_in_exon = start < transcript.exons[before].end
    ends_in_exon = end <= transcript.exons[until].end
    exon = intron = ""
    first_exon = before if starts_in_exon else before + 1
    if first_exon <= until:
        exon = _numbers(first_exon + 1, until + 1, exons)
    last_intron = until - 1 if ends_in_exon else until
    if before <= last_intron:
        intron = _numbers(before + 1, last_intron + 1, exons - 1)
    return exon, intron


def _positions(
    transcript: Transcript, edit: Projection, start: int, end: int, codons: CodonChange | None
) -> tuple[str, str, str]:
    """Return VEP style cDNA, CDS and protein positions; ``?`` for an end outside the exons."""
    if edit.reach in _WITHOUT_POSITIONS:
        return "", "", ""
    cds = transcript.cds
    first, last = exonic_span(transcript, start, end, edit)
    whole = edit.reach in _IN_EXONS
    left = whole or transcript.spliced(start) is not None
    right = whole or transcript.spliced(end - 1) is not None

    def shown(low: int, high: int) -> str:
        if left and right:
            return str(low) if low == high else f"{low}-{high}"
        return f"{low if left else '?'}-{high if right else '?'}"

    low, high = (first, first + 1) if first == last else (first + 1, last)
    cdna = shown(low, high)
    if cds is None:
        return cdna, "", ""
    low, high, size = low - cds.start, high - cds.start, cds.end - cds.start
    if high < 1 or low > size or (first == last and (low < 1 or high > size)):
        return cdna, "", ""
    left, right = left and low >= 1, right and high <= size
    cds_text = shown(low, high)
    if codons is not None and codons.first == codons.end:
        protein = f"{codons.first}-{codons.first + 1}"
    else:
        protein = shown((low + 2) // 3, (high + 2) // 3)
        if first == last and codons is not None:
            protein = str(codons.first + 1)
    return cdna, cds_text, protein


def changed_residues(transcript: Transcript, change: ProteinChange | None) -> Interval | None:
    """Return the reference residues that a change alters or removes (the stop is no residue)."""
    if change is None or change.kind in _KEPT:
        return None
    length = len(transcript.protein) - 1
    if change.kind is _START_LOST:
        return Interval(0, length)
    if change.kind in _SHORTENED or change.alt[-1:] == "*":
        return Interval(change.start, length)
    return Interval(change.start, change.end)


def domains_of(model: GeneModel, changed: Interval | None) -> tuple[Domain, ...]:
    """Return the domains that changed residues lie in; an insertion touches what it splits."""
    return () if changed is None else _domains_between(model, changed.start, changed.end)


@lru_cache(maxsize=2048)  # a frameshift reaches from its residue to the end, as do many others
def _domains_between(model: GeneModel, start: int, end: int) -> tuple[Domain, ...]:
    if start == end:
        return tuple([d for d in model.domains if d.interval.start < start < d.interval.end])
    return tuple([d for d in model.domains if start < d.interval.end and d.interval.start < end])


def _protein_text(
    transcript: Transcript,
    edit: Projection,
    change: ProteinChange | None,
    unsure: bool,
) -> str | None:
    """Return the p. description without parentheses, ``None`` where nothing is to be said."""
    if edit.reach in _OUTSIDE:
        return None
    if edit.reach is _WHOLE_TRANSCRIPT:
        return "0?"
    if change is not None:
        return protein_text(change, transcript.protein)
    if edit.reach in _OPEN:
        return "?"
    return "?" if unsure else "="


def compute_effect(
    model: GeneModel, transcript: Transcript, variant: GenomicVariant
) -> TranscriptEffect:
    """Return the effect of an allele on a transcript.

    Args:
        model: the gene model, for its sequence and domains.
        transcript: the transcript.
        variant: the allele in canonical form (3′-shifted).
    """
    start, end = variant.start, variant.end
    edit = project(transcript, variant)
    if (
        edit.reach is _INTRONIC
        and variant.kind is _SUBSTITUTION
        and not transcript.near_border(start, end)
    ):
        return _deep_in_intron(transcript, variant, edit)
    removed = removed_introns(transcript, model.sequence, variant)
    if removed:
        edit = Projection(_INTRONIC)
    reach = edit.reach
    described = described_interval(variant)
    exon, intron = exon_and_intron(transcript, *described)
    lost = (
        lost_splice_sites(transcript, model.sequence, variant)
        if reach not in _OUTSIDE and not removed
        else ()
    )
    change = codons = None
    if edit.spelled and transcript.cds is not None:
        change = predict(transcript, edit.start, edit.end, edit.alt)
        if reach is not _EXON_LOSS and change is not None:
            codons = touched_codons(transcript, edit.start, edit.end, edit.alt)
    # A copy that takes in intron bases may or may not stay in the message, and without its last
    # exon the message has no known end: no protein is predicted then.
    unsure = variant.kind is _DUPLICATION and reach is Reach.EXONIC and bool(intron)
    if unsure and not lost:
        change = codons = None
    terms = consequences(transcript, variant, edit, change, codons)
    if unsure:
        change = codons = None
        if terms[0].impact is _MODIFIER:
            terms = tuple(sorted({*terms, Consequence.SPLICE_REGION}, key=lambda term: term.rank))
    if change is not None and edit.end == len(transcript.sequence):
        unsure = True
        change = codons = None
    elif reach is _INTRONIC and not removed:
        unsure = _near_splice_site(transcript, variant, terms)
    text = None
    if transcript.cds is not None:
        text = _protein_text(transcript, edit, change, unsure)
    cdna, cds, protein = _positions(transcript, edit, start, end, codons)
    changed = changed_residues(transcript, change)
    touched = changed if change is not None else _deleted_residues(transcript, start, end, edit)
    return TranscriptEffect(
        transcript=transcript,
        variant=variant,
        edit=edit,
        consequences=terms,
        exon=exon,
        intron=intron,
        hgvs_c=coding_name(transcript, variant),
        hgvs_p=None if text is None else protein_name(transcript, text),
        legacy=legacy_name(change, transcript.protein) if change is not None else None,
        change=change,
        codons=codons,
        stop=new_stop(transcript, edit, change) if change is not None else None,
        cdna_position=cdna,
        cds_position=cds,
        protein_position=protein,
        changed=changed,
        domains=domains_of(model, touched) if transcript.group == "mane" else (),
        lost_sites=lost,
        introns_removed=removed,
    )


def _deep_in_intron(
    transcript: Transcript, variant: GenomicVariant, edit: Projection
) -> TranscriptEffect:
    """Return the effect of a substitution off all borders of exons: most of a genome's alleles."""
    number = transcript.exon_before(variant.start) + 1
    return TranscriptEffect(
        transcript=transcript,
        variant=variant,
        edit=edit,
        consequences=deep_in_intron(transcript),
        exon="",
        intron=f"{number}/{len(transcript.exons) - 1}",
        hgvs_c=coding_name(transcript, variant),
        hgvs_p=None if transcript.cds is None else protein_name(transcript, "="),
        legacy=None,
        change=None,
        codons=None,
        stop=None,
        cdna_position="",
        cds_position="",
        protein_position="",
        changed=None,
        domains=(),
        lost_sites=(),
    )


def _deleted_residues(
    transcript: Transcript, start: int, end: int, edit: Projection
) -> Interval | None:
    """Return the residues whose codons are deleted, where the rest cannot be predicted."""
    cds = transcript.cds
    if cds is None or start == end or edit.reach in _WITHOUT_CODONS:
        return None
    if edit.reach is _WHOLE_TRANSCRIPT:
        return Interval(0, len(transcript.protein) - 1)
    first, last = exonic_span(transcript, start, end, edit)
    first, last = max(first, cds.start), min(last, cds.end - 3)
    if first >= last:
        return None
    return Interval((first - cds.start) // 3, (last - cds.start + 2) // 3)


def _near_splice_site(
    transcript: Transcript, variant: GenomicVariant, terms: tuple[Consequence, ...]
) -> bool:
    """Return whether an intronic allele, or the copy it makes, lies in a splice window."""
    return not _SPLICE_TERMS.isdisjoint(terms) or (
        variant.kind is _DUPLICATION
        and not _SPLICE_TERMS.isdisjoint(splice_terms(transcript, *described_interval(variant)))
    )
