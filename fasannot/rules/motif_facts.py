"""Facts of splice motifs that an allele without prediction rewrites."""

from __future__ import annotations

from fasannot.allele.variant import GenomicVariant, VariantKind
from fasannot.effect.transcript_effect import TranscriptEffect
from fasannot.evidence.catalogue import SpliceMotif
from fasannot.evidence.residues import Facts
from fasannot.rules.knowledge import Knowledge

_SUBSTITUTION = VariantKind.SUBSTITUTION  # looked up once
BRANCH_LOSS = 5
# No motif reaches farther from the border of an exon: branch points lie up to 44 bases before it.
_REACH = 48


def changed_motif(variant: GenomicVariant, site: SpliceMotif, sequence: str) -> str | None:
    """Return how an allele without prediction weakens a motif whose GT or AG is kept.

    Donor consensus AG|GTRAGT, acceptor consensus Y(n)NYAG: flagged when the donor loses two of
    its matches (or the G at -1 or +5), or the acceptor loses its pyrimidine at -3, four or more
    pyrimidines of -20 to -3, or gains an AG there, or a deletion takes five or more bases of -44
    to -18, where nine in ten branch points lie (Mercer 2015, Genome Res 25:290).
    """
    start, end, alt = variant.start, variant.end, variant.alt
    if site.kind == "donor":
        edge = site.dinucleotide
        before = sequence[edge - 2 : edge + 6]
        if start >= edge:
            after = (sequence[edge - 2 : start] + alt + sequence[end : end + 8])[:8]
        else:
            left = sequence[start - 8 : start] + alt + sequence[end:edge]
            after = left[-2:] + sequence[edge : edge + 6] if end <= edge else before
        old, new = _donor_matches(before), _donor_matches(after)
        lost_g = old[1] > new[1] or old[4] > new[4]
        return "donor motif" if lost_g or sum(old) - sum(new) >= 2 else None
    edge = site.dinucleotide
    branch = min(end, edge - 16) - max(start, edge - 42)
    if branch - len(alt) >= BRANCH_LOSS:
        return "branch point region"
    if end > edge:
        return None
    before = sequence[edge - 18 : edge]
    after = (sequence[start - 18 - len(alt) : start] + alt + sequence[end:edge])[-18:]
    if before[-1] in "CT" and after[-1] not in "CT":
        return "acceptor motif"
    fewer = sum(base in "CT" for base in before) - sum(base in "CT" for base in after)
    gained = "AG" in after and "AG" not in before
    return "polypyrimidine tract" if fewer >= 4 or gained else None


def _at_dinucleotide(variant: GenomicVariant, site: SpliceMotif) -> bool:
    """Return whether an allele replaces, copies or splits the GT or AG, or is put right beside it.

    Where it is kept all the same (a duplication over the border of an exon, say), which copy the
    spliceosome takes cannot be told from the sequence.
    """
    first, last = site.dinucleotide, site.dinucleotide + 2
    if variant.start == variant.end and first <= variant.start <= last:
        return True
    return variant.described_start < last and variant.end > first


def _donor_matches(motif: str) -> list[bool]:
    """Return matches of -2, -1, +3, +4, +5, +6 with the donor consensus."""
    wanted = ("A", "G", "AG", "A", "G", "T")
    bases = motif[:2] + motif[4:]
    return [base in good for base, good in zip(bases, wanted, strict=False)]


def motif_facts(facts: Facts, effect: TranscriptEffect, knowledge: Knowledge) -> None:
    """Add the motif that an allele without prediction weakens or rewrites, if any."""
    variant = effect.variant
    if variant.kind is _SUBSTITUTION or effect.lost_sites:
        return
    start, end = variant.described_start, max(variant.end, variant.start + 1)
    if not effect.transcript.near_border(start, end, _REACH):
        return
    transcript = effect.transcript
    first = max(transcript.exon_before(start - _REACH), 0)
    behind = transcript.exon_before(end + _REACH) + 1
    if any(start <= exon.start and exon.end <= end for exon in transcript.exons[first:behind]):
        return  # a repeated first or last exon leaves the other copy as it was
    for site in knowledge.motifs[2 * first : 2 * behind]:  # two of each intron that is near
        low = site.start - 24 if site.kind == "acceptor" else site.start
        if end <= low or start >= site.end:
            continue
        found = changed_motif(variant, site, knowledge.model.sequence)
        if found is None and _at_dinucleotide(variant, site):
            found = f"bases at the {'GT' if site.kind == 'donor' else 'AG'}"
        if found:
            exon = site.intron + (2 if site.kind == "acceptor" else 1)
            facts["splice_motif_changed"] = f"{found} of exon {exon}"


def touched_motifs(variant: GenomicVariant, knowledge: Knowledge) -> tuple[SpliceMotif, ...]:
    """Return the splice motifs that an allele touches; almost always none."""
    start, end = variant.start, max(variant.end, variant.start + 1)
    if 1 not in knowledge.motif_mask[start:end]:
        return ()
    return tuple(motif for motif in knowledge.motifs if motif.touches(start, end))
