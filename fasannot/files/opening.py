"""Open an input as the source that its bytes call for."""

from __future__ import annotations

from contextlib import suppress

from fasannot.errors import InputError
from fasannot.files.bgzf.block import block_header
from fasannot.files.bgzf.plain_gzip import gunzip
from fasannot.files.candidates import Kind, OutputKind, Selection
from fasannot.files.flow import GzipReader, PlainReader, text_flow
from fasannot.files.input_name import is_url
from fasannot.files.plain_copier import PlainCopier
from fasannot.files.raw import RawInput
from fasannot.files.sink import BgzfSink, Sink
from fasannot.files.source import Source, StreamCopier
from fasannot.files.target import DirectTarget, FileTarget, open_target

_PEEKED = 4096  # little, so that a slow pipe is not waited for


def open_source(
    path: str,
    selection: Selection,
    *,
    threads: int = 1,
    verify: bool = False,
    use_index: bool = True,
) -> Source:
    """Return the opened input, its header read and checked.

    Args:
        path: a file, ``-`` for standard input, or the URL of an indexed VCF or BCF, of which only
            the selection is read; its kind is found from the bytes.
        selection: the records wanted.
        threads: threads for inflating.
        verify: inflate and check every block, also those that are only copied.
        use_index: use a trustworthy ``.csi`` or ``.tbi`` beside the file.

    Raises:
        InputError: no usable VCF or BCF.
    """
    raw = _remote(path, selection) if is_url(path) else RawInput.open(path)
    try:
        return source_of(raw, selection, threads, use_index=use_index and not verify)
    except BaseException:
        raw.close()
        raise


def _remote(url: str, selection: Selection) -> RawInput:
    """Return the records around FAS of a file behind a URL, in a temporary file."""
    # Loaded only when needed: few inputs lie behind a URL.
    from fasannot.files.remote import first_bytes, remote_text  # noqa: PLC0415

    kind = find_kind(first_bytes(url))
    return RawInput.held(url, remote_text(url, kind, selection))


def source_of(
    raw: RawInput, selection: Selection, threads: int = 1, *, use_index: bool = False
) -> Source:
    """Return the source for bytes already opened; see ``open_source``."""
    start = raw.peek(_PEEKED)
    if not start:
        raise InputError("is empty (0 bytes): did the step that wrote it fail?", path=raw.shown)
    kind = find_kind(start)
    if kind is Kind.BCF:
        return _packed_source(raw, block_header(start) is not None, selection, threads, use_index)
    if kind is Kind.BGZF:
        # Loaded only when needed: few small files are bgzip.
        from fasannot.files.bgzf.block_copier import BlockCopier, BlockReader  # noqa: PLC0415

        reader = BlockReader(raw, threads)
        flow = text_flow(raw, reader, selection, kind)
        copier = BlockCopier(flow, reader)
        if use_index:
            copier.use_index()
        return Source(flow, copier, kind, threads)
    flow = text_flow(
        raw, PlainReader(raw) if kind is Kind.PLAIN else GzipReader(raw), selection, kind
    )
    remembers = kind is Kind.PLAIN and raw.rereadable
    return Source(flow, PlainCopier(flow) if remembers else StreamCopier(flow), kind, threads)


def _packed_source(
    raw: RawInput, in_blocks: bool, selection: Selection, threads: int, use_index: bool
) -> Source:
    # Loaded only when needed: htslib takes longer to load than a small file to read.
    from fasannot.files.bcf.packed_records import (  # noqa: PLC0415
        PackedCopier,
        packed_flow,
    )
    from fasannot.files.bgzf.block_copier import BlockCopier, BlockReader  # noqa: PLC0415 - as above

    # htslib reads from descriptors, so what was peeked at could not be given back to a pipe.
    raw = raw if raw.rereadable else raw.spooled()
    if in_blocks:
        reader = BlockReader(raw, threads)
        flow = packed_flow(raw, reader, selection)
        blocks = BlockCopier(flow, reader)
        if use_index:
            blocks.use_index()
        return Source(flow, PackedCopier(flow, blocks, reader.pieces, threads), Kind.BCF, threads)
    if raw.peek(2) == b"\x1f\x8b":
        raw = raw.holding(gunzip(raw.pieces(), raw.shown))
    flow = packed_flow(raw, PlainReader(raw), selection)
    copier = PackedCopier(flow, StreamCopier(flow), flow.segments, threads)
    return Source(flow, copier, Kind.BCF, threads)


def rereadable(source: Source) -> Source:
    """Return a source whose records can be read any number of times; a pipe is spooled.

    Only before any record was read.
    """
    if source.rereadable:
        return source
    return source_of(source.released(), source.selection, source.threads)


def find_kind(start: bytes) -> Kind:
    """Return what a file is, from its first bytes."""
    if not start.startswith(b"\x1f\x8b"):
        return Kind.BCF if start.startswith(b"BCF") else Kind.PLAIN
    text = b""
    with suppress(InputError):  # what is at hand ends somewhere inside a member
        for piece in gunzip([start], ""):
            text += piece[:3]
            if len(text) >= 3:
                break
    if text.startswith(b"BCF"):
        return Kind.BCF
    return Kind.GZIP if block_header(start) is None else Kind.BGZF


def open_sink(
    path: str | None,
    kind: OutputKind = OutputKind.TEXT,
    *,
    threads: int = 1,
    write_index: bool = False,
) -> Sink:
    """Return the output of one kind at a path.

    Args:
        path: a file, a device, or ``None`` or ``-`` for standard output.
        kind: what to write; ``TEXT`` serves for TSV and JSON too.
        threads: threads for packing.
        write_index: also write an index (CSI) beside a ``BGZF`` or ``BCF`` file.

    Raises:
        InputError: the output cannot be written there, or cannot have an index.
    """
    target = open_target(path)
    try:
        return _sink(target, kind, threads, write_index)
    except BaseException:
        target.discard()
        raise


def _sink(
    target: DirectTarget | FileTarget, kind: OutputKind, threads: int, write_index: bool
) -> Sink:
    if write_index:
        from fasannot.files.indexed_target import IndexedTarget, check_can_index  # noqa: PLC0415 (loaded only when needed)

        check_can_index(target, kind)
        assert isinstance(target, FileTarget)
        target = IndexedTarget(target, kind)
    if kind is OutputKind.TEXT:
        return Sink(target)
    if kind is OutputKind.BGZF:
        return BgzfSink(target, threads)
    # Loaded only when needed.
    from fasannot.files.bcf.bcf_sink import BcfSink  # noqa: PLC0415 (loaded only when needed)

    return BcfSink(target, kind, threads)
