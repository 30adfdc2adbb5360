"""Inheritance by a pedigree: trios, mosaics, unknown parents, segregation, faulty files."""

import pytest

from fasannot.errors import InputError
from tests.samples.support import R250P, row, sample_rows

TRIO = "F1\tchild\tfather\tmother\t1\t2\nF1\tfather\t0\t0\t1\t1\nF1\tmother\t0\t0\t2\t1\n"
SAMPLES = ("child", "father", "mother")


def inherited(tmp_path, child, father, mother, ped=TRIO, samples=SAMPLES):
    """Return INHERITANCE of the child."""
    path = tmp_path / "family.ped"
    path.write_text(ped)
    columns = [child, father, mother][: len(samples)]
    listed, _ = sample_rows(
        tmp_path, [row(R250P, "GT:AD", *columns)], samples=samples, pedigree_path=str(path)
    )
    return next(item["INHERITANCE"] for item in listed if item["SAMPLE"] == "child")


@pytest.mark.parametrize(
    ("child", "father", "mother", "origin", "unaffected"),
    [
        ("0/1:20,20", "0/0:40,0", "0/0:40,0", "de_novo", "0/2"),
        ("0/1:20,20", "0/1:20,20", "0/0:40,0", "paternal", "1/2"),
        ("0/1:20,20", "0/0:40,0", "0/1:20,20", "maternal", "1/2"),
        ("0/1:20,20", "0/0:40,0", "0/1:95,5", "maternal_mosaic", "1/2"),
        ("0/1:20,20", "0/1:20,20", "0/1:20,20", "maternal_or_paternal", "2/2"),
        ("1/1:0,40", "0/1:20,20", "0/1:20,20", "biparental", "2/2"),
        ("1/1:0,40", "0/1:20,20", "0/0:40,0", "paternal_only_although_homozygous", "1/2"),
        ("0/1:20,20", "./.:0,0", "0/0:40,0", "not_maternal_father_unknown", "0/1"),
        ("0/1:20,20", "0/0:40,0", "./.:0,0", "not_paternal_mother_unknown", "0/1"),
        ("0/1:20,20", "./.:0,0", "0/1:20,20", "maternal_other_parent_unknown", "1/1"),
    ],
)
def test_trio(tmp_path, child, father, mother, origin, unaffected):
    found = inherited(tmp_path, child, father, mother)
    assert found == f"{origin};affected_carriers=1/1;unaffected_carriers={unaffected}"


def test_parents_that_are_not_in_the_file(tmp_path):
    found = inherited(tmp_path, "0/1:20,20", "", "", samples=("child",))
    assert found == "unknown;affected_carriers=1/1"


def test_founders_and_strangers(tmp_path):
    ped = "F1 child 0 0 1 2\n"
    found = inherited(tmp_path, "0/1:20,20", "0/1:20,20", "0/0:40,0", ped=ped)
    assert found == "founder;affected_carriers=1/1"


@pytest.mark.parametrize(
    ("ped", "message"),
    [
        ("F1 child father\n", "not a PED row"),
        ("F1 child 0 0 1 2\nF1 child 0 0 1 2\n", "twice"),
        ("F1 child child 0 1 2\n", "its own parent"),
        ("F1 nobody 0 0 1 2\n", "none of the samples"),
        (TRIO.replace("\t0\t0\t1", "\t0\t\0\t1"), "line 2: NUL byte in a PED file"),
    ],
)
def test_faulty_pedigrees(tmp_path, ped, message):
    with pytest.raises(InputError, match=message):
        inherited(tmp_path, "0/1:20,20", "0/0:40,0", "0/0:40,0", ped=ped)


def test_missing_pedigree(tmp_path):
    with pytest.raises(InputError, match="PED file"):
        sample_rows(
            tmp_path, [row(R250P, "GT", "0/1")], pedigree_path=str(tmp_path / "missing.ped")
        )
