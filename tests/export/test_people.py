"""Exports of persons: one packet over all tissues, origin, and the case."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.pipelines.engines import FASANNOT, run
from tests.support import vcf

pytest.importorskip("phenopackets")
pytest.importorskip("ga4gh.va_spec.acmg_2015")

SHEET = """sample\tperson\ttissue\tsex\taffected
blood1\tAda\twhole_blood\tfemale\tyes
hair1\tAda\thair\tfemale\tyes
dnt1\tAda\tdnt\tfemale\tyes
blood2\tBo\twhole_blood\tmale\tno
"""
CASE = """person\tfield\tvalue\tunit\tdate\tsource\tvariant
Ada\tlymphoproliferation\tyes\t\t2026-01-05\tletter\t
Ada\tprobands\t4\t\t2026-02-01\tliterature\tc.749G>C
Ada\tdnt_share_cd3\t9\t%\t2026-02-01\tlaboratory\t
"""


@pytest.fixture
def family(tmp_path: Path) -> Path:
    def calls(*each: str) -> list[str]:
        return [f"{gt}:{reads}:99" for gt, reads in (one.split(" ") for one in each)]

    rows = [
        ["chr10", "89014191", ".", "G", "C", "60", "PASS", ".", "GT:AD:GQ",
         *calls("0/1 60,58", "0/1 50,55", "0/1 70,66", "0/0 80,0")],
        ["chr10", "89003108", ".", "T", "A", "60", "PASS", ".", "GT:AD:GQ",
         *calls("0/0 120,0", "0/0 90,0", "0/1 80,60", "0/0 80,0")],
    ]  # fmt: skip
    samples = ("blood1", "hair1", "dnt1", "blood2")
    (tmp_path / "in.vcf").write_text(vcf(sorted(rows, key=lambda row: row[1]), samples=samples))
    (tmp_path / "sheet.tsv").write_text(SHEET)
    (tmp_path / "case.tsv").write_text(CASE)
    return tmp_path


def export(family: Path, form: str, *more: str) -> list[str]:
    command = [
        *FASANNOT,
        "export",
        family / "in.vcf",
        "--to",
        form,
        "--sheet",
        family / "sheet.tsv",
    ]
    return run([*command, *more]).stdout.splitlines()


def test_a_person_is_one_packet_over_all_tissues(family):
    from google.protobuf.json_format import Parse
    from phenopackets import Phenopacket

    lines = export(family, "phenopacket", "--case", str(family / "case.tsv"))
    ada, bo = (Parse(line, Phenopacket()) for line in lines)
    assert (ada.subject.id, bo.subject.id) == ("Ada", "Bo")
    assert [one.sampled_tissue.label for one in ada.biosamples] == [
        "blood", "strand of hair", "alpha-beta T cell",
    ]  # fmt: skip
    assert [one.type.id for one in ada.phenotypic_features] == ["HP:0005523"]
    assert "ALPS-FAS" in ada.interpretations[0].summary
    assert not bo.interpretations
    origins = {
        (
            one.subject_or_biosample_id,
            one.variant_interpretation.variation_descriptor.label.partition(":")[2],
        ): {
            item.name: item.value
            for item in one.variant_interpretation.variation_descriptor.extensions
        }.get("origin")
        for one in ada.interpretations[0].diagnosis.genomic_interpretations
    }
    assert origins["blood1", "c.749G>C"] == "germline"
    assert origins["dnt1", "c.110T>A"] == "somatic"
    assert ("blood1", "c.110T>A") not in origins


def test_the_case_adds_criteria_and_points(family):
    told = [json.loads(line) for line in export(family, "va-spec")]
    case = [
        json.loads(line) for line in export(family, "va-spec", "--case", str(family / "case.tsv"))
    ]
    plain = next(item for item in told if "c.749G>C" in item["id"])
    judged = next(item for item in case if "c.749G>C" in item["id"])
    assert judged["id"].endswith("/Ada")
    assert judged["score"] > plain["score"]
    codes = {line["specifiedBy"]["methodType"] for line in judged["hasEvidenceLines"]}
    assert codes - {line["specifiedBy"]["methodType"] for line in plain["hasEvidenceLines"]} == {
        "PS4"
    }
    (line,) = [one for one in judged["hasEvidenceLines"] if "PS4" in str(one)]
    assert line["evidenceOutcome"]["primaryCoding"]["code"] == "PS4_moderate"
    assert line["scoreOfEvidenceProvided"] == 2
    assert (
        sum(one["scoreOfEvidenceProvided"] for one in judged["hasEvidenceLines"])
        == (judged["score"])
    )
    assert judged["proposition"]["alleleOriginQualifier"] == {"name": "germline"}
    somatic = next(item for item in case if "c.110T>A" in item["id"])
    assert somatic["proposition"]["alleleOriginQualifier"] == {"name": "somatic"}


def test_the_clinvar_table_counts_persons(family):
    rows = list(csv.DictReader(export(family, "clinvar"), delimiter="\t"))
    one = next(row for row in rows if row["HGVS"] == "c.749G>C")
    assert one["Number of individuals with variant"] == "1"
    assert (one["Allele origin"], one["Affected status"], one["Sex"]) == (
        "germline", "yes", "female",
    )  # fmt: skip
    assert one["Tissue"] == "alpha-beta T cell; strand of hair; blood"
    second = next(row for row in rows if row["HGVS"] == "c.110T>A")
    assert second["Allele origin"] == "somatic"


def test_faults(family):
    command = [*FASANNOT, "export", family / "in.vcf", "--to", "clinvar"]
    assert "--sheet" in run([*command, "--case", family / "case.tsv"], code=2).stderr
    done = run([*command, "--sheet", family / "sheet.tsv", "-o", family / "sheet.tsv"], code=1)
    assert "same file" in done.stderr
    assert (family / "sheet.tsv").read_text() == SHEET
