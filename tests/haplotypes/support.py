"""Phased records, read together."""

import csv
import io

from fasannot.gene.coordinates import CodingPosition
from fasannot.gene.model import load_gene_model
from fasannot.outputs.job import Job, OutputType, run_job
from tests.support import vcf

MODEL = load_gene_model()
MANE = MODEL.mane
ASSEMBLY = MODEL.assemblies["GRCh38"]


def place(coding):
    """Return the chromosome position of a c. position."""
    return ASSEMBLY.position(MANE.coordinate(CodingPosition(coding)))


def bases(coding, size=1):
    start = MANE.coordinate(CodingPosition(coding))
    return MODEL.sequence[start : start + size]


def sub(coding, alt):
    """Return the record fields of a substitution."""
    return place(coding), bases(coding), alt


def deletion(coding, size):
    return place(coding) - 1, bases(coding - 1, size + 1), bases(coding - 1)


def insertion(coding, new):
    """Return an insertion behind a c. position."""
    return place(coding), bases(coding), bases(coding) + new


def haplotypes(tmp_path, alleles, genotypes=None, samples=("s",), layout="GT"):
    """Return the rows of the haplotypes TSV.

    Args:
        alleles: (position, ref, alt) each.
        genotypes: per allele the sample columns; default one sample with 0|1.
    """
    rows = []
    for number, (position, ref, alt) in enumerate(alleles):
        columns = genotypes[number] if genotypes else ["0|1"]
        if isinstance(columns, str):
            columns = [columns]
        rows.append(["chr10", position, ".", ref, alt, ".", ".", ".", layout, *columns])
    rows.sort(key=lambda fields: fields[1])
    path, out, table = tmp_path / "in.vcf", tmp_path / "o.vcf", tmp_path / "h.tsv"
    path.write_text(vcf(rows, samples=samples))
    run_job(Job(str(path), str(out), OutputType.VCF, haplotypes_path=str(table)))
    return list(csv.DictReader(io.StringIO(table.read_text()), delimiter="\t"))


def joint(tmp_path, *alleles):
    """Return the only row of alleles on one chromosome."""
    (found,) = haplotypes(tmp_path, alleles)
    return found
