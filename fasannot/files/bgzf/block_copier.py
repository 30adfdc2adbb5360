"""A bgzipped VCF file: only the blocks that hold the header or candidates are made anew."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import partial

from fasannot.files.bgzf.chain import TextRun, check_chain, inflated, read_block, walk
from fasannot.files.bgzf.region import plan, stretch_blocks
from fasannot.files.candidates import Candidate, Edit
from fasannot.files.flow import Flow
from fasannot.files.lines import MalformedLineError
from fasannot.files.raw import RawInput
from fasannot.files.scan import Found
from fasannot.files.sink import BgzfSink, Sink
from fasannot.files.source import CandidateWriter, StreamCopier

_UNKNOWN = (1 << 64) - 1
_AT_ONCE = 1 << 22
_UNDECLARED = "the file holds structural records that its header does not declare"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a candidate line lies.

    Attributes:
        block: file offset of the block it starts in.
        within: offset of the line in that block's text.
        length: bytes of the line without its ending.
        offset: offset of the line in the whole text, ``None`` when found by index.
    """

    block: int
    within: int
    length: int
    offset: int | None


class BlockReader:
    """The text of a bgzipped file; it knows in which block an offset of the text lies."""

    def __init__(self, raw: RawInput, threads: int = 1) -> None:
        self._raw = raw
        self._threads = threads
        self._starts: deque[tuple[int, int]] = deque()  # text offset and file offset of blocks

    def texts(self) -> Generator[list[bytes]]:
        """Yield the text in lists of consecutive pieces, for a pass through the records."""
        self._starts = deque()
        offset = 0
        for run in self._runs():
            for size, block in zip(run.sizes, run.offsets, strict=True):
                self._starts.append((offset, block))
                offset += size
            yield [run.text]

    def pieces(self) -> Iterator[list[bytes]]:
        """Yield the same beside such a pass."""
        for run in self._runs():
            yield [run.text]

    def _runs(self) -> Iterator[TextRun]:
        # The thread that looks at the text counts too, and a pipe may be silent for long.
        threads, helps = max(1, self._threads - 1), self._raw.rereadable
        return inflated(walk(self._raw), self._raw.shown, threads, helps=helps)

    def stretch(self, first: int, last: int) -> Iterator[list[bytes]]:
        """Yield the text between two virtual offsets; offsets of the text start there."""
        skip = first & 0xFFFF
        offset = -skip
        self._starts.clear()
        for text, block in stretch_blocks(self._raw, first, last):
            self._starts.append((offset, block))
            offset += len(text)
            yield [text[skip:]]
            skip = 0

    def block_at(self, offset: int) -> tuple[int, int]:
        """Return the block that holds a text offset, and the offset in the block's text."""
        index = bisect_right(self._starts, (offset, _UNKNOWN)) - 1
        start, block = self._starts[index]
        return block, offset - start

    def forget_before(self, offset: int) -> None:
        """Keep the blocks from a text offset on alone."""
        starts = self._starts
        while len(starts) > 1 and starts[1][0] <= offset:
            starts.popleft()


class BlockCopier:
    """Copies the blocks of a bgzipped file that hold no candidate as they are."""

    def __init__(self, flow: Flow, reader: BlockReader) -> None:
        self.index_note: str | None = None
        self.by_index = False
        self.indexed_names: frozenset[str] = frozenset()
        self._flow = flow
        self._raw = flow.raw
        self._reader = reader
        self._stream = StreamCopier(flow)
        self._places: array[int] | None = None  # four numbers per candidate, see Place
        # What to read by index; None is the whole.
        self._stretches: list[tuple[int, int]] | None = None

    def use_index(self) -> None:
        """Read only what an index beside the file leads to, if there is one to be trusted."""
        if self._raw.rereadable and self._raw.path != "-":
            header, records = self._flow.header, self._flow.records
            body = self._reader.block_at(len(header.raw))
            planned = plan(self._raw, header.as_text, records.selection, body, records.layout)
            self._stretches, self.index_note, self.indexed_names = planned

    def candidates(self) -> Iterator[Candidate]:
        """Yield every record that may touch a window, in file order."""
        if not self._raw.rereadable:
            yield from self._stream.candidates()
        elif self._places is None:
            yield from self._scan()
        else:
            for found, _ in self._known():
                yield from self._flow.records.candidates(found)
            self._raw.check_unchanged()

    def _scan(self) -> Iterator[Candidate]:
        records = self._flow.records
        stretches = self._scan_stretches()
        if stretches is not None:
            for found in stretches:
                yield from records.candidates(found)
            return
        places = array("Q")
        for segment in self._flow.segments():
            for start, end in segment.hits:
                offset = segment.offset + start - 1
                places.extend((*self._reader.block_at(offset), end - start, offset))
            self._reader.forget_before(segment.offset + segment.stop - 1)
            yield from records.candidates(segment.found(self._flow.line_number))
        self._places = places

    def _scan_stretches(self) -> Iterator[list[Found]] | None:
        """Return what the index leads to, ``None`` without an index that can be trusted."""
        records = self._flow.records
        places = array("Q")
        found: list[Found] = []
        size = 0
        declared = self._flow.header.as_text.knows_structural
        try:
            for first, last in self._stretches or ():
                for segment in records.marked(self._reader.stretch(first, last), 0, None):
                    if not declared and records.tells_structural(segment):
                        self._stretches = None
                        self.index_note = _UNDECLARED
                        return None
                    for start, end in segment.hits:
                        offset = segment.offset + start - 1
                        places.extend((*self._reader.block_at(offset), end - start, _UNKNOWN))
                        size += end - start
                    self._reader.forget_before(segment.offset + segment.stop - 1)
                    if size <= _AT_ONCE:
                        found += segment.found(_no_number)
                    else:  # records of many samples are not held all at once, but read again
                        found.clear()
        except records.faults as fault:
            # The index leads astray, or the file is damaged: then the scan says where.
            reason = fault.reason if isinstance(fault, MalformedLineError) else str(fault)
            self._stretches = None
            self.index_note = f"it leads to a record that cannot be read ({reason})"
        if self._stretches is None:
            return None
        self._places = places
        self.by_index = True
        return iter([found]) if size <= _AT_ONCE else (known for known, _ in self._known())

    def writer(self, sink: Sink, header: tuple[bytes, ...]) -> CandidateWriter | None:
        """Return nothing: candidates are written as lines."""
        return self._stream.writer(sink, header)

    def rewrite(self, sink: Sink, header: tuple[bytes, ...], edit: Edit) -> None:
        """Write the whole file with a new header and its candidates edited."""
        if not (self._raw.rereadable and isinstance(sink, BgzfSink)):
            self._stream.rewrite(sink, header, edit)
            return
        if self._places is None:
            for _ in self.candidates():
                pass
        copier = PlaceReader(self._raw, sink, walked=not self.by_index)
        sink.write(self._flow.header.replaced(header))
        copier.take(len(self._flow.header.raw))
        for found, places in self._known():
            edited = self._flow.records.edited(found, header, edit)
            for place, record in zip(places, edited, strict=True):
                copier.go_to(place)
                copier.take(place.length)
                sink.write(record)
        copier.copy_rest()
        self._raw.check_unchanged()

    def record(self, number: int) -> bytes:
        """Return the bytes of a candidate found before, by its number from 0 in file order."""
        at = 4 * number
        block, within, length, offset = (self._places or array("Q"))[at : at + 4]
        reader = PlaceReader(self._raw, None)
        reader.go_to(Place(block, within, length, offset))
        return reader.take(length)

    def _known(self) -> Iterator[tuple[list[Found], list[Place]]]:
        """Yield the candidates found before and where they lie, a few megabytes at a time."""
        reader = PlaceReader(self._raw, None)
        found: list[Found] = []
        places: list[Place] = []
        size = 0
        for place in self._known_places():
            reader.go_to(place)
            offset = place.offset
            number = None if offset is None else partial(self._flow.line_number, offset)
            found.append(Found(reader.take(place.length), number))
            places.append(place)
            size += place.length
            if size > _AT_ONCE:
                yield found, places
                found, places, size = [], [], 0
        yield found, places

    def _known_places(self) -> Iterator[Place]:
        numbers = self._places or array("Q")
        for at in range(0, len(numbers), 4):
            block, within, length, offset = numbers[at : at + 4]
            yield Place(block, within, length, None if offset == _UNKNOWN else offset)


def _no_number(_offset: int) -> None:
    """Counting the lines before a record found by index would take a pass through the file."""


class PlaceReader:
    """Reads places in file order; with a sink, copies all that lies between them.

    Blocks in which nothing is read are copied as they are; the others' text goes through the sink.

    Args:
        raw: the file.
        sink: takes what lies between, ``None`` for nothing.
        walked: whether every block of the file was seen before.
    """

    def __init__(self, raw: RawInput, sink: BgzfSink | None, *, walked: bool = False) -> None:
        self._raw = raw
        self._walked = walked
        self._sink = sink
        self._block = -1  # file offset of the open block
        self._next = 0  # file offset behind it
        self._text = b""  # of the open block
        self._at = 0  # how much of it is used up

    def go_to(self, place: Place) -> None:
        """Copy all before a place."""
        if place.block != self._block:
            self._copy_open()
            if self._sink is not None:
                self._copy_blocks(place.block)
            self._next = place.block
            self._open_next()
        self._copy_text(self._text[self._at : place.within])
        self._at = place.within

    def copy_rest(self) -> None:
        """Copy what lies behind the last candidate, to the end of the file."""
        self._copy_open()
        self._copy_blocks(None)

    def take(self, length: int) -> bytes:
        """Return the next stretch of text, over block borders, without copying it."""
        pieces = []
        while True:
            piece = self._text[self._at : self._at + length]
            pieces.append(piece)
            self._at += len(piece)
            length -= len(piece)
            if not length:
                return b"".join(pieces)
            self._open_next()

    def _open_next(self) -> None:
        self._block = self._next
        self._text, size = read_block(self._raw, self._block)
        self._next += size
        self._at = 0

    def _copy_open(self) -> None:
        self._copy_text(self._text[self._at :])
        self._text = b""
        self._at = 0

    def _copy_text(self, text: bytes) -> None:
        if self._sink is not None and text:
            self._sink.write(text)

    def _copy_blocks(self, end: int | None) -> None:
        assert self._sink is not None
        if end is not None and end <= self._next:
            return
        if self._sink.takes_files:
            stop = self._raw.size if self._walked and end is None else end
            if not self._walked or stop is None:
                stop = check_chain(self._raw, self._next, end)
            self._sink.write_file(self._raw, self._next, stop)
            return
        for run in walk(self._raw, self._next, end):
            self._sink.write_blocks(run.data)
