"""Flags of a sample's chromosome against the sequence: mutate, splice, translate."""

import csv
import io
import random

import pytest

from fasannot.gene.model import load_gene_model
from fasannot.gene.sequence import codon_table
from fasannot.outputs.job import Job, OutputType, run_job
from tests.support import vcf

MODEL = load_gene_model()
MANE = MODEL.mane
GRCH38 = MODEL.assemblies["GRCh38"]
LAST_OF_DOMAIN = 314  # the death domain ends here; what lies behind may change
FAR = 6  # bases kept from exon borders, where the message is not sure


def random_edits(rng):
    """Return up to three small edits of the locus that do not touch, start or stop codon spared."""
    places = [
        coordinate
        for exon in MANE.exons
        for coordinate in range(exon.start + FAR, exon.end - FAR)
        if MANE.cds.start + 3 <= MANE.spliced(coordinate) < MANE.cds.end - 12
    ]
    middle = rng.choice(places)
    near = [place for place in places if abs(place - middle) < 60]
    edits = []
    for place in sorted(rng.sample(near, min(len(near), rng.choice((2, 2, 3))))):
        if edits and place - edits[-1][0] < 6:
            continue
        size = rng.randint(1, 4)
        kind = rng.choice(("sub", "del", "ins"))
        base = MODEL.sequence[place]
        if kind == "sub":
            edits.append((place, base, rng.choice([b for b in "ACGT" if b != base])))
        elif kind == "del":
            edits.append((place, MODEL.sequence[place : place + 1 + size], base))
        else:
            edits.append((place, base, base + "".join(rng.choices("ACGT", k=size))))
    return edits


def mutant(edits):
    """Return the protein of the mutated and spliced gene, without its stop."""
    message = ""
    first = None
    for exon in MANE.exons:
        at = exon.start
        for place, ref, alt in edits:
            if exon.start <= place < exon.end:
                message += MODEL.sequence[at:place] + alt
                at = place + len(ref)
        message += MODEL.sequence[at : exon.end]
    first = MANE.cds.start
    residues = ""
    table = codon_table()
    for start in range(first, len(message) - 2, 3):
        residue = table[message[start : start + 3]]
        if residue == "*":
            return residues
        residues += residue
    return residues


def tail(edits, stop):
    """Return the residue, from 1, from which on nothing of the native protein is left.

    Args:
        edits: the edits.
        stop: first base of the stop codon in the mutated message.
    """
    shift = frame = 0
    begin = None
    for place, ref, alt in edits:
        at = MANE.spliced(place) + 1
        if at + shift >= stop:
            break
        moved = len(alt) - len(ref)
        before, frame = frame, (frame + moved) % 3
        if frame and not before:
            begin = (at - MANE.cds.start) // 3 + 1
        shift += moved
    return begin if frame else (stop - shift - MANE.cds.start) // 3 + 1


def expected(edits):
    """Return LOF, LOF_LC or nothing, by the protein that is made; ``None`` too near to tell."""
    native = MANE.protein.rstrip("*")
    made = mutant(edits)
    net = sum(len(alt) - len(ref) for _, ref, alt in edits)
    if net % 3 == 0 and len(made) == len(native) + net // 3:
        return ""
    lost = tail(edits, MANE.cds.start + 3 * len(made))
    if abs(lost - LAST_OF_DOMAIN) < 4:
        return None  # the first residues of a shifted frame may be those that were there
    return "LOF" if lost < LAST_OF_DOMAIN else "LOF_LC"


def samples_rows(tmp_path, sets):
    """Return the samples TSV of one file in which each sample carries one set on one side."""
    alleles = sorted({edit for edits in sets for edit in edits})
    names = [f"s{number}" for number in range(len(sets))]
    rows = [
        [
            "chr10", str(GRCH38.position(place)), ".", ref, alt, ".", ".", ".", "GT",
            *["0|1" if (place, ref, alt) in edits else "0|0" for edits in sets],
        ]
        for place, ref, alt in alleles
    ]  # fmt: skip
    path, table = tmp_path / "in.vcf", tmp_path / "s.tsv"
    path.write_text(vcf(rows, samples=tuple(names)))
    run_job(Job(str(path), str(tmp_path / "o.tsv"), OutputType.TSV, samples_path=str(table)))
    found = {name: [] for name in names}
    for row in csv.DictReader(io.StringIO(table.read_text()), delimiter="\t"):
        found[row["SAMPLE"]].append(row)
    return [found[name] for name in names]


@pytest.mark.parametrize(
    ("seed", "count"), [(5, 60), pytest.param(11, 3000, marks=pytest.mark.slow)]
)
def test_loss_of_function_is_the_chromosomes(tmp_path, seed, count):
    rng = random.Random(seed)
    seen = {"": 0, "LOF": 0, "LOF_LC": 0}
    for first in range(0, count, 300):
        sets = [random_edits(rng) for _ in range(min(300, count - first))]
        for edits, rows in zip(sets, samples_rows(tmp_path, sets), strict=True):
            flags = {flag for row in rows for flag in row["FLAGS"].split("&")}
            wanted = expected(edits)
            if wanted is None:
                continue
            seen[wanted] += 1
            assert ("LOF" in flags) is (wanted == "LOF"), (edits, rows)
            assert "COMPOUND" not in flags, (edits, rows)
    assert seen[""]
    assert seen["LOF"]
