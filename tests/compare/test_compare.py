"""Two outputs side by side: any two formats, releases and builds; what changed and by what."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from fasannot.errors import InputError
from fasannot.outputs.compare.differences import Comparison, compare
from fasannot.outputs.compare.read_answers import read_answers
from tests.pipelines.engines import FASANNOT, ROOT, run
from tests.support import SHIFT, reference

EXAMPLE = ROOT / "data/example.vcf"
FORMATS = ("vcf", "vcf.gz", "bcf", "tsv", "tsv.gz", "json")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Outputs of one input in every format, with and without the catalogue."""
    folder = tmp_path_factory.mktemp("outputs")
    for name, options in (("all", []), ("bare", ["--no-known"])):
        for end in FORMATS:
            path = folder / f"{name}.{end}"
            plain = path.with_name(path.name.removesuffix(".gz")) if end == "tsv.gz" else path
            samples = ["--samples", folder / f"{name}.samples.tsv"] if end == "vcf" else []
            run([*FASANNOT, "annotate", EXAMPLE, "-q", "-o", plain, *options, *samples])
            if end == "tsv.gz":
                run(["gzip", "-kf", plain])
    return folder


def compared(old: Path, new: Path) -> Comparison:
    return compare(read_answers(str(old)), read_answers(str(new)))


def table(*arguments: str | Path, code: int = 0) -> list[dict[str, str]]:
    done = run([*FASANNOT, "compare", *arguments, "-O", "tsv"], code=code)
    return list(csv.DictReader(done.stdout.splitlines(), delimiter="\t"))


@pytest.mark.parametrize("end", FORMATS[1:])
def test_formats_of_one_run_are_equal(made, end):
    for pair in ((made / "all.vcf", made / f"all.{end}"), (made / f"all.{end}", made / "all.vcf")):
        found = compared(*pair)
        assert not found.changed
        assert found.same > 8
        assert not set(found.not_compared) - {"ASSEMBLY"}


@pytest.mark.parametrize("end", ["vcf", "tsv", "json", "bcf"])
def test_what_the_catalogue_changes_is_told_with_its_rule(made, end):
    rows = table(made / f"bare.{end}", made / "all.json", "--exit-code", code=3)
    flags = [row for row in rows if row["COLUMN"] == "FLAGS"]
    assert flags
    assert {row["WHAT"] for row in flags} == {"flag"}
    for row in flags:
        assert "KNOWN_" in row["NEW"]
        assert "KNOWN_" not in row["OLD"]
        assert re.search(r"rule \+\w*KNOWN", row["BY"]), row
    changed = {row["COLUMN"] for row in rows}
    assert changed <= {"FLAGS", "KNOWN", "LEVEL", "CRITERIA", "POINTS", "AUTO_CLASS", "NOTES"}
    assert all(row["OLD"] != row["NEW"] for row in rows)
    back = table(made / "all.json", made / f"bare.{end}")
    assert len(back) == len(rows)
    assert not table(made / "all.json", made / "all.tsv", "--exit-code")


def test_rules_of_both_sides_are_told_where_both_list_them(made):
    rows = table(made / "all.json", made / "bare.json")
    lost = [row["BY"] for row in rows if row["COLUMN"] == "FLAGS"]
    assert lost
    assert all("rule -KNOWN" in text for text in lost)


def as_release_0_1(text: str) -> str:
    """Return a VCF as release 0.1 wrote it: CLASS, no NOTES, no levels in KNOWN."""
    text = text.replace("|AUTO_CLASS|", "|CLASS|").replace("|VRS_ID|NOTES", "|VRS_ID")
    text = re.sub(r"##fasannot_data=.*", "##fasannot_data=2026.05", text)
    text = re.sub(r"##fasannot_version=.*", "##fasannot_version=0.1.0.dev1", text)
    lines = []
    for line in text.splitlines():
        if "FASANN=" in line and not line.startswith("#"):
            head, tail = line.split("FASANN=", 1)
            entries, mark, rest = tail.partition(";")
            entries, tab, more = (*entries.partition("\t"),) if not mark else (entries, "", "")
            old = [entry.rsplit("|", 1)[0] for entry in entries.split(",")]
            plain = re.sub(r":(reviewed|asserted|reported|doubted|none)(?=[&|])", "", ",".join(old))
            lines.append(f"{head}FASANN={plain}{mark}{rest}{tab}{more}")
            continue
        lines.append(line)
    return "\n".join(lines) + "\n"


def test_an_output_of_release_0_1(made, tmp_path):
    old = tmp_path / "old.vcf"
    old.write_text(as_release_0_1((made / "all.vcf").read_text()))
    found = compared(old, made / "all.vcf")
    assert not found.changes
    assert "NOTES" in found.not_compared
    assert "AUTO_CLASS" not in found.not_compared
    assert "version 0.1.0.dev1 -> " in found.made_by[0]
    assert found.made_by[1].startswith("data 2026.05 -> ")
    header, *body = (made / "all.tsv").read_text().splitlines()
    place = header.split("\t").index("NOTES")
    assert place == len(header.split("\t")) - 1
    cut = [line.rsplit("\t", 1)[0] for line in (header.replace("AUTO_CLASS", "CLASS"), *body)]
    (tmp_path / "old.tsv").write_text("\n".join(cut) + "\n")
    assert not compared(tmp_path / "old.tsv", made / "all.json").changes


def edited(
    made: Path, tmp_path: Path, column: str, change: tuple[str, str]
) -> list[dict[str, str]]:
    """Return what is told of an output whose one column was changed in its first fitting line."""
    lines = (made / "all.tsv").read_text().splitlines()
    names = lines[0].split("\t")
    for number, line in enumerate(lines[1:], 1):
        cells = line.split("\t")
        if change[0] in cells[names.index(column)]:
            cells[names.index(column)] = cells[names.index(column)].replace(*change)
            lines[number] = "\t".join(cells)
            break
    (tmp_path / "new.tsv").write_text("\n".join(lines) + "\n")
    return table(made / "all.tsv", tmp_path / "new.tsv", "--exit-code", code=3)


@pytest.mark.parametrize(
    ("column", "change", "what"),
    [
        ("HGVSc", ("c.749G>C", "c.749G>T"), "name"),
        ("HGVSp", ("Arg250", "Arg251"), "name"),
        ("FLAGS", ("DEATH_DOMAIN", "RECEPTOR"), "flag"),
        ("AUTO_CLASS", ("uncertain_significance", "benign"), "class"),
        ("CRITERIA", ("PM1", "PM2"), "criteria"),
        ("Consequence", ("missense", "synonymous"), "consequence"),
        ("LOF", ("HC", "LC"), "loss of function"),
        ("MECHANISM", ("dominant_negative", "uncertain"), "other"),
    ],
)
def test_every_kind_of_change(made, tmp_path, column, change, what):
    rows = edited(made, tmp_path, column, change)
    (row,) = [row for row in rows if row["COLUMN"] == column]
    assert row["WHAT"] == what
    assert change[0] in row["OLD"]
    assert change[1] in row["NEW"]


def test_a_level_is_told_apart_from_the_entry(made, tmp_path):
    text = (made / "all.tsv").read_text()
    lines = text.splitlines()
    place = lines[0].split("\t").index("KNOWN")
    entry = "same_allele:ClinVar:1:pathogenic:1_star"
    for name, level in (("old", "asserted"), ("new", "doubted")):
        own = []
        for number, line in enumerate(lines):
            cells = line.split("\t")
            if number == 3:
                cells[place] = f"{entry}:{level}"
            own.append("\t".join(cells))
        (tmp_path / f"{name}.tsv").write_text("\n".join(own) + "\n")
    (row,) = table(tmp_path / "old.tsv", tmp_path / "new.tsv")
    assert (row["WHAT"], row["COLUMN"], row["OLD"], row["NEW"]) == (
        "level", "LEVEL", "asserted", "doubted",
    )  # fmt: skip
    assert f"catalogue +{entry}:doubted" in row["BY"]


def test_order_of_flags_is_no_change(made, tmp_path):
    text = (made / "all.tsv").read_text()
    assert "LOF&DEATH_DOMAIN" in text
    (tmp_path / "new.tsv").write_text(text.replace("LOF&DEATH_DOMAIN", "DEATH_DOMAIN&LOF"))
    assert not table(made / "all.tsv", tmp_path / "new.tsv", "--exit-code")


def test_alleles_of_one_output_alone(made, tmp_path):
    lines = (made / "all.tsv").read_text().splitlines(keepends=True)
    (tmp_path / "less.tsv").write_text("".join(lines[:3] + lines[4:]))
    (gone,) = table(made / "all.tsv", tmp_path / "less.tsv")
    (come,) = table(tmp_path / "less.tsv", made / "all.tsv")
    assert (gone["WHAT"], gone["OLD"], gone["NEW"]) == ("presence", "present", "absent")
    assert (come["WHAT"], come["OLD"], come["NEW"]) == ("presence", "absent", "present")
    assert gone["POS"] == come["POS"] == lines[3].split("\t")[1]


def test_spelling_and_build_make_no_difference(tmp_path):
    head = "##fileformat=VCFv4.2\n##contig=<ID=chr10,length={}>\n#CHROM\tPOS\tID\tREF\tALT"
    head += "\tQUAL\tFILTER\tINFO\n"
    row = "chr10\t{}\t.\t{}\t{}\t.\t.\t.\n"
    lost = reference(89012014, 3)
    (tmp_path / "a.vcf").write_text(
        head.format(133797422)
        + row.format(89014191, "G", "C")
        + row.format(89012015, lost[1:], lost[1])
    )
    both = row.format(89014190 + SHIFT, "CG", "CC")
    both += row.format(89012014 + SHIFT, lost, lost[:2])
    (tmp_path / "b.vcf").write_text(head.format(135534747) + both)
    for name in ("a", "b"):
        run([*FASANNOT, "annotate", tmp_path / f"{name}.vcf", "-q", "-o", tmp_path / f"{name}.tsv"])
    rows = table(tmp_path / "a.tsv", tmp_path / "b.tsv")
    assert {row["COLUMN"] for row in rows} <= {"HGVSg", "VRS_ID"}


def test_samples_tables_and_samples_of_a_header(made, tmp_path):
    samples = made / "all.samples.tsv"
    assert not table(samples, samples, "--exit-code")
    text = samples.read_text()
    assert "\thet\t" in text
    (tmp_path / "s.tsv").write_text(text.replace("\thet\t", "\thom\t", 1))
    (row,) = table(samples, tmp_path / "s.tsv")
    assert row["WHO"]
    assert row["COLUMN"] == "ZYGOSITY"
    vcf = (made / "all.vcf").read_text()
    names = re.search(r"FORMAT\t(.*)", vcf)[1].split("\t")
    (tmp_path / "n.vcf").write_text(vcf.replace(f"\t{names[0]}", "\tsomeone", 1))
    (row,) = table(made / "all.vcf", tmp_path / "n.vcf", "--exit-code", code=3)
    assert row["WHAT"] == "samples"
    assert "someone" in row["NEW"]


PEOPLE = (
    "PERSON\tHGVSc\tHGVSp\tFLAGS\tORIGIN\tCONFIDENCE\tFRACTIONS\tPHASE\tPARTNERS\tINHERITANCE"
    "\tCATEGORY\tNOTES\n"
)


def test_people(tmp_path):
    rows = [
        "A\tNM_000043.6:c.749G>C\tp\tDEATH_DOMAIN\tgermline\t0.999\tblood=9/20\t\t\tunknown"
        "\tALPS-FAS\t\n",
        "B\tNM_000043.6:c.361C>T\tq\tRECEPTOR\tsomatic\t0.99\tdnt=5/90\t\t\t\tALPS-sFAS\t\n",
        "C\t\t\t\t\t\t\t\t\t\tnone\tno_event\n",
    ]
    (tmp_path / "old.tsv").write_text(PEOPLE + "".join(rows))
    rows[0] = rows[0].replace("germline", "undetermined").replace("ALPS-FAS", "undetermined")
    rows[1] = rows[1].replace("c.361C>T", "c.361C>G")
    (tmp_path / "new.tsv").write_text(PEOPLE + "".join(rows[:2]))
    found = table(tmp_path / "old.tsv", tmp_path / "new.tsv")
    assert [(row["WHO"], row["WHAT"], row["COLUMN"]) for row in found] == [
        ("A", "category", "CATEGORY"),
        ("A", "origin", "ORIGIN"),
        ("B", "name", "HGVSc"),
        ("C", "presence", "PRESENCE"),
    ]
    shown = run(
        [*FASANNOT, "compare", tmp_path / "old.tsv", tmp_path / "new.tsv", "-O", "table"]
    ).stdout
    assert "A: NM_000043.6:c.749G>C" in shown
    assert "ALPS-FAS -> undetermined" in shown
    assert "C: no event" in shown
    assert "Not a diagnosis" in shown


def test_people_as_table_and_as_json_are_equal(tmp_path):
    head = "##fileformat=VCFv4.2\n##contig=<ID=chr10,length=133797422>\n"
    head += "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tb\td\tm\n"
    row = "chr10\t{}\t.\t{}\t{}\t60\tPASS\t.\tGT:AD:GQ\t{}:99\t{}:99\t{}:99\n"
    (tmp_path / "in.vcf").write_text(
        head
        + row.format(89003108, "T", "A", "0/0:90,0", "0/1:60,44", "0/0:70,0")
        + row.format(89014191, "G", "C", "0/1:50,48", "0/1:44,41", "0/0:70,0")
    )
    sheet = "sample\tperson\ttissue\nb\tAda\twhole_blood\nd\tAda\tdnt\nm\tMo\twhole_blood\n"
    (tmp_path / "sheet.tsv").write_text(sheet)
    for end in ("tsv", "json"):
        run([*FASANNOT, "people", tmp_path / "sheet.tsv", tmp_path / "in.vcf", "-o",
             tmp_path / f"people.{end}"])  # fmt: skip
    found = compared(tmp_path / "people.tsv", tmp_path / "people.json")
    assert not found.changes
    assert found.same == 3
    text = (tmp_path / "people.json").read_text()
    (tmp_path / "new.json").write_text(text.replace('"germline"', '"undetermined"', 1))
    (row,) = table(tmp_path / "people.json", tmp_path / "new.json", "--exit-code", code=3)
    assert (row["WHO"], row["WHAT"], row["NEW"]) == ("Ada", "origin", "undetermined")


def test_the_table_and_json_for_people_and_programs(made, tmp_path):
    done = run([*FASANNOT, "compare", made / "bare.vcf", made / "all.vcf", "-O", "table"])
    assert re.search(r"^1\. N[MC]_0000\d+\.\d+:[cg]\.", done.stdout, re.MULTILINE)
    assert "gained: KNOWN_" in done.stdout
    assert str(made / "bare.vcf") in done.stdout.replace("\n", "")
    assert re.search(r"\d+ of \d+ allele entries changed: ", done.stdout)
    path = tmp_path / "changes.jsonl"
    done = run([*FASANNOT, "compare", made / "bare.vcf", made / "all.vcf", "-o", path])
    assert "allele entries changed" in done.stderr
    items = [json.loads(line) for line in path.read_text().splitlines()]
    (first, *_) = [item for item in items if item["column"] == "FLAGS"]
    assert isinstance(first["old"], list)
    assert isinstance(first["pos"], int)
    assert any(cause.startswith("rule +") for cause in first["by"])
    shown = run([*FASANNOT, "compare", made / "all.vcf", made / "all.tsv", "-O", "table"]).stdout
    assert "nothing changed in" in shown


def test_inputs_at_fault(made, tmp_path):
    def refused(name: str, text: str, match: str) -> None:
        (tmp_path / name).write_text(text)
        with pytest.raises(InputError, match=match):
            compared(tmp_path / name, made / "all.tsv")

    refused("raw.vcf", EXAMPLE.read_text(), "declares no field of fasannot")
    refused("empty.tsv", "", "is empty")
    refused("other.tsv", "A\tB\n1\t2\n", "is no table of fasannot")
    text = (made / "all.tsv").read_text()
    refused("cut.tsv", text[:-3], "cut short")
    refused("ragged.tsv", text.replace("\tGRCh38\t", "\t", 1), "line 2: has")
    refused("bad.json", '{"chrom": \n', "is no JSON")
    refused("foreign.json", '{"a": 1}\n', "is no object of fasannot")
    refused("people.tsv", PEOPLE, "holds people")
    vcf = (made / "all.vcf").read_text()
    refused("sub.vcf", re.sub(r"(FASANN=[^|\t]*\|)", r"\1x|", vcf), "subfields")
    with pytest.raises(InputError, match="does not exist"):
        compared(tmp_path / "none", made / "all.tsv")
    with pytest.raises(InputError, match="directory"):
        compared(tmp_path, made / "all.tsv")
    done = run([*FASANNOT, "compare", made / "all.tsv", made / "all.tsv", "-o", "x.foo"], code=2)
    assert "suffix" in done.stderr
    own = tmp_path / "own.tsv"
    own.write_text(text)
    run([*FASANNOT, "compare", own, made / "all.tsv", "-o", own], code=1)
    assert own.read_text() == text


def test_one_allele_alone_in_any_spelling(tmp_path: Path) -> None:
    old = tmp_path / "old.tsv"
    run([*FASANNOT, "annotate", ROOT / "data/example.vcf", "-O", "tsv", "-o", old, "-q"])
    head, *rows = old.read_text().splitlines()
    place = head.split("\t").index("LOF")
    changed = []
    for row in rows:
        cells = row.split("\t")
        changed.append("\t".join([*cells[:place], "LC", *cells[place + 1 :]]))
    new = tmp_path / "new.tsv"
    new.write_text("\n".join([head, *changed]) + "\n")
    command = [*FASANNOT, "compare", old, new, "-O", "tsv", "-q"]
    everything = run(command).stdout.splitlines()
    alone = run([*command, "--variant", "legacy:R234P"]).stdout.splitlines()
    assert len(everything) > len(alone) == 2
    assert "c.749G>C" in alone[1]
    assert run([*command, "--variant", "c.3G>T"]).stdout.splitlines() == everything[:1]
    assert "cannot be read" in run([*command, "--variant", "nothing"], code=1).stderr
