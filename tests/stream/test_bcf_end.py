"""Packing leaves every field as bcftools packs it, END above all; no code of the folder is run."""

import gzip
import subprocess
import sys
from pathlib import Path

import pysam
import pysam.bcftools
import pytest

from fasannot.files.bcf import bcf_sink
from fasannot.files.candidates import OutputKind
from fasannot.files.opening import open_sink
from tests.stream.support import rewrite

HEADER = b"""##fileformat=VCFv4.3
##contig=<ID=chr9>
##contig=<ID=chr10>
##FILTER=<ID=q10,Description="x">
##INFO=<ID=END,Number=1,Type=Integer,Description="x">
##INFO=<ID=SVLEN,Number=.,Type=Integer,Description="x">
##INFO=<ID=SVTYPE,Number=1,Type=String,Description="x">
##INFO=<ID=IMPRECISE,Number=0,Type=Flag,Description="x">
##INFO=<ID=CN,Number=1,Type=Float,Description="x">
##INFO=<ID=SEEN,Number=0,Type=Flag,Description="x">
##FORMAT=<ID=GT,Number=1,Type=String,Description="x">
##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description="x">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ts1
"""
# What callers write: END beyond, before and beside what REF and SVLEN say, or none at all.
SITES = (
    b"100\tdel\tACGT\tA\t50\tPASS\tEND=103;SVTYPE=DEL;SVLEN=-3",
    b"200\tother\tA\t<DEL>\t.\tq10\tSVTYPE=DEL;END=900;SVLEN=-150;IMPRECISE",
    b"210\tnone\tA\t<DEL>\t.\t.\tSVTYPE=DEL;SVLEN=-50",
    b"220\tbefore\tA\t<INV>\t.\t.\tSVTYPE=INV;END=219",
    b"230\tbnd\tA\tA]chr9:77]\t.\t.\tSVTYPE=BND;END=4000",
    b"240\tcnv\tN\t<CNV>\t7.5\t.\tEND=2000;CN=1.25",
    b"1050\tblock\tA\t<NON_REF>\t.\t.\tEND=1060",
    b"1050\tcall\tAC\tA,<NON_REF>\t.\t.\tCN=2",
    b"1070\tlong\tACGTACGTACGTACGTACGT\tA\t.\t.\tSVLEN=-19;END=1075",
)
TEXT = HEADER + b"".join(
    b"%b\t%b\tGT:MIN_DP\t0/1:12\n" % (chrom, site)
    for chrom in (b"chr9", b"chr10")
    for site in SITES
)


def lines(path):
    """The records of a file as bcftools prints them, our mark taken out."""
    text = pysam.bcftools.view("--no-version", "-H", str(path))
    return [
        line.replace("\tSEEN;", "\t").replace("\tSEEN\t", "\t.\t") for line in text.splitlines()
    ]


@pytest.fixture
def original(tmp_path):
    """The file as VCF and as the BCF that bcftools packs."""
    path, packed = tmp_path / "in.vcf", tmp_path / "in.bcf"
    path.write_bytes(TEXT)
    pysam.bcftools.view("--no-version", "-Ob", "-o", str(packed), str(path), catch_stdout=False)
    return path, packed


@pytest.mark.parametrize("source", [0, 1])
@pytest.mark.parametrize("kind", [OutputKind.BCF, OutputKind.BCF_UNCOMPRESSED, OutputKind.BGZF])
def test_every_field_comes_out_as_bcftools_packs_it(original, tmp_path, source, kind):
    output = tmp_path / "out"
    rewrite(original[source], output, kind)
    assert lines(output) == lines(original[1])
    assert len(lines(output)) == 2 * len(SITES)


def test_records_that_are_not_edited_keep_their_bytes(original, tmp_path):
    output = tmp_path / "out.bcf"
    written = rewrite(original[0], output, OutputKind.BCF, edit=lambda candidate: candidate.line)
    assert gzip.decompress(written) == gzip.decompress(original[1].read_bytes())


@pytest.mark.parametrize("name", ["pysam", "random", "types", "struct", "json", "signal"])
def test_the_working_folder_gives_no_code(original, tmp_path, name):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / f"{name}.py").write_text("open('run', 'w').close(); raise SystemExit(0)")
    root = str(Path(__file__).parents[2])
    script = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import pathlib, pysam;"
        "from tests.stream.support import rewrite;"
        "from fasannot.files.candidates import OutputKind;"
        "rewrite(pathlib.Path(sys.argv[1]), pathlib.Path('out.bcf'), OutputKind.BCF)"
    )
    subprocess.run([sys.executable, "-P", "-c", script, root, original[0]], cwd=folder, check=True)
    assert not (folder / "run").exists()
    assert lines(folder / "out.bcf") == lines(original[1])


@pytest.mark.parametrize(
    "program",
    [
        "pass",
        "import sys; sys.stdin.buffer.read()",
        "import sys, os; sys.stdin.buffer.read(); os.kill(os.getpid(), 9)",
    ],
)
def test_a_packer_that_packs_nothing_leaves_no_file(tmp_path, monkeypatch, program):
    monkeypatch.setattr(
        bcf_sink, "command", lambda letter, threads: [sys.executable, "-c", program]
    )
    output = tmp_path / "out.bcf"
    with (
        pytest.raises((bcf_sink.InputError, BrokenPipeError)),
        open_sink(str(output), OutputKind.BCF) as sink,
    ):
        sink.write(TEXT)
    assert not list(tmp_path.iterdir())


def test_a_record_lost_by_the_packer_is_a_fault(original, tmp_path, monkeypatch):
    shorter = tmp_path / "shorter.bcf"
    kept = b"".join(TEXT.splitlines(keepends=True)[:-1])
    rewrite_path = tmp_path / "shorter.vcf"
    rewrite_path.write_bytes(kept)
    pysam.bcftools.view(
        "--no-version", "-Ob", "-o", str(shorter), str(rewrite_path), catch_stdout=False
    )
    program = (
        "import sys, shutil; sys.stdin.buffer.read();"
        f"shutil.copyfileobj(open({str(shorter)!r}, 'rb'), sys.stdout.buffer)"
    )
    monkeypatch.setattr(
        bcf_sink, "command", lambda letter, threads: [sys.executable, "-c", program]
    )
    output = tmp_path / "out.bcf"
    with pytest.raises(bcf_sink.InputError, match=r"18 records were sent .* 17 came back"):
        rewrite(original[0], output, OutputKind.BCF)
    assert not output.exists()
