"""What a lost or gained splice site does to the message: frame, new stop, NMD, what is missing.

A lost site is predicted to make its exon skipped; the donor of the first exon and the acceptor of
the last cannot be helped by skipping, so their intron is kept. A gained site near an exon moves
that exon's end. Predictions of this kind are guesses at the commonest outcome, to be confirmed on
RNA.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from fasannot.allele.variant import GenomicVariant
from fasannot.effect.new_stop import judge_stop
from fasannot.effect.projection import SpliceSite, moved_site
from fasannot.effect.protein import read_protein
from fasannot.effect.terms import Nmd
from fasannot.evidence.residues import ASSEMBLY_DOMAIN, ASSEMBLY_DOMAIN_HALF
from fasannot.gene.coordinates import Interval
from fasannot.gene.landmarks import landmarks
from fasannot.gene.model import GeneModel
from fasannot.gene.sequence import shared_prefix, trim

# Parents of finer domains: not worth naming beside them.
_PARENTS = frozenset({"EXTRACELLULAR", "CYTOPLASMIC"})
# A gained site further than this from every exon does not move an exon's end.
NEAR_EXON = 200


class SpliceOutcome(NamedTuple):
    """One predicted form of the message.

    Attributes:
        label: ``exon7_skip``, ``intron8_retention``, ``exon2_donor_moved``,
            ``cryptic_donor_c.651+4`` or ``new_exon``.
        in_frame: whether the frame is kept; ``None`` where the message cannot be spelled.
        stop: codon of the new stop in the mutant protein, where out of frame.
        nmd: whether that stop triggers NMD.
        lost: domains that lose residues.
        residues_lost: residues of the reference protein that are missing or altered.
        death_domain_lost: whether residues of the death domain are among them.
        transmembrane_lost: whether at least half of the transmembrane helix is.
        assembly_domain_lost: whether at least half of the pre-ligand assembly domain is.
    """

    label: str
    in_frame: bool | None = None
    stop: int | None = None
    nmd: Nmd | None = None
    lost: tuple[str, ...] = ()
    residues_lost: int = 0
    death_domain_lost: bool = False
    transmembrane_lost: bool = False
    assembly_domain_lost: bool = False

    @property
    def text(self) -> str:
        """The outcome as in the SPLICE column, without the numbers behind it."""
        if self.in_frame is None:
            return self.label
        if self.in_frame:
            return f"{self.label}/in_frame" + (f"/lost={'+'.join(self.lost)}" if self.lost else "")
        stop = "no_stop" if self.stop is None else f"stop{self.stop}"
        return f"{self.label}/out_of_frame/{stop}" + (f"/{self.nmd}" if self.nmd else "")

    @property
    def words(self) -> str:
        """The outcome for a sentence: ``exon 7 skip, frame lost, stop at codon 198, no NMD``."""
        label = re.sub(r"(exon|intron)(\d+)", r"\1 \2", self.label).replace("_", " ")
        if self.in_frame is None:
            return label
        if self.in_frame:
            return f"{label}, frame kept" + (f", {' and '.join(self.lost)} lost" * bool(self.lost))
        parts = [label, "frame lost"]
        parts.append("no stop" if self.stop is None else f"stop at codon {self.stop}")
        if self.nmd:
            parts.append("triggers NMD" if self.nmd is Nmd.TRIGGERING else "escapes NMD")
        return ", ".join(parts)


class SpliceEvent(NamedTuple):
    """What an allele is predicted to do to splicing.

    Attributes:
        label: the event: ``exon7_skip``, ``cryptic_donor_c.651+4``.
        score: the delta score behind it.
        sites: the GT and AG that it destroys, as intron and kind.
        makes_gc: whether it turns GT into GC.
    """

    label: str
    score: float
    sites: frozenset[tuple[int, str]]
    makes_gc: bool


class SplicePredictor:
    """Predicts outcomes for the MANE transcript; skips of the reference are kept for reuse."""

    def __init__(self, model: GeneModel) -> None:
        self._model = model
        self._mane = model.mane
        self._skips: dict[frozenset[int], SpliceOutcome] = {}

    def lost_sites(self, sites: frozenset[tuple[int, str]]) -> SpliceOutcome:
        """Return the outcome of losing splice sites, given as intron index and kind."""
        last = len(self._mane.exons) - 1
        exons = frozenset(intron + (kind == "acceptor") for intron, kind in sites)
        found = self._skips.get(exons)
        if found is None:
            skipped = exons - {0, last}
            if exons != skipped:
                kept = 0 if 0 in exons else last - 1
                found = self._retention(kept)
            else:
                found = self._skip(sorted(skipped))
            self._skips[exons] = found
        return found

    def _skip(self, skipped: list[int]) -> SpliceOutcome:
        pieces = [e for index, e in enumerate(self._mane.exons) if index not in skipped]
        names = "_".join(f"exon{index + 1}" for index in skipped)
        return self._read(f"{names}_skip", pieces, self._model.sequence)

    def _retention(self, intron: int) -> SpliceOutcome:
        exons = list(self._mane.exons)
        exons[intron : intron + 2] = [Interval(exons[intron].start, exons[intron + 1].end)]
        return self._read(f"intron{intron + 1}_retention", exons, self._model.sequence)

    def moved(self, site: SpliceSite, variant: GenomicVariant) -> SpliceOutcome | None:
        """Return the outcome of a lost site that still stands beside its intron, if it does.

        The exon is then longer or shorter by the bases of the allele: the likeliest message.
        """
        locus = self._model.sequence
        edge = moved_site(self._mane, locus, variant, site)
        if edge is None:
            return None
        moved = variant.length_change
        exons = list(self._mane.exons)
        index = site.intron if site.kind == "donor" else site.intron + 1
        pieces = exons[:index]
        changed = exons[index]
        if site.kind == "donor":
            pieces.append(Interval(changed.start, edge))
        else:
            pieces.append(Interval(edge, changed.end + moved))
        pieces += [Interval(exon.start + moved, exon.end + moved) for exon in exons[index + 1 :]]
        mutated = locus[: variant.start] + variant.alt + locus[variant.end :]
        return self._read(f"exon{index + 1}_{site.kind}_moved", pieces, mutated)

    def duplicated(self, exons: range) -> SpliceOutcome:
        """Return the outcome of exons (indexes) that are repeated in tandem."""
        pieces = list(self._mane.exons)
        pieces[exons.stop : exons.stop] = pieces[exons.start : exons.stop]
        last = "" if len(exons) == 1 else f"_exon{exons.stop}"
        return self._read(f"exon{exons.start + 1}{last}_duplication", pieces, self._model.sequence)

    def gained_donor(self, coordinate: int, mutated: str | None = None) -> SpliceOutcome:
        """Return the outcome of a new donor whose last exonic base is at a coordinate."""
        exons = self._mane.exons
        index = max(self._mane.exon_before(coordinate), 0)
        if coordinate >= exons[index].end + NEAR_EXON or index == len(exons) - 1:
            return SpliceOutcome("new_exon" if index < len(exons) - 1 else "new_donor")
        pieces = list(exons)
        pieces[index] = Interval(exons[index].start, coordinate + 1)
        return self._cryptic("donor", coordinate, pieces, mutated)

    def gained_acceptor(self, coordinate: int, mutated: str | None = None) -> SpliceOutcome:
        """Return the outcome of a new acceptor whose first exonic base is at a coordinate."""
        exons = self._mane.exons
        index = max(self._mane.exon_before(coordinate), 0)
        if coordinate >= exons[index].end and index + 1 < len(exons):
            index += 1
        if index == 0 or coordinate < exons[index].start - NEAR_EXON:
            return SpliceOutcome("new_exon" if index else "new_acceptor")
        pieces = list(exons)
        pieces[index] = Interval(min(coordinate, exons[index].end), exons[index].end)
        return self._cryptic("acceptor", coordinate, pieces, mutated)

    def is_native(self, coordinate: int, kind: str) -> bool:
        """Return whether an exon of the transcript begins (acceptor) or ends here (donor)."""
        exons = self._mane.exons
        if kind == "donor":
            return any(coordinate == exon.end - 1 for exon in exons[:-1])
        return any(coordinate == exon.start for exon in exons[1:])

    def new_exon(self, first: int, last: int) -> SpliceOutcome:
        """Return the outcome of an intronic stretch, first to last base, that becomes an exon."""
        before = self._mane.exon_before(first)
        pieces = list(self._mane.exons)
        pieces.insert(before + 1, Interval(first, last + 1))
        label = f"new_exon_{self._name(first)}_{self._name(last)}"
        return self._read(label, pieces, self._model.sequence)

    def _name(self, coordinate: int) -> str:
        return f"c.{self._mane.coding_position(coordinate)}"

    def _cryptic(
        self, kind: str, coordinate: int, pieces: list[Interval], mutated: str | None
    ) -> SpliceOutcome:
        label = f"cryptic_{kind}_{self._name(coordinate)}"
        return self._read(label, pieces, mutated or self._model.sequence)

    def _read(self, label: str, pieces: list[Interval], sequence: str) -> SpliceOutcome:
        """Translate the joined pieces from the native start codon."""
        mane = self._mane
        cds = mane.cds
        assert cds is not None
        if pieces[0].start != mane.exons[0].start or len(pieces[0]) < cds.start + 3:
            return SpliceOutcome(label)
        parts = [sequence[piece.start : piece.end] for piece in pieces]
        message = "".join(parts)
        residues, stopped = read_protein(message, cds.start)
        stop = len(residues) - 1 if stopped else None
        new = residues[:stop]
        old = mane.protein[:-1]
        prefix = shared_prefix(new, old)
        tail = len(old) - 1
        in_frame = stop is not None and prefix < len(new) and new[-20:] == old[-20:]
        in_frame = in_frame or new == old
        missing_here = trim(0, old, new)[1] if in_frame else old[prefix:]
        lost_start, lost_end = prefix, prefix + len(missing_here)
        lost = tuple(
            domain.name
            for domain in self._model.domains
            if domain.name not in _PARENTS and domain.interval.overlaps(lost_start, lost_end)
        )
        nmd = None
        if stop is not None and not in_frame:
            first = cds.start + 3 * stop
            junctions = list(accumulate(len(part) for part in parts))[:-1]
            nmd = judge_stop(
                stop, first, bisect_right(junctions, first), junctions[-1] if junctions else None
            ).nmd
        places = landmarks()

        def gone(domain: Interval) -> int:
            return min(lost_end, domain.end) - max(lost_start, domain.start)

        return SpliceOutcome(
            label=label,
            in_frame=in_frame,
            stop=None if in_frame or stop is None else stop + 1,
            nmd=nmd,
            lost=lost,
            residues_lost=lost_end - lost_start,
            death_domain_lost=places.death_domain.overlaps(lost_start, min(lost_end, tail + 1)),
            transmembrane_lost=gone(places.transmembrane) >= places.transmembrane_half,
            assembly_domain_lost=gone(ASSEMBLY_DOMAIN) >= ASSEMBLY_DOMAIN_HALF,
        )
