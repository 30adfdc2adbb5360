"""A Parquet file that takes the rows of one input whole or not at all, in bounded memory.

The rows of an input are held back until it has ended well: a few thousand in memory, more in a
temporary file beside the output.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from fasannot.files.target import FileTarget, write_error
from fasannot.outputs.cohort.schema import SCHEMA

BATCH_ROWS = 4096
GROUP_ROWS = 16_384
_CODECS = ("zstd", "snappy", "none")


def _codec() -> str:
    return next((name for name in _CODECS if name == "none" or pa.Codec.is_available(name)), "none")


class CohortWriter:
    """Writes a cohort table; one of the outputs of a run, put in place with the others.

    Args:
        path: the Parquet file.
        metadata: what to say of the run in the file.
    """

    def __init__(self, path: str, metadata: Mapping[str, str]) -> None:
        self.rows = 0
        self._target = FileTarget(path)
        self._schema = SCHEMA.with_metadata(dict(metadata))
        self._late: dict[str, str] = {}
        self._held: list[dict[str, Any]] = []  # rows of the input being read
        self._spilled: IO[bytes] | None = None
        self._spill: pa.RecordBatchStreamWriter | None = None
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
    def is_file(self) -> bool:
        """It is a file that appears at the end."""
        return True

    def prepare(self) -> None:
        """Write what is still held, and bring the file to disk."""
        try:
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
        self._held.append(row)
        if len(self._held) >= BATCH_ROWS:
            self._hold()

    def keep(self) -> None:
        """The input ended well: its rows count."""
        if self._spill is not None and self._spilled is not None:
            self._hold()
            self._spill.close()
            self._spilled.seek(0)
            for batch in pa.ipc.open_stream(self._spilled):
                self._take(batch)
            self._end_spill()
        elif self._held:
            self._take(self._batch())

    def drop(self) -> None:
        """The input failed: none of its rows count."""
        self._held.clear()
        self._end_spill()

    def say(self, metadata: Mapping[str, str]) -> None:
        """Add metadata known only at the end."""
        self._late.update(metadata)

    def discard(self) -> None:
        """Leave no file."""
        self._end_spill()
        with suppress(OSError, pa.ArrowException):
            self._file.close()
        self._target.discard()

    def _batch(self) -> pa.RecordBatch:
        batch = pa.RecordBatch.from_pylist(self._held, schema=self._schema)
        self._held.clear()
        return batch

    def _hold(self) -> None:
        if not self._held:
            return
        if self._spill is None:
            folder = Path(self._target.final).parent
            self._spilled = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - lives on
            self._spill = pa.ipc.new_stream(self._spilled, self._schema)
        self._spill.write_batch(self._batch())

    def _end_spill(self) -> None:
        if self._spilled is not None:
            self._spilled.close()
        self._spilled = self._spill = None

    def _take(self, batch: pa.RecordBatch) -> None:
        self._group.append(batch)
        self._group_rows += batch.num_rows
        self.rows += batch.num_rows
        if self._group_rows >= GROUP_ROWS or len(self._group) >= 256:
            self._pack()

    def _pack(self) -> None:
        """Join small batches, so that thousands of small inputs do not make thousands of groups."""
        joined = pa.Table.from_batches(self._group, self._schema).combine_chunks()
        self._group = joined.to_batches()
        if self._group_rows >= GROUP_ROWS:
            self._write_group()

    def _write_group(self) -> None:
        if self._group_rows:
            table = pa.Table.from_batches(self._group, self._schema)
            self._file.write_table(table, row_group_size=GROUP_ROWS)
        self._group, self._group_rows = [], 0
