"""BCF input: records are copied packed into BCF, and turned into lines by htslib for VCF."""

from __future__ import annotations

import os
from collections.abc import Container, Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pysam

from fasannot.errors import InputError
from fasannot.files.bcf.bcf_header import BcfHeader, read_bcf_header
from fasannot.files.bcf.bcf_records import (
    RECORD_HEAD,
    BcfCodec,
    BcfFinder,
    record_segments,
    record_start,
)
from fasannot.files.bcf.bcf_sink import BcfSink
from fasannot.files.bgzf.bgzf_source import BgzfSource
from fasannot.files.bgzf.chain import inflated, read_block, walk
from fasannot.files.bgzf.index import Contig, UnusableIndexError, read_index
from fasannot.files.bgzf.region import Layout
from fasannot.files.candidates import Candidate, Kind
from fasannot.files.raw import RawInput
from fasannot.files.scan import Found, Segment
from fasannot.files.sink import Sink
from fasannot.files.source import Edit, Source
from fasannot.files.vcf.text_header import Header

if TYPE_CHECKING:
    _Base = Source
else:
    _Base = object

_LINES = 2000


class _Bcf(_Base):
    """What differs from a VCF text, whatever the records are packed in."""

    _header: BcfHeader

    def _read_header(self, texts: Iterator[bytes]) -> tuple[BcfHeader, bytes]:
        header, beyond = read_bcf_header(texts, self._raw.shown)
        self._codec = BcfCodec(header, self._raw.shown)
        self._records = BcfFinder(header, self._selection, self._codec, self._raw.shown)
        return header, beyond

    def rewrite(self, sink: Sink, header: Sequence[bytes], edit: Edit) -> None:
        """Write the whole file with a new header and its candidates edited."""
        if isinstance(sink, BcfSink):
            super().rewrite(sink.packed(), header, edit)
        else:
            self._check_whole()
            with _BcfAsText(self, self._header.as_text) as text:
                text.rewrite(sink, header, edit)

    def _check_whole(self) -> None:
        """Raise an InputError for what htslib would take for the end: a cut between records."""
        for _ in self._segments():
            pass

    def _segments(self) -> Iterator[Segment]:
        yield from record_segments(self._body(), self._records, offset=len(self._header.raw))

    def _candidates_of(self, found: Sequence[Found]) -> Iterator[Candidate]:
        for line in self._codec.lines([record for record, _ in found]):
            yield Candidate(line)

    def _edited(
        self, found: Sequence[Found], header: tuple[bytes, ...], edit: Edit
    ) -> Iterator[bytes]:
        candidates = self._candidates_of(found)
        for candidate, (record, _) in zip(candidates, found, strict=True):
            line = edit(candidate)
            if line == candidate.line:
                yield record
            else:
                yield self._codec.edited(record, candidate.line, line, header)

    def _line_number(self, offset: int) -> int | None:
        return None


class BcfSource(_Bcf, Source):
    """A BCF file that is not compressed."""


class BgzfBcfSource(_Bcf, BgzfSource):
    """A compressed BCF file: blocks without candidates are copied as they are."""

    _led_astray = (InputError,)

    @property
    def _text_header(self) -> Header:
        return self._header.as_text

    @property
    def _layout(self) -> Layout:
        return PackedLayout(self._header)

    def _stretch_segments(self, pieces: Iterator[list[bytes]]) -> Iterator[Segment]:
        yield from record_segments(pieces, self._records, offset=0)

    def _check_whole(self) -> None:
        for _ in inflated(walk(self._raw), self._raw.shown):
            pass


class PackedLayout:
    """Records are packed; the index gives contigs by number, and the header tells their names."""

    def __init__(self, header: BcfHeader) -> None:
        self._names = header.contigs

    def contigs(self, path: Path, wanted: Container[str]) -> dict[str, Contig]:
        """Return the contigs of an index by name, with chunks for those wanted."""
        return read_index(path, wanted, numbered=self._names)

    def head_at(self, raw: RawInput, block: int, within: int) -> tuple[str, int]:
        """Return contig and 0-based start of the record at a place."""
        head = b""
        while len(head) < within + RECORD_HEAD.size:
            text, size = read_block(raw, block)
            head += text
            block += size
        start = record_start(head, within)
        name = self._names.get(start[0]) if start is not None else None
        if start is None or name is None:
            raise UnusableIndexError("points into the middle of a record")
        return name, max(0, start[1])


class _BcfAsText(Source):
    """The same file as the VCF text that htslib makes of it."""

    def __init__(self, source: _Bcf, header: Header) -> None:
        self._text_header = header
        super().__init__(source._raw, Kind.GZIP, source._selection, source._threads)

    def close(self) -> None:
        """Leave the input open: it is another source's."""

    def _texts(self) -> Generator[list[bytes]]:
        yield [self._text_header.raw]
        descriptor = self._raw.fileno()
        os.lseek(descriptor, 0, os.SEEK_SET)
        lines: list[bytes] = []
        number = 0
        verbosity = pysam.set_verbosity(0)
        try:
            with pysam.VariantFile(descriptor, "r", threads=self._threads) as records:
                for record in records:
                    number += 1
                    lines.append(str(record).encode())
                    if len(lines) >= _LINES:
                        yield [b"".join(lines)]
                        lines = []
            yield [b"".join(lines)]
        # pysam meets a fault on a bare descriptor with a TypeError of its own.
        except (OSError, ValueError, TypeError) as error:
            raise InputError(
                "htslib cannot read on: the file is cut short or damaged; get a whole copy of it",
                path=self._raw.shown,
                where=f"record {number + 1}",
            ) from error
        finally:
            pysam.set_verbosity(verbosity)
