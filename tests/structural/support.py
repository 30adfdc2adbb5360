"""Structural records on GRCh38, and their entries."""

from fasannot.api import annotator
from fasannot.files.vcf.record import parse_record
from fasannot.gene.model import load_gene_model
from fasannot.rules.annotator import Annotator
from fasannot.rules.columns import values

MODEL = load_gene_model()
ASSEMBLY = MODEL.assemblies["GRCh38"]
MANE = MODEL.mane
ANNOTATOR: Annotator = annotator("GRCh38")


def base(position):
    """Return the reference base at a position; N outside the locus."""
    place = ASSEMBLY.coordinate(position)
    return MODEL.sequence[place] if 0 <= place < len(MODEL.sequence) else "N"


def findings(position, alt, info=".", ref=None, layout="", column="", chrom="chr10"):
    """Return the annotated alleles of one record."""
    fields = [chrom, str(position), "sv1", ref or base(position), alt, ".", "PASS", info]
    if layout:
        fields += [layout, *([column] if isinstance(column, str) else column)]
    line = "\t".join(fields).encode()
    return ANNOTATOR.annotate_record(parse_record(line, "line 1", "x.vcf"), "x.vcf")


def finding(*arguments, **options):
    """Return the MANE finding of a record with one ALT."""
    (item,) = findings(*arguments, **options)
    assert item.findings, item
    return item.findings[0]


def facts(one):
    """Return all subfields but the allele as written."""
    return values(one)[1:]


def around(exon, left=100, right=100):
    """Return first and last position of a stretch around an exon (number from 1)."""
    interval = MANE.exons[exon - 1]
    return ASSEMBLY.position(interval.start - left), ASSEMBLY.position(interval.end - 1 + right)
