"""The command line: options and messages; each command lives in a module of its own name."""

from __future__ import annotations

from importlib import import_module

import click

from fasannot._version import __version__

# Command to module and its one-line help; a module is imported only when its command runs.
_COMMANDS = {
    "annotate": "Annotate every FAS allele of a VCF or BCF.",
    "cohort": "Gather the FAS alleles of many files into one Parquet table.",
    "explain": "Explain one allele to a person.",
    "report": "Write a self-contained HTML page to read and print.",
    "plot": "Draw FAS alleles on gene and protein (SVG, PNG, PDF).",
    "coverage": "Was FAS seen: callable bases per exon and splice window.",
    "compare": "What changed between two outputs of the same samples, and by what.",
    "data": "Your own slices of official releases: list, fetch, check.",
    "gene": "Show the gene model, data versions, sources and rules.",
    "workflow": "Show the Snakemake workflow and a ready config.",
}


class ClosedPipeError(Exception):
    """The reader of our output went away; not an OSError, which click would answer itself."""


class _LazyGroup(click.Group):
    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ClosedPipeError from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = import_module(f"fasannot.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Nothing here is a diagnosis. Documentation: the docs folder of the project.",
)
@click.version_option(__version__, "--version", message="%(prog)s %(version)s")
def command_line() -> None:
    """Annotate FAS variants for autoimmune lymphoproliferative syndrome (ALPS).

    Reads VCF or BCF on GRCh37 or GRCh38 and names each variant on NM_000043.6: HGVS, consequence,
    NMD, domains, and flags for likely loss of function and death-domain changes.
    """
