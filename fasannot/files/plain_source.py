"""A plain text file: candidates are remembered by their offsets, the rest is copied as it is."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import partial

from fasannot.files.candidates import Candidate
from fasannot.files.sink import Sink
from fasannot.files.source import Edit, Source


class PlainSource(Source):
    """An uncompressed VCF file on disk."""

    _places: array[int] | None = None  # offset and length of each candidate, one after the other

    def candidates(self) -> Iterator[Candidate]:
        """Yield every record that may touch a window, in file order."""
        if self._places is not None:
            for offset, length in self._known():
                yield Candidate(self._raw.pread(length, offset), partial(self._line_number, offset))
            self._raw.check_unchanged()
            return
        places = array("Q")
        for segment in self._segments():
            for start, end in segment.hits:
                places.extend((segment.offset + start - 1, end - start))
            yield from self._candidates_of(segment.found(self._line_number))
        self._places = places

    def rewrite(self, sink: Sink, header: Sequence[bytes], edit: Edit) -> None:
        """Write the whole file with a new header and its candidates edited."""
        if self._places is None:
            super().rewrite(sink, header, edit)
            return
        sink.write(self._header.replaced(tuple(header)))
        at = len(self._header.raw)
        for offset, length in self._known():
            self._copy(sink, at, offset)
            line = self._raw.pread(length, offset)
            sink.write(edit(Candidate(line, partial(self._line_number, offset))))
            at = offset + length
        self._copy(sink, at, None)
        self._raw.check_unchanged()

    def _copy(self, sink: Sink, start: int, end: int | None) -> None:
        for piece in self._raw.pieces(start, end):
            sink.write(piece)

    def _known(self) -> Iterator[tuple[int, int]]:
        places = self._places or array("Q")
        return zip(places[::2], places[1::2], strict=True)
