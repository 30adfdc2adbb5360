"""Numbers of users' files are read in one place: ``int`` and ``float`` read too much."""

import ast
from pathlib import Path

import pytest

import fasannot

ROOT = Path(fasannot.__file__).parent
READERS = sorted(
    [
        *ROOT.glob("evidence/user/*.py"),
        *ROOT.glob("coverage/*.py"),
        ROOT / "evidence/values.py",
        ROOT / "people/sheet.py",
        ROOT / "people/families.py",
        ROOT / "people/gathering.py",
    ]
)


def conversions(text):
    """The lines that turn a value into a number by Python's own readers."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("int", "float")
    ]


@pytest.mark.parametrize("path", READERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_readers_of_files_leave_numbers_to_the_one_parser(path):
    assert conversions(path.read_text()) == []


def test_a_conversion_would_be_seen():
    assert conversions("x = 1\ny = int(x)\nz = [float(one) for one in ()]") == [2, 3]
