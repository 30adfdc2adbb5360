"""Who is whose child: pedigrees as people write them.

PLINK, slivar, hail, GATK and spreadsheets each have words of their own for what is not known, for
sexes and for phenotypes. What cannot be read as affected or not is unknown, never a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fasannot.errors import InputError
from fasannot.files.numbers import real_number
from fasannot.files.small_text import small_text

_NOBODY = frozenset({"", "0", ".", "-9", "na", "n/a", "nan", "none", "null", "unknown", "-"})
_WORDS = {
    True: ("2", "affected", "case", "yes", "true", "patient"),
    False: ("1", "unaffected", "control", "no", "false", "healthy"),
}
_AFFECTED = {word: affected for affected, words in _WORDS.items() for word in words}
_HEADER = frozenset(
    {"sample", "sample_id", "sampleid", "individual", "individual_id", "individualid", "iid", "id",
     "individualname", "person", "subject", "name"}
)  # fmt: skip
_COLUMNS = 6
_FATHERS = ("father", "pat", "paternal", "dad", "fid")


@dataclass(frozen=True, slots=True)
class Member:
    """One individual.

    Attributes:
        family: its family.
        name: its name.
        father: name of the father, empty when not given.
        mother: name of the mother, likewise.
        affected: whether it is affected, ``None`` when not known.
    """

    family: str
    name: str
    father: str
    mother: str
    affected: bool | None


class Families:
    """Individuals by name, and who belongs together.

    Two individuals are of one family where the pedigree gives them one family name, or where one
    is the other's parent (some files repeat the sample's name as its family's). A parent without a
    row of its own is a member all the same: many files list the child alone.

    Args:
        members: the individuals.
    """

    def __init__(self, members: Iterable[Member]) -> None:
        listed = list(members)
        implied = {
            parent: Member(child.family, parent, "", "", None)
            for child in listed
            for parent in (child.father, child.mother)
            if parent
        }
        named = {member.name: member for member in listed}
        self.members: Mapping[str, Member] = {
            **named,
            **{name: member for name, member in implied.items() if name not in named},
        }
        self._roots: dict[str, str] = {}
        first: dict[str, str] = {}
        for member in self.members.values():
            if member.family:
                self._join(member.name, first.setdefault(member.family, member.name))
            for parent in (member.father, member.mother):
                if parent:
                    self._join(member.name, parent)

    def root(self, name: str) -> str:
        """Return the name that stands for someone's family."""
        while self._roots.get(name, name) != name:
            name = self._roots[name]
        return name

    def _join(self, one: str, other: str) -> None:
        a, b = self.root(one), self.root(other)
        self._roots[b] = a
        self._roots.setdefault(a, a)

    def family(self, name: str) -> list[Member]:
        """Return the members of someone's family, in file order."""
        if name not in self.members:
            return []
        root = self.root(name)
        return [member for member in self.members.values() if self.root(member.name) == root]

    def children(self, name: str) -> list[Member]:
        """Return the children of someone."""
        return [m for m in self.members.values() if name in (m.father, m.mother)]

    def sibs(self, name: str) -> list[Member]:
        """Return those with the same father and mother."""
        own = self.members.get(name)
        if own is None or not own.father or not own.mother:
            return []
        return [
            m
            for m in self.members.values()
            if m.name != name and (m.father, m.mother) == (own.father, own.mother)
        ]


def odd_lineage(parents: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
    """Return who cannot have the parents that are named, and why; ``None`` where all can.

    Args:
        parents: father and mother of each; empty where not known.
    """
    for name, pair in parents.items():
        if pair[0] and pair[0] == pair[1]:
            return name, f"{pair[0]} is named as father and as mother of {name}"
        seen: set[str] = set()
        pending = [one for one in pair if one]
        while pending:
            one = pending.pop()
            if one == name:
                return name, f"{name} is named as an ancestor of {name}"
            if one not in seen:
                seen.add(one)
                pending += [other for other in parents.get(one, ()) if other]
    return None


def read_families(path: str) -> Families:
    """Return the individuals of a PED file.

    Raises:
        InputError: the file cannot be read, a row is malformed or someone is listed twice.
    """
    text = small_text(path, "a PED file")
    members: dict[str, Member] = {}
    for number, fields in _rows(text):
        member = _member(fields, path, number)
        if member.name in members:
            raise InputError(f"{member.name} is listed twice", path=path, where=f"line {number}")
        if member.name in (member.father, member.mother):
            raise InputError(f"{member.name} is its own parent", path=path, where=f"line {number}")
        members[member.name] = member
    odd = odd_lineage({one.name: (one.father, one.mother) for one in members.values()})
    if odd is not None:
        raise InputError(odd[1], path=path)
    if not members:
        raise InputError("holds no individual; a PED file has a row for each", path=path)
    return Families(members.values())


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = True
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        fields = line.split("\t") if "\t" in line else line.split()
        if len(fields) < _COLUMNS - 2 and "," in line:  # a spreadsheet saved with commas
            fields = line.split(",")
        fields = [field.strip().strip("\"'") for field in fields]
        if first and _is_header(fields):
            first = False
            continue
        first = False
        yield number, fields


def _is_header(fields: list[str]) -> bool:
    words = [field.lower() for field in fields]
    return len(words) >= 4 and words[1] in _HEADER and any(part in words[2] for part in _FATHERS)


def _member(fields: list[str], path: str, number: int) -> Member:
    # Without sex and phenotype both are unknown, which is no fault.
    if len(fields) < _COLUMNS - 2 or fields[1].lower() in _NOBODY:
        raise InputError(
            "not a PED row: family, individual, father, mother, sex and phenotype (1 unaffected, "
            f"2 affected, 0 unknown) are needed: {' '.join(fields)[:60]!r}",
            path=path,
            where=f"line {number}",
        )
    father, mother = ("" if name.lower() in _NOBODY else name for name in fields[2:4])
    family = "" if fields[0].lower() in _NOBODY else fields[0]
    return Member(family, fields[1], father, mother, _affected(*fields[5:6]))


def _affected(text: str = "") -> bool | None:
    word = text.lower()
    if word in _AFFECTED:
        return _AFFECTED[word]
    return {1.0: False, 2.0: True}.get(real_number(word) or 0.0)
