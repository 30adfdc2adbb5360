"""Examples for the help of each command; each can be copied as it stands from a checkout."""

from __future__ import annotations

import click

_EXAMPLES = {
    "annotate": (
        "fasannot annotate data/example.vcf",
        "fasannot annotate data/example.vcf --details",
        "fasannot annotate data/example.vcf -o annotated.vcf.gz --samples samples.tsv",
        "fasannot annotate data/example.vcf -O tsv --flag LOF -o lof.tsv",
    ),
    "report": (
        "fasannot report data/example.vcf -o report.html",
        "fasannot report trio.vcf.gz --ped trio.ped --coverage targets.bed -o trio.html",
        "fasannot report patient.vcf --reads dnt.bam -o patient.html",
    ),
    "plot": (
        "fasannot plot data/example.vcf -o fas.svg",
        "fasannot plot data/example.vcf --view protein --candidates -o fas.png",
    ),
    "coverage": (
        "fasannot coverage sample.g.vcf.gz",
        "fasannot coverage targets.bed --assembly GRCh38 -O tsv -o coverage.tsv",
    ),
    "cohort": (
        "fasannot cohort data/example.vcf -o fas.parquet",
        "fasannot cohort vcfs/*.vcf.gz -o fas.parquet --counts counts.tsv",
    ),
    "gene": ("fasannot gene", "fasannot gene --rules", "fasannot gene --json"),
    "workflow": ("fasannot workflow --init my_run", "fasannot workflow --path"),
    "data": ("fasannot data list", "fasannot data fetch clinvar --into releases"),
    "data list": ("fasannot data list", "fasannot data list --json"),
    "data fetch": (
        "fasannot data fetch clinvar --into releases",
        "fasannot data fetch revel --from revel_grch38.tsv.gz --into releases",
    ),
    "data check": ("fasannot data check releases",),
    "people": (
        "fasannot people sheet.tsv family.vcf.gz",
        "fasannot people sheet.tsv --ped family.ped --case case.tsv -O json -o people.json",
    ),
    "compare": ("fasannot compare old.tsv new.tsv", "fasannot compare old.vcf new.vcf --exit-code"),
    "export": ("fasannot export data/example.vcf --to va-spec -o findings.json",),
}


def with_examples(command: click.Command, name: str) -> click.Command:
    """Return a command whose help ends with examples, those of its own commands likewise."""
    if not command.epilog and name in _EXAMPLES:
        lines = "\n".join(f"  {line}" for line in _EXAMPLES[name])
        command.epilog = f"\b\nExamples:\n{lines}"
    if isinstance(command, click.Group):
        for word, inner in command.commands.items():
            with_examples(inner, f"{name} {word}")
    return command
