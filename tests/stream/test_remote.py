"""Inputs behind URLs: only the FAS region is read, and nothing is left in the working folder."""

import subprocess
import sys

import pysam
import pytest

from tests.pipelines.engines import FASANNOT, ROOT, run
from tests.releases.server import served

HEAD = (
    "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n"
    '##contig=<ID=chr10,length=133797422>\n##FILTER=<ID=PASS,Description="All filters passed">\n'
    '##INFO=<ID=END,Number=1,Type=Integer,Description="End">\n'
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\n"
)
ROWS = [
    "chr1\t1000\t.\tA\tG\t.\tPASS\t.\tGT\t0/1",
    "chr10\t88900000\t.\tA\t<DEL>\t.\tPASS\tEND=89010000\tGT\t0/1",
    "chr10\t89014191\t.\tG\tC\t.\tPASS\t.\tGT\t0/1",
    "chr10\t120000000\t.\tA\tG\t.\tPASS\t.\tGT\t0/1",
]


@pytest.fixture
def site(tmp_path):
    """A server with the same records as VCF (tbi, csi) and BCF, and one without an index."""
    text = tmp_path / "a.vcf"
    text.write_text(HEAD + "\n".join(ROWS) + "\n")
    pysam.tabix_compress(str(text), str(tmp_path / "a.vcf.gz"), force=True)
    pysam.tabix_index(str(tmp_path / "a.vcf.gz"), preset="vcf", force=True)
    with (
        pysam.VariantFile(str(text)) as read,
        pysam.VariantFile(str(tmp_path / "b.bcf"), "wb", header=read.header) as out,
    ):
        for record in read:
            out.write(record)
    pysam.tabix_index(str(tmp_path / "b.bcf"), preset="bcf", force=True, csi=True)
    with served() as found:
        for name in ("a.vcf.gz", "a.vcf.gz.tbi", "b.bcf", "b.bcf.csi"):
            found.files[name] = (tmp_path / name).read_bytes()
        found.files["bare.vcf.gz"] = found.files["a.vcf.gz"]
        found.files["cut.vcf.gz"] = found.files["a.vcf.gz"][:-28]
        found.files["cut.vcf.gz.tbi"] = found.files["a.vcf.gz.tbi"]
        yield found, text


def annotated(*arguments, cwd, code=0):
    return run([*FASANNOT, "annotate", *arguments], cwd=cwd, code=code, PYTHONPATH=str(ROOT))


@pytest.mark.parametrize("name", ["a.vcf.gz", "b.bcf"])
def test_the_answer_is_that_of_the_local_file(site, tmp_path, name):
    found, text = site
    work = tmp_path / "work"
    work.mkdir()
    there = annotated(found.url(name), "-O", "tsv", cwd=work).stdout
    assert there == annotated(text, "-O", "tsv", cwd=work).stdout
    assert len(there.splitlines()) == 3
    assert list(work.iterdir()) == []


def test_what_a_url_leaves_unseen_is_said(site, tmp_path):
    found, text = site
    said = annotated(found.url("a.vcf.gz"), "-O", "tsv", cwd=tmp_path).stderr
    assert "read by index from its URL" in said
    assert "WARNING" not in said
    text.write_text(
        text.read_text().replace("##FORMAT", '##ALT=<ID=BND,Description="x">\n##FORMAT')
    )
    pysam.tabix_compress(str(text), str(tmp_path / "bnd.vcf.gz"), force=True)
    pysam.tabix_index(str(tmp_path / "bnd.vcf.gz"), preset="vcf", force=True)
    for name in ("bnd.vcf.gz", "bnd.vcf.gz.tbi"):
        found.files[name] = (tmp_path / name).read_bytes()
    said = annotated(found.url("bnd.vcf.gz"), "-O", "tsv", cwd=tmp_path).stderr
    assert "reach FAS by SVLEN or by a mate were not looked for" in said


def test_vcf_outputs_ask_for_the_fas_region_alone(site, tmp_path):
    found, _ = site
    said = annotated(found.url("a.vcf.gz"), "-O", "v", cwd=tmp_path, code=2).stderr
    assert "--fas-only" in said
    out = annotated(found.url("a.vcf.gz"), "-O", "v", "--fas-only", cwd=tmp_path).stdout
    rows = [line for line in out.splitlines() if not line.startswith("#")]
    assert [line.split("\t")[1] for line in rows] == ["88900000", "89014191"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("bare.vcf.gz", "has no index beside it"),
        ("cut.vcf.gz", "the file is cut"),
        ("nowhere.vcf.gz", "the server answered 404"),
    ],
)
def test_what_cannot_be_read_is_one_line(site, tmp_path, name, message):
    found, _ = site
    done = annotated(found.url(name), "-O", "tsv", cwd=tmp_path, code=1)
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_a_server_that_is_not_there_is_one_line(tmp_path):
    done = annotated("http://127.0.0.1:9/a.vcf.gz", "-O", "tsv", cwd=tmp_path, code=1)
    assert "cannot be reached" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_local_files_load_nothing_of_this(tmp_path):
    code = (
        "import sys; from fasannot.__main__ import main; main(sys.argv[1:])\n"
        "sys.exit('urllib.request' in sys.modules or 'fasannot.files.download' in sys.modules)"
    )
    text = tmp_path / "a.vcf"
    text.write_text(HEAD + "\n".join(ROWS) + "\n")
    command = [sys.executable, "-c", code, "annotate", str(text), "-O", "tsv"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0
