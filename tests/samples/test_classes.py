"""Samples that show the same in every record are settled as one; what comes out is the same."""

import random
from array import array

import pytest

from fasannot.outputs.job import Job, OutputType, run_job
from fasannot.samples.classes import SampleClasses
from tests.samples.support import R250P, SILENT, SPLICE, row
from tests.support import vcf


def calls(name):
    """Return what stands for a tuple of calls: only its identity counts."""
    return (name,)


def test_samples_with_the_same_calls_in_all_records_are_one_class():
    classes = SampleClasses(6)
    het, hom = calls("het"), calls("hom")
    classes.add(0, [(1, het), (2, het), (4, hom)])
    other = calls("other")
    classes.add(3, [(1, other), (2, other), (5, other)])
    assert list(classes.members()) == [
        (1, [(0, het), (3, other)]),
        (4, [(0, hom)]),
        (5, [(3, other)]),
    ]
    assert [classes.first(sample) for sample in range(6)] == [0, 1, 1, 3, 4, 5]


def test_calls_that_only_read_the_same_do_not_join_samples():
    classes = SampleClasses(2)
    classes.add(0, [(0, calls("a")), (1, calls("a"))])
    assert [sample for sample, _ in classes.members()] == [0, 1]


def test_two_calls_of_one_sample_in_one_record_are_both_kept():
    classes = SampleClasses(2)
    one, two = calls("one"), calls("two")
    classes.add(7, [(0, one), (1, one), (1, two)])
    assert list(classes.members()) == [(0, [(7, one)]), (1, [(7, one), (7, two)])]


def test_a_class_takes_a_number_of_each_sample_alone():
    classes = SampleClasses(10_000)
    same = calls("same")
    classes.add(0, [(sample, same) for sample in range(10_000)])
    assert len(list(classes.members())) == 1
    assert array("I").itemsize * 10_000 == len(bytes(classes._of))


ALLELES = [R250P, ("89014192", "A", "G"), SPLICE, SILENT, ("89008976", "A", "T")]
COLUMNS = [
    "0/0:30,0",
    "0/1:15,15",
    "1|0:14,16",
    "0|1:15,15",
    "1/1:0,30",
    "0/1:28,2",
    "1:0,20",
    "./.:0,0",
]


def flags_of(text):
    return [line.split("\t")[7] for line in text.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("seed", range(4))
def test_classes_give_what_each_sample_by_itself_gives(tmp_path, seed):
    chance = random.Random(seed)
    samples = [f"s{number}" for number in range(60)]
    rows = [
        row(allele, "GT:AD", *chance.choices(COLUMNS, [20, 3, 2, 2, 2, 2, 1, 1], k=60))
        for allele in sorted(ALLELES)
    ]
    path, out = tmp_path / "in.vcf", tmp_path / "out.vcf"
    path.write_text(vcf(rows, samples=samples))
    run_job(Job(str(path), str(out), OutputType.VCF))
    by_classes = flags_of(out.read_text())
    run_job(Job(str(path), str(out), OutputType.VCF, haplotypes_path=str(tmp_path / "h.tsv")))
    assert flags_of(out.read_text()) == by_classes
    assert any("COMPOUND" in info for info in by_classes)
    assert any("MOSAIC" in info for info in by_classes)
