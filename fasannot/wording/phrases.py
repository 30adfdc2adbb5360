"""Words for people: the same short phrases in the terminal, on the page and in the figure."""

from __future__ import annotations

from fasannot.allele.structural.variant import StructuralKind
from fasannot.allele.variant import VariantKind
from fasannot.effect.hgvs import genomic_name
from fasannot.files.vcf.record import Record
from fasannot.gene.model import Assembly, GeneModel
from fasannot.rules.finding import Finding
from fasannot.rules.flags import CANDIDATE_FLAGS, Flag
from fasannot.rules.rule_book import Evidence
from fasannot.wording.book import capital, listed, say, say_count, sentences

_SHOWN_BASES = 24
_CONTEXT_BASES = 12
_LARGE = 50  # bases; a change of so many is told as an event
_SYMBOLS = {
    "DEL": "event.deletion",
    "DUP": "event.duplication",
    "INS": "event.insertion",
    "INV": "event.inversion",
    "CNV": "symbol.copy_number",
}
_EVENTS = {
    VariantKind.DELETION: "event.deletion",
    VariantKind.DUPLICATION: "event.duplication",
    VariantKind.INSERTION: "event.insertion",
    VariantKind.INVERSION: "event.inversion",
}
_STRUCTURAL_EVENTS = {
    StructuralKind.DELETION: "event.deletion",
    StructuralKind.DUPLICATION: "event.duplication",
    StructuralKind.DISPERSED: "event.dispersed",
    StructuralKind.INSERTION: "event.insertion",
    StructuralKind.INVERSION: "event.inversion",
    StructuralKind.COPY_NUMBER: "event.copy_number",
    StructuralKind.COMPLEX: "event.complex",
    StructuralKind.LOH: "event.loh",
}


def short_name(name: str | None) -> str:
    """Return an HGVS name without its accession.

    >>> short_name("NM_000043.6:c.749G>C")
    'c.749G>C'
    """
    return (name or "").partition(":")[2] or (name or "")


def short_bases(bases: str) -> str:
    """Return bases, a long run by its ends and its length.

    >>> short_bases("ACGT" * 10)
    'ACGTACGTACGT...(40 nt)'
    """
    if len(bases) <= _SHOWN_BASES:
        return bases
    return f"{bases[:_CONTEXT_BASES]}...({len(bases)} nt)"


def allele_place(record: Record, alt: str) -> str:
    """Return where an allele stands in its file: ``chr10:89014191 G>C``; in words if symbolic."""
    place = f"{record.chrom}:{record.position}"
    if alt.startswith("<"):
        kind = alt.strip("<>")
        return f"{place} {say(_SYMBOLS.get(kind.partition(':')[0], 'symbol.other'))} ({kind})"
    if not alt.isalpha():
        return f"{place} {alt}"
    return f"{place} {short_bases(record.ref)}>{short_bases(alt)}"


def size_text(bases: int) -> str:
    """Return a length for people.

    >>> size_text(48), size_text(3096), size_text(33127)
    ('48 bases', '3.1 kb', '33 kb')
    """
    if bases < 1000:
        return say_count("size.base", bases)
    return say("size.kb", number=f"{bases / 1000:.1f}" if bases < 10_000 else f"{bases / 1000:.0f}")


def percent_text(share: float) -> str:
    """Return a share of 1 as a percentage for people; 0 and 100 only for none and all.

    >>> percent_text(0.03636), percent_text(0.484), percent_text(0.0004), percent_text(0.998)
    ('3.6 %', '48 %', '0.04 %', '99.8 %')
    """
    value = 100 * share
    form = ".3g" if value >= 99.5 else ".2g"
    if value in (0.0, 100.0) or 9.95 <= value < 99.5:
        form = ".0f"
    return say("word.percent", number=format(value, form))


def exon_words(numbers: str, word: str = "exon") -> str:
    """Return the EXON or INTRON column as words.

    >>> exon_words("9/9"), exon_words("8-9/9"), exon_words("2-5/9")
    ('exon 9', 'exons 8 and 9', 'exons 2 to 5')
    """
    span = numbers.partition("/")[0]
    first, _, last = span.partition("-")
    if not last:
        return say(f"word.{word}", number=first)
    name = "two" if int(last) == int(first) + 1 else "span"
    return say(f"word.{word}s_{name}", first=first, last=last)


def changed_bases(finding: Finding) -> int:
    """Return how many bases of the genome an allele takes away, adds or turns round."""
    effect = finding.effect
    if effect is None:
        return 0
    structural = finding.structural
    if structural is not None and structural.kind is StructuralKind.BREAKEND:
        return 0
    if structural is not None and structural.size:
        return structural.size
    if structural is not None and structural.length:
        return structural.length
    variant = effect.variant
    return max(variant.end - variant.start, len(variant.alt))


def is_deletion(finding: Finding) -> bool:
    """Return whether an allele takes bases away, and nothing else."""
    if finding.structural is not None:
        return finding.structural.kind is StructuralKind.DELETION
    return finding.effect is not None and finding.effect.variant.kind is VariantKind.DELETION


def event_name(finding: Finding) -> str:
    """Return a large change in words: ``deletion of exons 8 and 9``; empty for a small one."""
    effect = finding.effect
    if effect is None or changed_bases(finding) < _LARGE:
        return ""
    kind = _EVENTS.get(effect.variant.kind, "")
    if finding.structural is not None:
        kind = _STRUCTURAL_EVENTS.get(finding.structural.kind, "")
    if not kind:
        return ""
    if effect.exon:
        return say("event.of_exons", event=say(kind), exons=exon_words(effect.exon))
    where = exon_words(effect.intron, "intron") if effect.intron else say("event.flank")
    size = size_text(changed_bases(finding))
    return say("event.in_intron", event=say(kind), size=size, where=where)


def title(finding: Finding) -> str:
    """Return the shortest name that tells an allele: c. name, else g. name, else ALT."""
    name = short_name(finding.hgvs_c) or short_name(finding.hgvs_g)
    return name or f"ALT {short_bases(finding.allele)}"


def consequence_text(finding: Finding) -> str:
    """Return the Sequence Ontology terms and the impact."""
    if finding.impact is None:
        return ""
    return f"{', '.join(finding.consequences)} ({finding.impact.value})"


def region_text(finding: Finding) -> str:
    """Return exon and intron in words: ``exon 9 of 9``."""
    effect = finding.effect
    if effect is None:
        return ""
    parts = []
    for word, numbers in (("exon", effect.exon), ("intron", effect.intron)):
        if numbers:
            span, _, total = numbers.partition("/")
            form = "many" if "-" in span else "one"
            parts.append(say(f"region.{word}.{form}", number=span, total=total))
    return ", ".join(parts)


def domain_text(finding: Finding, model: GeneModel) -> str:
    """Return the domains touched or losing residues, by their names in words."""
    names = {domain.name: domain.title for domain in model.domains}
    return ", ".join(names.get(name, name) for name in finding.domains)


def stop_text(finding: Finding) -> str:
    """Return the new stop and what becomes of the message."""
    stop = finding.ptc
    if stop is None:
        return ""
    outcome = say(f"decay.{stop.nmd}")
    return say("fact.stop", codon=stop.codon, exon=stop.exon, outcome=outcome)


def loss_text(finding: Finding) -> str:
    """Return the loss-of-function call in words; empty if there is none."""
    return say(f"loss.{finding.lof}") if finding.lof is not None else ""


def mechanism_text(finding: Finding) -> str:
    """Return how the allele is thought to act."""
    assessment = finding.assessment
    if assessment is None:
        return ""
    return "; ".join(say(f"way.{mechanism}") for mechanism in assessment.mechanisms)


def flag_meaning(flag: Flag) -> str:
    """Return what a flag says, in a few words."""
    return say(f"flag.{flag}")


def class_text(finding: Finding) -> str:
    """Return what ``class_lines`` say in one text."""
    return ". ".join(class_lines(finding))


def class_lines(finding: Finding) -> tuple[str, ...]:
    """Return the automated class, the catalogue's level, and what is missing for the next class.

    The class of the automated criteria never stands alone: they know nothing of the patient.
    """
    assessment = finding.assessment
    if assessment is None or not assessment.classification:
        return ()
    points = say_count("count.point", assessment.points)
    criteria = ", ".join(assessment.criteria) or say("sure.no_criterion")
    lines = [say("class.line", points=points, criteria=criteria, name=class_name(finding))]
    claim = assessment.claim
    if claim is not None:
        lines.append(say("class.catalogue", level=claim[0], entry=claim[1]))
    lines.append(missing_text(finding))
    return tuple(line for line in lines if line)


def class_name(finding: Finding) -> str:
    """Return the automated class in words."""
    return class_word(finding.classification or "")


def class_word(name: str) -> str:
    """Return a class of ACMG/AMP in words; one that is not known as it stands."""
    return sentences().get(f"class.{name}", name.replace("_", " "))


def missing_text(finding: Finding) -> str:
    """Return what the next class towards pathogenic asks for; empty where nothing points there."""
    assessment = finding.assessment
    if assessment is None or not assessment.verdict.next_class:
        return ""
    if assessment.points <= 0 and not finding.candidate:
        return ""
    verdict = assessment.verdict
    name = class_word(verdict.next_class)
    least = assessment.points + verdict.short_of
    open_criteria = []
    if not assessment.frequencies:
        open_criteria.append(say("class.open_population"))
    open_criteria.append(say("class.open_case"))
    return say_count(
        "class.missing",
        verdict.short_of,
        name=capital(name),
        least=least,
        criteria=listed(open_criteria),
    )


def short_class(finding: Finding) -> str:
    """Return points and class for one cell, with the catalogue's level."""
    assessment = finding.assessment
    if assessment is None or not assessment.classification:
        return ""
    points = say_count("count.point", assessment.points)
    text = say("class.short", points=points, name=class_name(finding))
    claim = assessment.claim
    return text + (say("class.short_catalogue", level=claim[0]) if claim is not None else "")


def flag_reasons(finding: Finding) -> tuple[Evidence, ...]:
    """Return the evidence behind the flags of an allele."""
    if finding.assessment is None:
        return ()
    return tuple(line for line in finding.assessment.evidence if line.rule.lof or line.rule.flags)


def other_evidence(finding: Finding) -> tuple[Evidence, ...]:
    """Return the evidence that gives no flag: criteria and notes."""
    if finding.assessment is None:
        return ()
    return tuple(
        line for line in finding.assessment.evidence if not line.rule.lof and not line.rule.flags
    )


def evidence_text(line: Evidence) -> str:
    """Return one line of evidence with its rule and source."""
    return f"{line.sentence} [{line.rule_id}; {line.source}]"


def both_builds(finding: Finding, model: GeneModel) -> tuple[tuple[str, str], ...]:
    """Return the g. name on each build, the build of the file first; empty without one."""
    if not finding.hgvs_g:
        return ()
    found = [(finding.assembly.name, finding.hgvs_g)]
    if finding.effect is not None and finding.vrs_id:
        for assembly in _others(model, finding.assembly):
            found.append((assembly.name, genomic_name(finding.effect.variant, assembly)))
    return tuple(found)


def _others(model: GeneModel, own: Assembly) -> tuple[Assembly, ...]:
    return tuple(item for item in model.assemblies.values() if item.name != own.name)


def why_not_candidate(finding: Finding) -> str:
    """Return why an allele with a candidate flag is none; empty for others."""
    if finding.candidate or CANDIDATE_FLAGS.isdisjoint(finding.flags):
        return ""
    return say("candidate.common")
