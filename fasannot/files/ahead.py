"""Work through an iterator on a thread, a few items ahead of who takes them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
_AHEAD = 4
_PATIENCE = 0.5  # seconds


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """Yield the items in order, made on a thread of their own; faults are raised where they fall.

    >>> list(ahead(number * number for number in range(5)))
    [0, 1, 4, 9, 16]
    """
    from queue import SimpleQueue  # noqa: PLC0415 - only where needed: it takes long to load

    made: SimpleQueue[tuple[Item] | BaseException | None] = SimpleQueue()
    room = threading.Semaphore(_AHEAD)
    stopped = threading.Event()

    def make() -> None:
        try:
            for item in items:
                room.acquire()
                if stopped.is_set():
                    return
                made.put((item,))
            made.put(None)
        except BaseException as fault:  # handed on to the thread that takes the items
            made.put(fault)

    thread = threading.Thread(target=make, name="ahead", daemon=True)
    thread.start()
    try:
        while (item := made.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            room.release()
            yield item[0]
    finally:
        stopped.set()
        room.release()
        # It may be waiting for a pipe that stays silent; as a daemon it holds nobody up.
        thread.join(_PATIENCE)
