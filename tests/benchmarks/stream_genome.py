"""Write a made-up single-sample genome as VCF text to standard output, the same for every run.

    PYTHONPATH=. python tests/benchmarks/stream_genome.py 4500000 | bgzip > genome.vcf.gz

The records have the shape that GATK writes for one sample; REF in FAS follows the reference
sequence shipped with fasannot, so that the build can be told and every record annotated.
"""

import random
import sys

from fasannot.gene.model import load_gene_model

SEED = 20260101
LENGTHS = (
    248956422, 242193529, 198295559, 190214555, 181538259, 170805979, 159345973, 145138636,
    138394717, 133797422, 135086622, 133275309, 114364328, 107043718, 101991189, 90338345,
    83257441, 80373285, 58617616, 64444167, 46709983, 50818468, 156040895, 57227415,
)  # fmt: skip
CONTIGS = [
    (f"chr{name}", length) for name, length in zip([*range(1, 23), "X", "Y"], LENGTHS, strict=True)
]
HEADER = """\
##fileformat=VCFv4.2
##FILTER=<ID=PASS,Description="All filters passed">
##FILTER=<ID=LowQual,Description="Low quality">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Allelic depths">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">
##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=PL,Number=G,Type=Integer,Description="Genotype likelihoods">
##INFO=<ID=AC,Number=A,Type=Integer,Description="Allele count">
##INFO=<ID=AF,Number=A,Type=Float,Description="Allele frequency">
##INFO=<ID=AN,Number=1,Type=Integer,Description="Allele number">
##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">
##INFO=<ID=FS,Number=1,Type=Float,Description="Strand bias">
##INFO=<ID=MQ,Number=1,Type=Float,Description="Mapping quality">
##INFO=<ID=QD,Number=1,Type=Float,Description="Quality by depth">
"""
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tSAMPLE\n"


def records(count, chooser):
    """Yield the lines of a genome with about count records."""
    model = load_gene_model()
    build = model.assemblies["GRCh38"]
    total = sum(LENGTHS)
    for name, length in CONTIGS:
        share = count * length // total
        step = length / (share + 1)
        position = step
        for _ in range(share):
            position += chooser.uniform(0.02, 1.98) * step
            pos = int(position)
            size = 1 if chooser.random() < 0.9 else chooser.randint(2, 9)
            if name == "chr10" and build.locus_first <= pos < build.locus_last - 20:
                at = build.coordinate(pos)
                ref = model.sequence[at : at + size]
            else:
                ref = "".join(chooser.choices("ACGT", k=size))
            alt = chooser.choice("ACGT".replace(ref[0], ""))
            depth = chooser.randint(18, 52)
            hom = chooser.random() < 0.4
            reads = depth if hom else chooser.randint(depth // 3, depth - 5)
            quality = f"{reads * chooser.uniform(20, 32):.2f}"
            info = (
                f"AC={2 if hom else 1};AF={'1.00' if hom else '0.500'};AN=2;DP={depth};"
                f"FS={0 if hom else chooser.uniform(0, 12):.3f};MQ=60.00;"
                f"QD={chooser.uniform(5, 32):.2f}"
            )
            likelihoods = (
                f"{reads * 29},{depth * 3},0" if hom else f"{reads * 25},0,{(depth - reads) * 27}"
            )
            genotype = (
                f"{'1/1' if hom else '0/1'}:{depth - reads},{reads}:{depth}:"
                f"{min(99, depth * 3)}:{likelihoods}"
            )
            yield (
                f"{name}\t{pos}\t.\t{ref}\t{alt}\t{quality}\tPASS\t{info}\tGT:AD:DP:GQ:PL\t{genotype}\n"
            )


def main():
    """Write the genome."""
    chooser = random.Random(SEED)
    write = sys.stdout.write
    write(HEADER)
    for name, length in CONTIGS:
        write(f"##contig=<ID={name},length={length}>\n")
    write(COLUMNS)
    batch = []
    for line in records(int(sys.argv[1]), chooser):
        batch.append(line)
        if len(batch) == 10_000:
            write("".join(batch))
            batch.clear()
    write("".join(batch))


if __name__ == "__main__":
    main()
