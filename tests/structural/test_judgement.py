"""What structural alleles are judged to do, where their bases or ends are not all known."""

import pytest

from fasannot.gene.sequence import reverse_complement
from tests.structural.support import ASSEMBLY, MANE, MODEL, around, base, finding, findings


def flags(*arguments, **options):
    return " ".join(finding(*arguments, **options).flags)


def place(exon, offset):
    """Return the position of a base before (negative) or behind an exon (number from 1)."""
    interval = MANE.exons[exon - 1]
    return ASSEMBLY.position(interval.start + offset if offset < 0 else interval.end + offset - 1)


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (place(5, 1), "LOF_LC"),  # between +1 and +2
        (place(5, -2), "LOF_LC"),  # between -2 and -1
        (place(5, 3), "SPLICE"),
        (place(5, 6), ""),
        (place(5, -13), "SPLICE"),
        (place(5, -21), ""),
        (place(3, 0) - 30, "LOF_LC"),  # within the exon
        (place(3, 0), "LOF_LC SPLICE"),  # where exon and intron meet
        (place(3, 900), ""),
    ],
)
@pytest.mark.parametrize("alt", ["<INS>", "<INS:ME:SVA>"])
def test_bases_that_are_not_spelled(alt, position, expected):
    assert flags(position, alt, "SVTYPE=INS;SVLEN=640") == expected


@pytest.mark.parametrize(
    ("alt", "info"),
    [
        ("<CPX>", "SVTYPE=CPX;CPX_TYPE=dupINVdel"),
        ("<INVDUP>", "SVTYPE=INVDUP"),
        ("<DEL/INV>", "SVTYPE=DEL/INV"),
        ("<DUP/INS>", "SVTYPE=DUP/INS"),
        ("<DUP:DISPERSED>", "SVTYPE=DUP"),
        ("<DUP:INT>", "SVTYPE=DUP:INT"),
        ("<DUP>", "SVTYPE=DUP:INT"),
    ],
)
def test_what_the_record_does_not_take_apart_is_judged_by_exons(alt, info):
    first, last = around(5)
    assert flags(first, alt, f"{info};END={last}") == "LOF_LC"
    assert finding(first, alt, f"{info};END={last}").hgvs_c is None
    assert flags(88800000, alt, f"{info};END=89200000", ref="N") == "LOF_LC"
    assert flags(last + 20, alt, f"{info};END={last + 25}") == ""


def test_an_unknown_type_is_not_judged_and_named():
    one = finding(89011500, "<FOLD>", "SVTYPE=FOLD;END=89012900")
    assert [str(flag) for flag in one.flags] == ["NOT_JUDGED"]
    assert one.notes == ("unread_allele:<FOLD> is no type of structural allele that VCF defines",)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (7, 9, "LOF DEATH_DOMAIN"),
        (2, 9, "LOF DEATH_DOMAIN"),
        (4, 4, "LOF"),
        (3, 3, "LOF"),
    ],
)
def test_an_imprecise_deletion_carries_what_its_sure_part_carries(first, last, expected):
    start, _ = around(first, left=150)
    end = around(last, right=150)[1] if last < 9 else place(9, 0) - 800
    info = f"IMPRECISE;SVTYPE=DEL;END={end};CIPOS=-40,40;CIEND=-40,40"
    assert flags(start, "<DEL>", info) == expected


def test_a_lost_dinucleotide_is_sure_although_the_ends_are_not():
    start = place(5, 0) - 3
    info = f"IMPRECISE;SVTYPE=DEL;END={place(5, 60)};CIPOS=-2,2;CIEND=-5,5"
    assert "LOF" in flags(start, "<DEL>", info).split()


def inversion_records(start, end):
    """Return the two junctions of an inversion of the bases from ``start`` to ``end``."""
    yield start - 1, f"{base(start - 1)}]chr10:{end}]"
    yield start, f"[chr10:{end + 1}[{base(start)}"


@pytest.mark.parametrize("exon", [2, 4, 6, 7, 8])
def test_whole_exons_turned_round_have_one_answer(exon):
    first, last = around(exon, left=60, right=70)
    low, high = ASSEMBLY.coordinate(first), ASSEMBLY.coordinate(last) + 1
    bases = MODEL.sequence[low:high]
    spelled = finding(first, reverse_complement(bases), ref=bases)
    precise = finding(first - 1, "<INV>", f"SVTYPE=INV;END={last}")
    unsure = finding(first - 1, "<INV>", f"IMPRECISE;END={last};CIPOS=-9,9;CIEND=-9,9")
    assert spelled.hgvs_c == precise.hgvs_c
    for one in (precise, unsure):
        assert one.flags == spelled.flags
        assert one.hgvs_p == spelled.hgvs_p == "NP_000034.1:p.?"
        assert one.domains == spelled.domains
        assert one.splice_texts == spelled.splice_texts
    assert "LOF" in spelled.flags
    for position, alt in inversion_records(first, last):
        assert "LOF" in flags(position, alt, "SVTYPE=BND").split()


def test_inversion_within_one_intron_has_no_flag_in_any_spelling():
    first, last = place(2, 400), place(2, 900)
    assert flags(first - 1, "<INV>", f"SVTYPE=INV;END={last}") == ""
    assert flags(first - 1, "<INV>", f"IMPRECISE;SVTYPE=INV;END={last}") == ""
    for position, alt in inversion_records(first, last):
        assert flags(position, alt, "SVTYPE=BND") == ""
    turned = place(2, 1)  # the GT goes with it
    for position, alt in inversion_records(turned, last):
        assert "LOF" in flags(position, alt, "SVTYPE=BND").split()


def test_copies_of_exons_touch_the_same_domains_in_any_spelling():
    first, last = around(4)
    info = f"SVTYPE=DUP;END={last}"
    exact = finding(first, "<DUP>", info)
    unsure = finding(first, "<DUP>", f"IMPRECISE;{info};CIPOS=-20,20;CIEND=-20,20")
    assert exact.domains == unsure.domains != ()
    assert exact.flags == unsure.flags
    assert exact.hgvs_p == unsure.hgvs_p


@pytest.mark.parametrize(
    ("info", "precise"),
    [
        ("END=89009250", False),
        ("END=89009250;SVLEN=-650,650", False),
        ("SVLEN=-650,1300", True),
    ],
)
def test_states_of_one_stretch_are_segments(info, precise):
    found = findings(89008600, "<DEL>,<DUP>", info)[0].findings[0]
    assert ("(" not in found.hgvs_c) is precise


@pytest.mark.parametrize(
    ("info", "layout"),
    [
        ("FOLD_CHANGE=0.5;PROBES=12", "GT:GQ"),
        ("natorRD=0.51", "GT:CN"),
        ("ALGORITHMS=depth", "GT:ECN:CN"),
        (".", "GT:CN:NP:QA"),
        (".", "GT:SM:CN:BC:PE"),
        ("SVCLAIM=D", "GT"),
    ],
)
def test_segments_of_read_depth_are_named_by_exons(info, layout):
    column = ":".join(["0/1"] + ["1"] * layout.count(":"))
    found = finding(89008600, "<DEL>", f"END=89009250;{info}", layout=layout, column=column)
    assert found.hgvs_c == "NM_000043.6:c.(334+1_335-1)_(443+1_444-1)del"


@pytest.mark.parametrize("text", ["-200000.0", "-200000,7", "2e5"])
def test_odd_lengths_beside_a_good_end(text):
    assert "LOF" in flags(88900000, "<DEL>", f"END=89100000;SVLEN={text}", ref="N").split()


def test_bases_written_as_n():
    start, end = around(4)
    low = ASSEMBLY.coordinate(start)
    bases = MODEL.sequence[low : low + end - start + 1]
    size = len(bases)
    without_anchor = finding(start, "N", f"SVTYPE=DEL;SVLEN=-{size}", ref=bases)
    with_anchor = finding(start - 1, "N", f"SVLEN=-{size}", ref=base(start - 1) + bases)
    symbolic = finding(start - 1, "<DEL>", f"END={end}")
    assert without_anchor.hgvs_c == with_anchor.hgvs_c == symbolic.hgvs_c
    inserted = finding(89014200, "GATTACA", "SVTYPE=INS;SVLEN=7", ref="N")
    spelled = finding(89014200, base(89014200) + "GATTACA")
    assert inserted.hgvs_c == spelled.hgvs_c
    assert finding(89014190, "NA", ref="NG").hgvs_c == finding(89014191, "A").hgvs_c
    assert flags(89014190, "NNA", ref="CGA") == "NOT_JUDGED"


def test_a_translocation_within_the_gene_breaks_it():
    info = "SVTYPE=CTX;END=89009500;CHR2=chr5;END2=700"
    assert "LOF" in flags(89009500, "<CTX>", info).split()


@pytest.mark.parametrize("alt", ["<LOH>", "<DEL>"])
def test_lost_heterozygosity_changes_no_base(alt):
    line = f"chr10\t88900000\tDRAGEN:CNLOH:x\tN\t{alt}\t.\tPASS\tEND=89100000;SVTYPE=CNV"
    from fasannot.files.vcf.record import parse_record
    from tests.structural.support import ANNOTATOR

    (item,) = ANNOTATOR.annotate_record(parse_record(line.encode(), "line 1", "x.vcf"))
    assert item.findings[0].flags == ()
    assert item.findings[0].hgvs_p is None


def test_a_junction_may_bring_bases_that_nobody_knows():
    first, last = around(4)
    one = finding(first, f"{base(first)}NNN[chr10:{last}[", "SVTYPE=BND")
    assert "LOF" in [str(flag) for flag in one.flags]
