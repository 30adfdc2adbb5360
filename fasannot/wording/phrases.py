"""Words for people: the same short phrases in the terminal, on the page and in the figure."""

from __future__ import annotations

from fasannot.allele.structural.variant import StructuralKind
from fasannot.allele.variant import VariantKind
from fasannot.effect.hgvs import genomic_name
from fasannot.effect.terms import Nmd
from fasannot.files.vcf.record import Record
from fasannot.gene.landmarks import landmarks
from fasannot.gene.model import Assembly, GeneModel
from fasannot.rules.finding import Finding
from fasannot.rules.flags import CANDIDATE_FLAGS, Flag, LossOfFunction, Mechanism
from fasannot.rules.rule_book import Evidence

_SHOWN_BASES = 24
_CONTEXT_BASES = 12
_LARGE = 50  # bases; a change of so many is told as an event
_SYMBOLS = {
    "DEL": "deletion",
    "DUP": "duplication",
    "INS": "insertion",
    "INV": "inversion",
    "CNV": "copy-number change",
}
_EVENTS = {
    VariantKind.DELETION: "deletion",
    VariantKind.DUPLICATION: "duplication",
    VariantKind.INSERTION: "insertion",
    VariantKind.INVERSION: "inversion",
}
_STRUCTURAL_EVENTS = {
    StructuralKind.DELETION: "deletion",
    StructuralKind.DUPLICATION: "duplication",
    StructuralKind.DISPERSED: "copy (placed elsewhere)",
    StructuralKind.INSERTION: "insertion",
    StructuralKind.INVERSION: "inversion",
    StructuralKind.COPY_NUMBER: "change of copy number",
    StructuralKind.COMPLEX: "complex change",
    StructuralKind.LOH: "lost heterozygosity",
}

# What each flag says, in a few words.
FLAG_MEANINGS = {
    Flag.LOF: "loss of function, high confidence",
    Flag.LOF_LC: "loss of function, low confidence",
    Flag.DEATH_DOMAIN: "death domain (residues {DEATH_DOMAIN}) changed or lost",
    Flag.SPLICE: "splicing likely disrupted, outside the canonical ±1,2",
    Flag.CYSTEINE: "extracellular disulfide broken",
    Flag.RECEPTOR: "receptor change predicted to break fold or ligand binding",
    Flag.KNOWN_ALPS: "catalogued ALPS variant, reviewed or asserted",
    Flag.KNOWN_REPORTED: "catalogued for ALPS on weak or doubted evidence",
    Flag.COMMON: "too frequent for ALPS",
    Flag.REF_MISMATCH: "REF disagrees with the reference sequence",
    Flag.NOT_JUDGED: "touches or may touch FAS, and cannot be judged",
    Flag.HOM: "homozygous in a sample: both copies carry it",
    Flag.MOSAIC: "allele fraction in a sample fits a mosaic",
    Flag.SECOND_HIT: "germline and mosaic candidate in one sample",
    Flag.COMPOUND: "two candidates in one sample, not known to lie on one copy",
    Flag.LOH: "the other copy, or the copy with the allele, is lost in a part of the cells",
}
MECHANISMS = {
    Mechanism.HAPLOINSUFFICIENCY: "haploinsufficiency: less receptor is made",
    Mechanism.DOMINANT_NEGATIVE: "dominant negative: the changed receptor disables the normal one",
    Mechanism.SOLUBLE_ISOFORM: "soluble isoform: the receptor loses its membrane anchor",
    Mechanism.GAIN_OF_FUNCTION: "gain of function: not the mechanism of ALPS",
    Mechanism.UNCERTAIN: "uncertain",
}
CLASSES = {
    "pathogenic": "pathogenic",
    "likely_pathogenic": "likely pathogenic",
    "uncertain_significance": "uncertain significance",
    "likely_benign": "likely benign",
    "benign": "benign",
}
_LOSS = {
    LossOfFunction.HIGH_CONFIDENCE: "high confidence",
    LossOfFunction.LOW_CONFIDENCE: "low confidence",
}
_NMD = {
    Nmd.TRIGGERING: "expected to trigger nonsense-mediated decay: little or no protein is made",
    Nmd.ESCAPING: "expected to escape nonsense-mediated decay: a changed protein is made",
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
        return f"{place} {_SYMBOLS.get(kind.partition(':')[0], 'structural allele')} ({kind})"
    if not alt.isalpha():
        return f"{place} {alt}"
    return f"{place} {short_bases(record.ref)}>{short_bases(alt)}"


def size_text(bases: int) -> str:
    """Return a length for people.

    >>> size_text(48), size_text(3096), size_text(33127)
    ('48 bases', '3.1 kb', '33 kb')
    """
    if bases < 1000:
        return f"{bases} base{'' if bases == 1 else 's'}"
    return f"{bases / 1000:.1f} kb" if bases < 10_000 else f"{bases / 1000:.0f} kb"


def percent_text(share: float) -> str:
    """Return a share of 1 as a percentage for people; 0 and 100 only for none and all.

    >>> percent_text(0.03636), percent_text(0.484), percent_text(0.0004), percent_text(0.998)
    ('3.6 %', '48 %', '0.04 %', '99.8 %')
    """
    value = 100 * share
    if value in (0.0, 100.0) or 9.95 <= value < 99.5:
        return f"{value:.0f} %"
    return f"{value:.3g} %" if value >= 99.5 else f"{value:.2g} %"


def exon_words(numbers: str) -> str:
    """Return the EXON or INTRON column as words.

    >>> exon_words("9/9"), exon_words("8-9/9"), exon_words("2-5/9")
    ('exon 9', 'exons 8 and 9', 'exons 2 to 5')
    """
    span = numbers.partition("/")[0]
    first, _, last = span.partition("-")
    if not last:
        return f"exon {first}"
    if int(last) == int(first) + 1:
        return f"exons {first} and {last}"
    return f"exons {first} to {last}"


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
        return f"{kind} of {exon_words(effect.exon)}"
    where = exon_words(effect.intron).replace("exon", "intron") if effect.intron else "the flank"
    return f"{kind} of {size_text(changed_bases(finding))} in {where}"


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
            parts.append(f"{word}{'s' if '-' in span else ''} {span} of {total}")
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
    return f"new stop at codon {stop.codon}, exon {stop.exon}; {_NMD[stop.nmd]}"


def loss_text(finding: Finding) -> str:
    """Return the loss-of-function call in words; empty if there is none."""
    return _LOSS[finding.lof] if finding.lof is not None else ""


def mechanism_text(finding: Finding) -> str:
    """Return how the allele is thought to act."""
    assessment = finding.assessment
    if assessment is None:
        return ""
    return "; ".join(MECHANISMS[mechanism] for mechanism in assessment.mechanisms)


def flag_meaning(flag: Flag) -> str:
    """Return what a flag says, in a few words."""
    return landmarks().filled(FLAG_MEANINGS[flag])


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
    points = counted(assessment.points, "point")
    criteria = ", ".join(assessment.criteria) or "none met"
    lines = [f"{points} by automated criteria alone ({criteria}): {class_name(finding)}"]
    claim = assessment.claim
    if claim is not None:
        lines.append(f"Catalogue: {claim[0]}, {claim[1]}")
    lines.append(missing_text(finding))
    return tuple(line for line in lines if line)


def class_name(finding: Finding) -> str:
    """Return the automated class in words."""
    name = finding.classification or ""
    return CLASSES.get(name, name.replace("_", " "))


def missing_text(finding: Finding) -> str:
    """Return what the next class towards pathogenic asks for; empty where nothing points there."""
    assessment = finding.assessment
    if assessment is None or not assessment.verdict.next_class:
        return ""
    if assessment.points <= 0 and not finding.candidate:
        return ""
    verdict = assessment.verdict
    name = CLASSES[verdict.next_class]
    least = assessment.points + verdict.short_of
    open_criteria = []
    if not assessment.frequencies:
        open_criteria.append("PM2 (1 point, from a population file)")
    open_criteria.append("the case (PS2, PS3, PS4, PM3, PM6, PP1, PP4)")
    more = "is" if verdict.short_of == 1 else "are"
    return (
        f"{name[0].upper()}{name[1:]} begins at {least}: "
        f"{counted(verdict.short_of, 'more point')} {more} needed, from "
        f"{' and '.join(open_criteria)}"
    )


def short_class(finding: Finding) -> str:
    """Return points and class for one cell, with the catalogue's level."""
    assessment = finding.assessment
    if assessment is None or not assessment.classification:
        return ""
    text = f"{counted(assessment.points, 'point')}, automated: {class_name(finding)}"
    claim = assessment.claim
    return text + (f"; catalogue: {claim[0]}" if claim is not None else "")


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
    return "not a candidate: COMMON outweighs its other flags"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun.

    >>> counted(1, "allele"), counted(3, "copy", "copies")
    ('1 allele', '3 copies')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
