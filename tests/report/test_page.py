"""The page without a browser: valid, whole, small, escaped, and says what it must."""

import re
import subprocess
import sys

import html5lib
import pytest

from fasannot.wording.caveats import caveat
from tests.report import pages

SCENES = {
    "one": pages.one_sample,
    "none flagged": pages.none_flagged,
    "nothing": pages.nothing,
    "no samples": pages.without_samples,
    "thirty": pages.thirty_samples,
    "hostile": pages.hostile,
}


def tree(path):
    """Return the parsed page; any fault of the HTML is an error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(path.read_text("utf-8"))


def text_of(element):
    return " ".join(" ".join(element.itertext()).split())


def by_id(root, name):
    return next(item for item in root.iter() if item.get("id") == name)


@pytest.mark.parametrize("scene", SCENES)
def test_page_is_valid_small_and_self_contained(scene, tmp_path):
    path = pages.made(tmp_path, SCENES[scene]())
    root = tree(path)
    assert path.stat().st_size < 1_500_000
    identifiers = [item.get("id") for item in root.iter() if item.get("id")]
    assert len(identifiers) == len(set(identifiers))
    for item in root.iter():
        if not isinstance(item.tag, str):
            continue
        assert item.tag.rpartition("}")[2] not in ("link", "img", "iframe", "object", "embed")
        assert item.get("src") is None
        assert item.get("style") is None
        assert not [name for name in item.attrib if str(name).lower().startswith("on")]
        target = item.get("href", "")
        if target.startswith("#"):
            assert target[1:] in identifiers
        elif target:
            assert target.startswith("https://")
    policies = [item.get("content") for item in root.iter("meta") if item.get("http-equiv")]
    assert len(policies) == 1
    assert "default-src 'none'" in policies[0]
    assert "unsafe" not in policies[0]


@pytest.mark.parametrize("scene", SCENES)
def test_every_page_has_the_caveat_versions_criteria_and_sources(scene, tmp_path):
    root = tree(pages.made(tmp_path, SCENES[scene]()))
    body = text_of(root.find("body"))
    assert caveat() in body
    assert "primary accessory" in body
    assert "CD3+TCRab+CD4-CD8-" in body
    assert "CC BY 4.0 (UniProt)" in body
    assert "fasannot report" in body
    assert "not what was looked at" in text_of(by_id(root, "coverage"))


def test_a_candidate_has_a_card_with_its_evidence_trail(tmp_path):
    root = tree(pages.made(tmp_path, pages.one_sample()))
    card = text_of(by_id(root, "allele-1"))
    summary = text_of(next(root.find("body").iter("summary")))
    assert summary.startswith("c.749G>C p.(Arg250Pro) legacy R234P missense, death domain")
    for expected in (
        "NM_000043.6:c.749G>C", "NC_000010.10:g.90773948G>C", "DEATH_DOMAIN",
        "Rule DEATH_DOMAIN_CHANGED. Source: UniProt", "patient heterozygous 0/1 16 of 31 reads",
    ):  # fmt: skip
        assert expected in card
    body = text_of(root.find("body"))
    headline = "".join(by_id(root, "h-answer").itertext())
    assert headline.startswith("One FAS variant that needs judging: p.(Arg250Pro), c.749G>C,")
    assert "1 candidate allele among 2 FAS alleles" in body


def test_every_line_of_evidence_names_rule_and_source(tmp_path):
    root = tree(pages.made(tmp_path, pages.thirty_samples()))
    lines = [
        text_of(line)
        for trail in root.iter("ul")
        if trail.get("class") == "evidence"
        for line in trail.iter("li")
    ]
    assert len(lines) > 10
    for line in lines:
        assert re.search(r"Rule [A-Z0-9_]+\. Source: .+\.$", line)


def test_no_candidate_is_not_called_negative(tmp_path):
    root = tree(pages.made(tmp_path, pages.none_flagged()))
    body = text_of(root.find("body"))
    assert "No FAS variant that needs judging; whether FAS was seen in full is not known" in body
    assert "This does not exclude ALPS." in body
    assert "This is not a negative test for ALPS" in body


def test_many_inputs_begin_with_their_samples_and_share_alleles(tmp_path):
    path = pages.made(tmp_path, pages.one_sample(), pages.none_flagged(), pages.one_sample())
    root = tree(path)
    answer = text_of(by_id(root, "h-answer"))
    assert answer == "1 FAS variant to be judged, in 2 of 3 samples"
    first = text_of(next(item for item in root.iter("section") if item.get("class") == "first"))
    assert "patient (in0.vcf)" in first
    assert "patient (in2.vcf)" in first
    assert "needs judging (1): patient (in1.vcf)" in first
    cards = list(root.iter("article"))
    assert len(cards) == 1
    card = text_of(cards[0])
    assert "in0.vcf" in card
    assert "in2.vcf" in card


def test_every_sample_has_a_section(tmp_path):
    root = tree(pages.made(tmp_path, pages.thirty_samples()))
    titles = [item for item in root.iter("details") if item.get("class") == "sample"]
    assert len(titles) == 30


def test_samples_beyond_the_sections_are_named(tmp_path):
    names = tuple(f"P{number:03}" for number in range(250))
    rows = [pages.record(89014191, "G", "C", *[pages.HET] * 130, *[pages.REFERENCE] * 120)]
    root = tree(pages.made(tmp_path, pages.vcf(rows, samples=names)))
    titles = [item for item in root.iter("details") if item.get("class") == "sample"]
    assert len(titles) == 100
    body = text_of(by_id(root, "samples"))
    for name in names:
        assert name in body
    assert "80 more carriers are not listed here" in text_of(by_id(root, "allele-1"))


def test_hostile_content_is_text_and_nothing_else(tmp_path):
    path = pages.made(tmp_path, pages.hostile())
    root = tree(path)
    assert len(list(root.iter("script"))) == 1
    assert pages.MARK not in text_of(next(root.iter("script")))
    text = path.read_text("utf-8")
    assert pages.SCRIPT not in text
    assert pages.IMAGE not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    body = text_of(root.find("body"))
    assert pages.SCRIPT in body  # shown as it is written
    assert "{{7*7}}" in body
    assert "\\u202e" in body


def test_the_same_input_gives_the_same_page(tmp_path):
    first = pages.made(tmp_path, pages.thirty_samples()).read_bytes()
    assert pages.made(tmp_path, pages.thirty_samples()).read_bytes() == first


def test_a_mismatched_ref_stops_or_is_shown(tmp_path):
    source = pages.written(tmp_path, pages.vcf([
        pages.record(89014191, "T", "C"), pages.record(89003108, "T", "A"),
        pages.record(89012082, "G", "A"),
    ]))  # fmt: skip
    output = tmp_path / "page.html"
    assert pages.report(source, output=output).returncode == 1
    assert not output.exists()
    assert pages.report(source, output=output, options=["--ref-mismatch", "flag"]).returncode == 0
    assert "Not annotated (1)" in text_of(by_id(tree(output), "candidates"))


@pytest.mark.parametrize("fault", ["missing", "empty", "folder", "same"])
def test_faults_exit_1_with_one_line_and_no_page(fault, tmp_path):
    good = pages.written(tmp_path, pages.one_sample())
    output = tmp_path / "page.html"
    source = tmp_path / "bad.vcf"
    if fault == "empty":
        source.write_text("")
    elif fault == "folder":
        source.mkdir()
    elif fault == "same":
        source = output = good
    done = pages.report(good, source, output=output)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert good.read_text() == pages.one_sample()
    assert fault == "same" or not output.exists()


def test_without_jinja_the_remedy_is_named(tmp_path):
    source = pages.written(tmp_path, pages.one_sample())
    program = (
        "import sys; sys.modules['jinja2'] = None\n"
        "from fasannot.__main__ import main\n"
        f"sys.exit(main(['report', {str(source)!r}, '-o', {str(tmp_path / 'r.html')!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "pip install 'fasannot[report]'" in done.stderr


def test_annotate_loads_no_heavy_library():
    program = (
        "import sys\nfrom fasannot.__main__ import main\n"
        f"main(['annotate', {str(pages.EXAMPLE)!r}, '-O', 'tsv'])\n"
        "heavy = {'jinja2', 'matplotlib', 'rich', 'numpy'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_hundreds_of_alleles_stay_small_and_all_are_listed(tmp_path):
    path = pages.made(tmp_path, pages.many_alleles(450))
    assert path.stat().st_size < 1_500_000
    root = tree(path)
    assert len(list(root.iter("article"))) == 60
    note = text_of(by_id(root, "candidates"))
    assert "The first 60 have their evidence here" in note
    assert len(list(by_id(root, "allele-table").iter("tr"))) == 451


def test_pairs_are_named_once(tmp_path):
    rows = [
        pages.record(89003108, "T", "A", "0|1:15,16:31:99"),
        pages.record(89012082, "G", "A", "1|0:15,16:31:99"),
        pages.record(89014191, "G", "C", "0/1:15,16:31:99"),
    ]
    root = tree(pages.made(tmp_path, pages.vcf(rows, samples=("p",))))
    pairs = next(item for item in root.iter("ul") if item.get("class") == "pairs")
    lines = [text_of(line) for line in pairs.iter("li")]
    assert len(lines) == 2
    assert "c.110T>A and c.651+1G>A: in trans" in lines[0]
    assert "phase unknown" in lines[1]
    root = tree(pages.made(tmp_path, pages.thirty_samples()))
    first = by_id(root, "sample-1")
    assert re.search(r"\d\d pairs among c\.110T>A, ", text_of(first))


GVCF = """##fileformat=VCFv4.2
##contig=<ID=chr10,length=133797422>
##ALT=<ID=NON_REF,Description="x">
##INFO=<ID=END,Number=1,Type=Integer,Description="end">
##FORMAT=<ID=GT,Number=1,Type=String,Description="genotype">
##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description="depth">
##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="quality">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tkid
chr10\t88985000\t.\tN\t<NON_REF>\t.\t.\tEND={end}\tGT:MIN_DP:GQ\t0/0:30:99
"""


@pytest.mark.parametrize(("end", "complete"), [(89018000, True), (89010560, False)])
def test_a_gvcf_brings_its_coverage_and_a_hole_a_warning(end, complete, tmp_path):
    root = tree(pages.made(tmp_path, GVCF.replace("{end}", str(end))))
    section = text_of(by_id(root, "coverage"))
    assert "bases of FAS of kid" in section
    body = text_of(root.find("body"))
    assert ("A variant there would have been missed" in body) != complete
    assert ("seen in full (100 %)" in body) == complete
    assert ("89010561-89010600 (no data)" in section) != complete


def test_coverage_of_another_file_is_shown(tmp_path):
    bed = tmp_path / "targets.bed"
    bed.write_text("chr10\t88985530\t89017785\n")
    source = pages.written(tmp_path, pages.one_sample())
    output = tmp_path / "page.html"
    options = ["--coverage", str(bed), "--assembly", "GRCh38"]
    assert pages.report(source, output=output, options=options).returncode == 0
    assert "1216 of 1216 bases" in text_of(by_id(tree(output), "coverage"))
    options = ["--coverage", str(tmp_path / "none.bam")]
    output.unlink()
    assert pages.report(source, output=output, options=options).returncode == 1
    assert not output.exists()


def test_alleles_of_one_haplotype_are_read_together(tmp_path):
    rows = [
        pages.record(89003035, "AC", "A", "0|1:9,9:18:99"),
        pages.record(89003050, "T", "TA", "0|1:9,9:18:99"),
    ]
    root = tree(pages.made(tmp_path, pages.vcf(rows, samples=("kid",))))
    section = text_of(by_id(root, "samples"))
    assert "Phased haplotypes, read together" in section
    assert "kid 2 c.[38del;52_53insA] p.(Thr13_Leu18delins" in section


def test_evidence_and_pedigree_count_as_in_annotate(tmp_path):
    rows = [
        pages.record(
            89014191, "G", "C", pages.HET, pages.HET, pages.REFERENCE, info="OWN_AF=0.2;OWN_AN=9000"
        )
    ]
    header = [
        '##INFO=<ID=OWN_AF,Number=A,Type=Float,Description="frequency">',
        '##INFO=<ID=OWN_AN,Number=1,Type=Integer,Description="chromosomes">',
    ]
    content = pages.vcf(rows, header=header, samples=("kid", "mum", "dad"))
    source = pages.written(tmp_path, content)
    pedigree = tmp_path / "family.ped"
    pedigree.write_text("F\tkid\tdad\tmum\t1\t2\nF\tmum\t0\t0\t2\t1\nF\tdad\t0\t0\t1\t1\n")
    output = tmp_path / "page.html"
    options = ["--ped", str(pedigree), "--frequency-tag", "OWN_AF"]
    assert pages.report(source, output=output, options=options).returncode == 0
    body = text_of(tree(output).find("body"))
    assert "COMMON" in body
    assert "maternal, carried by 1 of 1 affected and 1 of 2 unaffected members" in body


def test_alleles_without_an_entry_are_told_at_the_top(tmp_path):
    rows = [pages.record(89014191, "G", "C,*", "1/2:9,9,9:27:99")]
    body = text_of(tree(pages.made(tmp_path, pages.vcf(rows, samples=("p",)))).find("body"))
    assert "some alleles are without an entry, see Methods" in body
    assert "without an entry: 1 no allele" in body


def first_of(folder, content, *options):
    """Return the first part of a page as text."""
    output = folder / "report.html"
    done = pages.report(pages.written(folder, content), output=output, options=options)
    assert done.returncode == 0, done.stderr
    return text_of(next(one for one in tree(output).iter("section") if one.get("class") == "first"))


def one_variant(position, ref, alt, genotype=pages.HET):
    return pages.vcf([pages.record(position, ref, alt, genotype)], samples=("p",))


@pytest.mark.parametrize(
    ("allele", "said", "never"),
    [
        # exon 6 skipped, the outcome without its scores
        ((89010816, "G", "A"), "missing: transmembrane helix", "SpliceAI"),
        # start codon lost: no domain behind it is struck
        ((88990879, "G", "A"), "start codon lost", "signal peptide"),
        # an early stop that is destroyed: haploinsufficiency, so a second hit is looked for
        ((89003108, "T", "A"), "Look for a second hit", "dominant negative"),
        ((89014259, "C", "T"), "dominant negative", "Look for a second hit"),
    ],
)
def test_what_is_said_fits_the_case(allele, said, never, tmp_path):
    text = first_of(tmp_path, one_variant(*allele))
    assert said in text
    assert never not in text


def test_a_page_that_may_be_of_the_wrong_build_says_so_first(tmp_path):
    rows = [
        pages.record(position + 1_759_757, ref, alt, pages.HET)
        for position, ref, alt in ((89008915, "C", "T"), (89014191, "G", "C"))
    ]
    text = first_of(tmp_path, pages.vcf(rows, samples=("p",)))
    assert "this may be no answer: see the warning" in text
    assert "check the build" in text


def bed(folder, exons, pad, shift=0):
    from fasannot.gene.model import load_gene_model

    model = load_gene_model()
    build = model.assemblies["GRCh38"]
    path = folder / "targets.bed"
    path.write_text(
        "".join(
            f"chr10\t{build.position(exon.start) - 1 - pad + shift}\t"
            f"{build.position(exon.end) - 1 + pad + shift}\n"
            for number, exon in enumerate(model.mane.exons, 1)
            if number in exons
        )
    )
    return ("--coverage", str(path), "--assembly", "GRCh38")


@pytest.mark.parametrize(
    ("exons", "pad", "shift", "said", "never"),
    [
        (range(1, 10), 0, 0, "All coding bases were targeted", "exons 1 to 9 not in full"),
        (range(1, 9), 2, 0, "Nor in full: the splice sites of exons 1 to 8", "in full: exons"),
        ((1, 2, 6, 7, 8, 9), 60, 0, "Not in full: exons 3 to 5.", "splice sites of"),
        (range(1, 10), 60, 1_759_757, "Nothing of FAS was targeted", "Only in part"),
    ],
)
def test_what_was_not_targeted_is_told_as_it_is(exons, pad, shift, said, never, tmp_path):
    options = bed(tmp_path, exons, pad, shift)
    text = first_of(tmp_path, pages.vcf([], samples=("p",)), *options)
    assert said in text
    assert never not in text


def test_ids_lead_to_their_entries(tmp_path):
    text = pages.made(tmp_path, one_variant(89014191, "G", "C")).read_text("utf-8")
    assert 'href="https://www.ncbi.nlm.nih.gov/clinvar/variation/16505/"' in text
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/' in text


def test_a_page_of_many_samples_and_alleles_stays_small(tmp_path):
    from fasannot.gene.model import load_gene_model

    model = load_gene_model()
    build = model.assemblies["GRCh38"]
    first = model.mane.exons[8].start
    rows = []
    for place in range(first, first + 80):
        ref = model.sequence[place]
        for alt in "ACGT".replace(ref, ""):
            calls = [pages.HET if (place + sample) % 3 else pages.REFERENCE for sample in range(24)]
            rows.append(pages.record(build.position(place), ref, alt, *calls))
    path = pages.made(tmp_path, pages.vcf(rows, samples=[f"S{n}" for n in range(24)]))
    assert path.stat().st_size < 1_500_000
    body = text_of(by_id(tree(path), "samples"))
    assert "more FAS alleles; fasannot annotate --samples PATH lists them all" in body


def test_a_missing_genotype_is_not_called_normal(tmp_path):
    rows = [
        pages.record(89014191, "G", "C", pages.HET, "./.:.:.:."),
        pages.record(88990880, "C", "T", pages.HET, pages.REFERENCE),
    ]
    root = tree(pages.made(tmp_path, pages.vcf(rows, samples=("a", "b"))))
    missing = "missing or incomplete at 1 of 2 FAS records, among them the candidates c.749G>C"
    assert missing not in text_of(by_id(root, "sample-1"))
    assert missing in text_of(by_id(root, "sample-2"))


def test_what_could_not_be_judged_is_said_first_and_why(tmp_path):
    rows = [
        pages.record(89014000, "N", "<ODD>", pages.HET, info="SVTYPE=ODD;END=89014200"),
        pages.record(88990880, "C", "T", pages.HET),
    ]
    root = tree(pages.made(tmp_path, pages.vcf(rows, samples=("p",))))
    headline = "".join(by_id(root, "h-answer").itertext())
    assert headline.startswith(
        "One FAS variant that could not be judged: chr10:89014000 structural allele (ODD)"
    )
    first = text_of(next(item for item in root.iter("section") if item.get("class") == "first"))
    assert "It could not be judged: <ODD> is no type of structural allele" in first
    assert "REF disagrees" not in text_of(root.find("body"))
