"""Laws: the rewrite equals the plain reference, whatever the records, blocks and line ends."""

import contextlib
import gzip
import itertools
import os
import tempfile
import threading
from pathlib import Path

import pysam
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fasannot.files.bgzf.block import EOF_BLOCK
from fasannot.files.candidates import OutputKind
from fasannot.files.opening import open_source, rereadable
from tests.stream.support import (
    SELECTION,
    bgzf,
    gunzipped,
    record,
    reference_hits,
    reference_rewrite,
    rewrite,
    vcf,
)

CHROMOSOMES = st.sampled_from(["chr10", "10", "chr9", "chr1", "chr100", "chr10_alt", "r10", "X"])
POSITIONS = st.one_of(
    st.integers(950, 1150), st.integers(4950, 5150), st.integers(1, 20_000), st.just(133_000_000)
)
REFS = st.one_of(st.sampled_from(["A", "AC"]), st.integers(1, 400).map(lambda size: "A" * size))
ALTS = st.sampled_from(
    ["C", "<DEL>", "*", "C,<NON_REF>", "G]chr10:1050]", "[10:5100[T", "]chr9:1050]A", "[chr10:9[A"]
)
INFOS = st.one_of(
    st.just("."),
    st.just("DB;X=1,2"),
    st.integers(0, 20_000).map("END={}".format),
    st.integers(-9_000, 9_000).map("SVTYPE=DEL;SVLEN={}".format),
    st.integers(0, 300).map(lambda size: f"CIPOS=-{size},{size};END=1"),
    st.integers(0, 300).map(lambda size: f"X=1;END=900;CIEND=-{size},{size}"),
    st.integers(0, 3000).map(lambda size: "X=" + "y" * size),
    st.just("F=[chr10:1050["),
)
MORE = st.just("")
RECORDS = st.lists(
    st.builds(record, CHROMOSOMES, POSITIONS, REFS, ALTS, INFOS, MORE), min_size=0, max_size=25
)
ODDITIES = st.sampled_from([b"", b"#comment", b"chrX\tx\t\xff\t\t\t\t\t"])
BODY = st.builds(
    lambda lines, odd, at: [*lines[:at], odd, *lines[at:]], RECORDS, ODDITIES, st.integers(0, 25)
)
TEXTS = st.builds(
    lambda lines, newline, final: vcf(*lines, newline=newline, final=final),
    st.one_of(RECORDS, BODY),
    st.sampled_from([b"\n", b"\r\n"]),
    st.booleans(),
)
SIZES = st.lists(st.one_of(st.integers(1, 40), st.integers(1, 9000)), min_size=1, max_size=4)
FORMS = st.sampled_from(["plain", "gzip", "bgzf"])
UNHURRIED = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)


def in_form(text, form, sizes):
    if form == "plain":
        return text
    if form == "gzip":
        return b"".join(
            gzip.compress(text[start:end])
            for start, end in itertools.pairwise(
                [0, *sorted({s for s in sizes if s < len(text)}), None]
            )
        )
    return bgzf(text, sizes)


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@given(TEXTS, FORMS, SIZES, st.sampled_from([1, 3]))
@UNHURRIED
def test_candidates_and_rewrite_equal_the_reference(folder, text, form, sizes, threads):
    path = folder / "input"
    path.write_bytes(in_form(text, form, sizes))
    with open_source(str(path), SELECTION, threads=threads) as source:
        for _ in range(2):
            found = list(source.candidates())
            assert [candidate.line for candidate in found] == reference_hits(text)
    expected = reference_rewrite(text)
    assert rewrite(path, folder / "out", threads=threads) == expected
    assert gunzipped(rewrite(path, folder / "out", OutputKind.BGZF)) == expected
    unchanged = rewrite(path, folder / "out", edit=lambda candidate: candidate.line)
    assert unchanged == text


@given(TEXTS, FORMS, SIZES, st.booleans())
@UNHURRIED
def test_a_pipe_gives_the_same_as_a_file(folder, text, form, sizes, spool):
    data = in_form(text, form, sizes)
    with piped(data) as path, open_source(path, SELECTION) as opened:
        assert not opened.rereadable
        source = rereadable(opened) if spool else opened
        assert source.rereadable is spool
        found = [(candidate.line, candidate.number) for candidate in source.candidates()]
        source.close()
    lines = text.replace(b"\r\n", b"\n").split(b"\n")
    assert [line for line, _ in found] == reference_hits(text)
    assert [lines[number - 1] for _, number in found] == reference_hits(text)


@given(TEXTS, SIZES)
@UNHURRIED
def test_blocks_without_candidates_are_copied(folder, text, sizes):
    path = folder / "input"
    path.write_bytes(bgzf(text, sizes))
    out = rewrite(path, folder / "out", OutputKind.BGZF)
    assert out.endswith(EOF_BLOCK)
    old, new = blocks(path.read_bytes()), set(blocks(out))
    hit_spans = []
    at = 0
    for ended in text.split(b"\n"):
        line = ended.removesuffix(b"\r")
        if line in reference_hits(text):
            hit_spans.append((at, at + len(line)))
        at += len(ended) + 1
    header_end = text.find(b"\n", text.index(b"#CHROM")) + 1 or len(text)
    at = 0
    for block in old:
        size = int.from_bytes(block[-4:], "little")
        touched = at < header_end or any(s < at + size and e > at for s, e in hit_spans)
        if not touched:
            assert block in new
        at += size


@given(RECORDS, SIZES, st.sampled_from(["csi", "tbi"]), st.sampled_from([14, 9]))
@UNHURRIED
def test_an_index_changes_nothing(folder, records, sizes, suffix, min_shift):
    placed = [line for line in records if b"SVLEN" not in line and b"CIPOS" not in line]
    placed = [line for line in placed if b"CIEND" not in line and b":" not in line.split(b"\t")[4]]
    text = vcf(*sorted(placed, key=lambda line: (line.split()[0], int(line.split()[1]))))
    path = folder / "indexed.vcf.gz"
    for old in folder.glob("indexed*"):
        old.unlink()
    path.write_bytes(bgzf(text, sizes))
    pysam.set_verbosity(0)
    shift = min_shift if suffix == "csi" else -1
    pysam.tabix_index(
        str(path),
        preset="vcf",
        force=True,
        csi=suffix == "csi",
        min_shift=shift,
        keep_original=True,
    )
    plain = rewrite(path, folder / "out", OutputKind.BGZF, use_index=False)
    with open_source(str(path), SELECTION) as source:
        assert source.index_note is None or not placed
        for _ in range(2):
            found = [candidate.line for candidate in source.candidates()]
            assert found == reference_hits(text)
    assert rewrite(path, folder / "out", OutputKind.BGZF) == plain
    assert gunzipped(plain) == reference_rewrite(text)


class piped:  # noqa: N801
    """A path that reads the bytes from a pipe, once."""

    def __init__(self, data):
        self.data = data
        self.read_end, self.write_end = os.pipe()

    def __enter__(self):
        self.thread = threading.Thread(target=self.feed)
        self.thread.start()
        return f"/dev/fd/{self.read_end}"

    def feed(self):
        with contextlib.suppress(BrokenPipeError), os.fdopen(self.write_end, "wb") as sink:
            sink.write(self.data)

    def __exit__(self, *_):
        os.close(self.read_end)
        self.thread.join()


def blocks(data):
    """The BGZF blocks of a file, by their sizes."""
    found = []
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at + 16 : at + 18], "little") + 1
        found.append(data[at : at + size])
        at += size
    return found
