"""Cases for pictures and the gallery, cut from the bundled example so that none goes stale."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from pathlib import Path

from fasannot.__main__ import main
from fasannot.gene.model import load_gene_model
from fasannot.gene.resources import read_text

DATE = "1764288000"  # 2025-11-28: pictures do not change with the day


def example(*samples: str) -> str:
    """Return the bundled example with some of its samples only, and what they carry."""
    lines = []
    places: list[int] = []
    for line in read_text("example.vcf").splitlines():
        if line.startswith("##"):
            lines.append(line)
            continue
        fields = line.split("\t")
        if line.startswith("#CHROM"):
            places = [fields.index(name) for name in samples]
        elif not any("1" in fields[place].partition(":")[0] for place in places):
            continue
        lines.append("\t".join([*fields[:9], *[fields[place] for place in places]]))
    return "\n".join(lines) + "\n"


def trio() -> str:
    """Return a family: a child with one variant from each parent, of alleles of the example."""
    header = [line for line in example("patient").splitlines() if line.startswith("##")]
    het, reference = "0/1:16,15:31:99", "0/0:30,0:30:99"
    rows = [
        ("89008915", "rs121913078", "C", "T", "0/1:18,15:33:99", het, reference),
        ("89014191", "rs121913080", "G", "C", het, reference, "0/1:14,17:31:99"),
    ]
    lines = [
        *header,
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tchild\tmother\tfather",
    ]
    for position, identifier, ref, alt, *genotypes in rows:
        fixed = ["chr10", position, identifier, ref, alt, "60", "PASS", "DP=90", "GT:AD:DP:GQ"]
        lines.append("\t".join([*fixed, *genotypes]))
    return "\n".join(lines) + "\n"


PED = "FAM\tchild\tfather\tmother\t1\t2\nFAM\tmother\t0\t0\t2\t1\nFAM\tfather\t0\t0\t1\t1\n"


def targets(exons: int) -> str:
    """Return a BED of the first exons of FAS."""
    model = load_gene_model()
    build = model.assemblies["GRCh38"]
    return "".join(
        f"chr10\t{build.position(exon.start) - 41}\t{build.position(exon.end) + 40}\n"
        for exon in model.mane.exons[:exons]
    )


def alignments(path: Path) -> None:
    """Write a BAM with an index: 200 reads over a site of the example, 9 of which show G>C."""
    import pysam

    model = load_gene_model()
    build = model.assemblies["GRCh38"]
    header = {
        "HD": {"VN": "1.6", "SO": "coordinate"},
        "SQ": [{"SN": "chr10", "LN": build.chromosome_length}],
        "RG": [{"ID": "1", "SM": "patient, T cells"}],
    }
    site = build.coordinate(89014191)
    with pysam.AlignmentFile(str(path), "wb", header=header) as out:
        for number, start in enumerate(sorted(site - 90 + 7 * n % 60 for n in range(200))):
            bases = list(model.sequence[start : start + 120])
            if number % 23 == 5:
                bases[site - start] = "C"
            read = pysam.AlignedSegment(out.header)
            read.query_name, read.flag, read.reference_id = f"read{number}", 0, 0
            read.reference_start = build.position(start) - 1
            read.mapping_quality, read.cigarstring = 60, "120M"
            read.query_sequence = "".join(bases)
            read.query_qualities = pysam.qualitystring_to_array("I" * 120)
            read.set_tag("RG", "1")
            out.write(read)
    pysam.index(str(path))


def pages() -> dict[str, str]:
    """Return the example pages by name, as HTML."""
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        none = "".join(line for line in example("patient").splitlines(True) if line.startswith("#"))
        for name, content in {
            "patient.vcf": example("patient"), "family.vcf": trio(), "family.ped": PED,
            "nothing.vcf": none, "targets.bed": targets(7), "example.vcf": read_text("example.vcf"),
            "dnt.vcf": example("dnt_cells"),
        }.items():  # fmt: skip
            (at / name).write_text(content, encoding="utf-8")
        for name in ("example_people.vcf", "example_people.sheet.tsv", "example_people.case.tsv"):
            (at / name).write_text(read_text(name), encoding="utf-8")
        alignments(at / "reads.bam")
        commands = {
            "one": ["patient.vcf"],
            "family": ["family.vcf", "--ped", "family.ped"],
            "nothing": [
                "nothing.vcf", "--coverage", "targets.bed", "--assembly", "GRCh38",
            ],
            "samples": ["example.vcf"],
            "mosaic": ["dnt.vcf"],
            "reads": ["patient.vcf", "--reads", "reads.bam"],
            "tissues": [
                "example_people.vcf", "--sheet", "example_people.sheet.tsv",
                "--case", "example_people.case.tsv",
            ],
        }  # fmt: skip
        found = {}
        for name, arguments in commands.items():
            _run(at, ["report", *arguments, "-o", f"{name}.html", "-q"])
            found[name] = (at / f"{name}.html").read_text("utf-8")
        return found


def figure() -> str:
    """Return the figure of the bundled example, as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        (at / "example.vcf").write_text(read_text("example.vcf"), encoding="utf-8")
        _run(at, ["plot", "example.vcf", "-o", "fas.svg", "-q"])
        return (at / "fas.svg").read_text("utf-8")


def terminal() -> str:
    """Return what a terminal of 80 columns shows of the bundled example."""
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        (at / "example.vcf").write_text(read_text("example.vcf"), encoding="utf-8")
        _run(at, ["annotate", "example.vcf", "-O", "table", "-o", "out.txt", "-q"])
        return (at / "out.txt").read_text("utf-8")


def _run(folder: Path, arguments: list[str]) -> None:
    """Run a command in a folder, at a fixed date and width, as the manual shows it."""
    before = dict(os.environ)
    where = Path.cwd()
    os.environ.update(SOURCE_DATE_EPOCH=DATE, COLUMNS="80", NO_COLOR="1")
    try:
        os.chdir(folder)
        with contextlib.redirect_stdout(io.StringIO()):
            code = main(arguments)
    finally:
        os.chdir(where)
        os.environ.clear()
        os.environ.update(before)
    if code:
        raise RuntimeError(f"fasannot {' '.join(arguments)} ended with {code}")
