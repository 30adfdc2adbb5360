"""Holes of known place are found in every kind of file, and a hole is never called normal."""

import gzip
import json

import pysam
import pytest
from click.testing import CliRunner

from fasannot.cli import command_line
from fasannot.coverage.output import facts, percent, sentence, tsv
from fasannot.coverage.windows import windows_of
from fasannot.errors import InputError
from tests.coverage.support import ASSEMBLY, EXON5, LENGTH, MODEL, answer_of, base, gvcf, holes
from tests.support import SHIFT

FIRST, LAST = 88985600, 89017700


def test_windows_cover_the_coding_sequence_once():
    windows = windows_of(MODEL.mane)
    coding = [window for window in windows if window.kind == "coding"]
    assert sum(len(window.interval) for window in coding) == 1008
    assert len([window for window in windows if window.kind == "acceptor"]) == 8
    assert len([window for window in windows if window.kind == "donor"]) == 8
    with_utr = windows_of(MODEL.mane, with_utr=True)
    exonic = sum(len(w.interval) for w in with_utr if w.kind in ("coding", "UTR"))
    assert exonic == len(MODEL.mane.sequence)


@pytest.mark.parametrize("alt", ["<NON_REF>", "<*>", "."])
def test_gvcf_without_holes(tmp_path, alt):
    path = tmp_path / "in.g.vcf"
    path.write_text(gvcf([(FIRST, LAST, "0/0", 30, 90)], alt=alt))
    found = answer_of(path)
    assert found.complete
    assert found.bases == found.callable_bases == 1008 + 8 * 20 + 8 * 6
    assert "could have been called" in sentence(found)
    assert found.track.sample == "s1"


@pytest.mark.parametrize(
    ("middle", "seen"),
    [
        ((*EXON5, "0/0", 19, 90), True),
        ((*EXON5, "0/0", 30, 19), True),
        ((*EXON5, "./.", 0, 0), True),
        (None, False),
        (["chr10", EXON5[0], ".", base(EXON5[0]), "<NON_REF>", ".", "LowGQX", f"END={EXON5[1]}",
          "GT:DP:GQ", "0/0:40:50"], True),
    ],
)  # fmt: skip
def test_gvcf_hole(tmp_path, middle, seen):
    blocks = [(FIRST, EXON5[0] - 1, "0/0", 30, 90), (EXON5[1] + 1, LAST, "0/0", 30, 90)]
    if middle is not None:
        blocks.insert(1, middle)
    path = tmp_path / "in.g.vcf"
    path.write_text(gvcf(blocks))
    found = answer_of(path)
    assert holes(found) == [(*EXON5, seen)]
    assert not found.complete
    text = sentence(found)
    assert "Not seen in full: exon 5." in text
    assert "no normal result" in text
    row = next(row for row in found.rows if row.window.name == "exon 5")
    assert row.callable_bases == 0
    assert "not seen" in tsv(found)


def test_gvcf_min_depth_counts_not_the_median(tmp_path):
    row = ["chr10", FIRST, ".", base(FIRST), "<NON_REF>", ".", ".", f"END={LAST}",
           "GT:DP:GQ:MIN_DP", "0/0:45:99:3"]  # fmt: skip
    path = tmp_path / "in.g.vcf"
    path.write_text(gvcf([row]))
    assert answer_of(path).callable_bases == 0


@pytest.mark.parametrize(
    ("layout", "column", "complete"),
    [
        ("GT:AD:DP:GQ", "0/1:20,20,0:40:99", True),
        ("GT:AD:GQ", "0/1:13,12,0:99", True),  # no DP: the reads of the alleles are the depth
        ("GT:AD:GQ", "0/1:6,5,0:99", False),
        ("GT:GQ", "0/1:99", False),
    ],
)
def test_gvcf_variant_is_covered_by_its_own_record(tmp_path, layout, column, complete):
    variant = ["chr10", EXON5[0], ".", base(EXON5[0]), "T,<NON_REF>", "50", ".", ".",
               layout, column]  # fmt: skip
    blocks = [(FIRST, EXON5[0] - 1, "0/0", 30, 90), variant, (EXON5[0] + 1, LAST, "0/0", 30, 90)]
    path = tmp_path / "in.g.vcf"
    path.write_text(gvcf(blocks))
    assert answer_of(path).complete is complete


def test_bcftools_gvcf_with_depth_in_info(tmp_path):
    row = ["chr10", FIRST, ".", base(FIRST), "<*>", ".", ".", f"END={LAST};MinDP=25",
           "GT:DP", "0/0:25"]  # fmt: skip
    path = tmp_path / "in.g.vcf"
    path.write_text(gvcf([row]))
    assert answer_of(path).complete


def test_plain_vcf_is_refused(tmp_path):
    text = gvcf([["chr10", 89014191, ".", "G", "C", ".", ".", ".", "GT:DP:GQ", "0/1:40:99"]])
    path = tmp_path / "in.vcf"
    path.write_text(text.replace('##ALT=<ID=NON_REF,Description="any other allele">\n', ""))
    with pytest.raises(InputError, match="no gVCF"):
        answer_of(path)


def test_several_samples_need_a_choice(tmp_path):
    path = tmp_path / "in.g.vcf"
    path.write_text(gvcf([(FIRST, LAST, "0/0", 30, 90)], samples=("a", "b")))
    with pytest.raises(InputError, match="--sample"):
        answer_of(path)
    assert answer_of(path, sample="b").track.sample == "b"
    with pytest.raises(InputError, match="no sample 'c'"):
        answer_of(path, sample="c")


def test_empty_gvcf_is_all_hole(tmp_path):
    path = tmp_path / "in.g.vcf"
    path.write_text(gvcf([]))
    found = answer_of(path)
    assert found.callable_bases == 0
    assert all(not seen for _, _, seen in holes(found))


@pytest.mark.parametrize("packed", [False, True])
def test_mosdepth_per_base(tmp_path, packed):
    rows = [(0, EXON5[0] - 1, 30), (EXON5[0] - 1, EXON5[1], 19), (EXON5[1], LENGTH, 20)]
    text = "".join(f"chr10\t{a}\t{b}\t{d}\n" for a, b, d in rows)
    path = tmp_path / ("s.per-base.bed" + (".gz" if packed else ""))
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    found = answer_of(path)
    assert holes(found) == [(*EXON5, True)]
    assert found.track.assembly.name == "GRCh38"


def test_mosdepth_regions_on_grch37(tmp_path):
    path = tmp_path / "s.regions.bed"
    path.write_text(f"10\t{FIRST + SHIFT}\t{LAST + SHIFT}\tFAS\t44.5\n")
    with pytest.raises(InputError, match="--assembly"):
        answer_of(path)
    found = answer_of(path, assembly="GRCh37")
    assert found.complete
    assert "mean of a region" in sentence(found)


def test_targets(tmp_path):
    path = tmp_path / "kit.bed"
    path.write_text(
        f"track name=kit\n#x\nchr10\t{FIRST}\t{EXON5[0] - 1}\nchr10\t{EXON5[0] + 9}\t{LAST}\tb\n"
    )
    found = answer_of(path, assembly="GRCh38")
    assert holes(found) == [(EXON5[0], EXON5[0] + 9, False)]
    assert "were targeted" in sentence(found)
    assert "could have been called" not in sentence(found)
    assert "not what was seen" in sentence(found)


def test_accession_names_the_build(tmp_path):
    path = tmp_path / "kit.bed"
    path.write_text(f"NC_000010.11\t{FIRST}\t{LAST}\n")
    assert answer_of(path).track.assembly.name == "GRCh38"


@pytest.mark.parametrize("line", ["chr10\tx\t5", "chr10 five 6", "chr10\t9\t-5"])
def test_malformed_bed(tmp_path, line):
    path = tmp_path / "kit.bed"
    path.write_text(line + "\n")
    with pytest.raises(InputError, match="line 1"):
        answer_of(path, assembly="GRCh38")


def bam(path, hole, mode="wb", length=LENGTH, **options):
    """Write pairs of overlapping reads over the locus, 30 deep, none in the hole."""
    header = {
        "HD": {"VN": "1.6", "SO": "coordinate"},
        "SQ": [{"SN": "chr10", "LN": length}],
        "RG": [{"ID": "1", "SM": "patient"}],
    }
    with pysam.AlignmentFile(str(path), mode, header=header, **options) as out:
        for start in range(FIRST, LAST, 100):
            for number in range(30):
                for flag in (99, 147):
                    first = max(start, FIRST)
                    last = min(start + 99, LAST)
                    if first <= hole[1] and last >= hole[0]:
                        first, last = (
                            (first, hole[0] - 1) if first < hole[0] else (hole[1] + 1, last)
                        )
                    if first > last:
                        continue
                    read = pysam.AlignedSegment(out.header)
                    read.query_name = f"r{start}_{number}"
                    read.flag = flag
                    read.reference_id = 0
                    read.reference_start = first - 1
                    read.mapping_quality = 60
                    read.cigarstring = f"{last - first + 1}M"
                    read.query_sequence = "A" * (last - first + 1)
                    read.query_qualities = pysam.qualitystring_to_array("I" * (last - first + 1))
                    read.next_reference_id = 0
                    read.next_reference_start = first - 1
                    read.set_tag("MC", read.cigarstring)
                    out.write(read)


def test_bam_hole(tmp_path):
    path = tmp_path / "s.bam"
    bam(path, EXON5)
    with pytest.raises(InputError, match="samtools index"):
        answer_of(path)
    pysam.index(str(path))
    found = answer_of(path, depth=30)
    assert holes(found) == [(*EXON5, True)]
    assert found.track.sample == "patient"
    assert found.rows[0].least == 30  # the two reads of a pair count once
    assert answer_of(path, depth=31).callable_bases == 0


def test_bam_of_another_build(tmp_path):
    path = tmp_path / "s.bam"
    bam(path, EXON5, length=1000 + LENGTH)
    pysam.index(str(path))
    with pytest.raises(InputError, match="build"):
        answer_of(path)


def test_cram_needs_its_reference(tmp_path):
    reference = tmp_path / "ref.fa"
    sequence = "N" * (ASSEMBLY.locus_first - 1) + MODEL.sequence
    sequence += "N" * (LENGTH - len(sequence))
    reference.write_text(f">chr10\n{sequence}\n")
    pysam.faidx(str(reference))
    path = tmp_path / "s.cram"
    bam(path, EXON5, mode="wc", reference_filename=str(reference))
    pysam.index(str(path))
    assert holes(answer_of(path, depth=30, reference=str(reference))) == [(*EXON5, True)]
    reference.unlink()
    with pytest.raises(InputError, match="--reference"):
        answer_of(path)


def test_json_and_command_line(tmp_path):
    path = tmp_path / "in.g.vcf"
    path.write_text(gvcf([(FIRST, EXON5[0] - 1, "0/0", 30, 90)]))

    def written(name, *options):
        out = tmp_path / name
        arguments = ["coverage", str(path), "-o", str(out), *options]
        result = CliRunner().invoke(command_line, arguments)
        assert result.exit_code == 0, result.output
        return out.read_text()

    said = json.loads(written("o.json"))
    assert said["complete"] is False
    assert said == json.loads(json.dumps(facts(answer_of(path), str(path))))
    exon5 = next(row for row in said["regions"] if row["region"] == "exon 5")
    assert exon5["holes"] == [
        {"start": EXON5[0], "end": EXON5[1], "hgvs_c": "c.444_505", "reason": "no data"}
    ]
    shown = written("o.txt")
    assert "Not seen in full" in shown
    assert "Not a diagnosis" in shown
    assert written("o.tsv").startswith("REGION\tEXON\tKIND")
    assert written("o2", "-O", "tsv") == written("o.tsv")


def test_percentages_never_round_a_hole_away():
    assert percent(9999, 10000) == "99.9"
    assert percent(1, 10000) == "0.1"
    assert (percent(0, 5), percent(5, 5)) == ("0", "100")
