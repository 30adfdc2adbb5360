"""A finding as plain values and as a table in a notebook."""

import json

import pytest

import fasannot
from fasannot.outputs.rows import facts

ALLELES = [
    (89014191, "G", "C"), (89012082, "G", "A"), (89003108, "T", "A"), (88990880, "C", "T"),
    (89003035, "AC", "A"), (88986000, "A", "T"),
]  # fmt: skip


@pytest.mark.parametrize("allele", ALLELES)
def test_to_dict_holds_what_json_holds(allele):
    finding = _finding(allele)
    assert finding.to_dict() == facts(finding)
    assert json.loads(json.dumps(finding.to_dict())) == finding.to_dict()


def _finding(allele):
    from fasannot.gene.model import load_gene_model

    position, ref, alt = allele
    model = load_gene_model()
    start = model.assemblies["GRCh38"].coordinate(position)
    ref = model.sequence[start : start + len(ref)]
    alt = alt if alt != ref else "ACGT"["ACGT".index(ref) - 1]
    return fasannot.annotate("chr10", position, ref, alt, assembly="GRCh38")


def test_a_notebook_shows_a_small_table():
    shown = fasannot.annotate("chr10", 89014191, "G", "C", assembly="GRCh38")._repr_html_()
    assert "c.749G&gt;C" in shown
    assert "DEATH_DOMAIN" in shown
    assert "not a diagnosis" in shown
    assert "<script" not in shown
