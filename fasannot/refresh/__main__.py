"""Command line of the refresh commands; see ``docs/data.md``."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from pathlib import Path

from fasannot.errors import FasannotError
from fasannot.gene.model import load_gene_model
from fasannot.refresh import catalogue_table as catalogue
from fasannot.refresh import scores, sources, uniprot_features
from fasannot.refresh.rewriting import EditableTable
from fasannot.refresh.translation import check_translation
from fasannot.rules.knowledge import load_thresholds


def data_folder() -> Path:
    """Return the ``data/`` folder of the checkout that this code runs from."""
    folder = Path(__file__).parents[2] / "data"
    if not (folder / sources.NAME).is_file():
        raise FasannotError(f"{folder} is no data folder: run this from a checkout")
    return folder


def refresh_sources(folder: Path, version: str | None, check: bool) -> int:
    """Rewrite ``SOURCES.tsv``, or only say whether it is up to date."""
    check_translation(folder)
    text = sources.render(folder, version or sources.current_version(folder))
    path = folder / sources.NAME
    if check:
        same = path.read_text(encoding="utf-8") == text
        print("up to date" if same else "data/SOURCES.tsv is out of date: run 'sources'")
        return 0 if same else 1
    path.write_text(text, encoding="utf-8")
    return 0


def refresh_table(folder: Path, options: argparse.Namespace) -> int:
    """Rebuild the tables of one source and return how many rows it gave."""
    model = load_gene_model()

    def table(name: str) -> EditableTable:
        return EditableTable.read(folder / name)

    if options.command == "clinvar":
        changed = table("known_variants.tsv")
        count = catalogue.refresh_clinvar(changed, model, options.file, options.release)
    elif options.command == "uniprot":
        entry = json.loads(Path(options.file).read_text(encoding="utf-8"))
        changed = table("residues.tsv")
        protein = model.mane.protein[:-1]
        count = uniprot_features.refresh_features(changed, protein, entry, options.release)
        changed.write(options.retrieved)
        changed = table("known_variants.tsv")
        count += catalogue.refresh_uniprot(changed, model, entry, options.release)
    elif options.command == "gnomad":
        changed = table("frequencies.tsv")
        least = load_thresholds()["bs1_frequency"]
        count = scores.refresh_frequencies(changed, model, options.file, options.release, least)
    elif options.command == "splice":
        changed = table("splice_scores.tsv")
        count = scores.refresh_splice_scores(
            changed, model, options.file, options.key, options.models
        )
    else:
        changed = table("exon6_inclusion.tsv")
        count = scores.refresh_exon6(changed, options.file)
    changed.write(options.retrieved)
    return count


def parser() -> argparse.ArgumentParser:
    """Return the parser of the refresh commands."""
    result = argparse.ArgumentParser(prog="python -m fasannot.refresh")
    result.add_argument("--data", type=Path, help="data folder (default: that of the checkout)")
    commands = result.add_subparsers(dest="command", required=True)
    command = commands.add_parser("sources", help="recompute data/SOURCES.tsv")
    command.add_argument("--data-version", help="new data version, such as 2026.12")
    command.add_argument("--check", action="store_true", help="write nothing; exit 1 if outdated")
    for name, text in (
        ("clinvar", "known variants from a ClinVar VCF (GRCh38)"),
        ("uniprot", "residues and known variants from P25445.json of UniProt"),
        ("gnomad", "frequencies from a gnomAD sites VCF (GRCh38) of chromosome 10 or the locus"),
        ("splice", "splice scores from a SpliceAI or OpenSpliceAI output VCF (GRCh38)"),
        ("exon6", "exon 6 inclusion from a TSV: variant, exon6_sequence, psi, psi_gel"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("file")
        command.add_argument("--release", default="release not stated")
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        command.add_argument("--retrieved", default=today, help="date (default: today)")
        if name == "splice":
            command.add_argument("--key", default="OpenSpliceAI", help="INFO key")
            command.add_argument("--models", default="5", help="models that a score averages")
    return result


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = parser().parse_args(arguments)
    try:
        folder = options.data or data_folder()
        if options.command == "sources":
            return refresh_sources(folder, options.data_version, options.check)
        print(f"{refresh_table(folder, options)} rows from {options.file}")
        return refresh_sources(folder, None, check=False)
    except FasannotError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
