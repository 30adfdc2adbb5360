"""Turn an index into the stretches of a bgzipped VCF to read, if the index can be trusted.

How far back is looked: as far as it takes. An index puts a record into a bin that holds it wholly,
by the length of REF or by INFO END, so the bins that meet the windows hold every record that
overlaps them. What an index does not know are SVLEN, CIPOS, CIEND and mates of breakends; where the
header declares symbolic alleles or these keys, the whole chromosome is read, and where it declares
breakends or cannot rule them out, the whole file is and the index is left alone. Elsewhere 1 Mb
before the gene is read, too: an allele whose end is not told may reach so far, and whoever reads
sees whether the file has structural records that its header hides.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from fasannot.errors import InputError
from fasannot.files.bgzf.chain import inflated, read_block, walk
from fasannot.files.bgzf.index import SUFFIXES, Chunk, Contig, UnusableIndexError, read_index
from fasannot.files.candidates import Selection
from fasannot.files.raw import RawInput
from fasannot.files.reach import UNTOLD_REACH
from fasannot.files.vcf.text_header import Header

Plan = tuple[list[tuple[int, int]] | None, str | None, frozenset[str]]
NO_NAMES: frozenset[str] = frozenset()
_CANNOT_TELL = "the header cannot rule out breakends, so the whole file is searched"
_TAIL = 1 << 17
_HEAD = 1 << 20


class Layout(Protocol):
    """What differs between text and packed records, for an index."""

    def contigs(self, path: Path, wanted: Container[str]) -> dict[str, Contig]:
        """Return the contigs of an index by name, with chunks for those wanted."""

    def head_at(self, raw: RawInput, block: int, within: int) -> tuple[str, int]:
        """Return contig and 0-based start of the record at a place.

        Raises:
            UnusableIndexError: no record starts there.
        """


class TextLayout:
    """Records are lines."""

    def contigs(self, path: Path, wanted: Container[str]) -> dict[str, Contig]:
        """Return the contigs of an index by name, with chunks for those wanted."""
        return read_index(path, wanted)

    def head_at(self, raw: RawInput, block: int, within: int) -> tuple[str, int]:
        """Return contig and 0-based start of the line at a place."""
        text, size = read_block(raw, block)
        if within and text[within - 1 : within] != b"\n":
            raise UnusableIndexError("points into the middle of a line")
        head = text[within:]
        while head.count(b"\t") < 2 and b"\n" not in head and len(head) < _HEAD:
            block += size
            text, size = read_block(raw, block)
            head += text
        found, _, rest = head.partition(b"\t")
        position = rest.partition(b"\t")[0]
        if not position.isdigit():
            raise UnusableIndexError("does not lead to records")
        return found.decode("utf-8", "replace"), max(0, int(position) - 1)


def plan(
    raw: RawInput, header: Header, selection: Selection, body: tuple[int, int], layout: Layout
) -> Plan:
    """Return the virtual stretches to read, or ``None`` and why the whole file must be read.

    The reason is ``None`` too when there is no index. Last come the names that the index lists.

    Args:
        raw: the file.
        header: its header.
        selection: the records wanted.
        body: block offset, and offset in the block's text, of the first record.
        layout: what its records are.
    """
    reason = None
    for suffix in SUFFIXES:
        path = Path(raw.path + suffix)
        if not path.is_file():
            continue
        if header.knows_breakends:
            return None, "the header declares breakends, so the whole file is searched", NO_NAMES
        if header.may_hide_breakends:
            return None, _CANNOT_TELL, NO_NAMES
        try:
            stretches, names = _stretches(path, raw, header, selection, body, layout)
        except UnusableIndexError as error:
            reason = reason or f"{path} {error}; make it anew with `bcftools index -f`"
        except InputError:
            # Damage is reported by the scan, with the place that the user's file has it.
            reason = reason or f"{path} does not fit the file"
        else:
            return stretches, None, names
    return None, reason, NO_NAMES


def _stretches(
    path: Path,
    raw: RawInput,
    header: Header,
    selection: Selection,
    body: tuple[int, int],
    layout: Layout,
) -> tuple[list[tuple[int, int]], frozenset[str]]:
    if path.stat().st_mtime_ns < raw.modified:
        raise UnusableIndexError("is older than its file")
    contigs = layout.contigs(path, selection.chromosomes)
    _check_fit(contigs.values(), raw, body)
    named = sorted(name for name in contigs if name in selection.chromosomes)
    if not named:
        _check_names(raw, contigs, layout)
    found = []
    for name in named:
        contig = contigs[name]
        if contig.start is None or contig.end is None:
            continue
        if header.knows_structural:
            chunks = [Chunk(0, 1 << 62, contig.start, contig.end)]
        else:
            chunks = [
                chunk
                for start, end in selection.windows
                # One wider: an insertion is placed by the base beside it.
                for chunk in contig.overlapping(start - 1 - UNTOLD_REACH, end + 1)
            ]
        for chunk in chunks:
            _check_landing(raw, name, chunk, layout)
            found.append((chunk.start, chunk.end))
    return _merged(found), frozenset(contigs)


def _merged(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def _check_fit(contigs: Collection[Contig], raw: RawInput, body: tuple[int, int]) -> None:
    """Raise unless the indexed records start at the first record and end with the file."""
    starts = [contig.start for contig in contigs if contig.start is not None]
    if not starts:
        raise UnusableIndexError("lists no records")
    if _settled(raw, *_split(min(starts))) != _settled(raw, *body):
        raise UnusableIndexError("does not start at the file's first record")
    check_end(contigs, raw)


def check_end(contigs: Iterable[Contig], raw: RawInput) -> None:
    """Raise unless the indexed records end with the file."""
    ends = [contig.end for contig in contigs if contig.end is not None]
    if not ends:
        raise UnusableIndexError("lists no records")
    block, within = _split(max(ends))
    assert raw.size is not None
    if not 0 <= raw.size - block <= _TAIL:
        raise UnusableIndexError("does not end where the file ends")
    text, size = read_block(raw, block)
    # With text in it the block is not the last: an empty one marks the end of the file.
    rest = inflated(walk(raw, block + size), raw.shown) if text or block + size < raw.size else ()
    if within != len(text) or any(run.text for run in rest):
        raise UnusableIndexError("does not end where the file ends")


def _check_names(raw: RawInput, contigs: dict[str, Contig], layout: Layout) -> None:
    """Raise unless the contigs' records are what their names say and follow one another.

    So an index that lists none of the chromosome is believed only when there is no room for it.
    """
    spans = sorted(
        (contig.start, contig.end, name)
        for name, contig in contigs.items()
        if contig.start is not None and contig.end is not None
    )
    for start, end, name in spans:
        _check_landing(raw, name, Chunk(0, 1 << 62, start, end), layout)
    for (_, end, _), (start, _, _) in pairwise(spans):
        if end != start and _settled(raw, *_split(end)) != _settled(raw, *_split(start)):
            raise UnusableIndexError("leaves out a part of the file")


def _settled(raw: RawInput, block: int, within: int) -> tuple[int, int]:
    """Return the same place as an offset before a byte of text, not behind one."""
    assert raw.size is not None
    while block < raw.size:
        text, size = read_block(raw, block)
        if within < len(text):
            break
        if within > len(text):
            raise UnusableIndexError("points behind the end of a block")
        block, within = block + size, 0
    return block, within


def _check_landing(raw: RawInput, name: str, chunk: Chunk, layout: Layout) -> None:
    """Raise unless a chunk starts with a record of its contig whose POS its bin may hold."""
    found, start = layout.head_at(raw, *_split(chunk.start))
    if found != name:
        raise UnusableIndexError(f"does not lead to records of {name}")
    if not chunk.bin_start <= start < chunk.bin_end:
        raise UnusableIndexError("does not fit the positions in the file")


def stretch_blocks(raw: RawInput, start: int, end: int) -> Iterator[tuple[bytes, int]]:
    """Yield the text between two virtual offsets block by block, with each block's file offset.

    The first text is whole: the caller leaves out what lies before the start.
    """
    block, _ = _split(start)
    last, within = _split(end)
    while block < last or (block == last and within):
        text, size = read_block(raw, block)
        yield (text[:within] if block == last else text), block
        block += size


def _split(virtual: int) -> tuple[int, int]:
    return virtual >> 16, virtual & 0xFFFF
