"""Compute GA4GH VRS 2 allele ids of an allele set with ga4gh.vrs, offline.

    python -m tests.oracles.run_vrs alleles.vcf -o vrs.tsv

Runs where `pip install ga4gh.vrs` has been done. The package normally reads sequences from SeqRepo;
here the locus takes its place, with N around it.
"""

from __future__ import annotations

import argparse
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ga4gh.core import ga4gh_identify
from ga4gh.vrs import models
from ga4gh.vrs.dataproxy import _DataProxy
from ga4gh.vrs.normalize import normalize

from tests.oracles.locus import CHROM_LENGTH, START, Locus, load
from tests.oracles.rows import Row, records, write

REFGET = "SQ.ss8r_wB0-b9r44TQTMmVTI92884QvBiB"


class LocusProxy(_DataProxy):  # type: ignore[misc]  # ga4gh.vrs is untyped here
    """Chromosome 10 of GRCh38, N outside the locus."""

    def __init__(self, locus: Locus) -> None:
        self.locus = locus

    def get_sequence(
        self, identifier: str, start: int | None = None, end: int | None = None
    ) -> str:
        bases = self.locus.sequence
        first = (start or 0) - START + 1
        last = (CHROM_LENGTH if end is None else end) - START + 1
        inside = bases[max(0, first) : max(0, min(last, len(bases)))]
        left = max(0, min(0, last) - first)
        return "N" * left + inside + "N" * (last - first - left - len(inside))

    def get_metadata(self, identifier: str) -> dict[str, Any]:
        return {"length": CHROM_LENGTH, "aliases": [f"ga4gh:{REFGET}"], "alphabet": "ACGTN"}


def identifier(proxy: LocusProxy, pos: int, ref: str, alt: str) -> str:
    """Id of the fully justified allele."""
    place = models.SequenceLocation(
        sequenceReference=models.SequenceReference(refgetAccession=REFGET),
        start=pos - 1,
        end=pos - 1 + len(ref),
    )
    allele = models.Allele(location=place, state=models.LiteralSequenceExpression(sequence=alt))
    return str(ga4gh_identify(normalize(allele, proxy)))


def main() -> None:
    """Identify every allele of a VCF."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vcf", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    args = parser.parse_args()
    proxy = LocusProxy(load())
    rows = [
        Row(pos, ref, alt, info.get("KIND", ""), other=identifier(proxy, pos, ref, alt))
        for pos, ref, alt, info, _ in records(args.vcf)
    ]
    write(rows, args.output)
    print(f"ga4gh.vrs {version('ga4gh.vrs')}: {len(rows)} alleles")


if __name__ == "__main__":
    main()
