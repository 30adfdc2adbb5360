"""Exchange formats, read back by the models of the libraries that define them."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest

from fasannot.effect.vrs import allele_id, allele_object
from fasannot.gene.model import load_gene_model
from fasannot.outputs.export.clinvar_table import columns, to_fill
from fasannot.outputs.export.clinvar_table import lines as clinvar_lines
from fasannot.outputs.export.exported import (
    EventFacts,
    Owner,
    PersonFacts,
    criterion_of,
    exported,
    terms,
    weighed,
)
from fasannot.outputs.export.phenopacket import packets
from fasannot.outputs.export.va_spec import statements
from fasannot.outputs.gathered import gather
from fasannot.outputs.job import Job, OutputType, collect
from tests.evidence.support import variant
from tests.pipelines.engines import FASANNOT, ROOT, run
from tests.support import reference, vcf

EXAMPLE = ROOT / "data/example.vcf"
DAY = "2026-11-27"
MODEL = load_gene_model()

pytest.importorskip("phenopackets")
pytest.importorskip("ga4gh.va_spec.acmg_2015")


def row(pos: int, ref: str, alt: str, info: str, *calls: str) -> list[str]:
    return ["chr10", str(pos), "rs77", ref, alt, "50", "PASS", info, "GT:AD", *calls]


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Substitution, deletion, duplication, structural alleles and a polymorphism; two samples."""
    first = reference(89012015, 3)
    rows = [
        row(89003108, "T", "A", ".", "0/1:10,11", "0/0:20,0"),
        row(89012015, first, first[0], ".", "0/0:20,0", "1/1:0,19"),
        row(89014191, "G", "C", ".", "0/1:80,9", "0/1:11,12"),
        row(89014300, reference(89014300), "<DEL>", "SVTYPE=DEL;END=89014500", "0/1:.,.",
            "0/0:.,."),
        row(89008800, reference(89008800), "<DEL>",
            "SVTYPE=DEL;END=89009100;IMPRECISE;CIPOS=-300,300;CIEND=-300,300", "0/1:.,.",
            "0/0:.,."),
        row(89014451, "A", "G", ".", "0/1:10,10", "0/1:10,10"),
    ]  # fmt: skip
    header = (
        '##INFO=<ID=END,Number=1,Type=Integer,Description="x">',
        '##INFO=<ID=SVTYPE,Number=1,Type=String,Description="x">',
        '##ALT=<ID=DEL,Description="x">',
    )
    path = tmp_path / "mixed.vcf"
    path.write_text(vcf(rows, header=header, samples=("tube1", "tube2")))
    return path


def export(path: Path, form: str, *more: str) -> str:
    command = [*FASANNOT, "export", path, "--to", form, *more]
    return run(command, SOURCE_DATE_EPOCH="1795000000").stdout


def test_phenopackets_are_what_the_schema_says(mixed):
    from google.protobuf.json_format import Parse
    from phenopackets import GenomicInterpretation, Phenopacket

    text = export(mixed, "phenopacket")
    messages = [Parse(line, Phenopacket()) for line in text.splitlines()]
    assert [one.subject.id for one in messages] == ["tube1", "tube2"]
    first, second = messages
    assert first.meta_data.phenopacket_schema_version == "2.0"
    assert first.meta_data.created.ToDatetime().year == 2026
    used = {one.namespace_prefix for one in first.meta_data.resources}
    assert {"OMIM", "HGNC", "GENO", "NCBITaxon"} <= used
    diagnosis = first.interpretations[0].diagnosis
    assert diagnosis.disease.id == "OMIM:601859"
    found = {
        one.variant_interpretation.variation_descriptor.label.partition(":")[2]: one
        for one in diagnosis.genomic_interpretations
    }
    assert {"c.110T>A", "c.749G>C"} <= set(found)
    assert len(found) == 4  # two substitutions and two deletions; no polymorphism
    one = found["c.749G>C"]
    assert one.subject_or_biosample_id == "tube1"
    assert one.interpretation_status == GenomicInterpretation.CANDIDATE
    descriptor = one.variant_interpretation.variation_descriptor
    assert descriptor.id == allele_id(
        MODEL.sequence, variant("c.749G>C"), MODEL.assemblies["GRCh38"]
    )
    assert descriptor.gene_context.value_id == "HGNC:11920"
    assert descriptor.vcf_record.pos == 89014191
    assert descriptor.vcf_record.genome_assembly == "GRCh38"
    assert {item.syntax for item in descriptor.expressions} == {"hgvs.g", "hgvs.c", "hgvs.p"}
    assert descriptor.allelic_state.id == "GENO:0000135"
    extensions = {item.name: item.value for item in descriptor.extensions}
    assert "DEATH_DOMAIN" in extensions["flags"]
    assert "not a diagnosis" in extensions["caveat"]
    assert extensions["reads_ref_alt"] == "80,9"
    states = {
        item.variant_interpretation.variation_descriptor.allelic_state.label
        for item in second.interpretations[0].diagnosis.genomic_interpretations
    }
    assert "homozygous" in states
    for line in text.splitlines():
        assert "not a diagnosis" in line


def test_statements_are_what_the_profile_says(mixed):
    from ga4gh.core import ga4gh_identify
    from ga4gh.va_spec.acmg_2015 import (
        VariantPathogenicityEvidenceLine,
        VariantPathogenicityStatement,
    )
    from ga4gh.vrs.models import Allele

    found = [json.loads(line) for line in export(mixed, "va-spec").splitlines()]
    assert len(found) == 5
    exact = 0
    for item in found:
        statement = VariantPathogenicityStatement(**item)
        assert statement.proposition.type == "VariantPathogenicityProposition"
        for line in item.get("hasEvidenceLines", ()):
            VariantPathogenicityEvidenceLine(**line)
        subject = item["proposition"]["subjectVariant"]
        if isinstance(subject, dict):
            exact += 1
            bare = {key: value for key, value in subject.items() if key not in ("id", "digest")}
            assert ga4gh_identify(Allele(**bare)) == subject["id"]
        assert "not a diagnosis" in item["description"]
    assert exact == 4  # the imprecise deletion has no sequence
    nonsense = next(item for item in found if "c.110T>A" in item["id"])
    codes = [
        line["evidenceOutcome"]["primaryCoding"]["code"] for line in nonsense["hasEvidenceLines"]
    ]
    assert "PVS1" in codes
    assert nonsense["direction"] == "supports"
    total = sum(line["scoreOfEvidenceProvided"] for line in nonsense["hasEvidenceLines"])
    assert total == nonsense["score"]
    benign = [json.loads(line) for line in export(mixed, "va-spec", "--all").splitlines()]
    assert len(benign) == 6


def test_the_clinvar_table(mixed):
    text = export(mixed, "clinvar")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t"))
    assert [name for name, _, _ in columns()] == text.splitlines()[0].split("\t")
    assert len(rows) == 5
    one = next(item for item in rows if item["HGVS"] == "c.749G>C")
    assert one["Reference sequence"] == "NM_000043.6"
    assert (one["Condition ID type"], one["Condition ID value"]) == ("OMIM", "601859")
    assert one["Assertion method citation"] == "PMID:25741868"
    assert one["Allele origin"] == one["Affected status"] == "unknown"
    assert one["Number of individuals with variant"] == "2"
    assert "ClinVar:16505" in one["Variation identifiers"]
    assert "dbSNP:rs77" in one["Variation identifiers"]
    assert "To be reviewed" in one["Comment on classification"]
    assert not one["Collection method"]
    assert "Collection method" in to_fill()
    second = next(item for item in rows if "del" in item["HGVS"] and item["Number of homozygotes"])
    assert second["Number of homozygotes"] == "1"
    for item in rows:
        assert item["HGVS"]
        for name, _, needed in columns():
            assert item[name] or not needed or name in to_fill(), name


def people() -> dict[str, PersonFacts]:
    criteria = (
        weighed("PS2", 4, "de novo, parentage confirmed", "the case file"),
        weighed("PP4", 1, "typical phenotype", "the case file"),
    )
    event = EventFacts("germline", criteria, 9, "likely_pathogenic")
    other = EventFacts("somatic")
    features = (("lymphoproliferation", True), ("no_such_term", True))
    return {
        "tube1": PersonFacts(
            "female", "yes", "ALPS-FAS", features,
            {"NM_000043.6:c.749G>C": event, "NM_000043.6:c.110T>A": other},
        )
    }  # fmt: skip


def alleles_of(path: Path):
    job = Job(str(path), None, OutputType.TABLE)
    return exported(gather([collect(job)]), people(), every=False)


def test_what_the_case_tells_goes_into_all_three(mixed):
    from google.protobuf.json_format import Parse
    from phenopackets import Individual, Phenopacket

    alleles = alleles_of(mixed)
    samples = [Owner("tube1", "tube1", "dnt"), Owner("tube2", "tube2")]
    first = Parse(next(packets(alleles, samples, people(), DAY)), Phenopacket())
    assert first.subject.sex == Individual(sex="FEMALE").sex
    assert [one.type.id for one in first.phenotypic_features] == ["HP:0005523"]
    assert first.biosamples[0].sampled_tissue.label == "alpha-beta T cell"
    assert first.biosamples[0].description == "tissue: dnt"
    assert "ALPS-FAS" in first.interpretations[0].summary
    shown = {
        one.variant_interpretation.variation_descriptor.label: one
        for one in first.interpretations[0].diagnosis.genomic_interpretations
    }
    descriptor = shown["NM_000043.6:c.749G>C"].variant_interpretation
    assert descriptor.acmg_pathogenicity_classification == 4  # likely pathogenic
    extensions = {
        item.name: item.value for item in descriptor.variation_descriptor.extensions
    }  # fmt: skip
    assert extensions["points"] == "9"
    assert extensions["origin"] == "germline"
    assert {"PS2", "PP4"} <= set(extensions["acmg_criteria"].split())

    told = [json.loads(line) for line in statements(alleles, DAY)]
    judged = next(item for item in told if item["id"].endswith("c.749G>C/tube1"))
    assert judged["score"] == 9
    assert judged["classification"]["primaryCoding"]["code"] == "likely pathogenic"
    assert judged["strength"]["primaryCoding"]["code"] == "likely"
    assert judged["proposition"]["alleleOriginQualifier"] == {"name": "germline"}
    codes = [
        line["evidenceOutcome"]["primaryCoding"]["code"] for line in judged["hasEvidenceLines"]
    ]
    assert {"PS2", "PP4"} <= set(codes)
    somatic = next(item for item in told if "c.110T>A" in item["id"])
    assert somatic["proposition"]["alleleOriginQualifier"] == {"name": "somatic"}

    text = list(clinvar_lines(alleles, people(), DAY))
    rows = list(csv.DictReader(text, delimiter="\t"))
    nonsense = next(item for item in rows if item["HGVS"] == "c.110T>A")
    assert nonsense["Allele origin"] == "somatic"
    assert nonsense["Affected status"] == "yes"
    assert nonsense["Sex"] == "female"
    assert nonsense["Clinical features"] == "HP:0005523"
    case = next(item for item in rows if item["HGVS"] == "c.749G>C")
    assert case["Germline classification"] == "Likely pathogenic"
    assert "PS2: de novo" in case["Comment on classification"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("PVS1_Strong", "PVS1_strong"), ("PM2_Supporting", "PM2_supporting"), ("PM5", "PM5"),
     ("PS1_Supporting", "PS1_supporting"), ("BA1", "BA1"), ("PP3_Strong", "PP3_strong"),
     ("BP4", "BP4"), ("PM2", "PM2_supporting"), ("PS2_VeryStrong", "PS2_very_strong")],
)  # fmt: skip
def test_every_strength_is_one_of_the_profile(text, code):
    from ga4gh.va_spec.acmg_2015 import VariantPathogenicityEvidenceLine

    from fasannot.outputs.export.va_spec import evidence_line

    line = evidence_line(criterion_of(text, "why", "where"))
    assert VariantPathogenicityEvidenceLine(**line)
    assert line["evidenceOutcome"]["primaryCoding"]["code"] == code


@pytest.mark.parametrize(
    "name",
    ["c.749G>C", "c.3del", "c.676dup", "c.100_112del", "c.651_652insGATTACA", "c.700_705inv"],
)
@pytest.mark.parametrize("build", ["GRCh38", "GRCh37"])
def test_alleles_are_those_of_the_vrs_models(name, build):
    from ga4gh.core import ga4gh_identify
    from ga4gh.vrs.models import Allele

    found = allele_object(MODEL.sequence, variant(name), MODEL.assemblies[build])
    identifier = found.pop("id")
    assert found.pop("digest") == identifier.rpartition(".")[2]
    assert ga4gh_identify(Allele(**found)) == identifier


def test_terms_have_their_resource():
    for (kind, name), one in terms().items():
        if kind != "resource":
            assert ("resource", one.prefix) in terms(), name


def test_same_input_same_output(mixed, tmp_path):
    for form in ("phenopacket", "va-spec", "clinvar"):
        assert export(mixed, form) == export(mixed, form)
        path = tmp_path / "out"
        export(mixed, form, "-o", str(path))
        assert path.read_text() == export(mixed, form)


def test_faults(mixed, tmp_path):
    bare = tmp_path / "sites.vcf"
    bare.write_text(vcf([(89014191, "G", "C")]))
    done = run([*FASANNOT, "export", bare, "--to", "phenopacket"], code=1)
    assert "has no samples" in done.stderr
    assert len(export(bare, "va-spec").splitlines()) == 1
    done = run([*FASANNOT, "export", mixed, "--to", "clinvar", "-o", mixed], code=1)
    assert mixed.read_text().startswith("##fileformat")
    code = (
        "import sys; sys.modules['phenopackets'] = None; "
        "from fasannot.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    done = run([sys.executable, "-c", code, "export", mixed, "--to", "phenopacket"], code=1)
    assert "fasannot[export]" in done.stderr


def test_one_allele_alone_in_any_spelling() -> None:
    example = ROOT / "data/example.vcf"
    command = [*FASANNOT, "export", example, "--to", "clinvar", "-q"]
    everything = [line for line in run(command).stdout.splitlines() if not line.startswith("#")]
    alone = run([*command, "--variant", "chr10-89014191-G-C"]).stdout.splitlines()
    rows = [line for line in alone if not line.startswith("#")]
    assert len(everything) > len(rows) == 1
    assert "c.749G>C" in rows[0]
