"""The user's own slices of official releases: what a folder holds, and that it is whole.

``fasannot data fetch`` writes them; ``SLICES.tsv`` in the folder says where each came from. A slice
whose bytes are not those that were written is refused, so that half a release is never evidence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from fasannot.errors import InputError
from fasannot.files.numbers import told_whole

TABLE = "SLICES.tsv"
COLUMNS = (
    "name",
    "release",
    "source",
    "date",
    "sha256",
    "region",
    "records",
    "covered",
    "file",
)
COVERED = "-covered"
_MISSING = "."
_PIECE = 1 << 20


class Slice(NamedTuple):
    """The FAS region of one release on one build.

    Attributes:
        name: what it is a slice of, as ``gnomad-exomes``.
        release: version or date of the release.
        source: URL or file that it was taken from.
        date: day of fetching, ISO 8601.
        sha256: digest of the slice.
        region: ``GRCh38:chr10:first-last``, positions 1-based.
        records: lines of data in it.
        covered: intervals where the data set looked at enough people, positions 1-based and
            inclusive; empty where that is not known or means nothing.
        file: name of the slice in its folder.
    """

    name: str
    release: str
    source: str
    date: str
    sha256: str
    region: str
    records: int
    covered: tuple[tuple[int, int], ...]
    file: str

    @property
    def build(self) -> str:
        """The genome build of the slice."""
        return self.region.partition(":")[0]

    @property
    def kind(self) -> str:
        """What its lines are: ``clinvar``, ``gnomad``, ``spliceai``, ``alphamissense``, ``revel``.

        ``covered`` stands for the numbers of alleles at every base of a data set.
        """
        return "covered" if self.name.endswith(COVERED) else self.name.partition("-")[0]

    def row(self) -> str:
        """Return its line of the table without the line end."""
        covered = ",".join(f"{first}-{last}" for first, last in self.covered) or _MISSING
        return "\t".join(
            (
                self.name,
                self.release or _MISSING,
                self.source,
                self.date,
                self.sha256,
                self.region,
                str(self.records),
                covered,
                self.file,
            )
        )


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file; a file that did not change is read once."""
    state = path.stat()
    return _digest(str(path), state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=64)
def _digest(path: str, size: int, changed: int) -> str:
    digest = hashlib.sha256()
    with Path(path).open("rb") as handle:
        while piece := handle.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def table_text(slices: Iterable[Slice]) -> str:
    """Return the text of ``SLICES.tsv``, rows by name and build."""
    rows = sorted(slices, key=lambda one: (one.name, one.build))
    return "".join(f"{line}\n" for line in ("\t".join(COLUMNS), *(one.row() for one in rows)))


def read_slices(folder: str) -> tuple[Slice, ...]:
    """Return what the table of a folder lists; nothing is said of the files themselves.

    Raises:
        InputError: the folder or its table is missing or malformed.
    """
    path = Path(folder) / TABLE
    if not Path(folder).is_dir():
        reason = "is no folder" if Path(folder).exists() else "does not exist"
        raise InputError(
            f"the data folder {reason}; make it with 'fasannot data fetch --into {folder}'",
            path=folder,
        )
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        raise InputError(
            f"holds no {TABLE}: it was not made by 'fasannot data fetch'", path=folder
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", path=str(path)) from None
    header = lines[0].split("\t")
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise InputError(
            f"has no column {', '.join(missing)}; it was not made by 'fasannot data fetch'",
            path=str(path),
            where="line 1",
        )
    places = [header.index(name) for name in COLUMNS]
    found = []
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        cells = line.split("\t")
        try:
            if len(cells) != len(header):
                raise ValueError(f"{len(cells)} columns, expected {len(header)}")
            found.append(_slice_of([cells[place] for place in places]))
        except ValueError as error:
            raise InputError(
                f"the line cannot be read ({error}); fetch the slices again",
                path=str(path),
                where=f"line {number}",
            ) from None
    return tuple(found)


def _slice_of(cells: Sequence[str]) -> Slice:
    name, release, source, date, sha256, region, records, covered, file = cells
    intervals = []
    if covered != _MISSING:
        for part in covered.split(","):
            first, _, last = part.partition("-")
            intervals.append((told_whole(first), told_whole(last)))
    if region.count(":") != 2:
        raise ValueError(f"{region!r} is no region")
    if Path(file).name != file or file in ("", ".", ".."):
        raise ValueError(f"{file!r} is no file of the folder")
    shown = "" if release == _MISSING else release
    return Slice(
        name=name,
        release=shown,
        source=source,
        date=date,
        sha256=sha256,
        region=region,
        records=told_whole(records),
        covered=tuple(intervals),
        file=file,
    )


def fault_of(folder: str, one: Slice) -> str:
    """Return what is wrong with the files of a slice, empty when it is whole."""
    path = Path(folder) / one.file
    if not path.is_file():
        return "the file is missing"
    if not Path(f"{path}.tbi").is_file():
        return "its index (.tbi) is missing"
    try:
        if digest_of(path) != one.sha256:
            return f"its SHA-256 is not that in {TABLE}: the file was cut or changed"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    return ""


def whole_slices(folder: str) -> tuple[Slice, ...]:
    """Return the slices of a folder, each checked to be whole.

    Raises:
        InputError: the folder has no slices, or one of them is not whole.
    """
    found = read_slices(folder)
    if not found:
        raise InputError(
            f"{TABLE} lists no slice; run 'fasannot data fetch --into {folder}'", path=folder
        )
    for one in found:
        fault = fault_of(folder, one)
        if fault:
            raise InputError(
                f"the slice of {one.name} ({one.build}) is not whole: {fault}; fetch it again with "
                f"'fasannot data fetch {one.name} --into {folder}'",
                path=str(Path(folder) / one.file),
            )
    return found


def chosen_slices(slices: Iterable[Slice], build: str) -> tuple[Slice, ...]:
    """Return the slices to use for an input of a build, by name.

    FAS is the same sequence on both builds, so that a release offered on one build serves inputs of
    the other too; where both are there the input's own is taken.
    """
    by_name: dict[str, Slice] = {}
    for one in slices:
        known = by_name.get(one.name)
        if known is None or (known.build != build and one.build == build):
            by_name[one.name] = one
    return tuple(by_name[name] for name in sorted(by_name))
