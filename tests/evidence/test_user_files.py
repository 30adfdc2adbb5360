"""The user's own files: both builds, with and without chr, and every way they can be wrong."""

from collections.abc import Callable
from pathlib import Path

import pysam
import pytest

from fasannot.errors import InputError
from fasannot.evidence.user.user_files import UserFiles
from fasannot.evidence.values import NO_EVIDENCE, ExternalEvidence, Frequency, MissenseScore
from fasannot.gene.model import load_gene_model
from fasannot.rules.flags import Flag
from tests.evidence.support import judged, variant

MODEL = load_gene_model()
LENGTHS = {"GRCh38": 133797422, "GRCh37": 135534747}
Indexer = Callable[..., str]


def place(name: str, build: str) -> int:
    """Return the 1-based position of a c. substitution on a build."""
    return MODEL.assemblies[build].position(variant(name).start)


@pytest.fixture
def index(tmp_path: Path) -> Indexer:
    def make(name: str, lines: list[str], *, preset: str | None = None, column: int = 1) -> str:
        plain = tmp_path / name
        plain.write_text("\n".join(lines) + "\n")
        if preset:
            return pysam.tabix_index(str(plain), preset=preset, force=True)
        return pysam.tabix_index(
            str(plain), seq_col=0, start_col=column, end_col=column, meta_char="#", force=True
        )

    return make


def vcf(build: str, chrom: str, infos: list[str], rows: list[tuple[int, str, str, str, str, str]],
        length: bool = True) -> list[str]:  # fmt: skip
    lines = ["##fileformat=VCFv4.2"]
    lines += [f'##INFO=<ID={key},Number=.,Type=String,Description="x">' for key in infos]
    if length:
        lines.append(f"##contig=<ID={chrom},length={LENGTHS[build]}>")
    lines.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO")
    for pos, name, ref, alt, flt, info in sorted(rows):
        lines.append(f"{chrom}\t{pos}\t{name}\t{ref}\t{alt}\t.\t{flt}\t{info}")
    return lines


CLINVAR = ["CLNSIG", "CLNREVSTAT", "CLNDN"]
ALPS = "Autoimmune_lymphoproliferative_syndrome_type_1"


@pytest.mark.parametrize("build", ["GRCh38", "GRCh37"])
@pytest.mark.parametrize("chrom", ["10", "chr10"])
def test_clinvar(index: Indexer, build: str, chrom: str) -> None:
    info = (
        "CLNSIG=Likely_pathogenic;"
        f"CLNREVSTAT=criteria_provided,_single_submitter;CLNDN={ALPS}|not_provided"
    )
    rows = [(place("c.830T>C", build), "123456", "T", "C", ".", info)]
    path = index("clinvar.vcf", vcf(build, chrom, CLINVAR, rows), preset="vcf")
    with UserFiles(MODEL, MODEL.assemblies[build], clinvar=path) as files:
        evidence = files.evidence(variant("c.830T>C"))
        assert evidence.clinvar[0].stars == 1
        found = judged("c.830T>C", evidence)
        assert Flag.KNOWN_ALPS in found.flags
        assert "same_allele:ClinVar:123456:likely_pathogenic:1_star:asserted" in found.known
        assert Flag.KNOWN_ALPS not in judged("c.830T>C", evidence, use_known=False).flags
        assert files.evidence(variant("c.830T>G")) == NO_EVIDENCE


def test_clinvar_that_disagrees_with_the_catalogue_is_said(index: Indexer) -> None:
    at = place("c.749G>C", "GRCh38")
    info = "CLNSIG=Uncertain_significance;CLNREVSTAT=criteria_provided,_single_submitter"
    path = index("d.vcf", vcf("GRCh38", "10", CLINVAR, [(at, "16505", "G", "C", ".", info)]),
                 preset="vcf")  # fmt: skip
    with UserFiles(MODEL, MODEL.assemblies["GRCh38"], clinvar=path) as files:
        found = judged("c.749G>C", files.evidence(variant("c.749G>C")))
    assert "CLINVAR_DISAGREES" in {line.rule_id for line in found.evidence}
    assert Flag.KNOWN_ALPS in found.flags


def gnomad_rows(build: str) -> list[tuple[int, str, str, str, str, str]]:
    rows = [
        (place("c.830T>C", build), ".", "T", "C,G", "PASS",
         "AC=300,1;AF=0.003,0.00001;AN=100000;nhomalt=2,0"),
    ]  # fmt: skip
    for at in range(variant("c.700A>C").start, variant("c.900A>T").start, 7):
        ref = MODEL.sequence[at]
        alt = "A" if ref != "A" else "C"
        position = MODEL.assemblies[build].position(at)
        rows.append((position, ".", ref, alt, "PASS", "AC=1;AF=0.00001;AN=100000;nhomalt=0"))
    return rows


@pytest.mark.parametrize("build", ["GRCh38", "GRCh37"])
def test_gnomad(index: Indexer, build: str) -> None:
    path = index(
        "gnomad.vcf",
        vcf(build, "chr10", ["AC", "AF", "AN", "nhomalt"], gnomad_rows(build)),
        preset="vcf",
    )
    with UserFiles(MODEL, MODEL.assemblies[build], gnomad=path) as files:
        common = files.evidence(variant("c.830T>C")).frequencies[0]
        assert (common.frequency, common.count, common.homozygotes) == (0.003, 300, 2)
        found = judged("c.830T>C", files.evidence(variant("c.830T>C")))
        assert Flag.COMMON in found.flags
        assert "BS1" in found.criteria
        rare = judged("c.830T>G", files.evidence(variant("c.830T>G")))
        assert "PM2_Supporting" in rare.criteria
        absent = files.evidence(variant("c.830_831del"))
        assert absent.frequencies[0].frequency == 0
        assert "PM2_Supporting" in judged("c.830_831del", absent).criteria
        # the file holds nothing near exon 2: not covered, so not absent
        assert files.evidence(variant("c.110T>A")) == ExternalEvidence(uncovered=("gnomAD",))


def test_gnomad_joint_release_and_highest_group(index: Indexer) -> None:
    info = (
        "AC_joint=20;AF_joint=0.00001;AN_joint=1600000;nhomalt_joint=0;grpmax_joint=afr;"
        "AF_grpmax_joint=0.002;AN_grpmax_joint=75000"
    )
    rows = [(place("c.830T>C", "GRCh38"), ".", "T", "C", "PASS", info)]
    keys = ["AC_joint", "AF_joint", "AN_joint", "AF_grpmax_joint"]
    path = index("joint.vcf", vcf("GRCh38", "chr10", keys, rows), preset="vcf")
    with UserFiles(MODEL, MODEL.assemblies["GRCh38"], gnomad=path) as files:
        found = judged("c.830T>C", files.evidence(variant("c.830T>C")))
        assert Flag.COMMON in found.flags
        assert found.details["frequency"] == (
            "0.002 (gnomAD, afr; 1e-05 in gnomAD), lower 95 % bound 0.0017"
        )


@pytest.mark.parametrize("key", ["SpliceAI", "OpenSpliceAI"])
def test_spliceai_replaces_the_shipped_prediction(index: Indexer, key: str) -> None:
    entry = "G|OTHER|0.9|0|0|0|1|1|1|1,G|FAS|0.00|0.00|0.00|0.91|1|2|3|-2"
    at = place("c.651+2T>G", "GRCh38")
    rows = [
        (at, ".", "T", "G", ".", f"{key}={entry}"),
        (at + 3, ".", MODEL.sequence[variant("c.651+5G>A").start], "A", ".",
         f"{key}=A|FAS|.|.|.|.|.|.|.|."),
    ]  # fmt: skip
    path = index("s.vcf", vcf("GRCh38", "10", [key], rows), preset="vcf")
    with UserFiles(MODEL, MODEL.assemblies["GRCh38"], spliceai=path) as files:
        evidence = files.evidence(variant("c.651+2T>G"))
        assert evidence.splice is not None
        assert evidence.splice.donor_loss == 0.91
        assert f"exon7_skip/out_of_frame/stop198/escaping/{key}=0.91" in (
            judged("c.651+2T>G", evidence).splice
        )
        assert files.evidence(variant("c.651+5G>A")).splice is None


ALPHAMISSENSE = (
    "#CHROM\tPOS\tREF\tALT\tgenome\tuniprot_id\ttranscript_id\tprotein_variant"
    "\tam_pathogenicity\tam_class"
)


@pytest.mark.parametrize(("build", "genome"), [("GRCh38", "hg38"), ("GRCh37", "hg19")])
def test_alphamissense_and_revel(index: Indexer, build: str, genome: str) -> None:
    at = place("c.830T>C", build)
    lines = [
        "# Copyright 2023",
        ALPHAMISSENSE,
        f"chr10\t{at}\tT\tC\t{genome}\tP25445\tENST00000652046.1\tW274R\t0.995\tlikely_pathogenic",
    ]
    am = index("am.tsv", lines)
    both = {name: place("c.830T>C", name) for name in ("GRCh37", "GRCh38")}
    header = "#chr\thg19_pos\tgrch38_pos\tref\talt\taaref\taaalt\tREVEL\tEnsembl_transcriptid"
    row = f"10\t{both['GRCh37']}\t{both['GRCh38']}\tT\tC\tW\tR\t0.8\tENST00000652046"
    column = 2 if build == "GRCh38" else 1
    revel = index("revel.tsv", [header, row], column=column)
    with UserFiles(MODEL, MODEL.assemblies[build], alphamissense=am) as files:
        found = judged("c.830T>C", files.evidence(variant("c.830T>C")), use_known=False)
        assert "PP3_Strong" in found.criteria
        assert found.points == 4  # PM1 and PP3 together are capped at Strong
    with UserFiles(MODEL, MODEL.assemblies[build], alphamissense=am, revel=revel) as files:
        found = judged("c.830T>C", files.evidence(variant("c.830T>C")), use_known=False)
        assert "PP3_Moderate" in found.criteria  # REVEL is preferred
        assert "0.800 (REVEL)" in found.details["missense_score"]
    other = MODEL.assemblies["GRCh37" if build == "GRCh38" else "GRCh38"]
    with pytest.raises(InputError, match=r"nothing in the FAS locus|is of"):
        UserFiles(MODEL, other, alphamissense=am)
    with pytest.raises(InputError, match="nothing in the FAS locus"):
        UserFiles(MODEL, other, revel=revel)


def test_wrong_build_is_told_from_lengths_and_from_bases(index: Indexer) -> None:
    rows = [(place("c.830T>C", "GRCh37"), "1", "T", "C", ".", "CLNSIG=Pathogenic")]
    path = index("a.vcf", vcf("GRCh37", "10", CLINVAR, rows), preset="vcf")
    with pytest.raises(InputError, match=r"is of GRCh37 and the input of GRCh38"):
        UserFiles(MODEL, MODEL.assemblies["GRCh38"], clinvar=path)
    lines = vcf("GRCh37", "10", CLINVAR, rows, length=False)
    lines.insert(1, "##reference=GRCh37")  # all that ClinVar's own header says
    path = index("r.vcf", lines, preset="vcf")
    with pytest.raises(InputError, match=r"is of GRCh37 and the input of GRCh38"):
        UserFiles(MODEL, MODEL.assemblies["GRCh38"], clinvar=path)
    at = place("c.830T>C", "GRCh38") + 1  # G there, not T
    lines = vcf("GRCh38", "10", CLINVAR, [(at, "1", "TTTT", "C", ".", "CLNSIG=x")], length=False)
    path = index("b.vcf", lines, preset="vcf")
    with pytest.raises(InputError, match="probably of another build"):
        UserFiles(MODEL, MODEL.assemblies["GRCh38"], clinvar=path)


def test_missing_empty_unindexed_and_foreign_files(index: Indexer, tmp_path: Path) -> None:
    grch38 = MODEL.assemblies["GRCh38"]
    with pytest.raises(InputError, match="does not exist"):
        UserFiles(MODEL, grch38, clinvar=str(tmp_path / "no.vcf.gz"))
    with pytest.raises(InputError, match="is a directory"):
        UserFiles(MODEL, grch38, clinvar=str(tmp_path))
    empty = tmp_path / "empty.vcf.gz"
    empty.touch()
    with pytest.raises(InputError, match="is empty"):
        UserFiles(MODEL, grch38, gnomad=str(empty))
    rows = [(place("c.830T>C", "GRCh38"), "1", "T", "C", ".", "CLNSIG=Pathogenic")]
    path = index("c.vcf", vcf("GRCh38", "10", CLINVAR, rows), preset="vcf")
    with pytest.raises(InputError, match="declares no INFO AF, AN"):
        UserFiles(MODEL, grch38, gnomad=path)
    Path(f"{path}.tbi").unlink()
    with pytest.raises(InputError, match="no index beside it"):
        UserFiles(MODEL, grch38, clinvar=path)


def test_malformed_line(index: Indexer) -> None:
    rows = [(place("c.830T>C", "GRCh38"), ".", "T", "C", "PASS", "AC=1;AF=often;AN=100000")]
    path = index("g.vcf", vcf("GRCh38", "10", ["AC", "AF", "AN"], rows), preset="vcf")
    with pytest.raises(InputError, match="malformed"):
        UserFiles(MODEL, MODEL.assemblies["GRCh38"], gnomad=path)


def test_every_number_is_shown_with_its_source() -> None:
    evidence = ExternalEvidence(
        (Frequency(0.00005, "CSQ gnomADe_AF"), Frequency(0.00003, "gnomAD", chromosomes=9000)),
        None,
        (MissenseScore("REVEL", 0.5, "INFO REVEL"),),
    )
    found = judged("c.830T>C", evidence)
    text = " ".join(line.sentence for line in found.evidence)
    assert "5e-05 (CSQ gnomADe_AF; 3e-05 in gnomAD)" in text
    assert "REVEL score 0.500 (INFO REVEL)" in text
    assert not [c for c in found.criteria if c.startswith(("PM2", "BS1", "PP3", "BP4"))]
