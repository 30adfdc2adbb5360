"""Join cohort tables into the one that all their inputs together would have given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fasannot.errors import InputError
from fasannot.files.paths import check_paths
from fasannot.files.together import Outputs
from fasannot.outputs.cohort.schema import SCHEMA
from fasannot.outputs.cohort.writer import BATCH_ROWS, CohortWriter

_SAME = ("fasannot_version", "fasannot_data", "fasannot_caveat", "fasannot_options")
_ADDED = ("fasannot_inputs", "fasannot_inputs_failed", "fasannot_samples", "fasannot_rows")


@dataclass(frozen=True, slots=True)
class Merged:
    """What came together.

    Attributes:
        tables: how many tables.
        numbers: inputs, failed inputs, samples and rows, by their names in the metadata.
        repeated: names of samples that have rows of more than one table, the first met first.
    """

    tables: int
    numbers: dict[str, int]
    repeated: tuple[str, ...]


def merge_tables(paths: Sequence[str], output: str) -> Merged:
    """Write one table with the rows of several, in their order.

    Raises:
        InputError: a table cannot be read or was left unfinished, tables are of different versions
            or options, or an input stands in two of them.
    """
    check_paths(paths, [output])
    opened = [_opened(path) for path in paths]
    told = [_told(path, table) for path, table in zip(paths, opened, strict=True)]
    for path, one in zip(paths, told, strict=True):
        for name in _SAME:
            if one[name] != told[0][name]:
                what = "options" if name == "fasannot_options" else "versions"
                raise InputError(
                    f"{name} is {one[name]!r}, and {told[0][name]!r} in {paths[0]}: tables of "
                    f"different {what} do not belong together; make one of them anew",
                    path=path,
                )
    numbers = {name: sum(int(one[name]) for one in told) for name in _ADDED}
    with Outputs() as outputs:
        writer = CohortWriter(output, {name: told[0][name] for name in _SAME})
        outputs.add(writer)
        home: dict[str, str] = {}
        names: set[str] = set()
        repeated: dict[str, None] = {}
        for path, table in zip(paths, opened, strict=True):
            with table:
                own: set[str] = set()
                own_names: dict[str, None] = {}
                try:
                    for batch in table.iter_batches(BATCH_ROWS):
                        own.update(_unique(batch, "source"))
                        own_names.update(dict.fromkeys(_unique(batch, "sample")))
                        writer.take(batch.cast(SCHEMA))
                except (OSError, pa.ArrowException) as error:
                    raise _unreadable(path, error) from error
            for source in own:
                if source in home:
                    raise InputError(
                        f"{source} stands in {home[source]} too: its rows would count twice",
                        path=path,
                    )
            home.update(dict.fromkeys(own, path))
            repeated.update((name, None) for name in own_names if name in names)
            names.update(own_names)
        if writer.rows != numbers["fasannot_rows"]:
            raise InputError("a table has other rows than it says: make it anew", path=paths[0])
        writer.say({name: str(number) for name, number in numbers.items()})
    return Merged(len(paths), numbers, tuple(repeated))


def _unique(batch: pa.RecordBatch, column: str) -> list[str]:
    return [value for value in pc.unique(batch.column(column)).to_pylist() if value is not None]


def _opened(path: str) -> pq.ParquetFile:
    try:
        table = pq.ParquetFile(path)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(path, error) from error
    if not table.schema_arrow.remove_metadata().equals(SCHEMA):
        raise InputError(
            "is no cohort table with the columns of this version; make it anew with "
            "fasannot cohort",
            path=path,
        )
    return table


def _told(path: str, table: pq.ParquetFile) -> dict[str, str]:
    metadata = table.metadata.metadata or {}
    told = {name: metadata.get(name.encode(), b"").decode() for name in (*_SAME, *_ADDED)}
    missing = [name for name, value in told.items() if not value]
    if missing:
        raise InputError(f"does not say {missing[0]}; make it anew", path=path)
    return told


def _unreadable(path: str, error: Exception) -> InputError:
    why = error.strerror if isinstance(error, OSError) and error.strerror else "no whole Parquet"
    return InputError(f"cannot be read as a cohort table: {why}", path=path)
