"""What a file shows of each base, and the answer made of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from fasannot.coverage.windows import Window, windows_of
from fasannot.gene.coordinates import Interval
from fasannot.gene.model import Assembly, GeneModel
from fasannot.gene.transcript import Transcript

UNSEEN = -1


@dataclass(frozen=True, slots=True)
class Limits:
    """What makes a base callable.

    Attributes:
        depth: least read depth.
        quality: least genotype quality, where the file states one.
    """

    depth: int
    quality: int


@dataclass(slots=True)
class Track:
    """The bases of the locus as one file shows them.

    Attributes:
        assembly: the genome build.
        source: what kind of file it is, in words.
        caution: what this kind of file cannot show, in one sentence; empty if nothing.
        sample: the sample it is about; empty if the file names none.
        depths: read depth of each base of the locus, ``UNSEEN`` without data.
        good: for each base 1 where it is callable; of targets, where it was targeted.
        labelled: for each base 1 where something is known, but not its depth.
        targets: whether the file says only what was aimed at, and nothing of depth.
    """

    assembly: Assembly
    source: str
    caution: str
    sample: str
    depths: list[int]
    good: bytearray
    targets: bool = False
    labelled: bytearray = field(default_factory=bytearray)

    @classmethod
    def empty(cls, model: GeneModel, assembly: Assembly, source: str, caution: str = "") -> Track:
        """Return a track of which nothing is seen yet."""
        size = len(model.sequence)
        return cls(
            assembly,
            source,
            caution,
            "",
            [UNSEEN] * size,
            bytearray(size),
            labelled=bytearray(size),
        )

    def add(self, start: int, end: int, depth: int, good: bool) -> None:
        """Take note of a stretch; where stretches overlap, the worse one counts."""
        for place in range(max(start, 0), min(end, len(self.depths))):
            known = self.depths[place]
            if known == UNSEEN:
                self.depths[place] = depth
                self.good[place] = good
            else:
                self.depths[place] = min(known, depth)
                self.good[place] &= good

    def see(self, start: int, end: int, good: bool) -> None:
        """Take note of a stretch whose depth is not told; where stretches overlap, the worse."""
        for place in range(max(start, 0), min(end, len(self.depths))):
            known = self.labelled[place] or self.depths[place] != UNSEEN
            self.good[place] = good and (not known or self.good[place])
            self.labelled[place] = 1


@dataclass(frozen=True, slots=True)
class Hole:
    """Bases that are not callable.

    Attributes:
        interval: the bases on the locus.
        seen: whether the file says anything of them at all.
    """

    interval: Interval
    seen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One window and what was seen of it.

    Attributes:
        window: the window.
        callable_bases: how many of its bases are callable.
        least: lowest depth, ``None`` where a base has no data.
        mean: mean depth, ``None`` when no base has data.
        holes: stretches that are not callable.
    """

    window: Window
    callable_bases: int
    least: int | None
    mean: float | None
    holes: tuple[Hole, ...]

    @property
    def bases(self) -> int:
        """Bases of the window."""
        return len(self.window.interval)

    @property
    def complete(self) -> bool:
        """Whether every base is callable."""
        return self.callable_bases == self.bases


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether FAS was seen.

    Attributes:
        track: what the file shows.
        limits: what makes a base callable.
        transcript: the transcript of the windows.
        rows: the windows, in order.
    """

    track: Track
    limits: Limits
    transcript: Transcript
    rows: tuple[Row, ...] = field(default=())

    @property
    def bases(self) -> int:
        """Bases of all windows."""
        return sum(row.bases for row in self.rows)

    @property
    def callable_bases(self) -> int:
        """Callable bases of all windows."""
        return sum(row.callable_bases for row in self.rows)

    @property
    def complete(self) -> bool:
        """Whether every base of every window is callable."""
        return all(row.complete for row in self.rows)


def _holes(track: Track, interval: Interval) -> tuple[Hole, ...]:
    found: list[Hole] = []
    for place in range(interval.start, interval.end):
        if track.good[place]:
            continue
        seen = track.depths[place] != UNSEEN or bool(track.labelled[place])
        last = found[-1] if found else None
        if last is not None and last.interval.end == place and last.seen == seen:
            found[-1] = Hole(Interval(last.interval.start, place + 1), seen)
        else:
            found.append(Hole(Interval(place, place + 1), seen))
    return tuple(found)


def answer(model: GeneModel, track: Track, limits: Limits, with_utr: bool = False) -> Answer:
    """Return which bases of the windows a track shows to be callable."""
    rows = []
    for window in windows_of(model.mane, with_utr):
        start, end = window.interval.start, window.interval.end
        depths = [depth for depth in track.depths[start:end] if depth != UNSEEN]
        rows.append(
            Row(
                window,
                sum(track.good[start:end]),
                min(depths) if len(depths) == end - start else None,
                sum(depths) / len(depths) if depths else None,
                _holes(track, window.interval),
            )
        )
    return Answer(track, limits, model.mane, tuple(rows))
