"""Read counts as each common caller writes them: fields and order after its documented header."""

import pytest

from fasannot.samples.depth import Site, read_depth
from tests.samples.support import R250P, SPLICE, one, row, sample_rows

CASES = [
    # caller, FORMAT, column, GT, DP, AD, VAF, MOSAIC
    (
        "GATK HaplotypeCaller",
        "GT:AD:DP:GQ:PL",
        "0/1:52,48:101:99:900,0,990",
        "0/1",
        "101",
        "52,48",
        "0.48",
        False,
    ),
    (
        "GATK phased",
        "GT:AD:DP:GQ:PGT:PID:PL:PS",
        "0|1:20,19:39:99:0|1:89014191_G_C:1,0,9:89014191",
        "0|1",
        "39",
        "20,19",
        "0.4872",
        False,
    ),
    (
        "Mutect2",
        "GT:AD:AF:DP:F1R2:F2R1:SB",
        "0/1:182,18:0.094:200:90,9:92,9:91,91,9,9",
        "0/1",
        "200",
        "182,18",
        "0.09",
        True,
    ),
    (
        "DeepVariant",
        "GT:GQ:DP:AD:VAF:PL",
        "0/1:45:60:31,29:0.483333:45,0,50",
        "0/1",
        "60",
        "31,29",
        "0.4833",
        False,
    ),
    (
        "Strelka2 germline",
        "GT:GQ:GQX:DP:DPF:AD:ADF:ADR:SB:FT:PL",
        "0/1:120:20:40:1:20,20:9,11:11,9:-20:PASS:1,0,1",
        "0/1",
        "40",
        "20,20",
        "0.5",
        False,
    ),
    (
        "FreeBayes",
        "GT:DP:AD:RO:QR:AO:QA:GL",
        "0/1:44:24,20:24:800:20:700:-1,0,-1",
        "0/1",
        "44",
        "24,20",
        "0.4545",
        False,
    ),
    (
        "FreeBayes without AD",
        "GT:DP:RO:QR:AO:QA:GL",
        "0/1:44:24:800:20:700:-1,0,-1",
        "0/1",
        "44",
        "24,20",
        "0.4545",
        False,
    ),
    (
        "VarScan2",
        "GT:GQ:SDP:DP:RD:AD:FREQ:PVAL:RBQ:ABQ:RDF:RDR:ADF:ADR",
        "0/1:40:100:100:88:12:12%:1E-4:35:34:44:44:6:6",
        "0/1",
        "100",
        "88,12",
        "0.12",
        True,
    ),
    (
        "bcftools",
        "GT:PL:DP:ADF:ADR:AD",
        "0/1:200,0,200:40:10,9:11,10:21,19",
        "0/1",
        "40",
        "21,19",
        "0.475",
        False,
    ),
    (
        "bcftools strands",
        "GT:PL:DP:ADF:ADR",
        "0/1:200,0,200:40:10,9:11,10",
        "0/1",
        "40",
        "21,19",
        "0.475",
        False,
    ),
    (
        "samtools 0.1",
        "GT:PL:DP:DV:GQ",
        "0/1:200,0,200:40:19:99",
        "0/1",
        "40",
        "21,19",
        "0.475",
        False,
    ),
    (
        "Dragen",
        "GT:AD:AF:DP:F1R2:F2R1:GQ:PL:GP:PRI:SB:MB",
        "0/1:30,29:0.492:59:15,14:15,15:48:1,0,1:1,2,3:0,1,2:15,15,14,15:1,1,1,1",
        "0/1",
        "59",
        "30,29",
        "0.4915",
        False,
    ),
    (
        "Ion Torrent",
        "GT:GQ:DP:FDP:RO:FRO:AO:FAO:AF:SAR:SAF:SRF:SRR",
        "0/1:99:400:398:200:210:190:188:0.472362:1:2:3:4",
        "0/1",
        "400",
        "210,188",
        "0.4724",
        False,
    ),
    (
        "VarDict",
        "GT:DP:VD:AD:AF:RD:ALD",
        "0/1:300:15:285,15:0.05:140,145:8,7",
        "0/1",
        "300",
        "285,15",
        "0.05",
        True,
    ),
    ("fraction alone", "GT:DP:AF", "0/1:200:0.1", "0/1", "200", "", "0.1", True),
    ("Clair3", "GT:GQ:DP:AD:AF", "0/1:20:50:26,24:0.4800", "0/1", "50", "26,24", "0.48", False),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_caller(tmp_path, case):
    _, layout, column, genotype, depth, reads, fraction, mosaic = case
    found = one(tmp_path, layout, column)
    assert (found["GT"], found["DP"], found["AD"], found["VAF"]) == (
        genotype,
        depth,
        reads,
        fraction,
    )
    assert ("MOSAIC" in found["FLAGS"].split("&")) is mosaic
    assert found["FILTER"] == "PASS"
    assert found["ZYGOSITY"] == "het"


def test_strelka_somatic_substitution(tmp_path):
    layout = "DP:FDP:SDP:SUBDP:AU:CU:GU:TU"
    normal = "40:0:0:0:0,0:0,0:40,41:0,0"
    tumour = "100:0:0:0:0,0:20,22:80,85:0,1"
    listed, _ = sample_rows(
        tmp_path, [row(R250P, layout, normal, tumour)], samples=("NORMAL", "TUMOR")
    )
    (found,) = listed
    assert found["SAMPLE"] == "TUMOR"
    assert (found["GT"], found["ZYGOSITY"]) == ("", "unknown")
    assert (found["AD"], found["VAF"]) == ("80,20", "0.2")
    assert "MOSAIC" in found["FLAGS"]


def test_strelka_somatic_indel(tmp_path):
    allele = ("89014190", "CG", "C")
    layout = "DP:DP2:TAR:TIR:TOR:DP50:FDP50:SUBDP50:BCN50"
    listed, _ = sample_rows(
        tmp_path,
        [row(allele, layout, "40:40:40,40:0,0:1,1:40:0:0:0", "90:90:60,62:30,31:0,0:90:0:0:0")],
        samples=("NORMAL", "TUMOR"),
    )
    assert [(item["SAMPLE"], item["AD"], item["VAF"]) for item in listed] == [
        ("TUMOR", "60,30", "0.3333")
    ]


def test_errors_alone_are_no_allele(tmp_path):
    listed, _ = sample_rows(
        tmp_path,
        [row(R250P, "DP:AU:CU:GU:TU", "400:0,0:1,1:399,399:0,0", "400:0,0:30,1:370,399:0,0")],
        samples=("NORMAL", "TUMOR"),
    )
    assert [item["SAMPLE"] for item in listed] == ["TUMOR"]


def test_lofreq_has_no_sample_columns(tmp_path):
    fields = [
        "chr10",
        *R250P[:1],
        ".",
        *R250P[1:],
        "200",
        "PASS",
        "DP=1000;AF=0.021;SB=0;DP4=490,489,10,11",
    ]
    header = ("##source=lofreq call -f ref.fa in.bam",)
    listed, objects = sample_rows(tmp_path, [fields], samples=(), header=header)
    (found,) = listed
    assert (found["SAMPLE"], found["DP"], found["AD"], found["VAF"]) == (
        "",
        "1000",
        "979,21",
        "0.021",
    )
    assert "MOSAIC" in found["FLAGS"]
    assert "MOSAIC" in objects[0]["flags"]


def test_frequencies_of_a_sites_file_are_no_sample(tmp_path):
    fields = ["chr10", *R250P[:1], ".", *R250P[1:], "200", "PASS", "DP=1000;AF=0.021"]
    listed, objects = sample_rows(tmp_path, [fields], samples=())
    assert listed == []
    assert "MOSAIC" not in objects[0]["flags"]


def test_bcftools_with_info_dp4_alone(tmp_path):
    found = one(tmp_path, "GT:PL", "0/1:90,0,90", info="DP=40;DP4=10,11,10,9")
    assert (found["DP"], found["AD"], found["VAF"]) == ("40", "21,19", "0.475")


def test_mutect2_with_several_alts(tmp_path):
    record = row(R250P, "GT:AD:AF:DP", "0/1/2:80,15,5:0.15,0.05:100", alts="C,A")
    listed, objects = sample_rows(tmp_path, [record])
    assert [(item["ALT"], item["AD"], item["VAF"]) for item in listed] == [
        ("C", "80,15", "0.15"),
        ("A", "80,5", "0.05"),
    ]
    assert all("MOSAIC" in item["FLAGS"] for item in listed)
    assert objects[0]["samples"][0]["ad"] == [80, 15]


def test_local_alleles(tmp_path):
    record = row(R250P, "GT:LAA:LAD:DP", "0/2:2:11,9:20", "0/0:.:20:20", alts="C,A")
    listed, _ = sample_rows(tmp_path, [record], samples=("a", "b"))
    assert [(i["SAMPLE"], i["ALT"], i["AD"], i["VAF"]) for i in listed] == [
        ("a", "A", "11,9", "0.45")
    ]


def test_local_genotype(tmp_path):
    record = row(R250P, "LGT:LAA:LAD:DP", "0/1:2:11,9:20", "0/0:.:20:20", alts="C,A")
    listed, _ = sample_rows(tmp_path, [record], samples=("a", "b"))
    assert [(i["SAMPLE"], i["ALT"], i["GT"]) for i in listed] == [("a", "A", "0/2")]


def test_sample_filter_and_record_filter_are_carried(tmp_path):
    found = one(tmp_path, "GT:GQ:FT", "0/1:7:LowGQ", filters="q10")
    assert (found["FILTER"], found["GQ"]) == ("q10;LowGQ", "7")


def test_low_fractions_are_kept_and_shown(tmp_path):
    found = one(tmp_path, "GT:AD:DP", "0/1:9990,10:10000", filters="weak_evidence")
    assert (found["VAF"], found["FILTER"]) == ("0.001", "weak_evidence")
    assert "MOSAIC" in found["FLAGS"]


@pytest.mark.parametrize(
    ("values", "reads"),
    [
        ({"AD": ".,5", "DP": "20"}, (None, 5)),
        ({"AD": ".", "DP": "20"}, (None, None)),
        ({"AD": "5", "DP": "20"}, (None, 5)),
        ({"PR": "10,4", "SR": "8,6"}, (18, 10)),
        ({"RR": "12", "RV": "9", "DR": "0", "DV": "0"}, (12, 9)),
    ],
)
def test_odd_counts(values, reads):
    depth = read_depth(values, Site("G", "C", 1, 1))
    assert (depth.ref, depth.alt) == reads


def test_two_records(tmp_path):
    listed, _ = sample_rows(
        tmp_path, [row(SPLICE, "GT:AD", "0/1:9,9"), row(R250P, "GT:AD", "0/1:9,9")]
    )
    assert [item["HGVSc"] for item in listed] == [
        "NM_000043.6:c.651+1G>A",
        "NM_000043.6:c.749G>C",
    ]
