"""Junctions that name their other side in INFO, not in ALT, are seen from either side."""

import re

import pysam
import pysam.bcftools
import pytest
from click.testing import CliRunner

from fasannot.cli import command_line
from tests.support import LENGTHS, SHIFT, vcf
from tests.support import reference as bases

KEYS = ("CHR2", "END2", "POS2", "CHR2_POS", "SVTYPE", "CT")
DECLARED = [
    *[f'##INFO=<ID={key},Number=1,Type=String,Description="x">' for key in KEYS],
    '##INFO=<ID=END,Number=1,Type=Integer,Description="x">',
]
CONTIGS = ("chr3:198295559", "chr10:133797422", "chr17:83257441")
PLACE = 89_010_123


def text(*rows, header=DECLARED, contigs=CONTIGS):
    listed = [
        [chrom, pos, f"j{number}", ref, alt, ".", "PASS", info]
        for number, (chrom, pos, ref, alt, info) in enumerate(rows)
    ]
    return vcf(listed, contigs=contigs, header=header)


def written(folder, content, form):
    path = folder / "in.vcf"
    path.write_text(content)
    if form == "vcf":
        return path
    if form == "bcf":
        pysam.bcftools.view("-Ob", "-o", str(folder / "in.bcf"), str(path), catch_stdout=False)
        return folder / "in.bcf"
    pysam.tabix_compress(str(path), str(folder / "in.vcf.gz"), force=True)
    if form == "indexed":
        pysam.tabix_index(str(folder / "in.vcf.gz"), preset="vcf", force=True)
    return folder / "in.vcf.gz"


def rows_of(path, *options):
    out = path.parent / "o.tsv"
    arguments = ["annotate", str(path), "-O", "tsv", "-o", str(out), *options]
    result = CliRunner().invoke(command_line, arguments)
    assert result.exit_code == 0, result.output
    head, *rows = [line.split("\t") for line in out.read_text().splitlines()]
    return [dict(zip(head, row, strict=True)) for row in rows]


SPELLED = [
    ("<TRA>", f"SVTYPE=TRA;CHR2=chr10;END={PLACE};CT=3to5"),  # DELLY 0.7, Sniffles 1
    ("<BND>", f"SVTYPE=BND;END=5001;CHR2=10;POS2={PLACE}"),
    ("<CTX>", f"SVTYPE=CTX;END=5001;CHR2=CHR10;END2={PLACE}"),  # GATK-SV
    ("<TRA>", f"SVTYPE=TRA;END=5001;CHR2_POS={PLACE};CHR2=NC_000010.11"),  # dysgu
]


@pytest.mark.parametrize("form", ["vcf", "bgzip", "indexed", "bcf"])
@pytest.mark.parametrize(("alt", "info"), SPELLED)
def test_one_elsewhere_breaks_the_gene(tmp_path, form, alt, info):
    content = text(
        ("chr3", 5000, "N", alt, info),
        ("chr3", 5000, "N", alt, info.replace(str(PLACE), "120000000")),
        ("chr3", 5000, "N", alt, re.sub("CHR2=[^;]*", "CHR2=chr1", info)),
        ("chr3", 6000, "N", "<DEL>", info.replace("5001", "7000")),
    )
    (row,) = rows_of(written(tmp_path, content, form))
    assert (row["CHROM"], row["POS"], row["FLAGS"]) == ("chr3", "5000", "LOF")
    assert row["Consequence"].startswith("feature_truncation")


@pytest.mark.parametrize(("alt", "info"), SPELLED)
def test_a_header_that_declares_none_of_it(tmp_path, alt, info):
    header = ['##INFO=<ID=DP,Number=1,Type=Integer,Description="x">']
    content = text(("chr3", 5000, "N", alt, info), header=header)
    assert [row["FLAGS"] for row in rows_of(written(tmp_path, content, "vcf"))] == ["LOF"]
    path = written(tmp_path, content, "indexed")
    assert [row["FLAGS"] for row in rows_of(path, "--verify")] == ["LOF"]


def test_a_header_that_declares_the_allele_alone(tmp_path):
    header = [
        '##INFO=<ID=DP,Number=1,Type=Integer,Description="x">',
        "##ALT=<ID=CTX,Description=x>",
    ]
    content = text(("chr3", 5000, "N", *SPELLED[2]), header=header)
    path = written(tmp_path, content, "indexed")
    assert [row["FLAGS"] for row in rows_of(path)] == ["LOF"]


def test_the_other_build(tmp_path):
    content = text(
        ("17", 5000, "N", "<TRA>", f"SVTYPE=TRA;CHR2=10;END={PLACE + SHIFT}"),
        contigs=(f"10:{LENGTHS['GRCh37']}",),
    )
    assert [row["FLAGS"] for row in rows_of(written(tmp_path, content, "vcf"))] == ["LOF"]


@pytest.mark.parametrize("info", ["CHR2=chr10", "CHR2=chr10;END=.", "CHR2=chr10;POS2=here"])
@pytest.mark.parametrize("form", ["vcf", "bcf"])
def test_a_mate_of_unknown_place_is_not_judged(tmp_path, info, form):
    path = written(tmp_path, text(("chr3", 5000, "N", "<TRA>", info)), form)
    (row,) = rows_of(path)
    assert row["FLAGS"] == "NOT_JUDGED"
    assert "CHR2 is chr10, and no key says where on it" in row["NOTES"]


def test_a_broken_breakend_elsewhere_that_names_the_gene_is_not_judged(tmp_path):
    content = text(
        ("chr3", 5000, "N", f"N]chr10:{PLACE}[", "SVTYPE=BND"),
        ("chr3", 5000, "N", "N]chr10:120000000[", "SVTYPE=BND"),
    )
    (row,) = rows_of(written(tmp_path, content, "vcf"))
    assert (row["ALT"], row["FLAGS"]) == (f"N]chr10:{PLACE}[", "NOT_JUDGED")


def test_both_sides_written_are_one_event(tmp_path):
    here = bases(PLACE)
    rows = [
        ("chr3", 5000, "N", "<CTX>", f"SVTYPE=CTX;CHR2=chr10;END2={PLACE}"),
        ("chr10", PLACE, here, "<CTX>", "SVTYPE=CTX;CHR2=chr3;END2=5000"),
    ]
    listed = [[*row[:2], ".", *row[2:4], ".", "PASS", row[4], "GT", "0/1"] for row in rows]
    genotype = '##FORMAT=<ID=GT,Number=1,Type=String,Description="x">'
    content = vcf(listed, contigs=CONTIGS, header=[*DECLARED, genotype], samples=["S"])
    path = written(tmp_path, content, "vcf")
    found = rows_of(path, "--samples", str(tmp_path / "s.tsv"))
    assert [row["FLAGS"] for row in found] == ["LOF", "LOF"]
    head, *samples = [line.split("\t") for line in (tmp_path / "s.tsv").read_text().splitlines()]
    assert len({row[head.index("EVENT")] for row in samples}) == 1


@pytest.mark.parametrize(
    ("pos", "end"), [(5000, PLACE), (120_000_000, PLACE), (PLACE, 120_000_000)]
)
def test_both_sides_on_the_chromosome(tmp_path, pos, end):
    content = text(("chr10", pos, "N", "<TRA>", f"SVTYPE=TRA;CHR2=chr10;END={end}"))
    (row,) = rows_of(written(tmp_path, content, "vcf"))
    assert row["FLAGS"] == "LOF"


def test_other_bytes_stay(tmp_path):
    info = f"SVTYPE=TRA;CHR2=chr10;END={PLACE}"
    path = written(tmp_path, text(("chr3", 5000, "N", "<TRA>", info)), "vcf")
    out = tmp_path / "o.vcf"
    assert CliRunner().invoke(command_line, ["annotate", str(path), "-o", str(out)]).exit_code == 0
    fields = out.read_text().splitlines()[-1].split("\t")
    assert fields[:7] == ["chr3", "5000", "j0", "N", "<TRA>", ".", "PASS"]
    assert fields[7].startswith(f"{info};FASANN=<TRA>|feature_truncation")


def test_what_an_index_leaves_unseen_is_said_and_verify_finds_it(tmp_path):
    hidden = [("chr3", 5000, "N", f"N]chr10:{PLACE}]", "."), ("chr17", 5, "A", "C", "DP=3")]
    header = ['##INFO=<ID=DP,Number=1,Type=Integer,Description="x">']
    path = written(tmp_path, text(*hidden, header=header), "indexed")
    by_index = CliRunner().invoke(command_line, ["annotate", str(path), "-O", "tsv"])
    assert "no record in FAS" in by_index.stderr
    assert "were not looked for (--verify does)" in by_index.stderr
    assert [row["FLAGS"] for row in rows_of(path, "--verify")] == ["LOF"]
