"""Tables of coverage are told by their content, whatever the file is called."""

import gzip
import json
import subprocess
import sys
from itertools import pairwise

import pytest
from click.testing import CliRunner

from fasannot.cli import command_line
from fasannot.coverage.windows import windows_of
from fasannot.errors import InputError
from tests.coverage.support import ASSEMBLY, EXON5, LENGTH, MODEL, answer_of, gvcf, holes

FIRST, LAST = 88_985_531, 89_017_785
WINDOWS = [
    (
        ASSEMBLY.position(one.interval.start) - 1,
        ASSEMBLY.position(one.interval.end - 1),
        one.name,
    )
    for one in windows_of(MODEL.mane, False)
]
TILES = [(0, EXON5[0] - 1), (EXON5[0] - 1, EXON5[1]), (EXON5[1], LENGTH)]


def tiles(*values):
    return "".join(
        f"chr10\t{start}\t{end}\t{value}\n"
        for (start, end), value in zip(TILES, values, strict=True)
    )


def regions(row):
    """A row for each window; exon 5 by its own value."""
    return "".join(
        f"chr10\t{start}\t{end}\t" + row(end - start, name == "exon 5") + "\n"
        for start, end, name in WINDOWS
    )


def depths(separator="\t", head="", locus=False, more=""):
    lines = [head] if head else []
    for start, end, name in WINDOWS:
        for place in range(start + 1, end + 1):
            depth = 7 if name == "exon 5" else 35
            where = f"chr10:{place}" if locus else f"chr10{separator}{place}"
            lines.append(f"{where}{separator}{depth}{more}")
    return "\n".join(lines) + "\n"


def runs():
    """A row for each run of equal depth, as bedtools genomecov -bg: none where no read lies."""
    low, high = FIRST - 31, LAST + 69
    steps = sorted({low, high, *range(low, high, 70), EXON5[0] - 1, EXON5[1]})
    return "".join(
        f"chr10\t{start}\t{end}\t{25 + place % 3}\n"
        for place, (start, end) in enumerate(pairwise(steps))
        if start != EXON5[0] - 1 and not EXON5[0] <= start < EXON5[1]
    )


def intervals(separator):
    """GATK DepthOfCoverage with intervals: first and last base, counted from 1."""
    head = ["Target", "total_coverage", "average_coverage", "s_total_cvg", "s_mean_cvg"]
    lines = [separator.join([*head, "s_%_above_15"])]
    for start, end, name in WINDOWS:
        mean = "7.50" if name == "exon 5" else "35.10"
        lines.append(separator.join([f"chr10:{start + 1}-{end}", "9", mean, "9", mean, "100.0"]))
    return "\n".join(lines) + "\n"


def blocks():
    """A BED12 whose blocks leave out exon 5."""
    sizes = f"{EXON5[0] - FIRST},{LAST - EXON5[1]},"
    starts = f"0,{EXON5[1] - FIRST + 1},"
    row = ["chr10", FIRST - 1, LAST, "FAS", 0, "+", FIRST - 1, LAST, 0, 2, sizes, starts]
    return "\t".join(map(str, row)) + "\n"


TABLES = {
    "per-base": tiles(35, 7, 20),
    "runs of depth": runs(),
    "gatk intervals": intervals("\t"),
    "gatk 4 intervals": intervals(","),
    "means behind a BED6": regions(
        lambda size, low: "FAS\t0\t+\t" + ("3.2500000" if low else "40.0000000")
    ),
    "targets of blocks": blocks(),
    "quantized": tiles("20:100", "0:20", "100:inf"),
    "labels": tiles("CALLABLE", "LOW_COVERAGE", "HIGH_COVERAGE"),
    "callable loci": tiles("CALLABLE", "POOR_MAPPING_QUALITY", "CALLABLE"),
    "regions": regions(lambda size, low: "FAS\t" + ("3.25" if low else "40.00")),
    "regions without names": regions(lambda size, low: "3.25" if low else "40.00"),
    "bedcov": regions(lambda size, low: f"FAS\t{size * (3 if low else 400)}"),
    "thresholds": "#chrom\tstart\tend\tregion\t5X\t20X\t100X\n"
    + regions(lambda size, low: f"x\t{size}\t{size - low}\t0"),
    "depth": depths(),
    "depth with blanks": depths(" "),
    "depth with a head": depths(head="#CHROM\tPOS\ts.bam"),
    "gatk": depths(
        head="Locus\tTotal_Depth\tAverage_Depth_sample\tDepth_for_s", locus=True, more="\t1.0\t1"
    ),
    "gatk 4": depths(
        ",", head="Locus,Total_Depth,Average_Depth_sample,Depth_for_s", locus=True, more=",1.0,1"
    ),
    "targets": f"chr10\t{FIRST - 1}\t{EXON5[0] - 1}\nchr10\t{EXON5[1]}\t{LAST}\n",
    "targets with strands": f"chr10\t{FIRST - 1}\t{EXON5[0] - 1}\ta\t0\t+\n"
    f"chr10\t{EXON5[1]}\t{LAST}\tb\t900\t-\n",
    "targets with one score": f"chr10\t{FIRST - 1}\t{EXON5[0] - 1}\ta\t1000\n"
    f"chr10\t{EXON5[1]}\t{LAST}\tb\t1000\n",
}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", ["x.bed", "sample.txt", "panel.bed.gz"])
@pytest.mark.parametrize("start", ["", "\ufeff", "track name=x\n"])
def test_exon_5_is_the_hole_in_every_table(tmp_path, table, name, start):
    if start == "\ufeff" and TABLES[table].startswith("#"):
        start = ""
    text = (start + TABLES[table]).encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    found = answer_of(path, assembly="GRCh38")
    assert {place[:2] for place in holes(found)} == {EXON5}
    assert found.track.targets == table.startswith("targets")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("#rname\tstartpos\tendpos\tnumreads\nchr10\t1\t133797422\t5\n", "samtools coverage"),
        ("chrom\tlength\tbases\tmean\tmin\tmax\nchr10\t5\t5\t1.0\t0\t2\n", "summary of mosdepth"),
        ("total\t0\t1.00\n", "distribution of mosdepth"),
        ("chr10\t0\t980\t1000\t0.98\n", "histogram"),
        ("chr10\t1\t900\tx\t5\t90\t899\t0.1001\n", "bedtools coverage"),
        (tiles("a", "b", "c"), "--kind targets"),
        ("chr10\t88990000\t88990100\t1\nchr10\t89000000\t89000100\t2\n", "--kind per-base"),
        ("chr10\t88990000\t88990100\ta\t1\nchr10\t89000000\t89000100\tb\t2\n", "--kind targets"),
        ("chr10\t88985530\t89017785\tFAS\t900\n", "--kind bedcov"),  # one row
        (regions(lambda size, low: "FAS\t0"), "--kind bedcov"),  # no read at all?
        (
            "".join(
                f"chr10\t{start}\t{start + 100}\t{600 + start % 7}\n"
                for start in range(88_985_500, 89_017_800, 100)
            ),
            "windows; say which: --kind per-base or --kind bedcov",
        ),
        ("@HD\tVN:1.6\n@SQ\tSN:chr10\tLN:133797422\nchr10\t5\t9\t+\tFAS\n", "interval list"),
        ("chr10\t1\n", "no table of coverage"),
        ("chr10\t1\t5\t30\nchr10\t1\t5\n", "different numbers of columns"),
        ("chr10\t88985530\t89017785\t-4\n", "not a row|no table|targets"),
        ("chr10\t88990000\t88990100\0\n", "NUL"),
        ("# only words\n", "no row"),
        (depths(more="\t40"), "--sample"),
        ("chr10\t1\t133797422\t9\t8\t67.2\t0.1\t36.1\t58.2\n", "samtools coverage"),
        ("chr10\t20\t133797422\t133797422\t1\n", "histogram"),
        ("chr10 (133.8Mbp)\n>  90.00% | :: | reads: 5\n>  80.00% | : | x\n", "no table"),
        ("chr10\t88980000\t89010000\tlow\nchr10\t89010000\t89020000\tok\n", "--kind targets"),
        ("chr10\t0\t88980000\t0:1\nchr10\t88980000\t89020000\tmany\n", "--kind targets"),
        (regions(lambda size, low: f"a\t0\t+\t{size}"), "--kind"),
        (regions(lambda size, low: f"a\t{size * 90}\t{size * 80}"), "more than one"),
        (
            "#chrom\tstart\tend\tlength\tmean_coverage\tlast\n"
            + regions(lambda size, low: f"{size}\t40.5\tx"),
            "--kind",
        ),
        (
            "".join(
                f"chr10\t{start}\t{end}\ta\t0\t+\t{place}\t35\n"
                for start, end, _ in WINDOWS
                for place in range(1, end - start + 1)
            ),
            "bedtools coverage -d",
        ),
        ("chr10\t89010000\t89009000\nchr10\t89010000\t89020000\n", "end before they start"),
        ("#chrom\tstart\tend\tdepth\nchr10\t88985530\t89017785\tx\n", "its head names one"),
    ],
)
def test_what_does_not_say_it_or_may_be_two_things_is_refused(tmp_path, text, words):
    path = tmp_path / "table.bed"
    path.write_text(text)
    if "-4" in text:
        path = path.rename(tmp_path / "s.per-base.bed")
    with pytest.raises(InputError, match=words):
        answer_of(path, assembly="GRCh38")


@pytest.mark.parametrize("table", ["per-base", "quantized", "gatk", "thresholds", "targets"])
@pytest.mark.parametrize("packed", [False, True])
def test_standard_input_is_told_by_its_content_too(tmp_path, table, packed):
    data = TABLES[table].encode()
    ran = subprocess.run(
        [sys.executable, "-m", "fasannot", "coverage", "-", "--assembly", "hg38", "-O", "json"],
        input=gzip.compress(data) if packed else data,
        capture_output=True,
        check=True,
    )
    path = tmp_path / "same"
    path.write_bytes(data)
    told = json.loads(ran.stdout)["regions"]
    found = answer_of(path, assembly="GRCh38")
    assert [one["callable"] for one in told] == [row.callable_bases for row in found.rows]
    assert not found.complete


def test_aligned_reads_from_a_pipe_are_refused_with_what_to_do(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "fasannot", "coverage", "-"],
        input=gzip.compress(b"BAM\x01" + bytes(200)),
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 1
    assert b"index" in ran.stderr


def test_the_user_settles_what_the_content_leaves_open(tmp_path):
    path = tmp_path / "table.bed"
    path.write_text(f"chr10\t{FIRST - 1}\t{LAST}\t19\n")
    with pytest.raises(InputError, match="--kind"):
        answer_of(path, assembly="GRCh38")
    assert answer_of(path, assembly="GRCh38", kind="targets").complete
    assert not answer_of(path, assembly="GRCh38", kind="per-base").complete
    assert answer_of(path, depth=19, assembly="GRCh38", kind="per-base").complete


def test_thresholds_without_the_depth_asked_for_are_refused(tmp_path):
    path = tmp_path / "t.bed"
    path.write_text(TABLES["thresholds"])
    assert not answer_of(path, depth=5, assembly="GRCh38").rows[0].holes
    with pytest.raises(InputError, match="--thresholds 101"):
        answer_of(path, depth=101, assembly="GRCh38")


def test_a_sample_of_several_by_the_head(tmp_path):
    path = tmp_path / "d.txt"
    path.write_text(depths(head="#CHROM\tPOS\ta\tb", more="\t50"))
    assert answer_of(path, assembly="GRCh38", sample="b").complete
    assert not answer_of(path, assembly="GRCh38", sample="a").complete
    path.write_text(depths(head="#CHROM\tPOS\t/runs/a.final.bam\t/runs/b.bam", more="\t50"))
    for name in ("/runs/b.bam", "b.bam", "b"):
        assert answer_of(path, assembly="GRCh38", sample=name).complete
    with pytest.raises(InputError, match="--sample"):
        answer_of(path, assembly="GRCh38", sample="c")


@pytest.mark.parametrize("at", [30, 60, 100, 200, 400])
def test_damage_is_one_line(tmp_path, at):
    data = bytearray(gzip.compress(depths().encode()))
    data[at] ^= 0x5A
    path = tmp_path / "d.bed.gz"
    path.write_bytes(data)
    result = CliRunner().invoke(command_line, ["coverage", str(path), "--assembly", "hg38"])
    assert isinstance(result.exception, InputError)
    assert str(path) in str(result.exception)


@pytest.mark.parametrize("shape", ["table", "tsv", "json"])
def test_of_targets_every_output_says_that_depth_is_unknown(tmp_path, shape):
    path = tmp_path / "kit.bed"
    path.write_text(TABLES["targets"])
    out = tmp_path / "out"
    arguments = ["coverage", str(path), "--assembly", "hg38", "-O", shape, "-o", str(out)]
    assert CliRunner().invoke(command_line, arguments).exit_code == 0
    said = out.read_text()
    assert "depth" in said.lower()
    assert "unknown" in said
    assert "have been called" not in said
    if shape == "json":
        told = json.loads(said)
        assert told["depth_known"] is False
        assert {row["min_depth"] for row in told["regions"]} == {None}


def test_reference_blocks_of_vcf_4_5(tmp_path):
    start, end = EXON5
    rows = [
        [
            "chr10",
            FIRST,
            ".",
            "T",
            "<*>",
            ".",
            ".",
            ".",
            "GT:DP:GQ:LEN",
            f"0/0:30:90:{start - FIRST}",
        ],
        ["chr10", end + 1, ".", "G", "<*>", ".", ".", ".", "GT:DP:GQ:LEN", "0/0:30:90:100000"],
    ]
    path = tmp_path / "in.g.vcf"
    text = gvcf(rows, header=['##ALT=<ID=*,Description="x">']).replace("VCFv4.2", "VCFv4.5")
    path.write_text(text)
    assert holes(answer_of(path)) == [(start, end, False)]


def test_the_lowest_depth_of_a_block_beats_its_usual_depth(tmp_path):
    row = ["chr10", FIRST, ".", "T", "<*>", ".", ".", f"END={LAST};MinDP=0", "GT:DP", "0/0:90"]
    path = tmp_path / "in.g.vcf"
    path.write_text(gvcf([row]))
    assert answer_of(path).callable_bases == 0


def test_a_depth_of_zero_in_info_is_a_depth(tmp_path):
    row = [
        "chr10",
        FIRST,
        ".",
        "T",
        "<NON_REF>",
        ".",
        ".",
        f"END={LAST};MIN_DP=0;DP=90",
        "GT",
        "0/0",
    ]
    path = tmp_path / "in.g.vcf"
    path.write_text(gvcf([row]))
    found = answer_of(path, quality=0)
    assert found.callable_bases == 0
    assert all(seen for _, _, seen in holes(found))
