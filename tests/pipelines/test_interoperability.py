"""Other programs read our output, and agree with it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pysam
import pytest

from fasannot.rules.columns import FIELDS
from tests.pipelines.engines import FASANNOT, ROOT, engine, run

pytestmark = pytest.mark.engines
EXAMPLE = ROOT / "data" / "example.vcf"


@pytest.fixture(scope="module")
def annotated(tmp_path_factory):
    """Return the annotated example as VCF, with entries on all transcripts."""
    out = tmp_path_factory.mktemp("interop") / "a.vcf.gz"
    run([*FASANNOT, "annotate", EXAMPLE, "--transcripts", "all", "-o", out, "--write-index"])
    return out


@pytest.fixture(scope="module")
def rows():
    """Return the same as a table."""
    done = run([*FASANNOT, "annotate", EXAMPLE, "--transcripts", "all", "-O", "tsv"])
    return list(csv.DictReader(io.StringIO(done.stdout), delimiter="\t"))


def python_of(program: str) -> str:
    """Return the Python beside a program, in whose environment its library is."""
    return str(Path(engine(program)).parent / "python")


def in_python(program: str, code: str, *arguments: object) -> object:
    """Return what a script prints as JSON, run beside a program."""
    command = [python_of(program), "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_split_vep_gives_every_subfield(annotated, rows):
    layout = "%POS\t%REF" + "".join(f"\t%{field}" for field in FIELDS) + "\n"
    done = run([engine("bcftools"), "+split-vep", "-a", "FASANN", "-d", "-f", layout, annotated])
    found = [
        [unquote(cell) if cell != "." else "" for cell in line.split("\t")]
        for line in done.stdout.splitlines()
    ]
    wanted = [[row["POS"], row["REF"], *[row[field] for field in FIELDS]] for row in rows]
    assert len(found) > 20
    assert found == wanted


def test_split_vep_knows_our_severities(annotated):
    options = ["-a", "FASANN", "-s", "worst:splice_acceptor+", "-f", "%POS %Consequence\n"]
    done = run([engine("bcftools"), "+split-vep", *options, annotated])
    assert "unknown" not in done.stderr.lower()


@pytest.mark.parametrize("flag", ["LOF", "DEATH_DOMAIN", "KNOWN_ALPS"])
def test_bcftools_filters_by_flag(flag, annotated, rows):
    done = run([engine("bcftools"), "query", "-i", f'FASFLAG="{flag}"', "-f", "%POS\n", annotated])
    wanted = {row["POS"] for row in rows if flag in row["FLAGS"].split("&")}
    assert set(done.stdout.split()) == wanted


def test_vembrane_filters_and_tabulates(annotated, rows, tmp_path):
    """Vembrane finds the layout of a field behind ``:`` only after a header line ``##VEP``."""
    vembrane = engine("vembrane")
    text = run([engine("bcftools"), "view", annotated]).stdout.splitlines(keepends=True)
    marked = tmp_path / "marked.vcf"
    marked.write_text("".join([text[0], '##VEP="for vembrane"\n', *text[1:]]))
    kept = run([vembrane, "filter", "-k", "FASANN", 'FASANN["LOF"] == "HC"', marked])
    places = {line.split("\t")[1] for line in kept.stdout.splitlines() if line[0] != "#"}
    assert places == {row["POS"] for row in rows if row["LOF"] == "HC"}
    expression = 'POS, FASANN["Feature"], FASANN["HGVSp"]'
    table = run([vembrane, "table", "-k", "FASANN", expression, marked]).stdout.splitlines()
    found = {tuple(map(unquote, line.split("\t"))) for line in table[1:]}
    wanted = {(row["POS"], row["Feature"], row["HGVSp"]) for row in rows}
    assert {line for line in found if line[1]} == wanted


def test_cyvcf2_reads_it(annotated, rows):
    code = """
import json, sys
from cyvcf2 import VCF
vcf = VCF(sys.argv[1])
layout = vcf.get_header_type("FASANN")["Description"].split("Format: ")[1].strip('"').split("|")
found = []
for record in vcf:
    for entry in (record.INFO.get("FASANN") or "").split(","):
        if entry:
            fields = dict(zip(layout, entry.split("|"), strict=True))
            found.append([record.POS, fields["Feature"], fields["HGVSg"], fields["IMPACT"]])
print(json.dumps(found))
"""
    wanted = [[int(r["POS"]), r["Feature"], r["HGVSg"], r["IMPACT"]] for r in rows]
    assert in_python("cyvcf2", code, annotated) == wanted


def test_pysam_reads_all_outputs(annotated, tmp_path):
    bcf = tmp_path / "a.bcf"
    run([*FASANNOT, "annotate", EXAMPLE, "--transcripts", "all", "-o", bcf, "--write-index"])
    for path in (annotated, bcf):
        with pysam.VariantFile(str(path)) as file:
            records = list(file.fetch("chr10", 89_000_000, 89_020_000))
        assert len(records) == 8
        assert all(record.info["FASANN"] for record in records)


@pytest.mark.slow
def test_vrs_ids_equal_those_of_ga4gh_vrs(tmp_path):
    """Every sixth allele of the comparison's set: all classes, 5,000 and more alleles."""
    python = python_of("vrs-annotate")
    whole = tmp_path / "all.vcf"
    run([FASANNOT[0], "-m", "tests.oracles.alleles", "-o", whole], cwd=ROOT)
    lines = whole.read_text().splitlines(keepends=True)
    head = [line for line in lines if line.startswith("#")]
    body = [line for line in lines if not line.startswith("#")]
    subset = tmp_path / "some.vcf"
    subset.write_text("".join(head + body[::6]))
    run([python, "-m", "tests.oracles.run_vrs", subset, "-o", tmp_path / "vrs.tsv"], cwd=ROOT)
    done = run([*FASANNOT, "annotate", subset, "-O", "tsv"])
    ours = {
        (row["POS"], row["REF"], row["ALT"]): row["VRS_ID"]
        for row in csv.DictReader(io.StringIO(done.stdout), delimiter="\t")
    }
    with (tmp_path / "vrs.tsv").open() as file:
        theirs = {
            (row["pos"], row["ref"], row["alt"]): row["other"]
            for row in csv.DictReader(file, delimiter="\t")
        }
    assert len(theirs) > 5000
    assert {key: ours.get(key) for key in theirs} == theirs
