"""The page in headless Chromium: opens quietly, sorts, filters, zooms, prints, runs no more."""

import pytest

from tests.report import pages
from tests.report.browser import Opened, chromium

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def thirty(tmp_path_factory):
    return pages.made(tmp_path_factory.mktemp("thirty"), pages.thirty_samples())


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


def test_a_link_into_a_folded_part_opens_it(browser, thirty):
    with Opened(browser, thirty) as page:
        card = page.locator("#allele-2")
        assert card.is_hidden()
        page.locator("#allele-table a[href='#allele-2']").click()
        assert card.is_visible()
        assert "PTC_NMD" in card.inner_text()


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
        page.locator("details.card summary").click()
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
        for mark in page.locator("#figure-gene .mark").all():
            mark.hover(force=True)
        for fold in page.locator("details").all():
            fold.evaluate("(item) => { item.open = true; }")
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
