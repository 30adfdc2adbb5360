"""The outputs of a run: all are whole before the first is put in place, or none appears."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from fasannot.files.candidates import OutputKind
from fasannot.files.opening import open_sink
from fasannot.files.sink import Sink


class Member(Protocol):
    """One output: it is made whole, put in place, taken back, settled or given up."""

    @property
    def is_file(self) -> bool:
        """Whether it is a file that appears at the end, not a pipe or a device."""

    def prepare(self) -> None:
        """Write all that is still to be written, and bring it to disk."""

    def place(self, *, keep: bool) -> None:
        """Put it in place; keep what was there before, so that it can be taken back."""

    def undo(self) -> None:
        """Take it back, and put back what was there before."""

    def settle(self) -> None:
        """Let go of what was there before."""

    def discard(self) -> None:
        """Leave no trace of what was not put in place."""


class ReaderLeftError(BrokenPipeError):
    """The reader of standard output went away, and files that were asked for were not written."""


def text_kind(path: str | None) -> OutputKind:
    """Return how text is written to a path: bgzip where its name ends in ``.gz`` or ``.bgz``."""
    packed = path is not None and path.lower().endswith((".gz", ".bgz"))
    return OutputKind.BGZF if packed else OutputKind.TEXT


class Outputs:
    """All outputs of a run; a context manager that puts them in place together."""

    def __init__(self) -> None:
        self._members: list[Member] = []

    def open(
        self,
        path: str | None,
        kind: OutputKind = OutputKind.TEXT,
        *,
        threads: int = 1,
        write_index: bool = False,
    ) -> Sink:
        """Return a sink of this run; see ``open_sink``."""
        sink = open_sink(path, kind, threads=threads, write_index=write_index)
        self._members.append(sink)
        return sink

    def add(self, member: Member) -> None:
        """Take an output that was opened elsewhere."""
        self._members.append(member)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._finish()
            elif isinstance(error, BrokenPipeError):
                raise self._left(error)
        except BrokenPipeError as fault:
            raise self._left(fault) from None
        finally:
            for member in self._members:
                member.discard()

    def _left(self, fault: BrokenPipeError) -> BrokenPipeError:
        files = any(member.is_file for member in self._members)
        return ReaderLeftError(*fault.args) if files else fault

    def _finish(self) -> None:
        # Pipes first: when their reader is gone no file must appear.
        members = sorted(self._members, key=lambda member: member.is_file)
        for member in members:
            member.prepare()
        keep = sum(member.is_file for member in members) > 1
        placed: list[Member] = []
        try:
            for member in members:
                member.place(keep=keep)
                placed.append(member)
        except BaseException:
            for member in reversed(placed):
                member.undo()
            raise
        for member in members:
            member.settle()
