"""Families: who inherited an allele from whom, and who of the family is affected.

A PED file has six columns: family, individual, father, mother, sex (1 male, 2 female), phenotype
(1 unaffected, 2 affected; 0 or -9 unknown). Segregation is shown, not judged: fewer than 60 % of
the carriers of a FAS mutation fall ill, so an unaffected carrier speaks neither for nor against.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fasannot.errors import InputError
from fasannot.samples.call import Call
from fasannot.samples.genotype import Genotype, Zygosity

_NOBODY = ("0", "", ".")
_AFFECTED = {"1": False, "2": True}
_PHENOTYPES = ("0", "1", "2", "-9")


@dataclass(frozen=True, slots=True)
class Member:
    """One individual.

    Attributes:
        family: its family.
        name: its name, as in the VCF.
        father: name of the father, empty when not given.
        mother: name of the mother, likewise.
        affected: whether it is affected, ``None`` when not known.
    """

    family: str
    name: str
    father: str
    mother: str
    affected: bool | None


@dataclass(frozen=True, slots=True)
class Pedigree:
    """The individuals of a PED file by name."""

    members: Mapping[str, Member]

    def family(self, name: str) -> list[Member]:
        """Return the members of someone's family, in file order."""
        own = self.members.get(name)
        if own is None:
            return []
        return [member for member in self.members.values() if member.family == own.family]


def read_pedigree(path: str, samples: tuple[str, ...]) -> Pedigree:
    """Return the pedigree of a PED file.

    Raises:
        InputError: the file cannot be read or a row is malformed, or it names none of the samples.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not text"
        raise InputError(f"cannot be read as a PED file: {why}", path=path) from error
    members: dict[str, Member] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        member = _member(line, path, number)
        if member.name in members:
            raise InputError(f"{member.name} is listed twice", path=path, where=f"line {number}")
        members[member.name] = member
    for member in members.values():
        for parent in (member.father, member.mother):
            if parent == member.name:
                raise InputError(f"{member.name} is its own parent", path=path)
    if samples and not any(name in members for name in samples):
        raise InputError(
            f"names none of the samples of the VCF ({', '.join(samples[:5])}); the second column "
            "must hold their names",
            path=path,
        )
    return Pedigree(members)


def _member(line: str, path: str, number: int) -> Member:
    fields = line.split("\t") if "\t" in line else line.split()
    fields = [field.strip() for field in fields]
    if len(fields) < 6 or fields[1] in _NOBODY or fields[5] not in _PHENOTYPES:
        raise InputError(
            "not a PED row: family, individual, father, mother, sex and phenotype (1 unaffected, "
            f"2 affected, 0 unknown) are needed: {line[:60]!r}",
            path=path,
            where=f"line {number}",
        )
    father, mother = ("" if name in _NOBODY else name for name in fields[2:4])
    return Member(fields[0], fields[1], father, mother, _AFFECTED.get(fields[5]))


class Inheritance:
    """Says where an allele of a record comes from, one record at a time.

    Args:
        pedigree: the families.
        numbers: sample name to its number in the file.
        carriers: sample number to its call of the allele.
        genotype_of: returns the genotype of a sample at the record, ``None`` if it has none.
    """

    def __init__(
        self,
        pedigree: Pedigree,
        numbers: Mapping[str, int],
        carriers: Mapping[int, Call],
        genotype_of: Callable[[int], Genotype | None],
    ) -> None:
        self.pedigree = pedigree
        self.numbers = numbers
        self.carriers = carriers
        self.genotype_of = genotype_of

    def text(self, name: str) -> str:
        """Return where a carrier's allele comes from, and who of the family carries it.

        As ``de_novo;affected_carriers=1/1;unaffected_carriers=0/2``; empty outside the pedigree.
        """
        member = self.pedigree.members.get(name)
        if member is None:
            return ""
        family = self.pedigree.family(name)
        parts = [self._origin(member)]
        for word, affected in (("affected", True), ("unaffected", False)):
            states = [self._state(m.name) for m in family if m.affected is affected]
            known = [state for state in states if state is not None]
            if known:
                parts.append(f"{word}_carriers={sum(known)}/{len(known)}")
        return ";".join(parts)

    def _state(self, name: str) -> bool | None:
        """Return whether someone carries the allele, ``None`` when that is not known."""
        number = self.numbers.get(name)
        if number is None:
            return None
        if number in self.carriers:
            return True
        genotype = self.genotype_of(number)
        if genotype is None or -1 in genotype.alleles:
            return None
        return False

    def _origin(self, member: Member) -> str:
        if not member.father and not member.mother:
            return "founder"
        father = self._state(member.father) if member.father else None
        mother = self._state(member.mother) if member.mother else None
        own = self.carriers[self.numbers[member.name]]
        if father and mother:
            return "biparental" if own.zygosity is Zygosity.HOM else "maternal_or_paternal"
        if own.zygosity is Zygosity.HOM and (father or mother):
            word = "paternal" if father else "maternal"
            other = mother if father else father
            unknown = "_other_parent_unknown" if other is None else "_only_although_homozygous"
            return word + unknown
        if father:
            return "paternal" + self._mosaic(member.father) + self._unless(mother)
        if mother:
            return "maternal" + self._mosaic(member.mother) + self._unless(father)
        if father is False and mother is False:
            return "de_novo"
        if father is False:
            return "not_paternal_mother_unknown"
        return "not_maternal_father_unknown" if mother is False else "unknown"

    def _mosaic(self, parent: str) -> str:
        return "_mosaic" if self.carriers[self.numbers[parent]].mosaic else ""

    @staticmethod
    def _unless(other: bool | None) -> str:
        return "_other_parent_unknown" if other is None else ""
