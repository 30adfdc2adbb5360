"""Annotate alleles: from a record or a plain allele to findings, on one genome build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fasannot.effect import compute_effect
from fasannot.errors import ReferenceMismatchError
from fasannot.evidence.assess import assess
from fasannot.evidence.external import NO_EVIDENCE, ExternalEvidence
from fasannot.evidence.knowledge import Knowledge
from fasannot.finding import Finding
from fasannot.gene_model import Assembly, GeneModel
from fasannot.hgvs import genomic_name
from fasannot.record import AlleleKind, Record
from fasannot.sequence import BASES
from fasannot.terms import Flag
from fasannot.transcript import Transcript
from fasannot.variant import GenomicVariant, VariantKind, canonical, trim
from fasannot.vrs import allele_id

if TYPE_CHECKING:
    from fasannot.evidence.user_files import UserFiles
    from fasannot.samples.finding import SampleFinding

_CACHE_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class LocusAllele:
    """A sequence allele that changes the locus.

    Attributes:
        variant: its canonical form; cut to the locus where it reaches beyond.
        whole: the same with its true ends, for the g. name (equal to ``variant`` within the locus).
    """

    variant: GenomicVariant
    whole: GenomicVariant

    @property
    def inside(self) -> bool:
        """Whether all of the allele lies within the locus."""
        return self.variant is self.whole


def locus_allele(model: GeneModel, start: int, ref: str, alt: str) -> LocusAllele | None:
    """Return an allele in canonical form, ``None`` when it changes no base of the locus.

    Args:
        model: the gene model.
        start: 0-based locus coordinate of the first base of ``ref``; may be negative.
        ref: REF in upper case; assumed to agree with the reference.
        alt: ALT in upper case.
    """
    length = len(model.sequence)
    first, old, new = trim(start, ref, alt)
    end = first + len(old)
    if first >= length or end <= 0 or (not old and not new):
        return None
    if first >= 0 and end <= length:
        variant = canonical(model.sequence, first, old, new)
        return LocusAllele(variant, variant)
    kind = VariantKind.DELINS if new else VariantKind.DELETION
    low, high = max(first, 0), min(end, length)
    cut = GenomicVariant(kind, low, high, model.sequence[low:high], new)
    return LocusAllele(cut, GenomicVariant(kind, first, end, old, new))


def reference_difference(model: GeneModel, assembly: Assembly, start: int, ref: str) -> str | None:
    """Return how REF disagrees with the locus, ``None`` when it does not.

    Bases other than A, C, G, T are not compared, nor is what lies outside the locus.
    """
    sequence = model.sequence
    if sequence.startswith(ref, start) and start >= 0:
        return None
    for place, base in enumerate(ref, start):
        if 0 <= place < len(sequence) and base != sequence[place] and base in BASES:
            return (
                f"REF has {base} at {assembly.position(place)} where {assembly.name} has "
                f"{sequence[place]}"
            )
    return None


@dataclass(frozen=True, slots=True)
class AnnotatedAllele:
    """One ALT of a record and what came of it.

    Attributes:
        alt: ALT as written.
        kind: what the ALT is.
        findings: one per transcript, MANE first; empty when the allele got no entry.
        samples: what each sample that carries it shows, where that was asked for.
    """

    alt: str
    kind: AlleleKind
    findings: tuple[Finding, ...]
    samples: tuple[SampleFinding, ...] = ()


@dataclass(slots=True)
class Annotator:
    """Annotates alleles on one genome build.

    Attributes:
        model: the gene model.
        assembly: the genome build of all positions.
        transcripts: the transcripts to name alleles on, MANE first.
        knowledge: the shipped tables of the evidence layer.
        use_known: whether the catalogue of known variants counts.
        flag_mismatches: mark alleles whose REF disagrees instead of raising.
        user_files: the user's own ClinVar, gnomAD and score files.
    """

    model: GeneModel
    assembly: Assembly
    transcripts: tuple[Transcript, ...]
    knowledge: Knowledge
    use_known: bool = True
    flag_mismatches: bool = False
    user_files: UserFiles | None = None
    _cache: dict[tuple[int, str, str], tuple[Finding, ...]] = field(
        default_factory=dict, repr=False
    )

    def annotate(
        self,
        position: int,
        ref: str,
        alt: str,
        shown: str | None = None,
        evidence: ExternalEvidence | None = None,
        where: object | None = None,
        path: str | None = None,
    ) -> tuple[Finding, ...]:
        """Return the findings of one sequence allele, MANE first; empty outside the locus.

        Args:
            position: POS, 1-based.
            ref: REF in upper case.
            alt: ALT in upper case.
            shown: ALT as the record writes it; default ``alt``.
            evidence: what the user's own data say of the allele.
            where: the record, for messages.
            path: the file, for messages.

        Raises:
            ReferenceMismatchError: REF disagrees with the reference and is not to be flagged.
        """
        start = self.assembly.coordinate(position)
        difference = reference_difference(self.model, self.assembly, start, ref)
        if difference is not None:
            if locus_allele(self.model, start, ref, alt) is None:
                return ()
            if not self.flag_mismatches:
                raise ReferenceMismatchError(
                    f"{difference}; the build may be wrong, or REF and ALT are swapped or on the "
                    "other strand",
                    path=path,
                    where=where,
                )
            flags = (Flag.REF_MISMATCH,)
            return (Finding(shown or alt, self.assembly, "", None, None, "", flags),)
        if evidence is not None:
            return self._findings(start, ref, alt, shown or alt, evidence)
        key = (start, ref, shown or alt)
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) >= _CACHE_LIMIT:
                self._cache.clear()
            found = self._cache[key] = self._findings(start, ref, alt, shown or alt, None)
        return found

    def _findings(
        self, start: int, ref: str, alt: str, shown: str, evidence: ExternalEvidence | None
    ) -> tuple[Finding, ...]:
        allele = locus_allele(self.model, start, ref, alt)
        if allele is None:
            return ()
        known = evidence or NO_EVIDENCE
        if self.user_files is not None:
            known = self.user_files.evidence(allele.variant).merged(known)
        hgvs_g = genomic_name(allele.whole, self.assembly)
        vrs = allele_id(self.model.sequence, allele.variant, self.assembly) if allele.inside else ""
        findings: list[Finding] = []
        flags: tuple[Flag, ...] = ()
        for transcript in self.transcripts:
            effect = compute_effect(self.model, transcript, allele.variant)
            assessment = None
            if transcript is self.model.mane:
                assessment = assess(effect, known, self.knowledge, use_known=self.use_known)
                flags = assessment.flags
            findings.append(Finding(shown, self.assembly, hgvs_g, effect, assessment, vrs, flags))
        return tuple(findings)

    def annotate_record(
        self,
        record: Record,
        path: str | None = None,
        evidence: Mapping[str, ExternalEvidence] | None = None,
    ) -> tuple[AnnotatedAllele, ...]:
        """Return what came of each ALT of a record, in ALT order.

        Args:
            record: the record.
            path: the file, for messages.
            evidence: per ALT, what the user's own data say of it.
        """
        found = []
        for alt, kind in zip(record.alts, record.kinds(), strict=True):
            findings: tuple[Finding, ...] = ()
            if kind is AlleleKind.SEQUENCE:
                findings = self.annotate(
                    record.position,
                    record.ref,
                    alt.upper(),
                    alt,
                    evidence.get(alt) if evidence else None,
                    record.where,
                    path,
                )
            found.append(AnnotatedAllele(alt, kind, findings))
        return tuple(found)
