"""Missing genotypes: a sample without a call is not a sample without the allele."""

from __future__ import annotations

from typing import NamedTuple

from fasannot.files.vcf.record import Record
from fasannot.outputs.job import Collected
from fasannot.wording.phrases import title


class MissingGenotypes(NamedTuple):
    """One record of the gene.

    Attributes:
        samples: numbers of the samples whose genotype is missing or incomplete, from 0.
        candidates: names of its candidate alleles.
    """

    samples: frozenset[int]
    candidates: tuple[str, ...]


def missing_genotypes(collected: Collected) -> tuple[MissingGenotypes, ...]:
    """Return the missing genotypes of each record that has an allele in FAS, in file order."""
    found: list[MissingGenotypes] = []
    last: Record | None = None
    for record, item in collected.rows:
        if record is not last:
            found.append(MissingGenotypes(_samples_without(record), ()))
            last = record
        finding = item.findings[0]
        if finding.candidate:
            samples, names = found[-1]
            found[-1] = MissingGenotypes(samples, (*names, title(finding)))
    return tuple(found)


def _samples_without(record: Record) -> frozenset[int]:
    layout, *columns = record.genotypes.split(b"\t")
    if layout.partition(b":")[0] not in (b"GT", b"LGT"):
        return frozenset()
    return frozenset(
        number
        for number, column in enumerate(columns)
        if not column or b"." in column.partition(b":")[0]
    )
