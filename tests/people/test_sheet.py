"""The sample sheet: how people write it, and what is refused where."""

import pytest

from fasannot.errors import InputError
from fasannot.people.families import read_families
from fasannot.people.sheet import read_sheet


def sheet(tmp_path, text, name="sheet.tsv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return read_sheet(str(path))


GOOD = "sample\tperson\ttissue\nb\tAnn\twhole_blood\nd\tAnn\tdnt\nm\tEve\tsaliva\n"


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD,
        GOOD.replace("\t", ","),
        "tissue\tsample\tperson\nwhole_blood\tb\tAnn\ndnt\td\tAnn\nsaliva\tm\tEve\n",
        GOOD.replace("d\tAnn", "\nd\tAnn"),
        GOOD.replace("dnt", "DNT"),
    ],
)
def test_ways_of_writing_it(tmp_path, text):
    found = sheet(tmp_path, text)
    assert list(found.persons) == ["Ann", "Eve"]
    assert [one.tissue.word for one in found.samples] == ["whole_blood", "dnt", "saliva"]


def test_all_columns(tmp_path):
    text = (
        "sample\tperson\ttissue\tvcf\tbam\tfather\tmother\tsex\taffected\tpurity\n"
        "k\tKid\tdnt\tk.vcf\tk.bam\tDad\tMom\tfemale\tyes\t0.9\n"
        "f\tDad\thair\t\t\t\t\tmale\tno\t\n"
        "m\tMom\twhole_blood\thttps://host/m.vcf.gz\t\t\t\tF\tunknown\t\n"
    )
    kid, dad, mom = sheet(tmp_path, text).persons.values()
    assert (kid.father, kid.mother, kid.sex, kid.affected) == ("Dad", "Mom", "female", True)
    assert kid.samples[0].vcf == str(tmp_path / "k.vcf")
    assert kid.samples[0].purity == 0.9
    assert (dad.affected, mom.affected, mom.sex) == (False, None, "female")
    assert mom.samples[0].vcf == "https://host/m.vcf.gz"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("sample\tperson\ttissue\n", "no row"),
        ("sample\tperson\n", "column tissue is missing"),
        ("sample\tperson\ttissue\tcolour\n", "unknown column 'colour'"),
        ("sample\tperson\ttissue\ttissue\n", "twice"),
        (GOOD + "x\tAnn\n", "line 5: has 2 cells"),
        (GOOD + "x\tAnn\tmarrow\n", "line 5, column tissue: unknown tissue 'marrow'"),
        (GOOD + "x\t\tdnt\n", "line 5, column person"),
        (GOOD + "b\tEve\tdnt\n", "line 5, column sample: b is given to Ann"),
        (GOOD + "b\tAnn\tdnt\n", "stands in line 2 already"),
        ("sample\tperson\ttissue\tpurity\nx\tA\tdnt\t90\n", "column purity"),
        ("sample\tperson\ttissue\tpurity\nx\tA\tdnt\t0\n", "column purity"),
        ("sample\tperson\ttissue\taffected\nx\tA\tdnt\tperhaps\n", "column affected"),
        ("sample\tperson\ttissue\tsex\nx\tA\tdnt\tboth\n", "column sex"),
        ("sample\tperson\ttissue\tfather\nx\tA\tdnt\tZed\n", "column father: Zed is no person"),
        ("sample\tperson\ttissue\tmother\nx\tA\tdnt\tA\n", "its own mother"),
        (
            "sample\tperson\ttissue\taffected\nx\tA\tdnt\tyes\ny\tA\thair\tno\n",
            "'no' here and 'yes' in line 2",
        ),
        ("sample\tperson\ttissue\nx\0\tA\tdnt\n", "NUL"),
    ],
)
def test_what_is_refused(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        sheet(tmp_path, text)


def test_a_sheet_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match=r"missing\.tsv"):
        read_sheet(str(tmp_path / "missing.tsv"))


def test_a_sheet_in_another_encoding(tmp_path):
    with pytest.raises(InputError, match="UTF-8"):
        sheet(tmp_path, GOOD.replace("Eve", "Zoë"), encoding="latin-1")


def test_lines_of_provenance_may_stand_above(tmp_path):
    assert list(sheet(tmp_path, "## made by: someone\n" + GOOD).persons) == ["Ann", "Eve"]


PARENTS = ("sample", "person", "tissue", "sex", "father", "mother")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("a", "P", "hair", "", "Q", "Q"), ("b", "Q", "hair", "", "", "")],
         "line 2, column father: Q is named as father and as mother of P"),
        ([("a", "P", "hair", "", "Q", ""), ("b", "Q", "hair", "", "", "P")],
         "P is named as an ancestor of P"),
        ([("a", "P", "hair", "", "Q", ""), ("b", "Q", "hair", "female", "", "")],
         "line 2, column father: Q is named as father of P and is female"),
        ([("a", "P", "hair", "", "", "Q"), ("b", "Q", "hair", "M", "", "")],
         "line 2, column mother: Q is named as mother of P and is male"),
    ],
)  # fmt: skip
def test_parents_who_cannot_be(tmp_path, rows, message):
    path = tmp_path / "sheet.tsv"
    path.write_text("\n".join("\t".join(row) for row in (PARENTS, *rows)) + "\n")
    with pytest.raises(InputError, match=message):
        read_sheet(str(path))


def test_a_pedigree_in_a_circle(tmp_path):
    path = tmp_path / "family.ped"
    path.write_text("F kid dad 0 1 2\nF dad old 0 1 1\nF old kid 0 1 1\n")
    with pytest.raises(InputError, match="kid is named as an ancestor of kid"):
        read_families(str(path))
