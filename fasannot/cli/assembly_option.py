"""The genome build as an option: any usual name, in any case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fasannot.gene.build_names import build_named

if TYPE_CHECKING:
    _Choice = click.Choice[str]
else:
    _Choice = click.Choice  # generic from click 8.2 on alone


class AssemblyType(_Choice):
    """``auto``, ``GRCh37`` or ``GRCh38``; hg19, hg38, b37 and any case mean the same."""

    name = "assembly"

    def __init__(self) -> None:
        super().__init__(["auto", "GRCh37", "GRCh38"])

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the build under our name for it."""
        auto = value.lower() == "auto"
        return super().convert("auto" if auto else build_named(value) or value, param, ctx)
