"""Slices of official releases, from a server on this machine and from files in their formats."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pysam
import pytest

from fasannot.errors import InputError
from fasannot.evidence.user.slices import COLUMNS, Slice, read_slices
from fasannot.refresh import locus_lines as passes
from fasannot.refresh.checking import check
from fasannot.refresh.fetching import Wish, fetch, official
from fasannot.refresh.releases import known_releases, named_releases
from tests.pipelines.engines import FASANNOT, run
from tests.releases import files
from tests.releases.server import served

INSIDE = 16_000
CLINVAR = "ALLELEID=9;CLNDN=x;CLNREVSTAT=no_assertion_criteria_provided;CLNSIG=Benign"


def clinvar_rows(count: int = 20) -> list[tuple[int, str, str, str]]:
    return [(INSIDE + n, str(700 + n), files.other(INSIDE + n), CLINVAR) for n in range(count)]


def lines_of(folder: Path, one: Slice) -> list[str]:
    with pysam.TabixFile(str(folder / one.file)) as tabix:
        return [line for name in tabix.contigs for line in tabix.fetch(name)]


def fetched(name: str, source: str, folder: Path) -> tuple[Slice, ...]:
    return fetch(Wish(name, source), str(folder))[0]


def test_by_index_from_a_server(tmp_path, monkeypatch):
    noise = random.Random(5)
    far = [
        f"10\t{20_000_000 + n}\t1\tA\tG\t.\t.\tALLELEID={noise.getrandbits(400)}"
        for n in range(30_000)
    ]
    text = files.clinvar(clinvar_rows())
    head, body = text.rsplit("INFO\n", 1)
    nine = body.index("\n10\t") + 1
    text = f"{head}INFO\n{body[:nine]}" + "\n".join(far) + f"\n{body[nine:]}"
    path = files.indexed(tmp_path, "clinvar.vcf.gz", text)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    with served(**{name.name: name.read_bytes() for name in tmp_path.glob("clinvar*")}) as site:
        written, how = fetch(Wish("clinvar", site.url("clinvar.vcf.gz")), "slices")
        starts = [int(span[6:-1]) for _, span in site.asked if span.endswith("-")]
        assert starts
        assert min(starts) > path.stat().st_size // 2  # what lies before FAS is passed over
    assert how == "index"
    assert [one.name for one in work.iterdir()] == ["slices"]  # no index is left behind
    (one,) = written
    assert (one.name, one.build, one.records) == ("clinvar", "GRCh38", 20)
    assert one.release == "2026-11-15"  # as the file says of itself
    assert one.source.endswith("/clinvar.vcf.gz")
    assert [line.split("\t")[2] for line in lines_of(work / "slices", one)] == [
        str(700 + n) for n in range(20)
    ]
    listed = (work / "slices/SLICES.tsv").read_text().splitlines()
    assert listed[0].split("\t") == list(COLUMNS)
    assert read_slices("slices") == written


def test_a_csi_index_and_a_server_that_answers_everything(tmp_path):
    path = files.indexed(tmp_path, "clinvar.vcf.gz", files.clinvar(clinvar_rows()))
    Path(f"{path}.tbi").unlink()
    pysam.tabix_index(str(path), preset="vcf", force=True, csi=True)
    content = {name.name: name.read_bytes() for name in tmp_path.glob("clinvar*")}
    assert set(content) == {"clinvar.vcf.gz", "clinvar.vcf.gz.csi"}
    with served(**content) as site:
        site.page = b"<html>not found</html>"
        written, how = fetch(Wish("clinvar", site.url("clinvar.vcf.gz")), str(tmp_path / "d"))
        assert (written[0].records, how) == (20, "index")
        del site.files["clinvar.vcf.gz.csi"]
        written, how = fetch(Wish("clinvar", site.url("clinvar.vcf.gz")), str(tmp_path / "d"))
        assert (written[0].records, how) == (20, "whole file")


def test_a_record_that_reaches_into_the_locus_is_kept(tmp_path):
    model = files.MODEL
    first = model.assemblies["GRCh38"].locus_first
    ref = "N" * 5 + model.sequence[:3]
    row = f"10\t{first - 5}\t55\t{ref}\tN\t.\t.\t{CLINVAR}"
    text = files.clinvar(clinvar_rows()).replace("\n10\t89", f"\n{row}\n10\t89", 1)
    for name, content in (("plain.vcf", text.encode()), ("p.vcf.gz", files.gzipped(text))):
        (tmp_path / name).write_bytes(content)
        (one,) = fetched("clinvar", str(tmp_path / name), tmp_path / f"d-{name}")
        assert one.records == 21
        assert lines_of(tmp_path / f"d-{name}", one)[0] == row


@pytest.mark.parametrize("ranges", [True, False])
def test_a_pass_goes_on_where_the_connection_dropped(tmp_path, ranges):
    text = files.alphamissense([(INSIDE + n, "A", "A1B", 0.5) for n in range(500)])
    packed = files.bgzipped(text)
    with served(**{"AlphaMissense_hg38.tsv.gz": packed}) as site:
        site.ranges = ranges
        site.cuts = [0, 300, 900, 1500] if ranges else [len(packed) - 40, len(packed) - 10]
        (one,) = fetched("alphamissense", site.url("AlphaMissense_hg38.tsv.gz"), tmp_path / "d")
        assert not site.cuts
        spans = [span for name, span in site.asked if name.endswith("gz")]
    assert one.records == 500
    assert ("bytes=300-" in spans) == ranges
    assert one.build == "GRCh38"


def test_a_server_that_never_delivers_the_rest_is_an_error(tmp_path):
    packed = files.bgzipped(files.alphamissense([(INSIDE, "A", "A1B", 0.5)] * 900))
    with served(**{"am_hg38.tsv.gz": packed}) as site:
        site.cuts = [len(packed) - 50] + [0] * 30
        with pytest.raises(InputError, match=r"cut after [\d,]+ of [\d,]+ bytes"):
            fetched("alphamissense", site.url("am_hg38.tsv.gz"), tmp_path / "d")
    assert not list((tmp_path / "d").glob("*.gz"))


def test_another_run_goes_on_where_the_first_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(passes, "_CHECKPOINT", 1000)
    noise = random.Random(3)
    rows = [(INSIDE + n, "A", f"A{noise.getrandbits(60)}B", 0.5) for n in range(9000)]
    packed = files.bgzipped(files.alphamissense(rows))
    folder = tmp_path / "d"
    with served(**{"am_hg38.tsv.gz": packed}) as site:
        site.cuts = [len(packed) * 3 // 4] + [0] * 30
        with pytest.raises(InputError, match="run the command again"):
            fetched("alphamissense", site.url("am_hg38.tsv.gz"), folder)
        site.cuts.clear()
        site.asked.clear()
        (one,) = fetched("alphamissense", site.url("am_hg38.tsv.gz"), folder)
        starts = [span for name, span in site.asked if span.endswith("-")]
    assert one.records == 9000
    assert int(starts[0].removeprefix("bytes=").removesuffix("-")) > len(packed) // 4
    assert not list(folder.glob(".*.json"))


def test_a_new_release_in_its_place_starts_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(passes, "_CHECKPOINT", 1000)
    old = files.bgzipped(
        files.alphamissense([(INSIDE + n, "A", f"A{n}B", 0.5) for n in range(9000)])
    )
    new = files.bgzipped(files.alphamissense([(INSIDE + n, "A", "C9D", 0.5) for n in range(70)]))
    folder = tmp_path / "d"
    with served(**{"am_hg38.tsv.gz": old}) as site:
        site.cuts = [len(old) * 3 // 4] + [0] * 30
        with pytest.raises(InputError):
            fetched("alphamissense", site.url("am_hg38.tsv.gz"), folder)
        site.cuts.clear()
        site.files["am_hg38.tsv.gz"] = new
        (one,) = fetched("alphamissense", site.url("am_hg38.tsv.gz"), folder)
    assert one.records == 70
    assert all("C9D" in line for line in lines_of(folder, one))


def test_a_file_that_changes_while_it_is_read_is_an_error(tmp_path):
    old = files.bgzipped(files.alphamissense([(INSIDE, "A", "A1B", 0.5)] * 900))
    with served(**{"am_hg38.tsv.gz": old}) as site:
        site.replaced["am_hg38.tsv.gz"] = (1, files.bgzipped(files.alphamissense([])))
        site.cuts = [len(old) // 2]
        with pytest.raises(InputError, match="changed while it was read"):
            fetched("alphamissense", site.url("am_hg38.tsv.gz"), tmp_path / "d")
    path = files.indexed(tmp_path, "clinvar.vcf.gz", files.clinvar(clinvar_rows()))
    with served(**{name.name: name.read_bytes() for name in tmp_path.glob("clinvar*")}) as site:
        # Opened and its end looked at; htslib reads the old bytes, then a new file lies there.
        site.replaced["clinvar.vcf.gz"] = (4, files.bgzipped(files.clinvar(clinvar_rows(3))))
        with pytest.raises(InputError, match="changed while it was read"):
            fetched("clinvar", site.url("clinvar.vcf.gz"), tmp_path / "d")
    assert path.is_file()


@pytest.mark.parametrize(
    ("left", "word"), [(-28, "end-of-file block"), (-40, "cut short"), (0.5, "cut short")]
)
@pytest.mark.parametrize("with_index", [True, False])
def test_a_cut_file_is_an_error(tmp_path, left, word, with_index):
    rows = [(at, str(at), files.other(at), CLINVAR) for at in range(100, 30_000, 2)]
    path = files.indexed(tmp_path, "clinvar.vcf.gz", files.clinvar(rows))
    content = path.read_bytes()
    path.write_bytes(content[: left if isinstance(left, int) else int(len(content) * left)])
    if not with_index:
        Path(f"{path}.tbi").unlink()
    with pytest.raises(
        InputError, match=r"clinvar\.vcf\.gz.*(cut short|end-of-file block)"
    ) as error:
        fetched("clinvar", str(path), tmp_path / "d")
    assert with_index or word in str(error.value)
    assert not (tmp_path / "d/SLICES.tsv").exists()


def test_other_packings_that_are_cut(tmp_path):
    text = files.revel([(INSIDE + n, "A", 0.5) for n in range(400)])
    for name, content in (
        ("revel.gz", files.gzipped(text)[:-9]),
        ("revel.zip", files.zipped(text)[:-500]),
        ("revel2.zip", files.zipped(text)[:-30]),
        ("revel.csv", text.encode()[:-4]),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match="cut short"):
            fetched("revel", str(tmp_path / name), tmp_path / "d")


def test_an_index_of_another_file_is_an_error(tmp_path):
    path = files.indexed(tmp_path, "clinvar.vcf.gz", files.clinvar(clinvar_rows()))
    index = Path(f"{path}.tbi").read_bytes()
    noise = random.Random(1)
    more = [
        (INSIDE + n, f"{noise.getrandbits(900)}", files.other(INSIDE + n), CLINVAR)
        for n in range(4000)
    ]
    path.write_bytes(files.bgzipped(files.clinvar(more)))
    before = files.indexed(tmp_path, "big.vcf.gz", files.clinvar(more))
    path.write_bytes(files.bgzipped(files.clinvar(clinvar_rows())))
    Path(f"{path}.tbi").write_bytes(Path(f"{before}.tbi").read_bytes())
    with pytest.raises(InputError, match="does not end where the file ends"):
        fetched("clinvar", str(path), tmp_path / "d")
    Path(f"{path}.tbi").write_bytes(index)
    assert fetched("clinvar", str(path), tmp_path / "d")[0].records == 20


def test_revel_gives_a_slice_of_each_build(tmp_path):
    text = files.revel([(INSIDE + n, files.other(INSIDE + n), 0.25) for n in range(7)])
    for name, content in (
        ("revel-v1.3_all_chromosomes.zip", files.zipped(text)),
        ("new_tabbed_revel.tsv.gz", files.bgzipped("#" + text.replace(",", "\t"))),
    ):
        (tmp_path / name).write_bytes(content)
        folder = tmp_path / f"d-{name}"
        written = fetched("revel", str(tmp_path / name), folder)
        assert sorted((one.build, one.records) for one in written) == [
            ("GRCh37", 7), ("GRCh38", 7),
        ]  # fmt: skip
        for one in written:
            column = 1 if one.build == "GRCh37" else 2
            with pysam.TabixFile(str(folder / one.file)) as tabix:
                at = files.position(INSIDE + 3, one.build)
                (line,) = tabix.fetch("10", at - 1, at)
            assert line.split("\t")[column] == str(at)


def test_gnomad_keeps_counts_and_says_where_it_looked(tmp_path):
    rows = files.sites(1000, 2000, 7, 1_400_000)
    rows += files.sites(9000, 9500, 7, 1_400_000)
    rows += files.sites(15_000, 15_500, 7, 9_000)  # hardly anyone was read there
    path = files.indexed(tmp_path, "gnomad.exomes.v4.1.sites.chr10.vcf.bgz", files.gnomad(rows))
    (one,) = fetched("gnomad-exomes", str(path), tmp_path / "d")
    assert one.release == "4.1"
    assert one.covered == (
        (files.position(1000), files.position(1994)),
        (files.position(9000), files.position(9497)),
    )
    line = lines_of(tmp_path / "d", one)[0]
    assert line.split("\t")[7] == f"AC=1;AN=1400000;AF={1 / 1_400_000};nhomalt=0"
    with pysam.TabixFile(str(tmp_path / "d" / one.file)) as tabix:
        assert not [head for head in tabix.header if "ID=vep" in head or "AC_afr" in head]


def test_allele_numbers_say_it_base_by_base(tmp_path):
    numbers = {at: 1_400_000 if at < 700 else 9_000 for at in range(500, 900)}
    path = tmp_path / "gnomad.exomes.v4.1.allele_number_all_sites.tsv.bgz"
    path.write_bytes(files.bgzipped(files.allele_numbers(numbers)))
    (one,) = fetched("", str(path), tmp_path / "d")
    assert one.name == "gnomad-exomes-covered"
    assert one.covered == ((files.position(500), files.position(699)),)
    assert one.records == 400


def test_the_kind_and_build_are_told_by_the_file(tmp_path):
    ref = files.base(INSIDE)
    snv = files.spliceai([(INSIDE, ref, "A" if ref != "A" else "C", "0|0|0|0.9|1|2|3|4")])
    indel = files.spliceai([(INSIDE, ref, f"{ref}TTT", "0|0|0|0.9|1|2|3|4")], "GRCh37")
    for name, text, wanted in (
        ("a.vcf", snv, "spliceai-snv GRCh38"),
        ("b.vcf", indel, "spliceai-indel GRCh37"),
        ("c.vcf", files.clinvar(clinvar_rows()), "clinvar GRCh38"),
        ("d.vcf", files.gnomad(files.sites(1000, 2000, 7, 10**6)), "gnomad GRCh38"),
        ("e.tsv", files.alphamissense([(INSIDE, "A", "A1B", 0.5)], "hg19"), "alphamissense GRCh37"),
    ):
        (tmp_path / name).write_text(text)
        (one,) = fetched("", str(tmp_path / name), tmp_path / "d")
        assert f"{one.name} {one.build}" == wanted
    assert len(read_slices(str(tmp_path / "d"))) == 5
    bare = "".join(
        line for line in files.clinvar(clinvar_rows(), "GRCh37").splitlines(keepends=True)
        if "reference" not in line
    )  # fmt: skip
    (tmp_path / "bare.vcf").write_text(bare)
    assert fetched("clinvar", str(tmp_path / "bare.vcf"), tmp_path / "d")[0].build == "GRCh37"


def test_files_that_are_not_what_they_should_be(tmp_path):
    def refused(name: str, text: str, match: str, wanted: str = "clinvar") -> None:
        (tmp_path / name).write_text(text)
        with pytest.raises(InputError, match=match):
            fetched(wanted, str(tmp_path / name), tmp_path / "d")

    good = files.clinvar(clinvar_rows())
    refused("wrong.vcf", good.replace("=GRCh38", "=GRCh37"), "holds nothing in the FAS locus")
    ref = files.base(INSIDE)
    swapped = good.replace(f"700\t{ref}\t", f"700\t{files.other(INSIDE)}\t")
    refused("swapped.vcf", swapped, "REF is not the GRCh38 reference")
    refused("other.vcf", good, "is a file of clinvar, not of gnomad-joint", "gnomad-joint")
    refused("none.vcf", files.clinvar([]), "holds nothing in the FAS locus")
    refused("x.txt", "hello\nworld\n", "none of the layouts")
    refused("y.vcf", "##fileformat=VCFv4.2\n#CHROM\tPOS\n10\t1\n", "VCF of no known release")
    refused("bad.vcf", good.replace("\tCLNDN", "").replace("10\t89001531", "10\tx"), "malformed")
    refused("name.vcf", good, "no release is called", "hgmd")
    with pytest.raises(InputError, match="does not exist"):
        fetched("clinvar", str(tmp_path / "no.vcf"), tmp_path / "d")
    with pytest.raises(InputError, match="ftp:// is not fetched"):
        fetched("clinvar", "ftp://example.org/clinvar.vcf.gz", tmp_path / "d")
    with served() as site, pytest.raises(InputError, match="answered 404"):
        fetched("clinvar", site.url("clinvar.vcf.gz"), tmp_path / "d")
    with pytest.raises(InputError, match="cannot be re"):
        fetched("clinvar", "http://127.0.0.1:9/clinvar.vcf.gz", tmp_path / "d")


def test_check_tells_age_and_damage(tmp_path):
    (tmp_path / "clinvar.vcf").write_text(files.clinvar(clinvar_rows()))
    (tmp_path / "sp.vcf").write_text(
        files.spliceai([(INSIDE, files.base(INSIDE), files.other(INSIDE), "0|0|0|1|1|1|1|1")])
    )
    folder = tmp_path / "d"
    fetched("clinvar", str(tmp_path / "clinvar.vcf"), folder)
    (splice,) = fetched("", str(tmp_path / "sp.vcf"), folder)
    assert [one.fault for one in check(str(folder))] == ["", ""]
    done = run([*FASANNOT, "data", "check", folder])
    assert "clinvar 2026-11-15 (GRCh38): 20 records" in done.stdout
    assert "0 days old" in done.stdout
    path = folder / splice.file
    content = path.read_bytes()
    path.write_bytes(content[:-28])
    done = run([*FASANNOT, "data", "check", "--json"], code=1, FASANNOT_DATA=str(folder))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["whole"] for row in rows] == [True, False]
    assert "cut or changed" in rows[1]["fault"]
    assert "1 of 2 slices are not whole" in done.stderr
    path.write_bytes(content)
    Path(f"{path}.tbi").unlink()
    assert "index" in check(str(folder))[1].fault
    path.unlink()
    assert "missing" in check(str(folder))[1].fault
    (folder / "stray.vcf.gz").touch()
    done = run([*FASANNOT, "data", "check", folder], code=1)
    assert "stray.vcf.gz stands in no row" in done.stderr


def test_the_command_line(tmp_path):
    (tmp_path / "clinvar.vcf").write_text(files.clinvar(clinvar_rows()))
    command = [*FASANNOT, "data", "fetch", "ClinVar", "--from", tmp_path / "clinvar.vcf"]
    done = run([*command, "--into", tmp_path / "d"])
    assert done.stdout == "clinvar.GRCh38.vcf.gz: clinvar 2026-11-15, 20 records, by whole file\n"
    done = run([*command, "--json"], FASANNOT_DATA=str(tmp_path / "e"))
    assert json.loads(done.stdout)["sha256"] == read_slices(str(tmp_path / "d"))[0].sha256
    assert "--into" in run([*FASANNOT, "data", "fetch"], code=2).stderr
    done = run([*FASANNOT, "data", "fetch", "spliceai", "--into", tmp_path / "d"], code=1)
    assert "no public address" in done.stderr
    done = run([*FASANNOT, "data", "list"])
    assert "gnomad-joint 4.1" in done.stdout
    assert "untried" in done.stdout


def test_names_and_addresses():
    assert [one.name for one in named_releases(())] == [
        "clinvar", "clinvar", "gnomad-exomes", "gnomad-genomes", "gnomad-joint",
    ]  # fmt: skip
    assert len(named_releases(("gnomAD",))) == 3
    assert [one.name for one in named_releases(("gnomad_exomes_covered",))] == [
        "gnomad-exomes-covered"
    ]
    assert len(named_releases(("spliceai",))) == 4
    with pytest.raises(InputError, match="no public address"):
        official(named_releases(("spliceai-snv",)))
    for one in known_releases():
        assert one.address.startswith("https://") or not one.address
        assert one.tried == "untried" or one.tried[:2] == "20"
