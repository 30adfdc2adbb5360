"""Write the FAS region of a release as a small bgzip file with a tabix index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from fasannot.errors import InputError
from fasannot.evidence.user.slices import Slice, digest_of
from fasannot.files.candidates import OutputKind
from fasannot.files.opening import open_sink
from fasannot.files.vcf.info import Info, chosen_items
from fasannot.gene.model import Assembly
from fasannot.refresh.layouts import Layout

_INFO_ID = re.compile(r"##INFO=<ID=([^,>]+)")
_NEAR = 30  # bases between two sites of a data set that is said to look at what lies between them
_ENOUGH = 0.5  # of the largest number of chromosomes: the share that a covered base needs
_END = {"vcf": ".vcf.gz"}


def write_slice(
    folder: Path,
    name: str,
    assembly: Assembly,
    layout: Layout,
    header: Sequence[str],
    lines: Sequence[str],
    info: frozenset[str],
    facts: dict[str, str],
) -> Slice:
    """Write one slice with its index and return what is to stand in the table.

    Args:
        folder: where it goes.
        name: name of the release.
        assembly: the build of its positions.
        layout: how the lines are read.
        header: the first lines of the release.
        lines: the lines that touch the locus.
        info: INFO keys to keep, empty for all.
        facts: ``release``, ``source`` and ``date``.

    Raises:
        InputError: the folder cannot be written, or a line is malformed.
    """
    import pysam  # noqa: PLC0415 - only the data command needs it

    rows = sorted(((_position(layout, line, assembly), line) for line in lines), key=_by_place)
    own_header, own_lines, column = _rewritten(layout, header, [line for _, line in rows], info)
    if layout.form == "revel":
        column = layout.pos[assembly.name]
    file = f"{name}.{assembly.name}{_END.get(layout.form, '.tsv.gz')}"
    path = folder / file
    with open_sink(str(path), OutputKind.BGZF, threads=1) as sink:
        for line in (*own_header, *own_lines):
            sink.write(f"{line}\n".encode())
    try:
        if layout.form == "vcf":
            pysam.tabix_index(str(path), preset="vcf", force=True)
        else:
            pysam.tabix_index(
                str(path), seq_col=0, start_col=column, end_col=column, meta_char="#", force=True
            )
    except OSError as error:
        raise InputError(f"cannot be indexed: {error}", path=str(path)) from None
    chrom = rows[0][1].split(layout.separator)[0].partition(":")[0] if rows else "10"
    region = f"{assembly.name}:{chrom}:{assembly.locus_first}-{assembly.locus_last}"
    return Slice(
        name=name,
        release=facts["release"],
        source=facts["source"],
        date=facts["date"],
        sha256=digest_of(path),
        region=region,
        records=len(own_lines),
        covered=covered_intervals(layout, [line for _, line in rows]),
        file=file,
    )


def _by_place(row: tuple[int, str]) -> int:
    return row[0]


def _position(layout: Layout, line: str, assembly: Assembly) -> int:
    places = layout.places(line.split(layout.separator))
    return places.get(assembly.name, places.get("", 0))


def _rewritten(
    layout: Layout, header: Sequence[str], lines: Sequence[str], info: frozenset[str]
) -> tuple[list[str], list[str], int]:
    """Return header and lines as a slice has them, and the column of the position."""
    if layout.form == "allele_number":
        own = [
            "\t".join((*line.split("\t")[0].split(":"), line.split("\t")[layout.value]))
            for line in lines
        ]
        return ["#chrom\tpos\tAN"], own, 1
    if layout.form == "revel":
        names = next(line for line in header if "hg19_pos" in line).lstrip("#")
        columns = "#" + "\t".join(names.split(layout.separator))
        return [columns], ["\t".join(line.split(layout.separator)) for line in lines], 1
    if layout.form == "vcf" and info:
        kept = [line for line in header if not (m := _INFO_ID.match(line)) or m[1] in info]
        return kept, [_with_info(line, info) for line in lines], 1
    return list(header), list(lines), 1


def _with_info(line: str, info: frozenset[str]) -> str:
    cells = line.split("\t")
    cells[7] = ";".join(chosen_items(cells[7], info)) or "."
    return "\t".join(cells)


def covered_intervals(layout: Layout, lines: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return where a data set looked at enough chromosomes, 1-based and inclusive.

    Enough is half of the largest number of chromosomes in the locus. Numbers at every base say it
    exactly; a list of sites says it for the bases between two near ones.
    """
    if layout.kind not in ("gnomad", "covered"):
        return ()
    numbers: dict[int, int] = {}
    try:
        for line in lines:
            cells = line.split(layout.separator)
            position = layout.places(cells)[""]
            if layout.form == "allele_number":
                numbers[position] = int(cells[layout.value])
            else:
                found = Info(cells[7]).get("AN_joint" if layout.joint else "AN")
                if found is not None:
                    own = max(int(part) for part in found.split(","))
                    numbers[position] = max(own, numbers.get(position, 0))
    except (ValueError, IndexError, KeyError) as error:
        raise InputError(f"a line is malformed ({error}): {line[:60]!r}") from None
    if not numbers:
        return ()
    least = max(numbers.values()) * _ENOUGH
    places = sorted(position for position, number in numbers.items() if number >= max(least, 1))
    gap = 1 if layout.form == "allele_number" else _NEAR
    intervals: list[tuple[int, int]] = []
    for position in places:
        if intervals and position - intervals[-1][1] <= gap:
            intervals[-1] = (intervals[-1][0], position)
        else:
            intervals.append((position, position))
    return tuple(intervals)


def release_of(layout: Layout, header: Sequence[str], source: str) -> str:
    """Return the version that a file states of itself, in its header or its name."""
    for line in header:
        for key in ("##fileDate=", "##file_date="):
            if layout.kind == "clinvar" and line.startswith(key):
                return line.removeprefix(key)
    match = re.search(r"(?<![a-z0-9])(?:v|r)(\d+(?:\.\d+)*)(?!\d)", source.rpartition("/")[2])
    return match[1] if match else ""
