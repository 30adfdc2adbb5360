"""The header of a BCF file: VCF header lines whose place in two dictionaries gives them numbers.

BCF records name contigs and INFO, FORMAT and FILTER keys by number. A line may state its number
(IDX); without it lines are numbered as they come, PASS being 0. A new header keeps every number, so
records made under the old one stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fasannot.errors import InputError
from fasannot.files.candidates import printable
from fasannot.files.vcf.text_header import Header, parse_header
from fasannot.gene.chromosome_names import ChromosomeNames

_MAGIC = (b"BCF\x02\x01", b"BCF\x02\x02")
_LIMIT = 1 << 28
_FIXED_COLUMNS = 8
_INDEX = re.compile(rb",IDX=([0-9]{1,9})(?=>$)")
_IDENTIFIED = re.compile(rb"##(FILTER|INFO|FORMAT|contig)=<(?:[^\"]*?,)?ID=([^,>]*)")
_STRUCTURED = re.compile(rb"##(?:FILTER|INFO|FORMAT|contig)=<")


@dataclass(frozen=True, slots=True)
class BcfHeader:
    """The header of a BCF file.

    Attributes:
        lines: the header lines without line endings and numbers, the ``#CHROM`` line last.
        raw: the bytes before the first record.
        numbers: number of each contig and key, by what it is and its ID.
    """

    lines: tuple[bytes, ...]
    raw: bytes
    numbers: dict[tuple[bytes, bytes], int]
    newline: bytes = b"\n"

    def contig_numbers(self, names: ChromosomeNames) -> frozenset[int]:
        """Return the numbers of the contigs of these names."""
        return frozenset(
            number
            for (what, name), number in self.numbers.items()
            if what == b"contig" and name.decode("utf-8", "replace") in names
        )

    def has_key(self, key: bytes) -> bool:
        """Return whether INFO, FORMAT or FILTER have a key."""
        return (b"key", key) in self.numbers

    def numbers_of(self, keys: Iterable[bytes]) -> list[int]:
        """Return the number of each key, -1 for one that there is not."""
        return [self.numbers.get((b"key", key), -1) for key in keys]

    def replaced(self, lines: tuple[bytes, ...]) -> bytes:
        """Return the bytes of a new header that keeps every number."""
        if lines == self.lines:
            return self.raw
        return _packed(self.numbered(lines))

    def numbered(self, lines: tuple[bytes, ...]) -> tuple[bytes, ...]:
        """Return header lines with their numbers stated, new ones counted on from the old."""
        numbers = dict(self.numbers)
        return tuple(_with_number(line, numbers) for line in lines)

    def key_numbers(self, lines: tuple[bytes, ...], keys: Sequence[bytes]) -> dict[bytes, int]:
        """Return the numbers that keys have under a new header."""
        numbers = dict(self.numbers)
        for line in lines:
            _with_number(line, numbers)
        return {key: numbers[b"key", key] for key in keys if (b"key", key) in numbers}

    @property
    def contigs(self) -> dict[int, str]:
        """The names of the contigs by number."""
        return {
            number: name.decode("utf-8", "replace")
            for (what, name), number in self.numbers.items()
            if what == b"contig"
        }

    @property
    def without_samples(self) -> bytes:
        """The bytes of a header that gives every number the same meaning and names no sample."""
        columns = b"\t".join(self.lines[-1].split(b"\t", _FIXED_COLUMNS)[:_FIXED_COLUMNS])
        return _packed(self.numbered((*self.lines[:-1], columns)))

    @property
    def as_text(self) -> Header:
        """The same header as that of a VCF text."""
        return Header(self.lines, b"".join(line + b"\n" for line in self.lines), b"\n")


def read_bcf_header(texts: Iterator[bytes], path: str) -> tuple[BcfHeader, bytes]:
    """Return the header and what was read beyond it.

    Raises:
        InputError: no BCF 2 file, or a header that is cut short or improper.
    """
    buffer = bytearray()
    for text in texts:
        buffer += text
        if len(buffer) >= 9 and len(buffer) >= 9 + int.from_bytes(buffer[5:9], "little"):
            break
        if len(buffer) > _LIMIT:
            break
    if bytes(buffer[:5]) not in _MAGIC:
        raise InputError(
            "not a BCF file of version 2.1 or 2.2; convert it with the program that wrote it",
            path=path,
        )
    end = 9 + int.from_bytes(buffer[5:9], "little")
    if len(buffer) < max(9, end):
        raise InputError(
            "the file is cut short or damaged in its header; get a whole copy of it",
            path=path,
            where=f"byte {len(buffer)}",
        )
    raw = bytes(buffer[:end])
    numbered = parse_header(raw[9:].rstrip(b"\0"), path)
    for number, line in enumerate(numbered.lines, 1):
        if _STRUCTURED.match(line) and not line.endswith(b">"):
            raise InputError(
                f"the header line {printable(line)!r} lacks its closing bracket: the file is "
                "damaged or was edited; get a whole copy of it",
                path=path,
                where=f"header line {number}",
            )
    lines = tuple(_INDEX.sub(b"", line) for line in numbered.lines)
    return BcfHeader(lines, raw, _numbers(numbered.lines)), bytes(buffer[end:])


def _numbers(lines: tuple[bytes, ...]) -> dict[tuple[bytes, bytes], int]:
    numbers: dict[tuple[bytes, bytes], int] = {(b"key", b"PASS"): 0}
    for line in lines:
        _with_number(line, numbers)
    return numbers


def _with_number(line: bytes, numbers: dict[tuple[bytes, bytes], int]) -> bytes:
    """Return the line with its number, entering it in the numbers if it is new."""
    match = _IDENTIFIED.match(line)
    if match is None:
        return line
    # INFO, FORMAT and FILTER share one dictionary.
    key = (b"contig" if match[1] == b"contig" else b"key", match[2])
    stated = _INDEX.search(line)
    if key not in numbers:
        taken = (number for (what, _), number in numbers.items() if what == key[0])
        numbers[key] = int(stated[1]) if stated else max(taken, default=-1) + 1
    return line if stated else b"%b,IDX=%d>" % (line[: line.rindex(b">")], numbers[key])


def _packed(lines: tuple[bytes, ...]) -> bytes:
    text = b"".join(line + b"\n" for line in lines) + b"\0"
    return _MAGIC[1] + len(text).to_bytes(4, "little") + text
