"""What the people layer needs to know of an event and of each sample at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from fasannot.people.reads import Change
from fasannot.people.site_model import SiteClass
from fasannot.rules.flags import Flag
from fasannot.samples.genotype import Zygosity
from fasannot.samples.phase import Phase

NO_PHASE = Phase()


class SampleKey(NamedTuple):
    """A sample of a file.

    Attributes:
        name: its name in the file.
        file: the file, as the sheet resolves it; empty for the input of the command.
    """

    name: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What one sample shows of one event.

    Attributes:
        called: whether a caller gave the event to the sample.
        zygosity: copies in the genotype.
        alt: ALT reads, ``None`` where they were not counted.
        total: reads of all alleles, ``None`` likewise.
        depth: depth as stated, ``None`` if not.
        quality: quality of the genotype, ``None`` if not stated.
        reference: whether the genotype is complete and lacks the event.
        phase: where on which chromosome.
        mosaic: whether the reads are too few for all cells, by the rule for one sample.
        listed: whether a record of the sample's file has the event or its place.
        block: whether the reads are those of a reference block, which counts no ALT reads.
        implied: whether a larger called event holds it, or smaller ones that it is made of.
        genotype_place: record and number of copies of the genotype: two alleles of one genotype
            lie on two chromosomes.
    """

    called: bool = False
    zygosity: Zygosity = Zygosity.UNKNOWN
    alt: int | None = None
    total: int | None = None
    depth: int | None = None
    quality: float | None = None
    reference: bool = False
    phase: Phase = NO_PHASE
    mosaic: bool = False
    listed: bool = False
    block: bool = False
    implied: bool = False
    genotype_place: tuple[int, int] = (-1, 0)

    @property
    def carries(self) -> bool:
        """Whether the sample carries the event, as called, under this or another spelling."""
        return self.called or self.implied

    def better(self, other: Shown) -> Shown:
        """Return the one of two that tells more: a call before none, then the more reads."""
        return max(
            self, other, key=lambda one: (one.called, one.total or 0, one.depth or 0, one.reference)
        )


@dataclass(frozen=True, slots=True)
class Event:
    """One event, however it was written.

    Attributes:
        key: what makes it one.
        hgvs_c: c. name with accession, empty without one.
        hgvs_p: p. name with accession, empty without one.
        name: c. name, else g. name, else place and bases.
        short: the same without accession.
        flags: flags of the allele itself.
        candidate: whether it deserves a look for ALPS.
        order: place along the gene.
        kind: class of the change, for reads.
        change: the change as reads are compared with it, ``None`` where it is not known exactly.
        deleted: interval that it deletes from the locus, ``None`` for other changes.
        frequent: whether it is known in the population.
        points: points of the automated criteria, ``None`` where it was not judged.
        criteria: the automated criteria with strength.
        classification: the class from them.
        known: catalogue entries.
        parts: keys of the substitutions that it is made of, where they are events of their own.
        shown: what each sample shows.
    """

    key: tuple[object, ...]
    hgvs_c: str
    hgvs_p: str
    name: str
    short: str
    flags: tuple[Flag, ...]
    candidate: bool
    order: tuple[int, int, str]
    kind: SiteClass
    change: Change | None
    deleted: tuple[int, int] | None = None
    frequent: bool = False
    points: int | None = None
    criteria: tuple[str, ...] = ()
    classification: str = ""
    known: tuple[str, ...] = ()
    parts: frozenset[tuple[object, ...]] = frozenset()
    shown: Mapping[SampleKey, Shown] = field(default_factory=dict)

    def takes(self, other: Event) -> bool:
        """Return whether the event deletes all the bases that another one changes."""
        if self.deleted is None or other.change is None or other.key == self.key:
            return False
        start, end = self.deleted
        inside = start <= other.change.start and other.change.end <= end
        return inside and end - start > 1

    def overlaps(self, other: Event) -> bool:
        """Return whether one of two events is made of the other: two spellings of one change."""
        return self.key in other.parts or other.key in self.parts
