"""The catalogue of known variants: same allele, same change, same residue or same splice motif.

Entries known by their allele are found by it; entries known by a protein change alone (UniProt)
are found by that. The motif of a splice site is the last 3 exonic and first 6 intronic bases of a
donor, and the last 20 intronic and first exonic base of an acceptor (Walker 2023).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from fasannot.allele.variant import GenomicVariant, canonical
from fasannot.errors import DataError
from fasannot.evidence.values import Frequency
from fasannot.gene.checks import kind_of, named, one_of, refuse, whole
from fasannot.gene.model import GeneModel
from fasannot.gene.sequence import ONE_LETTER, THREE_LETTER
from fasannot.gene.tables import read_table

Allele = tuple[int, int, str]
_SUBSTITUTION = re.compile(r"p\.([A-Z][a-z]{2})(\d+)([A-Z][a-z]{2})")
_SPLICE_CONSEQUENCES = frozenset({"splice-3", "splice-5", "splice_region"})
_SHOWN = (
    "zygosity", "mechanism", "phenotype", "uniprot_category", "pmids", "families", "probands",
    "function", "function_source", "note",
)  # fmt: skip


class Category(StrEnum):
    """What a catalogue entry stands for."""

    GERMLINE_ALPS = "germline_alps"
    SOMATIC_ONLY = "somatic_only"
    POLYMORPHISM = "polymorphism"
    FUNCTIONAL = "functional"
    UNCERTAIN = "uncertain"


class Level(StrEnum):
    """How much the claim of an entry that it causes ALPS weighs; ``NONE``: it makes none."""

    REVIEWED = "reviewed"
    ASSERTED = "asserted"
    REPORTED = "reported"
    DOUBTED = "doubted"
    NONE = "none"

    @property
    def strong(self) -> bool:
        """Whether the claim is reviewed or asserted."""
        return self in (Level.REVIEWED, Level.ASSERTED)


class Match(StrEnum):
    """How an entry relates to the allele at hand."""

    SAME_ALLELE = "same_allele"
    SAME_CHANGE = "same_change"
    SAME_RESIDUE = "same_residue"
    SAME_MOTIF = "same_motif"


class SpliceMotif(NamedTuple):
    """A splice site and its motif on the locus, 0-based half-open."""

    intron: int
    kind: str
    start: int
    end: int
    dinucleotide: int

    def touches(self, start: int, end: int) -> bool:
        """Return whether ``[start, end)`` (or the gap at ``start``) lies in the motif."""
        return start < self.end and end > self.start


@dataclass(frozen=True, slots=True)
class KnownVariant:
    """One entry of ``data/known_variants.tsv``.

    Attributes:
        allele: canonical start, end and new bases on the locus; ``None`` if only the protein
            change is known.
        residue: 0-based residue of a missense or nonsense change, else ``None``.
        new_residue: one-letter residue it becomes, ``*`` for a stop.
        stars: ClinVar review stars, ``None`` outside ClinVar.
        probands: unrelated patients published, as far as the sources at hand tell.
        function: ``defective``, ``normal`` or ``conflict`` where this very change was measured.
        claimed: whether a paper or UniProt, not ClinVar alone, says that it causes ALPS.
        frequencies: shipped frequencies of its allele (of its protein change, where it is known
            by that alone).
    """

    id: str
    hgvs_c: str | None
    hgvs_p: str | None
    allele: Allele | None
    residue: int | None
    new_residue: str
    consequence: str
    category: Category
    significance: str | None
    stars: int | None
    clinvar: str | None
    rsid: str | None
    uniprot: str | None
    legacy: str | None
    facts: dict[str, str]
    source: str
    probands: int = 0
    function: str = ""
    claimed: bool = False
    frequencies: tuple[Frequency, ...] = ()

    @property
    def pathogenic(self) -> bool:
        """Whether ClinVar has it as pathogenic or likely pathogenic."""
        return (self.significance or "").startswith(("pathogenic", "likely_pathogenic"))

    def __post_init__(self) -> None:
        named("id of a catalogue entry", self.id)
        named(f"source of {self.id}", self.source)
        kind_of(f"category of {self.id}", self.category, Category)
        if self.residue is not None:
            whole(f"residue of {self.id}", self.residue, least=0)
            one_of(f"new residue of {self.id}", self.new_residue, THREE_LETTER)
        if self.stars is not None:
            whole(f"stars of {self.id}", self.stars, least=0, most=4)
        if not (self.allele or self.hgvs_c or self.hgvs_p):
            refuse(f"entry {self.id}", self.allele, "an allele or a name is needed")

    @property
    def established(self) -> bool:
        """Whether ClinVar has it as pathogenic with at least one review star."""
        return self.significance == "pathogenic" and bool(self.stars)

    @property
    def name(self) -> str:
        """Protein or coding name, for sentences."""
        return self.hgvs_p or self.hgvs_c or self.id

    def label(self) -> str:
        """Return id, name, class and stars in words: for evidence sentences."""
        ids = [self.id]
        if self.uniprot and not self.id.startswith("UniProt"):
            ids.append(f"UniProt:{self.uniprot}")
        parts = [f"{self.name} ({', '.join(ids)}"]
        if self.significance:
            stars = f"{self.stars} star" + ("" if self.stars == 1 else "s")
            parts.append(f"; ClinVar {self.significance.replace('_', ' ')}, {stars}")
        return "".join(parts) + ")"


class KnownMatch(NamedTuple):
    """A catalogue entry and how it relates to the allele.

    Attributes:
        match: the relation.
        entry: the entry.
        level: what its claim weighs.
        doubt: why it is doubted, or what else speaks against it; empty if nothing does.
    """

    match: Match
    entry: KnownVariant
    level: Level = Level.NONE
    doubt: str = ""

    def __str__(self) -> str:
        entry = self.entry
        parts = [self.match.value, entry.id]
        if entry.uniprot and not entry.id.startswith("UniProt"):
            parts[1] += f"/UniProt:{entry.uniprot}"
        if entry.significance:
            parts += [entry.significance, f"{entry.stars}_star"]
        if entry.category is not Category.GERMLINE_ALPS or not entry.significance:
            parts.append(entry.category.value)
        if self.match is not Match.SAME_ALLELE:
            parts.append(entry.name)
        parts.append(self.level.value)
        return ":".join(parts)


def splice_motifs(model: GeneModel) -> tuple[SpliceMotif, ...]:
    """Return the motifs of all splice sites of the MANE transcript."""
    found = []
    mane = model.mane
    for index in range(len(mane.exons) - 1):
        intron = mane.intron(index)
        donor = SpliceMotif(index, "donor", intron.start - 3, intron.start + 6, intron.start)
        acceptor = SpliceMotif(index, "acceptor", intron.end - 20, intron.end + 1, intron.end - 2)
        found += [donor, acceptor]
    return tuple(found)


class Catalogue:
    """Known variants and known frequencies, by allele, change, residue and splice site.

    Args:
        model: the gene model.
        entries: the known variants.
        frequencies: known frequencies by allele.
        alleles_by_rsid: the alleles of that list by their rs number.
    """

    def __init__(
        self,
        model: GeneModel,
        entries: tuple[KnownVariant, ...],
        frequencies: Mapping[Allele, tuple[Frequency, ...]],
        alleles_by_rsid: Mapping[str, tuple[Allele, ...]],
    ) -> None:
        self.entries = entries
        self.frequencies = frequencies
        self.alleles_by_rsid = alleles_by_rsid
        self.by_allele: dict[Allele, list[KnownVariant]] = defaultdict(list)
        self.by_residue: dict[int, list[KnownVariant]] = defaultdict(list)
        self.by_stop: dict[int, list[KnownVariant]] = defaultdict(list)
        self.by_site: dict[tuple[int, str], list[KnownVariant]] = defaultdict(list)
        motifs = splice_motifs(model)
        for entry in entries:
            if entry.allele is not None:
                self.by_allele[entry.allele].append(entry)
            if entry.residue is not None:
                places = self.by_stop if entry.new_residue == "*" else self.by_residue
                places[entry.residue].append(entry)
            if entry.allele is not None and entry.consequence in _SPLICE_CONSEQUENCES:
                for motif in motifs:
                    if motif.touches(entry.allele[0], max(entry.allele[1], entry.allele[0] + 1)):
                        self.by_site[motif.intron, motif.kind].append(entry)

    def find(self, query: str) -> tuple[KnownVariant, ...]:
        """Return entries by id: ClinVar VariationID, ``rs…``, ``VAR_…`` or an entry id."""
        wanted = query.strip().removeprefix("ClinVar:").removeprefix("UniProt:")
        return tuple(
            entry
            for entry in self.entries
            if wanted in (entry.clinvar, entry.rsid, entry.uniprot, entry.id)
        )

    def matches(
        self,
        variant: GenomicVariant,
        residue: int | None,
        new_residue: str,
        sites: tuple[SpliceMotif, ...],
    ) -> tuple[KnownMatch, ...]:
        """Return the entries that relate to an allele, the closest relation first.

        Args:
            variant: the allele.
            residue: 0-based residue of a substitution, ``None`` for any other change.
            new_residue: what it becomes, ``*`` for a stop.
            sites: splice motifs that the allele touches.
        """
        own = self.by_allele.get((variant.start, variant.end, variant.alt), ())
        if not own and residue is None and not sites:
            return ()
        found: dict[str, KnownMatch] = {}
        for entry in own:
            found[entry.id] = KnownMatch(Match.SAME_ALLELE, entry)
        if residue is not None:
            # a nonsense comparator says nothing of a missense change, nor the other way round
            near = (self.by_stop if new_residue == "*" else self.by_residue).get(residue, ())
            for entry in near:
                if entry.new_residue == new_residue and entry.id not in found:
                    found[entry.id] = KnownMatch(Match.SAME_CHANGE, entry)
            for entry in near:
                if entry.id not in found:
                    found[entry.id] = KnownMatch(Match.SAME_RESIDUE, entry)
        for site in sites:
            for entry in self.by_site.get((site.intron, site.kind), ()):
                if entry.id not in found:
                    found[entry.id] = KnownMatch(Match.SAME_MOTIF, entry)
        return tuple(found.values())


def _optional(cell: str) -> str | None:
    return None if cell == "." else cell


def _allele(model: GeneModel, row: dict[str, str], where: str) -> Allele | None:
    if row["position"] == ".":
        return None
    start = model.assemblies["GRCh38"].coordinate(int(row["position"]))
    if not model.sequence.startswith(row["ref"], start):
        raise DataError(f"{where}: REF is not the reference base")
    variant = canonical(model.sequence, start, row["ref"], row["alt"])
    return variant.start, variant.end, variant.alt


def _entry(model: GeneModel, row: dict[str, str], frequencies: _Frequencies) -> KnownVariant:
    where = f"data/known_variants.tsv, {row['id']}"
    residue, new_residue = None, ""
    match = _SUBSTITUTION.fullmatch(row["hgvs_p"])
    if match and row["consequence"] in ("missense", "nonsense"):
        residue = int(match[2]) - 1
        new_residue = ONE_LETTER[match[3]]
        if model.mane.protein[residue] != ONE_LETTER[match[1]]:
            raise DataError(f"{where}: residue {match[2]} is not {match[1]}")
    if row["function"] not in (".", "defective", "normal", "conflict"):
        raise DataError(f"{where}: function {row['function']!r} is not known")
    allele = _allele(model, row, where)
    category = Category(row["category"])
    by_name = frequencies.by_name.get(row["hgvs_p"], ()) if allele is None else ()
    return KnownVariant(
        id=row["id"],
        hgvs_c=_optional(row["hgvs_c"]),
        hgvs_p=_optional(row["hgvs_p"]),
        allele=allele,
        residue=residue,
        new_residue=new_residue,
        consequence=row["consequence"],
        category=category,
        significance=_optional(row["significance"]),
        stars=None if row["stars"] == "." else int(row["stars"]),
        clinvar=_optional(row["clinvar"]),
        rsid=_optional(row["rsid"]),
        uniprot=_optional(row["uniprot"]),
        legacy=_optional(row["legacy"]),
        facts={key: row[key] for key in _SHOWN if row[key] != "."},
        source=row["source"],
        probands=0 if row["probands"] == "." else int(row["probands"]),
        function="" if row["function"] == "." else row["function"],
        claimed=row["uniprot_category"].startswith("ALPS") or row["id"].startswith("literature:"),
        frequencies=frequencies.by_allele.get(allele, ()) if allele is not None else by_name,
    )


def _frequency(model: GeneModel, row: dict[str, str]) -> tuple[Allele, Frequency]:
    key = _allele(model, row, f"data/frequencies.tsv, {row['rsid']}")
    if key is None:
        raise DataError(f"data/frequencies.tsv, {row['rsid']}: no position")
    value = Frequency(
        float(row["frequency"]),
        row["source"],
        count=None if row["count"] == "." else int(row["count"]),
        chromosomes=None if row["chromosomes"] == "." else int(row["chromosomes"]),
        homozygotes=None if row["homozygotes"] == "." else int(row["homozygotes"]),
        population=row["population"],
    )
    return key, value


class _Frequencies(NamedTuple):
    by_allele: dict[Allele, tuple[Frequency, ...]]
    by_name: dict[str, tuple[Frequency, ...]]
    by_rsid: dict[str, tuple[Allele, ...]]


def _load_frequencies(model: GeneModel) -> _Frequencies:
    by_allele: dict[Allele, tuple[Frequency, ...]] = {}
    by_name: dict[str, tuple[Frequency, ...]] = {}
    by_rsid: dict[str, tuple[Allele, ...]] = {}
    table = read_table("frequencies.tsv", "rsid", "hgvs_c")
    counted = table.parsed(lambda row: (row, _frequency(model, row)))
    for row, (key, value) in counted:
        by_allele[key] = (*by_allele.get(key, ()), value)
        if row["hgvs_p"] != ".":
            by_name[row["hgvs_p"]] = (*by_name.get(row["hgvs_p"], ()), value)
        by_rsid[row["rsid"]] = tuple(dict.fromkeys((*by_rsid.get(row["rsid"], ()), key)))
    return _Frequencies(by_allele, by_name, by_rsid)


def load_catalogue(model: GeneModel) -> Catalogue:
    """Return the catalogue, checked against the reference.

    Raises:
        DataError: an entry does not fit the reference sequence or protein.
    """
    frequencies = _load_frequencies(model)
    table = read_table("known_variants.tsv", "id", "hgvs_c")
    entries = tuple(table.parsed(lambda row: _entry(model, row, frequencies)))
    return Catalogue(model, entries, frequencies.by_allele, frequencies.by_rsid)
