"""``fasannot explain``: alleles in any spelling, explained to a person."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import click

from fasannot.api import annotator
from fasannot.cli.assembly_option import AssemblyType
from fasannot.errors import FasannotError, InputError, QueryError
from fasannot.outputs.explain.query_findings import Answer, answers, header
from fasannot.rules.annotator import Annotator
from fasannot.rules.queries.reading import Reading
from fasannot.rules.queries.resolve import reader_of

_EXAMPLES = """\b
Examples:
  fasannot explain 'c.749G>C'
  fasannot explain R250P legacy:R234P 'NC_000010.11:g.89014191G>C'
  fasannot explain --tsv --file variants.txt
  cut -f 3 table.tsv | fasannot explain --json --file -
"""


class Query(NamedTuple):
    """One query and where it stands: empty on the command line."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class _Desk:
    """What answers queries: a reader, and an annotator for each build."""

    build: str
    use_known: bool

    def annotator(self, reading: Reading) -> Annotator:
        name = reading.assembly.name if reading.assembly is not None else "GRCh38"
        return annotator(name, use_known=self.use_known)

    def answer(self, query: str) -> list[tuple[Annotator, Answer]]:
        """Return all answers to a query, reading by reading.

        Raises:
            FasannotError: the query cannot be answered.
        """
        tool = annotator("GRCh38", use_known=self.use_known)
        reader = reader_of(tool.model, tool.knowledge, self.build)
        found = []
        for reading in reader.read(query):
            tool = self.annotator(reading)
            found += [(tool, answer) for answer in answers(tool, reading)]
        if not found:
            raise QueryError(f"{query!r} changes no base of the FAS locus")
        return found


@click.command(short_help="Explain one allele to a person.", epilog=_EXAMPLES)
@click.argument("queries", metavar="[QUERY]...", nargs=-1)
@click.option(
    "--file",
    "path",
    metavar="PATH",
    help="Read queries from a file, one a line; - is standard input. Blank lines and lines that "
    "begin with # are skipped.",
)
@click.option(
    "--assembly",
    type=AssemblyType(),
    default="auto",
    show_default=True,
    help="Genome build of positions that do not tell theirs.",
)
@click.option("--no-known", is_flag=True, help="Leave the catalogue of known variants out.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per reading and allele.")
@click.option(
    "--tsv", "as_tsv", is_flag=True, help="One line per reading and allele, with a header."
)
def command(
    queries: tuple[str, ...],
    path: str | None,
    assembly: str,
    no_known: bool,
    as_json: bool,
    as_tsv: bool,
) -> None:
    """Explain alleles in plain words: candidate or not, what it does, what is known.

    QUERY is an allele as papers, reports and databases write it: c.749G>C with or without an
    accession, g. names, chr10-89014191-G-C, a VCF line, SPDI, p.Arg250Pro, R250P, legacy:R234P
    (mature numbering of older papers), IVS7+2T>C, 'exon 4 deletion', or a known id (rs..., ClinVar
    VariationID, VCV..., UniProt VAR_...). Quote names that hold > or blanks. A text that can be
    read in several ways is answered with each.
    """
    if as_json and as_tsv:
        raise click.UsageError("--json and --tsv exclude each other")
    if not queries and path is None:
        raise click.UsageError("name an allele, or a file of them with --file")
    desk = _Desk(assembly, not no_known)
    asked = faults = shown = 0
    out = sys.stdout  # answers are small and many: written without a flush for each
    if as_tsv:
        out.write(f"{header()}\n")
    for query in _queries(queries, path):
        asked += 1
        try:
            found = desk.answer(query.text)
        except FasannotError as error:
            if len(queries) == 1 and path is None:
                raise
            place = f"{query.where}: " if query.where else ""
            click.echo(f"fasannot: {place}{error}", err=True)
            faults += 1
            continue
        shown += 1
        out.write(_written(found, as_json=as_json, as_tsv=as_tsv))
    out.flush()
    if shown and not as_json and not as_tsv:
        _caveat()
    if faults:
        raise FasannotError(f"{faults} of {asked} queries could not be answered")


def _written(found: list[tuple[Annotator, Answer]], *, as_json: bool, as_tsv: bool) -> str:
    """Return the answers to one query as text."""
    if as_json:
        return "".join([f"{json.dumps(answer.facts())}\n" for _, answer in found])
    if as_tsv:
        return "".join([f"{answer.row()}\n" for _, answer in found])
    from fasannot.outputs.explain.page import page

    return page([item for _, item in found], [tool for tool, _ in found])


def _caveat() -> None:
    from fasannot.wording.caveats import caveat
    from fasannot.wording.terminal import console_for, paragraph, rendered

    console = console_for(to_terminal=True)
    console.print(paragraph(caveat()))
    click.echo(rendered(console), nl=False)


def _queries(texts: tuple[str, ...], path: str | None) -> Iterator[Query]:
    for text in texts:
        if text == "-" and path is None:
            yield from _lines("-")
        else:
            yield Query(text, "")
    if path is not None:
        yield from _lines(path)


def _lines(path: str) -> Iterator[Query]:
    """Yield the queries of a file, one a line, as they are read."""
    name = "standard input" if path == "-" else path
    try:
        with (
            open(sys.stdin.fileno(), "rb", closefd=False)
            if path == "-"
            else Path(path).open("rb") as lines
        ):
            for number, line in enumerate(lines, 1):
                text = line.decode("utf-8-sig" if number == 1 else "utf-8", "replace").rstrip(
                    "\r\n"
                )
                if text.strip() and not text.startswith("#"):
                    yield Query(text, f"{name}, line {number}")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"cannot be read: {reason}", path=name) from error
