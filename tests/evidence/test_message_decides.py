"""The mutated message decides, not the bases that a record spells."""

import pytest

from fasannot.allele.locus import locus_allele
from fasannot.allele.variant import GenomicVariant, canonical
from fasannot.effect.terms import Consequence, Impact
from fasannot.gene.model import load_gene_model
from fasannot.rules.flags import Flag
from tests.evidence.support import coordinate, effect, judged, rules_of

MODEL = load_gene_model()
LOCUS = MODEL.sequence


def block(first: str, ref: str, alt: str) -> GenomicVariant:
    start = coordinate(first)
    assert LOCUS.startswith(ref, start), LOCUS[start : start + len(ref)]
    return canonical(LOCUS, start, ref, alt)


def without_introns(first: int, last: int) -> GenomicVariant:
    """Return the allele in which introns (indexes) are removed exactly."""
    mane = MODEL.mane
    start, end = mane.intron(first).start, mane.intron(last).end
    kept = "".join(LOCUS[e.start : e.end] for e in mane.exons[first + 1 : last + 1])
    allele = locus_allele(MODEL, start, LOCUS[start:end], kept)
    assert allele is not None
    return allele.variant


@pytest.mark.parametrize("intron", range(8))
def test_an_intron_removed_exactly_leaves_the_message(intron: int) -> None:
    found, said = judged(without_introns(intron, intron)), effect(without_introns(intron, intron))
    assert (found.flags, found.lof, found.criteria) == ((), None, ())
    assert found.notes == ("intron_lost",)
    assert said.hgvs_p == "NP_000034.1:p.(=)"
    assert said.domains == ()


def test_several_introns_removed_exactly_and_one_base_too_many() -> None:
    assert judged(without_introns(0, 7)).notes == ("intron_lost",)
    mane = MODEL.mane
    start, end = mane.intron(3).start, mane.intron(3).end
    for wide in ((start - 1, end), (start, end + 1)):
        allele = locus_allele(MODEL, wide[0], LOCUS[wide[0] : wide[1]], "")
        assert allele is not None
        assert Flag.LOF in judged(allele.variant).flags
    allele = locus_allele(MODEL, start + 40, LOCUS[start + 40 : end], "")
    assert allele is not None
    assert Flag.LOF in judged(allele.variant).flags  # the acceptor is gone


@pytest.mark.parametrize(
    ("first", "ref", "alt", "protein"),
    [
        ("-3", "ACCATGCTGGGC", "GCCATGCTGGGT", "p.(Gly3=)"),
        ("-2", "CCATGCTG", "CTATGCCG", "p.(Leu2Pro)"),
        ("-1", "CATGCTGG", "TTATGCTGA", "p.(Gly3Ser)"),  # a base more before it
    ],
)
def test_a_block_that_leaves_the_start_codon_has_not_lost_it(
    first: str, ref: str, alt: str, protein: str
) -> None:
    variant = block(first, ref, alt)
    said, found = effect(variant), judged(variant)
    assert Consequence.START_LOST not in said.consequences
    assert "START_LOST" not in found.lof_reasons
    assert (said.hgvs_p or "").rpartition(":")[2].startswith(protein)


@pytest.mark.parametrize("name", ["c.1A>G", "c.2T>C", "c.3G>A", "c.1_3del", "c.-2_2del"])
def test_a_start_codon_that_is_changed_is_lost(name: str) -> None:
    assert judged(name).lof == "HC"
    assert "240" in " ".join(
        line.sentence for line in judged(name).evidence if line.rule_id == "START_LOST"
    )


@pytest.mark.parametrize("new", ["GCC", "AAATTT", "TGG"])
def test_bases_before_an_intact_stop_are_an_insertion(new: str) -> None:
    start = coordinate("1006")
    variant = canonical(LOCUS, start, "", new)
    found = judged(variant, use_known=False)
    assert Consequence.INFRAME_INSERTION in effect(variant).consequences
    assert found.lof is None
    assert "PM4" in found.criteria
    assert not [c for c in found.criteria if c.startswith("PVS1")]


@pytest.mark.parametrize("name", ["c.1006T>C", "c.1007A>G", "c.1000_1008del", "c.1003_1008del"])
def test_a_changed_stop_codon_has_one_set_of_evidence(name: str) -> None:
    found, said = judged(name, use_known=False), effect(name)
    assert found.lof_reasons == ("STOP_LOST",)
    assert found.criteria == ("PM4",)
    assert found.flags == (Flag.LOF_LC,)
    assert said.stop is None


def test_a_frameshift_before_the_stop_stays_one() -> None:
    found = judged("c.968_987dup", use_known=False)
    assert found.lof_reasons == ("PTC_DISTAL",)
    assert effect("c.968_987dup").stop is not None


def test_an_equal_length_block_over_the_stop_shifts_no_frame() -> None:
    start = coordinate("997")
    ref = LOCUS[start : start + 12]  # codons 333 to 336
    for alt, protein in (("AGACCATAAGCA", "p.(Ser333_Ter336delinsArgProTer)"),):
        variant = canonical(LOCUS, start, ref, alt)
        said = effect(variant)
        assert (said.hgvs_p or "").rpartition(":")[2] == protein
        assert Consequence.FRAMESHIFT not in said.consequences


@pytest.mark.parametrize("name", ["c.31-4_36dup", "c.506-6_511dup", "c.652-3_655dup"])
def test_a_copied_splice_site_is_never_a_modifier(name: str) -> None:
    said = effect(name)
    assert said.impact is not Impact.MODIFIER
    assert Consequence.SPLICE_REGION in said.consequences or said.impact is Impact.HIGH


@pytest.mark.parametrize("name", ["c.502_505+10dup", "c.672_676+7dup"])
def test_a_copied_donor_keeps_its_terms_and_is_no_modifier(name: str) -> None:
    assert effect(name).impact is not Impact.MODIFIER
    assert Flag.SPLICE in judged(name, use_known=False).flags


def test_a_promoter_deleted_and_a_promoter_changed() -> None:
    begin = MODEL.mane.start

    def delete(start: int, end: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        allele = locus_allele(MODEL, start, LOCUS[start:end], "")
        assert allele is not None
        found = judged(allele.variant)
        return tuple(found.flags), found.notes

    assert delete(begin - 30, begin + 20) == (("LOF_LC",), ("promoter",))
    assert delete(begin - 300, begin - 20) == (("LOF_LC",), ("promoter",))
    assert delete(begin - 120, begin - 20) == ((), ("promoter",))
    assert delete(begin - 2000, begin - 1700) == ((), ())
    for position in (88989499, 88990206):  # rs2234767, rs1800682
        at = MODEL.assemblies["GRCh38"].coordinate(position)
        new = {"G": "A", "A": "G"}[LOCUS[at]]
        found = judged(canonical(LOCUS, at, LOCUS[at], new))
        assert found.flags == ()
        assert set(found.notes) == {"promoter", "polymorphism"}
        assert "PROMOTER_NOT_JUDGED" in rules_of(found)
