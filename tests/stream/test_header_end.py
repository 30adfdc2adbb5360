"""Where a header ends, however its bytes come in pieces; contigs are read once for many files."""

import pytest

from fasannot.files.declared import declared_assembly, names_in_file
from fasannot.files.vcf.contig_lines import contigs_of
from fasannot.files.vcf.header import parse_header
from fasannot.files.vcf.text_header import read_header
from fasannot.gene.model import load_gene_model

META = b"##fileformat=VCFv4.2\n##contig=<ID=10,length=133797422,assembly=b38>\n"
COLUMNS = b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
REST = b"10\t5\t.\tA\tC\t.\t.\t.\n#10\tno record\n"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 20, 21, 22, 1000])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_the_header_ends_after_its_column_line_in_pieces_of_any_size(
    size: int, newline: bytes
) -> None:
    text = (META + COLUMNS + REST).replace(b"\n", newline)
    pieces = iter([text[at : at + size] for at in range(0, len(text), size)])
    header, beyond = read_header(pieces, "in.vcf")
    assert header.raw == (META + COLUMNS).replace(b"\n", newline)
    assert header.lines == tuple((META + COLUMNS).splitlines())
    assert header.raw + beyond + b"".join(pieces) == text


def test_what_contig_lines_declare_is_read_in_every_spelling() -> None:
    found = contigs_of([
        b"##contig=<ID=10,length=133797422,assembly=b38>",
        b'##contig=<ID=11,assembly="GRCh38, patch 2",length="5">',
        b"##contig=<ID=12>",
        b"##INFO=<ID=13,length=3>",
    ])  # fmt: skip
    assert dict(found.lengths) == {"10": 133797422, "11": 5, "12": None}
    assert found.assemblies - {""} == {"b38", '"GRCh38, patch 2"'}


def test_files_with_equal_contigs_share_what_is_read_of_them_and_nothing_else() -> None:
    model = load_gene_model()
    on_38 = META + b"##contig=<ID=HLA-A,length=3503>\n"
    on_37 = on_38.replace(b"133797422", b"135534747")

    def header(meta: bytes, more: bytes, sample: bytes) -> tuple[bytes, ...]:
        columns = COLUMNS.replace(b"INFO\n", b"INFO\tFORMAT\t" + sample)
        return tuple((meta + more + columns).splitlines())

    for _ in range(2):
        first = parse_header(header(on_38, b"##source=a\n", b"one"))
        other = parse_header(header(on_37, b"##source=a\n", b"one"))
        second = parse_header(header(on_38, b"##source=b\n", b"two"))
        assert first.contigs is second.contigs
        assert first.contigs is not other.contigs
        assert (first.samples, second.samples) == (("one",), ("two",))
        assert [text for text in second.texts if "source" in text] == ["##source=b"]
        builds = [declared_assembly(model, one.contigs, "in.vcf") for one in (first, other, second)]
        assert [one and one.name for one in builds] == ["GRCh38", "GRCh37", "GRCh38"]


def test_a_name_told_by_length_is_that_of_its_own_file() -> None:
    model = load_gene_model()
    named, usual = (
        (b"##contig=<ID=%s,length=133797422>" % name, b"#CHROM") for name in (b"ten", b"chr10")
    )
    assert "ten" in names_in_file(model, named)
    assert "ten" not in names_in_file(model, usual)
    assert "ten" in names_in_file(model, named)
