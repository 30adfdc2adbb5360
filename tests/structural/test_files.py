"""Structural records in files: found wherever their POS lies, counted where they are at fault."""

import csv
import io

import pysam
import pytest

from fasannot.api import annotate_vcf
from fasannot.outputs.job import Job, OutputType, run_job
from tests.support import vcf

HEADER = (
    '##INFO=<ID=END,Number=1,Type=Integer,Description="e">',
    '##INFO=<ID=SVLEN,Number=A,Type=Integer,Description="s">',
    '##INFO=<ID=SVTYPE,Number=1,Type=String,Description="t">',
    '##INFO=<ID=IMPRECISE,Number=0,Type=Flag,Description="i">',
    '##ALT=<ID=DEL,Description="d">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="g">',
)
CONTIGS = ("chr2:242193529", "chr10:133797422")
ROWS = [
    ["chr2", 500, "bnd", "N", "N[chr10:89000000[", ".", ".", "SVTYPE=BND"],
    ["chr2", 600, "other", "N", "N[chr3:89000000[", ".", ".", "SVTYPE=BND"],
    ["chr10", 1000000, "far", "N", "<DEL>", ".", ".", "END=89005000"],
    ["chr10", 1000001, "short", "N", "<DEL>", ".", ".", "END=2000000"],
    ["chr10", 2000000, "by_length", "N", "<DEL>", ".", ".", "SVLEN=-87005000;SVTYPE=DEL"],
    ["chr10", 88300000, "before", "N", "<DEL>", ".", ".", "END=5;SVTYPE=DEL"],
    ["chr10", 88300001, "sizeless", "N", "<DEL>", ".", ".", "SVLEN=0;SVTYPE=DEL"],
    ["chr10", 89000000, "bad", "N", "<DEL>", ".", ".", "SVTYPE=DEL"],
    ["chr10", 89007600, "exon3", "N", "<DEL>", ".", ".", "IMPRECISE;END=89007940"],
]


def annotated(path, tmp_path):
    out = tmp_path / "o.tsv"
    summary = run_job(Job(str(path), str(out), OutputType.TSV))
    rows = csv.DictReader(io.StringIO(out.read_text()), delimiter="\t")
    return [(row["ID"], row["HGVSc"].partition(":")[2]) for row in rows], summary


@pytest.mark.parametrize("kind", ["vcf", "vcf.gz", "bcf"])
def test_records_are_found_in_every_kind_of_file(tmp_path, kind):
    path = tmp_path / "in.vcf"
    path.write_text(vcf(ROWS, contigs=CONTIGS, header=HEADER))
    if kind != "vcf":
        packed = tmp_path / f"in.{kind}"
        with (
            pysam.VariantFile(str(path)) as source,
            pysam.VariantFile(str(packed), "wz" if kind == "vcf.gz" else "wb", header=source.header)
            as sink,
        ):  # fmt: skip
            for record in source:
                sink.write(record)
        path = packed
    found, summary = annotated(path, tmp_path)
    assert found == [
        ("bnd", ""),
        ("far", "c.(?_-79)_(196+1_197-1)del"),
        ("by_length", "c.(?_-79)_(196+1_197-1)del"),
        ("before", ""),
        ("sizeless", ""),
        ("bad", ""),
        ("exon3", "c.(196+1_197-1)_(334+1_335-1)del"),
    ]
    assert summary.flags["NOT_JUDGED"] == 3
    assert not summary.skipped


@pytest.mark.parametrize("kind", ["vcf", "vcf.gz", "bcf"])
def test_a_junction_pair_around_the_gene_deletes_it(tmp_path, kind):
    rows = [
        ["chr10", 88900000, "left", "N", "N[chr10:89100000[", ".", ".", "SVTYPE=BND"],
        ["chr10", 88900500, "short", "N", "N[chr10:88900900[", ".", ".", "SVTYPE=BND"],
        ["chr10", 89100000, "right", "N", "]chr10:88900000]N", ".", ".", "SVTYPE=BND"],
    ]
    path = tmp_path / "in.vcf"
    path.write_text(vcf(rows, contigs=CONTIGS, header=HEADER))
    if kind != "vcf":
        packed = tmp_path / f"in.{kind}"
        with (
            pysam.VariantFile(str(path)) as source,
            pysam.VariantFile(str(packed), "wz" if kind == "vcf.gz" else "wb", header=source.header)
            as sink,
        ):  # fmt: skip
            for record in source:
                sink.write(record)
        path = packed
    found, summary = annotated(path, tmp_path)
    assert [name for name, _ in found] == ["left", "right"]
    assert summary.flags["LOF"] == 2


def test_vcf_keeps_all_records_and_other_fields(tmp_path):
    path, out = tmp_path / "in.vcf", tmp_path / "out.vcf"
    path.write_text(vcf(ROWS, contigs=CONTIGS, header=HEADER))
    run_job(Job(str(path), str(out), OutputType.VCF))
    before = [line.split("\t") for line in path.read_text().splitlines() if line[0] != "#"]
    after = [line.split("\t") for line in out.read_text().splitlines() if line[0] != "#"]
    assert [fields[:7] for fields in before] == [fields[:7] for fields in after]
    assert [fields[2] for fields in after if "FASANN=" in fields[7]] == [
        "bnd",
        "far",
        "by_length",
        "before",
        "sizeless",
        "bad",
        "exon3",
    ]
    assert "FASANN=<DEL>|" in after[2][7]


def test_gvcf_blocks_are_not_reported(tmp_path):
    block = ["chr10", 89014100, ".", "N", "<NON_REF>", ".", ".", "END=89014190", "GT:DP", "0/0:30"]
    variant = ["chr10", 89014191, ".", "G", "C,<NON_REF>", "50", ".", ".", "GT:AD:DP",
               "0/1:15,15,0:30"]  # fmt: skip
    path = tmp_path / "in.g.vcf"
    path.write_text(vcf([block, variant], contigs=CONTIGS, header=HEADER, samples=("s",)))
    out, table = tmp_path / "o.vcf", tmp_path / "s.tsv"
    summary = run_job(Job(str(path), str(out), OutputType.VCF, samples_path=str(table)))
    assert (summary.alleles, summary.records) == (1, 1)
    assert summary.skipped["no allele"] == 2
    lines = [line for line in out.read_text().splitlines() if line[0] != "#"]
    assert "FASANN" not in lines[0]
    assert lines[1].count("NM_000043.6:c.") == 1
    assert len(table.read_text().splitlines()) == 2


def test_one_spelling_with_n_is_read_by_each_record(tmp_path):
    # N stands for the base before the change, or, where SVLEN tells it, for nothing.
    rows = [["chr10", 89014191, ".", "NA", "N", ".", ".", info] for info in (".", "SVLEN=-2")]
    path = tmp_path / "n.vcf"
    for order in (rows, rows[::-1]):
        path.write_text(vcf(order))
        found = [one.finding.hgvs_c for one in annotate_vcf(str(path))]
        assert sorted(name.partition(":")[2] for name in found) == ["c.749_750del", "c.752del"]
