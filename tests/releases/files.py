"""Small files in the formats of the official releases, made for the tests."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pysam

from fasannot.files.bgzf.block import EOF_BLOCK, TEXT_PER_BLOCK, deflate
from fasannot.gene.model import load_gene_model

MODEL = load_gene_model()
LENGTHS = {"GRCh38": 133797422, "GRCh37": 135534747}


def bgzipped(text: str) -> bytes:
    """Return text as bgzip packs it."""
    data = text.encode()
    blocks = [deflate(data[at : at + TEXT_PER_BLOCK]) for at in range(0, len(data), TEXT_PER_BLOCK)]
    return b"".join(blocks) + EOF_BLOCK


def gzipped(text: str) -> bytes:
    """Return text as one gzip member."""
    return gzip.compress(text.encode(), mtime=0)


def zipped(text: str, name: str = "revel_with_transcript_ids") -> bytes:
    """Return text as the one file of a zip archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return held.getvalue()


def indexed(folder: Path, name: str, text: str, preset: str = "vcf", column: int = 1) -> Path:
    """Write text as a bgzip file with a tabix index and return its path."""
    path = folder / name
    path.write_bytes(bgzipped(text))
    if preset == "vcf":
        pysam.tabix_index(str(path), preset="vcf", force=True)
    else:
        pysam.tabix_index(
            str(path), seq_col=0, start_col=column, end_col=column, meta_char="#", force=True
        )
    return path


def position(coordinate: int, build: str = "GRCh38") -> int:
    """Return the 1-based position of a locus coordinate."""
    return MODEL.assemblies[build].position(coordinate)


def base(coordinate: int) -> str:
    """Return the reference base at a locus coordinate."""
    return MODEL.sequence[coordinate]


def other(coordinate: int) -> str:
    """Return a base that is not the reference at a locus coordinate."""
    return "A" if base(coordinate) != "A" else "C"


def elsewhere(chrom: str, count: int, first: int = 1000) -> list[str]:
    """Return the first cells of records of another place, for files larger than FAS."""
    return [f"{chrom}\t{first + number}\t.\tA\tG\t.\tPASS" for number in range(count)]


_CLINVAR = """##fileformat=VCFv4.1
##fileDate=2026-11-15
##source=ClinVar
##reference={build}
##ID=<Description="ClinVar Variation ID">
##INFO=<ID=ALLELEID,Number=1,Type=Integer,Description="the ClinVar Allele ID">
##INFO=<ID=CLNDN,Number=.,Type=String,Description="ClinVar's preferred disease name">
##INFO=<ID=CLNREVSTAT,Number=.,Type=String,Description="ClinVar review status">
##INFO=<ID=CLNSIG,Number=.,Type=String,Description="Aggregate germline classification">
##INFO=<ID=CLNSIGCONF,Number=.,Type=String,Description="Conflicting germline classification">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO
"""


def clinvar(rows: list[tuple[int, str, str, str]], build: str = "GRCh38") -> str:
    """Return a ClinVar VCF; rows hold coordinate, VariationID, ALT and INFO."""
    lines = [
        f"10\t{position(at, build)}\t{name}\t{base(at)}\t{alt}\t.\t.\t{info}"
        for at, name, alt, info in sorted(rows)
    ]
    before = [f"{head}\tALLELEID=1" for head in elsewhere("9", 40)]
    after = [f"{head}\tALLELEID=1" for head in elsewhere("10", 40, 120_000_000)]
    return _CLINVAR.format(build=build) + "\n".join([*before, *lines, *after]) + "\n"


def gnomad_header(joint: bool = False) -> str:
    """Return the header of a gnomAD v4.1 sites VCF, with many keys that no one here needs."""
    end = "_joint" if joint else ""
    lines = ["##fileformat=VCFv4.2", '##hailversion="0.2.130"']
    for key in ("AC", "AN", "AF", "nhomalt", "AC_afr", "AN_afr", "AF_afr"):
        lines.append(f'##INFO=<ID={key}{end},Number=A,Type=Float,Description="x">')
    for key in ("grpmax", "AC_grpmax", "AN_grpmax", "AF_grpmax"):
        lines.append(f'##INFO=<ID={key}{end},Number=A,Type=String,Description="x">')
    lines.append(f'##INFO=<ID=fafmax_faf95_max{end},Number=A,Type=Float,Description="x">')
    lines.append('##INFO=<ID=vep,Number=.,Type=String,Description="Consequences. Format: Allele">')
    lines.append(f"##contig=<ID=chr10,length={LENGTHS['GRCh38']},assembly=gnomAD_GRCh38>")
    lines.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO")
    return "\n".join(lines) + "\n"


def gnomad(
    rows: list[tuple[int, str, str, str]], joint: bool = False, more: list[str] | None = None
) -> str:
    """Return a gnomAD sites VCF; rows hold coordinate, ALT, FILTER and INFO."""
    lines = [
        f"chr10\t{position(at)}\t.\t{base(at)}\t{alt}\t.\t{filters}\t{info}"
        for at, alt, filters, info in sorted(rows)
    ]
    before = [f"{head}\tAC=1;AN=100;AF=0.01" for head in elsewhere("chr10", 40)]
    after = [f"{head}\tAC=1;AN=100;AF=0.01" for head in elsewhere("chr10", 40, 120_000_000)]
    return gnomad_header(joint) + "\n".join([*before, *lines, *(more or []), *after]) + "\n"


def sites(first: int, last: int, step: int, number: int) -> list[tuple[int, str, str, str]]:
    """Return rows of rare alleles at every step, as a data set has them where it looked."""
    return [
        (at, other(at), "PASS", f"AC=1;AN={number};AF={1 / number};nhomalt=0;vep=C|x")
        for at in range(first, last, step)
    ]


def allele_numbers(numbers: dict[int, int]) -> str:
    """Return gnomAD's table of allele numbers at every base; numbers by coordinate."""
    lines = ["locus\tAN\toutside_broad_capture_region"]
    lines += [f"chr9:{at}\t100\tfalse" for at in range(1, 50)]
    lines += [f"chr10:{position(at)}\t{number}\tfalse" for at, number in sorted(numbers.items())]
    lines += [f"chr11:{at}\t100\tfalse" for at in range(1, 50)]
    return "\n".join(lines) + "\n"


def alphamissense(rows: list[tuple[int, str, str, float]], genome: str = "hg38") -> str:
    """Return the AlphaMissense table; rows hold coordinate, ALT, protein change and score."""
    build = "GRCh38" if genome == "hg38" else "GRCh37"
    lines = [
        "# Copyright 2023 DeepMind Technologies Limited",
        "#",
        "# Licensed under CC BY-NC-SA 4.0 license",
        "#CHROM\tPOS\tREF\tALT\tgenome\tuniprot_id\ttranscript_id\tprotein_variant"
        "\tam_pathogenicity\tam_class",
    ]
    lines += [
        f"chr1\t{69094 + at}\tG\tT\t{genome}\tQ8NH21\tENST00000335137.4\tV2L\t0.2937\tlikely_benign"
        for at in range(50)
    ]
    lines += [
        f"chr10\t{position(at, build)}\t{base(at)}\t{alt}\t{genome}\tP25445\tENST00000652046.1"
        f"\t{change}\t{score}\tambiguous"
        for at, alt, change, score in sorted(rows)
    ]
    return "\n".join(lines) + "\n"


def revel(rows: list[tuple[int, str, float]]) -> str:
    """Return the REVEL table as its publisher packs it; rows hold coordinate, ALT and score."""
    lines = ["chr,hg19_pos,grch38_pos,ref,alt,aaref,aaalt,REVEL,Ensembl_transcriptid"]
    lines += [f"1,{35142 + at},{35142 + at},G,A,T,M,0.027,ENST00000417324" for at in range(50)]
    lines += [
        f"10,{position(at, 'GRCh37')},{position(at)},{base(at)},{alt},W,R,{score},ENST00000652046"
        for at, alt, score in sorted(rows)
    ]
    lines += ["10,135000000,.,G,A,T,M,0.1,ENST00000000001"]
    return "\n".join(lines) + "\n"


def spliceai(rows: list[tuple[int, str, str, str]], build: str = "GRCh38") -> str:
    """Return a SpliceAI VCF; rows hold coordinate, REF, ALT and scores."""
    lines = [
        "##fileformat=VCFv4.2",
        "##fileDate=20191004",
        f"##reference={build}/hg",
        f"##contig=<ID=10,length={LENGTHS[build]}>",
        '##INFO=<ID=SpliceAI,Number=.,Type=String,Description="SpliceAIv1.3 variant annotation">',
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO",
    ]
    lines += [
        f"10\t{position(at, build)}\t.\t{ref}\t{alt}\t.\t.\tSpliceAI={alt}|FAS|{scores}"
        for at, ref, alt, scores in sorted(rows)
    ]
    return "\n".join(lines) + "\n"
