"""A cohort table in parts: several processes read inputs, and a killed run can be taken up.

A part holds what came of some inputs, one after the other: rows (Arrow), and counts, failures and
manifest lines (JSON). Its name says what it was made from: versions, options, and size and time of
each file. So a part that is there is right, and the table made of parts is that of one process.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import pyarrow as pa

from fasannot.errors import InputError
from fasannot.files.leftovers import hold
from fasannot.outputs.cohort.cohort_run import (
    CohortResult,
    FailedInput,
    Line,
    Rows,
    base_metadata,
    read_input,
)
from fasannot.outputs.cohort.counts import Counts
from fasannot.outputs.cohort.schema import SCHEMA
from fasannot.outputs.cohort.writer import CohortWriter, InputRows
from fasannot.outputs.job import Job

_MOST = 32  # inputs of a part
_SHARES = 32  # parts, at least, of a run of so many inputs
_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv.pop(1)); "
    "from fasannot.outputs.cohort.parts import work; work()"
)


@dataclass(slots=True)
class _PartResult(CohortResult):
    """What came of the inputs of a part; names of samples are kept to be compared with others."""

    names: list[str] = field(default_factory=list)

    def see(self, samples: Iterable[str]) -> None:
        self.names += samples


class _PartRows(Rows):
    """Takes rows into a file of a part."""

    def __init__(self, file: IO[bytes], folder: Path) -> None:
        self._stream = pa.ipc.new_stream(file, SCHEMA)
        self._input = InputRows(folder, SCHEMA, self._stream.write_batch)

    @property
    def rows(self) -> int:
        return self._input.rows

    def add(self, row: dict[str, Any]) -> None:
        self._input.add(row)

    def keep(self) -> None:
        self._input.keep()

    def drop(self) -> None:
        self._input.drop()

    def close(self) -> None:
        self._input.give()
        self._stream.close()


@dataclass(frozen=True, slots=True)
class Part:
    """The inputs of a part, and where it lies or will lie.

    Attributes:
        inputs: the inputs.
        path: its file of counts and lines; that of its rows has another suffix.
        lasting: whether it is for a later run, too, and must be on disk before it counts.
    """

    inputs: tuple[str, ...]
    path: Path
    lasting: bool

    @property
    def rows_path(self) -> Path:
        """Where its rows are."""
        return self.path.with_suffix(".arrow")

    def is_whole(self) -> bool:
        """Return whether it was made before, and is as it was made."""
        try:
            told = json.loads(self.path.read_bytes())
            return bool(told["sha256"] == _digest(self.rows_path))
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def make(self, job: Job) -> None:
        """Read the inputs; the part is there, whole, when this returns."""
        result = _PartResult()
        lines: list[Line] = []
        with self.rows_path.open("wb") as file:
            rows = _PartRows(file, self.path.parent)
            for path in self.inputs:
                lines.append(read_input(path, job, rows, result))
            rows.close()
            self._settle(file)
        told = {
            "sha256": _digest(self.rows_path),
            "inputs": result.inputs,
            "failed": [[one.path, one.reason] for one in result.failed],
            "warnings": result.warnings,
            "names": result.names,
            "counts": result.counts.to_json(),
            "lines": lines,
        }
        waiting = self.path.with_suffix(".new")
        with waiting.open("w", encoding="ascii") as text:
            json.dump(told, text)
            self._settle(text)
        waiting.replace(self.path)

    def _settle(self, file: IO[Any]) -> None:
        file.flush()
        if self.lasting:
            os.fsync(file.fileno())

    def give(
        self, writer: CohortWriter, result: CohortResult, tell: Callable[[Line], None]
    ) -> None:
        """Add what the part holds to a table and to what is known of a run."""
        told = json.loads(self.path.read_bytes())
        with self.rows_path.open("rb") as file:
            for batch in pa.ipc.open_stream(file):
                writer.take(batch)
        result.inputs += told["inputs"]
        result.rows = writer.rows
        result.failed += [FailedInput(*one) for one in told["failed"]]
        result.warnings += told["warnings"]
        result.counts.join(Counts.from_json(told["counts"]))
        result.see(told["names"])
        for line in told["lines"]:
            tell(tuple(line))


class Parts:
    """The parts of one run; a context manager.

    Args:
        output: the table that is made; the parts lie in a hidden folder beside it.
        job: how to annotate.
        threads: processes that make parts at the same time.
        keep: leave the parts where the run does not end well, and use those left before.
    """

    def __init__(self, output: str, job: Job, threads: int, *, keep: bool) -> None:
        self._job = replace(job, input_path="", output_path=None, progress=False)
        self._threads = threads
        self._keep = keep
        self._output = output
        self._place = Path(output).parent
        self._folder = self._place / f".{Path(output).name[:200]}.parts"
        self._workers: list[subprocess.Popen[bytes]] = []
        self._lock: IO[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            if not self._keep:
                name = tempfile.mkdtemp(
                    prefix=f".{Path(self._output).name[:200]}.", dir=self._place
                )
                self._folder = Path(name)
                return self
            self._folder.mkdir(exist_ok=True)
            self._lock = (self._folder / "lock").open("wb")
        except OSError as error:
            raise InputError(
                f"parts of the table cannot be written beside it: {error.strerror}",
                path=self._output,
            ) from error
        if not hold(self._lock.fileno()):
            raise InputError(
                f"another run with --resume is writing it ({self._folder} is in use); wait for it",
                path=self._output,
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in self._workers:
            worker.kill()
            worker.wait()
        if self._lock is not None:
            self._lock.close()
        if not self._keep:
            self.clear()

    def clear(self) -> None:
        """Remove all parts: the table is there."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def made(self, inputs: Iterable[str]) -> Iterator[Part]:
        """Yield the parts in the order of their inputs, each as soon as it is made.

        Raises:
            InputError: standard input is among the inputs, or a process ended early.
        """
        named = list(inputs)
        if "-" in named:
            raise InputError(
                "can be read only by one process and once: leave out --threads and --resume",
                path="standard input",
            )
        parts = self._planned(named)
        wanted = {part.path.name for part in parts} | {part.rows_path.name for part in parts}
        for path in self._folder.iterdir():  # parts of other inputs, of older files
            if path.name not in wanted and path.name != "lock":
                path.unlink()
        if self._threads == 1:
            for part in parts:
                if not part.is_whole():
                    part.make(self._job)
                yield part
            return
        missing = [part for part in parts if not part.is_whole()]
        idle: queue.SimpleQueue[subprocess.Popen[bytes]] = queue.SimpleQueue()
        for _ in range(min(self._threads, len(missing))):
            worker = self._started()
            self._workers.append(worker)
            idle.put(worker)

        def make(part: Part) -> None:
            worker = idle.get()
            try:
                _ask(worker, part)
            finally:
                idle.put(worker)

        with ThreadPoolExecutor(max(1, len(self._workers))) as pool:
            running = {part: pool.submit(make, part) for part in missing}
            try:
                for part in parts:
                    if part in running:
                        running[part].result()
                    yield part
            except BaseException:
                for future in running.values():
                    future.cancel()
                for worker in self._workers:
                    worker.kill()
                raise

    def _planned(self, named: Sequence[str]) -> list[Part]:
        size = max(1, min(_MOST, len(named) // _SHARES))
        basis = json.dumps(
            [base_metadata(), repr(self._job), [_stamp(path) for path in self._job.side_files]]
        )
        parts = []
        for first in range(0, len(named), size):
            inputs = tuple(named[first : first + size])
            stamps = [_stamp(path) for path in inputs]
            text = json.dumps([basis, stamps])
            name = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:24]
            path = self._folder / f"{first:07d}-{name}.json"
            parts.append(Part(inputs, path, lasting=self._keep))
        return parts

    def _started(self) -> subprocess.Popen[bytes]:
        # Isolated, so that no code of the folder of the data is run.
        folders = json.dumps([folder for folder in sys.path if folder])
        worker = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, folders],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert worker.stdin is not None
        worker.stdin.write(b64encode(pickle.dumps(self._job)) + b"\n")
        return worker


def _ask(worker: subprocess.Popen[bytes], part: Part) -> None:
    """Let a process make a part."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    answer = b""
    with suppress(BrokenPipeError):
        worker.stdin.write(b64encode(pickle.dumps(part)) + b"\n")
        worker.stdin.flush()
        answer = worker.stdout.readline()
    if answer != b"made\n":
        said = answer.decode("utf-8", "replace").strip() or f"it ended with {worker.poll()}"
        raise InputError(
            f"the process that read it and {len(part.inputs) - 1} more inputs failed ({said}): was "
            "it killed for want of memory or room? Start again with fewer --threads; with --resume "
            "what was done is kept",
            path=part.inputs[0],
        )


def work() -> None:
    """Make parts as they come on standard input, until it ends; run by a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one decides
    job = pickle.loads(b64decode(sys.stdin.buffer.readline()))
    for line in sys.stdin.buffer:
        try:
            pickle.loads(b64decode(line)).make(job)
        except OSError as error:
            print(error.strerror, flush=True)
        else:
            print("made", flush=True)


def _stamp(path: str) -> list[str | int]:
    """Return a path with size and time of its file, which tell whether it is the same."""
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return [path]
    return [os.path.realpath(path), path, status.st_size, status.st_mtime_ns]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
