"""GA4GH VRS 2 allele identifiers, computed without a sequence repository.

Rules: VRS 2.0 fully-justified normalisation (an ambiguous insertion or deletion spans its whole
region of ambiguity; a reference-derived one becomes a ReferenceLengthExpression) and the truncated
SHA-512 digest of the canonical JSON form.
"""

from __future__ import annotations

import hashlib
from binascii import b2a_base64
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from fasannot.allele.variant import GenomicVariant
from fasannot.gene.model import Assembly

_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def _digest(text: str) -> str:
    digest = hashlib.sha512(text.encode("ascii")).digest()[:24]
    return b2a_base64(digest, newline=False).translate(_URL_SAFE).decode("ascii")


def _repeat_unit(size: int, ref: str, alt: str) -> int | None:
    """Return the longest factor of ``size`` by whose cycle ``ref`` grows into ``alt``."""
    added = alt[len(ref) :]
    for unit in range(min(size, len(ref)), 0, -1):
        if size % unit == 0:
            cycle = ref[len(ref) - unit :]
            if (cycle * (len(added) // unit + 1))[: len(added)] == added:
                return unit
    return None


def _justified(sequence: str, variant: GenomicVariant) -> tuple[int, int, str]:
    """Return start, end and state of an allele after fully-justified normalisation."""
    start, end, alt = variant.start, variant.end, variant.alt
    if variant.ref and alt:
        return start, end, f'{{"sequence":"{alt}","type":"LiteralSequenceExpression"}}'
    unit = variant.ref or alt
    size = len(unit)
    # The canonical form is 3′-shifted already: only the roll to the 5′ side is left.
    moved = 0
    while start - moved > 0 and sequence[start - 1 - moved] == unit[-1 - moved % size]:
        moved += 1
    rolled = sequence[start - moved : start]
    start -= moved
    ref, alt = sequence[start:end], rolled + alt
    if len(alt) < len(ref):
        length, repeat = len(alt), size
    else:
        found = _repeat_unit(size, ref, alt) if ref else None
        if found is None:
            return start, end, f'{{"sequence":"{alt}","type":"LiteralSequenceExpression"}}'
        length, repeat = len(alt), found
    state = (
        f'{{"length":{length},"repeatSubunitLength":{repeat},"type":"ReferenceLengthExpression"}}'
    )
    return start, end, state


def allele_object(sequence: str, variant: GenomicVariant, assembly: Assembly) -> dict[str, Any]:
    """Return the VRS 2 allele itself, with its identifier and digest.

    Args:
        sequence: the locus sequence.
        variant: the allele in canonical form.
        assembly: the build whose chromosome 10 the location refers to.
    """
    import json  # noqa: PLC0415 - not loaded by a run over a VCF

    start, end, state = _justified(sequence, variant)
    offset = assembly.locus_first - 1
    identifier = allele_id(sequence, variant, assembly)
    return {
        "type": "Allele",
        "id": identifier,
        "digest": identifier.rpartition(".")[2],
        "location": {
            "type": "SequenceLocation",
            "sequenceReference": {
                "type": "SequenceReference",
                "refgetAccession": assembly.refget,
            },
            "start": start + offset,
            "end": end + offset,
        },
        "state": json.loads(state),
    }


def allele_id(sequence: str, variant: GenomicVariant, assembly: Assembly) -> str:
    """Return the ``ga4gh:VA.…`` identifier of an allele on a genome build.

    Args:
        sequence: the locus sequence.
        variant: the allele in canonical form.
        assembly: the build whose chromosome 10 the location refers to.
    """
    return _identifier(*_justified(sequence, variant), assembly)


def allele_ids(
    sequence: str, variant: GenomicVariant, assemblies: Iterable[Assembly]
) -> Iterator[str]:
    """Yield the identifier of an allele on each of several builds, as ``allele_id``."""
    justified = _justified(sequence, variant)
    for assembly in assemblies:
        yield _identifier(*justified, assembly)


def _identifier(start: int, end: int, state: str, assembly: Assembly) -> str:
    offset = assembly.locus_first - 1  # VRS counts between residues from 0
    location = _location(assembly.refget, start + offset, end + offset)
    allele = _digest(f'{{"location":"{location}","state":{state},"type":"Allele"}}')
    return f"ga4gh:VA.{allele}"


@lru_cache(maxsize=64)  # the alleles of one place mostly come one after the other
def _location(refget: str, start: int, end: int) -> str:
    """Return the digest of an interval of a sequence, between residues."""
    return _digest(
        f'{{"end":{end},"sequenceReference":{{"refgetAccession":"{refget}",'
        f'"type":"SequenceReference"}},"start":{start},"type":"SequenceLocation"}}'
    )
