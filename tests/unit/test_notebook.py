"""A finding as plain values and as a table in a notebook."""

import json

import pytest

import fasannot
from fasannot.gene.model import load_gene_model
from tests.pipelines.engines import FASANNOT, run

ALLELES = [
    (89014191, "G", "C"), (89012082, "G", "A"), (89003108, "T", "A"), (88990880, "C", "T"),
    (89003035, "AC", "A"), (88986000, "A", "T"),
]  # fmt: skip


@pytest.mark.parametrize("allele", ALLELES)
def test_to_dict_holds_what_json_holds(allele):
    position, ref, alt = _spelled(allele)
    line = f"chr10\t{position}\t.\t{ref}\t{alt}\t.\t.\t."
    text = f"##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n{line}\n"
    command = [*FASANNOT, "annotate", "-", "--assembly", "GRCh38", "-O", "json", "-q"]
    written = json.loads(run(command, text=text).stdout)
    said = fasannot.annotate("chr10", position, ref, alt, assembly="GRCh38").to_dict()
    assert said == {name: written[name] for name in said}
    assert json.loads(json.dumps(said)) == said


def _spelled(allele):
    position, ref, alt = allele
    model = load_gene_model()
    start = model.assemblies["GRCh38"].coordinate(position)
    ref = model.sequence[start : start + len(ref)]
    return position, ref, alt if alt != ref else "ACGT"["ACGT".index(ref) - 1]


def test_a_notebook_shows_a_small_table():
    shown = fasannot.annotate("chr10", 89014191, "G", "C", assembly="GRCh38")._repr_html_()
    assert "c.749G&gt;C" in shown
    assert "DEATH_DOMAIN" in shown
    assert "not a diagnosis" in shown
    assert "<script" not in shown
