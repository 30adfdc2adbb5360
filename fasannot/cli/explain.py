"""``fasannot explain``: one allele explained to a person."""

from __future__ import annotations

import json

import click
from rich.padding import Padding
from rich.text import Text

from fasannot.api import annotator
from fasannot.errors import FasannotError
from fasannot.files.escape import printable
from fasannot.outputs.explain.explanation import Explanation, explain
from fasannot.outputs.rows import facts
from fasannot.rules.queries import Resolved, resolve
from fasannot.wording.caveats import CAVEAT
from fasannot.wording.terminal import (
    STRONG,
    console_for,
    hanging,
    heading,
    paragraph,
    rendered,
)


@click.command(short_help="Explain one allele to a person.")
@click.argument("queries", metavar="QUERY...", nargs=-1, required=True)
@click.option(
    "--assembly",
    type=click.Choice(["auto", "GRCh37", "GRCh38"]),
    default="auto",
    show_default=True,
    help="Genome build of positions in the query.",
)
@click.option("--no-known", is_flag=True, help="Leave the catalogue of known variants out.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per allele.")
def command(queries: tuple[str, ...], assembly: str, no_known: bool, as_json: bool) -> None:
    """Explain alleles in plain words: where, what, why flagged, what is known.

    QUERY: chr10-89014191-G-C (also with : or > or blanks), NC_000010.11:g.89014191G>C,
    NM_000043.6:c.749G>C, c.749G>C, p.Arg250Pro, R250P, legacy:R234P (mature numbering of older
    papers), or a known id (rs..., ClinVar VariationID, UniProt VAR_...).
    """
    faults = 0
    for query in queries:
        tool = annotator("GRCh38", use_known=not no_known)
        try:
            resolved = resolve(tool.model, tool.knowledge, query, assembly)
        except FasannotError as error:
            if len(queries) == 1:
                raise
            click.echo(f"fasannot: {error}", err=True)
            faults += 1
            continue
        if resolved.assembly is not None and resolved.assembly is not tool.assembly:
            tool = annotator(resolved.assembly.name, use_known=not no_known)
        found = list(explain(tool, resolved))
        if as_json:
            for item in found:
                click.echo(json.dumps({"query": query, **facts(item.finding)}))
        else:
            click.echo(_shown(resolved, found), nl=False)
    if not as_json and faults < len(queries):
        console = console_for(to_terminal=True)
        console.print(paragraph(CAVEAT))
        click.echo(rendered(console), nl=False)
    if faults:
        raise FasannotError(f"{faults} of {len(queries)} queries could not be answered")


def _shown(resolved: Resolved, found: list[Explanation]) -> str:
    console = console_for(to_terminal=True)
    console.print(paragraph(resolved.query, STRONG))
    for note in resolved.notes:
        console.print(paragraph(f"({note})"))
    for item in found:
        console.print()
        console.print(paragraph(item.title, STRONG))
        for section in item.sections:
            console.print(heading(section.title))
            for line in section.lines:
                if "https://" in line:  # left whole, so that it can be copied
                    console.print(Text(f"  {printable(line)}"), soft_wrap=True)
                else:
                    console.print(Padding(hanging(line, many=len(section.lines) > 1), (0, 0, 0, 2)))
    console.print()
    return rendered(console)
