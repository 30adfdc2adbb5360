"""Targets for coverage-guided fuzzing of the parsers with atheris (``pip install atheris``).

    python -m tests.fuzz.harness TARGET [libFuzzer options, as -max_total_time=600 CORPUS]

A target takes any bytes. An ``InputError`` is an answer; anything else that is raised is a fault.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import suppress
from pathlib import Path


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


TARGETS = {one.__name__: one for one in (record, header, bcf_info, coverage, query)}


def one_input(target: str, data: bytes) -> None:
    """Give some bytes to a target; faults of the input are answers."""
    from fasannot.errors import FasannotError

    with suppress(FasannotError):
        TARGETS[target](data)


def main() -> None:
    import atheris

    target, *options = sys.argv[1:]
    atheris.instrument_all()
    atheris.Setup([sys.argv[0], *options], lambda data: one_input(target, bytes(data)))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
