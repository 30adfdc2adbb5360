"""Rebuild ``known_variants.tsv`` from a ClinVar VCF or a UniProt entry.

One row stands for one allele or protein change, whatever sources know it: a refresh takes the old
release out of every row and puts the new one in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fasannot.allele.variant import canonical
from fasannot.effect.hgvs import legacy_position
from fasannot.effect.terms import Consequence
from fasannot.effect.transcript_effect import TranscriptEffect, compute_effect
from fasannot.evidence.values import review_stars
from fasannot.files.vcf.info import Info
from fasannot.gene.model import SYMBOL, GeneModel
from fasannot.gene.sequence import THREE_LETTER
from fasannot.refresh.rewriting import (
    MISSING,
    EditableTable,
    Row,
    joined_sources,
    vcf_lines,
    without_source,
)

_LABELS = (
    (Consequence.SPLICE_ACCEPTOR, "splice-3"),
    (Consequence.SPLICE_DONOR, "splice-5"),
    (Consequence.STOP_GAINED, "nonsense"),
    (Consequence.FRAMESHIFT, "frameshift"),
    (Consequence.STOP_LOST, "stop_lost"),
    (Consequence.START_LOST, "start_lost"),
    (Consequence.MISSENSE, "missense"),
    (Consequence.INFRAME_DELETION, "inframe"),
    (Consequence.INFRAME_INSERTION, "inframe"),
    (Consequence.PROTEIN_ALTERING, "inframe"),
    (Consequence.SPLICE_REGION, "splice_region"),
    (Consequence.SPLICE_DONOR_REGION, "splice_region"),
    (Consequence.SPLICE_DONOR_5TH_BASE, "splice_region"),
    (Consequence.SPLICE_POLYPYRIMIDINE_TRACT, "splice_region"),
)
# Collections whose entries keep the ids that they were entered with.
_OWN_NAMES = frozenset({"Reddy2017", "dbSNP"})
_UNSPECIFIC = frozenset({"not_provided", "not_specified", ""})


def label(effect: TranscriptEffect) -> str:
    """Return the consequence word of the catalogue."""
    for term, word in _LABELS:
        if term in effect.consequences:
            return word
    return "other"


def entry_id(row: Row) -> str:
    """Return the id of a row: ClinVar, else UniProt, else its name."""
    if row.get("clinvar", MISSING) != MISSING:
        return f"ClinVar:{row['clinvar']}"
    if row.get("uniprot", MISSING) != MISSING:
        return f"UniProt:{row['uniprot']}"
    own = row.get("id", MISSING)
    if own.partition(":")[0] in _OWN_NAMES:
        return own
    name = row["hgvs_c"] if row.get("hgvs_c", MISSING) != MISSING else row["hgvs_p"]
    return f"literature:{name}"


def category(row: Row) -> str:
    """Return the category: UniProt knows which are somatic or polymorphic, ClinVar does not."""
    said = row.get("uniprot_category", MISSING)
    if said == "polymorphism":
        return "polymorphism"
    if said.startswith("ALPS"):
        return "germline_alps"
    if said.startswith("somatic"):
        return "somatic_only"
    if row.get("clinvar", MISSING) != MISSING:
        return "germline_alps"
    return row.get("category", "germline_alps")


def legacy(residue: int, ref: str, alt: str) -> str:
    """Return the name in mature numbering: there is no residue zero."""
    return f"{ref}{legacy_position(residue)}{alt}"


def _place(model: GeneModel, row: Row) -> tuple[int, str]:
    if row.get("position", MISSING) != MISSING:
        return int(row["position"]), row["alt"]
    match = re.search(r"\d+", row["hgvs_p"])
    mane = model.mane
    assert match is not None
    assert mane.cds is not None
    at = mane.locus_coordinate(mane.cds.start + 3 * (int(match[0]) - 1))
    return model.assemblies["GRCh38"].position(at), ""


def _finish(table: EditableTable, model: GeneModel) -> None:
    for row in table.rows:
        row["id"] = entry_id(row)
        row["category"] = category(row)
    table.rows.sort(key=lambda row: (_place(model, row), row["hgvs_p"]))


def _take_out(table: EditableTable, prefix: str, columns: tuple[str, ...]) -> None:
    """Take one source out of every row; rows that no other source knows go."""
    for row in table.rows:
        others = without_source(row["source"], prefix)
        if others != row["source"]:
            row["source"] = others
            row.update(dict.fromkeys(columns, MISSING))
    table.rows = [row for row in table.rows if row["source"]]


def clinvar_rows(model: GeneModel, path: str, release: str) -> Iterator[Row]:
    """Yield rows for the pathogenic and likely pathogenic small variants of FAS in ClinVar.

    Records whose conditions are all named and none of them ALPS are left out (the neighbouring
    gene ACTA2 shares upstream variants).
    """
    assembly = model.assemblies["GRCh38"]
    mane = model.mane
    first, last = assembly.position(mane.start), assembly.position(mane.end - 1)
    for cells in vcf_lines(path, assembly.chromosome_names, first, last):
        info = Info(cells[7])
        said = info.get("CLNSIG", "").lower()
        genes = {gene.partition(":")[0] for gene in info.get("GENEINFO", "").split("|")}
        conditions = {name.lower() for name in info.get("CLNDN", "").split("|")}
        named = conditions - _UNSPECIFIC
        if not said.startswith(("pathogenic", "likely_pathogenic")) or SYMBOL not in genes:
            continue
        if named and not any("autoimmune_lymphoproliferative" in name for name in named):
            continue
        if "," in cells[4] or cells[4].strip("ACGT") or cells[3].strip("ACGT"):
            continue
        start = assembly.coordinate(int(cells[1]))
        effect = compute_effect(model, mane, canonical(model.sequence, start, cells[3], cells[4]))
        protein = (effect.hgvs_p or "").rpartition(":")[2].replace("(", "").replace(")", "")
        row = dict.fromkeys(("zygosity", "mechanism", "phenotype", "note"), MISSING)
        row |= {
            "hgvs_c": (effect.hgvs_c or MISSING).rpartition(":")[2],
            "hgvs_p": protein if protein not in ("p.?", "p.=") else MISSING,
            "position": cells[1],
            "ref": cells[3],
            "alt": cells[4],
            "consequence": label(effect),
            "significance": said.split("/")[0].split("|")[0],
            "stars": str(review_stars(info.get("CLNREVSTAT", ""))),
            "clinvar": cells[2],
            "rsid": f"rs{info['RS'].split('|')[0]}" if info.get("RS") else MISSING,
            "source": f"ClinVar {release}",
        }
        yield row


def refresh_clinvar(table: EditableTable, model: GeneModel, path: str, release: str) -> int:
    """Put a ClinVar release into the catalogue; return how many records it gave."""
    _take_out(table, "ClinVar", ("clinvar", "significance", "stars"))
    by_allele = {(row["position"], row["ref"], row["alt"]): row for row in table.rows}
    by_change = {row["hgvs_p"]: row for row in table.rows if row["consequence"] == "missense"}
    count = 0
    for new in clinvar_rows(model, path, release):
        count += 1
        old = by_allele.get((new["position"], new["ref"], new["alt"]))
        if old is None and new["consequence"] == "missense":
            old = by_change.get(new["hgvs_p"])
            if old is not None and old["position"] != MISSING:
                old = None
        if old is None:
            table.rows.append(new)
            continue
        source = joined_sources(new.pop("source"), old["source"])
        old |= {key: value for key, value in new.items() if value != MISSING} | {"source": source}
    table.provenance["source"] = (
        f"ClinVar pathogenic and likely pathogenic alleles, release {release}; "
        + without_source(table.provenance["source"], "ClinVar")
    )
    _finish(table, model)
    return count


def uniprot_category(description: str) -> str:
    """Return the category that a UniProt variant description says.

    >>> uniprot_category("in ALPS1A; dbSNP:rs1"), uniprot_category("in dbSNP:rs3218619")
    ('ALPS1A', 'polymorphism')
    >>> uniprot_category("in squamous cell carcinoma; somatic mutation")
    'somatic_SCC'
    """
    text = description.lower()
    somatic = ""
    if "somatic" in text or "lymphoma" in text or "carcinoma" in text:
        somatic = "somatic_SCC" if "squamous" in text or "carcinoma" in text else "somatic_NHL"
    if "alps1a" in text:
        return "ALPS1A" + (f"+{somatic}" if somatic else "")
    return somatic or "polymorphism"


def uniprot_variant_rows(entry: dict[str, Any], version: str) -> Iterator[Row]:
    """Yield rows for the natural missense variants of a UniProt entry (JSON)."""
    for feature in entry["features"]:
        change = feature.get("alternativeSequence", {})
        new = change.get("alternativeSequences", [])
        if feature["type"] != "Natural variant" or len(new) != 1:
            continue
        old = change.get("originalSequence", "")
        if len(old) != 1 or len(new[0]) != 1:
            continue
        residue = int(feature["location"]["start"]["value"])
        dbsnp = [
            item["id"]
            for item in feature.get("featureCrossReferences", [])
            if item["database"] == "dbSNP"
        ]
        papers = [
            f"PMID:{item['id']}"
            for item in feature.get("evidences", [])
            if item.get("source") == "PubMed"
        ]
        yield {
            "hgvs_p": f"p.{THREE_LETTER[old]}{residue}{THREE_LETTER[new[0]]}",
            "consequence": "missense",
            "rsid": dbsnp[0] if dbsnp else MISSING,
            "uniprot": feature.get("featureId", MISSING),
            "uniprot_category": uniprot_category(feature.get("description", "")),
            "legacy": legacy(residue, old, new[0]),
            "pmids": ";".join(papers) or MISSING,
            "source": f"UniProt P25445 {version}",
        }


def refresh_uniprot(
    table: EditableTable, model: GeneModel, entry: dict[str, Any], version: str
) -> int:
    """Put the natural variants of a UniProt entry into the catalogue; return how many."""
    _take_out(table, "UniProt", ("uniprot", "uniprot_category", "pmids"))
    by_change = {row["hgvs_p"]: row for row in table.rows if row["consequence"] == "missense"}
    count = 0
    for new in uniprot_variant_rows(entry, version):
        count += 1
        old = by_change.get(new["hgvs_p"])
        if old is None:
            missing = {column: MISSING for column in table.columns if column not in new}
            table.rows.append(missing | new)
            continue
        if old["rsid"] != MISSING:
            del new["rsid"]
        source = joined_sources(old["source"], new.pop("source"))
        old |= new | {"source": source}
    _finish(table, model)
    return count
