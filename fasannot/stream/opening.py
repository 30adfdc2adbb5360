"""Open an input as the source that its bytes call for."""

from __future__ import annotations

from isal import isal_zlib

from fasannot.errors import InputError
from fasannot.stream.bgzf import MAX_BLOCK, InflateError, block_header
from fasannot.stream.bgzf_source import BgzfSource
from fasannot.stream.model import Kind, Selection
from fasannot.stream.plain_source import PlainSource
from fasannot.stream.raw import RawInput
from fasannot.stream.source import Source


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
        path: a file, or ``-`` for standard input; its kind is found from the bytes.
        selection: the records wanted.
        threads: threads for inflating.
        verify: inflate and check every block, also those that are only copied.
        use_index: use a trustworthy ``.csi`` or ``.tbi`` beside the file.

    Raises:
        InputError: no usable VCF or BCF.
    """
    raw = RawInput.open(path)
    try:
        return source_of(raw, selection, threads, use_index=use_index and not verify)
    except BaseException:
        raw.close()
        raise


def source_of(
    raw: RawInput, selection: Selection, threads: int = 1, *, use_index: bool = False
) -> Source:
    """Return the source for bytes already opened; see ``open_source``."""
    start = raw.peek(MAX_BLOCK)
    if not start:
        raise InputError("is empty (0 bytes): did the step that wrote it fail?", path=raw.shown)
    kind = find_kind(start)
    if kind is Kind.BCF:
        from fasannot.stream.bcf_source import BcfSource  # noqa: PLC0415 (loaded only when needed)

        return BcfSource(raw if raw.rereadable else raw.spooled(), kind, selection, threads)
    if kind is Kind.BGZF:
        source = BgzfSource(raw, kind, selection, threads)
        if use_index:
            source.use_index()
        return source
    if kind is Kind.PLAIN and raw.rereadable:
        return PlainSource(raw, kind, selection, threads)
    return Source(raw, kind, selection, threads)


def find_kind(start: bytes) -> Kind:
    """Return what a file is, from its first bytes."""
    if not start.startswith(b"\x1f\x8b"):
        return Kind.BCF if start.startswith(b"BCF") else Kind.PLAIN
    try:
        text = isal_zlib.decompressobj(31).decompress(start, 16)
    except InflateError:
        text = b""
    if text.startswith(b"BCF"):
        return Kind.BCF
    return Kind.GZIP if block_header(start) is None else Kind.BGZF
