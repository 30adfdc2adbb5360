"""``fasannot gene``: gene model, domains, data versions, sources, licences and rules."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fasannot._version import __version__
from fasannot.gene.model import GENE_ID, SYMBOL, GeneModel, load_gene_model
from fasannot.gene.resources import data_version
from fasannot.gene.tables import Table as DataTable
from fasannot.gene.tables import read_table
from fasannot.rules.knowledge import load_knowledge
from fasannot.wording.caveats import caveat
from fasannot.wording.terminal import STRONG, console_for, heading, paragraph, rendered


def gene_facts(model: GeneModel) -> dict[str, Any]:
    """Return the gene model and its sources as plain values; positions are 1-based inclusive."""
    return {
        "symbol": SYMBOL,
        "gene": GENE_ID,
        "fasannot_version": __version__,
        "data_version": data_version(),
        "mane_select": model.mane.accession,
        "protein": model.mane.protein_accession,
        "residues": len(model.mane.protein) - 1,
        "assemblies": [
            {
                "assembly": item.name,
                "accession": item.accession,
                "first": item.locus_first,
                "last": item.locus_last,
                "strand": "+",
                "chromosome_names": sorted(item.chromosome_names),
            }
            for item in model.assemblies.values()
        ],
        "transcripts": [
            {
                "accession": item.accession,
                "protein": item.protein_accession,
                "biotype": item.biotype,
                "set": item.group,
                "length": len(item.sequence),
                "exons": [
                    {
                        "exon": number,
                        "length": len(exon),
                        **{
                            f"{assembly.name.lower()}_{edge}": assembly.position(coordinate)
                            for assembly in model.assemblies.values()
                            for edge, coordinate in (("first", exon.start), ("last", exon.end - 1))
                        },
                    }
                    for number, exon in enumerate(item.exons, 1)
                ],
            }
            for item in model.transcripts
        ],
        "domains": [
            {
                "domain": item.name,
                "first": item.interval.first,
                "last": item.interval.last,
                "name": item.title,
            }
            for item in model.domains
        ],
        "sources": list(_sources()),
    }


def _sources() -> list[dict[str, str]]:
    return list(read_sources().records())


def read_sources() -> DataTable:
    """Return the table of shipped files, their origins and licences."""
    return read_table("SOURCES.tsv", "file", required=("data_version",))


def rule_facts() -> list[dict[str, Any]]:
    """Return the rules as plain values, in the order of the table."""
    return [
        {
            "rule": rule.rule,
            "group": rule.group,
            "gives": rule.strength,
            "mechanism": rule.mechanism.value if rule.mechanism else None,
            "needs": sorted(rule.needs),
            "forbids": sorted(rule.forbids),
            "reason": rule.reason,
            "source": rule.source,
        }
        for rule in load_knowledge().rulebook.rules
    ]


@click.command(short_help="Show the gene model, data versions, sources and rules.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.option("--rules", is_flag=True, help="List the rules, their reasons and sources.")
def command(as_json: bool, rules: bool) -> None:
    """Show the gene model, domains, data versions, sources and licences; with --rules the rules."""
    if rules:
        if as_json:
            click.echo(json.dumps(rule_facts(), indent=2))
        else:
            click.echo(_rules_text(), nl=False)
        return
    facts = gene_facts(load_gene_model())
    click.echo(json.dumps(facts, indent=2) if as_json else _gene_text(facts), nl=as_json)


def _listing(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*[Text(value) for value in row])
    return table


def _rules_text() -> str:
    console = console_for(to_terminal=True)
    for rule in rule_facts():
        console.print(paragraph(f"{rule['rule']}  ({rule['gives']})", STRONG))
        for line in (rule["reason"], f"Source: {rule['source']}."):
            console.print(Padding(paragraph(line), (0, 0, 0, 2)))
    console.print(paragraph(caveat()))
    return rendered(console)


def _gene_text(facts: dict[str, Any]) -> str:
    console = console_for(to_terminal=True)
    console.print(
        Text(
            f"{facts['symbol']} ({facts['gene']}), {facts['mane_select']} (MANE Select), "
            f"{facts['protein']}, {facts['residues']} residues, + strand"
        )
    )
    console.print(Text(f"fasannot {facts['fasannot_version']}, data {facts['data_version']}\n"))
    for item in facts["assemblies"]:
        span = f"chr10:{item['first']}-{item['last']}"
        console.print(Text(f"{item['assembly']}  {span}  ({item['accession']})"))
    console.print()
    exons = [
        tuple(str(value) for value in exon.values()) for exon in facts["transcripts"][0]["exons"]
    ]
    names = tuple(name.replace("_", " ") for name in facts["transcripts"][0]["exons"][0])
    console.print(heading("Exons of NM_000043.6"))
    console.print(_listing(names, exons))
    console.print()
    domains = [
        (item["domain"], f"{item['first']}-{item['last']}", item["name"])
        for item in facts["domains"]
    ]
    console.print(heading("Domains"))
    console.print(_listing(("domain", "residues", "name"), domains))
    console.print()
    others = [(t["accession"], t["biotype"], t["set"]) for t in facts["transcripts"]]
    console.print(heading("Transcripts"))
    console.print(_listing(("transcript", "biotype", "set"), others))
    console.print()
    sources = [(s["file"], s["source"], s["licence"]) for s in facts["sources"]]
    console.print(heading("Data, sources and licences"))
    console.print(_listing(("data file", "source", "licence"), sources))
    console.print()
    console.print(paragraph(caveat()))
    return rendered(console)
