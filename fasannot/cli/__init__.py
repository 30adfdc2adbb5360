"""The command line: options and messages; each command lives in a module of its own name."""

from __future__ import annotations

from importlib import import_module

import click

from fasannot._version import __version__
from fasannot.cli.examples import with_examples
from fasannot.cli.suggest import nearest

# Command to module and its one-line help; a module is imported only when its command runs.
_COMMANDS = {
    "annotate": "Annotate every FAS allele of a VCF or BCF.",
    "cohort": "Gather the FAS alleles of many files into one Parquet table.",
    "explain": "Explain one allele to a person.",
    "people": "One conclusion a person, over tissues and relatives.",
    "report": "Write a self-contained HTML page to read and print.",
    "plot": "Draw FAS alleles on gene and protein (SVG, PNG, PDF).",
    "coverage": "Was FAS seen: callable bases per exon and splice window.",
    "compare": "What changed between two outputs of the same samples, and by what.",
    "data": "Your own slices of official releases: list, fetch, check.",
    "export": "Findings as Phenopackets, GA4GH VA-Spec, or ClinVar submission table.",
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
        if cmd_name == "help":
            return _help
        if cmd_name not in _COMMANDS:
            return None
        command = import_module(f"fasannot.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return with_examples(command, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            meant = nearest(args[0], _COMMANDS)
            ending = f" Did you mean {meant}?" if meant else " fasannot help lists them."
            ctx.fail(f"No such command {args[0]!r}.{ending}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.command("help", short_help="Show the help, or that of a command.")
@click.argument("names", metavar="[COMMAND]", nargs=-1)
@click.pass_context
def _help(context: click.Context, names: tuple[str, ...]) -> None:
    """Show the help, or that of a command."""
    parent = context.parent
    assert parent is not None
    shown: click.Context = parent
    for name in names:
        group = shown.command
        command = group.get_command(shown, name) if isinstance(group, click.Group) else None
        if command is None:
            meant = nearest(name, _COMMANDS)
            shown.fail(f"No such command {name!r}." + (f" Did you mean {meant}?" if meant else ""))
        shown = click.Context(command, info_name=name, parent=shown)
    click.echo(shown.get_help())


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExamples:\n  fasannot annotate data/example.vcf\n"
    "  fasannot explain 'c.749G>C'\n  fasannot report data/example.vcf -o report.html\n\n"
    "fasannot help COMMAND shows its options. Nothing here is a diagnosis. Documentation: the docs "
    "folder of the project.",
)
@click.version_option(__version__, "--version", message="%(prog)s %(version)s")
def command_line() -> None:
    """Annotate FAS variants for autoimmune lymphoproliferative syndrome (ALPS).

    Reads VCF or BCF on GRCh37 or GRCh38 and names each variant on NM_000043.6: HGVS, consequence,
    NMD, domains, and flags for likely loss of function and death-domain changes.
    """
