"""What one input showed of FAS, as a table and as general statistics."""

from __future__ import annotations

from typing import Any

from fasannot._version import __version__
from fasannot.gene.resources import data_version
from fasannot.outputs.multiqc.content_files import (
    Document,
    count_header,
    header,
    sample_key,
    shown_text,
)
from fasannot.rules.flags import Flag
from fasannot.run.summary import Summary
from fasannot.wording.caveats import caveat

# The classes of a candidate, from the gravest on; without one where REF disagrees.
CLASS_COLOURS = {
    "pathogenic": "#b2182b",
    "likely_pathogenic": "#ef8a62",
    "uncertain_significance": "#8c8c8c",
    "likely_benign": "#92c5de",
    "benign": "#2166ac",
}


def table_document(summary: Summary, shown: str) -> Document:
    """Return the table section of one input."""
    build = summary.assembly.name if summary.assembly is not None else "not declared"
    row: dict[str, Any] = {
        "fas_candidates": summary.candidates,
        "fas_alleles": summary.alleles,
        "fas_records": summary.records,
        **{f"flag_{flag.value}": summary.flags[flag.value] for flag in Flag},
        "without_entry": summary.skipped.total(),
        "assembly": build,
        "candidate_names": "; ".join(map(shown_text, summary.named)) or "none",
        "versions": f"{__version__} / {data_version()}",
    }
    headers = {
        "fas_candidates": count_header("Candidates", "FAS alleles that deserve a look for ALPS"),
        "fas_alleles": count_header("FAS alleles", "alleles that change a base of the FAS locus"),
        "fas_records": count_header("Records", "records with such an allele", hidden=True),
        **{
            f"flag_{flag.value}": count_header(
                flag.value,
                f"alleles flagged {flag.value}",
                hidden=flag.value not in ("LOF", "DEATH_DOMAIN", "KNOWN_ALPS", "REF_MISMATCH"),
            )
            for flag in Flag
        },
        "without_entry": count_header(
            "No entry", "alleles at FAS that got no entry (*, <NON_REF>, missing)", hidden=True
        ),
        "assembly": header("Build", "genome build", scale=False),
        "candidate_names": header("Candidate alleles", "names and flags", scale=False),
        "versions": header("fasannot / data", "versions", scale=False, hidden=True),
    }
    return {
        "id": "fasannot",
        "section_name": "fasannot: FAS variants",
        "description": "Variants of FAS and their flags for autoimmune lymphoproliferative "
        f"syndrome (ALPS). {caveat()}",
        "plot_type": "table",
        "pconfig": {"id": "fasannot_table", "title": "fasannot: FAS variants"},
        "headers": headers,
        "data": {sample_key(summary.samples, shown): row},
    }


def classes_document(summary: Summary, shown: str) -> Document:
    """Return the figure of one input: its candidate alleles by class, one bar a sample."""
    return {
        "id": "fasannot_classes",
        "section_name": "fasannot: candidates by class",
        "description": "Candidate alleles of FAS by the class of their automated criteria alone, "
        f"which is no classification by a laboratory. {caveat()}",
        "plot_type": "bargraph",
        "pconfig": {
            "id": "fasannot_classes_plot",
            "title": "fasannot: candidate FAS alleles by automated class",
            "ylab": "alleles",
            "tt_decimals": 0,
        },
        "categories": {
            name.replace("_", " "): {"name": name.replace("_", " "), "color": colour}
            for name, colour in CLASS_COLOURS.items()
        },
        "data": {
            sample_key(summary.samples, shown): {
                name.replace("_", " "): summary.classes[name] for name in CLASS_COLOURS
            }
        },
    }


def general_document(summary: Summary, shown: str) -> Document:
    """Return the columns for the general statistics of one input."""
    return {
        "id": "fasannot_general",
        "plot_type": "generalstats",
        "headers": {
            "fas_candidates": count_header(
                "FAS cand.", "fasannot: FAS alleles that deserve a look for ALPS"
            ),
            "fas_alleles": count_header(
                "FAS alleles", "fasannot: alleles that change a base of FAS", hidden=True
            ),
        },
        "data": {
            sample_key(summary.samples, shown): {
                "fas_candidates": summary.candidates,
                "fas_alleles": summary.alleles,
            }
        },
    }
