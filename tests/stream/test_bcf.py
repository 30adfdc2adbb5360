"""BCF: records that are not edited keep their bytes, numbers in the header stay what they are."""

import gzip
import struct

import pysam
import pysam.bcftools
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fasannot.errors import InputError
from fasannot.files.candidates import Kind, OutputKind
from fasannot.files.opening import open_source
from tests.stream.support import (
    SELECTION,
    bgzf,
    gunzipped,
    mark,
    record,
    reference_hits,
    reference_rewrite,
    rewrite,
    vcf,
)
from tests.stream.test_properties import ALTS, SIZES, UNHURRIED, folder, piped  # noqa: F401

HEADER = (
    b"##fileformat=VCFv4.2",
    b'##FILTER=<ID=PASS,Description="All filters passed">',
    b"##contig=<ID=chr9>",
    b"##contig=<ID=chr10>",
    b"##contig=<ID=10>",
    b'##INFO=<ID=AF,Number=.,Type=Float,Description="x, ID=y">',
    b'##INFO=<ID=END,Number=1,Type=Integer,Description="x">',
    b'##INFO=<ID=SVLEN,Number=.,Type=Integer,Description="x">',
    b'##FORMAT=<ID=GT,Number=1,Type=String,Description="x">',
    b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ts1\ts2",
)
SEEN = b'##INFO=<ID=SEEN,Number=0,Type=Flag,Description="x">'
WITH_SEEN = (*HEADER[:-1], SEEN, HEADER[-1])
RECORDS = st.lists(
    st.builds(
        record,
        st.sampled_from(["chr9", "chr10", "10"]),
        st.one_of(st.integers(950, 1150), st.integers(4950, 5150), st.integers(1, 9000)),
        st.integers(1, 300).map(lambda size: "A" * size),
        ALTS,
        st.one_of(
            st.floats(0, 1, width=32).map("AF={!r}".format),
            st.integers(9000, 20_000).map("END={}".format),
            st.integers(-9000, 9000).map("AF=0.125;SVLEN={}".format),
        ),
        st.sampled_from(["\tGT\t0/1\t1|1", "\tGT\t.\t0/0"]),
    ),
    max_size=20,
)


@pytest.fixture(autouse=True)
def quiet():
    pysam.set_verbosity(0)


def bcf(text, where):
    """The bytes of an uncompressed BCF file, by the bcftools in pysam."""
    (where / "a.vcf").write_bytes(text)
    names = (str(where / "a.bcf"), str(where / "a.vcf"))
    pysam.bcftools.view("--no-version", "-Ob", "-o", *names, catch_stdout=False)
    return gzip.decompress((where / "a.bcf").read_bytes())


def body(data):
    """The records of uncompressed BCF bytes."""
    at = 9 + int.from_bytes(data[5:9], "little")
    records = []
    while at < len(data):
        shared, individual = struct.unpack_from("<II", data, at)
        records.append(data[at : at + 8 + shared + individual])
        at += 8 + shared + individual
    return records


def as_text(path):
    with pysam.VariantFile(str(path)) as records:
        return str(records.header).encode() + b"".join(str(line).encode() for line in records)


@given(RECORDS, SIZES, st.sampled_from(["plain", "gzip", "bgzf"]))
@UNHURRIED
def test_bcf_equals_the_reference(folder, records, sizes, form):  # noqa: F811
    packed = bcf(vcf(*records, header=HEADER), folder)
    data = {"plain": packed, "gzip": gzip.compress(packed), "bgzf": bgzf(packed, sizes)}[form]
    path, output = folder / "in.bcf", folder / "out.bcf"
    path.write_bytes(packed)
    text = as_text(path)
    path.write_bytes(data)
    expected = reference_rewrite(text.replace(HEADER[-1], SEEN + b"\n" + HEADER[-1]))
    with open_source(str(path), SELECTION) as source:
        assert source.kind is Kind.BCF
        assert source.header == HEADER
        for _ in range(2):
            assert [found.line for found in source.candidates()] == reference_hits(text)
    for kind in (OutputKind.BCF, OutputKind.BCF_UNCOMPRESSED):
        written = rewrite(path, output, kind, header=WITH_SEEN)
        assert as_text(output) == expected
        raw = gunzipped(written) if kind is OutputKind.BCF else written
        lines = text.splitlines()[len(HEADER) :]
        for line, old, new in zip(lines, body(packed), body(raw), strict=True):
            assert (old == new) == (line not in reference_hits(text))
        same = rewrite(path, output, kind, edit=lambda candidate: candidate.line)
        assert (gunzipped(same) if kind is OutputKind.BCF else same) == packed
    assert rewrite(path, output, header=WITH_SEEN) == expected
    with piped(data) as name, open_source(name, SELECTION) as source:
        assert [found.line for found in source.candidates()] == reference_hits(text)


def test_unmarked_floats_keep_all_their_bits(tmp_path):
    text = vcf(
        *[record("chr9", at, info=f"AF=0.{at}23456789", more="\tGT\t.\t.") for at in range(1, 99)],
        header=HEADER,
    )
    packed = bcf(text, tmp_path)
    path = tmp_path / "in.bcf"
    path.write_bytes(bgzf(packed, (900,)))
    out = rewrite(path, tmp_path / "out.bcf", OutputKind.BCF, header=WITH_SEEN)
    assert body(gunzipped(out)) == body(packed)


def test_marking_twice_keeps_the_numbers(tmp_path):
    text = vcf(record("chr10", 1050, info="AF=1", more="\tGT\t.\t."), header=HEADER)
    path, first, second = tmp_path / "in.bcf", tmp_path / "1.bcf", tmp_path / "2.bcf"
    path.write_bytes(bgzf(bcf(text, tmp_path)))
    rewrite(path, first, OutputKind.BCF, header=WITH_SEEN)
    moved = (*HEADER[:2], SEEN, *HEADER[2:])
    rewrite(first, second, OutputKind.BCF, header=moved, edit=lambda candidate: candidate.line)
    assert as_text(second).splitlines()[-1] == as_text(first).splitlines()[-1]


def outcome(path, output, kind):
    try:
        rewrite(path, output, kind, header=WITH_SEEN)
    except InputError as error:
        assert not output.exists()
        return error
    return as_text(output) if kind is not OutputKind.TEXT else output.read_bytes()


@pytest.mark.parametrize("form", ["bgzf", "gzip", "plain"])
@pytest.mark.parametrize("kind", [OutputKind.BCF, OutputKind.TEXT])
def test_every_cut_is_an_error(tmp_path, form, kind):
    records = [record("chr10", 1000 + at, info="AF=1", more="\tGT\t.\t.") for at in range(3)]
    packed = bcf(vcf(*records, header=HEADER), tmp_path)
    data = {"plain": packed, "gzip": gzip.compress(packed), "bgzf": bgzf(packed, (300,))}[form]
    borders = {len(packed)}
    for one in body(packed):
        borders.add(min(borders) - len(body(packed)[0]) if one else 0)
    path = tmp_path / "in.bcf"
    for end in range(0, len(data), 3):
        path.write_bytes(data[:end])
        result = outcome(path, tmp_path / "out", kind)
        # Between two records, without any packing, nothing tells that more should follow.
        assert isinstance(result, InputError) or (form == "plain" and end in borders), end


@pytest.mark.parametrize("kind", OutputKind)
def test_a_wrong_size_of_a_block_is_an_error_though_htslib_takes_it(tmp_path, kind):
    records = [record("chr9", at, info="AF=1", more="\tGT\t.\t.") for at in range(1, 99)]
    data = bytearray(bgzf(bcf(vcf(*records, header=HEADER), tmp_path), (300,)))
    data[-29] = 8  # in the last block before the one that marks the end
    path = tmp_path / "in.bcf"
    path.write_bytes(data)
    with pytest.raises(InputError, match="more than a block may hold"):
        rewrite(path, tmp_path / "out", kind, edit=lambda candidate: candidate.line)


def test_a_version_1_file_is_refused(tmp_path):
    path = tmp_path / "in.bcf"
    path.write_bytes(bgzf(b"BCF\x04" + bytes(100)))
    with pytest.raises(InputError, match=r"version 2\.1 or 2\.2"):
        open_source(str(path), SELECTION)


def test_breakends_elsewhere_are_found(tmp_path):
    records = [
        record("chr9", 5, alt="G]chr10:1050]", info="AF=1", more="\tGT\t.\t."),
        record("chr9", 6, alt="G]chr10:3050]", info="AF=1", more="\tGT\t.\t."),
        record("chr9", 7, alt="G", info="AF=1", more="\tGT\t.\t."),
    ]
    path = tmp_path / "in.bcf"
    path.write_bytes(bgzf(bcf(vcf(*records, header=HEADER), tmp_path)))
    with open_source(str(path), SELECTION) as source:
        found = list(source.candidates())
        assert [candidate.where for candidate in found] == ["chr9:5"]
        assert mark(found[0]).startswith(b"chr9\t5\t.\tA\tG]chr10:1050]\t.\tPASS\tSEEN;AF=1")


@pytest.mark.parametrize("alt", ["<DEL>", "A[chr10:9000[", "<DUP:TANDEM>"])
def test_what_the_header_does_not_declare_is_found_by_its_allele(tmp_path, alt):
    header = tuple(line for line in HEADER if b"SVLEN" not in line)
    records = [
        record("chr10", 20, alt="<NON_REF>", info="END=30", more="\tGT\t.\t."),
        record("chr10", 20, alt=alt, info="AF=1", more="\tGT\t.\t."),
    ]
    path = tmp_path / "in.bcf"
    path.write_bytes(bgzf(bcf(vcf(*records, header=header), tmp_path)))
    with open_source(str(path), SELECTION) as source:
        found = [candidate.line.split(b"\t")[4].decode() for candidate in source.candidates()]
    assert found == [alt]


def test_the_chromosome_is_known_by_its_length_in_bcf_too(tmp_path):
    from fasannot.files.declared import locus_selection
    from fasannot.gene.model import load_gene_model

    header = tuple(
        line.replace(b"##contig=<ID=10>", b"##contig=<ID=tig7,length=133797422>") for line in HEADER
    )
    row = record("tig7", 89014191, "G", info="AF=1", more="\tGT\t.\t.")
    path = tmp_path / "in.bcf"
    path.write_bytes(bgzf(bcf(vcf(row, header=header), tmp_path)))
    with open_source(str(path), locus_selection(load_gene_model())) as source:
        assert [one.line.split(b"\t")[0] for one in source.candidates()] == [b"tig7"]
