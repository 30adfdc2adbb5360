"""``fasannot workflow``: where the Snakemake workflow lies, and a ready config for it."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from fasannot.errors import InputError

FOLDER = Path(__file__).parents[1] / "workflow"
PROFILES = ("local", "slurm", "kubernetes", "google-batch", "aws-batch")
_TEMPLATES = ("config.yaml", "samples.tsv")


@click.command(short_help="Show the Snakemake workflow and a ready config.")
@click.option("--path", "path_only", is_flag=True, help="Print the path of the Snakefile alone.")
@click.option(
    "--profile",
    type=click.Choice(PROFILES),
    help="Print the path of a profile alone, for snakemake --profile.",
)
@click.option(
    "--init",
    "folder",
    metavar="FOLDER",
    help="Write config.yaml and an empty samples.tsv into FOLDER; existing files stay.",
)
def command(path_only: bool, profile: str | None, folder: str | None) -> None:
    """Show the Snakemake workflow that comes with fasannot, and a ready config.

    It annotates each input of a sample sheet, looks at coverage, and gathers a cohort table, a
    report per input and a MultiQC page. Needs snakemake (8 or later) and, for its page, multiqc.
    """
    if path_only and profile is not None:
        raise click.UsageError("--path and --profile print one path each; choose one")
    if folder is not None:
        _initialise(Path(folder))
    if path_only:
        click.echo(FOLDER / "Snakefile")
    elif profile is not None:
        click.echo(FOLDER / "profiles" / profile)
    elif folder is None:
        _show()


def _initialise(folder: Path) -> None:
    existing = [name for name in _TEMPLATES if (folder / name).exists()]
    if existing:
        raise InputError(
            f"{' and '.join(existing)} exists there already; name another folder or remove it",
            path=str(folder),
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in _TEMPLATES:
            (folder / name).write_bytes((FOLDER / name).read_bytes())
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", path=str(folder)) from error
    click.echo(f"wrote {' and '.join(_TEMPLATES)} to {folder}; list your files in samples.tsv")


def _show() -> None:
    snakefile = shlex.quote(str(FOLDER / "Snakefile"))
    profiles = FOLDER / "profiles"
    click.echo(f"# Snakefile: {FOLDER / 'Snakefile'}")
    click.echo(f"# profiles:  {profiles} ({', '.join(PROFILES)})")
    click.echo(
        "# start:     fasannot workflow --init my_run && cd my_run   (then fill samples.tsv)"
    )
    click.echo(
        f"# run:       snakemake -s {snakefile} --configfile config.yaml "
        f"--profile {shlex.quote(str(profiles / 'local'))}"
    )
    click.echo("# config.yaml:")
    click.echo((FOLDER / "config.yaml").read_text(encoding="utf-8"), nl=False)
