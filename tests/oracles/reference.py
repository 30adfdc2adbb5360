"""Write the reference files that VEP, bcftools csq and SnpEff read.

    python -m tests.oracles.reference FOLDER

chr10.fa (N outside the locus), fas.gff3 with fas.gff.gz and its index, and a SnpEff data folder.
Needs pysam for compression and indexes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pysam

from tests.oracles.adapters import THREE
from tests.oracles.locus import CHROM, CHROM_LENGTH, START, Locus, load

GENE, TRANSCRIPT, PROTEIN = "ENSG00000026103", "ENST00000652046", "ENSP00000498466"
BASES = "TCAG"
AMINO_ACIDS = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
CODONS = {
    a + b + c: AMINO_ACIDS[16 * i + 4 * j + k]
    for i, a in enumerate(BASES)
    for j, b in enumerate(BASES)
    for k, c in enumerate(BASES)
}


def fasta(locus: Locus) -> str:
    """Chromosome 10, N outside the locus."""
    tail = CHROM_LENGTH - locus.end
    sequence = "N" * (START - 1) + locus.sequence + "N" * tail
    lines = [sequence[at : at + 60] for at in range(0, len(sequence), 60)]
    return "\n".join([f">{CHROM}", *lines, ""])


def phased(locus: Locus) -> list[tuple[int, int, int]]:
    """CDS parts with the GFF phase."""
    parts, done = [], 0
    for first, last in locus.cds:
        parts.append((first, last, -done % 3))
        done += last - first + 1
    return parts


def gff(locus: Locus) -> str:
    """Gene, transcript, exons, CDS and UTR as Ensembl writes them."""
    first, last = locus.exons[0][0], locus.exons[-1][1]
    rows: list[tuple[int, int, str, str, str]] = [
        (first, last, "gene", ".", f"ID=gene:{GENE};Name=FAS;biotype=protein_coding"),
        (
            first,
            last,
            "mRNA",
            ".",
            f"ID=transcript:{TRANSCRIPT};Parent=gene:{GENE};biotype=protein_coding;version=1",
        ),
    ]
    parent = f"Parent=transcript:{TRANSCRIPT}"
    rows += [
        (a, b, "exon", ".", f"ID=exon:E{n};{parent};rank={n}")
        for n, (a, b) in enumerate(locus.exons, 1)
    ]
    rows += [
        (a, b, "CDS", str(phase), f"ID=CDS:{PROTEIN};{parent};protein_id={PROTEIN}")
        for a, b, phase in phased(locus)
    ]
    rows.append((first, locus.cds[0][0] - 1, "five_prime_UTR", ".", parent))
    rows.append((locus.cds[-1][1] + 1, last, "three_prime_UTR", ".", parent))
    rows.sort(key=lambda row: (row[0], -row[1]))
    lines = [
        "\t".join((CHROM, "ensembl", kind, str(a), str(b), ".", "+", phase, attributes))
        for a, b, kind, phase, attributes in rows
    ]
    return "\n".join(["##gff-version 3", *lines, ""])


def gtf(locus: Locus) -> str:
    """The same as GTF 2.2 for SnpEff."""
    gene = f'gene_id "{GENE}"; gene_name "FAS"; gene_biotype "protein_coding";'
    attributes = f'{gene} transcript_id "{TRANSCRIPT}"; transcript_biotype "protein_coding";'
    rows = [(locus.exons[0][0], locus.exons[-1][1], "gene", ".", gene)]
    rows.append((*rows[0][:2], "transcript", ".", attributes))
    rows += [
        (a, b, "exon", ".", f'{attributes} exon_number "{n}";')
        for n, (a, b) in enumerate(locus.exons, 1)
    ]
    rows += [
        (a, b, "CDS", str(phase), f'{attributes} protein_id "{PROTEIN}";')
        for a, b, phase in phased(locus)
    ]
    return "".join(
        "\t".join((CHROM, "ensembl", kind, str(a), str(b), ".", "+", phase, text)) + "\n"
        for a, b, kind, phase, text in rows
    )


def snpeff_config() -> str:
    """A SnpEff configuration with one genome."""
    codons = ", ".join(
        f"{codon}/{residue}{'+' if codon in {'ATG', 'CTG', 'TTG'} else ''}"
        for codon, residue in CODONS.items()
    )
    return (
        "data.dir = ./data/\n"
        "lof.ignoreProteinCodingAfter = 0.95\n"
        "lof.ignoreProteinCodingBefore = 0.05\n"
        "lof.deleteProteinCodingBases = 0.50\n"
        f"codon.Standard : {codons}\n"
        "fas.genome : FAS\n"
    )


def main() -> None:
    """Write all files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    locus = load()
    data = folder / "snpeff" / "data" / "fas"
    data.mkdir(parents=True, exist_ok=True)
    genome = folder / "chr10.fa"
    genome.write_text(fasta(locus), encoding="ascii")
    pysam.faidx(str(genome))
    annotation = folder / "fas.gff3"
    annotation.write_text(gff(locus), encoding="ascii")
    packed = folder / "fas.gff.gz"
    pysam.tabix_compress(str(annotation), str(packed), force=True)
    pysam.tabix_index(str(packed), preset="gff", force=True)
    coding = locus.mrna[locus.cds_offset : locus.cds_offset + locus.cds_length - 3]
    protein = "".join(CODONS[coding[at : at + 3]] for at in range(0, len(coding), 3))
    if set(protein) - set(THREE):
        raise ValueError("the CDS holds an unknown codon")
    (data / "genes.gtf").write_text(gtf(locus), encoding="ascii")
    (data / "protein.fa").write_text(f">{TRANSCRIPT}\n{protein}\n", encoding="ascii")
    link = data / "sequences.fa"
    if not link.exists():
        link.symlink_to(Path("../../..") / genome.name)
    (folder / "snpeff" / "snpEff.config").write_text(snpeff_config(), encoding="ascii")


if __name__ == "__main__":
    main()
