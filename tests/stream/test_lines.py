"""Lines that are read are whole: columns of the header, no NUL, no blank in CHROM."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fasannot.errors import InputError
from fasannot.files import lines as checks
from fasannot.files import scan
from fasannot.files.alike import all_alike, is_ready, loading
from fasannot.files.opening import open_source
from tests.stream.support import SELECTION, bgzf, reference_hits, vcf
from tests.stream.test_properties import piped

HEADER = (
    b"##fileformat=VCFv4.2",
    b"##contig=<ID=chr10>",
    b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ts1\ts2",
)


def row(chrom, position):
    return b"%b\t%d\t.\tA\tC\t.\tPASS\tDP=30\tGT:DP\t0/1:12\t0/0:18" % (chrom, position)


ROWS = [row(b"chr1", at) for at in range(1, 900)] + [row(b"chr10", at) for at in range(990, 1200)]


# So many bytes at the start are looked at line by line, and from so many on vectors are used.
MODES = [(1 << 21, 1 << 28), (0, 1 << 28), (0, -1)]


@pytest.fixture(params=["plain", "gzip", "bgzf", "pipe"])
def read(request, tmp_path, monkeypatch):
    """Reads a text in each form and each mode of the checks, which must agree."""
    path = tmp_path / "in"

    loading().join()  # else the text is at its end before vectors are there
    assert is_ready()

    def once(data):
        if request.param == "pipe":
            with piped(data) as name, open_source(name, SELECTION) as source:
                return [one.line for one in source.candidates()]
        path.write_bytes(data)
        with open_source(str(path), SELECTION) as source:
            return [one.line for one in source.candidates()]

    def result(text):
        data = {"gzip": gzip.compress, "bgzf": lambda t: bgzf(t, (700,))}.get(request.param, bytes)
        found = []
        for exact, long in MODES:
            monkeypatch.setattr(checks, "_EXACT", exact)
            monkeypatch.setattr(checks, "_LONG", long)
            try:
                found.append(once(data(text)))
            except InputError as fault:
                found.append(fault)
        if isinstance(found[0], InputError):
            said = [str(one).partition(": ")[2] if request.param == "pipe" else str(one)
                    for one in found]  # fmt: skip
            assert len(set(said)) == 1, said
            raise found[0]
        assert found[0] == found[1] == found[2]
        return found[0]

    return result


def test_whole_lines_are_read_with_and_without_the_last_newline(read):
    wanted = reference_hits(vcf(*ROWS, header=HEADER))
    assert len(wanted) == 102
    assert read(vcf(*ROWS, header=HEADER)) == wanted
    assert read(vcf(*ROWS, header=HEADER, final=False)) == wanted
    assert read(vcf(*ROWS, b"", header=HEADER, newline=b"\r\n")) == wanted


@pytest.mark.parametrize("at", [0, 5, 400, len(ROWS) - 1])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda line: line.rpartition(b"\t")[0], "10 of the 11 columns"),
        (lambda line: line + b"\t0/0", "12 columns and the header 11"),
        (lambda line: line[:4] + b"\t77", "2 of the 11"),
        (lambda line: line[:4], "1 of the 11"),
        (lambda line: b"\t".join([line] * 2), "22 columns and the header 11"),
        (lambda line: line.replace(b"PASS", b"PA\0S"), "NUL"),
        (lambda line: line.replace(b"\t", b" \t", 1), "blank"),
        (lambda line: line.replace(b"\t", b"\xe2\x80\x8b\t", 1), "invisible"),
        (lambda line: b" " + line, "blank"),
    ],
)
def test_a_damaged_line_is_named(read, at, change, words):
    rows = list(ROWS)
    rows[at] = change(rows[at])
    with pytest.raises(InputError, match=words) as fault:
        read(vcf(*rows, header=HEADER))
    assert f"line {at + 4} " in str(fault.value)


@pytest.mark.parametrize("size", [1, 3, 5, 6, 12, 20, 30])
def test_a_file_that_ends_inside_a_line_is_cut(read, size):
    text = vcf(*ROWS, header=HEADER, final=False)
    kept = text[: len(text) - len(ROWS[-1]) + size]
    with pytest.raises(InputError, match="ends inside this line"):
        read(kept)


def test_two_short_lines_that_hide_each_other_in_the_count_are_found(read):
    rows = list(ROWS)
    rows[100] = b"\t".join(rows[100].split(b"\t")[:6])
    rows[200] = b"\t".join(rows[200].split(b"\t")[:6])
    with pytest.raises(InputError, match=r"line 104 .*6 of the 11"):
        read(vcf(*rows, header=HEADER))


LINES = st.lists(
    st.tuples(
        st.sampled_from([b"chr1", b"chr10", b"chr", b"NC_000010.11", b"a" * 20, b""]),
        st.sampled_from([1, 2, 3, 3, 3, 4]),
        st.sampled_from([b"", b"A", b"10\nchr1"]),
    ),
    max_size=12,
)


@given(LINES, st.booleans(), st.integers(0, 12))
def test_vectors_tell_what_lines_do(lines, final, beyond):
    rows = [b"\t".join((name, *[text] * tabs)) for name, tabs, text in lines]
    text = b"\n" + b"\n".join(rows) + (b"\n" if final else b"")
    stop = len(text)
    whole = text[1:].removesuffix(b"\n").split(b"\n")
    for name in {name for name, *_ in lines}:
        alike = all_alike(text + b"x" * beyond, stop, name, 3)
        each = all(one.startswith(name + b"\t") for one in whole)
        total = text.count(b"\t") == 3 * len(whole)
        assert alike <= (each and total)
        if beyond >= 8 + len(name):
            assert alike == (each and total)


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(scan, "_LONGEST", 1 << 21)
    path = tmp_path / "in.vcf.gz"
    path.write_bytes(gzip.compress(vcf(ROWS[0] + b"A" * (1 << 23), header=HEADER)))
    with open_source(str(path), SELECTION) as source, pytest.raises(InputError, match="1 GB"):
        list(source.candidates())
