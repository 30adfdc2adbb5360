"""Ids of databases: dbSNP, ClinVar, UniProt, GA4GH VRS, and the ids that fasannot prints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class IdentifierKind(StrEnum):
    """Which database an id belongs to."""

    DBSNP = "dbSNP"
    CLINVAR = "ClinVar"
    UNIPROT = "UniProt"
    VRS = "GA4GH VRS"
    ENTRY = "catalogue"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Identifier:
    """An id and the database that it belongs to.

    Attributes:
        kind: the database.
        text: the id as the catalogue writes it.
    """

    kind: IdentifierKind
    text: str


_PATTERNS = (
    (IdentifierKind.DBSNP, re.compile(r"(?:dbsnp[ :#]*)?(rs) ?(\d{1,12})$")),
    (
        IdentifierKind.CLINVAR,
        re.compile(
            r"(?:clinvar[ :#]*(?:id|variation(?: ?id)?)?[ :#]*|variation(?: ?id)?[ :#]*)?"
            r"(?:vcv0*)?(\d{1,9})(?:\.\d{1,4})?$"
        ),
    ),
    (IdentifierKind.UNIPROT, re.compile(r"(?:uniprot(?:kb)?[ :#]*)?(?:var|ftid=var)[ _]?(\d{6})$")),
)
_VRS = re.compile(r"(?:ga4gh:)?VA\.([A-Za-z0-9_-]{32})$")
_PRINTED = re.compile(
    r"same_(?:allele|change|residue|motif):(ClinVar:\d+|UniProt:VAR_\d+|[^:]+:[^:]+)"
)
_OTHER = (
    (re.compile(r"(?:rcv|scv)\d{6,}(?:\.\d+)?$"), "a ClinVar record of one condition or submitter"),
    (re.compile(r"ca\d{4,}$"), "a ClinGen allele id"),
    (re.compile(r"cos[mvn]\d+$"), "a COSMIC id"),
    (re.compile(r"(?:omim[ :#]*)?\d{6}\.\d{4}$"), "an OMIM allelic variant"),
    (re.compile(r"(?:hgmd[ :#]*)?c[misdrxgpen]\d{5,}$"), "an HGMD id"),
    (re.compile(r"(?:ss|esv|essv|nsv|nssv|dgv)\d{4,}$"), "a submitted variant"),
    (re.compile(r"ga4gh:[a-z]{2,3}\..*$"), "a GA4GH id, but not that of an allele"),
    (re.compile(r"va\..*$"), "a GA4GH id, cut or with signs too many"),
)
_URL = re.compile(r"https?:/{0,2}[^ ]*$")
_IN_URL = (
    re.compile(r"clinvar/(?:variation/|\?term=)(?P<text>VCV\d+|\d+)", re.IGNORECASE),
    re.compile(r"/snp/(?P<text>rs\d+)", re.IGNORECASE),
    re.compile(r"variant/(?P<text>(?:chr)?10-\d+-[ACGT]+-[ACGT]+)", re.IGNORECASE),
    re.compile(r"(?P<text>VAR_\d{6})", re.IGNORECASE),
    re.compile(r"(?P<text>NM_000043(?:\.\d+)?:c\.[^&?#/]+)", re.IGNORECASE),
)


def without_address(text: str) -> str:
    """Return the name or id in the address of a database's page, other text as it is."""
    if _URL.match(text):
        for pattern in _IN_URL:
            match = pattern.search(text)
            if match is not None:
                return match["text"]
    return text


def read_identifier(text: str) -> Identifier | None:
    """Return an id, ``None`` for any other text.

    >>> read_identifier("VCV000016505.12")
    Identifier(kind=<IdentifierKind.CLINVAR: 'ClinVar'>, text='16505')
    """
    vrs = _VRS.match(text)
    if vrs is not None:
        return Identifier(IdentifierKind.VRS, f"ga4gh:VA.{vrs[1]}")
    printed = _PRINTED.match(text)
    if printed is not None:
        return Identifier(IdentifierKind.ENTRY, printed[1])
    lower = text.lower()
    for kind, pattern in _PATTERNS:
        match = pattern.match(lower)
        if match is not None:
            if kind is IdentifierKind.DBSNP:
                return Identifier(kind, f"rs{match[2]}")
            return Identifier(
                kind, f"VAR_{match[1]}" if kind is IdentifierKind.UNIPROT else match[1]
            )
    return None


def foreign_identifier(text: str) -> str | None:
    """Return what an id of a database that is not read here is, ``None`` for other text."""
    lower = text.lower()
    return next((what for pattern, what in _OTHER if pattern.match(lower)), None)
