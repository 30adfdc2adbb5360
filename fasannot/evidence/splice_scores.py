"""Shipped splice predictions: delta scores by allele, and which alleles they cover.

The table lists substitutions of the transcript with a delta score of at least 0.01 and short
indels around the splice sites. Within the covered interval an unlisted substitution scores below
0.01; anything else that is not listed has no prediction, which is not the same.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from fasannot.allele.variant import GenomicVariant, VariantKind, unshift
from fasannot.errors import DataError
from fasannot.evidence.values import SpliceScores
from fasannot.gene.model import GeneModel
from fasannot.gene.resources import read_text
from fasannot.gene.tables import REQUIRED_KEYS

TABLE = "splice_scores.tsv"
_SUBSTITUTION = VariantKind.SUBSTITUTION
COLUMNS = "position\tref\talt\tmodels\tscores\toffsets"


class SpliceScoreTable:
    """Lookup of shipped delta scores; the table is read at the first lookup.

    Args:
        model: the gene model, for coordinates and left-normalised spelling.
    """

    def __init__(self, model: GeneModel) -> None:
        self._sequence = model.sequence
        self._first = model.assemblies["GRCh38"].locus_first

    @cached_property
    def _content(self) -> tuple[dict[str, str], dict[tuple[str, str, str], str]]:
        lines = read_text(TABLE).split("\n")
        header: dict[str, str] = {}
        number = 0
        while lines[number].startswith("## "):
            key, _, header_value = lines[number][3:].partition(": ")
            header[key] = header_value
            number += 1
        missing = [key for key in REQUIRED_KEYS if key not in header]
        if missing or lines[number] != COLUMNS:
            raise DataError(f"data/{TABLE}: provenance or column names are missing")
        rows = {}
        try:
            for line in lines[number + 1 : -1]:
                position, ref, alt, rest = line.split("\t", 3)
                rows[position, ref, alt] = rest
        except ValueError as error:
            raise DataError(f"data/{TABLE}: a row has too few cells: {line!r}") from error
        return header, rows

    def _intervals(self, key: str) -> tuple[tuple[int, int], ...]:
        spans = (span.partition("-") for span in self._content[0][key].split(" "))
        return tuple((int(a) - self._first, int(b) - self._first + 1) for a, _, b in spans)

    @cached_property
    def covered(self) -> tuple[int, int]:
        """Locus interval in which every substitution was scored."""
        return self._intervals("substitutions_covered")[0]

    @cached_property
    def five_models(self) -> tuple[tuple[int, int], ...]:
        """Locus intervals in which scores are the mean of five models."""
        return self._intervals("five_model_intervals")

    @cached_property
    def source(self) -> str:
        """Name of the model, shown beside each number."""
        return self._content[0]["model"]

    @cached_property
    def _unlisted(self) -> tuple[SpliceScores, SpliceScores]:
        """Zeros of one model and of five: they point at no site, so their place says nothing."""
        one = SpliceScores(
            acceptor_gain=0.0,
            acceptor_loss=0.0,
            donor_gain=0.0,
            donor_loss=0.0,
            offsets=(0, 0, 0, 0),
            position=0,
            source=self.source,
            models=1,
        )
        return one, one._replace(models=5)

    @cached_property
    def _five_starts(self) -> list[int]:
        return [start for start, _ in self.five_models]

    def has_five_models(self, coordinate: int) -> bool:
        """Return whether the score at a coordinate is the mean of five models."""
        place = bisect_right(self._five_starts, coordinate) - 1
        return place >= 0 and coordinate < self.five_models[place][1]

    def lookup(self, variant: GenomicVariant) -> SpliceScores | None:
        """Return the scores of an allele, ``None`` where there is no prediction.

        A substitution that was scored and stayed below 0.01 returns zeros.
        """
        start, ref, alt = variant.start, variant.ref, variant.alt
        substitution = variant.kind is _SUBSTITUTION
        if not substitution:
            if ref and alt:
                return None
            size = len(ref) if ref else -len(alt)
            if not -1 <= size <= 4:
                return None
            start, end, alt = unshift(self._sequence, start, variant.end, alt)
            start -= 1
            ref = self._sequence[start:end]
            alt = self._sequence[start] + alt
        rest = self._content[1].get((str(start + self._first), ref, alt))
        if rest is not None:
            return self._parse(start, rest)
        if substitution and self.covered[0] <= start < self.covered[1]:
            return self._unlisted[self.has_five_models(start)]
        return None

    def _parse(self, start: int, rest: str) -> SpliceScores:
        models, scores, offsets = rest.split("\t")
        ag, al, dg, dl = (int(score) / 1000 for score in scores.split(","))
        p_ag, p_al, p_dg, p_dl = (int(offset) for offset in offsets.split(","))
        places = (p_ag, p_al, p_dg, p_dl)
        return SpliceScores(
            acceptor_gain=ag,
            acceptor_loss=al,
            donor_gain=dg,
            donor_loss=dl,
            offsets=places,
            position=start,
            source=self.source,
            models=int(models),
        )

    def __len__(self) -> int:
        return len(self._content[1])
