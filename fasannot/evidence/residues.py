"""What is known of single residues, and what that predicts for a changed one.

The receptor rules argue from structure: native disulfides, glycosylated residues, residues that
ligand binding needs (serine scanning, Starling 1997), charge on the ligand-binding module CRD2,
secondary structure and the transmembrane helix. They name no disease variant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from fasannot.gene.checks import kind_of, named, refuse
from fasannot.gene.coordinates import Interval
from fasannot.gene.landmarks import Landmarks, landmarks
from fasannot.gene.model import GeneModel
from fasannot.gene.tables import read_table

CHARGED = frozenset("DEKRH")
BULKY_HYDROPHOBIC = frozenset("VLIMFWY")
POLAR = frozenset("DEKRHNQ")
# Pre-ligand assembly domain, by which receptors join before ligand comes (data/residues.tsv).
ASSEMBLY_DOMAIN = Interval.from_positions(59, 82)
# Without half of it the receptor is not taken to join others.
ASSEMBLY_DOMAIN_HALF = 12

Facts = dict[str, str]

# Kinds of rows that measure what a mutant does, and the facts that tell of it.
_MEASURED = {
    "fadd_contact": "fadd_binding",
    "ligand_contact": "ligand_binding",
    "surface": "surface",
    "surface_in_patients": "patients_surface",
    "interference_in_patients": "patients_signalling",
}
_OUTCOMES = {"loss": "lost", "decreased": "lost", "normal": "normal", "conflict": "conflict"}
# What is said of a change that was itself measured, and of no wider one that holds it.
OF_THE_VERY_CHANGE = frozenset(
    {
        "measured_gain",
        "function_defective",
        "function_normal",
        *(f"{name}_{outcome}" for name in _MEASURED.values() for outcome in _OUTCOMES.values()),
    }
)


@dataclass(frozen=True, slots=True)
class ResidueFact:
    """One row of ``data/residues.tsv``.

    Attributes:
        kind: ``disulfide``, ``glycosylation``, ``fadd_contact``, ``helix`` and so on.
        interval: residues, 0-based half-open; the ends alone for a disulfide.
        change: the measured mutant in one-letter code, or empty.
        effect: ``loss``, ``decreased``, ``normal``, ``gain``, ``conflict`` or the kind of glycan.
        detail: in words.
        source: where it comes from.
    """

    kind: str
    interval: Interval
    change: str
    effect: str
    detail: str
    source: str

    def __post_init__(self) -> None:
        named("kind of a residue fact", self.kind)
        kind_of("residues of a fact", self.interval, Interval)
        if not self.interval:
            refuse("residues of a fact", self.interval, "there is at least one")
        named("source of a residue fact", self.source)

    @property
    def text(self) -> str:
        """Change, detail and source in one phrase."""
        return f"{self.change + ' ' if self.change else ''}{self.detail} ({self.source})"


class ResidueTable(NamedTuple):
    """Residue facts, ready for lookup by 0-based residue."""

    protein: str
    facts: tuple[ResidueFact, ...]
    at: dict[int, tuple[ResidueFact, ...]]
    disulfides: dict[int, tuple[int, int]]
    landmarks: Landmarks
    substitutions: dict[tuple[int, str], Facts]

    def substitution(self, residue: int, new: str) -> Facts:
        """Return facts and their details for one replaced residue (the same object each time)."""
        found = self.substitutions.get((residue, new))
        if found is None:
            found = self.substitutions[residue, new] = self._substitution(residue, new)
        return found

    def _substitution(self, residue: int, new: str) -> Facts:
        old = self.protein[residue]
        name = f"{old}{residue + 1}{new}"
        facts = self.measured(residue, name)
        if _within(residue, self.landmarks.extracellular):
            facts |= self._extracellular(residue, old, new, name)
        elif _within(residue, self.landmarks.transmembrane):
            if new in POLAR:
                facts["tm_polar"] = name
            if "P" in (old, new):
                facts["tm_proline"] = name
        return facts

    def measured(self, residue: int, name: str) -> Facts:
        """Return facts of what was measured on a change of one residue, or on others of it.

        Args:
            residue: the residue, 0-based.
            name: the change in one-letter code: ``D260V``, ``T235del``.
        """
        facts: Facts = {}
        others: list[str] = []
        normal: list[str] = []
        defects: list[str] = []
        intact: list[str] = []
        for fact in self.at.get(residue, ()):
            if fact.kind == "mutagenesis" and fact.effect == "gain" and fact.change == name:
                facts["measured_gain"] = fact.text
            if fact.kind == "fadd_contact":
                if fact.effect == "normal" and "no disruption" in fact.detail:
                    facts["tolerated_residue"] = fact.text
                if fact.change != name:
                    others.append(fact.text)
                    if fact.effect == "normal":
                        normal.append(fact.text)
            if fact.change != name or fact.kind not in _MEASURED:
                continue
            outcome = _OUTCOMES.get(fact.effect)
            if outcome is not None:
                key = f"{_MEASURED[fact.kind]}_{outcome}"
                facts[key] = "; ".join(part for part in (facts.get(key), fact.text) if part)
                if not fact.kind.endswith("_in_patients"):
                    (defects if outcome == "lost" else intact).append(fact.text)
        own = any(key.startswith("fadd_binding") for key in facts)
        if others and not own:
            facts["fadd_contact_residue"] = "; ".join(others)
        if normal and not own:
            facts["fadd_residue_normal"] = "; ".join(normal)
        if "fadd_binding_conflict" not in facts and "measured_gain" not in facts:
            if defects and not intact:
                facts["function_defective"] = "; ".join(defects)
            if intact and not defects:
                facts["function_normal"] = "; ".join(intact)
        return facts

    def _extracellular(self, residue: int, old: str, new: str, name: str) -> Facts:
        facts: Facts = {}
        pair = self.disulfides.get(residue)
        if pair is not None:
            facts["disulfide_broken"] = f"disulfide C{pair[0] + 1}-C{pair[1] + 1}"
        in_module = any(_within(residue, module) for module in self.landmarks.modules)
        if new == "C" and in_module:
            facts["cysteine_gained"] = name
        glycan = self._glycan_lost(residue, new)
        if glycan:
            facts[glycan[0]] = glycan[1]
        for fact in self.at.get(residue, ()):
            if fact.kind == "ligand_contact" and fact.effect != "normal":
                facts["ligand_contact_changed"] = f"{name}; {fact.text}"
            if fact.kind in ("strand", "helix") and new == "P":
                facts["proline_in_fold"] = name
        in_ligand_module = _within(residue, self.landmarks.ligand_module)
        if in_ligand_module and old in CHARGED and new in BULKY_HYDROPHOBIC:
            facts["ligand_module_charge_lost"] = name
        return facts

    def _glycan_lost(self, residue: int, new: str) -> tuple[str, str] | None:
        for place in (residue, residue - 1, residue - 2):
            for fact in self.at.get(place, ()):
                if fact.kind != "glycosylation" or fact.interval.start != place:
                    continue
                site = f"{self.protein[place]}{place + 1}"
                if fact.effect == "O-linked":
                    if place == residue and new not in "ST":
                        return "o_glycan_lost", site
                elif (
                    place == residue
                    or (place == residue - 1 and new == "P")
                    or (place == residue - 2 and new not in "ST")
                ):
                    return "n_glycan_lost", site
        return None

    def in_frame_change(self, start: int, end: int) -> Facts:
        """Return facts for residues replaced, removed or (empty interval) inserted in frame."""
        facts: Facts = {}
        broken = sorted({self.disulfides[r] for r in range(start, end) if r in self.disulfides})
        if broken:
            names = ", ".join(f"C{a + 1}-C{b + 1}" for a, b in broken)
            facts["disulfide_broken"] = f"disulfide {names}"
        if any(_touches(module, start, end) for module in self.landmarks.modules):
            facts["crd_indel"] = ""
        if _touches(self.landmarks.transmembrane, start, end):
            facts["tm_indel"] = ""
        return facts


def _within(residue: int, interval: Interval) -> bool:
    return interval.start <= residue < interval.end


def _touches(interval: Interval, start: int, end: int) -> bool:
    if start == end:
        return interval.start < start < interval.end
    return interval.overlaps(start, end)


def _fact(protein: str, row: dict[str, str]) -> ResidueFact:
    interval = Interval.from_positions(int(row["first"]), int(row["last"]))
    ends = protein[interval.start] + ("-" + protein[interval.end - 1]) * (len(interval) > 1)
    if row["residues"] != ends:
        raise ValueError(f"the residues are {ends}, not {row['residues']}")
    change, effect, detail = (
        "" if row[key] == "." else row[key] for key in ("change", "effect", "detail")
    )
    return ResidueFact(row["kind"], interval, change, effect, detail, row["source"])


def load_residues(model: GeneModel) -> ResidueTable:
    """Return the residue table, checked against the protein.

    Raises:
        DataError: a row names a residue that the protein does not have.
    """
    protein = model.mane.protein[:-1]
    facts: list[ResidueFact] = []
    at: dict[int, list[ResidueFact]] = {}
    disulfides: dict[int, tuple[int, int]] = {}
    table = read_table("residues.tsv", "kind", "first", "last")
    for fact in table.parsed(lambda row: _fact(protein, row)):
        interval = fact.interval
        facts.append(fact)
        places = range(interval.start, interval.end)
        if fact.kind == "disulfide":
            pair = (interval.start, interval.end - 1)
            disulfides.update(dict.fromkeys(pair, pair))
            for residue in pair:
                at.setdefault(residue, []).append(fact)
        elif fact.kind not in ("structure", "isoform"):
            for residue in places:
                at.setdefault(residue, []).append(fact)
    return ResidueTable(
        protein,
        tuple(facts),
        {residue: tuple(found) for residue, found in at.items()},
        disulfides,
        landmarks(),
        {},
    )
