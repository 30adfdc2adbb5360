"""What the jobs of the workflow made, brought together: folders, manifest, pages over all."""

from __future__ import annotations

import csv
import html
import json
import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fasannot._version import __version__
from fasannot.errors import InputError
from fasannot.files.escape import cell
from fasannot.gene.resources import data_version
from fasannot.outputs.multiqc.content_files import SUFFIX, shown_text
from fasannot.workflow.batch import (
    ANNOTATED,
    COVERAGE,
    DONE,
    FAILED,
    FAS_ONLY,
    FOLDERS,
    MULTIQC,
    STATUS_COLUMNS,
    STATUS_NAME,
)

MANIFEST_COLUMNS = ("SAMPLE", "INPUT", "STATUS", "ERROR")
MANIFEST_NAME = "inputs.tsv"
CONFIG_NAME = "multiqc_config.yaml"  # read by rule multiqc
_SECTIONS = ("", "_general", "_classes", "_coverage", "_coverage_general")
_CONFIG = """custom_content:
  order:
    - fasannot_failed
    - fasannot
    - fasannot_classes
    - fasannot_exons
    - fasannot_coverage
"""


@dataclass(frozen=True, slots=True)
class SampleResult:
    """What came of one sample over all its steps.

    Attributes:
        sample: its name.
        vcf: its input.
        errors: what was wrong, each with its step; empty when all went well.
    """

    sample: str
    vcf: str
    errors: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Whether any step failed."""
        return bool(self.errors)


def read_results(batches: Sequence[Path]) -> list[SampleResult]:
    """Return what came of each sample, in the order of the batches.

    Raises:
        InputError: a batch has no readable table of what came of its samples.
    """
    found: dict[str, tuple[str, list[str]]] = {}
    for batch in batches:
        path = batch / STATUS_NAME
        try:
            with path.open(newline="", encoding="utf-8") as table:
                reader = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
                if tuple(reader.fieldnames or ()) != STATUS_COLUMNS:
                    raise InputError(
                        "is no table of a batch: run the workflow anew", path=str(path)
                    )
                for row in reader:
                    errors = found.setdefault(row["SAMPLE"], (row["INPUT"], []))[1]
                    if row["STATUS"] == FAILED:
                        errors.append(f"{row['STEP']}: {row['ERROR']}")
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", path=str(path)) from error
    return [SampleResult(name, vcf, tuple(errors)) for name, (vcf, errors) in found.items()]


def gather(batches: Sequence[Path], results: Path) -> list[SampleResult]:
    """Bring the outputs of all batches together under one folder, and say what came of each.

    Writes a folder for each kind of output (files are linked where that can be done),
    ``inputs.tsv`` (a line a sample, with what was wrong), and content for MultiQC: failed samples,
    callable share of each exon, versions.

    Raises:
        InputError: a batch cannot be read or the folder not be written.
    """
    found = read_results(batches)
    try:
        for name in FOLDERS:
            shutil.rmtree(results / name, ignore_errors=True)
            (results / name).mkdir(parents=True)
            for batch in batches:
                for path in sorted((batch / name).iterdir()):
                    _place(path, results / name / path.name)
        _write_manifest(found, results)
        for one in found:
            _name_rows(results / MULTIQC, one.sample)
        for name, document in _documents(found, results).items():
            text = json.dumps(document, indent=2) + "\n"
            (results / MULTIQC / name).write_text(text, encoding="ascii")
        (results / MULTIQC / "fasannot_mqc_versions.yml").write_text(
            f'fasannot: "{__version__}"\n"fasannot data": "{data_version()}"\n', encoding="ascii"
        )
        (results / MULTIQC / CONFIG_NAME).write_text(_CONFIG, encoding="ascii")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", path=str(results)) from error
    return found


def _name_rows(folder: Path, sample: str) -> None:
    """Give the rows of a sample its name in the sheet: one line of the page."""
    for section in _SECTIONS:
        path = folder / f"{sample}{section}{SUFFIX}"
        if not path.is_file():
            continue
        document = json.loads(path.read_bytes())
        document["data"] = {html.escape(sample): row for row in document["data"].values()}
        path.unlink()  # it may be a link to that of the batch
        path.write_text(json.dumps(document, indent=2) + "\n", encoding="ascii")


def _place(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:  # another file system, or one without links
        shutil.copy2(path, target)


def _write_manifest(found: Sequence[SampleResult], results: Path) -> None:
    lines = ["\t".join(MANIFEST_COLUMNS)]
    for one in found:
        state = FAILED if one.failed else DONE
        values = (one.sample, one.vcf, state, " | ".join(one.errors))
        lines.append("\t".join(map(cell, values)))
    (results / MANIFEST_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")


def readable_outputs(batches: Sequence[Path]) -> list[Path]:
    """Return the outputs that a cohort table is made from: VCF or BCF, of samples gone well."""
    paths: list[Path] = []
    for batch in batches:
        folder = batch / FAS_ONLY
        wanted = folder if folder.is_dir() else batch / ANNOTATED
        paths += [path for path in sorted(wanted.iterdir()) if path.suffix not in (".csi", ".tbi")]
    return paths


def _documents(found: Sequence[SampleResult], results: Path) -> dict[str, dict[str, Any]]:
    documents = {}
    failed = [one for one in found if one.failed]
    if failed:
        documents["fasannot_failed_mqc.json"] = _failed_document(failed)
    exons = _exon_shares(results / COVERAGE)
    if exons:
        documents["fasannot_exons_mqc.json"] = _exons_document(exons)
    return documents


def _failed_document(failed: Sequence[SampleResult]) -> dict[str, Any]:
    return {
        "id": "fasannot_failed",
        "section_name": "fasannot: samples that failed",
        "description": "Inputs at fault: what they would have shown is not on this page.",
        "plot_type": "table",
        "pconfig": {"id": "fasannot_failed_table", "title": "fasannot: samples that failed"},
        "headers": {
            "input": {"title": "Input", "scale": False},
            "error": {"title": "What was wrong", "scale": False},
        },
        "data": {
            html.escape(one.sample): {
                "input": shown_text(one.vcf),
                "error": shown_text(" | ".join(one.errors)),
            }
            for one in failed
        },
    }


def _exon_shares(folder: Path) -> dict[str, dict[str, float]]:
    """Return the callable share in per cent of each exon, by sample."""
    found: dict[str, dict[str, float]] = {}
    for path in sorted(folder.glob("*.tsv")):
        with path.open(newline="", encoding="utf-8") as table:
            rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
        seen: Counter[str] = Counter()
        bases: Counter[str] = Counter()
        for row in rows:  # an exon and the splice windows beside it
            bases[row["EXON"]] += int(row["BASES"])
            seen[row["EXON"]] += int(row["CALLABLE"])
        found[path.stem] = {
            f"exon {exon}": round(100 * seen[exon] / max(bases[exon], 1), 1) for exon in bases
        }
    return found


def _exons_document(exons: dict[str, dict[str, float]]) -> dict[str, Any]:
    regions = list(dict.fromkeys(region for shares in exons.values() for region in shares))
    return {
        "id": "fasannot_exons",
        "section_name": "fasannot: exons of FAS that were seen",
        "description": "Callable share in per cent of each coding exon with the splice bases "
        "beside it. A variant in a region that was not seen would have been missed.",
        "plot_type": "heatmap",
        "pconfig": {
            "id": "fasannot_exons_plot",
            "title": "fasannot: callable share of the exons of FAS",
            "min": 0,
            "max": 100,
            "square": False,
            "xcats_samples": False,
            "ycats_samples": True,
            "colstops": [[0, "#b2182b"], [0.9, "#f7dc6f"], [1, "#2166ac"]],
        },
        "xcats": regions,
        "ycats": list(exons),
        "data": [[shares.get(region) for region in regions] for shares in exons.values()],
    }
