"""Compare haplotypes with ``bcftools csq``: the same phased sets, the mutant proteins of both.

    python -m tests.haplotypes.csq pairs      # every pair of substitutions in one codon
    python -m tests.haplotypes.csq random 3000

Both run on the locus as a chromosome of its own. A set is one sample with ``0|1``. What bcftools
writes (``231K>231L``) and the changes behind our p. names are each applied to the reference
protein; the results must be equal.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import tempfile
from itertools import combinations, pairwise, product
from pathlib import Path

from fasannot.allele.variant import GenomicVariant, VariantKind
from fasannot.api import annotator
from fasannot.effect.message import Message
from fasannot.effect.new_stop import Edit
from fasannot.effect.protein import ProteinKind
from fasannot.gene.model import load_gene_model
from fasannot.gene.sequence import translate, trim
from fasannot.rules.annotator import Annotator
from fasannot.rules.knowledge import load_knowledge
from fasannot.samples.joint import HaplotypeReader, JointEffect, PhasedAllele

MODEL = load_gene_model()
MANE = MODEL.mane
PROTEIN = MANE.protein
CHANGE = re.compile(r"(\d+)([A-Z*]+)(?:\.\.(\d+))?(?:>(\d+)([A-Z*]*))?")
Allele = tuple[int, str, str]  # 0-based place on the locus, REF, ALT as in a VCF


def gff() -> str:
    """Return the gene as Ensembl GFF3, on a chromosome that is the locus."""
    first, last = MANE.start + 1, MANE.end
    rows = [
        ("gene", first, last, ".", "ID=gene:G1;Name=FAS;biotype=protein_coding"),
        ("mRNA", first, last, ".", "ID=transcript:T1;Parent=gene:G1;biotype=protein_coding"),
    ]
    cds = MANE.cds
    assert cds is not None
    for number, exon in enumerate(MANE.exons):
        at = MANE.exon_starts[number]
        rows.append(("exon", exon.start + 1, exon.end, ".", "Parent=transcript:T1"))
        low, high = max(cds.start, at), min(cds.end, at + len(exon))
        place = exon.start - at
        if low < high:
            phase = str(-(low - cds.start) % 3)
            rows.append(("CDS", low + place + 1, high + place, phase, "Parent=transcript:T1"))
        if at < cds.start:
            end = min(cds.start, at + len(exon)) + place
            rows.append(("five_prime_UTR", exon.start + 1, end, ".", "Parent=transcript:T1"))
        if at + len(exon) > cds.end:
            start = max(cds.end, at) + place + 1
            rows.append(("three_prime_UTR", start, exon.end, ".", "Parent=transcript:T1"))
    lines = [f"L\tx\t{kind}\t{a}\t{b}\t.\t+\t{ph}\t{rest}" for kind, a, b, ph, rest in rows]
    return "##gff-version 3\n" + "\n".join(lines) + "\n"


def run_csq(sets: list[list[Allele]], folder: Path) -> list[list[str]]:
    """Return what csq says of each set: its consequences, without references to other records."""
    fasta, genes, vcf, out = (folder / name for name in ("l.fa", "g.gff", "i.vcf", "o.vcf"))
    fasta.write_text(f">L\n{MODEL.sequence}\n")
    genes.write_text(gff())
    carriers: dict[Allele, list[int]] = {}
    for number, alleles in enumerate(sets):
        for allele in alleles:
            carriers.setdefault(allele, []).append(number)
    names = [f"s{number}" for number in range(len(sets))]
    lines = [
        "##fileformat=VCFv4.2",
        f"##contig=<ID=L,length={len(MODEL.sequence)}>",
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        "\t".join(
            ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *names]
        ),
    ]
    for (start, ref, alt), numbers in sorted(carriers.items()):
        genotypes = ["0|0"] * len(sets)
        for number in numbers:
            genotypes[number] = "0|1"
        lines.append(
            "\t".join(["L", str(start + 1), ".", ref, alt, ".", ".", ".", "GT", *genotypes])
        )
    vcf.write_text("\n".join(lines) + "\n")
    command = ["bcftools", "csq", "-f", fasta, "-g", genes, "--phase", "a", "--ncsq", "64", vcf]
    subprocess.run([*command, "-o", out], check=True, capture_output=True)
    query = ["bcftools", "query", "-f", r"[%SAMPLE\t%TBCSQ{1}\n]", out]
    text = subprocess.run(query, check=True, capture_output=True, text=True).stdout
    found: list[list[str]] = [[] for _ in sets]
    for line in text.splitlines():
        name, _, said = line.partition("\t")
        for item in said.split(","):
            if item not in (".", "") and item[0] != "@":
                found[int(name[1:])].append(item)
    return found


def csq_protein(said: list[str]) -> str | None:
    """Return the mutant protein that csq's changes spell, ``None`` where it states none."""
    edits = []
    for item in said:
        fields = item.split("|")
        if fields[0].startswith("*"):
            continue  # behind a new stop
        if len(fields) < 6 or not fields[5]:
            continue
        match = CHANGE.fullmatch(fields[5])
        if match is None:
            return None
        position, old, _, _, new = match.groups()
        if new is not None:
            edits.append((int(position) - 1, old, new))
    protein = PROTEIN
    for start, old, new in sorted(edits, reverse=True):
        protein = protein[:start] + new + protein[start + len(old) :]
    return protein.partition("*")[0]


def our_protein(joint: JointEffect) -> str | None:
    """Return the mutant protein that our changes spell."""
    protein = PROTEIN
    for change in reversed(joint.changes):
        if change.kind is ProteinKind.START_LOST:
            return None
        if change.kind in (ProteinKind.FRAMESHIFT, ProteinKind.EXTENSION):
            protein = protein[: change.start] + change.alt
        else:
            protein = protein[: change.start] + change.alt + protein[change.end :]
    return protein.partition("*")[0]


def read_protein(joint_alleles: list[PhasedAllele]) -> str:
    """Return the mutant protein by plain translation of all edits, independent of the blocks."""
    edits = []
    for item in joint_alleles:
        effect = item.finding.effect
        assert effect is not None
        assert item.written is not None
        first = MANE.spliced(item.written.start)
        if first is None or not effect.edit.spelled:
            continue
        size = item.written.end - item.written.start
        edits.append(Edit(first, first + size, item.written.alt, 0))
    message = Message(MANE, sorted(edits))
    return translate(message.sequence[message.mutant(message.cds.start) :]).partition("*")[0]


def consensus_protein(alleles: list[Allele], folder: Path) -> str:
    """Return the mutant protein of the message that ``bcftools consensus`` writes: the arbiter."""
    fasta, vcf = folder / "m.fa", folder / "m.vcf"
    fasta.write_text(f">m\n{MANE.sequence}\n")
    lines = ["##fileformat=VCFv4.2", f"##contig=<ID=m,length={len(MANE.sequence)}>"]
    lines.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO")
    for start, ref, alt in sorted(alleles):
        spliced = MANE.spliced(start)
        assert spliced is not None
        lines.append(f"m\t{spliced + 1}\t.\t{ref}\t{alt}\t.\t.\t.")
    vcf.write_text("\n".join(lines) + "\n")
    packed = folder / "m.vcf.gz"
    commands = [
        ["bcftools", "view", "-Oz", "-o", packed, vcf],
        ["bcftools", "index", "-f", packed],
        ["bcftools", "consensus", "-f", fasta, packed],
    ]
    for command in commands:
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    message = "".join(done.stdout.split("\n")[1:])
    cds = MANE.cds
    assert cds is not None
    return translate(message[cds.start :]).partition("*")[0]


def phased(tool: Annotator, alleles: list[Allele]) -> list[PhasedAllele]:
    """Return alleles ready to be read together."""
    found = []
    for start, ref, alt in sorted(alleles):
        place, old, new = trim(start, ref, alt)
        position = tool.assembly.position(start)
        finding = tool.annotate(position, ref, alt)[0]
        written = GenomicVariant(VariantKind.DELINS, place, place + len(old), old, new)
        found.append(PhasedAllele(f"{position}:{ref}>{alt}", written, finding))
    return sorted(found, key=lambda item: item.place)


def codon_pairs(first: int, last: int) -> list[list[Allele]]:
    """Return every pair of substitutions within each of some codons, 0-based."""
    cds = MANE.cds
    assert cds is not None
    found = []
    for codon in range(first, last):
        bases = []
        for offset in range(3):
            at = MANE.locus_coordinate(cds.start + 3 * codon + offset)
            ref = MODEL.sequence[at]
            bases.append([(at, ref, alt) for alt in "ACGT" if alt != ref])
        for one, other in combinations(range(3), 2):
            found += [[a, b] for a, b in product(bases[one], bases[other])]
    return found


def random_set(rng: random.Random) -> list[Allele]:
    """Return 2 or 3 alleles near each other that do not overlap, in coding exons."""
    cds = MANE.cds
    assert cds is not None
    while True:
        start = rng.randrange(cds.start + 3, cds.end - 60)
        places = sorted(rng.sample(range(start, start + 60), rng.choice((2, 3))))
        alleles: list[Allele] = []
        for spliced in places:
            at = MANE.locus_coordinate(spliced)
            kind = rng.choice("sssdi")
            if kind == "s":
                ref = MODEL.sequence[at]
                alleles.append((at, ref, rng.choice([b for b in "ACGT" if b != ref])))
            elif kind == "d":
                size = rng.choice((1, 1, 2, 3, 4, 6))
                alleles.append((at, MODEL.sequence[at : at + size + 1], MODEL.sequence[at]))
            else:
                new = "".join(rng.choice("ACGT") for _ in range(rng.choice((1, 1, 2, 3, 5))))
                alleles.append((at, MODEL.sequence[at], MODEL.sequence[at] + new))
        apart = all(one[0] + len(one[1]) < two[0] for one, two in pairwise(alleles))
        exons = {MANE.exon_at(place) for at, ref, _ in alleles for place in (at - 1, at + len(ref))}
        if apart and None not in exons and len(exons) == 1:
            return alleles


def compare(sets: list[list[Allele]], batch: int = 300) -> tuple[int, list[str]]:
    """Return how many sets were compared, and every difference in words."""
    tool = annotator("GRCh38")
    reader = HaplotypeReader(MODEL, load_knowledge())
    differences = []
    compared = 0
    for first in range(0, len(sets), batch):
        part = sets[first : first + batch]
        with tempfile.TemporaryDirectory() as folder:
            said = run_csq(part, Path(folder))
        for alleles, theirs in zip(part, said, strict=True):
            items = phased(tool, alleles)
            joint = reader.read(items)
            names = " ".join(item.name for item in items)
            if joint.conflict or joint.hgvs_p.endswith(("p.?", "p.(Met1?)")):
                differences.append(f"set aside\t{names}\t{joint.hgvs_p}\t{theirs}")
                continue
            compared += 1
            ours = our_protein(joint)
            plain = read_protein(items)
            if ours != plain:
                differences.append(f"OWN\t{names}\t{joint.hgvs_p}\t{plain}")
            other = csq_protein(theirs)
            if other == ours:
                continue
            with tempfile.TemporaryDirectory() as folder:
                arbiter = consensus_protein(alleles, Path(folder))
            if arbiter != ours:
                why = "OWN"
            elif other is not None and ours is not None and ours.startswith(other):
                why = "csq stops at the end of the reference CDS"
            else:
                why = "csq is not what bcftools consensus translates to"
            differences.append(f"{why}\t{names}\t{joint.hgvs_p}\t{theirs}")
    return compared, differences


def main() -> None:
    """Run a comparison and print what differs."""
    if shutil.which("bcftools") is None:
        sys.exit("bcftools is not installed")
    if sys.argv[1] == "pairs":
        sets = codon_pairs(0, len(PROTEIN))
    else:
        rng = random.Random(20)
        sets = [random_set(rng) for _ in range(int(sys.argv[2]))]
    compared, differences = compare(sets)
    print("\n".join(differences))
    print(f"{len(sets)} sets, {compared} compared, {len(differences)} lines above")


if __name__ == "__main__":
    main()
