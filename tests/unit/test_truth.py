"""Every adjudicated allele gets the name, terms and new stop that the nomenclature asks for."""

from pathlib import Path

import pytest

from fasannot.api import annotator
from fasannot.gene.tables import parse_table

TRUTH = Path(__file__).parents[1] / "truth" / "small_variants.tsv"
ROWS = list(parse_table("small_variants.tsv", TRUTH.read_text(), "pos", "ref", "alt").records())
SHIFT = 1_759_757


def name(row):
    return f"{row['pos']}-{row['ref'][:12]}-{row['alt'][:12]}-{len(row['ref'])}"


def short(text):
    return (text or "").partition(":")[2] or "."


@pytest.fixture(scope="module")
def builds():
    return {"GRCh38": annotator("GRCh38"), "GRCh37": annotator("GRCh37")}


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_allele_is_named_as_adjudicated(row, builds):
    position = int(row["pos"])
    (finding,) = builds["GRCh38"].annotate(position, row["ref"], row["alt"])
    effect = finding.effect
    if row["hgvs_c"] != "DISPUTED":
        assert short(finding.hgvs_c) == row["hgvs_c"], row["rule"]
    if row["hgvs_p"] == ".":
        assert short(finding.hgvs_p) in (".", "p.(=)", "p.?"), row["rule"]
    elif row["hgvs_p"] != "DISPUTED":
        assert short(finding.hgvs_p) == row["hgvs_p"], row["rule"]
        assert (str(effect.stop) if effect.stop else ".") == row["ptc"], row["rule"]
        assert (effect.nmd.value if effect.nmd else ".") == row["nmd"], row["rule"]
    if row["so"] != "DISPUTED":
        right = [set(row[key].split("&")) for key in ("so", "so_alt") if row[key] != "."]
        assert set(effect.consequences) in right, row["rule"]
    assert (effect.exon.partition("/")[0] or ".") == row["exon"]
    assert (effect.intron.partition("/")[0] or ".") == row["intron"]
    (other,) = builds["GRCh37"].annotate(position + SHIFT, row["ref"], row["alt"])
    assert other.effect == effect
    assert other.flags == finding.flags


def test_the_hard_classes_are_all_there():
    kinds = {kind for row in ROWS for kind in row["kind"].split(",")}
    assert {"sp_border", "sp_stop", "sp_start", "sp_exondel", "sp_nmd50", "sp_inv"} <= kinds
    assert len(ROWS) > 600
