"""The Galaxy tool in a real Galaxy: its own tests, and one with a user's ClinVar file.

``FASANNOT_GALAXY=/path/to/venv python -m tests.pipelines.galaxy``, where that environment holds
the packages ``galaxy`` and ``bdbag``. It starts a Galaxy on SQLite with its files in a temporary
folder, has ``galaxy-tool-test`` run every test of the tool, and stops it. Takes some five minutes.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from integrations.__main__ import FOLDER
from tests.pipelines.engines import FASANNOT, ROOT
from tests.stream.support import bgzf

_KEY = "one-key-for-this-run"
_CONFIG = """
galaxy:
  database_connection: sqlite:///{folder}/galaxy.sqlite
  data_dir: {folder}/data
  tool_config_file: {folder}/tools.xml
  job_config_file: {folder}/jobs.yml
  bootstrap_admin_api_key: {key}
  conda_auto_init: false
  conda_auto_install: false
  enable_celery_tasks: false
  database_auto_migrate: true
"""
_JOBS = """
runners:
  local: {load: "galaxy.jobs.runners.local:LocalJobRunner", workers: 2}
execution:
  default: local
  environments:
    local: {runner: local}
"""
_TOOLS = """<?xml version="1.0"?>
<toolbox>
  <section id="fas" name="FAS"><tool file="{tool}"/></section>
  <section id="data" name="Get data"><tool file="data_source/upload.xml"/></section>
</toolbox>
"""
_CLINVAR_TEST = """        <test expect_num_outputs="1">
            <param name="input" value="example.vcf" ftype="vcf"/>
            <param name="output_type" value="json"/>
            <param name="clinvar" value="clinvar.vcf.gz" ftype="vcf_bgzip"/>
            <output name="annotated" ftype="txt">
                <assert_contents><has_text text="424242"/></assert_contents>
            </output>
        </test>
    </tests>"""
_CLINVAR = """##fileformat=VCFv4.1
##contig=<ID=10>
##INFO=<ID=CLNSIG,Number=.,Type=String,Description="Classification">
##INFO=<ID=CLNREVSTAT,Number=.,Type=String,Description="Review status">
##INFO=<ID=CLNDN,Number=.,Type=String,Description="Condition">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO
10\t89008915\t424242\tC\tT\t.\t.\tCLNSIG=Pathogenic;CLNREVSTAT=criteria_provided,_single_submitter;CLNDN=ALPS
"""


def _laid_out(folder: Path) -> Path:
    """Write what Galaxy needs; return the folder of the test data."""
    data = folder / "test-data"
    shutil.copytree(FOLDER / "galaxy/test-data", data)
    (data / "clinvar.vcf.gz").write_bytes(bgzf(_CLINVAR.encode()))
    tool = folder / "fasannot_annotate.xml"
    shipped = (FOLDER / "galaxy/fasannot_annotate.xml").read_text()
    tool.write_text(shipped.replace("    </tests>", _CLINVAR_TEST))
    (folder / "tools.xml").write_text(_TOOLS.format(tool=tool))
    (folder / "jobs.yml").write_text(_JOBS)
    (folder / "galaxy.yml").write_text(_CONFIG.format(folder=folder, key=_KEY))
    (folder / "bin").mkdir()
    script = folder / "bin/fasannot"
    script.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {shlex.join(FASANNOT)} "$@"\n')
    script.chmod(0o755)
    return data


@contextmanager
def server(programs: Path, folder: Path) -> Iterator[str]:
    """Run a Galaxy with its files in a folder; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    path = os.pathsep.join([str(programs), str(folder / "bin"), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "GALAXY_CONFIG_FILE": str(folder / "galaxy.yml")}
    environment.pop("PYTHONPATH", None)
    factory = "galaxy.webapps.galaxy.fast_factory:factory()"
    command = [programs / "gunicorn", factory, "-k", "galaxy.webapps.galaxy.workers.Worker"]
    command += ["-b", f"127.0.0.1:{port}", "--timeout", "300"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
        try:
            for _ in range(240):
                time.sleep(1)
                try:
                    with urllib.request.urlopen(f"{address}/api/version") as answer:
                        print("Galaxy", json.load(answer)["version_major"])
                    break
                except urllib.error.URLError:
                    if process.poll() is not None:
                        sys.exit(f"Galaxy did not start:\n{(folder / 'log').read_text()[-2000:]}")
            else:
                sys.exit("Galaxy did not come up in four minutes")
            yield address
        finally:
            process.terminate()
            process.wait(60)


def main() -> int:
    """Run the tool's tests, print how each ended; return the exit code."""
    place = os.environ.get("FASANNOT_GALAXY")
    if not place:
        sys.exit("FASANNOT_GALAXY names an environment with the packages galaxy and bdbag")
    programs = Path(place).resolve() / "bin"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = _laid_out(folder)
        told = folder / "told.json"
        with server(programs, folder) as address:
            command = [programs / "galaxy-tool-test", "-u", address, "-a", _KEY]
            command += ["-t", "fasannot_annotate", "--test-data", data, "-j", told]
            subprocess.run(list(map(str, command)), check=False)
        tests = json.loads(told.read_text())["tests"]
    for test in tests:
        facts = test["data"]
        print(test["id"], facts["status"], facts.get("output_problems") or "")
    wanted = (FOLDER / "galaxy/fasannot_annotate.xml").read_text().count("<test ") + 1
    return not (len(tests) == wanted and all(test["data"]["status"] == "success" for test in tests))


if __name__ == "__main__":
    sys.exit(main())
