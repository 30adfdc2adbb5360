"""Closed vocabularies: consequence terms, impacts and the like, spelled as in their ontologies."""

from __future__ import annotations

from enum import StrEnum


class Impact(StrEnum):
    """Severity class of a consequence, as Ensembl VEP assigns it."""

    HIGH = "HIGH"
    MODERATE = "MODERATE"
    LOW = "LOW"
    MODIFIER = "MODIFIER"


class Consequence(StrEnum):
    """Sequence Ontology consequence terms in VEP's order, the most severe first."""

    TRANSCRIPT_ABLATION = "transcript_ablation"
    SPLICE_ACCEPTOR = "splice_acceptor_variant"
    SPLICE_DONOR = "splice_donor_variant"
    STOP_GAINED = "stop_gained"
    FRAMESHIFT = "frameshift_variant"
    STOP_LOST = "stop_lost"
    START_LOST = "start_lost"
    TRANSCRIPT_AMPLIFICATION = "transcript_amplification"
    FEATURE_ELONGATION = "feature_elongation"
    FEATURE_TRUNCATION = "feature_truncation"
    INFRAME_INSERTION = "inframe_insertion"
    INFRAME_DELETION = "inframe_deletion"
    MISSENSE = "missense_variant"
    PROTEIN_ALTERING = "protein_altering_variant"
    SPLICE_DONOR_5TH_BASE = "splice_donor_5th_base_variant"
    SPLICE_REGION = "splice_region_variant"
    SPLICE_DONOR_REGION = "splice_donor_region_variant"
    SPLICE_POLYPYRIMIDINE_TRACT = "splice_polypyrimidine_tract_variant"
    INCOMPLETE_TERMINAL_CODON = "incomplete_terminal_codon_variant"
    START_RETAINED = "start_retained_variant"
    STOP_RETAINED = "stop_retained_variant"
    SYNONYMOUS = "synonymous_variant"
    CODING_SEQUENCE = "coding_sequence_variant"
    FIVE_PRIME_UTR = "5_prime_UTR_variant"
    THREE_PRIME_UTR = "3_prime_UTR_variant"
    NON_CODING_TRANSCRIPT_EXON = "non_coding_transcript_exon_variant"
    INTRON = "intron_variant"
    NMD_TRANSCRIPT = "NMD_transcript_variant"
    NON_CODING_TRANSCRIPT = "non_coding_transcript_variant"
    UPSTREAM_GENE = "upstream_gene_variant"
    DOWNSTREAM_GENE = "downstream_gene_variant"

    @property
    def rank(self) -> int:
        """Place in VEP's order of severity; 0 is the most severe."""
        return _RANK[self]

    @property
    def impact(self) -> Impact:
        """VEP's impact of the term."""
        return _IMPACT[self]


_RANK = {term: rank for rank, term in enumerate(Consequence)}
_HIGH = Consequence.FEATURE_TRUNCATION.rank
_MODERATE = Consequence.PROTEIN_ALTERING.rank
_LOW = Consequence.SYNONYMOUS.rank
_IMPACT = {
    term: Impact.HIGH
    if rank <= _HIGH
    else Impact.MODERATE
    if rank <= _MODERATE
    else Impact.LOW
    if rank <= _LOW
    else Impact.MODIFIER
    for term, rank in _RANK.items()
}


class Nmd(StrEnum):
    """Nonsense-mediated decay predicted from the new stop (SO:0002319, SO:0002320)."""

    TRIGGERING = "triggering"
    ESCAPING = "escaping"
