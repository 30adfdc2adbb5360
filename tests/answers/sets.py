"""The alleles that are asked: every substitution, random indels, structural alleles, examples.

A set never changes but by intent: its alleles are keys of the frozen answers. Chance comes from
``random.Random.random`` alone, the one sequence that Python keeps from version to version.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.answers.locus import DATA, base, build, exons, sequence

SETS = ("snvs", "indels", "structural", "bundled")
INDELS = 20_000
SEED = 20261127
EXAMPLES = ("example.vcf",)


@dataclass(frozen=True)
class Task:
    """One VCF to annotate: its text or file, and what the rows of its answers are called."""

    group: str
    options: tuple[str, ...]
    text: str = ""
    path: Path | None = None


Record = tuple[int, str, str, str]  # POS, REF, ALT, INFO


def vcf(records: list[Record], name: str) -> str:
    """Return records as a VCF; the number of a record stands in ID, to find its INFO again."""
    lines = [
        "##fileformat=VCFv4.4",
        f"##contig=<ID=chr10,length={build(name).length}>",
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO",
    ]
    lines += [
        f"chr10\t{pos}\t{number}\t{ref}\t{alt}\t.\t.\t{info or '.'}"
        for number, (pos, ref, alt, info) in enumerate(records)
    ]
    return "\n".join(lines) + "\n"


def substitutions(name: str = "GRCh38") -> list[Record]:
    """Return every substitution of the locus."""
    first = build(name).first
    return [
        (first + index, ref, alt, "")
        for index, ref in enumerate(sequence())
        for alt in "ACGT"
        if alt != ref
    ]


class _Chance:
    """Choices from one seed."""

    def __init__(self, seed: int) -> None:
        self._next = random.Random(seed).random

    def below(self, count: int) -> int:
        return int(self._next() * count)

    def bases(self, count: int) -> str:
        return "".join("ACGT"[self.below(4)] for _ in range(count))

    def length(self) -> int:
        """Return mostly one to four bases, sometimes dozens, rarely hundreds."""
        draw = self.below(20)
        return 1 + self.below(4 if draw < 12 else 40 if draw < 19 else 400)

    def place(self) -> int:
        """Return an index of the locus: in or near an exon, at its border, or anywhere."""
        draw = self.below(10)
        if draw == 9:
            return 1 + self.below(len(sequence()) - 2)
        first, last = exons()[self.below(len(exons()))]
        if draw > 5:
            return (first - 1, last)[self.below(2)] - 25 + self.below(50)
        last = min(last, first + 800)  # the last exon is mostly untranslated
        return first - 31 + self.below(last - first + 61)


_COMPLEMENT = str.maketrans("ACGT", "TGCA")


def _changed(chance: _Chance, ref: str) -> str:
    """Return what replaces some bases: shorter, longer, as long, turned round, or twice."""
    kind = chance.below(6)
    if kind == 0:
        return ""
    if kind == 1:
        return ref + ref
    if kind == 2:
        return ref.translate(_COMPLEMENT)[::-1]
    if kind == 3:
        return chance.bases(len(ref))
    if kind == 4:
        return ref + chance.bases(chance.length())
    return chance.bases(1 + chance.below(6))


def small(name: str, count: int, seed: int = SEED) -> list[Record]:
    """Return distinct random indels and blocks, with the base before them as VCF has it."""
    chance, bases = _Chance(seed), sequence()
    first = build(name).first
    found: dict[Record, None] = {}
    while len(found) < count:
        start = chance.place()
        ref = bases[start : start + chance.length()]
        alt = _changed(chance, ref)
        if len(ref) != len(alt) or not ref or chance.below(8) == 0:
            start, ref, alt = start - 1, bases[start - 1] + ref, bases[start - 1] + alt
        if ref != alt and not len(ref) == len(alt) == 1:
            found[first + start, ref, alt, ""] = None
    return list(found)


def _stretches() -> Iterator[tuple[int, int, bool]]:
    """Yield first and last place of what symbolic alleles span, and whether to be imprecise."""
    borders = exons()
    for number, (first, last) in enumerate(borders):
        for _, end in borders[number:]:
            yield first - 150, end + 150, False  # borders in the introns
            yield first - 150, end + 150, True
            yield first, end, False  # exactly the exons
            yield (first + last) // 2, end + 90, False  # from within an exon
            yield first - 90, (first + end) // 2, False
        yield first - 3, first + 2, False  # the acceptor
        yield last - 2, last + 3, False  # the donor
        yield first + 9, first + 11, False
        if number:
            yield borders[number - 1][1] + 1, first - 1, False  # the intron alone
            yield borders[number - 1][1] + 60, first - 60, False  # within the intron
    size = len(sequence())
    for first, last in ((1, size), (-5000, size + 5000), (-5000, 5300), (28000, size + 9000)):
        yield first, last, False
        yield first, last, True
    yield borders[0][0] - 600, borders[0][0] - 40, False  # the promoter
    yield borders[0][0] - 600, borders[0][0] + 30, False  # and the start of transcription


_SPANNING = {
    "<DEL>": "DEL",
    "<DUP>": "DUP",
    "<DUP:TANDEM>": "DUP",
    "<INV>": "INV",
    "<CNV>": "CNV",
}
_RARE = {"<DEL:ME:ALU>": "DEL", "<DUP:DISPERSED>": "DUP", "<CN0>": "CNV", "<CPX>": "CPX"}
_INSERTED = ("<INS>", "<INS:ME:ALU>", "<INS:ME:LINE1>")


def structural(name: str = "GRCh38") -> list[Record]:
    """Return symbolic alleles and breakends over each pair of exons, precise and imprecise."""
    shift = build(name).first - 1
    found: dict[Record, None] = {}
    for number, (first, last, imprecise) in enumerate(_stretches()):
        kinds = _SPANNING | (_RARE if number % 5 == 0 else {})
        for alt, kind in kinds.items():
            end, size = last + shift, last - first + 1
            info = f"SVTYPE={kind};END={end};SVLEN={-size if kind == 'DEL' else size}"
            if imprecise:
                info += ";IMPRECISE;CIPOS=-80,80;CIEND=-60,60"
            found[first - 1 + shift, base(first - 1), alt, info] = None
        found[first - 1 + shift, base(first - 1), "<DEL>", f"SVTYPE=DEL;END={last + shift}"] = None
        found |= dict.fromkeys(_breakends(first, last, imprecise, shift))
    for first, last in exons():
        for place in (first - 40, first - 2, first, (first + last) // 2, last, last + 3, last + 40):
            for alt in _INSERTED:
                for info in ("SVTYPE=INS;SVLEN=300", "SVTYPE=INS;IMPRECISE;CIPOS=-30,30"):
                    found[place + shift, base(place), alt, info] = None
            spelled = "SVTYPE=INS;SVLEN=6;SVINSSEQ=GATTAC"
            found[place + shift, base(place), "<INS>", spelled] = None
    return list(found)


def _breakends(first: int, last: int, imprecise: bool, shift: int) -> Iterator[Record]:
    """Yield junctions as of a deletion, a duplication and an inversion, and ones that lead away."""
    info = "SVTYPE=BND" + (";IMPRECISE;CIPOS=-80,80" if imprecise else "")
    left, right = first - 1, last + 1
    here, there = base(left), base(right)
    yield left + shift, here, f"{here}[chr10:{right + shift}[", info
    yield right + shift, there, f"]chr10:{left + shift}]{there}", info
    yield left + shift, here, f"{here}GAT[chr10:{right + shift}[", info
    yield first + shift, base(first), f"]chr10:{last + shift}]{base(first)}", info
    yield left + shift, here, f"{here}]chr10:{last + shift}]", info
    yield first + shift, base(first), f"[chr10:{right + shift}[{base(first)}", info
    yield left + shift, here, f"{here}[chr2:1000000[", info
    yield right + shift, there, f"]chr2:1000000]{there}", info
    yield left + shift, here, f"{here}.", info


def tasks() -> list[Task]:
    """Return everything that is asked, in pieces of a few seconds each."""
    chosen = []
    snvs = substitutions()
    quarter = len(snvs) // 4 + 1
    for start in range(0, len(snvs), quarter):
        chosen.append(("snvs", "GRCh38", snvs[start : start + quarter]))
    chosen.append(("structural", "GRCh38", structural()))
    # Half of the indels on the other build: its positions and names are answers too.
    chosen.append(("indels", "GRCh38", small("GRCh38", INDELS // 2)))
    chosen.append(("indels", "GRCh37", small("GRCh37", INDELS - INDELS // 2, SEED + 1)))
    made = [
        Task(group, ("--assembly", name), vcf(records, name)) for group, name, records in chosen
    ]
    bundled = [
        Task("bundled", ("--transcripts", "all"), path=DATA / example) for example in EXAMPLES
    ]
    return made + bundled
