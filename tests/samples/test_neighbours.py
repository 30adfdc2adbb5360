"""Two alleles of one codon in one sample: what they spell together is pointed out."""

import pytest

from tests.samples.support import row, sample_rows

FIRST, SECOND = ("89014133", "A", "T"), ("89014134", "A", "T")  # c.691A>T, c.692A>T


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("0/1", "0/1", "not phased with it: on one chromosome the two would read p.(Lys231Leu)"),
        ("0|1", "0|1", "on one chromosome with c.692A>T, in the same codon: read as p.(Lys231Leu)"),
        ("1/1", "0/1", "on one chromosome with c.692A>T, in the same codon: read as p.(Lys231Leu)"),
        ("0|1", "1|0", None),
    ],
)
def test_codon(tmp_path, one, two, expected):
    _, objects = sample_rows(tmp_path, [row(FIRST, "GT", one), row(SECOND, "GT", two)])
    notes = " ".join(objects[0]["samples"][0]["notes"] or [])
    assert ("codon" in notes) is (expected is not None)
    assert (expected or "") in notes
