"""Parents and other relatives: carriers, mosaics, new mutations, phase, pedigrees."""

import pytest

from fasannot.errors import InputError
from fasannot.people.families import Families, Member, read_families
from fasannot.people.family import (
    UNREAD,
    AtAllele,
    Carriage,
    Relative,
    inheritance,
    phase_of,
    relative,
)
from fasannot.people.parameters import load_tissues
from fasannot.people.site_model import SiteClass, TissueReads
from tests.people.support import R250P, SPLICE, call, row, samples_table

BLOOD = load_tissues()["whole_blood"]


def by_reads(alt, total, **facts):
    reads = (TissueReads(BLOOD, alt, total),)
    return relative(SiteClass.SUBSTITUTION, reads, called=False, **facts)


@pytest.mark.parametrize(
    ("alt", "total", "carriage"),
    [
        (24, 51, "carrier"),
        (0, 33, "free"),
        (0, 18, "not_carrier"),
        (0, 2, "unknown"),
        (0, 0, "unknown"),
        (7, 70, "mosaic"),
        (1, 90, "not_carrier"),
    ],
)
def test_what_reads_say_of_a_parent(alt, total, carriage):
    assert by_reads(alt, total).carriage.value == carriage


def test_a_genotype_without_quality_is_not_known():
    assert by_reads(0, 50, trusted=False).carriage is Carriage.UNKNOWN
    assert by_reads(7, 70, trusted=False).carriage is Carriage.MOSAIC


def test_depth_and_quality_without_counts_are_a_reading():
    found = relative(SiteClass.INDEL, (), called=False, stated_free=45)
    assert found.carriage is Carriage.FREE


FREE = by_reads(0, 60)
THIN = by_reads(0, 18)
HAS = relative(SiteClass.SUBSTITUTION, (TissueReads(BLOOD, 20, 41),), called=True)
MOSAIC = by_reads(7, 70)
CALLED_MOSAIC = relative(SiteClass.SUBSTITUTION, (), called=True, called_mosaic=True)


@pytest.mark.parametrize(
    ("homozygous", "father", "mother", "word"),
    [
        (False, None, None, "founder"),
        (False, FREE, FREE, "de_novo"),
        (False, FREE, THIN, "de_novo_or_parental_mosaic"),
        (False, MOSAIC, FREE, "de_novo_or_parental_mosaic"),
        (False, HAS, FREE, "paternal"),
        (False, FREE, HAS, "maternal"),
        (False, HAS, UNREAD, "paternal_other_parent_unknown"),
        (False, HAS, HAS, "maternal_or_paternal"),
        (False, FREE, CALLED_MOSAIC, "maternal_mosaic"),
        (False, FREE, UNREAD, "not_paternal_mother_unknown"),
        (False, FREE, None, "not_paternal_mother_unknown"),
        (False, UNREAD, UNREAD, "unknown"),
        (True, HAS, HAS, "biparental"),
        (True, HAS, FREE, "paternal_only_although_homozygous"),
        (True, FREE, FREE, "homozygous_without_parents"),
        (True, UNREAD, FREE, "unknown"),
    ],
)
def test_inheritance(homozygous, father, mother, word):
    assert inheritance(homozygous, father, mother).word == word


def test_what_is_not_excluded_is_said():
    assert inheritance(False, FREE, FREE).notes[0].startswith("mosaicism_not_excluded=")
    assert inheritance(False, MOSAIC, FREE).notes == ("parental_mosaicism=father:7/70",)
    assert "swap" in inheritance(True, FREE, FREE).notes[0]


def at(father, mother, **others):
    return AtAllele(father, mother, others)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (at(HAS, FREE), at(FREE, HAS), False),
        (at(FREE, HAS), at(HAS, FREE), False),
        (at(HAS, FREE), at(HAS, FREE), True),
        (at(FREE, HAS), at(FREE, HAS), True),
        (at(HAS, HAS), at(HAS, HAS), None),
        (at(HAS, FREE), at(FREE, FREE), None),  # the second is new
        (at(HAS, FREE), at(UNREAD, UNREAD), None),
        (at(HAS, UNREAD), at(FREE, UNREAD), False),  # one parent suffices
        (at(HAS, UNREAD), at(HAS, UNREAD), None),
        (at(HAS, HAS), at(FREE, HAS), None),
        (at(UNREAD, UNREAD, sib=HAS), at(UNREAD, UNREAD, sib=FREE), False),
        (at(UNREAD, UNREAD, sib=HAS), at(UNREAD, UNREAD, sib=HAS), None),
    ],
)
def test_phase_by_relatives(one, other, together):
    assert phase_of(one, other) is together
    assert phase_of(other, one) is together


def test_a_parent_read_thinly_lacks_nothing():
    thin = Relative(Carriage.NOT_CARRIER, 0.0, 0, 8)
    assert phase_of(at(HAS, UNREAD), at(thin, UNREAD)) is None


@pytest.mark.parametrize(
    "text",
    [
        "F kid dad mom 2 2\nF dad 0 0 1 1\n",
        "F\tkid\tdad\tmom\tfemale\taffected\nF\tdad\tNA\tNone\tmale\tunaffected\n",
        "\ufeffF kid dad mom 2 2.0\r\nF dad . . 1 1.0\r\n",
        "#family\nfamily_id\tindividual_id\tpaternal_id\tmaternal_id\tsex\tphenotype\n"
        "F\tkid\tdad\tmom\t2\t2\nF\tdad\t-9\t-9\t1\t1\n",
        "kid kid dad mom 2 case extra column\ndad dad 0 0 1 control extra column\n",
    ],
)
def test_pedigrees_as_people_write_them(tmp_path, text):
    path = tmp_path / "family.ped"
    path.write_text(text)
    found = read_families(str(path))
    kid, dad = found.members["kid"], found.members["dad"]
    assert (kid.father, kid.mother, kid.affected) == ("dad", "mom", True)
    assert (dad.father, dad.mother, dad.affected) == ("", "", False)
    assert {member.name for member in found.family("kid")} == {"kid", "dad", "mom"}


@pytest.mark.parametrize("phenotype", ["NA", "0", "-9", "ill", "3.7", "unknown"])
def test_an_unknown_phenotype_is_unknown(tmp_path, phenotype):
    path = tmp_path / "family.ped"
    path.write_text(f"F kid 0 0 1 {phenotype}\n")
    assert read_families(str(path)).members["kid"].affected is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no individual"),
        ("F kid dad\n", "line 1: not a PED row"),
        ("F kid 0 0 1 2\nF kid 0 0 1 2\n", "line 2: kid is listed twice"),
        ("F kid kid 0 1 2\n", "its own parent"),
    ],
)
def test_faulty_pedigrees(tmp_path, text, message):
    path = tmp_path / "family.ped"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        read_families(str(path))


def test_sibs_and_children():
    members = [Member("", name, "dad", "mom", None) for name in ("a", "b")]
    found = Families([*members, Member("", "dad", "", "", None), Member("", "c", "a", "", None)])
    assert [one.name for one in found.sibs("a")] == ["b"]
    assert [one.name for one in found.children("a")] == ["c"]
    assert {one.name for one in found.family("c")} == {"a", "b", "c", "dad", "mom"}


def test_a_parent_without_a_row_is_a_parent_all_the_same(tmp_path):
    record = row(SPLICE, call(48, 99), call(0, 99), call(50, 99))
    found = []
    for text in (PED, "F kid dad mom 2 2\n"):
        path = tmp_path / "family.ped"
        path.write_text(text)
        rows, _ = samples_table(tmp_path, [record], NAMES, pedigree_path=str(path))
        found.append(next(one["INHERITANCE"] for one in rows if one["SAMPLE"] == "kid"))
    assert all(one.startswith("maternal") for one in found)


PED = "F kid dad mom 2 2\nF dad 0 0 1 1\nF mom 0 0 2 1\n"
NAMES = ("kid", "dad", "mom")


def with_ped(tmp_path, *records):
    path = tmp_path / "family.ped"
    path.write_text(PED)
    rows, _ = samples_table(tmp_path, records, NAMES, pedigree_path=str(path))
    return [one for one in rows if one["SAMPLE"] == "kid"]


def test_parents_settle_phase_in_the_samples_table(tmp_path):
    trans = with_ped(
        tmp_path,
        row(SPLICE, call(22, 45), call(20, 44), call(0, 51)),
        row(R250P, call(21, 45), call(0, 44), call(26, 51)),
    )
    assert [one["PARTNERS"] for one in trans] == ["c.749G>C(trans)", "c.651+1G>A(trans)"]
    assert all("COMPOUND" in one["FLAGS"] for one in trans)
    cis = with_ped(
        tmp_path,
        row(SPLICE, call(22, 45), call(20, 44), call(0, 51)),
        row(R250P, call(21, 45), call(23, 44), call(0, 51)),
    )
    assert [one["PARTNERS"] for one in cis] == ["c.749G>C(cis)", "c.651+1G>A(cis)"]
    assert not any("COMPOUND" in one["FLAGS"] for one in cis)


def test_the_same_allele_in_another_spelling_is_inherited(tmp_path):
    ref = "CG"
    found = with_ped(
        tmp_path,
        row(("89014190", ref, "CC"), call(20, 41), "0/0:.:38:99", call(0, 45)),
        row(R250P, "0/0:.:41:99", call(19, 38), call(0, 45)),
    )
    assert found[0]["INHERITANCE"].startswith("paternal;")


def test_a_file_without_depth_and_quality_shows_no_new_mutation(tmp_path):
    found = with_ped(tmp_path, row(R250P, "0/1", "0/0", "0/0", layout="GT"))
    assert found[0]["INHERITANCE"].startswith("unknown;")
