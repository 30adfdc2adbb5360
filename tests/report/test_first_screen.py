"""The first screen, on a laptop and a phone: who, what, what it means, was FAS seen."""

import re

import pytest

from fasannot.gene.model import load_gene_model
from tests.report import pages
from tests.report.browser import BEYOND, FIGURE, FIRST_SCREEN, LAPTOP, PHONE, Opened, chromium

pytestmark = pytest.mark.browser
SIZES = [LAPTOP, PHONE]
MODEL = load_gene_model()
BUILD = MODEL.assemblies["GRCh38"]
SEEN = re.compile(
    r"(seen|targeted|covered|callable|sequenced)[^.]{0,80}\.?[^.]{0,60}(not known|\d %|in full)"
    r"|(not known|\d %|in full)[^.]{0,80}(seen|targeted)",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


def screen(browser, path, size, scripts=True):
    with Opened(browser, path, size, scripts=scripts) as page:
        return page.evaluate(FIRST_SCREEN) if scripts else page.locator("body").inner_text()


def page_of(folder, content, *options, ped=""):
    if ped:
        (folder / "family.ped").write_text(ped)
        options = (*options, "--ped", str(folder / "family.ped"))
    output = folder / "page.html"
    done = pages.report(pages.written(folder, content), output=output, options=options)
    assert done.returncode == 0, done.stderr
    return output


def one(sample="N-77"):
    return pages.vcf([pages.record(89014236, "A", "G", pages.HET)], samples=(sample,))


@pytest.mark.parametrize("size", SIZES)
def test_a_missense_variant_of_the_death_domain(browser, tmp_path, size):
    text = screen(browser, page_of(tmp_path, one()), size)
    for expected in ("N-77", "c.794A>G", "p.(Asp265Gly)", "death domain", "dominant negative"):
        assert expected in text
    assert SEEN.search(text)
    assert "not known" in text


PED = "F\tkid-8\tpa-8\tma-8\t2\t2\nF\tma-8\t0\t0\t2\t1\nF\tpa-8\t0\t0\t1\t1\n"


def trio():
    rows = [
        pages.record(89008915, "C", "T", pages.HET, pages.HET, pages.REFERENCE),
        pages.record(89014259, "C", "T", pages.HET, pages.REFERENCE, pages.HET),
    ]
    return pages.vcf(rows, samples=("kid-8", "ma-8", "pa-8"))


@pytest.mark.parametrize("size", SIZES)
def test_a_child_with_a_variant_from_each_parent(browser, tmp_path, size):
    path = page_of(tmp_path, trio(), ped=PED)
    text = screen(browser, path, size)
    for expected in ("kid-8", "c.361C>T", "c.817C>T", "p.(Gln273Ter)", "mother", "father", "both"):
        assert expected in text
    assert SEEN.search(text)
    with Opened(browser, path, size) as page:
        whole = page.evaluate("document.body.textContent").lower()
    assert "phase unknown" not in whole
    assert not re.search(r"test (both )?(the )?(parents|mother|father)", whole)


def exon_deletion():
    first, last = MODEL.mane.exons[7], MODEL.mane.exons[8]
    start, end = first.start - 301, last.end - 1200
    base = MODEL.sequence[start - 1]
    info = f"SVTYPE=DEL;END={BUILD.position(end) - 1}"
    row = pages.record(BUILD.position(start - 1), base, "<DEL>", pages.HET, info=info)
    return pages.vcf([row], samples=("del-4",)), end - start


@pytest.mark.parametrize("size", SIZES)
def test_a_deletion_of_two_exons(browser, tmp_path, size):
    content, bases = exon_deletion()
    text = screen(browser, page_of(tmp_path, content), size)
    for expected in ("exons 8 and 9", f"{bases / 1000:.1f} kb", "del-4", "death domain"):
        assert expected in text
    assert SEEN.search(text)


def targets(folder, exons):
    bed = folder / "targets.bed"
    rows = [
        f"chr10\t{BUILD.position(exon.start) - 41}\t{BUILD.position(exon.end) + 40}"
        for exon in MODEL.mane.exons[:exons]
    ]
    bed.write_text("\n".join(rows) + "\n")
    return ("--coverage", str(bed), "--assembly", "GRCh38")


@pytest.mark.parametrize("size", SIZES)
def test_no_variant_is_said_in_three_ways(browser, tmp_path, size):
    content = pages.vcf([], samples=("none-2",))
    said = []
    for exons, expected in (
        (None, "not known"),
        (9, "targeted in full (100 %)"),
        (7, "the death domain was not targeted"),
    ):
        options = () if exons is None else targets(tmp_path, exons)
        path = page_of(tmp_path, content, *options)
        text = screen(browser, path, size)
        assert "none-2" in text
        assert expected in text
        with Opened(browser, path, size) as page:
            said.append(page.locator("#h-answer").inner_text())
    assert len(set(said)) == 3
    assert "depth is not known" in said[1]


def test_thirty_samples_show_carriers_at_once(browser, tmp_path):
    text = screen(browser, page_of(tmp_path, pages.thirty_samples()), LAPTOP)
    assert len(re.findall(r"\bS\d\d\b[^S]*?c\.\d+", text)) >= 5


@pytest.mark.parametrize("size", SIZES)
def test_the_first_statements_need_no_script(browser, tmp_path, size):
    with Opened(browser, page_of(tmp_path, one()), size, scripts=False) as page:
        boxes = page.locator("h1, #h-answer, .answer p")
        for place in range(3):
            box = boxes.nth(place).bounding_box()
            assert box["y"] + box["height"] <= size[1]
        assert "c.794A>G" in page.locator("body").inner_text()


@pytest.mark.parametrize("count", [60, 300])
def test_every_name_can_be_read_without_script(browser, tmp_path, count):
    path = page_of(tmp_path, pages.many_alleles(count))
    assert path.stat().st_size < 1_500_000
    with Opened(browser, path, LAPTOP, scripts=False) as page:
        names = page.locator("#allele-table tbody th").all_inner_texts()
        shown = page.locator("body").inner_text()
    assert len(names) == count
    assert all(name in shown for name in names)


LONG = "ACGGT" * 18
UNFOLD = "(open) => document.querySelectorAll('details').forEach((d) => { d.open = open; })"


def scenes():
    return {
        "one": one(), "trio": trio(), "deletion": exon_deletion()[0], "hostile": pages.hostile(),
        "ten": pages.many_alleles(10), "sixty": pages.many_alleles(60),
        "three hundred": pages.many_alleles(300), "thirty": pages.thirty_samples(),
        "insertion": pages.vcf(
            [pages.record(89014236, "A", "A" + LONG, pages.HET)], samples=("i",)
        ),
        "names": pages.vcf(
            [pages.record(89014236, "A", "G", pages.HET, identifier="r" * 150)],
            samples=("x" * 200,),
        ),
    }  # fmt: skip


@pytest.mark.parametrize("scene", scenes())
def test_nothing_runs_out_of_the_window(browser, tmp_path, scene):
    path = page_of(tmp_path, scenes()[scene])
    for width in (320, 390, 768, 1280):
        with Opened(browser, path, (width, 800)) as page:
            page.evaluate(UNFOLD, True)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, width
            assert page.evaluate(BEYOND) == [], width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("scene", ["one", "trio", "deletion", "hostile", "thirty", "sixty"])
def test_axe_finds_nothing(browser, tmp_path, scene, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    tags = [
        "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice",
    ]  # fmt: skip
    path = page_of(tmp_path, scenes()[scene])
    for size in (LAPTOP, PHONE):
        with Opened(browser, path, size, scheme) as page:
            for opened in (False, True):
                page.evaluate(UNFOLD, opened)
                options = {"runOnly": {"type": "tag", "values": tags}}
                found = axe.Axe().run(page, options=options).response["violations"]
                told = [
                    (item["id"], [node["target"] for node in item["nodes"]][:3]) for item in found
                ]
                assert told == []


def true_place(figure, finding, view):
    """Return where an allele belongs by the boxes of its figure, and None outside them."""
    effect = finding.effect
    if view == "figure-protein":
        if effect.change is None:
            return None
        residue = effect.change.start
        box = next(b for b in figure["boxes"] if "Death" in b["title"] or "death" in b["title"])
        first, last = map(int, re.search(r"residues (\d+)-(\d+)", box["title"]).groups())
        unit = (box["right"] - box["left"]) / (last - first + 1)
        return box["left"] + (residue + 1.5 - first) * unit
    place = effect.variant.start
    index = MODEL.mane.exon_at(place)
    if index is None:
        return None
    exon = MODEL.mane.exons[index]
    box = next(b for b in figure["boxes"] if re.match(rf"exon {index + 1}\b", b["title"]))
    if not box["inner"]:
        return None
    cds = MODEL.mane.cds
    low = max(exon.start, MODEL.mane.locus_coordinate(cds.start))
    high = min(exon.end, MODEL.mane.locus_coordinate(cds.end - 1) + 1)
    unit = (box["inner"]["right"] - box["inner"]["left"]) / (high - low)
    return box["inner"]["left"] + (place + 0.5 - low) * unit


def findings_of(content):
    """Return the finding of each allele of a VCF by its c. name."""
    from fasannot.api import annotator

    tool = annotator("GRCh38")
    found = {}
    for line in content.splitlines():
        if not line.startswith("#"):
            _, position, _, ref, alt, *_ = line.split("\t")
            finding = tool.annotate(int(position), ref, alt)[0]
            found[finding.hgvs_c.partition(":")[2]] = finding
    return found


@pytest.mark.parametrize("count", [10, 60, 300])
@pytest.mark.parametrize("view", ["figure-gene", "figure-protein"])
def test_heads_stand_at_their_true_place(browser, tmp_path, count, view):
    content = pages.many_alleles(count)
    findings = findings_of(content)
    with Opened(browser, page_of(tmp_path, content), LAPTOP) as page:
        figure = page.evaluate(FIGURE, view)
        table = page.locator("#allele-table tbody th").all_inner_texts()
    named = {name for mark in figure["marks"] for name in mark["names"].split()}
    assert named == set(table)
    checked = 0
    for mark in figure["marks"]:
        for name in mark["names"].split()[:: max(count // 20, 1)]:
            place = true_place(figure, findings[name], view)
            if place is not None:
                checked += 1
                assert abs(mark["middle"] - place) <= 4, name
    assert checked >= min(count, 10)


def test_a_phone_shows_head_and_death_domain_whole(browser, tmp_path):
    with Opened(browser, page_of(tmp_path, one()), PHONE) as page:
        figure = page.evaluate(FIGURE, "figure-protein")
        domain = next(box for box in figure["boxes"] if "death domain" in box["title"])
        for box in (domain, *figure["marks"]):
            assert box["left"] >= 0
            assert box["right"] <= PHONE[0]
        smallest = page.evaluate(
            """() => Math.min(...[...document.querySelectorAll("figure svg text")]
              .filter((text) => text.getClientRects().length)
              .map((text) => parseFloat(getComputedStyle(text).fontSize)))"""
        )
        assert smallest >= 8


@pytest.mark.parametrize(
    ("scene", "most", "whose"),
    [("one", 2, "N-77"), ("none", 2, "none-2"), ("trio", 4, "kid-8"), ("thirty", 12, "S00")],
)
def test_paper(browser, tmp_path, scene, most, whose):
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    content = pages.vcf([], samples=("none-2",)) if scene == "none" else scenes()[scene]
    path = page_of(tmp_path, content, ped=PED if scene == "trio" else "")
    with Opened(browser, path) as page:
        (tmp_path / "page.pdf").write_bytes(page.pdf(prefer_css_page_size=True))
    sheets = [sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "page.pdf").pages]
    assert len(sheets) <= most
    for number, sheet in enumerate(sheets, 1):
        assert whose in sheet
        assert f"Page {number} of {len(sheets)}" in sheet
    flat = " ".join(sheets[0].split())
    assert "Not a diagnosis" in flat
    assert SEEN.search(flat)
    if scene == "one":
        for expected in ("c.794A>G", "p.(Asp265Gly)", "N-77", "dominant negative"):
            assert expected in flat
