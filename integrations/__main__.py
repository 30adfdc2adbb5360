"""Write the files for other people's pipelines: ``python -m integrations [--check]``."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

from integrations import cwl, galaxy, nextflow, packaging, snakemake

FOLDER = Path(__file__).resolve().parent


def every_file() -> dict[str, str]:
    """Return the content of each file by its place in this folder."""
    found: dict[str, str] = {}
    for module in (nextflow, snakemake, galaxy, cwl, packaging):
        found |= module.files()
    return found


def differences() -> list[str]:
    """Return the files that are not as the options ask for."""
    return [
        place
        for place, content in every_file().items()
        if not (FOLDER / place).is_file() or (FOLDER / place).read_text(encoding="utf-8") != content
    ]


def main() -> int:
    """Write the files, or say which are out of date; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m integrations", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only tell which files differ")
    parser.add_argument("--sdist", help="print the bioconda recipe for this released sdist")
    options = parser.parse_args()
    if options.sdist:
        digest = hashlib.sha256(Path(options.sdist).read_bytes()).hexdigest()
        print(packaging.recipe(digest), end="")
        return 0
    changed = differences()
    if options.check:
        for place in changed:
            print(f"integrations/{place} is out of date: python -m integrations", file=sys.stderr)
        return bool(changed)
    for place in changed:
        path = FOLDER / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(every_file()[place], encoding="utf-8")
        print(f"wrote integrations/{place}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
