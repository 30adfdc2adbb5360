"""Faults while a command runs: full disks, limits, signals, cut inputs, closed streams.

What must hold: exit code 0, 1, 130, 141 or 143; no traceback; outputs whole or not there at all;
nothing of ours left in the folder; inputs as they were.
"""

import gzip
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter

import pysam
import pysam.bcftools
import pytest

from tests.support import vcf

FASANNOT = (sys.executable, "-m", "fasannot")
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "60"))
SEED = os.environ.get("FUZZ_SEED", "1")
ROWS = [(89014191, "G", "C"), (89014190, "C", "T"), (89003108, "T", "A"), (89014259, "C", "T")]
ENDS = {0, 1, 130, 141, 143}


def whole_file(rows=3000):
    """A file with FAS records between many others, with one sample."""
    fields = [
        ["chr10", position, ".", ref, alt, "60", "PASS", ".", "GT:AD:DP", "0/1:20,20:40"]
        for position, ref, alt in ROWS
    ]
    others = [
        ["chr11", at * 10 + 1, ".", "A", "C", "50", "PASS", ".", "GT:AD:DP", "0/1:9,9:18"]
        for at in range(rows)
    ]
    return vcf([*fields, *others], ["chr10:133797422", "chr11:135086622"], HEADER, ["s"])


HEADER = (
    '##FILTER=<ID=PASS,Description="x">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="x">',
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="x">',
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="x">',
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in.vcf").write_text(whole_file())
    return tmp_path


def start(folder, *arguments, **options):
    return subprocess.Popen(
        [*FASANNOT, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True, **{"stdout": subprocess.DEVNULL, **options},
    )  # fmt: skip


def settled(process, folder, code=None):
    """Wait for a command and hold it to what must always hold; return what it said."""
    _, said = process.communicate(timeout=120)
    assert process.returncode in (ENDS if code is None else {code}), said
    assert "Traceback" not in said
    assert "internal error" not in said
    names = {path.name for path in folder.iterdir()}
    assert not {name for name in names if name.startswith(".")}, names
    if process.returncode != 0:
        assert not names & {"o.vcf", "o.vcf.gz", "o.bcf", "s.tsv", "h.tsv", "m_mqc.json"}, names
    return said


ALL = ("--samples", "s.tsv", "--haplotypes", "h.tsv", "--multiqc", "m_mqc.json")


@pytest.mark.parametrize("output", ["o.vcf", "o.vcf.gz", "o.bcf"])
def test_a_limit_on_files_leaves_nothing(folder, output):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    said = settled(
        start(folder, "annotate", "in.vcf", "-o", output, *ALL, preexec_fn=limit), folder, 1
    )
    assert len(said.strip().splitlines()) == 1


@pytest.mark.parametrize("option", ["-o", "--samples", "--haplotypes"])
def test_a_full_device_leaves_nothing(folder, option):
    others = [] if option == "-o" else ["-o", "o.vcf"]
    settled(start(folder, "annotate", "in.vcf", option, "/dev/full", *others), folder, 1)


def test_a_rename_that_fails_undoes_those_before(folder):
    (folder / "s.tsv").write_text("old")
    (folder / "h.tsv").mkdir()
    process = start(folder, "annotate", "in.vcf", "-o", "o.vcf", "--samples", "s.tsv",
                    "--haplotypes", "h.tsv/")  # fmt: skip
    process.communicate(timeout=120)
    assert process.returncode == 1
    assert (folder / "s.tsv").read_text() == "old"
    assert not (folder / "o.vcf").exists()


def test_an_index_that_cannot_be_placed_takes_its_file_with_it(folder):
    (folder / "o.vcf.gz").write_bytes(b"old")
    (folder / "o.vcf.gz.csi").mkdir()
    text = vcf(sorted(ROWS), header=HEADER)
    (folder / "sorted.vcf").write_text(text)
    process = start(folder, "annotate", "sorted.vcf", "-o", "o.vcf.gz", "--write-index")
    process.communicate(timeout=120)
    assert process.returncode == 1
    assert (folder / "o.vcf.gz").read_bytes() == b"old"


def test_an_old_index_does_not_outlive_its_file(folder):
    (folder / "o.vcf.gz").write_bytes(b"old")
    for suffix in (".tbi", ".csi"):
        (folder / f"o.vcf.gz{suffix}").write_bytes(b"old")
    settled(start(folder, "annotate", "in.vcf", "-o", "o.vcf.gz"), folder, 0)
    assert not (folder / "o.vcf.gz.tbi").exists()
    assert not (folder / "o.vcf.gz.csi").exists()


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_closed_stream_does_not_matter_where_files_are_written(folder, closed):
    process = start(
        folder, "annotate", "in.vcf", "-o", "o.vcf", *ALL, preexec_fn=lambda: os.close(closed)
    )
    settled(process, folder, 0)
    assert "FASANN=" in (folder / "o.vcf").read_text()


def test_a_closed_output_that_is_written_to_is_a_fault(folder):
    said = settled(start(folder, "annotate", "in.vcf", preexec_fn=lambda: os.close(1)), folder, 1)
    assert "standard output" in said


def test_a_reader_that_leaves_costs_the_files_and_says_so_by_its_code(folder):
    (folder / "in.vcf").write_text(whole_file(60_000))
    process = start(folder, "annotate", "in.vcf", *ALL, "-q", stdout=subprocess.PIPE)
    process.stdout.readline()
    process.stdout.close()
    with process.stderr as said:
        assert said.read() == ""
    assert process.wait(120) == 141
    assert sorted(path.name for path in folder.iterdir()) == ["in.vcf"]


def test_leftovers_of_killed_runs_are_swept_but_not_those_of_living_ones(folder):
    old = folder / ".o.vcf.0123456789abcdef"
    young = folder / ".o.vcf.0123456789abcdee"
    held = folder / ".o.vcf.0123456789abcdea"
    foreign = folder / ".o.vcf.swp"
    for path in (old, young, held, foreign):
        path.write_text("x")
    hour_ago = time.time() - 3600
    for path in (old, held, foreign):
        os.utime(path, (hour_ago, hour_ago))
    import fcntl

    with held.open() as living:
        fcntl.flock(living, fcntl.LOCK_EX)
        process = start(folder, "annotate", "in.vcf", "-o", "o.vcf")
        process.communicate(timeout=120)
    assert process.returncode == 0
    left = {path.name for path in folder.iterdir() if path.name.startswith(".")}
    assert left == {young.name, held.name, foreign.name}


def one_fault(folder, chooser):
    """One fault of a random kind at a random moment."""
    form = chooser.choice(["in.vcf", "in.vcf.gz", "in.bcf"])
    output = chooser.choice(["o.vcf", "o.vcf.gz", "o.bcf", "-"])
    if form == "in.vcf.gz":
        pysam.tabix_compress(str(folder / "in.vcf"), str(folder / form), force=True)
    elif form == "in.bcf":
        names = (str(folder / form), str(folder / "in.vcf"))
        pysam.bcftools.view("--no-version", "-Ob", "-o", *names, catch_stdout=False)
    arguments = ["annotate", form, "-o", output, *ALL, "-q"]
    if output == "-":
        arguments += ["-O", chooser.choice("vzbu")]
    kind = chooser.choice(["term", "int", "hup", "twice", "cut", "grow", "replace"])
    process = start(folder, *arguments)
    time.sleep(chooser.random() * 0.6)
    path = folder / form
    if kind in ("term", "int", "hup", "twice"):
        number = {"int": signal.SIGINT, "hup": signal.SIGHUP}.get(kind, signal.SIGTERM)
        process.send_signal(number)
        if kind == "twice":
            time.sleep(chooser.random() * 0.02)
            process.send_signal(chooser.choice([signal.SIGINT, signal.SIGTERM]))
    elif kind == "cut":
        os.truncate(path, path.stat().st_size * 2 // 3)
    elif kind == "grow":
        with path.open("ab") as file:
            file.write(b"\x1f\x8b" if form != "in.vcf" else b"chr11\t1\n")
    else:
        other = folder / "other"
        other.write_bytes(gzip.compress(b"not this"))
        other.replace(path)
    # A signal before Python has begun to run ends the process by itself.
    _, said = process.communicate(timeout=120)
    assert process.returncode in ENDS | {-signal.SIGTERM, -signal.SIGHUP, -signal.SIGINT}, said
    signs = ("site.py", "Could not import runpy", "runtime state: core initialized")
    before_us = any(sign in said for sign in signs)
    assert "Traceback" not in said or process.returncode < 0 or before_us
    assert "internal error" not in said
    names = {item.name for item in folder.iterdir()}
    assert not {name for name in names if name.startswith(".")}, (kind, names)
    outputs = names & {"o.vcf", "o.vcf.gz", "o.bcf", "s.tsv", "h.tsv", "m_mqc.json"}
    if process.returncode:
        # A signal behind the last output ends a process that has done its work.
        whole = {"s.tsv", "h.tsv", "m_mqc.json"} | ({output} - {"-"})
        allowed = (set(), whole) if process.returncode < 0 else (set(),)
        assert outputs in allowed, (kind, process.returncode, outputs)
    return kind


@pytest.mark.slow
def test_faults_at_random_moments(tmp_path, capsys):
    seen = Counter()
    for turn in range(ROUNDS):
        folder = tmp_path / str(turn)
        folder.mkdir()
        (folder / "in.vcf").write_text(whole_file(20_000))
        chooser = random.Random(f"{SEED} {turn}")
        try:
            seen[one_fault(folder, chooser)] += 1
        except BaseException as fault:
            fault.add_note(f"FUZZ_SEED={SEED}, turn {turn}, files in {folder}")
            raise
        shutil.rmtree(folder)
    with capsys.disabled():
        print(f"\nseed {SEED}: {sum(seen.values())} faults injected: {dict(sorted(seen.items()))}")
    assert len(seen) > min(3, ROUNDS // 10)
