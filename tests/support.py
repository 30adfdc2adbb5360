"""Small VCFs for the tests."""

from fasannot.gene.model import load_gene_model

SHIFT = 1_759_757  # GRCh37 position minus GRCh38 position
LENGTHS = {"GRCh38": 133_797_422, "GRCh37": 135_534_747}


def vcf(rows, contigs=("chr10:133797422",), header=(), samples=(), chrom="chr10"):
    """Return a VCF as text; rows are (pos, ref, alt) or whole field lists."""
    lines = ["##fileformat=VCFv4.2"]
    for contig in contigs:
        name, _, length = contig.partition(":")
        lines.append(f"##contig=<ID={name},length={length}>" if length else f"##contig=<ID={name}>")
    lines.extend(header)
    columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]
    if samples:
        columns += ["FORMAT", *samples]
    lines.append("\t".join(columns))
    for row in rows:
        fields = [str(item) for item in row]
        if len(fields) == 3:
            position, ref, alt = fields
            fields = [chrom, position, ".", ref, alt, ".", ".", "."]
        lines.append("\t".join(fields))
    return "\n".join(lines) + "\n"


def reference(position, size=1, assembly="GRCh38"):
    """Return reference bases of chromosome 10 within the locus."""
    model = load_gene_model()
    start = model.assemblies[assembly].coordinate(position)
    return model.sequence[start : start + size]
