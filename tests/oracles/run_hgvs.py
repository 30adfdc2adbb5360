"""Name an allele set with biocommons hgvs, offline.

    python -m tests.oracles.run_hgvs alleles.vcf -o hgvs.tsv

Runs where `pip install hgvs` has been done. The package normally reads transcripts from a UTA
database; here a provider of three sequences and one transcript takes its place.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import hgvs
from bioutils.sequences import translate_cds
from hgvs.assemblymapper import AssemblyMapper
from hgvs.dataproviders.interface import Interface
from hgvs.edit import NARefAlt
from hgvs.exceptions import HGVSDataNotAvailableError, HGVSError
from hgvs.location import Interval, SimplePosition
from hgvs.normalizer import Normalizer
from hgvs.posedit import PosEdit
from hgvs.sequencevariant import SequenceVariant

from tests.oracles.locus import CHROM_LENGTH, PROTEIN, START, TRANSCRIPT, Locus, load
from tests.oracles.rows import Row, records, write

GENOME = "NC_000010.11"
METHOD = "splign"


class FasProvider(Interface):  # type: ignore[misc]  # hgvs is untyped
    """FAS alone, out of memory."""

    required_version = "1.1"

    def __init__(self, locus: Locus) -> None:
        self.url = "memory:FAS"
        self.locus = locus
        self.mrna = locus.mrna
        coding = self.mrna[locus.cds_offset : locus.cds_offset + locus.cds_length]
        self.protein: str = translate_cds(coding).rstrip("*")
        super().__init__()

    def data_version(self) -> str:
        return "fas"

    def schema_version(self) -> str:
        return "1.1"

    def get_seq(self, ac: str, start_i: int | None = None, end_i: int | None = None) -> str:
        if ac == TRANSCRIPT:
            return self.mrna[start_i:end_i]
        if ac == PROTEIN:
            return self.protein[start_i:end_i]
        if ac != GENOME:
            raise HGVSDataNotAvailableError(ac)
        first = 0 if start_i is None else max(0, start_i)
        last = CHROM_LENGTH if end_i is None else min(end_i, CHROM_LENGTH)
        offset = START - 1
        inside = self.locus.sequence[
            max(0, first - offset) : max(0, min(last - offset, len(self.locus.sequence)))
        ]
        left = max(0, min(last, offset) - first)
        return "N" * left + inside + "N" * (last - first - left - len(inside))

    def get_acs_for_protein_seq(self, seq: str) -> list[str]:
        return [PROTEIN]

    def get_assembly_map(self, assembly_name: str) -> dict[str, str]:
        return {GENOME: "10"}

    def get_gene_info(self, gene: str) -> None:
        return None

    def get_pro_ac_for_tx_ac(self, tx_ac: str) -> str:
        return PROTEIN

    def get_similar_transcripts(self, tx_ac: str) -> list[Any]:
        return []

    def get_tx_exons(self, tx_ac: str, alt_ac: str, alt_aln_method: str) -> list[dict[str, Any]]:
        rows, done = [], 0
        for number, (first, last) in enumerate(self.locus.exons):
            length = last - first + 1
            rows.append(
                {
                    "tx_ac": tx_ac,
                    "alt_ac": alt_ac,
                    "alt_strand": 1,
                    "alt_aln_method": alt_aln_method,
                    "ord": number,
                    "tx_start_i": done,
                    "tx_end_i": done + length,
                    "alt_start_i": first - 1,
                    "alt_end_i": last,
                    "cigar": f"{length}=",
                }
            )
            done += length
        return rows

    def get_tx_for_gene(self, gene: str) -> list[Any]:
        return []

    def get_tx_for_region(
        self, alt_ac: str, alt_aln_method: str, start_i: int, end_i: int
    ) -> list[Any]:
        return []

    def get_tx_identity_info(self, tx_ac: str) -> dict[str, Any]:
        return {
            "tx_ac": tx_ac,
            "alt_ac": tx_ac,
            "alt_aln_method": "transcript",
            "cds_start_i": self.locus.cds_offset,
            "cds_end_i": self.locus.cds_offset + self.locus.cds_length,
            "lengths": [last - first + 1 for first, last in self.locus.exons],
            "hgnc": "FAS",
            "translation_table": "standard",
        }

    def get_tx_info(self, tx_ac: str, alt_ac: str, alt_aln_method: str) -> dict[str, Any]:
        return self.get_tx_identity_info(tx_ac) | {
            "alt_ac": alt_ac,
            "alt_aln_method": alt_aln_method,
        }

    def get_tx_mapping_options(self, tx_ac: str) -> list[dict[str, str]]:
        return [{"tx_ac": tx_ac, "alt_ac": GENOME, "alt_aln_method": METHOD}]


def genomic(pos: int, ref: str, alt: str) -> SequenceVariant:
    """A VCF allele as a g. variant, common ends trimmed."""
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while ref and alt and ref[0] == alt[0]:
        pos, ref, alt = pos + 1, ref[1:], alt[1:]
    first, last = (pos, pos + len(ref) - 1) if ref else (pos - 1, pos)
    place = Interval(start=SimplePosition(first), end=SimplePosition(last))
    edit = NARefAlt(ref=ref or None, alt=alt or None)
    return SequenceVariant(ac=GENOME, type="g", posedit=PosEdit(place, edit))


def main() -> None:
    """Name every allele of a VCF."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vcf", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    args = parser.parse_args()
    provider = FasProvider(load())
    normalizer = Normalizer(provider, shuffle_direction=3, validate=False)
    mapper = AssemblyMapper(
        provider, assembly_name="GRCh38", alt_aln_method=METHOD, replace_reference=True
    )
    rows = []
    for pos, ref, alt, info, _ in records(args.vcf):
        g = c = p = note = ""
        try:
            shifted = normalizer.normalize(genomic(pos, ref, alt))
            g = str(shifted).split(":", 1)[1]
            coding = mapper.g_to_c(shifted, TRANSCRIPT)
            c = str(coding).split(":", 1)[1]
            p = str(mapper.c_to_p(coding)).split(":", 1)[1]
        except (HGVSError, NotImplementedError, IndexError, ValueError, AssertionError) as error:
            note = f"{type(error).__name__}: {error}"[:120].replace("\t", " ").replace("\n", " ")
        rows.append(Row(pos, ref, alt, info.get("KIND", ""), g, c, p, other=note))
    write(rows, args.output)
    print(f"hgvs {hgvs.__version__}: {len(rows)} alleles")


if __name__ == "__main__":
    main()
