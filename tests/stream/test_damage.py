"""Damaged, cut and foreign bytes: an error with the place, never a short success."""

import gzip
import os
import random
import tarfile
from pathlib import Path

import pysam
import pytest

from fasannot.errors import InputError
from fasannot.files.bgzf.block import EOF_BLOCK
from fasannot.files.candidates import Kind, OutputKind
from fasannot.files.opening import open_source
from tests.stream.support import (
    HEADER,
    SELECTION,
    bgzf,
    block,
    gunzipped,
    record,
    reference_rewrite,
    rewrite,
    vcf,
)

RECORDS = [record("chr9", 10), record("chr10", 1050), record("chr10", 2000), record("chr11", 5)]
TEXT = vcf(*RECORDS)
BGZF = bgzf(TEXT, (56,))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "in.vcf.gz"


def outcome(path, output, kind=OutputKind.TEXT, **options):
    """The text written, or the InputError."""
    try:
        data = rewrite(path, output, kind, **options)
    except InputError as error:
        assert not output.exists()
        return error
    output.unlink()
    return data if kind is OutputKind.TEXT else gunzipped(data)


def test_every_cut_of_a_bgzip_file_is_an_error(path, tmp_path):
    for end in range(len(BGZF)):
        path.write_bytes(BGZF[:end])
        for kind in (OutputKind.TEXT, OutputKind.BGZF):
            assert isinstance(outcome(path, tmp_path / "out", kind), InputError), end


def test_every_cut_is_an_error_with_an_index_too(path, tmp_path):
    path.write_bytes(BGZF)
    pysam.tabix_index(str(path), preset="vcf", csi=True, keep_original=True, force=True)
    for end in range(len(BGZF)):
        path.write_bytes(BGZF[:end])
        index = Path(f"{path}.csi")
        os.utime(index)
        assert isinstance(outcome(path, tmp_path / "out", OutputKind.BGZF), InputError), end


def test_every_cut_of_a_gzip_file_is_an_error(path, tmp_path):
    data = gzip.compress(TEXT)
    for end in range(len(data)):
        path.write_bytes(data[:end])
        assert isinstance(outcome(path, tmp_path / "out"), InputError), end


@pytest.mark.parametrize("data", [BGZF, gzip.compress(TEXT, mtime=0)], ids=["bgzf", "gzip"])
def test_every_changed_byte_is_an_error_or_harmless(path, tmp_path, data):
    expected = reference_rewrite(TEXT)
    chooser = random.Random(7)
    for at in range(len(data)):
        changed = bytes([data[at] ^ (1 << chooser.randrange(8))])
        path.write_bytes(data[:at] + changed + data[at + 1 :])
        for kind in (OutputKind.TEXT, OutputKind.BGZF):
            result = outcome(path, tmp_path / "out", kind)
            assert isinstance(result, InputError) or result == expected, at


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (BGZF[: -len(EOF_BLOCK)], f"byte {len(BGZF) - 28}: no bgzip end-of-file block"),
        (BGZF[:-40], "bgzip block cut off"),
        (BGZF + b"\0", "not a bgzip block"),
        (BGZF + b"garbage", f"byte {len(BGZF)}: not a bgzip block: the file is damaged or"),
        (BGZF + gzip.compress(b"x"), "a plain gzip member follows"),
        (gzip.compress(TEXT) + b"garbage", "not gzip was appended"),
        (gzip.compress(TEXT)[:-3], "cut short here"),
        (bgzf(TEXT[:-300]) + block(b"A" * 9)[:-8] + bytes(8) + EOF_BLOCK, "declares 0"),
        (bgzf(TEXT)[:-36] + b"\1\2\3\4" + bgzf(TEXT)[-32:], "checksum"),
    ],
)
def test_messages_name_the_place_and_the_cause(path, tmp_path, data, message):
    path.write_bytes(data)
    error = outcome(path, tmp_path / "out")
    assert isinstance(error, InputError)
    assert message in str(error)
    assert "byte " in str(error)
    assert str(path) in str(error)


@pytest.mark.parametrize(
    "data",
    [
        bgzf(TEXT[:200]) + bgzf(TEXT[200:]),
        bgzf(TEXT[:333]) + EOF_BLOCK + EOF_BLOCK + bgzf(TEXT[333:]) + EOF_BLOCK,
        bgzf(TEXT, (50,), extra=b"XY\x03\x00abc"),
        bgzf(TEXT, eof=False) + block(b""),
    ],
    ids=["concatenated", "empty blocks", "extra subfield", "another empty block"],
)
def test_unusual_but_legal_bgzip(path, tmp_path, data):
    path.write_bytes(data)
    with open_source(str(path), SELECTION) as source:
        assert source.kind is Kind.BGZF
    for kind in (OutputKind.TEXT, OutputKind.BGZF):
        assert outcome(path, tmp_path / "out", kind) == reference_rewrite(TEXT)


def test_gzip_with_name_and_comment_fields(path, tmp_path):
    named = gzip.compress(TEXT)
    named = named[:3] + bytes([0x18]) + named[4:10] + b"name\0comment\0" + named[10:]
    path.write_bytes(named)
    assert outcome(path, tmp_path / "out") == reference_rewrite(TEXT)


def indexed(path, text=TEXT, sizes=(56,)):
    path.write_bytes(bgzf(text, sizes))
    pysam.set_verbosity(0)
    pysam.tabix_index(str(path), preset="vcf", csi=True, keep_original=True, force=True)
    return Path(f"{path}.csi")


def opened(path):
    with open_source(str(path), SELECTION) as source:
        found = [candidate.line for candidate in source.candidates()]
        return found, source.index_note


class TestIndex:
    def test_good(self, path):
        indexed(path)
        assert opened(path) == ([RECORDS[1]], None)

    def test_standard_input_has_none(self, path, monkeypatch):
        indexed(path).rename(path.with_name("-.csi"))
        monkeypatch.chdir(path.parent)
        descriptor, saved = os.open(path, os.O_RDONLY), os.dup(0)
        try:
            os.dup2(descriptor, 0)
            with open_source("-", SELECTION) as source:
                assert source.rereadable
                assert next(source.candidates()).number == 6
                assert source.index_note is None
        finally:
            os.dup2(saved, 0)
            os.close(saved)
            os.close(descriptor)

    def test_older_than_the_file(self, path):
        os.utime(indexed(path), (1, 1))
        found, note = opened(path)
        assert found == [RECORDS[1]]
        assert "is older than its file" in note

    @pytest.mark.parametrize("content", [b"", b"nonsense", gzip.compress(b"CSI\x01abc")])
    def test_no_index_at_all(self, path, content):
        indexed(path).write_bytes(content)
        found, note = opened(path)
        assert found == [RECORDS[1]]
        assert "csi" in note

    @pytest.mark.parametrize(
        "other",
        [
            vcf(*RECORDS, record("chr12", 9)),
            vcf(*RECORDS[:2]),
            vcf(record("chr8", 3), *RECORDS),
            vcf(*[line.replace(b"chr10", b"chr7") for line in RECORDS]),
            vcf(*[line.replace(b"\t2000\t", b"\t99050\t") for line in RECORDS]),
            vcf(*[line.replace(b"chr10", b"chr22") for line in RECORDS]),
        ],
    )
    def test_of_another_file(self, path, other):
        index = indexed(path, other)
        path.write_bytes(BGZF)
        os.utime(index)
        found, note = opened(path)
        assert found == [RECORDS[1]]
        assert note is not None

    def test_changed_bytes_mislead_nobody(self, path):
        index = indexed(path)
        good = index.read_bytes()
        chooser = random.Random(3)
        for at in range(len(good)):
            bad = good[:at] + bytes([good[at] ^ (1 << chooser.randrange(8))]) + good[at + 1 :]
            index.write_bytes(bad)
            assert opened(path)[0] == [RECORDS[1]], at

    def test_nothing_but_faults_that_are_reported_come_of_any_content(self, path):
        index = indexed(path)
        good = gzip.decompress(index.read_bytes())
        chooser = random.Random(3)
        for at in range(len(good)):
            bad = good[:at] + bytes([chooser.randrange(256)]) + good[at + 1 :]
            index.write_bytes(gzip.compress(bad, 1))
            opened(path)

    @pytest.mark.parametrize(
        ("declared", "line"),
        [
            ('##INFO=<ID=SVLEN,Number=.,Type=Integer,Description="x">', {"info": "SVLEN=3000"}),
            ('##ALT=<ID=DEL,Description="x">', {"alt": "<DEL>", "info": "SVLEN=-3000"}),
            ('##INFO=<ID=SVTYPE,Number=1,Type=String,Description="x">', {"info": "SVLEN=-3000"}),
            ('##INFO=<Number=2,ID=CIEND,Type=Integer,Description="x">', {"info": "CIEND=0,3000"}),
        ],
    )
    def test_the_header_knows_what_an_index_does_not(self, path, declared, line):
        start = record("chr10", 20, **line)
        header = (b"##fileformat=VCFv4.3", declared.encode(), vcf().splitlines()[-1])
        far = [record("chr10", 10 + at) for at in range(3)]
        near = [record("chr10", 200_000 + at) for at in range(2000)]
        indexed(path, vcf(*far, start, *near, header=header), (5000,))
        assert opened(path)[0] == [start]

    @pytest.mark.parametrize(
        ("line", "unread"),
        [
            ({"alt": "<DEL>"}, True),
            ({"alt": "<DEL>", "info": "END=unknown"}, True),
            ({"alt": "<DUP>", "info": "SVLEN=3000"}, True),
            ({"alt": "A[chr10:500000["}, True),
            ({"info": "SVLEN=-3000"}, True),
            ({"alt": "<NON_REF>", "info": "END=1010"}, False),
            ({"info": "X=[1,2]"}, None),
        ],
    )
    def test_what_the_header_hides_sets_the_index_aside(self, path, line, unread):
        start = record("chr10", 20, **line)
        mate = record("chr9", 7, alt="A[chr10:1050[") if unread else record("chr9", 7)
        near = [record("chr10", 200_000 + at) for at in range(2000)]
        indexed(path, vcf(mate, start, *near), (5000,))
        found, note = opened(path)
        assert found == ([mate, start] if unread else [start] if unread is False else [])
        assert (note is not None and "does not declare" in note) == bool(unread)

    def test_breakends_elsewhere_are_found(self, path):
        header = (b"##fileformat=VCFv4.3", b'##ALT=<ID=BND,Description="x">', HEADER[-1])
        mate = record("chr3", 7, alt="A[chr10:1050[")
        indexed(path, vcf(mate, *RECORDS, header=header))
        found, note = opened(path)
        assert found == [mate, RECORDS[1]]
        assert "breakends" in note

    @pytest.mark.parametrize(
        "header",
        [
            (HEADER[0], HEADER[2], HEADER[-1]),  # no contigs
            # bcftools annotate -x INFO takes the header lines, too
            (*HEADER[:2], b'##ALT=<ID=DEL,Description="x">', HEADER[-1]),
            (b"##fileformat=VCFv4.4", *HEADER[1:]),
            (b"##fileformat=VCFv4.10", *HEADER[1:]),
        ],
    )
    def test_a_header_that_cannot_rule_out_breakends(self, path, header):
        mate = record("chr3", 7, alt="A[chr10:1050[")
        indexed(path, vcf(mate, *RECORDS, header=header))
        found, note = opened(path)
        assert found == [mate, RECORDS[1]]
        assert "cannot rule out breakends" in note

    def test_genotypes_alone_are_read_by_index(self, path):
        plain = (*HEADER[:2], b'##FORMAT=<ID=GT,Number=1,Type=String,Description="x">', HEADER[-1])
        indexed(path, vcf(*RECORDS, header=plain))
        assert opened(path) == ([RECORDS[1]], None)

    @pytest.mark.parametrize("key", ["EVENT", "SVCLAIM", "CHR2", "PARID"])
    def test_keys_that_only_breakends_have(self, path, key):
        line = f'##INFO=<ID={key},Number=1,Type=String,Description="x">'.encode()
        mate = record("chr3", 7, alt="]chr10:1050]A")
        indexed(path, vcf(mate, *RECORDS, header=(*HEADER[:-1], line, HEADER[-1])))
        assert opened(path)[0] == [mate, RECORDS[1]]

    def test_a_damaged_block_it_does_not_lead_to_is_found_by_verify(self, path, tmp_path):
        records = [record("chr8", at) for at in range(1, 3000)]
        index = indexed(path, vcf(*records, *RECORDS), (900,))
        data = bytearray(path.read_bytes())
        data[data.index(b"BC\x02\x00", len(data) // 2) + 30] ^= 8
        path.write_bytes(data)
        os.utime(index)
        assert opened(path)[0] == [RECORDS[1]]
        with pytest.raises(InputError, match="bgzip block"):
            rewrite(path, tmp_path / "out", OutputKind.BGZF, verify=True)


ARCHIVE = Path(__file__).parents[2].parent / "shared/testdata/hts-specs-vcf.tar.xz"


@pytest.mark.skipif(not ARCHIVE.exists(), reason="the files of hts-specs are not at hand")
def test_conformance_files_pass_unharmed_or_are_refused(tmp_path):
    valid = invalid = refused = 0
    path = tmp_path / "in.vcf"
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            if not member.name.endswith(".vcf"):
                continue
            data = archive.extractfile(member).read()
            path.write_bytes(data)
            result = outcome(path, tmp_path / "out", edit=lambda candidate: candidate.line)
            if "/passed/" in member.name:
                valid += 1
                assert result == data, (member.name, result)
            else:
                invalid += 1
                refused += isinstance(result, InputError)
                assert isinstance(result, InputError) or result == data
    assert (valid, invalid) == (76, 607)
    assert refused > 0
