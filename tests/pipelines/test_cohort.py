"""``fasannot cohort``: rows, types, failures, counts; read back in DuckDB and polars."""

from __future__ import annotations

import csv
import gzip
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from fasannot.rules.columns import FIELDS, JSON_NAMES
from tests.pipelines.cohorts import alleles, write_joint, write_single
from tests.pipelines.engines import FASANNOT, ROOT, run

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

EXAMPLE = ROOT / "data" / "example.vcf"


def cohort(*arguments, code=0):
    return run([*FASANNOT, "cohort", *arguments], code=code)


def tsv(path: Path) -> list[dict[str, str]]:
    with path.open() as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    out = tmp_path_factory.mktemp("cohort") / "fas.parquet"
    cohort(EXAMPLE, "-o", out)
    return out


def test_the_rows_are_those_of_the_samples_table(example, tmp_path):
    run([*FASANNOT, "annotate", EXAMPLE, "-o", tmp_path / "o.tsv", "--samples", tmp_path / "s.tsv"])
    wanted = [
        (r["SAMPLE"], int(r["POS"]), r["ALT"], r["GT"], r["HGVSc"], r["FLAGS"], r["PARTNERS"])
        for r in tsv(tmp_path / "s.tsv")
    ]
    found = [
        (
            r["sample"], r["pos"], r["alt"], r["gt"], r["hgvs_c"] or "",
            "&".join(r["flags"] or ()), "&".join(r["partners"] or ()),
        )
        for r in pq.read_table(example).to_pylist()
    ]  # fmt: skip
    assert len(found) == 9
    assert found == wanted


def test_every_fact_has_a_typed_column(example):
    schema = pq.read_schema(example)
    names = {JSON_NAMES[field] for field in FIELDS} - {"ptc", "allele"}
    assert names | {"ptc_codon", "ptc_exon", "ptc_distance", "evidence"} <= set(schema.names)
    assert schema.field("pos").type == pa.int32()
    assert schema.field("vaf").type == pa.float64()
    assert schema.field("flags").type == pa.list_(pa.string())
    assert schema.field("points").type == pa.int32()


def test_metadata_names_versions_and_what_is_missing(tmp_path):
    out = tmp_path / "o.parquet"
    cohort(EXAMPLE, tmp_path / "absent.vcf", "-o", out, code=1)
    said = pq.read_metadata(out).metadata
    assert said[b"fasannot_version"]
    assert said[b"fasannot_data"]
    assert said[b"fasannot_inputs"] == b"1"
    assert said[b"fasannot_inputs_failed"] == b"1"
    assert said[b"fasannot_samples"] == b"3"
    assert b"Not a diagnosis" in said[b"fasannot_caveat"]


def test_duckdb_reads_it(example):
    duckdb = pytest.importorskip("duckdb")
    found = duckdb.sql(
        f"select sample, vaf from '{example}' where list_contains(flags, 'MOSAIC')"
    ).fetchall()
    assert found == [("dnt_cells", pytest.approx(0.108910891))]


def test_polars_reads_it(example):
    polars = pytest.importorskip("polars")
    frame = polars.read_parquet(example)
    by_sample = frame.filter(polars.col("candidate")).group_by("sample").len()
    assert dict(by_sample.iter_rows()) == {"patient": 1, "mother": 1, "dnt_cells": 2}


def test_a_failing_input_leaves_no_row_and_stops_no_other(tmp_path):
    good = write_single(tmp_path, 1)
    cut = tmp_path / "cut.vcf.gz"
    cut.write_bytes(gzip.compress(good.read_bytes())[:-40])
    wrong = tmp_path / "wrong.vcf"
    lines = good.read_text().splitlines(keepends=True)
    last = lines[-1].split("\t")
    last[3] = next(base for base in "ACGT" if base not in (last[3], last[4]))
    wrong.write_text("".join([*lines[:-1], "\t".join(last)]))
    other = write_single(tmp_path, 2)
    out, manifest = tmp_path / "o.parquet", tmp_path / "m.tsv"
    done = cohort(good, cut, wrong, other, "-o", out, "--manifest", manifest, code=1)
    assert str(cut) in done.stderr
    assert str(wrong) in done.stderr
    assert "2 inputs read, 2 FAILED" in done.stderr
    status = {row["INPUT"]: row["STATUS"] for row in tsv(manifest)}
    assert status == {
        str(good): "done",
        str(cut): "failed",
        str(wrong): "failed",
        str(other): "done",
    }
    assert set(pq.read_table(out)["source"].to_pylist()) == {str(good), str(other)}


def test_a_number_beyond_its_column_costs_that_input_alone(tmp_path):
    first, second = write_single(tmp_path, 1), write_single(tmp_path, 2)
    large = tmp_path / "large.vcf"
    allele = second.read_text().splitlines()[-1].split("\t")
    depths = ",".join(["9" * 18] * 12)  # each has room, their sum has not
    alts = ",".join([allele[4], *(allele[3] + "A" * size for size in range(1, 11))])
    record = [*allele[:4], alts, *allele[5:9], f"0/1:{depths}"]
    header = [line for line in second.read_text().splitlines() if line.startswith("#")]
    large.write_text("\n".join([*header, "\t".join(record)]) + "\n")
    for more in ((), ("--threads", "2")):
        out, manifest = tmp_path / "o.parquet", tmp_path / "m.tsv"
        done = cohort(first, large, second, "-o", out, "--manifest", manifest, *more, code=1)
        assert f"dp {12 * int('9' * 18)} is too large a number for a table" in done.stderr
        told = [(row["INPUT"], row["ROWS"]) for row in tsv(manifest)]
        assert told == [(str(first), "3"), (str(large), ""), (str(second), "3")]
        assert pq.read_table(out)["source"].to_pylist() == [str(first)] * 3 + [str(second)] * 3


def test_rows_of_small_inputs_and_of_large_ones_keep_their_order(tmp_path, monkeypatch):
    from fasannot.outputs.cohort import writer
    from fasannot.outputs.cohort.cohort_table import write_cohort
    from fasannot.outputs.job import Job, OutputType

    inputs = [str(write_single(tmp_path, number, others=2)) for number in range(5)]
    inputs.insert(2, str(write_joint(tmp_path / "joint.vcf", 30, 25)))
    job = Job("", None, OutputType.JSON)
    write_cohort(inputs, str(tmp_path / "usual.parquet"), job)
    monkeypatch.setattr(writer, "BATCH_ROWS", 9)
    for waiting in (1, 5, 1000):
        monkeypatch.setattr(writer, "_WAITING_ROWS", waiting)
        manifest = tmp_path / f"{waiting}.tsv"
        found = write_cohort(inputs, str(tmp_path / "o.parquet"), job, manifest_path=str(manifest))
        table = pq.read_table(tmp_path / "o.parquet")
        assert table.equals(pq.read_table(tmp_path / "usual.parquet"))
        assert found.rows == table.num_rows == sum(int(row["ROWS"]) for row in tsv(manifest))


def test_no_file_appears_when_every_input_fails(tmp_path):
    out = tmp_path / "o.parquet"
    done = cohort(
        tmp_path / "a.vcf", tmp_path / "b.vcf", "-o", out, "--counts", tmp_path / "c", code=1
    )
    assert "none of the 2 inputs could be read" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_input_is_never_overwritten(tmp_path):
    path = tmp_path / "in.vcf"
    shutil.copy(EXAMPLE, path)
    before = path.read_bytes()
    cohort(path, "-o", path, code=1)
    assert path.read_bytes() == before
    cohort(EXAMPLE, "-o", tmp_path / "o", "--counts", tmp_path / "o", code=1)
    cohort("-o", tmp_path / "o", code=2)
    cohort(EXAMPLE, "-o", "-", code=2)


def test_counts_over_single_and_joint_files_agree(tmp_path):
    joint = write_joint(tmp_path / "joint.vcf", 40, 30)
    header, *records = [
        line for line in joint.read_text().splitlines() if not line.startswith("##")
    ]
    top = [line for line in joint.read_text().splitlines() if line.startswith("##")]
    names = header.split("\t")[9:]
    singles = []
    for number, name in enumerate(names):
        lines = [*top, "\t".join([*header.split("\t")[:9], name])]
        for record in records:
            parts = record.split("\t")
            if parts[9 + number].startswith("0/1"):
                lines.append("\t".join([*parts[:9], parts[9 + number]]))
        singles.append(tmp_path / f"{name}.vcf")
        singles[-1].write_text("\n".join(lines) + "\n")
    # As Notepad saves it: with a byte order mark.
    (tmp_path / "list").write_text("\n".join(map(str, singles)), encoding="utf-8-sig")
    one = cohort(joint, "-o", tmp_path / "a.parquet", "--counts", tmp_path / "a.tsv")
    many = cohort(
        "--list", tmp_path / "list", "-o", tmp_path / "b.parquet", "--counts", tmp_path / "b.tsv"
    )
    left, right = tsv(tmp_path / "a.tsv"), tsv(tmp_path / "b.tsv")
    # A file of one sample lists its own alleles alone: who does not carry one was not read there.
    assert all(int(row["AN"]) == 2 * int(row["CARRIERS"]) for row in right)
    assert all(int(row["AN"]) >= int(row["ALLELE_COUNT"]) for row in left)
    for row in (*left, *right):
        del row["AN"]
    assert left == right
    assert one.stderr.splitlines()[1] == many.stderr.splitlines()[1]  # carriers by flag
    columns = [name for name in pq.read_schema(tmp_path / "a.parquet").names if name != "source"]
    keys = [("sample", "ascending"), ("pos", "ascending")]
    left, right = (
        pq.read_table(tmp_path / name, columns=columns).sort_by(keys)
        for name in ("a.parquet", "b.parquet")
    )
    assert left.equals(right)


def test_rows_beyond_memory_are_spilled_and_all_come_back(tmp_path, monkeypatch):
    from fasannot.outputs.cohort import writer
    from fasannot.outputs.cohort.cohort_table import write_cohort
    from fasannot.outputs.job import Job, OutputType

    monkeypatch.setattr(writer, "BATCH_ROWS", 7)
    monkeypatch.setattr(writer, "GROUP_ROWS", 20)
    joint = write_joint(tmp_path / "joint.vcf", 60, 25)
    job = Job("", None, OutputType.JSON)
    small = write_cohort([str(joint), str(EXAMPLE)], str(tmp_path / "small.parquet"), job)
    monkeypatch.undo()
    write_cohort([str(joint), str(EXAMPLE)], str(tmp_path / "large.parquet"), job)
    assert pq.ParquetFile(tmp_path / "small.parquet").num_row_groups > 1
    left = pq.read_table(tmp_path / "small.parquet")
    assert left.num_rows == small.rows
    assert left.equals(pq.read_table(tmp_path / "large.parquet"))


def test_a_file_without_samples_gives_a_row_per_allele(tmp_path):
    path = tmp_path / "sites.vcf"
    records = "".join(f"chr10\t{p}\t.\t{r}\t{a}\t.\t.\t.\n" for p, r, a in alleles(4))
    path.write_text(
        "##fileformat=VCFv4.2\n##contig=<ID=chr10,length=133797422>\n"
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n" + records
    )
    cohort(path, "-o", tmp_path / "o.parquet", "--counts", tmp_path / "c.tsv")
    rows = pq.read_table(tmp_path / "o.parquet").to_pylist()
    assert [row["sample"] for row in rows] == [None] * 4
    assert {row["SITES_ONLY"] for row in tsv(tmp_path / "c.tsv")} == {"1"}


def test_same_input_same_bytes(tmp_path):
    for name in ("a", "b"):
        cohort(EXAMPLE, "-o", tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_name_in_two_inputs_is_pointed_out(tmp_path):
    done = cohort(EXAMPLE, EXAMPLE, "-o", tmp_path / "o.parquet")
    assert "3 sample names stand in more than one input (the first: patient)" in done.stderr
    assert "WARNING" not in cohort(EXAMPLE, "-o", tmp_path / "o.parquet").stderr


def test_evidence_options_are_those_of_annotate():
    from fasannot.cli import annotate, cohort

    def files(command):
        return {
            p.name
            for p in command.params
            if p.metavar in ("VCF", "TSV", "KEY") or p.name == "pedigree_path"
        }

    assert files(cohort.command) == files(annotate.command)


def test_own_frequencies_count(tmp_path):
    text = EXAMPLE.read_text().replace("##FILTER=<ID=PASS", (
        '##INFO=<ID=MY_AF,Number=A,Type=Float,Description="AF">\n'
        '##INFO=<ID=MY_AN,Number=1,Type=Integer,Description="AN">\n##FILTER=<ID=PASS'
    ))  # fmt: skip
    path = tmp_path / "in.vcf"
    text = text.replace("DP=90\tGT", "DP=90;MY_AF=0.2;MY_AN=20000\tGT")
    path.write_text(
        text.replace("C,A\t60\tPASS\tDP=90;MY_AF=0.2;MY_AN=20000", "C,A\t60\tPASS\tDP=90")
    )
    cohort(path, "-o", tmp_path / "o.parquet", "--frequency-tag", "MY_AF")
    rows = pq.read_table(tmp_path / "o.parquet").to_pylist()
    assert {"COMMON" in (row["flags"] or ()) for row in rows if row["pos"] != 89014191} == {True}


def test_structural_alleles_have_rows_and_counts(tmp_path):
    head = (
        "##fileformat=VCFv4.2\n##contig=<ID=chr10,length=133797422>\n"
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\tS2\n"
    )
    precise = "chr10\t89008000\t.\tN\t<DEL>\t50\tPASS\tSVTYPE=DEL;END=89009500\tGT\t0/1\t1/1\n"
    rough = precise.replace("89009500", "89009500;IMPRECISE;CIPOS=-50,50;CIEND=-50,50")
    (tmp_path / "a.vcf").write_text(head + precise)
    (tmp_path / "b.vcf").write_text(head.replace("S1\tS2", "S3\tS4") + rough)
    out, counts = tmp_path / "o.parquet", tmp_path / "c.tsv"
    cohort(tmp_path / "a.vcf", tmp_path / "b.vcf", "-o", out, "--counts", counts)
    assert pq.read_table(out)["alt"].to_pylist() == ["<DEL>"] * 4
    rows = tsv(counts)
    assert [(row["CARRIERS"], row["ALLELE_COUNT"]) for row in rows] == [("2", "3"), ("2", "3")]
    assert len({row["HGVSc"] for row in rows}) == 2  # the imprecise one is another allele


def test_builds_are_counted_together(tmp_path):
    shift = 1_759_757
    lines = EXAMPLE.read_text().splitlines(keepends=True)
    moved = []
    for line in lines:
        parts = line.split("\t")
        if parts[0] == "chr10":
            parts[1] = str(int(parts[1]) + shift)
        moved.append("\t".join(parts))
    text = "".join(moved).replace("133797422", "135534747").replace("248956422", "249250621")
    text = text.replace("156040895", "155270560").replace("GRCh38", "GRCh37")
    (tmp_path / "b37.vcf").write_text(text.replace("patient\tmother\tdnt_cells", "a\tb\tc"))
    cohort(EXAMPLE, "-o", tmp_path / "one", "--counts", tmp_path / "one.tsv")
    cohort(EXAMPLE, tmp_path / "b37.vcf", "-o", tmp_path / "two", "--counts", tmp_path / "two.tsv")
    one, two = tsv(tmp_path / "one.tsv"), tsv(tmp_path / "two.tsv")
    assert [row["HGVSc"] for row in two] == [row["HGVSc"] for row in one]
    assert [int(row["CARRIERS"]) for row in two] == [2 * int(row["CARRIERS"]) for row in one]


def test_without_pyarrow_it_says_what_to_install(tmp_path):
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from fasannot.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    done = run([FASANNOT[0], "-c", code, "cohort", EXAMPLE, "-o", tmp_path / "o"], code=1)
    assert "pip install 'fasannot[cohort]'" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_annotate_loads_nothing_of_this(tmp_path):
    code = (
        "import sys; from fasannot.__main__ import main; code = main(sys.argv[1:])\n"
        "names = ('pyarrow', 'fasannot.outputs.multiqc')\n"
        "heavy = {m for m in sys.modules if m.startswith(names)}\n"
        "sys.exit(f'loaded {heavy}' if heavy or code else 0)"
    )
    run([FASANNOT[0], "-c", code, "annotate", EXAMPLE, "-o", tmp_path / "o.vcf"])


def test_one_key_for_an_allele_of_either_build_and_no_null_lists(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    shift = 1_759_757
    head = "##fileformat=VCFv4.2\n##contig=<ID={name},length={length}>\n"
    head += "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\n"
    row = "{name}\t{pos}\t.\tG\tC\t30.5\t.\t.\tGT\t0/1\n"
    for name, length, pos in (("chr10", 133797422, 89014191), ("10", 135534747, 89014191 + shift)):
        path = tmp_path / f"{name}.vcf"
        path.write_text((head + row).format(name=name, length=length, pos=pos))
    out = tmp_path / "c.parquet"
    run([*FASANNOT, "cohort", tmp_path / "chr10.vcf", tmp_path / "10.vcf", "-o", out])
    rows = parquet.read_table(out).to_pylist()
    keys = {tuple(row[f"grch38_{part}"] for part in ("chrom", "pos", "ref", "alt", "vrs_id"))
            for row in rows}  # fmt: skip
    (key,) = keys
    assert key[:4] == ("chr10", 89014191, "G", "C")
    assert {row["assembly"] for row in rows} == {"GRCh37", "GRCh38"}
    assert rows[0]["qual"] == 30.5
    schema = parquet.read_schema(out)
    for row in rows:
        for field in schema:
            if str(field.type).startswith("list"):
                assert row[field.name] is not None, field.name


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """A folder of small inputs, a list of them, and the table that one process makes of it."""
    folder = tmp_path_factory.mktemp("many")
    paths = [write_single(folder, number, 3) for number in range(70)]
    paths[3].write_bytes(paths[3].read_bytes()[:-20])
    (folder / "list").write_text("\n".join(map(str, paths)))
    outputs = outputs_of(folder / "one")
    cohort("--list", folder / "list", *outputs, code=1)
    return folder


def outputs_of(stem):
    names = {"-o": "parquet", "--counts": "counts", "--manifest": "manifest"}
    return [part for option, end in names.items() for part in (option, f"{stem}.{end}")]


def same_as_one(folder, stem):
    return all(
        Path(f"{stem}.{end}").read_bytes() == (folder / f"one.{end}").read_bytes()
        for end in ("parquet", "counts", "manifest")
    )


def test_threads_change_no_byte(many, tmp_path):
    done = cohort("--list", many / "list", *outputs_of(tmp_path / "o"), "--threads", "2", code=1)
    assert same_as_one(many, tmp_path / "o")
    assert "69 inputs read, 1 FAILED" in done.stderr
    assert len(list(tmp_path.iterdir())) == 3  # nothing is left beside the outputs


def test_a_killed_run_is_taken_up_and_gives_the_same_bytes(many, tmp_path):
    command = [*FASANNOT, "cohort", "--list", many / "list", *outputs_of(tmp_path / "o")]
    parts = tmp_path / ".o.parquet.parts"
    with subprocess.Popen([*map(str, command), "--resume"], stderr=subprocess.DEVNULL) as running:
        while len(list(parts.glob("*.json"))) < 3:
            assert running.poll() is None
            time.sleep(0.005)
        running.kill()
    assert not (tmp_path / "o.parquet").exists()
    done_before = sorted(parts.glob("*.json"))
    stamps = [path.stat().st_mtime_ns for path in done_before]
    rows = done_before[0].with_suffix(".arrow")
    rows.write_bytes(rows.read_bytes()[:-1])  # a part that was damaged since is made again
    with subprocess.Popen(
        [*map(str, command), "--resume", "--threads", "2"], stderr=subprocess.DEVNULL
    ) as running:
        while not (len(list(parts.glob("*.json"))) > len(stamps) + 2 or running.poll() is not None):
            time.sleep(0.005)
        kept = [path.stat().st_mtime_ns for path in done_before if path.exists()]
        running.kill()
    assert kept[1:] == stamps[1 : len(kept)]
    run([*command, "--resume"], code=1)
    assert same_as_one(many, tmp_path / "o")
    assert not parts.exists()


def test_a_changed_input_is_read_again(many, tmp_path):
    inputs = tmp_path / "in"
    inputs.mkdir()
    paths = [Path(shutil.copy(many / f"S0000{number}.vcf", inputs)) for number in range(3)]
    parts = tmp_path / ".o.parquet.parts"
    cohort(*paths, tmp_path / "none.vcf", "-o", tmp_path / "o.parquet", "--resume", code=1)
    assert not parts.exists()
    first = pq.read_table(tmp_path / "o.parquet")
    parts.mkdir()
    with (parts / "lock").open("wb") as lock:
        fcntl = pytest.importorskip("fcntl")
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = cohort(*paths, "-o", tmp_path / "o.parquet", "--resume", code=1)
        assert "another run with --resume" in done.stderr
    shutil.copy(many / "S00005.vcf", paths[1])
    cohort(*paths, "-o", tmp_path / "o.parquet", "--resume")
    second = pq.read_table(tmp_path / "o.parquet")
    assert first["sample"].to_pylist()[:3] == second["sample"].to_pylist()[:3]
    assert "S00005" in second["sample"].to_pylist()


def test_standard_input_is_for_one_process(tmp_path):
    done = cohort("-", "-o", tmp_path / "o.parquet", "--threads", "2", code=1)
    assert "leave out --threads" in done.stderr


def test_merged_tables_are_the_table_of_all_inputs(many, tmp_path):
    paths = (many / "list").read_text().splitlines()
    tables = []
    for number, part in enumerate((paths[:20], paths[20:21], paths[21:])):
        tables.append(tmp_path / f"{number}.parquet")
        cohort(*part, "-o", tables[-1], code=0 if number else 1)
    done = cohort("--merge", *tables, "-o", tmp_path / "all.parquet")
    assert (tmp_path / "all.parquet").read_bytes() == (many / "one.parquet").read_bytes()
    assert "3 tables of 69 inputs, 1 FAILED" in done.stderr
    cohort("--merge", *tables, "-o", tmp_path / "a", "--counts", tmp_path / "c", code=2)
    twice = cohort("--merge", tables[0], tables[0], "-o", tmp_path / "a", code=1)
    assert "would count twice" in twice.stderr
    table = pq.read_table(tables[0])
    told = {**pq.read_metadata(tables[0]).metadata, b"fasannot_data": b"1999.01"}
    del told[b"ARROW:schema"]
    pq.write_table(table.replace_schema_metadata(told), tmp_path / "old.parquet")
    other = cohort("--merge", *tables[1:], tmp_path / "old.parquet", "-o", tmp_path / "a", code=1)
    assert "different versions" in other.stderr
    pq.write_table(table.drop_columns(["vaf"]), tmp_path / "less.parquet")
    for wrong in ("less.parquet", "list", "nowhere"):
        path = many / wrong if wrong == "list" else tmp_path / wrong
        done = cohort("--merge", path, "-o", tmp_path / "a", code=1)
        assert str(path) in done.stderr
    assert not (tmp_path / "a").exists()


def test_row_groups_are_the_same_however_rows_come(tmp_path, monkeypatch):
    from fasannot.outputs.cohort import writer
    from fasannot.outputs.cohort.schema import SCHEMA

    monkeypatch.setattr(writer, "GROUP_ROWS", 50)
    row = dict.fromkeys(SCHEMA.names)
    rows = [{**row, "source": f"s{number % 7}", "pos": number} for number in range(333)]
    files = []
    for size in (1, 9, 50, 120, 333):
        path = tmp_path / f"{size}.parquet"
        table = writer.CohortWriter(str(path), {"a": "b"})
        for first in range(0, len(rows), size):
            for one in rows[first : first + size]:
                table.add(one)
            table.keep()
        table.prepare()
        table.place(keep=False)
        files.append(path.read_bytes())
    assert len(set(files)) == 1
    assert pq.read_metadata(tmp_path / "9.parquet").num_row_groups == 7


def test_tables_of_other_options_are_not_merged(example, tmp_path):
    other, merged = tmp_path / "other.parquet", tmp_path / "merged.parquet"
    cohort(EXAMPLE, "-o", other, "--no-known")
    done = cohort("--merge", example, other, "-o", merged, code=1)
    assert "different options" in done.stderr
    done = cohort("--merge", example, "--no-known", "-o", merged, code=2)
    assert "--no-known" in done.stderr
    assert not merged.exists()


def test_a_sample_of_two_merged_tables_is_pointed_out(example, tmp_path):
    shutil.copy(EXAMPLE, tmp_path / "again.vcf")
    cohort(tmp_path / "again.vcf", "-o", tmp_path / "again.parquet")
    done = cohort("--merge", example, tmp_path / "again.parquet", "-o", tmp_path / "all.parquet")
    assert (
        "WARNING: 3 sample names stand in more than one table (the first: patient)" in done.stderr
    )


def test_bytes_that_are_no_utf8_cost_no_row(example, tmp_path):
    text = (
        EXAMPLE.read_bytes()
        .replace(b"\trs2234767\t", b"\trs\xe9\t")
        .replace(b"patient", b"Ren\xe9")
    )
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xe9.vcf")
    Path(path).write_bytes(text)
    out = tmp_path / "fas.parquet"
    cohort(path, "-o", out, "--threads", "2")
    rows = pq.read_table(out).to_pylist()
    assert len(rows) == len(pq.read_table(example).to_pylist())
    assert {row["source"] for row in rows} == {f"{tmp_path}/\\xe9.vcf"}
    assert "rs\\xe9" in {row["id"] for row in rows}
