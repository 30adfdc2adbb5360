"""The Snakemake workflow: where it lies, and really run, killed and restarted on many samples."""

from __future__ import annotations

import gzip
import json
import os
import shlex
import signal
import subprocess
import time
from pathlib import Path

import pytest

from fasannot import __version__
from fasannot.cli.workflow import FOLDER, PROFILES
from tests.pipelines.cohorts import write_single
from tests.pipelines.engines import FASANNOT, ROOT, engine, run

SAMPLES = 56
# As mosdepth writes it: every base of the chromosome once.
PER_BASE = "chr10\t0\t88000000\t0\nchr10\t88000000\t{end}\t{depth}\nchr10\t{end}\t133797422\t0\n"


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
    sheet = tmp_path / "run/samples.tsv"
    sheet.write_text("sample\tvcf\tcoverage\na\ta.vcf\t\n")
    (tmp_path / "run/config.yaml").unlink()
    said = workflow("--init", tmp_path / "run")
    assert "wrote config.yaml" in said
    assert "samples.tsv stays as it is" in said
    assert "a.vcf" in sheet.read_text()
    assert "nothing to do" in workflow("--init", tmp_path / "run")


def wrong_reference(path: Path) -> None:
    """Change REF of the last record of FAS, so that the file is at fault."""
    lines = path.read_text().splitlines()
    fields = lines[-1].split("\t")
    fields[3] = next(base for base in "ACGT" if base not in fields[3:5])
    path.write_text("\n".join([*lines[:-1], "\t".join(fields)]) + "\n")


@pytest.fixture(scope="module")
def gathered(tmp_path_factory):
    """Two batches of three samples, one of them at fault, and what came of them."""
    folder = tmp_path_factory.mktemp("batches")
    paths = [write_single(folder, number, 5) for number in range(6)]
    wrong_reference(paths[4])
    depths = folder / "depths.bed"
    depths.write_text(PER_BASE.format(end=89010000, depth=30))
    for number in (0, 1):
        words = []
        for path in paths[3 * number : 3 * number + 3]:
            words += ["--task", path.stem, path, depths if path is paths[0] else ""]
        run([*FASANNOT, "workflow", "--batch", folder / f"b{number}", *words,
             "--assembly", "GRCh38"])  # fmt: skip
    run([*FASANNOT, "workflow", "--gather", folder / "out", folder / "b0", folder / "b1"])
    return folder, paths


def table(path: Path) -> list[dict[str, str]]:
    head, *rows = (line.split("\t") for line in path.read_text().splitlines())
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_a_faulty_sample_costs_only_itself(gathered):
    folder, paths = gathered
    steps = table(folder / "b1/status.tsv")
    assert [(row["SAMPLE"], row["STEP"], row["STATUS"]) for row in steps] == [
        (paths[3].stem, "annotated", "done"), (paths[3].stem, "report", "done"),
        (paths[4].stem, "annotated", "failed"), (paths[4].stem, "report", "left_out"),
        (paths[5].stem, "annotated", "done"), (paths[5].stem, "report", "done"),
    ]  # fmt: skip
    assert "REF has" in steps[2]["ERROR"]
    names = sorted(path.name for path in (folder / "out/annotated").glob("*.vcf.gz"))
    good = [path for path in paths if path is not paths[4]]
    assert names == [f"{path.stem}.vcf.gz" for path in good]
    assert len(list((folder / "out/report").glob("*.html"))) == 5
    alone = folder / "alone.vcf.gz"
    run([*FASANNOT, "annotate", paths[5], "-o", alone])
    records = [line for line in text_of(alone) if not line.startswith("#")]
    batched = text_of(folder / f"out/annotated/{paths[5].stem}.vcf.gz")
    assert [line for line in batched if not line.startswith("#")] == records


def text_of(path: Path) -> list[str]:
    return gzip.decompress(path.read_bytes()).decode().splitlines()


def test_the_manifest_and_the_verdict_name_what_failed_and_why(gathered):
    folder, paths = gathered
    manifest = table(folder / "out/inputs.tsv")
    assert [row["STATUS"] for row in manifest] == ["done"] * 4 + ["failed", "done"]
    assert "REF has" in manifest[4]["ERROR"]
    command = [*FASANNOT, "workflow", "--verdict", folder / "out/inputs.tsv"]
    done = run(command, code=1)
    assert "1 of 6 samples failed" in done.stderr
    assert paths[4].stem in done.stderr
    listed = workflow("--outputs", folder / "b0", folder / "b1").splitlines()
    assert [Path(line).name for line in listed] == [
        f"{path.stem}.vcf.gz" for path in paths if path is not paths[4]
    ]


def test_the_verdict_misses_samples_of_the_sheet(gathered, tmp_path):
    folder, paths = gathered
    good = [path for path in paths if path is not paths[4]]
    lines = (folder / "out/inputs.tsv").read_text().splitlines()
    manifest = tmp_path / "inputs.tsv"
    manifest.write_text("\n".join(line for line in lines if "\tfailed\t" not in line) + "\n")
    sheet = tmp_path / "samples.tsv"
    rows = [f"{path.stem}\t{path}" for path in good]
    command = [*FASANNOT, "workflow", "--verdict", manifest, "--sheet", sheet]
    sheet.write_text("sample\tvcf\n" + "\n".join(rows) + "\n\n")
    run(command)
    rows[0] += ".new"  # what stands in the manifest was made from another file
    sheet.write_text("sample\tvcf\n" + "\n".join([*rows, "late\tlate.vcf"]) + "\n")
    done = run(command, code=1)
    assert f"2 samples of {sheet}" in done.stderr
    assert f"{paths[0].stem} ({paths[0]}.new); late (late.vcf)" in done.stderr
    run([*FASANNOT, "workflow", "--sheet", sheet], code=2)


def test_multiqc_gets_failed_samples_exons_classes_and_versions(gathered):
    folder, paths = gathered
    made = folder / "out/multiqc"
    failed = json.loads((made / "fasannot_failed_mqc.json").read_text())
    assert list(failed["data"]) == [paths[4].stem]
    exons = json.loads((made / "fasannot_exons_mqc.json").read_text())
    assert exons["plot_type"] == "heatmap"
    assert exons["ycats"] == [paths[0].stem]
    assert len(exons["data"][0]) == len(exons["xcats"]) == 9
    assert exons["data"][0][0] == 100
    assert exons["data"][0][-1] == 0
    classes = json.loads((made / f"{paths[0].stem}_classes_mqc.json").read_text())
    assert classes["plot_type"] == "bargraph"
    rows = json.loads((made / f"{paths[0].stem}_mqc.json").read_text())["data"][paths[0].stem]
    assert sum(classes["data"][paths[0].stem].values()) == rows["fas_candidates"]
    assert f'fasannot: "{__version__}"' in (made / "fasannot_mqc_versions.yml").read_text()


def test_rows_of_the_page_have_the_names_of_the_sheet(tmp_path):
    path = write_single(tmp_path, 3, 5)
    depths = tmp_path / "depths.bed"
    depths.write_text(PER_BASE.format(end=89010000, depth=30))
    run([*FASANNOT, "workflow", "--batch", tmp_path / "b", "--task", "patient_general", path,
         depths, "--assembly", "GRCh38"])  # fmt: skip
    run([*FASANNOT, "workflow", "--gather", tmp_path / "out", tmp_path / "b"])
    made = sorted((tmp_path / "out/multiqc").glob("patient_general*_mqc.json"))
    assert len(made) == 5
    assert {name for one in made for name in json.loads(one.read_text())["data"]} == {
        "patient_general"
    }
    written = json.loads((tmp_path / "b/multiqc/patient_general_mqc.json").read_text())
    assert list(written["data"]) == ["S00003"]  # the batch itself stays as it was made
    order = (tmp_path / "out/multiqc/multiqc_config.yaml").read_text()
    assert order.index("fasannot_failed") < order.index("fasannot_classes")


def test_other_outputs_than_vcf_keep_a_small_vcf_for_page_and_cohort(tmp_path):
    path = write_single(tmp_path, 1, 5)
    run([*FASANNOT, "workflow", "--batch", tmp_path / "b", "--task", path.stem, path, "",
         "--type", "tsv"])  # fmt: skip
    assert (tmp_path / f"b/annotated/{path.stem}.tsv").read_text().startswith("CHROM\t")
    (listed,) = workflow("--outputs", tmp_path / "b").splitlines()
    assert listed == str(tmp_path / f"b/fas_only/{path.stem}.vcf.gz")


def started(tmp_path: Path, samples: int) -> tuple[list[str], dict[str, str]]:
    """Return the command of a run in a folder of many samples, and its environment."""
    inputs = tmp_path / "in"
    inputs.mkdir()
    rows = []
    for number in range(samples):
        path = write_single(inputs, number, 20)
        depths = inputs / f"{path.stem}.per-base.bed"
        depths.write_text(PER_BASE.format(end=90000000, depth=15 + number))
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
    batches = tmp_path / "results/batches"
    command.append("batch_size=8")
    with subprocess.Popen(
        command, cwd=tmp_path, env={**os.environ, **environment}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as running:  # fmt: skip
        while len(list(batches.glob("*/annotated/*.vcf.gz"))) < 12:
            assert running.poll() is None
            time.sleep(0.1)
        os.killpg(running.pid, signal.SIGKILL)
    time.sleep(0.5)
    finished = {
        path: path.stat().st_mtime_ns
        for folder in batches.iterdir()
        if len(list(folder.glob("report/*.html"))) == 8
        for path in folder.glob("annotated/S*.vcf.gz")
    }
    assert 8 <= len(finished) < SAMPLES
    run([*command, "--unlock"], cwd=tmp_path, **environment)
    done = run(command, cwd=tmp_path, **environment)
    kept = [path for path, when in finished.items() if path.stat().st_mtime_ns == when]
    assert len(kept) == len(finished)  # only the jobs in hand when it was killed are done again
    results = tmp_path / "results"
    assert len(list((results / "annotated").glob("S*.vcf.gz"))) == SAMPLES
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
def test_a_file_that_is_missing_fails_alone_and_one_archived_keeps_its_results(tmp_path):
    command, environment = started(tmp_path, 3)
    command += ["multiqc=False", "report=False"]
    sheet = tmp_path / "samples.tsv"
    rows = sheet.read_text()
    sheet.write_text(rows + "gone\tin/gone.vcf\t\n")
    done = run(command, code=1, cwd=tmp_path, **environment)
    assert "1 of 4 samples failed: gone" in done.stdout + done.stderr
    results = tmp_path / "results"
    made = sorted((results / "annotated").glob("*.vcf.gz"))
    assert len(made) == 3
    sheet.write_text(rows)
    run(command, cwd=tmp_path, **environment)
    stamps = [path.stat().st_mtime_ns for path in made]
    (tmp_path / "in" / f"{made[0].name.removesuffix('.gz')}").unlink()
    again = run(command, cwd=tmp_path, **environment)
    assert "Nothing to be done" in again.stdout + again.stderr
    assert [path.stat().st_mtime_ns for path in made] == stamps
    write_single(tmp_path / "in", 77, 5)
    sheet.write_text(rows + "late\tin/S00077.vcf\t\n")
    done = run(command, code=1, cwd=tmp_path, **environment)
    assert "late (in/S00077.vcf)" in done.stdout + done.stderr
    assert [path.stat().st_mtime_ns for path in made] == stamps


@pytest.mark.engines
@pytest.mark.parametrize(
    ("name", "plugin"),
    [
        ("slurm", "slurm"),
        ("lsf", "lsf"),
        ("sge", "cluster_generic"),
        ("kubernetes", "kubernetes"),
        ("google-batch", "googlebatch"),
        ("aws-batch", "aws_batch"),
    ],
)
def test_profiles_are_accepted_by_their_executors(name, plugin, tmp_path):
    if name in ("slurm", "lsf", "sge"):
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
