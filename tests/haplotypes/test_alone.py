"""An allele beside a silent intronic one is read as it is alone."""

import random

import pytest

from fasannot.api import annotator
from fasannot.rules.flags import Flag
from fasannot.rules.knowledge import load_knowledge
from fasannot.samples.joint import HaplotypeReader
from tests.haplotypes.csq import MANE, MODEL, phased
from tests.haplotypes.support import ASSEMBLY

SILENT_AT = ASSEMBLY.coordinate(89005000)


def alleles(rng, count):
    """Return random alleles in and around the coding exons."""
    found = []
    while len(found) < count:
        exon = rng.choice(MANE.exons)
        at = rng.randrange(max(exon.start - 12, 1), min(exon.end + 12, exon.start + 600))
        kind = rng.choice("ssdi")
        ref = MODEL.sequence[at]
        if kind == "s":
            found.append((at, ref, rng.choice([b for b in "ACGT" if b != ref])))
        elif kind == "d":
            size = rng.choice((1, 2, 3, 4, 6, 9, 40))
            found.append((at, MODEL.sequence[at : at + size + 1], ref))
        else:
            new = "".join(rng.choice("ACGT") for _ in range(rng.choice((1, 2, 3, 6))))
            found.append((at, ref, ref + new))
    return found


def compare(count):
    tool = annotator("GRCh38", use_known=False)
    reader = HaplotypeReader(MODEL, load_knowledge())
    base = MODEL.sequence[SILENT_AT]
    silent = (SILENT_AT, base, "A" if base != "A" else "C")
    for allele in alleles(random.Random(7), count):
        items = phased(tool, [allele, silent])
        joint = reader.read(items)
        alone = next(item.finding for item in items if item.written.start != SILENT_AT)
        if alone.hgvs_p is None:
            continue
        protein = alone.hgvs_p.partition(":p.")[2]
        if protein.endswith("=)"):
            protein = "(=)"
        got = joint.hgvs_p.partition(":p.")[2]
        expected = (protein, alone.ptc, alone.lof, set(alone.flags) - {Flag.COMMON})
        assert (got, joint.stop, joint.lof, set(joint.flags)) == expected, alone.hgvs_c
        assert set(joint.consequences) == {*alone.consequences, *("intron_variant",)}, alone.hgvs_c


def test_a_few():
    compare(300)


@pytest.mark.slow
def test_many():
    compare(5000)
