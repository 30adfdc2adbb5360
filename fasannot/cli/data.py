"""``fasannot data``: the user's own slices of official releases."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from fasannot.errors import FasannotError

if TYPE_CHECKING:
    from fasannot.evidence.user.slices import Slice
    from fasannot.files.download import Origin
    from fasannot.refresh.fetching import Wish

_VARIABLE = "FASANNOT_DATA"


@click.group(
    short_help="Your own slices of official releases.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
def command() -> None:
    """Fetch the FAS region of official releases, list them, check what is there.

    ClinVar, gnomAD, AlphaMissense, REVEL, SpliceAI: small bgzip and tabix slices in a folder, used
    by --data DIR or the variable FASANNOT_DATA. No other command reaches for a release.
    """


@command.command("list", short_help="Show the releases that are known.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per release.")
def list_releases(as_json: bool) -> None:
    """Show the releases that are known: name, version, build, licence, address.

    An address that says untried was never reached from where its table was written; where it
    moved, look it up at the publisher's and give it with data fetch --from.
    """
    from rich.text import Text

    from fasannot.refresh.releases import known_releases
    from fasannot.wording.terminal import STRONG, console_for, paragraph, rendered

    if as_json:
        for one in known_releases():
            facts = {
                "name": one.name,
                "release": one.release,
                "builds": one.builds,
                "default": one.default,
                "address": one.address or None,
                "tried": one.tried,
                "licence": one.licence,
                "what": one.what,
            }
            click.echo(json.dumps(facts))
        return
    console = console_for(to_terminal=True)
    for one in known_releases():
        default = ", fetched by default" if one.default else ""
        title = f"{one.name} {one.release} ({' and '.join(one.builds)}){default}"
        console.print(paragraph(title, STRONG))
        console.print(paragraph(f"  {one.what}"))
        console.print(paragraph(f"  licence: {one.licence}"))
        where = f"{one.address} ({one.tried})" if one.address else "no public address: use --from"
        console.print(Text(f"  {where}"), soft_wrap=True)  # left whole, so that it can be copied
    click.echo(rendered(console), nl=False)


@command.command("fetch", short_help="Take the FAS region of releases into a folder.")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option(
    "--from",
    "sources",
    multiple=True,
    metavar="URL|PATH",
    help="Take NAME from here and not from its official address; may be repeated.",
)
@click.option(
    "--into",
    "folder",
    metavar="DIR",
    required=True,
    envvar=_VARIABLE,
    help=f"Folder of the slices; made where it is missing. Default: the variable {_VARIABLE}.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per slice written.")
@click.option("--no-progress", is_flag=True, help="No progress bar (it shows on a terminal only).")
@click.option("-q", "--quiet", is_flag=True, help="Nothing but faults.")
def fetch_releases(
    names: tuple[str, ...],
    sources: tuple[str, ...],
    folder: str,
    as_json: bool,
    no_progress: bool,
    quiet: bool,
) -> None:
    """Take the FAS region of NAMEs (default: ClinVar and gnomAD) into a folder.

    A file with an index (.tbi, .csi) is read by region through htslib, any other in one pass; a
    pass that broke off is taken up again by the same command where the file is bgzipped. A release
    that fails leaves the slice of before, the others are kept, and the exit code is 1.
    """
    from fasannot.refresh.fetching import fetch

    faults = 0
    wishes = _wishes(names, sources)
    for wish in wishes:
        try:
            written, how = _watched(fetch, wish, folder, not (no_progress or quiet or as_json))
        except FasannotError as error:
            if len(wishes) == 1:
                raise
            click.echo(f"fasannot: {error}", err=True)
            faults += 1
            continue
        for one in written:
            if as_json:
                click.echo(json.dumps(_facts(one)))
            elif not quiet:
                covered = sum(last - first + 1 for first, last in one.covered)
                more = f", {covered:,} bases covered" if covered else ""
                release = f" {one.release}" if one.release else ""
                click.echo(
                    f"{one.file}: {one.name}{release}, {one.records:,} records{more}, by {how}"
                )
    if faults:
        raise FasannotError(f"{faults} of {len(wishes)} releases could not be fetched")


def _wishes(names: tuple[str, ...], sources: tuple[str, ...]) -> tuple[Wish, ...]:
    from fasannot.refresh.fetching import Wish, official
    from fasannot.refresh.releases import named_releases

    if not sources:
        return official(named_releases(names))
    if len(names) > 1:
        raise click.UsageError("with --from name one NAME at most; it says what the files are of")
    return tuple(Wish(names[0] if names else "", source) for source in sources)


def _watched(fetch: Any, wish: Wish, folder: str, shown: bool) -> Any:
    """Fetch with a progress bar over a pass that takes longer."""
    from fasannot.files.raw import Progress
    from fasannot.run.progress import watched

    opened: list[Origin] = []

    def state() -> Progress:
        return Progress(opened[-1].at, opened[-1].version.size) if opened else Progress(0, None)

    with watched(state, wish.name or wish.source, shown):
        return fetch(wish, folder, opened.append)


def _facts(one: Slice) -> dict[str, Any]:
    return {
        "name": one.name,
        "release": one.release or None,
        "source": one.source,
        "date": one.date,
        "sha256": one.sha256,
        "region": one.region,
        "records": one.records,
        "covered": [list(interval) for interval in one.covered],
        "file": one.file,
    }


@command.command("check", short_help="What is there, how old, whether whole.")
@click.argument("folder", metavar="[DIR]", required=False)
@click.option(
    "--data",
    "data_folder",
    metavar="DIR",
    envvar=_VARIABLE,
    help=f"Folder of the slices, if not named as DIR. Default: the variable {_VARIABLE}.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per slice.")
def check_slices(folder: str | None, data_folder: str | None, as_json: bool) -> None:
    """Say what a folder of slices holds, how old it is, and whether it is whole.

    Exit code 1 where a slice is missing, cut or changed.
    """
    from fasannot.refresh.checking import check, unlisted

    folder = folder or data_folder
    if not folder:
        raise click.UsageError(f"name the folder of slices, or set {_VARIABLE}")
    found = check(folder)
    for one in found:
        if as_json:
            click.echo(
                json.dumps({**_facts(one.slice), "age_days": one.age, "whole": not one.fault,
                            "fault": one.fault or None})
            )  # fmt: skip
            continue
        age = "date not known" if one.age is None else f"{one.age} days old"
        release = f" {one.slice.release}" if one.slice.release else ""
        click.echo(
            f"{one.slice.name}{release} ({one.slice.build}): {one.slice.records:,} records, "
            f"fetched {one.slice.date} ({age}), {one.state}"
        )
    if not found and not as_json:
        click.echo("no slice", err=True)
    for name in unlisted(folder):
        print(
            f"fasannot: WARNING: {name} stands in no row of SLICES.tsv and is not used",
            file=sys.stderr,
        )
    bad = sum(bool(one.fault) for one in found)
    if bad:
        raise FasannotError(
            f"{folder}: {bad} of {len(found)} slices are not whole; fetch them again with "
            f"'fasannot data fetch NAME --into {folder}'"
        )
