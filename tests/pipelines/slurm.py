"""The workflow on a real Slurm of one node: good and bad samples, a job killed in between.

``python -m tests.pipelines.slurm`` as root, where slurm-wlm and munge are installed, and snakemake
with its executor plugin for Slurm (FASANNOT_ENGINES names its environment). It starts munged,
slurmctld and slurmd with their files in a temporary folder, runs the shipped profile, checks what
came out, prints what reached sbatch, and stops them.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fasannot.cli.workflow import FOLDER
from tests.pipelines.cohorts import write_single
from tests.pipelines.test_workflow import table, wrong_reference

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "scontrol")
_PLACE = Path("/etc/slurm/slurm.conf")
_CONFIG = """
ClusterName=one
SlurmctldHost={host}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
SlurmUser=root
SlurmdUser=root
SlurmctldPort=16817
SlurmdPort=16818
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/ctld.pid
SlurmdPidFile={folder}/d.pid
SlurmctldLogFile={folder}/ctld.log
SlurmdLogFile={folder}/d.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
ReturnToService=2
MinJobAge=600
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory} State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


@contextmanager
def node(folder: Path) -> Iterator[dict[str, str]]:
    """Run a Slurm of one node in a folder; give the environment that its commands need."""
    host = socket.gethostname().split(".")[0]
    for name in ("munge", "state", "spool"):
        (folder / name).mkdir()
    folder.chmod(0o755)
    (folder / "munge").chmod(0o711)
    key = folder / "munge/key"
    key.write_bytes(os.urandom(128))
    key.chmod(0o400)
    config = folder / "slurm.conf"
    cpus = os.cpu_count() or 1
    config.write_text(_CONFIG.format(host=host, folder=folder, cpus=cpus, memory=6000))
    # Jobs start without the variables of Slurm, so the file must stand where Slurm looks for it.
    if _PLACE.exists() or _PLACE.is_symlink():
        sys.exit(f"{_PLACE} is there: this machine has a Slurm of its own")
    _PLACE.parent.mkdir(parents=True, exist_ok=True)
    _PLACE.symlink_to(config)
    environment = dict(os.environ)
    files = folder / "munge"
    started = [
        subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        for command, log in (
            (
                ["munged", "--foreground", "--force", f"--socket={files}/socket",
                 f"--key-file={key}", f"--pid-file={files}/pid", f"--seed-file={files}/seed",
                 f"--log-file={files}/log"],
                (folder / "munged.out").open("wb"),
            ),
            (["slurmctld", "-D"], (folder / "ctld.out").open("wb")),
            (["slurmd", "-D", "-N", host], (folder / "slurmd.out").open("wb")),
        )
    ]  # fmt: skip
    try:
        for _ in range(100):
            time.sleep(0.5)
            done = subprocess.run(
                ["sinfo", "-h", "-o", "%t"], env=environment, capture_output=True, check=False
            )
            if done.stdout.strip() == b"idle":
                break
        else:
            sys.exit(f"Slurm did not come up: see {folder}")
        yield environment
    finally:
        _PLACE.unlink()
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(20)


def prepare(folder: Path, samples: int) -> tuple[list[Path], Path]:
    """Write inputs of which two are at fault, their sheet, and a program of our own name."""
    (folder / "in").mkdir()
    paths = [write_single(folder / "in", number, 20) for number in range(samples)]
    wrong_reference(paths[1])
    paths[2].write_bytes(paths[2].read_bytes()[: paths[2].stat().st_size // 2])
    rows = "".join(f"{path.stem}\t{path}\n" for path in paths)
    (folder / "samples.tsv").write_text("sample\tvcf\n" + rows)
    program = folder / "fasannot"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m fasannot "$@"\n')
    program.chmod(0o755)
    return paths, program


def main() -> None:
    """Run it; leaves with a message where anything is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=22)
    parser.add_argument("--keep", action="store_true", help="keep the folder")
    arguments = parser.parse_args()
    engines = [f"{one}/bin" for one in os.environ.get("FASANNOT_ENGINES", "").split(":") if one]
    os.environ["PATH"] = ":".join([*engines, os.environ["PATH"]])
    missing = [name for name in (*PROGRAMS, "snakemake") if shutil.which(name) is None]
    if missing:
        sys.exit(f"not installed: {', '.join(missing)}")
    folder = Path(tempfile.mkdtemp(prefix="fas-slurm-"))
    work = folder / "work"
    work.mkdir()
    with node(folder) as environment:
        root = str(Path(__file__).parents[2])
        environment["PYTHONPATH"] = root
        paths, program = prepare(work, arguments.samples)
        command = [
            "snakemake", "-s", str(FOLDER / "Snakefile"), "--profile",
            str(FOLDER / "profiles/slurm"), "--configfile", str(FOLDER / "config.yaml"),
            "--slurm-status-command", "squeue", "--slurm-init-seconds-before-status-checks", "5",
            "--seconds-between-status-checks", "5", "--slurm-no-account",
            "--slurm-keep-successful-logs", "--config", f"fasannot={program}", "assembly=GRCh38",
            "batch_size=6", "report=False", "multiqc=False",
        ]  # fmt: skip
        with (folder / "run.log").open("wb") as log:
            process = subprocess.Popen(command, cwd=work, env=environment, stdout=log, stderr=log)
            killed = kill_one(environment, process)
            code = process.wait(900)
        jobs = subprocess.run(
            ["scontrol", "show", "job", "--oneliner"],
            env=environment, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    for line in jobs.splitlines():
        asked = re.findall(r"(JobState|NumCPUs|MinMemoryNode|MinMemoryCPU|Restarts)=(\S+)", line)
        print(" ".join(f"{name}={value}" for name, value in asked))
    check(work, paths, code, jobs)
    print(f"killed job {killed}, tried again; {arguments.samples - 2} good and 2 bad: as expected")
    if not arguments.keep:
        shutil.rmtree(folder)


def kill_one(environment: dict[str, str], process: subprocess.Popen[bytes]) -> str:
    """Kill the first job that runs, as a node's failure would; return its id."""
    while process.poll() is None:
        listed = subprocess.run(
            ["squeue", "-h", "-t", "R", "-o", "%i"],
            env=environment, capture_output=True, text=True, check=False,
        ).stdout.split()  # fmt: skip
        if listed:
            subprocess.run(["scancel", "--signal=KILL", listed[0]], env=environment, check=False)
            return listed[0]
        time.sleep(0.2)
    return ""


def check(work: Path, paths: list[Path], code: int, jobs: str) -> None:
    """Leave with a message where a result is not as it must be."""
    good = [path for number, path in enumerate(paths) if number not in (1, 2)]
    manifest = table(work / "results/inputs.tsv")
    failed = {row["SAMPLE"]: row["ERROR"] for row in manifest if row["STATUS"] == "failed"}
    made = {path.name for path in (work / "results/annotated").glob("*.vcf.gz")}
    faults = [
        message
        for wrong, message in (
            (code == 0, "the run did not fail although samples did"),
            (set(failed) != {paths[1].stem, paths[2].stem}, f"failed samples: {failed}"),
            (not all(failed.values()), "a failed sample without a reason"),
            (made != {f"{path.stem}.vcf.gz" for path in good}, f"annotated: {sorted(made)}"),
            (not (work / "results/cohort.parquet").is_file(), "no cohort table"),
            (any(int(n) > 4 for n in re.findall(r"NumCPUs=(\d+)", jobs)), "more than 4 CPUs"),
            (re.search(r"MinMemoryNode=([5-9]|\d\d)\d*G", jobs), "more than 4 GB"),
        )
        if wrong
    ]
    if faults:
        sys.exit(f"{'; '.join(faults)}; see {work}")


if __name__ == "__main__":
    main()
