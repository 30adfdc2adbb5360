"""No automated (likely) pathogenic rests on a criterion whose prerequisite fails.

Each criterion's prerequisite is looked up anew here, from the effect, the tables and the
predictions, not from the facts that the rules saw.
"""

from collections.abc import Iterator

import pytest

from fasannot.allele.variant import GenomicVariant, VariantKind
from fasannot.effect.protein import ProteinKind
from fasannot.effect.terms import Nmd
from fasannot.effect.transcript_effect import TranscriptEffect, compute_effect
from fasannot.evidence.catalogue import Category, KnownVariant
from fasannot.evidence.values import NO_EVIDENCE
from fasannot.rules.assess import Assessment, assess
from fasannot.rules.knowledge import load_knowledge
from tests.evidence.support import judged

KNOWLEDGE = load_knowledge()
MODEL = KNOWLEDGE.model
LOCUS = MODEL.sequence
SITES = {motif.dinucleotide + place: motif for motif in KNOWLEDGE.motifs for place in (0, 1)}


def snvs(start: int, end: int) -> Iterator[GenomicVariant]:
    for at in range(start, end):
        for base in "ACGT":
            if base != LOCUS[at]:
                yield GenomicVariant(VariantKind.SUBSTITUTION, at, at + 1, LOCUS[at], base)


def score(variant: GenomicVariant) -> float:
    found = KNOWLEDGE.splice_scores.lookup(variant)
    return 0.0 if found is None else found.highest


def loss(variant: GenomicVariant) -> float:
    found = KNOWLEDGE.splice_scores.lookup(variant)
    return 0.0 if found is None else max(found.acceptor_loss, found.donor_loss)


def splice_entries(variant: GenomicVariant) -> list[tuple[KnownVariant, GenomicVariant]]:
    """Return catalogued germline splice alleles of a motif that a variant lies in."""
    found = []
    for entry in KNOWLEDGE.catalogue.entries:
        if entry.category is not Category.GERMLINE_ALPS or entry.allele is None:
            continue
        if not entry.consequence.startswith("splice"):
            continue
        start, end, alt = entry.allele
        if (start, end, alt) == (variant.start, variant.end, variant.alt):
            continue
        kind = VariantKind.SUBSTITUTION if end - start == 1 == len(alt) else VariantKind.DELINS
        if start == end:
            kind = VariantKind.DUPLICATION
        other = GenomicVariant(kind, start, end, LOCUS[start:end], alt)
        near = any(
            motif.touches(variant.start, variant.end) and motif.touches(start, max(end, start + 1))
            for motif in KNOWLEDGE.motifs
        )
        if near:
            found.append((entry, other))
    return found


def check(variant: GenomicVariant, effect: TranscriptEffect, found: Assessment) -> None:
    name = f"{effect.hgvs_c} {found.criteria}"
    change = effect.change
    missense = change is not None and change.kind is ProteinKind.SUBSTITUTION
    codes = {c.partition("_")[0]: c.partition("_")[2] for c in found.criteria}
    stopped = effect.stop is not None
    if "PVS1" in codes:
        lost = change is not None and change.kind is ProteinKind.START_LOST
        exon6 = codes["PVS1"] == "Moderate" and "exon6_near_absent" in found.details
        assert stopped or lost or effect.lost_sites or exon6, name
        if codes["PVS1"] == "":
            triggers = stopped and effect.nmd is Nmd.TRIGGERING
            site_triggers = bool(effect.lost_sites) and "/triggering" in found.splice
            assert triggers or site_triggers, name
        assert not {"PM1", "PM4", "PM5", "PP3", "BP4", "BP7"} & codes.keys(), name
    if "PS1" in codes and missense and "ps1_comparator" in found.details:
        assert any(
            e.category is Category.GERMLINE_ALPS
            and e.residue == change.start
            and e.new_residue == change.alt
            and e.allele != (variant.start, variant.end, variant.alt)
            for e in KNOWLEDGE.catalogue.entries
        ), name
    elif "PS1" in codes:
        assert not stopped, name
        site = SITES.get(variant.start)
        makes_gc = bool(site and site.kind == "donor" and (variant.ref, variant.alt) == ("T", "C"))
        grace = KNOWLEDGE.thresholds["ps1_grace"] + 1e-9
        strength = loss(variant) if effect.lost_sites else score(variant)
        fit = [
            entry
            for entry, other in splice_entries(variant)
            if strength >= min(loss(other) or 9, score(other) or 9) - grace
            and (not makes_gc or (other.ref, other.alt) == ("T", "C"))
        ]
        assert fit, name
        if codes["PS1"] in ("", "Moderate"):
            assert any(entry.established for entry in fit) or codes["PS1"] == "Moderate", name
    if "PM1" in codes:
        assert missense, name
        assert change is not None
        inside = 230 <= change.start + 1 <= 314
        cysteine = change.ref == "C" and 59 <= change.start + 1 <= 165
        assert inside or cysteine, name
        assert "function_normal" not in found.details, name
    if "PM5" in codes:
        assert missense, name
        assert change is not None
        assert any(
            e.category is Category.GERMLINE_ALPS
            and e.consequence == "missense"
            and e.residue == change.start
            and e.new_residue != change.alt
            and e.function != "normal"
            for e in KNOWLEDGE.catalogue.entries
        ), name
    if "PS3" in codes or "BS3" in codes:
        assert codes.get("PS3", codes.get("BS3")) == "Supporting", name
        assert change is not None
        text = f"{change.ref}{change.start + 1}{change.alt}"
        effects = {f.effect for f in KNOWLEDGE.residues.facts if f.change == text}
        assert "conflict" not in effects, name
        assert "gain" not in effects, name
    assert "PM2" not in codes, name  # nothing was given that could tell
    if "PP3" in codes:
        assert not effect.lost_sites, name
        weak = "exon6_site_lost" in found.details
        assert score(variant) >= KNOWLEDGE.thresholds["splice_pp3"] or weak, name
    if found.classification in ("pathogenic", "likely_pathogenic"):
        assert "PVS1" in codes or "PS1" in codes, name


def walk(start: int, end: int) -> int:
    count = 0
    for variant in snvs(start, end):
        effect = compute_effect(MODEL, MODEL.mane, variant)
        found = assess(effect, NO_EVIDENCE, KNOWLEDGE)
        check(variant, effect, found)
        count += found.classification in ("pathogenic", "likely_pathogenic")
    return count


@pytest.mark.parametrize("exon", range(9))
def test_exons_with_their_splice_sites(exon: int) -> None:
    place = MODEL.mane.exons[exon]
    end = min(place.end, place.start + 400)
    reached = walk(place.start - 25, end + 10)
    assert reached or exon in (2, 5, 6, 7, 8)


@pytest.mark.slow
def test_every_substitution_of_the_locus() -> None:
    assert walk(6, len(LOCUS) - 6) > 50


@pytest.mark.parametrize("name", ["c.334+2T>C", "c.443+2T>C", "c.651+2T>C", "c.676+2T>C"])
def test_a_gc_donor_takes_no_comparison_from_another_change(name: str) -> None:
    found = judged(name)
    assert not [c for c in found.criteria if c.startswith("PS1")]
    assert found.classification == "uncertain_significance"


@pytest.mark.parametrize(
    ("name", "criterion"),
    [
        ("c.443+1G>T", "PS1_Supporting"),  # full PVS1, pathogenic at the same GT
        ("c.651+1G>C", "PS1"),  # PVS1 below full
        ("c.334+1G>T", "PS1_Supporting"),  # the duplication outside GT, without stars
        ("c.676G>A", "PS1_Moderate"),  # outside GT, as strong
        ("c.651+5G>A", "PS1_Moderate"),
        ("c.651+3A>G", "PS1_Moderate"),  # 0.65 against 0.75, within the grace
        ("c.652-10T>G", ""),  # 0.21 against 0.84
        ("c.442A>T", ""),  # a new stop
    ],
)
def test_splice_comparison(name: str, criterion: str) -> None:
    given = [c for c in judged(name).criteria if c.startswith("PS1")]
    assert given == ([criterion] if criterion else [])
