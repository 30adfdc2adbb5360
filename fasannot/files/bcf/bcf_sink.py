"""BCF output: VCF text goes through a pipe to a process in which bcftools packs it."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
from typing import IO

from fasannot.errors import InputError
from fasannot.files.bcf.bcf_counting import RecordCounter
from fasannot.files.bcf.bcf_packer import command
from fasannot.files.bgzf.chain import inflate_run, walk
from fasannot.files.candidates import Candidate, OutputKind, printable
from fasannot.files.raw import RawInput
from fasannot.files.sink import BgzfSink, Sink
from fasannot.files.target import DirectTarget, FileTarget

_PATIENCE = 0.5  # seconds
_SAID = 1 << 16
_REASON = re.compile(r"\[E::\w+\] *([^\n]+)")


class BcfSink(Sink):
    """Packs VCF text into BCF records in a process of its own (``bcf_packer``).

    A thread takes what that process writes and writes it to the target, so that faults of writing
    (a full disk, a closed pipe) are met outside htslib. It looks at all of it: as many records as
    went in must come out, or the output is not made final.
    """

    def __init__(
        self, target: DirectTarget | FileTarget, kind: OutputKind, threads: int = 1
    ) -> None:
        super().__init__(target)
        self._kind = kind
        self._packing_threads = threads
        self._fault: BaseException | None = None
        self._packer: subprocess.Popen[bytes] | None = None
        self._writer: threading.Thread | None = None
        self._said: IO[bytes] | None = None
        self._ready: Sink | None = None
        self._line_start = b""
        self._tabs = 0
        self._sent = 0
        self._packed = RecordCounter()

    def packed(self) -> Sink:
        """Return a sink for records that are BCF already; nothing else may be written then."""
        if self._ready is None:
            compressed = self._kind is OutputKind.BCF
            self._ready = (
                BgzfSink(self._target, self._packing_threads) if compressed else Sink(self._target)
            )
        return self._ready

    def _start(self) -> subprocess.Popen[bytes]:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the packer
        self._packer = subprocess.Popen(
            command(self._kind.value, self._packing_threads),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            bufsize=0,
        )
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._writer.start()
        return self._packer

    def flush(self) -> None:
        """Hand what is buffered to htslib."""
        if not self._pending:
            return
        packer = self._packer or self._start()
        assert packer.stdin is not None
        text = b"".join(self._pending)
        self._pending.clear()
        self._pending_size = 0
        self._check_columns(text)
        data = memoryview(text)
        try:
            while data:
                data = data[packer.stdin.write(data) or 0 :]
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
        if self._packer is not None:
            self._packer.kill()
            self._close()
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
            elif line.count(b"\t") == self._tabs:
                self._sent += 1
            elif line.strip():
                found = line.count(b"\t") + 1
                raise InputError(
                    f"the record at {Candidate(line).where} has {found} columns and the header "
                    f"{self._tabs + 1}; correct it, or write VCF (-O z)",
                    path=self._target.shown,
                )

    def _close(self) -> None:
        """Close the packer's pipes and take leave of it; a writer that hangs is left behind."""
        packer = self._packer
        if packer is None:
            return
        if packer.stdin is not None and not packer.stdin.closed:
            packer.stdin.close()
        if self._writer is not None:
            self._writer.join(_PATIENCE)
        packer.wait()
        if self._said is not None:
            self._said.close()
            self._said = None

    def _join(self) -> None:
        """Wait for the packer to end; raise its fault or that of writing."""
        packer = self._packer
        if packer is None:
            return
        assert packer.stdin is not None
        packer.stdin.close()
        if self._writer is not None:
            self._writer.join()
        code = packer.wait()
        said = ""
        if self._said is not None:
            self._said.seek(0)
            said = self._said.read(_SAID).decode("utf-8", "replace")
        self._close()
        if code > 0:
            raise self._unpackable(said)
        if self._fault is not None:
            raise self._fault
        self._check_packed(code)

    def _unpackable(self, said: str) -> InputError:
        reason = _REASON.search(said)
        why = f" ({printable(reason[1].encode(), 200)})" if reason else ""
        return InputError(
            f"htslib cannot pack a record as BCF{why}: is a contig, INFO, FORMAT or FILTER name in "
            "it missing from the header? Declare it there, or write VCF (-O z)",
            path=self._target.shown,
        )

    def _check_packed(self, code: int) -> None:
        """Raise an InputError unless all records that went to the packer came back packed."""
        packed = self._packed
        if code or not packed.whole or packed.count != self._sent:
            raise InputError(
                f"{self._sent} records were sent to be packed and {packed.count} came back: the "
                "packing process failed; try again, or write VCF (-O z)",
                path=self._target.shown,
            )

    def _write(self) -> None:
        """Write what the packer gives to the target, counting; on a fault end the packer."""
        packer = self._packer
        assert packer is not None
        assert packer.stdout is not None
        raw = RawInput("packed records", os.dup(packer.stdout.fileno()))
        raw.forget()
        try:
            for run in walk(raw):
                self._packed.take(inflate_run(run, raw.shown).text)
                self._target.write(run.data)
        except BaseException as fault:
            self._fault = fault
            packer.kill()
        finally:
            raw.close()
            packer.stdout.close()
