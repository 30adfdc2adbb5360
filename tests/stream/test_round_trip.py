"""Every record comes out of annotate as bcftools reads it, in each form and from each form."""

import tarfile
from collections import Counter
from contextlib import suppress

import pysam
import pysam.bcftools
import pytest

from fasannot.errors import InputError
from fasannot.outputs.job import Job, OutputType, run_job
from tests.stream.test_bcf_end import TEXT
from tests.stream.test_damage import ARCHIVE
from tests.support import vcf

KINDS = {
    "v": OutputType.VCF,
    "z": OutputType.VCF_GZ,
    "b": OutputType.BCF,
    "u": OutputType.BCF_UNCOMPRESSED,
}
OWN = ("FASANN", "FASFLAG")
LENGTH = 133797422
STRUCTURAL = (
    '##INFO=<ID=END,Number=1,Type=Integer,Description="e">',
    '##INFO=<ID=SVLEN,Number=.,Type=Integer,Description="s">',
    '##INFO=<ID=SVTYPE,Number=1,Type=String,Description="t">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="g">',
    '##FORMAT=<ID=CN,Number=1,Type=Integer,Description="c">',
    '##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description="d">',
)
ROWS = [
    ["chr10", 88000000, "far", "N", "<DEL>", ".", "PASS", "SVTYPE=DEL;END=89005000;SVLEN=-9"],
    ["chr10", 88990000, "block", "N", "<NON_REF>", ".", ".", "END=88990400"],
    ["chr10", 89008900, "cnv", "N", "<CNV>", ".", "PASS", "SVTYPE=CNV;END=89009500"],
    ["chr10", 89009000, "pair", "N", "N[chr10:89012000[", ".", "PASS", "SVTYPE=BND;END=7"],
    ["chr10", 89014191, "snv", "G", "C,<NON_REF>", "50", "PASS", "."],
    ["chr10", 89014300, "early", "N", "<DUP>", ".", "PASS", "SVTYPE=DUP;END=89014000"],
    ["chr11", 500, "other", "ACGT", "A", ".", "PASS", "SVTYPE=DEL;END=503;SVLEN=-3"],
]
CALLS = ["GT:CN:MIN_DP", "0/1:1:20", "0/0:2:30"]


def records(path):
    """The records as bcftools reads them, our keys apart; ``None`` where it cannot."""
    try:
        text = pysam.bcftools.view("--no-version", "-H", str(path))
    except pysam.utils.SamtoolsError:
        return None
    found = []
    for line in text.splitlines():
        fields = line.split("\t")
        kept = [one for one in fields[7].split(";") if one.partition("=")[0] not in OWN]
        found.append([*fields[:7], ";".join(kept) or ".", *fields[8:]])
    return found


def round_trips(path, folder):
    """Annotate a file and its BCF into every form; return how many were compared, by form."""
    pysam.set_verbosity(0)
    compared = Counter()
    packed = folder / "in.bcf"
    sources = [path]
    with suppress(pysam.utils.SamtoolsError):  # there are files that it cannot read or pack
        pysam.bcftools.view("--no-version", "-Ob", "-o", str(packed), str(path), catch_stdout=False)
        sources.append(packed)
    for source in sources:
        before = records(source)
        for letter, kind in KINDS.items():
            out = folder / "out"
            try:
                run_job(Job(str(source), str(out), kind))
            except InputError:
                continue
            if before is not None:
                assert records(out) == before, (source, letter)
                compared[letter] += 1
            out.unlink()
    return compared


def test_structural_gvcf_and_copy_number_records(tmp_path):
    rows = [row + CALLS for row in ROWS]
    contigs = (f"chr10:{LENGTH}", "chr11:135086622")
    path = tmp_path / "in.vcf"
    path.write_text(vcf(rows, contigs=contigs, header=STRUCTURAL, samples=("a", "b")))
    assert round_trips(path, tmp_path) == dict.fromkeys(KINDS, 2)
    path.write_bytes(TEXT.replace(b"<ID=chr10>", b"<ID=chr10,length=%d>" % LENGTH))
    assert round_trips(path, tmp_path) == dict.fromkeys(KINDS, 2)


@pytest.mark.slow
@pytest.mark.skipif(not ARCHIVE.exists(), reason="the files of hts-specs are not at hand")
def test_the_conformance_files(tmp_path, capsys):
    path = tmp_path / "in.vcf"
    compared = Counter()
    files = 0
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            if "/passed/" not in member.name or not member.name.endswith(".vcf"):
                continue
            path.write_bytes(archive.extractfile(member).read())
            found = round_trips(path, tmp_path)
            files += bool(found)
            compared += found
    with capsys.disabled():
        print(f"\n{sum(compared.values())} outputs of {files} files equal: {dict(compared)}")
    assert files > 60
    assert min(compared.values()) > 10  # few of them can bcftools pack
