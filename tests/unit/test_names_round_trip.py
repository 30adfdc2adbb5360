"""Laws of naming, over the real locus: what is written down is what was there."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fasannot.allele.names.nucleotide import read_description
from fasannot.allele.names.placing import Numbering, allele_of
from fasannot.allele.variant import canonical, unshift
from fasannot.effect.hgvs import coding_name, genomic_name
from fasannot.effect.protein import ProteinKind, mutant_protein
from fasannot.effect.transcript_effect import compute_effect
from fasannot.effect.vrs import allele_id
from fasannot.gene.model import load_gene_model
from fasannot.rules.annotator import locus_allele

MODEL = load_gene_model()
MANE = MODEL.mane
LOCUS = MODEL.sequence
HIGH = len(LOCUS) - 60

bases = st.text("ACGT", max_size=12)


@st.composite
def alleles(draw, low=2, high=HIGH):
    """An allele of the locus: start, ref, alt; mostly near and in the exons."""
    if draw(st.booleans()):
        exon = draw(st.sampled_from(MANE.exons))
        start = draw(st.integers(exon.start - 20, min(exon.end + 20, high)))
    else:
        start = draw(st.integers(low, high))
    ref = LOCUS[start : start + draw(st.integers(0, 50))]
    alt = draw(st.one_of(bases, st.just(ref + ref), st.just("")))
    return start, ref, alt


def placed(numbering, text):
    description, rest = read_description(text.lower())
    assert not rest
    return allele_of(numbering, description)


def mutated(start, ref, alt):
    return LOCUS[:start] + alt + LOCUS[start + len(ref) :]


@settings(max_examples=600, deadline=None)
@given(alleles())
def test_applying_the_written_name_gives_the_mutated_sequence(allele):
    start, ref, alt = allele
    if ref == alt:
        return
    variant = canonical(LOCUS, start, ref, alt)
    for assembly in MODEL.assemblies.values():
        name = genomic_name(variant, assembly).partition(":g.")[2]
        edit = placed(Numbering.chromosome(MODEL, assembly), name)
        assert mutated(edit.start, edit.ref, edit.alt) == mutated(start, ref, alt)
    name = coding_name(MANE, variant)
    if name is not None:
        edit = placed(Numbering.coding(MODEL, MANE), name.partition(":c.")[2])
        assert mutated(edit.start, edit.ref, edit.alt) == mutated(start, ref, alt)
        assert canonical(LOCUS, edit.start, edit.ref, edit.alt) == variant


@settings(max_examples=400, deadline=None)
@given(alleles(low=40), st.integers(0, 30), st.integers(0, 30), st.randoms())
def test_every_spelling_gives_one_answer(allele, left, right, chance):
    start, ref, alt = allele
    if ref == alt:
        return
    wanted = locus_allele(MODEL, start, ref, alt)
    low, high = max(start - left, 0), start + len(ref) + right
    padded = locus_allele(
        MODEL, low, LOCUS[low:high], LOCUS[low:start] + alt + LOCUS[start + len(ref) : high]
    )
    assert padded == wanted
    variant = wanted.variant
    first, last, new = unshift(LOCUS, variant.start, variant.end, variant.alt)
    moved = locus_allele(MODEL, first, LOCUS[first:last], new)
    assert moved == wanted
    ids = {allele_id(LOCUS, item.variant, MODEL.assemblies["GRCh38"]) for item in (padded, moved)}
    assert len(ids) == 1


@settings(max_examples=600, deadline=None)
@given(alleles(low=MANE.start, high=MANE.end - 60))
def test_the_protein_name_tells_the_mutant_protein(allele):
    """Rebuild the mutant protein from the described change and compare it with the translation."""
    start, ref, alt = allele
    if ref == alt:
        return
    effect = compute_effect(MODEL, MANE, canonical(LOCUS, start, ref, alt))
    change, edit, protein = effect.change, effect.edit, MANE.protein
    if change is None or change.kind is ProteinKind.START_LOST:
        return
    if edit.start < MANE.cds.start:
        return  # the start codon came back elsewhere: its CDS is unchanged by construction
    real = mutant_protein(MANE, edit.start, edit.end, edit.alt)
    if change.kind is ProteinKind.SYNONYMOUS:
        if not real.startswith(protein[:3]):
            return  # likewise
        assert real == protein
    elif "*" in change.alt or change.kind in (ProteinKind.FRAMESHIFT, ProteinKind.EXTENSION):
        assert real == protein[: change.start] + change.alt
    else:
        assert real == protein[: change.start] + change.alt + protein[change.end :]
    if change.stop is not None:
        assert real.index("*") == change.stop


def test_c_positions_round_trip_at_every_base():
    for transcript in MODEL.transcripts:
        step = 1 if transcript is MANE else 97
        for coordinate in range(transcript.start, transcript.end, step):
            position = transcript.coding_position(coordinate)
            assert transcript.coordinate(position) == coordinate
        assert transcript.coding_position(transcript.start - 1) is None
        assert transcript.coding_position(transcript.end) is None


def test_every_substitution_of_the_locus_gets_an_answer():
    missing = 0
    for coordinate, ref in enumerate(LOCUS):
        for alt in "ACGT":
            if alt != ref:
                effect = compute_effect(MODEL, MANE, canonical(LOCUS, coordinate, ref, alt))
                assert effect.consequences
                inside = MANE.start <= coordinate < MANE.end
                assert (effect.hgvs_c is not None) == inside
                missing += not effect.consequences
    assert missing == 0


@pytest.mark.slow
def test_a_hundred_thousand_random_alleles_get_an_answer():
    chance = random.Random(20261122)
    for _ in range(100_000):
        start = chance.randrange(len(LOCUS) - 400)
        ref = LOCUS[start : start + chance.choice((0, 1, 1, 2, 3, 10, 60, 300))]
        alt = "".join(chance.choices("ACGT", k=chance.choice((0, 1, 1, 2, 3, 10, 60))))
        if ref != alt:
            assert compute_effect(MODEL, MANE, canonical(LOCUS, start, ref, alt)).consequences


@pytest.mark.parametrize("size", [1, 2, 3, 40])
@pytest.mark.parametrize("unit", [None, "GATTACA"])
def test_an_insertion_at_an_edge_of_the_locus_is_one_in_every_spelling(size, unit):
    length = len(LOCUS)
    # Repeats of the last bases, and of the first ones, with or without other bases between.
    last, first = LOCUS[-size:], LOCUS[:size]
    before = last if unit is None else unit + last
    behind = first if unit is None else first + unit
    anchor = LOCUS[length - size - 1]
    within = locus_allele(MODEL, length - size - 1, anchor, anchor + last + before[:-size])
    outside = locus_allele(MODEL, length - 1, LOCUS[-1], LOCUS[-1] + before)
    assert within is not None
    assert within == outside
    within = locus_allele(MODEL, size - 1, LOCUS[size - 1], LOCUS[size - 1] + behind[size:] + first)
    outside = locus_allele(MODEL, -1, "N", "N" + behind)
    assert within is not None
    assert within == outside


def test_an_insertion_beyond_the_locus_is_none_of_it():
    other = next(base for base in "ACGT" if base not in (LOCUS[-1], LOCUS[0]))
    assert locus_allele(MODEL, len(LOCUS) - 1, LOCUS[-1], LOCUS[-1] + other) is None
    assert locus_allele(MODEL, -1, "N", "N" + other) is None
