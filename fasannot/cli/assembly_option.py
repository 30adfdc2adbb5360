"""The genome build as an option: any usual name, in any case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    _Choice = click.Choice[str]
else:
    _Choice = click.Choice  # generic from click 8.2 on alone

_NAMES = {
    "auto": "auto",
    "grch38": "GRCh38",
    "hg38": "GRCh38",
    "b38": "GRCh38",
    "grch37": "GRCh37",
    "hg19": "GRCh37",
    "b37": "GRCh37",
}


class AssemblyType(_Choice):
    """``auto``, ``GRCh37`` or ``GRCh38``; hg19, hg38, b37 and any case mean the same."""

    name = "assembly"

    def __init__(self) -> None:
        super().__init__(["auto", "GRCh37", "GRCh38"])

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the build under our name for it."""
        return super().convert(_NAMES.get(value.lower(), value), param, ctx)
