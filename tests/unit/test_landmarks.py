"""A border of a domain is changed in one table; flags, texts, page and docs follow."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fasannot.errors import DataError
from fasannot.gene.landmarks import derived_landmarks, landmarks
from fasannot.gene.model import load_gene_model

ROOT = Path(__file__).parents[2]
QUIET = {"capture_output": True, "text": True}


def test_landmarks_of_the_shipped_gene():
    places = landmarks()
    assert (places.death_domain.first, places.death_domain.last) == (230, 314)
    assert places.transmembrane_half == 9  # of 17
    assert places.transmembrane_exon == 5  # exon 6
    assert places.next_methionine + 1 == 240
    assert places.last_junction == 676  # c.676 is the last base of exon 8
    assert places.penultimate_length == 25
    assert (places.last_exon.first, places.last_exon.last) == (226, 335)


def test_a_sentence_names_places_by_word():
    assert landmarks().filled("residues {DEATH_DOMAIN}, {stop}") == "residues 230-314, {stop}"
    with pytest.raises(KeyError):
        landmarks().filled("{DEATH_DOMAINE}")


def test_a_gene_without_a_domain_that_rules_need_is_refused():
    from dataclasses import replace

    model = load_gene_model()
    kept = tuple(domain for domain in model.domains if domain.name != "TM")
    with pytest.raises(DataError, match="no row for TM"):
        derived_landmarks(replace(model, domains=kept))


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    """A copy of the program in which the death domain begins at residue 240."""
    folder = tmp_path_factory.mktemp("moved")
    for name in ("fasannot", "data", "docs"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
        )
    table = folder / "data/domains.tsv"
    text = table.read_text(encoding="utf-8")
    assert "DEATH_DOMAIN\t230\t314" in text
    table.write_text(text.replace("DEATH_DOMAIN\t230\t314", "DEATH_DOMAIN\t240\t314"))
    # p.(Ala231Pro), in the domain as shipped and before it in the copy, and p.(Ala241Asp).
    vcf = folder / "in.vcf"
    vcf.write_text(
        "##fileformat=VCFv4.2\n##contig=<ID=chr10,length=133797422>\n"
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
        "chr10\t89014133\t.\tA\tC\t.\t.\t.\nchr10\t89014191\t.\tG\tC\t.\t.\t.\n"
    )

    def run(*arguments):
        command = [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(folder)!r});"]
        command[-1] += "from fasannot.__main__ import main; sys.exit(main(sys.argv[1:]))"
        done = subprocess.run([*command, *arguments], check=False, **QUIET, cwd=folder)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return folder, run


def test_flags_and_domains_follow_the_table(moved):
    _, run = moved
    rows = [json.loads(line) for line in run("annotate", "in.vcf", "-O", "json").splitlines()]
    first, second = rows
    assert "DEATH_DOMAIN" not in (first["flags"] or [])
    assert first["domains"] == ["CYTOPLASMIC"]
    assert "DEATH_DOMAIN" in second["flags"]
    assert "of 240-314" in next(
        line["sentence"] for line in second["evidence"] if line["rule"] == "DEATH_DOMAIN_CHANGED"
    )


def test_texts_page_and_docs_follow_the_table(moved):
    folder, run = moved
    rules = run("gene", "--rules")
    assert "240-314" in rules
    assert "230-314" not in rules
    run("report", "in.vcf", "-o", "page.html")
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert "240-314" in page
    assert "230-314" not in page
    code = "import sys; sys.path.insert(0, 'docs'); import site_hooks; "
    code += "print(site_hooks.rules_page(), site_hooks.facts_page(), "
    code += "site_hooks.on_page_markdown(open('docs/reference/flags.md').read()))"
    pytest.importorskip("mkdocs")
    done = subprocess.run([sys.executable, "-c", code], check=False, **QUIET, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "240-314" in done.stdout
    assert "230-314" not in done.stdout
