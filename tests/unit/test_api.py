"""The Python interface: typed values, and errors instead of guesses."""

import pytest

import fasannot


def test_one_allele_as_typed_values():
    finding = fasannot.annotate("chr10", 89014190, "C", "T", assembly="GRCh38")
    assert finding.hgvs_c == "NM_000043.6:c.748C>T"
    assert finding.hgvs_p == "NP_000034.1:p.(Arg250Ter)"
    assert finding.nmd == "escaping"
    assert finding.lof == "HC"
    assert "PTC_REMOVES_DEATH_DOMAIN" in finding.lof_reasons
    assert finding.ptc.codon == 250
    assert finding.points == sum({"PVS1_Strong": 4}.get(code, 0) for code in finding.criteria)
    assert {"LOF", "DEATH_DOMAIN"} <= set(finding.flags)


def test_the_build_is_told_or_asked_for():
    named = fasannot.annotate("NC_000010.10", 90773948, "G", "C")
    assert named.assembly.name == "GRCh37"
    with pytest.raises(fasannot.InputError, match="never guessed"):
        fasannot.annotate("10", 90773948, "G", "C")


@pytest.mark.parametrize(
    "arguments",
    [
        ("chr10", "x", "G", "C", "GRCh38"),
        ("chr10", 89014191, "G", None, "GRCh38"),
        ("chr10", 89014191, "G", "*", "GRCh38"),
        ("chr10", 89014191, "", "C", "GRCh38"),
        ("chr10", 89014191, "A", "C", "GRCh38"),
        ("chr10", 89014191, "G", "C", "hg38"),
    ],
)
def test_wrong_arguments_are_input_errors(arguments):
    with pytest.raises(fasannot.InputError):
        fasannot.annotate(*arguments)


def test_outside_fas_is_none_and_not_an_error():
    assert fasannot.annotate("chr10", 1000, "A", "C", assembly="GRCh38") is None
    assert fasannot.annotate("chr9", 89014191, "G", "C", assembly="GRCh38") is None


def test_a_vcf_is_read_allele_by_allele(tmp_path):
    from fasannot.gene.resources import data_folder

    found = list(fasannot.annotate_vcf(str(data_folder() / "example.vcf")))
    assert len(found) == 11
    assert found[3].record.chrom == "chr10"
    assert any(item.finding.hgvs_p == "NP_000034.1:p.(Arg250Pro)" for item in found)


@pytest.mark.parametrize(
    ("name", "domains"),
    [
        ("c.33_196+2del", {"SIGNAL", "EXTRACELLULAR", "CRD1"}),
        ("c.677_*2609del", {"CYTOPLASMIC", "DEATH_DOMAIN"}),
        ("c.652-1G>A", set()),
    ],
)
def test_deleted_domains_are_named_also_where_the_protein_is_unknown(name, domains):
    (reading,) = fasannot.parse(name)
    (found,) = fasannot.annotate_reading(reading)
    assert set(found.domains) == domains


def test_the_first_exon_deleted_exactly_weighs_as_much_as_with_its_flanks():
    for name in ("c.-79_30del", "c.-79_30+50del"):
        (reading,) = fasannot.parse(name)
        (found,) = fasannot.annotate_reading(reading)
        assert found.lof_reasons[0] == "FIRST_EXON_DELETED"
        assert found.criteria[0] == "PVS1"


def test_names_are_offered_and_a_misspelt_one_is_told():
    import fasannot

    assert {"annotate", "annotate_vcf", "Flag", "Finding"} <= set(dir(fasannot))
    assert fasannot.Flag.LOF == "LOF"
    with pytest.raises(AttributeError, match="did you mean 'annotate_vcf'"):
        fasannot.anotate_vcf  # noqa: B018


def test_a_finding_is_hashable_and_its_text_short():
    one = fasannot.annotate("chr10", 89014191, "G", "C", assembly="GRCh38")
    same = fasannot.annotate("chr10", 89014191, "G", "C", assembly="GRCh38")
    other = fasannot.annotate("chr10", 89014191, "G", "A", assembly="GRCh38")
    assert hash(one) == hash(same)
    assert len({one, same, other}) == 2
    assert "c.749G>C" in repr(one)
    long = fasannot.annotate("chr10", 89014191, "G", "G" + "ACGT" * 200, assembly="GRCh38")
    assert len(repr(long)) <= 300


def test_a_missing_file_is_told_at_the_call():
    with pytest.raises(fasannot.InputError, match=r"nowhere\.vcf"):
        fasannot.annotate_vcf("nowhere.vcf")


@pytest.mark.parametrize(
    "arguments",
    [(b"chr10", 89014191, "G", "C"), ("chr10", "89014191", "G", "C"), ("chr10", 1.0, "G", "C"),
     ("chr10", True, "G", "C"), ("chr10", 89014191, b"G", "C")],
)  # fmt: skip
def test_values_of_the_wrong_kind_are_an_error(arguments):
    with pytest.raises(fasannot.InputError, match=r"is wanted|whole number"):
        fasannot.annotate(*arguments, assembly="GRCh38")
