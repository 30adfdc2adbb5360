"""Reads at the site: the alignments around each candidate, drawn so that a mosaic can be judged.

Each row is one read; only bases that differ from the reference have a letter. Reads that show the
variant come first, and all of them up to half of the rows; the others are an even choice. The
counts are those of all reads, by the rule that judges tissues (``fasannot.people.reads``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import PurePath

from fasannot.gene.model import GeneModel
from fasannot.outputs.gathered import GatheredAllele
from fasannot.outputs.weight import weight
from fasannot.people.reads import Build, Change, PlacedRead, ReadFile, Vote, count, vote_of
from fasannot.wording.book import say
from fasannot.wording.phrases import percent_text, title

_AROUND = 40  # bases drawn on either side
_NEAR = 16  # bases on either side that a phone shows
_MOST_ROWS = 40
_MOST_PICTURES = 24
_MOST_KEPT = 2000  # reads at a site that are held at once
_LARGEST = 40  # bases; a larger change does not fit into the picture


@dataclass(frozen=True, slots=True)
class Differing:
    """A base of a read that differs from the reference.

    Attributes:
        place: middle of the base, in per cent of the width.
        base: the base.
        near: whether a phone shows it.
        trusted: whether its quality suffices to count.
    """

    place: float
    base: str
    near: bool
    trusted: bool


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One read.

    Attributes:
        alt: whether it shows the variant.
        blocks: aligned stretches as start and width, in per cent of the width.
        gaps: deleted stretches, likewise.
        added: where bases are inserted, and how many.
        differing: bases that differ from the reference.
    """

    alt: bool
    blocks: tuple[tuple[float, float], ...]
    gaps: tuple[tuple[float, float], ...]
    added: tuple[tuple[float, int], ...]
    differing: tuple[Differing, ...]


@dataclass(frozen=True, slots=True)
class Pileup:
    """The reads of one file at one candidate.

    Attributes:
        name: the candidate.
        whose: the samples that the file names, else the file.
        text: how many reads show it, and how many are drawn.
        reference: the bases of the reference with their places; whether a phone shows them.
        struck: start and width of what is changed, in per cent of the width.
        rows: the reads.
    """

    name: str
    whose: str
    text: str
    reference: tuple[tuple[float, str, bool], ...]
    struck: tuple[float, float]
    rows: tuple[ReadRow, ...]


@dataclass(frozen=True, slots=True)
class Pileups:
    """All pictures, and what has none.

    Attributes:
        pictures: the pictures.
        without: candidates that cannot be pictured.
        more: pictures that were left out to keep the page small.
    """

    pictures: tuple[Pileup, ...] = ()
    without: tuple[str, ...] = ()
    more: int = 0


def pileups(paths: Sequence[str], gathered: Sequence[GatheredAllele], model: GeneModel) -> Pileups:
    """Return the reads of alignment files at the candidates of a page.

    Args:
        paths: BAM or CRAM files with an index; each is read at its own build's positions.
        gathered: the alleles.
        model: the gene model.

    Raises:
        InputError: a file cannot be read.
    """
    candidates = sorted(
        (allele for allele in gathered if allele.candidate), key=lambda one: weight(one.finding)
    )
    drawn = [(title(one.finding), _change(one)) for one in candidates]
    changes = [(name, change) for name, change in drawn if change is not None]
    without = tuple(name for name, change in drawn if change is None)
    builds = [
        Build(one.name, one.chromosome_names, one.chromosome_length, one.locus_first)
        for one in model.assemblies.values()
    ]
    kept = changes[: max(_MOST_PICTURES // max(len(paths), 1), 1)]
    found: list[Pileup] = []
    for path in paths:
        with closing(ReadFile(path, builds, model.sequence)) as file:
            whose = ", ".join(file.samples) or PurePath(path).name
            found += [_pileup(name, whose, file, change, model) for name, change in kept]
    order = {name: place for place, (name, _) in enumerate(kept)}
    found.sort(key=lambda one: order[one.name])
    return Pileups(tuple(found), without, (len(changes) - len(kept)) * len(paths))


def _change(allele: GatheredAllele) -> Change | None:
    """Return an allele whose bases are known and few; ``None`` for another."""
    finding = allele.finding
    if finding.effect is None or not finding.vrs_id:
        return None
    variant = finding.effect.variant
    if max(variant.end - variant.start, len(variant.alt)) > _LARGEST:
        return None
    return Change(variant.start, variant.end, variant.alt)


def _pileup(name: str, whose: str, file: ReadFile, change: Change, model: GeneModel) -> Pileup:
    showing, others = _Thinned(), _Thinned()

    def watched() -> Iterator[PlacedRead]:
        for read in file.reads(change):
            vote = vote_of(read, change, model.sequence)
            (showing if vote is Vote.ALT else others).add(read)
            yield read

    counts = count(watched(), change, model.sequence)
    few = _even(showing.kept, max(_MOST_ROWS // 2, _MOST_ROWS - len(others.kept)))
    rest = _even(others.kept, _MOST_ROWS - len(few))
    reads = showing.seen + others.seen
    first, end = max(change.start - _AROUND, 0), min(change.end + _AROUND, len(model.sequence))
    window = _Window(first, end, change, model.sequence)
    share = percent_text(counts.alt / counts.total) if counts.total else ""
    told = "reads.counts" if counts.total else "reads.none"
    text = say(told, alt=counts.alt, total=counts.total) + (f" ({share})" if share else "")
    if len(few) + len(rest) < reads:
        text += f"; {say('pileup.drawn', drawn=len(few) + len(rest), all=f'{reads:,}')}"
    return Pileup(
        name=name,
        whose=whose,
        text=text,
        reference=tuple(
            (window.middle(place), model.sequence[place], window.near(place))
            for place in range(first, end)
        ),
        struck=window.stretch(change.start, max(change.end, change.start + 1)),
        rows=tuple(
            [window.row(read, alt=True) for read in few]
            + [window.row(read, alt=False) for read in rest]
        ),
    )


class _Thinned:
    """An even choice of ever so many reads: where they become many, every other one is dropped."""

    def __init__(self) -> None:
        self.kept: list[PlacedRead] = []
        self.seen = 0
        self._step = 1

    def add(self, read: PlacedRead) -> None:
        """Take one more read."""
        if self.seen % self._step == 0:
            self.kept.append(read)
        self.seen += 1
        if len(self.kept) > _MOST_KEPT:
            self.kept = self.kept[::2]
            self._step *= 2


def _even(reads: Sequence[PlacedRead], most: int) -> list[PlacedRead]:
    """Return an even choice of reads from left to right."""
    ordered = sorted(reads, key=lambda read: (read.first, read.fragment))
    if len(ordered) <= most:
        return ordered
    return [ordered[place * len(ordered) // most] for place in range(most)]


class _Window:
    """The drawn stretch of the locus; places in per cent of its width.

    Args:
        first: first locus coordinate.
        end: coordinate after the last.
        change: the candidate in its middle.
        sequence: the locus sequence.
    """

    def __init__(self, first: int, end: int, change: Change, sequence: str) -> None:
        self.first, self.end = first, end
        self._unit = 100 / (end - first)
        self._low, self._high = change.start - _NEAR, change.end + _NEAR
        self._sequence = sequence

    def middle(self, place: int) -> float:
        """Return the middle of a base."""
        return round((place - self.first + 0.5) * self._unit, 2)

    def near(self, place: int) -> bool:
        """Return whether a phone shows a base."""
        return self._low <= place < self._high

    def stretch(self, start: int, end: int) -> tuple[float, float]:
        """Return start and width of a stretch, cut at the borders."""
        low, high = max(start, self.first), min(end, self.end)
        width = round(max(high - low, 0) * self._unit, 2)
        return round((low - self.first) * self._unit, 2), width

    def row(self, read: PlacedRead, alt: bool) -> ReadRow:
        """Return a read as it is drawn."""
        blocks = [self.stretch(start, end) for start, end, _ in read.mapped]
        gaps, added = [], []
        for (start, end, offset), (after, _, following) in zip(
            read.mapped, read.mapped[1:], strict=False
        ):
            if after > end:
                gaps.append(self.stretch(end, after))
            extra = following - (offset + end - start)
            if extra > 0 and self.first <= end <= self.end:
                added.append((round((end - self.first) * self._unit, 2), extra))
        return ReadRow(
            alt,
            tuple(block for block in blocks if block[1] > 0),
            tuple(gap for gap in gaps if gap[1] > 0),
            tuple(added),
            tuple(self._differing(read)),
        )

    def _differing(self, read: PlacedRead) -> Iterator[Differing]:
        for start, end, offset in read.mapped:
            for place in range(max(start, self.first), min(end, self.end)):
                at = offset + place - start
                base = chr(read.bases[at])
                if base != self._sequence[place]:
                    yield Differing(
                        self.middle(place), base, self.near(place), bool(read.trusted[at])
                    )
