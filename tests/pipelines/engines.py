"""Other people's programs: found on the path or in the folders that FASANNOT_ENGINES names."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

FASANNOT = [sys.executable, "-m", "fasannot"]
ROOT = Path(__file__).parents[2]


def engine(name: str) -> str:
    """Return the path of a program; skips the test, saying so, where it is not installed.

    FASANNOT_ENGINES lists folders of virtual environments (``/opt/multiqc:/opt/snakemake``).
    """
    folders = [
        str(Path(folder) / "bin")
        for folder in os.environ.get("FASANNOT_ENGINES", "").split(os.pathsep)
        if folder
    ]
    found = shutil.which(name, path=os.pathsep.join([*folders, os.environ.get("PATH", "")]))
    if found is None:
        pytest.skip(f"{name} is not installed (name its environment in FASANNOT_ENGINES)")
    return found


def run(
    command: Sequence[str | Path],
    code: int = 0,
    cwd: Path | None = None,
    text: str | None = None,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run a command and check its exit code; shows what it said when that differs."""
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        cwd=cwd,
        input=text,
        env={**os.environ, **environment},
        check=False,
    )
    assert done.returncode == code, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done
