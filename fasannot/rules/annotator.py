"""Annotate alleles: from a record or a plain allele to findings, on one genome build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from fasannot.allele.locus import LocusAllele, locus_allele
from fasannot.allele.placeholders import read_placeholders
from fasannot.allele.structural.exact import exact_allele
from fasannot.allele.structural.variant import (
    StructuralKind,
    StructuralVariant,
    UnreadableAlleleError,
)
from fasannot.allele.variant import VariantKind
from fasannot.effect.hgvs import genomic_name
from fasannot.effect.structural import hgvs as structural_hgvs
from fasannot.effect.transcript_effect import TranscriptEffect, compute_effect
from fasannot.effect.vrs import allele_id
from fasannot.errors import ReferenceMismatchError
from fasannot.evidence.values import NO_EVIDENCE, ExternalEvidence
from fasannot.files.mates import mates_of
from fasannot.files.reach import record_reach
from fasannot.files.vcf.info import Info
from fasannot.files.vcf.record import AlleleKind, Record
from fasannot.gene.model import Assembly, GeneModel
from fasannot.gene.sequence import BASES
from fasannot.gene.transcript import Transcript
from fasannot.rules.assess import Assessment, assess
from fasannot.rules.finding import Finding
from fasannot.rules.flags import Flag
from fasannot.rules.knowledge import Knowledge, load_knowledge
from fasannot.rules.notes import note
from fasannot.rules.structural.on_transcripts import (
    read_structural,
    refined,
    structural_answers,
    touches_locus,
    whole_inversion,
)

if TYPE_CHECKING:
    from fasannot.evidence.user.user_files import UserFiles

_CACHE_LIMIT = 4_000
_SUBSTITUTION = VariantKind.SUBSTITUTION  # looked up once: Python 3.11 takes its time over each
FAR_BEFORE = 1_000_000  # a record that does not say where it ends may reach this far


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


class CopyFindings(NamedTuple):
    """What a change of copy number means, once it is known which.

    Attributes:
        lost: the finding of a deletion.
        gained: the finding of a duplication.
    """

    lost: Finding
    gained: Finding


@dataclass(frozen=True, slots=True)
class AnnotatedAllele:
    """One ALT of a record and what came of it.

    Attributes:
        alt: ALT as written.
        kind: what the ALT is.
        findings: one per transcript, MANE first; empty when the allele got no entry.
        structural: what a symbolic allele or breakend was read as.
        by_copies: of an allele whose samples tell whether copies are lost or gained, the finding
            of either.
    """

    alt: str
    kind: AlleleKind
    findings: tuple[Finding, ...]
    structural: StructuralVariant | None = None
    by_copies: CopyFindings | None = None


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
        marks: what the header tells of the caller.
    """

    model: GeneModel
    assembly: Assembly
    transcripts: tuple[Transcript, ...]
    knowledge: Knowledge
    use_known: bool = True
    flag_mismatches: bool = False
    user_files: UserFiles | None = None
    marks: frozenset[str] = frozenset()
    _cache: dict[tuple[int, str, str, str], tuple[Finding, ...]] = field(
        default_factory=dict, repr=False
    )

    @classmethod
    def of(
        cls,
        model: GeneModel,
        assembly: str,
        transcripts: str = "mane",
        *,
        use_known: bool = True,
        flag_mismatches: bool = False,
        user_files: UserFiles | None = None,
        marks: frozenset[str] = frozenset(),
    ) -> Annotator:
        """Return an annotator with the shipped tables.

        Args:
            model: the gene model.
            assembly: name of the genome build.
            transcripts: ``mane``, ``coding`` or ``all``.
            use_known: whether the catalogue of known variants counts.
            flag_mismatches: mark alleles whose REF disagrees instead of raising.
            user_files: the user's own ClinVar, gnomAD and score files.
            marks: what the header tells of the caller.
        """
        return cls(
            model,
            model.assemblies[assembly],
            model.chosen(transcripts),
            load_knowledge(),
            use_known=use_known,
            flag_mismatches=flag_mismatches,
            user_files=user_files,
            marks=marks,
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
            return self._mismatched(shown or alt, difference, where, path)
        if evidence is not None:
            return self._findings(start, ref, alt, shown or alt, evidence)
        key = (start, ref, alt, shown or alt)  # N as ALT is read by the record
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
        return () if allele is None else self._exact(allele, shown, evidence)

    def _exact(
        self, allele: LocusAllele, shown: str, evidence: ExternalEvidence | None
    ) -> tuple[Finding, ...]:
        known = evidence or NO_EVIDENCE
        if self.user_files is not None:
            known = self.user_files.evidence(allele.variant).merged(known)
        hgvs_g = genomic_name(allele.whole, self.assembly)
        vrs = allele_id(self.model.sequence, allele.variant, self.assembly) if allele.inside else ""
        answers: list[tuple[TranscriptEffect, Assessment | None]] = []
        for transcript in self.transcripts:
            effect = compute_effect(self.model, transcript, allele.variant)
            if allele.variant.kind is not _SUBSTITUTION:
                inversion = whole_inversion(allele, effect)
                if inversion is not None:
                    return self._structural(inversion, shown, hgvs_g, vrs)
                effect = refined(self.model, effect, allele.whole)
            assessment = None
            if transcript is self.model.mane:
                assessment = assess(effect, known, self.knowledge, use_known=self.use_known)
            answers.append((effect, assessment))
        return self._answered(answers, shown, hgvs_g, vrs)

    def _structural(
        self, variant: StructuralVariant, shown: str, hgvs_g: str, vrs: str = ""
    ) -> tuple[Finding, ...]:
        answers = structural_answers(self.model, self.transcripts, self.knowledge, variant)
        return self._answered(answers, shown, hgvs_g, vrs)

    def _answered(
        self,
        answers: Sequence[tuple[TranscriptEffect, Assessment | None]],
        shown: str,
        hgvs_g: str,
        vrs: str,
    ) -> tuple[Finding, ...]:
        """Return a finding a transcript; all have the flags of the first, MANE Select."""
        assessment = answers[0][1]
        flags = assessment.flags if assessment is not None else ()
        return tuple(
            [
                Finding(
                    allele=shown,
                    assembly=self.assembly,
                    hgvs_g=hgvs_g,
                    effect=effect,
                    assessment=judged,
                    vrs_id=vrs,
                    flags=flags,
                )
                for effect, judged in answers
            ]
        )

    def annotate_structural(
        self, record: Record, number: int, path: str | None = None
    ) -> AnnotatedAllele:
        """Return what came of a symbolic allele or breakend; no finding outside the locus.

        Args:
            record: the record.
            number: index of the ALT, from 0.
            path: the file, for messages.

        Raises:
            UnreadableAlleleError: the record does not say what the allele does.
            ReferenceMismatchError: REF disagrees with the reference and is not to be flagged.
        """
        shown = record.alts[number]
        kind = record.kinds()[number]
        variant = read_structural(record, number, self.assembly, self.marks)
        if variant is None or not touches_locus(self.model, variant):
            return AnnotatedAllele(shown, kind, ())
        if record.chrom in self.assembly.chromosome_names:
            start = self.assembly.coordinate(record.position)
            difference = reference_difference(self.model, self.assembly, start, record.ref)
            if difference is not None:
                findings = self._mismatched(shown, difference, record.where, path)
                return AnnotatedAllele(shown, kind, findings, variant)
        by_copies = None
        if variant.kind is StructuralKind.COPY_NUMBER:
            by_copies = CopyFindings(
                self._of_structural(replace(variant, kind=StructuralKind.DELETION), shown)[0],
                self._of_structural(replace(variant, kind=StructuralKind.DUPLICATION), shown)[0],
            )
        return AnnotatedAllele(shown, kind, self._of_structural(variant, shown), variant, by_copies)

    def _of_structural(self, variant: StructuralVariant, shown: str) -> tuple[Finding, ...]:
        exact = exact_allele(self.model, variant)
        if exact is not None:
            findings = self._exact(exact, shown, None)
        else:
            hgvs_g = structural_hgvs.genomic_name(variant, self.assembly)
            findings = self._structural(variant, shown, hgvs_g)
        return tuple([replace(finding, structural=variant) for finding in findings])

    def annotate_variant(self, variant: StructuralVariant, shown: str) -> tuple[Finding, ...]:
        """Return the findings of a structural variant that no record spells; empty elsewhere.

        Args:
            variant: the variant.
            shown: what stands for it as ALT, as ``<DEL>``.
        """
        if not touches_locus(self.model, variant):
            return ()
        return self._of_structural(variant, shown)

    def _mismatched(
        self, shown: str, difference: str, where: object, path: str | None
    ) -> tuple[Finding, ...]:
        if not self.flag_mismatches:
            raise ReferenceMismatchError(
                f"{difference}; the build may be wrong, or REF and ALT are swapped or on the "
                "other strand",
                path=path,
                where=where,
            )
        return self._unjudged(shown, Flag.REF_MISMATCH)

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
        found: list[AnnotatedAllele] = []
        here = record.chrom in self.assembly.chromosome_names
        for number, (alt, kind) in enumerate(zip(record.alts, record.kinds(), strict=True)):
            item = AnnotatedAllele(alt, kind, ())
            if kind is AlleleKind.SEQUENCE and here:
                findings = self.annotate(
                    record.position,
                    record.ref,
                    alt.upper(),
                    alt,
                    evidence.get(alt) if evidence else None,
                    record.where,
                    path,
                )
                item = AnnotatedAllele(alt, kind, findings)
            elif kind in (AlleleKind.SYMBOLIC, AlleleKind.BREAKEND):
                try:
                    item = self.annotate_structural(record, number, path)
                except UnreadableAlleleError as error:
                    item = AnnotatedAllele(alt, kind, self._not_judged(record, alt, str(error)))
            elif kind in (AlleleKind.AMBIGUOUS, AlleleKind.INVALID) and here:
                item = self._ambiguous(record, number, kind, path)
            found.append(item)
        return tuple(found)

    def _ambiguous(
        self, record: Record, number: int, kind: AlleleKind, path: str | None
    ) -> AnnotatedAllele:
        """Return what came of an allele that is not spelled in A, C, G and T alone."""
        alt = record.alts[number]
        read = None
        if kind is AlleleKind.AMBIGUOUS:
            read = read_placeholders(self.model, self.assembly, record, number)
        if read is None:
            return AnnotatedAllele(alt, kind, self._not_judged(record, alt, kind.value))
        if read.ref == read.alt:
            return AnnotatedAllele(alt, kind, ())
        findings = self.annotate(*read, alt, None, record.where, path)
        return AnnotatedAllele(alt, AlleleKind.SEQUENCE, findings)

    def _not_judged(self, record: Record, alt: str, reason: str) -> tuple[Finding, ...]:
        """Return the entry of an allele that cannot be read, where it may touch the locus."""
        if record.chrom not in self.assembly.chromosome_names:
            if not self._names_mate_here(record, alt):
                return ()
            return self._unjudged(alt, Flag.NOT_JUDGED, note("unread_allele", reason))
        try:
            low, high = record_reach(record.line)
        except ValueError:
            low, high = record.position - 1, record.position
        start = self.assembly.coordinate(low + 1)
        end = self.assembly.coordinate(high + 1)
        open_end = alt[:1] == "<" and high - low <= 1
        far = start <= 0 and (end > 0 or (open_end and start >= -FAR_BEFORE))
        if not (far or 0 < start < len(self.model.sequence)):
            return ()
        return self._unjudged(alt, Flag.NOT_JUDGED, note("unread_allele", reason))

    def _names_mate_here(self, record: Record, alt: str) -> bool:
        """Return whether an allele elsewhere names a mate in the locus, or one of unknown place."""
        coordinate = self.assembly.coordinate
        return any(
            mate.position is None or 0 <= coordinate(mate.position) < len(self.model.sequence)
            for mate in mates_of(alt, Info(record.info))
            if mate.chrom in self.assembly.chromosome_names
        )

    def _unjudged(self, shown: str, flag: Flag, *notes: str) -> tuple[Finding, ...]:
        """Return the one entry of an allele of which no transcript's effect can be told."""
        return (
            Finding(
                allele=shown,
                assembly=self.assembly,
                hgvs_g="",
                effect=None,
                assessment=None,
                vrs_id="",
                flags=(flag,),
                record_notes=notes,
            ),
        )
