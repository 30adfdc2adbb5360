"""Pages for the tests: one sample, none flagged, many samples, many inputs, hostile content."""

import os
import subprocess
import sys
from pathlib import Path

from fasannot.gene.resources import data_folder
from tests.support import vcf

EXAMPLE = Path(str(data_folder() / "example.vcf"))
FORMAT = "GT:AD:DP:GQ"
HET, REFERENCE = "0/1:15,16:31:99", "0/0:30,0:30:99"
MARK = "HOSTILE_RAN"
SCRIPT = f"<script>window.{MARK}=1</script>"
IMAGE = f"<img/src=x/onerror=window.{MARK}=1>"


def record(position, ref, alt, *genotypes, identifier=".", filters="PASS", info="DP=9"):
    """Return the fields of a record."""
    chrom = "chr10"
    fixed = [chrom, position, identifier, ref, alt, "50", filters, info]
    return [*fixed, FORMAT, *genotypes] if genotypes else fixed


def one_sample():
    return vcf(
        [record(89014191, "G", "C", HET), record(89014451, "A", "G", HET)], samples=("patient",)
    )


def none_flagged():
    return vcf([record(88990880, "C", "T", HET)], samples=("patient",))


def nothing():
    return vcf([("chr10", 5, ".", "A", "T", "50", "PASS", ".")])


def without_samples():
    return vcf([record(89014191, "G", "C"), record(89003108, "T", "A")])


def thirty_samples():
    names = tuple(f"S{number:02}" for number in range(30))
    rows = []
    alleles = [
        (89003108, "T", "A"), (89007838, "G", "GT"), (89008915, "C", "T"), (89010802, "A", "C"),
        (89012082, "G", "A"), (89014190, "C", "T"), (89014191, "G", "C"), (89014191, "G", "A"),
        (89014259, "C", "T"), (89014451, "A", "G"), (88990880, "C", "T"),
    ]  # fmt: skip
    for place, allele in enumerate(alleles):
        carriers = [HET if sample % (place + 2) == 0 else REFERENCE for sample in range(30)]
        rows.append(record(*allele, *carriers))
    return vcf(rows, samples=names)


def hostile():
    """Return a VCF whose every free text tries to run, and to steer a terminal."""
    rows = [
        record(
            89014191, "G", "C", HET, HET, identifier=f'{SCRIPT}"onmouseover="window.{MARK}=1',
            filters=f"{IMAGE}\x1b[2J", info=f"X={SCRIPT}",
        ),
        record(88990880, "C", "T", HET, HET, identifier="{{7*7}}'-->\u202e"),
    ]  # fmt: skip
    header = [f'##INFO=<ID=X,Number=1,Type=String,Description="{SCRIPT}">']
    return vcf(rows, header=header, samples=(f"{SCRIPT}", f'a" autofocus onfocus="window.{MARK}=1'))


def many_alleles(count=400):
    """Return a VCF with many different alleles of the coding sequence."""
    from fasannot.gene.model import load_gene_model

    model = load_gene_model()
    build = model.assemblies["GRCh38"]
    rows = []
    for exon in model.mane.exons[1:]:
        for coordinate in range(exon.start, exon.end):
            if len(rows) < count:
                ref = model.sequence[coordinate]
                alt = "ACGT"[("ACGT".index(ref) + 1) % 4]
                rows.append(record(build.position(coordinate), ref, alt, HET))
    return vcf(rows, samples=("patient",))


def report(*inputs, output, options=()):
    """Write a report by the command line; return the finished process."""
    environment = dict(os.environ, SOURCE_DATE_EPOCH="1700000000")
    command = [sys.executable, "-m", "fasannot", "report", *map(str, inputs), "-o", str(output)]
    return subprocess.run(
        [*command, *options],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment,
    )


def written(folder, content, name="in.vcf"):
    """Return the path of a VCF written to a folder."""
    path = Path(folder) / name
    path.write_text(content, encoding="utf-8")
    return path


def made(folder, *contents):
    """Return the path of the report of some VCFs."""
    inputs = [
        written(folder, content, f"in{number}.vcf") for number, content in enumerate(contents)
    ]
    output = Path(folder) / "report.html"
    done = report(*inputs, output=output)
    assert done.returncode == 0, done.stderr
    return output
