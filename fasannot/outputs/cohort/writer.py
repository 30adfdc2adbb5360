"""A Parquet file that takes the rows of one input whole or not at all, in bounded memory.

The rows of an input are held back until it has ended well: a few thousand in memory, more in a
temporary file beside the output.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from fasannot.errors import InputError
from fasannot.files.escape import as_unicode
from fasannot.files.target import FileTarget, write_error
from fasannot.outputs.cohort.schema import SCHEMA

BATCH_ROWS = 4096
_WAITING_ROWS = 1024  # of ended inputs: to make a batch of 70 columns takes longer than a few rows
GROUP_ROWS = 16_384
_CODECS = ("zstd", "snappy", "none")


def _codec() -> str:
    return next((name for name in _CODECS if name == "none" or pa.Codec.is_available(name)), "none")


class InputRows:
    """Rows that are held back until their input has ended well; many of them in a file.

    Args:
        folder: where that file goes.
        schema: the columns.
        take: what takes the rows of inputs that ended well, those of many small ones at once.

    Attributes:
        rows: how many rows those inputs have.
    """

    def __init__(
        self, folder: Path, schema: pa.Schema, take: Callable[[pa.RecordBatch], None]
    ) -> None:
        self.rows = 0
        self._folder = folder
        self._schema = schema
        self._take = take
        self._largest = [
            (field.name, 2 ** (field.type.bit_width - 1) - 1)
            for field in schema
            if pa.types.is_integer(field.type)
        ]
        self._waiting: list[dict[str, Any]] = []  # of inputs that have ended
        self._held: list[dict[str, Any]] = []
        self._spilled: IO[bytes] | None = None
        self._spill: pa.RecordBatchStreamWriter | None = None

    def add(self, row: dict[str, Any]) -> None:
        """Take one row.

        Raises:
            InputError: a number is too large for its column.
        """
        for name, most in self._largest:
            number = row.get(name)
            if number is not None and not -most <= number <= most:
                raise InputError(f"{name} {number} is too large a number for a table")
        self._held.append(row)
        if len(self._held) >= BATCH_ROWS:
            self._hold()

    def keep(self) -> None:
        """The input ended well: its rows count."""
        if self._spill is not None and self._spilled is not None:
            self.give()
            self._hold()
            self._spill.close()
            self._spilled.seek(0)
            for batch in pa.ipc.open_stream(self._spilled):
                self.rows += batch.num_rows
                self._take(batch)
            self._end_spill()
            return
        self.rows += len(self._held)
        self._waiting += self._held
        self._held.clear()
        if len(self._waiting) >= _WAITING_ROWS:
            self.give()

    def give(self) -> None:
        """Let the rows of all inputs that ended well be taken."""
        if self._waiting:
            self._take(self._batch(self._waiting))
            self._waiting.clear()

    def drop(self) -> None:
        """Forget all rows: the input failed."""
        self._held.clear()
        self._end_spill()

    def _batch(self, rows: list[dict[str, Any]]) -> pa.RecordBatch:
        try:
            return pa.RecordBatch.from_pylist(rows, schema=self._schema)
        except UnicodeEncodeError:  # Parquet holds UTF-8, names and fields of files may not be
            return pa.RecordBatch.from_pylist(as_unicode(rows), schema=self._schema)

    def _hold(self) -> None:
        if not self._held:
            return
        if self._spill is None:
            self._spilled = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - lives on
            self._spill = pa.ipc.new_stream(self._spilled, self._schema)
        self._spill.write_batch(self._batch(self._held))
        self._held.clear()

    def _end_spill(self) -> None:
        if self._spilled is not None:
            self._spilled.close()
        self._spilled = self._spill = None


class CohortWriter:
    """Writes a cohort table; one of the outputs of a run, put in place with the others.

    Args:
        path: the Parquet file.
        metadata: what to say of the run in the file.
    """

    def __init__(self, path: str, metadata: Mapping[str, str]) -> None:
        self._target = FileTarget(path)
        self._schema = SCHEMA.with_metadata(dict(metadata))
        self._late: dict[str, str] = {}
        self._input = InputRows(Path(self._target.final).parent, self._schema, self._group_with)
        self._taken = 0  # rows that came in batches
        self._group: list[pa.RecordBatch] = []  # batches of ended inputs, for the next row group
        self._group_rows = 0
        try:
            self._file = pq.ParquetWriter(
                self._target.temporary, self._schema, compression=_codec(), use_dictionary=True
            )
        except BaseException:
            self._target.discard()
            raise

    @property
    def rows(self) -> int:
        """How many rows were taken."""
        return self._input.rows + self._taken

    @property
    def is_file(self) -> bool:
        """It is a file that appears at the end."""
        return True

    def prepare(self) -> None:
        """Write what is still held, and bring the file to disk."""
        try:
            self._input.give()
            self._write_group()
            self._file.add_key_value_metadata(self._late)
            self._file.close()
            self._target.prepare()
        except OSError as fault:
            raise write_error(fault, self._target.shown) from fault

    def place(self, *, keep: bool) -> None:
        """Put the file in place."""
        self._target.place(keep=keep)

    def undo(self) -> None:
        """Take the file away again."""
        self._target.undo()

    def settle(self) -> None:
        """Let go of what was there before."""
        self._target.settle()

    def add(self, row: dict[str, Any]) -> None:
        """Take one row of the input being read."""
        self._input.add(row)

    def keep(self) -> None:
        """The input ended well: its rows count."""
        self._input.keep()

    def drop(self) -> None:
        """The input failed: none of its rows count."""
        self._input.drop()

    def say(self, metadata: Mapping[str, str]) -> None:
        """Add metadata known only at the end."""
        self._late.update(metadata)

    def discard(self) -> None:
        """Leave no file."""
        self._input.drop()
        with suppress(OSError, pa.ArrowException):
            self._file.close()
        self._target.discard()

    def take(self, batch: pa.RecordBatch) -> None:
        """Take rows of inputs that have ended well."""
        self._taken += batch.num_rows
        self._group_with(batch)

    def _group_with(self, batch: pa.RecordBatch) -> None:
        self._group.append(batch.replace_schema_metadata(self._schema.metadata))
        self._group_rows += batch.num_rows
        if self._group_rows >= GROUP_ROWS or len(self._group) >= 256:
            self._pack()

    def _pack(self) -> None:
        """Join small batches, so that thousands of small inputs do not make thousands of groups.

        A row group has the same number of rows however they came, so that the same rows make the
        same file.
        """
        joined = pa.Table.from_batches(self._group, self._schema).combine_chunks()
        at = 0
        while self._group_rows - at >= GROUP_ROWS:
            self._file.write_table(joined.slice(at, GROUP_ROWS), row_group_size=GROUP_ROWS)
            at += GROUP_ROWS
        self._group_rows -= at
        self._group = joined.slice(at).to_batches() if self._group_rows else []

    def _write_group(self) -> None:
        self._pack()
        if self._group_rows:
            table = pa.Table.from_batches(self._group, self._schema).combine_chunks()
            self._file.write_table(table, row_group_size=GROUP_ROWS)
        self._group, self._group_rows = [], 0
