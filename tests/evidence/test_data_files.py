"""Every file in data/: provenance, checksum, ranges, and agreement with the reference."""

import re
from pathlib import Path

import pytest

from fasannot.evidence.exon6 import EXON_INDEX
from fasannot.gene.tables import REQUIRED_KEYS, read_table
from fasannot.refresh import sources
from fasannot.rules.knowledge import fact_tables, load_knowledge

DATA = Path(__file__).parents[2] / "data"
FILES = sorted(path for path in DATA.iterdir() if path.is_file())
TABLES = [p for p in FILES if p.suffix == ".tsv" and p.name != sources.NAME]
FACT_WORDS = re.compile(r'"([a-z][a-z0-9_]+)"')


def test_sources_lists_every_file_with_its_digest() -> None:
    assert sources.render(DATA, sources.current_version(DATA)) == (DATA / sources.NAME).read_text()


def test_no_code_in_data() -> None:
    assert not list(DATA.rglob("*.py"))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_table_has_provenance_and_no_ragged_row(path: Path) -> None:
    table = read_table(path.name)
    assert set(REQUIRED_KEYS) <= set(table.provenance)
    assert table.rows
    assert all(cell == cell.strip() and cell for row in table.rows for cell in row)
    text = path.read_text(encoding="utf-8")
    assert "/work" not in text
    assert "\r" not in text


def test_knowledge_loads_and_fits_the_reference() -> None:
    knowledge = load_knowledge()
    assert len(knowledge.catalogue.entries) == 81
    assert len(knowledge.residues.disulfides) == 16
    assert all(knowledge.residues.protein[r] == "C" for r in knowledge.residues.disulfides)
    assert set(fact_tables()) >= {"genotype_phenotype", "alps_criteria"}


def test_exon6_table() -> None:
    knowledge = load_knowledge()
    exon = knowledge.model.mane.exons[EXON_INDEX]
    table = read_table("exon6_inclusion.tsv")
    assert table.provenance["wild_type"] == knowledge.model.sequence[exon.start : exon.end]
    assert len(table.rows) == len(knowledge.exon6) == 5816
    assert all(0 <= float(row[1]) <= 100 for row in table.rows)
    snvs = [row for row in table.rows if re.fullmatch(r"[ACGT]\d+[ACGT]", row[0])]
    assert len(snvs) == 188


def test_splice_scores_table() -> None:
    knowledge = load_knowledge()
    table = read_table("splice_scores.tsv")
    assert len(table.rows) == len(knowledge.splice_scores) == 6161
    first = knowledge.model.assemblies["GRCh38"].locus_first
    for position, ref, alt, models, scores, offsets in table.rows:
        assert knowledge.model.sequence.startswith(ref, int(position) - first)
        assert ref[0] == alt[0] or len(ref) == len(alt) == 1
        assert models in ("1", "5")
        assert all(0 <= int(score) <= 1000 for score in scores.split(","))
        assert all(-50 <= int(offset) <= 50 for offset in offsets.split(","))
        assert len(scores.split(",")) == len(offsets.split(",")) == 4


def test_every_rule_uses_facts_that_the_code_states_and_sentences_that_it_can_fill() -> None:
    code = Path(__file__).parents[2] / "fasannot"
    files = [*code.glob("rules/**/*.py"), *code.glob("evidence/**/*.py")]
    text = "".join(path.read_text() for path in files)
    stated = set(FACT_WORDS.findall(text))
    for tool in ("revel", "alphamissense"):
        for level in ("strong", "moderate", "supporting", "verystrong"):
            stated |= {f"{tool}_pp3_{level}", f"{tool}_bp4_{level}"}
    for grade in ("p", "lp"):
        stated |= {f"splice_same_base_{grade}", f"splice_same_motif_{grade}"}
    stated |= {"fadd_binding_normal", "fadd_binding_conflict"}
    knowledge = load_knowledge()
    for rule in knowledge.rulebook.rules:
        assert rule.needs <= stated, rule.rule
        assert rule.forbids <= stated, rule.rule
        assert set(re.findall(r"{(\w+)}", rule.reason)) <= stated, rule.rule
        assert rule.reason.endswith(".")
        assert rule.source
        if rule.criterion:
            code_name, _, strength = rule.criterion.partition("_")
            assert knowledge.rulebook.criteria[code_name].automated, rule.rule
            assert strength in ("", "Supporting", "Moderate", "Strong", "VeryStrong"), rule.rule


def test_frequency_thresholds_are_ordered() -> None:
    numbers = load_knowledge().thresholds
    assert (
        numbers["pm2_frequency"]
        < numbers["max_credible_frequency"]
        < numbers["bs1_frequency"]
        < numbers["common_frequency"]
        < numbers["ba1_frequency"]
    )
    prevalence, genetic, allelic, penetrance = 2e-5, 0.7, 0.2, 0.05
    credible = prevalence * genetic * allelic / (2 * penetrance)
    assert numbers["max_credible_frequency"] == pytest.approx(credible)


def test_documentation_names_every_fact_that_a_rule_uses() -> None:
    text = (Path(__file__).parents[2] / "docs" / "data.md").read_text()
    named = set(re.findall(r"`([a-z0-9_]+)`", text))
    for rule in load_knowledge().rulebook.rules:
        for fact in rule.needs | rule.forbids:
            if not re.match(r"(revel|alphamissense)_(pp3|bp4)_", fact):
                assert fact in named, f"{rule.rule}: {fact}"


def test_documentation_lists_every_file() -> None:
    text = (Path(__file__).parents[2] / "docs" / "data.md").read_text()
    for path in FILES:
        if path.name not in (sources.NAME, "example.vcf"):
            assert f"`{path.name}`" in text, path.name
