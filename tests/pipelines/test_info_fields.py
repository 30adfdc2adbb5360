"""Our INFO field under another name, and CSQ in VEP's layout; read by other people's programs."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.pipelines.engines import FASANNOT, ROOT, engine, run

EXAMPLE = ROOT / "data" / "example.vcf"
VEP = (
    "Allele|Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|EXON|INTRON|HGVSc|HGVSp|"
    "cDNA_position|CDS_position|Protein_position|Amino_acids|Codons|Existing_variation|DISTANCE|"
    "STRAND|FLAGS|SYMBOL_SOURCE|HGNC_ID"
)


def annotate(*arguments, code=0):
    return run([*FASANNOT, "annotate", "-q", *arguments], code=code)


def text_of(path: Path) -> list[str]:
    data = path.read_bytes()
    text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    return text.decode().splitlines()


def without_command(lines: list[str]) -> list[str]:
    return [line for line in lines if not line.startswith("##fasannot_command")]


def csq_of(line: str) -> list[dict[str, str]]:
    info = dict(item.partition("=")[::2] for item in line.split("\t")[7].split(";"))
    names = VEP.split("|")
    return [dict(zip(names, one.split("|"), strict=True)) for one in info["CSQ"].split(",")]


@pytest.fixture(scope="module")
def with_csq(tmp_path_factory):
    path = tmp_path_factory.mktemp("csq") / "a.vcf.gz"
    annotate(EXAMPLE, "--csq", "-o", path)
    return path


def test_csq_has_the_subfields_of_vep_in_its_spelling(with_csq):
    lines = text_of(with_csq)
    (declared,) = [line for line in lines if line.startswith("##INFO=<ID=CSQ,")]
    assert declared.endswith(f'Format: {VEP}">')
    places = [line.split("=")[0] for line in lines]
    assert places.index("##VEP") < next(
        number for number, line in enumerate(lines) if "ID=FASANN," in line
    )
    records = {line.split("\t")[1]: csq_of(line) for line in lines if line.startswith("chr10")}
    both = records["89014191"]
    assert [one["Allele"] for one in both] == ["C", "A"]
    assert both[0]["HGVSp"] == "NP_000034.1:p.Arg250Pro"
    assert (both[0]["STRAND"], both[0]["HGNC_ID"]) == ("1", "HGNC:11920")
    inserted = records["89014409"][0]
    assert inserted["Allele"] == "AAAATTCAAACTTCAGAAAT"
    assert inserted["Consequence"] == "frameshift_variant"
    assert records["89007838"][0]["HGVSp"] == ""


@pytest.mark.parametrize(
    ("ref", "alts", "alleles"),
    [
        ("TAA", ["T"], ["-"]),
        ("TAA", ["T", "TA"], ["-", "A"]),
        ("TA", ["GA", "T"], ["GA", "T"]),
        ("TA", ["GC"], ["GC"]),
        ("T", ["<DUP:TANDEM>"], ["tandem_duplication"]),
        ("T", ["<DUP>", "<CNV:TR>"], ["duplication", "copy_number_variation"]),
        ("TC", ["T", "*"], ["-"]),
    ],
)
def test_alleles_are_spelled_as_vep_does(ref, alts, alleles):
    from fasannot.outputs.info_fields import vep_allele

    named = [alt for alt in alts if alt != "*"]
    assert [vep_allele(ref, alts, alt) for alt in named] == alleles


def test_another_name_changes_the_name_alone(tmp_path):
    annotate(EXAMPLE, "-o", tmp_path / "a.vcf")
    annotate(EXAMPLE, "-o", tmp_path / "b.vcf", "--info-field", "FAS_ANN")
    plain = (tmp_path / "a.vcf").read_text().replace("FASANN=", "FAS_ANN=")
    plain = plain.replace("ID=FASANN,", "ID=FAS_ANN,")
    assert without_command(plain.splitlines()) == without_command(text_of(tmp_path / "b.vcf"))
    run([*FASANNOT, "compare", tmp_path / "a.vcf", tmp_path / "b.vcf", "--exit-code"])


@pytest.mark.parametrize("suffix", ["vcf", "vcf.gz", "bcf"])
def test_annotating_again_replaces_under_any_name(with_csq, tmp_path, suffix):
    paths = [tmp_path / f"{number}.{suffix}" for number in range(4)]
    annotate(EXAMPLE, "-o", paths[0])
    annotate(with_csq, "-o", paths[1], "--info-field", "CSQ")
    annotate(paths[1], "-o", paths[2], "--csq", "--info-field", "OTHER")
    annotate(paths[2], "-o", paths[3])
    assert shown(paths[3]) == shown(paths[0])


def shown(path: Path) -> list[str]:
    import pysam

    with pysam.VariantFile(str(path)) as file:
        ours = [line for line in str(file.header).splitlines() if "IDX" not in line]
        return without_command(ours) + [str(record) for record in file]


def test_a_field_of_another_program_is_not_written_over(with_csq, tmp_path):
    foreign = tmp_path / "vep.vcf"
    lines = [line.replace("by fasannot, in the layout of", "from") for line in text_of(with_csq)]
    foreign.write_text("\n".join(lines) + "\n")
    for options in (["--csq"], ["--info-field", "CSQ"]):
        done = annotate(foreign, "-o", tmp_path / "o.vcf", *options, code=1)
        assert "INFO/CSQ is there and, by its Description, not of fasannot" in done.stderr
    annotate(foreign, "-o", tmp_path / "o.vcf")  # it stays
    assert sum("CSQ=" in line for line in text_of(tmp_path / "o.vcf")) == 10
    undeclared = tmp_path / "undeclared.vcf"
    undeclared.write_text("\n".join(line for line in lines if "ID=CSQ," not in line) + "\n")
    done = annotate(undeclared, "-o", tmp_path / "p.vcf", "--csq", code=1)
    assert "no header line says that it is of fasannot" in done.stderr
    assert not (tmp_path / "p.vcf").exists()


FOREIGN = """##fileformat=VCFv4.2
##contig=<ID=chr10,length=133797422>
##INFO=<Number=1,Type=Float,ID={key},Description="Score of another program">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO
chr10\t89014191\t.\tG\tC\t.\tPASS\tDP=5;{key}=0.5
"""


@pytest.mark.parametrize(("key", "remedy"), [("FASANN", "--info-field, or"), ("FASFLAG", "over;")])
@pytest.mark.parametrize("output", ["o.vcf", "o.vcf.gz", "o.bcf"])
def test_our_own_names_in_the_hands_of_another_program(tmp_path, key, remedy, output):
    path = tmp_path / "in.vcf"
    path.write_text(FOREIGN.format(key=key))
    done = annotate(path, "-o", tmp_path / output, code=1)
    assert f"INFO/{key} is there and, by its Description, not of fasannot" in done.stderr
    assert f"{remedy} remove it (bcftools annotate -x INFO/{key})" in done.stderr
    assert not (tmp_path / output).exists()
    rows = annotate(path, "-O", "tsv").stdout  # nothing of it is written over there
    assert "Arg250Pro" in rows
    path.write_text(FOREIGN.format(key=key).replace("##INFO=<Number", "##OTHER=<Number"))
    done = annotate(path, "-o", tmp_path / output, code=1)
    assert "no header line says that it is of fasannot" in done.stderr


def test_another_programs_field_stays_beside_ours(tmp_path):
    path = tmp_path / "in.vcf"
    path.write_text(FOREIGN.format(key="FASANN"))
    annotate(path, "-o", tmp_path / "o.vcf", "--info-field", "FASANNOT")
    lines = text_of(tmp_path / "o.vcf")
    assert "FASANN=0.5;FASANNOT=C|missense_variant" in lines[-1]
    assert sum("ID=FASANN," in line for line in lines) == 1


def test_a_header_line_in_another_order_is_ours(tmp_path):
    annotate(EXAMPLE, "-o", tmp_path / "a.vcf")
    text = (tmp_path / "a.vcf").read_text()
    turned = text.replace("##INFO=<ID=FASANN,Number=.,", "##INFO=<Number=.,ID=FASANN,")
    (tmp_path / "turned.vcf").write_text(turned)
    annotate(tmp_path / "turned.vcf", "-o", tmp_path / "b.vcf")
    assert without_command(text_of(tmp_path / "b.vcf")) == without_command(text.splitlines())


@pytest.mark.parametrize(
    "options",
    [
        ["--info-field", "END", "-O", "v"],
        ["--info-field", "1A", "-O", "v"],
        ["--info-field", "A B", "-O", "v"],
        ["--info-field", "FASFLAG", "-O", "v"],
        ["--info-field", "CSQ", "--csq", "-O", "v"],
        ["--csq", "-O", "tsv"],
        ["--info-field", "ANN", "-O", "json"],
    ],
)
def test_what_cannot_be_asked_for(options):
    assert "--info-field" in annotate(EXAMPLE, *options, code=2).stderr


@pytest.mark.engines
def test_split_vep_reads_csq_without_being_told_the_field(with_csq):
    layout = "%POS %Allele %SYMBOL %IMPACT\n"
    options = ["-s", "worst:missense+", "-f", layout]
    done = run([engine("bcftools"), "+split-vep", *options, with_csq])
    assert "89003108 A FAS HIGH" in done.stdout.splitlines()
    assert len(done.stdout.splitlines()) == 5


@pytest.mark.engines
def test_vembrane_reads_both_fields(with_csq, tmp_path):
    plain = tmp_path / "a.vcf"
    plain.write_text("\n".join(text_of(with_csq)) + "\n")
    wanted = 'CSQ["SYMBOL"] == "FAS" and CSQ["IMPACT"] == "HIGH"'
    kept = run([engine("vembrane"), "filter", "-k", "CSQ", wanted, plain]).stdout
    places = [line.split("\t")[1] for line in kept.splitlines() if line[0] != "#"]
    assert places == ["89003108", "89012082", "89014409"]
    wanted = 'FASANN["NMD"] == "triggering"'
    kept = run([engine("vembrane"), "filter", "-k", "FASANN", wanted, plain]).stdout
    assert [line.split("\t")[1] for line in kept.splitlines() if line[0] != "#"] == ["89003108"]


@pytest.mark.engines
def test_genmod_finds_pairs_by_the_gene_of_csq(tmp_path):
    """It wants CSQ in each record: an output of FAS alone."""
    annotated, family = tmp_path / "a.vcf", tmp_path / "a.ped"
    annotate(EXAMPLE, "--csq", "--fas-only", "-o", annotated)
    family.write_text(
        "F\tpatient\t0\tmother\t1\t2\nF\tmother\t0\t0\t2\t1\nF\tdnt_cells\t0\t0\t1\t2\n"
    )
    done = run([engine("genmod"), "models", "--vep", "-f", family, annotated])
    assert "GeneticModels=F:" in done.stdout
    assert len([line for line in done.stdout.splitlines() if line.startswith("chr10")]) == 10
