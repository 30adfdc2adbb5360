"""Count the records of a BCF stream as it goes by, and see that it is one."""

from __future__ import annotations

import struct

MAGIC = (b"BCF\x02\x01", b"BCF\x02\x02")
_LENGTHS = struct.Struct("<II")
_HEAD = 9


class RecordCounter:
    """Counts whole records in inflated BCF that comes in pieces of any size.

    Attributes:
        count: records whose start was seen.
        is_bcf: whether the stream started as BCF does.
    """

    def __init__(self) -> None:
        self.count = 0
        self.is_bcf = False
        self._rest = b""
        self._skip = 0

    @property
    def whole(self) -> bool:
        """Whether the stream stands at the end of a record, or of the header."""
        return self.is_bcf and not self._skip and not self._rest

    def take(self, text: bytes) -> None:
        """Look at the next bytes of the stream."""
        buffer = self._rest + text if self._rest else text
        at = self._skip
        size = len(buffer)
        if not self.is_bcf:
            if size < _HEAD:
                self._rest = buffer
                return
            if buffer[:5] not in MAGIC:
                self._rest = buffer[:_HEAD]
                return
            self.is_bcf = True
            at = _HEAD + int.from_bytes(buffer[5:_HEAD], "little")
        last = size - _LENGTHS.size
        unpack = _LENGTHS.unpack_from
        count = 0
        while at <= last:
            shared, individual = unpack(buffer, at)
            at += 8 + shared + individual
            count += 1
        self.count += count
        self._rest = buffer[at:]
        self._skip = max(0, at - size)
