"""The FAS locus as the comparison needs it, read without fasannot's own code.

Kept apart from the engine on purpose: a mistake in the engine's gene model must not be able to
reach the allele set or the files that the outside programs read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CHROM = "chr10"
CHROM_LENGTH = 133_797_422
START = 88_985_531
"""GRCh38 position of the first base of the locus sequence."""
TRANSCRIPT = "NM_000043.6"
PROTEIN = "NP_000034.1"


@dataclass(frozen=True)
class Locus:
    """Sequence, exons and CDS parts; positions are GRCh38, 1-based, both ends included."""

    sequence: str
    exons: tuple[tuple[int, int], ...]
    cds: tuple[tuple[int, int], ...]

    @property
    def end(self) -> int:
        """Last position of the locus."""
        return START + len(self.sequence) - 1

    def bases(self, first: int, last: int) -> str:
        """Reference bases of an interval."""
        return self.sequence[first - START : last - START + 1]

    @property
    def mrna(self) -> str:
        """Exons joined."""
        return "".join(self.bases(*exon) for exon in self.exons)

    @property
    def cds_offset(self) -> int:
        """Length of the 5′UTR on the transcript."""
        before = 0
        for first, last in self.exons:
            if first <= self.cds[0][0] <= last:
                return before + self.cds[0][0] - first
            before += last - first + 1
        raise ValueError("CDS start outside the exons")

    @property
    def cds_length(self) -> int:
        """Length of the CDS with the stop codon."""
        return sum(last - first + 1 for first, last in self.cds)


DATA = Path(__file__).parents[2] / "data"


def _exons(text: str) -> tuple[tuple[int, int], ...]:
    spans = (span.split("-") for span in text.split(","))
    return tuple((int(first) + START - 1, int(last) + START - 1) for first, last in spans)


def load() -> Locus:
    """Read the locus from the repository's data and check that its CDS is one."""
    lines = (DATA / "locus.fa").read_text(encoding="ascii").splitlines()
    sequence = "".join(line.strip() for line in lines if line[:1] != ">").upper()
    lines = (DATA / "transcripts.tsv").read_text(encoding="utf-8").splitlines()
    table = [line.split("\t") for line in lines if not line.startswith("##")]
    rows = [dict(zip(table[0], cells, strict=True)) for cells in table[1:]]
    mane = next(row for row in rows if row["transcript"] == TRANSCRIPT)
    exons = _exons(mane["exons"])
    first, last = _exons(f"{mane['cds_first']}-{mane['cds_last']}")[0]
    cds = tuple((max(a, first), min(b, last)) for a, b in exons if a <= last and b >= first)
    locus = Locus(sequence, exons, cds)
    coding = locus.mrna[locus.cds_offset : locus.cds_offset + locus.cds_length]
    if len(coding) % 3 or coding[:3] != "ATG" or coding[-3:] not in {"TAA", "TAG", "TGA"}:
        raise ValueError(f"the CDS read from {DATA} is not one")
    return locus
