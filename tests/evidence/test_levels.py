"""What catalogued claims weigh: levels, the flags they give, and what takes them back."""

import pytest

from fasannot.evidence.catalogue import Category, Level
from fasannot.evidence.values import ClinVarRecord, ExternalEvidence, Frequency
from fasannot.rules.flags import Flag, is_candidate
from fasannot.rules.frequency_facts import deciding, highest_bound, lower_bound
from fasannot.rules.knowledge import load_knowledge
from fasannot.rules.known_facts import entry_level
from tests.evidence.support import codon_change, judged
from tests.validation.report import alleles_of

ALPS = "Autoimmune_lymphoproliferative_syndrome_type_1"

LEVELS = [
    ("c.879_880del", "reviewed"),  # ClinVar pathogenic, 2 stars
    ("c.651+1G>A", "reviewed"),
    ("c.817C>T", "asserted"),  # 1 star
    ("c.785T>A", "asserted"),  # likely pathogenic, 1 star
    ("c.809C>T", "asserted"),  # no stars, patients of two centres
    ("c.778G>T", "asserted"),  # no stars, loss of FADD binding measured
    ("c.310T>A", "asserted"),  # one family, retained in the endoplasmic reticulum
    ("c.702_704del", "asserted"),
    ("c.651+2T>A", "reported"),  # no stars
    ("c.745G>C", "reported"),  # V249L, one paper
    ("c.775del", "reported"),  # one family
    ("c.695A>G", "doubted"),  # Y232C binds FADD normally
    ("c.722C>A", "doubted"),  # T241K is too frequent
]


@pytest.mark.parametrize(("name", "level"), LEVELS)
def test_level_and_flag(name: str, level: str) -> None:
    found = judged(name)
    assert found.known[0].rpartition(":")[2] == level
    strong = level in ("reviewed", "asserted")
    assert (Flag.KNOWN_ALPS in found.flags) == strong
    assert (Flag.KNOWN_REPORTED in found.flags) == (not strong)
    assert found.is_candidate
    assert found.claim is not None
    assert found.claim[0] == level


@pytest.mark.parametrize(
    "name", ["c.817C>A", "c.580G>A", "c.311G>A", "c.720G>A", "c.73G>A", "c.914C>T"]
)
def test_entries_that_claim_nothing_have_no_level_and_no_flag(name: str) -> None:
    found = judged(name)  # uncertain, conflicting, construct, somatic twice, polymorphism
    assert found.known[0].endswith(":none")
    assert not {Flag.KNOWN_ALPS, Flag.KNOWN_REPORTED} & set(found.flags)
    assert found.claim is None


def record(significance: str, stars: int, identifier: str = "99") -> ExternalEvidence:
    own = ClinVarRecord(identifier, significance, stars, ALPS, "clinvar.vcf.gz")
    return ExternalEvidence(clinvar=(own,))


@pytest.mark.parametrize(
    ("significance", "stars", "level"),
    [
        ("pathogenic", 2, "reviewed"),
        ("pathogenic/likely_pathogenic", 2, "reviewed"),
        ("likely_pathogenic", 1, "asserted"),
        ("pathogenic", 0, "reported"),
        ("uncertain_significance", 2, "none"),
        ("conflicting_classifications_of_pathogenicity", 1, "none"),
        ("likely_benign", 1, "none"),
        ("benign", 3, "none"),
        ("benign/likely_benign", 2, "none"),
        ("drug_response", 1, "none"),
    ],
)
def test_every_class_of_the_users_clinvar(significance: str, stars: int, level: str) -> None:
    found = judged("c.830T>C", record(significance, stars))  # not in the catalogue
    assert found.known[-1] == f"same_allele:ClinVar:99:{significance}:{stars}_star:{level}"
    expected = {
        "reviewed": {Flag.KNOWN_ALPS},
        "asserted": {Flag.KNOWN_ALPS},
        "reported": {Flag.KNOWN_REPORTED},
        "none": set(),
    }[level]
    assert {Flag.KNOWN_ALPS, Flag.KNOWN_REPORTED} & set(found.flags) == expected
    assert found.criteria == judged("c.830T>C").criteria


def test_a_newer_record_takes_the_place_of_the_shipped_one() -> None:
    withdrawn = judged("c.740G>C", record("uncertain_significance", 1, "16513"))
    assert not {Flag.KNOWN_ALPS, Flag.KNOWN_REPORTED} & set(withdrawn.flags)  # ClinVar alone
    still = judged("c.779A>T", record("uncertain_significance", 1, "16504"))
    assert Flag.KNOWN_ALPS in still.flags  # papers and a measured defect stay
    raised = judged("c.740G>C", record("pathogenic", 2, "16513"))
    assert raised.known[0].endswith(":reviewed")


def test_frequency_doubts_a_claim_and_a_reviewed_one_is_noted() -> None:
    often = ExternalEvidence((Frequency(6e-5, "gnomAD", count=96, chromosomes=1_600_000),))
    doubted = judged("c.749G>C", often)
    assert doubted.known[0].endswith(":doubted")
    assert Flag.KNOWN_REPORTED in doubted.flags
    assert "known_doubted" in doubted.notes
    reviewed = judged("c.748C>T", often)
    assert reviewed.known[0].endswith(":reviewed")
    assert Flag.KNOWN_ALPS in reviewed.flags
    assert "above_credible_frequency" in reviewed.notes
    rare = ExternalEvidence((Frequency(2e-5, "gnomAD", count=32, chromosomes=1_600_000),))
    assert judged("c.722C>A", rare).known[0].endswith(":reported")  # the user's file goes first


def test_common_beats_a_weak_claim_and_not_a_strong_one() -> None:
    assert not is_candidate((Flag.DEATH_DOMAIN, Flag.KNOWN_REPORTED, Flag.COMMON))
    assert is_candidate((Flag.DEATH_DOMAIN, Flag.KNOWN_ALPS, Flag.COMMON))
    assert is_candidate((Flag.KNOWN_REPORTED,))


def test_a_doubted_entry_is_no_comparison() -> None:
    assert not [c for c in judged("c.721A>C").criteria if c.startswith("PM5")]  # beside T241K
    assert not [c for c in judged("c.694T>C").criteria if c.startswith("PM5")]  # beside Y232C
    assert "PM5" in judged("c.749G>C").criteria or "PM5_Supporting" in judged("c.749G>C").criteria


def test_no_known_allele_exceeds_the_maximum_credible_frequency_unnoticed() -> None:
    knowledge = load_knowledge()
    credible = knowledge.thresholds["max_credible_frequency"]
    for entry in knowledge.catalogue.entries:
        bound = highest_bound(
            deciding((), entry.frequencies, knowledge.thresholds), knowledge.thresholds
        )
        level, doubt = entry_level(entry, (), (), knowledge.thresholds)
        if level is not Level.NONE and bound > credible:
            assert level in (Level.DOUBTED, Level.REVIEWED), entry.id
            assert doubt, entry.id
        for variant in alleles_of(knowledge, entry):
            flags = set(judged(variant).flags)
            if entry.category is Category.GERMLINE_ALPS:
                assert flags & {Flag.KNOWN_ALPS, Flag.KNOWN_REPORTED}, entry.id
            if Flag.KNOWN_ALPS in flags:
                shipped = knowledge.catalogue.frequencies.get(
                    (variant.start, variant.end, variant.alt), ()
                )
                known = highest_bound(
                    deciding((), shipped, knowledge.thresholds), knowledge.thresholds
                )
                assert known <= credible, entry.id


def test_measured_function_in_the_catalogue_agrees_with_the_residues() -> None:
    knowledge = load_knowledge()
    told = {"defective": "function_defective", "normal": "function_normal"}
    for entry in knowledge.catalogue.entries:
        if entry.residue is None or entry.new_residue == "*":
            continue
        facts = knowledge.residues.substitution(entry.residue, entry.new_residue)
        for word, fact in told.items():
            if fact in facts:
                assert entry.function == word, entry.id
        if "fadd_binding_conflict" in facts:
            assert entry.function == "conflict", entry.id


def test_lower_bound_of_a_count() -> None:
    assert lower_bound(0) == 0
    assert lower_bound(1) == pytest.approx(0.05129, abs=1e-4)
    assert lower_bound(18) == pytest.approx(11.63, abs=0.01)
    assert lower_bound(2000) == pytest.approx(1926.8, abs=2)
    assert all(lower_bound(n) < lower_bound(n + 1) < n + 1 for n in range(1, 600))


def test_a_frequency_of_unknown_or_small_size_decides_nothing() -> None:
    for frequency in (
        Frequency(0.2, "a study"),
        Frequency(0.2, "a study", count=200, chromosomes=1000),
    ):
        found = judged("c.830T>C", ExternalEvidence((frequency,)))
        assert not [c for c in found.criteria if c in ("BA1", "BS1") or c.startswith("PM2")]
        assert Flag.COMMON not in found.flags
        assert "frequency_unsized" in found.notes
    named = judged("c.830T>C", ExternalEvidence((Frequency(0.2, "CSQ gnomADe_AF"),)))
    assert "BA1" in named.criteria  # a release of known size
    one = Frequency(1 / 5008, "1000 Genomes phase 3", count=1, chromosomes=5008)
    assert Flag.COMMON not in judged("c.830T>C", ExternalEvidence((one,))).flags


def test_the_same_change_by_other_bases_is_known_at_the_level_of_its_entry() -> None:
    found = judged(codon_change(260, "GTA"))  # Asp260Val by two bases
    assert found.known[0].startswith("same_change:ClinVar:16504")
    assert found.known[0].endswith(":asserted")
    assert Flag.KNOWN_ALPS in found.flags
