"""BED files: targets of a capture kit, and mosdepth's depths per base or region."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from fasannot.coverage.answer import Limits, Track
from fasannot.errors import InputError
from fasannot.gene.model import Assembly, GeneModel

_TARGETS = (
    "A target is what was aimed at, not what was seen: depth is unknown, and a target may hold "
    "holes."
)
_MEANS = "The depth is the mean of a region: single bases of it may not have been seen."


class BedKind(Enum):
    """What the rows of a BED file state."""

    TARGETS = "targets (BED)"
    PER_BASE = "depth per base (mosdepth)"
    REGIONS = "mean depth per region (mosdepth)"


class BedRow(NamedTuple):
    """One row: 0-based half-open place, and the depth where there is one."""

    chrom: str
    start: int
    end: int
    depth: float | None


def bed_kind(path: str) -> BedKind:
    """Return what a file holds, by its name as mosdepth gives it."""
    name = Path(path).name.lower()
    if ".per-base." in name or name.endswith((".bedgraph", ".bedgraph.gz", ".bg", ".bg.gz")):
        return BedKind.PER_BASE
    return BedKind.REGIONS if ".regions." in name else BedKind.TARGETS


def _rows(path: str, kind: BedKind) -> Iterator[BedRow]:
    with Path(path).open("rb") as start:
        packed = start.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path, "rt") if packed else Path(path).open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line[:1] in ("#", "\n") or line.startswith(("track", "browser")):
                    continue
                yield _row(line.rstrip("\r\n"), kind, path, number)
    except (EOFError, gzip.BadGzipFile, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read to its end ({error}); copy it anew", path=path) from error


def _row(line: str, kind: BedKind, path: str, number: int) -> BedRow:
    fields = line.split("\t")
    try:
        start, end = int(fields[1]), int(fields[2])
        if not 0 <= start <= end:
            raise ValueError
        depth = float(fields[-1]) if kind is not BedKind.TARGETS else None
        if kind is not BedKind.TARGETS and len(fields) < 4:
            raise ValueError
    except (ValueError, IndexError):
        wanted = "chromosome, start, end" + ("" if kind is BedKind.TARGETS else " and depth")
        raise InputError(
            f"not a row of {wanted}, separated by tabs: {line[:60]!r}",
            path=path,
            where=f"line {number}",
        ) from None
    return BedRow(fields[0], start, end, depth)


def read_bed(path: str, model: GeneModel, limits: Limits, assembly: str) -> Track:
    """Return what a BED file shows.

    A BED file names no genome build: it must be given, unless CHROM is an accession or the depths
    run to the end of a chromosome 10 of known length.

    Raises:
        InputError: a malformed row, or an unknown build.
    """
    kind = bed_kind(path)
    names = frozenset().union(*(a.chromosome_names for a in model.assemblies.values()))
    low = min(a.locus_first for a in model.assemblies.values()) - 1
    high = max(a.locus_last for a in model.assemblies.values())
    kept: list[BedRow] = []
    last = 0
    for row in _rows(path, kind):
        if row.chrom in names:
            last = max(last, row.end)
            if row.start < high and row.end > low:
                kept.append(row)
    build = _build(model, assembly, kept, last, path)
    caution = {BedKind.TARGETS: _TARGETS, BedKind.REGIONS: _MEANS}.get(kind, "")
    track = Track.empty(model, build, kind.value, caution)
    for row in kept:
        if row.chrom not in build.chromosome_names:
            continue
        start, end = (build.coordinate(position + 1) for position in (row.start, row.end))
        if row.depth is None:
            for place in range(max(start, 0), min(end, len(track.good))):
                track.good[place] = 1
        else:
            track.add(start, end, int(row.depth), row.depth >= limits.depth)
    return track


def _build(model: GeneModel, assembly: str, rows: list[BedRow], last: int, path: str) -> Assembly:
    if assembly != "auto":
        return model.assemblies[assembly]
    for build in model.assemblies.values():
        others = [a for a in model.assemblies.values() if a is not build]
        own = build.chromosome_names.difference(*(a.chromosome_names for a in others))
        if any(row.chrom in own for row in rows) or last == build.chromosome_length:
            return build
    raise InputError(
        "a BED file does not say its genome build; say --assembly GRCh38 or --assembly GRCh37",
        path=path,
    )
