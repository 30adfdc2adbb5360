"""Count the reads of BAM and CRAM files at alleles, called there or not.

Each read is compared with two haplotypes, the reference and the reference with the allele, over
its whole length and with its soft-clipped ends. It votes for the one that it fits better; where
both fit alike it says nothing. The same rule holds for both, so that neither is favoured. A
fragment votes once; mates that disagree do not vote.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from enum import Enum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fasannot.errors import InputError
from fasannot.files.bgzf.alignment_index import (
    check_alignment_index,
    quiet_htslib,
    without_index,
)
from fasannot.files.input_name import is_url
from fasannot.gene.chromosome_names import ChromosomeNames
from fasannot.people.parameters import load_parameters

_SKIPPED = 0xF04  # unmapped, secondary, failed, duplicate, supplementary
_CLIP, _HARD = 4, 5
_UNKNOWN = ord("N")

Bases = npt.NDArray[np.uint8]


class Change(NamedTuple):
    """An allele as its two haplotypes need it, on the locus sequence, 0-based half-open.

    Attributes:
        start: first replaced base.
        end: end of the replaced bases.
        alt: the new bases.
    """

    start: int
    end: int
    alt: str


def is_countable(change: Change) -> bool:
    """Return whether reads can hold an allele: not more new bases than most reads have room for."""
    return len(change.alt) <= load_parameters().one("read_largest_insertion")


class Vote(Enum):
    """What a read shows of an allele."""

    REF = "ref"
    ALT = "alt"
    OTHER = "other"


class PlacedRead(NamedTuple):
    """A read on the locus, with its soft-clipped ends.

    Attributes:
        fragment: name of its fragment.
        left: where its first base would lie if it were aligned without gap from its left end.
        right: where its last base would end if it were aligned without gap from its right end.
        bases: its bases.
        trusted: whether each base is of sufficient quality.
        mapped: the aligned bases: place on the locus to place in the read.
    """

    fragment: str
    left: int
    right: int
    bases: Bases
    trusted: npt.NDArray[np.bool_]
    mapped: tuple[tuple[int, int, int], ...]  # block start, block end, start in the read

    def at(self, place: int) -> int | None:
        """Return where in the read a base of the locus lies, ``None`` if in a gap or outside."""
        for start, end, offset in self.mapped:
            if start <= place < end:
                return offset + place - start
        return None

    @property
    def first(self) -> int:
        """The first aligned base."""
        return self.mapped[0][0]

    @property
    def end(self) -> int:
        """The end of the aligned bases."""
        return self.mapped[-1][1]


class Counts(NamedTuple):
    """The votes at one allele.

    Attributes:
        alt: fragments that show it.
        total: fragments that show any allele there.
        fragments: the vote of each fragment.
    """

    alt: int
    total: int
    fragments: dict[str, Vote]


def vote_of(read: PlacedRead, change: Change, sequence: str) -> Vote | None:
    """Return what a read shows of an allele, ``None`` where it does not tell."""
    if change.end - change.start == 1 and len(change.alt) == 1:
        return _base_vote(read, change, sequence)
    return _haplotype_vote(read, change, sequence)


def _base_vote(read: PlacedRead, change: Change, sequence: str) -> Vote | None:
    place = read.at(change.start)
    if place is None:
        return Vote.OTHER if read.first < change.start < read.end - 1 else None
    if not read.trusted[place]:
        return None
    base = chr(read.bases[place])
    if base == change.alt:
        return Vote.ALT
    return Vote.REF if base == sequence[change.start] else Vote.OTHER


def _haplotype_vote(read: PlacedRead, change: Change, sequence: str) -> Vote | None:
    """Compare with both haplotypes, aligned without gap from either end of the read."""
    length = len(read.bases)
    gained = len(change.alt) - (change.end - change.start)
    starts = {read.left, read.right - length}
    changed = sequence[: change.start] + change.alt + sequence[change.end :]
    # On the changed haplotype what lies behind the allele is moved by the bases gained.
    on_alt = {start for start in starts if start < change.start}
    on_alt |= {start + gained for start in starts if start + length > change.end}
    on_alt |= {start + gained for start in starts}
    place = (change.start - 1, change.start + 1)
    new_end = change.start + max(len(change.alt), 1)
    ref = _best(read, sequence, starts, place)
    alt = _best(read, changed, on_alt, (change.start - 1, new_end))
    most = load_parameters().one("read_most_different") * length
    # What shows one haplotype must fit the other worse, wherever it may lie on that one: a read
    # that begins within deleted bases, or near behind them, fits both and is no ALT read.
    if alt is not None and alt <= most and not _fits(read, sequence, starts, alt):
        return Vote.ALT
    if ref is not None and ref <= most and not _fits(read, changed, on_alt, ref):
        return Vote.REF
    return None


def _fits(read: PlacedRead, haplotype: str, starts: Iterable[int], differences: int) -> bool:
    """Return whether a read fits a haplotype with no more differences, wherever it lies there."""
    found = _best(read, haplotype, starts)
    return found is not None and found <= differences


def _best(
    read: PlacedRead,
    haplotype: str,
    starts: Iterable[int],
    span: tuple[int, int] | None = None,
) -> int | None:
    """Return the fewest differences of a read from a haplotype, ``None`` if it does not reach.

    Args:
        read: the read.
        haplotype: its bases.
        starts: where the read may begin on it.
        span: bases that it must hold.
    """
    best: int | None = None
    length = len(read.bases)
    for start in starts:
        if span is not None and (start > span[0] or start + length < span[1]):
            continue
        low, high = max(start, 0), min(start + length, len(haplotype))
        if high <= low:
            continue
        expected = np.frombuffer(haplotype[low:high].encode("ascii"), dtype=np.uint8)
        part = slice(low - start, high - start)
        bases = read.bases[part]
        different = (bases != expected) & (bases != _UNKNOWN) & read.trusted[part]
        count = int(np.count_nonzero(different))
        best = count if best is None else min(best, count)
    return best


def count(reads: Iterable[PlacedRead], change: Change, sequence: str) -> Counts:
    """Return the votes of reads at an allele, each fragment once."""
    fragments: dict[str, Vote] = {}
    torn: set[str] = set()
    for read in reads:
        vote = vote_of(read, change, sequence)
        if vote is None:
            continue
        if fragments.setdefault(read.fragment, vote) is not vote:
            torn.add(read.fragment)
    for name in torn:
        del fragments[name]
    alt = sum(vote is Vote.ALT for vote in fragments.values())
    return Counts(alt, len(fragments), fragments)


def phase_by_reads(one: Counts, other: Counts) -> bool | None:
    """Return whether two alleles lie on one chromosome, by the fragments that reach both.

    ``True`` is cis, ``False`` trans, ``None`` not known.
    """
    numbers = load_parameters()
    both = single_one = single_other = 0
    for name, vote in one.fragments.items():
        across = other.fragments.get(name)
        if across is None:
            continue
        pair = (vote is Vote.ALT, across is Vote.ALT)
        both += pair == (True, True)
        single_one += pair == (True, False)
        single_other += pair == (False, True)
    needed, share = numbers.one("read_phase_pairs"), numbers.one("read_phase_share")
    carrying = both + single_one + single_other
    if both >= needed and both >= share * carrying:
        return True
    if min(single_one, single_other) >= needed and carrying - both >= share * carrying:
        return False
    return None


class ReadFile:
    """A BAM or CRAM file, read at places of the locus.

    Args:
        path: the file.
        builds: for each build, its name, the names of chromosome 10, that chromosome's length and
            the first position (1-based) of the locus.
        sequence: the locus sequence.
        reference: FASTA that a CRAM was made with, if given.
        sample: whose reads count, where the file holds those of several samples; all, if not given.
    """

    def __init__(
        self,
        path: str,
        builds: Sequence[Build],
        sequence: str,
        reference: str | None = None,
        sample: str | None = None,
    ) -> None:
        import pysam  # noqa: PLC0415 - slow to load

        self.path = path
        self.sequence = sequence
        if is_url(path):
            raise InputError(
                "is a URL: reads are counted in files alone, nothing is fetched; get the part "
                "that holds FAS (samtools view -b URL chr10) and index it",
                path=path,
            )
        if reference is None and not {"REF_PATH", "REF_CACHE"} & os.environ.keys():
            os.environ["REF_PATH"] = ":"  # never fetch reference sequences from the network
        try:
            with quiet_htslib():
                self._file: Any = pysam.AlignmentFile(path, "r", reference_filename=reference)
                lengths = dict(zip(self._file.references, self._file.lengths, strict=True))
                indexed = self._file.has_index()
        except (OSError, ValueError) as error:
            raise InputError(_reason(error, path), path=path) from error
        try:
            if not indexed:
                raise InputError(without_index(self._file.is_sam), path=path)
            self._groups = self._groups_of(sample)
            self._contig, self._first = self._place(lengths, builds)
            with quiet_htslib():
                number = self._file.get_tid(self._contig)
                check_alignment_index(path, number, self._first, self._first + len(sequence))
        except InputError:
            self.close()  # an error that is kept would keep the file open
            raise
        numbers = load_parameters()
        self._mapping = int(numbers.one("minimum_mapping_quality"))
        self._quality = int(numbers.one("minimum_base_quality"))
        self._window = int(numbers.one("window"))

    def _place(self, lengths: dict[str, int], builds: Sequence[Build]) -> tuple[str, int]:
        for build in builds:
            for name in build.chromosome_names:
                if lengths.get(name) == build.chromosome_length:
                    self.build = build.name
                    return name, build.locus_first - 1
        raise InputError(
            "its header has no chromosome 10 of GRCh37 or GRCh38; reads are counted on these alone",
            path=self.path,
        )

    def _groups_of(self, sample: str | None) -> frozenset[str] | None:
        """Return the read groups of a sample, ``None`` where all reads count."""
        groups = self._file.header.to_dict().get("RG", [])
        nameless = sample in self.samples and any("SM" not in group for group in groups)
        if sample is None or (len(self.samples) < 2 and not nameless):
            return None
        own = frozenset(
            group["ID"] for group in groups if group.get("SM") == sample and "ID" in group
        )
        if not own:
            raise InputError(
                f"holds the reads of several samples ({', '.join(self.samples)}), and no read "
                f"group is of {sample}: which reads are its own is not known; split it (samtools "
                "split), or name the sample as the read groups do (samtools addreplacerg)",
                path=self.path,
            )
        return own

    @property
    def samples(self) -> tuple[str, ...]:
        """Names of the samples that its read groups tell."""
        groups = self._file.header.to_dict().get("RG", [])
        return tuple(dict.fromkeys(group["SM"] for group in groups if "SM" in group))

    def bases_at(self, position: int) -> dict[str, int]:
        """Return how many reads show each base at a position of chromosome 10, 1-based."""
        try:
            with quiet_htslib():
                columns = self._file.count_coverage(
                    self._contig,
                    position - 1,
                    position,
                    quality_threshold=self._quality,
                    read_callback=self._counts,
                )
        except (OSError, ValueError) as error:
            raise InputError(_reason(error, self.path), path=self.path) from error
        return {base: int(column[0]) for base, column in zip("ACGT", columns, strict=True)}

    def close(self) -> None:
        """Close the file."""
        with suppress(OSError):  # closing tells again what reading met
            self._file.close()

    def reads(self, change: Change) -> Iterator[PlacedRead]:
        """Yield the reads near an allele that may count."""
        # A read that is clipped at a gap may end before the place that the 3' rule gives it.
        substitution = change.end - change.start == 1 and len(change.alt) == 1
        pad = 1 if substitution else self._window
        spans = [(change.start - pad, change.end + pad)]
        if change.end - change.start > 2 * pad:
            spans = [(place - pad, place + pad) for place in (change.start, change.end)]
        seen: set[tuple[str, int, int]] = set()
        for low, high in spans:
            first, last = max(self._first + low - 1, 0), self._first + high + 1
            try:
                with quiet_htslib():
                    for read in self._file.fetch(self._contig, first, last):
                        key = (read.query_name, read.flag, read.reference_start)
                        if key not in seen and self._counts(read):
                            seen.add(key)
                            yield self._placed(read)
            except (OSError, ValueError) as error:
                raise InputError(_reason(error, self.path), path=self.path) from error

    def _counts(self, read: Any) -> bool:
        return (
            not read.flag & _SKIPPED
            and read.mapping_quality >= self._mapping
            and read.query_sequence is not None
            and read.cigartuples is not None
            and (self._groups is None or self._is_of(read))
        )

    def _is_of(self, read: Any) -> bool:
        return read.has_tag("RG") and read.get_tag("RG") in (self._groups or ())

    def _placed(self, read: Any) -> PlacedRead:
        bases = np.frombuffer(read.query_sequence.upper().encode("ascii"), dtype=np.uint8)
        qualities = read.query_qualities
        trusted = (
            np.ones(len(bases), dtype=np.bool_)
            if qualities is None
            else np.asarray(qualities) >= self._quality
        )
        cigar = [item for item in read.cigartuples if item[0] != _HARD]
        before = cigar[0][1] if cigar[0][0] == _CLIP else 0
        after = cigar[-1][1] if cigar[-1][0] == _CLIP else 0
        start, offset = read.reference_start - self._first, 0
        left, right = start - before, read.reference_end - self._first + after
        blocks = []
        for kind, size in cigar:
            if kind in (0, 7, 8):
                blocks.append((start, start + size, offset))
            if kind in (0, 2, 3, 7, 8):
                start += size
            if kind in (0, 1, 4, 7, 8):
                offset += size
        return PlacedRead(read.query_name, left, right, bases, trusted, tuple(blocks))

    def count(self, change: Change) -> Counts:
        """Return the votes at an allele."""
        return count(self.reads(change), change, self.sequence)


class Build(NamedTuple):
    """A genome build as a BAM file shows it.

    Attributes:
        name: its name.
        chromosome_names: the names of chromosome 10.
        chromosome_length: its length.
        locus_first: first position of the locus, 1-based.
    """

    name: str
    chromosome_names: ChromosomeNames
    chromosome_length: int
    locus_first: int


def _reason(error: Exception, path: str) -> str:
    what = str(error).splitlines()[0] if str(error) else type(error).__name__
    advice = (
        "; a CRAM needs the reference it was made with (REF_PATH or REF_CACHE)"
        if path.endswith(".cram")
        else "; it must be there, be a BAM or CRAM file, and have an index beside it"
    )
    return f"reads cannot be counted ({what}){advice}"
