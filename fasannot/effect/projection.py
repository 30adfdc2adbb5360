"""Locus to transcript: what an allele touches, and the edit it makes in the spliced message."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from fasannot.allele.variant import GenomicVariant, VariantKind, canonical
from fasannot.gene.checks import one_of, whole
from fasannot.gene.transcript import Transcript

# No intron of any transcript is shorter; a smaller deletion removes none.
_SHORTEST_INTRON = 20


class Reach(StrEnum):
    """Where an allele lies on a transcript, as far as predicting its protein goes."""

    UPSTREAM = "upstream"
    DOWNSTREAM = "downstream"
    INTRONIC = "intronic"
    EXONIC = "exonic"
    EXON_LOSS = "exon_loss"  # whole exons gone, both ends in introns
    EXON_FUSION = "exon_fusion"  # both ends in exons, every intron between them gone
    SPLICE_CROSSING = "splice_crossing"  # one end in an exon, the other in an intron
    TRANSCRIPT_END = "transcript_end"  # reaches beyond the first or last base
    WHOLE_TRANSCRIPT = "whole_transcript"


# Members looked up once: Python 3.11 takes its time over each.
_UPSTREAM, _DOWNSTREAM = Reach.UPSTREAM, Reach.DOWNSTREAM
_INTRONIC, _EXONIC = Reach.INTRONIC, Reach.EXONIC


@dataclass(frozen=True, slots=True)
class SpliceSite:
    """One canonical dinucleotide of an intron.

    Attributes:
        intron: index of the intron, 0-based.
        kind: ``donor`` (GT) or ``acceptor`` (AG).
    """

    intron: int
    kind: str

    def __post_init__(self) -> None:
        whole("index of an intron", self.intron, least=0)
        one_of("kind of a splice site", self.kind, ("donor", "acceptor"))


class Projection(NamedTuple):
    """An allele in terms of one transcript.

    Attributes:
        reach: where it lies.
        start: spliced coordinate of the first replaced base, -1 unless the message changed in a
            way that can be spelled (``EXONIC``, ``EXON_LOSS``, ``EXON_FUSION``).
        end: spliced coordinate after the last replaced base, likewise.
        alt: new bases of the spliced message.
        exon: index of the exon that holds the new bases, -1 where there is no such edit.
    """

    reach: Reach
    start: int = -1
    end: int = -1
    alt: str = ""
    exon: int = -1

    @property
    def moved(self) -> int:
        """Bases of the message gained or lost."""
        return len(self.alt) - (self.end - self.start)

    @property
    def spelled(self) -> bool:
        """Whether the edited message can be written down."""
        return self.exon >= 0


def _project_insertion(transcript: Transcript, variant: GenomicVariant) -> Projection:
    """Project an insertion; one exactly at an exon border counts with the exon (as in VEP)."""
    place = variant.start
    if place <= transcript.start:
        return Projection(_UPSTREAM)
    if place >= transcript.end:
        return Projection(_DOWNSTREAM)
    exon = transcript.exon_before(place)
    spliced = transcript.spliced(place)
    if spliced is None:
        before = transcript.spliced(place - 1)
        if before is None:
            return Projection(_INTRONIC)
        spliced = before + 1
    return Projection(_EXONIC, spliced, spliced, variant.alt, exon)


def project(transcript: Transcript, variant: GenomicVariant) -> Projection:
    """Return what an allele does to the spliced message of a transcript."""
    start, end = variant.start, variant.end
    if start == end:
        return _project_insertion(transcript, variant)
    if end <= transcript.start:
        return Projection(_UPSTREAM)
    if start >= transcript.end:
        return Projection(_DOWNSTREAM)
    if start <= transcript.start and end >= transcript.end:
        return Projection(Reach.WHOLE_TRANSCRIPT)
    if start < transcript.start or end > transcript.end:
        return Projection(Reach.TRANSCRIPT_END)
    index = transcript.exon_before(start)
    exon = transcript.exons[index]
    if end <= exon.end:
        first = transcript.exon_starts[index] + start - exon.start
        return Projection(_EXONIC, first, first + end - start, variant.alt, index)
    starts_in_exon = start < exon.end
    if not starts_in_exon and end <= transcript.exons[index + 1].start:
        return Projection(_INTRONIC)
    until = transcript.exon_before(end - 1)
    ends_in_exon = end <= transcript.exons[until].end
    if starts_in_exon and ends_in_exon:
        first = transcript.exon_starts[index] + start - exon.start
        after = transcript.exon_starts[until] + end - transcript.exons[until].start
        return Projection(Reach.EXON_FUSION, first, after, variant.alt, index)
    if starts_in_exon or ends_in_exon:
        return Projection(Reach.SPLICE_CROSSING)
    first, after = transcript.exon_starts[index + 1], transcript.exon_starts[until + 1]
    return Projection(Reach.EXON_LOSS, first, after, "", index)


def touched_introns(transcript: Transcript, start: int, end: int) -> range:
    """Return the indexes of introns whose splice windows ``[start, end)`` may touch.

    The window reaches 3 bases into the exons on both sides, as in ``splice_region_variant``.
    """
    first = max(transcript.exon_before(start - 4), 0)
    last = transcript.exon_before(end + 4)
    return range(first, min(last + 1, len(transcript.exons) - 1))


def lost_splice_sites(
    transcript: Transcript, locus: str, variant: GenomicVariant
) -> tuple[SpliceSite, ...]:
    """Return the GT and AG that the mutated sequence no longer has where they stood.

    A dinucleotide counts as kept when it still follows the untouched exon (donor) or precedes it
    (acceptor), or when it still stands beside the untouched rest of the intron and the exon
    changes its length by whole codons: c.334+2dup keeps its GT. Where the exon would change its
    length by one or two bases (c.196+1dup, c.568+1del) the site is lost where it stood, and a
    change of length that takes bases of both exon and dinucleotide loses it in any case.
    """
    start, end = variant.start, variant.end
    if not transcript.near_border(start, end):
        return ()
    lost = []
    for index in touched_introns(transcript, start, end):
        intron = transcript.intron(index)
        if _touches(intron.start, start, end) and not _kept(locus, variant, intron.start, "GT"):
            lost.append(SpliceSite(index, "donor"))
        acceptor = intron.end - 2
        # A copy of intron bases put in before the exon (c.444-1dup) parts AG and exon.
        parted = variant.kind is VariantKind.DUPLICATION and start == intron.end
        if (parted or _touches(acceptor, start, end)) and not _kept(locus, variant, acceptor, "AG"):
            lost.append(SpliceSite(index, "acceptor"))
    return tuple(lost)


def _touches(site: int, start: int, end: int) -> bool:
    """Return whether ``[start, end)`` replaces bases of a dinucleotide or is inserted into it."""
    return start == site + 1 if start == end else start < site + 2 and end > site


def _kept(locus: str, variant: GenomicVariant, site: int, letters: str) -> bool:
    """Return whether a touched dinucleotide still stands beside its exon or its intron."""
    start, end, alt = variant.start, variant.end, variant.alt
    if len(alt) == end - start:
        return (locus[site:start] + alt[max(site - start, 0) :] + locus[end : site + 2])[
            :2
        ] == letters
    donor = letters == "GT"
    if start < site + (0 if donor else 2) < end:
        return False
    in_place = start >= site and (locus[site:start] + alt + locus[end : end + 2])[:2] == letters
    behind = (
        end <= site + 2
        and (locus[max(start - 2, 0) : start] + alt + locus[end : site + 2])[-2:] == letters
    )
    beside_exon, beside_intron = (in_place, behind) if donor else (behind, in_place)
    return beside_exon or (beside_intron and (len(alt) - (end - start)) % 3 == 0)


def moved_site(
    transcript: Transcript, locus: str, variant: GenomicVariant, site: SpliceSite
) -> int | None:
    """Return where a lost dinucleotide still stands beside its untouched intron, if it does.

    The exon then ends (donor) or begins (acceptor) at that coordinate of the *mutated* locus, and
    differs in length from the reference.
    """
    start, end, alt = variant.start, variant.end, variant.alt
    intron = transcript.intron(site.intron)
    if site.kind == "donor":
        donor = intron.start
        kept = (locus[max(start - 2, 0) : start] + alt + locus[end : donor + 2])[-2:]
        return donor + variant.length_change if end <= donor + 2 and kept == "GT" else None
    acceptor = intron.end - 2
    kept = (locus[acceptor:start] + alt + locus[end : end + 2])[:2]
    return acceptor + 2 if start >= acceptor and kept == "AG" else None


@cache
def _intron_removals(
    transcript: Transcript, locus: str
) -> dict[tuple[int, int, str], tuple[int, ...]]:
    """Return the alleles that remove whole introns and nothing else, in canonical form."""
    found = {}
    introns = [transcript.intron(index) for index in range(len(transcript.exons) - 1)]
    for first in range(len(introns)):
        for last in range(first, len(introns)):
            start, end = introns[first].start, introns[last].end
            kept = "".join(
                [locus[exon.start : exon.end] for exon in transcript.exons[first + 1 : last + 1]]
            )
            allele = canonical(locus, start, locus[start:end], kept)
            found[allele.start, allele.end, allele.alt] = tuple(range(first, last + 1))
    return found


def removed_introns(transcript: Transcript, locus: str, variant: GenomicVariant) -> tuple[int, ...]:
    """Return the introns that an allele removes exactly, without any other change.

    The exons then lie side by side as in the mature message, which is as before: mostly cDNA or a
    plasmid in the sample. The 3′ shift may have moved the allele over the border.
    """
    if variant.length_change > -_SHORTEST_INTRON:
        return ()
    key = (variant.start, variant.end, variant.alt)
    return _intron_removals(transcript, locus).get(key, ())
