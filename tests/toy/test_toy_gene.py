"""Transcript, projection, protein and new stop on the toy gene: the map and its inverse."""

import pytest

from fasannot.allele.variant import canonical
from fasannot.effect.message import Message
from fasannot.effect.new_stop import Edit, new_stop
from fasannot.effect.projection import project
from fasannot.effect.protein import mutant_protein, predict
from fasannot.effect.terms import Nmd
from fasannot.gene.coordinates import CodingPosition, Interval
from fasannot.gene.sequence import codon_table
from fasannot.gene.transcript import Transcript
from tests.toy import CDS, DRAWN, EXONS, LOCUS, table


def transcript(exons=EXONS, cds=CDS, locus=LOCUS):
    """Return a transcript of the toy gene."""
    pieces = tuple(Interval(*exon) for exon in exons)
    coding = Interval(*cds) if cds else None
    return Transcript.build("TOY.1", "TOYP.1", "toy", "mane", pieces, coding, locus)


TOY = transcript()
POSITIONS = table("positions.tsv")
ALLELES = table("alleles.tsv")


def parsed(name):
    """Return a c. name of the table as a value."""
    star, rest = name.startswith("*"), name.lstrip("*")
    for sign in "+-":
        base, found, offset = rest[1:].partition(sign)
        if found:
            return CodingPosition(int(rest[0] + base), int(sign + offset), star)
    return CodingPosition(int(rest), 0, star)


def test_the_drawing_is_the_gene():
    assert TOY.sequence == "".join(base for base in DRAWN if base.isupper())
    assert TOY.sequence == "CCAATGGCTAAATGGTGCGAATAACTGATG"
    assert TOY.protein == "MAKWCE*"
    assert (TOY.cds.start, TOY.cds.end) == (3, 24)
    assert [len(TOY.intron(index)) for index in (0, 1)] == [10, 9]
    assert "".join(row["base"] for row in POSITIONS) == DRAWN


@pytest.mark.parametrize("row", POSITIONS, ids=lambda row: row["place"])
def test_each_base_has_its_position_and_back(row):
    place = int(row["place"])
    message = None if row["message"] == "." else int(row["message"])
    assert TOY.spliced(place) == message
    assert TOY.exon_at(place) == (None if row["exon"] == "." else int(row["exon"]) - 1)
    if message is not None:
        assert TOY.locus_coordinate(message) == place
        assert TOY.exon_of_spliced(message) == int(row["exon"]) - 1
    position = TOY.coding_position(place)
    if row["position"] == ".":
        assert position is None
        return
    assert str(position) == row["position"]
    assert position == parsed(row["position"])
    assert TOY.coordinate(position) == place


@pytest.mark.parametrize(
    ("name", "place"), [("7+10", 23), ("8-10", 14), ("15+9", 40), ("16-9", 32), ("15+6", 37)]
)
def test_an_intron_may_be_counted_from_its_other_end(name, place):
    assert TOY.coordinate(parsed(name)) == place
    assert TOY.coding_position(place) != parsed(name)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("0", "no position zero"),
        ("-4", "outside TOY.1"),
        ("22", "ends at c.21"),
        ("*7", "outside TOY.1"),
        ("6+1", "no intron follows"),
        ("9-1", "no intron precedes"),
        ("-3-1", "no intron precedes"),
        ("*6+1", "no intron follows"),
        ("7+11", "that intron has 10 bases"),
        ("16-10", "that intron has 9 bases"),
    ],
)
def test_a_position_that_is_not_there_is_refused(name, why):
    with pytest.raises(ValueError, match=why):
        TOY.coordinate(parsed(name))


def test_without_coding_sequence_bases_are_counted_from_the_first():
    other = transcript(cds=None)
    for row in POSITIONS:
        position = other.coding_position(int(row["place"]))
        if row["message"] != ".":
            assert position == CodingPosition(int(row["message"]) + 1)
        if position is not None:
            assert other.coordinate(position) == int(row["place"])
    with pytest.raises(ValueError, match="non-coding"):
        other.coordinate(CodingPosition(1, 0, after_stop=True))


def filled(text):
    """Return a cell of the table; a point stands for nothing."""
    return "" if text == "." else text


def edit_of(row):
    """Return an allele of the table as projected."""
    start, end = int(row["start"]), int(row["end"])
    variant = canonical(LOCUS, start, LOCUS[start:end], filled(row["alt"]))
    assert (variant.start, variant.end) == (start, end), "the table holds 3′-shifted alleles"
    return project(TOY, variant)


@pytest.mark.parametrize("row", ALLELES, ids=lambda row: row["change"])
def test_each_allele_reaches_what_the_table_says(row):
    edit = edit_of(row)
    assert edit.reach.value == row["reach"]
    assert edit.spelled == (row["first"] != ".")
    if edit.spelled:
        assert (edit.start, edit.end, edit.exon) == (
            int(row["first"]),
            int(row["after"]),
            int(row["exon"]) - 1,
        )


SPELLED = [row for row in ALLELES if row["first"] != "."]


@pytest.mark.parametrize("row", SPELLED, ids=lambda row: row["change"])
def test_each_allele_changes_the_protein_as_the_table_says(row):
    edit = edit_of(row)
    change = predict(TOY, edit.start, edit.end, edit.alt)
    if row["kind"] == ".":
        assert change is None
        return
    assert change.kind.value == row["kind"]
    assert f"{change.start}-{change.end}" == row["residues"]
    assert (change.ref, change.alt) == (filled(row["ref"]), filled(row["new"]))
    assert str(new_stop(TOY, edit, change) or ".") == row["stop"]


@pytest.mark.parametrize("row", SPELLED, ids=lambda row: row["change"])
def test_the_change_put_into_the_protein_gives_what_the_message_spells(row):
    edit = edit_of(row)
    change = predict(TOY, edit.start, edit.end, edit.alt)
    mutant = mutant_protein(TOY, edit.start, edit.end, edit.alt)
    if change is None:
        assert mutant == TOY.protein or edit.start < TOY.cds.start
    elif row["kind"] != "start_lost":
        read_on = change.kind.value in ("frameshift", "extension") or change.alt.endswith("*")
        rest = "" if read_on else TOY.protein[change.end :]
        assert mutant == TOY.protein[: change.start] + change.alt + rest
        assert change.stop == (mutant.index("*") if "*" in mutant else None)


@pytest.mark.parametrize(
    "row", [row for row in SPELLED if row["stop"] != "."], ids=lambda row: row["change"]
)
def test_read_with_others_a_single_edit_has_the_same_stop(row):
    edit = edit_of(row)
    message = Message(TOY, [Edit(edit.start, edit.end, edit.alt, edit.exon)])
    assert str(message.place_stop(message.first_stop())) == row["stop"]


def test_a_stop_is_placed_behind_two_edits():
    # c.4_5del and c.10_12delinsCC: ATG TAA ...; and c.4del with c.10_12delinsCC shift one frame.
    early = Message(TOY, [Edit(6, 8, "", 0), Edit(12, 15, "CC", 1)])
    assert early.sequence == "CCAATGTAAACCTGCGAATAACTGATG"
    assert str(early.place_stop(early.first_stop())) == "2/1/8"
    late = Message(TOY, [Edit(6, 7, "", 0), Edit(14, 14, "T", 1)])
    # CCA ATG CTA AAT GTG TGC GAA TAA: the frame comes back, the stop is the native one.
    assert late.sequence == "CCAATGCTAAATGTGTGCGAATAACTGATG"
    assert str(late.place_stop(late.first_stop())) == "7/3/-4"


def long_exon(codons):
    """Return the toy gene with Trp codons put in before the last codon of exon 2."""
    locus = LOCUS[:29] + "TGG" * codons + LOCUS[29:]
    more = 3 * codons
    return transcript(((4, 14), (24, 32 + more), (41 + more, 53 + more)), (7, 47 + more), locus)


@pytest.mark.parametrize(
    ("codons_behind", "distance", "nmd"),
    [(15, 50, Nmd.ESCAPING), (16, 53, Nmd.TRIGGERING), (0, 5, Nmd.ESCAPING)],
)
def test_fifty_bases_before_the_last_junction_still_escape(codons_behind, distance, nmd):
    gene = long_exon(20)
    # TGG to TGA in the Trp codon that has so many Trp codons, and the last codon, behind it.
    third = gene.exon_starts[2] - 3 * (codons_behind + 1) - 1
    assert gene.sequence[third - 2 : third + 1] == "TGG"
    place = gene.locus_coordinate(third)
    locus = LOCUS[:29] + "TGG" * 20 + LOCUS[29:]
    edit = project(gene, canonical(locus, place, "G", "A"))
    stop = new_stop(gene, edit, predict(gene, edit.start, edit.end, edit.alt))
    assert (stop.distance, stop.nmd, stop.exon) == (distance, nmd, 2)


def test_an_insertion_moves_the_border_by_its_bases():
    gene = long_exon(20)
    # TAG before the first Trp codon is the stop itself: its first base has 2 more of its own, 21
    # Trp codons and TGC behind it, 68 bases up to the junction.
    edit = project(gene, canonical(LOCUS[:29] + "TGG" * 20 + LOCUS[29:], 26, "", "TAG"))
    stop = new_stop(gene, edit, predict(gene, edit.start, edit.end, edit.alt))
    assert str(stop) == "4/2/68"
    assert stop.nmd is Nmd.TRIGGERING


def test_the_genetic_code_is_the_standard_one():
    code = pytest.importorskip("Bio.Data.CodonTable").unambiguous_dna_by_id[1]
    assert codon_table() == {**code.forward_table, **dict.fromkeys(code.stop_codons, "*")}
