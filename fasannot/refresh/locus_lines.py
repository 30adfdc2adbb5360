"""The lines of a release that lie in FAS: by its index, or in one pass over all of it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

from fasannot.errors import InputError
from fasannot.files.bgzf.index import UnusableIndexError, read_index
from fasannot.files.download import Origin, Version, address_of, get_small, open_origin
from fasannot.files.input_name import is_url
from fasannot.files.remote import beside, by_index
from fasannot.gene.model import GeneModel
from fasannot.refresh.layouts import Layout, is_column_line, recognised
from fasannot.refresh.unpacking import unpacked

_CHECKPOINT = 64 << 20  # packed bytes between two
_LAST_BLOCKS = 1 << 17  # bytes that may follow the last record of an index
_PACKED = b"\x1f\x8b"
_INDEXES = (".tbi", ".csi")


class Found(NamedTuple):
    """What a file holds of FAS.

    Attributes:
        header: its first lines: those with ``#``, and a line of column names.
        layout: how its lines are read.
        lines: the lines that touch the locus, under each build whose positions they fit.
        how: ``index`` or ``whole file``.
    """

    header: tuple[str, ...]
    layout: Layout
    lines: dict[str, list[str]]
    how: str


class _Gathering:
    """Text goes in piece by piece; header and lines of the locus are kept."""

    def __init__(self, model: GeneModel, path: str) -> None:
        self._path = path
        self._model = model
        self.header: list[str] = []
        self.layout: Layout | None = None
        self.lines: dict[str, list[str]] = {}
        self.tail = b""
        names = {
            name.encode() for one in model.assemblies.values() for name in one.chromosome_names
        }
        self._wanted = re.compile(
            rb"^(?:" + b"|".join(re.escape(name) for name in sorted(names)) + rb")[\t,:].*$",
            re.MULTILINE,
        )

    def add(self, text: bytes) -> None:
        """Take the next text."""
        text = self.tail + text
        end = text.rfind(b"\n") + 1
        self.tail = text[end:]
        if end:
            self._take(text[:end])

    def finish(self) -> None:
        """Take what is left; a last line without its end is one that was cut."""
        if self.tail:
            raise InputError(
                "its last line has no end: the file is cut short, get a whole copy of it",
                path=self._path,
            )
        if self.layout is None:
            self.layout = recognised(self.header, self._path)

    def _take(self, text: bytes) -> None:
        if self.layout is None:
            text = self._head(text)
            if self.layout is None:
                return
        for match in self._wanted.finditer(text):
            self.keep(match[0])

    def _head(self, text: bytes) -> bytes:
        """Take the lines of the header and return what follows them."""
        at = 0
        while at < len(text):
            end = text.index(b"\n", at)
            line = text[at:end].rstrip(b"\r").decode("utf-8", "replace")
            if not line.startswith("#") and not is_column_line(line):
                self.layout = recognised(self.header, self._path)
                break
            self.header.append(line)
            at = end + 1
        return text[at:]

    def keep(self, line: bytes) -> None:
        """Keep a line where it touches the locus of a build."""
        layout = self.layout
        assert layout is not None
        text = line.rstrip(b"\r").decode("utf-8", "replace")
        cells = text.split(layout.separator)
        try:
            size = 1 if layout.ref is None else len(cells[layout.ref])
            places = layout.places(cells)
        except (ValueError, IndexError) as error:
            raise InputError(
                f"a line is malformed ({error}): {text[:60]!r}", path=self._path
            ) from None
        for build, position in places.items():
            for name, assembly in self._model.assemblies.items():
                if build not in ("", name):
                    continue
                if position <= assembly.locus_last and position + size > assembly.locus_first:
                    self.lines.setdefault(name, []).append(text)

    def found(self, how: str) -> Found:
        """Return what was gathered."""
        assert self.layout is not None
        return Found(tuple(self.header), self.layout, self.lines, how)


def locus_lines(
    source: str,
    model: GeneModel,
    checkpoint: Path | None = None,
    seen: Callable[[Origin], None] = lambda _: None,
) -> Found:
    """Return what a file or URL holds of FAS, by its index where there is one.

    Args:
        source: path or URL.
        model: the gene model.
        checkpoint: where to note how far a pass over all of a file has come, ``None`` not to.
        seen: is given the opened source, for showing progress.

    Raises:
        InputError: the source cannot be had, is cut, changed or of no known layout.
    """
    for end in _INDEXES:
        name = beside(source, end)
        content = get_small(name)
        # Some servers answer a name that they do not hold with a page: an index is packed.
        if content is not None and content.startswith(_PACKED):
            return _by_index(source, content, end, model)
    return _whole(source, model, checkpoint, seen)


def _by_index(source: str, index: bytes, end: str, model: GeneModel) -> Found:
    import pysam  # noqa: PLC0415

    gathering = _Gathering(model, source)
    place = address_of(source) if is_url(source) else source
    with closing(open_origin(source)) as origin, by_index(origin, source, index, end) as local:
        _check_reach(origin, local)
        with pysam.TabixFile(place, index=str(local), encoding="utf-8") as tabix:
            gathering.header = list(tabix.header)
            gathering.layout = recognised(gathering.header, source)
            for line in _fetched(tabix, model):
                gathering.keep(line.encode())
    for name, lines in gathering.lines.items():
        # A line within both queries, or in two chunks of the index, comes once.
        gathering.lines[name] = list(dict.fromkeys(lines))
    return gathering.found("index")


def _check_reach(origin: Origin, index: Path) -> None:
    """Raise unless the records of an index end where its file ends."""
    size = origin.version.size
    try:
        contigs = read_index(index, frozenset(), vcf_alone=False).values()
    except UnusableIndexError as error:
        raise InputError(f"its index {error}; get both anew", path=origin.shown) from None
    ends = [contig.end for contig in contigs if contig.end is not None]
    if size is None or not ends:
        return
    if not 0 <= size - (max(ends) >> 16) <= _LAST_BLOCKS:
        raise InputError(
            "its index does not end where the file ends: one of them is cut or not of the other's "
            "version; get both anew",
            path=origin.shown,
        )


def _fetched(tabix: Any, model: GeneModel) -> Iterator[str]:
    known = frozenset().union(*(one.chromosome_names for one in model.assemblies.values()))
    names = [name for name in tabix.contigs if name in known]
    if not names:
        raise InputError(
            "has no chromosome 10 in its index; is it the file of chromosome 10?",
            path=_text(tabix.filename),
        )
    for name in names:
        for assembly in model.assemblies.values():
            yield from tabix.fetch(name, assembly.locus_first - 1, assembly.locus_last)


def _text(name: bytes | str) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else name


def _whole(
    source: str, model: GeneModel, checkpoint: Path | None, seen: Callable[[Origin], None]
) -> Found:
    gathering = _Gathering(model, source)
    offset = 0
    version: Version | None = None
    if checkpoint is not None:
        offset, version = _resumed(checkpoint, source, gathering)
    if version is not None:
        with closing(open_origin(source)) as origin:
            if origin.version != version:
                # Another release lies there now: what was gathered of the old one counts no more.
                gathering = _Gathering(model, source)
                offset = 0
    with closing(open_origin(source, offset)) as origin:
        seen(origin)
        noted = offset
        for piece in unpacked(origin):
            gathering.add(piece.text)
            restart = piece.restart
            if checkpoint is None or restart is None or restart - noted < _CHECKPOINT:
                continue
            if origin.version.certain and gathering.layout is not None:
                noted = restart
                _note(checkpoint, source, origin.version, restart, gathering)
        gathering.finish()
        origin.recheck()
    if checkpoint is not None:
        with suppress(FileNotFoundError):
            checkpoint.unlink()
    return gathering.found("whole file")


def _note(
    checkpoint: Path, source: str, version: Version, offset: int, gathering: _Gathering
) -> None:
    """Write down how far a pass has come, so that another run can go on from there."""
    state = {
        "source": source,
        "version": [version.size, version.tag, version.modified],
        "offset": offset,
        "header": gathering.header,
        "lines": gathering.lines,
        "tail": base64.b64encode(gathering.tail).decode("ascii"),
    }
    temporary = checkpoint.with_name(f"{checkpoint.name}.new")
    temporary.write_text(json.dumps(state), encoding="utf-8")
    temporary.replace(checkpoint)


def _resumed(checkpoint: Path, source: str, gathering: _Gathering) -> tuple[int, Version | None]:
    """Return offset and version to go on from; a note that does not fit counts for nothing."""
    try:
        state = json.loads(checkpoint.read_text(encoding="utf-8"))
        if state["source"] != source:
            return 0, None
        size, tag, modified = state["version"]
        header: Sequence[str] = state["header"]
        layout = recognised(header, source)
        gathering.header = list(header)
        gathering.layout = layout
        gathering.lines = {name: list(lines) for name, lines in state["lines"].items()}
        gathering.tail = base64.b64decode(state["tail"])
        return int(state["offset"]), Version(size, tag, modified)
    except (OSError, ValueError, KeyError, TypeError, InputError):
        return 0, None
