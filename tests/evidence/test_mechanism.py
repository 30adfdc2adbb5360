"""How an allele is thought to act: what was measured is never contradicted."""

import pytest

from fasannot.rules.knowledge import load_knowledge
from tests.evidence.support import codon_change, judged, rules_of

CODONS = {"V": "GTT", "K": "AAA", "D": "GAT", "E": "GAA", "Y": "TAT", "C": "TGT", "S": "TCT"}

MECHANISMS = [
    ("c.906T>A", "uncertain"),  # N302K, no disruption measured
    ("c.904A>G", "uncertain"),  # N302D, beside it
    ("c.914C>T", "uncertain"),  # T305I, beside T305K
    ("c.694T>C", "uncertain"),  # Y232H, beside Y232C
    ("c.814G>A", "dominant_negative"),  # E272K
    ("c.781G>A", "dominant_negative"),  # E261K, measured, not catalogued
    ("c.749G>C", "haploinsufficiency&dominant_negative"),  # R250P, both measured
    ("c.749G>A", "uncertain"),  # R250Q, sources disagree
    ("c.310T>A", "haploinsufficiency"),  # C104S, kept in the endoplasmic reticulum
    ("c.320G>A", "haploinsufficiency"),  # C107Y
    ("c.244T>C", "uncertain"),  # C82R, not measured
    ("c.361C>T", "haploinsufficiency"),  # R121W, less at the surface
    ("c.197-1G>A", "uncertain"),  # exon 3 skipped
    ("c.334+2T>A", "uncertain"),
    ("c.197-30_334+30del", "uncertain"),  # exon 3 deleted
    ("c.749_751del", "uncertain"),  # a residue of the death domain deleted
    ("c.680_883del", "dominant_negative"),  # most of the death domain lost in frame
    ("c.506-2A>G", "soluble_isoform"),
    ("c.748C>T", "dominant_negative"),
    ("c.110T>A", "haploinsufficiency"),
]


@pytest.mark.parametrize(("name", "mechanism"), MECHANISMS)
def test_mechanism(name: str, mechanism: str) -> None:
    assert judged(name, use_known=False).mechanism == mechanism


def test_a_deletion_that_was_measured() -> None:
    found = judged("c.702_704del", use_known=False)  # Thr235del
    assert found.mechanism == "haploinsufficiency"
    assert "PS3_Supporting" in found.criteria
    assert "dominant_negative" not in (judged("c.745_747del").mechanism or "")


def test_measured_function_gives_ps3_or_bs3_at_supporting_and_no_more() -> None:
    rows = [
        fact
        for fact in load_knowledge().residues.facts
        if fact.kind == "fadd_contact" and fact.change[-1] in CODONS
    ]
    assert len(rows) >= 8
    for fact in rows:
        found = judged(codon_change(fact.interval.first, CODONS[fact.change[-1]]), use_known=False)
        given = {c for c in found.criteria if c.startswith(("PS3", "BS3"))}
        wanted = {
            "loss": {"PS3_Supporting"},
            "decreased": {"PS3_Supporting"},
            "normal": {"BS3_Supporting"},
        }.get(fact.effect, set())
        assert given == wanted, fact.change
        if fact.effect == "normal":
            assert "measured_normal" in found.notes
            assert "PM1" not in found.criteria


def test_disagreement_and_gain_give_neither() -> None:
    conflict = judged("c.749G>A", use_known=False)
    assert not [c for c in conflict.criteria if c.startswith(("PS3", "BS3"))]
    assert "sources_disagree" in conflict.notes
    text = " ".join(line.sentence for line in conflict.evidence)
    assert "Wang 2010" in text
    assert "UniProt" in text
    gain = judged(codon_change(313, "GAT"), use_known=False)
    assert gain.mechanism == "gain_of_function"
    assert not [c for c in gain.criteria if c.startswith(("PS3", "BS3", "PM1"))]
    assert "DEATH_DOMAIN_INTERFERENCE" not in rules_of(gain)


def test_a_wider_change_is_not_the_measured_one() -> None:
    # E272K together with the next residue
    from fasannot.allele.variant import canonical
    from fasannot.gene.model import load_gene_model

    model = load_gene_model()
    start = codon_change(272, "AAA").start
    while model.sequence[start : start + 1] != "G":
        start -= 1
    wide = canonical(model.sequence, start, model.sequence[start : start + 6], "AAAAAA")
    found = judged(wide, use_known=False)
    assert not [c for c in found.criteria if c.startswith("PS3")]


def test_ligand_binding_measured() -> None:
    assert "PS3_Supporting" in judged(codon_change(102, "TCT"), use_known=False).criteria
    assert "BS3_Supporting" in judged(codon_change(94, "TCT"), use_known=False).criteria
