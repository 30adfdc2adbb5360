"""Names of nucleotide changes: the grammar of what stands behind ``c.``, ``n.`` and ``g.``.

The grammar is wider than HGVS: it also reads what papers, spreadsheets and annotation chains write
(``749G/C``, ``G749C``, ``9_10GA>TT``, ``38delC``, ``335-?_443+?del``). What a description changes
is worked out in ``placing``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What a description says is done to the bases it names."""

    REPLACED = "replaced"  # substitution and delins alike
    DELETED = "del"
    DUPLICATED = "dup"
    INVERTED = "inv"
    INSERTED = "ins"
    SAME = "="


@dataclass(frozen=True, slots=True)
class End:
    """One end of the named bases.

    Attributes:
        low: the lowest position it can have, as written; ``?`` where it is not known.
        high: the highest, likewise; the same as ``low`` for a known end.
    """

    low: str
    high: str

    @property
    def sure(self) -> bool:
        """Whether the end is known to the base."""
        return self.low == self.high and "?" not in self.low


@dataclass(frozen=True, slots=True)
class Description:
    """A description taken apart, nothing of it checked against the sequence.

    Attributes:
        text: the description as written, without blanks.
        first: the first named base.
        last: the last one; the same as ``first`` where only one is named.
        ranged: whether two positions are written.
        kind: what is done.
        stated: the old bases as stated, upper case; empty when not stated.
        count: the number of old bases as stated.
        new: the new bases, upper case.
        new_count: number of new bases where they are not spelled out, ``?`` when not known.
    """

    text: str
    first: End
    last: End
    ranged: bool
    kind: ChangeKind
    stated: str = ""
    count: int | None = None
    new: str = ""
    new_count: str = ""

    @property
    def sure(self) -> bool:
        """Whether both ends are known to the base."""
        return self.first.sure and self.last.sure

    @property
    def written(self) -> str:
        """The description as HGVS writes it: bases in capitals, no blanks."""
        span = _shown(self.first)
        if self.ranged:
            span += f"_{_shown(self.last)}"
        old = self.stated or ("" if self.count is None else str(self.count))
        new = self.new or (f"N[{self.new_count}]" if self.new_count else "")
        if self.kind is ChangeKind.REPLACED:
            if len(self.stated) == 1 == len(self.new) and not self.ranged:
                return f"{span}{self.stated}>{self.new}"
            return f"{span}del{old}ins{new}"
        if self.kind is ChangeKind.INSERTED:
            return f"{span}ins{new}"
        return f"{span}{old}=" if self.kind is ChangeKind.SAME else f"{span}{self.kind.value}{old}"


def _shown(end: End) -> str:
    return end.low if end.low == end.high else f"({end.low}_{end.high})"


_POSITION = r"[*-]?\d{1,9}(?:[+-](?:\d{1,9}|\?))?"
_RANGE = rf"\((?:{_POSITION}|\?)_(?:{_POSITION}|\?)\)"
_END = rf"(?:{_RANGE}|{_POSITION}|\?)"
_NEW = r"(?:[acgtun]+\[(?:\d{1,9}|\?)\]|[acgtun]+|[\[(]?\d{1,9}[\])]?|\(\d{1,9}_\d{1,9}\))"
_OLD = r"(?:[acgtun]+|\d{1,9}|\(\d{1,9}\))"
_DESCRIPTION = re.compile(
    rf"(?P<first>{_END})(?:_(?P<last>{_END}))?"
    rf"(?:(?P<old>[acgtun]+)(?:>|/|-|to)(?P<alt>[acgtun]+)|>(?P<put>[acgtun]+)|"
    rf"(?P<same>[acgtun]*)=|"
    rf"(?:delins|del(?P<gone>{_OLD})?ins|indel)(?P<filled>{_NEW})?|"
    rf"(?P<kind>del|dup|inv)(?:etion|lication|ersion)?(?P<bases>{_OLD})?|"
    rf"ins(?:ertion)?(?P<inserted>{_NEW})?)"
)
# As ANNOVAR and old papers write a substitution.
_OLD_STYLE = re.compile(rf"(?P<old>[acgtu])(?P<position>{_POSITION})(?P<new>[acgtu])(?![a-z])")
_COUNTED = re.compile(r"n?[\[(]?(\d{1,9}|\?)[\])]?$")
_UNCERTAIN_SIZE = re.compile(r"\(\d+_\d+\)$")


def _end(text: str) -> End:
    if text[:1] == "(":
        low, _, high = text[1:-1].partition("_")
        return End(low, high)
    return End(text, text)


def _bases(text: str | None) -> tuple[str, int | None]:
    """Return stated bases and their stated number."""
    if not text:
        return "", None
    digits = text.strip("()")
    if digits.isdigit():
        return "", int(digits)
    return text.upper().replace("U", "T"), None


def _new_bases(text: str | None) -> tuple[str, str]:
    """Return new bases, or their number where they are not spelled out."""
    if not text:
        return "", ""
    if _UNCERTAIN_SIZE.match(text):
        return "", "?"
    counted = _COUNTED.match(text)
    if counted is not None:
        return "", counted[1]
    unit, _, times = text.partition("[")
    bases = unit.upper().replace("U", "T")
    if times:
        number = times.rstrip("]")
        if number == "?" or "N" in bases:
            return "", number
        return bases * min(int(number), 10_000), ""
    return bases, ""


def read_description(text: str) -> tuple[Description, str] | None:
    """Return the description that a text begins with, and the rest of the text.

    Args:
        text: lower case, without blanks.

    >>> found, rest = read_description("749g>c(fas)")
    >>> found.first.low, found.stated, found.new, rest
    ('749', 'G', 'C', '(fas)')
    """
    match = _DESCRIPTION.match(text)
    if match is None:
        match = _OLD_STYLE.match(text)
        if match is None:
            return None
        end = _end(match["position"])
        found = Description(
            text=match[0],
            first=end,
            last=end,
            ranged=False,
            kind=ChangeKind.REPLACED,
            stated=match["old"].upper().replace("U", "T"),
            count=None,
            new=match["new"].upper().replace("U", "T"),
        )
        return found, text[match.end() :]
    first = _end(match["first"])
    ranged = match["last"] is not None
    last = _end(match["last"]) if ranged else first
    written, rest = match[0], text[match.end() :]

    def described(
        kind: ChangeKind, old: str | None, new: str | None = None
    ) -> tuple[Description, str]:
        stated, count = _bases(old)
        bases, new_count = _new_bases(new)
        return (
            Description(
                text=written,
                first=first,
                last=last,
                ranged=ranged,
                kind=kind,
                stated=stated,
                count=count,
                new=bases,
                new_count=new_count,
            ),
            rest,
        )

    if match["alt"]:
        return described(ChangeKind.REPLACED, match["old"], match["alt"])
    if match["put"]:
        return described(ChangeKind.REPLACED, None, match["put"])
    if match["same"] is not None:
        return described(ChangeKind.SAME, match["same"])
    if match["kind"]:
        return described(ChangeKind(match["kind"]), match["bases"])
    if match["inserted"] is not None or (written.endswith("ins") and "del" not in written):
        return described(ChangeKind.INSERTED, None, match["inserted"])
    if written.endswith("insertion"):
        return described(ChangeKind.INSERTED, None)
    return described(ChangeKind.REPLACED, match["gone"], match["filled"])
