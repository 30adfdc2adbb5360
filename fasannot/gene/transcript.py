"""One transcript of FAS: exons, coding sequence, and the map between locus and c. positions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from fasannot.gene.checks import bases, named, one_of, refuse
from fasannot.gene.coordinates import CodingPosition, Interval
from fasannot.gene.sequence import translate

# No splice window reaches farther from the border of an exon.
SPLICE_WINDOW = 20
GROUPS = ("mane", "coding", "other")


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript on the + strand of the locus.

    Attributes:
        accession: versioned accession, as ``NM_000043.6``.
        protein_accession: versioned accession of the protein, or ``None``.
        biotype: Ensembl biotype.
        group: ``mane``, ``coding`` or ``other``: which ``--transcripts`` choice lists it.
        exons: exons on the locus sequence, in order.
        cds: coding sequence with its stop codon, on the spliced sequence; ``None`` when non-coding.
        sequence: the spliced sequence.
        protein: translation with its final ``*``; empty when non-coding.
        exon_starts: for each exon the spliced coordinate of its first base.
        start: locus coordinate of the first base.
        end: locus coordinate after the last base.
    """

    accession: str
    protein_accession: str | None
    biotype: str
    group: str
    exons: tuple[Interval, ...]
    cds: Interval | None
    sequence: str
    protein: str
    exon_starts: tuple[int, ...]
    start: int
    end: int
    _starts: tuple[int, ...] = field(repr=False)
    _introns: tuple[Interval, ...] = field(repr=False)
    _borders: tuple[int, ...] = field(repr=False)

    @classmethod
    def build(
        cls,
        accession: str,
        protein_accession: str | None,
        biotype: str,
        group: str,
        exons: tuple[Interval, ...],
        locus_cds: Interval | None,
        locus: str,
    ) -> Transcript:
        """Return a transcript spliced from the locus sequence.

        Args:
            accession: versioned accession.
            protein_accession: versioned accession of the protein, or ``None``.
            biotype: Ensembl biotype.
            group: ``mane``, ``coding`` or ``other``.
            exons: exons on the locus.
            locus_cds: coding sequence on the locus, from the start codon to the stop codon.
            locus: the locus sequence.
        """
        named("accession of a transcript", accession)
        named(f"biotype of {accession}", biotype)
        one_of(f"set of {accession}", group, GROUPS)
        if not exons or not all(exons):
            refuse(f"exons of {accession}", exons, "a transcript has exons, and they have bases")
        for before, after in pairwise(exons):
            if before.end >= after.start:
                refuse(f"exons of {accession}", (before, after), "they stand in order, apart")
        if exons[-1].end > len(locus):
            refuse(f"last exon of {accession}", exons[-1], "it ends outside the locus")
        exon_starts: list[int] = []
        length = 0
        for exon in exons:
            exon_starts.append(length)
            length += len(exon)
        sequence = "".join([locus[exon.start : exon.end] for exon in exons])
        bases(f"sequence of {accession}", sequence)
        cds = None
        protein = ""
        if locus_cds is not None:

            def spliced(coordinate: int) -> int:
                for exon, first in zip(exons, exon_starts, strict=True):
                    if exon.start <= coordinate < exon.end:
                        return first + coordinate - exon.start
                raise ValueError(f"{accession}: CDS ends outside the exons")

            cds = Interval(spliced(locus_cds.start), spliced(locus_cds.end - 1) + 1)
            protein = translate(sequence[cds.start : cds.end])
        return cls(
            accession=accession,
            protein_accession=protein_accession,
            biotype=biotype,
            group=group,
            exons=exons,
            cds=cds,
            sequence=sequence,
            protein=protein,
            exon_starts=tuple(exon_starts),
            start=exons[0].start,
            end=exons[-1].end,
            _starts=tuple(exon.start for exon in exons),
            _introns=tuple(Interval(left.end, right.start) for left, right in pairwise(exons)),
            _borders=tuple(edge for a, b in pairwise(exons) for edge in (a.end, b.start)),
        )

    @property
    def coding(self) -> bool:
        """Whether the transcript has a coding sequence."""
        return self.cds is not None

    def exon_before(self, coordinate: int) -> int:
        """Return the index of the last exon that starts at or before a coordinate, or -1."""
        return bisect_right(self._starts, coordinate) - 1

    def exon_at(self, coordinate: int) -> int | None:
        """Return the index of the exon that holds a locus coordinate, or ``None``."""
        index = bisect_right(self._starts, coordinate) - 1
        return index if index >= 0 and coordinate < self.exons[index].end else None

    def near_border(self, start: int, end: int, within: int = SPLICE_WINDOW) -> bool:
        """Return whether a border of exon and intron lies in ``[start, end)`` or close to it.

        Close is as far as any splice window reaches, the polypyrimidine tract with its 17 bases
        the farthest. Nine in ten alleles lie off all borders and need no closer look.
        """
        borders = self._borders
        place = bisect_left(borders, start - within)
        return place < len(borders) and borders[place] <= end + within

    def intron(self, index: int) -> Interval:
        """Return intron ``index`` (0-based; between exons ``index`` and ``index + 1``)."""
        return self._introns[index]

    def spliced(self, coordinate: int) -> int | None:
        """Return the spliced coordinate of a locus coordinate, ``None`` outside the exons."""
        index = bisect_right(self._starts, coordinate) - 1
        if index < 0:
            return None
        exon = self.exons[index]
        if coordinate >= exon.end:
            return None
        return self.exon_starts[index] + coordinate - exon.start

    def locus_coordinate(self, spliced: int) -> int:
        """Return the locus coordinate of a spliced coordinate."""
        if not 0 <= spliced < len(self.sequence):
            raise ValueError(f"{self.accession} has no base {spliced + 1}")
        index = bisect_right(self.exon_starts, spliced) - 1
        return self.exons[index].start + spliced - self.exon_starts[index]

    def exon_of_spliced(self, spliced: int) -> int:
        """Return the index of the exon that holds a spliced coordinate."""
        return bisect_right(self.exon_starts, spliced) - 1

    def _exonic_position(self, spliced: int, offset: int) -> CodingPosition:
        cds = self.cds
        if cds is None:
            return CodingPosition(spliced + 1, offset)
        if spliced >= cds.end:
            return CodingPosition(spliced - cds.end + 1, offset, after_stop=True)
        base = spliced - cds.start
        return CodingPosition(base + 1 if base >= 0 else base, offset)

    def coding_position(self, coordinate: int) -> CodingPosition | None:
        """Return the c. (n. when non-coding) position of a locus coordinate.

        ``None`` outside the transcript. Intronic bases count from the nearer exon; the middle base
        of an intron of odd length counts from the exon before it (HGVS numbering).
        """
        index = bisect_right(self._starts, coordinate) - 1
        if index < 0:
            return None
        exon = self.exons[index]
        if coordinate < exon.end:
            return self._exonic_position(self.exon_starts[index] + coordinate - exon.start, 0)
        if index + 1 == len(self.exons):
            return None
        following = self.exons[index + 1]
        after = coordinate - exon.end + 1
        before = following.start - coordinate
        if after <= before:
            return self._exonic_position(self.exon_starts[index + 1] - 1, after)
        return self._exonic_position(self.exon_starts[index + 1], -before)

    def coordinate(self, position: CodingPosition) -> int:
        """Return the locus coordinate of a c. (or n.) position.

        Raises:
            ValueError: the transcript has no such position; the message says why.
        """
        name = f"{'c' if self.coding else 'n'}.{position}"
        if self.cds is None:
            if position.after_stop or position.base < 0:
                raise ValueError(f"{name}: {self.accession} is non-coding, use n. positions")
            spliced = position.base - 1
        elif position.after_stop:
            spliced = self.cds.end + position.base - 1
        elif position.base > len(self.cds):
            raise ValueError(
                f"{name}: the coding sequence of {self.accession} ends at c.{len(self.cds)}"
            )
        else:
            spliced = self.cds.start + (position.base - 1 if position.base > 0 else position.base)
        if not 0 <= spliced < len(self.sequence):
            raise ValueError(f"{name} lies outside {self.accession}")
        coordinate = self.locus_coordinate(spliced)
        if position.offset == 0:
            return coordinate
        index = self.exon_of_spliced(spliced)
        exon = self.exons[index]
        if position.offset > 0:
            if coordinate != exon.end - 1 or index + 1 == len(self.exons):
                raise ValueError(f"{name}: no intron follows base {position.base}")
            intron = self.intron(index)
        else:
            if coordinate != exon.start or index == 0:
                raise ValueError(f"{name}: no intron precedes base {position.base}")
            intron = self.intron(index - 1)
        if abs(position.offset) > len(intron):
            raise ValueError(f"{name}: that intron has {len(intron)} bases")
        return coordinate + position.offset
