import gzip

import pytest

from fasannot.errors import InputError
from fasannot.files.candidates import Kind, OutputKind
from fasannot.files.opening import open_source
from tests.stream.support import (
    HEADER,
    SELECTION,
    bgzf,
    gunzipped,
    record,
    reference_hits,
    reference_rewrite,
    rewrite,
    vcf,
)

RECORDS = (
    record("chr9", 1050),
    record("chr10", 10),
    record("chr10", 999, "A"),  # ends one base before the base beside the window
    record("chr10", 1000, "A", "ACC"),  # an insertion before the first base
    record("chr10", 1050),
    record("chr10", 1101),  # directly behind the window
    record("chr10", 1102),
    record("chr10", 900, "A" * 150),
    record("chr10", 100, info="END=1001"),
    record("chr10", 100, alt="<DEL>", info="SVTYPE=DEL;SVLEN=-2000"),
    record("chr10", 100, alt="<DEL>,<DUP>", info="SVTYPE=DEL;SVLEN=20,2000"),
    record("chr10", 100, alt="<DEL>", info="XEND=1001"),
    record("chr10", 1110, alt="<DEL>", info="CIPOS=-20,20"),
    record("chr10", 100, info="END=990;CIEND=-20,20"),
    record("chr10_random", 1050),
    record("chr3", 77, alt="G]chr10:1050]"),
    record("chr3", 78, alt="G]chr10:3050]"),
    record("chr3", 79, alt="[10:5050[A", info="X=[chr10:1[]"),
    record("chr3", 80, alt="A", info="X=[chr10:1050["),
    b"#" + record("chr3", 81, alt="G]chr10:1050]"),
    record("10", 5050),
    record("NC_000010.11", 5050),
)
TEXT = vcf(*RECORDS)
FORMS = {
    Kind.PLAIN: TEXT,
    Kind.GZIP: gzip.compress(TEXT[:300]) + gzip.compress(TEXT[300:]),
    Kind.BGZF: bgzf(TEXT, (100, 7, 3000)),
}


@pytest.fixture(params=FORMS, ids=lambda kind: kind.name)
def form(request, tmp_path):
    path = tmp_path / "input"
    path.write_bytes(FORMS[request.param])
    return request.param, path


def test_the_reference_knows_the_cases():
    assert len(reference_hits(TEXT)) == 14


def test_header_kind_and_candidates(form):
    kind, path = form
    with open_source(str(path), SELECTION) as source:
        assert source.kind is kind
        assert source.header == HEADER
        for _ in range(3):
            found = list(source.candidates())
            assert [candidate.line for candidate in found] == reference_hits(TEXT)
            lines = TEXT.split(b"\n")
            assert [lines[candidate.number - 1] for candidate in found] == reference_hits(TEXT)


def test_where_names_line_and_place(form):
    with open_source(str(form[1]), SELECTION) as source:
        assert next(source.candidates()).where == "line 8 (chr10:1000)"


@pytest.mark.parametrize("seen", [False, True])
def test_rewrite(form, tmp_path, seen):
    expected = reference_rewrite(TEXT)
    for kind in (OutputKind.TEXT, OutputKind.BGZF):
        output = tmp_path / "output"
        data = rewrite(form[1], output, kind)
        assert (gunzipped(data) if kind is OutputKind.BGZF else data) == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"##fileformat=VCFv4.2\n", "no #CHROM line"),
        (b"#CHROM\tPOS\n", "line 1 must start ##fileformat"),
        (b"##fileformat=VCFv3.3\n", "VCFv3.3 is not supported"),
        (b"##fileformat=VCFv4.2\n#CHROM POS\n", "spaces, not tabs"),
        (b"##fileformat=VCFv4.2\n#CHROM\tPOS\tREF\n", "lacks the column ID"),
        (b"##fileformat=VCFv4.2\r#CHROM\tPOS\r", "carriage return"),
        (b"\xff\xfe#\0", "UTF-16"),
        (b"\xef\xbb\xbf##fileformat=VCFv4.2\n", "byte order mark"),
        (b"<!DOCTYPE html>", "HTML"),
        (TEXT.replace(b"chr10\t10\t", b"chr10\tten\t"), "line 6 (chr10:ten): POS is 'ten'"),
        (vcf(b"chr10\t1050\t.\tA"), "line 5 (chr10:1050): the line has 4 of the 8"),
        (vcf(b"chr10"), "1 of the 8"),
        (vcf(b"chr3\t1\t.\tA\tG]chr10:1050]\t.\t."), "line 5 (chr3:1): the line has 7 of the 8"),
        (vcf(record("chr10", 1050, info="X=\0")), "line 5 (chr10:1050): NUL byte"),
        (vcf(b"chr10 1050 . A C . . ."), "1 of the 8"),
    ],
)
def test_refused(tmp_path, content, message):
    for data in (content, gzip.compress(content), bgzf(content, (50,))):
        path = tmp_path / "input"
        path.write_bytes(data)
        with pytest.raises(InputError) as caught, open_source(str(path), SELECTION) as source:
            list(source.candidates())
        assert message in str(caught.value)
        assert str(path) in str(caught.value)
