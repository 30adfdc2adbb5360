"""Names in words and old styles: ``IVS7+2T>C``, ``exon 4 deletion``, ``EX4del``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fasannot.gene.checks import one_of, whole


@dataclass(frozen=True, slots=True)
class IntronName:
    """A change named by the number of an intron.

    Attributes:
        intron: 1-based number of the intron.
        positions: one or two offsets from its borders, as ``+2`` or ``-1``.
        change: what follows them, lower case, as in a c. name.
    """

    intron: int
    positions: tuple[str, ...]
    change: str


@dataclass(frozen=True, slots=True)
class ExonName:
    """Whole exons lost or copied, their ends not known.

    Attributes:
        first: 1-based number of the first exon; 0 for the whole gene.
        last: that of the last one.
        kind: ``del``, ``dup`` or ``inv``; ``skip`` for what is seen in the message only.
    """

    first: int
    last: int
    kind: str

    def __post_init__(self) -> None:
        whole("first exon", self.first, least=0)
        whole("last exon", self.last, least=self.first)
        one_of("what happens to exons", self.kind, ("del", "dup", "inv", "skip"))


_INTRON = re.compile(
    r"(?:c\.)?(?:ivs|intron|int)[ :.]?(?P<intron>\d{1,2})[ ,:.]?(?:nt)?(?:ds|as|sd|sa)?"
    r"\(?(?P<first>[+-] ?\d{1,6})\)?(?:_(?:ivs\d{1,2})?(?P<last>[+-]?\d{1,6}))?"
    r"(?P<change>[a-z>=].*)$"
)
_KINDS = {
    "del": r"del(?:etion|eted|etions)?|loss|lost|missing|absent",
    "dup": r"dup(?:lication|licated)?",
    "inv": r"inv(?:ersion|erted)?",
    "skip": r"skip(?:ping|ped|s)?",
}
_KIND = "(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _KINDS.items()) + ")"
_NUMBERS = r"(?P<numbers>\d{1,2}(?:(?:-|to|through|and|&|\+|,|_|/|ex(?:on)?s?|e)+\d{1,2}){0,8})"
_EXONS = rf"(?:exons?|exs?|e)(?:nr|no|number)?[._-]?{_NUMBERS}(?:of9|/9)?"
_OF = (
    r"(?:of|in|the|a|for|whole|complete|entire|full|genomic|large|heterozygous|homozygous|het|hom|"
    r"-|_)*+"
)
_FORWARD = re.compile(rf"{_OF}{_EXONS}[-_:]?{_OF}{_KIND}(?:of|in)?(?:gene)?$")
_BACKWARD = re.compile(rf"{_OF}{_KIND}{_OF}{_EXONS}(?:of|in)?(?:gene)?$")
_WHOLE = re.compile(rf"{_OF}(?:gene{_OF}{_KIND}|{_KIND.replace('?P<', '?P<w_')}{_OF}gene)$")


def read_intron_name(text: str) -> IntronName | None:
    """Return a change named by an intron, ``None`` for any other text.

    Args:
        text: lower case.

    >>> read_intron_name("ivs7+2t>c")
    IntronName(intron=7, positions=('+2',), change='t>c')
    """
    match = _INTRON.match(text)
    if match is None:
        return None
    first = match["first"].replace(" ", "")
    positions: tuple[str, ...] = (first,)
    if match["last"]:
        last = match["last"]
        positions = (first, last if last[0] in "+-" else first[0] + last)
    return IntronName(int(match["intron"]), positions, match["change"].replace(" ", ""))


def read_exon_name(text: str) -> ExonName | None:
    """Return whole exons lost or copied, ``None`` for any other text.

    Args:
        text: lower case, without blanks and without the gene's symbol.

    >>> read_exon_name("exon4deletion"), read_exon_name("dupofexons8and9")
    (ExonName(first=4, last=4, kind='del'), ExonName(first=8, last=9, kind='dup'))
    """
    if len(text) > 120:
        return None
    match = _FORWARD.match(text) or _BACKWARD.match(text)
    if match is not None:
        numbers = [int(number) for number in re.findall(r"\d+", match["numbers"])]
        first, last = numbers[0], numbers[-1]
        if len(numbers) > 2 and numbers != list(range(first, last + 1)):
            return None
        kind = next(name for name in _KINDS if match[name])
        return ExonName(min(first, last), max(first, last), kind)
    match = _WHOLE.match(text)
    if match is not None:
        kind = next(name for name in _KINDS if match[name] or match[f"w_{name}"])
        return ExonName(0, 0, kind)
    return None
