"""What people see at a terminal: in a pseudo-terminal of 60, 80 and 200 columns, and without."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios

import pytest

from fasannot.files.escape import printable
from fasannot.wording.caveats import caveat
from fasannot.wording.terminal import output_width
from tests.report import pages

WIDTHS = (60, 80, 200)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
COMMANDS = {
    "annotate": ("annotate", str(pages.EXAMPLE), "--details"),
    "short": ("annotate", str(pages.EXAMPLE)),
    "explain": ("explain", "c.749G>C", "p.Leu37Ter"),
    "gene": ("gene",),
    "rules": ("gene", "--rules"),
}


def at_terminal(*arguments, columns=80, **variables):
    """Run a command with standard output and error on a pseudo-terminal; return what it shows."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    environment = {key: value for key, value in os.environ.items() if key not in _SETTINGS}
    environment.update({"TERM": "xterm-256color", **variables})
    process = subprocess.Popen(
        [sys.executable, "-m", "fasannot", *map(str, arguments)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
    )
    os.close(theirs)
    pieces = []
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux's way to say that the other end is closed
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(ours)
    assert process.wait(timeout=60) == 0
    return b"".join(pieces).decode().replace("\r\n", "\n")


_SETTINGS = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TERM")


def words(text):
    """Return text without layout: colours, dashes, line breaks and blanks."""
    return re.sub(r"[\s-]+", "", COLOUR.sub("", text))


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("name", COMMANDS)
def test_fits_the_width_and_ends_with_the_caveat(name, columns):
    shown = COLOUR.sub("", at_terminal(*COMMANDS[name], columns=columns))
    too_long = [line for line in shown.splitlines() if len(line) > columns]
    assert [line for line in too_long if "https://" not in line] == []
    assert words(shown).endswith(words(caveat()))


@pytest.mark.parametrize("name", ["annotate", "explain", "rules"])
def test_nothing_is_clipped_at_any_width(name):
    shown = {columns: words(at_terminal(*COMMANDS[name], columns=columns)) for columns in WIDTHS}
    if name != "annotate":
        assert len(set(shown.values())) == 1
    sentences = (
        "Rule"
        if name == "rules"
        else "The change lies in the death domain (residue 250 of 230-314)"
    )
    for text in shown.values():
        assert words(sentences) in text or name == "rules"


def test_every_name_flag_and_carrier_is_there_at_every_width():
    for columns in WIDTHS:
        shown = words(at_terminal(*COMMANDS["annotate"], columns=columns))
        for expected in (
            "c.749G>C", "p.(Arg250Pro)", "legacyR234P", "DEATH_DOMAINKNOWN_ALPS", "rs121913080",
            "patient:heterozygous0/1;15of31reads", "PTC_NMD;AbouTayoun2018", "c.4C>T", "c.*1A>G",
            "g.88989499G>A", "11FASallelesin10records,8candidates", "MOSAIC",
        ):  # fmt: skip
            assert expected in shown


def test_candidates_come_first():
    shown = COLOUR.sub("", at_terminal(*COMMANDS["annotate"], columns=100))
    assert shown.startswith("CANDIDATES (8)")
    assert shown.index("c.651+1G>A") < shown.index("c.110T>A")  # carried before uncarried
    assert shown.index("c.968_987dup") < shown.index("OTHER FAS ALLELES (3)")
    assert shown.index("OTHER FAS ALLELES") < shown.index("c.4C>T")


def test_colour_carries_no_meaning_of_its_own():
    coloured = at_terminal(*COMMANDS["annotate"])
    assert "\x1b[1;31m" in coloured
    plain = at_terminal(*COMMANDS["annotate"], NO_COLOR="1")
    dumb = at_terminal(*COMMANDS["annotate"], TERM="dumb")
    assert "\x1b" not in plain
    assert "\x1b" not in dumb
    without = [line.rstrip() for line in COLOUR.sub("", coloured).splitlines()]
    assert without == plain.splitlines() == dumb.splitlines()


def test_in_a_pipe_there_is_no_colour_and_a_fixed_width(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    done = subprocess.run(
        [sys.executable, "-m", "fasannot", "annotate", str(pages.EXAMPLE), "-O", "table"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "FORCE_COLOR": "1"},
    )
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_hostile_content_does_not_steer_the_terminal(tmp_path):
    name = "\x1b[2J\u202e\x9bevil\x07"
    rows = [
        pages.record(89014191, "G", "C", pages.HET, identifier="a\x1b]0;x\x07", filters="b\x9b")
    ]
    source = pages.written(tmp_path, pages.vcf(rows, samples=(name,)))
    shown = at_terminal("annotate", source, "-O", "table", "--details")
    left = COLOUR.sub("", shown)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", left)
    for expected in ("\\x1b[2J", "\\u202e", "\\x9b"):
        assert expected in re.sub(r"\s", "", left)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("naïve 山田", "naïve 山田"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("\u202e\u200b\x9b", "\\u202e\\u200b\\x9b"),
        ("\udcff", "\\xff"),
        ("[bold]x[/bold]", "[bold]x[/bold]"),
    ],
)
def test_printable(text, shown):
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("columns", "width"), [("", 100), ("72", 72), ("3", 40), ("wide", 100), ("0", 100)]
)
def test_width_without_a_terminal(monkeypatch, columns, width):
    monkeypatch.setenv("COLUMNS", columns)
    assert output_width(to_terminal=False) == width


def test_no_sample_carries_it_is_said(tmp_path):
    rows = [pages.record(89014191, "G", "C", pages.REFERENCE)]
    source = pages.written(tmp_path, pages.vcf(rows, samples=("p",)))
    assert "called in no sample of this file" in at_terminal("annotate", source, "--details")
    assert "nobody" in at_terminal("annotate", source)


def test_more_carriers_than_shown_are_counted(tmp_path):
    rows = [pages.record(89014191, "G", "C", *[pages.HET] * 40)]
    names = tuple(f"s{number}" for number in range(40))
    source = pages.written(tmp_path, pages.vcf(rows, samples=names))
    shown = at_terminal("annotate", source, "--details")
    assert "and 28 more samples (--samples PATH lists them all)" in words_with_blanks(shown)


def words_with_blanks(text):
    return " ".join(COLOUR.sub("", text).split())


def test_a_mismatched_ref_is_shown_apart(tmp_path):
    rows = [
        pages.record(89014191, "T", "C"), pages.record(89003108, "T", "A"),
        pages.record(89012082, "G", "A"),
    ]  # fmt: skip
    source = pages.written(tmp_path, pages.vcf(rows))
    shown = at_terminal("annotate", source, "--ref-mismatch", "flag")
    assert "REF DISAGREES WITH THE REFERENCE (1)" in shown
    assert "1 with REF_MISMATCH" in words_with_blanks(shown)


@pytest.mark.parametrize("columns", WIDTHS)
def test_coverage_names_every_hole_at_every_width(tmp_path, columns):
    bed = tmp_path / "targets.bed"
    bed.write_text("chr10\t88985530\t89010560\nchr10\t89014000\t89017785\n")
    shown = at_terminal("coverage", bed, "--assembly", "GRCh38", columns=columns)
    plain = COLOUR.sub("", shown)
    assert max(map(len, plain.splitlines())) <= columns
    assert "89010561-89010600" in plain
    assert words("exon 8 donor") in words(plain)
    assert words("the absence of a call in these bases is no normal result") in words(plain)
    assert words(plain).endswith(words(caveat()))


def test_alleles_of_one_haplotype_are_read_together(tmp_path):
    rows = [
        pages.record(89003035, "AC", "A", "0|1:9,9:18:99"),
        pages.record(89003050, "T", "TA", "0|1:9,9:18:99"),
    ]
    source = pages.written(tmp_path, pages.vcf(rows, samples=("kid",)))
    shown = words_with_blanks(at_terminal("annotate", source))
    assert "PHASED HAPLOTYPES, READ TOGETHER (1)" in shown
    assert "kid, haplotype 2: c.[38del;52_53insA] p.(Thr13_Leu18delins" in shown


def test_eight_candidates_fit_one_screen_a_line_each_with_sample_and_reason():
    shown = COLOUR.sub("", at_terminal(*COMMANDS["short"], columns=80))
    lines = shown.splitlines()
    assert max(map(len, lines)) <= 80
    top = lines[:24]
    for name, who, why in (
        ("c.651+1G>A", "dnt_cells mosaic 11 %", "splice donor lost"),
        ("c.749G>C", "patient +1", "missense, death domain"),
        ("c.361C>T", "mother het 48 %", "missense"),
        ("c.110T>A", "nobody", "early stop"),
        ("c.555A>C", "nobody", "splicing likely disrupted"),
    ):
        line = next(line for line in top if line.startswith(name))
        assert who in line
        assert why in line
    assert sum("nobody" in line for line in top[1:9]) == 5


def test_a_long_name_is_cut_with_a_sign_and_keeps_its_reason(tmp_path):
    rows = [pages.record(89014191, "G", "G" + "ACGTT" * 12, pages.HET)]
    source = pages.written(tmp_path, pages.vcf(rows, samples=("a" * 70,)))
    line = COLOUR.sub("", at_terminal("annotate", source, columns=80)).splitlines()[1]
    assert len(line) <= 80
    assert "…" in line
    assert "insertion of exon 9" in line


def test_what_could_not_be_judged_stands_first_with_its_reason(tmp_path):
    rows = [
        pages.record(89014191, "G", "C", pages.HET),
        pages.record(89014000, "N", "<ODD>", pages.HET, info="SVTYPE=ODD;END=89014200"),
    ]
    source = pages.written(tmp_path, pages.vcf(rows, samples=("p",)))
    shown = COLOUR.sub("", at_terminal("annotate", source))
    assert shown.startswith("NOT JUDGED (1)")
    assert "<ODD> is no type of structural allele" in " ".join(shown.split())
    assert "REF DISAGREES" not in shown


def test_explain_says_the_outcome_of_splicing_in_words():
    done = subprocess.run(
        [sys.executable, "-m", "fasannot", "explain", "c.651+2T>C"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    words = " ".join(done.stdout.split())
    assert "exon 7 is likely left out of the message; the reading frame is lost" in words
    assert not re.search(r"stop\d|out_of_frame|_skip", words)
