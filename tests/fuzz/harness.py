"""Targets for coverage-guided fuzzing of the parsers with atheris (``pip install atheris``).

    python -m tests.fuzz.harness TARGET [libFuzzer options, as -max_total_time=600 CORPUS]

A target takes any bytes. An ``InputError`` is an answer; anything else that is raised is a fault.
"""

from __future__ import annotations

import random
import struct
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from tests.fuzz.files import damaged, random_file


def record(data: bytes) -> None:
    """A record line, from how far it reaches to its findings."""
    from fasannot.api import annotator
    from fasannot.files.reach import record_reach
    from fasannot.files.vcf.record import parse_record

    try:
        record_reach(data)
    except ValueError:
        return
    parsed = parse_record(data, "line 1", "in.vcf")
    annotator("GRCh38").annotate_record(parsed, "in.vcf")


def header(data: bytes) -> None:
    """A header and what is declared in it."""
    from fasannot.files.declared import declared_assembly, hinted_assembly, names_in_file
    from fasannot.files.vcf.header import parse_header
    from fasannot.files.vcf.text_header import read_header
    from fasannot.gene.model import load_gene_model

    found, _ = read_header(iter([data]), "in.vcf")
    model = load_gene_model()
    model = model.with_names(names_in_file(model, found.lines))
    parsed = parse_header(found.lines)
    declared_assembly(model, parsed.contigs, "in.vcf")
    hinted_assembly(model, parse_header(found.lines))


def bcf_info(data: bytes) -> None:
    """INFO of a BCF record; damage is a ``ValueError`` there."""
    from fasannot.files.bcf.bcf_info import info_of, with_info

    if len(data) < 32:
        return
    try:
        start, items = info_of(data)
    except ValueError:
        return
    with_info(data, start, items)


def _packed_record() -> bytes:
    """A BCF record of one substitution with DP=5 and a flag."""
    shared = struct.pack("<iiifHHI", 9, 89014190, 1, 30.0, 2, 2, 0)
    shared += b"\x07\x17G\x17C\x11\0" + b"\x11\x01\x11\x05" + b"\x11\x02\0"
    return struct.pack("<II", len(shared), 0) + shared


def coverage(data: bytes) -> None:
    """A table of coverage, of whatever kind it looks like."""
    from fasannot.coverage.answer import Limits
    from fasannot.coverage.opening import read_track
    from fasannot.gene.model import load_gene_model

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.bed"
        path.write_bytes(data)
        if data[:4] in (b"CRAM", b"BAM\x01", b"##fi") or data[:3] in (b"BCF", b"@HD", b"@SQ"):
            return
        read_track(str(path), load_gene_model(), Limits(20, 20), assembly="GRCh38")


def query(data: bytes) -> None:
    """What people paste into ``explain``."""
    from fasannot.api import annotator
    from fasannot.rules.queries.resolve import reader_of

    tool = annotator("GRCh38")
    reader = reader_of(tool.model, tool.knowledge, "auto")
    for _ in reader.read(data.decode("utf-8", "replace")):
        pass


_SEEDS = {
    "record": [
        b"chr10\t89014191\t.\tG\tC,<DEL>,A]chr10:5]\t.\t.\tEND=89014300;CIPOS=-1,1\tGT\t0/1"
    ],
    "header": [b"##fileformat=VCFv4.2\n##contig=<ID=chr10,length=0>\n#CHROM\tPOS"],
    "bcf_info": [bytes(64), b"\x20\0\0\0\0\0\0\0" + bytes(60), _packed_record()],
    "coverage": [
        b"chr10\t88990000\t88990100\t0:20\n",
        b"Locus,Total_Depth\nchr10:88990877,4\n",
        b"chr10\t88990877\t30\nchr10\t88990878\t31\n",
        b"#chrom\tstart\tend\tregion\t1X\t20X\nchr10\t88990000\t88990100\tx\t100\t80\n",
        b"#rname\tstartpos\tendpos\tnumreads\tcovbases\tcoverage\tmeandepth\n",
        b"track name=a\nchr10 88990000 88990100 FAS 1000 +\n",
    ],
    "query": [
        b"c.749G>C",
        b"chr10-,-G-C",
        b"R" + b"9" * 5000,
        "p.(Arg250Pro) \u2212".encode(),
        b"NC_000010.11:g.89014191G>C",
        b"NM_000043.6:c.(334+1_335-1)_(443+1_444-1)del",
        b"NC_000010.11:89014190:G:C",
        b"FAS IVS7+2T>C",
        b"exon 4 deletion",
        b"c.[749G>C;676+1G>T]",
        b"rs121913080",
        b"legacy:R234P",
    ],
}
TARGETS = {one.__name__: one for one in (record, header, bcf_info, coverage, query)}


def one_input(target: str, data: bytes) -> None:
    """Give some bytes to a target; faults of the input are answers."""
    from fasannot.errors import FasannotError

    with suppress(FasannotError):
        TARGETS[target](data)


def seeds(target: str, chooser: random.Random, count: int = 60) -> list[bytes]:
    """Return inputs to begin with: those of the target, and lines of random files."""
    found = list(_SEEDS[target])
    for _ in range(count if target in ("record", "header") else 0):
        text = random_file(chooser)
        if target == "header":
            found.append(damaged(text, chooser).encode("utf-8", "replace"))
        else:
            rows = [line for line in text.splitlines() if line[:1] != "#"]
            found.append((rows or [""])[0].encode())
    return found


def main() -> None:
    import atheris

    target, *options = sys.argv[1:]
    given = seeds(target, random.Random(target))
    with atheris.instrument_imports(include=["fasannot"]):
        for data in given:  # what a target needs is loaded as it runs
            one_input(target, data)
    with tempfile.TemporaryDirectory() as corpus:
        for number, data in enumerate(given):
            (Path(corpus) / str(number)).write_bytes(data)
        arguments = [sys.argv[0], *options, corpus]
        atheris.Setup(arguments, lambda data: one_input(target, bytes(data)))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
