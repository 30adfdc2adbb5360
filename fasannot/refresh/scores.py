"""Rebuild the tables of numbers: frequencies, splice scores, exon 6 inclusion."""

from __future__ import annotations

import csv
from pathlib import Path

from fasannot.errors import InputError
from fasannot.evidence.exon6 import mutated_exon
from fasannot.evidence.values import splice_scores_from
from fasannot.files.vcf.info import Info
from fasannot.gene.model import SYMBOL, GeneModel
from fasannot.refresh.rewriting import MISSING, EditableTable, Row, vcf_lines


def refresh_frequencies(
    table: EditableTable, model: GeneModel, path: str, release: str, least: float
) -> int:
    """Replace the gnomAD rows by every allele of the transcript at or above a frequency."""
    assembly = model.assemblies["GRCh38"]
    mane = model.mane
    first, last = assembly.position(mane.start), assembly.position(mane.end - 1)
    new: list[Row] = []
    for cells in vcf_lines(path, assembly.chromosome_names, first, last):
        info = Info(cells[7])
        if cells[6] not in ("PASS", ".") or "," in cells[4]:
            continue
        frequency = float(info.get("AF") or 0)
        if frequency < least:
            continue
        ids = [name for name in cells[2].split(";") if name.startswith("rs")]
        new.append(
            {
                "rsid": ids[0] if ids else MISSING,
                "hgvs_c": MISSING,
                "hgvs_p": MISSING,
                "position": cells[1],
                "ref": cells[3],
                "alt": cells[4],
                "frequency": f"{frequency:.4g}",
                "count": info.get("AC", MISSING),
                "chromosomes": info.get("AN", MISSING),
                "homozygotes": info.get("nhomalt", MISSING),
                "population": "all",
                "source": f"gnomAD {release}",
            }
        )
    kept = [row for row in table.rows if not row["source"].startswith("gnomAD")]
    table.rows = sorted(new + kept, key=lambda row: (int(row["position"]), row["alt"]))
    return len(new)


def refresh_splice_scores(
    table: EditableTable, model: GeneModel, path: str, key: str, models: str
) -> int:
    """Replace splice scores by those of a SpliceAI or OpenSpliceAI output VCF.

    Substitutions with every delta score below 0.01 are left out, as the table's header says; the
    intervals that its header calls covered must be those that the VCF was made for.
    """
    assembly = model.assemblies["GRCh38"]
    first, last = assembly.locus_first, assembly.locus_last
    rows: list[Row] = []
    for cells in vcf_lines(path, assembly.chromosome_names, first, last):
        info = Info(cells[7])
        for entry in info.get(key, "").split(","):
            allele, _, rest = entry.partition("|")
            if not rest.startswith(f"{SYMBOL}|"):
                continue
            try:
                found = splice_scores_from(entry, 0, key)
            except ValueError as error:
                raise InputError(str(error), path=path, where=f"{cells[0]}:{cells[1]}") from error
            substitution = len(cells[3]) == len(allele) == 1
            if found is None or (substitution and found.highest < 0.01):
                continue
            values = (found.acceptor_gain, found.acceptor_loss, found.donor_gain, found.donor_loss)
            rows.append(
                {
                    "position": cells[1],
                    "ref": cells[3],
                    "alt": allele,
                    "models": models,
                    "scores": ",".join(str(abs(round(1000 * value))) for value in values),
                    "offsets": ",".join(str(offset) for offset in found.offsets),
                }
            )
    if not rows:
        raise InputError(f"no {key} entry of {SYMBOL} in the locus", path=path)
    table.rows = sorted(rows, key=lambda row: (int(row["position"]), row["ref"], row["alt"]))
    return len(rows)


def refresh_exon6(table: EditableTable, path: str) -> int:
    """Replace measured inclusion by a TSV with columns variant, exon6_sequence, psi, psi_gel.

    Raises:
        InputError: a name does not make the sequence beside it.
    """
    wild = table.provenance["wild_type"]
    rows: list[Row] = []
    seen: set[str] = set()
    with Path(path).open(encoding="utf-8", newline="") as handle:
        lines = (line for line in handle if not line.startswith("##"))
        for row in csv.DictReader(lines, delimiter="\t"):
            if not row["psi"]:
                continue
            exon = mutated_exon(wild, row["variant"])
            if exon != row["exon6_sequence"]:
                raise InputError(
                    f"{row['variant']} does not make {row['exon6_sequence']}", path=path
                )
            if exon in seen:
                continue
            seen.add(exon)
            gel = row.get("psi_gel") or MISSING
            rows.append({"variant": row["variant"], "psi": row["psi"], "psi_gel": gel})
    table.rows = rows
    return len(rows)
