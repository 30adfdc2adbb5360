"""Write the pictures of README and docs by Chromium; with ``--check`` only say if one is stale.

A picture is stale when what it shows has changed: the texts of the first screen and the style
sheet, or the figure itself. Their digests stand in ``docs/pictures/PICTURES.tsv``, so that the
check needs no browser.
"""

from __future__ import annotations

import hashlib
import html
import re
import sys
import tempfile
from pathlib import Path

from tests.pictures import scenes

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
LIST = FOLDER / "PICTURES.tsv"
# Picture: the page it shows, and the window; a part of the page other than its first screen.
PARTS = {"reads.png": "reads", "tissues.png": "fractions"}
SHOTS = {
    "page.png": ("one", 1180, 470),
    "phone.png": ("one", 390, 844),
    "family.png": ("family", 1180, 560),
    "nothing.png": ("nothing", 1180, 420),
    "samples.png": ("samples", 1180, 470),
    "terminal.png": ("terminal", 700, 470),
    "reads.png": ("reads", 1180, 800),
    "tissues.png": ("tissues", 1180, 800),
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


def shown(page: str, part: str = "") -> str:
    """Return the part of a page that its picture shows, without versions."""
    pictured = _FIRST
    if part:
        pictured = re.compile(rf'<section id="{part}".*?</section>', re.DOTALL)
    parts = [found.group() for found in (_STYLE.search(page), pictured.search(page)) if found]
    return "".join(parts) or page


def digests(content: dict[str, str], figure: str) -> dict[str, str]:
    """Return the digest of what each picture shows."""
    found = {
        name: hashlib.sha256(
            f"{shown(content[page], PARTS.get(name, ''))} {width} {height}".encode()
        ).hexdigest()
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
            if name in PARTS:
                opened.locator(f"#{PARTS[name]}").screenshot(path=FOLDER / name)
            else:
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


if __name__ == "__main__":
    main()
