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
        (ROWS, ["chr10:1000"], "chr10", ["1000", "no build"]),
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


def test_ambiguous_reference_bases_are_no_evidence(tmp_path):
    summary, lines = run(tmp_path, vcf([*ROWS, (89014200, "N", "T")]))
    assert summary.assembly.name == "GRCh38"
    assert not summary.skipped
    assert len(lines) == len(ROWS) + 1
    assert "NM_000043.6:c.758G>T" in lines[-1]  # N in REF is read as the reference


def test_a_file_that_fits_the_other_build_alone_is_answered_with_a_warning(tmp_path):
    summary, lines = run(tmp_path, vcf(MOVED))
    assert lines == []
    assert "check the build" in summary.warning
    summary, _ = run(tmp_path, vcf(ROWS))
    assert summary.warning == ""
