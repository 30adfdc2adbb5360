"""Packing VCF text as BCF ends, however the text is cut into pieces."""

import subprocess
import sys

import pysam
import pytest

from tests.support import vcf


@pytest.mark.parametrize("kind", ["u", "b"])
@pytest.mark.parametrize("records", [20_000, 30_011])
def test_many_records_are_packed_to_the_last(tmp_path, kind, records):
    source, target = tmp_path / "many.vcf", tmp_path / "many.bcf"
    info = "DP=" + "1" * 9
    line = ["chr10", 88000000, ".", "A", "T", ".", ".", info]
    header = ['##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">']
    source.write_text(vcf([line] * records, header=header))
    command = [sys.executable, "-m", "fasannot", "annotate", str(source), "-O", kind, "-q"]
    done = subprocess.run([*command, "-o", str(target)], timeout=120, check=False)
    assert done.returncode == 0
    with pysam.VariantFile(str(target)) as file:
        assert sum(1 for _ in file) == records
