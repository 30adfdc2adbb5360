"""Ask the program, and keep its answers as one table: write, read, digest.

Only the command line is used: the answers outlast any move of the modules behind it. Columns are
taken by their names in the program's own header, never by position.
"""

from __future__ import annotations

import gzip
import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from tests.answers.sets import SETS, Task, tasks

KEY = ("SET", "ASSEMBLY", "POS", "REF", "ALT", "INFO", "Feature", "COPY")
# What a record is called is no answer; the key holds the rest of these.
_RECORD = frozenset({"CHROM", "POS", "ID", "REF", "ALT", "ASSEMBLY", "Feature"})
# Columns that go by another name today: old to new.
RENAMED = {"CLASS": "AUTO_CLASS"}

Key = tuple[str, ...]


@dataclass(frozen=True)
class Answers:
    """Answers by allele; the values are in the order of the columns."""

    columns: tuple[str, ...]
    rows: dict[Key, tuple[str, ...]]


def _place(key: Key) -> tuple[object, ...]:
    return (SETS.index(key[0]), key[1], int(key[2]), *key[3:])


def _annotate(task: Task) -> tuple[tuple[str, ...], list[tuple[Key, tuple[str, ...]]]]:
    from fasannot.__main__ import main

    with tempfile.TemporaryDirectory() as folder:
        source = task.path or Path(folder, "asked.vcf")
        if task.path is None:
            source.write_text(task.text, encoding="utf-8")
        answered = Path(folder, "answered.tsv")
        options = ["-O", "tsv", "-o", str(answered), "--no-progress", "-q", *task.options]
        code = main(["annotate", str(source), *options])
        if code != 0:
            raise SystemExit(f"fasannot annotate ended with exit code {code} on {task.group}")
        lines = answered.read_text(encoding="utf-8").split("\n")[:-1]
        asked = source.read_text(encoding="utf-8").split("\n")
    records = (line.split("\t") for line in asked if line and not line.startswith("#"))
    # Examples have names of their own or none; only our records are numbered.
    info = {} if task.path else {f[2]: f[7] for f in records if f[7] != "."}
    header = lines[0].split("\t")
    at = {name: index for index, name in enumerate(header)}
    kept = [name for name in header if name not in _RECORD]
    order = [at[name] for name in kept]
    found, seen = [], {}
    for line in lines[1:]:
        cells = line.split("\t")
        named = [cells[at[name]] for name in ("ASSEMBLY", "POS", "REF", "ALT")]
        key = (task.group, *named, info.get(cells[at["ID"]], ""), cells[at["Feature"]])
        seen[key] = seen.get(key, 0) + 1
        copy = str(seen[key]) if seen[key] > 1 else ""
        found.append(((*key, copy), tuple([cells[index] for index in order])))
    return tuple(kept), found


def ask(jobs: int = 1) -> Answers:
    """Return the answers of the program as it is now."""
    wanted = tasks()
    if jobs > 1:
        with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
            answered = list(pool.map(_annotate, wanted))
    else:
        answered = [_annotate(task) for task in wanted]
    (columns,) = {columns for columns, _ in answered}
    found = [row for _, rows in answered for row in rows]
    rows = dict(found)
    assert len(rows) == len(found), "two records have one key"
    return Answers(columns, {key: rows[key] for key in sorted(rows, key=_place)})


def write(answers: Answers, path: Path) -> None:
    """Write a sorted, gzipped TSV; equal answers make equal files."""
    lines = ["\t".join((*KEY, *answers.columns))]
    lines += ["\t".join((*key, *values)) for key, values in answers.rows.items()]
    text = "\n".join(lines) + "\n"
    half = path.with_name(path.name + ".part")
    half.write_bytes(gzip.compress(text.encode(), 6, mtime=0))
    half.replace(path)


def read(path: Path) -> Answers:
    """Read what `write` wrote, today or for an earlier release."""
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as handle:
        header = handle.readline().rstrip("\n").split("\t")
        if tuple(header[: len(KEY)]) != KEY:
            raise SystemExit(f"{path}: not a table of answers; its columns are {header}")
        rows = {}
        for line in handle:
            cells = line.rstrip("\n").split("\t")
            rows[tuple(cells[: len(KEY)])] = tuple(cells[len(KEY) :])
    return Answers(tuple(header[len(KEY) :]), rows)


def _lines(answers: Answers, group: str) -> Iterator[str]:
    """Yield each answer as its filled columns by name, so that order and empty columns are free."""
    named = [(RENAMED.get(name, name), index) for index, name in enumerate(answers.columns)]
    named.sort()
    for key, values in answers.rows.items():
        if key[0] == group:
            cells = [f"{name}={values[index]}" for name, index in named if values[index]]
            yield "\t".join((*key, *cells))


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class Digest:
    """The digest of the answers of one set, and how many there are."""

    answers: int
    sha256: str


def digests(answers: Answers) -> dict[str, Digest]:
    """Return the digest of each set. No column holds a version, so none is left out."""
    found = {}
    for group in SETS:
        lines = list(_lines(answers, group))
        found[group] = Digest(len(lines), _digest(lines))
    return found


HELD = Path(__file__).with_name("digest.tsv")


def held(path: Path = HELD) -> dict[str, Digest]:
    """Return the digests that the repository holds."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    return {group: Digest(int(count), sha256) for group, count, sha256 in rows}


def hold(found: dict[str, Digest], path: Path = HELD) -> None:
    """Write the digests of the repository."""
    rows = [f"{group}\t{one.answers}\t{one.sha256}\n" for group, one in found.items()]
    path.write_text("set\tanswers\tsha256\n" + "".join(rows), encoding="utf-8")
