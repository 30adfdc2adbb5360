"""Facts of the predicted protein: new stops, domains, in-frame losses, broken transcript ends.

Each function adds words to a dict from fact to detail (the text that stands for ``{fact}`` in a
rule's sentence, often empty); docs/data.md says what each means.
"""

from __future__ import annotations

from collections.abc import Mapping

from fasannot.effect.new_stop import NewStop, lengthened, stop_is_intact, stop_of
from fasannot.effect.projection import Reach
from fasannot.effect.protein import ProteinChange, ProteinKind
from fasannot.effect.terms import Nmd
from fasannot.effect.transcript_effect import TranscriptEffect
from fasannot.evidence.residues import (
    ASSEMBLY_DOMAIN,
    ASSEMBLY_DOMAIN_HALF,
    OF_THE_VERY_CHANGE,
    Facts,
)
from fasannot.gene.coordinates import Interval
from fasannot.gene.landmarks import landmarks
from fasannot.rules.knowledge import Knowledge

# A stop within the first 100 coding bases is start-proximal (VEP NMD plugin).
_START_PROXIMAL = 100
# Members looked up once: Python 3.11 takes its time over each.
_SUBSTITUTION, _START_LOST = ProteinKind.SUBSTITUTION, ProteinKind.START_LOST
_EXTENSION, _FRAMESHIFT = ProteinKind.EXTENSION, ProteinKind.FRAMESHIFT
_TRIGGERING = Nmd.TRIGGERING


def _overlap(interval: Interval, start: int, end: int) -> str | None:
    """Return the residues of both, counted from 1, ``None`` where there are none."""
    low, high = max(interval.start, start), min(interval.end, end)
    if low >= high:
        return None
    return f"{low + 1}-{high}" if high - low > 1 else str(high)


def stop_facts(facts: Facts, stop: NewStop) -> None:
    """Add facts of a new stop: NMD, both readings of the 50-nt rule, distance from the start."""
    facts["new_stop"] = ""
    facts["stop"] = str(stop.codon)
    facts["stop_exon"] = str(stop.exon)
    facts["stop_distance"] = str(stop.distance)
    if stop.nmd is _TRIGGERING:
        facts["nmd_triggering"] = ""
        if 3 * stop.codon <= _START_PROXIMAL:
            facts["start_proximal_stop"] = ""
    elif stop.distance >= landmarks().penultimate_length:
        facts["nmd_readings_differ"] = ""
        facts["stop_base"] = str(landmarks().last_junction - stop.distance)


def protein_facts(
    facts: Facts, effect: TranscriptEffect, change: ProteinChange, knowledge: Knowledge
) -> None:
    """Add facts of the predicted protein change."""
    kind = change.kind
    if kind is _SUBSTITUTION:
        facts["missense"] = ""
        facts["single_residue"] = ""
        facts.update(knowledge.residues.substitution(change.start, change.alt))
        if landmarks().death_domain.overlaps(change.start, change.start + 1):
            facts["death_domain_changed"] = str(change.start + 1)
        return
    if kind is _START_LOST:
        exon_starts = effect.transcript.exon_starts
        if effect.edit.start == 0 and len(exon_starts) > 1 and effect.edit.end >= exon_starts[1]:
            facts["first_exon_deleted"] = ""
        else:
            facts["start_lost"] = ""
        return
    if kind is _EXTENSION and stop_is_intact(effect.transcript, effect.edit, change):
        facts["in_frame_indel"] = ""
        return
    if kind is _EXTENSION:
        facts["stop_lost"] = ""
        return
    changed = effect.changed
    if changed is None:
        return
    stop = effect.stop
    if lengthened(effect.transcript, effect.edit, change):
        if changed.start >= landmarks().death_domain.end:
            facts["stop_lost"] = ""
            return
        if change.stop is not None:  # the new end of the protein takes the death domain with it
            stop = stop_of(effect.transcript, effect.edit, change.stop)
    if stop is not None:
        stop_facts(facts, stop)
    elif kind is _FRAMESHIFT:
        facts["frameshift_without_stop"] = ""
    else:
        _in_frame_facts(facts, effect, change, knowledge)
        return
    lost = _overlap(landmarks().death_domain, changed.start, changed.end)
    if lost:
        facts["death_domain_lost"] = lost


def _in_frame_facts(
    facts: Facts, effect: TranscriptEffect, change: ProteinChange, knowledge: Knowledge
) -> None:
    places = landmarks()
    start, end = change.start, change.end
    facts["in_frame_indel"] = ""
    inserted = start == end
    if inserted:
        if places.death_domain.start < start < places.death_domain.end:
            facts["death_domain_changed"] = f"{start}-{start + 1}"
    else:
        lost = _overlap(places.death_domain, start, end)
        if lost:
            facts["death_domain_changed"] = lost
    facts.update(knowledge.residues.in_frame_change(start, end))
    missing = len(change.ref) - len(change.alt)
    if missing <= 0:
        if len(change.ref) == len(change.alt):
            del facts["in_frame_indel"]
            facts["missense"] = ""
            facts.pop("crd_indel", None)
            facts.pop("tm_indel", None)
            for place, new in enumerate(change.alt, start):
                if knowledge.residues.protein[place] != new:
                    for name, detail in knowledge.residues.substitution(place, new).items():
                        if name not in OF_THE_VERY_CHANGE:
                            facts.setdefault(name, detail)
        return
    if change.kind is ProteinKind.DELETION and missing == 1:
        name = f"{change.ref}{start + 1}del"
        measured = knowledge.residues.measured(start, name)
        facts.update({key: measured[key] for key in OF_THE_VERY_CHANGE & measured.keys()})
    facts["in_frame_loss"] = str(missing)
    if missing >= knowledge.thresholds["in_frame_loss_residues"]:
        facts["tenth_deleted"] = ""
    helix = places.transmembrane
    if min(end, helix.end) - max(start, helix.start) >= places.transmembrane_half:
        facts["tm_deleted"] = ""
    if min(end, ASSEMBLY_DOMAIN.end) - max(start, ASSEMBLY_DOMAIN.start) >= ASSEMBLY_DOMAIN_HALF:
        facts["assembly_domain_lost"] = ""
    variant = effect.variant
    exons = effect.transcript.exons
    if any(variant.start <= exon.start and exon.end <= variant.end for exon in exons):
        facts["whole_exon_deleted"] = ""
    if not facts.keys().isdisjoint(("tenth_deleted", "tm_deleted", "whole_exon_deleted")):
        facts["large_loss"] = ""


def reach_facts(facts: Facts, effect: TranscriptEffect) -> None:
    """Add facts of deletions that reach over the ends of the transcript."""
    transcript = effect.transcript
    reach = effect.edit.reach
    if reach is Reach.WHOLE_TRANSCRIPT:
        facts["transcript_deleted"] = ""
        return
    cds = transcript.cds
    if cds is None:
        return
    variant = effect.variant
    start_codon = transcript.locus_coordinate(cds.start)
    first_of_last_exon = transcript.exons[-1].start
    if variant.start <= transcript.start and variant.end > start_codon:
        facts["first_exon_deleted"] = ""
    elif variant.end >= transcript.end:
        end_of_domain = (
            transcript.locus_coordinate(cds.start + 3 * landmarks().death_domain.end - 1) + 1
        )
        stop_codon = transcript.locus_coordinate(cds.end - 1) + 1
        if variant.start < max(end_of_domain, first_of_last_exon):
            facts["last_exon_deleted"] = ""
        elif variant.start < stop_codon:
            facts["frameshift_without_stop"] = ""


def promoter_facts(facts: Facts, effect: TranscriptEffect, thresholds: Mapping[str, float]) -> None:
    """Add facts of the bases before the transcript: promoter deleted, or touched.

    The promoter counts as deleted with the transcription start, or with half of the bases that
    stand for it, while the start codon is kept.
    """
    transcript, variant = effect.transcript, effect.variant
    begin = transcript.start
    if variant.start > begin or variant.start == variant.end == begin:
        return
    cds = transcript.cds
    start_codon = transcript.locus_coordinate(cds.start) if cds is not None else transcript.end
    size = int(thresholds["promoter_bases"])
    taken = min(variant.end, begin) - max(variant.start, begin - size)
    lost = -variant.length_change
    over_start = variant.end > begin and lost >= thresholds["promoter_least_deletion"]
    if variant.end <= start_codon and (over_start or min(taken, lost) * 2 >= size):
        what = "The transcription start is" if variant.end > begin else "The promoter is"
        facts["promoter_deleted"] = what
    elif variant.start < begin and variant.end > begin - thresholds["promoter_note_bases"]:
        facts["promoter_touched"] = ""


def crossing_facts(facts: Facts, effect: TranscriptEffect) -> None:
    """Add the loss of the start codon to a deletion that goes on over a splice site."""
    cds = effect.transcript.cds
    if cds is None:
        return
    start_codon = effect.transcript.locus_coordinate(cds.start)
    if effect.variant.start < start_codon + 3 and effect.variant.end > start_codon:
        facts["first_exon_deleted"] = ""
