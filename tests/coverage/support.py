"""Files that show coverage, with holes of known place."""

from fasannot.coverage.answer import Limits, answer
from fasannot.coverage.opening import read_track
from fasannot.gene.model import load_gene_model

MODEL = load_gene_model()
ASSEMBLY = MODEL.assemblies["GRCh38"]
LENGTH = ASSEMBLY.chromosome_length
EXON5 = (89010539, 89010600)


def answer_of(path, depth=20, quality=20, **options):
    """Return the answer for a file."""
    limits = Limits(depth, quality)
    return answer(MODEL, read_track(str(path), MODEL, limits, **options), limits)


def holes(found):
    """Return the positions of the holes: (first, last, seen)."""
    return [
        (
            ASSEMBLY.position(hole.interval.start),
            ASSEMBLY.position(hole.interval.end - 1),
            hole.seen,
        )
        for row in found.rows
        for hole in row.holes
    ]


def base(position):
    return MODEL.sequence[ASSEMBLY.coordinate(position)]


def gvcf(blocks, alt="<NON_REF>", header=(), samples=("s1",)):
    """Return a gVCF; blocks are (first, last, genotype, min depth, quality) or whole rows."""
    lines = [
        "##fileformat=VCFv4.2",
        f"##contig=<ID=chr10,length={LENGTH}>",
        '##ALT=<ID=NON_REF,Description="any other allele">',
        *header,
        "\t".join(
            ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *samples]
        ),
    ]
    for block in blocks:
        if len(block) > 5:
            lines.append("\t".join(map(str, block)))
            continue
        first, last, genotype, depth, quality = block
        fields = ["chr10", first, ".", base(first), alt, ".", ".", f"END={last}"]
        columns = [f"{genotype}:{depth}:{quality}:{depth}"] * len(samples)
        lines.append("\t".join(map(str, [*fields, "GT:DP:GQ:MIN_DP", *columns])))
    return "\n".join(lines) + "\n"
