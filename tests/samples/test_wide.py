"""Wide BCF records: the columns of carriers alone give what all columns give."""

import random
import struct

import pysam
import pysam.bcftools
import pytest

from fasannot.errors import InputError
from fasannot.files.bcf import bcf_records
from fasannot.files.bcf.packed_samples import with_carriers
from fasannot.files.bgzf.block import EOF_BLOCK, TEXT_PER_BLOCK, deflate
from fasannot.outputs.job import Job, OutputType, run_job
from tests.samples.support import R250P, SILENT, SPLICE, row
from tests.stream.support import gunzipped
from tests.support import vcf

ALLELES = [SILENT, ("89008976", "A", "T"), SPLICE, R250P, ("89014192", "A", "G")]
NUMBERS = ["1", "1", "1", "R", "1", "1", "1", "1"]
KEYS = ["GT", "DP", "GQ", "AD", "PS", "FT", "CN", "AF"]
HEADER = [
    f'##FORMAT=<ID={key},Number={number},Type={kind},Description="x">'
    for key, number, kind in zip(
        KEYS, NUMBERS, ["String", *["Integer"] * 4, "String", "Integer", "Float"], strict=True
    )
]
GENOTYPES = ["0/0", "0/1", "1|0", "0|1", "1/1", "1", "0", "./.", ".", "./1", "0/0/1", "2/1", "0|2"]


@pytest.fixture
def wide(monkeypatch):
    """Have every record of BCF be a wide one."""

    def switch():
        monkeypatch.setattr(bcf_records, "_WIDE", 0)

    return switch


def column(layout, chance):
    ref, alt = chance.choice([(30, 0), (15, 15), (28, 2), (3, 27)])
    weights = [12] + [1] * (len(GENOTYPES) - 1)
    values = {
        "GT": chance.choices(GENOTYPES, weights)[0],
        "DP": str(ref + alt),
        "GQ": chance.choice(["99", "20", "."]),
        "AD": f"{ref},{alt},0",
        "PS": chance.choice(["7", "9", "."]),
        "FT": chance.choice(["PASS", "low", "."]),
        "CN": chance.choice(["1", "2", "3"]),
        "AF": f"{alt / (ref + alt):.3f},0",
    }
    return ":".join(values[key] for key in layout.split(":"))


def made(tmp_path, rows, samples):
    """Return a BCF file with these rows."""
    text, path = tmp_path / "in.vcf", tmp_path / "in.bcf"
    text.write_text(vcf(rows, samples=samples, header=HEADER))
    pysam.bcftools.view("--no-version", "-Ob", "-o", str(path), str(text), catch_stdout=False)
    return path


def outputs(path, tmp_path):
    """Return the bytes of every kind of output, packed ones unpacked."""
    found = {}
    for kind in OutputType:
        if kind in (OutputType.TABLE, OutputType.XLSX):
            continue
        for fas_only in (False, True) if kind.is_vcf else (False,):
            out, table = tmp_path / f"out.{kind.value}", tmp_path / "samples.tsv"
            options = {} if kind.is_vcf else {"samples_path": str(table)}
            run_job(Job(str(path), str(out), kind, fas_only=fas_only, **options))
            data = out.read_bytes()
            found[kind, fas_only] = gunzipped(data) if data[:2] == b"\x1f\x8b" else data
            if options:
                found[kind, "samples"] = table.read_bytes()
    return found


@pytest.mark.parametrize(
    "layout", ["GT", "GT:AD", "GT:DP:AD:GQ:PS", "GT:AF:DP", "GT:CN:AD", "AD", "GT:FT:AD"]
)
def test_all_outputs_are_those_of_all_columns(tmp_path, wide, layout):
    chance = random.Random(layout)
    samples = [f"s{number}" for number in range(40)]
    rows = [
        row(allele, layout, *(column(layout, chance) for _ in samples), alts=f"{allele[2]},{other}")
        for allele, other in zip(ALLELES, "GGCAT", strict=True)
    ]
    rows.insert(2, row(SPLICE, layout, *(column(layout, random.Random(0)) for _ in samples)))
    path = made(tmp_path, rows, samples)
    narrow = outputs(path, tmp_path)
    wide()
    assert outputs(path, tmp_path) == narrow


def test_nobody_carries_the_allele(tmp_path, wide):
    samples = ["s1", "s2", "s3"]
    rows = [
        row(SILENT, "GT", "0/0", "./.", "0"),
        row(SPLICE, "GT:AD", "0/0:20,9", "./.:10,12", "0/0:30,0"),  # the reads show it
    ]
    path = made(tmp_path, rows, samples)
    narrow = outputs(path, tmp_path)
    wide()
    assert outputs(path, tmp_path) == narrow


def test_a_genotype_of_no_allele_is_said_of_the_same_sample(tmp_path, wide):
    samples = [f"s{number}" for number in range(300)]
    rows = [row(R250P, "GT", *["0/0", "0/1"] * 150)]
    path = made(tmp_path, rows, samples)
    data = bytearray(gunzipped(path.read_bytes()))
    data[-2 * 30] = 5 + 1 << 1  # GT of the thirtieth sample from the end names allele 5
    path.write_bytes(
        b"".join(
            deflate(bytes(data[at : at + TEXT_PER_BLOCK]))
            for at in range(0, len(data), TEXT_PER_BLOCK)
        )
        + EOF_BLOCK
    )
    said = []
    for _ in range(2):
        with pytest.raises(InputError, match="GT is '5/0'") as fault:
            run_job(Job(str(path), str(tmp_path / "o.vcf"), OutputType.VCF))
        said.append(str(fault.value))
        wide()
    assert said[0] == said[1]
    assert "'s270'" in said[0]


def packed(*fields, kind=1):
    """Return a record of three samples with FORMAT fields: key, values; the last is of a kind."""
    shared = struct.pack("<iiifII", 0, 4, 1, 1.0, 2 << 16, len(fields) << 24 | 3)
    shared += b"\x07\x17A\x17C\x00"
    kinds = [1] * (len(fields) - 1) + [kind]
    samples = (
        b"".join(
            bytes((0x11, key, len(values) // 3 << 4 | code)) + bytes(values)
            for (key, values), code in zip(fields, kinds, strict=True)
        )
        if fields
        else b""
    )
    return struct.pack("<II", len(shared), len(samples)) + shared + samples


def test_distinct_columns_of_carriers():
    none = frozenset()
    small, carriers = with_carriers(packed((1, [2, 4, 2, 2, 2, 4])), 1, none, none)
    assert carriers.samples.tolist() == [0, 2]
    assert carriers.columns.tolist() == [0, 0]
    assert carriers.total == 3
    assert small.endswith(bytes((0x11, 1, 0x21, 2, 4)))
    small, carriers = with_carriers(packed((1, [2, 4, 2, 2, 2, 5]), (2, [9, 8, 7])), 1, none, none)
    assert (carriers.columns.tolist(), carriers.first) == ([0, 1], (0, 2))
    assert small.endswith(bytes((0x11, 1, 0x21, 2, 4, 2, 5, 0x11, 2, 0x11, 9, 7)))


@pytest.mark.parametrize("ploidy", [1, 2, 3, 4])
@pytest.mark.parametrize("share", [0.0, 0.002, 0.4])
def test_carriers_are_those_of_a_look_at_each(ploidy, share):
    chance = random.Random(ploidy)
    values = []
    for _ in range(1000):
        copies = chance.randint(1, ploidy)
        alleles = [4, 5, 6, 127] if chance.random() < share else [0, 1, 2, 3]
        values += chance.choices(alleles, k=copies) + [0x81] * (ploidy - copies)
    shared = struct.pack("<iiifII", 0, 4, 1, 1.0, 2 << 16, 1 << 24 | 1000) + b"\x07\x17A\x17C\x00"
    samples = bytes((0x11, 1, ploidy << 4 | 1, *values))
    record = struct.pack("<II", len(shared), len(samples)) + shared + samples
    _, carriers = with_carriers(record, 1, frozenset(), frozenset())
    rows = [bytes(values[at : at + ploidy]) for at in range(0, len(values), ploidy)]
    expected = [n for n, row in enumerate(rows) if any(4 <= octet < 128 for octet in row)]
    assert carriers.samples.tolist() == expected
    for sample, column in zip(carriers.samples, carriers.columns, strict=True):
        assert rows[carriers.first[column]] == rows[sample]
    assert len({rows[sample] for sample in carriers.first}) == len(carriers.first)


@pytest.mark.parametrize(
    ("record", "genotype", "unfit", "reads"),
    [
        (packed((1, [2, 4, 2, 2, 2, 4])), 5, (), ()),
        (packed((2, [9, 8, 7]), (1, [2, 4, 2, 2, 2, 4])), 1, (), ()),
        (packed((1, [2, 4, 2, 2, 2, 4]), (2, [9, 8, 7])), 1, (2,), ()),
        (packed((1, [2, 2, 2, 2, 2, 2]), (2, [9, 8, 7])), 1, (), (2,)),
        (packed((1, [2, 4, 2, 2, 2, 4]))[:-1], 1, (), ()),
        (packed((1, [2, 4, 2, 0x80, 2, 4])), 1, (), ()),
        (packed((1, [2, 4, 2, 0x90, 2, 4])), 1, (), ()),
        (packed((1, [2, 4, 0x81, 2, 2, 4])), 1, (), ()),
        (packed((1, [2, 4, 0x81, 0x81, 2, 4])), 1, (), ()),
        (packed((1, [2, 4, 2, 2, 2, 4])) + b"\0", 1, (), ()),
        (packed((1, [2, 4, 2, 2, 2, 4]), (2, b"a\xffc"), kind=7), 1, (), ()),
        (packed((1, [2, 2, 2, 2, 2, 2]), (1, [2, 4, 2, 2, 2, 4])), 1, (), ()),
        (packed(), 1, (), ()),
    ],
)
def test_what_genotypes_do_not_tell_is_left_to_all_columns(record, genotype, unfit, reads):
    assert with_carriers(record, genotype, frozenset(unfit), frozenset(reads)) is None
