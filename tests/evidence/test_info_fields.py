"""INFO that is already in the VCF: VEP CSQ, ANNOVAR keys, SpliceAI and named tags."""

import pytest

from fasannot.errors import InputError
from fasannot.evidence.user.info_evidence import InfoReader, vep_allele
from fasannot.evidence.values import NO_EVIDENCE

CSQ = (
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. '
    "Format: Allele|Consequence|SYMBOL|Feature|gnomADe_AF|gnomADg_AF|REVEL|am_pathogenicity|"
    "SpliceAI_pred_DP_AG|SpliceAI_pred_DP_AL|SpliceAI_pred_DP_DG|SpliceAI_pred_DP_DL|"
    "SpliceAI_pred_DS_AG|SpliceAI_pred_DS_AL|SpliceAI_pred_DS_DG|SpliceAI_pred_DS_DL|"
    'SpliceAI_pred_SYMBOL">'
)


def declared(*keys: str) -> list[str]:
    return [f'##INFO=<ID={key},Number=A,Type=String,Description="x">' for key in keys]


def test_vep_csq_of_the_right_allele_and_transcript() -> None:
    reader = InfoReader([CSQ])
    info = (
        "DP=3;CSQ="
        "T|missense_variant|FAS|ENST00000000001|0.5|||||||||||||,"
        "T|missense_variant|FAS|ENST00000355740|0.001|0.002|0.9|0.95|1|2|3|-4|0.1|0|0.3|0.7|FAS,"
        "T|intron_variant|ACTA2|ENST00000224784|0.9||||||||||||,"
        "G|missense_variant|FAS|ENST00000355740|0.4|||||||||||||"
    )
    found = reader.evidence(info, "C", ["T", "G"], 0, 100)
    assert [(f.frequency, f.source) for f in found.frequencies] == [
        (0.001, "CSQ gnomADe_AF"),
        (0.002, "CSQ gnomADg_AF"),
    ]
    assert [(s.tool, s.score) for s in found.missense] == [("REVEL", 0.9), ("AlphaMissense", 0.95)]
    assert found.splice is not None
    assert (found.splice.donor_loss, found.splice.offsets[3], found.splice.position) == (
        0.7,
        -4,
        100,
    )
    assert reader.evidence(info, "C", ["T", "G"], 1, 100).frequencies[0].frequency == 0.4


@pytest.mark.parametrize(
    ("ref", "alt", "alts", "shown"),
    [
        ("C", "T", ["T"], "T"),
        ("CA", "C", ["C"], "-"),
        ("C", "CTT", ["CTT"], "TT"),
        ("CA", "C", ["C", "CAA"], "-"),
        ("CA", "TG", ["TG"], "TG"),
    ],
)
def test_vep_allele(ref: str, alt: str, alts: list[str], shown: str) -> None:
    assert vep_allele(ref, alt, alts) == shown


@pytest.mark.parametrize(
    "key",
    ["gnomAD_exome_ALL", "gnomAD_genome_ALL", "gnomad40_exome_AF", "ExAC_ALL", "gnomAD_AF",
     "gnomADe_AF", "gnomad_exomes_AF", "gnomad41_genome_AF"],
)  # fmt: skip
def test_population_keys(key: str) -> None:
    reader = InfoReader(declared(key))
    found = reader.evidence(f"AC=1;{key}=0.25", "A", ["C"], 0, 0)
    assert found.frequencies[0].frequency == 0.25
    assert found.frequencies[0].source == f"INFO {key}"
    assert reader.evidence(f"{key}=.", "A", ["C"], 0, 0) == NO_EVIDENCE


def test_plain_af_counts_only_when_named() -> None:
    assert not InfoReader(declared("AF")).active
    reader = InfoReader(declared("AF"), ["AF"])
    assert reader.evidence("AF=0.1,0.2", "A", ["C", "G"], 1, 0).frequencies[0].frequency == 0.2
    with pytest.raises(InputError, match="declares no INFO MINE"):
        InfoReader(declared("AF"), ["MINE"])


def test_scores_and_their_multiple_values() -> None:
    reader = InfoReader(declared("REVEL_score", "AlphaMissense_score", "SpliceAI"))
    info = (
        "REVEL_score=.&0.7&0.6;AlphaMissense_score=0.2;"
        "SpliceAI=C|FAS|0.01|0.02|0.03|0.04|1|2|3|4,G|FAS|0.5|0|0|0|1|2|3|4"
    )
    found = reader.evidence(info, "A", ["C"], 0, 7)
    assert [score.score for score in found.missense] == [0.7, 0.2]
    assert found.splice is not None
    assert found.splice.highest == 0.04
    # one value for two alleles cannot be given to either
    assert reader.evidence("REVEL_score=0.7", "A", ["C", "G"], 0, 7) == NO_EVIDENCE


def test_unreadable_value() -> None:
    reader = InfoReader(declared("REVEL"))
    with pytest.raises(InputError, match="INFO REVEL cannot be read"):
        reader.evidence("REVEL=high", "A", ["C"], 0, 0)


def test_nothing_declared_costs_nothing() -> None:
    reader = InfoReader(declared("DP", "AC"))
    assert not reader.active
    assert reader.evidence("REVEL=0.9", "A", ["C"], 0, 0) is NO_EVIDENCE


def test_a_frequency_of_ones_own_has_its_number_of_chromosomes_beside_it() -> None:
    reader = InfoReader(declared("MY_AF", "MY_AN", "OTHER_AF"), ("MY_AF", "OTHER_AF"))
    found = reader.evidence("MY_AN=52000;MY_AF=0.003;OTHER_AF=0.2", "C", ["T"], 0, 100)
    assert [(f.source, f.chromosomes) for f in found.frequencies] == [
        ("INFO MY_AF", 52000),
        ("INFO OTHER_AF", None),
    ]
