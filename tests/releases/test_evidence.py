"""Slices as evidence: both builds, absence only where it was looked, digests in the header."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fasannot.errors import InputError
from fasannot.evidence.user.slices import chosen_slices, read_slices, whole_slices
from fasannot.evidence.user.user_files import UserFiles
from fasannot.refresh.fetching import Wish, fetch
from tests.evidence.support import variant
from tests.pipelines.engines import FASANNOT, run
from tests.releases import files
from tests.support import vcf

LOW, HIGH = variant("c.700A>C").start, variant("c.900A>T").start
HERE = variant("c.830T>C").start
ALPS = "CLNDN=Autoimmune_lymphoproliferative_syndrome"


def fetched(folder: Path, name: str, file: str, text: str) -> None:
    path = folder.parent / file
    path.write_text(text)
    fetch(Wish(name, str(path)), str(folder))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of slices: two gnomAD data sets, ClinVar with a conflict, scores."""
    made = tmp_path / "slices"
    own = [
        (HERE, "C", "PASS", "AC=320;AN=1600000;AF=0.0002;nhomalt=1;grpmax=nfe;AC_grpmax=300;"
         "AN_grpmax=1100000;AF_grpmax=0.00027;fafmax_faf95_max=0.00024"),
        (HERE + 1, files.other(HERE + 1), "AC0", "AC=0;AN=1600000;AF=0;nhomalt=0"),
    ]  # fmt: skip
    sites = [row for row in files.sites(LOW, HIGH, 7, 1_600_000) if row[0] not in (HERE, HERE + 1)]
    fetched(made, "gnomad-exomes", "gnomad.exomes.v4.1.sites.chr10.vcf", files.gnomad(sites + own))
    few = files.sites(LOW, HIGH, 7, 150_000)
    fetched(made, "gnomad-genomes", "gnomad.genomes.v4.1.sites.chr10.vcf", files.gnomad(few))
    conflict = (
        f"ALLELEID=1;{ALPS};CLNREVSTAT=criteria_provided,_conflicting_classifications;"
        "CLNSIG=Conflicting_classifications_of_pathogenicity;"
        "CLNSIGCONF=Pathogenic(1)|Uncertain_significance(2)"
    )
    fetched(made, "clinvar", "clinvar.vcf", files.clinvar([(HERE, "4242", "C", conflict)]))
    scores = files.alphamissense([(HERE, "C", "W274R", 0.97)])
    fetched(made, "alphamissense", "am.tsv", scores)
    fetched(made, "revel", "revel.csv", files.revel([(HERE, "C", 0.9)]))
    return made


def opened(folder: Path, build: str) -> UserFiles:
    slices = chosen_slices(whole_slices(str(folder)), build)
    model = files.MODEL
    return UserFiles(model, model.assemblies[build], folder=str(folder), slices=slices)


@pytest.mark.parametrize("build", ["GRCh38", "GRCh37"])
def test_all_slices_speak_of_inputs_of_either_build(folder, build):
    with opened(folder, build) as own:
        found = own.evidence(variant("c.830T>C"))
    whole, group = found.frequencies[:2]
    assert (whole.source, whole.count, whole.chromosomes) == ("gnomAD exomes 4.1", 320, 1_600_000)
    assert (whole.faf95, whole.homozygotes) == (0.00024, 1)
    assert (group.population, group.count, group.chromosomes) == ("nfe", 300, 1_100_000)
    absent = found.frequencies[2]
    assert (absent.source, absent.frequency) == ("gnomAD genomes 4.1", 0)
    assert absent.chromosomes == 150_000
    (record,) = found.clinvar
    assert record.variation_id == "4242"
    assert record.conflicting
    assert not record.pathogenic
    assert record.conflicts == "Pathogenic(1)|Uncertain_significance(2)"
    assert (record.stars, record.source) == (1, "ClinVar 2026-11-15")
    assert [score.tool for score in found.missense] == ["REVEL", "AlphaMissense"]


def test_absence_counts_only_where_it_was_looked(folder):
    with opened(folder, "GRCh38") as own:
        near = own.evidence(variant("c.830_831del"))
        assert {one.frequency for one in near.frequencies} == {0}
        assert not near.uncovered
        far = own.evidence(variant("c.110T>A"))
        assert not far.frequencies
        assert far.uncovered == ("gnomAD exomes 4.1", "gnomAD genomes 4.1")
        # Seen, and failed a filter: neither a frequency nor absent.
        failed = own.evidence(variant("c.830T>C")._replace(start=HERE + 1, end=HERE + 2,
            ref=files.base(HERE + 1), alt=files.other(HERE + 1)))  # fmt: skip
        assert [one.source for one in failed.frequencies] == ["gnomAD genomes 4.1"]
        assert not failed.uncovered


def test_allele_numbers_decide_before_sites(folder):
    text = files.allele_numbers(
        {at: 1_600_000 if at < HERE else 300 for at in range(LOW, HIGH)}
    )  # fmt: skip
    fetched(folder, "", "gnomad.exomes.v4.1.allele_number_all_sites.tsv", text)
    with opened(folder, "GRCh38") as own:
        found = own.evidence(variant("c.845del"))
        assert found.uncovered == ("gnomAD exomes 4.1",)
        before = own.evidence(variant("c.820del"))
        assert before.frequencies[0].chromosomes == 1_600_000


def test_several_files_of_one_kind(tmp_path):
    ref = files.base(HERE)
    snv = files.spliceai([(HERE, ref, "C", "0.1|0.2|0.3|0.4|1|2|3|4")])
    indel = files.spliceai([(HERE, ref, f"{ref}TTTT", "0|0|0|0.8|1|2|3|4")])
    paths = [
        str(files.indexed(tmp_path, f"{name}.vcf.gz", text))
        for name, text in (("snv", snv), ("indel", indel))
    ]
    build = files.MODEL.assemblies["GRCh38"]
    with UserFiles(files.MODEL, build, spliceai=paths) as own:
        assert own.evidence(variant("c.830T>C")).splice.highest == 0.4
        inserted = own.evidence(variant("c.830_831insTTTT"))
        assert inserted.splice.highest == 0.8
    sites = files.sites(LOW, HIGH, 7, 90_000)
    sets = [
        str(files.indexed(tmp_path, f"{name}.vcf.gz", files.gnomad(sites)))
        for name in ("exomes", "genomes")
    ]
    rows = [("chr10", files.position(HERE), files.base(HERE), "C")]
    (tmp_path / "in.vcf").write_text(vcf([(position, ref, alt) for _, position, ref, alt in rows]))
    command = [*FASANNOT, "annotate", tmp_path / "in.vcf", "-O", "json"]
    for path in sets:
        command += ["--gnomad", path]
    item = json.loads(run(command).stdout)
    said = " ".join(line["sentence"] + line["source"] for line in item["evidence"])
    assert "gnomAD (exomes.vcf.gz)" in said
    assert "gnomAD (genomes.vcf.gz)" in said


def test_annotate_uses_them_and_names_them(folder, tmp_path):
    text = vcf([(files.position(HERE), files.base(HERE), "C")])
    (tmp_path / "in.vcf").write_text(text)
    command = [*FASANNOT, "annotate", tmp_path / "in.vcf", "-O", "v"]
    done = run([*command, "--data", folder])
    lines = [line for line in done.stdout.splitlines() if line.startswith("##fasannot_evidence=")]
    digests = {one.name: one.sha256 for one in read_slices(str(folder))}
    assert len(lines) == len({one.name for one in read_slices(str(folder))})
    for name in ("clinvar", "gnomad-exomes", "revel"):
        (line,) = [line for line in lines if f"ID={name}," in line]
        assert "SHA256=" in line
        assert name == "revel" or digests[name] in line
    same = run(command, FASANNOT_DATA=str(folder))
    entry = [line for line in same.stdout.splitlines() if line.startswith("chr10")]
    assert entry == [line for line in done.stdout.splitlines() if line.startswith("chr10")]
    assert "PP3_" in entry[0]
    assert "ClinVar:4242" in entry[0]
    (tmp_path / "again.vcf").write_text(done.stdout)
    twice = run([*FASANNOT, "annotate", tmp_path / "again.vcf", "-O", "v"])
    assert "##fasannot_evidence" not in twice.stdout  # of an older run: replaced, never doubled
    none = run(command, FASANNOT_DATA="")
    assert "##fasannot_evidence" not in none.stdout


def test_a_slice_that_is_not_whole_stops_the_run(folder, tmp_path):
    (tmp_path / "in.vcf").write_text(vcf([(files.position(HERE), files.base(HERE), "C")]))
    command = [*FASANNOT, "annotate", tmp_path / "in.vcf", "-O", "tsv", "--data"]
    path = folder / "clinvar.GRCh38.vcf.gz"
    content = path.read_bytes()
    path.write_bytes(content[:-28])
    done = run([*command, folder], code=1)
    assert not done.stdout
    assert "clinvar" in done.stderr
    assert "fetch it again" in done.stderr
    path.unlink()
    assert "missing" in run([*command, folder], code=1).stderr
    assert "does not exist" in run([*command, tmp_path / "none"], code=1).stderr
    assert "holds no SLICES.tsv" in run([*command, tmp_path], code=1).stderr
    assert "is no folder" in run([*command, tmp_path / "in.vcf"], code=1).stderr


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda text: text.replace("\tcovered\t", "\tx\t"), "no column covered"),
        (lambda text: text.replace("\t1\t.\t", "\tone\t.\t", 1), "line 2.*cannot be read"),
        (lambda text: text.replace("\tclinvar.GRCh38", "\t../clinvar.GRCh38"), "no file of"),
        (lambda text: text.splitlines(keepends=True)[0], "lists no slice"),
    ],
)
def test_a_table_that_cannot_be_read(folder, change, match):
    path = folder / "SLICES.tsv"
    path.write_text(change(path.read_text()))
    with pytest.raises(InputError, match=match):
        whole_slices(str(folder))
