"""Command line of the refresh commands; see ``docs/data.md``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fasannot.errors import FasannotError
from fasannot.evidence.refresh import sources


def data_folder() -> Path:
    """Return the ``data/`` folder of the checkout that this code runs from."""
    folder = Path(__file__).parents[3] / "data"
    if not (folder / sources.NAME).is_file():
        raise FasannotError(f"{folder} is no data folder: run this from a checkout")
    return folder


def refresh_sources(folder: Path, version: str | None, check: bool) -> int:
    """Rewrite ``SOURCES.tsv``, or only say whether it is up to date."""
    text = sources.render(folder, version or sources.current_version(folder))
    path = folder / sources.NAME
    if check:
        same = path.read_text(encoding="utf-8") == text
        print("up to date" if same else "data/SOURCES.tsv is out of date: run 'sources'")
        return 0 if same else 1
    path.write_text(text, encoding="utf-8")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m fasannot.evidence.refresh")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("sources", help="recompute data/SOURCES.tsv")
    command.add_argument("--data-version", help="new data version, such as 2026.12")
    command.add_argument("--check", action="store_true", help="write nothing; exit 1 if outdated")
    options = parser.parse_args(arguments)
    try:
        return refresh_sources(data_folder(), options.data_version, options.check)
    except FasannotError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
