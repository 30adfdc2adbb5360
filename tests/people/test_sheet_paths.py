"""No output over a file that a sheet names, its reads and their index among them."""

import pysam
import pytest
from click.testing import CliRunner

from fasannot.cli import command_line
from fasannot.errors import InputError
from tests.support import vcf

ROWS = [["chr10", 89014191, ".", "G", "C", "60", "PASS", ".", "GT:AD", "0/1:20,19"]]
COMMANDS = {
    "annotate": ["annotate", "in.vcf", "--sheet", "sheet.tsv", "-O", "v", "-o"],
    "annotate --people": ["annotate", "in.vcf", "--sheet", "sheet.tsv", "-o", "o.vcf", "--people"],
    "annotate --haplotypes": [
        "annotate", "in.vcf", "--sheet", "sheet.tsv", "-o", "o.vcf", "--haplotypes",
    ],
    "people": ["people", "sheet.tsv", "in.vcf", "-O", "tsv", "-o"],
    "people --loh": ["people", "sheet.tsv", "in.vcf", "-O", "tsv", "-o", "o.tsv", "--loh"],
    "report": ["report", "--sheet", "sheet.tsv", "in.vcf", "-o"],
    "report --loh": ["report", "--sheet", "sheet.tsv", "in.vcf", "-o", "o.html", "--loh"],
    "export": ["export", "in.vcf", "--sheet", "sheet.tsv", "--to", "clinvar", "-o"],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("in.vcf", "other.vcf"):
        (tmp_path / name).write_text(vcf(ROWS, samples=("s1",)))
    for name in ("reads.bam", "reads.bam.bai"):
        (tmp_path / name).write_bytes(b"reads")
    sheet = "sample\tperson\ttissue\tvcf\tbam\n"
    sheet += "s1\tP1\twhole_blood\tother.vcf\treads.bam\ns1\tP2\tdnt\t\t\n"
    (tmp_path / "sheet.tsv").write_text(sheet)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("over", ["other.vcf", "reads.bam", "reads.bam.bai", "sheet.tsv"])
def test_what_a_sheet_names_is_never_written_over(folder, command, over):
    name = over
    if command == "report":  # its page must be named so
        name = "link.html"
        (folder / name).hardlink_to(over)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = CliRunner().invoke(command_line, [*COMMANDS[command], name])
    assert isinstance(result.exception, InputError), result.output
    assert "same file" in str(result.exception)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("command", ["people --loh", "report --loh"])
def test_two_outputs_on_one_place_are_refused(folder, command):
    arguments = COMMANDS[command]
    output = arguments[arguments.index("-o") + 1]
    result = CliRunner().invoke(command_line, [*arguments, f"./{output}"])
    assert isinstance(result.exception, InputError)
    assert not (folder / output).exists()


def test_a_sheet_may_name_every_file(folder):
    text = (folder / "sheet.tsv").read_text().splitlines()[:2]
    (folder / "sheet.tsv").write_text("\n".join(text).replace("reads.bam", "") + "\n")
    result = CliRunner().invoke(command_line, ["people", "sheet.tsv", "-O", "tsv", "-o", "o.tsv"])
    assert result.exit_code == 0, result.output
    assert "P1" in (folder / "o.tsv").read_text()


def test_a_file_that_may_be_of_another_build_is_said_by_every_command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    wrong = [["chr10", 89014191 + 1_759_757, ".", "G", "C", "60", "PASS", ".", "GT:AD", "0/1:9,9"]]
    (tmp_path / "in.vcf").write_text(vcf(ROWS, samples=("s1",)))
    (tmp_path / "blood.vcf").write_text(vcf(wrong, samples=("s2",)))
    sheet = "sample\tperson\ttissue\tvcf\ns1\tP1\tdnt\tin.vcf\ns2\tP1\twhole_blood\tblood.vcf\n"
    (tmp_path / "sheet.tsv").write_text(sheet)
    for arguments in (
        ["people", "sheet.tsv", "-O", "tsv"],
        ["people", "sheet.tsv", "blood.vcf", "-O", "tsv"],
        ["annotate", "in.vcf", "--sheet", "sheet.tsv", "-O", "tsv"],
        ["report", "--sheet", "sheet.tsv", "-o", "o.html", "-q"],
        ["export", "in.vcf", "--sheet", "sheet.tsv", "--to", "clinvar", "-q"],
        ["export", "blood.vcf", "--to", "clinvar", "-q"],
        ["plot", "blood.vcf", "-o", "o.svg", "-q"],
        ["report", "blood.vcf", "-o", "o.html", "-q"],
    ):
        done = CliRunner().invoke(command_line, arguments)
        assert done.exit_code == 0
        assert done.stderr.count("WARNING") == 1
        assert "blood.vcf: no record lies in FAS on GRCh38" in done.stderr


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        (("s1",), ""),
        ((), ""),
        (("mother",), "says that its reads are of mother, and the sheet that they are of s1"),
        (("s1", "mother"), ""),  # told apart by read group
    ],
)
def test_reads_that_name_another_sample_are_pointed_out(tmp_path, monkeypatch, groups, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.vcf").write_text(vcf(ROWS, samples=("s1",)))
    header = {"HD": {"VN": "1.6", "SO": "coordinate"}, "SQ": [{"SN": "chr10", "LN": 133797422}]}
    header["RG"] = [{"ID": name, "SM": name} for name in groups]
    with pysam.AlignmentFile("reads.bam", "wb", header=header):
        pass
    pysam.index("reads.bam")
    (tmp_path / "sheet.tsv").write_text("sample\tperson\ttissue\tbam\ns1\tP1\tdnt\treads.bam\n")
    done = CliRunner().invoke(command_line, ["people", "sheet.tsv", "in.vcf", "-O", "tsv"])
    assert done.exit_code == 0
    assert said in done.stderr
    assert bool(done.stderr) is bool(said)
    export = ["export", "in.vcf", "--sheet", "sheet.tsv", "--to", "clinvar", "-q"]
    assert CliRunner().invoke(command_line, export).stderr == done.stderr


def test_reads_of_several_samples_of_which_none_is_that_of_the_sheet_are_refused(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.vcf").write_text(vcf(ROWS, samples=("s1",)))
    header = {"HD": {"VN": "1.6", "SO": "coordinate"}, "SQ": [{"SN": "chr10", "LN": 133797422}]}
    header["RG"] = [{"ID": name, "SM": name} for name in ("mother", "father")]
    with pysam.AlignmentFile("reads.bam", "wb", header=header):
        pass
    pysam.index("reads.bam")
    (tmp_path / "sheet.tsv").write_text("sample\tperson\ttissue\tbam\ns1\tP1\tdnt\treads.bam\n")
    people = ["people", "sheet.tsv", "in.vcf", "-O", "tsv", "-o", "p.tsv"]
    done = CliRunner().invoke(command_line, people)
    assert isinstance(done.exception, InputError)
    told = (
        "reads.bam: holds the reads of several samples (mother, father), and no read group is of s1"
    )
    assert str(done.exception).startswith(told)
    assert not (tmp_path / "p.tsv").exists()
