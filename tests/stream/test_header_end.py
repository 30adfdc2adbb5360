"""Where a header ends, however its bytes come in pieces; contigs are read once for many files."""

import pytest

from fasannot.files.vcf.contig_lines import contigs_of
from fasannot.files.vcf.text_header import read_header

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
