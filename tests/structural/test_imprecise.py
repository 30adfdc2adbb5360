"""Structural alleles whose ends are not known: names by exons, and what is and is not concluded."""

import pytest

from fasannot.files.vcf.record import parse_record
from fasannot.rules.flags import Flag
from tests.structural.support import ANNOTATOR, around, finding, findings

BORDERS = {
    1: ("(?_-79)", "(30+1_31-1)"),
    2: ("(30+1_31-1)", "(196+1_197-1)"),
    3: ("(196+1_197-1)", "(334+1_335-1)"),
    4: ("(334+1_335-1)", "(443+1_444-1)"),
    5: ("(443+1_444-1)", "(505+1_506-1)"),
    6: ("(505+1_506-1)", "(568+1_569-1)"),
    7: ("(568+1_569-1)", "(651+1_652-1)"),
    8: ("(651+1_652-1)", "(676+1_677-1)"),
    9: ("(676+1_677-1)", "(*2609_?)"),
}
IMPRECISE = ["IMPRECISE", "IMPRECISE;CIPOS=-40,40;CIEND=-40,40", "CIPOS=-40,40", "SVCLAIM=D"]
PROTEINS = {
    1: "p.?",
    2: "p.(Leu12LysfsTer47)",
    3: "p.(Glu67_Gly112del)",
    4: "p.(Gly112AspfsTer39)",
    5: "p.(Cys149IlefsTer4)",
    6: "p.(Gly169_Trp189del)",
    7: "p.(Val190GlyfsTer9)",
    8: "p.(Glu218MetfsTer4)",
    9: "p.?",
}


@pytest.mark.parametrize("exon", range(1, 10))
@pytest.mark.parametrize("how", IMPRECISE)
def test_deletion_of_one_exon(exon, how):
    first, last = around(exon)
    found = finding(first - 1, "<DEL>", f"SVTYPE=DEL;END={last};{how}")
    start, end = BORDERS[exon]
    assert found.hgvs_c == f"NM_000043.6:c.{start}_{end}del"
    assert found.hgvs_p == f"NP_000034.1:{PROTEINS[exon]}"
    assert Flag.LOF in found.flags
    assert (Flag.DEATH_DOMAIN in found.flags) is (exon in (7, 8, 9))
    assert found.vrs_id == ""
    assert any(item.startswith("PVS1") for item in found.assessment.criteria)
    same = finding(first - 1, "<DEL>", f"END={last}")
    assert (same.nmd, str(same.ptc)) == (found.nmd, str(found.ptc))
    assert same.assessment.lof_reasons == found.assessment.lof_reasons


@pytest.mark.parametrize("exon", range(2, 9))
def test_duplication_of_one_exon(exon):
    first, last = around(exon)
    found = finding(first - 1, "<DUP>", f"END={last};IMPRECISE")
    assert found.hgvs_c == "NM_000043.6:c." + "_".join(BORDERS[exon]) + "dup"
    assert found.hgvs_p == "NP_000034.1:p.?"
    assert "feature_elongation" in found.consequences
    in_frame = exon in (3, 6)
    assert (Flag.LOF in found.flags, Flag.LOF_LC in found.flags) == (not in_frame, in_frame)
    assert "PVS1" not in found.assessment.criteria  # tandem is presumed, never proven here


def test_name_in_the_interface():
    first, _ = around(4)
    _, last = around(4)
    found = finding(first - 1, "<DEL>", f"IMPRECISE;END={last}")
    assert found.hgvs_c == "NM_000043.6:c.(334+1_335-1)_(443+1_444-1)del"


@pytest.mark.parametrize(
    ("position", "info", "name", "lof"),
    [
        # the start may lie before or behind exon 3
        (89007800, "IMPRECISE;END=89009100;CIPOS=-300,300;CIEND=-10,10",
         "c.(196+1_335-1)_(443+1_444-1)del", "HC"),
        # the end lies somewhere in exon 4
        (89008500, "IMPRECISE;END=89008930;CIPOS=-10,10;CIEND=-5,5",
         "c.(334+1_335-1)_(371_381)del", "HC"),
        # within one intron
        (89000000, "IMPRECISE;END=89001000;CIPOS=-50,50;CIEND=-50,50",
         "c.(30+1_31-1)_(30+1_31-1)del", None),
        # END and SVLEN disagree: both are kept
        (89007550, "END=89007950;SVLEN=-1400", "c.(196+1_197-1)_(334+1_396)del", "HC"),
    ],
)  # fmt: skip
def test_uncertain_extent(position, info, name, lof):
    found = finding(position, "<DEL>", info)
    assert found.hgvs_c == f"NM_000043.6:{name}"
    assert found.lof == lof
    if lof is None:
        assert found.hgvs_p == "NP_000034.1:p.(=)"
        assert not found.candidate
    else:
        assert found.hgvs_p == "NP_000034.1:p.?"


def test_an_unsure_end_beside_an_exon_is_not_called_silent():
    first, _ = around(4)
    found = finding(first - 200, "<DEL>", f"IMPRECISE;END={first + 70};CIPOS=-9,9;CIEND=-25,25")
    assert found.lof == "LC"


@pytest.mark.parametrize(
    ("alt", "position", "info", "term", "flag"),
    [
        ("<DEL>", 88900000, "END=89100000", "transcript_ablation", Flag.LOF),
        ("<DEL>", 1000000, "END=130000000;IMPRECISE", "transcript_ablation", Flag.LOF),
        ("<DUP>", 88900000, "END=89100000", "transcript_amplification", None),
        ("<INV>", 88900000, "END=89100000", "upstream_gene_variant", None),
        ("<INV>", 88900000, "END=89005000", "feature_truncation", Flag.LOF),
        ("<INV>", 89014900, "END=90000000", "feature_truncation", Flag.LOF_LC),
        ("<DEL>", 88900000, "END=89005000", "coding_sequence_variant", Flag.LOF),
        ("<CNV>", 88900000, "END=89100000", "coding_sequence_variant", Flag.LOF_LC),
        ("<CN0>", 88900000, "END=89100000", "transcript_ablation", Flag.LOF),
        ("<CN2>", 88900000, "END=89100000", "transcript_amplification", None),
    ],
)
def test_beyond_the_gene(alt, position, info, term, flag):
    found = finding(position, alt, info)
    assert term in found.consequences
    assert found.flags == (() if flag is None else (flag,))
    assert found.hgvs_c is None or "?" in found.hgvs_c


def test_explicit_deletion_beyond_the_locus_is_named_by_exons():
    found = finding(88900000, "<DEL>", "END=89005000")
    assert found.hgvs_c == "NM_000043.6:c.(?_-79)_(196+1_197-1)del"
    assert found.hgvs_g == "NC_000010.11:g.88900001_89005000del"


@pytest.mark.parametrize("columns", [["./.:1"], ["./.:0", "./.:0"], ["./.:3"], ["0/1:1", "0/1:3"]])
def test_a_copy_number_allele_has_no_direction_of_its_own(columns):
    (item,) = findings(88980000, "<CNV>", "END=89018000;SVTYPE=CNV", layout="GT:CN", column=columns)
    assert item.findings[0].assessment.lof_reasons == ("COPY_NUMBER_CHANGED",)
    assert item.by_copies.lost.flags == (Flag.LOF,)
    assert item.by_copies.gained.flags == ()


@pytest.mark.parametrize(
    ("identifier", "info", "lof"),
    [(".", "CN=1", "HC"), (".", "CN=3", None), ("Canvas:LOSS:x", ".", "HC")],
)
def test_the_record_itself_may_tell_whether_copies_are_lost(identifier, info, lof):
    line = f"chr10\t88980000\t{identifier}\tN\t<CNV>\t.\t.\tEND=89018000;{info}"
    (item,) = ANNOTATOR.annotate_record(parse_record(line.encode(), "line 1", "x.vcf"))
    assert item.findings[0].lof == lof


@pytest.mark.parametrize(
    ("position", "chrom", "alt"),
    [
        (89000000, "chr10", "T[chr2:500["),
        (89000000, "chr10", "]chr2:500]T"),
        (89000000, "chr10", "T."),
        (89000000, "chr10", ".T"),
        (500, "chr2", "N[chr10:89000000["),
        (500, "chr2", "[chr10:89000000[N"),
        (70000000, "chr10", "N]chr10:89000000]"),
        (89000000, "chr10", "<BND>"),
        (89000000, "chr10", "<TRA>"),
    ],
)
def test_broken_gene(position, chrom, alt):
    ref = "T" if chrom == "chr10" and position == 89000000 else "N"
    from tests.structural.support import base

    if ref == "T":
        ref = base(position)
        alt = alt.replace("T", ref) if alt != "<TRA>" else alt
    found = finding(position, alt, chrom=chrom, ref=ref)
    assert found.assessment.lof_reasons == ("GENE_BROKEN",)
    assert "feature_truncation" in found.consequences


def test_breakend_elsewhere_is_not_of_the_gene():
    (item,) = findings(500, "N[chr3:1000[", chrom="chr2", ref="N")
    assert item.findings == ()


@pytest.mark.parametrize(
    ("alt", "info", "reason"),
    [
        ("<DEL>", ".", "neither END nor SVLEN"),
        ("<DEL>", "END=88000000", "lies before POS"),
        ("<DEL>", "END=89000000", "neither END nor SVLEN"),
        ("<DEL>", "SVLEN=abc", "not a whole number"),
        ("<DEL>", "END=89000100;CIPOS=5,-5", "the first number is the larger"),
        ("<DUP>", "END=89000200;CIPOS=20,60;CIEND=-700,-600", "ends before it starts"),
        ("<DEL>", "END=89000200;IMPRECISE;CIPOS=300,400", "by CIPOS it ends before it starts"),
        ("<INV>", "END=89000200;CIEND=-400,-300", "by CIEND it ends before it starts"),
        ("<FOO>", "END=89000100", "no type of structural allele"),
        ("A[chr10:x[", ".", "no breakend"),
        ("A[chr10:5]", ".", "no breakend"),
    ],
)
def test_unreadable_alleles_are_not_judged_and_say_why(alt, info, reason):
    (item,) = findings(89000000, alt, info)
    (found,) = item.findings
    assert found.flags == (Flag.NOT_JUDGED,)
    assert found.candidate
    (note,) = found.notes
    assert note.startswith("unread_allele:")
    assert reason in note


def test_insertion_of_unknown_bases():
    found = finding(89014191, "<INS:ME:ALU>", "SVLEN=281;SVTYPE=INS")
    assert found.hgvs_c == "NM_000043.6:c.749_750insN[281]"
    assert found.lof == "LC"
    intronic = finding(89000000, "<INS>", "SVLEN=300")
    assert not intronic.candidate


def test_no_change():
    (item,) = findings(89000000, "<CN1>", "END=89010000")
    assert item.findings == ()
