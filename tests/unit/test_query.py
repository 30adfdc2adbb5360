"""Every way of asking for an allele leads to it, and wrong ones say why."""

import pytest

from fasannot.allele.names.hgvs import QueryError
from fasannot.api import annotator
from fasannot.outputs.explain.explanation import explain
from fasannot.rules.queries import resolve


@pytest.fixture(scope="module")
def tool():
    return annotator()


def names(tool, query):
    resolved = resolve(tool.model, tool.knowledge, query)
    return [item.finding.hgvs_c.partition(":")[2] for item in explain(tool, resolved)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("chr10-89014191-G-C", ["c.749G>C"]),
        ("chr10:89014191:G:C", ["c.749G>C"]),
        ("chr10:89,014,191 G>C", ["c.749G>C"]),
        ("10 89014191 g c", ["c.749G>C"]),
        ("chr10-90773948-G-C", ["c.749G>C"]),
        ("NC_000010.11:g.89014191G>C", ["c.749G>C"]),
        ("NC_000010.10:g.90773948G>C", ["c.749G>C"]),
        ("chr10:g.90773948G>C", ["c.749G>C"]),
        ("NM_000043.6:c.749G>C", ["c.749G>C"]),
        ("NM_000043:c.749G>C", ["c.749G>C"]),
        ("NM_000043.4:c.749G>C", ["c.749G>C"]),
        ("NM_000043.6(FAS):c.749G>C", ["c.749G>C"]),
        ("ENST00000355740.6:c.749G>C", ["c.749G>C"]),
        ("FAS:c.749G>C", ["c.749G>C"]),
        ("c.749G>C", ["c.749G>C"]),
        ("p.Arg250Pro", ["c.749G>C"]),
        ("NP_000034.1:p.(Arg250Pro)", ["c.749G>C"]),
        ("R250P", ["c.749G>C"]),
        ("p.R250X", ["c.748C>T"]),
        ("R250*", ["c.748C>T"]),
        ("legacy:R234P", ["c.749G>C"]),
        ("legacy:A-1T", ["c.46G>A"]),
        ("Leu215Ter", ["c.644T>A", "c.644T>G"]),
        ("c.968_987dup", ["c.968_987dup"]),
        ("c.38delC", ["c.38del"]),
        ("c.651+2T>C", ["c.651+2T>C"]),
        ("c.*12A>G", ["c.*12A>G"]),
        ("c.-79C>T", ["c.-79C>T"]),
        ("c.403_404insT", ["c.403dup"]),
        ("16505", ["c.749G>C"]),
        ("rs606231361", ["c.232del"]),
        ("VAR_013417", ["c.82A>G"]),
        ("rs3218619", ["c.46G>A"]),
        ("p.Leu294fs", ["c.879_880del"]),
        ("legacy:L278fs", ["c.879_880del"]),
    ],
)
def test_query_leads_to_its_allele(tool, query, expected):
    assert sorted(names(tool, query)) == expected


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("R234P", ["residue 234", "Thr", "legacy:R234P"]),
        ("c.750G>C", ["the reference has A"]),
        ("c.2000A>G", ["ends at c.1008"]),
        ("c.31+5A>G", ["no intron follows base 31"]),
        ("chr10-89014191-A-C", ["GRCh38 has G", "strand"]),
        ("chr10-1000-A-C", ["does not lie in the FAS locus"]),
        ("chr9-89014191-G-C", ["does not lie in the FAS locus"]),
        ("chr10-89014191-G-*", ["no change of plain bases"]),
        ("NM_000546.6:c.215C>G", ["no transcript of FAS"]),
        ("NP_000537.3:p.Pro72Arg", ["no protein of FAS"]),
        ("p.Thr14fs", ["many changes", "the catalogue has none"]),
        ("p.Arg250del", ["only substitutions"]),
        ("c.749=", ["changes nothing"]),
        ("c.(334+1_335-1)_(443+1_444-1)del", ["uncertain borders"]),
        ("legacy:R0P", ["legacy"]),
        ("K400E", ["does not exist"]),
        ("rs1", ["no id that the catalogue knows"]),
        ("c.403_404insN", ["must be spelled out"]),
        ("c.749_748del", ["before the first"]),
        ("TP53 R175H", ["cannot be read"]),
        ("", ["cannot be read"]),
    ],
)
def test_wrong_queries_say_why(tool, query, words):
    with pytest.raises(QueryError) as error:
        resolve(tool.model, tool.knowledge, query)
    for word in words:
        assert word in str(error.value)
