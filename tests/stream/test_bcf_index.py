"""BCF by its index: the same records as without, and an index that does not fit misleads nobody."""

import gzip
import os
import random
from pathlib import Path

import pysam
import pysam.bcftools
import pytest
from hypothesis import given

from fasannot.errors import InputError
from fasannot.files.candidates import OutputKind
from fasannot.files.opening import open_source
from tests.stream.support import SELECTION, bgzf, record, reference_hits, rewrite, vcf
from tests.stream.test_bcf import HEADER, RECORDS, WITH_SEEN, as_text, bcf
from tests.stream.test_properties import SIZES, UNHURRIED, folder  # noqa: F401

# Nothing that an index does not know of: all else is read by it.
PLAIN = (*[line for line in HEADER if b"SVLEN" not in line],)
MORE = "\tGT\t0/1\t1|1"


def line(chrom, pos, ref="A", info="AF=0.5"):
    return record(chrom, pos, ref, info=info, more=MORE)


LINES = [
    *[line("chr9", at) for at in range(1, 400)],
    *[line("chr10", at) for at in (10, 990, 1050)],
    *[line("chr10", 20_000 + 40 * at) for at in range(600)],
]
HIT = line("chr10", 1050)


def indexed(path, lines=LINES, header=PLAIN, sizes=(900,)):
    path.write_bytes(bgzf(bcf(vcf(*lines, header=header), path.parent), sizes))
    pysam.bcftools.index("-f", str(path), catch_stdout=False)
    return Path(f"{path}.csi")


def opened(path):
    with open_source(str(path), SELECTION) as source:
        passes = [[found.line for found in source.candidates()] for _ in range(2)]
        assert passes[0] == passes[1]
        return passes[0], source.index_note


@pytest.fixture
def path(tmp_path):
    pysam.set_verbosity(0)
    return tmp_path / "in.bcf"


def in_order(records):
    rank = {b"chr9": 0, b"chr10": 1, b"10": 2}
    kept = [one for one in records if b"SVLEN" not in one and b":" not in one.split(b"\t")[4]]
    return sorted(kept, key=lambda one: (rank[one.split()[0]], int(one.split()[1])))


@given(RECORDS, SIZES)
@UNHURRIED
def test_an_index_changes_nothing(folder, records, sizes):  # noqa: F811
    pysam.set_verbosity(0)
    path = folder / "in.bcf"
    indexed(path, in_order(records), PLAIN, sizes)
    found, note = opened(path)
    assert found == reference_hits(as_text(path))
    assert note is None or "does not declare" in note or not found
    header = tuple(one for one in WITH_SEEN if b"SVLEN" not in one)
    plain = rewrite(path, folder / "out.bcf", OutputKind.BCF, header=header, use_index=False)
    assert rewrite(path, folder / "out.bcf", OutputKind.BCF, header=header) == plain


def test_only_what_it_leads_to_is_read(path):
    index = indexed(path)
    assert opened(path) == ([HIT], None)
    data = bytearray(path.read_bytes())
    data[data.index(b"BC\x02\x00", len(data) * 3 // 4) + 30] ^= 8  # in a block far behind
    path.write_bytes(data)
    os.utime(index)
    assert opened(path) == ([HIT], None)
    with pytest.raises(InputError, match="bgzip block"):
        rewrite(path, path.with_name("out"), OutputKind.BCF, verify=True)


def test_records_of_many_samples_are_not_held(path, monkeypatch):
    monkeypatch.setattr("fasannot.files.bgzf.block_copier._AT_ONCE", 100)
    hits = [line("chr10", 1000 + at) for at in range(60)]
    indexed(path, [*LINES[:400], *hits])
    assert opened(path) == (hits, None)


def test_older_than_the_file(path):
    os.utime(indexed(path), (1, 1))
    found, note = opened(path)
    assert found == [HIT]
    assert "is older than its file" in note


@pytest.mark.parametrize("content", [b"", b"nonsense", gzip.compress(b"CSI\x01" + bytes(30))])
def test_no_index_at_all(path, content):
    indexed(path).write_bytes(content)
    found, note = opened(path)
    assert found == [HIT]
    assert "csi" in note


@pytest.mark.parametrize(
    "others",
    [
        LINES[:-3],
        [*LINES, line("chr10", 90_000)],
        [line("chr9", 1), *LINES],
        [one.replace(b"chr10\t", b"chr9\t9") for one in LINES],
        [one.replace(b"\t1050\t", b"\t9050\t") for one in LINES],
        [one for one in LINES if not one.startswith(b"chr10")],
    ],
)
def test_of_another_file(path, others):
    other = indexed(path, others).read_bytes()
    index = indexed(path)
    index.write_bytes(other)
    assert opened(path)[0] == [HIT]


def test_changed_bytes_mislead_nobody(path):
    index = indexed(path)
    good = index.read_bytes()
    chooser = random.Random(11)
    for at in range(len(good)):
        changed = bytes([good[at] ^ (1 << chooser.randrange(8))])
        index.write_bytes(good[:at] + changed + good[at + 1 :])
        assert opened(path)[0] == [HIT], at


def test_any_content_gives_records_or_a_fault(path):
    index = indexed(path)
    good = gzip.decompress(index.read_bytes())
    chooser = random.Random(12)
    for at in range(len(good)):
        bad = good[:at] + bytes([chooser.randrange(256)]) + good[at + 1 :]
        index.write_bytes(gzip.compress(bad, 1))
        opened(path)


def test_every_cut_is_an_error(path):
    hits = [line("chr10", 1000 + at) for at in range(6)]
    index = indexed(path, hits, sizes=(300,))
    data = path.read_bytes()
    for end in range(0, len(data), 2):
        path.write_bytes(data[:end])
        os.utime(index)
        with pytest.raises(InputError):
            rewrite(path, path.with_name("out"), OutputKind.BCF)
        with pytest.raises(InputError):
            opened(path)


def test_what_an_index_does_not_know_is_found(path):
    far = line("chr10", 20, info="SVLEN=3000")
    near = [line("chr10", 200_000 + at) for at in range(2000)]
    indexed(path, [far, *near], HEADER, (5000,))
    found, _ = opened(path)
    assert [one.split(b"\t")[1] for one in found] == [b"20"]


def test_breakends_elsewhere_are_found(path):
    declared = b'##ALT=<ID=BND,Description="x">'
    mate = record("chr9", 7, alt="A[chr10:1050[", info="AF=0.5", more=MORE)
    indexed(path, [mate, HIT], (PLAIN[0], declared, *PLAIN[1:]))
    found, note = opened(path)
    assert found == [mate, HIT]
    assert "breakends" in note
