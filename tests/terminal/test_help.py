"""Help with examples, did-you-mean, and what is said when a page or figure is written."""

import pytest

from fasannot.__main__ import main
from fasannot.cli import _COMMANDS
from tests.report import pages


def told(capsys, *arguments):
    """Run a command in this process; return its exit code, output and messages."""
    code = main([str(argument) for argument in arguments])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


@pytest.mark.parametrize("command", _COMMANDS)
def test_the_help_of_every_command_ends_with_examples(capsys, command):
    code, out, _ = told(capsys, command, "--help")
    assert code == 0
    assert f"  fasannot {command} " in out.partition("Examples:")[2] or command == "gene"
    assert told(capsys, "help", command)[:2] == (0, out)


def test_help_without_a_command_lists_them(capsys):
    code, out, _ = told(capsys, "help")
    assert code == 0
    assert all(name in out for name in _COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("reprot", "x.vcf"), "report"),
        (("help", "coverge"), "coverage"),
        (("annotate", "x.vcf", "--haplotype", "h.tsv"), "--haplotypes"),
        (("annotate", "x.vcf", "-O", "jsno"), "json"),
        (("annotate", "x.vcf", "-O", "tsv", "--flag", "death-domain"), "DEATH_DOMAIN"),
        (("report", "x.vcf", "-o", "y.html", "--ref-mismatch", "flaq"), "flag"),
        (("plot", "x.vcf", "-o", "y.svg", "--view", "gen"), "gene"),
        (("coverage", "x.bed", "--assembly", "GRHc37"), "GRCh37"),
        (("data", "fetch", "--form", "x"), "--from"),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(capsys, arguments, meant):
    code, out, err = told(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert f"Did you mean {meant}?" in err


def test_what_is_like_nothing_is_not_guessed_at(capsys):
    code, _, err = told(capsys, "zzzzzzzz")
    assert code == 2
    assert "Did you mean" not in err
    assert "fasannot help" in err


@pytest.mark.parametrize(("command", "name"), [("report", "page.html"), ("plot", "fas.svg")])
def test_a_written_page_or_figure_is_said(capsys, tmp_path, command, name):
    source = pages.written(tmp_path, pages.one_sample())
    code, out, err = told(capsys, command, source, "-o", tmp_path / name)
    assert (code, out) == (0, "")
    assert f"{name}: 1 candidate among 2 FAS alleles of 1 file" in err
    assert told(capsys, command, source, "-o", tmp_path / name, "-q") == (0, "", "")


def test_verbose_names_flags_and_candidates(capsys, tmp_path):
    source = pages.written(tmp_path, pages.one_sample())
    code, _, err = told(capsys, "annotate", source, "-O", "tsv", "-o", tmp_path / "a.tsv", "-v")
    assert code == 0
    assert "fasannot: DEATH_DOMAIN: 1" in err
    assert "candidate: NM_000043.6:c.749G>C p.(Arg250Pro)" in err
    assert told(capsys, "annotate", source, "-q", "-v")[0] == 2
