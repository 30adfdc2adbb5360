"""The samples of a record that carry an ALT allele, by vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Carriers:
    """The samples of a record whose genotype names an ALT allele.

    Attributes:
        samples: their numbers, ascending.
        columns: for each, the number of its column among the distinct ones.
        total: how many samples the record has.
    """

    samples: NDArray[np.int32]
    columns: NDArray[np.int32]
    total: int

    @property
    def size(self) -> int:
        """Bytes that they take."""
        return self.samples.nbytes + self.columns.nbytes

    def first_samples(self) -> list[int]:
        """Return for each distinct column the first sample that has it."""
        import numpy as np  # noqa: PLC0415 - slow to load

        _, places = np.unique(self.columns, return_index=True)
        first: list[int] = self.samples[places].tolist()
        return first
