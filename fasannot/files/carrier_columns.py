"""The samples of a record that carry an ALT allele, and which of them have the same column."""

from __future__ import annotations

from array import array
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class CarrierColumns:
    """The samples of a record whose genotype names an ALT allele.

    Attributes:
        samples: their numbers, ascending.
        columns: for each, the number of its column among the distinct ones.
        first: for each distinct column, the first sample that has it.
        total: how many samples the record has.
    """

    samples: array[int]
    columns: array[int]
    first: tuple[int, ...]
    total: int

    @property
    def size(self) -> int:
        """Bytes that they take, about."""
        return 2 * self.samples.itemsize * len(self.samples)
