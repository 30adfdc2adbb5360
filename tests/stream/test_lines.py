"""Lines that are read are whole: columns of the header, no NUL, no blank in CHROM."""

import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fasannot.errors import InputError
from fasannot.files import lines as checks
from fasannot.files import scan
from fasannot.files.alike import _added_bits, all_alike
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


# Vectors are used from so many bytes on, and runs from so many bytes on are not copied.
MODES = [(1 << 28, 1 << 22), (1 << 28, 0), (-1, 1 << 22)]


@pytest.fixture(params=["plain", "gzip", "bgzf", "pipe"])
def read(request, tmp_path, monkeypatch):
    """Reads a text in each form and each mode of the checks, which must agree."""
    path = tmp_path / "in"

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
        for long, large in MODES:
            monkeypatch.setattr(checks, "_LONG", long)
            monkeypatch.setattr(checks, "_LARGE", large)
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
        (lambda line: b" ", "1 of the 11"),
        (lambda line: b"\t", "2 of the 11"),
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


@pytest.mark.parametrize(("short", "long"), [(0, 1), (100, 200), (200, 100), (895, 896)])
def test_a_short_and_a_long_line_that_hide_each_other_in_the_count_are_found(read, short, long):
    rows = list(ROWS)
    rows[short] = rows[short].rpartition(b"\t")[0]
    rows[long] += b"\t0/0"
    first = "10 of the 11 columns" if short < long else "12 columns and the header 11"
    with pytest.raises(InputError, match=f"line {min(short, long) + 4} .*{first}"):
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
        columns, named = all_alike(text + b"x" * beyond, stop, name, 3)
        assert columns == all(one.count(b"\t") == 3 for one in whole)
        each = columns and all(one.startswith(name + b"\t") for one in whole)
        assert named <= each
        if beyond >= 8 + len(name):
            assert named == each


@given(st.lists(st.integers(0, (1 << 64) - 1), min_size=1))
def test_bits_are_counted_without_the_means_of_a_new_numpy(words):
    counts = _added_bits(np.array(words, np.uint64))
    assert counts.tolist() == [word.bit_count() for word in words]


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(scan, "_LONGEST", 1 << 21)
    path = tmp_path / "in.vcf.gz"
    path.write_bytes(gzip.compress(vcf(ROWS[0] + b"A" * (1 << 23), header=HEADER)))
    with open_source(str(path), SELECTION) as source, pytest.raises(InputError, match="1 GB"):
        list(source.candidates())
