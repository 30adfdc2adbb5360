"""The examples in docstrings are run, in every module that has one."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("fasannot", "tests/answers")


def modules() -> list[str]:
    """Return the modules whose text holds an example."""
    found = []
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if ">>> " in path.read_text(encoding="utf-8"):
                parts = path.relative_to(ROOT).with_suffix("").parts
                found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return found


def test_there_are_examples():
    assert len(modules()) > 20


@pytest.mark.parametrize("name", modules())
def test_examples_hold(name, capsys):
    failed, tried = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert tried, f"{name}: an example that doctest does not see"
    assert not failed, capsys.readouterr().out
