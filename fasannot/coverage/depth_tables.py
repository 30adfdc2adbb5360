"""Tables of coverage, of any of the kinds in ``table_kinds``, to what is known of each base."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from math import floor
from pathlib import Path

from fasannot.coverage.answer import Limits, Track
from fasannot.coverage.table_kinds import (
    LABELS,
    TITLES,
    Looks,
    TableKind,
    bin_start,
    threshold_columns,
)
from fasannot.coverage.text import text_lines
from fasannot.errors import InputError
from fasannot.files.escape import printable
from fasannot.files.numbers import count_number, real_number, told_whole
from fasannot.files.raw import RawInput
from fasannot.gene.model import Assembly, GeneModel

_LOCUS = re.compile(r"(.+):([0-9]{1,12})(?:-([0-9]{1,12}))?")
_CAUTIONS = {
    TableKind.TARGETS: "A target is what was aimed at, not what was seen: depth is unknown, and a "
    "target may hold holes.",
    TableKind.REGIONS: "The depth is the mean of a region: single bases of it may not have been "
    "seen.",
    TableKind.BEDCOV: "The depth is the mean of a region: single bases of it may not have been "
    "seen.",
    TableKind.INTERVALS: "The depth is the mean of a region: single bases of it may not have been "
    "seen.",
    TableKind.QUANTIZED: "The depth shown is the lowest of its bin.",
    TableKind.THRESHOLDS: "A region counts only where all its bases reach the depth.",
}
_BED12 = 12
Row = tuple[int, list[str]]  # line number and fields


class _Table:
    """A table being read: its looks, and the rows that lie at FAS on either build."""

    def __init__(self, raw: RawInput, model: GeneModel) -> None:
        path = raw.shown
        self.path = path
        self.model = model
        self.looks = Looks(path)
        self.rows: list[Row] = []
        self.last = 0  # the last base of chromosome 10 that is named
        low = min(a.locus_first for a in model.assemblies.values()) - 1
        high = max(a.locus_last for a in model.assemblies.values())
        for number, line in text_lines(raw):
            if self._is_head(line):
                self.looks.see_head(line)
                continue
            if line.startswith(("#", "track", "browser")):
                continue
            fields = _fields(line)
            locus = _LOCUS.fullmatch(fields[0]) if self.looks.head else None
            if locus is not None:
                fields[0:1] = locus[1], locus[2], locus[3] or locus[2]
                near = self._near_locus(fields, low, high)
            else:
                self.looks.see(fields)
                near = self._near(fields, number, low, high)
            if near:
                self.rows.append((number, fields))
        if not self.looks.head and not self.looks.first:
            raise InputError("holds no row", path=path)

    def _is_head(self, line: str) -> bool:
        if self.looks.head or self.looks.first:
            return False
        fields = _fields(line.lstrip("#"))
        if line.startswith(("track", "browser")) or (line.startswith("#") and len(fields) < 3):
            return False
        return len(fields) > 1 and not any(count_number(one) is not None for one in fields[1:3])

    def _near(self, fields: list[str], number: int, low: int, high: int) -> bool:
        if len(fields) < 3 or fields[0] not in self.model.chromosome_names:
            return False
        start, end = count_number(fields[1]), count_number(fields[2])
        if start is None or end is None:
            if self.looks.head.startswith(("#rname", "chrom\tlength")):
                return False
            raise self.malformed(number, fields, "chromosome, start and end")
        if end < start:  # chromosome, position, depth
            return low < start <= high
        self.last = max(self.last, end)
        return start < high and end > low

    def _near_locus(self, fields: list[str], low: int, high: int) -> bool:
        first, last = told_whole(fields[1]), told_whole(fields[2])
        return fields[0] in self.model.chromosome_names and first <= high and last > low

    def malformed(self, number: int, fields: list[str], wanted: str) -> InputError:
        """Return the error for a row that does not hold what it should."""
        return InputError(
            f"not a row of {wanted}: {printable(' '.join(fields))[:60]!r}",
            path=self.path,
            where=f"line {number}",
        )


def _fields(line: str) -> list[str]:
    """Return the fields of a row: by tabs where there are any, else by blanks, else by commas."""
    if "\t" in line:
        return line.split("\t")
    return line.split() if " " in line else line.split(",")


def read_table(
    raw: RawInput,
    model: GeneModel,
    limits: Limits,
    assembly: str,
    *,
    kind: str = "auto",
    sample: str | None = None,
    fallback: str | None = None,
) -> Track:
    """Return what a table of coverage shows.

    A table names no genome build: it must be given, unless CHROM is an accession or the rows run
    to the end of a chromosome 10 of known length.

    Args:
        raw: the file.
        model: the gene model.
        limits: what makes a base callable.
        assembly: ``auto`` or the build.
        kind: ``auto``, or the kind of table (``TableKind``).
        sample: the sample of a table with several.
        fallback: the build where neither the table nor the user tells it.

    Raises:
        InputError: the table is damaged, of no known or of more than one kind, or of an unknown
            build.
    """
    table = _Table(raw, model)
    found = table.looks.kind(Path(raw.path).name.lower()) if kind == "auto" else TableKind(kind)
    build = _build(model, assembly, table, fallback)
    track = Track.empty(model, build, TITLES[found], _CAUTIONS.get(found, ""))
    track.targets = found is TableKind.TARGETS
    _READERS[found](table, track, limits, sample)
    return track


def _own_rows(table: _Table, track: Track) -> Iterator[Row]:
    for number, fields in table.rows:
        if fields[0] in track.assembly.chromosome_names:
            yield number, fields


def _stretches(
    table: _Table, track: Track, wanted: str, columns: int
) -> Iterator[tuple[int, int, int, list[str]]]:
    """Yield line number, start and end on the locus, and fields of rows that are stretches."""
    for number, fields in _own_rows(table, track):
        start, end = count_number(fields[1]), count_number(fields[2])
        if len(fields) < columns or start is None or end is None or end < start:
            raise table.malformed(number, fields, wanted)
        first, last = (track.assembly.coordinate(place + 1) for place in (start, end))
        yield number, first, last, fields


def _targets(table: _Table, track: Track, limits: Limits, sample: str | None) -> None:
    for number, start, end, fields in _stretches(table, track, "chromosome, start and end", 3):
        for low, high in _blocks(table, number, fields):
            for place in range(max(start + low, 0), min(start + high, end, len(track.good))):
                track.good[place] = 1


def _blocks(table: _Table, number: int, fields: list[str]) -> list[tuple[int, int]]:
    """Return the parts of a target, from its start: those of a BED12 are its blocks."""
    if len(fields) != _BED12:
        return [(0, told_whole(fields[2]) - told_whole(fields[1]))]
    sizes, starts = ([count_number(one) for one in text.strip(",").split(",")]
                     for text in fields[10:])  # fmt: skip
    found = [
        (start, start + size)
        for start, size in zip(starts, sizes, strict=False)
        if start is not None and size is not None
    ]
    if len(found) != count_number(fields[9]) or len(starts) != len(sizes):
        raise table.malformed(number, fields, "twelve columns with the blocks of a BED")
    return found


def _depths(table: _Table, track: Track, limits: Limits, sample: str | None) -> None:
    wanted = "chromosome, start, end and depth"
    for number, start, end, fields in _stretches(table, track, wanted, 4):
        depth = real_number(fields[-1])
        if depth is None or depth < 0:
            raise table.malformed(number, fields, wanted)
        track.add(start, end, floor(depth), depth >= limits.depth)


def _sums(table: _Table, track: Track, limits: Limits, sample: str | None) -> None:
    wanted = "chromosome, start, end and a sum of depths"
    for number, start, end, fields in _stretches(table, track, wanted, 4):
        total = count_number(fields[-1])
        if total is None:
            raise table.malformed(number, fields, wanted)
        depth = total / max(end - start, 1)
        track.add(start, end, floor(depth), depth >= limits.depth)


def _bins(table: _Table, track: Track, limits: Limits, sample: str | None) -> None:
    wanted = "chromosome, start, end and a bin of depths (0:5) or its label"
    for number, start, end, fields in _stretches(table, track, wanted, 4):
        least = bin_start(fields[3])
        if least is None and fields[3] not in LABELS:
            raise table.malformed(number, fields, wanted)
        if least is None:
            track.see(start, end, LABELS[fields[3]])
        else:
            track.add(start, end, least, least >= limits.depth)


def _thresholds(table: _Table, track: Track, limits: Limits, sample: str | None) -> None:
    columns = threshold_columns(table.looks.head)
    if not any(depth >= limits.depth for depth in columns):
        raise InputError(
            f"has no column for a depth of {limits.depth} or more, the highest is "
            f"{max(columns, default=0)}X: run mosdepth with --thresholds {limits.depth}, or say "
            "--min-depth",
            path=table.path,
        )
    wanted = "chromosome, start, end, region and bases at each depth"
    for number, start, end, fields in _stretches(table, track, wanted, 4 + len(columns)):
        counts = {depth: count_number(fields[place]) for depth, place in columns.items()}
        if None in counts.values():
            raise table.malformed(number, fields, wanted)
        reached = [depth for depth, count in counts.items() if count == end - start]
        least = max(reached, default=0)
        track.add(start, end, least, least >= limits.depth)


def _positions(table: _Table, track: Track, limits: Limits, sample: str | None) -> None:
    wanted = "chromosome, position and depth"
    place = _column(table, sample)
    for number, fields in _own_rows(table, track):
        position = count_number(fields[1])
        depth = count_number(fields[place]) if place < len(fields) else None
        if position is None or depth is None:
            raise table.malformed(number, fields, wanted)
        start = track.assembly.coordinate(position)
        track.add(start, start + 1, depth, depth >= limits.depth)


def _loci(table: _Table, track: Track, limits: Limits, sample: str | None) -> None:
    wanted = "locus, total depth, average depth and depth of each sample"
    place = _gatk_column(table, track, sample, ("Depth_for_", ""), "Total_Depth")
    for number, fields in _own_rows(table, track):
        depth = count_number(fields[place]) if place < len(fields) else None
        if depth is None or fields[1] != fields[2]:
            raise table.malformed(number, fields, wanted)
        start = track.assembly.coordinate(told_whole(fields[1]))
        track.add(start, start + 1, depth, depth >= limits.depth)


def _intervals(table: _Table, track: Track, limits: Limits, sample: str | None) -> None:
    wanted = "target, total coverage, average coverage and those of each sample"
    place = _gatk_column(table, track, sample, ("", "_mean_cvg"), "average_coverage")
    for number, fields in _own_rows(table, track):
        depth = real_number(fields[place]) if place < len(fields) else None
        if depth is None or depth < 0:
            raise table.malformed(number, fields, wanted)
        start, end = (track.assembly.coordinate(told_whole(one)) for one in fields[1:3])
        track.add(start, end + 1, floor(depth), depth >= limits.depth)


def _gatk_column(
    table: _Table, track: Track, sample: str | None, around: tuple[str, str], of_all: str
) -> int:
    """Return the place of a sample's depth in the rows, where the locus became three fields."""
    names = _fields(table.looks.head)
    before, behind = around
    samples = {
        name[len(before) : len(name) - len(behind)]: place
        for place, name in enumerate(names)
        if place and name.startswith(before) and name.endswith(behind)
    }
    if sample is not None and sample in samples:
        chosen = samples[sample]
    elif sample is None and len(samples) < 2 and of_all in names:
        chosen = names.index(of_all)
    else:
        raise _choose(table, list(samples))
    track.sample = sample or next(iter(samples), "")
    return chosen + 2


def _column(table: _Table, sample: str | None) -> int:
    """Return the column of a sample's depth, behind chromosome and position.

    samtools depth names its columns by the files: path, name or stem of one will do.
    """
    count = max(table.looks.columns, default=0)
    names = table.looks.head.split("\t")
    named = names[2:] if len(names) == count else []
    for spelling in (str, _file_name, _stem):
        places = [place for place, name in enumerate(named) if spelling(name) == sample]
        if len(places) == 1:
            return 2 + places[0]
    if sample is None and count == 3:
        return 2
    raise _choose(table, named)


def _file_name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _stem(path: str) -> str:
    return _file_name(path).partition(".")[0]


def _choose(table: _Table, samples: list[str]) -> InputError:
    known = f" ({', '.join(map(printable, samples[:5]))})" if samples else ""
    return InputError(
        f"holds depths of several samples{known}; choose one with --sample, by the name in the "
        "head of the table (samtools depth -H)",
        path=table.path,
    )


_READERS: dict[TableKind, Callable[[_Table, Track, Limits, str | None], None]] = {
    TableKind.TARGETS: _targets,
    TableKind.PER_BASE: _depths,
    TableKind.REGIONS: _depths,
    TableKind.BEDCOV: _sums,
    TableKind.QUANTIZED: _bins,
    TableKind.THRESHOLDS: _thresholds,
    TableKind.DEPTH: _positions,
    TableKind.LOCI: _loci,
    TableKind.INTERVALS: _intervals,
}


def _build(model: GeneModel, assembly: str, table: _Table, fallback: str | None) -> Assembly:
    if assembly != "auto":
        return model.assemblies[assembly]
    for build in model.assemblies.values():
        own = model.own_names(build)
        if any(fields[0] in own for _, fields in table.rows):
            return build
        if table.last == build.chromosome_length:
            return build
    if fallback is not None:
        return model.assemblies[fallback]
    raise InputError(
        "a table of coverage does not say its genome build; say --assembly GRCh38 or --assembly "
        "GRCh37",
        path=table.path,
    )
