"""A finding for people who program: as plain values, and as a small table in a notebook.

``Finding`` stands above and hands itself down, so its type is not named here.
"""

from __future__ import annotations

from html import escape
from typing import Any

from fasannot.files.escape import printable
from fasannot.gene.model import GENE_ID, SYMBOL


def plain(finding: Any) -> dict[str, Any]:
    """Return the facts under the names of the JSON output; missing is ``None``."""
    effect, stop = finding.effect, finding.ptc
    found: dict[str, Any] = {
        "allele": finding.allele,
        "consequence": [str(term) for term in finding.consequences],
        "impact": finding.impact and str(finding.impact),
        "symbol": SYMBOL,
        "gene": GENE_ID,
        "feature_type": "Transcript" if effect else None,
        "feature": effect.transcript.accession if effect else None,
        "biotype": effect.transcript.biotype if effect else None,
        "exon": effect.exon if effect else None,
        "intron": effect.intron if effect else None,
        "hgvs_g": finding.hgvs_g,
        "hgvs_c": finding.hgvs_c,
        "hgvs_p": finding.hgvs_p,
        "legacy": finding.legacy,
        "cdna_position": effect.cdna_position if effect else None,
        "cds_position": effect.cds_position if effect else None,
        "protein_position": effect.protein_position if effect else None,
        "amino_acids": effect.amino_acids if effect else None,
        "codons": effect.codon_text if effect else None,
        "domains": list(finding.domains),
        "nmd": finding.nmd and str(finding.nmd),
        "ptc": stop and {"codon": stop.codon, "exon": stop.exon, "distance": stop.distance},
        "lof": finding.lof and str(finding.lof),
        "lof_reason": list(finding.lof_reasons),
        "splice": "&".join(finding.splice_texts),
        "mechanism": finding.mechanism and str(finding.mechanism),
        "known": list(finding.known),
        "criteria": list(finding.criteria),
        "points": finding.points,
        "auto_class": finding.classification,
        "flags": [str(flag) for flag in finding.flags],
        "vrs_id": finding.vrs_id,
        "notes": list(finding.notes),
    }
    found = {name: None if value in ("", []) else value for name, value in found.items()}
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


def as_html(finding: Any) -> str:
    """Return a small table for a notebook; everything in it is text."""
    facts = plain(finding)
    shown = (
        "hgvs_c",
        "hgvs_p",
        "consequence",
        "flags",
        "known",
        "criteria",
        "points",
        "auto_class",
    )
    rows = []
    for name in shown:
        value = facts[name]
        if value is not None:
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            rows.append(
                f'<tr><th style="text-align:left">{name}</th>'
                f'<td style="text-align:left">{escape(printable(text))}</td></tr>'
            )
    return (
        f"<table>{''.join(rows)}</table><small>Automated evidence alone; not a diagnosis.</small>"
    )
