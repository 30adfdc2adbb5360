"""One reading of a pasted text: how it was read, and the alleles that it then stands for."""

from __future__ import annotations

from dataclasses import dataclass, field

from fasannot.allele.names.placing import LocusEdit
from fasannot.allele.structural.variant import StructuralVariant
from fasannot.files.vcf.record import Record
from fasannot.gene.model import Assembly


@dataclass(frozen=True, slots=True)
class RecordAllele:
    """A symbolic allele or breakend of a pasted VCF line."""

    record: Record
    number: int


Allele = LocusEdit | StructuralVariant | RecordAllele


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text.

    Attributes:
        query: the text as asked.
        reading: how it was read, in a few words.
        alleles: what it then stands for; several where a name does not tell the bases.
        assembly: the build that the text names, else ``None``.
        notes: what a reader should know of how it was read.
    """

    query: str
    reading: str
    alleles: tuple[Allele, ...] = field(repr=False)
    assembly: Assembly | None = None
    notes: tuple[str, ...] = ()
