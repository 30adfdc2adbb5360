"""Every command on files of any content: an answer that holds together, or one line and exit 1."""

import json
import os
import random
import time

import pysam
import pysam.bcftools
import pytest

from fasannot.__main__ import main
from tests.fuzz.files import damaged, random_file

SECONDS = float(os.environ.get("FUZZ_SECONDS", "60"))
SEED = os.environ.get("FUZZ_SEED", "1")
BOUNDED = 6  # files a form in every run of the tests
OWN = ("FASANN", "FASFLAG")


@pytest.fixture(autouse=True)
def no_net(monkeypatch):
    """An error that nobody foresaw is a fault here, not a line."""
    monkeypatch.setenv("FASANNOT_TRACEBACK", "1")
    pysam.set_verbosity(0)


class Runner:
    """Runs commands in this process and holds them to their promises."""

    def __init__(self, folder, capfd):
        self.folder = folder
        self.capfd = capfd
        self.number = 0

    def run(self, *arguments, suffix):
        """Return the output file, ``None`` where the command says that it cannot be made."""
        self.number += 1
        out = self.folder / f"o{self.number}{suffix}"
        code = main([*map(str, arguments), "-o", str(out)])
        said = self.capfd.readouterr()
        assert code in (0, 1), (arguments, code, said)
        if code == 1:
            assert not out.exists()
            lines = said.err.strip().splitlines()
            assert len(lines) == (2 if arguments[0] == "cohort" else 1), said.err
            assert "internal error" not in said.err
            assert "\x1b" not in said.err
            return None
        assert out.exists()
        left = [path.name for path in self.folder.iterdir() if path.name.startswith(".o")]
        assert left == []
        return out


def records(path):
    """The records of a file as bcftools prints them, our keys apart; ``None`` if it cannot."""
    try:
        text = pysam.bcftools.view("--no-version", "-H", str(path))
    except pysam.utils.SamtoolsError:
        return None
    found = []
    for line in text.splitlines():
        fields = line.split("\t")
        kept = [item for item in fields[7].split(";") if item.partition("=")[0] not in OWN]
        fields[7] = ";".join(kept) or "."
        found.append(fields)
    return found


def one_file(folder, capfd, chooser):
    path = folder / "in.vcf"
    text = random_file(chooser)
    if chooser.random() < 0.4:
        text = damaged(text, chooser)
    data = text.encode("utf-8", "surrogatepass")
    path.write_bytes(data)
    runner = Runner(folder, capfd)
    plain = runner.run("annotate", path, suffix=".vcf")
    table = runner.run("annotate", path, suffix=".tsv")
    told = runner.run("annotate", path, suffix=".json")
    answers = {plain is None, table is None, told is None}
    assert len(answers) == 1, "the outputs disagree whether the file can be read"
    others = (("report", "--no-progress", ".html"), ("cohort", "-q", ".parquet"))
    for command, option, suffix in others:
        other = runner.run(command, path, option, suffix=suffix)
        assert (other is None) == (plain is None), command
    if plain is None:
        return False
    whole = text.replace("\r\n", "\n")
    body = [line for line in whole.split("\n") if line and not line.startswith("#")]
    shown = plain.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    shown = [line for line in shown if line and not line.startswith("#")]
    assert len(shown) == len(body)
    entries = sum(
        item.count(",") + 1
        for line in shown
        for item in line.split("\t")[7].split(";")
        if item.startswith("FASANN=")
    )
    rows = table.read_text().splitlines()[1:]
    assert len(rows) == entries == len(told.read_text().splitlines())
    for line in told.read_text().splitlines():
        json.loads(line)
    again = runner.run("annotate", plain, suffix=".vcf")
    assert without_command(again) == without_command(plain)
    before = records(path)
    for suffix in (".vcf", ".vcf.gz", ".bcf"):
        packed = runner.run("annotate", path, suffix=suffix)
        if before is None or (packed is None and suffix == ".bcf"):
            continue  # what bcftools cannot read or pack, it cannot be asked about
        assert records(packed) == before
    return True


def without_command(path):
    return [
        line
        for line in path.read_bytes().splitlines()
        if not line.startswith(b"##fasannot_command")
    ]


def turns(tmp_path, capfd, form, goes_on):
    """Run turns as long as wanted; return how many there were, and how many files were read."""
    read = turn = 0
    while goes_on(turn):
        chooser = random.Random(f"{SEED} {form} {turn}")
        folder = tmp_path / f"{form}{turn}"
        folder.mkdir()
        try:
            read += one_file(folder, capfd, chooser)
        except BaseException as fault:
            fault.add_note(f"FUZZ_SEED={SEED}, form {form}, turn {turn}, files in {folder}")
            raise
        turn += 1
    return turn, read


@pytest.mark.parametrize("form", ["a", "b"])
def test_a_few_files(tmp_path, capfd, form):
    turn, read = turns(tmp_path, capfd, form, lambda turn: turn < BOUNDED)
    assert turn == BOUNDED
    assert read


@pytest.mark.slow
def test_many_files(tmp_path, capfd):
    end = time.monotonic() + SECONDS
    turn, read = turns(tmp_path, capfd, "long", lambda turn: time.monotonic() < end)
    with capfd.disabled():
        print(f"\nseed {SEED}: {turn} files through every command, {read} of them read")
    assert turn > 5
    assert read > turn / 4
