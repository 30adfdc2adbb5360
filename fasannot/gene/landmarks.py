"""Places of FAS that rules and texts speak of, derived from ``data/domains.tsv`` and NM_000043.6.

A border is changed in the table of domains alone; flags, facts, sentences and pages follow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from fasannot.errors import DataError
from fasannot.gene.coordinates import Interval
from fasannot.gene.model import GeneModel, load_gene_model
from fasannot.gene.tables import read_table

_WORD = re.compile(r"\{([A-Z][A-Z_]*)\}")


class Landmarks(NamedTuple):
    """Places of the protein and the transcript; residues and codons 0-based, half-open.

    Attributes:
        death_domain: residues of the death domain.
        extracellular: residues of the ectodomain.
        transmembrane: residues of the transmembrane helix.
        modules: residues of the three cysteine-rich domains, in order.
        ligand_module: residues of the second of them, which binds the ligand.
        transmembrane_exon: index of the exon that encodes the transmembrane helix, but for its
            last bases.
        next_methionine: first methionine behind the start.
        protein_length: residues of the protein, without the stop.
        last_exon: residues with a base in the last exon.
        last_junction: coding bases up to the last exon junction.
        penultimate_length: bases of the last exon but one.
        legacy_offset: residues that the mature numbering of the older ALPS literature leaves out.
        words: what ``{NAME}`` stands for in texts, 1-based.
    """

    death_domain: Interval
    extracellular: Interval
    transmembrane: Interval
    modules: tuple[Interval, ...]
    ligand_module: Interval
    transmembrane_exon: int
    next_methionine: int
    protein_length: int
    last_exon: Interval
    last_junction: int
    penultimate_length: int
    legacy_offset: int
    words: Mapping[str, str]

    @property
    def transmembrane_half(self) -> int:
        """Residues without which the helix cannot span the membrane: half of it, rounded up."""
        return (len(self.transmembrane) + 1) // 2

    def filled(self, text: str) -> str:
        """Return a text with each ``{NAME}`` of a place replaced by its residues.

        Raises:
            KeyError: the text names a place that is not known.
        """
        return _WORD.sub(lambda found: self.words[found[1]], text)


def _legacy_offset() -> int:
    stated = read_table("domains.tsv").provenance.get("legacy_offset", "").partition(",")[0]
    if not stated.isascii() or not stated.isdigit():
        raise DataError(f"data/domains.tsv: legacy_offset is {stated!r}, not a whole number")
    return int(stated)


def derived_landmarks(model: GeneModel) -> Landmarks:
    """Return the landmarks of a gene model.

    Raises:
        DataError: the table of domains lacks one that rules speak of.
    """
    domains = {domain.name: domain.interval for domain in model.domains}
    wanted = ("DEATH_DOMAIN", "EXTRACELLULAR", "TM", "CRD1", "CRD2", "CRD3")
    missing = [name for name in wanted if name not in domains]
    if missing:
        raise DataError(f"data/domains.tsv: no row for {', '.join(missing)}")
    mane = model.mane
    cds = mane.cds
    assert cds is not None
    transmembrane = domains["TM"]
    first, last = (
        mane.locus_coordinate(cds.start + place)
        for place in (3 * transmembrane.start, 3 * transmembrane.end - 1)
    )
    shared = [min(exon.end, last + 1) - max(exon.start, first) for exon in mane.exons]
    offset = _legacy_offset()
    length = len(mane.protein) - 1
    junction = mane.exon_starts[-1] - cds.start
    last_exon = Interval(junction // 3, length)
    death_domain = domains["DEATH_DOMAIN"]
    next_methionine = mane.protein.index("M", 1)
    return Landmarks(
        death_domain=death_domain,
        extracellular=domains["EXTRACELLULAR"],
        transmembrane=transmembrane,
        modules=tuple(domains[name] for name in ("CRD1", "CRD2", "CRD3")),
        ligand_module=domains["CRD2"],
        transmembrane_exon=shared.index(max(shared)),
        next_methionine=next_methionine,
        protein_length=length,
        last_exon=last_exon,
        last_junction=junction,
        penultimate_length=len(mane.exons[-2]),
        legacy_offset=offset,
        words={
            "DEATH_DOMAIN": f"{death_domain.first}-{death_domain.last}",
            "DEATH_DOMAIN_LAST": str(death_domain.last),
            "BEHIND_DEATH_DOMAIN": f"{death_domain.last + 1} to {length}",
            "TM": f"{transmembrane.first}-{transmembrane.last}",
            "NEXT_METHIONINE": str(next_methionine + 1),
            "LAST_EXON_RESIDUES": f"{last_exon.first} to {last_exon.last}",
            "PROTEIN_LENGTH": str(length),
            "LEGACY_OFFSET": str(offset),
        },
    )


@cache
def landmarks() -> Landmarks:
    """Return the landmarks of the shipped gene model, derived once."""
    return derived_landmarks(load_gene_model())
