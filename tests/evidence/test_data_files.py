"""Every file in data/: provenance, checksum, ranges, and agreement with the reference."""

import re
from pathlib import Path

import pytest

from fasannot.errors import DataError
from fasannot.gene.landmarks import landmarks
from fasannot.gene.tables import REQUIRED_KEYS, parse_table, read_table
from fasannot.refresh import sources
from fasannot.rules.facts import load_vocabulary, parse_vocabulary
from fasannot.rules.knowledge import fact_tables, load_knowledge
from fasannot.rules.rule_table import parse_rules

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
    assert len(knowledge.catalogue.entries) == 100
    assert len(knowledge.residues.disulfides) == 16
    assert all(knowledge.residues.protein[r] == "C" for r in knowledge.residues.disulfides)
    assert set(fact_tables()) >= {"genotype_phenotype", "alps_criteria"}


def test_exon6_table() -> None:
    knowledge = load_knowledge()
    exon = knowledge.model.mane.exons[landmarks().transmembrane_exon]
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


def test_the_code_states_every_fact_that_rules_use_and_no_other() -> None:
    code = Path(__file__).parents[2] / "fasannot"
    files = [*code.glob("rules/**/*.py"), *code.glob("evidence/**/*.py")]
    stated = set(FACT_WORDS.findall("".join(path.read_text() for path in files)))
    made = re.compile(
        r"(revel|alphamissense)_(pp3|bp4)_(strong|moderate|supporting|verystrong)"
        r"|splice_same_(base|motif|dinucleotide)_(p|lp)|(fadd_binding|ligand_binding|surface|patients_surface|patients_signalling)"
        r"_(normal|lost|conflict)"
    )
    for name in load_vocabulary().facts:
        assert name in stated or made.fullmatch(name), name


def test_every_rule_has_a_whole_sentence_and_a_source() -> None:
    for rule in load_knowledge().rulebook.rules:
        assert rule.reason.endswith("."), rule.rule
        assert rule.source, rule.rule


RULES_HEAD = "".join(f"## {key}: x\n" for key in REQUIRED_KEYS)
RULES_HEAD += "rule\tgroup\twhen\tgives\tmechanism\treason\tsource\n"


@pytest.mark.parametrize(
    ("when", "gives", "mechanism", "reason", "fault"),
    [
        ("mis_sense", ".", ".", "So.", "'mis_sense' is no fact"),
        ("missense !silnt", ".", ".", "So.", "'silnt' is no fact"),
        ("missense", "criterion=PX9_Strong", ".", "So.", "criterion 'PX9' is not in"),
        ("missense", "criterion=PM1_Strng", ".", "So.", "strength 'Strng' of 'PM1_Strng'"),
        ("missense", "criterion=PP4", ".", "So.", "'PP4' is not automated"),
        ("missense", "flag=LOFF", ".", "So.", "'LOFF'"),
        ("missense", "lof=XX", ".", "So.", "'XX'"),
        ("missense", "loff=HC", ".", "So.", "unknown gift 'loff=HC'"),
        ("missense", ".", "dominant", "So.", "'dominant'"),
        ("missense", ".", ".", "At {stop}.", "uses {stop}, a detail that"),
        ("missense", ".", ".", "At {missense}.", "uses {missense}, a detail that"),
        ("missense", ".", ".", "At {nothing}.", "uses {nothing}, a detail that"),
    ],
)
def test_a_rule_that_means_nothing_is_refused_with_its_line(
    when: str, gives: str, mechanism: str, reason: str, fault: str
) -> None:
    row = "\t".join(("ONE", "acmg", when, gives, mechanism, reason, "x"))
    table = parse_table("rules.tsv", f"{RULES_HEAD}{row}\n")
    book = load_knowledge().rulebook
    with pytest.raises(DataError) as raised:
        parse_rules(table, load_vocabulary(), book.criteria, {"Strong": 4})
    assert str(raised.value).startswith(f"data/rules.tsv, line {table.first_line}: rule ONE: ")
    assert fault in str(raised.value)


def test_a_rule_may_use_the_details_that_come_with_its_facts() -> None:
    row = "\t".join(
        (
            "ONE",
            "acmg",
            "new_stop",
            "criterion=PVS1_Strong",
            ".",
            "At {stop} of exon {stop_exon}.",
            "x",
        )
    )
    table = parse_table("rules.tsv", f"{RULES_HEAD}{row}\n")
    book = load_knowledge().rulebook
    (rule,) = parse_rules(table, load_vocabulary(), book.criteria, {"Strong": 4})
    assert rule.criterion == "PVS1_Strong"


def test_a_vocabulary_names_only_its_own_facts() -> None:
    head = "".join(f"## {key}: x\n" for key in REQUIRED_KEYS)
    text = head + "fact\tdetail\tstated_with\tmeaning\none\tyes\ttwo\tx\n"
    with pytest.raises(DataError, match=r"line 7: 'one' is stated with two"):
        parse_vocabulary(parse_table("facts.tsv", text))


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


def test_documentation_lists_every_file() -> None:
    text = (Path(__file__).parents[2] / "docs" / "data.md").read_text()
    for path in FILES:
        if path.name not in (sources.NAME, "example.vcf"):
            assert f"`{path.name}`" in text, path.name
