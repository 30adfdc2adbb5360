"""``fasannot plot``: the alleles on gene and protein as a figure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from fasannot.cli.shared import collected, reading_options, written
from fasannot.files.candidates import OutputKind
from fasannot.files.opening import open_sink


@click.command(short_help="Draw FAS alleles on gene and protein (SVG, PNG, PDF).")
@click.argument("input_paths", metavar="INPUT...", nargs=-1, required=True)
@click.option(
    "-o", "--output", "output_path", metavar="PATH", required=True,
    help="Figure; its suffix (.svg, .png, .pdf) decides the format.",
)  # fmt: skip
@click.option(
    "--view",
    type=click.Choice(["both", "gene", "protein"]),
    default="both",
    show_default=True,
    help="What to draw the alleles on.",
)
@click.option(
    "--height",
    "heights",
    type=click.Choice(["count", "fraction"]),
    default="count",
    show_default=True,
    help="Height of a stem: samples that carry the allele, or its highest allele fraction.",
)
@click.option("--candidates", "only", is_flag=True, help="Leave out what is no candidate.")
@click.option("--title", "heading", default="", help="Title of the figure.")
@click.option("-q", "--quiet", is_flag=True, help="No line on stderr when it is written.")
@reading_options
def command(
    input_paths: tuple[str, ...],
    output_path: str,
    view: str,
    heights: str,
    only: bool,
    heading: str,
    quiet: bool,
    **options: Any,
) -> None:
    """Draw the FAS alleles of one or many INPUTs as a lollipop plot.

    Exons are to scale and introns compressed; colour and shape tell the leading flag; catalogued
    germline ALPS variants are faint lines below.
    """
    from fasannot.outputs.plot.draw import FORMATS, require_matplotlib

    kind = Path(output_path).suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise click.UsageError(f"-o {output_path}: end the name in .svg, .png or .pdf")
    if kind != "svg":
        require_matplotlib()
    from fasannot.outputs.plot.figure import figure_of

    inputs = collected(input_paths, output_path, options)
    content = figure_of(inputs, kind, view, heights == "fraction", only, heading)
    with open_sink(output_path, OutputKind.TEXT) as sink:
        sink.write(content)
    if not quiet:
        written(output_path, inputs)
