"""What a run over a whole genome cannot do without, part by part: processor time and the disk's.

    PYTHONPATH=. python tests/benchmarks/floor.py [FOLDER]

The genome of ``stream_speed`` is made in FOLDER once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fasannot.files.alike import all_alike
from fasannot.files.bgzf.chain import inflate_run, walk
from fasannot.files.raw import RawInput
from tests.benchmarks.stream_speed import make_genome

RUNS = 5
BLOCKS = 16  # looked at together


def best(measure: Callable[[], dict[str, float]]) -> dict[str, float]:
    """Return the least of each figure."""
    found = [measure() for _ in range(RUNS)]
    return {name: min(one[name] for one in found) for name in found[0]}


def reading(path: Path) -> dict[str, float]:
    """Inflate all blocks with their checksums, and count the columns of each line."""
    raw = RawInput.open(str(path))
    inflating = looking = 0.0
    carried = b"\n"
    for run in walk(raw):
        for part in run.parts(BLOCKS):
            begun = time.thread_time()
            text = inflate_run(part, str(path)).text
            inflated = time.thread_time()
            buffer = carried + text
            stop = buffer.rfind(b"\n") + 1
            carried = buffer[stop - 1 :]
            if b"\n#" not in buffer[:2]:
                all_alike(buffer, stop, buffer[1 : buffer.find(b"\t")], 9)
                buffer.find(b"\0")
            inflating += inflated - begun
            looking += time.thread_time() - inflated
    raw.close()
    return {"inflating, CRC-32": inflating, "looking at each line": looking}


def writing(path: Path) -> dict[str, float]:
    """Copy the file by the system, and bring it to disk."""
    with tempfile.TemporaryFile(dir=path.parent) as copy, path.open("rb") as file:
        size, at = path.stat().st_size, 0
        begun = time.perf_counter()
        while at < size:
            at += os.copy_file_range(file.fileno(), copy.fileno(), size - at, at)
        copied = time.perf_counter()
        os.fsync(copy.fileno())
        return {"copy": copied - begun, "fsync": time.perf_counter() - copied}


def starting(path: Path) -> dict[str, float]:
    """Start, load numpy, and let bgzip inflate the same on two threads."""
    example = Path(__file__).parents[2] / "data/example.vcf"
    commands = {
        "start": [sys.executable, "-m", "fasannot", "annotate", "-q", example, "-o", os.devnull],
        "numpy, with Python": [sys.executable, "-c", "import numpy"],
        "bgzip -@ 2 -dc": ["bgzip", "-@", "2", "-dc", path],
    }
    found = {}
    for name, command in commands.items():
        begun = time.perf_counter()
        subprocess.run(
            [str(word) for word in command], stdout=subprocess.DEVNULL, check=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
        found[name] = time.perf_counter() - begun
    return found


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.gettempdir()) / "fas-benchmark"
    folder.mkdir(parents=True, exist_ok=True)
    path = make_genome(folder, 4_500_000)
    for measure in (reading, writing, starting):
        for name, seconds in best(lambda measure=measure: measure(path)).items():
            print(f"{seconds:.3f} s  {name}")


if __name__ == "__main__":
    main()
