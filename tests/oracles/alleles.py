"""The allele set of the comparison, as a VCF on GRCh38: the same for the same seed.

    python -m tests.oracles.alleles > alleles.vcf

Single-nucleotide variants: all of every exon ± 50 nt, one in twenty of the others.
Others, over the coding exons ± 20 nt: every insertion and deletion of one nucleotide; random
deletions, duplications, insertions, delins, MNVs and inversions; dense sets at exon borders, at
the start and stop codon, at the 5′ end of the transcript and around the 50-nt border of
nonsense-mediated decay; deletions of whole exons. Alleles are left-aligned and unique.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.oracles.locus import CHROM, CHROM_LENGTH, START, Locus, load

SEED = 20_240_229
BASES = "ACGT"
COMPLEMENT = str.maketrans("ACGT", "TGCA")


@dataclass(frozen=True, order=True)
class Allele:
    """A VCF allele, left-aligned, with at most one anchoring base."""

    pos: int
    ref: str
    alt: str


def normalise(locus: Locus, pos: int, ref: str, alt: str) -> Allele | None:
    """Trim, then shift left; None for an allele that changes nothing."""
    if ref == alt:
        return None
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while ref and alt and ref[0] == alt[0]:
        pos, ref, alt = pos + 1, ref[1:], alt[1:]
    while not (ref and alt):
        base = locus.bases(pos - 1, pos - 1)
        pos, ref, alt = pos - 1, base + ref, base + alt
        if ref[-1] != alt[-1]:
            break
        ref, alt = ref[:-1], alt[:-1]
    return Allele(pos, ref, alt)


class Builder:
    """Collects alleles under a kind; an allele keeps the first kind that named it."""

    def __init__(self, locus: Locus, seed: int) -> None:
        self.locus = locus
        self.random = random.Random(seed)
        self.kinds: dict[Allele, str] = {}

    def add(self, kind: str, pos: int, ref: str, alt: str) -> None:
        """Add one allele in any spelling."""
        allele = normalise(self.locus, pos, ref, alt)
        if allele is not None:
            self.kinds.setdefault(allele, kind)

    def delete(self, kind: str, first: int, last: int) -> None:
        """Delete an interval."""
        self.add(kind, first, self.locus.bases(first, last), "")

    def insert(self, kind: str, after: int, bases: str) -> None:
        """Insert bases behind a position."""
        self.add(kind, after + 1, "", bases)

    def duplicate(self, kind: str, first: int, last: int) -> None:
        """Duplicate an interval in tandem."""
        self.insert(kind, last, self.locus.bases(first, last))

    def invert(self, kind: str, first: int, last: int) -> None:
        """Replace an interval by its reverse complement."""
        bases = self.locus.bases(first, last)
        self.add(kind, first, bases, bases.translate(COMPLEMENT)[::-1])

    def replace(self, kind: str, first: int, last: int, alt: str) -> None:
        """Replace an interval."""
        self.add(kind, first, self.locus.bases(first, last), alt)

    def bases(self, length: int) -> str:
        """Random bases."""
        return "".join(self.random.choice(BASES) for _ in range(length))


def _snvs(b: Builder) -> None:
    locus = b.locus
    for pos in range(START, locus.end + 1):
        ref = locus.bases(pos, pos)
        inside = any(first <= pos <= last for first, last in locus.exons)
        near = any(first - 50 <= pos <= last + 50 for first, last in locus.exons)
        for alt in BASES:
            if alt == ref:
                continue
            if near:
                b.add("snv_exon" if inside else "snv_splice", pos, ref, alt)
            elif b.random.randrange(20) == 0:
                b.add("snv_deep", pos, ref, alt)


def _dense(b: Builder, kind: str, first: int, last: int, lengths: tuple[int, ...]) -> None:
    """Deletions, duplications, insertions and inversions of the given lengths at every place."""
    for pos in range(first, last + 1):
        for length in lengths:
            b.delete(f"{kind}_del", pos, pos + length - 1)
            b.duplicate(f"{kind}_dup", pos, pos + length - 1)
        b.insert(f"{kind}_ins", pos, b.bases(b.random.randint(2, 9)))
        length = b.random.randint(2, 12)
        b.invert(f"{kind}_inv", pos, pos + length - 1)
        length = b.random.randint(1, 8)
        b.replace(f"{kind}_delins", pos, pos + length - 1, b.bases(b.random.randint(1, 8)))


def _special(b: Builder) -> None:
    locus = b.locus
    start, stop = locus.cds[0][0], locus.cds[-1][1]
    _dense(b, "start", start - 7, start + 6, (2, 3, 4, 6, 9, 14, 25))
    _dense(b, "stop", stop - 12, stop + 6, (2, 3, 4, 5, 6, 9, 14, 25))
    _dense(b, "txstart", locus.exons[0][0] - 8, locus.exons[0][0] + 6, (1, 2, 3, 8, 20))
    _dense(b, "txend", locus.exons[-1][1] - 6, locus.exons[-1][1] + 6, (1, 2, 3, 8, 20))
    for index, (first, last) in enumerate(locus.exons):
        if index:
            _dense(b, "border", first - 7, first + 5, (2, 3, 4, 7, 12, 30))
        if index + 1 < len(locus.exons):
            _dense(b, "border", last - 5, last + 8, (2, 3, 4, 7, 12, 30))
    # Stops around the last 50 nt before the last junction: c.610-c.676.
    junction = sum(last - first + 1 for first, last in locus.cds[:-1])
    for coding in range(junction - 66, junction - 1):
        place = _genomic(locus, coding)
        b.insert("nmd_ins", place, "TGA")
        b.insert("nmd_ins", place, b.random.choice(("TAGC", "TAATT", "GTGAC")))
        b.delete("nmd_del", place, place + b.random.choice((0, 1, 3, 4, 6)))
        b.replace("nmd_delins", place, place + 2, b.random.choice(("TAA", "TGATAG", "TAGG")))


def _genomic(locus: Locus, coding: int) -> int:
    for first, last in locus.cds:
        length = last - first + 1
        if coding <= length:
            return first + coding - 1
        coding -= length
    raise ValueError("beyond the CDS")


def _coding_windows(b: Builder, size: int) -> None:
    locus = b.locus
    windows = [(first - 20, last + 20) for first, last in locus.cds]
    places = [pos for first, last in windows for pos in range(first, last + 1)]
    for pos in places:
        b.delete("del1", pos, pos)
        for base in BASES:
            b.insert("ins1", pos, base)
    for _ in range(size):
        pos = b.random.choice(places)
        b.delete("del", pos, pos + b.random.randint(1, 49))
        pos = b.random.choice(places)
        b.duplicate("dup", pos, pos + b.random.randint(1, 49))
        pos = b.random.choice(places)
        b.insert("ins", pos, b.bases(b.random.randint(2, 24)))
        pos = b.random.choice(places)
        b.replace(
            "delins",
            pos,
            pos + b.random.randint(0, 15),
            b.bases(b.random.randint(1, 15)),
        )
    for _ in range(size // 2):
        pos = b.random.choice(places)
        length = b.random.randint(2, 5)
        b.replace("mnv", pos, pos + length - 1, b.bases(length))
        pos = b.random.choice(places)
        b.invert("inv", pos, pos + b.random.randint(1, 39))


def _exon_deletions(b: Builder, count: int) -> None:
    exons = b.locus.exons
    runs = [(i, i) for i in range(1, 8)] * 9
    runs += [(4, 5), (5, 6), (6, 7), (4, 6), (2, 3), (3, 4)] * 4
    runs += [(0, 0), (8, 8)] * 4
    wanted = len(b.kinds) + count
    while len(b.kinds) < wanted:
        first, last = b.random.choice(runs)
        reach = b.random.choice((3, 12, 60, 140))
        b.delete(
            "exondel",
            exons[first][0] - b.random.randint(1, reach),
            exons[last][1] + b.random.randint(1, reach),
        )


def build(locus: Locus, seed: int = SEED, size: int = 900) -> dict[Allele, str]:
    """All alleles with their kind."""
    b = Builder(locus, seed)
    _special(b)
    _exon_deletions(b, 100)
    _coding_windows(b, size)
    _snvs(b)
    return b.kinds


def vcf_lines(kinds: dict[Allele, str]) -> Iterator[str]:
    """The set as VCF lines, sorted; the kind is in INFO."""
    yield "##fileformat=VCFv4.2"
    yield f"##contig=<ID={CHROM},length={CHROM_LENGTH},assembly=GRCh38>"
    yield '##INFO=<ID=KIND,Number=1,Type=String,Description="Kind of allele">'
    yield "\t".join(("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"))
    for number, allele in enumerate(sorted(kinds), 1):
        name = f"a{number}"
        info = f"KIND={kinds[allele]}"
        yield "\t".join((CHROM, str(allele.pos), name, allele.ref, allele.alt, ".", "PASS", info))


def main() -> None:
    """Write the VCF."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    text = "\n".join(vcf_lines(build(load(), args.seed))) + "\n"
    if args.output:
        args.output.write_text(text, encoding="ascii")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
