"""One sample's column of a record, taken apart: genotype, subfields, copies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from fasannot.allele.structural.variant import StructuralKind
from fasannot.files.numbers import count_number, real_number
from fasannot.files.vcf.record import Record
from fasannot.rules.annotator import AnnotatedAllele
from fasannot.samples.depth import DEPTH_KEYS
from fasannot.samples.genotype import Genotype, Zygosity

_KEYS = frozenset(
    {
        "GT", "LGT", "LAA", "PS", "PSL", "PGT", "PID", "GQ", "FT", "CN", "ECN", "MCN", *DEPTH_KEYS,
    }
)  # fmt: skip
_MISSING = ("", ".")
_LOST = frozenset({StructuralKind.DELETION, StructuralKind.COPY_NUMBER})
_GAINED = frozenset({StructuralKind.DUPLICATION, StructuralKind.DISPERSED})
Alleles = Mapping[int, AnnotatedAllele]


@lru_cache(maxsize=1024)
def read_places(layout: bytes) -> tuple[tuple[str, int], ...]:
    """Return the keys of FORMAT that are read, and their places in a column."""
    keys = layout.decode("utf-8", "replace").split(":")
    return tuple([(key, place) for place, key in enumerate(keys) if key in _KEYS])


class Column(NamedTuple):
    """One sample's column of a record, taken apart.

    Attributes:
        record: the record.
        alleles: the alleles wanted.
        keys: FORMAT keys that are read, missing values or not.
        sample: number of the sample.
        genotype: its genotype, ``None`` where the column states none.
        values: its subfields, missing ones left out.
        local: alleles that its local fields list.
    """

    record: Record
    alleles: Alleles
    keys: frozenset[str]
    sample: int
    genotype: Genotype | None
    values: Mapping[str, str]
    local: tuple[int, ...] | None

    @property
    def called(self) -> bool:
        """Whether the genotype names any allele."""
        return self.genotype is not None and any(item >= 0 for item in self.genotype.alleles)

    @property
    def carries(self) -> bool:
        """Whether genotype or copy number show any ALT."""
        held = self.genotype is not None and any(item > 0 for item in self.genotype.alleles)
        return held or bool(self.by_copies)

    @property
    def copies(self) -> int | None:
        """Copies of the stretch that the sample has, ``None`` where that is not stated."""
        return _rounded(self.values.get("CN"))

    @property
    def expected(self) -> int:
        """Copies that a sample without the change has."""
        stated = _rounded(self.values.get("ECN"))
        return 2 if stated is None else stated

    @property
    def by_copies(self) -> frozenset[int]:
        """Structural alleles that the copy number shows where no genotype is called."""
        if self.called:
            return frozenset()
        copies = self.copies
        found = set()
        for number, item in self.alleles.items():
            kind = item.structural.kind if item.structural is not None else None
            if kind is StructuralKind.LOH:
                if _rounded(self.values.get("MCN")) == 0:
                    found.add(number)
            elif copies is None or copies == self.expected:
                continue
            elif kind is StructuralKind.COPY_NUMBER or kind in (
                _LOST if copies < self.expected else _GAINED
            ):
                found.add(number)
        return frozenset(found)

    def kind(self, number: int) -> StructuralKind | None:
        """Return what a structural allele is in this sample."""
        structural = self.alleles[number].structural
        if structural is None:
            return None
        kind = structural.kind
        if self._lost_one_parent:
            return StructuralKind.LOH
        copies = self.copies
        if kind is StructuralKind.COPY_NUMBER and copies is not None and copies != self.expected:
            lost = copies < self.expected
            return StructuralKind.DELETION if lost else StructuralKind.DUPLICATION
        return kind

    @property
    def _lost_one_parent(self) -> bool:
        """Whether a genotype names deletion and duplication of one stretch: copy-neutral loss."""
        if self.genotype is None:
            return False
        kinds = {
            item.structural.kind
            for number, item in self.alleles.items()
            if number in self.genotype.alleles and item.structural is not None
        }
        segment = {StructuralKind.DELETION, StructuralKind.DUPLICATION} <= kinds
        return segment and self.copies is not None and self.copies >= self.expected


def _rounded(text: str | None) -> int | None:
    number = real_number(text)
    return None if number is None else round(number)


def zygosity_by_copies(
    stated: Zygosity, kind: StructuralKind | None, copies: int | None, expected: int
) -> Zygosity:
    """Return the zygosity of an allele that changes copies: the number of copies decides."""
    if copies is None or expected != 2:
        return stated
    if kind is StructuralKind.DELETION and copies < 2:
        return Zygosity.HET if copies else Zygosity.HOM
    if kind is StructuralKind.DUPLICATION and copies > 2:
        if copies == 3:
            return Zygosity.HET
        return Zygosity.UNKNOWN if stated is Zygosity.HAPLOID else stated
    return stated


def column_values(column: bytes, places: tuple[tuple[str, int], ...]) -> dict[str, str]:
    """Return the subfields of a column that are read; missing ones left out."""
    parts = column.decode("utf-8", "replace").split(":")
    count = len(parts)
    return {
        key: parts[place] for key, place in places if place < count and parts[place] not in _MISSING
    }


def local_alleles(text: str | None) -> tuple[int, ...] | None:
    """Return the alleles that LAA lists, ``None`` where it lists none or no numbers."""
    if text is None:
        return None
    numbers = [count_number(item) for item in text.split(",")]
    known = [number for number in numbers if number is not None]
    return tuple(known) if len(known) == len(numbers) else None
