"""One event per sample: one change that several records write, and what a sample carries."""

import csv
import io
import itertools

import pytest

from fasannot.files.vcf.dialects import load_dialects
from fasannot.outputs.cohort.cohort_table import write_cohort
from fasannot.outputs.job import Job, OutputType
from tests.samples.support import R250P, row, sample_rows
from tests.support import vcf

CAUGHT = ("89014190", "C", "T")  # c.748C>T
STOP = ("89003108", "T", "A")  # c.110T>A


def sv(position, alt, info, layout="GT", *columns, identifier=".", ref="N", filters="PASS"):
    """Return a structural record."""
    return ["chr10", str(position), identifier, ref, alt, "60", filters, info, layout, *columns]


def deletion(start=89008500, end=89009500, layout="GT", *columns, **options):
    """Return a precise deletion of exon 4."""
    return sv(start, "<DEL>", f"SVTYPE=DEL;END={end}", layout, *(columns or ("0/1",)), **options)


def counts(tmp_path, rows, samples=("s1",)):
    """Return the allele counts of one file."""
    path, out = tmp_path / "c.vcf", tmp_path / "c.tsv"
    path.write_text(vcf(rows, samples=samples))
    job = Job("", None, OutputType.TSV)
    write_cohort([str(path)], str(tmp_path / "c.parquet"), job, counts_path=str(out))
    return list(csv.DictReader(io.StringIO(out.read_text()), delimiter="\t"))


def test_one_allele_in_two_spellings_is_one_event_with_the_surer_genotype(tmp_path):
    padded = ("89014190", "CG", "CC")
    rows = [row(padded, "GT:GQ:AD", "1/1:9:0,4"), row(R250P, "GT:GQ:AD", "0/1:80:20,21")]
    listed, _ = sample_rows(tmp_path, rows)
    assert {item["EVENT"] for item in listed} == {"NC_000010.11:g.89014191G>C"}
    assert [item["GT"] for item in listed] == ["1/1", "0/1"]
    assert {(item["ZYGOSITY"], item["AD"], item["VAF"]) for item in listed} == {
        ("het", "20,21", "0.5122")
    }
    assert all("HOM" not in item["FLAGS"] and item["PARTNERS"] == "" for item in listed)


def test_equal_records_that_contradict_each_other_leave_the_zygosity_open(tmp_path):
    listed, _ = sample_rows(tmp_path, [row(R250P, "GT", "1/1"), row(R250P, "GT", "0/1")])
    assert {item["ZYGOSITY"] for item in listed} == {"unknown"}


def test_the_columns_of_people_come_last(tmp_path):
    (item,), _ = sample_rows(tmp_path, [row(R250P, "GT:CN", "0/1:2")])
    assert list(item)[-5:] == ["CN", "EVENT", "PERSON", "TISSUE", "ORIGIN"]
    assert [item[name] for name in ("CN", "PERSON", "TISSUE", "ORIGIN")] == ["2", "", "", ""]


MATES = [
    sv(89008500, "N[chr10:89009501[", "SVTYPE=BND;MATEID=m2", "GT", "0/1", identifier="m1"),
    sv(89009501, "]chr10:89008500]N", "SVTYPE=BND;MATEID=m1", "GT", "0/1", identifier="m2"),
]
NAMED = sv(
    89008650, "<DEL>", "SVTYPE=CNV;END=89009400;MatchSv=x7", "GT:CN", "0/1:1", identifier="y"
)


@pytest.mark.parametrize(
    "rows",
    [
        MATES,
        [deletion(), *MATES],
        [deletion(identifier="x7"), NAMED],
        [deletion(), sv(89008100, "<CNV>", "SVTYPE=CNV;END=89009900", "GT:CN", "./.:1")],
        [
            deletion(identifier="DRAGEN:1"),
            sv(89008480, "<DEL>", "IMPRECISE;END=89009530;CIPOS=-40,40;CIEND=-40,40", "GT", "0/1"),
        ],
        [
            sv(89008500, "<DEL>", "SVMETHOD=manta;END=89009500", "GT", "0/1"),
            sv(89008503, "<DEL>", "SVMETHOD=delly;END=89009499", "GT", "0/1"),
        ],
        [
            sv(89008500, "<DEL>", "SVCLAIM=J;END=89009500", "GT", "0/1"),
            sv(89008000, "<DEL>", "SVCLAIM=D;END=89009700", "GT", "0/1"),
        ],
    ],
    ids=["mates", "mates-and-del", "named", "cnv", "imprecise", "callers", "claims"],
)
def test_one_deletion_written_more_than_once(tmp_path, rows):
    answers = set()
    for order in itertools.permutations(rows):
        listed, _ = sample_rows(tmp_path, list(order))
        assert len(listed) == len(rows)
        assert len({item["EVENT"] for item in listed}) == 1
        assert all(item["PARTNERS"] == "" for item in listed)
        assert all("COMPOUND" not in item["FLAGS"] for item in listed)
        answers.add(tuple(sorted(tuple(item.values()) for item in listed)))
    assert len(answers) == 1
    listed = counts(tmp_path, rows)
    assert [(item["CARRIERS"], item["ALLELE_COUNT"], item["AN"]) for item in listed] == [
        ("1", "1", "2")
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [deletion(), deletion(89008510, 89009500)],  # precise, one caller
        [deletion(), deletion(89010300, 89011000)],
        [deletion(), sv(89008400, "<DUP>", "SVTYPE=DUP;IMPRECISE;END=89009600", "GT", "0/1")],
        [
            deletion(),
            deletion(89008550, 89009500),
            sv(89008500, "<CNV>", "END=89009490", "GT:CN", "./.:1"),
        ],
    ],
)
def test_two_events_stay_two(tmp_path, rows):
    listed, _ = sample_rows(tmp_path, rows)
    assert len({item["EVENT"] for item in listed}) == 2


def test_junctions_to_different_places_are_different_alleles(tmp_path):
    rows = [
        sv(89009700, alt, "SVTYPE=BND", "GT", *columns)
        for alt, columns in [
            ("N[chr4:700[", ("0/1", "0/0", "0/0")),
            ("N]chr4:700]", ("0/0", "0/1", "0/0")),
            ("N.", ("0/0", "0/0", "0/1")),
        ]
    ]
    listed = counts(tmp_path, rows, samples=("a", "b", "c"))
    assert [item["CARRIERS"] for item in listed] == ["1", "1", "1"]
    assert [item["AN"] for item in listed] == ["6", "6", "6"]


def test_the_mate_on_the_other_chromosome_is_the_same_junction(tmp_path):
    rows = [
        sv(89009700, "N]chr4:700]", "SVTYPE=BND", "GT", "0/1"),
        ["chr4", "700", ".", "T", "T]chr10:89009700]", ".", ".", "SVTYPE=BND", "GT", "0/1"],
    ]
    listed, _ = sample_rows(tmp_path, rows)
    assert len({item["EVENT"] for item in listed}) == 1 < len(listed)


@pytest.mark.parametrize(
    ("genotypes", "fractions"),
    [
        (("1/0:3,30:60", "0/1:3,27:60"), ("0.5", "0.45")),
        (("1/.:3,30:60", "./1:3,27:60"), ("0.5", "0.45")),
    ],
)
def test_a_genotype_split_into_records_keeps_its_reads(tmp_path, genotypes, fractions):
    rows = [
        row(CAUGHT, "GT:AD:DP", genotypes[0]),
        row(("89014190", "C", "G"), "GT:AD:DP", genotypes[1]),
    ]
    listed, _ = sample_rows(tmp_path, rows)
    assert tuple(item["VAF"] for item in listed) == fractions
    assert all("trans" in item["PARTNERS"] for item in listed if item["PARTNERS"])


# Callers without a genotype, or with 0/0 for a low fraction.
SUBCLONAL = [
    ("GRIDSS", "GT:REF:REFPAIR:VF", ".:50:30:20", True),
    ("GRIDSS none", "GT:REF:REFPAIR:VF", ".:50:30:0", False),
    ("LUMPY", "GT:SU:PE:SR", "./.:9:5:4", True),
    ("Sniffles mosaic", "GT:GQ:DR:DV", "0/0:0:60:6", True),
    ("Severus", "GT:VAF:DR:DV", "0/0:0.09:70:7", True),
    ("one read", "GT:GQ:DR:DV", "0/0:40:60:1", False),
    ("no reads", "GT:GQ:DR:DV", "./.:0:.:.", False),
    ("merged", "GT:DV", "./.:12", True),
]


@pytest.mark.parametrize(("caller", "layout", "column", "carried"), SUBCLONAL)
def test_reads_make_a_carrier_where_no_genotype_is_called(
    tmp_path, caller, layout, column, carried
):
    listed, objects = sample_rows(tmp_path, [deletion(89008500, 89009500, layout, column)])
    assert bool(listed) is carried, caller
    if carried:
        assert listed[0]["ZYGOSITY"] == "unknown"
        assert any("no genotype was called" in n for n in objects[0]["samples"][0]["notes"])
    listed, _ = sample_rows(
        tmp_path, [deletion(89008500, 89009500, layout, column, filters="LowQual")]
    )
    assert listed == []


def test_beside_a_called_carrier_no_other_sample_carries_by_reads(tmp_path):
    rows = [row(R250P, "GT:AD", "0/0:40,9", "./.:40,9", "0/1:20,20")]
    listed, _ = sample_rows(tmp_path, rows, samples=("a", "b", "c"))
    assert [item["SAMPLE"] for item in listed] == ["c"]


def test_the_order_of_support_decides_without_any_count_of_the_reference(tmp_path):
    rows = [deletion(89008500, 89009500, "GT:SU", "./.:2", "./.:1", "./.:0")]
    listed, _ = sample_rows(tmp_path, rows, samples=("a", "b", "c"))
    assert [item["SAMPLE"] for item in listed] == ["a"]
    assert listed[0]["VAF"] == ""


# FORMAT, column, AD, VAF, MOSAIC of a heterozygous deletion in the dialect of each caller.
DIALECTS = [
    ("Manta", "GT:FT:GQ:PL:PR:SR", "0/1:PASS:50:90,0,99:20,8:18,12", "38,20", "0.3448", False),
    ("Manta pairs", "GT:FT:GQ:PL:PR", "0/1:PASS:50:90,0,99:20,12", "20,12", "0.375", False),
    ("DELLY", "GT:GQ:DR:DV:RR:RV", "0/1:90:5:6:22:14", "22,14", "0.3889", False),
    ("DELLY pairs", "GT:GQ:DR:DV:RR:RV", "0/1:90:25:16:0:0", "25,16", "0.3902", False),
    ("SVTyper", "GT:SU:PE:SR:GQ:DP:RO:AO", "0/1:14:8:6:50:60:35:25", "35,25", "0.4167", False),
    ("Sniffles 1", "GT:DR:DV", "0/1:18:14", "18,14", "0.4375", False),
    ("cuteSV", "GT:DR:DV:PL:GQ", "0/1:18:14:9,0,9:9", "18,14", "0.4375", False),
    ("cuteSV without DR", "GT:DR:DV:PL:GQ", "0/1:.:14:9,0,9:9", ".,14", "", False),
    ("NanoSV", "GT:DR:DV:GQ:HR:PL", "0/1:14,18:9,11:50:0,0:9,0,9", "16,10", "0.3846", False),
    ("SVIM", "GT:DP:AD", "0/1:30:17,13", "17,13", "0.4333", False),
    ("pbsv", "GT:AD:DP:SAC", "0/1:17,13:30:8,9,6,7", "17,13", "0.4333", False),
    ("Severus", "GT:GQ:VAF:hVAF:DR:DV", "0/1:90:0.07:0,0,0:92:7", "92,7", "0.07071", True),
    ("GRIDSS with GT", "GT:REF:REFPAIR:VF", "0/1:40:20:40", "60,40", "0.4", False),
    ("TIDDIT", "GT:CN:COV:DV:RV:LQ:RR:DR", "0/1:1:9,5,9:10:6:0,0:20,24:18,14", "38,16", "0.2963",
     False),
]  # fmt: skip


@pytest.mark.parametrize(("caller", "layout", "column", "reads", "fraction", "mosaic"), DIALECTS)
def test_reads_of_a_structural_allele(tmp_path, caller, layout, column, reads, fraction, mosaic):
    (item,), _ = sample_rows(tmp_path, [deletion(89008500, 89009500, layout, column)])
    assert (item["AD"], item["VAF"]) == (reads, fraction) or (caller == "DELLY" and not fraction)
    assert ("MOSAIC" in item["FLAGS"]) is mosaic


def test_somatic_sniper_counts_by_strand(tmp_path):
    layout = "GT:IGT:DP:DP4:BCOUNT:GQ"
    (item,), _ = sample_rows(tmp_path, [row(R250P, layout, "0/1:0/1:50:20,22,4,4:0,8,42,0:30")])
    assert (item["AD"], item["VAF"]) == ("42,8", "0.16")


def test_every_dialect_names_its_source():
    assert all(one.caller for one in load_dialects())
    assert len(load_dialects()) > 30


@pytest.mark.parametrize(
    ("genotype", "copies", "zygosity", "homozygous"),
    [
        ("./.", "1", "het", False),
        ("./.", "0", "hom", True),
        ("0/1", "0", "hom", True),
        ("1/1", "1", "het", False),
        ("1", "1", "het", False),
        ("1", "0", "hom", True),
        (".", "1", "het", False),
    ],
)
def test_copies_left_decide_the_zygosity_of_a_deletion(
    tmp_path, genotype, copies, zygosity, homozygous
):
    record = deletion(89008500, 89009500, "GT:CN", f"{genotype}:{copies}")
    (item,), _ = sample_rows(tmp_path, [record])
    assert (item["ZYGOSITY"], item["CN"]) == (zygosity, copies)
    assert ("HOM" in item["FLAGS"].split("&")) is homozygous
    (count,) = counts(tmp_path, [record])
    assert (count["ALLELE_COUNT"], count["AN"], count["HOM"]) == (
        ("2", "2", "1") if homozygous else ("1", "2", "0")
    )


def test_each_sample_is_judged_by_its_own_copy_number(tmp_path):
    record = sv(89008100, "<CNV>", "END=89009900;SVTYPE=CNV", "GT:ECN:CN", "./.:2:3", "./.:2:1")
    listed, objects = sample_rows(tmp_path, [record], samples=("more", "less"))
    more, less = listed
    assert less["FLAGS"] == "LOF"
    assert less["HGVSc"].endswith("del")
    assert more["HGVSc"].endswith("dup")
    alone, _ = sample_rows(tmp_path, [[*record[:9], "./.:2:1"]], samples=("less",))
    assert alone[0]["FLAGS"] == less["FLAGS"]
    assert "LOF" in objects[0]["flags"]
    assert "LOF_LC" not in objects[0]["flags"] or "LOF" not in objects[0]["flags"]


def test_a_homozygous_call_over_one_lost_copy_is_not_homozygous(tmp_path):
    silent = ("89009000", "A", "G")
    rows = [
        deletion(89008500, 89009500, "GT:CN", "0/1:1"),
        row(("89008920", "C", "T"), "GT", "1/1"),
    ]
    listed, _ = sample_rows(tmp_path, rows)
    assert listed[1]["ZYGOSITY"] == "hap"
    assert "HOM" not in listed[1]["FLAGS"]
    mosaic = deletion(89008500, 89009500, "GT:PR:SR", "0/1:60,4:60,5")
    listed, _ = sample_rows(tmp_path, [mosaic, rows[1]])
    assert "MOSAIC" in listed[0]["FLAGS"]
    assert listed[1]["ZYGOSITY"] == "hom"
    assert silent[0] != listed[1]["POS"]


@pytest.mark.parametrize(
    ("alt", "genotype", "identifier"),
    [
        ("<DEL>,<DUP>", "1/2:2:0", "DRAGEN:CNLOH:a"),
        ("<DEL>,<DUP>", "1/2:3:0", "DRAGEN:GAINLOH:a"),
        ("<LOH>", "1/1:2:0", "."),
        ("<LOH>", "./.:2:0", "."),
        ("<DEL>,<DUP>", "1/2:2:0", "."),
    ],
)
def test_lost_heterozygosity_marks_what_lies_within(tmp_path, alt, genotype, identifier):
    segment = sv(
        88900000, alt, "SVTYPE=CNV;END=89100000", "GT:CN:MCN", genotype, identifier=identifier
    )
    rows = [segment, row(CAUGHT, "GT:AD", "0/1:8,92"), row(("88991500", "C", "A"), "GT", "0/1")]
    listed, objects = sample_rows(tmp_path, rows)
    carried = {item["POS"]: item for item in listed}
    for position in ("89014190", "88991500"):
        assert "LOH" in carried[position]["FLAGS"].split("&")
        assert carried[position]["PARTNERS"] == ""
    within = [item for item in objects if item["pos"] == 89014190]
    assert "LOH" in within[0]["flags"]
    outside, _ = sample_rows(tmp_path, [[*segment[:7], "SVTYPE=CNV;END=89000000", *segment[8:]],
                                        row(CAUGHT, "GT:AD", "0/1:8,92")])  # fmt: skip
    assert "LOH" not in outside[-1]["FLAGS"].split("&")


def test_haplotypes_named_one_by_one(tmp_path):
    def partner(*columns):
        rows = [row(STOP, "GT:PSL", columns[0]), row(CAUGHT, "GT:PSL", columns[1])]
        listed, _ = sample_rows(tmp_path, rows)
        return listed[0]["PARTNERS"].partition("(")[2].strip(")")

    assert partner("0|1:.,a", "1|0:a,.") == "cis"
    assert partner("0|1:a,b", "0|1:b,a") == "trans"
    assert partner("0|1:.,a", "0|1:.,b") == "unknown"
    assert partner("0|1:.,.", "0|1:.,.") == "unknown"


FRAME = [("89014200", "GT", "G"), ("89014206", "ATG", "A")]


@pytest.mark.parametrize(
    ("genotypes", "first", "second"),
    [
        (("0|1", "0|1"), False, False),
        (("1/1", "1/1"), False, False),
        (("1/1", "0/1"), True, False),
        (("0/1", "1/1"), False, True),
        (("0|1", "1|0"), True, True),
        (("0/1", "0/1"), True, True),
    ],
)
def test_a_restored_frame_is_no_loss_of_function_in_the_sample(tmp_path, genotypes, first, second):
    rows = [row(allele, "GT", one) for allele, one in zip(FRAME, genotypes, strict=True)]
    listed, _ = sample_rows(tmp_path, rows)
    assert ["LOF" in item["FLAGS"].split("&") for item in listed] == [first, second]
    if not first and not second:
        assert all("COMPOUND" not in item["FLAGS"] for item in listed)


def test_what_is_known_of_a_part_is_not_known_of_the_whole(tmp_path):
    other = ("89014190", "C", "A")  # the same codon as c.749G>C
    listed, _ = sample_rows(tmp_path, [row(other, "GT", "0|1"), row(R250P, "GT", "0|1")])
    assert all("KNOWN" not in item["FLAGS"] for item in listed)
    apart, _ = sample_rows(tmp_path, [row(other, "GT", "1|0"), row(R250P, "GT", "0|1")])
    assert "KNOWN_ALPS" in apart[1]["FLAGS"]


def test_an_event_reads_the_same_on_both_builds(tmp_path):
    def shown(rows, contig):
        path = tmp_path / "in.vcf"
        path.write_text(vcf(rows, samples=("s",), contigs=(contig,)))
        from fasannot.outputs.job import run_job

        table = tmp_path / "s.tsv"
        run_job(Job(str(path), str(tmp_path / "o"), OutputType.TSV, samples_path=str(table)))
        return [
            [item[name] for name in ("HGVSc", "FLAGS", "EVENT", "ZYGOSITY", "CN")]
            for item in csv.DictReader(io.StringIO(table.read_text()), delimiter="\t")
        ]

    rows = [
        deletion(),
        sv(89008100, "<CNV>", "END=89009900", "GT:CN", "./.:3"),
        sv(89012000, "N]chr10:89013900]", "SVTYPE=BND", "GT", "0/1"),
        row(R250P, "GT", "0/1"),
    ]
    moved = []
    for fields in rows:
        text = "\t".join(fields)
        for number in ("89008500", "89009500", "89008100", "89009900", "89012000", "89013900",
                       "89014191"):  # fmt: skip
            text = text.replace(number, str(int(number) + 1_759_757))
        moved.append(text.split("\t"))
    assert shown(rows, "chr10:133797422") == shown(moved, "chr10:135534747")
