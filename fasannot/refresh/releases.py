"""Which official releases are known, and where they lie: ``data/releases.tsv`` as values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from fasannot.errors import InputError
from fasannot.evidence.user.slices import COVERED
from fasannot.gene.tables import read_table

_COLUMNS = (
    "name", "release", "build", "default", "format", "address", "tried", "info", "licence", "what",
)  # fmt: skip
_BOTH = "both"


@dataclass(frozen=True, slots=True)
class Release:
    """One official file.

    Attributes:
        name: what it is called here, as ``gnomad-exomes``.
        release: version, or ``latest`` where the file itself says its date.
        builds: the genome builds that it speaks of.
        default: whether it is fetched when nothing is named.
        form: ``vcf``, ``alphamissense``, ``revel`` or ``allele_number``.
        address: its official URL; empty where the publisher wants a login.
        tried: the day on which the address was last reached, or ``untried``.
        info: INFO keys that a slice keeps; empty for all.
        licence: under which terms.
        what: what it says, in words.
    """

    name: str
    release: str
    builds: tuple[str, ...]
    default: bool
    form: str
    address: str
    tried: str
    info: frozenset[str]
    licence: str
    what: str

    @property
    def kind(self) -> str:
        """The kind of its lines, as the options of ``annotate`` name it."""
        return "covered" if self.name.endswith(COVERED) else self.name.partition("-")[0]


@cache
def known_releases() -> tuple[Release, ...]:
    """Return all releases of the shipped table, in its order."""
    found = []
    for row in read_table("releases.tsv", *_COLUMNS).records():
        builds = ("GRCh38", "GRCh37") if row["build"] == _BOTH else (row["build"],)
        info = frozenset() if row["info"] == "." else frozenset(row["info"].split())
        found.append(
            Release(
                name=row["name"],
                release=row["release"],
                builds=builds,
                default=row["default"] == "yes",
                form=row["format"],
                address="" if row["address"] == "." else row["address"],
                tried=row["tried"],
                info=info,
                licence=row["licence"],
                what=row["what"],
            )
        )
    return tuple(found)


def named_releases(names: tuple[str, ...]) -> tuple[Release, ...]:
    """Return the releases that names ask for; without names those fetched by default.

    A name such as ``gnomad`` stands for all that begin with it and are fetched by default.

    Raises:
        InputError: a name is not known.
    """
    known = known_releases()
    if not names:
        return tuple(one for one in known if one.default)
    found: list[Release] = []
    for name in names:
        wanted = plain_name(name)
        same = [one for one in known if one.name == wanted]
        if not same:
            family = [one for one in known if one.name.partition("-")[0] == wanted]
            same = [one for one in family if one.default] or family
        if not same:
            listed = ", ".join(dict.fromkeys(one.name for one in known))
            raise InputError(f"no release is called {name!r}; known are {listed}")
        found.extend(one for one in same if one not in found)
    return tuple(found)


def plain_name(name: str) -> str:
    """Return a name as the table spells it.

    >>> plain_name("gnomAD_exomes")
    'gnomad-exomes'
    """
    return name.lower().replace("_", "-")
