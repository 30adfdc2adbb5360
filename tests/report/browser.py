"""Chromium for the tests, and what is measured in it."""

import shutil
from contextlib import contextmanager

import pytest

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE, LAPTOP = (390, 844), (1280, 800)


@contextmanager
def chromium():
    """Give a running Chromium, or skip where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no Chromium here")
    with playwright.sync_playwright() as engine:
        running = engine.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


class Opened:
    """A page with all that it said and asked for."""

    def __init__(self, browser, path, size=LAPTOP, scheme="light", scripts=True):
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            java_script_enabled=scripts,
        )
        self.page = self.context.new_page()
        self.said, self.asked = [], []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())

    def __enter__(self):
        return self.page

    def __exit__(self, kind, *_):
        if kind is None:
            assert self.said == []
            assert len(self.asked) == 1  # the page itself
        self.context.close()


# Words shown without scrolling, outside figures and navigation, of 11 px or more, not clipped.
FIRST_SCREEN = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, holder = node.parentElement;
    if (!node.textContent.trim() || holder.closest("svg, nav, script, style")) continue;
    if (parseFloat(getComputedStyle(holder).fontSize) < 11) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
    if (!boxes.length) continue;
    if (boxes.every((box) => box.top >= 0 && box.bottom <= innerHeight && box.left >= 0
        && box.right <= innerWidth + 0.5)) found.push(node.textContent);
  }
  return found.join(" ").replace(/\\s+/g, " ");
}"""

# Texts that reach beyond the window, shown ones only.
BEYOND = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.textContent.trim()) continue;
    if (node.parentElement.closest("script, style, .skip, title, desc")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width > 0 && (box.right > innerWidth + 1 || box.left < -1)) {
        found.push(node.textContent.trim().slice(0, 60));
        break;
      }
    }
  }
  return found;
}"""

# Heads and bars of a figure with their names, and the scale told by its boxes.
FIGURE = """(id) => {
  const figure = document.getElementById(id);
  const shown = (box) => ({ left: box.left, right: box.right, middle: (box.left + box.right) / 2 });
  const named = /residues \\d+-\\d+|^exon \\d+/;
  const boxes = [...figure.querySelectorAll("g > title")]
    .filter((title) => named.test(title.textContent) && title.parentElement.querySelector("rect"))
    .map((title) => ({
      title: title.textContent,
      ...shown(title.parentElement.getBoundingClientRect()),
      inner: title.parentElement.querySelector(".inner")
        && shown(title.parentElement.querySelector(".inner").getBoundingClientRect()),
    }));
  const marks = [...figure.querySelectorAll("[data-c]")].map((mark) => ({
    names: mark.dataset.c, ...shown(mark.getBoundingClientRect()),
  }));
  return { boxes, marks };
}"""
