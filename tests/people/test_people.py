"""Persons end to end: the classical pictures, rows that are never silent, the case, the track."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from fasannot.cli import command_line
from fasannot.errors import InputError
from fasannot.outputs.people_files import people_text
from fasannot.outputs.report.sheet_persons import sheet_persons
from fasannot.people.beta_binomial import log_beta_binomial
from fasannot.run.request import OutputType
from tests.people.support import (
    R250P,
    SILENT,
    SPLICE,
    call,
    conclude,
    one_person,
    row,
    samples_table,
    write_sheet,
)
from tests.support import vcf

BLOOD, DNT, MOUTH = "whole_blood", "dnt", "buccal"


def test_a_germline_mutation(tmp_path):
    found = one_person(
        tmp_path, [row(R250P, call(140, 290), call(66, 130), call(80, 170))], (BLOOD, DNT, MOUTH)
    )
    one = found.row("c.749G>C")
    assert (one["ORIGIN"], one["CATEGORY"]) == ("germline", "ALPS-FAS")
    assert one["FRACTIONS"] == "whole_blood=140/290&dnt=66/130&buccal=80/170"
    assert "LOF" not in one["FLAGS"].split("&")
    assert "MOSAIC" not in one["FLAGS"]


def test_a_somatic_mutation(tmp_path):
    found = one_person(
        tmp_path, [row(R250P, call(11, 303), call(77, 160), call(0, 220))], (BLOOD, DNT, MOUTH)
    )
    one = found.row("c.749G>C")
    assert (one["ORIGIN"], one["CATEGORY"]) == ("somatic", "ALPS-sFAS")
    assert "MOSAIC" in one["FLAGS"].split("&")
    assert one["INHERITANCE"] == ""
    assert float(one["CONFIDENCE"]) >= 0.99
    assert "3.6 % (11 of 303 reads)" in " ".join(found.text.split())


def test_a_germline_mutation_and_a_lost_copy(tmp_path):
    found = one_person(
        tmp_path,
        [row(R250P, call(61, 120), call(150, 154, "1/1"), call(44, 90))],
        (BLOOD, DNT, "fibroblasts"),
    )
    one = found.row("c.749G>C")
    assert one["ORIGIN"] == "germline_with_loh"
    assert one["CATEGORY"] == "ALPS-FAS_with_somatic_second_hit"
    flags = one["FLAGS"].split("&")
    assert "LOH" in flags
    assert "HOM" not in flags
    assert "blood_derived_only" not in one["NOTES"]


def test_a_germline_and_a_somatic_mutation(tmp_path):
    found = one_person(
        tmp_path,
        [
            row(SPLICE, call(70, 140), call(62, 120), call(55, 118)),
            row(R250P, call(0, 160), call(51, 115), call(0, 180)),
        ],
        (BLOOD, DNT, MOUTH),
    )
    first, second = found.row("c.651+1G>A"), found.row("c.749G>C")
    assert (first["ORIGIN"], second["ORIGIN"]) == ("germline", "somatic")
    assert "SECOND_HIT" in second["FLAGS"]
    assert "SECOND_HIT" not in first["FLAGS"]
    assert "COMPOUND" not in first["FLAGS"] + second["FLAGS"]
    assert first["CATEGORY"] == second["CATEGORY"] == "ALPS-FAS_with_somatic_second_hit"
    assert (second["PARTNERS"], second["PHASE"]) == ("c.651+1G>A", "unknown")


def test_homozygous_in_all_tissues(tmp_path):
    found = one_person(tmp_path, [row(R250P, call(120, 121), call(90, 90))], (BLOOD, MOUTH))
    one = found.row("c.749G>C")
    assert one["CATEGORY"] == "ALPS-FAS_homozygous"
    assert "HOM" in one["FLAGS"].split("&")


@pytest.mark.parametrize("alt", [70, 139])
def test_sorted_cells_alone_are_never_germline(tmp_path, alt):
    one = one_person(tmp_path, [row(R250P, call(alt, 140))], (DNT,)).row("c.749G>C")
    assert (one["ORIGIN"], one["CATEGORY"]) == ("undetermined", "undetermined")
    assert "another_tissue" in one["NOTES"].split("&")
    assert "HOM" not in one["FLAGS"].split("&")


def test_what_was_not_read_is_not_absent(tmp_path):
    columns = (call(0, 0, "0/0", 0), call(70, 140))
    one = one_person(tmp_path, [row(R250P, *columns)], (BLOOD, DNT)).row("c.749G>C")
    assert one["ORIGIN"] == "undetermined"
    assert one["FRACTIONS"] == "whole_blood=0/0&dnt=70/140"


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (row(R250P, "0/1", layout="GT"), "c.749G>C"),
        (["chr10", "89012500", ".", "N", "<DEL>", "9", "PASS", "SVTYPE=DEL;END=89016000", "GT:CN",
          "0/1:1"], "del"),
        (["chr10", "89008500", ".", "N", "<CNV>", "9", "PASS", "SVTYPE=CNV;END=89016000", "CN",
          "1"], ""),
    ],
)  # fmt: skip
def test_nobody_is_silent(tmp_path, record, name):
    found = one_person(tmp_path, [record], (BLOOD,))
    (one,) = found.rows
    assert one["HGVSc"].endswith(name)
    if one["HGVSc"]:
        assert (one["ORIGIN"], one["CONFIDENCE"]) == ("undetermined", "")
        assert "no_read_counts" in one["NOTES"].split("&")


def test_a_person_without_an_event_has_a_row(tmp_path):
    records = [row(R250P, call(70, 140), call(0, 150))]
    sheet = [("a", "Ann", BLOOD), ("b", "Eve", BLOOD)]
    found = conclude(tmp_path, records, sheet, ("a", "b"))
    eve = next(one for one in found.rows if one["PERSON"] == "Eve")
    assert (eve["HGVSc"], eve["CATEGORY"], eve["NOTES"]) == ("", "none", "no_event")


def test_a_plain_variant_supports_nothing(tmp_path):
    found = one_person(tmp_path, [row(SILENT, call(60, 120), call(55, 110))], (BLOOD, MOUTH))
    assert found.rows[0]["CATEGORY"] == "none"


def test_samples_of_two_persons_swapped_are_named(tmp_path):
    places = [("88990880", "C", "T"), ("89012082", "G", "A"), ("89014191", "G", "C")]
    records = [row(place, call(80, 80), call(0, 90)) for place in places]
    found = one_person(tmp_path, records, (BLOOD, MOUTH))
    assert all("sample_swap=" in one["NOTES"] for one in found.rows)
    assert {one["ORIGIN"] for one in found.rows} == {"undetermined"}


def test_files_of_their_own_and_sites_without_the_allele(tmp_path):
    blood = tmp_path / "blood.vcf"
    site = row(("89014191", "G", "<NON_REF>"), "0/0:180,0:180:99")
    blood.write_text(vcf([site], samples=("B",)))
    (tmp_path / "dnt.vcf").write_text(vcf([row(R250P, call(70, 140))], samples=("D",)))
    sheet = write_sheet(
        tmp_path / "sheet.tsv",
        [("B", "P", BLOOD, "blood.vcf"), ("D", "P", DNT, "dnt.vcf")],
        ("sample", "person", "tissue", "vcf"),
    )
    out = tmp_path / "people.tsv"
    done = CliRunner().invoke(command_line, ["people", str(sheet), "-o", str(out)])
    assert done.exit_code == 0
    assert "whole_blood=0/180&dnt=70/140" in out.read_text()
    assert "\tsomatic\t" in out.read_text()


def test_a_sample_that_no_file_holds_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"line 3, column sample: sample ghost"):
        conclude(
            tmp_path, [row(R250P, call(70, 140))], [("s", "P", BLOOD), ("ghost", "P", DNT)], ("s",)
        )


FAMILY = ("sample", "person", "tissue", "father", "mother", "affected")


def family(tmp_path, *records, **options):
    sheet = [
        ("k", "Kid", BLOOD, "Dad", "Mom", "yes"),
        ("h", "Kid", "hair", "Dad", "Mom", "yes"),
        ("d", "Dad", BLOOD, "", "", "no"),
        ("m", "Mom", BLOOD, "", "", "no"),
    ]
    return conclude(tmp_path, records, sheet, ("k", "h", "d", "m"), FAMILY, **options)


def test_both_parents_settle_phase(tmp_path):
    found = family(
        tmp_path,
        row(SPLICE, call(60, 120), call(25, 50), call(44, 90), call(0, 95)),
        row(R250P, call(58, 120), call(24, 50), call(0, 90), call(47, 95)),
    )
    one = found.row("c.749G>C", "Kid")
    assert (one["PHASE"], one["PARTNERS"]) == ("trans(parents)", "c.651+1G>A")
    assert one["INHERITANCE"].startswith("maternal;")
    assert "COMPOUND" in one["FLAGS"].split("&")
    assert "blood_derived_only" not in one["NOTES"]
    dad = found.row("c.651+1G>A", "Dad")
    assert dad["INHERITANCE"].startswith("founder")
    assert "unaffected_carrier" in dad["NOTES"].split("&")
    assert "missing.phase" not in {one.name for one in found.conclusions[0].missing}
    (own,) = [one for one in found.conclusions if one.person.name == "Dad"]
    for told in (
        " ".join(people_text((own,), OutputType.TABLE, to_terminal=False).split()),
        " ".join(
            sentence for person in sheet_persons((own,), (), tuple) for sentence in person.told
        ),
    ):
        assert "Not affected: in somebody who is, the findings would support" in told


def case_file(tmp_path, *rows):
    path = tmp_path / "case.tsv"
    head = "person\tfield\tvalue\tunit\tdate\tsource\tvariant"
    path.write_text("\n".join([head, *("\t".join(line) for line in rows)]) + "\n")
    return str(path)


def new_mutation(tmp_path, *rows):
    record = row(R250P, call(101, 200), call(28, 60), call(0, 92), call(0, 97))
    case = case_file(tmp_path, *rows) if rows else None
    return family(tmp_path, record, case_path=case)


def points(found):
    kid = next(one for one in found.json if one["person"] == "Kid")
    (event,) = kid["events"]
    return event["points"]


def test_a_new_mutation_counts_as_far_as_parentage_is_known(tmp_path):
    assumed = new_mutation(tmp_path)
    assert assumed.row("c.749G>C", "Kid")["INHERITANCE"].startswith("de_novo;")
    assert points(assumed)["case"] == 2
    confirmed = new_mutation(tmp_path, ("Kid", "confirmed_parentage", "yes", "", "", "", ""))
    assert points(confirmed)["case"] == 4
    assert [line["criterion"] for line in points(confirmed)["case_criteria"]] == ["PS2"]
    denied = new_mutation(tmp_path, ("Kid", "confirmed_parentage", "no", "", "", "", ""))
    assert points(denied)["case"] == 0
    automated = points(confirmed)["automated"]
    assert f"automated {automated} + case 4 = {automated + 4}, " in confirmed.text


@pytest.mark.parametrize(("number", "case"), [("2", 2), ("3", 3), ("4", 4), ("5", 6)])
def test_segregation_counts_once_at_its_highest(tmp_path, number, case):
    found = new_mutation(tmp_path, ("Kid", "segregation", number, "", "", "", ""))
    assert points(found)["case"] == case  # PM6 counts 2


@pytest.mark.parametrize(
    ("field", "words", "case"),
    [
        ("apoptosis_assay", ("defective",), 3),
        ("apoptosis_assay", ("defective", "normal"), 2),
        ("surface_fas", ("absent", "reduced"), 3),
        ("surface_fas", ("normal", "reduced"), 2),
        ("rna_result", ("aberrant", "normal"), 2),
    ],
)
def test_results_that_disagree_are_no_functional_evidence(tmp_path, field, words, case):
    found = new_mutation(tmp_path, *[("Kid", field, word, "", "", "", "") for word in words])
    assert points(found)["case"] == case  # PM6 counts 2
    (line,) = [one for one in points(found)["case_criteria"] if one["criterion"] == "PS3"]
    assert (line["points"] > 0) is (case > 2)


def criteria(found):
    return next(one for one in found.json if one["person"] == "Kid")["criteria_2009"]


def test_nothing_given_is_unknown(tmp_path):
    assert set(criteria(new_mutation(tmp_path)).values()) <= {"unknown", "met"}


@pytest.mark.parametrize(
    ("rows", "name", "status"),
    [
        ([("dnt_share", "1.2", "%")], "double_negative_t_cells", "unknown"),
        (
            [("dnt_share", "1.2", "%"), ("dnt_share_cd3", "2.1", "%")],
            "double_negative_t_cells",
            "not_met",
        ),
        (
            [("dnt_share", "3.1", "%"), ("lymphocytes", "normal", "")],
            "double_negative_t_cells",
            "met",
        ),
        (
            [("dnt_share", "3.1", "%"), ("lymphocytes", "low", "")],
            "double_negative_t_cells",
            "unknown",
        ),
        ([("dnt_share", "3.1", "%")], "double_negative_t_cells", "unknown"),
        ([("lymphoproliferation", "no", "")], "lymphoproliferation", "not_met"),
        ([("lymphoproliferation", "yes", "")], "lymphoproliferation", "unknown"),
        (
            [("lymphoproliferation", "yes", ""), ("lymphoproliferation_months", "7", "months")],
            "lymphoproliferation",
            "met",
        ),
        ([("apoptosis_assay", "defective", "")], "apoptosis", "unknown"),
        ([("apoptosis_assay", "defective", "")] * 2, "apoptosis", "met"),
        ([("apoptosis_assay", "normal", "")] * 2, "apoptosis", "not_met"),
        ([("sfasl", "0.4", "ng/mL")], "biomarkers", "met"),
        ([("sfasl", "150", "pg/mL")], "biomarkers", "unknown"),
        ([("cytopenia", "yes", ""), ("igg", "normal", "")], "cytopenia_with_igg", "not_met"),
    ],
)
def test_criteria_one_by_one(tmp_path, rows, name, status):
    listed = [("Kid", field, value, unit, "", "", "") for field, value, unit in rows]
    assert criteria(new_mutation(tmp_path, *listed))[name] == status


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (("Kid", "eye_colour", "blue", "", "", "", ""), "unknown field 'eye_colour'"),
        (("Uncle", "igg", "raised", "", "", "", ""), "'Uncle' is no person"),
        (("Kid", "sfasl", "300", "mg", "", "", ""), "unit 'mg'"),
        (("Kid", "sfasl", "300", "", "", "", ""), "no unit"),
        (("Kid", "cytopenia", "yes", "%", "", "", ""), "has no unit"),
        (("Kid", "dnt_share", "3,1", "%", "", "", ""), "decimal point"),
        (("Kid", "dnt_share", "130", "%", "", "", ""), "outside 0 to 100"),
        (("Kid", "igg", "high", "", "", "", ""), "normal or raised"),
        (("Kid", "probands", "2.5", "", "", "", ""), "no whole number"),
        (("Kid", "rna_result", "aberrant", "", "", "", "c.1A>G"), "is no candidate"),
    ],
)
def test_a_faulty_case_file_is_refused(tmp_path, entry, message):
    with pytest.raises(InputError, match=message):
        new_mutation(tmp_path, entry)


def test_an_entry_about_one_of_two_candidates_must_name_it(tmp_path):
    records = (
        row(SPLICE, call(60, 120), call(25, 50), call(44, 90), call(0, 95)),
        row(R250P, call(58, 120), call(24, 50), call(0, 90), call(47, 95)),
    )
    entry = ("Kid", "probands", "4", "", "", "")
    with pytest.raises(InputError, match="name one in the column variant"):
        family(tmp_path, *records, case_path=case_file(tmp_path, (*entry, "")))
    found = family(tmp_path, *records, case_path=case_file(tmp_path, (*entry, "c.749G>C")))
    kid = next(one for one in found.json if one["person"] == "Kid")
    named = {
        event["hgvs_c"].partition(":")[2]: [
            line["criterion"] for line in event["points"]["case_criteria"]
        ]
        for event in kid["events"]
    }
    assert "PS4" in named["c.749G>C"]
    assert "PS4" not in named["c.651+1G>A"]


def test_the_samples_table_follows_the_person(tmp_path):
    sheet = write_sheet(
        tmp_path / "s.tsv", [("b", "P", BLOOD), ("d", "P", DNT), ("f", "P", "hair")]
    )
    record = row(R250P, call(61, 120), call(150, 154, "1/1"), call(44, 90))
    rows, objects = samples_table(tmp_path, [record], ("b", "d", "f"), sheet_path=str(sheet))
    assert [one["TISSUE"] for one in rows] == [BLOOD, DNT, "hair"]
    assert {one["ORIGIN"] for one in rows} == {"germline_with_loh"}
    assert all("LOH" in one["FLAGS"] and "HOM" not in one["FLAGS"] for one in rows)
    assert "LOH" in objects[0]["flags"]
    assert "HOM" not in objects[0]["flags"]
    assert "inherited from both parents" not in json.dumps(objects)


def chromosome(random, kind, share=0.9):
    """Return records of chromosome 10 of blood and DNT; half of it is changed in the DNT."""
    records = []
    for number in range(120):
        position = 1_000_000 + number * 1_100_000
        inside = position > 60_000_000 and kind != "none"
        up = number % 2
        copies = {"copy_neutral": 2, "deletion": 1, "gain": 3}.get(kind, 2) if inside else 2
        changed = 1 + up if kind == "gain" else copies * up
        alt = (changed if inside else 1) * share + (1 - share)
        total = copies * share + 2 * (1 - share)
        depth = int(random.poisson(90 * total / 2))
        own = int(random.binomial(depth, alt / total if inside else 0.5))
        ref = int(random.binomial(95, 0.49))
        records.append(
            ["chr10", str(position), ".", "A", "G", "50", "PASS", ".", "GT:AD:DP:GQ",
             call(ref, 95, "0/1"), call(own, depth)]
        )  # fmt: skip
    records.append(row(R250P, call(48, 95), call(84, 88) if kind != "none" else call(43, 88)))
    return sorted(records, key=lambda fields: int(fields[1]))


@pytest.mark.parametrize("kind", ["copy_neutral", "deletion", "none"])
def test_loss_along_the_chromosome(tmp_path, kind):
    records = chromosome(np.random.default_rng(5), kind)
    out = tmp_path / "loh.tsv"
    found = one_person(tmp_path, records, (BLOOD, DNT), loh_path=str(out))
    one = found.row("c.749G>C")
    if kind == "none":
        assert found.segments == []
        assert "LOH" not in one["FLAGS"]
        return
    (segment,) = found.segments
    assert (segment["TYPE"], segment["COVERS_FAS"], segment["TISSUE"]) == (kind, "yes", DNT)
    assert float(segment["SHARE"]) == pytest.approx(0.9, abs=0.08)
    low, high = map(int, segment["START_RANGE"].split("-"))
    assert low <= 60_000_000 <= high
    assert one["ORIGIN"] == "germline_with_loh"
    assert "loh_segment" in one["NOTES"].split("&")


def test_a_candidate_whose_own_copy_is_lost_with_the_arm_is_germline(tmp_path):
    """Few reads in the tube are no argument for a mosaic where the arm is known to be lost."""
    records = chromosome(np.random.default_rng(9), "copy_neutral")
    changed = [one if one[1] != R250P[0] else row(R250P, call(46, 97), call(6, 98))
               for one in records]  # fmt: skip
    found = one_person(tmp_path, changed, (BLOOD, DNT), loh_path=str(tmp_path / "loh.tsv"))
    one = found.row("c.749G>C")
    assert one["ORIGIN"] == "germline"
    assert {"alt_copy_lost", "loh_segment"} <= set(one["NOTES"].split("&"))
    assert one["CATEGORY"] == "ALPS-FAS"


def test_a_gain_explains_a_shift_and_leaves_no_loss_open(tmp_path):
    records = chromosome(np.random.default_rng(10), "gain")
    changed = [one if one[1] != R250P[0] else row(R250P, call(46, 97), call(84, 133))
               for one in records]  # fmt: skip
    found = one_person(tmp_path, changed, (BLOOD, DNT), loh_path=str(tmp_path / "loh.tsv"))
    assert found.segments[0]["TYPE"] == "gain"
    one = found.row("c.749G>C")
    assert (one["ORIGIN"], "LOH" in one["FLAGS"]) == ("germline", False)
    assert "loh_segment" in one["NOTES"]
    assert "loss_not_excluded" not in one["NOTES"]


@pytest.mark.parametrize("order", [("deletion", "gain"), ("gain", "deletion")])
def test_a_gain_in_one_tube_leaves_the_loss_in_another(tmp_path, order):
    drawn = {kind: chromosome(np.random.default_rng(10), kind) for kind in order}
    reads = {"deletion": call(43, 48), "gain": call(84, 133)}
    records = [
        [*first[:10], first[10], second[10]]
        if first[1] != R250P[0]
        else row(R250P, call(46, 97), *map(reads.get, order))
        for first, second in zip(*drawn.values(), strict=True)
    ]
    tubes = {"deletion": DNT, "gain": "cd4"}
    names = (BLOOD, *map(tubes.get, order))
    found = one_person(tmp_path, records, names, loh_path=str(tmp_path / "loh.tsv"))
    assert {(one["TISSUE"], one["TYPE"]) for one in found.segments} == {
        (tubes[kind], kind) for kind in order
    }
    one = found.row("c.749G>C")
    assert one["ORIGIN"] == "germline_with_loh"
    assert one["CATEGORY"] == "ALPS-FAS_with_somatic_second_hit"


@pytest.mark.parametrize("read", [(True, True), (True, False), (False, False)])
def test_another_site_that_another_tube_read_takes_no_loss_away(tmp_path, read):
    unread = "./.:0,0:0:."
    of_blood, of_cd4 = (call(46, 97) if read[0] else unread, call(43, 88) if read[1] else unread)
    found = one_person(
        tmp_path,
        [
            row(SILENT, of_blood, unread, of_cd4),
            row(R250P, call(46, 97), call(92, 95), call(43, 88)),
        ],
        (BLOOD, DNT, "cd4"),
    )
    assert found.row("c.749G>C")["ORIGIN"] == "germline_with_loh"


def test_a_lost_copy_without_a_candidate_is_a_row(tmp_path):
    records = [one for one in chromosome(np.random.default_rng(6), "copy_neutral")
               if one[1] != R250P[0]]  # fmt: skip
    found = one_person(tmp_path, records, (BLOOD, DNT), loh_path=str(tmp_path / "loh.tsv"))
    lone = [one for one in found.rows if not one["HGVSc"]]
    assert [(one["FLAGS"], one["CATEGORY"]) for one in lone] == [("LOH", "undetermined")]


def test_the_order_of_the_sheet_does_not_matter(tmp_path):
    records = [row(R250P, call(11, 303), call(77, 160), call(0, 220))]
    names = (BLOOD, DNT, MOUTH)
    first = one_person(tmp_path, records, names).row("c.749G>C")
    sheet = [(name, "P", name) for name in reversed(names)]
    second = conclude(tmp_path, records, sheet, names).row("c.749G>C")
    assert first["CONFIDENCE"] == second["CONFIDENCE"]


def test_options_that_need_a_sheet(tmp_path):
    path = tmp_path / "in.vcf"
    path.write_text(vcf([row(R250P, call(7, 14))], samples=("s",)))
    for option in ("--people", "--case", "--loh"):
        done = CliRunner().invoke(command_line, ["annotate", str(path), option, "x.tsv"])
        assert done.exit_code == 2
        assert "--sheet" in done.output


def test_the_chance_of_reads_is_not_below_zero_reads():
    assert float(log_beta_binomial(0, 0, 0.5, 0.01)) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("layout", "blood", "tube"),
    [
        ("GT:AF:DP", "0/0:0.0125:160", "0/1:0.46:150"),
        ("GT:VAF:DP", "0/0:0.0125:160", "0/1:0.46:150"),
        ("GT:DP:FREQ", "0/0:160:1.25%", "0/1:150:46%"),
    ],
)
def test_a_stated_fraction_counts_in_tissues_that_were_not_called_too(
    tmp_path, layout, blood, tube
):
    found = one_person(tmp_path, [row(R250P, blood, tube, layout=layout)], (BLOOD, DNT))
    one = found.row("c.749G>C")
    assert one["FRACTIONS"] == f"{BLOOD}=2/160&{DNT}=69/150"
    assert one["ORIGIN"] == "somatic"


def test_an_open_loss_has_a_next_step(tmp_path):
    records = [row(R250P, call(52, 104), call(78, 121))]
    one = one_person(tmp_path, records, (BLOOD, DNT))
    assert "loss_not_excluded=" in one.row("c.749G>C")["NOTES"]
    said = " ".join(one.text.split())
    assert "Read double-negative T cells deeper at the allele, or compare chromosome 10" in said
    sure = one_person(tmp_path, [row(R250P, call(520, 1040), call(510, 1021))], (BLOOD, DNT))
    assert "compare chromosome 10" not in sure.text
