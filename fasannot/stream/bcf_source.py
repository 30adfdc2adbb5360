"""BCF input, turned into VCF text by htslib."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

from fasannot.errors import InputError
from fasannot.stream.blocks import walk
from fasannot.stream.source import Source

if TYPE_CHECKING:
    import pysam

_LINES = 2000


class BcfSource(Source):
    """A BCF file, seen as the VCF text that htslib makes of it."""

    def _texts(self) -> Generator[list[bytes]]:
        with self._open() as records:
            yield [str(records.header).encode()]
            lines: list[bytes] = []
            for line in self._lines(records):
                lines.append(line)
                if len(lines) >= _LINES:
                    yield [b"".join(lines)]
                    lines = []
            yield [b"".join(lines)]

    def _lines(self, records: Any) -> Iterator[bytes]:
        number = 0
        iterator = iter(records)
        while True:
            try:
                record = next(iterator)
            except StopIteration:
                return
            except (OSError, ValueError) as error:
                raise InputError(
                    f"cannot be read on ({error}): the file is cut short or damaged; get a whole "
                    "copy of it",
                    path=self._raw.shown,
                    where=f"record {number + 1}",
                ) from error
            number += 1
            if number % _LINES == 0:
                self._raw.reached = os.lseek(self._raw.fileno(), 0, os.SEEK_CUR)
            yield str(record).encode()

    def _open(self) -> pysam.VariantFile:
        import pysam  # noqa: PLC0415 (loaded only when needed)

        if self._raw.peek(2) == b"\x1f\x8b":
            for _ in walk(self._raw):  # htslib only warns of a missing end-of-file block
                pass
        descriptor = self._raw.fileno()
        os.lseek(descriptor, 0, os.SEEK_SET)
        verbosity = pysam.set_verbosity(0)
        try:
            return pysam.VariantFile(descriptor, "r", threads=self._threads)
        except (OSError, ValueError) as error:
            raise InputError(
                f"htslib cannot read this BCF ({error}); it is damaged, or of a version before 2.1",
                path=self._raw.shown,
            ) from error
        finally:
            pysam.set_verbosity(verbosity)
