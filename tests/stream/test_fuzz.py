"""Mutated bytes: an InputError or the right answer, never a traceback, a hang or a wrong success.

Run for as long as wanted: FUZZ_SECONDS=3600 FUZZ_SEED=1 python -m pytest -m slow tests/stream
"""

import gzip
import itertools
import os
import random
import time
import zlib

import pysam
import pytest

from fasannot.errors import InputError
from fasannot.files.candidates import OutputKind
from fasannot.files.opening import open_source
from tests.stream.support import (
    HEADER,
    SELECTION,
    bgzf,
    gunzipped,
    record,
    reference_hits,
    reference_rewrite,
    rewrite,
    vcf,
)

SECONDS = float(os.environ.get("FUZZ_SECONDS", "20"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
TOKENS = (
    b"\t", b"\n", b"\r\n", b"\0", b"chr10\t", b"10\t1050\t", b"#", b"##", b"#CHROM", b";END=",
    b";SVLEN=-", b"]chr10:1050]", b"<DEL>", b"1000", b"-1", b"\xff", b"=", b"99999999999999999999",
    b"CIPOS=-9,9", b"##ALT=<ID=DEL>", b"\x1f\x8b\x08\x04", b"BC\x02\x00",
)  # fmt: skip


def random_text(chooser):
    lines = []
    samples = chooser.choice(["", "\tGT\t0/1"])
    for _ in range(chooser.randrange(12)):
        lines.append(
            record(
                chooser.choice(["chr10", "10", "chr9", "X"]),
                chooser.choice([1, 900, 1000, 1050, 1101, 5050, 70_000]),
                "A" * chooser.choice([1, 1, 2, 200]),
                chooser.choice(["C", "<DEL>", "G]chr10:1050]", "C,<*>"]),
                chooser.choice([".", "END=1001", "SVLEN=-1000", "DP=4;CIPOS=-90,90"]),
                samples,
            )
        )
    header = (*HEADER[:-1], HEADER[-1] + (b"\tFORMAT\ts" if samples else b""))
    return vcf(
        *lines,
        header=header,
        newline=chooser.choice([b"\n", b"\r\n"]),
        final=chooser.random() < 0.8,
    )


def mutated(data, chooser):
    for _ in range(chooser.choice([1, 1, 2, 5])):
        at = chooser.randrange(len(data) + 1)
        end = min(len(data), at + chooser.choice([0, 1, 2, 10, 60]))
        kind = chooser.randrange(6)
        if kind == 0:
            data = data[:at] + data[end:]
        elif kind == 1:
            data = data[:at] + chooser.choice(TOKENS) + data[end:]
        elif kind == 2:
            data = data[:at] + data[at:end] * 2 + data[end:]
        elif kind == 3:
            data = data[:at]
        elif kind == 4:
            data = data[:at] + bytes(chooser.randrange(256) for _ in range(end - at)) + data[end:]
        elif at < len(data):
            data = data[:at] + bytes([data[at] ^ (1 << chooser.randrange(8))]) + data[at + 1 :]
    return data


def expected_of(text):
    """What the reference makes of the text, ``None`` where it has no opinion."""
    try:
        return reference_rewrite(text), reference_hits(text)
    except (ValueError, IndexError):
        return None


def check(path, output, text, options):
    """Run everything on a file; a success must be what the reference says of the text."""
    expected = None if text is None else expected_of(text)
    for kind in (OutputKind.TEXT, OutputKind.BGZF):
        try:
            with open_source(str(path), SELECTION, **options) as source:
                hits = [candidate.line for candidate in source.candidates()]
            data = rewrite(path, output, kind, **options)
        except InputError:
            assert not output.exists()
            continue
        output.unlink()
        assert text is not None, "damage was not seen"
        if expected is not None:
            assert hits == expected[1]
            assert (data if kind is OutputKind.TEXT else gunzipped(data)) == expected[0]


def packed(text, form, chooser):
    if form == "plain":
        return text
    if form == "gzip":
        return gzip.compress(text, mtime=0)
    return bgzf(text, [chooser.randint(1, 400) for _ in range(3)])


def unpacked(data, form):
    """The text that an independent reader finds, ``None`` where it finds damage."""
    if form == "plain":
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return None


@pytest.mark.slow
@pytest.mark.parametrize("form", ["plain", "gzip", "bgzf", "indexed", "bcf"])
def test_mutations(tmp_path, capsys, form):
    pysam.set_verbosity(0)
    path, output = tmp_path / "in", tmp_path / "out"
    stop = time.monotonic() + SECONDS / 5
    for turn in itertools.count():
        if time.monotonic() > stop:
            break
        chooser = random.Random(f"{SEED} {form} {turn}")
        try:
            one_turn(path, output, form, chooser)
        except BaseException as fault:
            fault.add_note(f"FUZZ_SEED={SEED}, form {form}, turn {turn}")
            raise
    with capsys.disabled():
        print(f"\nseed {SEED}: {turn} mutated files, {form}")
    assert turn > 10


def one_turn(path, output, form, chooser):
    started = time.monotonic()
    text = random_text(chooser)
    if form == "bcf":
        mutate_bcf(path, output, chooser)
    elif form == "indexed":
        mutate_index(path, output, text, chooser)
    else:
        if chooser.random() < 0.5:
            data = packed(mutated(text, chooser), form, chooser)
        else:
            data = mutated(packed(text, form, chooser), chooser)
        path.write_bytes(data)
        check(path, output, unpacked(data, form), {"threads": chooser.choice([1, 2])})
    assert time.monotonic() - started < 10, "this took too long"


def mutate_index(path, output, text, chooser):
    """A damaged index never changes the answer; an older or foreign one neither."""
    # What an index cannot know makes no difference only where the header tells of it.
    lines = [line.rstrip(b"\r") for line in text.split(b"\n")[len(HEADER) : -1]]
    known = [line for line in lines if not any(key in line for key in (b"]", b"SVL", b"CIP"))]
    text = vcf(*sorted(known, key=place))
    path.write_bytes(bgzf(text, [chooser.randint(20, 4000)]))
    suffix = chooser.choice([".csi", ".tbi"])
    try:
        pysam.tabix_index(
            str(path), preset="vcf", force=True, keep_original=True, csi=suffix == ".csi"
        )
    except OSError:
        return
    index = path.with_name(path.name + suffix)
    index.write_bytes(mutated(index.read_bytes(), chooser))
    check(path, output, text, {})
    index.unlink()


def place(line):
    fields = line.split(b"\t")
    return fields[0], int(fields[1])


def mutate_bcf(path, output, chooser):
    """Damage in BCF is an InputError, or the bytes still make records."""
    source = path.with_name("source.vcf")
    header = (
        b"##fileformat=VCFv4.2\n##contig=<ID=chr9>\n##contig=<ID=chr10>\n"
        b'##INFO=<ID=DP,Number=1,Type=Integer,Description="x">\n'
        b'##INFO=<ID=SVLEN,Number=.,Type=Integer,Description="x">\n'
        b'##FORMAT=<ID=GT,Number=1,Type=String,Description="x">\n'
        b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ts\n"
    )
    lines = [
        record(chooser.choice(["chr9", "chr10"]), 1040 + at, info="DP=3", more="\tGT\t0/1") + b"\n"
        for at in range(chooser.randrange(8))
    ]
    source.write_bytes(header + b"".join(lines))
    packed_path = path.with_name("packed.bcf")
    with (
        pysam.VariantFile(str(source)) as text,
        pysam.VariantFile(str(packed_path), "wb", header=text.header) as target,
    ):
        for line in text:
            target.write(line)
    data = gzip.decompress(packed_path.read_bytes())
    compressed = chooser.random() < 0.5
    if compressed:
        data = mutated(bgzf(data, [chooser.randint(20, 4000)]), chooser)
    else:
        # Any byte may change in mid-record without a trace, so only the end is cut.
        data = data[: chooser.randrange(len(data))]
    path.write_bytes(data)
    for kind in OutputKind:
        try:
            rewrite(path, output, kind, edit=lambda candidate: candidate.line)
        except InputError:
            assert not output.exists()
            continue
        output.unlink()
        assert not compressed or unpacked(data, "bgzf") is not None
