"""An indexed VCF or BCF behind a URL: the records around FAS, read by htslib through its index.

Nothing else of the file is asked for. The index goes to a temporary folder of its own: htslib
would look for one in the working folder, and leave one there.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from fasannot.errors import InputError
from fasannot.files.bgzf.block import EOF_BLOCK
from fasannot.files.candidates import Kind, Selection
from fasannot.files.download import Origin, address_of, get_small, open_origin
from fasannot.files.input_name import is_url

_FIRST = 1 << 16
_INDEXES = {Kind.BGZF: (".tbi", ".csi"), Kind.BCF: (".csi",)}


def first_bytes(url: str) -> bytes:
    """Return the first bytes of what is behind a URL, enough to tell its kind.

    Raises:
        InputError: it cannot be reached, or its certificate is not trusted.
    """
    with closing(open_origin(url)) as origin:
        pieces: list[bytes] = []
        while sum(map(len, pieces)) < _FIRST:
            piece = origin.read(_FIRST)
            if not piece:
                break
            pieces.append(piece)
    return b"".join(pieces)[:_FIRST]


def remote_text(url: str, kind: Kind, selection: Selection) -> Iterator[bytes]:
    """Yield header and records around the windows of a selection, as VCF text.

    Args:
        url: where the file is (``http``, ``https``, ``s3``, ``gs``).
        kind: what it is.
        selection: the records wanted; what lies directly beside a window is read too.

    Raises:
        InputError: it is no bgzip VCF or BCF, has no index beside it, is cut, or cannot be read.
    """
    if kind not in _INDEXES:
        raise InputError(
            f"is {kind.value}; from a URL only a bgzip VCF or a BCF with its index is read: "
            "download the file",
            path=url,
        )
    suffix, index = _index_of(url, kind)
    with closing(open_origin(url)) as origin, by_index(origin, url, index, suffix) as local:
        read = _bcf_lines if kind is Kind.BCF else _vcf_lines
        yield from read(address_of(url), str(local), selection)


def beside(source: str, end: str) -> str:
    """Return the name of an index beside a source; the query of a URL stays behind it."""
    if not is_url(source):
        return source + end
    plain, mark, query = source.partition("?")
    return f"{plain}{end}{mark}{query}"


@contextmanager
def by_index(origin: Origin, source: str, index: bytes, suffix: str) -> Iterator[Path]:
    """Give a file of its own to an index, while htslib reads a whole and unchanged source by it.

    Args:
        origin: the opened source.
        source: its path or URL, for messages.
        index: the content of its index.
        suffix: ``.tbi`` or ``.csi``.

    Raises:
        InputError: the source has no end, changed meanwhile, or cannot be read by this index.
    """
    import pysam  # noqa: PLC0415

    last = origin.tail(len(EOF_BLOCK))
    if last is not None and last != EOF_BLOCK:
        raise InputError(
            "no bgzip end-of-file block: the file is cut; put it there anew", path=origin.shown
        )
    before = pysam.get_verbosity()
    with tempfile.TemporaryDirectory() as folder:
        local = Path(folder) / f"index{suffix}"
        local.write_bytes(index)
        pysam.set_verbosity(0)  # htslib's own lines would stand between ours
        try:
            yield local
        except (OSError, ValueError, UnicodeError) as error:
            raise InputError(
                f"cannot be read by its index ({error}): the file or its index is cut, damaged, or "
                "not of the other's version; get both anew",
                path=source,
            ) from None
        finally:
            pysam.set_verbosity(before)
    origin.recheck()


def _index_of(url: str, kind: Kind) -> tuple[str, bytes]:
    for suffix in _INDEXES[kind]:
        content = get_small(beside(url, suffix))
        if content is not None:
            return suffix, content
    wanted = " or ".join(_INDEXES[kind])
    raise InputError(
        f"has no index beside it ({wanted}), without which all of it would have to be read; "
        "download the file, or make an index (bcftools index)",
        path=url,
    )


def _vcf_lines(address: str, index: str, selection: Selection) -> Iterator[bytes]:
    import pysam  # noqa: PLC0415

    with pysam.TabixFile(address, index=index, encoding="utf-8") as opened:
        for line in opened.header:
            yield f"{line}\n".encode()
        seen: set[str] = set()
        for name in opened.contigs:
            if name not in selection.chromosomes:
                continue
            for start, end in sorted(selection.windows):
                for line in opened.fetch(name, max(0, start - 1), end + 1):
                    if line not in seen:  # a long one may lie over both windows
                        seen.add(line)
                        yield f"{line}\n".encode()


def _bcf_lines(address: str, index: str, selection: Selection) -> Iterator[bytes]:
    import pysam  # noqa: PLC0415

    with pysam.VariantFile(address, index_filename=index) as opened:
        yield str(opened.header).encode()
        seen: set[str] = set()
        for name in map(str, opened.header.contigs):
            if name not in selection.chromosomes:
                continue
            for start, end in sorted(selection.windows):
                for record in opened.fetch(name, max(0, start - 1), end + 1):
                    line = str(record)
                    if line not in seen:
                        seen.add(line)
                        yield line.encode()
