"""All shipped knowledge in one value, loaded once: rules, thresholds, residues, catalogue, scores.

Small tables are read at once; the two large ones (splice scores, exon 6) at their first lookup.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from fasannot.errors import DataError
from fasannot.evidence.catalogue import Catalogue, SpliceMotif, load_catalogue, splice_motifs
from fasannot.evidence.exon6 import Exon6Table
from fasannot.evidence.residues import ResidueTable, load_residues
from fasannot.evidence.splice_outcome import SpliceEvent, SplicePredictor
from fasannot.evidence.splice_scores import SpliceScoreTable
from fasannot.gene.model import GeneModel, load_gene_model
from fasannot.gene.tables import Table, read_table
from fasannot.rules.rule_book import RuleBook
from fasannot.rules.rule_table import load_rule_book


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What fasannot knows of FAS beyond the sequence.

    Attributes:
        model: the gene model it belongs to.
        rulebook: the rules and criteria.
        thresholds: the numbers they use, by name.
        residues: facts of single residues.
        catalogue: known variants and frequencies.
        splice_scores: shipped splice predictions.
        exon6: measured exon 6 inclusion.
        predictor: outcomes of lost and gained splice sites.
        motifs: splice motifs of the MANE transcript.
        motif_mask: for each locus base 1 where a splice motif lies.
        near_mask: likewise for the neighbourhood of splice sites, where a weaker score counts.
        splice_events: what catalogued splice alleles are predicted to do, filled when asked for.
    """

    model: GeneModel
    rulebook: RuleBook
    thresholds: dict[str, float]
    residues: ResidueTable
    catalogue: Catalogue
    splice_scores: SpliceScoreTable
    exon6: Exon6Table
    predictor: SplicePredictor
    motifs: tuple[SpliceMotif, ...]
    motif_mask: bytes
    near_mask: bytes
    splice_events: dict[str, SpliceEvent | None] = field(
        default_factory=dict, repr=False, compare=False
    )


def load_thresholds() -> dict[str, float]:
    """Return the numbers of ``data/thresholds.tsv`` by name."""
    table = read_table("thresholds.tsv", "name", "value", "derivation", "source")
    found = {}
    for number, row in enumerate(table.rows, table.first_line):
        try:
            found[row[0]] = float(row[1])
        except ValueError as error:
            raise DataError(f"data/thresholds.tsv, line {number}: {error}") from error
    return found


@cache
def load_knowledge() -> Knowledge:
    """Return the knowledge, read once and checked against the gene model.

    Raises:
        DataError: a shipped table is missing, malformed or does not fit the reference.
    """
    model = load_gene_model()
    thresholds = load_thresholds()
    motifs = splice_motifs(model)
    mask = bytearray(len(model.sequence))
    for motif in motifs:
        mask[motif.start : motif.end] = b"\x01" * (motif.end - motif.start)
    near = bytearray(len(model.sequence))
    reach = int(thresholds["splice_neighbourhood"])
    for index in range(len(model.mane.exons) - 1):
        intron = model.mane.intron(index)
        for start, end in ((intron.start - 3, intron.start + reach),
                           (intron.end - reach, intron.end + 3)):  # fmt: skip
            near[start:end] = b"\x01" * (end - start)
    return Knowledge(
        model=model,
        rulebook=load_rule_book(thresholds),
        thresholds=thresholds,
        residues=load_residues(model),
        catalogue=load_catalogue(model),
        splice_scores=SpliceScoreTable(model),
        exon6=Exon6Table(model),
        predictor=SplicePredictor(model),
        motifs=motifs,
        motif_mask=bytes(mask),
        near_mask=bytes(near),
    )


def fact_tables() -> dict[str, Table]:
    """Return the tables that are shown to people and match no allele, by short name."""
    names = (
        "genotype_phenotype",
        "alps_criteria",
        "gene_facts",
        "acmg_criteria",
        "thresholds",
        "not_excluded",
    )
    return {name: read_table(f"{name}.tsv") for name in names}
