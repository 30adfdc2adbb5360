"""A finding as a small table in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fasannot.files.escape import printable


def as_html(facts: Mapping[str, Any]) -> str:
    """Return a table of the facts that are read first; everything in it is text.

    Args:
        facts: facts of a finding under their JSON names.
    """
    from html import escape  # noqa: PLC0415 - only where needed: it takes long to load

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
