"""Structural alleles in words: never a deletion where nothing is deleted."""

import pytest

from fasannot.wording.phrases import event_name
from tests.structural.support import finding, findings


@pytest.mark.parametrize(
    ("alt", "info", "words"),
    [
        ("<LOH>", "END=89100000", "lost heterozygosity of exons 1 to 9"),
        ("<CNV>", "END=89100000", "change of copy number of exons 1 to 9"),
        ("<CPX>", "END=89100000", "complex change of exons 1 to 9"),
        ("<DUP:DISPERSED>", "END=89100000", "copy (placed elsewhere) of exons 1 to 9"),
        ("<DEL>", "END=89100000", "deletion of exons 1 to 9"),
        ("<BND>", "CHR2=chr2;END2=5", ""),
    ],
)
def test_event_in_words(alt, info, words):
    position = 89009600 if alt == "<BND>" else 88900000
    assert event_name(finding(position, alt, info, ref="N")) == words


def test_the_states_of_one_stretch_are_no_deletion_where_both_are_carried():
    line = findings(88900000, "<DEL>,<DUP>", "END=89100000", ref="N", layout="GT", column="1/2")
    assert [event_name(item.findings[0]).partition(" ")[0] for item in line] == [
        "deletion",
        "duplication",
    ]
