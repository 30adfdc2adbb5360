"""Whether FAS was seen in one input, as a table and as general statistics."""

from __future__ import annotations

from typing import Any

from fasannot.outputs.multiqc.content_files import (
    Document,
    count_header,
    header,
    sample_key,
    shown_text,
)


def _key(facts: dict[str, Any]) -> str:
    return sample_key((facts["sample"],) if facts["sample"] else (), facts["input"])


def _share(facts: dict[str, Any]) -> float:
    """Return the callable share in per cent, 100 only when nothing is missing."""
    if facts["complete"]:
        return 100.0
    share = 100 * int(facts["callable"]) / max(int(facts["bases"]), 1)
    return min(round(share, 1), 99.9)


_SHARE = {"suffix": "%", "min": 0, "max": 100, "format": "{:,.1f}", "scale": "RdYlGn"}


def table_document(facts: dict[str, Any]) -> Document:
    """Return the table section of one input.

    Args:
        facts: what ``fasannot coverage -O json`` says.
    """
    regions = facts["regions"]
    missing = [item["region"] for item in regions if item["status"] != "complete"]
    depths = [item["min_depth"] for item in regions]
    row: dict[str, Any] = {
        "callable_share": _share(facts),
        "incomplete": len(missing),
        "regions_missing": shown_text(", ".join(missing)) or "none",
        "lowest_depth": min(depths) if depths and None not in depths else "no data",
        "source": shown_text(facts["source"]),
        "assembly": facts["assembly"],
    }
    return {
        "id": "fasannot_coverage",
        "section_name": "fasannot: was FAS seen",
        "description": "Coding exons of FAS with the splice bases beside them. A variant in a "
        "region that was not seen would have been missed: no call there is no normal result. "
        f"{facts['caveat']}",
        "plot_type": "table",
        "pconfig": {"id": "fasannot_coverage_table", "title": "fasannot: was FAS seen"},
        "headers": {
            "callable_share": header("Callable", "callable share of the bases", **_SHARE),
            "incomplete": count_header("Not complete", "exons and splice windows not complete"),
            "regions_missing": header("Which", "exons and splice windows", scale=False),
            "lowest_depth": header("Lowest depth", "over all bases", scale=False),
            "source": header("Source", "what the input is", scale=False, hidden=True),
            "assembly": header("Build", "genome build", scale=False, hidden=True),
        },
        "data": {_key(facts): row},
    }


def general_document(facts: dict[str, Any]) -> Document:
    """Return the columns for the general statistics of one input."""
    return {
        "id": "fasannot_coverage_general",
        "plot_type": "generalstats",
        "headers": {
            "fas_callable": header("FAS callable", "fasannot: callable share of FAS", **_SHARE)
        },
        "data": {_key(facts): {"fas_callable": _share(facts)}},
    }
