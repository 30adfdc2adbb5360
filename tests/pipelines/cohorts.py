"""Invented cohorts with real FAS alleles: thousands of small files, or one file of many samples.

``python -m tests.pipelines.cohorts`` measures ``fasannot cohort`` on them: time, memory, growth.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fasannot.gene.model import load_gene_model

_HEADER = (
    "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n"
    "##contig=<ID=chr10,length=133797422>\n"
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depths">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{samples}\n"
)


def alleles(count: int, seed: int = 1) -> list[tuple[int, str, str]]:
    """Return POS, REF and ALT of substitutions spread over exons and introns, by place."""
    model = load_gene_model()
    assembly = model.assemblies["GRCh38"]
    chooser = random.Random(seed)
    exons = [exon for exon in model.mane.exons for _ in range(4)]
    found = {}
    while len(found) < count:
        exon = chooser.choice(exons)
        place = chooser.randrange(max(0, exon.start - 60), exon.end + 60)
        ref = model.sequence[place]
        found[assembly.position(place)] = (ref, chooser.choice([b for b in "ACGT" if b != ref]))
    return [(position, *found[position]) for position in sorted(found)]


def write_single(folder: Path, number: int, others: int = 200) -> Path:
    """Write a file of one sample: records elsewhere, and three of FAS; return its path."""
    chooser = random.Random(number)
    lines = [_HEADER.format(samples=f"S{number:05d}")]
    for position in sorted(chooser.sample(range(1_000_000, 2_000_000), others)):
        lines.append(f"chr1\t{position}\t.\tA\tG\t50\tPASS\t.\tGT:AD\t0/1:15,15\n")
    for position, ref, alt in sorted(chooser.sample(alleles(120), 3)):
        lines.append(f"chr10\t{position}\t.\t{ref}\t{alt}\t50\tPASS\t.\tGT:AD\t0/1:16,14\n")
    path = folder / f"S{number:05d}.vcf"
    path.write_text("".join(lines))
    return path


def write_joint(path: Path, samples: int, sites: int) -> Path:
    """Write one file of many samples; one site in twenty is common, the others are rare."""
    chooser = random.Random(samples)
    with path.open("w") as out:
        out.write(_HEADER.format(samples="\t".join(f"S{n:05d}" for n in range(samples))))
        for number, (position, ref, alt) in enumerate(alleles(sites)):
            calls = ["0/0:30,0"] * samples
            carriers = samples // 3 if number % 20 == 0 else 3
            for place in chooser.sample(range(samples), min(carriers, samples)):
                calls[place] = "0/1:16,14"
            fixed = f"chr10\t{position}\t.\t{ref}\t{alt}\t50\tPASS\t.\tGT:AD\t"
            out.write(fixed + "\t".join(calls) + "\n")
    return path


def measure(*arguments: str) -> tuple[float, float, str]:
    """Return wall time in seconds, peak memory in MB and the last words of a run."""
    code = (
        "import resource, sys; from fasannot.__main__ import main; code = main(sys.argv[1:]);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr); sys.exit(code)"
    )
    start = time.perf_counter()
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    words = done.stderr.strip().splitlines()
    return time.perf_counter() - start, int(words[-1]) / 1024, words[0]


def _figures(files: list[int], samples: list[int], sites: int) -> None:
    print(
        "| Input | wall time (s) | peak memory (MB) | files/s | rows |\n"
        "| --- | --- | --- | --- | --- |"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [str(write_single(folder, number)) for number in range(max(files))]
        for count in files:
            (folder / "list").write_text("\n".join(paths[:count]))
            out = str(folder / "o.parquet")
            seconds, memory, said = measure("cohort", "--list", str(folder / "list"), "-o", out)
            rows = said.split("; ")[1].split()[0]
            print(f"| {count:,} files of one sample | {seconds:.1f} | {memory:.0f} | "
                  f"{count / seconds:.0f} | {rows} |")  # fmt: skip
        for count in samples:
            path = write_joint(folder / "joint.vcf", count, sites)
            seconds, memory, said = measure("cohort", str(path), "-o", str(folder / "o.parquet"))
            rows = said.split("; ")[1].split()[0]
            print(f"| one file, {count:,} samples, {sites} FAS records | {seconds:.1f} | "
                  f"{memory:.0f} | | {rows} |")  # fmt: skip
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss > 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, nargs="*", default=[100, 1000, 4000])
    parser.add_argument("--samples", type=int, nargs="*", default=[1000, 10_000, 40_000])
    parser.add_argument("--sites", type=int, default=300)
    options = parser.parse_args()
    _figures(options.files, options.samples, options.sites)
