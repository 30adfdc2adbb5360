"""BCF output: VCF text goes through a pipe to htslib, which packs it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import pysam

from fasannot.errors import InputError
from fasannot.stream.model import Candidate, OutputKind
from fasannot.stream.sink import BgzfSink, Sink
from fasannot.stream.target import DirectTarget, FileTarget

_PIECE = 1 << 18
_PATIENCE = 0.5  # seconds


class BcfSink(Sink):
    """Packs VCF text into BCF records on threads of its own.

    One thread lets htslib turn text into BCF, another takes that and writes it, so that faults of
    writing (a full disk, a closed pipe) are met outside htslib.
    """

    def __init__(
        self, target: DirectTarget | FileTarget, kind: OutputKind, threads: int = 1
    ) -> None:
        super().__init__(target)
        self._kind = kind
        self._mode = "wb" if kind is OutputKind.BCF else "wb0"
        self._packing_threads = threads
        self._faults: list[BaseException] = []
        self._threads: list[threading.Thread] = []
        self._write_end = -1
        self._ready: Sink | None = None
        self._line_start = b""
        self._tabs = 0

    def packed(self) -> Sink:
        """Return a sink for records that are BCF already; nothing else may be written then."""
        if self._ready is None:
            compressed = self._kind is OutputKind.BCF
            self._ready = (
                BgzfSink(self._target, self._packing_threads) if compressed else Sink(self._target)
            )
        return self._ready

    def _start(self) -> None:
        text_end, self._write_end = os.pipe()
        packed_end, packing_end = os.pipe()
        self._threads = [
            threading.Thread(target=self._guard, args=(work, *ends), daemon=True)
            for work, ends in ((self._write, (packed_end,)), (self._pack, (text_end, packing_end)))
        ]
        for thread in self._threads:
            thread.start()

    def flush(self) -> None:
        """Hand what is buffered to htslib."""
        if not self._pending:
            return
        if not self._threads:
            self._start()
        text = b"".join(self._pending)
        self._pending.clear()
        self._pending_size = 0
        self._check_columns(text)
        data = memoryview(text)
        try:
            while data:
                data = data[os.write(self._write_end, data) :]
        except BrokenPipeError:
            self._join()
            raise

    def finish(self) -> None:
        """Wait until htslib has written all records."""
        if self._ready is not None:
            self._ready.finish()
            return
        self.flush()
        self._check_columns(b"\n")
        self._join()

    def discard(self) -> None:
        """Give up the output; an older file in its place stays as it was."""
        self._pending.clear()
        if self._ready is not None:
            self._ready.discard()
        self._stop(_PATIENCE)  # one may be waiting for a reader that does not read
        super().discard()

    def _check_columns(self, text: bytes) -> None:
        """Raise an InputError for a line with other than the header's columns.

        htslib drops what is too much without a word.
        """
        lines = (self._line_start + text).split(b"\n")
        self._line_start = lines.pop()
        for line in lines:
            if line[:1] == b"#":
                if line[:2] != b"##":
                    self._tabs = line.count(b"\t")
            elif line.count(b"\t") != self._tabs and line.strip():
                found = line.count(b"\t") + 1
                raise InputError(
                    f"the record at {Candidate(line).where} has {found} columns and the header "
                    f"{self._tabs + 1}; correct it, or write VCF (-O z)",
                    path=self._target.shown,
                )

    def _stop(self, patience: float | None = None) -> None:
        if self._write_end >= 0:
            os.close(self._write_end)
            self._write_end = -1
        for thread in self._threads:
            thread.join(patience)

    def _join(self) -> None:
        self._stop()
        if self._faults:
            raise self._faults[0]

    def _guard(self, work: Callable[..., None], *ends: int) -> None:
        """Do the work of a thread, keep its fault for the main one, and close its pipes."""
        try:
            work(*ends)
        except BaseException as fault:
            self._faults.append(fault)
        finally:
            for end in ends:
                os.close(end)

    def _write(self, packed_end: int) -> None:
        while piece := os.read(packed_end, _PIECE):
            self._target.write(piece)

    def _pack(self, text_end: int, packing_end: int) -> None:
        verbosity = pysam.set_verbosity(0)
        count = 0
        try:
            with (
                pysam.VariantFile(text_end, "r") as text,
                pysam.VariantFile(
                    packing_end, self._mode, header=text.header, threads=self._packing_threads
                ) as packed,
            ):
                for record in text:
                    packed.write(record)
                    count += 1
        except Exception as error:
            # pysam meets a failed write to a bare descriptor with a TypeError of its own.
            raise InputError(
                f"htslib cannot pack record {count + 1} as BCF: is a contig, INFO, FORMAT or "
                "FILTER name in it missing from the header? Declare it there, or write VCF (-O z)",
                path=self._target.shown,
            ) from error
        finally:
            pysam.set_verbosity(verbosity)
