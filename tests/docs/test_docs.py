"""The documentation tells the truth: its tables match the code and its command lines run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

from fasannot.cli import command_line
from fasannot.rules.flags import Flag
from tests.pipelines.engines import FASANNOT, ROOT, engine, run

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
# Lines that build an environment; continuous integration runs them as they stand.
_SETTING_UP = ("python3 -m venv", "./.ci/")
_ROW = re.compile(r"^\| `(\w+)` \| (?:`(\w+)`)?", re.MULTILINE)


def blocks(language: str) -> list[tuple[str, list[str]]]:
    """Return page and commands of each block of a language; ``\\`` joins lines, output left out."""
    found = []
    for page in PAGES:
        for kind, body in _BLOCK.findall(page.read_text(encoding="utf-8")):
            if kind != language:
                continue
            lines = body.replace("\\\n", "").splitlines()
            prompts = [line[2:] for line in lines if line.startswith("$ ")]
            found.append((page.relative_to(ROOT).as_posix(), prompts or [x for x in lines if x]))
    return found


def commands_of(line: str) -> list[list[str]]:
    """Return the fasannot commands of a shell line as arguments."""
    found: list[list[str]] = []
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|;&<>")
    lexer.whitespace_split = True
    current: list[str] | None = None
    for word in lexer:
        if set(word) <= set("|;&<>"):
            current = None
        elif current is not None:
            current.append(word)
        elif Path(word).name == "fasannot":
            current = []
            found.append(current)
    return found


def programs_of(line: str) -> list[str]:
    """Return the programs that a shell line starts."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|;&")
    lexer.whitespace_split = True
    found, first = [], True
    for word in lexer:
        if set(word) <= set("|;&"):
            first = True
        elif first and not re.match(r"\w+=", word):
            found.append(word)
            first = False
    return found


@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    """Return a folder that holds what the pages speak of, and a folder with fasannot itself."""
    folder = tmp_path_factory.mktemp("docs")
    programs, work = folder / "programs", folder / "work"
    programs.mkdir()
    script = programs / "fasannot"
    script.write_text(f'#!/bin/sh\nexec {" ".join(map(shlex.quote, FASANNOT))} "$@"\n')
    script.chmod(0o755)
    shutil.copytree(ROOT / "data", work / "data")
    annotate = [*FASANNOT, "annotate", "-q", "--write-index"]
    run([*annotate, ROOT / "data/example.vcf", "-o", work / "sample.vcf.gz"])
    for name in ("sample.bcf", "cohort.bcf"):
        run([*annotate, work / "sample.vcf.gz", "-o", work / name])
    if find_spec("pyarrow"):
        run([*FASANNOT, "cohort", "-q", work / "sample.vcf.gz", "-o", work / "fas.parquet"])
    return work


def pages_of(language: str) -> dict[str, list[str]]:
    """Return the commands of each page, in order."""
    found: dict[str, list[str]] = {}
    for page, lines in blocks(language):
        found.setdefault(page, []).extend(lines)
    return found


@pytest.mark.parametrize(("page", "lines"), pages_of("console").items(), ids=pages_of("console"))
def test_command_lines_run(page, lines, workplace, tmp_path):
    work = tmp_path / "work"
    shutil.copytree(workplace, work)
    paths = [str(workplace.parent / "programs"), os.environ["PATH"]]
    environment = {"PATH": os.pathsep.join(paths), "PYTHONPATH": str(ROOT)}
    skipped = []
    for line in lines:
        if line.startswith(_SETTING_UP):
            continue
        missing = [
            name for name in programs_of(line) if not shutil.which(name, path=environment["PATH"])
        ]
        if missing:
            skipped.append(f"{missing[0]} is not installed: {line}")
            continue
        run(["bash", "-euo", "pipefail", "-c", line], cwd=work, **environment)
    if skipped:
        pytest.skip("; ".join(skipped))


@pytest.mark.parametrize(("page", "lines"), blocks("sh"))
def test_options_of_recipes_exist(page, lines):
    for line in lines:
        for arguments in commands_of(line):
            context = click.Context(command_line, info_name="fasannot")
            command = command_line.get_command(context, arguments[0]) if arguments else None
            assert command is not None, line
            command.make_context(arguments[0], arguments[1:], parent=context)


def test_the_page_of_flags_is_complete():
    page = (ROOT / "docs/reference/flags.md").read_text(encoding="utf-8")
    assert [name for name, _ in _ROW.findall(page)] == [flag.value for flag in Flag]


_EXAMPLES = [
    (page.relative_to(ROOT).as_posix(), body)
    for page in PAGES
    for kind, body in _BLOCK.findall(page.read_text(encoding="utf-8"))
    if kind == "python"
]


@pytest.mark.parametrize(("page", "body"), _EXAMPLES, ids=[page for page, _ in _EXAMPLES])
def test_python_examples_run(page, body, workplace, monkeypatch):
    monkeypatch.chdir(workplace)
    for name in ("duckdb", "polars"):
        if name in body:
            pytest.importorskip(name)
    exec(compile(body, page, "exec"), {})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_files_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    generated = {"rules.md", "facts.md", "fields.md", "command-line.md", "changelog.md"}
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if "://" in target or Path(target).name in generated or target.startswith("examples/"):
            continue
        assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.engines
def test_the_site_builds_with_strict_links(tmp_path):
    done = run(
        [engine("mkdocs"), "build", "--strict", "-f", ROOT / "mkdocs.yml", "-d", tmp_path / "site"]
    )
    assert "WARNING -" not in done.stdout + done.stderr
    rules = (tmp_path / "site/reference/rules/index.html").read_text()
    assert "PTC_REMOVES_DEATH_DOMAIN" in rules
    assert "--ref-mismatch" in (tmp_path / "site/reference/command-line/index.html").read_text()
    assert "annotate_vcf" in (tmp_path / "site/reference/api/index.html").read_text()
