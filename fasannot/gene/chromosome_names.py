"""How files spell the gene's chromosome: names, and the pattern that finds them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

# Plain names are read in any case; accessions and names with a prefix as they stand.
_PLAIN = re.compile(r"(?:chr|chromosome)?[0-9]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ChromosomeNames:
    """Names of one chromosome; plain ones (``10``, ``chr10``) hold in any case.

    >>> names = ChromosomeNames.of(["10", "chr10", "NC_000010.11"])
    >>> "CHR10" in names, "nc_000010.11" in names
    (True, False)

    Attributes:
        plain: names in lower case that hold in any case.
        exact: names that hold as they stand.
    """

    plain: frozenset[str]
    exact: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> ChromosomeNames:
        """Return the names sorted into plain and exact ones."""
        listed = frozenset(names)
        plain = frozenset(name for name in listed if _PLAIN.fullmatch(name))
        return cls(frozenset(name.lower() for name in plain), listed - plain)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name in self.exact or name.lower() in self.plain)

    def among(self, names: Collection[str]) -> frozenset[str]:
        """Return those of some names that are among these.

        >>> sorted(ChromosomeNames.of(["10", "chr10"]).among(["CHR10", "HLA-A", "10"]))
        ['10', 'CHR10']
        """
        plain = self.plain
        longest = max(map(len, plain), default=0)
        in_any_case = [n for n in names if len(n) <= longest and n.lower() in plain]
        return self.exact.intersection(names).union(in_any_case)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.plain | self.exact))

    def __len__(self) -> int:
        return len(self.plain) + len(self.exact)

    def __or__(self, other: ChromosomeNames) -> ChromosomeNames:
        return ChromosomeNames(self.plain | other.plain, self.exact | other.exact)

    def __sub__(self, other: ChromosomeNames) -> ChromosomeNames:
        return ChromosomeNames(self.plain - other.plain, self.exact - other.exact)

    def pattern(self) -> bytes:
        """Return a regular expression over bytes that matches the names."""
        spelled = [(name, re.escape(name.encode())) for name in self.exact]
        spelled += [(name, _any_case(name)) for name in self.plain]
        # The longest first, so that none hides another; then by name, always in one order.
        return b"|".join(text for _, text in sorted(spelled, key=lambda one: (-len(one[0]), one)))


def _any_case(name: str) -> bytes:
    return "".join(
        f"[{letter.upper()}{letter}]" if letter.isalpha() else letter for letter in name
    ).encode()
