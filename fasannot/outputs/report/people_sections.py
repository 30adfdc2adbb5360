"""The samples of the page: one section each, with the alleles that the sample carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fasannot.outputs.gathered import Carrier, GatheredAllele
from fasannot.outputs.job import Collected
from fasannot.outputs.report.alleles import CarrierLine, carrier_line
from fasannot.outputs.report.missing import MissingGenotypes, missing_genotypes
from fasannot.outputs.report.persons import Pair, Person
from fasannot.wording.book import say, say_count
from fasannot.wording.carriers import relation_text, unnamed
from fasannot.wording.phrases import short_name, title

_Settled = Mapping[frozenset[str], Pair]
MOST_SECTIONS = 100
_MOST_ROWS = 300  # alleles, of all sections together; as many notes
_FEWEST_ROWS = 4  # of a section
_MOST_PAIRS = 6


@dataclass(frozen=True, slots=True)
class CarriedAllele:
    """One allele of a sample.

    Attributes:
        number: the allele's number on the page.
        name: its c. name.
        protein: its p. name.
        candidate: whether it is a candidate.
        flags: its flags in this sample.
        line: zygosity, reads and the like.
    """

    number: int
    name: str
    protein: str
    candidate: bool
    flags: str
    line: CarrierLine


@dataclass(frozen=True, slots=True)
class SampleView:
    """One sample.

    Attributes:
        number: its number on the page, from 1.
        name: its name.
        source: the input that it is from.
        verdict: what was found, in a sentence.
        candidates: how many candidates it carries.
        alleles: all FAS alleles it carries, candidates first.
        notes: what the data hint at and do not tell.
        pairs: how its candidates lie to each other, as far as known.
        missing: where its genotype is missing, in a sentence; empty if nowhere.
        more: how many alleles it carries beyond those listed.
    """

    number: int
    name: str
    source: str
    verdict: str
    candidates: int
    alleles: tuple[CarriedAllele, ...]
    notes: tuple[str, ...]
    pairs: tuple[str, ...]
    missing: str
    more: int


@dataclass(slots=True)
class _Person:
    name: str
    source: int
    place: int
    alleles: list[tuple[int, GatheredAllele, Carrier]] = field(default_factory=list)

    @property
    def candidates(self) -> int:
        return len({number for number, allele, _ in self.alleles if allele.candidate})


def sample_views(
    inputs: Sequence[Collected],
    gathered: Sequence[GatheredAllele],
    names: Sequence[str],
    persons: Sequence[Person],
) -> tuple[tuple[SampleView, ...], tuple[str, ...]]:
    """Return a section for each sample, and the names of those that get none.

    Where there are more samples than sections, those with candidates come first and all others
    are named.

    Args:
        inputs: what was found in each input.
        gathered: the alleles, in the order of their numbers.
        names: names of the inputs.
        persons: whose samples they are; what their families say of pairs counts.
    """
    settled = {
        (person.source, person.place): {frozenset(pair.names): pair for pair in person.pairs}
        for person in persons
    }
    people: dict[tuple[int, int], _Person] = {}
    for source, one in enumerate(inputs):
        for place, name in enumerate(one.summary.samples):
            people[source, place] = _Person(name, source, place)
    for number, allele in enumerate(gathered, 1):
        for carrier in allele.carriers:
            place = carrier.sample.call.sample
            person = people.setdefault(
                (carrier.source, place), _Person(carrier.sample.sample, carrier.source, place)
            )
            person.alleles.append((number, allele, carrier))
    everyone = list(people.values())
    if len(everyone) > MOST_SECTIONS:
        ranked = sorted(everyone, key=lambda person: -person.candidates)
        chosen = {id(person) for person in ranked[:MOST_SECTIONS] if person.candidates}
        shown = [person for person in everyone if id(person) in chosen]
        rest = [person for person in everyone if id(person) not in chosen]
    else:
        shown, rest = everyone, []
    columns = [missing_genotypes(one) for one in inputs]
    most = max(_FEWEST_ROWS, _MOST_ROWS // max(len(shown), 1))
    sections = tuple(
        _view(
            number,
            person,
            names,
            _missing(person, columns[person.source]),
            settled.get((person.source, person.place), {}),
            most,
        )
        for number, person in enumerate(shown, 1)
    )
    return sections, tuple(_short(person, names, len(inputs)) for person in rest)


def _short(person: _Person, names: Sequence[str], inputs: int) -> str:
    where = f" ({names[person.source]})" if inputs > 1 else ""
    if not person.candidates:
        return f"{person.name}{where}"
    count = say_count("count.candidate", person.candidates)
    return say("sample.other", name=f"{person.name}{where}", count=count)


def _view(
    number: int,
    person: _Person,
    names: Sequence[str],
    missing: str,
    settled: _Settled,
    most: int,
) -> SampleView:
    ordered = sorted(person.alleles, key=lambda found: (not found[1].candidate, found[0]))
    count = len({place for place, _, _ in ordered})
    if not count:
        verdict = say("sample.none")
    elif not person.candidates:
        verdict = say("sample.no_candidate", alleles=say_count("count.fas_allele", count))
    else:
        verdict = say(
            "sample.candidates",
            candidates=say_count("count.candidate_allele", person.candidates),
            alleles=say_count("count.fas_allele", count),
        )
    lines = tuple(_carried(*found, names) for found in ordered[:most])
    notes = tuple(
        say("sample.note", allele=line.name, note=note)
        for line in lines
        for note in line.line.notes
    )
    if len(notes) > most:
        notes = (*notes[:most], say_count("card.more_notes", len(notes) - most))
    return SampleView(
        number=number,
        name=person.name or unnamed(),
        source=names[person.source],
        verdict=verdict,
        candidates=person.candidates,
        alleles=lines,
        notes=notes,
        pairs=_pairs(person, settled),
        missing=missing,
        more=max(len(ordered) - most, 0),
    )


def _missing(person: _Person, records: Sequence[MissingGenotypes]) -> str:
    """Return at how many records nothing or not all is known of a sample's genotype."""
    without = [one for one in records if person.place in one.samples]
    if not without:
        return ""
    candidates = [name for one in without for name in one.candidates]
    which = say("sample.missing_candidates", names=", ".join(candidates)) if candidates else ""
    records_text = say_count("count.fas_record", len(records))
    return say("sample.missing", number=len(without), records=records_text, which=which)


def _pairs(person: _Person, settled: _Settled) -> tuple[str, ...]:
    """Return each pair of candidates once; pairs that lie alike on one line."""
    groups: dict[tuple[str, str], dict[frozenset[str], str]] = {}
    for _, allele, carrier in person.alleles:
        name = title(allele.finding)
        for partner in carrier.sample.partners:
            both = frozenset((name, partner.name))
            relation, reason = partner.relation.value, partner.reason
            if both in settled:
                relation, reason = settled[both].relation, settled[both].reason
            group = groups.setdefault((relation_text(relation), reason), {})
            group.setdefault(both, say("word.and", first=name, last=partner.name))
    found = []
    for (relation, reason), pairs in groups.items():
        if len(pairs) <= _MOST_PAIRS:
            names = "; ".join(pairs.values())
        else:
            among = ", ".join(dict.fromkeys(name for pair in pairs for name in sorted(pair)))
            names = say("pair.many", number=len(pairs), names=among)
        found.append(say("pair.line", names=names, relation=relation, reason=reason))
    return tuple(found)


def _carried(
    number: int, allele: GatheredAllele, carrier: Carrier, names: Sequence[str]
) -> CarriedAllele:
    sample = carrier.sample
    return CarriedAllele(
        number,
        title(allele.finding),
        short_name(allele.finding.hgvs_p),
        allele.candidate,
        " ".join(sample.flags),
        carrier_line(carrier, names),
    )
