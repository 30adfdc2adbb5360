"""``fasannot workflow``: where the Snakemake workflow lies, a ready config, and its jobs."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from fasannot.errors import FasannotError, InputError

FOLDER = Path(__file__).parents[1] / "workflow"
PROFILES = ("local", "slurm", "lsf", "sge", "kubernetes", "google-batch", "aws-batch")
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
@click.option(
    "--batch",
    "batch_folder",
    metavar="FOLDER",
    help="A job of the workflow: annotate each --task into FOLDER; a faulty one costs only itself.",
)
@click.option(
    "--task",
    "tasks",
    nargs=3,
    multiple=True,
    metavar="NAME VCF COVERAGE",
    help="With --batch: a sample, its VCF, and a file that shows its coverage or ''.",
)
@click.option("--assembly", default="auto", help="With --batch: genome build.")
@click.option("--type", "output", default="vcf.gz", help="With --batch: suffix of the output.")
@click.option("--annotate-options", default="", help="With --batch: further options.")
@click.option("--evidence-options", default="", help="With --batch: further options.")
@click.option("--coverage-options", default="", help="With --batch: further options.")
@click.option("--report/--no-report", default=True, help="With --batch: a page a sample.")
@click.option(
    "--gather",
    "results",
    metavar="FOLDER",
    help="A job of the workflow: bring the outputs of BATCH... together in FOLDER.",
)
@click.option(
    "--outputs",
    is_flag=True,
    help="A job of the workflow: list the outputs of BATCH... that a cohort table is made from.",
)
@click.option(
    "--verdict",
    metavar="MANIFEST",
    help="Exit with 1, naming them, where the manifest of a run lists samples that failed.",
)
@click.option(
    "--sheet",
    metavar="SAMPLES",
    help="With --verdict: the sample sheet; each of its samples must stand in the manifest.",
)
@click.option(
    "--versions", is_flag=True, help="Print the versions of the program and its data, one line."
)
@click.argument("batches", metavar="[BATCH...]", nargs=-1)
@click.pass_context
def command(
    context: click.Context,
    path_only: bool,
    profile: str | None,
    folder: str | None,
    batch_folder: str | None,
    tasks: tuple[tuple[str, str, str], ...],
    assembly: str,
    output: str,
    annotate_options: str,
    evidence_options: str,
    coverage_options: str,
    report: bool,
    results: str | None,
    outputs: bool,
    verdict: str | None,
    sheet: str | None,
    versions: bool,
    batches: tuple[str, ...],
) -> None:
    """Show the Snakemake workflow that comes with fasannot, and a ready config.

    It annotates each input of a sample sheet, looks at coverage, and gathers a cohort table, a
    report per input and a MultiQC page. Needs snakemake (8 or later) and, for its page, multiqc.

    Its jobs call --batch, --gather, --outputs and --verdict; nobody else needs them.
    """
    if path_only and profile is not None:
        raise click.UsageError("--path and --profile print one path each; choose one")
    if batches and results is None and not outputs:
        raise click.UsageError(f"{batches[0]!r} goes with --gather or --outputs")
    if tasks and batch_folder is None:
        raise click.UsageError("--task goes with --batch")
    if sheet is not None and verdict is None:
        raise click.UsageError("--sheet goes with --verdict")
    if folder is not None:
        _initialise(Path(folder))
    if batch_folder is not None:
        from fasannot.workflow.batch import Settings, Task, run_batch

        settings = Settings(
            assembly, output, annotate_options, evidence_options, coverage_options, report
        )
        runner = _Runner(context.find_root().command)
        found = run_batch([Task(*task) for task in tasks], Path(batch_folder), settings, runner)
        for status in found:
            if status.error:
                click.echo(f"fasannot: {status.task.sample}: {status.error}", err=True)
    elif results is not None:
        from fasannot.workflow.gather import gather

        gather([Path(batch) for batch in batches], Path(results))
    elif outputs:
        from fasannot.workflow.gather import readable_outputs

        for path in readable_outputs([Path(batch) for batch in batches]):
            click.echo(path)
    elif verdict is not None:
        from fasannot.workflow.verdict import judge

        judge(Path(verdict), Path(sheet) if sheet is not None else None)
    elif versions:
        from fasannot._version import __version__
        from fasannot.gene.resources import data_version

        click.echo(f"fasannot {__version__}, data {data_version()}")
    elif path_only:
        click.echo(FOLDER / "Snakefile")
    elif profile is not None:
        click.echo(FOLDER / "profiles" / profile)
    elif folder is None:
        _show()


class _Runner:
    """Runs commands of fasannot within this process."""

    def __init__(self, root: click.Command) -> None:
        self._root = root

    def __call__(self, arguments: Sequence[str]) -> str:
        """Return what was wrong with a command, or nothing."""
        try:
            self._root.main(list(arguments), prog_name="fasannot", standalone_mode=False)
        except FasannotError as error:
            return str(error)
        except OSError as error:
            return f"{error.filename or 'input or output'}: {error.strerror}"
        except click.UsageError as error:
            return f"{shlex.join(arguments)}: {error.format_message()}"
        except Exception as error:  # whatever it is, it costs this sample alone
            return f"internal error ({type(error).__name__}: {error}); please report it"
        return ""


def _initialise(folder: Path) -> None:
    """Write the files that are not there yet; what is there stays as it is."""
    missing = [name for name in _TEMPLATES if not (folder / name).exists()]
    kept = [name for name in _TEMPLATES if name not in missing]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in missing:
            (folder / name).write_bytes((FOLDER / name).read_bytes())
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", path=str(folder)) from error
    wrote = f"nothing to do in {folder}"
    if missing:
        wrote = f"wrote {' and '.join(missing)} to {folder}"
    stay = "stays as it is" if len(kept) == 1 else "stay as they are"
    stays = f"; {' and '.join(kept)} {stay}" if kept else ""
    click.echo(f"{wrote}{stays}; list your files in samples.tsv")


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
