"""The page in headless Chromium: opens quietly, sorts, filters, zooms, prints, runs no more."""

import shutil

import pytest

from tests.report import pages

pytestmark = pytest.mark.browser

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE, LAPTOP = (390, 844), (1280, 900)


@pytest.fixture(scope="module")
def browser():
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


@pytest.fixture(scope="module")
def thirty(tmp_path_factory):
    return pages.made(tmp_path_factory.mktemp("thirty"), pages.thirty_samples())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP])
@pytest.mark.parametrize(
    "scene", ["one_sample", "none_flagged", "nothing", "without_samples", "hostile"]
)
def test_opens_quietly_without_sideways_scrolling_and_accessibly(
    browser, tmp_path, scene, size, scheme
):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    path = pages.made(tmp_path, getattr(pages, scene)())
    with Opened(browser, path, size, scheme) as page:
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size[0]
        found = axe.Axe().run(page).response["violations"]
        serious = [
            (item["id"], [node["target"] for node in item["nodes"]][:3])
            for item in found
            if item["impact"] in ("serious", "critical")
        ]
        assert serious == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_thirty_samples_are_accessible(browser, thirty, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    with Opened(browser, thirty, LAPTOP, scheme) as page:
        assert axe.Axe().run(page).response["violations"] == []


def column(page, index):
    rows = page.locator("#allele-table tbody tr")
    return [rows.nth(row).locator("th, td").nth(index).inner_text() for row in range(rows.count())]


def test_sorts_by_mouse_and_keyboard(browser, thirty):
    with Opened(browser, thirty) as page:
        carriers = page.locator("#allele-table thead th").last
        carriers.get_by_role("button").click()
        values = [int(text) for text in column(page, 7)]
        assert values == sorted(values)
        assert carriers.get_attribute("aria-sort") == "ascending"
        carriers.get_by_role("button").focus()
        page.keyboard.press("Enter")
        assert [int(text) for text in column(page, 7)] == sorted(values, reverse=True)
        assert carriers.get_attribute("aria-sort") == "descending"


def test_filters_by_text_flag_and_candidate(browser, thirty):
    with Opened(browser, thirty) as page:
        visible = page.locator("#allele-table tbody tr:visible")
        everything = visible.count()
        page.get_by_label("Search").fill("c.749g")
        assert visible.count() == 2
        assert page.locator(".filter [role=status]").inner_text() == "2 of 11 alleles shown"
        page.get_by_label("Search").fill("")
        page.locator("#filter-flag").select_option("SPLICE")
        assert visible.count() == 2
        page.locator("#filter-flag").select_option("")
        page.get_by_label("Candidates only").check()
        assert 0 < visible.count() < everything


def test_marks_speak_on_hover_and_focus_and_lead_to_their_card(browser, thirty):
    with Opened(browser, thirty) as page:
        mark = page.locator("#figure-gene .mark.candidate").first
        tip = page.locator("#tip")
        mark.locator(".at").hover()
        assert "c.110T>A p.(Leu37Ter)" in tip.inner_text()
        page.mouse.move(0, 0)
        assert tip.is_hidden()
        mark.focus()
        assert tip.is_visible()
        page.keyboard.press("Escape")
        assert tip.is_hidden()
        mark.focus()
        page.keyboard.press("Enter")
        assert page.url.endswith(mark.get_attribute("href"))


def test_zoom_shows_fewer_alleles_and_reset_all(browser, thirty):
    with Opened(browser, thirty) as page:
        plot = page.locator("#figure-gene")
        shown = plot.locator(".mark:not(.outside)")
        everything = shown.count()
        for _ in range(3):
            plot.get_by_role("button", name="Enlarge").press("Enter")
        assert shown.count() < everything
        assert "8 times enlarged" in plot.locator("[role=status]").inner_text()
        plot.get_by_role("button", name="Show all").click()
        assert shown.count() == everything


def overlapping(page, figure):
    """Return pairs of shown labels that lie over each other, by their turned boxes."""
    return page.evaluate(
        """(id) => {
          const labels = [...document.querySelectorAll(`#${id} .mark:not(.nolabel) .label`)];
          const lines = labels.map((label) => {
            const [x] = label.getAttribute("transform").match(/[-\\d.]+/g).map(Number);
            return { x, size: parseFloat(getComputedStyle(label).fontSize) };
          }).sort((a, b) => a.x - b.x);
          return lines.slice(1).filter((line, i) =>
            (line.x - lines[i].x) * Math.SQRT1_2 < line.size).length;
        }""",
        figure,
    )


@pytest.mark.parametrize("figure", ["figure-gene", "figure-protein"])
def test_labels_do_not_collide(browser, thirty, tmp_path, figure):
    crowded = pages.made(tmp_path, pages.many_alleles())
    for path in (thirty, crowded):
        with Opened(browser, path) as page:
            assert overlapping(page, figure) == 0


def test_prints_to_a4_with_every_row(browser, thirty):
    with Opened(browser, thirty) as page:
        page.get_by_label("Candidates only").check()
        page.emulate_media(media="print")
        rows = page.locator("#allele-table tbody tr")
        assert all(rows.nth(row).is_visible() for row in range(rows.count()))
        assert page.locator("nav").is_hidden()
        page.emulate_media(media="screen")
        content = page.pdf(prefer_css_page_size=True)
        assert content.startswith(b"%PDF")
        assert b"/MediaBox [0 0 594" in content or b"/MediaBox [0 0 595" in content


def test_the_facts_need_no_script(browser, tmp_path):
    path = pages.made(tmp_path, pages.one_sample())
    with Opened(browser, path, scripts=False) as page:
        body = page.locator("body").inner_text()
        assert "Rule DEATH_DOMAIN_CHANGED" in body
        assert "16 of 31 reads" in body
        assert page.locator("#figure-gene .mark").count() == 2
        assert page.locator(".controls:visible").count() == 0


def test_hostile_content_runs_nothing(browser, tmp_path):
    name = "<img src=x onerror=HOSTILE_RAN=1>.vcf".replace("/", "")
    source = pages.written(tmp_path, pages.hostile(), name)
    output = tmp_path / "report.html"
    assert pages.report(source, output=output).returncode == 0
    with Opened(browser, output) as page:
        for mark in page.locator("#figure-gene .mark .at").all():
            mark.hover()
        for button in page.get_by_role("button").all():
            button.click()
        page.keyboard.press("Tab")
        assert page.evaluate(f"typeof {pages.MARK}") == "undefined"
        assert page.locator("script").count() == 1
        assert page.locator("img").count() == 0


def test_the_policy_stops_a_script_that_got_in(browser, tmp_path):
    path = pages.made(tmp_path, pages.one_sample())
    text = path.read_text("utf-8").replace("<main", f"{pages.SCRIPT}{pages.IMAGE}<main", 1)
    path.write_text(text, "utf-8")
    opened = Opened(browser, path)
    assert opened.page.evaluate(f"typeof {pages.MARK}") == "undefined"
    assert opened.said
    opened.context.close()
