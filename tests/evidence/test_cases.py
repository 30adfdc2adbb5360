"""Hand-worked alleles (tests/truth/alps_cases.tsv) and the table of classes of the interface."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fasannot.evidence.values import ExternalEvidence, Frequency
from fasannot.gene.model import load_gene_model
from fasannot.rules.annotator import Annotator, locus_allele
from fasannot.rules.flags import Flag, is_candidate
from fasannot.rules.knowledge import load_knowledge
from tests.evidence.support import codon_change, effect, judged, rules_of, variant

TRUTH = Path(__file__).parents[1] / "truth" / "alps_cases.tsv"


def cases() -> list[dict[str, str]]:
    lines = [line for line in TRUTH.read_text().splitlines() if not line.startswith("##")]
    names = lines[0].split("\t")
    return [dict(zip(names, line.split("\t"), strict=True)) for line in lines[1:]]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["case"])
def test_hand_worked(case: dict[str, str]) -> None:
    name = case["hgvs_c"]
    found = judged(name)
    blind = judged(name, use_known=False)
    got = {
        "hgvs_p": effect(name).hgvs_p,
        "flags": " ".join(found.flags),
        "flags_no_known": " ".join(blind.flags),
        "lof": found.lof or "",
        "lof_reason": "&".join(found.lof_reasons),
        "splice": found.splice,
        "mechanism": found.mechanism or "",
        "criteria": "&".join(blind.criteria),
        "class": blind.classification,
    }
    assert {key: value or "." for key, value in got.items()} == {key: case[key] for key in got}
    for line in found.evidence:
        assert line.sentence
        assert "{" not in line.sentence
        assert line.source


CLASSES = [
    ("c.110T>A", "LOF", "HC", "PTC_NMD"),
    ("c.441del", "LOF", "HC", "PTC_NMD"),
    ("c.748C>T", "LOF DEATH_DOMAIN", "HC", "PTC_REMOVES_DEATH_DOMAIN"),
    ("c.1000del", "LOF_LC", "LC", "PTC_DISTAL"),
    ("c.946A>T", "LOF_LC", "LC", "PTC_DISTAL"),
    ("c.1A>G", "LOF", "HC", "START_LOST"),
    ("c.1006T>C", "LOF_LC", "LC", "STOP_LOST"),
    ("c.197-1G>A", "LOF", "HC", "CANONICAL_SPLICE"),
    ("c.335-1G>A", "LOF", "HC", "CANONICAL_SPLICE"),
    ("c.505+1G>A", "LOF", "HC", "CANONICAL_SPLICE"),
    ("c.568+1G>A", "LOF", "HC", "CANONICAL_SPLICE"),
    ("c.569-1G>A", "LOF DEATH_DOMAIN", "HC", "CANONICAL_SPLICE"),
    ("c.651+1G>A", "LOF DEATH_DOMAIN", "HC", "CANONICAL_SPLICE"),
    ("c.652-1G>A", "LOF DEATH_DOMAIN", "HC", "CANONICAL_SPLICE"),
    ("c.676+1G>A", "LOF DEATH_DOMAIN", "HC", "CANONICAL_SPLICE"),
    ("c.197-30_334+30del", "LOF", "HC", "EXON_DELETED"),
    ("c.506-30_568+30del", "LOF", "HC", "TRANSMEMBRANE_DELETED"),
    ("c.680_883del", "LOF DEATH_DOMAIN", "HC", "TENTH_DELETED"),
    ("c.749_751del", "DEATH_DOMAIN", "", ""),
    ("c.753G>A", "", "", ""),
    ("c.-10C>T", "", "", ""),
]


@pytest.mark.parametrize(("name", "flags", "lof", "reason"), CLASSES)
def test_class_table(name: str, flags: str, lof: str, reason: str) -> None:
    found = judged(name, use_known=False)
    assert " ".join(found.flags) == flags
    assert (found.lof or "") == lof
    assert reason in found.lof_reasons if reason else found.lof_reasons == ()


def test_both_readings_of_the_50_nt_rule_where_they_differ() -> None:
    knowledge = load_knowledge()
    protein = knowledge.model.mane.protein
    for residue in range(200, 226):
        if protein[residue - 1] == "*":
            continue
        found = judged(codon_change(residue, "TAA"), use_known=False)
        first = 3 * residue - 2
        assert ("NMD_READINGS_DIFFER" in found.lof_reasons) == (626 <= first <= 651), first
        assert (Flag.DEATH_DOMAIN in found.flags) == (first >= 626)


def test_gain_of_function_has_no_pm1_and_tolerated_residues_neither() -> None:
    assert "PM1" not in judged(codon_change(313, "GAT")).criteria
    assert "PM1" not in judged(codon_change(305, "AAA"), use_known=False).criteria
    assert "PM1" in judged(codon_change(250, "CCA"), use_known=False).criteria


def test_ps1_and_pm5_never_use_nonsense_somatic_or_polymorphic_comparators() -> None:
    # R250* and Q273* are catalogued nonsense; N118S, K299N somatic; T305I a polymorphism
    for residue, codon in ((273, "GAA"), (118, "GAC"), (299, "GAA"), (305, "AAA"), (215, "TCA")):
        criteria = judged(codon_change(residue, codon)).criteria
        assert not [c for c in criteria if c.startswith(("PS1", "PM5"))], residue


def test_ps1_needs_another_nucleotide_change() -> None:
    assert not [c for c in judged("c.749G>C").criteria if c.startswith("PS1")]
    other = judged(codon_change(250, "CCC"))  # R250P by two bases
    assert Flag.KNOWN_ALPS in other.flags
    assert "PS1_Moderate" in other.criteria  # the comparator is likely pathogenic


def test_the_same_nonsense_change_by_another_base_is_known_but_no_comparator() -> None:
    found = judged("c.644T>G")  # Leu215Ter as c.644T>A, which is catalogued
    assert Flag.KNOWN_ALPS in found.flags
    assert found.known[0].startswith("same_change:ClinVar:1071139")
    assert not [c for c in found.criteria if c.startswith(("PS1", "PM5"))]
    assert judged(codon_change(215, "TCA"), use_known=True).known == ()


def test_known_marks_relation() -> None:
    assert "same_allele:ClinVar:16505/UniProt:VAR_013426:likely_pathogenic:1_star:asserted" in (
        judged("c.749G>C").known
    )
    assert any(k.startswith("same_residue:") for k in judged("c.749G>C").known)
    assert any(k.startswith("same_motif:") for k in judged("c.651+5G>A").known)
    somatic = judged("c.73G>A")
    assert Flag.KNOWN_ALPS not in somatic.flags
    assert "somatic_only" in somatic.known[0]


def test_common_beats_all_but_known() -> None:
    assert not is_candidate((Flag.DEATH_DOMAIN, Flag.COMMON))
    assert is_candidate((Flag.DEATH_DOMAIN, Flag.KNOWN_ALPS, Flag.COMMON))
    assert is_candidate((Flag.LOF,))
    assert not is_candidate(())
    often = ExternalEvidence((Frequency(0.01, "test", chromosomes=100_000),))
    found = judged("c.748C>T", often, use_known=False)
    assert Flag.LOF in found.flags
    assert not found.is_candidate
    few = ExternalEvidence((Frequency(0.01, "test", chromosomes=100),))
    assert Flag.COMMON not in judged("c.748C>T", few).flags


def test_exon_6_withholds_benign_criteria_where_not_measured() -> None:
    unmeasured = judged("c.540T>A", use_known=False)  # the one substitution not measured (T35A)
    assert "SPLICE_EXON6_NOT_MEASURED" in rules_of(unmeasured)
    assert not [c for c in unmeasured.criteria if c.startswith("B")]


def test_a_gel_that_disagrees_is_shown_and_takes_back_the_criterion() -> None:
    found = judged("c.513_542del", use_known=False)  # 4.88 % by sequencing, 30.1 % by gel
    assert Flag.SPLICE in found.flags
    assert "4.9 % (by gel 30.1 %)" in found.details["exon6_psi"]
    assert "exon6_near_absent" not in found.details


def test_deletion_written_across_the_border_of_exon_6_is_looked_up() -> None:
    # the last G of exon 6 deleted shifts into the intron; the exon it leaves was measured
    found = judged(variant("c.568del"), use_known=False)
    assert "PSI=37.9" in found.splice
    # however often the exon is included, it is one base short: the frame is lost
    assert found.lof == "HC"
    assert "exon6_donor_moved/out_of_frame" in found.splice


SPELLINGS = st.tuples(
    st.integers(min_value=5200, max_value=29000),
    st.integers(min_value=0, max_value=6),
    st.text("ACGT", max_size=5),
    st.integers(min_value=0, max_value=4),
    st.integers(min_value=0, max_value=4),
)


@given(SPELLINGS)
def test_answer_depends_on_the_allele_not_its_spelling(
    made: tuple[int, int, str, int, int],
) -> None:
    start, size, alt, left, right = made
    model = load_gene_model()
    ref = model.sequence[start : start + size]
    plain = locus_allele(model, start, ref, alt)
    before = model.sequence[start - left : start]
    after = model.sequence[start + size : start + size + right]
    padded = locus_allele(model, start - left, before + ref + after, before + alt + after)
    assert (plain is None) == (padded is None)
    if plain is None or padded is None:
        return
    one, other = judged(plain.variant), judged(padded.variant)
    assert one.verdict == other.verdict
    assert dict(one.details) == dict(other.details)
    assert (one.splice, one.known) == (other.splice, other.known)
    for line in one.evidence:
        assert "{" not in line.sentence


@pytest.mark.parametrize("name", ["c.444-1dup", "c.677-1dup"])
def test_a_base_put_between_ag_and_exon_shifts_the_frame(name: str) -> None:
    found = judged(name, use_known=False)
    assert found.lof == "HC"
    assert "_acceptor_moved/out_of_frame" in found.splice


KEPT_SITES = [
    "c.31-5_36dup",
    "c.31-2_31-1dup",
    "c.334+1_334+2insGACATGGCTTAG",
    "c.335-8_335-2dup",
    "c.651+2_651+3insTGAAAT",
    "c.335-40_335-26del",
]


@pytest.mark.parametrize("name", KEPT_SITES)
def test_a_rewritten_splice_site_that_keeps_gt_and_ag_is_flagged(name: str) -> None:
    found = judged(name, use_known=False)
    assert found.flags == (Flag.SPLICE,)
    assert "SPLICE_MOTIF_CHANGED" in rules_of(found)


def test_repeated_exons() -> None:
    model = load_gene_model()
    exons = model.mane.exons

    def repeat(first: int, last: int) -> list[str]:
        start, end = exons[first].start - 90, exons[last].end + 90
        copy = model.sequence[start:end]
        allele = locus_allele(model, start, "", copy)
        assert allele is not None
        return [*judged(allele.variant, use_known=False).lof_reasons]

    assert repeat(2, 2) == ["EXON_DUPLICATED_IN_FRAME"]
    assert repeat(3, 3) == ["EXON_DUPLICATED_FRAMESHIFT"]
    assert repeat(8, 8) == []


def test_deletions_over_the_ends_of_the_transcript() -> None:
    model = load_gene_model()
    mane = model.mane

    def delete(start: int, end: int) -> tuple[str, tuple[str, ...]]:
        allele = locus_allele(model, start, model.sequence[start:end], "")
        assert allele is not None
        found = judged(allele.variant, use_known=False)
        return " ".join(found.flags), found.lof_reasons

    assert delete(mane.start - 50, mane.end + 50) == ("LOF", ("TRANSCRIPT_DELETED",))
    assert delete(mane.start - 50, mane.exons[0].end + 50) == ("LOF", ("FIRST_EXON_DELETED",))
    assert delete(mane.exons[8].start - 50, mane.end + 9)[0] == "LOF DEATH_DOMAIN"
    assert delete(mane.exons[8].start, mane.end)[0] == "LOF DEATH_DOMAIN"
    assert delete(mane.end - 50, mane.end + 50) == ("", ())
    assert delete(mane.start - 50, mane.start + 9) == ("LOF_LC", ("PROMOTER_DELETED",))
    assert delete(mane.start - 9, mane.start + 1) == ("", ())
    assert delete(mane.start, mane.start + 40) == ("LOF_LC", ("PROMOTER_DELETED",))
    assert delete(mane.start, mane.start + 9) == ("", ())
    assert delete(mane.start + 1, mane.start + 40) == ("", ())


@pytest.mark.parametrize("case", cases()[::3], ids=lambda case: case["case"])
def test_both_builds_and_any_order_give_one_answer(case: dict[str, str]) -> None:
    model = load_gene_model()
    allele = variant(case["hgvs_c"])
    start = allele.start - 1
    ref = model.sequence[start : allele.end]
    alt = model.sequence[start] + allele.alt
    found = []
    for assembly in model.assemblies.values():
        annotator = Annotator(model, assembly, model.chosen("mane"), load_knowledge())
        found.append(annotator.annotate(assembly.position(start), ref, alt)[0].assessment)
    judged("c.748C>T")
    found.append(judged(case["hgvs_c"]))
    verdicts = {(item.verdict, item.splice, item.known) for item in found if item is not None}
    assert len(verdicts) == 1
