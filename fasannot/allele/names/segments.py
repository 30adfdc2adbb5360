"""A pasted text taken apart: what it is counted on, the names in it, and what is left over.

``FAS:NM_000043.6:exon9:c.749G>C:p.R250P`` has two names, and before them the gene, a transcript and
an exon. Every word must be one that is known; a word that is not is a fault that names it, since a
name understood in part is a name misread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from fasannot.allele.names.nucleotide import Description, read_description
from fasannot.allele.names.protein import ProteinName, read_protein_name, split_list
from fasannot.allele.names.references import Reference, reference_named
from fasannot.allele.names.words import read_intron_name
from fasannot.errors import QueryError
from fasannot.gene.tables import read_table


class Numbering(StrEnum):
    """How the residues of a p. name are counted, where the text says so."""

    PRECURSOR = "precursor"
    MATURE = "mature"


class Joint(StrEnum):
    """How the changes of one name lie to each other."""

    CIS = "cis"
    TRANS = "trans"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class NamedChange:
    """One name within a text.

    Attributes:
        written: the name as it was understood.
        datum: ``c``, ``g``, ``n``, ``r`` or ``p``; empty where the text has none.
        references: what stands before it.
        description: what it says of nucleotides, else ``None``.
        protein: what it says of residues, else ``None``.
    """

    written: str
    datum: str
    references: tuple[Reference, ...] = ()
    description: Description | None = None
    protein: ProteinName | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """All that a text says.

    Attributes:
        changes: its names, in order.
        numbering: how residues are counted, where a word says so.
        joint: how several changes of one name lie to each other.
        unchecked: words that were understood but not compared with the allele.
    """

    changes: tuple[NamedChange, ...]
    numbering: Numbering | None = None
    joint: Joint | None = None
    unchecked: tuple[str, ...] = ()


_MARKER = re.compile(
    r"(?<![A-Za-z0-9_*])(?:(?P<datum>[cgnrpm]) ?(?:\.|,(?=[ \d*(\[-])) ?(?=[-*(\[?=0-9A-Za-z])|"
    r"(?-i:(?P<bare>c)(?=[*-]?\d+(?:[+-]\d+)?(?:_[\d*+-]+)?(?:[acgtACGT]+>|del|dup|ins|inv))))",
    re.IGNORECASE,
)
_TIGHT = (
    (re.compile(r" ?([_>+=;:\[\]()]) ?"), r"\1"),
    (re.compile(r"(?<=\d) ?- ?(?=\d)"), "-"),
    (re.compile(r"(?<=\d) (?=[acgtun]+(?:[>=/]|$)|del|dup|ins|inv)", re.IGNORECASE), ""),
    (re.compile(r"(?<=[acgtun]) ?/ ?(?=[acgtun](?![a-z]))", re.IGNORECASE), "/"),
    (re.compile(r"(?<=[acgt]) to (?=[acgt](?![a-z]))", re.IGNORECASE), ">"),
    (re.compile(r"(?<=del|dup|ins|inv) (?=[acgtn]+(?![a-z])|ins)", re.IGNORECASE), ""),
)
_JOINED_WORDS = re.compile(r"\b(exon|ex|intron|chr|chromosome) (?=\d)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s:(),;|\[\]{}/=#&]+")
_UNCHECKED = re.compile(r"(?:rs\d+|vcv\d+(?:\.\d+)?|rcv\d+(?:\.\d+)?|var_\d+|cos[mv]\d+|ca\d+)$")
_BESIDE = "beside"  # understood, and says nothing of which allele is meant
# A ClinVar record's title ends with the condition.
_CONDITION = re.compile(
    r"(?<=\)) AND (?![cgnp]\.|NM_|NC_).*$|(?<=[ACGTdupelinsv]) AND (?=[A-Z][a-z]).*$"
)
_REPEATED = re.compile(r"\[[\d?]")
_LIST = re.compile(r"\(?\[[^\]]*\](?:\(?;?\)?\[[^\]]*\])*\)?")


def tightened(text: str) -> str:
    """Return a text without the blanks that stand inside a name.

    >>> tightened("c.748 C > T"), tightened("c.651 + 2 T > C (FAS)")
    ('c.748C>T', 'c.651+2T>C(FAS)')
    """
    for pattern, put in _TIGHT:
        text = pattern.sub(put, text)
    return text


@cache
def _meanings() -> dict[str, str]:
    """Return what words beside a name mean, from ``data/query_words.tsv``."""
    table = read_table("query_words.tsv", "word", "meaning")
    return {row["word"]: row["meaning"] for row in table.records()}


@dataclass(slots=True)
class _Words:
    """Words around names, each sorted by what it is."""

    references: list[Reference]
    unchecked: list[str]
    unknown: list[str]
    numbering: Numbering | None = None

    def take(self, text: str) -> None:
        """Sort the words of a text."""
        for word in _SEPARATORS.split(_JOINED_WORDS.sub(r"\1", text)):
            bare = word.strip("-_.?*")
            if bare:
                self._one(bare)

    def _one(self, word: str) -> None:
        lower = word.lower()
        meaning = _meanings().get(lower)
        if meaning == _BESIDE:
            return
        if meaning is not None:
            self.numbering = Numbering(meaning)
        elif _UNCHECKED.match(lower) or read_intron_name(lower) is not None:
            self.unchecked.append(word)
        elif word.isdigit() and word != "10":
            self.unknown.append(word)
        else:
            reference = reference_named(word)
            if reference is not None:
                self.references.append(reference)
            else:
                self.unknown.append(word)


def _not_understood(words: list[str], understood: str) -> QueryError:
    shown = " ".join(words)
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    return QueryError(
        f"{understood} was understood, but not {shown!r} beside it; fasannot reads alleles of FAS "
        "only"
    )


def read_written(text: str) -> Written | None:
    """Return the names of a text, ``None`` where it has none.

    Args:
        text: as ``normalise`` gives it.

    Raises:
        QueryError: part of it was understood and part was not.
    """
    text = tightened(_CONDITION.sub("", text))
    markers = list(_MARKER.finditer(text))
    if not markers:
        return _without_datum(text)
    words = _Words([], [], [])
    words.take(text[: markers[0].start()])
    changes: list[NamedChange] = []
    joint: Joint | None = None
    before = 0
    for number, marker in enumerate(markers):
        end = markers[number + 1].start() if number + 1 < len(markers) else len(text)
        datum = (marker["datum"] or marker["bare"]).lower()
        body = text[marker.end() : end]
        if datum == "p":
            found, rest = _protein_body(body)
        else:
            found, rest, lies = _nucleotide_body(datum, body)
            joint = joint or lies
        own = tuple(words.references[before:])
        if not own and changes:
            own = changes[-1].references
        changes += [replace(item, references=own) for item in found]
        words.take(rest)
        before = len(words.references)
        if words.unknown:
            raise _not_understood(words.unknown, changes[0].written)
    # A symbol or accession behind the only name belongs to it.
    if len({item.references for item in changes}) == 1 and words.references:
        changes = [replace(item, references=tuple(words.references)) for item in changes]
    return Written(tuple(changes), words.numbering, joint, tuple(words.unchecked))


def _nucleotide_body(datum: str, body: str) -> tuple[list[NamedChange], str, Joint | None]:
    """Return the changes that follow a ``c.``, the rest of the text, and how they lie."""
    lower = body.lower()
    listed = _LIST.match(lower)
    if listed is not None and (";" in listed[0] or lower[:1] == "["):
        found = []
        for item in _items(listed[0]):
            if item in ("=", "?"):  # the other chromosome: unchanged, or not known
                continue
            read = read_description(item)
            if read is None or read[1]:
                raise QueryError(
                    f"{datum}.{body[: listed.end()]}: {datum}.{item} cannot be read in this list"
                )
            found.append(NamedChange(f"{datum}.{read[0].written}", datum, (), read[0]))
        if not found:
            raise QueryError(f"{datum}.{body[: listed.end()]} names no change")
        return found, lower[listed.end() :], _lies(listed[0], len(found))
    wrapped = lower[:1] == "(" and read_description(lower) is None
    if wrapped:
        lower = lower[1:].replace(")", "", 1)
    read = read_description(lower)
    if read is None:
        raise QueryError(f"{datum}.{body.strip()} cannot be read")
    description, rest = read
    if rest[:1].isalnum() or rest[:1] in ("_", ">", "?", "*", "+") or _REPEATED.match(rest):
        raise QueryError(
            f"{datum}.{body.strip()}: {datum}.{description.written} was understood, but not "
            f"{rest[:40]!r} behind it"
        )
    return [NamedChange(f"{datum}.{description.written}", datum, (), description)], rest, None


def _items(text: str) -> Iterator[str]:
    for part in re.split(r"\(?;\)?|\]\[", text.strip("()")):
        item = part.strip("[]")
        if item.startswith(("c.", "g.", "n.")):
            item = item[2:]
        if item:
            yield item


def _lies(text: str, count: int) -> Joint | None:
    if count < 2:
        return None
    if "(;)" in text:
        return Joint.UNKNOWN
    return Joint.TRANS if "];[" in text or "][" in text else Joint.CIS


def _protein_body(body: str) -> tuple[list[NamedChange], str]:
    """Return the changes that follow a ``p.`` and the rest of the text."""
    blankless = body.replace(" ", "")
    whole = read_protein_name(_stripped(blankless))
    if whole is not None:
        return [NamedChange(f"p.{whole}", "p", (), None, whole)], ""
    listed = _LIST.match(blankless)
    if listed is not None:
        found = []
        for part in split_list(listed[0]):
            name = read_protein_name(part)
            if name is None:
                raise QueryError(f"p.{listed[0]}: p.{part} cannot be read in this list")
            found.append(NamedChange(f"p.{name}", "p", (), None, name))
        if not found:
            raise QueryError(f"p.{listed[0]} names no change")
        return found, blankless[listed.end() :]
    match = re.match(r"\([^)]*\)|[^\s,;|:)(/\]]+", body)
    first = match[0] if match is not None else body
    name = read_protein_name(first)
    if name is not None and match is not None:
        return [NamedChange(f"p.{name}", "p", (), None, name)], body[match.end() :]
    if _stripped(first) in ("?", "=", "0", "0?", ""):
        rest = body[match.end() :] if match is not None else ""
        return [NamedChange(f"p.{first}", "p")], rest
    raise QueryError(f"p.{first.strip()} cannot be read")


def _stripped(text: str) -> str:
    while text[:1] in ("(", "[") and text[-1:] in (")", "]"):
        text = text[1:-1]
    return text.strip(",;:|/.")


def _without_datum(text: str) -> Written | None:
    """Return the names of a text without ``c.`` or ``p.``: ``R250P``, ``FAS 749G>C``."""
    words = _Words([], [], [])
    parts = [part for part in re.split(r"[\s:]+", text) if part]
    whole = _bare("".join(parts))
    if whole:
        return Written(tuple(whole))
    kept: list[tuple[int, list[NamedChange]]] = []
    for part in parts:
        inner = _stripped(part)
        found = _bare(inner)
        word, bracket, behind = inner.partition("(")
        if not found and word and bracket:  # R250P(legacy)
            found = _bare(word)
            if found:
                words.take(behind)
        if not found:
            words.take(part)
            continue
        kept.append((len(words.references), found))
    if not kept:
        return None
    changes = [replace(item, references=tuple(words.references)) for _, row in kept for item in row]
    if words.unknown:
        raise _not_understood(words.unknown, changes[0].written)
    return Written(tuple(changes), words.numbering, None, tuple(words.unchecked))


def _bare(text: str) -> list[NamedChange]:
    """Return the readings of one word without a datum: residues, bases, or both."""
    found = []
    name = read_protein_name(text)
    if name is not None:
        found.append(NamedChange(f"p.{name}", "", (), None, name))
    read = read_description(text.lower())
    if read is not None and not read[1]:
        found.append(NamedChange(read[0].written, "", (), read[0]))
    return found
