"""Values refuse nonsense when they are built, quoting what came; tables say file and line."""

import pytest

import fasannot
from fasannot.allele.names.placing import LocusEdit
from fasannot.allele.names.protein import Residue
from fasannot.allele.names.words import ExonName
from fasannot.allele.structural.variant import Border, StructuralKind, StructuralVariant
from fasannot.allele.variant import GenomicVariant, VariantKind
from fasannot.effect.new_stop import Edit, NewStop
from fasannot.effect.projection import SpliceSite
from fasannot.effect.terms import Nmd
from fasannot.errors import DataError, InputError
from fasannot.evidence.catalogue import load_catalogue
from fasannot.evidence.exon6 import Inclusion
from fasannot.evidence.residues import ResidueFact, load_residues
from fasannot.evidence.values import ClinVarRecord, Frequency, MissenseScore, SpliceScores
from fasannot.gene import tables
from fasannot.gene.coordinates import CodingPosition, Interval
from fasannot.gene.model import Assembly, Domain, GeneModel, load_gene_model
from fasannot.gene.transcript import Transcript
from fasannot.rules.rule_book import Criterion, Scale, load_criteria
from tests.structural.support import finding, findings

DEL, HERE = VariantKind.DELETION, Border.exact(7)


def assembly(**changed):
    facts = {
        "name": "toy",
        "accession": "NC_1.1",
        "genbank": "CM1.1",
        "chromosome_length": 500,
        "locus_first": 101,
        "locus_last": 200,
        "refget": "SQ.x",
        "chromosome_names": frozenset({"10"}),
    }
    return Assembly(**(facts | changed))


def transcript(exons=((2, 5), (8, 12)), cds=(2, 11), locus="AAATGAGTAGCCTAAG", **changed):
    named = {"accession": "T.1", "biotype": "toy", "group": "mane"} | changed
    pieces = tuple(Interval(*exon) for exon in exons)
    return Transcript.build(
        named["accession"],
        "P.1",
        named["biotype"],
        named["group"],
        pieces,
        Interval(*cds),
        locus,
    )


def scores(gain=0.1, source="toy"):
    return SpliceScores(gain, 0.0, 0.0, 0.0, (0, 0, 0, 0), 7, source)


NONSENSE = [
    (lambda: Interval(7, 3), "(7, 3)"),
    (lambda: Interval(-1, 3), "-1"),
    (lambda: Interval("1", 3), "'1'"),
    (lambda: Interval(1.0, 3), "1.0"),
    (lambda: Interval.from_positions(0, 3), "-1"),
    (lambda: CodingPosition(0), "position zero"),
    (lambda: CodingPosition("7"), "'7'"),
    (lambda: CodingPosition(7, 1.5), "1.5"),
    (lambda: CodingPosition(-3, 0, after_stop=True), "-3"),
    (lambda: Domain("", Interval(1, 2), "toy"), "''"),
    (lambda: Domain("TM", (1, 2), "toy"), "(1, 2)"),
    (lambda: Domain("TM", Interval(2, 2), "toy"), "has residues"),
    (lambda: assembly(name=b"GRCh38"), "b'GRCh38'"),
    (lambda: assembly(locus_first=0), "0"),
    (lambda: assembly(locus_last=100), "100"),
    (lambda: assembly(locus_last=501), "501"),
    (lambda: assembly(chromosome_length="500"), "'500'"),
    (lambda: assembly(chromosome_names=frozenset()), "''"),
    (lambda: transcript(accession=" "), "' '"),
    (lambda: transcript(group="other ones"), "'other ones'"),
    (lambda: transcript(exons=()), "()"),
    (lambda: transcript(exons=((2, 2), (8, 12))), "have bases"),
    (lambda: transcript(exons=((8, 12), (2, 5))), "in order"),
    (lambda: transcript(exons=((2, 9), (8, 12))), "apart"),
    (lambda: transcript(exons=((2, 5), (8, 120))), "outside the locus"),
    (lambda: transcript(cds=(2, 14)), "outside the exons"),
    (lambda: transcript(locus="AAATGagtagCCTAAG"), "only A, C, G, T"),
    (lambda: GeneModel("ACGU", {}, (), ()), "'ACGU'"),
    (lambda: GeneModel("ACGT", {}, (), ()), "MANE"),
    (lambda: GeneModel("ACGT", {}, (transcript(group="other"),), ()), "MANE"),
    (lambda: GenomicVariant("deletion", 1, 2, "A", ""), "'deletion'"),
    (lambda: GenomicVariant(DEL, 9, 7, "", ""), "(9, 7)"),
    (lambda: GenomicVariant(DEL, "9", 10, "A", ""), "'9'"),
    (lambda: GenomicVariant(DEL, 9, 10, b"A", ""), "b'A'"),
    (lambda: GenomicVariant(DEL, 9, 10, "a", ""), "'a'"),
    (lambda: GenomicVariant(DEL, 9, 10, "AC", ""), "9 to 10"),
    (lambda: GenomicVariant(VariantKind.INSERTION, 9, 9, "", "<DEL>"), "'<DEL>'"),
    (lambda: Border("7", None, None), "'7'"),
    (lambda: Border(7, 9, 5), "5"),
    (lambda: Border(7, None, 5), "None"),
    (lambda: StructuralVariant("del", HERE, HERE, True), "'del'"),
    (lambda: StructuralVariant(StructuralKind.DELETION, 7, HERE, True), "is 7"),
    (lambda: StructuralVariant(StructuralKind.DELETION, HERE, Border.exact(3), True), "(7, 3)"),
    (lambda: StructuralVariant(StructuralKind.INSERTION, HERE, HERE, True, "AX"), "'AX'"),
    (lambda: StructuralVariant(StructuralKind.INSERTION, HERE, HERE, True, "", -1), "-1"),
    (lambda: LocusEdit(None, "A", "C"), "None"),
    (lambda: LocusEdit(3, "A", "R"), "'R'"),
    (lambda: Residue("Arg", 250), "'Arg'"),
    (lambda: Residue("R", "250"), "'250'"),
    (lambda: ExonName(5, 3, "del"), "3"),
    (lambda: ExonName(3, 5, "lost"), "'lost'"),
    (lambda: SpliceSite(-1, "donor"), "-1"),
    (lambda: SpliceSite(1, "left"), "'left'"),
    (lambda: Edit(5, 3, "", 0), "3"),
    (lambda: Edit(5, 6, "X", 0), "'X'"),
    (lambda: NewStop(0, 1, 5, Nmd.ESCAPING), "0"),
    (lambda: NewStop(5, 1, 5, "escaping"), "'escaping'"),
    (lambda: Inclusion(140.0, None), "1.4"),
    (lambda: ResidueFact("", Interval(1, 2), "", "", "", "toy"), "''"),
    (lambda: ResidueFact("helix", Interval(1, 2), "", "", "", ""), "''"),
    (lambda: Frequency(1.5, "toy"), "1.5"),
    (lambda: Frequency(float("nan"), "toy"), "nan"),
    (lambda: Frequency(0.1, "toy", count=-1), "-1"),
    (lambda: Frequency(0.1, ""), "''"),
    (lambda: scores(float("nan")), "nan"),
    (lambda: scores(7.0), "7.0"),
    (lambda: scores(source=""), "''"),
    (lambda: MissenseScore("REVEL", -0.1, "toy"), "-0.1"),
    (lambda: ClinVarRecord("1", "pathogenic", 5, "ALPS", "toy"), "5"),
    (lambda: Criterion("", "Strong", True, (), "how", "toy"), "''"),
    (lambda: Scale({"Strong": "4"}, ((1, "a"),), 3), "'4'"),
    (lambda: Scale({"Strong": 4}, ((1, "a"), (6, "b")), 3), "most points comes first"),
]


@pytest.mark.parametrize(("build", "quoted"), NONSENSE)
def test_nonsense_is_refused_and_quoted(build, quoted):
    with pytest.raises(ValueError) as caught:
        build()
    assert quoted in str(caught.value)


def test_sense_is_taken():
    assert assembly().position(0) == 101
    assert len(Interval(3, 3)) == 0
    assert str(CodingPosition(-3, -2)) == "-3-2"
    assert GenomicVariant(DEL, -3, 9, "", "").length_change == -12
    assert Border(7, None, None).low is None
    assert sorted([Edit(9, 9, "A", 1), Edit(5, 6, "", 0)])[0].start == 5


@pytest.mark.parametrize(
    ("arguments", "quoted"),
    [
        ((b"chr10", 89014191, "G", "C"), "b'chr10'"),
        (("chr10", "89014191", "G", "C"), "'89014191'"),
        (("chr10", 89014191.0, "G", "C"), "89014191.0"),
        (("chr10", True, "G", "C"), "True"),
        (("chr10", 0, "G", "C"), "0"),
        (("chr10", 89014191, None, "C"), "None"),
        (("chr10", 89014191, "G", b"C"), "b'C'"),
        (("chr10", 89014191, "G", "C", ["GRCh38"]), "['GRCh38']"),
        (("chr10", 89014191, "G", "C", "hg17"), "'hg17'"),
    ],
)
def test_the_python_door_refuses_nonsense(arguments, quoted):
    chosen = arguments if len(arguments) > 4 else (*arguments, "GRCh38")
    with pytest.raises(InputError) as caught:
        fasannot.annotate(*chosen)
    assert quoted in str(caught.value)


def test_the_python_door_takes_whole_numbers_of_other_libraries():
    numpy = pytest.importorskip("numpy")
    found = fasannot.annotate("chr10", numpy.int64(89014191), "G", "C", assembly="GRCh38")
    assert found.hgvs_p == "NP_000034.1:p.(Arg250Pro)"


LOADERS = {
    "assemblies.tsv": load_gene_model.__wrapped__,
    "transcripts.tsv": load_gene_model.__wrapped__,
    "domains.tsv": load_gene_model.__wrapped__,
    "residues.tsv": lambda: load_residues(load_gene_model()),
    "known_variants.tsv": lambda: load_catalogue(load_gene_model()),
    "frequencies.tsv": lambda: load_catalogue(load_gene_model()),
    "acmg_criteria.tsv": load_criteria,
}


@pytest.mark.parametrize(
    ("name", "column", "cell", "quoted"),
    [
        ("assemblies.tsv", "locus_first", "first", "'first'"),
        ("assemblies.tsv", "chromosome_length", "7", "at most 7"),
        ("transcripts.tsv", "exons", "5268", "invalid literal"),
        ("transcripts.tsv", "set", "best", "'best'"),
        ("transcripts.tsv", "exons", "5276-5270", "(5275, 5270)"),
        ("domains.tsv", "first", "-4", "-5"),
        ("domains.tsv", "last", "x", "'x'"),
        ("residues.tsv", "last", "3", "3"),
        ("residues.tsv", "first", "9999", "9998"),
        ("known_variants.tsv", "category", "germline", "'germline'"),
        ("known_variants.tsv", "stars", "7", "7"),
        ("frequencies.tsv", "frequency", "1.7", "1.7"),
        ("frequencies.tsv", "homozygotes", "-1", "-1"),
        ("acmg_criteria.tsv", "source", "", "''"),
    ],
)
def test_nonsense_in_a_table_is_told_with_file_and_line(monkeypatch, name, column, cell, quoted):
    reader = tables.read_text

    def spoiled(asked):
        text = reader(asked)
        if asked != name:
            return text
        lines = text.split("\n")
        head = next(number for number, line in enumerate(lines) if not line.startswith("##"))
        cells = lines[head + 1].split("\t")
        cells[lines[head].split("\t").index(column)] = cell
        lines[head + 1] = "\t".join(cells)
        spoiled.line = head + 2
        return "\n".join(lines)

    monkeypatch.setattr(tables, "read_text", spoiled)
    with pytest.raises(DataError) as caught:
        LOADERS[name]()
    assert str(caught.value).startswith(f"data/{name}, line {spoiled.line}: ")
    assert quoted in str(caught.value)


def test_a_table_without_a_column_is_told(monkeypatch):
    reader = tables.read_text
    monkeypatch.setattr(
        tables, "read_text", lambda name: reader(name).replace("\tlocus_first\t", "\tfirst\t")
    )
    with pytest.raises(DataError, match=r"assemblies.tsv: there is no column 'locus_first'"):
        load_gene_model.__wrapped__()


@pytest.mark.parametrize("inserted", ["RT", "NN", "acgtn", "RYSWKMBDHV"])
def test_a_junction_with_bases_told_in_part_keeps_its_entry(inserted):
    item = finding(89014191, f"G{inserted}[chr10:89014300[", "SVTYPE=BND")
    assert item.hgvs_c == "NM_000043.6:c.750_857del" or "delins" in item.hgvs_c
    assert "LOF" in item.flags


def test_what_makes_no_allele_is_a_reason_not_a_crash(monkeypatch):
    from fasannot.rules.structural import on_transcripts

    def nonsense(*_):
        return Border(7, 9, 5)

    monkeypatch.setattr(on_transcripts, "parse_symbolic", nonsense)
    (item,) = findings(89014191, "<DEL>", "SVTYPE=DEL;END=89014300")
    assert "highest place of a border is 5" in item.findings[0].notes[0]
