"""The files for other people's pipelines follow the options, and their engines accept them."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import click
import pytest

from fasannot import __version__
from fasannot.cli import annotate
from integrations import options
from integrations.__main__ import FOLDER, differences, every_file
from integrations.galaxy import LEFT_OUT
from integrations.nextflow import FILE_KINDS
from integrations.options import HANDLED, Kind, every_option, offered
from tests.pipelines.engines import FASANNOT, ROOT, engine, run

EXAMPLE = ROOT / "data" / "example.vcf"
WRAPPER = FOLDER / "snakemake-wrapper/fasannot/annotate"


def test_the_files_follow_the_options():
    assert differences() == [], "run `python -m integrations`"


def test_a_new_option_changes_every_tool(monkeypatch):
    before = every_file()
    option = click.Option(["--brand-new"], is_flag=True, help="Something new.")
    monkeypatch.setattr(annotate.command, "params", [*annotate.command.params, option])
    changed = {place for place, content in every_file().items() if before[place] != content}
    assert changed >= {
        "nextflow/modules/fasannot/annotate/main.nf",
        "snakemake-wrapper/fasannot/annotate/meta.yaml",
        "galaxy/fasannot_annotate.xml",
        "cwl/fasannot-annotate.cwl",
    }


def test_a_file_option_must_be_told_input_or_output(monkeypatch):
    option = click.Option(["--other"], metavar="PATH", help="A file.")
    monkeypatch.setattr(annotate.command, "params", [*annotate.command.params, option])
    with pytest.raises(ValueError, match="--other takes 'PATH'"):
        every_option()


def test_nothing_is_left_out_without_a_reason():
    names = {option.name for option in every_option()}
    assert set(HANDLED) <= names
    assert set(LEFT_OUT) <= names
    assert set(options.SIDE_OUTPUTS) <= names | {"haplotypes"}
    for place in (
        "nextflow/modules/fasannot/annotate/main.nf",
        "galaxy/fasannot_annotate.xml",
        "cwl/fasannot-annotate.cwl",
    ):
        text = (FOLDER / place).read_text(encoding="utf-8")
        assert [option.flag for option in offered() if option.flag not in text] == [], place
    wrapper = (WRAPPER / "wrapper.py").read_text() + (WRAPPER / "meta.yaml").read_text()
    assert [option.flag for option in offered() if option.flag not in wrapper] == []


def test_the_galaxy_tool_is_xml_with_each_option():
    tree = ElementTree.parse(FOLDER / "galaxy/fasannot_annotate.xml")
    arguments = {param.get("argument") for param in tree.iter("param")} - {None}
    wanted = {
        option.flag
        for option in offered()
        if option.name not in LEFT_OUT
        and option.kind is not Kind.OUTPUT_FILE
        and not (option.kind is Kind.TEXT and option.multiple)  # these are lists of a parameter
    }
    assert arguments == wanted | {"--output-type"}


def test_the_recipe_names_what_the_project_needs():
    text = (FOLDER / "bioconda/meta.yaml").read_text()
    with (ROOT / "pyproject.toml").open("rb") as file:
        needs = tomllib.load(file)["project"]["dependencies"]
    for need in needs:
        name = re.match(r"[A-Za-z0-9_-]+", need)[0]
        assert re.search(rf"^    - (python-)?{name} ", text, re.MULTILINE), need


def test_the_nextflow_script_is_the_command_line(tmp_path):
    """The script block, filled in as Nextflow would, runs."""
    text = (FOLDER / "nextflow/modules/fasannot/annotate/main.nf").read_text()
    body = text.split("script:")[1].split('"""')[1].replace("\\\\\n", " ").replace("\\$", "$")
    values = {"prefix": "S1", "suffix": "vcf.gz", "write_index": "--write-index", "vcf": EXAMPLE}
    values |= {f"{o.name}_file": "" for o in every_option()} | {"args": "--transcripts coding"}
    body = body.replace("${task.process}", "X").replace("$task.cpus", "1")
    for name, value in values.items():
        body = re.sub(rf"\$\{{{name}\}}|\${name}\b", str(value), body)
    script = f'fasannot() {{ {shlex.join(FASANNOT)} "$@"; }}\n' + "\n".join(
        line[4:] for line in body.splitlines()
    )
    run(["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, PYTHONPATH=str(ROOT))
    made = {path.name for path in tmp_path.iterdir()}
    assert made >= {"S1.vcf.gz", "S1.vcf.gz.csi", "S1_mqc.json", "S1.samples.tsv"}


@pytest.mark.engines
@pytest.mark.parametrize(
    ("args", "name"),
    [
        ("", "S1.fasannot.vcf.gz --write-index"),
        ("--output-type=b --flag LOF", "S1.fasannot.bcf --write-index"),
        ("-Ou", "S1.fasannot.bcf "),
        ("--no-known -O json", "S1.fasannot.fas.json "),
    ],
)
def test_groovy_makes_the_command_line_of_the_nextflow_script(args, name):
    """The script block as Nextflow runs it: indexes are not named, names do not clash."""
    text = (FOLDER / "nextflow/modules/fasannot/annotate/main.nf").read_text()
    body = text.split("script:")[1].split("stub:")[0]
    empty = " ".join(f"{o.name} = [];" for o in offered() if o.kind in FILE_KINDS)
    program = rf"""
        error = {{ throw new Exception(it) }}
        task = [ext: [args: '{args}'], cpus: 2]; meta = [id: 'S1']; vcf = 'S1.vcf'; {empty}
        clinvar = ['b.vcf.gz', 'b.vcf.gz.tbi'].collect {{ new File('clinvar', it) }}
        def made = {{ {body} }}
        print made().toString().replaceAll(/[\s\\]+/, ' ')
        task.ext.prefix = 'S1'; vcf = "S1.$suffix"
        try {{ made(); print 'no clash' }} catch (Exception e) {{ print e.message }}
    """
    said = run([engine("groovy"), "-e", program]).stdout
    assert f"fasannot annotate --output {name}" in said
    assert f" --clinvar clinvar/b.vcf.gz {args} ".replace("  ", " ") in said
    assert ".tbi" not in said
    assert said.endswith("Input and output names are the same, set task.ext.prefix")


def test_the_nextflow_module_sends_its_version_to_the_topic():
    text = (FOLDER / "nextflow/modules/fasannot/annotate/main.nf").read_text()
    (command,) = re.findall(r'eval\("([^"]+)"\), emit: versions_fasannot, topic: versions', text)
    script = f'fasannot() {{ {shlex.join(FASANNOT)} "$@"; }}\n{command}'
    done = run(["bash", "-euo", "pipefail", "-c", script], PYTHONPATH=str(ROOT))
    assert done.stdout.strip() == __version__


def with_fasannot(tmp_path: Path) -> dict[str, str]:
    """Return an environment with fasannot on the path."""
    import os

    script = tmp_path / "bin" / "fasannot"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec {shlex.join(FASANNOT)} "$@"\n')
    script.chmod(0o755)
    path = os.pathsep.join([str(script.parent), os.environ["PATH"]])
    return {"PATH": path, "PYTHONPATH": str(ROOT)}


@pytest.mark.engines
def test_planemo_lints_the_galaxy_tool():
    done = run([engine("planemo"), "lint", "--fail_level", "warn", FOLDER / "galaxy"])
    assert "Failed linting" not in done.stdout


@pytest.mark.engines
def test_hadolint_passes_the_containerfile():
    run([engine("hadolint"), FOLDER / "container/Containerfile"])


@pytest.mark.engines
def test_cwltool_validates_and_runs_the_cwl_tool(tmp_path):
    cwltool = engine("cwltool")
    tool = FOLDER / "cwl/fasannot-annotate.cwl"
    run([cwltool, "--validate", tool])
    job = {
        "vcf": {"class": "File", "path": str(EXAMPLE)},
        "output_name": "o.tsv",
        "flag": ["LOF", "SPLICE"],
        "samples_name": "s.tsv",
        "multiqc_name": "a_mqc.json",
        "no_known": True,
    }
    (tmp_path / "job.json").write_text(json.dumps(job))
    command = [cwltool, "--quiet", "--no-container", "--preserve-environment", "PYTHONPATH"]
    done = run([*command, tool, tmp_path / "job.json"], cwd=tmp_path, **with_fasannot(tmp_path))
    made = json.loads(done.stdout)
    assert made["annotated"]["basename"] == "o.tsv"
    assert len(made["multiqc"]) == 2
    rows = (tmp_path / "o.tsv").read_text().splitlines()
    assert len(rows) > 2
    assert all("LOF" in row or "SPLICE" in row for row in rows)
    assert "dnt_cells" in (tmp_path / "s.tsv").read_text()


@pytest.mark.engines
def test_snakemake_runs_the_wrapper(tmp_path):
    snakemake = engine("snakemake")
    shutil.copy(EXAMPLE, tmp_path / "a.vcf")
    snakefile = (WRAPPER / "test/Snakefile").read_text()
    local = snakefile.replace('"master/bio/fasannot/annotate"', f'"file://{WRAPPER}"')
    assert local != snakefile
    (tmp_path / "Snakefile").write_text(local)
    run([snakemake, "--cores", "1", "a.annotated.vcf.gz"], cwd=tmp_path, **with_fasannot(tmp_path))
    assert (tmp_path / "a.samples.tsv").is_file()
    assert "8 candidates" in (tmp_path / "logs/a.log").read_text()


@pytest.mark.engines
def test_yaml_files_can_be_read():
    """With the YAML and Jinja readers that come with Snakemake."""
    python = Path(engine("snakemake")).parent / "python"
    code = """
import sys, json, yaml, jinja2, pathlib
folder = pathlib.Path(sys.argv[1])
found = {}
for path in sorted(folder.rglob("*.y*ml")):
    text = path.read_text()
    if "bioconda" in str(path):
        class Pin:
            def __call__(self, *a, **k): return "fasannot"
        text = jinja2.Template(text).render(PYTHON="python", pin_subpackage=Pin())
    found[path.name] = yaml.safe_load(text)
meta = found["meta.yml"]
missing = {"name", "description", "keywords", "authors", "output", "tools"} - set(meta)
assert not missing, missing
inputs = [element for one in meta["input"] for element in (one if type(one) is list else [one])]
channels = [*meta["output"].values(), *meta["topics"].values()]
assert set(meta["topics"]) == {"versions"}
for element in [*inputs, *(item for channel in channels for one in channel for item in one)]:
    for value in element.values():
        assert {"type", "description"} <= set(value), element
recipe = found["meta.yaml"]
print(json.dumps(sorted(found)))
"""
    done = subprocess.run(
        [python, "-c", code, str(FOLDER)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
