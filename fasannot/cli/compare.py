"""``fasannot compare``: what changed between two outputs of the same samples."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from fasannot.cli.common_options import variant_option

CHANGED = 3
_SUFFIXES = {".tsv": "tsv", ".json": "json", ".jsonl": "json", ".ndjson": "json", ".txt": "table"}


@click.command(short_help="What changed between two outputs, and by what.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("-o", "--output", "output_path", metavar="PATH", help="Output; default: stdout.")
@click.option(
    "-O",
    "--output-type",
    type=click.Choice(["table", "tsv", "json"]),
    help="table, tsv, or json (one object a line). Default: by the suffix of PATH; else table at a "
    "terminal and tsv in a pipe.",
)
@variant_option
@click.option("--exit-code", is_flag=True, help=f"Exit with {CHANGED} where anything changed.")
@click.option("-q", "--quiet", is_flag=True, help="No summary on stderr.")
def command(
    old: str,
    new: str,
    output_path: str | None,
    output_type: str | None,
    variants: tuple[str, ...],
    exit_code: bool,
    quiet: bool,
) -> int:
    """Say what changed from OLD to NEW, two outputs of the same samples.

    Each is an output of annotate (VCF, BCF, TSV, JSON, samples TSV) or of people (TSV, JSON); the
    two may differ in format, genome build and release. A row is one column of one allele or person:
    name, flag, level, class, category and the others, with the rules, catalogue entries or
    releases that it came from.
    """
    from fasannot.files.paths import check_paths
    from fasannot.files.together import Outputs
    from fasannot.outputs.compare.differences import compare
    from fasannot.outputs.compare.read_answers import read_answers
    from fasannot.outputs.compare.showing import json_lines, summary, table, tsv_lines

    kind = output_type or _type_for(output_path)
    check_paths([old, new], [output_path or "-"])
    wanted = None
    if variants:
        from fasannot.rules.queries.asked import asked_alleles

        wanted = asked_alleles(variants)
    comparison = compare(read_answers(old), read_answers(new), wanted)
    to_terminal = output_path in (None, "-")
    if kind == "table":
        text = table(comparison, to_terminal)
    else:
        lines = tsv_lines(comparison) if kind == "tsv" else json_lines(comparison)
        text = "".join(f"{line}\n" for line in lines)
    with Outputs() as outputs:
        outputs.open(output_path).write(text.encode("utf-8", "replace"))
    if not quiet and not (kind == "table" and to_terminal):
        print(f"fasannot: {summary(comparison)}", file=sys.stderr)
    return CHANGED if exit_code and comparison.changed else 0


def _type_for(path: str | None) -> str:
    if path in (None, "-"):
        return "table" if sys.stdout.isatty() else "tsv"
    suffix = Path(str(path)).suffix.lower()
    if suffix not in _SUFFIXES:
        raise click.UsageError(
            f"-o {path}: the suffix says no type; name it with -O table, tsv or json"
        )
    return _SUFFIXES[suffix]
