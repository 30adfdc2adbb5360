"""Helpers of the evidence tests: alleles by c. name, effects, assessments."""

import re

from fasannot.allele.variant import GenomicVariant, canonical
from fasannot.effect.transcript_effect import TranscriptEffect, compute_effect
from fasannot.evidence.values import NO_EVIDENCE, ExternalEvidence
from fasannot.gene.coordinates import CodingPosition
from fasannot.gene.model import load_gene_model
from fasannot.rules.assess import Assessment, assess
from fasannot.rules.knowledge import load_knowledge

_SUBSTITUTION = re.compile(r"c\.([-*+\d]+?)([ACGT])>([ACGT])")
_RANGE = re.compile(r"c\.([-+\d]+)(?:_([-+\d]+))?(del|dup|inv)")
_INSERTION = re.compile(r"c\.([-+\d]+)_([-+\d]+)ins([ACGT]+)")
_COMPLEMENT = str.maketrans("ACGT", "TGCA")


def coordinate(text: str) -> int:
    """Return the locus coordinate of a c. position such as ``651+2``."""
    match = re.fullmatch(r"(-?\d+)([+-]\d+)?", text)
    assert match, text
    position = CodingPosition(int(match[1]), int(match[2] or 0))
    return load_gene_model().mane.coordinate(position)


def variant(name: str) -> GenomicVariant:
    """Return the allele of a simple c. name."""
    sequence = load_gene_model().sequence
    name = name.rpartition(":")[2]
    if match := _SUBSTITUTION.fullmatch(name):
        start = coordinate(match[1])
        assert sequence[start] == match[2], name
        return canonical(sequence, start, match[2], match[3])
    if match := _INSERTION.fullmatch(name):
        return canonical(sequence, coordinate(match[2]), "", match[3])
    match = _RANGE.fullmatch(name)
    assert match, name
    start, end = coordinate(match[1]), coordinate(match[2] or match[1]) + 1
    ref = sequence[start:end]
    new = {"del": "", "dup": ref * 2, "inv": ref.translate(_COMPLEMENT)[::-1]}[match[3]]
    return canonical(sequence, start, ref, new)


def effect(name: str | GenomicVariant) -> TranscriptEffect:
    """Return the effect of an allele on NM_000043.6."""
    model = load_gene_model()
    allele = variant(name) if isinstance(name, str) else name
    return compute_effect(model, model.mane, allele)


def judged(
    name: str | GenomicVariant,
    evidence: ExternalEvidence = NO_EVIDENCE,
    use_known: bool = True,
) -> Assessment:
    """Return the assessment of an allele."""
    return assess(effect(name), evidence, load_knowledge(), use_known)


def codon_change(residue: int, codon: str) -> GenomicVariant:
    """Return the allele that puts a codon at a residue (1-based)."""
    model = load_gene_model()
    mane = model.mane
    assert mane.cds is not None
    start = mane.locus_coordinate(mane.cds.start + 3 * (residue - 1))
    return canonical(model.sequence, start, model.sequence[start : start + 3], codon)


def rules_of(assessment: Assessment) -> set[str]:
    """Return the ids of the rules that hold."""
    return {line.rule_id for line in assessment.evidence}
