"""The Snakemake workflow: where it lies, and really run, killed and restarted on many samples."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import time
from pathlib import Path

import pytest

from fasannot.cli.workflow import FOLDER, PROFILES
from tests.pipelines.cohorts import write_single
from tests.pipelines.engines import FASANNOT, ROOT, engine, run

SAMPLES = 56


def workflow(*arguments, code=0):
    return run([*FASANNOT, "workflow", *arguments], code=code).stdout


def test_it_prints_its_place_and_a_ready_config(tmp_path):
    text = workflow()
    assert str(FOLDER / "Snakefile") in text
    assert text.endswith((FOLDER / "config.yaml").read_text())
    assert Path(workflow("--path").strip()).is_file()
    for name in PROFILES:
        assert (Path(workflow("--profile", name).strip()) / "config.yaml").is_file()
    workflow("--path", "--profile", "slurm", code=2)


def test_it_starts_a_folder_and_overwrites_nothing(tmp_path):
    workflow("--init", tmp_path / "run")
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == [
        "config.yaml",
        "samples.tsv",
    ]
    workflow("--init", tmp_path / "run", code=1)


def started(tmp_path: Path, samples: int) -> tuple[list[str], dict[str, str]]:
    """Return the command of a run in a folder of many samples, and its environment."""
    inputs = tmp_path / "in"
    inputs.mkdir()
    rows = []
    for number in range(samples):
        path = write_single(inputs, number, 20)
        depths = inputs / f"{path.stem}.per-base.bed"
        depths.write_text(f"chr10\t88000000\t90000000\t{15 + number}\n")
        rows.append(f"{path.stem}\t{path}\t{depths if number % 4 == 0 else ''}")
    (tmp_path / "samples.tsv").write_text("sample\tvcf\tcoverage\n" + "\n".join(rows) + "\n")
    script = tmp_path / "fasannot"
    script.write_text(f'#!/bin/sh\nexec {shlex.join(FASANNOT)} "$@"\n')
    script.chmod(0o755)
    snakemake = engine("snakemake")
    command = [
        snakemake, "-s", str(FOLDER / "Snakefile"), "--profile", str(FOLDER / "profiles/local"),
        "--configfile", str(FOLDER / "config.yaml"), "--cores", "2", "--config",
        f"fasannot={script}", "assembly=GRCh38",
    ]  # fmt: skip
    paths = [str(Path(engine("multiqc")).parent), str(Path(snakemake).parent), os.environ["PATH"]]
    return command, {"PATH": os.pathsep.join(paths), "PYTHONPATH": str(ROOT)}


def test_every_profile_can_be_read():
    yaml = pytest.importorskip("yaml")
    for name in PROFILES:
        profile = yaml.safe_load((FOLDER / "profiles" / name / "config.yaml").read_text())
        assert profile["rerun-incomplete"] is True
        assert ("executor" in profile) == (name != "local")


@pytest.mark.engines
@pytest.mark.slow
def test_many_samples_with_a_kill_in_between(tmp_path):
    command, environment = started(tmp_path, SAMPLES)
    annotated = tmp_path / "results/annotated"
    with subprocess.Popen(
        command, cwd=tmp_path, env={**os.environ, **environment}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as running:  # fmt: skip
        while len(list(annotated.glob("*.vcf.gz"))) < 8:
            assert running.poll() is None
            time.sleep(0.1)
        os.killpg(running.pid, signal.SIGKILL)
    time.sleep(0.5)
    finished = {path: path.stat().st_mtime_ns for path in annotated.glob("S*.vcf.gz")}
    assert 8 <= len(finished) < SAMPLES
    run([*command, "--unlock"], cwd=tmp_path, **environment)
    done = run(command, cwd=tmp_path, **environment)
    kept = [path for path, when in finished.items() if path.stat().st_mtime_ns == when]
    assert len(kept) >= len(finished) - 2  # the jobs in hand when it was killed are done again
    results = tmp_path / "results"
    assert len(list(annotated.glob("S*.vcf.gz"))) == SAMPLES
    assert len(list((results / "coverage").glob("*.tsv"))) == SAMPLES // 4
    assert (results / "multiqc_report.html").stat().st_size > 100_000
    parquet = pytest.importorskip("pyarrow.parquet")
    assert parquet.read_metadata(results / "cohort.parquet").num_rows == 3 * SAMPLES
    assert len((results / "inputs.tsv").read_text().splitlines()) == SAMPLES + 1
    again = run(command, cwd=tmp_path, **environment)
    assert "Nothing to be done" in again.stdout + again.stderr, done.stderr


_STORED = ("--default-storage-provider", "fs", "--default-storage-prefix")


def need_plugins(snakemake: str, *names: str) -> None:
    """Skip unless plugins of Snakemake are installed beside it."""
    python = str(Path(snakemake).parent / "python")
    for name in names:
        check = f"import importlib.util as u, sys; sys.exit(not u.find_spec({name!r}))"
        if subprocess.run([python, "-c", check], check=False).returncode:
            pytest.skip(f"{name} is not installed")


def stored(tmp_path: Path, samples: int) -> tuple[list[str], dict[str, str]]:
    """Return a run whose files lie in a store and not in a shared folder."""
    command, environment = started(tmp_path, samples)
    (tmp_path / "store").mkdir()
    (tmp_path / "in").rename(tmp_path / "store" / "in")
    sheet = tmp_path / "samples.tsv"
    sheet.write_text(sheet.read_text().replace(f"{tmp_path}/", ""))
    return [*command, *_STORED, str(tmp_path / "store")], environment


@pytest.mark.engines
def test_it_runs_without_a_shared_folder(tmp_path):
    engine("rsync")
    command, environment = stored(tmp_path, 4)
    need_plugins(command[0], "snakemake_storage_plugin_fs")
    shared = ["persistence", "sources", "source-cache", "software-deployment"]
    run(
        [*command, "--shared-fs-usage", *shared, "storage-local-copies"],
        cwd=tmp_path,
        **environment,
    )
    results = tmp_path / "store" / "results"
    assert (results / "multiqc_report.html").is_file()
    assert len((results / "inputs.tsv").read_text().splitlines()) == 5


@pytest.mark.engines
@pytest.mark.parametrize(
    ("name", "plugin"),
    [
        ("slurm", "slurm"),
        ("kubernetes", "kubernetes"),
        ("google-batch", "googlebatch"),
        ("aws-batch", "aws_batch"),
    ],
)
def test_profiles_are_accepted_by_their_executors(name, plugin, tmp_path):
    if name == "slurm":
        command, environment = started(tmp_path, 2)
    else:
        command, environment = stored(tmp_path, 2)
        need_plugins(command[0], "snakemake_storage_plugin_fs")
    need_plugins(command[0], f"snakemake_executor_plugin_{plugin}")
    command[command.index("--profile") + 1] = str(FOLDER / "profiles" / name)
    cores = command.index("--cores")
    del command[cores : cores + 2]
    done = run([*command, "--dry-run"], cwd=tmp_path, **environment)
    assert "annotate" in done.stdout + done.stderr


@pytest.mark.engines
@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        ("sample\tfile\na\tx.vcf\n", "no column vcf"),
        ("sample\tvcf\na b\tx.vcf\n", "use letters"),
        ("sample\tvcf\na\tx.vcf\na\ty.vcf\n", "listed twice"),
        ("sample\tvcf\n", "lists no sample"),
    ],
)
def test_a_faulty_sheet_is_named(sheet, message, tmp_path):
    command, environment = started(tmp_path, 1)
    (tmp_path / "samples.tsv").write_text(sheet)
    done = run([*command, "--dry-run"], code=1, cwd=tmp_path, **environment)
    assert message in done.stdout + done.stderr
