"""Measure `fasannot annotate` on a whole genome against cp, bgzip and bcftools; print a table.

    PYTHONPATH=. python tests/benchmarks/stream_speed.py [FOLDER] [RECORDS]

The genome (see stream_genome.py) is made in FOLDER once. Every time is the best of several runs;
those of fasannot are also given less its start-up time, that of a file with one FAS record. All
that lies outside FAS and the header is compared byte by byte with the input.
"""

import os
import platform
import shutil
import subprocess
import sys
import time
from itertools import zip_longest
from pathlib import Path

RUNS = 5
FAS = (88985531, 89017785)
REGION = f"chr10:{FAS[0]}-{FAS[1]}"


def run(command, **options):
    """Return the best wall time in seconds and the highest peak memory in MB of a command."""
    times = []
    peak = 0
    for _ in range(RUNS):
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, shell=True, **options
        )
        _, status, usage = os.wait4(process.pid, 0)
        times.append(time.perf_counter() - start)
        peak = max(peak, usage.ru_maxrss // 1024)
        if status:
            raise SystemExit(f"failed: {command}")
    return min(times), peak


def make_genome(folder, count):
    """Return the path of the bgzipped genome, made if it is not there."""
    path = folder / f"genome{count}.vcf.gz"
    if not path.exists():
        maker = Path(__file__).with_name("stream_genome.py")
        part = path.with_suffix(".part")
        subprocess.run(f"{sys.executable} {maker} {count} | bgzip > {part}", shell=True, check=True)
        part.rename(path)
    return path


def make_tiny(genome, path):
    """Write the header and one FAS record of the genome."""
    lines = subprocess.run(
        f"bcftools view --no-version -r {REGION} {genome.with_name('indexed.vcf.gz')}",
        shell=True,
        check=True,
        capture_output=True,
    ).stdout.splitlines(keepends=True)
    records = [at for at, line in enumerate(lines) if line[:1] != b"#"]
    subprocess.run(
        f"bgzip > {path}", shell=True, check=True, input=b"".join(lines[: records[0] + 1])
    )


def differing_lines(first, second):
    """Return the numbers of record lines outside and inside FAS that differ between two files."""
    outside = inside = 0
    with (
        subprocess.Popen(["bgzip", "-dc", first], stdout=subprocess.PIPE) as old,
        subprocess.Popen(["bgzip", "-dc", second], stdout=subprocess.PIPE) as new,
    ):
        old_lines = (line for line in old.stdout if line[:2] != b"##")
        new_lines = (line for line in new.stdout if line[:2] != b"##")
        for one, other in zip_longest(old_lines, new_lines):
            if one != other:
                fields = one.split(b"\t", 2)
                in_fas = fields[0] == b"chr10" and FAS[0] - 100 <= int(fields[1]) <= FAS[1] + 1
                inside += in_fas
                outside += not in_fas
    return outside, inside


def main():
    """Measure and print."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp/fasannot-benchmark")
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 4_500_000
    folder.mkdir(parents=True, exist_ok=True)
    genome = make_genome(folder, count)
    indexed = folder / "indexed.vcf.gz"
    shutil.copyfile(genome, indexed)
    subprocess.run(["bcftools", "index", "-f", indexed], check=True)
    out = folder / "out.vcf.gz"
    tool = f"{sys.executable} -m fasannot"
    tiny = folder / "tiny.vcf.gz"
    make_tiny(genome, tiny)
    start_up, _ = run(f"{tool} annotate -q {tiny} -o {out}")
    results = {
        "cp": run(f"cp {genome} {out}"),
        "cp, then sync": run(f"cp {genome} {out} && sync {out}"),
        "bgzip -dc": run(f"bgzip -dc {genome}"),
        "bcftools view -Oz": run(f"bcftools view -Oz -o {out} {genome}"),
        "bcftools view -t": run(f"bcftools view -t {REGION} {genome}"),
        "bcftools view -r": run(f"bcftools view -r {REGION} {indexed}"),
    }
    annotate = f"{tool} annotate -q"
    ours = {
        "indexed, all records": f"{annotate} {indexed} -o {out}",
        "unindexed, all records": f"{annotate} {genome} -o {out}",
        "indexed, FAS only (tsv)": f"{annotate} {indexed} -O tsv -o {folder}/out.tsv",
        "unindexed, FAS only (tsv)": f"{annotate} {genome} -O tsv -o {folder}/out.tsv",
    }
    compared = {}
    for name, command in ours.items():
        results[name] = run(command)
        if "all" in name:
            compared[name] = differing_lines(genome, out)
    print(
        f"{count} records, {genome.stat().st_size / 1e6:.0f} MB bgzipped; start-up {start_up:.2f} s"
    )
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}")
    print("\n| What | Time (s) | less start-up | Peak memory (MB) |\n| --- | --- | --- | --- |")
    for name, (seconds, peak) in results.items():
        net = f"{seconds - start_up:.2f}" if name in ours else ""
        print(f"| {name} | {seconds:.2f} | {net} | {peak} |")

    def net(name):
        return results[name][0] - start_up

    rows = [
        ("indexed, all records / cp", net("indexed, all records") / results["cp"][0], "≤ 3"),
        (
            "bcftools view -Oz / indexed, all records",
            results["bcftools view -Oz"][0] / net("indexed, all records"),
            "≥ 20",
        ),
        (
            "unindexed, all records / bgzip -dc",
            net("unindexed, all records") / results["bgzip -dc"][0],
            "≤ 2",
        ),
        (
            "bcftools view -t / unindexed, FAS only",
            results["bcftools view -t"][0] / net("unindexed, FAS only (tsv)"),
            "≥ 3",
        ),
        ("FAS only with index, seconds", net("indexed, FAS only (tsv)"), "≤ 0.3"),
    ]
    print("\n| Ratio | Measured | Aim |\n| --- | --- | --- |")
    for name, value, aim in rows:
        print(f"| {name} | {value:.2f} | {aim} |")
    for name, (outside, inside) in compared.items():
        print(f"\n{name}: {outside} record lines differ outside FAS, {inside} inside")


if __name__ == "__main__":
    main()
