"""The answers are held by a digest; the tool that tells changes is tested on made-up tables."""

import gzip
import os

import pytest

from tests.answers.__main__ import main
from tests.answers.compare import report
from tests.answers.sets import INDELS, small, structural, substitutions
from tests.answers.table import Answers, Digest, ask, digests, held, hold, read, write

REMEDY = """
The answers to these alleles are not what tests/answers/digest.tsv holds. If that is meant:
1. python -m tests.answers NEW.tsv.gz --against OLD.tsv.gz
   where OLD.tsv.gz holds the answers of the last release (written by the same command there);
2. state the list of what changed, and why, in CHANGELOG.md;
3. python -m tests.answers --update
"""


def test_no_answer_changed_unnoticed():
    jobs = min(2, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)
    found, expected = digests(ask(jobs)), held()
    changed = {group for group in found | expected if found.get(group) != expected.get(group)}
    assert not changed, f"{', '.join(sorted(changed))}: {REMEDY}"


def test_sets_are_whole_and_the_same_each_time():
    assert len(substitutions()) == 96_765
    assert small("GRCh38", 500) == small("GRCh38", 500)
    assert len({record[:3] for record in small("GRCh38", 500)}) == 500
    kinds = {alt for _, _, alt, _ in structural()}
    assert {"<DEL>", "<DUP>", "<INV>", "<INS>", "<CNV>"} < kinds
    assert any("[" in alt for alt in kinds)
    assert INDELS == 20_000


def key(pos, info="", group="snvs"):
    return (group, "GRCh38", str(pos), "A", "G", info, "NM_000043.6", "")


OLD = Answers(
    ("HGVSc", "CRITERIA", "FLAGS", "CLASS"),
    {
        key(5): ("c.5A>G", "PM2", "", "uncertain"),
        key(6): ("c.6A>G", "PM2", "SPLICE&LOF", "uncertain"),
        key(7): ("c.7A>G", "", "", "uncertain"),
    },
)
NEW = Answers(
    ("FLAGS", "CRITERIA", "HGVSc", "AUTO_CLASS", "NOTES"),
    {
        key(5): ("DEATH_DOMAIN", "PM2&PM1", "c.5A>G", "likely", ""),
        key(6): ("LOF", "PM2", "c.6A>G", "uncertain", ""),
        key(8): ("", "", "c.8A>G", "uncertain", ""),
    },
)


def test_changes_are_told_by_column_and_rule_with_their_alleles():
    text = "\n".join(report(OLD, NEW))
    assert "columns added: NOTES\n" in text
    assert "columns removed: none\n" in text
    assert "columns renamed: CLASS -> AUTO_CLASS\n" in text
    assert "snvs: 2 of 3 alleles changed" in text
    assert "+DEATH_DOMAIN [+PM1]: 1\n        GRCh38:5:A:G c.5A>G" in text
    assert "-SPLICE: 1\n        GRCh38:6:A:G c.6A>G" in text
    assert "uncertain -> likely [+PM1]: 1" in text
    assert "alleles that came: 1\n        GRCh38:8:A:G c.8A>G" in text
    assert "alleles that went: 1\n        GRCh38:7:A:G c.7A>G" in text
    assert "HGVSc:" not in text


def test_equal_answers_have_nothing_to_tell():
    text = "\n".join(report(OLD, OLD))
    assert "snvs: 0 of 3 alleles changed" in text
    assert "->" not in text


def test_no_more_alleles_are_named_than_wanted():
    many = Answers(("FLAGS",), {key(pos): ("",) for pos in range(9)})
    more = Answers(("FLAGS",), {key(pos): ("LOF",) for pos in range(9)})
    text = "\n".join(report(many, more, limit=2))
    assert "+LOF: 9\n        GRCh38:0:A:G NM_000043.6\n" in text
    assert text.count("GRCh38:") == 2
    assert "and 7 more" in text


def test_digest_follows_values_not_order_or_names_or_empty_columns():
    order = (2, 1, 0, 3)
    moved = Answers(
        (*(OLD.columns[index] for index in order[:3]), "AUTO_CLASS", "NOTES"),
        {name: (*(row[index] for index in order), "") for name, row in OLD.rows.items()},
    )
    assert digests(moved) == digests(OLD)
    rows = {**OLD.rows, key(7): ("c.7A>G", "", "LOF", "uncertain")}
    other = digests(Answers(OLD.columns, rows))
    assert {group for group, one in other.items() if one != digests(OLD)[group]} == {"snvs"}


def test_tables_come_back_as_written(tmp_path, capsys):
    table, again = tmp_path / "old.tsv.gz", tmp_path / "new.tsv.gz"
    write(OLD, table)
    write(OLD, again)
    assert read(table) == OLD
    assert table.read_bytes() == again.read_bytes()
    main([str(again), "--read", "--against", str(table), "--digest"])
    assert "snvs: 0 of 3 alleles changed" in capsys.readouterr().out
    strange = tmp_path / "strange.tsv.gz"
    strange.write_bytes(gzip.compress(b"CHROM\tPOS\n"))
    with pytest.raises(SystemExit, match="not a table of answers"):
        read(strange)


def test_digests_come_back_as_held(tmp_path):
    path = tmp_path / "digest.tsv"
    hold({"snvs": Digest(3, "ab")}, path)
    assert held(path) == {"snvs": Digest(3, "ab")}
