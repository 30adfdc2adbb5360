"""The targets of the coverage-guided runs take any bytes, here a few of each."""

import random

import pytest

from fasannot.api import annotator
from tests.fuzz.files import damaged, random_file
from tests.fuzz.harness import TARGETS, one_input

SEEDS = {
    "record": [
        b"chr10\t89014191\t.\tG\tC,<DEL>,A]chr10:5]\t.\t.\tEND=89014300;CIPOS=-1,1\tGT\t0/1"
    ],
    "header": [b"##fileformat=VCFv4.2\n##contig=<ID=chr10,length=0>\n#CHROM\tPOS"],
    "bcf_info": [bytes(64), b"\x20\0\0\0\0\0\0\0" + bytes(60)],
    "coverage": [b"chr10\t88990000\t88990100\t0:20\n", b"Locus,Total_Depth\nchr10:88990877,4\n"],
    "query": [b"c.749G>C", b"chr10-,-G-C", b"R" + b"9" * 5000, "p.(Arg250Pro) \u2212".encode()],
}


def test_every_target_has_a_seed():
    assert SEEDS.keys() == TARGETS.keys()
    assert annotator("GRCh38")


@pytest.mark.parametrize("target", TARGETS)
def test_mutated_seeds(target):
    chooser = random.Random(target)
    for turn in range(150):
        data = bytearray(chooser.choice(SEEDS[target]))
        if target == "record" and turn % 2:
            rows = [line for line in random_file(chooser).splitlines() if line[:1] != "#"]
            data = bytearray((rows or [""])[0].encode())
        if target == "header" and turn % 2:
            data = bytearray(damaged(random_file(chooser), chooser).encode("utf-8", "replace"))
        for _ in range(turn % 5):
            at = chooser.randrange(len(data) + 1)
            data[at : at + chooser.randrange(3)] = chooser.randbytes(chooser.randrange(3))
        one_input(target, bytes(data))
