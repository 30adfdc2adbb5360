"""Read and check the header of a VCF text, and say what kind of file the bytes are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from fasannot.errors import InputError
from fasannot.files.candidates import printable

COLUMNS = (b"#CHROM", b"POS", b"ID", b"REF", b"ALT", b"QUAL", b"FILTER", b"INFO")
_FILEFORMAT = b"##fileformat=VCFv4."
_LIMIT = 1 << 28
_FOREIGN = (
    (b"\xff\xfe", "UTF-16 text; convert it with `iconv -f UTF-16 -t UTF-8`"),
    (b"\xfe\xff", "UTF-16 text; convert it with `iconv -f UTF-16 -t UTF-8`"),
    (
        b"\xef\xbb\xbf",
        "text with a UTF-8 byte order mark; remove its first three bytes (`tail -c +4`)",
    ),
    (b"BAM\x01", "BAM; call variants from it first"),
    (b"CRAM", "CRAM; call variants from it first"),
    (b"PK\x03\x04", "a zip archive or spreadsheet; unpack or export it first"),
    (b"BZh", "bzip2; unpack it first"),
    (b"\xfd7zXZ", "xz; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "zstd; unpack it first"),
    (b"%PDF", "PDF"),
    (b"<", "HTML or XML (a download page instead of the file?)"),
    (b"@", "FASTQ or SAM, it seems"),
    (b">", "FASTA, it seems"),
)


class Header(NamedTuple):
    """The header of a VCF text.

    Attributes:
        lines: the header lines without line endings, the ``#CHROM`` line last.
        raw: the same bytes with their line endings.
        newline: the line ending in use.
    """

    lines: tuple[bytes, ...]
    raw: bytes
    newline: bytes

    def replaced(self, lines: tuple[bytes, ...]) -> bytes:
        """Return the text of a new header, line endings as in this one."""
        if lines == self.lines:
            return self.raw
        return b"".join(line + self.newline for line in lines)

    @property
    def as_text(self) -> Header:
        """The same, as a packed header has one of a text."""
        return self

    @property
    def knows_breakends(self) -> bool:
        """Whether the header declares what breakend records use."""
        return _BREAKENDS.search(self.raw) is not None

    @property
    def may_hide_breakends(self) -> bool:
        """Whether breakends may be there although the header declares nothing that they use.

        So in one that declares no contigs, or symbolic alleles and no INFO at all (which was taken
        away), and since VCF 4.4, where a breakend needs no SVTYPE.
        """
        if _NO_SVTYPE_NEEDED.match(self.raw) or b"\n##contig=<" not in self.raw:
            return True
        return b"\n##INFO=<" not in self.raw and self.knows_structural

    @property
    def knows_structural(self) -> bool:
        """Whether the header declares symbolic alleles or INFO keys that move a record's ends."""
        return self.knows_breakends or _STRUCTURAL.search(self.raw) is not None


# A line that is none of ##: one of which too little was read to tell is not found yet.
_OTHER_LINE = re.compile(rb"\n(?!##|#?\Z)")
# Both begin with text that is searched for at once; the first line of a header is ##fileformat.
_BREAKENDS = re.compile(
    rb"\n##(?:ALT=<.*?\bID=(?:BND|TRA|CTX)\b|"
    rb"INFO=<.*?\bID=(?:SVTYPE|MATEID|PARID|BKPTID|EVENT|EVENTTYPE|SVCLAIM|CHR2)\b)"
)
_NO_SVTYPE_NEEDED = re.compile(rb"##fileformat=VCFv4\.(?:[4-9]|[1-9][0-9])")
_STRUCTURAL = re.compile(
    rb"\n##(?:ALT=<.*?\bID=(?!(?:NON_REF|\*|X)[,>])|INFO=<.*?\bID=(?:SVLEN|CIPOS|CIEND|CILEN)\b|"
    rb"FORMAT=<.*?\bID=LEN\b)"
)


def read_header(texts: Iterator[bytes], path: str) -> tuple[Header, bytes]:
    """Return the header and what was read beyond it.

    Args:
        texts: the file's text in pieces; as many are taken as the header needs.
        path: the name for messages.

    Raises:
        InputError: not a VCF, or a header without a proper ``#CHROM`` line.
    """
    buffer = bytearray()
    checked = False
    end: int | None = None
    at = 0
    for text in texts:
        buffer += text
        if not checked and (len(buffer) >= len(_FILEFORMAT) or not texts):
            _check_start(bytes(buffer[:256]), path)
            checked = True
        end, at = _header_end(buffer, at)
        if end is not None:
            break
        if len(buffer) > _LIMIT:
            raise InputError("the header does not end within 256 MB: not a VCF file", path=path)
    if not buffer:
        raise InputError("is empty once unpacked: did the step that wrote it fail?", path=path)
    if not checked:
        _check_start(bytes(buffer[:256]), path)
    end = len(buffer) if end is None else end
    raw = bytes(buffer[:end])
    return parse_header(raw, path), bytes(buffer[end:])


def _header_end(buffer: bytearray, at: int) -> tuple[int | None, int]:
    """Return the end of the ``#CHROM`` line if it is there, and where to go on looking.

    Args:
        buffer: what was read so far.
        at: where a line starts, or the end of the buffer.
    """
    if buffer.startswith(b"##", at):
        other = _OTHER_LINE.search(buffer, at)
        if other is None:
            return None, max(at, buffer.rfind(b"\n") + 1)
        at = other.start() + 1
    if at >= len(buffer):
        return None, at
    if buffer[at : at + 1] != b"#":
        return at, at
    newline = buffer.find(b"\n", at)
    return (newline + 1 if newline >= 0 else None), at


def parse_header(raw: bytes, path: str) -> Header:
    r"""Return the checked header from its bytes.

    >>> parse_header(b"##fileformat=VCFv4.2\n#CHROM\tPOS\n", "in.vcf")
    Traceback (most recent call last):
    ...
    fasannot.errors.InputError: in.vcf, line 2: the #CHROM line lacks the column ID; ...
    """
    if 0 in raw:
        where = f"line {raw.count(10, 0, raw.index(0)) + 1}"
        raise InputError("NUL byte in the header: the file is damaged", path=path, where=where)
    split = raw.split(b"\n")
    if split[-1] == b"":
        split.pop()
    returns = b"\r" in raw
    lines = tuple([line.removesuffix(b"\r") for line in split] if returns else split)
    newline = b"\r\n" if split and split[0].endswith(b"\r") else b"\n"
    for number, line in enumerate(lines if returns else (), 1):
        if b"\r" in line:
            raise InputError(
                "carriage return inside the line (old Macintosh line ends?); convert with "
                "`tr '\\r' '\\n'`",
                path=path,
                where=f"line {number}",
            )
    if not lines or not lines[-1].startswith(b"#") or lines[-1].startswith(b"##"):
        raise InputError(
            "no #CHROM line: the header is cut short or was removed; restore it",
            path=path,
            where=f"line {len(lines) + 1}",
        )
    _check_columns(lines[-1], path, f"line {len(lines)}")
    return Header(lines, raw, newline)


def _check_columns(line: bytes, path: str, where: str) -> None:
    columns = line.split(b"\t")
    for index, name in enumerate(COLUMNS):
        if columns[index : index + 1] != [name]:
            if len(columns) == 1 and len(line.split()) > 1:
                problem = "separates its columns by spaces, not tabs"
            elif name not in columns:
                problem = f"lacks the column {name.decode()}"
            else:
                problem = f"has {printable(columns[index])!r} as column {index + 1}"
            expected = " ".join(column.decode() for column in COLUMNS)
            raise InputError(
                f"the #CHROM line {problem}; it must start {expected}, separated by tabs",
                path=path,
                where=where,
            )
    samples = columns[len(COLUMNS) + 1 :]
    if len(set(samples)) < len(samples):
        twice = next(name for name in samples if samples.count(name) > 1)
        raise InputError(
            f"the sample name {printable(twice)!r} stands twice in the #CHROM line, so who carries "
            "what cannot be told; rename one (bcftools reheader --samples)",
            path=path,
            where=where,
        )
    if len(columns) > len(COLUMNS) and columns[8] != b"FORMAT":
        raise InputError(
            f"column 9 of the #CHROM line must be FORMAT, found {printable(columns[8])!r}",
            path=path,
            where=where,
        )


def _check_start(start: bytes, path: str) -> None:
    if start.startswith(_FILEFORMAT):
        return
    for magic, what in _FOREIGN:
        if start.startswith(magic):
            raise InputError(f"not a VCF file but {what}", path=path)
    if start.startswith(b"##fileformat=VCFv"):
        version = printable(start.splitlines()[0].removeprefix(b"##fileformat="))
        raise InputError(
            f"{version} is not supported; convert to VCF 4.2 or later", path=path, where="line 1"
        )
    first = printable(start.splitlines()[0] if start.splitlines() else start)
    raise InputError(
        f"not a VCF file: line 1 must start ##fileformat=VCFv4, found {first!r}", path=path
    )
