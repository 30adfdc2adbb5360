"""Families of one input by a pedigree: inheritance and phase of each sample's alleles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fasannot.files.vcf.record import Record
from fasannot.gene.model import Assembly, GeneModel
from fasannot.people.events import SampleKey
from fasannot.people.families import read_families
from fasannot.people.family_view import FamilyView, persons_of
from fasannot.people.gathering import Gatherer
from fasannot.rules.annotator import AnnotatedAllele
from fasannot.rules.flags import Flag, joined_flags
from fasannot.samples.call import Call
from fasannot.samples.carried import CarriedAllele
from fasannot.samples.pairs import Partner, Relation
from fasannot.samples.sample_finding import SampleFinding

_BY_PARENTS = {
    Relation.TRANS: "by the genotypes of the family: one from each parent",
    Relation.CIS: "by the genotypes of the family: both from one parent",
}


class FamilyCompanion:
    """Adds what a pedigree says to the samples of an input.

    Args:
        path: the PED file.
        model: the gene model.
    """

    def __init__(self, path: str, model: GeneModel) -> None:
        self.path = path
        self.model = model
        self.families = read_families(path)
        self._gatherer: Gatherer | None = None
        self._view: FamilyView | None = None

    def start(self, samples: Sequence[str]) -> None:
        """Begin, with the samples of the input."""
        self._persons = persons_of(self.families, samples, self.path) if samples else {}
        wanted = {SampleKey(name): self.families.root(name) for name in self._persons}
        self._gatherer = Gatherer(self.model, wanted)
        self._gatherer.start("", samples)

    def add(
        self,
        record: Record,
        alleles: Sequence[AnnotatedAllele],
        calls: Sequence[Call],
        assembly: Assembly,
    ) -> None:
        """Take note of a record."""
        if self._gatherer is not None:
            self._gatherer.add(record, alleles, calls, assembly)

    def join(self, places: Sequence[frozenset[tuple[int, int]]]) -> None:
        """Take note of which alleles of which records are one event."""
        if self._gatherer is not None:
            self._gatherer.join(places)

    def settle(self) -> None:
        """Work out what follows, after the last record."""
        if self._gatherer is not None:
            self._view = FamilyView(self.families, self._persons, self._gatherer.events())
            self._names = {event.short: event.key for event in self._view.events if event.candidate}

    def applied(
        self,
        record: Record,
        alleles: Sequence[AnnotatedAllele],
        shown: tuple[CarriedAllele, ...],
    ) -> tuple[CarriedAllele, ...]:
        """Return a record's alleles with inheritance, and with phase by the family."""
        found = []
        for base, item in zip(alleles, shown, strict=True):
            if not item.samples:
                found.append(item)
                continue
            key = self._gatherer.key_of(base.findings[0], record) if self._gatherer else ()
            samples = tuple([self._of(one, key) for one in item.samples])
            found.append(with_samples(base, item, samples))
        return tuple(found)

    def _of(self, one: SampleFinding, key: tuple[object, ...]) -> SampleFinding:
        if self._view is None or one.sample not in self._persons:
            return one
        partners = tuple([self._partner(one.sample, key, partner) for partner in one.partners])
        flags = one.flags
        pairs = [partner for partner in partners if partner.relation is not Relation.CIS]
        if partners and not pairs:
            dropped = (Flag.COMPOUND, Flag.SECOND_HIT)
            flags = tuple([flag for flag in flags if flag not in dropped])
        elif any(partner != old for partner, old in zip(partners, one.partners, strict=True)):
            flags = joined_flags(flags, (Flag.COMPOUND,) if not one.call.mosaic else ())
        inheritance = self._view.inheritance(one.sample, key)
        return replace(one, partners=partners, flags=flags, inheritance=inheritance)

    def _partner(self, sample: str, key: tuple[object, ...], partner: Partner) -> Partner:
        other = self._names.get(partner.name)
        if partner.relation is not Relation.UNKNOWN or other is None or self._view is None:
            return partner
        together = self._view.phase(sample, key, other)
        if together is None or partner.mosaic:
            return partner
        relation = Relation.CIS if together else Relation.TRANS
        return partner._replace(relation=relation, reason=_BY_PARENTS[relation])


def with_samples(
    base: AnnotatedAllele, item: CarriedAllele, samples: tuple[SampleFinding, ...]
) -> CarriedAllele:
    """Return an allele with other sample findings; its flags are its own and theirs."""
    own = [sample.flags for sample in samples]
    findings = tuple(
        [replace(finding, flags=joined_flags(finding.flags, *own)) for finding in base.findings]
    )
    return replace(item, findings=findings, samples=samples)
