"""What the variants of one chromosome do together to the protein.

Each variant keeps the place its record gives it unless it can be moved 3′ without meeting another:
moving a deletion over a neighbouring substitution would spell another sequence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from fasannot.allele.variant import GenomicVariant, VariantKind
from fasannot.effect.consequence import coding_terms
from fasannot.effect.hgvs import protein_text
from fasannot.effect.message import Block, Message
from fasannot.effect.new_stop import Edit, NewStop, ends_early
from fasannot.effect.projection import Projection, Reach
from fasannot.effect.protein import ProteinChange, ProteinKind, touched_codons
from fasannot.effect.terms import Consequence
from fasannot.effect.transcript_effect import (
    TranscriptEffect,
    changed_residues,
    compute_effect,
    domains_of,
)
from fasannot.files.vcf.record import AlleleKind, Record
from fasannot.gene.model import GeneModel
from fasannot.gene.sequence import trim
from fasannot.rules.annotator import AnnotatedAllele
from fasannot.rules.finding import Finding
from fasannot.rules.flags import Flag, LossOfFunction, joined_flags
from fasannot.rules.knowledge import Knowledge
from fasannot.rules.protein_facts import protein_facts

# Flags of an allele that stay when it is read with others: as a part of a change, behind a stop, or
# as a change of its own. What is known of a part is not known of the whole.
_OF_PART = frozenset({Flag.SPLICE, Flag.COMMON})
_OF_ONE = _OF_PART | {Flag.KNOWN_ALPS, Flag.KNOWN_REPORTED}
_UNREAD = frozenset({Reach.SPLICE_CROSSING, Reach.TRANSCRIPT_END, Reach.WHOLE_TRANSCRIPT})


class PhasedAllele(NamedTuple):
    """One allele of a haplotype.

    Attributes:
        name: ``POS:REF>ALT``.
        written: as its record places it, trimmed; ``None`` where it cannot be spelled out.
        finding: what is said of it alone, on the MANE transcript.
    """

    name: str
    written: GenomicVariant | None
    finding: Finding

    @property
    def place(self) -> tuple[int, int]:
        """Where it starts and ends, to sort by."""
        if self.written is not None:
            return self.written.start, self.written.end
        effect = self.finding.effect
        return (effect.variant.start, effect.variant.end) if effect is not None else (-1, -1)


def _end_first(start: int, ref: str, alt: str) -> tuple[int, str, str]:
    """Return an allele without what REF and ALT share, the end cut first, as VCF tools leave it.

    Where a record is spelled longer than need be, the place so found decides what lies on which
    side of another allele.
    """
    shared = 0
    while shared < min(len(ref), len(alt)) and ref[-1 - shared] == alt[-1 - shared]:
        shared += 1
    return trim(start, ref[: len(ref) - shared], alt[: len(alt) - shared])


def written_allele(record: Record, item: AnnotatedAllele) -> PhasedAllele:
    """Return an allele of a record where the record places it, to be read with others."""
    finding = item.findings[0]
    name = f"{record.position}:{record.ref}>{item.alt}"
    if not finding.vrs_id or finding.effect is None:
        return PhasedAllele(name, None, finding)
    if item.kind is not AlleleKind.SEQUENCE:
        return PhasedAllele(name, finding.effect.variant, finding)
    first = finding.assembly.coordinate(record.position)
    start, ref, alt = _end_first(first, record.ref, item.alt.upper())
    written = GenomicVariant(VariantKind.DELINS, start, start + len(ref), ref, alt)
    return PhasedAllele(name, written, finding)


class JointEffect(NamedTuple):
    """What the alleles of a haplotype do together.

    Attributes:
        hgvs_c: joint c. name with accession, empty outside the transcript.
        hgvs_p: joint p. name with accession, empty where nothing can be said.
        consequences: terms of the joint change, the most severe first.
        stop: the new stop, if there is one.
        lof: confidence of loss of function.
        flags: flags, in output order.
        conflict: why the alleles cannot be read together, empty where they can.
        changes: the predicted changes of the protein, in order.
        of_allele: for each allele its flags within the haplotype, ``None`` where they are those
            that it has alone.
    """

    hgvs_c: str
    hgvs_p: str
    consequences: tuple[Consequence, ...]
    stop: NewStop | None
    lof: LossOfFunction | None
    flags: tuple[Flag, ...]
    conflict: str = ""
    changes: tuple[ProteinChange, ...] = ()
    of_allele: tuple[tuple[Flag, ...] | None, ...] = ()


def _overlap(alleles: Sequence[PhasedAllele]) -> str:
    """Return which neighbours replace the same bases; empty when none do."""
    for one, other in pairwise(alleles):
        a, b = one.place, other.place
        if b[0] < a[1] or a == b:
            return f"{one.name} and {other.name} replace the same bases of one chromosome"
    return ""


def _movable(number: int, alleles: Sequence[PhasedAllele]) -> GenomicVariant | None:
    """Return an allele 3′-shifted if no other stands in the way, else as written."""
    one = alleles[number]
    effect = one.finding.effect
    if one.written is None or effect is None:
        return None
    shifted = effect.variant
    low, high = one.written.start, max(shifted.end, one.written.end)
    for other_number, other in enumerate(alleles):
        if other_number != number and other.place[0] <= high and other.place[1] >= low:
            return one.written
    return shifted


def coding_names(alleles: Sequence[PhasedAllele]) -> str:
    """Return the joint c. name: ``NM_000043.6:c.[A;B]``."""
    names = [item.finding.hgvs_c for item in alleles if item.finding.hgvs_c]
    if len(names) < 2:
        return names[0] if names else ""
    accession, _, _ = names[0].partition(":c.")
    return f"{accession}:c.[{';'.join(name.partition(':c.')[2] for name in names)}]"


class HaplotypeReader:
    """Reads the alleles of haplotypes together; equal sets are read once."""

    def __init__(self, model: GeneModel, knowledge: Knowledge) -> None:
        self.model = model
        self.transcript = model.mane
        self.knowledge = knowledge

    def read(self, alleles: Sequence[PhasedAllele]) -> JointEffect:
        """Return the joint effect of alleles sorted by place."""
        name = coding_names(alleles)
        conflict = _overlap(alleles)
        effects: list[TranscriptEffect] = []
        for number, item in enumerate(alleles):
            variant = _movable(number, alleles)
            if item.finding.effect is None:
                conflict = conflict or f"REF of {item.name} disagrees with the reference"
            elif variant is None or variant is item.finding.effect.variant:
                effects.append(item.finding.effect)
            else:
                effects.append(compute_effect(self.model, self.transcript, variant))
        unspelled = any(item.written is None for item in alleles)
        if conflict:
            flags = joined_flags(*[item.finding.flags for item in alleles])
            lofs = [item.finding.lof for item in alleles]
            return JointEffect(
                hgvs_c=name,
                hgvs_p=self._named("?"),
                consequences=(),
                stop=None,
                lof=_best(lofs),
                flags=flags,
                conflict=conflict,
            )
        edits = []
        unread = unspelled
        for effect in effects:
            edit = effect.edit
            if edit.spelled:
                edits.append(Edit(edit.start, edit.end, edit.alt, edit.exon))
            unread = unread or edit.reach in _UNREAD or _is_unknown(effect)
        message = Message(self.transcript, sorted(edits))
        if unread or not message.keeps_start:
            return self._apart(name, alleles, effects, unread)
        return self._together(name, alleles, effects, message)

    def _named(self, text: str) -> str:
        return f"{self.transcript.protein_accession}:p.{text}"

    def _apart(
        self,
        name: str,
        alleles: Sequence[PhasedAllele],
        effects: Sequence[TranscriptEffect],
        unread: bool,
    ) -> JointEffect:
        """Return what can be said where the message cannot be spelled, or has lost its start."""
        pairs = list(zip(alleles, effects, strict=True))
        text = "?"
        if not unread:  # nothing behind a lost start is read
            text = "(Met1?)"
            pairs = [(a, e) for a, e in pairs if e.change is None or _loses_start(e)]
        return JointEffect(
            name,
            self._named(text),
            _ordered({term for _, effect in pairs for term in effect.consequences}),
            None,
            _best([item.finding.lof for item, _ in pairs]),
            joined_flags(*[item.finding.flags for item, _ in pairs]),
        )

    def _together(
        self,
        name: str,
        alleles: Sequence[PhasedAllele],
        effects: Sequence[TranscriptEffect],
        message: Message,
    ) -> JointEffect:
        blocks = message.blocks()
        texts = []
        terms: set[Consequence] = set()
        stop = None
        facts: dict[str, str] = {}
        of_block: dict[Edit, tuple[Flag, ...]] = {}
        for block in blocks:
            change = block.change
            if change is None:
                continue
            if change.kind is not ProteinKind.SYNONYMOUS:
                texts.append(protein_text(change, self.transcript.protein))
            if len(block.edits) > 1:
                terms |= self._terms(block)
            if ends_early(change):
                index = message.first_stop()
                if index is not None and change.stop is not None:
                    stop = message.place_stop(index)
            own: dict[str, str] = {}
            protein_facts(own, self._effect(block, effects[0], stop), change, self.knowledge)
            facts.update(own)
            own_flags = self.knowledge.rulebook.verdict(frozenset(own)).flags
            of_block |= dict.fromkeys(block.edits, own_flags)
        verdict = self.knowledge.rulebook.verdict(frozenset(facts))
        flags: list[tuple[Flag, ...]] = [verdict.flags]
        lofs = [verdict.lof]
        read = {edit for block in blocks for edit in block.edits}
        alone = {block.edits[0] for block in blocks if len(block.edits) == 1}
        for item, effect in zip(alleles, effects, strict=True):
            by_protein = effect.change is not None
            edit = effect.edit
            place = Edit(edit.start, edit.end, edit.alt, edit.exon) if edit.spelled else None
            if by_protein:
                kept = _OF_ONE if place in alone else _OF_PART
                flags.append(tuple(flag for flag in item.finding.flags if flag in kept))
            else:
                flags.append(item.finding.flags)
                lofs.append(item.finding.lof)
            unread = place not in read
            if (
                place is None  # nothing of it can be spelled, so nothing of it is read
                or place in alone
                or (unread and (not by_protein or message.is_before(place)))
            ):
                terms |= set(effect.consequences)
            elif not unread:
                terms |= {term for term in effect.consequences if not _is_coding(term)}
        if len([item for item in alleles if Flag.COMMON in item.finding.flags]) < len(alleles):
            flags = [tuple(f for f in group if f is not Flag.COMMON) for group in flags]
        text = f"[({';'.join(texts)})]" if len(texts) > 1 else f"({texts[0] if texts else '='})"
        outside = all(effect.hgvs_p is None for effect in effects)
        found = joined_flags(*flags)
        if Flag.LOF in found:
            found = tuple(flag for flag in found if flag is not Flag.LOF_LC)
        return JointEffect(
            name,
            "" if outside else self._named(text),
            _ordered(terms),
            stop,
            _best(lofs),
            found,
            changes=tuple([block.change for block in blocks if block.change is not None]),
            of_allele=self._of_alleles(alleles, effects, message, of_block, alone),
        )

    def _of_alleles(
        self,
        alleles: Sequence[PhasedAllele],
        effects: Sequence[TranscriptEffect],
        message: Message,
        of_block: Mapping[Edit, tuple[Flag, ...]],
        alone: set[Edit],
    ) -> tuple[tuple[Flag, ...] | None, ...]:
        """Return for each allele its flags on this chromosome, ``None`` for those it has alone."""
        of_stop = list(of_block.values())[-1] if of_block else ()
        found: list[tuple[Flag, ...] | None] = []
        for item, effect in zip(alleles, effects, strict=True):
            edit = effect.edit
            if effect.change is None or not edit.spelled:
                found.append(None)
                continue
            place = Edit(edit.start, edit.end, edit.alt, edit.exon)
            own = item.finding.flags
            if place in alone or message.is_before(place):
                found.append(None)
            elif place in of_block:
                splice = tuple(flag for flag in own if flag is Flag.SPLICE)
                found.append(joined_flags(of_block[place], splice))
            else:  # behind the first stop: never read
                kept = tuple(flag for flag in own if flag in _OF_PART)
                found.append(joined_flags(of_stop, kept))
        return tuple(found)

    def _terms(self, block: Block) -> set[Consequence]:
        merged, change = block.merged, block.change
        assert change is not None
        edit = Projection(Reach.EXONIC, merged.start, merged.end, merged.alt, merged.exon)
        codons = touched_codons(self.transcript, merged.start, merged.end, merged.alt)
        return coding_terms(self.transcript, edit, change, codons)

    def _effect(
        self, block: Block, base: TranscriptEffect, stop: NewStop | None
    ) -> TranscriptEffect:
        """Return an effect that says of a block what the protein rules ask."""
        start = self.transcript.locus_coordinate(block.merged.start)
        last = max(block.merged.end - 1, block.merged.start)
        end = self.transcript.locus_coordinate(min(last, len(self.transcript.sequence) - 1)) + 1
        changed = changed_residues(self.transcript, block.change)
        return base._replace(
            variant=GenomicVariant(VariantKind.DELINS, start, end, "", block.merged.alt),
            change=block.change,
            stop=stop,
            changed=changed,
            domains=domains_of(self.model, changed),
        )


_CODING = frozenset(
    {
        Consequence.STOP_GAINED,
        Consequence.FRAMESHIFT,
        Consequence.STOP_LOST,
        Consequence.START_LOST,
        Consequence.INFRAME_INSERTION,
        Consequence.INFRAME_DELETION,
        Consequence.MISSENSE,
        Consequence.PROTEIN_ALTERING,
        Consequence.STOP_RETAINED,
        Consequence.START_RETAINED,
        Consequence.SYNONYMOUS,
        Consequence.CODING_SEQUENCE,
    }
)


def _is_coding(term: Consequence) -> bool:
    return term in _CODING


def _loses_start(effect: TranscriptEffect) -> bool:
    return effect.change is not None and effect.change.kind is ProteinKind.START_LOST


def _is_unknown(effect: TranscriptEffect) -> bool:
    """Return whether the message of a single allele cannot be told (a lost splice site, say)."""
    return bool(effect.hgvs_p and effect.hgvs_p.endswith("p.?"))


def _best(found: Sequence[LossOfFunction | None]) -> LossOfFunction | None:
    for level in (LossOfFunction.HIGH_CONFIDENCE, LossOfFunction.LOW_CONFIDENCE):
        if level in found:
            return level
    return None


def _ordered(terms: set[Consequence]) -> tuple[Consequence, ...]:
    return tuple(sorted(terms, key=lambda term: term.rank))
