"""Names of protein changes, in one- or three-letter code, as papers and programs write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from fasannot.gene.checks import one_of, whole
from fasannot.gene.sequence import ONE_LETTER, THREE_LETTER, three_letter


class NameKind(StrEnum):
    """What a p. name says happens."""

    SUBSTITUTION = "substitution"  # a stop and no change included
    FRAMESHIFT = "fs"
    EXTENSION = "ext"
    DELETION = "del"
    DUPLICATION = "dup"
    INSERTION = "ins"
    DELINS = "delins"
    START = "start"


@dataclass(frozen=True, slots=True)
class Residue:
    """A residue as a name states it: one-letter code and number."""

    letter: str
    number: int

    def __post_init__(self) -> None:
        one_of("residue", self.letter, THREE_LETTER)
        whole("number of a residue", self.number)

    def __str__(self) -> str:
        return f"{THREE_LETTER[self.letter]}{self.number}"


@dataclass(frozen=True, slots=True)
class ProteinName:
    """A p. name taken apart, nothing of it checked against the protein.

    Attributes:
        kind: what happens.
        first: the first residue that it names.
        last: the last one; the same as ``first`` where only one is named.
        new: the new residues, one-letter; ``=`` where nothing changes, empty when not stated.
        distance: of a frameshift or extension, which codon the new stop is; ``?`` for none, empty
            when not stated.
    """

    kind: NameKind
    first: Residue
    last: Residue
    new: str = ""
    distance: str = ""

    @property
    def residues(self) -> tuple[Residue, ...]:
        """The residues that the reference protein must have."""
        return (self.first,) if self.first == self.last else (self.first, self.last)

    @property
    def complete(self) -> bool:
        """Whether the name tells the whole change; ``L278fs`` does not."""
        if self.kind is NameKind.FRAMESHIFT:
            return bool(self.new and self.distance)
        return self.kind is not NameKind.EXTENSION or bool(self.new and self.distance)

    def renumbered(self, first: int, last: int) -> ProteinName:
        """Return the same name with other residue numbers."""
        return replace(
            self, first=Residue(self.first.letter, first), last=Residue(self.last.letter, last)
        )

    def __str__(self) -> str:
        """Return the description as HGVS writes it, without ``p.`` and parentheses."""
        first, new = str(self.first), three_letter(self.new.replace("=", ""))
        span = first if self.first == self.last else f"{first}_{self.last}"
        if self.kind is NameKind.START:
            return "Met1?"
        if self.kind is NameKind.SUBSTITUTION:
            return f"{span}=" if self.new == "=" else f"{first}{new}"
        if self.kind is NameKind.FRAMESHIFT:
            return f"{first}{new}fs" + (f"Ter{self.distance}" if self.distance else "")
        if self.kind is NameKind.EXTENSION:
            return f"{first}{new}extTer{self.distance}"
        return f"{span}{self.kind.value}{new}"


_LONGEST = 1200
_THREE = "|".join(name.lower() for name in THREE_LETTER.values())
_STOP = r"stop|term?|\*|x(?:aa)?"
_ONE = r"[arndcqeghilkmfpstwyv]"
_ANY = rf"(?:{_THREE}|{_STOP}|{_ONE})"


def _place(name: str) -> str:
    return rf"(?P<{name}>{_ANY})(?P<{name}_at>-?\d{{1,4}})"


_SPAN = rf"{_place('first')}(?:[_-]{_place('last')})?"
_NAMES = re.compile(
    rf"(?:(?P<ext>{_place('ext_first')}(?P<ext_new>{_ANY})?ext(?:{_STOP})?(?P<ext_stop>\d{{1,4}}|\?)?)|"
    rf"(?P<fs>{_place('fs_first')}(?P<fs_new>{_ANY})?(?:fs|frameshift)\+?(?P<fs_word>{_STOP})?"
    rf"(?P<fs_stop>\d{{1,4}}|\?)?)|"
    r"(?P<start>m(?:et)?1\?)|"
    rf"(?P<sub>{_place('sub_first')}>?(?P<sub_new>{_ANY}|=))|"
    rf"(?P<joined>{_place('same_first')}_{_place('same_last')}=)|"
    rf"{_SPAN}(?:(?:delins|del[a-z*]*?ins|>)(?P<delins>[a-z*]+)|"
    r"(?P<del>del)(?:\d{1,4}|[a-z*]*)|(?P<dup>dup)(?:\d{1,4}|[a-z*]*)|ins(?P<ins>[a-z*]+)))$"
)
_REVERSED = re.compile(rf"(?P<kind>del|dup){_place('first')}$")
_SPLIT_THREE = re.compile(rf"{_THREE}|{_STOP}")
_SPLIT_ONE = re.compile(rf"{_STOP}|{_ONE}")


def one_letter(text: str) -> str:
    """Return the one-letter code of a residue in any code, ``*`` for a stop."""
    lower = text.lower()
    if lower in ("*", "x", "xaa", "ter", "term", "stop"):
        return "*"
    return ONE_LETTER[lower.capitalize()] if len(lower) == 3 else lower.upper()


def _letters(text: str, like: str) -> str | None:
    """Return residues in one-letter code, read in the code that the name uses elsewhere."""
    split = _SPLIT_THREE if len(like) >= 3 else _SPLIT_ONE
    for pattern in (split, _SPLIT_THREE, _SPLIT_ONE):
        parts = pattern.findall(text)
        if "".join(parts) == text:
            return "".join([one_letter(part) for part in parts])
    return None


def _unwrapped(text: str) -> str:
    text = text.lower().removeprefix("p.")
    while text[:1] in ("(", "[") and text[-1:] in (")", "]"):
        text = text[1:-1]
    return text.removeprefix("p.")


def read_protein_name(text: str) -> ProteinName | None:
    """Return a p. name taken apart, ``None`` for any other text.

    Args:
        text: without blanks; any case, with or without ``p.`` and parentheses.

    >>> str(read_protein_name("p.(E330Kfs*38)")), str(read_protein_name("R250X"))
    ('Glu330LysfsTer38', 'Arg250Ter')
    >>> read_protein_name("749G>C") is None
    True
    """
    text = _unwrapped(text)
    if not text or len(text) > _LONGEST:
        return None
    turned = _REVERSED.match(text)
    if turned is not None:
        residue = _residue(turned, "first")
        return ProteinName(NameKind(turned["kind"]), residue, residue)
    match = _NAMES.match(text)
    if match is None:
        return None
    if match["start"]:
        start = Residue("M", 1)
        return ProteinName(NameKind.START, start, start)
    if match["ext"]:
        first = _residue(match, "ext_first")
        new = one_letter(match["ext_new"]) if match["ext_new"] else ""
        return ProteinName(NameKind.EXTENSION, first, first, new, match["ext_stop"] or "")
    if match["fs"]:
        return _frameshift(match)
    if match["sub"]:
        first = _residue(match, "sub_first")
        new = "=" if match["sub_new"] == "=" else one_letter(match["sub_new"])
        return ProteinName(NameKind.SUBSTITUTION, first, first, "=" if new == first.letter else new)
    if match["joined"]:
        first, last = _residue(match, "same_first"), _residue(match, "same_last")
        return ProteinName(NameKind.SUBSTITUTION, first, last, "=")
    first = _residue(match, "first")
    last = _residue(match, "last") if match["last"] else first
    if match["del"]:
        return ProteinName(NameKind.DELETION, first, last)
    if match["dup"]:
        return ProteinName(NameKind.DUPLICATION, first, last)
    letters = _letters(match["delins"] or match["ins"], match["first"])
    if letters is None:
        return None
    return ProteinName(
        NameKind.DELINS if match["delins"] else NameKind.INSERTION, first, last, letters
    )


def _residue(match: re.Match[str], name: str) -> Residue:
    return Residue(one_letter(match[name]), int(match[f"{name}_at"]))


def _frameshift(match: re.Match[str]) -> ProteinName:
    first = _residue(match, "fs_first")
    new = match["fs_new"]
    distance = match["fs_stop"] or ""
    return ProteinName(NameKind.FRAMESHIFT, first, first, one_letter(new) if new else "", distance)


def split_list(text: str) -> Iterator[str]:
    """Yield the changes of a p. name that lists several: ``[(Ser44Arg;Trp46Arg)]``."""
    for part in re.split(r"[;\[\]()]+", text.removeprefix("p.")):
        if part:
            yield part
