"""All figures of docs/performance.md in one run, one after the other, as a table with the machine.

    python -m tests.benchmarks.table [--folder FOLDER] [--only NAME...] [--write]

Needs bgzip, bcftools and samtools; SnpEff where it is installed. What is compared runs in turn, run
by run, so that a busy machine slows both; times are the best, ratios the median of the pairs.
``--only`` measures parts anew and keeps the figures of the others. ``--write`` puts the table into
docs/performance.md. Inputs are made in FOLDER once (1 GB).
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import random
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from fasannot.files.bgzf.block import EOF_BLOCK, TEXT_PER_BLOCK, deflate
from fasannot.gene.model import load_gene_model
from tests.benchmarks.stream_speed import REGION, make_genome
from tests.haplotypes.csq import gff
from tests.pipelines.cohorts import alleles

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/performance.md"
MARKS = ("<!-- table -->\n", "<!-- end of table -->\n")
FASANNOT = [sys.executable, "-m", "fasannot"]
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT"
FILES, CONTIGS, SAMPLES, ALLELES = 12_000, 3_362, 100_000, 20_000


class Spent(NamedTuple):
    """What a command took.

    Attributes:
        seconds: wall time.
        memory: peak memory in MB.
    """

    seconds: float
    memory: float


class Row(NamedTuple):
    """One row of the table."""

    what: str
    measured: str
    beside: str
    ratio: str
    aim: str


def spent(command: Sequence[object]) -> Spent:
    """Run a command and return what it took; leaves with its name where it fails."""
    words = [str(word) for word in command]
    begun = time.perf_counter()
    process = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"failed: {shlex.join(words)}")
    return Spent(time.perf_counter() - begun, usage.ru_maxrss / 1024)


def paired(
    ours: Sequence[object], other: Sequence[object], runs: int = 5
) -> tuple[Spent, Spent, float]:
    """Return the best of both commands, run in turn, and the median ratio of the pairs."""
    pairs = [(spent(ours), spent(other)) for _ in range(runs)]
    ratio = statistics.median(one.seconds / two.seconds for one, two in pairs)
    return min(one for one, _ in pairs), min(two for _, two in pairs), ratio


def seconds(one: Spent) -> str:
    return f"{one.seconds:.2f} s, {one.memory:.0f} MB"


def made(path: Path, make: Callable[[Path], None]) -> Path:
    """Return a file, made if it is not there."""
    if not path.exists():
        part = path.with_name(f"part-{path.name}")
        make(part)
        part.rename(path)
    return path


def long_header(samples: Sequence[str]) -> str:
    """Return a header with as many contigs as the analysis set of GRCh38."""
    others = [f"HLA-{number:06d}*01:01:01:01" for number in range(CONTIGS - 2)]
    lines = [
        "##fileformat=VCFv4.2",
        "##contig=<ID=chr1,length=248956422>",
        "##contig=<ID=chr10,length=133797422>",
        *(f"##contig=<ID={name},length={3000 + at}>" for at, name in enumerate(others)),
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depths">',
        COLUMNS + "".join(f"\t{name}" for name in samples),
    ]
    return "\n".join(lines) + "\n"


def packed(text: str) -> bytes:
    data = text.encode()
    return b"".join(
        deflate(data[at : at + TEXT_PER_BLOCK]) for at in range(0, len(data), TEXT_PER_BLOCK)
    )


def start(folder: Path) -> Iterator[Row]:
    """The example, from start to finish."""
    example = ROOT / "data/example.vcf"
    command = [*FASANNOT, "annotate", "-q", example, "-o", folder / "example.out.vcf"]
    best = min(spent(command) for _ in range(9))
    yield Row("the example, start to finish", seconds(best), "", "", "≤ 0.15 s")


def speed(folder: Path) -> Iterator[Row]:
    """The annotation itself."""
    runs = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.alleles"], cwd=ROOT, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        words = done.stdout.replace(",", "").split()
        runs.append((int(words[words.index("a") - 1]), words[-2]))
    rate, memory = max(runs)
    yield Row(
        "100,000 alleles with every field, one core", f"{rate:,} a second, {memory} MB", "", "",
        "≥ 15,000 a second",
    )  # fmt: skip


def header(folder: Path) -> Iterator[Row]:
    """A header of thousands of contigs, in a process that has started."""
    paths = []
    for name, text in (
        ("long", long_header(["S1"])),
        (
            "short",
            "\n".join(long_header(["S1"]).splitlines()[i] for i in (0, 2, -3, -2, -1)) + "\n",
        ),
    ):
        path = folder / f"{name}.vcf.gz"
        path.write_bytes(packed(text) + EOF_BLOCK)
        paths.append(str(path))
    code = (
        "import sys, time\nfrom fasannot.outputs.job import Job, OutputType, open_findings\n"
        "def once(path):\n    begun = time.perf_counter()\n"
        "    with open_findings(Job(path, None, OutputType.TSV)) as opened:\n"
        "        list(opened.findings)\n    return time.perf_counter() - begun\n"
        "for _ in range(3): [once(path) for path in sys.argv[1:]]\n"
        "print(*[min(once(path) for _ in range(25)) for path in sys.argv[1:]])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *paths], cwd=ROOT, capture_output=True, text=True, check=True
    )
    long, short = map(float, done.stdout.split())
    yield Row(
        f"a file with a header of {CONTIGS:,} contigs", f"{1000 * long:.1f} ms",
        f"with one contig: {1000 * short:.1f} ms", "", "≤ 10 ms",
    )  # fmt: skip


def files(folder: Path) -> Iterator[Row]:
    """Many small files with such headers."""

    def make(place: Path) -> None:
        place.mkdir()
        start_of_all = long_header(["S"])
        body = packed(start_of_all[: start_of_all.rindex("#CHROM")])
        known = alleles(120)
        for number in range(FILES):
            chance = random.Random(number)
            lines = [
                f"chr1\t{at}\t.\tA\tG\t50\tPASS\t.\tGT:AD\t0/1:15,15"
                for at in sorted(chance.sample(range(1_000_000, 2_000_000), 200))
            ] + [
                f"chr10\t{at}\t.\t{ref}\t{alt}\t50\tPASS\t.\tGT:AD\t0/1:16,14"
                for at, ref, alt in sorted(chance.sample(known, 3))
            ]
            text = "\n".join([f"{COLUMNS}\tS{number:05d}", *lines]) + "\n"
            (place / f"S{number:05d}.vcf.gz").write_bytes(body + packed(text) + EOF_BLOCK)

    place = made(folder / "files", make)
    listed = folder / "list"
    listed.write_text("\n".join(str(path) for path in sorted(place.iterdir())))
    command = [*FASANNOT, "cohort", "-q", "--list", listed, "-o", folder / "files.parquet"]
    best = spent([*command, "--threads", 2])
    yield Row(
        f"`cohort --threads 2` of {FILES:,} files with such headers", seconds(best), "", "",
        "≤ 40 s",
    )  # fmt: skip


def many_samples(path: Path, samples: int) -> None:
    """Write a BCF with an index: 200 records in FAS, ten of them of alleles of many samples."""
    chance = random.Random(samples)
    with subprocess.Popen(
        ["bcftools", "view", "--no-version", "-Ob", "-o", path, "-"], stdin=subprocess.PIPE
    ) as packer:
        assert packer.stdin is not None
        names = "\t".join(f"S{number:06d}" for number in range(samples))
        packer.stdin.write(
            (
                "##fileformat=VCFv4.2\n##contig=<ID=chr9,length=138394717>\n"
                "##contig=<ID=chr10,length=133797422>\n##contig=<ID=chr11,length=135086622>\n"
                '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
                f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{names}\n"
            ).encode()
        )
        known = {at: (ref, alt) for at, ref, alt in alleles(200)}
        places = [("chr9", 10**6 + 50 * at) for at in range(400)]
        places += [("chr10", 10**6 + 50 * at) for at in range(200)]
        places += [("chr10", at) for at in sorted(known)]
        places += [("chr11", 10**6 + 50 * at) for at in range(400)]
        for number, (chrom, at) in enumerate(places):
            ref, alt = known.get(at, ("A", "G")) if chrom == "chr10" else ("A", "G")
            calls = ["0/0"] * samples
            common = number % 20 == 0
            for place in chance.sample(range(samples), samples // 3 if common else 3):
                calls[place] = "0/1"
            fixed = f"{chrom}\t{at}\t.\t{ref}\t{alt}\t50\tPASS\t.\tGT\t"
            packer.stdin.write((fixed + "\t".join(calls) + "\n").encode())


def samples(folder: Path) -> Iterator[Row]:
    """BCF of many samples, FAS only."""
    grown = []
    for count in (1_000, 10_000, SAMPLES):
        path = made(
            folder / f"samples{count}.bcf", lambda part, count=count: many_samples(part, count)
        )
        subprocess.run(["bcftools", "index", "-f", path], check=True)
        ours = [*FASANNOT, "annotate", "-q", path, "--fas-only", "-o", folder / "out.bcf"]
        other = ["bcftools", "view", "-r", REGION, "-Ob", "-o", folder / "other.bcf", path]
        one, two, ratio = paired(ours, other, 3)
        grown.append(one.memory)
        if count == SAMPLES:
            yield Row(
                f"BCF of {count:,} samples, FAS only, by its index", seconds(one),
                f"`bcftools view -r`: {seconds(two)}", f"{ratio:.1f}", "≤ 2",
            )  # fmt: skip
    yield Row(
        "the same of 1,000, 10,000 and 100,000 samples, memory",
        ", ".join(f"{one:.0f} MB" for one in grown), "", "", "no growth with samples",
    )  # fmt: skip


def genome(folder: Path) -> Iterator[Row]:
    """A whole genome of one sample."""
    path = make_genome(folder, 4_500_000)
    indexed = folder / "indexed.vcf.gz"
    if not indexed.exists():
        shutil.copyfile(path, indexed)
    subprocess.run(["bcftools", "index", "-f", indexed], check=True)
    out = folder / "out.vcf.gz"
    annotate = [*FASANNOT, "annotate", "-q"]
    one, two, ratio = paired(
        [*annotate, path, "-o", out, "--threads", 2], ["bgzip", "-@", 2, "-dc", path]
    )
    yield Row(
        "genome of 4.5 million records, no index, two threads", seconds(one),
        f"`bgzip -@ 2 -dc`: {seconds(two)}", f"{ratio:.1f}", "≤ 1.2",
    )  # fmt: skip
    one, two, ratio = paired([*annotate, indexed, "-o", out], ["cp", path, out])
    yield Row(
        "the same by its index, all records", seconds(one), f"`cp`: {seconds(two)}",
        f"{ratio:.1f}", "≤ 2",
    )  # fmt: skip


def beside(folder: Path) -> Iterator[Row]:
    """Other annotators, on the same alleles; each with this one gene."""
    model = load_gene_model()
    place = folder / "beside"
    shutil.rmtree(place, ignore_errors=True)
    (place / "data/fas").mkdir(parents=True)
    chance = random.Random(5)
    lines = ["##fileformat=VCFv4.2", f"##contig=<ID=L,length={len(model.sequence)}>",
             "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"]  # fmt: skip
    real = ["##fileformat=VCFv4.2", "##contig=<ID=chr10,length=133797422>", lines[-1]]
    build = model.assemblies["GRCh38"]
    starts = sorted(chance.choices(range(model.mane.start, model.mane.end), k=ALLELES))
    for at in starts:
        ref = model.sequence[at]
        alt = chance.choice([base for base in "ACGT" if base != ref])
        lines.append(f"L\t{at + 1}\t.\t{ref}\t{alt}\t.\t.\t.")
        real.append(f"chr10\t{build.position(at)}\t.\t{ref}\t{alt}\t.\t.\t.")
    (place / "locus.vcf").write_text("\n".join(lines) + "\n")
    (place / "real.vcf").write_text("\n".join(real) + "\n")
    fasta = place / "data/fas/sequences.fa"
    fasta.write_text(f">L\n{model.sequence}\n")
    (place / "genes.gff").write_text(gff())
    shutil.copy(place / "genes.gff", place / "data/fas/genes.gff")
    subprocess.run(["samtools", "faidx", fasta], check=True)
    ours = spent([*FASANNOT, "annotate", "-q", place / "real.vcf", "-o", place / "ours.vcf"])

    def row(name: str, other: Spent | None, why: str = "") -> Row:
        told = seconds(other) if other else why
        ratio = f"{ours.seconds / other.seconds:.1f}" if other else ""
        return Row(
            f"{ALLELES:,} substitutions, one process", seconds(ours), f"{name}: {told}", ratio, ""
        )

    yield row("`bcftools csq`", spent(
        ["bcftools", "csq", "--force", "-f", fasta, "-g", place / "genes.gff", "-o",
         place / "csq.vcf", place / "locus.vcf"]
    ))  # fmt: skip
    program = shutil.which("snpEff")
    if program is None:
        yield row("SnpEff", None, "not installed")
    else:
        config = place / "snpEff.config"
        config.write_text(f"data.dir = {place / 'data'}\nfas.genome : FAS\n")
        subprocess.run(
            [program, "build", "-c", config, "-gff3", "-noCheckCds", "-noCheckProtein", "fas"],
            check=True, capture_output=True,
        )  # fmt: skip
        yield row("SnpEff", spent(
            [program, "ann", "-c", config, "-noStats", "fas", place / "locus.vcf"]
        ))  # fmt: skip
    vep = shutil.which("vep")
    yield row(
        "VEP",
        None,
        "not installed: no package of the distribution, and its cache is a download"
        if vep is None
        else "installed, but its cache is a download",
    )


PARTS = {
    part.__name__: part for part in (start, speed, header, files, samples, genome, beside)
}  # fmt: skip


def machine() -> str:
    """Return what the figures were taken on."""
    name = platform.processor() or platform.machine()
    with Path("/proc/cpuinfo").open() as lines:
        name = next(
            (line.partition(":")[2].strip() for line in lines if "model name" in line), name
        )
    versions = [f"Python {platform.python_version()}"]
    for program in ("bcftools", "bgzip"):
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        versions.append(done.stdout.splitlines()[0])
    load = os.getloadavg()[1]
    return (
        f"{name}, {os.cpu_count()} processors, {platform.system()} {platform.release()}; "
        f"{', '.join(versions)}; load of the machine at the end {load:.1f}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir(), "fas-benchmark"))
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS))
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    # What pip does as it installs; without it each start would compile what changed last.
    compileall.compile_dir(ROOT / "fasannot", quiet=1)
    kept = options.folder / "figures.json"
    figures = json.loads(kept.read_text()) if kept.exists() else {}
    for name in options.only:
        figures[name] = list(PARTS[name](options.folder))
        kept.write_text(json.dumps(figures))
        print(*figures[name], sep="\n", file=sys.stderr, flush=True)
    rows = [row for name in PARTS for row in figures.get(name, ())]
    head = [
        "| What | Time, peak memory | Beside it | Ratio | Aim |",
        "| --- | --- | --- | --- | --- |",
    ]
    table = [*head, *(f"| {' | '.join(row)} |" for row in rows)]
    text = "\n".join([*table, "", f"Machine: {machine()}."]) + "\n"
    print(text)
    if options.write:
        page = PAGE.read_text()
        before, after = page.split(MARKS[0])[0], page.split(MARKS[1])[1]
        PAGE.write_text(f"{before}{MARKS[0]}{text}{MARKS[1]}{after}")


if __name__ == "__main__":
    main()
