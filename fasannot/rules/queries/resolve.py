"""From a pasted text to its readings: grammar after grammar, until one reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from fasannot.allele.names.identifiers import (
    Identifier,
    IdentifierKind,
    read_identifier,
    without_address,
)
from fasannot.allele.names.normalise import normalise
from fasannot.allele.names.placing import LocusEdit
from fasannot.allele.names.references import symbols
from fasannot.errors import QueryError
from fasannot.gene.model import GeneModel
from fasannot.rules.knowledge import Knowledge
from fasannot.rules.queries.context import Context, numbered
from fasannot.rules.queries.name_reader import NameReader
from fasannot.rules.queries.place_reader import PlaceReader
from fasannot.rules.queries.reading import Reading
from fasannot.rules.queries.suggest import FORMS, nearest_form, shown
from fasannot.rules.queries.word_reader import WordReader

LONGEST_QUERY = 100_000  # characters; a VCF line may be long, a name is not
_LONGEST_NAME = 5_000
_LONGEST_MESSAGE = 600
_MAY_BE_NEAR = re.compile(r"cannot be read|was understood|no intron|is no position of a g\. name")
_PARTS = re.compile(
    r"\s*(?:[;,&|/]|\s\+\s|\band\b|\bund\b|\by\b|/(?=\s*(?:[cgp]\.|nm_|nc_|p\.)))\s*", re.IGNORECASE
)
_SYMBOL = "|".join(re.escape(name) for name in symbols())
_LEADING_SYMBOL = re.compile(rf"(?:{_SYMBOL})(?: gene)?(?:[\s:,;|_-]+| ?(?=\())", re.IGNORECASE)
_TRAILING_SYMBOL = re.compile(
    rf"[\s,(]+(?:in |of )?(?:the )?(?:{_SYMBOL})(?: gene)?\)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads pasted texts.

    Attributes:
        context: what they are read with.
    """

    context: Context

    def read(self, query: str) -> tuple[Reading, ...]:
        """Return every reading of a text, the likeliest first.

        Raises:
            QueryError: it cannot be read, lies outside FAS or contradicts the reference.
        """
        if len(query) > LONGEST_QUERY:
            raise QueryError(f"{shown(query)} is too long for a name or a VCF line")
        clean = normalise(query)
        try:
            readings = self._read(query, clean)
        except QueryError as error:
            readings = self._parts(query, clean)
            if not readings:
                raise self._fault(query, clean, str(error)) from error
        if not readings:
            readings = self._parts(query, clean)
        if not readings:
            raise self._fault(query, clean, "")
        return self._changing(query, readings)

    def _fault(self, query: str, clean: str, message: str) -> QueryError:
        if not message:
            hint = nearest_form(clean) or f"forms that can: {FORMS}"
            return QueryError(f"{shown(query)} cannot be read as an allele; {hint}")
        if len(message) > _LONGEST_MESSAGE:
            message = f"{message[:_LONGEST_MESSAGE]}..."
        hint = nearest_form(clean) if _MAY_BE_NEAR.search(message) else ""
        whole = message if message.startswith(clean) else f"{shown(query)}: {message}"
        return QueryError(f"{whole}; {hint}" if hint else whole)

    def _changing(self, query: str, readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
        """Return the readings that change something."""
        found = []
        for item in readings:
            alleles = tuple(
                allele
                for allele in item.alleles
                if not isinstance(allele, LocusEdit) or allele.ref != allele.alt
            )
            if alleles:
                found.append(
                    item if len(alleles) == len(item.alleles) else replace(item, alleles=alleles)
                )
        if not found:
            raise QueryError(f"{shown(query)} changes nothing: it is the reference sequence")
        return tuple(found)

    def _parts(self, query: str, clean: str) -> tuple[Reading, ...]:
        """Return the readings of a text that lists several names, none unless all can be read."""
        if len(clean) > _LONGEST_NAME:
            return ()
        parts = [part for part in _PARTS.split(clean) if part]
        if not 1 < len(parts) <= 20:
            return ()
        found: list[tuple[Reading, ...]] = []
        try:
            for part in parts:
                readings = self._read(query, part)
                if not readings:
                    return ()
                if readings not in found:
                    found.append(readings)
        except QueryError:
            return ()
        flat = self.context.distinct([item for readings in found for item in readings])
        return (flat[0],) if len(flat) == 1 else numbered(found, None)

    def _read(self, query: str, clean: str) -> tuple[Reading, ...]:
        clean = without_address(clean)
        words = WordReader(self.context)
        identifier = read_identifier(clean)
        if identifier is None and self.context.knowledge.catalogue.find(clean):
            identifier = Identifier(IdentifierKind.ENTRY, clean)
        if identifier is not None:
            return (words.known(query, identifier),)
        bare = _TRAILING_SYMBOL.sub("", _LEADING_SYMBOL.sub("", clean, count=1)) or clean
        placed = PlaceReader(self.context).read(query, bare)
        if placed or len(clean) > _LONGEST_NAME:
            return placed
        return words.read(query, bare) or NameReader(self.context).read(query, bare)


def reader_of(model: GeneModel, knowledge: Knowledge, build: str = "auto") -> Reader:
    """Return a reader of pasted texts.

    Args:
        model: the gene model.
        knowledge: the shipped knowledge.
        build: ``auto``, ``GRCh37`` or ``GRCh38``, for positions that do not tell their build.
    """
    return Reader(Context(model, knowledge, build))
