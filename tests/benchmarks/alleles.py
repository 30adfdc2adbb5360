"""Alleles per second and peak memory of the annotation itself: python -m tests.benchmarks.alleles.

100,000 alleles of the transcript (seed fixed): substitutions everywhere, indels and delins in the
coding sequence. Each is annotated with every subfield and written as an INFO entry; start-up and
loading are not counted, as nothing else of the file is.
"""

from __future__ import annotations

import random
import resource
import sys
import time

from fasannot.api import annotator
from fasannot.files.escape import info_entry
from fasannot.gene.model import GeneModel
from fasannot.rules.columns import LIST_PLACES, values

COUNT = 100_000


def alleles(model: GeneModel, count: int = COUNT, seed: int = 1) -> list[tuple[int, str, str]]:
    """Return alleles as locus coordinate, REF and ALT: two thirds substitutions."""
    chance = random.Random(seed)
    mane, locus = model.mane, model.sequence
    assert mane.cds is not None
    found = [
        (coordinate, locus[coordinate], alt)
        for coordinate in range(mane.start - 300, mane.end)
        for alt in "ACGT"
        if alt != locus[coordinate] and chance.random() < 2 * count / (9 * (mane.end - mane.start))
    ]
    while len(found) < count:
        spliced = chance.randrange(mane.cds.start, mane.cds.end)
        start = mane.locus_coordinate(spliced)
        ref = locus[start : start + chance.choice((1, 2, 3, 5))]
        alt = locus[start] + "".join(chance.choices("ACGT", k=chance.choice((0, 1, 2, 3, 6))))
        if ref != alt:
            found.append((start, ref, alt))
    return found


def main() -> None:
    """Print alleles per second and peak memory."""
    tool = annotator()
    wanted = alleles(tool.model)
    tool.annotate(tool.assembly.position(wanted[0][0]), wanted[0][1], wanted[0][2])
    begun = time.perf_counter()
    size = 0
    for start, ref, alt in wanted:
        (finding,) = tool.annotate(tool.assembly.position(start), ref, alt)
        size += len(info_entry(values(finding), LIST_PLACES))
    spent = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform != "darwin" else 1024**2
    )
    print(f"{len(wanted)} alleles, {len(wanted) / spent:.0f} a second, peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
