"""Every way of asking for an allele leads to it, and wrong ones say why."""

import pytest

import fasannot


def names(query, assembly="auto"):
    """Return the c. names of every reading, side by side."""
    return [
        finding.hgvs_c.partition(":")[2]
        for reading in fasannot.parse(query, assembly)
        for finding in fasannot.annotate_reading(reading)
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("chr10-89014191-G-C", ["c.749G>C"]),
        ("chr10:89014191:G:C", ["c.749G>C"]),
        ("chr10:89,014,191 G>C", ["c.749G>C"]),
        ("10 89014191 g c", ["c.749G>C"]),
        ("chr10-90773948-G-C", ["c.749G>C"]),
        ("NC_000010.11:g.89014191G>C", ["c.749G>C"]),
        ("NC_000010.10:g.90773948G>C", ["c.749G>C"]),
        ("chr10:g.90773948G>C", ["c.749G>C"]),
        ("NM_000043.6:c.749G>C", ["c.749G>C"]),
        ("NM_000043:c.749G>C", ["c.749G>C"]),
        ("NM_000043.4:c.749G>C", ["c.749G>C"]),
        ("NM_000043.6(FAS):c.749G>C", ["c.749G>C"]),
        ("ENST00000355740.6:c.749G>C", ["c.749G>C"]),
        ("FAS:c.749G>C", ["c.749G>C"]),
        ("c.749G>C", ["c.749G>C"]),
        ("p.Arg250Pro", ["c.749G>C"]),
        ("NP_000034.1:p.(Arg250Pro)", ["c.749G>C"]),
        ("R250P", ["c.749G>C"]),
        ("p.R250X", ["c.748C>T", "c.747_748insTAA", "c.747_748insTAG", "c.747_748insTGA"]),
        ("legacy:R234P", ["c.749G>C"]),
        ("legacy:A-1T", ["c.46G>A"]),
        ("c.968_987dup", ["c.968_987dup"]),
        ("c.38delC", ["c.38del"]),
        ("c.651+2T>C", ["c.651+2T>C"]),
        ("c.*12A>G", ["c.*12A>G"]),
        ("c.-79C>T", ["c.-79C>T"]),
        ("c.403_404insT", ["c.403dup"]),
        ("16505", ["c.749G>C"]),
        ("rs606231361", ["c.232del"]),
        ("VAR_013417", ["c.82A>G"]),
        ("rs3218619", ["c.46G>A"]),
        ("R234P", ["c.749G>C"]),
        ("p.Arg234Pro", ["c.749G>C"]),
        ("R105W", ["c.313_315delinsTGG", "c.361C>T"]),
        ("L278F", ["c.832C>T", "c.882G>C", "c.882G>T"]),
        ("precursor:L278F", ["c.832C>T"]),
        ("p.Arg250del", ["c.747_749del", "c.748_750del"]),
        ("p.Glu168del", ["c.498_500del", "c.501_503del", "c.503_505del"]),
        ("p.(Asp81ThrfsTer26)", ["c.237_240dup"]),
        ("E330fs*38", ["c.968_987dup"]),
        ("NC_000010.11:89013367:G:A", ["c.676+1G>A", "c.676G>A"]),
        ("NM_000043.6:827:G:C", ["c.749G>C"]),
        ("chr10:89014191:G:C,T", ["c.749G>C", "c.749G>T"]),
        ("chr10\t89014191\t.\tG\tC,T\t9\tPASS\t.", ["c.749G>C", "c.749G>T"]),
        ("c.749G>C; c.38del", ["c.749G>C", "c.38del"]),
        ("c.749G>C (p.Arg250Gln)", ["c.749G>C", "c.749G>A"]),
        ("c.749G>C (p.R234P)", ["c.749G>C"]),
        ("IVS 7 +2 T>C", ["c.651+2T>C"]),
        ("c.[749G>C];[=]", ["c.749G>C"]),
        ("NM_000043.6(FAS):c.749G>C (p.Arg250Pro) AND Some condition", ["c.749G>C"]),
        ("chr10:89014191-:T", ["c.749_750insT", "c.748_749insT"]),
    ],
)
def test_query_leads_to_its_allele(query, expected):
    assert names(query) == expected


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("NP_000034.1:p.Arg234Pro", ["residue 234", "Thr", "legacy:Arg234Pro"]),
        ("c.750G>C", ["the reference has A"]),
        ("c.2000A>G", ["ends at c.1008"]),
        ("c.31+5A>G", ["no intron follows base 31"]),
        ("chr10-89014191-A-C", ["GRCh38 has G", "0-based"]),
        ("chr10-1000-A-C", ["does not lie in the FAS locus"]),
        ("chr9-89014191-G-C", ["not chromosome 10"]),
        ("chr10-89014191-G-*", ["no allele"]),
        ("NM_000546.6:c.215C>G", ["no transcript of FAS"]),
        ("NP_000537.3:p.Pro72Arg", ["no protein of FAS"]),
        ("p.Thr13SerfsTer900", ["exactly", "p.(Thr13SerfsTer15)"]),
        ("p.Met1Val", ["start codon", "p.(Met1?)"]),
        ("p.(Gly247_Val254delinsValPhe)", ["exactly this name"]),
        ("p.?", ["no change"]),
        ("c.749=", ["changes nothing"]),
        ("c.(443+1_652-1)del", ["something within", "both ends"]),
        ("c.749G", ["quote", ">"]),
        ("chr10-89014191-G", ["quote", ">"]),
        ("c.749GC", ["nearest form is c.749G>C"]),
        ("c.968-987dup", ["nearest form is c.968_987dup"]),
        ("c.403insT", ["403_404insT"]),
        ("c.749G>Cxyz", ["c.749G>C was understood", "xyz"]),
        ("c.334_335insA", ["two neighbours", "exons"]),
        ("exon 6 skipping", ["seen in the message"]),
        ("exon 10 deletion", ["no exon 10"]),
        ("NC_000010.9:g.89014191G>C", ["NCBI36"]),
        ("NC_000010.11:g.89014191G>C hg19", ["contradict"]),
        ("NM_152874.1:c.749G>C", ["withdrawn"]),
        ("RCV000017943", ["ClinVar record"]),
        ("c.[749G>C;nonsense]", ["list"]),
        ("Arg250", ["what residue Arg250 becomes"]),
        ("legacy:R0P", ["legacy"]),
        ("K400E", ["does not exist"]),
        ("rs1", ["no id that the catalogue knows"]),
        ("c.403_404insN", ["must be spelled out"]),
        ("c.749_748del", ["before the first"]),
        ("TP53 R175H", ["TP53", "FAS only"]),
        ("", ["cannot be read"]),
    ],
)
def test_wrong_queries_say_why(query, words):
    with pytest.raises(fasannot.QueryError) as error:
        fasannot.parse(query)
    for word in words:
        assert word in str(error.value)


def test_the_first_lines_hold_the_name_and_the_verdict(capsys):
    from fasannot.__main__ import main

    for name, verdict in (("c.749G>C", "Candidate"), ("c.651+312G>A", "No candidate")):
        assert main(["explain", name]) == 0
        first, second, *_ = [line for line in capsys.readouterr().out.splitlines() if line]
        assert first.startswith(f"NM_000043.6:{name}")
        assert second.startswith(f"{verdict} for ALPS: ")
        assert "{" not in second


def test_a_name_over_an_exon_border_says_what_goes_from_the_genome():
    (reading,) = fasannot.parse("c.196_197del")
    assert any("exon border" in note and "all of intron 2" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("query", "noted"),
    [
        ("FAS exon 9 c.749G>C", False),
        ("FAS exon 8 c.749G>C", True),
        ("FAS:NM_152871.3:exon8:c.686G>C", False),
        ("intron 7 c.651+2T>C", False),
        ("intron 6 c.651+2T>C", True),
        ("c.651+2T>C (IVS7+2T>C)", False),
        ("c.651+2T>C (IVS6+2T>C)", True),
        ("rs606231361 c.232del", False),
        ("rs606231361 c.233del", True),
    ],
)
def test_what_stands_beside_a_name_is_compared_with_it(query, noted):
    (reading,) = fasannot.parse(query)
    said = [n for n in reading.notes if "contradicts" in n or "check the numbering" in n]
    assert bool(said) == noted


def test_lists_are_answered_line_by_line(tmp_path, capsys):
    from fasannot.__main__ import main

    listed = tmp_path / "alleles.txt"
    listed.write_text("# from a paper\nc.38del\n\nno such thing\nR250P\n")
    assert main(["explain", "--tsv", "--file", str(listed)]) == 1
    seen = capsys.readouterr()
    header, *rows = [line.split("\t") for line in seen.out.splitlines()]
    assert header[:3] == ["QUERY", "READING", "CHROM"]
    assert [row[0] for row in rows] == ["c.38del", "R250P"]
    assert "line 4" in seen.err
    assert "1 of 3" in seen.err
    assert main(["explain", "--file", str(tmp_path / "missing.txt"), "c.38del"]) == 1
    assert "missing.txt" in capsys.readouterr().err
    assert main(["explain", "--json", "--tsv", "c.38del"]) == 2


def test_each_reading_has_its_own_label_and_catalogue_hit():
    precursor, mature = fasannot.parse("R105W")
    assert precursor.reading != mature.reading
    known = [fasannot.annotate_reading(reading)[0].known for reading in (precursor, mature)]
    assert not known[0]
    assert "ClinVar:16502" in known[1][0]
