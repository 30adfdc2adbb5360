"""What every reader of pasted texts shares: the model, the knowledge, and how builds are told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from fasannot.allele.names.placing import LocusEdit
from fasannot.allele.names.references import Reference
from fasannot.allele.names.segments import Joint
from fasannot.allele.variant import canonical
from fasannot.errors import QueryError
from fasannot.gene.model import Assembly, GeneModel
from fasannot.rules.knowledge import Knowledge
from fasannot.rules.queries.reading import Allele, Reading


@dataclass(frozen=True, slots=True)
class Context:
    """What pasted texts are read with.

    Attributes:
        model: the gene model.
        knowledge: the shipped knowledge, for ids and catalogued alleles.
        build: build of positions that do not tell theirs; ``auto`` takes the one in whose locus
            they lie.
    """

    model: GeneModel
    knowledge: Knowledge
    build: str = "auto"

    def builds(self) -> tuple[Assembly, ...]:
        """Return the builds that positions may be on."""
        if self.build == "auto":
            return tuple(self.model.assemblies.values())
        return (self.model.assemblies[self.build],)

    def told_builds(self, *references: Reference | None) -> tuple[Assembly, ...]:
        """Return the builds that references leave open.

        Raises:
            QueryError: two of them contradict each other.
        """
        told = {item.assembly.name: item for item in references if item and item.assembly}
        if len(told) > 1:
            names = " and ".join(f"{item.text} ({name})" for name, item in told.items())
            raise QueryError(f"{names} contradict each other; leave one out")
        if told:
            return (self.model.assemblies[next(iter(told))],)
        return self.builds()

    def distinct(self, readings: Iterable[Reading]) -> list[Reading]:
        """Return the readings that stand for different alleles, the first of each."""
        found: dict[object, Reading] = {}
        for item in readings:
            key = tuple(self.key(allele) for allele in item.alleles)
            found.setdefault(key, item)
        return list(found.values())

    def key(self, allele: Allele) -> tuple[object, ...]:
        """Return what tells an allele from others: start, end and new bases where it is exact."""
        if isinstance(allele, LocusEdit):
            found = canonical(self.model.sequence, allele.start, allele.ref, allele.alt)
            return found.start, found.end, found.alt
        return (allele,)


def numbered(names: Sequence[Sequence[Reading]], joint: Joint | None) -> tuple[Reading, ...]:
    """Return the readings of a text that names several alleles, each marked whose it is.

    Args:
        names: for each name its readings.
        joint: how the alleles lie to each other, where the text says so.
    """
    count = len(names)
    if count < 2:
        return tuple(names[0]) if names else ()
    lies = {
        Joint.CIS: " on one chromosome",
        Joint.TRANS: " on two chromosomes",
        Joint.UNKNOWN: " of unknown phase",
        None: "",
    }[joint]
    note = f"the text names {count} alleles{lies}; each is explained alone"
    if joint is Joint.CIS:
        note += ". What they do together is not shown: annotate a phased VCF with --haplotypes"
    return tuple(
        replace(
            item, reading=f"{item.reading}, {number} of {count}{lies}", notes=(note, *item.notes)
        )
        for number, readings in enumerate(names, 1)
        for item in readings
    )
