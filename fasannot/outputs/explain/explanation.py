"""One allele explained to a person: where, what it does, why it is flagged, what is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fasannot.effect.hgvs import genomic_name
from fasannot.effect.projection import Reach
from fasannot.effect.protein import ProteinKind
from fasannot.evidence.catalogue import Level
from fasannot.gene.landmarks import landmarks
from fasannot.rules.annotator import Annotator
from fasannot.rules.finding import Finding
from fasannot.wording.book import say
from fasannot.wording.links import links_of, vcf_spelling
from fasannot.wording.meaning import splice_words
from fasannot.wording.phrases import class_lines, mechanism_text, short_bases


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines, as plain text.

    Attributes:
        title: the heading.
        lines: its lines; each is one statement.
    """

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One allele in plain words.

    Attributes:
        title: the c. and p. name.
        finding: the finding that it explains.
        sections: headings and statements, in reading order.
    """

    title: str
    finding: Finding
    sections: tuple[Section, ...]


def explained(annotator: Annotator, finding: Finding) -> Explanation:
    """Return one finding in plain words."""
    effect = finding.effect
    assert effect is not None
    names = [name for name in (effect.hgvs_c, effect.hgvs_p) if name]
    sections = (
        Section(say("explain.effect"), tuple(_effect(finding))),
        Section(say("explain.place"), tuple(_place(finding))),
        Section(say("card.why" if finding.flags else "label.flags"), tuple(_flags(finding))),
        Section(say("explain.evidence"), tuple(_evidence(finding))),
        Section(say("explain.known"), tuple(_known(finding))),
        Section(say("explain.names"), tuple(_names(annotator, finding))),
        Section(say("card.links"), tuple(_links(annotator, finding))),
    )
    return Explanation(
        "  ".join(names) or finding.hgvs_g, finding, tuple(s for s in sections if s.lines)
    )


def _names(annotator: Annotator, finding: Finding) -> Iterator[str]:
    model = annotator.model
    effect = finding.effect
    assert effect is not None
    if effect.legacy:
        offset = landmarks().legacy_offset
        yield say("explain.legacy", offset=offset, name=effect.legacy)
    if not finding.vrs_id:  # not spelled out: only what the name says is known
        yield f"{finding.assembly.name}: {finding.hgvs_g}"
        return
    for assembly in model.assemblies.values():
        position, ref, alt = vcf_spelling(model, finding, assembly.name)
        name = genomic_name(effect.variant, assembly)
        yield f"{assembly.name}: chr10-{position}-{short_bases(ref)}-{short_bases(alt)}  {name}"
    yield say("explain.vrs", id=finding.vrs_id, build=finding.assembly.name)


def _place(finding: Finding) -> Iterator[str]:
    effect = finding.effect
    assert effect is not None
    reach = effect.edit.reach
    if reach is Reach.UPSTREAM:
        yield say("explain.upstream", transcript=effect.transcript.accession)
    elif reach is Reach.DOWNSTREAM:
        yield say("explain.downstream", transcript=effect.transcript.accession)
    if effect.exon:
        yield say("word.exon", number=effect.exon)
    if effect.intron:
        yield say("word.intron", number=effect.intron)
    if effect.domains:
        domains = ", ".join(
            f"{domain.title} ({domain.interval.first}-{domain.interval.last})"
            for domain in effect.domains
        )
        yield say("explain.domains", domains=domains)


def _effect(finding: Finding) -> Iterator[str]:
    effect = finding.effect
    assert effect is not None
    terms = ", ".join(effect.consequences)
    yield say("explain.impact", terms=terms, impact=effect.impact)
    stop = effect.stop
    if stop is not None:
        where = (
            say("explain.stop_before", distance=stop.distance)
            if stop.distance > 0
            else say("explain.stop_last")
        )
        outcome = say(f"explain.{stop.nmd}")
        yield say("explain.stop", codon=stop.codon, exon=stop.exon, where=where, outcome=outcome)
    change = effect.change
    if change is not None and change.kind is ProteinKind.START_LOST:
        yield say("explain.start_lost")
    assessment = finding.assessment
    if assessment is not None and assessment.splice:
        for text in assessment.splice_texts:
            yield say("explain.splicing", outcome=splice_words(text))
    if assessment is not None and assessment.mechanism is not None:
        yield say("explain.mechanism", mechanism=mechanism_text(finding))


def _flags(finding: Finding) -> Iterator[str]:
    if not finding.flags:
        yield say("explain.no_flag")
        return
    yield ", ".join(finding.flags) + ("" if finding.candidate else f" ({say('style.none')})")
    if finding.assessment is not None:
        for line in finding.assessment.evidence:
            if line.rule.lof or line.rule.flags:
                yield f"{line.sentence} [{line.rule_id}; {line.source}]"


def _evidence(finding: Finding) -> Iterator[str]:
    assessment = finding.assessment
    if assessment is None:
        return
    for line in assessment.evidence:
        if not (line.rule.lof or line.rule.flags):
            yield f"{line.strength}: {line.sentence} [{line.rule_id}; {line.source}]"
    yield from class_lines(finding)


def _known(finding: Finding) -> Iterator[str]:
    assessment = finding.assessment
    if assessment is None:
        return
    for match in assessment.matches:
        facts = "; ".join(
            say("known.fact", name=key.replace("_", " "), value=value)
            for key, value in match.entry.facts.items()
        )
        relation = match.match.value.replace("_", " ")
        level = say("explain.level", level=match.level) if match.level is not Level.NONE else ""
        yield f"{relation}: {match.entry.label()}{level}" + (f". {facts}" if facts else "")
    for frequency in assessment.frequencies:
        yield say(
            "explain.frequency",
            frequency=f"{frequency.frequency:g}",
            population=frequency.population,
            source=frequency.source,
        )


def _links(annotator: Annotator, finding: Finding) -> Iterator[str]:
    for link in links_of(annotator.model, finding):
        yield f"{link.name}  {link.address}"
