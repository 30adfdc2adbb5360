"""BCF records: walk their chain, find candidates, and turn them into lines and back."""

from __future__ import annotations

import re
import struct
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

import pysam

from fasannot.errors import InputError
from fasannot.files.bcf.bcf_header import BcfHeader
from fasannot.files.bcf.bcf_info import info_of, packed_item, packed_size, with_info
from fasannot.files.bcf.packed_samples import with_carriers
from fasannot.files.candidates import Candidate, Selection
from fasannot.files.carrier_columns import CarrierColumns
from fasannot.files.finder import names_mate
from fasannot.files.reach import has_structural, malformed, may_touch
from fasannot.files.scan import Segment
from fasannot.files.vcf.dialects import read_keys
from fasannot.files.vcf.info import written_items
from fasannot.gene.chromosome_names import ChromosomeNames

RECORD_HEAD = struct.Struct("<IIiii")
_SHARED_LEAST = 24
_LONGEST = 1 << 30
_KEPT = 1 << 26
_ID = 32  # where in a record its text begins
_WIDE = 1 << 14  # bytes of samples from which a record is not made text as a whole
_ALT = 4
_INFO = 7


class BcfCodec:
    """Lines for records, by htslib, and records with INFO of an edited line, under one header."""

    def __init__(self, header: BcfHeader, path: str) -> None:
        self._header = header
        self._path = path
        self._nameless = header.without_samples
        self._known: dict[bytes, bytes] = {}  # lines by record, for passes to come
        self._room = _KEPT
        self._genotype, *unfit = header.numbers_of((b"GT", b"CN"))
        self._unfit = frozenset(unfit)

    def lines(self, records: Sequence[bytes]) -> list[bytes]:
        """Return each record as the VCF line that htslib makes of it.

        Raises:
            InputError: a record that htslib cannot read.
        """
        new = [record for record in records if record not in self._known]
        made = dict(zip(new, self._unpacked(new), strict=True))
        for record, line in made.items():
            self._room -= len(record) + len(line)
            if self._room < 0:
                break
            self._known[record] = line
        return [made.get(record) or self._known[record] for record in records]

    def lean_lines(self, records: Sequence[bytes]) -> list[tuple[bytes, CarrierColumns | None]]:
        """Return each record as a line; of many samples with the distinct columns of carriers.

        Raises:
            InputError: a record that htslib cannot read.
        """
        reads = frozenset(self._header.numbers_of([key.encode() for key in read_keys()]))
        found = [
            with_carriers(record, self._genotype, self._unfit, reads) if _is_wide(record) else None
            for record in records
        ]
        lean = self._unpacked([record for record, _ in filter(None, found)])
        whole = self.lines(
            [record for record, one in zip(records, found, strict=True) if one is None]
        )
        lines, others = iter(lean), iter(whole)
        return [(next(others), None) if one is None else (next(lines), one[1]) for one in found]

    def _unpacked(self, records: Sequence[bytes]) -> list[bytes]:
        if not records:
            return []
        try:
            with tempfile.TemporaryFile() as file:
                # Names of samples are no part of a record, and a hundred thousand take long.
                _fill(file, [self._nameless, *records])
                with pysam.VariantFile(file.fileno(), "r") as opened:
                    lines = [str(record).rstrip("\n").encode() for record in opened]
        except (OSError, ValueError, TypeError) as error:
            raise self._unreadable() from error
        if len(lines) != len(records):
            raise self._unreadable()
        return lines

    def edited(self, record: bytes, old: bytes, new: bytes, header: tuple[bytes, ...]) -> bytes:
        """Return a record with INFO as an edited line has it.

        Items that the line had before keep their bytes, so that htslib has no say in END; new ones
        are text or flags.

        Args:
            record: the record as it was.
            old: its line.
            new: the edited line.
            header: the lines of the new header, which keeps the old one's numbers.

        Raises:
            InputError: the record is damaged.
        """
        if _info(old) == _info(new):
            return record
        try:
            start, packed = info_of(record)
            texts = _info_items(old)
            known = dict(zip(texts, packed, strict=True))
            added = [item for item in _info_items(new) if item not in known]
            numbers = self._header.key_numbers(header, [_split_item(item)[0] for item in added])
            for item in added:
                key, text = _split_item(item)
                known[item] = packed_item(numbers[key], text)
            return with_info(record, start, [known[item] for item in _info_items(new)])
        except (ValueError, KeyError) as error:
            raise self._unreadable() from error

    def _unreadable(self) -> InputError:
        return InputError(
            "htslib cannot read a record of this BCF: it is damaged, or its header is incomplete",
            path=self._path,
        )


def _info(line: bytes) -> bytes:
    return line.split(b"\t", _INFO + 1)[_INFO]


def _info_items(line: bytes) -> list[bytes]:
    """Return the items of a line's INFO, in the order in which a record packs them."""
    text = _info(line).decode("latin-1")  # each byte a sign
    return [item.encode("latin-1") for item in written_items(text)]


def _split_item(item: bytes) -> tuple[bytes, bytes | None]:
    key, equals, text = item.partition(b"=")
    return key, text if equals else None


class BcfFinder:
    """Looks through BCF records for those of a selection."""

    def __init__(self, header: BcfHeader, selection: Selection, codec: BcfCodec, path: str) -> None:
        self._selection = selection
        self._codec = codec
        self._path = path
        self._contigs = header.contig_numbers(selection.chromosomes)
        # A record's length covers REF and END; where it may reach farther, INFO is looked at.
        self._hinted = header.as_text.knows_structural
        names = selection.chromosomes.pattern()
        self._mate = re.compile(rb"[\[\]](?:%b):([0-9]{1,18})(?=[\[\]])" % names)
        self._named = _packed_names(selection.chromosomes) if header.has_key(b"CHR2") else None

    def find(self, buffer: bytes, offset: int) -> tuple[list[tuple[int, int]], int]:
        """Return where candidate records start and end in buffer, and where whole ones end.

        Args:
            buffer: records from index 1 on.
            offset: where they start in the whole of the inflated bytes, for messages.
        """
        sure: list[tuple[int, int]] = []
        unsure: list[tuple[int, int]] = []
        mates = self._mate_places(buffer)
        unpack = RECORD_HEAD.unpack_from
        contigs, touches = self._contigs, self._selection.touches
        hinted = self._hinted or tells_structural(buffer, len(buffer))
        at = 1
        last = len(buffer) - RECORD_HEAD.size
        while at <= last:
            shared, individual, contig, start, length = unpack(buffer, at)
            end = at + 8 + shared + individual
            if shared < _SHARED_LEAST:
                raise self.damaged(offset + at - 1)
            if end > len(buffer):
                break
            while mates and mates[-1] < at:
                mates.pop()
            if contig in contigs and touches(start, start + max(1, length)):
                sure.append((at, end))
            elif (contig in contigs and hinted) or (mates and mates[-1] < end):
                unsure.append((at, end))
            at = end
        return sorted(sure + self._looked_at(buffer, unsure)), at

    def _mate_places(self, buffer: bytes) -> list[int]:
        """Return where mates that may lie in a window are named, last first."""
        places = []
        for start, end in _told(buffer, len(buffer)):
            if self._named is not None:
                found = self._named.finditer(buffer, start, end)
                places += [match.start() for match in found]
            if buffer.find(b"]", start, end) < 0 and buffer.find(b"[", start, end) < 0:
                continue
            for match in self._mate.finditer(buffer, start, end):
                position = int(match[1]) - 1
                if self._selection.touches(position, position + 1):
                    places.append(match.start())
        return sorted(places, reverse=True)

    def _looked_at(self, buffer: bytes, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return those places whose records, seen as lines, may touch a window."""
        lines = self._codec.lines([buffer[start:end] for start, end in places])
        return [place for place, line in zip(places, lines, strict=True) if self._meets(line)]

    def _meets(self, line: bytes) -> bool:
        fields = line.split(b"\t", _ALT + 1)
        if fields[0].decode() in self._selection.chromosomes:
            try:
                if may_touch(line, self._selection):
                    return True
            except ValueError as error:
                raise malformed(Candidate(line), str(error), self._path) from None
        if self._named is not None and names_mate(line, self._selection):
            return True
        mates = (int(position) - 1 for position in self._mate.findall(fields[_ALT]))
        return any(self._selection.touches(mate, mate + 1) for mate in mates)

    def damaged(self, offset: int) -> InputError:
        """Return the error for bytes that are no record."""
        return InputError(
            "no BCF record starts here: the file is damaged; get a whole copy of it",
            path=self._path,
            where=f"byte {offset} of the unpacked data",
        )

    def cut_short(self, offset: int) -> InputError:
        """Return the error for bytes that end inside a record."""
        return InputError(
            "the last BCF record is cut short; get a whole copy of the file",
            path=self._path,
            where=f"byte {offset} of the unpacked data",
        )


def _packed_names(names: ChromosomeNames) -> re.Pattern[bytes]:
    """Return what matches the names as text values of a record."""
    sized = [
        re.escape(packed_size(len(name))) + b"(?:%b)" % ChromosomeNames.of([name]).pattern()
        for name in names
    ]
    return re.compile(b"|".join(sized))


def record_segments(
    pieces: Iterable[list[bytes]], finder: BcfFinder, *, offset: int
) -> Iterator[Segment]:
    """Yield BCF records in runs of whole ones, as ``scan.segments`` does with lines."""
    carried = [b"\n"]
    waiting = 0  # bytes that the record at hand still lacks
    for texts in pieces:
        carried += texts
        waiting -= sum(map(len, texts))
        if waiting > _LONGEST:
            raise finder.damaged(offset)
        if waiting > 0:
            continue
        buffer = b"".join(carried)
        hits, end = finder.find(buffer, offset)
        carried = [b"\n" + buffer[end:]]
        waiting = _lacking(buffer, end)
        if end > 1:
            yield Segment(buffer, end, offset, None, hits)
            offset += end - 1
    if len(carried) > 1 or len(carried[0]) > 1:
        raise finder.cut_short(offset)


def record_start(buffer: bytes, at: int) -> tuple[int, int] | None:
    """Return number of the contig and 0-based start of what may be a record at an offset."""
    shared, individual, contig, start, length = RECORD_HEAD.unpack_from(buffer, at)
    plausible = shared >= _SHARED_LEAST and shared + individual < _LONGEST and contig >= 0
    return (int(contig), int(start)) if plausible and start >= -1 and length >= 0 else None


def _individual(record: bytes) -> int:
    """Return the bytes of a record that are its samples'."""
    return int.from_bytes(record[4:8], "little")


def _is_wide(record: bytes) -> bool:
    """Tell whether a record has many samples; not where an allele may have its length in them."""
    shared = int.from_bytes(record[:4], "little")
    return _individual(record) >= _WIDE and record.find(b"<", _ID, 8 + shared) < 0


def _told(buffer: bytes, stop: int) -> list[tuple[int, int]]:
    """Return what is to be looked through in records from index 1 on: not many samples' columns."""
    if _individual(buffer[1:9]) < _WIDE:
        return [(1, stop)]
    at = 1
    found = []
    while at + 8 <= stop:
        shared, individual = struct.unpack_from("<II", buffer, at)
        found.append((at + 8, min(at + 8 + shared, stop)))
        at += 8 + shared + individual
    return found


def tells_structural(buffer: bytes, stop: int) -> bool:
    """Tell whether records from index 1 on hold an allele that may reach beyond REF and END."""
    return any(has_structural(buffer[start:end]) for start, end in _told(buffer, stop))


def _lacking(buffer: bytes, at: int) -> int:
    """Return how many more bytes the record at the end of the buffer needs."""
    if len(buffer) - at < 8:
        return 0
    shared, individual = struct.unpack_from("<II", buffer, at)
    return 8 + int(shared) + int(individual) - (len(buffer) - at)


def _fill(file: IO[bytes], pieces: Sequence[bytes]) -> None:
    for piece in pieces:
        file.write(piece)
    file.flush()
    file.seek(0)
