"""The figure as a file: formats, contents, repeatability, faults."""

import subprocess
import sys
from xml.etree import ElementTree

import pytest

from tests.report import pages


def plot(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "fasannot", "plot", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def example(tmp_path):
    return pages.written(tmp_path, pages.thirty_samples())


@pytest.mark.parametrize(
    ("suffix", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")]
)
def test_suffix_decides_and_equal_inputs_give_equal_files(example, tmp_path, suffix, start):
    first, second = tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix.upper()}"
    assert plot(example, "-o", first).returncode == 0
    assert plot(example, "-o", second).returncode == 0
    content = first.read_bytes()
    assert content.startswith(start)
    assert content == second.read_bytes()


def texts(path):
    return [
        "".join(item.itertext()).strip()
        for item in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")
    ]


def test_svg_holds_labels_domains_legend_and_caveat_as_text(example, tmp_path):
    path = tmp_path / "fas.svg"
    assert plot(example, "-o", path).returncode == 0
    found = texts(path)
    for expected in ("c.749G>C", "p.Arg250Pro", "Death domain", "CRD2", "9", "335"):
        assert expected in found
    assert "death domain" in found
    assert any("not a diagnosis" in text for text in found)


def test_views_and_candidates_only(example, tmp_path):
    path = tmp_path / "fas.svg"
    assert plot(example, "-o", path, "--view", "protein", "--candidates").returncode == 0
    found = texts(path)
    assert "p.Arg250Pro" in found
    assert "c.749G>C" not in found
    assert "p.Leu2=" not in found
    assert any("no candidates left out" in text for text in found)


@pytest.mark.parametrize("scene", ["none_flagged", "nothing", "without_samples", "many_alleles"])
def test_any_input_gives_a_figure(tmp_path, scene):
    source = pages.written(tmp_path, getattr(pages, scene)())
    assert plot(source, "-o", tmp_path / "fas.png", "--height", "fraction").returncode == 0


def test_a_hostile_title_is_text(example, tmp_path):
    path = tmp_path / "fas.svg"
    title = f"$\\frac{pages.SCRIPT}\x1b[2J"
    assert plot(example, "-o", path, "--title", title).returncode == 0
    tree = ElementTree.parse(path)
    assert not [item for item in tree.iter() if item.tag.endswith("script")]
    assert any("\\frac" in text and "\\x1b" in text for text in texts(path))
    assert tree.getroot().find("{http://www.w3.org/2000/svg}title").text.startswith("$")


def test_an_unknown_suffix_is_a_usage_error(example, tmp_path):
    done = plot(example, "-o", tmp_path / "fas.gif")
    assert done.returncode == 2
    assert ".svg, .png or .pdf" in done.stderr


def test_a_missing_input_exits_1_and_leaves_no_figure(tmp_path):
    done = plot(tmp_path / "none.vcf", "-o", tmp_path / "fas.svg")
    assert done.returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_an_empty_figure_says_so(tmp_path):
    path = tmp_path / "fas.svg"
    assert plot(pages.written(tmp_path, pages.nothing()), "-o", path).returncode == 0
    assert texts(path).count("No FAS variant to draw.") == 2


def test_the_figure_has_title_description_and_named_marks(example, tmp_path):
    path = tmp_path / "fas.svg"
    assert plot(example, "-o", path).returncode == 0
    root = ElementTree.parse(path).getroot()
    svg = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{svg}title").text
    assert "c.749G>C" in root.find(f"{svg}desc").text
    named = [item for item in root.iter() if item.get("data-c")]
    assert len(named) == 11 + 10
    for item in named:
        assert item.get("role") == "img"
        assert item.find(f"{svg}title").text == item.get("aria-label")


def test_without_matplotlib_the_remedy_is_named(example, tmp_path):
    program = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "from fasannot.__main__ import main\n"
        f"sys.exit(main(['plot', {str(example)!r}, '-o', {str(tmp_path / 'f.png')!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "pip install 'fasannot[plot]'" in done.stderr
    assert "'.[plot]'" in done.stderr
