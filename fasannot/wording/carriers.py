"""Who carries an allele, in words: the same for terminal, page and figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from fasannot.files.vcf.record import Record
from fasannot.rules.flags import Flag
from fasannot.samples.genotype import Zygosity
from fasannot.wording.book import listed, say, say_count, sentences
from fasannot.wording.phrases import percent_text

if TYPE_CHECKING:
    from fasannot.samples.sample_finding import SampleFinding

_SAMPLE_FLAGS = frozenset({Flag.HOM, Flag.MOSAIC, Flag.SECOND_HIT, Flag.COMPOUND, Flag.LOH})


def unnamed() -> str:
    """Return what stands for a sample without a name."""
    return say("word.unnamed_sample")


def zygosity_text(zygosity: Zygosity) -> str:
    """Return a zygosity in words."""
    return say(f"zygosity.{zygosity}")


def relation_text(relation: str) -> str:
    """Return how two alleles lie to each other: ``trans``, ``cis`` or ``unknown``, in words."""
    return say(f"relation.{relation}")


def phase_reason(known_by: str) -> str:
    """Return how the phase of two alleles is known, in words; empty where that is not stated."""
    return sentences().get(f"known_by.{known_by}", "")


def sample_name(carrier: SampleFinding) -> str:
    """Return the sample's name, or that it has none."""
    return carrier.sample or unnamed()


def reads_text(carrier: SampleFinding) -> str:
    """Return the reads behind an allele: ``15 of 31 reads (48 %)``; empty if not stated."""
    depth = carrier.event.depth
    share = "" if depth.fraction is None else percent_text(depth.fraction)
    if depth.alt is not None and depth.counted is not None:
        counts = say("reads.counts", alt=depth.alt, total=depth.counted)
        return say("reads.counted", counts=counts, share=share) if share else counts
    if share and depth.total is not None:
        return say("reads.of_depth", share=share, total=depth.total)
    return share or ("" if depth.total is None else say("reads.depth", total=depth.total))


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
        name = say("pair.mosaic", name=partner.name) if partner.mosaic else partner.name
        groups.setdefault((partner.relation.value, partner.reason), []).append(name)
    return tuple(
        say("pair.with", names=", ".join(names), relation=relation_text(relation), reason=reason)
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
        told.append(say(f"family.{word}", have=have, known=known))
    text = sentences().get(f"inherited.{origin}", origin.replace("_", " "))
    return say("family.carried", origin=text, counts=listed(told)) if told else text


def carrier_text(carrier: SampleFinding, record: Record) -> str:
    """Return one carrier in a line: name, zygosity, genotype, reads, filter, flags of its own."""
    genotype = f" {carrier.genotype}" if carrier.genotype else ""
    parts = [f"{zygosity_text(carrier.event.zygosity)}{genotype}"]
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
        yield say_count("terminal.more_samples", len(carriers) - limit, remedy=remedy)
