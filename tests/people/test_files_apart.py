"""One person in several files: what each lists, and what it does not."""

import pytest

from fasannot.people.reads import Change
from tests.people.support import LAYOUT, R250P, call, conclude_files, row
from tests.people.test_reads import MODEL, bam, tiled
from tests.support import reference

BLOOD, DNT = "whole_blood", "dnt"
SHEET = [("b", "P", BLOOD, "b.vcf"), ("d", "P", DNT, "d.vcf")]


def place(fields, layout, column, info=".", alt="<NON_REF>", position=R250P[0]):
    return [
        "chr10",
        position,
        ".",
        reference(int(position)),
        alt,
        ".",
        fields,
        info,
        layout,
        column,
    ]


@pytest.mark.parametrize(
    ("record", "fraction", "note"),
    [
        # The depth of a reference block is known, single ALT reads in it are not.
        (place(".", "GT:DP:GQ:MIN_DP", "0/0:140:99:131", "END=89014300"), "0/131", True),
        (place("PASS", "GT:DP:RGQ", "0/0:140:99", alt="."), "0/140", True),
        # A caller that doubts a block has not looked well; DeepVariant's RefCall is no doubt.
        (place("LowGQX", "GT:DP:GQ:MIN_DP", "0/0:140:99:131", "END=89014300"), "0/0", False),
        (place("PASS", "GT:DP:GQ:FT", "0/0:140:99:LowDepth", "END=89014300"), "0/0", False),
        (place("RefCall", "GT:DP:GQ:FT", "0/0:140:99:PASS", "END=89014300"), "0/140", True),
        # Reads of "any other allele" may be of this one.
        (place(".", "GT:AD:DP:GQ", "0/0:137,3:140:99", alt="<*>"), "3/140", False),
        (place(".", LAYOUT, "0/0:137,1,2:140:99", alt="T,<NON_REF>"), "2/140", False),
        # A block of poor or unknown quality, and one without depth, tell nothing.
        (place(".", "GT:DP:GQ:MIN_DP", "0/0:140:3:131", "END=89014300"), "0/0", False),
        (place(".", "GT:DP", "0/0:140", "END=89014300"), "0/0", False),
        (place(".", "GT:DP:GQ", "0/0:0:0", "END=89014300"), "0/0", False),
    ],
)
def test_a_place_that_the_other_file_covers(tmp_path, record, fraction, note):
    files = {"b.vcf": ([record], "b"), "d.vcf": ([row(R250P, call(51, 110))], "d")}
    one = conclude_files(tmp_path, files, SHEET).row("c.749G>C")
    assert one["FRACTIONS"] == f"{BLOOD}={fraction}&{DNT}=51/110"
    assert (f"reference_block={BLOOD}" in one["NOTES"].split("&")) is note
    assert one["ORIGIN"] == ("undetermined" if fraction == "0/0" else "somatic")


def test_an_insertion_within_a_block(tmp_path):
    inserted = ("89014190", "C", "CA")
    block = place(".", "GT:DP:GQ:MIN_DP", "0/0:88:99:80", "END=89014300", position="89014100")
    files = {"b.vcf": ([block], "b"), "d.vcf": ([row(inserted, call(51, 110))], "d")}
    one = conclude_files(tmp_path, files, SHEET).row("c.748_749insA")
    assert one["FRACTIONS"].startswith(f"{BLOOD}=0/80&")
    short = place(".", "GT:DP:GQ", "0/0:88:99", "END=89014189", position="89014100")
    files["b.vcf"] = ([short], "b")
    one = conclude_files(tmp_path, files, SHEET).row("c.748_749insA")
    assert one["FRACTIONS"].startswith(f"{BLOOD}=0/0&")


def test_a_file_that_does_not_list_the_place_is_said(tmp_path):
    files = {"b.vcf": ([row(("89008915", "C", "T"), call(0, 90))], "b"),
             "d.vcf": ([row(R250P, call(51, 110))], "d")}  # fmt: skip
    text = " ".join(conclude_files(tmp_path, files, SHEET).text.split())
    assert "whole blood not listed in its file" in text
    assert "Name the BAM or CRAM of whole blood in the sheet, or give its gVCF." in text


BLOCK = ("89014190", "CG", "AA")
PARTS = (("89014190", "C", "A"), ("89014191", "G", "A"))


def test_a_block_in_one_file_and_its_substitutions_in_the_other(tmp_path):
    parts = [row(PARTS[0], "0|1:52,48:100:99"), row(PARTS[1], "0|1:51,49:100:99")]
    files = {"b.vcf": ([row(BLOCK, call(46, 100))], "b"), "d.vcf": (parts, "d")}
    found = conclude_files(tmp_path, files, SHEET)
    names = ("c.748C>A", "c.748_749delinsAA", "c.749G>A")
    rows = [found.row(name) for name in names]
    assert [one["FRACTIONS"].split("&")[0] for one in rows] == [f"{BLOOD}=46/100"] * 3
    assert {one["ORIGIN"] for one in rows} == {"germline"}
    assert not any("COMPOUND" in one["FLAGS"] for one in rows)
    assert all(one["PARTNERS"] == "" for one in rows)


def test_parts_in_trans_are_not_the_block(tmp_path):
    parts = [row(PARTS[0], "0|1:52,48:100:99"), row(PARTS[1], "1|0:51,49:100:99")]
    files = {"b.vcf": ([row(BLOCK, call(46, 100))], "b"), "d.vcf": (parts, "d")}
    one = conclude_files(tmp_path, files, SHEET).row("c.748_749delinsAA")
    assert one["FRACTIONS"] == f"{BLOOD}=46/100&{DNT}=0/0"


def test_a_child_whose_father_has_it_as_a_block(tmp_path):
    parts = [row(part, call(48, 100), call(0, 90)) for part in PARTS]
    sheet = [
        ("c", "C", BLOOD, "family.vcf", "F", "M"),
        ("m", "M", BLOOD, "family.vcf", "", ""),
        ("f", "F", BLOOD, "father.vcf", "", ""),
    ]
    files = {"family.vcf": (parts, "c", "m"), "father.vcf": ([row(BLOCK, call(46, 100))], "f")}
    columns = ("sample", "person", "tissue", "vcf", "father", "mother")
    found = conclude_files(tmp_path, files, sheet, columns)
    for name in ("c.748C>A", "c.749G>A"):
        assert found.row(name, "C")["INHERITANCE"] == "paternal"


def deletion(start, end, column, around=0):
    info = f"SVTYPE=DEL;END={end}"
    info += f";IMPRECISE;CIPOS=-{around},{around};CIEND=-{around},{around}" if around else ""
    base = reference(start)
    return ["chr10", str(start), ".", base, "<DEL>", "50", "PASS", info, "GT:PR:SR", column]


def test_one_imprecise_deletion_in_two_files_is_one_event(tmp_path):
    files = {
        "b.vcf": ([deletion(89010200, 89014600, "0/1:30,22:20,15", 200)], "b"),
        "d.vcf": ([deletion(89010330, 89014450, "0/1:28,20:22,16", 300)], "d"),
    }
    (one,) = conclude_files(tmp_path, files, SHEET).rows
    assert one["FRACTIONS"] == f"{BLOOD}=37/87&{DNT}=36/86"
    files["d.vcf"] = ([deletion(89005900, 89009400, "0/1:28,20:22,16", 300)], "d")
    assert len(conclude_files(tmp_path, files, SHEET).rows) == 2


def test_like_deletions_of_two_families_stay_two(tmp_path):
    files = {
        "b.vcf": ([deletion(89010200, 89014600, "0/1:30,22:20,15", 200)], "b"),
        "d.vcf": ([deletion(89010330, 89014450, "0/1:28,20:22,16")], "d"),
    }
    sheet = [("b", "P", BLOOD, "b.vcf"), ("d", "Q", BLOOD, "d.vcf")]
    found = conclude_files(tmp_path, files, sheet)
    assert len({one["HGVSc"] for one in found.rows}) == 2
    columns = ("sample", "person", "tissue", "vcf", "mother")
    sheet = [("b", "P", BLOOD, "b.vcf", "Q"), ("d", "Q", BLOOD, "d.vcf", "")]
    found = conclude_files(tmp_path, files, sheet, columns)
    assert len({one["HGVSc"] for one in found.rows}) == 1
    assert found.rows[0]["INHERITANCE"].startswith("maternal")


@pytest.mark.parametrize(
    ("record", "counted"),
    [
        (place(".", "GT:DP:GQ:MIN_DP", "0/0:140:99:131", "END=89014300"), False),
        (place("PASS", "GT:DP:GQ", "0/0:140:99", alt="C"), False),
        (place("PASS", LAYOUT, "0/0:140,0:140:99", alt="C"), True),
    ],
)
def test_a_new_event_says_whose_single_reads_were_not_counted(tmp_path, record, counted):
    free = place("PASS", LAYOUT, "0/0:140,0:140:99", alt="C")
    files = {
        "c.vcf": ([row(R250P, call(52, 104))], "c"),
        "f.vcf": ([free], "f"),
        "m.vcf": ([record], "m"),
    }
    sheet = [
        ("c", "C", BLOOD, "c.vcf", "F", "M"),
        ("f", "F", BLOOD, "f.vcf", "", ""),
        ("m", "M", BLOOD, "m.vcf", "", ""),
    ]
    columns = ("sample", "person", "tissue", "vcf", "father", "mother")
    one = conclude_files(tmp_path, files, sheet, columns).row("c.749G>C", "C")
    assert one["INHERITANCE"] == "de_novo"
    notes = one["NOTES"].split("&")
    assert ("parent_reads_not_counted=mother" in notes) is not counted
    assert "parent_reads_not_counted=father" not in notes


@pytest.mark.parametrize(("moved", "told"), [(0, "somatic"), (40, "undetermined")])
def test_reads_count_at_a_structural_deletion_whose_ends_they_show(tmp_path, moved, told):
    """Where no read shows the junction its ends may be elsewhere: reads of REF say nothing then."""
    first, last = 89_005_001, 89_011_000
    at = MODEL.assemblies["GRCh38"].coordinate
    gone = Change(at(first), at(last) + 1, "")
    reads = {"b": list(tiled(gone, changed=False)), "d": list(tiled(gone, changed=False))}
    carried = [(f"c{name}", *rest) for name, *rest in tiled(gone, changed=True)]
    reads["d"] += carried
    for name, listed in reads.items():
        (tmp_path / name).mkdir()
        bam(tmp_path / name, listed)
    start = first - 1 + moved
    record = ["chr10", str(start), ".", reference(start), "<DEL>", "50", "PASS",
              f"SVTYPE=DEL;END={last + moved}", "GT", "0/1"]  # fmt: skip
    sheet = [("b", "P", BLOOD, "b.vcf", "b/reads.bam"), ("d", "P", DNT, "d.vcf", "d/reads.bam")]
    silent = [row(("88990880", "C", "T"), call(0, 90))]
    files = {"b.vcf": (silent, "b"), "d.vcf": ([record], "d")}
    columns = ("sample", "person", "tissue", "vcf", "bam")
    (one,) = conclude_files(tmp_path, files, sheet, columns).rows
    assert one["ORIGIN"] == told
    counted = one["FRACTIONS"].split("&")
    if moved:
        assert counted == [f"{BLOOD}=0/0", f"{DNT}=0/0"]
    else:
        assert counted[0].startswith(f"{BLOOD}=0/")
        alt, total = map(int, counted[1].split("=")[1].split("/"))
        assert abs(2 * alt - total) <= 2 < total
