"""A new release beside the old one: the change names rule, criterion and release."""

from __future__ import annotations

import csv

from fasannot.refresh.fetching import Wish, fetch
from tests.evidence.support import variant
from tests.pipelines.engines import FASANNOT, run
from tests.releases import files
from tests.support import vcf

HERE = variant("c.830T>C").start


def test_a_frequency_that_came_with_a_slice(tmp_path):
    rows = [
        row for row in files.sites(HERE - 90, HERE + 90, 7, 1_600_000) if row[0] != HERE
    ]  # fmt: skip
    rows.append((HERE, "C", "PASS", "AC=4800;AN=1600000;AF=0.003;nhomalt=2"))
    source = tmp_path / "gnomad.genomes.v4.1.sites.vcf"
    source.write_text(files.gnomad(rows))
    fetch(Wish("gnomad-genomes", str(source)), str(tmp_path / "slices"))
    (tmp_path / "in.vcf").write_text(vcf([(files.position(HERE), "T", "C")]))
    command = [*FASANNOT, "annotate", tmp_path / "in.vcf", "-q", "-o"]
    run([*command, tmp_path / "old.vcf"])
    run([*command, tmp_path / "new.vcf", "--data", tmp_path / "slices"])
    done = run([*FASANNOT, "compare", tmp_path / "old.vcf", tmp_path / "new.vcf", "-O", "tsv"])
    found = {row["COLUMN"]: row for row in csv.DictReader(done.stdout.splitlines(), delimiter="\t")}
    assert "COMMON" in found["FLAGS"]["NEW"]
    assert "rule +FREQUENCY_COMMON" in found["FLAGS"]["BY"]
    assert "BS1" in found["CRITERIA"]["NEW"]
    assert "criterion +BS1" in found["AUTO_CLASS"]["BY"]
    assert all("evidence gnomad-genomes none -> 4.1 " in row["BY"] for row in found.values())
    back = run([*FASANNOT, "compare", tmp_path / "new.vcf", tmp_path / "old.vcf", "-O", "tsv"])
    assert "rule -FREQUENCY_COMMON" in back.stdout
