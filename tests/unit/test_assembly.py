"""The genome build is found from what the file says and shows, never guessed."""

import pytest

from fasannot.errors import FasannotError
from fasannot.outputs.job import Job, OutputType, run_job
from tests.support import SHIFT, vcf

ROWS = [(89014191, "G", "C"), (89014190, "C", "T"), (89003108, "T", "A"), (89014259, "C", "T")]
MOVED = [(position + SHIFT, ref, alt) for position, ref, alt in ROWS]
WRONG = [(89014191, "A", "C")]
# Records that happen to lie in the declared build's locus and do not fit it.
STRAY = [(89014191, "A", "C"), (89014192, "T", "C")]
STRAY_37 = [(position + SHIFT, ref, alt) for position, ref, alt in STRAY]


def run(tmp_path, text, **options):
    path = tmp_path / "input.vcf"
    path.write_text(text)
    out = tmp_path / "out.tsv"
    summary = run_job(Job(str(path), str(out), OutputType.TSV, **options))
    return summary, out.read_text().splitlines()[1:]


@pytest.mark.parametrize(
    ("rows", "contigs", "chrom", "assembly"),
    [
        (ROWS, ["chr10:133797422"], "chr10", "GRCh38"),
        (ROWS, ["10:133797422"], "10", "GRCh38"),
        (MOVED, ["10:135534747"], "10", "GRCh37"),
        (MOVED, ["chr10:135534747"], "chr10", "GRCh37"),
        (ROWS, ["NC_000010.11"], "NC_000010.11", "GRCh38"),
        (MOVED, ["NC_000010.10:135534747"], "NC_000010.10", "GRCh37"),
        (ROWS, ["CM000672.2"], "CM000672.2", "GRCh38"),
        (ROWS, [], "NC_000010.11", "GRCh38"),
        (ROWS, [], "chr10", "GRCh38"),
        (MOVED, [], "10", "GRCh37"),
        (ROWS, ["chr1:248956422", "chr10"], "chr10", "GRCh38"),
        (MOVED, ["1:249250621"], "10", "GRCh37"),
    ],
)
def test_build_is_found(tmp_path, rows, contigs, chrom, assembly):
    summary, lines = run(tmp_path, vcf(rows, contigs, chrom=chrom))
    assert summary.assembly.name == assembly
    assert len(lines) == len(rows)


@pytest.mark.parametrize(
    ("rows", "contigs", "chrom", "words"),
    [
        (WRONG, ["chr10:133797422"], "chr10", ["line 4", "REF has A", "--ref-mismatch"]),
        ([*STRAY, *MOVED], ["chr10:133797422"], "chr10", ["wrong build", "GRCh37", "declared"]),
        ([*ROWS, *STRAY_37], ["chr10:135534747"], "chr10", ["wrong build", "GRCh38"]),
        (ROWS, ["chr10:134758134"], "chr10", ["T2T-CHM13", "lift"]),
        (ROWS, ["chr10:135374737"], "chr10", ["NCBI36"]),
        (ROWS, ["chr10:138394717"], "chr10", ["138394717", "another chromosome"]),
        (ROWS, ["chr9:133797422"], "chr10", ["chr9", "length of chromosome 10"]),
        (ROWS, ["HG002#0#chr10"], "chr10", ["HG002", "neither"]),
        (ROWS, [], "CHM13#0#chr10", ["CHM13", "neither"]),
        (ROWS, [], "NC_000010.9", ["NCBI36"]),
        (ROWS, [], "chr10\u00a0", ["invisible", "line"]),
        (MOVED[:1] * 4, ["chr10:133797422"], "chr10", ["wrong build", "GRCh37"]),
        (ROWS, ["chr10:133797422", "NC_000010.10"], "chr10", ["contradicts itself"]),
        (ROWS, ["NC_000010.10:133797422"], "NC_000010.10", ["has 135534747"]),
        (ROWS[:1], [], "chr10", ["only 1 reference base", "--assembly"]),
        (WRONG, [], "chr10", ["fits neither", "--assembly"]),
        (ROWS, ["chr10:133797422"], "NC_000010.10", ["two builds"]),
    ],
)
def test_contradictions_are_errors_that_say_what_was_seen(tmp_path, rows, contigs, chrom, words):
    with pytest.raises(FasannotError) as error:
        run(tmp_path, vcf(rows, contigs, chrom=chrom))
    for word in words:
        assert word in str(error.value)
    assert not (tmp_path / "out.tsv").exists()


def test_requested_build_is_not_overruled_silently(tmp_path):
    summary, _ = run(tmp_path, vcf(ROWS[:1], []), assembly="GRCh38")
    assert summary.assembly.name == "GRCh38"
    with pytest.raises(FasannotError, match="GRCh37 was given"):
        run(tmp_path, vcf(ROWS), assembly="GRCh37")
    with pytest.raises(FasannotError, match="wrong build: GRCh37 was given"):
        run(tmp_path, vcf([*ROWS, *STRAY_37], []), assembly="GRCh37")


def test_mismatch_can_be_flagged_and_is_never_named(tmp_path):
    summary, lines = run(tmp_path, vcf([*ROWS, *WRONG]), flag_mismatches=True)
    assert summary.mismatches == 1
    assert len(lines) == len(ROWS) + 1
    assert "REF_MISMATCH" in lines[-1]
    assert "NM_000043" not in lines[-1]


def test_no_record_in_fas_is_fine(tmp_path):
    summary, lines = run(tmp_path, vcf([(5000, "A", "T")], []))
    assert summary.assembly is None
    assert lines == []


def test_ambiguous_reference_bases_are_no_evidence_and_are_read_as_the_reference(tmp_path):
    summary, lines = run(tmp_path, vcf([*ROWS, (89014200, "N", "T")]))
    assert summary.assembly.name == "GRCh38"
    assert not summary.skipped
    assert len(lines) == len(ROWS) + 1
    assert "NM_000043.6:c.758G>T" in lines[-1]  # N in REF is read as the reference
    assert summary.not_judged == 0


def test_few_bases_that_fit_the_other_build_alone_are_a_warning(tmp_path):
    summary, lines = run(tmp_path, vcf(MOVED[:1]))
    assert lines == []
    assert "check the build" in summary.warning
    summary, _ = run(tmp_path, vcf(ROWS))
    assert summary.warning == ""
    # Records elsewhere that happen to fit are none where FAS's own records are there, too.
    summary, _ = run(tmp_path, vcf([*ROWS, *MOVED]))
    assert summary.warning == ""


@pytest.mark.parametrize(
    ("contigs", "chrom"),
    [
        ([], "CHR10"),
        (["Chr10:133797422"], "Chr10"),
        ([], "chromosome10"),
        (["Chromosome10"], "Chromosome10"),
        ([], "NC_000010"),
        ([], "CM000672"),
        ([], "GRCh38#0#chr10"),
        (["P1#1#chr10:133797422"], "P1#1#chr10"),
        (["contig_4:133797422", "contig_5:248956422"], "contig_4"),
        (["chr10:0"], "chr10"),
        (["10:89014192"], "10"),
    ],
)
def test_chromosome_10_by_any_of_its_names(tmp_path, contigs, chrom):
    summary, lines = run(tmp_path, vcf(ROWS, contigs, chrom=chrom))
    assert summary.assembly.name == "GRCh38"
    assert [line.split("\t")[0] for line in lines] == [chrom] * len(ROWS)


@pytest.mark.parametrize(
    "name", ["10.0", "chr_10", "chr010", '"chr10"', "hs10", "c10", "NC_000010.4"]
)
def test_another_name_that_may_be_chromosome_10_is_a_warning(tmp_path, name):
    summary, lines = run(tmp_path, vcf(ROWS, ["chr1:248956422"], chrom=name))
    assert lines == []
    assert repr(name) in summary.warning
    summary, _ = run(tmp_path, vcf([(5, "A", "T")], ["chr1"], chrom="chr10_KI270825v1_alt"))
    assert summary.warning == ""


DELETION = [89008500, ".", "N", "<DEL>", ".", ".", "END=89009500"]


def deletion(shift=0):
    """A deletion over exon 4 as callers write it that know no bases."""
    position = DELETION[0] + shift
    return [("chr10", position, *DELETION[1:-1], f"END={89009500 + shift}")]


@pytest.mark.parametrize(
    ("header", "contigs", "shift", "assembly"),
    [
        (["##reference=/data/Homo_sapiens_assembly38.fasta"], [], 0, "GRCh38"),
        (["##reference=file:///ref/hs37d5.fa"], [], SHIFT, "GRCh37"),
        (["##assembly=GCF_000001405.25"], [], SHIFT, "GRCh37"),
        (["##contig=<ID=chr10,assembly=b37>"], [], SHIFT, "GRCh37"),
        (["##contig=<ID=chr10,length=0,assembly=GRCh38.p14>"], [], 0, "GRCh38"),
    ],
)
def test_a_hint_settles_what_no_base_tells(tmp_path, header, contigs, shift, assembly):
    summary, lines = run(tmp_path, vcf(deletion(shift), contigs, header))
    assert summary.assembly.name == assembly
    assert "4/9" in lines[0]


@pytest.mark.parametrize(
    "header", [[], ["##reference=hg19.fa", "##assembly=hg38"], ["##reference=x"]]
)
@pytest.mark.parametrize("shift", [0, SHIFT])
def test_records_in_the_locus_and_no_way_to_tell_are_an_error(tmp_path, header, shift):
    with pytest.raises(FasannotError, match="--assembly"):
        run(tmp_path, vcf(deletion(shift), [], header))
    summary, lines = run(
        tmp_path, vcf(deletion(shift), [], header), assembly="GRCh37" if shift else "GRCh38"
    )
    assert len(lines) == 1
    assert summary.basis == "by --assembly"


def test_a_hint_is_weaker_than_bases_and_length(tmp_path):
    summary, lines = run(tmp_path, vcf(MOVED, [], ["##reference=GRCh38"]))
    assert (summary.assembly.name, len(lines)) == ("GRCh37", len(MOVED))
    summary, lines = run(tmp_path, vcf(ROWS, header=["##reference=hg19"]))
    assert (summary.assembly.name, len(lines)) == ("GRCh38", len(ROWS))
    summary, lines = run(tmp_path, vcf(ROWS[:1], [], ["##reference=hg38.fa"]))
    assert (summary.assembly.name, len(lines)) == ("GRCh38", 1)
    with pytest.raises(FasannotError, match="wrong build"):
        run(tmp_path, vcf(MOVED, [], ["##reference=hg38"]), assembly="GRCh38")
