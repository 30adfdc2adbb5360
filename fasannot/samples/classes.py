"""Samples that show the same in every record: of each such class one is looked at."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from fasannot.files.carrier_vectors import Carriers
from fasannot.samples.call import Call

_NOTHING = 0  # the class of the samples without any call


class _Class(NamedTuple):
    """Samples of one class before that show the same in one more record.

    Attributes:
        before: number of the class before.
        place: number of the record.
        calls: their calls there, as of the first of them.
    """

    before: int
    place: int
    calls: tuple[Call, ...]


class SampleClasses:
    """Divides samples by their calls, record by record.

    A number is kept for each sample, and the calls of each class; how many classes there are
    depends on how many samples have calls that no other has, not on how many samples there are.

    Args:
        samples: how many.
    """

    def __init__(self, samples: int) -> None:
        self._of = array("I", bytes(array("I").itemsize * samples))
        self._classes: list[_Class | None] = [None]
        self._first: dict[int, int] = {}

    def add(self, place: int, shared: Iterable[tuple[int, tuple[Call, ...]]]) -> None:
        """Divide the samples by their calls in a record.

        Args:
            place: number of the record.
            shared: numbers of samples with their calls; one tuple where these are the same.
        """
        of, classes = self._of, self._classes
        made: dict[tuple[int, int], int] = {}
        for sample, calls in shared:
            key = of[sample], id(calls)  # the calls are kept, so that no other gets their id
            number = made.get(key)
            if number is None:
                number = made[key] = len(classes)
                classes.append(_Class(key[0], place, calls))
            of[sample] = number

    def divide(self, place: int, carriers: Carriers, of_column: Sequence[tuple[Call, ...]]) -> None:
        """Do the same by vectors.

        Args:
            place: number of the record.
            carriers: the samples.
            of_column: the calls of each distinct column.
        """
        import numpy as np  # noqa: PLC0415 - slow to load

        if not of_column:
            return
        of = np.frombuffer(self._of, f"u{self._of.itemsize}")
        has_calls = np.array([bool(calls) for calls in of_column], np.bool_)[carriers.columns]
        samples, columns = carriers.samples[has_calls], carriers.columns[has_calls]
        keys = of[samples].astype(np.int64) * len(of_column) + columns
        distinct, numbers = np.unique(keys, return_inverse=True)
        of[samples] = numbers.reshape(-1) + len(self._classes)
        for key in distinct.tolist():
            before, column = divmod(key, len(of_column))
            self._classes.append(_Class(before, place, of_column[column]))

    def members(self) -> Iterator[tuple[int, list[tuple[int, tuple[Call, ...]]]]]:
        """Yield the first sample of each class that has calls, with its records and calls there.

        To be called after the last record.
        """
        numbers = range(len(self._of))
        self._first = dict(
            zip(reversed(self._of), reversed(numbers), strict=True)
        )  # the last stays
        self._first.pop(_NOTHING, None)
        for number, sample in sorted(self._first.items(), key=lambda one: one[1]):
            yield sample, self._calls(number)

    def first(self, sample: int) -> int:
        """Return the first sample of a sample's class, itself where it has no calls."""
        return self._first.get(self._of[sample], sample)

    def _calls(self, number: int) -> list[tuple[int, tuple[Call, ...]]]:
        found = []
        while (one := self._classes[number]) is not None:
            found.append((one.place, one.calls))
            number = one.before
        return found[::-1]
