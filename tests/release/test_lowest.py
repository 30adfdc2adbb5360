"""Other Pythons, and the lowest versions that pyproject.toml admits: the same answers."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXTRAS = ("report", "plot", "cohort", "export")


def lowest() -> list[str]:
    """Return each dependency of the program and its extras, pinned to its lower bound."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    asked = list(project["dependencies"])
    for extra in EXTRAS:
        asked += project["optional-dependencies"][extra]
    pinned = []
    for need in asked:
        name, bound = re.fullmatch(r"([A-Za-z0-9_.-]+)>=([0-9.]+)", need).groups()
        pinned.append(f"{name}=={bound}")
    return pinned


def test_every_dependency_states_a_lower_bound():
    assert len(lowest()) >= 8


def needed() -> list[str]:
    """Return the same without versions."""
    return [name.partition("==")[0] for name in lowest()]


def test_each_dependency_has_its_reason_in_the_docs():
    rows = [
        line.split("|")[1]
        for line in (ROOT / "docs/how-to/install.md").read_text().splitlines()
        if line.startswith("| `")
    ]
    listed = {name for row in rows for name in re.findall(r"`([A-Za-z0-9_.-]+)`", row)}
    assert {*needed(), "openpyxl"} <= listed


@pytest.mark.slow
@pytest.mark.engines
def test_the_lowest_versions_give_the_same_bytes(tmp_path):
    same_bytes(sys.executable, lowest(), tmp_path)


@pytest.mark.slow
@pytest.mark.engines
@pytest.mark.parametrize(
    "python", os.environ.get("FASANNOT_PYTHONS", "").split(os.pathsep), ids=Path
)
def test_other_pythons_give_the_same_bytes(python, tmp_path):
    if not python:
        pytest.skip("FASANNOT_PYTHONS names no interpreter")
    same_bytes(python, needed(), tmp_path)


def same_bytes(interpreter: str, packages: list[str], folder: Path) -> None:
    """Check that an interpreter with some packages gives our answers, and every other output."""
    subprocess.run([interpreter, "-m", "venv", folder / "env"], check=True)
    python = str(folder / "env/bin/python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
    example = ROOT / "data/example.vcf"

    def run(program: str, *arguments: object) -> None:
        done = subprocess.run(
            [program, "-m", "fasannot", *map(str, arguments)], check=False,
            capture_output=True, text=True, cwd=folder, env={"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert done.returncode == 0, f"{arguments}: {done.stderr}"

    for name in ("a.tsv", "a.vcf", "a.json"):
        run(python, "annotate", example, "-o", f"other-{name}")
        run(sys.executable, "annotate", example, "-o", f"own-{name}")
        other, own = (
            [line for line in (folder / f"{which}-{name}").read_text().splitlines()
             if not line.startswith("##fasannot_command")]
            for which in ("other", "own")
        )  # fmt: skip
        assert other == own
    for arguments in (
        ("explain", "R250P"), ("cohort", example, "-o", "a.parquet", "--threads", "2"),
        ("report", example, "-o", "a.html"), ("plot", example, "-o", "a.png"),
        ("plot", example, "-o", "a.svg"), ("annotate", example, "-o", "a.bcf", "--csq"),
        ("annotate", "a.bcf", "--fas-only", "-o", "b.vcf.gz", "--assembly", "hg38"),
        ("export", example, "--to", "phenopacket", "-o", "a.phenopackets"),
        ("export", example, "--to", "va-spec", "-o", "a.statements"),
    ):  # fmt: skip
        run(python, *arguments)
