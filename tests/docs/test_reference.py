"""The reference of the Python interface names what there is."""

import importlib
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs/reference/api.md"
NAMED = re.findall(r"^::: ([\w.]+)$", PAGE.read_text(), re.MULTILINE)


def test_the_page_names_something() -> None:
    assert NAMED


@pytest.mark.parametrize("name", NAMED)
def test_what_the_reference_names_is_there(name: str) -> None:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        module, _, last = name.rpartition(".")
        assert hasattr(importlib.import_module(module), last)
