"""The lowest versions that pyproject.toml admits: the same answers, and every output."""

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


@pytest.mark.slow
@pytest.mark.engines
def test_the_lowest_versions_give_the_same_bytes(tmp_path):
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "low"], check=True)
    python = str(tmp_path / "low/bin/python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", *lowest()], check=True)
    example = ROOT / "data/example.vcf"

    def run(program: str, *arguments: object) -> None:
        done = subprocess.run(
            [program, "-m", "fasannot", *map(str, arguments)], check=False,
            capture_output=True, text=True, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert done.returncode == 0, f"{arguments}: {done.stderr}"

    for name in ("a.tsv", "a.vcf", "a.json"):
        run(python, "annotate", example, "-o", f"low-{name}")
        run(sys.executable, "annotate", example, "-o", f"new-{name}")
        low, new = (
            [line for line in (tmp_path / f"{which}-{name}").read_text().splitlines()
             if not line.startswith("##fasannot_command")]
            for which in ("low", "new")
        )  # fmt: skip
        assert low == new
    for arguments in (
        ("explain", "R250P"), ("cohort", example, "-o", "a.parquet"),
        ("report", example, "-o", "a.html"), ("plot", example, "-o", "a.png"),
        ("plot", example, "-o", "a.svg"), ("annotate", example, "-o", "a.bcf"),
        ("export", example, "--to", "phenopacket", "-o", "a.phenopackets"),
        ("export", example, "--to", "va-spec", "-o", "a.statements"),
    ):  # fmt: skip
        run(python, *arguments)
