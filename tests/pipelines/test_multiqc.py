"""MultiQC custom content: its two files, and the real MultiQC on them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from fasannot.outputs.multiqc.content_files import path_beside, sample_key
from tests.pipelines.engines import FASANNOT, ROOT, engine, run

EXAMPLE = ROOT / "data" / "example.vcf"
HEADER = (
    "##fileformat=VCFv4.2\n##contig=<ID=chr10,length=133797422>\n"
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{sample}\n"
)
RECORD = "chr10\t89014191\t.\tG\t{alt}\t50\tPASS\t.\tGT\t0/1\n"


def single(folder: Path, sample: str, *alts: str) -> Path:
    path = folder / f"{sample}.vcf"
    records = "".join(RECORD.format(alt=alt) for alt in alts)
    path.write_text(HEADER.format(sample=sample) + records)
    return path


def test_two_files_with_the_numbers_of_the_run(tmp_path):
    table, general = tmp_path / "x_mqc.json", tmp_path / "x_general_mqc.json"
    run([*FASANNOT, "annotate", EXAMPLE, "-O", "tsv", "-o", tmp_path / "x.tsv", "--multiqc", table])
    section = json.loads(table.read_text())
    row = section["data"]["example"]
    assert section["plot_type"] == "table"
    assert set(row) == set(section["headers"])
    assert row["fas_alleles"] == 11
    assert row["assembly"] == "GRCh38"
    assert "NM_000043.6:c.749G&gt;C p.(Arg250Pro)" in row["candidate_names"]
    assert "Not a diagnosis" in section["description"]
    statistics = json.loads(general.read_text())
    assert statistics["plot_type"] == "generalstats"
    assert statistics["data"]["example"]["fas_candidates"] == row["fas_candidates"]


def test_one_sample_names_the_row(tmp_path):
    path = single(tmp_path, "HG002", "C")
    run(
        [
            *FASANNOT,
            "annotate",
            path,
            "-o",
            tmp_path / "o.vcf",
            "--multiqc",
            tmp_path / "a_mqc.json",
        ]
    )
    assert list(json.loads((tmp_path / "a_mqc.json").read_text())["data"]) == ["HG002"]


@pytest.mark.parametrize(
    ("samples", "shown", "name"),
    [
        (("P1",), "x.vcf", "P1"),
        (("TUMOR",), "dir/case7.vcf.gz", "case7"),
        (("a", "b"), "dir/family.g.vcf.gz", "family"),
        ((), "standard input", "standard input"),
        ((), "HG002.per-base.bed.gz", "HG002"),
        (("<b>x</b>",), "x.vcf", "&lt;b&gt;x&lt;/b&gt;"),
    ],
)
def test_row_names(samples, shown, name):
    assert sample_key(samples, shown) == name


def test_no_file_is_left_when_the_input_is_at_fault(tmp_path):
    broken = single(tmp_path, "P", "C")
    broken.write_text(broken.read_text().replace("\tG\t", "\tT\t"))
    out = tmp_path / "out"
    out.mkdir()
    run(
        [*FASANNOT, "annotate", broken, "-o", out / "o.vcf", "--multiqc", out / "m_mqc.json"],
        code=1,
    )
    assert list(out.iterdir()) == []


def test_nothing_is_overwritten(tmp_path):
    path = single(tmp_path, "P", "C")
    before = path.read_bytes()
    done = run([*FASANNOT, "annotate", path, "-o", tmp_path / "o.vcf", "--multiqc", path], code=1)
    assert str(path) in done.stderr
    assert path.read_bytes() == before
    out = tmp_path / "o.json"
    done = run([*FASANNOT, "annotate", path, "-o", out, "--multiqc", out], code=1)
    assert "two outputs go to the same place" in done.stderr
    assert not out.exists()
    run([*FASANNOT, "annotate", path, "-o", out, "--multiqc", "-"], code=2)


def test_name_of_the_second_file():
    assert path_beside("a.json", "general") == "a_general_mqc.json"
    assert path_beside("d/a_mqc.json", "classes") == "d/a_classes_mqc.json"


def covered(folder: Path, sample: str, first: int, depth: int = 30) -> Path:
    """Write the per-base depths of a sample, with a hole before a position."""
    path = folder / f"{sample}.per-base.bed"
    path.write_text(f"chr10\t0\t{first}\t0\nchr10\t{first}\t133797422\t{depth}\n")
    return path


def test_coverage_says_what_was_not_seen(tmp_path):
    path = covered(tmp_path, "HG002", 89_000_000)
    table = tmp_path / "c_mqc.json"
    run([*FASANNOT, "coverage", path, "--assembly", "GRCh38", "-O", "tsv", "--multiqc", table])
    row = json.loads(table.read_text())["data"]["HG002"]
    assert row["callable_share"] < 100
    assert row["regions_missing"].startswith("exon 1")
    assert row["incomplete"] == len(row["regions_missing"].split("&#44; "))
    general = json.loads((tmp_path / "c_general_mqc.json").read_text())
    assert general["data"]["HG002"]["fas_callable"] == row["callable_share"]
    full = covered(tmp_path, "HG003", 1)
    run([*FASANNOT, "coverage", full, "--assembly", "GRCh38", "-O", "tsv", "--multiqc", table])
    row = json.loads(table.read_text())["data"]["HG003"]
    assert (row["callable_share"], row["regions_missing"], row["lowest_depth"]) == (
        100.0,
        "none",
        30,
    )


@pytest.mark.engines
def test_real_multiqc_shows_every_sample(tmp_path):
    multiqc = engine("multiqc")
    for sample, alts in (
        ("HG001", ()),
        ("HG002", ("C",)),
        ("HG003", ("A",)),
        ("HG004", ("C", "A")),
    ):
        path = single(tmp_path, sample, *alts)
        table = tmp_path / f"{sample}_mqc.json"
        run(
            [*FASANNOT, "annotate", path, "-O", "tsv", "-o", tmp_path / "o.tsv", "--multiqc", table]
        )
        depths = covered(tmp_path, sample, 89_000_000)
        coverage = tmp_path / f"{sample}_coverage_mqc.json"
        options = ["--assembly", "GRCh38", "-O", "tsv", "--multiqc", coverage]
        run([*FASANNOT, "coverage", depths, *options])
    run([multiqc, "--strict", "--no-version-check", "-o", tmp_path / "report", tmp_path])
    data = tmp_path / "report" / "multiqc_data"
    with (data / "multiqc_fasannot_table.txt").open() as lines:
        rows = {row["Sample"]: row for row in csv.DictReader(lines, delimiter="\t")}
    assert {name: row["fas_candidates"] for name, row in rows.items()} == {
        "HG001": "0", "HG002": "1", "HG003": "1", "HG004": "2",
    }  # fmt: skip
    with (data / "multiqc_general_stats.txt").open() as lines:
        general = {
            row["Sample"]: list(row.values()) for row in csv.DictReader(lines, delimiter="\t")
        }
    assert set(general) == set(rows)
    assert "2" in general["HG004"]
    with (data / "multiqc_fasannot_coverage_table.txt").open() as lines:
        seen = {row["Sample"]: row for row in csv.DictReader(lines, delimiter="\t")}
    assert set(seen) == set(rows)
    page = (tmp_path / "report" / "multiqc_report.html").read_text()
    assert "fasannot: FAS variants" in page
