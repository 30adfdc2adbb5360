"""Families of one file without a sheet: each sample is a person, its tissue is not asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fasannot.errors import InputError
from fasannot.people.events import Event
from fasannot.people.families import Families, Member
from fasannot.people.parameters import load_tissues
from fasannot.people.sheet import Person, Sheet, SheetSample
from fasannot.people.verdicts import Judge


def persons_of(families: Families, samples: Sequence[str], path: str) -> dict[str, Person]:
    """Return a person for each sample that a pedigree names.

    Raises:
        InputError: it names none of the samples.
    """
    other = load_tissues()["other"]
    persons = {
        name: Person(
            name,
            (
                SheetSample(
                    name=name, person=name, tissue=other, vcf=None, bam=None, purity=None, line=0
                ),
            ),
            member.father,
            member.mother,
            "",
            member.affected,
        )
        for name, member in families.members.items()
        if name in set(samples)
    }
    if not persons:
        raise InputError(
            f"names none of the samples of the VCF ({', '.join(samples[:5])}); the second column "
            "must hold their names",
            path=path,
        )
    return persons


def families_of_sheet(sheet: Sheet, pedigree: Families | None, path: str) -> Families:
    """Return who is whose child among the persons of a sheet, by sheet or pedigree.

    An individual of the pedigree is the person of that name, else the person whose sample has it.

    Raises:
        InputError: pedigree and sheet name different parents, or the pedigree fits nobody.
    """
    by_sample = {sample.name: sample.person for sample in sheet.samples}

    def person_of(name: str) -> str:
        return name if name in sheet.persons else by_sample.get(name, name)

    found = {
        person.name: Member("", person.name, person.father, person.mother, person.affected)
        for person in sheet.persons.values()
    }
    if pedigree is None:
        return Families(found.values())
    fits = False
    for member in pedigree.members.values():
        name = person_of(member.name)
        father, mother = person_of(member.father), person_of(member.mother)
        if name not in sheet.persons:  # a relative without a sample may still link two who have one
            found[name] = replace(member, name=name, father=father, mother=mother)
            continue
        fits = True
        own = found[name]
        for word, stated, new in (("father", own.father, father), ("mother", own.mother, mother)):
            if stated and new in sheet.persons and stated != new:
                raise InputError(
                    f"the {word} of {name} is {new} here and {stated} in the sheet {sheet.path}",
                    path=path,
                )
        affected = own.affected if own.affected is not None else member.affected
        found[name] = Member(
            member.family, name, own.father or father, own.mother or mother, affected
        )
    if not fits:
        raise InputError("names no person and no sample of the sheet", path=path)
    return Families(found.values())


def with_families(sheet: Sheet, families: Families) -> Sheet:
    """Return a sheet whose persons have the parents and the health that a pedigree gives."""
    persons = {}
    for name, person in sheet.persons.items():
        member = families.members[name]
        parents = [one if one in sheet.persons else "" for one in (member.father, member.mother)]
        persons[name] = replace(
            person, father=parents[0], mother=parents[1], affected=member.affected
        )
    return Sheet(sheet.path, persons)


class FamilyView:
    """What the relatives of each sample say of the alleles of one file.

    Args:
        families: who is whose child.
        persons: the samples as persons.
        events: the events.
    """

    def __init__(
        self, families: Families, persons: dict[str, Person], events: Sequence[Event]
    ) -> None:
        self.persons = persons
        self.events = tuple(events)
        self._judge = Judge(persons, families, events, {}, {})
        self._events = {event.key: event for event in events}

    def inheritance(self, sample: str, key: tuple[object, ...]) -> str:
        """Return INHERITANCE of a carrier; empty outside the pedigree."""
        person = self.persons.get(sample)
        event = self._events.get(key)
        if person is None or event is None:
            return ""
        return self._judge.inherited(person, event).word

    def phase(self, sample: str, one: tuple[object, ...], other: tuple[object, ...]) -> bool | None:
        """Return whether two alleles of a sample lie on one chromosome, by its relatives."""
        person = self.persons.get(sample)
        if person is None or one not in self._events or other not in self._events:
            return None
        return self._judge.phase_by_relatives(person, self._events[one], self._events[other])
