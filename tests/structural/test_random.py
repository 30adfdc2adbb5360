"""Random spans: every spelling of one deletion, tandem duplication or inversion is one entry."""

import random

import pytest

from fasannot.gene.sequence import reverse_complement
from tests.structural.support import ASSEMBLY, MODEL, base, facts, finding, findings


def check(count, seed):
    rng = random.Random(seed)
    for _ in range(count):
        first = rng.randrange(88986000, 89016000)
        last = min(first + int(10 ** rng.uniform(0.5, 4.2)), 89017000)
        anchor = base(first - 1)
        start = ASSEMBLY.coordinate(first)
        stretch = MODEL.sequence[start : start + last - first + 1]
        deletion = facts(finding(first - 1, anchor, ref=anchor + stretch))
        assert facts(finding(first - 1, "<DEL>", f"END={last}")) == deletion
        assert facts(finding(first - 1, f"{anchor}[chr10:{last + 1}[")) == deletion
        assert facts(finding(last + 1, f"]chr10:{first - 1}]{base(last + 1)}")) == deletion
        copy = facts(finding(first - 1, anchor + stretch))
        assert facts(finding(first - 1, "<DUP:TANDEM>", f"SVLEN={len(stretch)}")) == copy
        assert facts(finding(first, f"]chr10:{last}]{base(first)}")) == copy
        turned = reverse_complement(stretch)
        if turned != stretch:
            spelled = facts(finding(first - 1, anchor + turned, ref=anchor + stretch))
            assert facts(finding(first - 1, "<INV>", f"END={last}")) == spelled
        width = rng.randrange(500)
        info = f"IMPRECISE;END={last};CIPOS=-{width},{width};CIEND=-{width},{width}"
        for alt in ("<DEL>", "<DUP>", "<INV>", "<CNV>"):
            for item in findings(first, alt, info):
                assert all(one.vrs_id == "" for one in item.findings)


def test_a_few():
    check(10, 1)


@pytest.mark.slow
def test_many():
    check(400, 3)
