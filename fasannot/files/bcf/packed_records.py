"""BCF input: records are copied packed into BCF, and turned into lines by htslib for VCF."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Generator, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pysam

from fasannot.errors import InputError
from fasannot.files.bcf.bcf_header import BcfHeader, read_bcf_header
from fasannot.files.bcf.bcf_records import (
    RECORD_HEAD,
    BcfCodec,
    BcfFinder,
    record_segments,
    record_start,
    tells_structural,
)
from fasannot.files.bcf.bcf_sink import BcfSink
from fasannot.files.bgzf.block_copier import BlockCopier
from fasannot.files.bgzf.chain import read_block
from fasannot.files.bgzf.index import Contig, UnusableIndexError, read_index
from fasannot.files.candidates import Candidate, Edit, Kind, Selection
from fasannot.files.carrier_columns import CarrierColumns
from fasannot.files.flow import Flow, Reader, ended_by_errors, text_flow
from fasannot.files.raw import RawInput
from fasannot.files.scan import Counter, Found, Segment
from fasannot.files.sink import Sink
from fasannot.files.source import CandidateWriter, Copier, StreamCopier
from fasannot.files.vcf.text_header import Header

_LINES = 2000
_ROOM = 1 << 23  # bytes of lines that are kept


class PackedCandidate(Candidate):
    """A record of BCF.

    Args:
        record: its bytes, or what reads them again.
        lean: its line, perhaps with the columns of a few samples alone.
        carriers: which samples these are.
        codec: makes the whole line.
    """

    __slots__ = ("_carriers", "_codec", "_record")

    def __init__(
        self,
        record: bytes | Callable[[], bytes],
        lean: bytes,
        carriers: CarrierColumns | None,
        codec: BcfCodec,
    ) -> None:
        super().__init__(lean)
        self._record = record
        self._carriers = carriers
        self._codec = codec

    @property
    def line(self) -> bytes:
        """The whole line, made when it is asked for where there are very many samples."""
        if self._carriers is not None:
            return self._codec.lines([self.record])[0]
        return self._line

    @property
    def record(self) -> bytes:
        """The bytes of the record."""
        return self._record() if callable(self._record) else self._record

    @property
    def carriers(self) -> CarrierColumns | None:
        """The samples that the columns of the lean line are of, ``None`` where it has all."""
        return self._carriers

    @property
    def lean_size(self) -> int:
        """Bytes that it takes without the record."""
        return len(self._line) + (0 if self._carriers is None else self._carriers.size)

    def without_record(self, read: Callable[[], bytes]) -> PackedCandidate:
        """Return the same with what reads the record again."""
        return PackedCandidate(read, self._line, self._carriers, self._codec)

    def edited(self, line: bytes, header: tuple[bytes, ...]) -> bytes:
        """Return the record with INFO as an edited line has it, under a new header."""
        return self._codec.edited(self.record, self._line, line, header)


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


class PackedRecords:
    """Records of BCF."""

    chromosomes_seen: frozenset[str] = frozenset()  # they are contigs of the header
    faults: tuple[type[Exception], ...] = (InputError,)

    def __init__(self, header: BcfHeader, selection: Selection, shown: str) -> None:
        self.header = header
        self.selection = selection.in_file(header.lines)
        self.layout = PackedLayout(header)
        self._codec = BcfCodec(header, shown)
        self._finder = BcfFinder(header, self.selection, self._codec, shown)

    def marked(
        self, pieces: Iterator[list[bytes]], offset: int, number: int | None
    ) -> Iterator[Segment]:
        """Yield runs of whole records with the candidates marked in them."""
        return record_segments(pieces, self._finder, offset=offset)

    def segments(
        self, pieces: Iterator[list[bytes]], offset: int, number: int | None, count: Counter
    ) -> Iterator[Segment]:
        """Do the same for a whole file; a record that cannot be read is an InputError."""
        return self.marked(pieces, offset, number)

    def tells_structural(self, segment: Segment) -> bool:
        """Tell whether a run holds an allele that may reach beyond REF and END."""
        return tells_structural(segment.buffer, segment.stop)

    def candidates(self, found: Sequence[Found]) -> Iterator[PackedCandidate]:
        """Yield what was found as candidates, by their lines."""
        records = [record for record, _ in found]
        for record, (line, carriers) in zip(records, self._codec.lean_lines(records), strict=True):
            yield PackedCandidate(record, line, carriers, self._codec)

    def edited(
        self, found: Sequence[Found], header: tuple[bytes, ...], edit: Edit
    ) -> Iterator[bytes]:
        """Yield what takes each candidate's place in a file with a new header."""
        for candidate in self.candidates(found):
            yield candidate.edited(edit(candidate), header)

    def line_number(self, pieces: Iterator[list[bytes]], offset: int) -> int | None:
        """There are no lines."""
        return None


def packed_flow(raw: RawInput, reader: Reader, selection: Selection) -> Flow:
    """Return the flow of a BCF file, its header read.

    Raises:
        InputError: no BCF 2 file, or a header that is at fault.
    """
    with ended_by_errors(reader.texts()) as begun:
        header, beyond = read_bcf_header((b"".join(texts) for texts in begun), raw.shown)
    records = PackedRecords(header, selection, raw.shown)
    return Flow(raw, reader, records, begun, beyond, counted=False)


class PackedWriter:
    """Writes candidates as BCF, with INFO as their edited lines have it."""

    lean = True

    def __init__(self, sink: Sink, header: tuple[bytes, ...]) -> None:
        self._sink = sink
        self._header = header

    def write(self, candidate: Candidate, line: bytes) -> None:
        """Write a candidate as its edited line has it."""
        assert isinstance(candidate, PackedCandidate)
        self._sink.write(candidate.edited(line, self._header))


class PackedCopier:
    """Copies BCF to BCF by another copier, and to any other kind as htslib's text.

    Args:
        flow: the file.
        packed: copies its records as they are.
        whole: goes through the file; an InputError for what htslib would take for the end.
        threads: threads for htslib.
    """

    def __init__(
        self, flow: Flow, packed: Copier, whole: Callable[[], Iterable[object]], threads: int
    ) -> None:
        self._flow = flow
        self._packed = packed
        self._whole = whole
        self._threads = threads
        self._known: list[PackedCandidate] | None = None

    @property
    def index_note(self) -> str | None:
        """Why an index that lies beside the file is not used."""
        return self._packed.index_note

    @property
    def by_index(self) -> bool:
        """Whether only what an index leads to was read."""
        return self._packed.by_index

    @property
    def indexed_names(self) -> frozenset[str]:
        """The contigs that an index in use lists."""
        return self._packed.indexed_names

    def candidates(self) -> Iterator[Candidate]:
        """Yield every record that may touch a window, in file order.

        Of records of many samples lean lines are kept, as far as they are small: their records are
        read again only where they are asked for.
        """
        if self._known is not None:
            yield from self._known
            self._flow.raw.check_unchanged()
            return
        known: list[PackedCandidate] = []
        room = _ROOM if isinstance(self._packed, BlockCopier) else -1
        for candidate in self._packed.candidates():
            yield candidate
            if room >= 0 and isinstance(candidate, PackedCandidate):
                known.append(candidate.without_record(partial(self._read, len(known))))
                room -= candidate.lean_size
        if room >= 0:
            self._known = known

    def _read(self, number: int) -> bytes:
        assert isinstance(self._packed, BlockCopier)
        return self._packed.record(number)

    def writer(self, sink: Sink, header: tuple[bytes, ...]) -> CandidateWriter | None:
        """Return what writes single candidates packed, ``None`` where text is asked for."""
        if not isinstance(sink, BcfSink):
            return None
        packed = sink.packed()
        packed.write(self._flow.records.header.replaced(header))
        return PackedWriter(packed, header)

    def rewrite(self, sink: Sink, header: tuple[bytes, ...], edit: Edit) -> None:
        """Write the whole file with a new header and its candidates edited."""
        if isinstance(sink, BcfSink):
            self._packed.rewrite(sink.packed(), header, edit)
            return
        for _ in self._whole():
            pass
        raw, records = self._flow.raw, self._flow.records
        reader = _HtslibReader(raw, records.header.as_text, self._threads)
        text = text_flow(raw, reader, records.selection, Kind.GZIP)
        StreamCopier(text).rewrite(sink, header, edit)


class _HtslibReader:
    """A BCF file as the VCF text that htslib makes of it."""

    def __init__(self, raw: RawInput, header: Header, threads: int) -> None:
        self._raw = raw
        self._header = header
        self._threads = threads

    def texts(self) -> Generator[list[bytes]]:
        """Yield the text in lists of consecutive pieces."""
        yield [self._header.raw]
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

    pieces = texts
