"""Imports point one way only: the order of rooms and of modules inside them, held against the code.

``tests/unit/layers.txt`` lists every module, the lowest first. A module may import what stands
above it in that list, and nothing else: also inside functions, and under ``TYPE_CHECKING``. So
there is no circle, and a module that nobody placed is a fault.
"""

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LISTING = Path(__file__).with_name("layers.txt")
MOST_UNITS = 20
MOST_FLOORS = 15


def name_of(path, package):
    """Return the dotted name of a module below its package; the package itself is its own name."""
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def modules(package):
    return {name_of(path, package): path for path in sorted(package.rglob("*.py"))}


def imports(path, known):
    """Return the modules of the package that a file imports, wherever the statement stands."""
    own = name_of(path, path)  # only its parts before the dot matter for relative imports
    found = set()
    top = next(iter(known)).split(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            if node.level:
                found.add(f"relative import in {own}")
            elif (node.module or "").split(".")[0] == top:
                for item in node.names:
                    whole = f"{node.module}.{item.name}"
                    found.add(whole if whole in known else node.module)
        elif isinstance(node, ast.Import):
            found |= {item.name for item in node.names if item.name.split(".")[0] == top}
    return found


def listed():
    lines = LISTING.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def faults(package, order):
    """Return what is wrong with a package against an order of its modules, lowest first."""
    known = modules(package)
    wrong = [f"{name} is not listed" for name in known if name not in order]
    wrong += [f"{name} is listed and not there" for name in order if name not in known]
    wrong += [f"{name} is listed twice" for name in set(order) if order.count(name) > 1]
    place = {name: number for number, name in enumerate(order)}
    for name, path in known.items():
        for other in sorted(imports(path, known)):
            if other == package.name:  # the package itself: its version and doors
                wrong += [f"{name} imports {other}"] if name != package.name else []
            elif other not in place or place[other] >= place.get(name, len(order)):
                wrong.append(f"{name} imports {other}, which does not stand above it in the list")
    return wrong


def unit(name):
    """Return the room of a module: the part below the package."""
    return [*name.split("."), ""][1]


def test_every_import_points_down():
    assert not faults(ROOT / "fasannot", listed())


def test_rooms_are_not_mixed_in_the_list():
    units = [unit(name) for name in listed()]
    changes = [after for before, after in pairwise(units) if before != after]
    assert len(changes) == len(set(changes)), "the modules of a room stand together"


def test_the_house_is_small():
    package = ROOT / "fasannot"
    known = modules(package)
    arrows = {}
    for name, path in known.items():
        arrows.setdefault(unit(name), set()).update(
            unit(other) for other in imports(path, known) if unit(other) not in ("", unit(name))
        )
    floors = {}

    def floor(room):
        if room not in floors:
            floors[room] = 1 + max([floor(below) for below in arrows[room]], default=0)
        return floors[room]

    assert len([room for room in arrows if room]) <= MOST_UNITS
    assert max(floor(room) for room in arrows) <= MOST_FLOORS


def test_every_room_opens_with_its_charter():
    for path in sorted((ROOT / "fasannot").rglob("__init__.py")):
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        assert text.splitlines()[:1] != [""], f"{path.parent.name} has no charter"
        assert len(text.splitlines()[0]) <= 97


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("from toy.high import b", "imports toy.high"),
        ("def f():\n    from toy.high import b", "imports toy.high"),
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from toy.high import b",
            "imports toy.high",
        ),
        ("from toy import high", "imports toy.high"),
        ("import toy.high", "imports toy.high"),
        ("from .high import b", "relative import"),
        ("from toy.low import a", "imports toy.low"),
    ],
)
def test_a_made_up_upward_import_is_found(tmp_path, body, fault):
    package = tmp_path / "toy"
    package.mkdir()
    (package / "__init__.py").write_text('"""A toy."""\n')
    (package / "high.py").write_text("b = 1\n")
    (package / "low.py").write_text(body + "\n")
    found = faults(package, ["toy.low", "toy.high", "toy"])
    assert [item for item in found if fault in item]


def test_a_module_that_nobody_placed_is_found(tmp_path):
    package = tmp_path / "toy"
    package.mkdir()
    (package / "__init__.py").write_text('"""A toy."""\n')
    (package / "new.py").write_text("")
    assert faults(package, ["toy"]) == ["toy.new is not listed"]
    assert faults(package, ["toy.new", "toy"]) == []
    assert faults(package, ["toy.new", "toy.old", "toy"]) == ["toy.old is listed and not there"]


def test_constructors_of_more_than_six_fields_are_called_by_name():
    """A value of many fields whose places must be counted is soon filled wrongly."""
    package = ROOT / "fasannot"
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in package.rglob("*.py")}
    classes = {
        node.name for tree in trees.values() for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }  # fmt: skip
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.func.id}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in classes
        and len(node.args) > 6
        and not any(isinstance(item, ast.Starred) for item in node.args)
    ]
    assert not wrong


# Names that several rooms share because they mean the same there.
SHARED = frozenset(
    {
        "hgvs",  # names by the HGVS nomenclature
        "opening",  # what a file is, by its first bytes
        "people",  # persons of a sample sheet
        "protein",  # changes of the protein
        "suggest",  # what was probably meant
        "variant",  # what changed
    }
)


def test_a_file_name_means_one_thing():
    """What `ls` shows must not stand for two things."""
    names = [path.stem for path in (ROOT / "fasannot").rglob("*.py")]
    repeated = {name for name in names if names.count(name) > 1} - {"__init__", "__main__"}
    assert repeated == SHARED


def test_info_is_taken_apart_in_one_place():
    """Readers take keys from ``files/vcf/info``; ``;`` splits INFO nowhere else."""
    by_hand = re.compile(r"(?:info|cells\[7\])\.split\(b?\";\"\)")
    found = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "fasannot").rglob("*.py"))
        if by_hand.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
