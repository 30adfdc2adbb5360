"""The answer for one allele: what follows from the sequence, and what the evidence says of it."""

from __future__ import annotations

from dataclasses import dataclass

from fasannot.effect import TranscriptEffect
from fasannot.evidence.model import Assessment
from fasannot.fields import FIELDS
from fasannot.gene_model import GENE_ID, SYMBOL, Assembly
from fasannot.terms import CANDIDATE_FLAGS, FLAG_ORDER, Flag

_EMPTY: tuple[str, ...] = ()


def joined_flags(*groups: frozenset[Flag] | tuple[Flag, ...]) -> tuple[Flag, ...]:
    """Return the union of flags in output order."""
    return tuple(sorted(set().union(*groups), key=FLAG_ORDER.__getitem__))


def is_candidate(flags: tuple[Flag, ...]) -> bool:
    """Return whether flags make an allele a candidate; ``COMMON`` beats all but ``KNOWN_ALPS``."""
    found = CANDIDATE_FLAGS.intersection(flags)
    return bool(found) and (Flag.COMMON not in flags or Flag.KNOWN_ALPS in found)


@dataclass(frozen=True, slots=True)
class Finding:
    """One allele on one transcript, with everything said of it.

    Attributes:
        allele: ALT as written in the record.
        assembly: the genome build of the record.
        hgvs_g: g. name on that build; empty for a mismatched REF.
        effect: what follows from the sequence; ``None`` for a mismatched REF.
        assessment: what the evidence says; ``None`` for a mismatched REF.
        vrs_id: GA4GH VRS allele id; empty where it cannot be computed.
        flags: flags of the allele, and of its samples where they are known, in output order.
    """

    allele: str
    assembly: Assembly
    hgvs_g: str
    effect: TranscriptEffect | None
    assessment: Assessment | None
    vrs_id: str
    flags: tuple[Flag, ...]

    @property
    def candidate(self) -> bool:
        """Whether the allele deserves a look for ALPS."""
        return is_candidate(self.flags)

    def values(self) -> tuple[str | tuple[str, ...], ...]:
        """Return the values of the interface's fields, in their order; empty where missing."""
        effect, assessment = self.effect, self.assessment
        if effect is None or assessment is None:
            by_name: dict[str, str | tuple[str, ...]] = {
                "Allele": self.allele,
                "SYMBOL": SYMBOL,
                "Gene": GENE_ID,
                "FLAGS": self.flags,
            }
            return tuple(by_name.get(name, "") for name in FIELDS)
        stop = effect.stop
        return (
            self.allele,
            effect.consequences,
            effect.impact.value,
            SYMBOL,
            GENE_ID,
            "Transcript",
            effect.transcript.accession,
            effect.transcript.biotype,
            effect.exon,
            effect.intron,
            self.hgvs_g,
            effect.hgvs_c or "",
            effect.hgvs_p or "",
            effect.legacy or "",
            effect.cdna_position,
            effect.cds_position,
            effect.protein_position,
            effect.amino_acids,
            effect.codon_text,
            tuple([domain.name for domain in effect.domains]) or _EMPTY,
            stop.nmd.value if stop is not None else "",
            str(stop) if stop is not None else "",
            assessment.lof.value if assessment.lof is not None else "",
            assessment.lof_reasons,
            assessment.splice or "",
            assessment.mechanism.value if assessment.mechanism is not None else "",
            assessment.known,
            assessment.criteria,
            "" if assessment.points is None else str(assessment.points),
            assessment.classification or "",
            self.flags,
            self.vrs_id,
        )
