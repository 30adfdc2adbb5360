"""Every file, folder and command that the pages about the code name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("docs/architecture.md", "docs/contributing.md", "README.md")
_CODE = re.compile(r"`([^`\n]+)`")
# A path: parts joined by slashes, letters, stars for several files.
_PATH = re.compile(r"[\w.*-]+(?:/[\w.*-]*)+")
_MODULE = re.compile(r"python -m ([\w.]+)")


def named(page):
    """Return the paths and modules that stand in code spans of a page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    spans = _CODE.findall(re.sub(r"(?ms)^```.*?^```", "", text))
    paths = {span for span in spans if _PATH.fullmatch(span)}
    return paths, {module for span in spans for module in _MODULE.findall(span)}


def stands(path):
    """Return whether a path is there: in the repository, or a module of a room without its end."""
    return any(
        any(ROOT.glob(f"{folder}{path.rstrip('/')}{end}"))
        for folder in ("", "fasannot/", "fasannot/*/")
        for end in ("", ".py")
    )


@pytest.mark.parametrize("page", PAGES)
def test_each_path_is_there(page):
    paths, modules = named(page)
    missing = [path for path in sorted(paths) if not stands(path)]
    missing += [name for name in sorted(modules) if not _runs(name)]
    assert not missing


def _runs(module):
    from importlib.util import find_spec

    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def test_a_made_up_path_is_missed():
    assert stands("rules/columns")
    assert stands("allele/structural/")
    assert stands("fasannot/rules/*_facts.py")
    assert not stands("samples/dialects.py")
    assert not stands("fasannot/outputs/columns.py")


def test_the_pages_name_paths():
    assert all(len(named(page)[0]) > 5 for page in PAGES)
