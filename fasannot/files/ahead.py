"""Work on the items of an iterator on threads, a few items ahead of who takes the results."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from queue import SimpleQueue

Item = TypeVar("Item")
Result = TypeVar("Result")
_AHEAD = 4
_PATIENCE = 0.5  # seconds


def ahead(
    work: Callable[[Item], Result], items: Iterable[Item], threads: int = 1, *, helps: bool = False
) -> Iterator[Result]:
    """Yield what becomes of the items, in order; faults are raised where they fall.

    >>> list(ahead(lambda number: number * number, range(5), threads=2, helps=True))
    [0, 1, 4, 9, 16]

    Args:
        work: called on any of the threads.
        items: gone through on those threads too, by one at a time.
        threads: how many, beside the one that takes the results.
        helps: let that one work on items too, rather than wait; not where an item may be long in
            coming, for then it would wait for that with a result at hand.
    """
    shared = _Shared(work, items, threads + _AHEAD)
    workers = [
        threading.Thread(target=shared.work_on_all, name="ahead", daemon=True)
        for _ in range(threads)
    ]
    for worker in workers:
        worker.start()
    try:
        while (place := shared.places.get()) is not None:
            while helps and place.empty() and shared.help_out():
                pass
            result = place.get()
            if isinstance(result, BaseException):
                raise result
            shared.room.release()
            yield result[0]
    finally:
        shared.stopped.set()
        shared.room.release(threads)
        # One may be waiting for a pipe that stays silent; as daemons they hold nobody up.
        latest = time.monotonic() + _PATIENCE
        for worker in workers:
            worker.join(max(0.0, latest - time.monotonic()))


class _Shared(Generic[Item, Result]):
    """What the threads have in common.

    Attributes:
        places: one for each item, in their order; it is made as the item is taken, and filled when
            it is done. ``None`` is behind the last.
        room: for items that are taken and whose results are not.
        stopped: whether no more is to be taken.
    """

    def __init__(self, work: Callable[[Item], Result], items: Iterable[Item], room: int) -> None:
        from queue import SimpleQueue  # noqa: PLC0415 - only where needed: it takes long to load

        self.places: SimpleQueue[SimpleQueue[tuple[Result] | BaseException] | None] = SimpleQueue()
        self.room = threading.Semaphore(room)
        self.stopped = threading.Event()
        self._work = work
        self._items = iter(items)
        self._taking = threading.Lock()
        self._new_place = SimpleQueue

    def work_on_all(self) -> None:
        """Work on all items that are still to come."""
        while not self.stopped.is_set():
            self.room.acquire()
            self._taking.acquire()
            self._work_on_next()

    def help_out(self) -> bool:
        """Work on the next item where there is room; tell whether there may be more."""
        if not self.room.acquire(blocking=False):
            return False
        if not self._taking.acquire(blocking=False):
            self.room.release()
            return False
        self._work_on_next()
        return not self.stopped.is_set()

    def _work_on_next(self) -> None:
        """Work on the next item, if there is one; called by who holds the lock for taking."""
        place: SimpleQueue[tuple[Result] | BaseException] = self._new_place()
        try:
            try:
                if self.stopped.is_set():
                    return
                item = next(self._items)
                self.places.put(place)
            except StopIteration:
                self.stopped.set()
                self.places.put(None)
                return
            except BaseException:
                self.stopped.set()
                self.places.put(place)
                raise
            finally:
                self._taking.release()
            place.put((self._work(item),))
        except BaseException as fault:  # handed on to the thread that takes the results
            place.put(fault)
            if not isinstance(fault, Exception):
                raise  # in that thread itself: it was interrupted
