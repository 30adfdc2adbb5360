"""A plain text file: candidates are remembered by their offsets, the rest is copied as it is."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import partial

from fasannot.files.candidates import Candidate, Edit
from fasannot.files.flow import Flow
from fasannot.files.sink import Sink
from fasannot.files.source import CandidateWriter, StreamCopier


class PlainCopier:
    """Copies an uncompressed VCF file on disk around its candidates, once they are known."""

    index_note: str | None = None
    by_index = False
    indexed_names: frozenset[str] = frozenset()

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._raw = flow.raw
        self._stream = StreamCopier(flow)
        # Offset and length of each candidate, one after the other.
        self._places: array[int] | None = None

    def candidates(self) -> Iterator[Candidate]:
        """Yield every record that may touch a window, in file order."""
        number = self._flow.line_number
        if self._places is not None:
            for offset, length in self._known(self._places):
                yield Candidate(self._raw.pread(length, offset), partial(number, offset))
            self._raw.check_unchanged()
            return
        places = array("Q")
        for segment in self._flow.segments():
            for start, end in segment.hits:
                places.extend((segment.offset + start - 1, end - start))
            yield from self._flow.records.candidates(segment.found(number))
        self._places = places

    def writer(self, sink: Sink, header: tuple[bytes, ...]) -> CandidateWriter | None:
        """Return nothing: candidates are written as lines."""
        return self._stream.writer(sink, header)

    def rewrite(self, sink: Sink, header: tuple[bytes, ...], edit: Edit) -> None:
        """Write the whole file with a new header and its candidates edited."""
        if self._places is None:
            self._stream.rewrite(sink, header, edit)
            return
        sink.write(self._flow.header.replaced(header))
        at = len(self._flow.header.raw)
        for offset, length in self._known(self._places):
            self._copy(sink, at, offset)
            line = self._raw.pread(length, offset)
            sink.write(edit(Candidate(line, partial(self._flow.line_number, offset))))
            at = offset + length
        self._copy(sink, at, None)
        self._raw.check_unchanged()

    def _copy(self, sink: Sink, start: int, end: int | None) -> None:
        for piece in self._raw.pieces(start, end):
            sink.write(piece)

    @staticmethod
    def _known(places: array[int]) -> Iterator[tuple[int, int]]:
        return zip(places[::2], places[1::2], strict=True)
