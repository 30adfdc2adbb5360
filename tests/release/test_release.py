"""What a release promises: one version, equal builds, completion, a change log that can be read."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from fasannot import __version__
from fasannot.cli import command_line
from fasannot.gene.resources import data_version
from tests.pipelines.engines import FASANNOT, ROOT, engine, run

_SECTIONS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_version_stands_in_one_place():
    stated = (ROOT / "fasannot/_version.py").read_text()
    assert f'__version__ = "{__version__}"' in stated
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"]["path"] == "fasannot/_version.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc|\.dev)\d+)?", __version__)
    citation = (ROOT / "CITATION.cff").read_text()
    assert re.search(r"^version: (.*)$", citation, re.MULTILINE)[1] == __version__
    for place in ("bioconda/meta.yaml", "nextflow/modules/fasannot/annotate/environment.yml"):
        assert __version__ in (ROOT / "integrations" / place).read_text(), place
    urls = project["project"]["urls"]
    assert {"Homepage", "Documentation", "Changelog"} <= urls.keys()
    stated = [line.rpartition(" :: ")[2] for line in project["project"]["classifiers"]]
    lowest = project["project"]["requires-python"].removeprefix(">=")
    assert lowest in stated
    others = [
        path
        for path in (ROOT / "fasannot").rglob("*.py")
        if path.name != "_version.py" and f'"{__version__}"' in path.read_text()
    ]
    assert others == []


def test_version_is_one_clean_line():
    done = run([*FASANNOT, "--version"])
    assert done.stdout == f"fasannot {__version__}\n"
    assert done.stderr == ""


def test_the_data_version_is_its_own():
    assert re.fullmatch(r"\d{4}\.\d{2}(\.\d+)?", data_version())
    assert data_version() in run([*FASANNOT, "gene"]).stdout


def test_the_change_log_can_be_read():
    lines = (ROOT / "CHANGELOG.md").read_text().splitlines()
    releases = [line for line in lines if line.startswith("## ")]
    assert releases[0] in ("## Unreleased", "## [Unreleased]")
    for title in releases[1:]:
        assert re.fullmatch(r"## \[?\d+\.\d+\.\d+\]? - \d{4}-\d{2}-\d{2}", title), title
    kinds = {line.removeprefix("### ") for line in lines if line.startswith("### ")}
    assert kinds <= _SECTIONS
    places = [place for place, line in enumerate(lines) if line.startswith("## ")]
    if len(places) == 1:  # nothing is released yet
        assert __version__.startswith("0.")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell, tmp_path):
    done = run([*FASANNOT[:1], "-c", _AS_PROGRAM], _FASANNOT_COMPLETE=f"{shell}_source")
    assert "_FASANNOT_COMPLETE" in done.stdout
    program = shutil.which(shell)
    if program is None:
        return  # the script itself is click's; only its syntax would be looked at
    (tmp_path / "script").write_text(done.stdout)
    run([program, "-n", tmp_path / "script"])


_AS_PROGRAM = (
    "import sys; sys.argv = ['fasannot']; from fasannot.__main__ import main; sys.exit(main())"
)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("fasannot ", {"annotate", "cohort", "explain", "gene", "workflow"}),
        ("fasannot annotate --assembly ", {"auto", "GRCh37", "GRCh38"}),
        ("fasannot annotate --mult", {"--multiqc"}),
    ],
)
def test_completion_answers(words, wanted):
    done = run(
        [*FASANNOT[:1], "-c", _AS_PROGRAM],
        _FASANNOT_COMPLETE="bash_complete",
        COMP_WORDS=words,
        COMP_CWORD=str(len(words.split(" ")) - 1),
    )
    assert wanted <= {line.rpartition(",")[2] for line in done.stdout.splitlines()}


def test_every_command_explains_itself():
    for name in command_line.list_commands(None):
        text = run([*FASANNOT, name, "--help"]).stdout
        assert text.startswith(f"Usage: fasannot {name} ")
        command = command_line.get_command(None, name)
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert parameter.help, f"{name} {parameter.opts} has no help"


@pytest.mark.engines
def test_the_citation_is_valid():
    run([engine("cffconvert"), "--validate", "-i", ROOT / "CITATION.cff"])


@pytest.mark.slow
def test_two_builds_are_equal_and_complete(tmp_path):
    """Wheel and sdist of one tree, built in two folders at two times, have the same bytes."""
    pytest.importorskip("build")
    pytest.importorskip("hatchling")
    tracked = run(["git", "ls-files", "-z"], cwd=ROOT).stdout.split("\0")
    digests = []
    first = tmp_path / "tree1"
    for name in filter(None, tracked):
        if (ROOT / name).is_file():
            (first / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, first / name)
    shutil.copytree(first, tmp_path / "tree2", copy_function=shutil.copy)
    for number in (1, 2):
        tree = tmp_path / f"tree{number}"
        out = tmp_path / f"out{number}"
        command = [FASANNOT[0], "-m", "build", "--no-isolation", "--outdir", out, tree]
        run(command, SOURCE_DATE_EPOCH="1700000000")
        digests.append(
            {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.iterdir()}
        )
    assert digests[0] == digests[1]
    assert len(digests[0]) == 2
    wheel = next((tmp_path / "out1").glob("*.whl"))
    with zipfile.ZipFile(wheel) as file:
        names = set(file.namelist())
    assert {
        "fasannot/data/rules.tsv",
        "fasannot/data/SOURCES.tsv",
        "fasannot/workflow/Snakefile",
        "fasannot/workflow/profiles/slurm/config.yaml",
        "fasannot/py.typed",
    } <= names
    assert not any(name.startswith(("tests/", "docs/", "integrations/")) for name in names)
    with tarfile.open(next((tmp_path / "out1").glob("*.tar.gz"))) as file:
        inside = {name.partition("/")[2] for name in file.getnames()}
    assert {"docs/index.md", "mkdocs.yml", "integrations/__main__.py", "CITATION.cff"} <= inside


@pytest.mark.slow
def test_the_wheel_works_from_another_folder(tmp_path):
    pytest.importorskip("build")
    command = [FASANNOT[0], "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path, ROOT]
    run(command)
    wheel = next(tmp_path.glob("*.whl"))
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as file:
        file.extractall(site)
    code = "import sys; from fasannot.__main__ import main; sys.exit(main(sys.argv[1:]))"

    def installed(*arguments: str) -> str:
        done = subprocess.run(
            [FASANNOT[0], "-c", code, *arguments],
            capture_output=True, text=True, cwd=tmp_path, check=True, env={"PYTHONPATH": str(site)},
        )  # fmt: skip
        return done.stdout

    assert installed("workflow", "--path").startswith(str(site))
    assert Path(installed("workflow", "--path").strip()).is_file()
    assert "p.(Arg250Pro)" in installed("explain", "R250P")
