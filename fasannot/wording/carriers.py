"""Who carries an allele, in words: the same for terminal, page and figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from fasannot.files.vcf.record import Record
from fasannot.rules.flags import Flag
from fasannot.samples.genotype import Zygosity
from fasannot.wording.phrases import percent_text

if TYPE_CHECKING:
    from fasannot.samples.sample_finding import SampleFinding

UNNAMED = "(sample without a name)"
# How the phase of two alleles is known.
PHASE_REASONS = {
    "parents": "by the genotypes of the family",
    "phase_set": "by the phase set of the file",
    "reads": "by reads that reach both",
    "deletion": "one is a deletion that takes the place of the other",
    "loh": "by which copy the sorted cells have lost",
    "homozygous": "one of the two is on both chromosomes",
}
ZYGOSITIES = {
    Zygosity.HET: "heterozygous",
    Zygosity.HOM: "homozygous",
    Zygosity.HAPLOID: "called on one copy",
    Zygosity.UNKNOWN: "zygosity unknown",
}

# How two alleles of a sample lie to each other.
RELATIONS = {"trans": "in trans", "cis": "in cis", "unknown": "phase unknown"}
_SAMPLE_FLAGS = frozenset({Flag.HOM, Flag.MOSAIC, Flag.SECOND_HIT, Flag.COMPOUND, Flag.LOH})


def sample_name(carrier: SampleFinding) -> str:
    """Return the sample's name, or that it has none."""
    return carrier.sample or UNNAMED


def reads_text(carrier: SampleFinding) -> str:
    """Return the reads behind an allele: ``15 of 31 reads (48 %)``; empty if not stated."""
    depth = carrier.event.depth
    share = "" if depth.fraction is None else percent_text(depth.fraction)
    if depth.alt is not None and depth.counted is not None:
        counts = f"{depth.alt} of {depth.counted} reads"
        return f"{counts} ({share})" if share else counts
    if share:
        return f"{share} of {depth.total} reads" if depth.total is not None else share
    return "" if depth.total is None else f"depth {depth.total}"


def quality_text(carrier: SampleFinding, record: Record) -> str:
    """Return FILTER where something failed, and GQ."""
    filters = carrier.call.filters(record)
    parts = [] if filters in ("", "PASS") else [f"FILTER {filters}"]
    if carrier.call.quality:
        parts.append(f"GQ {carrier.call.quality}")
    return ", ".join(parts)


def own_notes(carrier: SampleFinding) -> tuple[str, ...]:
    """Return what the data hint at for this allele, without its pairs with other alleles."""
    pairs = {f"with {one.name}: {one.relation} ({one.reason})" for one in carrier.partners}
    return tuple(note for note in carrier.notes if note not in pairs)


def pair_lines(carrier: SampleFinding) -> tuple[str, ...]:
    """Return the other candidates of the sample, those that lie alike on one line."""
    groups: dict[tuple[str, str], list[str]] = {}
    for partner in carrier.partners:
        name = f"{partner.name} (mosaic)" if partner.mosaic else partner.name
        groups.setdefault((partner.relation.value, partner.reason), []).append(name)
    return tuple(
        f"with {', '.join(names)}: {RELATIONS[relation]} ({reason})"
        for (relation, reason), names in groups.items()
    )


def inheritance_text(value: str) -> str:
    """Return the INHERITANCE column in words.

    >>> inheritance_text("de_novo;affected_carriers=1/1;unaffected_carriers=0/2")
    'de novo, carried by 1 of 1 affected and 0 of 2 unaffected members of the family'
    """
    origin, *counts = value.split(";")
    told = []
    for count in counts:
        word, _, numbers = count.partition("_carriers=")
        have, _, known = numbers.partition("/")
        told.append(f"{have} of {known} {word}")
    text = origin.replace("_", " ")
    return f"{text}, carried by {' and '.join(told)} members of the family" if told else text


def carrier_text(carrier: SampleFinding, record: Record) -> str:
    """Return one carrier in a line: name, zygosity, genotype, reads, filter, flags of its own."""
    genotype = f" {carrier.genotype}" if carrier.genotype else ""
    parts = [f"{ZYGOSITIES[carrier.event.zygosity]}{genotype}"]
    parts += [text for text in (reads_text(carrier), quality_text(carrier, record)) if text]
    own = [flag.value for flag in carrier.flags if flag in _SAMPLE_FLAGS]
    if own:
        parts.append(" ".join(own))
    if carrier.inheritance:
        parts.append(inheritance_text(carrier.inheritance))
    return f"{sample_name(carrier)}: {'; '.join(parts)}"


def carrier_lines(
    carriers: Sequence[SampleFinding], record: Record, limit: int, remedy: str
) -> Iterator[str]:
    """Yield carriers and their notes; beyond a limit, how many more there are and where.

    Args:
        carriers: who carries the allele.
        record: the record.
        limit: how many to show.
        remedy: where the others are listed, as ``--samples PATH lists them``.
    """
    for carrier in carriers[:limit]:
        yield carrier_text(carrier, record)
        for note in (*own_notes(carrier), *pair_lines(carrier)):
            yield f"{sample_name(carrier)}: {note}"
    if len(carriers) > limit:
        yield f"and {len(carriers) - limit:,} more samples ({remedy})"
