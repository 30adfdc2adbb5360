"""What the page says of one allele: a card for a candidate, a row for every allele."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fasannot.evidence.catalogue import Level
from fasannot.gene.model import GeneModel
from fasannot.outputs.gathered import Carrier, GatheredAllele
from fasannot.rules.flags import Flag
from fasannot.rules.rule_book import Evidence
from fasannot.wording.book import capital, say, say_count
from fasannot.wording.carriers import (
    inheritance_text,
    own_notes,
    pair_lines,
    quality_text,
    reads_text,
    sample_name,
    zygosity_text,
)
from fasannot.wording.links import Link, links_of
from fasannot.wording.meaning import (
    catalogue_text,
    effect_words,
    how_sure,
    splice_words,
    what_it_does,
)
from fasannot.wording.phrases import (
    allele_place,
    both_builds,
    consequence_text,
    domain_text,
    flag_meaning,
    flag_reasons,
    loss_text,
    mechanism_text,
    other_evidence,
    region_text,
    short_name,
    stop_text,
    title,
    why_not_candidate,
)

MOST_CARRIERS = 50  # of an allele
_MOST_NOTES = 4  # of a carrier


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One line of the evidence trail."""

    strength: str
    sentence: str
    rule: str
    source: str


@dataclass(frozen=True, slots=True)
class CarrierLine:
    """One sample that carries an allele."""

    sample: str
    source: str
    zygosity: str
    genotype: str
    reads: str
    quality: str
    flags: str
    inheritance: str
    notes: tuple[str, ...]
    pairs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlleleView:
    """One allele in words.

    Attributes:
        number: its number among all alleles, from 1; the page's anchors use it.
        catalogued: what catalogues say of this very change.
        gist: what it does, in a few words.
        sure: points and class of the automated criteria, and what is missing.
        facts: labels and values, in reading order.
        reasons: the evidence behind its flags.
        further: the other evidence.
        known: catalogue entries.
        notes: what a reader must know before relying on the rest.
    """

    number: int
    name: str
    protein: str
    legacy: str
    candidate: bool
    place: str
    identifiers: str
    region: str
    consequence: str
    catalogued: str
    gist: str
    sure: str
    flags: tuple[str, ...]
    flag_texts: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    reasons: tuple[EvidenceLine, ...]
    further: tuple[EvidenceLine, ...]
    known: tuple[str, ...]
    frequencies: tuple[str, ...]
    carriers: tuple[CarrierLine, ...]
    carrier_count: int
    count: int
    more_carriers: int
    notes: tuple[str, ...]
    links: tuple[Link, ...]


def allele_view(
    number: int,
    allele: GatheredAllele,
    model: GeneModel,
    sources: Sequence[str],
    most_carriers: int = MOST_CARRIERS,
) -> AlleleView:
    """Return an allele in words.

    Args:
        number: its number among all alleles, from 1.
        allele: the allele.
        model: the gene model.
        sources: names of the inputs.
        most_carriers: how many carriers are listed one by one.
    """
    finding, record = allele.finding, allele.main.record
    assessment = finding.assessment
    effect = finding.effect
    carriers = allele.carriers
    identifiers = {
        one.record.identifier for one in allele.occurrences if one.record.identifier != "."
    }
    return AlleleView(
        number=number,
        name=title(finding),
        protein=short_name(finding.hgvs_p),
        legacy=effect.legacy or "" if effect is not None else "",
        candidate=allele.candidate,
        place=allele_place(record, allele.main.item.alt),
        identifiers=", ".join(sorted(identifiers)),
        region=region_text(finding),
        consequence=", ".join(finding.consequences).replace("_", " "),
        catalogued=catalogue_text(finding),
        gist=effect_words(finding, model),
        sure=how_sure(finding),
        flags=tuple(flag.value for flag in allele.flags),
        flag_texts=tuple((flag.value, flag_meaning(flag)) for flag in allele.flags),
        facts=_facts(allele, model),
        reasons=_lines(flag_reasons(finding)),
        further=_lines(other_evidence(finding)),
        known=_known(allele),
        frequencies=_frequencies(allele),
        carriers=tuple(carrier_line(carrier, sources) for carrier in carriers[:most_carriers]),
        carrier_count=allele.carrier_count,
        count=allele.carrier_count or _inputs(allele),
        more_carriers=max(len(carriers) - most_carriers, 0),
        notes=_notes(allele) if assessment is not None else (what_it_does(finding, model),),
        links=links_of(model, finding),
    )


def _inputs(allele: GatheredAllele) -> int:
    """Return how many inputs list an allele without samples; 0 where they have samples."""
    return len({one.source for one in allele.occurrences if not one.record.genotypes})


def _facts(allele: GatheredAllele, model: GeneModel) -> tuple[tuple[str, str], ...]:
    finding = allele.finding
    effect = finding.effect
    names = both_builds(finding, model)
    facts = [
        (say("label.transcript"), finding.hgvs_c or ""),
        (say("label.protein"), finding.hgvs_p or ""),
        (say("label.legacy"), effect.legacy or "" if effect is not None else ""),
        *names,
        (say("label.region"), region_text(finding)),
        (say("label.consequence"), consequence_text(finding)),
        (say("label.domains"), domain_text(finding, model)),
        (say("label.stop"), stop_text(finding)),
        (say("label.loss"), loss_text(finding)),
        (say("label.splicing"), _splicing(allele)),
        (say("label.mechanism"), mechanism_text(finding)),
        (say("label.vrs"), finding.vrs_id),
    ]
    return tuple((label, value) for label, value in facts if value)


def _splicing(allele: GatheredAllele) -> str:
    assessment = allele.finding.assessment
    if assessment is None:
        return ""
    return ". ".join(capital(splice_words(text)) for text in assessment.splice_texts)


def _lines(evidence: Sequence[Evidence]) -> tuple[EvidenceLine, ...]:
    return tuple(
        EvidenceLine(line.strength, line.sentence, line.rule_id, line.source) for line in evidence
    )


def _known(allele: GatheredAllele) -> tuple[str, ...]:
    assessment = allele.finding.assessment
    if assessment is None:
        return ()
    found = []
    for match in assessment.matches:
        facts = [
            say("known.fact", name=key.replace("_", " "), value=value)
            for key, value in match.entry.facts.items()
        ]
        told = "; ".join([*facts, say("known.source", source=match.entry.source)])
        level = say("known.level_plain", level=match.level) if match.level is not Level.NONE else ""
        found.append(
            say(
                "known.entry",
                relation=match.match.value.replace("_", " "),
                name=match.entry.label(),
                category=match.entry.category.value.replace("_", " "),
                level=level,
                facts=told,
            )
        )
    for record in assessment.clinvar:
        found.append(
            say(
                "known.clinvar",
                id=record.variation_id,
                significance=record.significance.replace("_", " "),
                stars=say_count("count.star", record.stars),
                conditions=record.conditions,
                source=record.source,
            )
        )
    return tuple(found)


def _frequencies(allele: GatheredAllele) -> tuple[str, ...]:
    assessment = allele.finding.assessment
    if assessment is None:
        return ()
    found = []
    for one in assessment.frequencies:
        counted_of = ""
        if one.chromosomes is not None:
            counted_of = " " + say("frequency.of", number=f"{one.chromosomes:,}")
        homozygous = ""
        if one.homozygotes is not None:
            homozygous = say_count("frequency.homozygote", one.homozygotes)
        found.append(
            say(
                "frequency.line",
                frequency=f"{one.frequency:.3g}",
                of=counted_of,
                population=one.population,
                homozygous=homozygous,
                source=one.source,
            )
        )
    return tuple(found)


def _notes(allele: GatheredAllele) -> tuple[str, ...]:
    found = []
    if allele.differs:
        found.append(say("card.differs"))
    reason = why_not_candidate(allele.finding)
    if reason:
        found.append(f"{capital(reason)}.")
    return tuple(found)


def carrier_line(carrier: Carrier, sources: Sequence[str]) -> CarrierLine:
    """Return a sample that carries an allele, in words."""
    sample = carrier.sample
    own = (Flag.HOM, Flag.MOSAIC, Flag.SECOND_HIT, Flag.COMPOUND, Flag.LOH)
    notes = own_notes(sample)
    if len(notes) > _MOST_NOTES:
        more = say_count("card.more_notes", len(notes) - _MOST_NOTES)
        notes = (*notes[:_MOST_NOTES], more)
    return CarrierLine(
        sample=sample_name(sample),
        source=sources[carrier.source],
        zygosity=zygosity_text(sample.event.zygosity),
        genotype=sample.genotype,
        reads=reads_text(sample),
        quality=quality_text(sample, carrier.record),
        flags=" ".join(flag.value for flag in sample.flags if flag in own),
        inheritance=inheritance_text(sample.inheritance) if sample.inheritance else "",
        notes=notes,
        pairs=pair_lines(sample),
    )
