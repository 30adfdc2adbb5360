"""Bring a program's annotated VCF to rows.

python -m tests.oracles.adapters vep|csq|snpeff annotated.vcf -o rows.tsv
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from tests.oracles.rows import Row, header_format, records, write

THREE = {
    "A": "Ala",
    "C": "Cys",
    "D": "Asp",
    "E": "Glu",
    "F": "Phe",
    "G": "Gly",
    "H": "His",
    "I": "Ile",
    "K": "Lys",
    "L": "Leu",
    "M": "Met",
    "N": "Asn",
    "P": "Pro",
    "Q": "Gln",
    "R": "Arg",
    "S": "Ser",
    "T": "Thr",
    "V": "Val",
    "W": "Trp",
    "Y": "Tyr",
    "*": "Ter",
}

# bcftools csq writes short names for the Sequence Ontology terms.
CSQ_TERMS = {
    "3_prime_utr": "3_prime_UTR_variant",
    "5_prime_utr": "5_prime_UTR_variant",
    "coding_sequence": "coding_sequence_variant",
    "feature_elongation": "feature_elongation",
    "frameshift": "frameshift_variant",
    "inframe_altering": "protein_altering_variant",
    "inframe_deletion": "inframe_deletion",
    "inframe_insertion": "inframe_insertion",
    "intron": "intron_variant",
    "missense": "missense_variant",
    "splice_acceptor": "splice_acceptor_variant",
    "splice_donor": "splice_donor_variant",
    "splice_region": "splice_region_variant",
    "start_lost": "start_lost",
    "start_retained": "start_retained_variant",
    "stop_gained": "stop_gained",
    "stop_lost": "stop_lost",
    "stop_retained": "stop_retained_variant",
    "synonymous": "synonymous_variant",
}


def vep(path: Path) -> Iterator[Row]:
    """Ensembl VEP, INFO/CSQ."""
    names = header_format(path, "CSQ")
    for pos, ref, alt, info, _ in records(path):
        entry = dict(zip(names, info.get("CSQ", "").split(",")[0].split("|"), strict=False))
        yield Row(
            pos,
            ref,
            alt,
            info.get("KIND", ""),
            entry.get("HGVSg", "").rpartition(":")[2],
            entry.get("HGVSc", "").rpartition(":")[2],
            entry.get("HGVSp", "").rpartition(":")[2].replace("%3D", "="),
            entry.get("Consequence", ""),
            exon=entry.get("EXON", "").split("/")[0],
            intron=entry.get("INTRON", "").split("/")[0],
            other="|".join(
                entry.get(name, "")
                for name in (
                    "IMPACT",
                    "cDNA_position",
                    "CDS_position",
                    "Protein_position",
                    "Amino_acids",
                    "Codons",
                )
            ),
        )


def snpeff(path: Path) -> Iterator[Row]:
    """SnpEff, INFO/ANN, LOF and NMD."""
    for pos, ref, alt, info, _ in records(path):
        entries = [item.split("|") for item in info.get("ANN", "").split(",")]
        entry = next((item for item in entries if len(item) > 10 and item[5] == "transcript"), None)
        if entry is None:
            yield Row(
                pos, ref, alt, info.get("KIND", ""), so=entries[0][1] if entries[0][1:] else ""
            )
            continue
        yield Row(
            pos,
            ref,
            alt,
            info.get("KIND", ""),
            c=entry[9],
            p=entry[10],
            so=entry[1],
            nmd="triggering" if "NMD" in info else "",
            other="|".join([*(["LOF"] if "LOF" in info else []), *filter(None, entry[15:])]),
        )


def csq(path: Path) -> Iterator[Row]:
    """Bcftools csq, INFO/BCSQ; a protein name where its local change spells one out."""
    for pos, ref, alt, info, _ in records(path):
        terms: list[str] = []
        name = change = ""
        for item in info.get("BCSQ", "").split(","):
            cells = item.split("|")
            if cells[0].startswith(("@", "*")) and len(cells) == 1:
                continue
            terms += cells[0].split("&") if cells[0] else []
            if len(cells) > 5:
                change = cells[5]
                name = protein_name(change, "frameshift" in cells[0])
        so = "&".join(sorted({CSQ_TERMS.get(term.lstrip("*"), term) for term in terms}))
        yield Row(pos, ref, alt, info.get("KIND", ""), p=name, so=so, other=change)


def protein_name(change: str, frameshift: bool) -> str:
    """HGVS of a csq change like 51G>51A; empty where that would need the whole protein."""
    found = re.fullmatch(r"(\d+)([A-Z*]+)(?:>\d+([A-Z*]+))?", change)
    if not found:
        return ""
    first, old, new = int(found[1]), found[2], found[3] or found[2]
    if old == new:
        return f"p.({THREE[old]}{first}=)" if len(old) == 1 else ""
    while old and new and old[0] == new[0]:
        first, old, new = first + 1, old[1:], new[1:]
    if not old or not new or old[0] == "*":
        return ""
    if new[0] == "*":
        return f"p.({THREE[old[0]]}{first}Ter)"
    if frameshift:
        stop = new.find("*")
        end = str(stop + 1) if stop >= 0 else "?"
        return f"p.({THREE[old[0]]}{first}{THREE[new[0]]}fsTer{end})"
    if len(old) == len(new) == 1:
        return f"p.({THREE[old]}{first}{THREE[new]})"
    return ""


ADAPTERS = {"vep": vep, "snpeff": snpeff, "csq": csq}


def main() -> None:
    """Convert one file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", choices=sorted(ADAPTERS))
    parser.add_argument("vcf", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    args = parser.parse_args()
    write(ADAPTERS[args.program](args.vcf), args.output)


if __name__ == "__main__":
    main()
