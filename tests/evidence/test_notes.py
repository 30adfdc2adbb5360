"""NOTES: codes come from the table, rules give them, unknown ones are refused."""

import pytest

from fasannot.gene.tables import read_table
from fasannot.rules.knowledge import load_knowledge
from fasannot.rules.notes import load_notes, meaning, note
from fasannot.wording.caveats import caveat
from tests.evidence.support import judged


def test_a_code_that_the_table_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="no_such_code"):
        note("no_such_code")


def test_detail_follows_the_code_and_its_meaning() -> None:
    shown = note("gt_gc", "c.334+2T>C")
    assert shown == "gt_gc:c.334+2T>C"
    assert meaning(shown).endswith("(c.334+2T>C)")


def test_every_code_that_a_rule_gives_is_in_the_table() -> None:
    given = {code for rule in load_knowledge().rulebook.rules for code in rule.notes}
    assert given
    assert given <= set(load_notes())


@pytest.mark.parametrize(
    ("name", "code"),
    [("c.334+2T>C", "gt_gc"), ("c.631G>T", "nmd_readings_differ"), ("c.24A>T", "")],
)
def test_notes_of_an_allele(name: str, code: str) -> None:
    notes = judged(name, use_known=False).notes
    assert notes == ((code,) if code else ())


def test_the_caveat_names_all_that_is_not_excluded() -> None:
    rows = list(read_table("not_excluded.tsv", "item", "phrase").records())
    assert len(rows) >= 9
    for row in rows:
        assert row["phrase"] in caveat(), row["item"]
        assert row["source"]
