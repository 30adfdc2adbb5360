"""Zygosity, phase, pairs and the flags that follow, and genotypes that cannot be read."""

import pytest

from fasannot.errors import InputError
from fasannot.files.vcf.record import AlleleKind, parse_record
from fasannot.outputs.job import Job, OutputType, run_job
from fasannot.rules.annotator import AnnotatedAllele
from fasannot.samples.call import CallReader
from fasannot.samples.genotype import Genotype, carrier_columns
from fasannot.samples.mosaic import load_mosaic_rule
from tests.samples.support import R250P, SILENT, SPLICE, one, row, sample_rows
from tests.support import vcf


@pytest.mark.parametrize(
    ("genotype", "zygosity", "flag"),
    [
        ("0/1", "het", ""),
        ("1|0", "het", ""),
        ("1/1", "hom", "HOM"),
        ("1|1", "hom", "HOM"),
        ("1/1/1", "hom", "HOM"),
        ("0/1/1", "het", ""),
        ("0/0/0/1", "het", ""),
        ("1", "hap", ""),
        ("./1", "unknown", ""),
        ("1/.", "unknown", ""),
    ],
)
def test_zygosity(tmp_path, genotype, zygosity, flag):
    found = one(tmp_path, "GT", genotype)
    assert found["ZYGOSITY"] == zygosity
    assert ("HOM" in found["FLAGS"].split("&")) is bool(flag)
    assert "KNOWN_ALPS" in found["FLAGS"]


@pytest.mark.parametrize("genotype", ["0/0", "./.", "0/.", ".", "0", "0|0", ".|."])
def test_no_carrier(tmp_path, genotype):
    assert sample_rows(tmp_path, [row(R250P, "GT:AD", f"{genotype}:20,0")])[0] == []


def test_trailing_fields_may_be_dropped(tmp_path):
    assert one(tmp_path, "GT:AD:DP:GQ", "0/1")["DP"] == ""


@pytest.mark.parametrize(
    ("first", "second", "flag", "phase"),
    [
        ("0/1:20,20", "0/1:20,20", "COMPOUND", "unknown"),
        ("0|1:20,20", "1|0:20,20", "COMPOUND", "trans"),
        ("0|1:20,20", "0|1:20,20", "", "cis"),
        ("0/1:20,20", "0/1:190,10", "SECOND_HIT", "unknown,mosaic"),
        ("0/1:190,10", "0/1:190,10", "COMPOUND", "unknown,mosaic"),
        ("1/1:0,40", "0/1:20,20", "COMPOUND", "trans"),
    ],
)
def test_pairs(tmp_path, first, second, flag, phase):
    listed, objects = sample_rows(
        tmp_path, [row(SPLICE, "GT:AD", first), row(R250P, "GT:AD", second)]
    )
    assert listed[0]["PARTNERS"] == f"c.749G>C({phase})"
    pair = {"COMPOUND", "SECOND_HIT"}
    for item, found in zip(listed, objects, strict=True):
        expected = {flag} - {""}
        assert pair & set(item["FLAGS"].split("&")) == expected
        assert pair & set(found["flags"]) == expected
    assert objects[0]["samples"][0]["partners"][0]["reason"]


def test_phase_sets_are_kept_apart(tmp_path):
    rows = [row(SPLICE, "GT:PS", "0|1:88990000"), row(R250P, "GT:PS", "0|1:89014191")]
    listed, _ = sample_rows(tmp_path, rows)
    assert listed[0]["PARTNERS"] == "c.749G>C(unknown)"
    assert listed[0]["PHASE_SET"] == "88990000"
    assert "COMPOUND" in listed[0]["FLAGS"]


def test_physical_phase_of_gatk(tmp_path):
    rows = [
        row(SPLICE, "GT:PGT:PID", "0/1:0|1:89012082_G_A"),
        row(R250P, "GT:PGT:PID", "0/1:1|0:89012082_G_A"),
    ]
    listed, _ = sample_rows(tmp_path, rows)
    assert listed[0]["PARTNERS"] == "c.749G>C(trans)"
    assert listed[0]["PHASE_SET"] == "89012082_G_A"


def test_two_alleles_of_one_genotype_are_in_trans(tmp_path):
    listed, _ = sample_rows(tmp_path, [row(R250P, "GT", "1/2", alts="C,A")])
    assert [item["PARTNERS"] for item in listed] == ["c.749G>A(trans)", "c.749G>C(trans)"]
    assert all("COMPOUND" in item["FLAGS"] for item in listed)


def test_alleles_split_into_records_are_in_trans(tmp_path):
    rows = [row(R250P, "GT", "0/1"), row(("89014191", "G", "A"), "GT", "0/1")]
    assert sample_rows(tmp_path, rows)[0][0]["PARTNERS"] == "c.749G>A(trans)"


def test_one_allele_twice_is_no_pair(tmp_path):
    rows = [row(R250P, "GT", "0/1"), row(("89014190", "CG", "CC"), "GT", "0/1")]
    listed, _ = sample_rows(tmp_path, rows)
    assert [item["PARTNERS"] for item in listed] == ["", ""]
    assert not any("COMPOUND" in item["FLAGS"] for item in listed)


def test_no_candidate_is_no_partner(tmp_path):
    listed, _ = sample_rows(tmp_path, [row(SILENT, "GT", "0/1"), row(R250P, "GT", "0/1")])
    assert [item["PARTNERS"] for item in listed] == ["", ""]


def test_samples_differ_and_the_entry_holds_the_union(tmp_path):
    rows = [
        row(SPLICE, "GT:AD", "0/1:20,20", "0/0:40,0", "0/1:95,5"),
        row(R250P, "GT:AD", "0/0:40,0", "1/1:0,40", "0/1:20,20"),
    ]
    listed, objects = sample_rows(tmp_path, rows, samples=("a", "b", "c"))
    own = {(item["SAMPLE"], item["HGVSc"][-4:]): set(item["FLAGS"].split("&")) for item in listed}
    assert not {"MOSAIC", "SECOND_HIT"} & own["a", "1G>A"]
    assert {"MOSAIC", "SECOND_HIT"} <= own["c", "1G>A"]
    assert "HOM" in own["b", "9G>C"]
    assert "SECOND_HIT" not in own["b", "9G>C"]
    assert {"MOSAIC", "SECOND_HIT"} <= set(objects[0]["flags"])
    assert {"HOM", "SECOND_HIT"} <= set(objects[1]["flags"])


def test_flags_do_not_depend_on_the_output(tmp_path):
    path = tmp_path / "in.vcf"
    rows = [row(SPLICE, "GT:AD", "0/1:95,5"), row(R250P, "GT:AD", "0/1:20,20")]
    path.write_text(vcf(rows, samples=("s",)))
    out = tmp_path / "out.vcf"
    run_job(Job(str(path), str(out), OutputType.VCF))
    text = out.read_text()
    assert "FASFLAG=LOF,DEATH_DOMAIN,KNOWN_ALPS,MOSAIC,SECOND_HIT" in text
    run_job(Job(str(path), str(out), OutputType.VCF, fas_only=True))
    assert "FASFLAG=LOF,DEATH_DOMAIN,KNOWN_ALPS,MOSAIC,SECOND_HIT" in out.read_text()


def test_imbalance_is_hinted_at(tmp_path):
    _, objects = sample_rows(tmp_path, [row(R250P, "GT:AD", "0/1:15,85")])
    assert "may be lost" in " ".join(objects[0]["samples"][0]["notes"])


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (["0/2"], "1 ALT"),
        (["1/x"], "not allele numbers"),
        (["0/1", "0/0"], "11 columns and the header 10"),
    ],
)
def test_faulty_genotypes(tmp_path, columns, message):
    with pytest.raises(InputError, match=message):
        sample_rows(tmp_path, [row(R250P, "GT", *columns)])


def test_a_record_cut_before_its_samples(tmp_path):
    cut = ["chr10", *R250P[:1], ".", *R250P[1:], "50", "PASS", "."]
    with pytest.raises(InputError, match="8 of the 10 columns"):
        sample_rows(tmp_path, [cut])


def test_carriers_are_found_by_column():
    columns = ["0/0:1", "0/1:2", "./.", "1|1:3", "0/10", "0", ".", "10/0:1"]
    text = "\t".join(["GT:DP", *columns]).encode()
    assert [(number, column.decode()) for number, column in carrier_columns(text)] == [
        (1, "0/1:2"),
        (3, "1|1:3"),
        (4, "0/10"),
        (7, "10/0:1"),
    ]


def test_version_44_phase_in_front():
    assert Genotype.parse("|0|1").phased
    assert Genotype.parse("/0|1").alleles == (0, 1)


def test_only_wanted_alleles_are_read():
    line = b"chr10\t1\t.\tG\tC,A\t.\t.\t.\tGT\t1/2"
    reader = CallReader(("s",), load_mosaic_rule(), "x.vcf")
    record = parse_record(line, "line 1", "x.vcf")
    item = AnnotatedAllele("A", AlleleKind.SEQUENCE, ())
    assert [call.allele for call in reader.calls(record, {2: item})] == [2]


def test_a_junction_in_two_records_is_one_allele(tmp_path):
    """Both mates of a translocation are one event; a deletion beside it is another allele."""
    rows = [
        ["chr2", "500", ".", "N", "N[chr10:89000000[", ".", ".", ".", "GT", "0/1"],
        ["chr10", "89000000", ".", "A", "]chr2:500]A", ".", ".", ".", "GT", "0/1"],
        row(R250P, "GT", "0/1"),
    ]
    listed, _ = sample_rows(tmp_path, rows)
    assert [item["PARTNERS"] for item in listed] == [
        "c.749G>C(unknown)",
        "c.749G>C(unknown)",
        "N[chr10:89000000[(unknown)",
    ]


def test_a_change_within_a_deletion_is_on_the_other_chromosome(tmp_path):
    deletion = ["chr10", "89014100", ".", "A", "<DEL>", ".", ".", "END=89014300", "GT", "0/1"]
    deletion[3] = "N"
    listed, _ = sample_rows(tmp_path, [deletion, row(R250P, "GT", "0/1")])
    assert listed[1]["PARTNERS"] == "c.677-18_858del(trans)"


def test_a_homozygous_call_within_a_deletion_is_of_one_copy(tmp_path):
    deletion = ["chr10", "89014100", ".", "N", "<DEL>", ".", ".", "END=89014300", "GT", "0/1"]
    _, objects = sample_rows(tmp_path, [deletion, row(R250P, "GT", "1/1")])
    notes = " ".join(objects[1]["samples"][0]["notes"])
    assert "a homozygous call there is of one copy" in notes


@pytest.mark.parametrize(
    ("alt", "copies", "carried"),
    [("<DEL>", "1", True), ("<DEL>", "2", False), ("<DUP>", "3", True), ("<CNV>", "4", True),
     ("<CNV>", "2", False), ("<DEL>", "3", False)],
)  # fmt: skip
def test_copy_numbers_without_genotypes(tmp_path, alt, copies, carried):
    record = ["chr10", "88980000", ".", "N", alt, ".", ".", "END=89018000", "GT:CN"]
    listed, objects = sample_rows(tmp_path, [[*record, f"./.:{copies}"]])
    assert bool(listed) is carried
    if carried:
        zygosity = "unknown" if alt == "<CNV>" else "het"
        assert (listed[0]["GT"], listed[0]["ZYGOSITY"]) == ("./.", zygosity)
        assert objects[0]["samples"][0]["copy_number"] == int(copies)
