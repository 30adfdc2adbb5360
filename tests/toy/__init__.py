"""A gene small enough to check by eye: three exons, a message of thirty bases.

Exons are in upper case, introns and flanks in lower case; numbers are locus coordinates::

    0   4         14        24      32       41          53
    ttac CCAATGGCTA gtaagcctag AATGGTGC gtcattcag GAATAACTGATG catt
         exon 1     intron 1   exon 2   intron 2  exon 3

Spliced, by codons, with message coordinates and c. positions of their first bases::

    0   3   6   9    12  15  18  21  24
    CCA ATG GCT A|AA TGG TGC|GAA TAA CTGATG
        M   A   K    W   C   E   *
    -3  1   4   7    10  13  16  19  *1

The first intron has ten bases, so both halves are equal; the second has nine, so its middle base
counts from the exon before it.
"""

from __future__ import annotations

import csv
from pathlib import Path

DRAWN = "ttacCCAATGGCTAgtaagcctagAATGGTGCgtcattcagGAATAACTGATGcatt"
LOCUS = DRAWN.upper()
EXONS = ((4, 14), (24, 32), (41, 53))
CDS = (7, 47)


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the tables beside this file."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("##")]
    return list(csv.DictReader(lines, delimiter="\t"))
