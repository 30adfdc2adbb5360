<<<<<<< HEAD
"""Write the pictures of README and docs by Chromium; with ``--check`` only say if one is stale.

A picture is stale when what it shows has changed: the texts of the first screen and the style
sheet, or the figure itself. Their digests stand in ``docs/pictures/PICTURES.tsv``, so that the
check needs no browser.
"""

from __future__ import annotations

import hashlib
import html
import re
=======
"""Make the pictures of README and docs; with ``--check`` only say whether they are up to date.

A picture is up to date when what it was drawn from is: ``docs/pictures/made_from.tsv`` holds the
SHA-256 of each page, figure and table. Drawing needs Chromium; checking does not.
"""

import hashlib
import io
import os
import re
import shutil
import subprocess
>>>>>>> b79aea8 (README sells in ten seconds: picture, two commands, one figure each; pictures made from the bundled example; a type checker holds the example)
import sys
import tempfile
from pathlib import Path

<<<<<<< HEAD
from tests.pictures import scenes

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
LIST = FOLDER / "PICTURES.tsv"
# Picture: the page it shows, and the window.
SHOTS = {
    "page.png": ("one", 1180, 470),
    "phone.png": ("one", 390, 844),
    "family.png": ("family", 1180, 560),
    "nothing.png": ("nothing", 1180, 420),
    "samples.png": ("samples", 1180, 470),
    "terminal.png": ("terminal", 700, 470),
}
FIGURE = "fas.svg"
_FIRST = re.compile(r'<section class="first".*?</section>\s*<section id="plots"', re.DOTALL)
_STYLE = re.compile(r"<style>.*?@page", re.DOTALL)


def pages() -> dict[str, str]:
    """Return what is pictured: the example pages, and the terminal as a page."""
    found = scenes.pages()
    look = "margin:14px;background:#fff;color:#1b1f24;font:13px/1.4 'DejaVu Sans Mono',monospace"
    found["terminal"] = (
        f'<!DOCTYPE html><body style="{look}"><pre style="font:inherit;margin:0">'
        f"$ fasannot annotate data/example.vcf\n{html.escape(scenes.terminal())}</pre>"
    )
    return found


def shown(page: str) -> str:
    """Return the part of a page that its picture shows, without versions."""
    parts = [found.group() for found in (_STYLE.search(page), _FIRST.search(page)) if found]
    return "".join(parts) or page


def digests(content: dict[str, str], figure: str) -> dict[str, str]:
    """Return the digest of what each picture shows."""
    found = {
        name: hashlib.sha256(f"{shown(content[page])} {width} {height}".encode()).hexdigest()
        for name, (page, width, height) in SHOTS.items()
    }
    found[FIGURE] = hashlib.sha256(figure.encode()).hexdigest()
    return found


def stated() -> dict[str, str]:
    """Return the digests as the list states them."""
    if not LIST.exists():
        return {}
    rows = [line.split("\t") for line in LIST.read_text("utf-8").splitlines()[1:]]
    return dict(rows)


def draw(content: dict[str, str]) -> None:
    """Write the pictures by Chromium."""
    from tests.report.browser import chromium

    with chromium() as browser, tempfile.TemporaryDirectory() as folder:
        for name, (page, width, height) in SHOTS.items():
            path = Path(folder) / f"{page}.html"
            path.write_text(content[page], encoding="utf-8")
            opened = browser.new_page(viewport={"width": width, "height": height})
            opened.goto(path.as_uri())
            opened.screenshot(path=FOLDER / name)
            opened.close()


def main() -> None:
    """Write what is stale, or say so."""
    content, figure = pages(), scenes.figure()
    wanted = digests(content, figure)
    if "--check" in sys.argv:
        stale = sorted(name for name in wanted if wanted[name] != stated().get(name))
        missing = sorted(name for name in wanted if not (FOLDER / name).exists())
        if stale or missing:
            names = ", ".join({*stale, *missing})
            sys.exit(f"stale pictures: {names}; run python -m tests.pictures")
        return
    (FOLDER / FIGURE).write_text(figure, encoding="utf-8")
    draw(content)
    rows = [f"{name}\t{digest}" for name, digest in sorted(wanted.items())]
    LIST.write_text("\n".join(["picture\tdigest", *rows]) + "\n", encoding="utf-8")
=======
ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "pictures"
MADE_FROM = FOLDER / "made_from.tsv"
EXAMPLE = ROOT / "data" / "example.vcf"
_CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars",
)  # fmt: skip
# Picture to the arguments of fasannot that make what it shows, and its size.
PICTURES = {
    "first_screen.png": (("report", str(EXAMPLE), "-o", "page.html"), (1280, 800)),
    "phone.png": (("report", str(EXAMPLE), "-o", "page.html"), (390, 844)),
    "figure.svg": (("plot", str(EXAMPLE), "-o", "figure.svg"), None),
    "terminal.svg": (("annotate", str(EXAMPLE), "-O", "table"), None),
}


def source(name: str, folder: Path) -> bytes:
    """Return what a picture is drawn from, without what changes with version and place."""
    arguments, _ = PICTURES[name]
    done = subprocess.run(
        [sys.executable, "-m", "fasannot", *arguments],
        cwd=folder, capture_output=True, check=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "0", "COLUMNS": "90", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    made = done.stdout if "-o" not in arguments else (folder / arguments[-1]).read_bytes()
    return made.replace(str(EXAMPLE).encode(), b"example.vcf")


def plain(made: bytes) -> bytes:
    """Return what was made without versions, which alone make no picture stale."""
    return re.sub(rb"(fasannot|data)( |/|&nbsp;)*\d[\d.]*", b"", made)


def digests() -> dict[str, str]:
    """Return the SHA-256 of what each picture is drawn from."""
    with tempfile.TemporaryDirectory() as folder:
        return {
            name: hashlib.sha256(plain(source(name, Path(folder)))).hexdigest() for name in PICTURES
        }


def held() -> dict[str, str]:
    """Return the digests of the pictures in the repository."""
    rows = (line.split("\t") for line in MADE_FROM.read_text().splitlines()[1:])
    return dict(rows)


def draw(name: str) -> None:
    """Draw one picture."""
    _, size = PICTURES[name]
    with tempfile.TemporaryDirectory() as folder:
        made = source(name, Path(folder))
        if name == "terminal.svg":
            _terminal(made.decode())
        elif size is None:
            (FOLDER / name).write_bytes(made)
        else:
            page = Path(folder) / "shown.html"
            page.write_bytes(made)
            chromium = shutil.which("chromium") or sys.exit("chromium is not installed")
            subprocess.run(
                [chromium, *_CHROMIUM, f"--user-data-dir={folder}/profile",
                 f"--window-size={size[0]},{size[1]}", f"--screenshot={FOLDER / name}",
                 page.as_uri()],
                check=True, capture_output=True,
            )  # fmt: skip


def _terminal(text: str) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=90, file=io.StringIO(), force_terminal=True)
    console.print(Text("$ fasannot annotate example.vcf", style="bold"))
    console.print(Text.from_ansi(text))
    console.save_svg(str(FOLDER / "terminal.svg"), title="fasannot annotate")


def main() -> None:
    """Draw all pictures, or check them."""
    if "--check" in sys.argv[1:]:
        now, then = digests(), held()
        stale = sorted(name for name in PICTURES if now[name] != then.get(name))
        sys.exit(f"stale: {', '.join(stale)}; run python -m tests.pictures" if stale else 0)
    FOLDER.mkdir(exist_ok=True)
    for name in PICTURES:
        draw(name)
    rows = "".join(f"{name}\t{digest}\n" for name, digest in digests().items())
    MADE_FROM.write_text(f"picture\tsha256\n{rows}")
>>>>>>> b79aea8 (README sells in ten seconds: picture, two commands, one figure each; pictures made from the bundled example; a type checker holds the example)


if __name__ == "__main__":
    main()
