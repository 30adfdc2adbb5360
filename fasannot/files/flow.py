"""One pass after another through the records of an input: reader, records and raw bytes together.

A reader gives the text in pieces, the records say what is in it; neither knows what is written.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Protocol

from fasannot.files.bgzf.plain_gzip import gunzip
from fasannot.files.candidates import Candidate, Edit, Kind, Selection
from fasannot.files.finder import Finder
from fasannot.files.lines import MalformedLineError
from fasannot.files.raw import RawInput
from fasannot.files.reach import has_structural, malformed
from fasannot.files.scan import Counter, Found, Segment, segments
from fasannot.files.vcf.text_header import Header, read_header

if TYPE_CHECKING:
    from fasannot.files.bgzf.region import Layout

_PACKED = 5  # bytes of text in one of gzip, about


class Reader(Protocol):
    """Gives the whole text of an input, packed or not."""

    def texts(self) -> Generator[list[bytes]]:
        """Yield the text in lists of consecutive pieces, for a pass through the records."""

    def pieces(self) -> Iterator[list[bytes]]:
        """Yield the same beside such a pass, without disturbing it."""


class AnyHeader(Protocol):
    """A header, of a text or packed."""

    @property
    def lines(self) -> tuple[bytes, ...]:
        """The header lines without line endings, the ``#CHROM`` line last."""

    @property
    def raw(self) -> bytes:
        """The bytes before the first record."""

    @property
    def newline(self) -> bytes:
        """The line ending in use."""

    @property
    def as_text(self) -> Header:
        """The same as that of a VCF text."""

    def replaced(self, lines: tuple[bytes, ...]) -> bytes:
        """Return the bytes of a new header."""


class Records(Protocol):
    """What lies in the text: its header, and records of which some are candidates."""

    @property
    def header(self) -> AnyHeader:
        """The header."""

    @property
    def selection(self) -> Selection:
        """Which records are wanted, by the names that the chromosome has in this file."""

    @property
    def chromosomes_seen(self) -> frozenset[str]:
        """Every CHROM that was read so far, in text."""

    @property
    def layout(self) -> Layout:
        """How an index leads to such records."""

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        """What ``marked`` raises for a record that cannot be read."""

    def marked(
        self, pieces: Iterator[list[bytes]], offset: int, number: int | None
    ) -> Iterator[Segment]:
        """Yield runs of whole records with the candidates marked in them.

        Args:
            pieces: text that starts with a record, in lists of consecutive pieces.
            offset: where it starts in the whole text.
            number: 1-based number of its first line; ``None`` where lines are not counted.
        """

    def segments(
        self, pieces: Iterator[list[bytes]], offset: int, number: int | None, count: Counter
    ) -> Iterator[Segment]:
        """Do the same for a whole text; a record that cannot be read is an InputError."""

    def tells_structural(self, segment: Segment) -> bool:
        """Tell whether a run holds an allele that may reach beyond REF and END."""

    def candidates(self, found: Sequence[Found]) -> Iterator[Candidate]:
        """Yield what was found as candidates."""

    def edited(
        self, found: Sequence[Found], header: tuple[bytes, ...], edit: Edit
    ) -> Iterator[bytes]:
        """Yield what takes each candidate's place in a file with a new header."""

    def line_number(self, pieces: Iterator[list[bytes]], offset: int) -> int | None:
        """Return the 1-based number of the line at an offset in the text, if there are lines."""


class PlainReader:
    """Text as it is."""

    def __init__(self, raw: RawInput) -> None:
        self._raw = raw

    def texts(self) -> Generator[list[bytes]]:
        """Yield the text in lists of consecutive pieces."""
        for piece in self._raw.pieces():
            yield [piece]

    pieces = texts


class GzipReader:
    """Text in plain gzip."""

    def __init__(self, raw: RawInput) -> None:
        self._raw = raw

    def texts(self) -> Generator[list[bytes]]:
        """Yield the text in lists of consecutive pieces."""
        for piece in gunzip(self._raw.pieces(), self._raw.shown):
            yield [piece]

    pieces = texts


class TextRecords:
    """Records that are lines."""

    faults: tuple[type[Exception], ...] = (MalformedLineError,)

    def __init__(self, header: Header, selection: Selection, shown: str, expected: int) -> None:
        self.header = header
        self.selection = selection.in_file(header.lines)
        self._shown = shown
        self._expected = expected
        columns = header.lines[-1].count(b"\t") + 1
        self._finder = Finder(self.selection, columns)

    @property
    def chromosomes_seen(self) -> frozenset[str]:
        """Every CHROM that was read so far."""
        return self._finder.chromosomes_seen

    @property
    def layout(self) -> Layout:
        """How an index leads to lines."""
        from fasannot.files.bgzf.region import TextLayout  # noqa: PLC0415 - few files have one

        return TextLayout()

    def marked(
        self, pieces: Iterator[list[bytes]], offset: int, number: int | None
    ) -> Iterator[Segment]:
        """Yield runs of whole lines with the candidates marked in them."""
        return segments(pieces, self._finder, offset=offset, number=number)

    def segments(
        self, pieces: Iterator[list[bytes]], offset: int, number: int | None, count: Counter
    ) -> Iterator[Segment]:
        """Do the same for a whole text; a line that cannot be read is an InputError."""
        self._finder.expect(self._expected)
        try:
            yield from self.marked(pieces, offset, number)
        except MalformedLineError as fault:
            place = count(fault.offset) if fault.number is None else fault.number
            candidate = Candidate(fault.line, place)
            raise malformed(candidate, fault.reason, self._shown, fault.advice) from None

    def tells_structural(self, segment: Segment) -> bool:
        """Tell whether a run holds an allele that may reach beyond REF and END."""
        return has_structural(segment.buffer)

    def candidates(self, found: Sequence[Found]) -> Iterator[Candidate]:
        """Yield what was found as candidates."""
        for record, number in found:
            yield Candidate(record, number)

    def edited(
        self, found: Sequence[Found], header: tuple[bytes, ...], edit: Edit
    ) -> Iterator[bytes]:
        """Yield each candidate's new line."""
        for candidate in self.candidates(found):
            yield edit(candidate)

    def line_number(self, pieces: Iterator[list[bytes]], offset: int) -> int | None:
        """Return the number of the line at an offset in the text, by counting."""
        number = 1
        for texts in pieces:
            for text in texts:
                number += text.count(b"\n", 0, offset)
                offset -= len(text)
                if offset <= 0:
                    return number
        return number


class Flow:
    """The records of an open input, in as many passes as it allows.

    Args:
        raw: the bytes.
        reader: gives their text.
        records: what is in it.
        begun: the pass that the header was read in; a pipe goes on with it.
        beyond: what was read beyond the header.
        counted: whether lines are counted as they are read.
    """

    def __init__(
        self,
        raw: RawInput,
        reader: Reader,
        records: Records,
        begun: Generator[list[bytes]],
        beyond: bytes,
        *,
        counted: bool,
    ) -> None:
        self.raw = raw
        self.records = records
        self.used = False
        self._reader = reader
        self._begun = begun
        self._beyond = beyond
        self._counted = counted or not raw.rereadable
        if raw.rereadable:
            begun.close()

    @property
    def header(self) -> AnyHeader:
        """The header."""
        return self.records.header

    def segments(self) -> Iterator[Segment]:
        """Yield the records in runs, the candidates marked in them; one pass."""
        number = len(self.header.lines) + 1 if self._counted else None
        offset = len(self.header.raw)
        # Closed by hand: an error that someone keeps would keep what reads ahead of it alive, too.
        with closing(self._body()) as body:
            yield from self.records.segments(body, offset, number, self.line_number)

    def line_number(self, offset: int) -> int | None:
        """Return the 1-based number of the line at an offset in the text."""
        return self.records.line_number(self._reader.pieces(), offset)

    def close(self) -> None:
        """End the pass that is under way."""
        self._begun.close()

    def _body(self) -> Generator[list[bytes]]:
        """Yield the text behind the header."""
        if not self.raw.rereadable:
            if self.used:
                raise RuntimeError(f"{self.raw.shown} can be read only once")
            self.used = True
            self.raw.forget()
            yield [self._beyond]
            self._beyond = b""
            yield from self._begun
            return
        skip = len(self.header.raw)
        for texts in self._reader.texts():
            if not skip:
                yield texts
                continue
            text = b"".join(texts)
            if len(text) > skip:
                yield [text[skip:]]
            skip -= min(skip, len(text))
        self.raw.check_unchanged()


@contextmanager
def ended_by_errors(begun: Generator[list[bytes]]) -> Iterator[Generator[list[bytes]]]:
    """Give a pass to who reads a header in it; the pass ends where that fails."""
    try:
        yield begun
    except BaseException:
        begun.close()
        raise


def text_flow(raw: RawInput, reader: Reader, selection: Selection, kind: Kind) -> Flow:
    """Return the flow of a VCF text, its header read.

    Raises:
        InputError: no VCF, or a header that is at fault.
    """
    with ended_by_errors(reader.texts()) as begun:
        header, beyond = read_header((b"".join(texts) for texts in begun), raw.shown)
    expected = (raw.size or 0) * (1 if kind is Kind.PLAIN else _PACKED)
    records = TextRecords(header, selection, raw.shown, expected)
    return Flow(raw, reader, records, begun, beyond, counted=kind is Kind.GZIP)
