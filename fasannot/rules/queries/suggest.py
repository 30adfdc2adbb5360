"""What to say of a text that cannot be read: which part is at fault, and what comes nearest."""

from __future__ import annotations

import re

from fasannot.allele.names.identifiers import foreign_identifier
from fasannot.gene.sequence import ONE_LETTER

FORMS = (
    "c.749G>C, NM_000043.6:c.749G>C, NC_000010.11:g.89014191G>C, chr10-89014191-G-C, an SPDI or a "
    "VCF line, p.Arg250Pro, R250P, legacy:R234P, exon 4 deletion, IVS7+2T>C, or a known id (rs…, "
    "ClinVar VariationID, VCV…, VAR_…)"
)
_LOST_ARROW = re.compile(
    r"(?:.*?[: ])?(?:[cgn]\.|ivs)?[*-]?\d+(?:[+-]\d+)?(?:[acgt]|_[*-]?\d+(?:[+-]\d+)?[acgt]+)$"
    r"|(?:.*[ :_-])?(?:chr)?(?:10|nc_0000\d+\.\d+)[ :_-](?:g\.)?\d{6,}[ :_-]?[acgt]$",
    re.IGNORECASE,
)
_NO_ARROW = re.compile(
    r"(?P<head>(?:.*?[: ])?(?:[cgn]\.)?[*-]?\d+(?:[+-]\d+)?)(?P<old>[acgt])(?P<new>[acgt])$",
    re.IGNORECASE,
)
_RANGE_BY_DASH = re.compile(
    r"(?P<head>(?:.*?[: ])?(?:[cgn]\.)?)(?P<first>\d+)-(?P<last>\d+)"
    r"(?P<kind>del|dup|inv|ins.*|delins.*)$",
    re.IGNORECASE,
)
_NO_NEW_RESIDUE = re.compile(
    rf"(?:p\.)?\(?(?P<residue>(?:{'|'.join(ONE_LETTER)}|[ARNDCQEGHILKMFPSTWYV])\d{{1,3}})\)?$",
    re.IGNORECASE,
)
_ONLY_PLACE = re.compile(
    r"(?:.*[: ])?(?P<place>[cg]\.[*-]?\d+(?:[+-]\d+)?(?:_[*-]?\d+(?:[+-]\d+)?)?)$", re.IGNORECASE
)
_REGION = re.compile(r"(?:chr)?(?:10|nc_000010\.\d+)[ :]\d+(?:[- ]\d+)?$", re.IGNORECASE)
_KIND = re.compile(r"(?P<head>.*\d)(?:deletion|duplication|insertion)", re.IGNORECASE)
_GENE_ONLY = re.compile(r"(?:fas|tnfrsf6|cd95|apt1|nm_000043(?:\.\d+)?)$", re.IGNORECASE)
_REPEAT = re.compile(r".*\d[acgt]*\[\d+\]$", re.IGNORECASE)
_SHOWN = 200


def shown(text: str) -> str:
    """Return a query for a message, quoted, a long one cut.

    >>> shown("c.749G>C")
    "'c.749G>C'"
    """
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}... ({len(text)} characters)")


def shell_trap(text: str) -> str:
    """Return the hint at a shell that took ``>`` for itself; empty for other texts."""
    if _LOST_ARROW.match(text) is None:
        return ""
    new = "T" if text[-1:] in "cC" else "C"
    return (
        f"the new base is missing. A shell takes > as its own sign: quote the name, as "
        f"'{text[-40:]}>{new}' with the quotes (a file named after the base may now lie in this "
        "folder)"
    )


def nearest_form(text: str) -> str:
    """Return what a text comes nearest to, as a sentence; empty where nothing does.

    Args:
        text: as ``normalise`` gives it.
    """
    what = foreign_identifier(text)
    if what is not None:
        return f"this looks like {what}, which is not in the catalogue; ask by the allele's name"
    trap = shell_trap(text)
    if trap:
        return trap
    match = _NO_ARROW.match(text)
    if match is not None:
        return f"the nearest form is {match['head']}{match['old'].upper()}>{match['new'].upper()}"
    match = _RANGE_BY_DASH.match(text)
    if match is not None:
        head = match["head"] or "c."
        return f"the nearest form is {head}{match['first']}_{match['last']}{match['kind']}"
    if _REPEAT.match(text):
        return "repeats are not read; write the change as dup, ins or del"
    if _REGION.match(text):
        return "this is a place, not an allele; the old and the new bases are missing"
    match = _ONLY_PLACE.match(text)
    if match is not None:
        place = match["place"]
        return (
            f"what happens at {place} is missing, as in {place}{'del' if '_' in place else 'A>G'}"
        )
    match = _NO_NEW_RESIDUE.match(text)
    if match is not None:
        return f"what residue {match['residue']} becomes is missing, as in p.Arg250Pro"
    if _GENE_ONLY.match(text):
        return "this names the gene only; the change is missing"
    return ""
