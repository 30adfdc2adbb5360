"""BCF output: VCF text goes through a pipe to htslib, which packs it."""

from __future__ import annotations

import os
import threading

import pysam

from fasannot.errors import InputError
from fasannot.stream.model import OutputKind
from fasannot.stream.sink import Sink
from fasannot.stream.target import DirectTarget, FileTarget


class BcfSink(Sink):
    """Packs VCF text into BCF records on a thread of its own."""

    def __init__(
        self, target: DirectTarget | FileTarget, kind: OutputKind, threads: int = 1
    ) -> None:
        super().__init__(target)
        self._mode = "wb" if kind is OutputKind.BCF else "wb0"
        self._packing_threads = threads
        self._fault: BaseException | None = None
        read_end, self._write_end = os.pipe()
        self._thread = threading.Thread(target=self._run, args=(read_end,), daemon=True)
        self._thread.start()

    def flush(self) -> None:
        """Hand what is buffered to htslib."""
        data = memoryview(b"".join(self._pending))
        self._pending.clear()
        self._pending_size = 0
        try:
            while data:
                data = data[os.write(self._write_end, data) :]
        except BrokenPipeError:
            self._join()
            raise

    def finish(self) -> None:
        """Wait until htslib has written all records."""
        self.flush()
        self._join()

    def discard(self) -> None:
        """Give up the output; an older file in its place stays as it was."""
        self._pending.clear()
        self._close_pipe()
        self._thread.join()
        super().discard()

    def _close_pipe(self) -> None:
        if self._write_end >= 0:
            os.close(self._write_end)
            self._write_end = -1

    def _join(self) -> None:
        self._close_pipe()
        self._thread.join()
        fault, self._fault = self._fault, None
        if fault is not None:
            raise fault

    def _run(self, read_end: int) -> None:
        verbosity = pysam.set_verbosity(0)
        try:
            with (
                pysam.VariantFile(read_end, "r") as text,
                pysam.VariantFile(
                    self._target.fileno(),
                    self._mode,
                    header=text.header,
                    threads=self._packing_threads,
                ) as packed,
            ):
                for record in text:
                    packed.write(record)
        except (OSError, ValueError) as error:
            self._fault = self._explain(error)
        finally:
            pysam.set_verbosity(verbosity)
            os.close(read_end)

    def _explain(self, error: OSError | ValueError) -> BaseException:
        if isinstance(error, BrokenPipeError):
            return error
        return InputError(
            f"htslib cannot pack these records as BCF ({error}); write VCF instead (-O z)",
            path=self._target.shown,
        )
