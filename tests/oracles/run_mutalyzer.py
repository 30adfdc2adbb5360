"""Name an allele set with mutalyzer 3, offline.

    python -m tests.oracles.run_mutalyzer alleles.vcf -o mutalyzer.tsv

Runs where `pip install mutalyzer` has been done. The reference that mutalyzer would download
(NG_009089.2 with NM_000043.6) is written into its cache folder from the locus FASTA and exons.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.oracles.locus import PROTEIN, START, TRANSCRIPT, Locus, load
from tests.oracles.rows import Row, records, write

REFERENCE = "NG_009089.2"


def _place(locus: Locus, first: int, last: int) -> dict[str, Any]:
    return {
        "type": "range",
        "start": {"type": "point", "position": first - START},
        "end": {"type": "point", "position": last - START + 1},
        "strand": 1,
    }


def reference_model(locus: Locus) -> dict[str, Any]:
    """The reference model as mutalyzer-retriever writes it."""
    exons = [
        {"type": "exon", "id": f"exon-{number}", "location": _place(locus, *exon)}
        for number, exon in enumerate(locus.exons, 1)
    ]
    whole = locus.exons[0][0], locus.exons[-1][1]
    cds = {
        "type": "CDS",
        "id": PROTEIN,
        "location": _place(locus, locus.cds[0][0], locus.cds[-1][1]),
    }
    mrna = {
        "type": "mRNA",
        "id": TRANSCRIPT,
        "location": _place(locus, *whole),
        "features": [*exons, cds],
    }
    gene = {
        "type": "gene",
        "id": "FAS",
        "location": _place(locus, *whole),
        "qualifiers": {"name": "FAS"},
        "features": [mrna],
    }
    return {
        "id": REFERENCE,
        "type": "record",
        "location": {
            "type": "range",
            "start": {"type": "point", "position": 0},
            "end": {"type": "point", "position": len(locus.sequence)},
        },
        "qualifiers": {"mol_type": "genomic DNA", "organism": "Homo sapiens"},
        "features": [gene],
    }


def prepare(folder: Path, locus: Locus) -> None:
    """Fill a cache folder and point mutalyzer to it. Before mutalyzer is imported."""
    (folder / f"{REFERENCE}.annotations").write_text(json.dumps(reference_model(locus)))
    (folder / f"{REFERENCE}.sequence").write_text(locus.sequence)
    settings = folder / "settings"
    settings.write_text(f"MUTALYZER_CACHE_DIR = {folder}\nMUTALYZER_FILE_CACHE_ADD = false\n")
    os.environ["MUTALYZER_SETTINGS"] = str(settings)


def coordinate(locus: Locus, pos: int) -> str:
    """c. coordinate of a genomic position; beyond the transcript as if it went on."""
    done = -locus.cds_offset
    for number, (first, last) in enumerate(locus.exons):
        if pos <= last or number + 1 == len(locus.exons):
            if pos >= first or number == 0:
                return _exonic(locus, done + pos - first)
            before = locus.exons[number - 1][1]
            if pos - before <= first - pos:
                return f"{_exonic(locus, done - 1)}+{pos - before}"
            return f"{_exonic(locus, done)}-{first - pos}"
        done += last - first + 1
    raise AssertionError


def _exonic(locus: Locus, index: int) -> str:
    if index >= locus.cds_length:
        return f"*{index - locus.cds_length + 1}"
    return str(index + 1 if index >= 0 else index)


def query(locus: Locus, pos: int, ref: str, alt: str) -> str:
    """A VCF allele as an unshifted c. description."""
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while ref and alt and ref[0] == alt[0]:
        pos, ref, alt = pos + 1, ref[1:], alt[1:]
    first, last = (pos, pos + len(ref) - 1) if ref else (pos - 1, pos)
    place = coordinate(locus, first)
    if last != first:
        place += f"_{coordinate(locus, last)}"
    if not ref:
        edit = f"ins{alt}"
    elif not alt:
        edit = "del"
    else:
        edit = f"{ref}>{alt}" if len(ref) == len(alt) == 1 else f"delins{alt}"
    return f"{REFERENCE}({TRANSCRIPT}):c.{place}{edit}"


def main() -> None:
    """Name every allele of a VCF."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vcf", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    args = parser.parse_args()
    locus = load()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), locus)
        from mutalyzer.normalizer import normalize

        for pos, ref, alt, info, _ in records(args.vcf):
            c = p = note = ""
            try:
                answer = normalize(query(locus, pos, ref, alt))
                c = answer.get("normalized_description", "").rpartition(":")[2]
                protein = answer.get("protein") or {}
                p = protein.get("description", "").rpartition(":")[2]
                faults = answer.get("errors") or protein.get("errors") or []
                note = ",".join(str(fault.get("code")) for fault in faults)
            except Exception as error:  # whatever the program raises is its answer
                note = f"{type(error).__name__}: {error}"[:120].replace("\n", " ")
            rows.append(Row(pos, ref, alt, info.get("KIND", ""), c=c, p=p, other=note))
    write(rows, args.output)
    print(f"mutalyzer {version('mutalyzer')}: {len(rows)} alleles")


if __name__ == "__main__":
    main()
