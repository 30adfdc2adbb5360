"""The allele that a row of a case file is about, in any spelling that ``explain`` reads."""

import pytest

from fasannot.errors import InputError
from tests.people.support import R250P, SPLICE, call, conclude, row

HEADER = "person\tfield\tvalue\tunit\tdate\tsource\tvariant\n"


def judged(tmp_path, variant):
    case = tmp_path / "case.tsv"
    case.write_text(f"{HEADER}P\tsegregation\t5\tmeioses\t2024\tfile\t{variant}\n")
    records = [row(SPLICE, call(48, 100)), row(R250P, call(51, 100))]
    sheet = [("s", "P", "whole_blood")]
    found = conclude(tmp_path, records, sheet, ("s",), case_path=str(case))
    return {
        event["hgvs_c"].partition(":")[2]: [
            one["criterion"] for one in event["points"]["case_criteria"]
        ]
        for event in found.json[0]["events"]
    }


@pytest.mark.parametrize(
    "variant",
    [
        "c.749G>C",
        "NM_000043.6:c.749G>C",
        "FAS c.749G>C",
        "p.Arg250Pro",
        "R250P",
        "legacy:R234P",
        "chr10-89014191-G-C",
        "10:89014191:G:C",
        "NC_000010.11:g.89014191G>C",
        "NC_000010.10:g.90773948G>C",
    ],
)
def test_any_spelling_names_it(tmp_path, variant):
    assert judged(tmp_path, variant) == {"c.651+1G>A": [], "c.749G>C": ["PP1"]}


@pytest.mark.parametrize(
    ("variant", "message"),
    [
        ("c.748C>T", "'c.748C>T' is no candidate of P; candidates are c.651"),
        ("first one", "'first one' cannot be read"),
    ],
)
def test_what_names_none_is_refused_by_line(tmp_path, variant, message):
    with pytest.raises(InputError, match="line 2, column variant") as refused:
        judged(tmp_path, variant)
    assert message in str(refused.value)
