"""Rebuild the UniProt rows of ``residues.tsv`` from a UniProt entry (JSON)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fasannot.refresh.rewriting import MISSING, EditableTable, Row

_KINDS = {
    "Helix": "helix",
    "Beta strand": "strand",
    "Turn": "turn",
    "Disulfide bond": "disulfide",
    "Glycosylation": "glycosylation",
    "Lipidation": "palmitoylation",
    "Modified residue": "modification",
    "Mutagenesis": "mutagenesis",
    "Region": "region",
}


def mutant_effect(description: str) -> str:
    """Return the effect word of a mutagenesis description.

    >>> mutant_effect("Loss of interaction with FADD."), mutant_effect("Constitutive activation.")
    ('loss', 'gain')
    """
    text = description.lower()
    if "constitutive" in text or "increased" in text:
        return "gain"
    if "fadd" not in text:
        return "other"
    return "loss" if "loss" in text or "abolish" in text else "decreased"


def feature_rows(entry: dict[str, Any], protein: str, version: str) -> Iterator[Row]:
    """Yield rows of a UniProt entry's features."""
    for feature in entry["features"]:
        kind = _KINDS.get(feature["type"])
        if kind is None:
            continue
        first = int(feature["location"]["start"]["value"])
        last = int(feature["location"]["end"]["value"])
        papers = [
            f"PMID:{item['id']}"
            for item in feature.get("evidences", [])
            if item.get("source") == "PubMed"
        ]
        structures = [
            f"PDB:{item['id']}"
            for item in feature.get("evidences", [])
            if item.get("source") == "PDB"
        ]
        detail = feature.get("description", "")
        change = effect = ""
        if kind == "glycosylation":
            effect = "O-linked" if "O-linked" in detail else "N-linked"
            if "Microbial" in detail:
                kind, effect = "modification", ""
        elif kind == "disulfide":
            detail = f"disulfide bond {protein[first - 1]}{first}-{protein[last - 1]}{last}"
        elif kind == "mutagenesis":
            sequences = feature.get("alternativeSequence", {})
            new = sequences.get("alternativeSequences", [""])[0]
            change = f"{sequences.get('originalSequence', '')}{first}{new}"
            effect = mutant_effect(detail)
        ends = protein[first - 1] + (f"-{protein[last - 1]}" if last > first else "")
        yield {
            "kind": kind,
            "first": str(first),
            "last": str(last),
            "residues": ends,
            "change": change or MISSING,
            "effect": effect or MISSING,
            "detail": detail or MISSING,
            "source": "; ".join([f"UniProtKB P25445 {version}", *papers, *structures]),
        }


def refresh_features(
    table: EditableTable, protein: str, entry: dict[str, Any], version: str
) -> int:
    """Replace the UniProt rows of the residue table; return how many there are now."""
    kept = [
        row
        for row in table.rows
        if not row["source"].startswith("UniProtKB") or row["kind"] in ("isoform", "structure")
    ]
    new = list(feature_rows(entry, protein, version))
    table.rows = sorted(
        kept + new,
        key=lambda row: (int(row["first"]), int(row["last"]), row["kind"], row["change"]),
    )
    return len(new)
