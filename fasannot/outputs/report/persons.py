"""Whose alleles they are: each sample of the inputs with all that the answer needs of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fasannot.outputs.gathered import Carrier, GatheredAllele
from fasannot.outputs.job import Collected
from fasannot.outputs.plot.chromosome import ChromosomePicture
from fasannot.outputs.weight import weight
from fasannot.people.families import Families
from fasannot.rules.finding import Finding
from fasannot.samples.depth import Depth
from fasannot.samples.genotype import Zygosity
from fasannot.wording.book import say
from fasannot.wording.carriers import unnamed, zygosity_text
from fasannot.wording.phrases import allele_place, percent_text, title

MATERNAL, PATERNAL = "maternal", "paternal"


@dataclass(frozen=True, slots=True)
class TissueShare:
    """The reads of one allele in one sample of a person.

    Attributes:
        tissue: the tissue in words; empty where it is not known.
        text: the reads in words: ``2 of 100 reads (2 %)``; empty where none are stated.
        short: the percentage alone; empty where it is not known.
        fraction: the same as a number.
        counts: ``2 of 100 reads``; empty where reads were not counted.
        total: reads that were counted; 0 where they were not.
    """

    tissue: str
    text: str
    short: str
    fraction: float | None
    counts: str = ""
    total: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """One allele of one person.

    Attributes:
        number: the allele's number on the page.
        finding: what is known of the allele.
        zygosity: in words.
        homozygous: whether every copy carries it.
        mosaic: whether it is somatic or the reads fit a mosaic.
        tissues: the reads, by sample.
        origin: where it comes from, in words; empty where nothing tells.
        inherited: the origin by the family, as in INHERITANCE.
        notes: codes that a careful reader needs.
        place: where it stands in its file; names what has no name.
    """

    number: int
    finding: Finding
    zygosity: str
    homozygous: bool
    mosaic: bool
    tissues: tuple[TissueShare, ...]
    origin: str = ""
    inherited: str = ""
    notes: tuple[str, ...] = ()
    place: str = ""

    @property
    def title(self) -> str:
        """The shortest name that tells it; of what has none, its place in the file."""
        finding = self.finding
        if self.place and not finding.hgvs_c and not finding.hgvs_g:
            return self.place
        return title(finding)

    @property
    def from_whom(self) -> str:
        """The parent it comes from, in words; empty where that is not known."""
        word = self.inherited.partition(";")[0]
        for side in (MATERNAL, PATERNAL):
            if word == side or word.startswith(f"{side}_"):
                return say(f"from.{side}")
        return say("from.new") if word == "de_novo" else ""


@dataclass(frozen=True, slots=True)
class Pair:
    """How two candidates of a person lie to each other.

    Attributes:
        names: their names.
        relation: ``trans``, ``cis`` or ``unknown``.
        reason: how that is known.
    """

    names: tuple[str, str]
    relation: str
    reason: str


@dataclass(slots=True)
class Person:
    """One person, or one sample where no sheet says whose it is.

    Attributes:
        name: the name.
        source: number of the input, from 0.
        place: number of the sample in it, from 0; -1 for an input without samples.
        samples: names of the samples.
        tissues: the tissues in words; empty where not known.
        shares: the alleles carried, the weightiest first.
        pairs: how the candidates lie to each other.
        father: name of the father, empty where not known.
        mother: name of the mother, likewise.
        affected: whether the person is ill, ``None`` where not known.
        category: what the finding would support in the classification of ALPS; empty if nothing.
        by_sheet: whether a sheet says who it is; all tissues are then judged together.
        told: what a sheet and a case file add, in sentences.
        steps: what to do next, by the tissues and relatives of the sheet.
        pictures: chromosome 10 of each tube of sorted cells, where it was read.
    """

    name: str
    source: int
    place: int
    samples: tuple[str, ...] = ()
    tissues: tuple[str, ...] = ()
    shares: list[Share] = field(default_factory=list)
    pairs: tuple[Pair, ...] = ()
    father: str = ""
    mother: str = ""
    affected: bool | None = None
    category: str = ""
    by_sheet: bool = False
    told: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    pictures: tuple[ChromosomePicture, ...] = ()

    @property
    def candidates(self) -> list[Share]:
        """The alleles that need judging."""
        return [share for share in self.shares if share.finding.candidate]


def persons_of(
    inputs: Sequence[Collected], gathered: Sequence[GatheredAllele], pedigree: Families | None
) -> tuple[Person, ...]:
    """Return the samples of the inputs as persons, in file order; an input without samples is one.

    Args:
        inputs: what was found in each input.
        gathered: the alleles, in the order of their numbers.
        pedigree: the families, where a PED file tells them.
    """
    found: dict[tuple[int, int], Person] = {}
    for source, one in enumerate(inputs):
        for place, name in enumerate(one.summary.samples):
            found[source, place] = _person(name, source, place, pedigree)
        if not one.summary.samples:
            found[source, -1] = Person(say("word.no_sample"), source, -1)
    carriers: dict[tuple[int, int], dict[int, Carrier]] = {}
    for number, allele in enumerate(gathered, 1):
        for carrier in allele.carriers:
            key = (carrier.source, carrier.sample.call.sample)
            person = found.setdefault(key, _person(carrier.sample.sample, *key, pedigree))
            if any(share.number == number for share in person.shares):
                continue  # one allele in two records of a file
            person.shares.append(_share(number, allele, carrier))
            carriers.setdefault(key, {})[number] = carrier
        for occurrence in allele.occurrences:
            key = (occurrence.source, -1)
            if key in found and not any(s.number == number for s in found[key].shares):
                found[key].shares.append(
                    Share(number, allele.finding, "", False, False, (), place=place_of(allele))
                )
    for key, person in found.items():
        person.shares.sort(key=lambda share: (weight(share.finding), share.number))
        person.pairs = _pairs(person, carriers.get(key, {}))
    return tuple(found.values())


def _person(name: str, source: int, place: int, pedigree: Families | None) -> Person:
    person = Person(name or unnamed(), source, place, (name,))
    member = pedigree.members.get(name) if pedigree is not None else None
    if member is not None:
        person.father, person.mother = member.father, member.mother
        person.affected = member.affected
    return person


def _share(number: int, allele: GatheredAllele, carrier: Carrier) -> Share:
    sample = carrier.sample
    call = sample.event
    return Share(
        number=number,
        finding=allele.finding,
        zygosity=zygosity_text(call.zygosity),
        homozygous=call.zygosity is Zygosity.HOM,
        mosaic=call.mosaic,
        tissues=(tissue_share("", call.depth),),
        origin=say("origin.mosaic") if call.mosaic else "",
        inherited=sample.inheritance,
        place=place_of(allele),
    )


def place_of(allele: GatheredAllele) -> str:
    """Return where an allele stands in the first file that lists it."""
    return allele_place(allele.main.record, allele.main.item.alt)


def tissue_share(tissue: str, depth: Depth) -> TissueShare:
    """Return the reads of a sample in words."""
    if depth.alt is not None and depth.counted:
        return counted_share(tissue, depth.alt, depth.counted)
    if depth.fraction is None:
        return TissueShare(tissue, "", "", None)
    share = percent_text(depth.fraction)
    text = share if depth.total is None else say("reads.of_depth", share=share, total=depth.total)
    return TissueShare(tissue, text, share, depth.fraction)


def counted_share(tissue: str, alt: int, total: int) -> TissueShare:
    """Return counted reads in words; none read is never called absent."""
    if not total:
        return TissueShare(tissue, say("reads.none"), "", None)
    share = percent_text(alt / total)
    counts = say("reads.counts", alt=alt, total=total)
    text = say("reads.counted", counts=counts, share=share)
    return TissueShare(tissue, text, share, alt / total, counts, total)


def _pairs(person: Person, carriers: Mapping[int, Carrier]) -> tuple[Pair, ...]:
    """Return how candidates lie to each other; parents who were read settle what reads do not."""
    by_name = {title(share.finding): share for share in person.candidates}
    found: dict[frozenset[str], Pair] = {}
    for own, share in by_name.items():
        for partner in carriers[share.number].sample.partners if share.number in carriers else ():
            if partner.name not in by_name or partner.name == own:
                continue
            relation, reason = partner.relation.value, partner.reason
            if relation == "unknown":
                by_parents = _by_parents(share, by_name[partner.name])
                if by_parents:
                    relation, reason = by_parents, say("phase.parents")
            found.setdefault(
                frozenset((own, partner.name)), Pair((own, partner.name), relation, reason)
            )
    return tuple(found.values())


def _by_parents(one: Share, other: Share) -> str:
    """Return how two alleles lie, where each surely comes from one parent and not from the other.

    Only the plain words count: with one parent unread, either chromosome may be either parent's.
    """
    origins = [share.inherited.partition(";")[0] for share in (one, other)]
    if any(origin not in (MATERNAL, PATERNAL) for origin in origins):
        return ""
    return "cis" if origins[0] == origins[1] else "trans"
