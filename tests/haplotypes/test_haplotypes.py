"""Haplotypes: which alleles are joined, and what they do together."""

import pytest

from tests.haplotypes.support import deletion, haplotypes, insertion, joint, sub


@pytest.mark.parametrize(
    ("alleles", "coding", "protein", "terms", "ptc", "lof"),
    [
        # two substitutions of one codon: alone Lys231Ter (A>T) and Lys231Ile
        ([sub(691, "T"), sub(692, "T")], "c.[691A>T;692A>T]", "p.(Lys231Leu)", "missense_variant",
         "", ""),
        # a stop that only the two make
        ([sub(748, "T"), sub(749, "A")], "c.[748C>T;749G>A]", "p.(Arg250Ter)", "stop_gained",
         "250/9/-72", "HC"),
        # the second lies behind the stop and is not read
        ([sub(748, "T"), sub(800, "A")], "c.[748C>T;800T>A]", "p.(Arg250Ter)", "stop_gained",
         "250/9/-72", "HC"),
        # a frameshift and its rescue
        ([deletion(403, 1), insertion(410, "A")], "c.[403del;410_411insA]",
         "p.(Cys135_Ser137delinsValThrHis)", "missense_variant", "", ""),
        # apart by more than a codon: two events
        ([sub(749, "C"), sub(800, "A")], "c.[749G>C;800T>A]", "p.[(Arg250Pro;Val267Asp)]",
         "missense_variant", "", ""),
        # neighbours: one delins
        ([sub(749, "C"), sub(752, "C")], "c.[749G>C;752A>C]", "p.(Arg250_Lys251delinsProThr)",
         "missense_variant", "", ""),
        # a lost start makes all behind it void
        ([sub(3, "A"), sub(800, "A")], "c.[3G>A;800T>A]", "p.(Met1?)", "start_lost", "", "HC"),
    ],
)  # fmt: skip
def test_joint_change(tmp_path, alleles, coding, protein, terms, ptc, lof):
    found = joint(tmp_path, *alleles)
    assert found["HGVSc"] == f"NM_000043.6:{coding}"
    assert found["HGVSp"] == f"NP_000034.1:{protein}"
    assert (found["Consequence"], found["PTC"], found["LOF"]) == (terms, ptc, lof)
    assert found["VARIANTS"] == ";".join(f"{p}:{r}>{a}" for p, r, a in alleles)


def test_sides_sets_and_homozygous_alleles(tmp_path):
    alleles = [sub(691, "T"), sub(692, "T"), sub(749, "C")]

    def listed(*genotypes, layout="GT"):
        rows = haplotypes(tmp_path, alleles, list(genotypes), layout=layout)
        return [(row["HAPLOTYPE"], row["VARIANTS"].count(">")) for row in rows]

    assert listed("0|1", "0|1", "0|1") == [("2", 3)]
    assert listed("1|0", "0|1", "1|0") == [("1", 2)]
    assert listed("0/1", "0|1", "0|1") == [("2", 2)]
    assert listed("0/1", "0/1", "0/1") == []
    assert listed("1/1", "0|1", "1/1") == [("1", 2), ("2", 3)]
    # a single heterozygote is phased by the homozygous alleles
    assert listed("1/1", "1/1", "0/1") == [("1", 3), ("2", 2)]
    assert listed("1/1", "0/1", "0/0") == [("1", 2)]
    assert listed("1/1", "0/1", "0/1") == []
    assert listed("0|1:1", "0|1:1", "0|1:2", layout="GT:PS") == [("2", 2)]
    assert listed("0|1:1", "0|1:2", "0|1:3", layout="GT:PS") == []


def test_each_sample_has_its_own(tmp_path):
    alleles = [sub(691, "T"), sub(692, "T")]
    rows = haplotypes(
        tmp_path, alleles, [["0|1", "1|0", "0|0"], ["0|1", "0|1", "0|1"]], samples=("a", "b", "c")
    )
    assert [(row["SAMPLE"], row["HAPLOTYPE"]) for row in rows] == [("a", "2")]


def test_one_allele_written_twice_is_one(tmp_path):
    position, ref, alt = sub(749, "C")
    from tests.haplotypes.support import bases

    padded = (position - 1, bases(748) + ref, bases(748) + alt)
    assert haplotypes(tmp_path, [(position, ref, alt), padded]) == []


def test_overlapping_alleles_are_not_guessed(tmp_path):
    found = joint(tmp_path, deletion(748, 4), sub(749, "C"))
    assert found["HGVSp"] == "NP_000034.1:p.?"
    assert found["Consequence"] == ""


def test_lost_splice_site_leaves_the_protein_open(tmp_path):
    from tests.haplotypes.support import place

    found = joint(tmp_path, (place(651) + 1, "G", "A"), sub(692, "T"))
    assert found["HGVSp"] == "NP_000034.1:p.?"
    assert found["LOF"] == "HC"
    assert "splice_donor_variant" in found["Consequence"]


def test_deletion_stays_where_its_record_puts_it(tmp_path):
    """Deleting the first of two T's and changing the second is not the other way round."""
    import fasannot
    from tests.haplotypes.support import bases, place

    assert bases(402, 2) == "TT"
    found = joint(tmp_path, deletion(402, 1), sub(403, "G"))
    alone = fasannot.annotate("chr10", place(402), "TT", "G", assembly="GRCh38")
    assert found["HGVSp"] == alone.hgvs_p
    assert found["Consequence"] == "frameshift_variant"


def test_intronic_alleles_are_listed(tmp_path):
    found = joint(tmp_path, (89000000, *_change(89000000)), (89000100, *_change(89000100)))
    assert found["HGVSp"] == "NP_000034.1:p.(=)"
    assert found["Consequence"] == "intron_variant"


def _change(position):
    from tests.support import reference

    base = reference(position)
    return base, "A" if base != "A" else "C"
