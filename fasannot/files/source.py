"""Inputs as the rest of the program sees them: a header, candidate records, and a rewrite."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from fasannot.errors import InputError
from fasannot.files.bgzf.plain_gzip import gunzip
from fasannot.files.candidates import Candidate, Kind, Selection
from fasannot.files.finder import Finder
from fasannot.files.lines import MalformedLineError
from fasannot.files.raw import Progress, RawInput
from fasannot.files.reach import malformed
from fasannot.files.scan import Found, Segment, segments
from fasannot.files.sink import Sink
from fasannot.files.vcf.text_header import Header, read_header

if TYPE_CHECKING:
    from fasannot.files.bcf.bcf_header import BcfHeader

Edit = Callable[[Candidate], bytes]
_PACKED = 5  # bytes of text in one of gzip, about


class Source:
    """An open input. This class reads any text that can be had as pieces, one pass at a time.

    Attributes:
        path: the name the user gave.
        kind: what the bytes are.
        header: the header lines without line endings, the ``#CHROM`` line last.
        newline: the header's line ending.
        index_note: why an index that lies beside the file is not used, or ``None``.
        by_index: whether only what an index leads to was read.
    """

    def __init__(self, raw: RawInput, kind: Kind, selection: Selection, threads: int = 1) -> None:
        self.path = raw.path
        self.kind = kind
        self.index_note: str | None = None
        self.by_index = False
        self._raw = raw
        self._selection = selection
        self._threads = threads
        self._flow = self._texts()
        self._header, self._beyond = self._read_header(b"".join(texts) for texts in self._flow)
        self._selection = selection.in_file(self.header)
        expected = (raw.size or 0) * (1 if kind is Kind.PLAIN else _PACKED)
        self._finder = Finder(self._selection, self.header[-1].count(b"\t") + 1, expected)
        self._used = False
        if self.rereadable:
            self._flow.close()

    @property
    def header(self) -> tuple[bytes, ...]:
        """All header lines without line endings."""
        return self._header.lines

    @property
    def newline(self) -> bytes:
        r"""The header's line ending, ``\n`` or ``\r\n``."""
        return self._header.newline

    @property
    def rereadable(self) -> bool:
        """Whether the records can be read any number of times; not so for a pipe."""
        return self._raw.rereadable

    def progress(self) -> Progress:
        """Return how much of the input the present pass has read; from any thread."""
        return Progress(self._raw.reached, self._raw.size)

    def candidates(self) -> Iterator[Candidate]:
        """Yield every record that may touch a window, in file order."""
        for segment in self._segments():
            yield from self._candidates_of(segment.found(self._line_number))

    def rewrite(self, sink: Sink, header: Sequence[bytes], edit: Edit) -> None:
        """Write the whole file with a new header and its candidates edited.

        Args:
            sink: the output.
            header: the new header lines, without line endings.
            edit: returns a candidate's new line, without line ending.
        """
        sink.write(self._header.replaced(tuple(header)))
        for segment in self._segments():
            buffer = memoryview(segment.buffer)
            at = 1
            edited = self._edited(segment.found(self._line_number), tuple(header), edit)
            for (start, end), record in zip(segment.hits, edited, strict=True):
                sink.write(buffer[at:start])
                sink.write(record)
                at = end
            sink.write(buffer[at : segment.stop])

    @property
    def chromosomes_seen(self) -> frozenset[str]:
        """Every CHROM that was read so far, in text."""
        return self._finder.chromosomes_seen

    @property
    def selection(self) -> Selection:
        """Which records are wanted."""
        return self._selection

    @property
    def threads(self) -> int:
        """Threads for inflating."""
        return self._threads

    def released(self) -> RawInput:
        """Give up this source and return its bytes, to be opened anew; before any record is read.

        A pipe's bytes go to an unnamed temporary file.
        """
        if self._used:
            raise RuntimeError(f"{self._raw.shown} was already read")
        self._flow.close()
        return self._raw.spooled()

    def close(self) -> None:
        """Close the input."""
        self._flow.close()
        self._raw.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _read_header(self, texts: Iterator[bytes]) -> tuple[Header | BcfHeader, bytes]:
        """Return the header, and what was read beyond it."""
        return read_header(texts, self._raw.shown)

    def _texts(self) -> Generator[list[bytes]]:
        """Yield the whole text in lists of consecutive pieces, for a pass through the records."""
        yield from self._pieces()

    def _pieces(self) -> Iterator[list[bytes]]:
        """Yield the whole text in lists of consecutive pieces."""
        pieces = self._raw.pieces()
        if self.kind is Kind.GZIP:
            pieces = gunzip(pieces, self._raw.shown)
        for piece in pieces:
            yield [piece]

    def _body(self) -> Iterator[list[bytes]]:
        """Yield the text behind the header."""
        if not self.rereadable:
            if self._used:
                raise RuntimeError(f"{self._raw.shown} can be read only once")
            self._used = True
            self._raw.forget()
            yield [self._beyond]
            self._beyond = b""
            yield from self._flow
            return
        skip = len(self._header.raw)
        for texts in self._texts():
            if not skip:
                yield texts
                continue
            text = b"".join(texts)
            if len(text) > skip:
                yield [text[skip:]]
            skip -= min(skip, len(text))
        self._raw.check_unchanged()

    def _candidates_of(self, found: Sequence[Found]) -> Iterator[Candidate]:
        """Yield what was found as candidates."""
        for record, number in found:
            yield Candidate(record, number)

    def _edited(
        self, found: Sequence[Found], header: tuple[bytes, ...], edit: Edit
    ) -> Iterator[bytes]:
        """Yield what takes each candidate's place in a file with a new header."""
        for candidate in self._candidates_of(found):
            yield edit(candidate)

    def _segments(self) -> Iterator[Segment]:
        counted = not self.rereadable or self.kind is Kind.GZIP
        number = len(self._header.lines) + 1 if counted else None
        offset = len(self._header.raw)
        try:
            yield from segments(self._body(), self._finder, offset=offset, number=number)
        except MalformedLineError as fault:
            raise self._malformed(fault) from None

    def _malformed(self, fault: MalformedLineError) -> InputError:
        number = fault.number
        if number is None:
            number = self._line_number(fault.offset)
        candidate = Candidate(fault.line, number)
        return malformed(candidate, fault.reason, self._raw.shown, fault.advice)

    def _line_number(self, offset: int) -> int | None:
        """Return the 1-based number of the line at an offset in the text, by counting."""
        number = 1
        for texts in self._pieces():
            for text in texts:
                number += text.count(b"\n", 0, offset)
                offset -= len(text)
                if offset <= 0:
                    return number
        return number
