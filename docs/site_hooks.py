"""Pages of the site that are made from the tables and commands, so that they cannot drift.

Also lets pages link to files of the repository (``../data/rules.tsv``) by turning such links into
plain code, as the site does not hold those files.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import click  # noqa: E402
from mkdocs.config.defaults import MkDocsConfig  # noqa: E402
from mkdocs.structure.files import File, Files  # noqa: E402

from fasannot.cli import command_line  # noqa: E402
from fasannot.gene.landmarks import landmarks  # noqa: E402
from fasannot.gene.tables import read_table  # noqa: E402
from fasannot.rules.columns import COLUMNS  # noqa: E402
from fasannot.rules.facts import load_vocabulary  # noqa: E402
from tests.pictures.scenes import pages  # noqa: E402

_OUTSIDE = re.compile(
    r"\[([^\]]+)\]\((?:\.\./)+(?:data|README|fasannot|tests|integrations|LICENSE)[^)]*\)"
)


def _cell(text: str) -> str:
    return re.sub(r"([|<>*_\[\]{}])", r"\\\1", text).replace("\n", " ")


def rules_page() -> str:
    """Return the page of all rules, one row each, from ``data/rules.tsv``."""
    lines = [
        "# Rules",
        "",
        "Every rule of `data/rules.tsv`: what must hold, what follows, why, and by what source.",
        "The facts are explained on the page on [facts](facts.md). The same list on",
        "the command line: `fasannot gene --rules`.",
    ]
    group = None
    for row in read_table("rules.tsv", "rule").records():
        if row["group"] != group:
            group = row["group"]
            title = group.replace("_", " ").capitalize()
            lines += [
                "",
                f"## {title}",
                "",
                "| Rule | When | Gives | Why | Source |",
                "|---|---|---|---|---|",
            ]
        gives = " ".join(part for part in (row["gives"], row["mechanism"]) if part != ".")
        cells = (
            f"`{row['rule']}`",
            row["when"],
            gives,
            landmarks().filled(row["reason"]),
            row["source"],
        )
        lines.append("| " + " | ".join([cells[0], *(_cell(cell) for cell in cells[1:])]) + " |")
    return "\n".join(lines) + "\n"


def facts_page() -> str:
    """Return the page of all facts that rules may speak of, from ``data/facts.tsv``."""
    lines = [
        "# Facts",
        "",
        "The words that rules are made of, from `data/facts.tsv`. A fact with a detail has a text",
        "that stands for `{fact}` in the sentence of a rule.",
        "",
        "| Fact | Detail | Holds when |",
        "|---|---|---|",
    ]
    for fact in load_vocabulary().facts.values():
        meaning = landmarks().filled(fact.meaning)
        detail = "yes" if fact.has_detail else ""
        lines.append(f"| `{fact.name}` | {detail} | {_cell(meaning)} |")
    return "\n".join(lines) + "\n"


def fields_page() -> str:
    """Return the page of output fields, its table made from the registry of columns."""
    head, tail = (ROOT / "docs/reference/fields.in").read_text(encoding="utf-8").split("{COLUMNS}")
    lines = ["| Field | JSON | Content |", "| --- | --- | --- |"]
    lines += [f"| `{one.name}` | `{one.json_name}` | {one.content} |" for one in COLUMNS]
    return head + "\n".join(lines) + tail


def _help(name: str, command: click.Command, parent: click.Context) -> list[str]:
    """Return the help of a command, and below it that of the commands within it."""
    inner = click.Context(command, info_name=name, parent=parent, terminal_width=90)
    level = "##" if parent.parent is None else "###"
    lines = ["", f"{level} {inner.command_path}", "", "```text", command.get_help(inner), "```"]
    if isinstance(command, click.Group):
        for own, within in command.commands.items():
            lines += _help(own, within, inner)
    return lines


def command_page() -> str:
    """Return the page of all commands and options, from the commands' own help."""
    lines = ["# Command line", "", "As printed by `--help`."]
    context = click.Context(command_line, info_name="fasannot", terminal_width=90)
    lines += ["", "```text", command_line.get_help(context), "```"]
    for name in command_line.list_commands(context):
        command = command_line.get_command(context, name)
        assert command is not None
        lines += _help(name, command, context)
    return "\n".join(lines) + "\n"


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the generated pages and the change log."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for place, content in (
        ("reference/rules.md", rules_page()),
        ("reference/facts.md", facts_page()),
        ("reference/fields.md", fields_page()),
        ("reference/command-line.md", command_page()),
        ("changelog.md", changelog),
    ):
        files.append(File.generated(config, place, content=content))
    for name, page in pages().items():  # the gallery: live pages of the bundled example
        files.append(File.generated(config, f"examples/{name}.html", content=page))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Turn links to files of the repository into their plain names; ``{NAME}`` into residues."""
    for name, residues in landmarks().words.items():
        markdown = markdown.replace(f"{{{name}}}", residues)
    return _OUTSIDE.sub(r"`\1`", markdown)
