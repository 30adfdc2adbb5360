"""Whether a run did all that its sheet asks for: what failed, and what it knows nothing of."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Literal

from fasannot.errors import InputError
from fasannot.files.escape import cell
from fasannot.workflow.batch import FAILED

_NAMED = 20


def judge(manifest: Path, sheet: Path | None = None) -> None:
    """Return where every sample ended well.

    Args:
        manifest: what came of each sample of the run.
        sheet: the samples that were asked for.

    Raises:
        InputError: samples failed, or stand in the sheet and not in the manifest; names them.
    """
    rows = _rows(manifest, csv.QUOTE_NONE)
    failed = [f"{row['SAMPLE']} ({row['ERROR']})" for row in rows if row["STATUS"] == FAILED]
    faults = []
    if failed:
        faults.append(f"{len(failed)} of {len(rows)} samples failed: {_listed(failed)}")
    unmade = _unmade(rows, _rows(sheet)) if sheet is not None else []
    if unmade:
        faults.append(
            f"{len(unmade)} samples of {sheet} are not in it, since an input of their batch is "
            f"gone: {_listed(unmade)}"
        )
    if faults:
        raise InputError(
            f"{'. '.join(faults)}. All other outputs are made; mend or leave out these inputs and "
            "run the workflow again",
            path=str(manifest),
        )


def _rows(path: Path, quoting: Literal[0, 3] = csv.QUOTE_MINIMAL) -> list[dict[str, str]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as table:
            lines = (line for line in table if line.strip())
            return list(csv.DictReader(lines, delimiter="\t", quoting=quoting))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=str(path)) from error


def _listed(items: list[str]) -> str:
    more = f"; and {len(items) - _NAMED} more" if len(items) > _NAMED else ""
    return "; ".join(items[:_NAMED]) + more


def _unmade(rows: list[dict[str, str]], asked: list[dict[str, str]]) -> list[str]:
    """Return the samples of the sheet that no row was made from, each with its file.

    A store hands a job its own copy of a file, whose path ends as the sheet has it.
    """
    made = {row["SAMPLE"]: f"/{row['INPUT']}" for row in rows}
    found = []
    for row in asked:
        name, path = (row["sample"] or "").strip(), (row["vcf"] or "").strip()
        if not made.get(name, "").endswith(f"/{cell(path).lstrip('/')}"):
            found.append(f"{name} ({path})")
    return found
