"""Samples that show the same in every record: of each such class one is looked at."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from fasannot.files.carrier_columns import CarrierColumns
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

    def divide(
        self, place: int, carriers: CarrierColumns, of_column: Sequence[tuple[Call, ...]]
    ) -> None:
        """Do the same where samples are known by their columns.

        Args:
            place: number of the record.
            carriers: the samples.
            of_column: the calls of each distinct column.
        """
        of, width = self._of, len(of_column)
        keys = [
            of[sample] * width + column
            for sample, column in zip(carriers.samples, carriers.columns, strict=True)
        ]
        made = dict.fromkeys(keys, _NOTHING)
        for key in made:
            before, column = divmod(key, width)
            calls = of_column[column]
            made[key] = len(self._classes) if calls else before
            if calls:
                self._classes.append(_Class(before, place, calls))
        for sample, number in zip(carriers.samples, map(made.__getitem__, keys), strict=True):
            of[sample] = number

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
