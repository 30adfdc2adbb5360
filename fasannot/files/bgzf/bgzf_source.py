"""A bgzipped VCF file: only the blocks that hold the header or candidates are made anew."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from fasannot.files.bgzf.chain import check_chain, inflated, read_block, walk
from fasannot.files.bgzf.region import Layout, TextLayout, plan, stretch_blocks
from fasannot.files.candidates import Candidate
from fasannot.files.lines import MalformedLineError
from fasannot.files.raw import RawInput
from fasannot.files.reach import has_structural
from fasannot.files.scan import Found, Segment, segments
from fasannot.files.sink import BgzfSink, Sink
from fasannot.files.source import Edit, Source
from fasannot.files.vcf.text_header import Header

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


class BgzfSource(Source):
    """A bgzipped VCF, from a file or (once) from a pipe."""

    _places: array[int] | None = None  # four numbers per candidate, see Place
    _stretches: list[tuple[int, int]] | None = None  # what to read by index; None is the whole

    _indexed_names: frozenset[str] = frozenset()

    @property
    def chromosomes_seen(self) -> frozenset[str]:
        """Every CHROM that was read so far, or that the index lists."""
        return super().chromosomes_seen | self._indexed_names

    def use_index(self) -> None:
        """Read only what an index beside the file leads to, if there is one to be trusted."""
        if self.rereadable and self.path != "-":
            body = self._block_at(len(self._header.raw))
            planned = plan(self._raw, self._text_header, self._selection, body, self._layout)
            self._stretches, self.index_note, self._indexed_names = planned

    @property
    def _text_header(self) -> Header:
        assert isinstance(self._header, Header)
        return self._header

    @property
    def _layout(self) -> Layout:
        return TextLayout()

    def _pieces(self) -> Iterator[list[bytes]]:
        for run in inflated(walk(self._raw), self._raw.shown):
            yield [run.text]

    def _texts(self) -> Generator[list[bytes]]:
        self._starts: deque[tuple[int, int]] = deque()  # text offset and file offset of blocks
        offset = 0
        for run in inflated(walk(self._raw), self._raw.shown):
            for size, block in zip(run.sizes, run.offsets, strict=True):
                self._starts.append((offset, block))
                offset += size
            yield [run.text]

    def candidates(self) -> Iterator[Candidate]:
        """Yield every record that may touch a window, in file order."""
        if not self.rereadable:
            yield from super().candidates()
        elif self._places is None:
            yield from self._scan()
        else:
            for found, _ in self._known():
                yield from self._candidates_of(found)
            self._raw.check_unchanged()

    def _scan(self) -> Iterator[Candidate]:
        found = self._scan_stretches()
        if found is not None:
            for records in found:
                yield from self._candidates_of(records)
            return
        places = array("Q")
        for segment in self._segments():
            for start, end in segment.hits:
                offset = segment.offset + start - 1
                places.extend((*self._block_at(offset), end - start, offset))
            self._forget_before(segment.offset + segment.stop - 1)
            yield from self._candidates_of(segment.found(self._line_number))
        self._places = places

    def _scan_stretches(self) -> Iterator[list[Found]] | None:
        """Return what the index leads to, ``None`` without an index that can be trusted."""
        places = array("Q")
        found: list[Found] = []
        size = 0
        hidden = _nothing if self._text_header.knows_structural else has_structural
        try:
            for first, last in self._stretches or ():
                for segment in self._stretch_segments(self._stretch_texts(first, last)):
                    if hidden(segment.buffer):
                        self._stretches = None
                        self.index_note = _UNDECLARED
                        return None
                    for start, end in segment.hits:
                        offset = segment.offset + start - 1
                        places.extend((*self._block_at(offset), end - start, _UNKNOWN))
                        size += end - start
                    self._forget_before(segment.offset + segment.stop - 1)
                    if size <= _AT_ONCE:
                        found += segment.found(_no_number)
                    else:  # records of many samples are not held all at once, but read again
                        found.clear()
        except self._led_astray as fault:
            # The index leads astray, or the file is damaged: then the scan says where.
            reason = fault.reason if isinstance(fault, MalformedLineError) else str(fault)
            self._stretches = None
            self.index_note = f"it leads to a record that cannot be read ({reason})"
        if self._stretches is None:
            return None
        self._places = places
        self.by_index = True
        return iter([found]) if size <= _AT_ONCE else (known for known, _ in self._known())

    _led_astray: tuple[type[Exception], ...] = (MalformedLineError,)

    def _stretch_segments(self, pieces: Iterator[list[bytes]]) -> Iterator[Segment]:
        """Yield a stretch in runs of whole records."""
        yield from segments(pieces, self._finder, offset=0, number=None)

    def _stretch_texts(self, first: int, last: int) -> Iterator[list[bytes]]:
        skip = first & 0xFFFF
        offset = -skip
        self._starts.clear()
        for text, block in stretch_blocks(self._raw, first, last):
            self._starts.append((offset, block))
            offset += len(text)
            yield [text[skip:]]
            skip = 0

    def _block_at(self, offset: int) -> tuple[int, int]:
        """Return the block that holds a text offset, and the offset in the block's text."""
        index = bisect_right(self._starts, (offset, _UNKNOWN)) - 1
        start, block = self._starts[index]
        return block, offset - start

    def _forget_before(self, offset: int) -> None:
        starts = self._starts
        while len(starts) > 1 and starts[1][0] <= offset:
            starts.popleft()

    def rewrite(self, sink: Sink, header: Sequence[bytes], edit: Edit) -> None:
        """Write the whole file with a new header and its candidates edited."""
        if not (self.rereadable and isinstance(sink, BgzfSink)):
            super().rewrite(sink, header, edit)
            return
        if self._places is None:
            for _ in self.candidates():
                pass
        copier = PlaceReader(self._raw, sink)
        sink.write(self._header.replaced(tuple(header)))
        copier.take(len(self._header.raw))
        for found, places in self._known():
            edited = self._edited(found, tuple(header), edit)
            for place, record in zip(places, edited, strict=True):
                copier.go_to(place)
                copier.take(place.length)
                sink.write(record)
        copier.copy_rest()
        self._raw.check_unchanged()

    def _known(self) -> Iterator[tuple[list[Found], list[Place]]]:
        """Yield the candidates found before and where they lie, a few megabytes at a time."""
        reader = PlaceReader(self._raw, None)
        found: list[Found] = []
        places: list[Place] = []
        size = 0
        for place in self._known_places():
            reader.go_to(place)
            number = None if place.offset is None else partial(self._line_number, place.offset)
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


def _nothing(_buffer: bytes) -> bool:
    return False


def _no_number(_offset: int) -> None:
    """Counting the lines before a record found by index would take a pass through the file."""


class PlaceReader:
    """Reads places in file order; with a sink, copies all that lies between them.

    Blocks in which nothing is read are copied as they are; the others' text goes through the sink.
    """

    def __init__(self, raw: RawInput, sink: BgzfSink | None) -> None:
        self._raw = raw
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
            stop = check_chain(self._raw, self._next, end)
            self._sink.write_file(self._raw, self._next, stop)
            return
        for run in walk(self._raw, self._next, end):
            self._sink.write_blocks(run.data)
