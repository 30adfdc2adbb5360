"""Refresh commands: rebuilding a table from its official source gives what is shipped."""

import json
import shutil
from pathlib import Path

import pytest

from fasannot.gene.sequence import ONE_LETTER
from fasannot.refresh.__main__ import main
from fasannot.refresh.rewriting import EditableTable

DATA = Path(__file__).parents[2] / "data"
STATUS = {
    "0": "no_assertion_criteria_provided",
    "1": "criteria_provided,_single_submitter",
    "2": "criteria_provided,_multiple_submitters,_no_conflicts",
}
ALPS = "Autoimmune_lymphoproliferative_syndrome_type_1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    return copy


def run(folder: Path, *arguments: str) -> None:
    assert main(["--data", str(folder), *arguments]) == 0


def body(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if not line.startswith("##")]


def clinvar_vcf(path: Path, rows: list[dict[str, str]]) -> str:
    lines = ["##fileformat=VCFv4.1", "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"]
    for row in rows:
        rsid = f"RS={row['rsid'][2:]};" if row["rsid"] != "." else ""
        info = (
            f"{rsid}CLNSIG={row['significance'].capitalize()};CLNDN={ALPS};GENEINFO=FAS:355;"
            f"CLNREVSTAT={STATUS[row['stars']]}"
        )
        cells = ["10", row["position"], row["clinvar"], row["ref"], row["alt"], ".", ".", info]
        lines.append("\t".join(cells))
    lines.append(
        "10\t89014191\t9\tG\tT\t.\t.\tCLNSIG=Uncertain_significance;GENEINFO=FAS:355;CLNDN=" + ALPS
    )
    lines.append(
        "10\t89000000\t8\tC\tT\t.\t.\tCLNSIG=Pathogenic;GENEINFO=ACTA2:59;CLNDN=Moyamoya_disease"
    )
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def test_clinvar_round_trip(folder: Path, tmp_path: Path) -> None:
    table = EditableTable.read(folder / "known_variants.tsv")
    listed = [row for row in table.rows if row["clinvar"] != "."]
    path = clinvar_vcf(tmp_path / "clinvar.vcf", listed)
    run(folder, "clinvar", path, "--release", "2021-06")
    again = {row["id"]: row for row in EditableTable.read(folder / "known_variants.tsv").rows}
    assert set(again) == {row["id"] for row in table.rows}
    same = ("position", "ref", "alt", "category", "significance", "stars", "clinvar", "uniprot",
            "zygosity", "rsid")  # fmt: skip
    for row in table.rows:
        for column in same:
            assert again[row["id"]][column] == row[column], (row["id"], column)
        # ClinVar's own words for a splice site that is kept, or an immediate stop, may differ
        splice = row["consequence"].startswith("splice")
        if splice or row["consequence"] != "nonsense":
            new = again[row["id"]]["consequence"]
            assert new == row["consequence"] or (splice and new.startswith("splice"))


def test_clinvar_leaves_out_a_withdrawn_record(folder: Path, tmp_path: Path) -> None:
    table = EditableTable.read(folder / "known_variants.tsv")
    listed = [row for row in table.rows if row["clinvar"] not in (".", "851315", "16505")]
    run(folder, "clinvar", clinvar_vcf(tmp_path / "c.vcf", listed), "--release", "2026-11")
    ids = {row["id"] for row in EditableTable.read(folder / "known_variants.tsv").rows}
    assert "ClinVar:851315" not in ids  # nobody else knew it
    assert "UniProt:VAR_013426" in ids  # R250P stays, by UniProt


def evidence(source: str) -> list[dict[str, str]]:
    found = []
    for part in source.replace(";", " ").split():
        kind, _, name = part.partition(":")
        if kind in ("PMID", "PDB"):
            found.append({"source": "PubMed" if kind == "PMID" else kind, "id": name})
    return found


def uniprot_entry(folder: Path) -> dict[str, object]:
    """Return an entry in the shape of UniProt's JSON, from the shipped tables."""
    words = {"ALPS1A": "in ALPS1A", "ALPS1A+somatic_NHL": "in ALPS1A; also somatic in lymphoma",
             "somatic_NHL": "in non-Hodgkin lymphoma; somatic mutation",
             "somatic_SCC": "in squamous cell carcinoma; somatic mutation",
             "polymorphism": "in dbSNP:rs1"}  # fmt: skip
    features: list[dict[str, object]] = []

    def place(first: str, last: str) -> dict[str, object]:
        return {"start": {"value": int(first)}, "end": {"value": int(last)}}

    for row in EditableTable.read(folder / "known_variants.tsv").rows:
        if row["uniprot"] == ".":
            continue
        number = row["hgvs_p"][5:-3]
        old, new = ONE_LETTER[row["hgvs_p"][2:5]], ONE_LETTER[row["hgvs_p"][-3:]]
        features.append(
            {
                "type": "Natural variant",
                "location": place(number, number),
                "description": words[row["uniprot_category"]],
                "featureId": row["uniprot"],
                "alternativeSequence": {"originalSequence": old, "alternativeSequences": [new]},
                "evidences": evidence(row["pmids"]),
            }
        )
    names = {"helix": "Helix", "strand": "Beta strand", "turn": "Turn",
             "disulfide": "Disulfide bond", "glycosylation": "Glycosylation"}  # fmt: skip
    for row in EditableTable.read(folder / "residues.tsv").rows:
        if row["kind"] in names and row["source"].startswith("UniProtKB"):
            features.append(
                {
                    "type": names[row["kind"]],
                    "location": place(row["first"], row["last"]),
                    "description": "" if row["detail"] == "." else row["detail"],
                    "evidences": evidence(row["source"]),
                }
            )
    return {"features": features}


def test_uniprot_round_trip(folder: Path, tmp_path: Path) -> None:
    before = EditableTable.read(folder / "known_variants.tsv").rows
    residues = EditableTable.read(folder / "residues.tsv").rows
    path = tmp_path / "P25445.json"
    path.write_text(json.dumps(uniprot_entry(folder)))
    run(folder, "uniprot", str(path), "--release", "v274")
    after = {row["id"]: row for row in EditableTable.read(folder / "known_variants.tsv").rows}
    for row in before:
        for column in ("category", "uniprot", "legacy", "hgvs_p", "clinvar"):
            assert after[row["id"]][column] == row[column], (row["id"], column)
    again = {
        (row["kind"], row["first"], row["last"], row["residues"], row["effect"])
        for row in EditableTable.read(folder / "residues.tsv").rows
    }
    for row in residues:
        if row["kind"] in ("helix", "strand", "turn", "disulfide", "glycosylation",
                           "fadd_contact", "ligand_contact", "structure"):  # fmt: skip
            key = (row["kind"], row["first"], row["last"], row["residues"], row["effect"])
            assert key in again, row


def test_gnomad(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "gnomad.vcf"
    path.write_text(
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
        "chr10\t89012010\trs56006128\tG\tA\t.\tPASS\tAC=2900;AF=0.0018;AN=1600000;nhomalt=5\n"
        "chr10\t89014191\t.\tG\tA\t.\tPASS\tAC=1;AF=0.0000006;AN=1600000;nhomalt=0\n"
        "chr10\t89014200\t.\tT\tA\t.\tAC0\tAC=0;AF=0.1;AN=1600000;nhomalt=0\n"
    )
    run(folder, "gnomad", str(path), "--release", "v9")
    rows = EditableTable.read(folder / "frequencies.tsv").rows
    before = EditableTable.read(DATA / "frequencies.tsv").rows
    others = {row["source"] for row in before if not row["source"].startswith("gnomAD")}
    assert others <= {row["source"] for row in rows}
    assert [
        (row["rsid"], row["frequency"], row["count"])
        for row in rows
        if row["source"].startswith("gnomAD")
    ] == [("rs56006128", "0.0018", "2900")]


def test_splice_scores_round_trip(folder: Path, tmp_path: Path) -> None:
    before = body(folder / "splice_scores.tsv")
    lines = ["#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"]
    for row in EditableTable.read(folder / "splice_scores.tsv").rows:
        scores = "|".join(f"{int(score) / 1000:.3f}" for score in row["scores"].split(","))
        offsets = row["offsets"].replace(",", "|")
        info = f"OpenSpliceAI={row['alt']}|FAS|{scores}|{offsets}"
        lines.append(f"chr10\t{row['position']}\t.\t{row['ref']}\t{row['alt']}\t.\t.\t{info}")
    path = tmp_path / "s.vcf"
    path.write_text("\n".join(lines) + "\n")
    run(folder, "splice", str(path), "--models", "5")
    after = body(folder / "splice_scores.tsv")
    assert sorted(line.replace("\t1\t", "\t5\t") for line in before) == sorted(after)


def test_exon6_round_trip(folder: Path, tmp_path: Path) -> None:
    from fasannot.evidence.exon6 import mutated_exon

    before = body(folder / "exon6_inclusion.tsv")
    table = EditableTable.read(folder / "exon6_inclusion.tsv")
    wild = table.provenance["wild_type"]
    lines = ["variant\texon6_sequence\tpsi\tpsi_gel"]
    for row in table.rows:
        gel = "" if row["psi_gel"] == "." else row["psi_gel"]
        exon = mutated_exon(wild, row["variant"])
        lines.append(f"{row['variant']}\t{exon}\t{row['psi']}\t{gel}")
    path = tmp_path / "e.tsv"
    path.write_text("\n".join(lines) + "\n")
    run(folder, "exon6", str(path))
    assert body(folder / "exon6_inclusion.tsv") == before


def test_sources_check(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(folder), "sources", "--check"]) == 0
    with (folder / "rules.tsv").open("a") as handle:
        handle.write("\n")
    assert main(["--data", str(folder), "sources", "--check"]) == 1
    assert "out of date" in capsys.readouterr().out


def test_sequences_that_do_not_fit_each_other_are_refused(tmp_path):
    from fasannot.errors import DataError
    from fasannot.refresh.translation import check_translation

    data = Path(__file__).parents[2] / "data"
    for name in ("locus.fa", "protein.fa", "transcripts.tsv"):
        (tmp_path / name).write_bytes((data / name).read_bytes())
    check_translation(tmp_path)
    text = (tmp_path / "protein.fa").read_text()
    (tmp_path / "protein.fa").write_text(text.replace("MLGIW", "MLGIF", 1))
    with pytest.raises(DataError, match=r"does not give protein\.fa"):
        check_translation(tmp_path)
