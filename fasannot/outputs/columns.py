"""The published columns: one row a column; header line, INFO, TSV, JSON and docs come from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fasannot.gene.model import GENE_ID, SYMBOL
from fasannot.rules.finding import Finding

Value = str | tuple[str, ...]
RECORD_COLUMNS = ("CHROM", "POS", "ID", "REF", "ALT", "ASSEMBLY")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the interface.

    Attributes:
        name: its name in INFO and TSV.
        json_name: its key in JSON, the same name in snake case.
        content: what it holds, in a sentence for the docs.
        value: the value of a finding; empty text or an empty tuple where it is missing.
        many: whether it holds several values, joined by ``&``.
        of_mismatch: whether it has a value where REF disagrees with the reference.
    """

    name: str
    json_name: str
    content: str
    value: Callable[[Finding], Value]
    many: bool = False
    of_mismatch: bool = False


def _column(
    name: str,
    content: str,
    value: Callable[[Finding], Value],
    *,
    json_name: str = "",
    many: bool = False,
    of_mismatch: bool = False,
) -> Column:
    return Column(name, json_name or name.lower(), content, value, many, of_mismatch)


# Getters are called for findings with an effect only, unless the column is of a mismatch too.
COLUMNS: tuple[Column, ...] = (
    _column("Allele", "ALT as written in the record", lambda f: f.allele, of_mismatch=True),
    _column(
        "Consequence",
        "Sequence Ontology terms in VEP's vocabulary and order of severity, on the 3′-shifted "
        "allele",
        lambda f: f.consequences,
        many=True,
    ),
    _column("IMPACT", "HIGH, MODERATE, LOW or MODIFIER", lambda f: f.impact or ""),
    _column("SYMBOL", "FAS", lambda f: SYMBOL, of_mismatch=True),
    _column("Gene", "ENSG00000026103", lambda f: GENE_ID, of_mismatch=True),
    _column("Feature_type", "Transcript", lambda f: "Transcript"),
    _column(
        "Feature",
        "transcript accession; NM_000043.6 unless `--transcripts` asks for more",
        lambda f: f.effect.transcript.accession if f.effect else "",
    ),
    _column(
        "BIOTYPE",
        "protein_coding or the biotype of the other transcript",
        lambda f: f.effect.transcript.biotype if f.effect else "",
    ),
    _column("EXON", "exon of all exons: `6/9`", lambda f: f.effect.exon if f.effect else ""),
    _column(
        "INTRON", "intron of all introns: `5/8`", lambda f: f.effect.intron if f.effect else ""
    ),
    _column(
        "HGVSg",
        "genomic name, NC_000010.11 or NC_000010.10",
        lambda f: f.hgvs_g,
        json_name="hgvs_g",
    ),
    _column("HGVSc", "coding name with accession", lambda f: f.hgvs_c or "", json_name="hgvs_c"),
    _column(
        "HGVSp",
        "predicted protein name, three-letter, in parentheses",
        lambda f: f.hgvs_p or "",
        json_name="hgvs_p",
    ),
    _column(
        "LEGACY",
        "one-letter name in the mature numbering of older papers (precursor minus 16): `R234P`",
        lambda f: f.legacy or "",
    ),
    _column(
        "cDNA_position",
        "position in the transcript, as VEP",
        lambda f: f.effect.cdna_position if f.effect else "",
    ),
    _column(
        "CDS_position",
        "position in the coding sequence, as VEP",
        lambda f: f.effect.cds_position if f.effect else "",
    ),
    _column(
        "Protein_position",
        "residue, as VEP",
        lambda f: f.effect.protein_position if f.effect else "",
    ),
    _column(
        "Amino_acids",
        "residues before and after, as VEP",
        lambda f: f.effect.amino_acids if f.effect else "",
    ),
    _column(
        "Codons",
        "codons before and after, changed bases in capitals, as VEP",
        lambda f: f.effect.codon_text if f.effect else "",
    ),
    _column(
        "DOMAINS",
        "all that the change touches or removes: SIGNAL, EXTRACELLULAR, CRD1, CRD2, CRD3, TM, "
        "CYTOPLASMIC, DEATH_DOMAIN",
        lambda f: f.domains,
        many=True,
    ),
    _column("NMD", "triggering or escaping, judged from the new stop", lambda f: f.nmd or ""),
    _column(
        "PTC",
        "new stop: codon / exon / bases to the last exon junction: `215/7/33`; JSON: `codon`, "
        "`exon`, `distance`",
        lambda f: str(f.ptc) if f.ptc is not None else "",
    ),
    _column("LOF", "HC or LC: confidence of loss of function", lambda f: f.lof or ""),
    _column("LOF_REASON", "ids of the rules behind it", lambda f: f.lof_reasons, many=True),
    _column(
        "SPLICE",
        "predicted outcome of splicing and what is behind it",
        lambda f: f.splice_texts,
    ),
    _column(
        "MECHANISM",
        "haploinsufficiency, dominant_negative, soluble_isoform, gain_of_function or uncertain; "
        "two joined by `&` where both were measured",
        lambda f: f.mechanisms if len(f.mechanisms) > 1 else f.mechanism or "",
    ),
    _column(
        "KNOWN",
        "catalogued ids and classes of the same allele, residue or splice motif, each marked which",
        lambda f: f.known,
        many=True,
    ),
    _column(
        "CRITERIA", "automated ACMG/AMP criteria with strength", lambda f: f.criteria, many=True
    ),
    _column(
        "POINTS",
        "their points (Tavtigian 2020)",
        lambda f: "" if f.points is None else str(f.points),
    ),
    _column("AUTO_CLASS", "class from these criteria alone", lambda f: f.classification or ""),
    _column("FLAGS", "see [flags](flags.md)", lambda f: f.flags, many=True, of_mismatch=True),
    _column("VRS_ID", "GA4GH VRS 2 allele id", lambda f: f.vrs_id),
    _column(
        "NOTES",
        "codes of what a careful reader must know beside the facts, see `data/notes.tsv`",
        lambda f: f.notes,
        many=True,
        of_mismatch=True,
    ),
)

FIELDS = tuple(column.name for column in COLUMNS)
FORMAT = "|".join(FIELDS)
JSON_NAMES = {column.name: column.json_name for column in COLUMNS}
LIST_FIELDS = frozenset(column.name for column in COLUMNS if column.many)
_GETTERS = tuple(column.value for column in COLUMNS)
_OF_MISMATCH = frozenset(column.name for column in COLUMNS if column.of_mismatch)


def values(finding: Finding) -> list[Value]:
    """Return the values of a finding in the order of the columns; empty where missing."""
    if finding.effect is None:
        return [column.value(finding) if column.name in _OF_MISMATCH else "" for column in COLUMNS]
    return [value(finding) for value in _GETTERS]
