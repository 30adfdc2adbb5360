"""GT: the alleles of one sample at one record, and a cheap search for the samples that carry any.

A cohort record holds thousands of columns of which few matter: carriers are found by one regular
expression over the bytes, and only their columns are taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

_CARRIER = re.compile(rb"\t(?=[^:\t]*[1-9])")
_SEPARATOR = re.compile(r"[/|]")
_GENOTYPE = re.compile(r"[/|]?(?:[0-9]{1,9}|\.)(?:[/|](?:[0-9]{1,9}|\.))*\Z")
MISSING = -1


class Zygosity(StrEnum):
    """How many copies of an allele a genotype holds; ``unknown`` without a complete genotype."""

    HET = "het"
    HOM = "hom"
    HAPLOID = "hap"
    UNKNOWN = "unknown"


class Genotype(NamedTuple):
    """One GT.

    Attributes:
        text: as written; alleles renumbered to the record's where it was a local genotype.
        alleles: allele numbers in order, -1 for a missing one.
        phased: whether all of them are on known sides (``|``).
    """

    text: str
    alleles: tuple[int, ...]
    phased: bool

    @classmethod
    def parse(cls, text: str) -> Genotype:
        """Return a genotype from its text.

        Raises:
            ValueError: the text is no genotype.

        >>> Genotype.parse("0|1")
        Genotype(text='0|1', alleles=(0, 1), phased=True)
        """
        if not _GENOTYPE.match(text):
            raise ValueError(f"GT is {text!r}, not allele numbers joined by / or |")
        body = text.lstrip("/|")  # VCF 4.4 may state the phase of the first allele in front
        alleles = tuple([MISSING if part == "." else int(part) for part in _SEPARATOR.split(body)])
        phased = len(alleles) > 1 and "/" not in text
        return cls(text, alleles, phased)

    def zygosity(self, allele: int) -> Zygosity:
        """Return how many of the copies are one allele.

        >>> [Genotype.parse(text).zygosity(1).value for text in ("0/1", "1|1", "1", "./1")]
        ['het', 'hom', 'hap', 'unknown']
        """
        alleles = self.alleles
        if len(alleles) == 1:
            return Zygosity.HAPLOID
        if alleles.count(allele) == len(alleles):
            return Zygosity.HOM
        if any(item not in (allele, MISSING) for item in alleles):
            return Zygosity.HET
        return Zygosity.UNKNOWN

    def sides(self, allele: int) -> tuple[int, ...]:
        """Return the sides of ``|``, counted from 1, that hold an allele.

        >>> Genotype.parse("0|1").sides(1)
        (2,)
        """
        return tuple([side for side, item in enumerate(self.alleles, 1) if item == allele])


def carrier_columns(genotypes: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield sample number and column of each sample whose first subfield names an ALT allele.

    Args:
        genotypes: FORMAT and the sample columns, tab-separated; GT is the first FORMAT key.
    """
    last = genotypes.find(b"\t")
    number = 0
    for match in _CARRIER.finditer(genotypes):
        start = match.start()
        number += genotypes.count(b"\t", last, start)
        last = start
        end = genotypes.find(b"\t", start + 1)
        yield number, genotypes[start + 1 : end if end >= 0 else len(genotypes)]


def all_columns(genotypes: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield sample number and column of every sample."""
    yield from enumerate(genotypes.split(b"\t")[1:])
