"""The persons of a sample sheet for the page: all tissues of one together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from fasannot.files.vcf.record import Record
from fasannot.outputs.gathered import GatheredAllele
from fasannot.outputs.plot.chromosome import picture_of
from fasannot.outputs.report.persons import Pair, Person, Share, counted_share, place_of
from fasannot.outputs.weight import weight
from fasannot.people.conclusion import PersonConclusion
from fasannot.people.origin import Origin
from fasannot.people.person_event import PersonEvent
from fasannot.rules.finding import Finding
from fasannot.rules.flags import Flag
from fasannot.samples.genotype import Zygosity
from fasannot.wording.book import say
from fasannot.wording.carriers import phase_reason, zygosity_text
from fasannot.wording.person import (
    category_text,
    inheritance_sentence,
    lost_segments,
    outcome_text,
    points_text,
    spoken,
)
from fasannot.wording.phrases import title

KeyOf = Callable[[Finding, Record], tuple[object, ...]]


def sheet_persons(
    conclusions: Sequence[PersonConclusion], gathered: Sequence[GatheredAllele], key_of: KeyOf
) -> tuple[Person, ...]:
    """Return the persons of a sheet, in its order.

    Args:
        conclusions: what was concluded of each.
        gathered: the alleles, in the order of their numbers.
        key_of: gives the key of the event that an allele of a record belongs to.
    """
    alleles: dict[tuple[object, ...], tuple[int, GatheredAllele]] = {}
    for number, allele in enumerate(gathered, 1):
        for one in allele.occurrences:
            alleles.setdefault(key_of(one.finding, one.record), (number, allele))
    return tuple(
        _person(place, conclusion, alleles) for place, conclusion in enumerate(conclusions)
    )


def _person(
    place: int,
    one: PersonConclusion,
    alleles: dict[tuple[object, ...], tuple[int, GatheredAllele]],
) -> Person:
    shares: list[Share] = []
    titles: dict[tuple[object, ...], str] = {}
    for row in one.rows:
        found = alleles.get(row.event.key)
        if found is None:
            continue
        number, allele = found
        titles[row.event.key] = title(allele.finding)
        shares.append(_share(number, allele, row))
    shares.sort(key=lambda share: (weight(share.finding), share.number))
    person = one.person
    return Person(
        name=person.name,
        source=0,
        place=place,
        samples=tuple(sample.name for sample in person.samples),
        tissues=tuple(dict.fromkeys(sample.tissue.name for sample in person.samples)),
        shares=shares,
        pairs=tuple(_pairs(one, titles)),
        father=person.father,
        mother=person.mother,
        affected=person.affected,
        category=one.category,
        by_sheet=True,
        told=tuple(filter(None, _told(one))),
        steps=tuple(map(spoken, one.next_steps)),
        pictures=tuple(filter(None, map(picture_of, one.tracks))),
    )


def _share(number: int, allele: GatheredAllele, row: PersonEvent) -> Share:
    homozygous = Flag.HOM in row.flags
    somatic = row.verdict.origin is Origin.SOMATIC
    word = zygosity_text(Zygosity.HOM if homozygous else Zygosity.HET)
    return Share(
        number=number,
        finding=allele.finding,
        zygosity="" if somatic else word,
        homozygous=homozygous,
        mosaic=somatic,
        tissues=tuple([counted_share(c.sample.tissue.name, c.alt, c.total) for c in row.counts]),
        origin=say(f"origin.{row.verdict.origin}"),
        inherited=row.inherited.word,
        notes=row.notes,
        place=place_of(allele),
    )


def _pairs(one: PersonConclusion, titles: dict[tuple[object, ...], str]) -> Iterator[Pair]:
    for row in one.candidates:
        for event, phase in row.partners:
            if event.order <= row.event.order or not {row.event.key, event.key} <= titles.keys():
                continue
            reason = phase_reason(phase.known_by) or say("phase.untold")
            names = (titles[row.event.key], titles[event.key])
            yield Pair(names, phase.relation, reason)


def _told(one: PersonConclusion) -> Iterator[str]:
    if one.category not in ("none", "undetermined"):
        known = "unaffected" if one.person.affected is False else "supported"
        yield say(f"category.{known}", category=category_text(one.category))
    elif one.category == "undetermined":
        yield say("category.unsettled")
    yield from lost_segments(one)
    for row in one.candidates:
        # From which parent stands in the headline; what is odd about it needs a sentence.
        if row.inherited.word.partition(";")[0] not in ("paternal", "maternal"):
            yield inheritance_sentence(row)
    yield from map(spoken, one.missing)
    for row in one.candidates:
        points = one.case.points.get(row.event.key)
        if points is not None and points.lines:  # else the card "How sure" says it already
            yield say("case.points", name=row.event.short, points=points_text(points))
    given = [c for c in one.case.criteria if c.status != "unknown" and c.name != "genetic"]
    if given:
        for criterion in one.case.criteria:
            status = say(f"criterion.{criterion.status}")
            yield say("case.criterion", title=criterion.title, status=status)
        yield say("case.criteria", source=given[0].source, sum=outcome_text(one.case))
