"""Inputs as the rest of the program sees them: a header, candidate records, and a rewrite.

A source is composed: a reader gives pieces of text, records mark the candidates in them (both in a
flow), and a copier writes what lies between. ``opening`` alone chooses them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Protocol, Self

from fasannot.files.candidates import Candidate, Edit, Kind, Selection
from fasannot.files.flow import Flow
from fasannot.files.raw import Progress, RawInput
from fasannot.files.sink import Sink


class CandidateWriter(Protocol):
    """Writes single candidates behind a header that is written already."""

    @property
    def lean(self) -> bool:
        """Whether the edited lean line will do."""

    def write(self, candidate: Candidate, line: bytes) -> None:
        """Write a candidate as its edited line has it."""


class LineWriter:
    """Writes lines."""

    lean = False

    def __init__(self, sink: Sink, newline: bytes) -> None:
        self._sink = sink
        self._newline = newline

    def write(self, _candidate: Candidate, line: bytes) -> None:
        """Write a candidate's edited line."""
        self._sink.write(line + self._newline)


class Copier(Protocol):
    """Finds the candidates of a flow, and writes them edited among all that lies between."""

    @property
    def index_note(self) -> str | None:
        """Why an index that lies beside the file is not used, ``None`` where nothing is to say."""

    @property
    def by_index(self) -> bool:
        """Whether only what an index leads to was read."""

    @property
    def indexed_names(self) -> frozenset[str]:
        """The contigs that an index in use lists."""

    def candidates(self) -> Iterator[Candidate]:
        """Yield every record that may touch a window, in file order."""

    def writer(self, sink: Sink, header: tuple[bytes, ...]) -> CandidateWriter | None:
        """Write a header and return what writes candidates, ``None`` where these are lines."""

    def rewrite(self, sink: Sink, header: tuple[bytes, ...], edit: Edit) -> None:
        """Write the whole file with a new header and its candidates edited."""


class StreamCopier:
    """Goes through all of the text each time; the only way for what can be read once."""

    index_note: str | None = None
    by_index = False
    indexed_names: frozenset[str] = frozenset()

    def __init__(self, flow: Flow) -> None:
        self._flow = flow

    def candidates(self) -> Iterator[Candidate]:
        """Yield every record that may touch a window, in file order."""
        for segment in self._flow.segments():
            yield from self._flow.records.candidates(segment.found(self._flow.line_number))

    def writer(self, sink: Sink, header: tuple[bytes, ...]) -> CandidateWriter | None:
        """Return nothing: candidates are written as lines."""
        return None

    def rewrite(self, sink: Sink, header: tuple[bytes, ...], edit: Edit) -> None:
        """Write the whole file with a new header and its candidates edited."""
        records = self._flow.records
        sink.write(records.header.replaced(header))
        for segment in self._flow.segments():
            buffer = memoryview(segment.buffer)
            at = 1
            edited = records.edited(segment.found(self._flow.line_number), header, edit)
            for (start, end), record in zip(segment.hits, edited, strict=True):
                sink.write(buffer[at:start])
                sink.write(record)
                at = end
            sink.write(buffer[at : segment.stop])


class Source:
    """An open input.

    Attributes:
        path: the name the user gave.
        kind: what the bytes are.
        threads: threads for inflating.
    """

    def __init__(self, flow: Flow, copier: Copier, kind: Kind, threads: int = 1) -> None:
        self.path = flow.raw.path
        self.kind = kind
        self.threads = threads
        self._flow = flow
        self._copier = copier

    @property
    def header(self) -> tuple[bytes, ...]:
        """All header lines without line endings, the ``#CHROM`` line last."""
        return self._flow.header.lines

    @property
    def newline(self) -> bytes:
        r"""The header's line ending, ``\n`` or ``\r\n``."""
        return self._flow.header.newline

    @property
    def index_note(self) -> str | None:
        """Why an index that lies beside the file is not used, or ``None``."""
        return self._copier.index_note

    @property
    def by_index(self) -> bool:
        """Whether only what an index leads to was read."""
        return self._copier.by_index

    @property
    def declares_structural(self) -> bool:
        """Whether the header declares records that an index does not lead to."""
        return self._flow.header.as_text.knows_structural

    @property
    def rereadable(self) -> bool:
        """Whether the records can be read any number of times; not so for a pipe."""
        return self._flow.raw.rereadable

    @property
    def chromosomes_seen(self) -> frozenset[str]:
        """Every CHROM that was read so far in text, or that the index lists."""
        return self._flow.records.chromosomes_seen | self._copier.indexed_names

    @property
    def selection(self) -> Selection:
        """Which records are wanted."""
        return self._flow.records.selection

    def progress(self) -> Progress:
        """Return how much of the input the present pass has read; from any thread."""
        return Progress(self._flow.raw.reached, self._flow.raw.size)

    def candidates(self) -> Iterator[Candidate]:
        """Yield every record that may touch a window, in file order."""
        return self._copier.candidates()

    def writer(self, sink: Sink, header: Sequence[bytes]) -> CandidateWriter:
        """Write a header and return what writes single candidates behind it."""
        writer = self._copier.writer(sink, tuple(header))
        if writer is not None:
            return writer
        sink.write(b"".join(line + self.newline for line in header))
        return LineWriter(sink, self.newline)

    def rewrite(self, sink: Sink, header: Sequence[bytes], edit: Edit) -> None:
        """Write the whole file with a new header and its candidates edited.

        Args:
            sink: the output.
            header: the new header lines, without line endings.
            edit: returns a candidate's new line, without line ending.
        """
        self._copier.rewrite(sink, tuple(header), edit)

    def released(self) -> RawInput:
        """Give up this source and return its bytes, to be opened anew; before any record is read.

        A pipe's bytes go to an unnamed temporary file.
        """
        if self._flow.used:
            raise RuntimeError(f"{self._flow.raw.shown} was already read")
        self._flow.close()
        return self._flow.raw.spooled()

    def close(self) -> None:
        """Close the input."""
        self._flow.close()
        self._flow.raw.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
