"""No thread and no open file outlives the reading that needed it, whoever keeps its errors."""

import os
import threading
from pathlib import Path

import pytest

import fasannot
from fasannot.errors import InputError
from fasannot.files.opening import open_source
from tests.stream.support import SELECTION, bgzf, record, vcf

OPEN = Path("/proc/self/fd")
GENE = b"chr10\t89014191\t.\tG\tC\t.\tPASS\t."
ROWS = [GENE, *[record("chr11", at) for at in range(1, 4000)]]


def written(path, rows):
    path.write_bytes(bgzf(vcf(*rows), (900,)))
    return str(path)


def threads():
    return [one.name for one in threading.enumerate() if one.name == "ahead"]


def is_open(path):
    return os.path.realpath(path) in {os.path.realpath(one) for one in OPEN.iterdir()}


@pytest.mark.skipif(not OPEN.is_dir(), reason="open files are not listed here")
class TestNothingStays:
    def test_behind_an_error_that_is_kept(self, tmp_path):
        damaged = [*ROWS[:2000], b"chr11\t5\t.\tA", *ROWS[2000:]]
        path = written(tmp_path / "in.vcf.gz", damaged)
        kept = []
        for _ in range(3):
            with pytest.raises(InputError, match="the line has 4 of the 8") as caught:
                list(fasannot.annotate_vcf(path))
            kept.append(caught.value)
        assert (threads(), is_open(path)) == ([], False)

    def test_behind_an_iterator_that_is_given_up(self, tmp_path):
        path = written(tmp_path / "in.vcf.gz", ROWS)
        found = fasannot.annotate_vcf(path)
        assert next(found).finding.hgvs_c == "NM_000043.6:c.749G>C"
        found.close()
        assert (threads(), is_open(path)) == ([], False)

    def test_behind_a_pass_that_is_given_up(self, tmp_path):
        rows = [*ROWS[1:1000], record("chr10", 1050), *ROWS[1000:]]
        path = written(tmp_path / "in.vcf.gz", rows)
        with open_source(path, SELECTION) as source:
            candidates = source.candidates()
            assert next(candidates).line == rows[999]
            assert threads() == ["ahead"]
            candidates.close()
            assert threads() == []
        assert not is_open(path)

    def test_behind_a_header_that_is_at_fault(self, tmp_path):
        text = b"##fileformat=VCFv4.2\n" + b"##x=1\n" * 9000 + b"#CHROM\tPOS\n"
        path = tmp_path / "in.vcf.gz"
        path.write_bytes(bgzf(text, (900,)))
        with pytest.raises(InputError, match="lacks the column ID") as caught:
            open_source(str(path), SELECTION)
        assert caught.value
        assert (threads(), is_open(path)) == ([], False)
