"""Phase by children, sibs and grandparents; hemizygous children; swapped samples; words."""

import pytest

from fasannot.people.families import read_families
from fasannot.people.family import UNREAD, AtAllele, Carriage, Child, Relative, phase_of
from fasannot.people.kin import inferred
from tests.people.support import R250P, SILENT, SPLICE, STOP, call, conclude, row
from tests.support import reference

HAS = Relative(Carriage.CARRIER, 0.0, 20, 40, called=True)
LACKS = Relative(Carriage.FREE, 0.0, 0, 40)


def at(**relatives):
    return AtAllele(UNREAD, UNREAD, **relatives)


@pytest.mark.parametrize(
    ("child", "other", "together"),
    [
        ((HAS, HAS), (LACKS, LACKS), True),  # both came from this parent at once
        ((HAS, HAS), (UNREAD, UNREAD), None),
        ((HAS, HAS), (HAS, LACKS), None),
        ((HAS, LACKS), (LACKS, LACKS), False),
        ((HAS, LACKS), (HAS, LACKS), None),  # it may be the other parent's copy
        ((LACKS, LACKS), (LACKS, LACKS), None),
    ],
)
def test_phase_by_a_child(child, other, together):
    alleles = [at(children={"kid": Child(a, b)}) for a, b in zip(child, other, strict=True)]
    assert phase_of(*alleles) is together


def test_phase_by_a_sib_needs_that_not_both_parents_have_it():
    assert phase_of(at(sibs={"s": HAS}), at(sibs={"s": LACKS})) is False
    both = AtAllele(HAS, HAS, sibs={"s": HAS})
    assert phase_of(both, AtAllele(UNREAD, UNREAD, sibs={"s": LACKS})) is None


def test_a_mosaic_parent_settles_no_phase_as_one_who_lacks_it():
    mosaic = Relative(Carriage.MOSAIC, 0.9, 5, 100)
    assert phase_of(AtAllele(mosaic, LACKS), AtAllele(LACKS, HAS)) is False
    assert phase_of(AtAllele(mosaic, LACKS), AtAllele(HAS, LACKS)) is None


def test_what_grandparents_say_of_a_parent_who_was_not_read():
    assert inferred(UNREAD, [HAS, LACKS]).has is True
    assert inferred(UNREAD, [LACKS, LACKS]).has is False
    assert inferred(UNREAD, [LACKS]).has is None


BLOOD = "whole_blood"
COLUMNS = ("sample", "person", "tissue", "father", "mother")
TRIO = [("c", "C", BLOOD, "F", "M"), ("f", "F", BLOOD, "", ""), ("m", "M", BLOOD, "", "")]


def trio(tmp_path, *records):
    return conclude(tmp_path, records, TRIO, ("c", "f", "m"), COLUMNS)


def test_phase_by_grandparents(tmp_path):
    """The father was not sampled; his mother has one allele, the mother of the child the other."""
    sheet = [
        ("c", "C", BLOOD, "F", "M"),
        ("m", "M", BLOOD, "", ""),
        ("g", "F", "dnt", "", "G"),  # no unsorted tissue: he is not read as a relative
        ("o", "G", BLOOD, "", ""),
    ]
    records = [
        row(SPLICE, call(49, 100), call(0, 20), "./.", call(52, 100)),
        row(R250P, call(51, 100), call(48, 100), "./.", call(0, 100)),
    ]
    found = conclude(tmp_path, records, sheet, ("c", "m", "g", "o"), COLUMNS)
    assert found.row("c.749G>C", "C")["PHASE"] == "trans(parents)"


def test_the_father_of_a_cis_pair_knows_it_by_his_child(tmp_path):
    found = trio(
        tmp_path,
        row(SPLICE, call(49, 100), call(52, 100), call(0, 90)),
        row(R250P, call(51, 100), call(48, 100), call(0, 90)),
    )
    assert found.row("c.749G>C", "F")["PHASE"] == "cis(parents)"
    assert "COMPOUND" not in found.row("c.749G>C", "F")["FLAGS"]


def test_a_child_with_one_copy_left_is_not_homozygous(tmp_path):
    start = 89003000
    gone = ["chr10", str(start), ".", reference(start), "<DEL>", "50", "PASS",
            "SVTYPE=DEL;END=89016000", "GT", "0/1", "0/0", "0/1"]  # fmt: skip
    found = trio(tmp_path, gone, row(R250P, call(97, 98), call(52, 100), call(0, 90)))
    one = found.row("c.749G>C", "C")
    assert one["INHERITANCE"] == "paternal"
    assert "hemizygous" in one["NOTES"]
    assert "swap" not in one["NOTES"]
    assert "HOM" not in one["FLAGS"].split("&")
    assert one["PHASE"] == "trans(deletion)"
    assert "the only copy: a deletion took the other" in found.text


def test_a_deletion_that_only_sorted_cells_show_leaves_the_person_two_copies(tmp_path):
    gone = ["chr10", "89003000", ".", reference(89003000), "<DEL>", "50", "PASS",
            "SVTYPE=DEL;END=89016000", "GT", "0/0", "0/1"]  # fmt: skip
    sheet = [("b", "P", "whole_blood"), ("d", "P", "dnt")]
    found = conclude(tmp_path, [gone, row(R250P, call(52, 104), call(93, 95))], sheet, ("b", "d"))
    one = found.row("c.749G>C")
    assert one["ORIGIN"] == "germline_with_loh"
    assert "hemizygous=dnt" in one["NOTES"].split("&")
    assert "the only copy" not in found.text


def test_two_copies_without_a_parent_who_has_them_earn_no_point(tmp_path):
    found = trio(tmp_path, row(R250P, call(97, 98), call(52, 100), call(0, 90)))
    assert found.row("c.749G>C", "C")["INHERITANCE"] == "paternal_only_although_homozygous"
    points = found.json[0]["events"][0]["points"]
    assert [one["criterion"] for one in points["case_criteria"]] == []


@pytest.mark.parametrize("child", [call(97, 98), call(48, 98)])
def test_samples_of_another_family_are_named(tmp_path, child):
    """Three alleles that no parent has, on two copies or on one, are another person's."""
    alleles = (SILENT, STOP, R250P)
    found = trio(tmp_path, *[row(one, child, call(0, 90), call(0, 95)) for one in alleles])
    one = found.row("c.749G>C", "C")
    assert (one["ORIGIN"], one["CONFIDENCE"], one["CATEGORY"]) == (
        "undetermined",
        "",
        "undetermined",
    )
    assert "sample_swap=family" in one["NOTES"].split("&")
    assert not {"HOM", "COMPOUND"} & set(one["FLAGS"].split("&"))
    assert "no origin is given, because samples do not fit each other" in found.text
    assert "no read counts" not in found.text


def test_a_parent_who_is_homozygous_for_what_the_child_lacks_counts_against_them(tmp_path):
    alleles = (SILENT, STOP, R250P)
    records = [row(one, call(0, 98), call(90, 91), call(0, 95)) for one in alleles]
    records.append(row(SPLICE, call(48, 98), call(0, 91), call(47, 95)))
    found = trio(tmp_path, *records)
    assert "sample_swap=family" in found.row("c.651+1G>A", "C")["NOTES"]


def test_a_new_mutation_in_blood_alone_is_germline(tmp_path):
    one = trio(tmp_path, row(R250P, call(49, 104), call(0, 60), call(0, 55))).row("c.749G>C")
    assert (one["ORIGIN"], one["INHERITANCE"]) == ("germline", "de_novo")


def test_a_parent_called_as_mosaic_is_named(tmp_path):
    found = trio(tmp_path, row(R250P, call(49, 104), call(9, 100, "0/1"), call(0, 95)))
    one = found.row("c.749G>C", "C")
    assert one["INHERITANCE"] == "paternal_mosaic"
    assert "parental_mosaicism=father:9/100" in one["NOTES"]


@pytest.mark.parametrize(
    "text",
    [
        "fam,kid,dad,mom,1,case\nfam,dad,0,0,1,control\n",
        '"fam"\t"kid"\t"dad"\t"mom"\t"1"\t"2"\n"fam"\t"dad"\t"0"\t"0"\t"1"\t"1"\n',
        "fam kid dad mom male patient\nfam dad 0 0 male healthy\n",
    ],
)
def test_more_pedigrees(tmp_path, text):
    path = tmp_path / "family.ped"
    path.write_text(text)
    members = read_families(str(path)).members
    assert (members["kid"].father, members["kid"].affected) == ("dad", True)
    assert (members["dad"].father, members["dad"].affected) == ("", False)


def test_a_pedigree_without_phenotypes(tmp_path):
    path = tmp_path / "family.ped"
    path.write_text("fam kid dad mom 1\n")
    assert read_families(str(path)).members["kid"].affected is None


def test_a_pedigree_links_who_has_a_sample_by_those_who_have_none(tmp_path):
    """The father was never sampled: his mother shows what he passed on."""
    ped = tmp_path / "family.ped"
    ped.write_text("F C D M 1 2\nF D 0 G 1 0\nF G 0 0 2 1\nF M 0 0 2 1\n")
    sheet = [("c", "C", BLOOD), ("m", "M", BLOOD), ("g", "G", BLOOD)]
    records = [
        row(SPLICE, call(49, 100), call(0, 20), call(52, 100)),
        row(R250P, call(51, 100), call(48, 100), call(0, 100)),
    ]
    found = conclude(tmp_path, records, sheet, ("c", "m", "g"), pedigree_path=str(ped))
    assert found.row("c.749G>C", "C")["PHASE"] == "trans(parents)"
    assert found.row("c.651+1G>A", "G")["NOTES"].endswith("unaffected_carrier")
    child = found.json[0]
    assert (child["father"], child["mother"], child["affected"]) == (None, "M", "yes")
    assert "Sequence hair or fibroblasts, or both parents." in child["conclusion"]["next"]


def test_what_sorted_cells_alone_show_is_not_called_new(tmp_path):
    sheet = [("c", "C", "dnt", "F", "M"), *TRIO[1:]]
    record = row(R250P, call(49, 104), call(0, 60), call(0, 55))
    one = conclude(tmp_path, [record], sheet, ("c", "f", "m"), COLUMNS).row("c.749G>C")
    assert (one["ORIGIN"], one["INHERITANCE"]) == ("undetermined", "unknown")


def test_one_read_of_a_well_read_parent_is_named_as_it_is(tmp_path):
    found = trio(tmp_path, row(R250P, call(52, 104), call(0, 109), call(1, 111, "0/0")))
    one = found.row("c.749G>C", "C")
    assert one["INHERITANCE"] == "de_novo_or_parental_mosaic"
    assert "parental_mosaicism_open=mother:1/111" in one["NOTES"].split("&")
    assert "thinly" not in one["NOTES"]
