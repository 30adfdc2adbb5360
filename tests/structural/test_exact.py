"""A precise structural allele is named exactly as the same allele spelled out."""

import pytest

from fasannot.gene.sequence import reverse_complement
from tests.structural.support import ASSEMBLY, MODEL, around, base, facts, finding

SPANS = [around(exon, left, right) for exon in range(1, 10) for left, right in [(90, 70), (-3, -4)]]
SPANS += [around(8, 400, 1500), (89003000, 89012000), (88990000, 89005000), (89011990, 89012001)]
SPANS += [(89000000, 89000060), (88986000, 89017000)]


def bases(first, last):
    return MODEL.sequence[ASSEMBLY.coordinate(first) : ASSEMBLY.coordinate(last) + 1]


@pytest.mark.parametrize(("first", "last"), SPANS)
def test_deletion_in_every_spelling(first, last):
    before, after = base(first - 1), base(last + 1)
    ref = before + bases(first, last)
    length = last - first + 1
    spelled = facts(finding(first - 1, before, ref=ref))
    forms = {
        "4.1 END and negative SVLEN": ("<DEL>", f"SVTYPE=DEL;END={last};SVLEN=-{length}"),
        "4.4 positive SVLEN": ("<DEL>", f"END={last};SVLEN={length};SVCLAIM=J"),
        "4.5 SVLEN alone": ("<DEL>", f"SVLEN={length}"),
        "END alone": ("<DEL>", f"SVTYPE=DEL;END={last}"),
        "zero confidence intervals": ("<DEL>", f"END={last};CIPOS=0,0;CIEND=0,0"),
        "flagged precise": ("<DEL>", f"PRECISE;END={last};CIPOS=-2,2;CIEND=-2,2"),
        "homology": ("<DEL>", f"END={last};CIPOS=0,3;CIEND=0,3;HOMLEN=3"),
        "mobile element": ("<DEL:ME:ALU>", f"END={last}"),
        "breakend": (f"{before}[chr10:{last + 1}[", "SVTYPE=BND"),
    }
    for name, (alt, info) in forms.items():
        assert facts(finding(first - 1, alt, info)) == spelled, name
    mate = facts(finding(last + 1, f"]chr10:{first - 1}]{after}", "SVTYPE=BND"))
    assert mate == spelled


@pytest.mark.parametrize(("first", "last"), SPANS)
def test_tandem_duplication(first, last):
    anchor = base(first - 1)
    spelled = facts(finding(first - 1, anchor + bases(first, last)))
    length = last - first + 1
    assert facts(finding(first - 1, "<DUP:TANDEM>", f"END={last};SVLEN={length}")) == spelled
    assert facts(finding(first - 1, "<DUP>", f"SVLEN={length}")) == spelled
    assert facts(finding(first, f"]chr10:{last}]{base(first)}")) == spelled
    assert facts(finding(last, f"{base(last)}[chr10:{first}[")) == spelled


@pytest.mark.parametrize(("first", "last"), SPANS)
def test_inversion(first, last):
    anchor = base(first - 1)
    stretch = bases(first, last)
    spelled = finding(first - 1, anchor + reverse_complement(stretch), ref=anchor + stretch)
    assert facts(finding(first - 1, "<INV>", f"END={last}")) == facts(spelled)


def test_insertion_with_its_sequence():
    anchor = base(89014191)
    new = "ACGGT" * 12
    spelled = facts(finding(89014191, anchor + new))
    assert facts(finding(89014191, "<INS>", f"SVLEN=60;SVINSSEQ={new}")) == spelled
    assert facts(finding(89014191, f"{anchor}{new}[chr10:89014192[")) == spelled


def test_breakend_with_new_bases_is_a_delins():
    ref = bases(89014191, 89014300)
    spelled = facts(finding(89014191, ref[0] + "TTT", ref=ref))
    assert facts(finding(89014191, f"{ref[0]}TTT[chr10:89014301[")) == spelled


def test_one_svlen_for_each_alt():
    from tests.structural.support import findings

    one, two = findings(89007601, "<DEL>,<DUP:TANDEM>", "SVLEN=338,400;END=89008001")
    assert facts(one.findings[0]) == facts(finding(89007601, "<DEL>", "SVLEN=338"))
    assert facts(two.findings[0]) == facts(finding(89007601, "<DUP:TANDEM>", "SVLEN=400"))


def test_allele_is_shown_as_written():
    found = finding(89007601, "<DEL:ME:ALU>", "SVLEN=338")
    assert found.allele == "<DEL:ME:ALU>"
