"""The published columns: one row a column; header line, INFO, TSV, JSON and docs come from it.

``Finding`` stands above, as it shows itself by these columns, so its type is not named here.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any, NamedTuple

Value = str | tuple[str, ...]
RECORD_COLUMNS = ("CHROM", "POS", "ID", "REF", "ALT", "ASSEMBLY")


class Column(NamedTuple):
    """One column of the interface.

    Attributes:
        name: its name in INFO and TSV.
        json_name: its key in JSON, the same name in snake case.
        content: what it holds, in a sentence for the docs.
        path: where a finding holds it: a name, or names joined by dots from part to part.
        many: whether it holds several values, joined by ``&``.
        optional: whether a finding may hold nothing there, or something that is no text.
        of_mismatch: whether it has a value where REF disagrees with the reference.
    """

    name: str
    json_name: str
    content: str
    path: str
    many: bool = False
    of_mismatch: bool = False
    optional: bool = False


def _column(
    name: str,
    content: str,
    path: str,
    *,
    json_name: str = "",
    many: bool = False,
    of_mismatch: bool = False,
    optional: bool = False,
) -> Column:
    return Column(
        name=name,
        json_name=json_name or name.lower(),
        content=content,
        path=path,
        many=many,
        of_mismatch=of_mismatch,
        optional=optional,
    )


COLUMNS: tuple[Column, ...] = (
    _column("Allele", "ALT as written in the record", "allele", of_mismatch=True),
    _column(
        "Consequence",
        "Sequence Ontology terms in VEP's vocabulary and order of severity, on the 3′-shifted "
        "allele",
        "effect.consequences",
        many=True,
    ),
    _column("IMPACT", "HIGH, MODERATE, LOW or MODIFIER", "effect.impact"),
    _column("SYMBOL", "FAS", "symbol", of_mismatch=True),
    _column("Gene", "ENSG00000026103", "gene", of_mismatch=True),
    _column("Feature_type", "Transcript", "feature_type"),
    _column(
        "Feature",
        "transcript accession; NM_000043.6 unless `--transcripts` asks for more",
        "effect.transcript.accession",
    ),
    _column(
        "BIOTYPE",
        "protein_coding or the biotype of the other transcript",
        "effect.transcript.biotype",
    ),
    _column("EXON", "exon of all exons: `6/9`", "effect.exon"),
    _column("INTRON", "intron of all introns: `5/8`", "effect.intron"),
    _column(
        "HGVSg",
        "genomic name, NC_000010.11 or NC_000010.10",
        "hgvs_g",
        json_name="hgvs_g",
    ),
    _column(
        "HGVSc", "coding name with accession", "effect.hgvs_c", optional=True, json_name="hgvs_c"
    ),
    _column(
        "HGVSp",
        "predicted protein name, three-letter, in parentheses",
        "effect.hgvs_p",
        optional=True,
        json_name="hgvs_p",
    ),
    _column(
        "LEGACY",
        "one-letter name in the mature numbering of older papers (precursor minus 16): `R234P`",
        "effect.legacy",
        optional=True,
    ),
    _column(
        "cDNA_position",
        "position in the transcript, as VEP",
        "effect.cdna_position",
    ),
    _column(
        "CDS_position",
        "position in the coding sequence, as VEP",
        "effect.cds_position",
    ),
    _column(
        "Protein_position",
        "residue, as VEP",
        "effect.protein_position",
    ),
    _column(
        "Amino_acids",
        "residues before and after, as VEP",
        "effect.amino_acids",
    ),
    _column(
        "Codons",
        "codons before and after, changed bases in capitals, as VEP",
        "effect.codon_text",
    ),
    _column(
        "DOMAINS",
        "all that the change touches or removes: SIGNAL, EXTRACELLULAR, CRD1, CRD2, CRD3, TM, "
        "CYTOPLASMIC, DEATH_DOMAIN",
        "domains",
        many=True,
    ),
    _column("NMD", "triggering or escaping, judged from the new stop", "effect.nmd", optional=True),
    _column(
        "PTC",
        "new stop: codon / exon / bases to the last exon junction: `215/7/33`; JSON: `codon`, "
        "`exon`, `distance`",
        "effect.stop",
        optional=True,
    ),
    _column(
        "LOF", "HC or LC: confidence of loss of function", "assessment.verdict.lof", optional=True
    ),
    _column(
        "LOF_REASON", "ids of the rules behind it", "assessment.verdict.lof_reasons", many=True
    ),
    _column(
        "SPLICE",
        "predicted outcome of splicing and what is behind it",
        "assessment.splice_texts",
    ),
    _column(
        "MECHANISM",
        "haploinsufficiency, dominant_negative, soluble_isoform, gain_of_function or uncertain; "
        "two joined by `&` where both were measured",
        "assessment.verdict.mechanisms",
    ),
    _column(
        "KNOWN",
        "catalogued ids and classes of the same allele, residue or splice motif, each marked which",
        "assessment.known",
        many=True,
    ),
    _column(
        "CRITERIA",
        "automated ACMG/AMP criteria with strength",
        "assessment.verdict.criteria",
        many=True,
    ),
    _column(
        "POINTS",
        "their points (Tavtigian 2020)",
        "assessment.verdict.points",
        optional=True,
    ),
    _column("AUTO_CLASS", "class from these criteria alone", "assessment.verdict.classification"),
    _column("FLAGS", "see [flags](flags.md)", "flags", many=True, of_mismatch=True),
    _column("VRS_ID", "GA4GH VRS 2 allele id", "vrs_id"),
    _column(
        "NOTES",
        "codes of what a careful reader must know beside the facts, see `data/notes.tsv`",
        "notes",
        many=True,
        of_mismatch=True,
    ),
)

FIELDS = tuple(column.name for column in COLUMNS)
FORMAT = "|".join(FIELDS)
JSON_NAMES = {column.name: column.json_name for column in COLUMNS}
LIST_FIELDS = frozenset(column.name for column in COLUMNS if column.many)
# Where an entry may hold several values: the lists, and two columns that are one text elsewhere.
LIST_PLACES = tuple(
    place
    for place, column in enumerate(COLUMNS)
    if column.many or column.name in ("SPLICE", "MECHANISM")
)
_HELD = attrgetter(*[column.path for column in COLUMNS])
_OPTIONAL = tuple(place for place, column in enumerate(COLUMNS) if column.optional)


def values(finding: Any) -> list[Value]:
    """Return the values of a finding in the order of the columns; empty where missing."""
    if finding.effect is None or finding.assessment is None:
        held = [_reached(finding, column) for column in COLUMNS]
        return [one if isinstance(one, str | tuple) else _text(one) for one in held]
    found = list(_HELD(finding))
    for place in _OPTIONAL:
        one = found[place]
        if one is None:
            found[place] = ""
        elif one.__class__ is not str:
            found[place] = str(one)
    return found


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _reached(finding: Any, column: Column) -> Any:
    """Return what a finding holds that lacks a part: ``None`` where the way ends there."""
    if finding.effect is None and not column.of_mismatch:
        return None
    found = finding
    for name in column.path.split("."):
        found = None if found is None else getattr(found, name)
    return found


def facts(finding: Any) -> dict[str, Any]:
    """Return the columns of a finding under their JSON names; missing is ``None``."""
    found: dict[str, Any] = {}
    for column, value in zip(COLUMNS, values(finding), strict=True):
        if column.many:
            found[column.json_name] = [str(item) for item in value] or None
        else:
            found[column.json_name] = (
                str(value) if isinstance(value, str) else "&".join(value)
            ) or None
    found["points"] = finding.points
    stop = finding.ptc
    if stop is not None:
        found["ptc"] = {"codon": stop.codon, "exon": stop.exon, "distance": stop.distance}
    found["evidence"] = evidence_lines(finding)
    return found


def evidence_lines(finding: Any) -> list[dict[str, str | None]]:
    """Return each rule that holds, as JSON shows it."""
    assessment = finding.assessment
    return [
        {
            "rule": line.rule_id,
            "strength": line.strength or None,
            "sentence": line.sentence,
            "source": line.source,
        }
        for line in (assessment.evidence if assessment is not None else ())
    ]
