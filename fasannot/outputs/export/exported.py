"""What is handed on: alleles, who carries them, and what is known of these people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from fasannot.files.vcf.record import Record
from fasannot.gene.tables import read_table
from fasannot.outputs.gathered import GatheredAllele
from fasannot.rules.finding import Finding
from fasannot.rules.flags import Flag
from fasannot.rules.knowledge import load_knowledge
from fasannot.samples.sample_finding import SampleFinding

AUTOMATED = (
    "Automated evidence from sequence, tables and the files given; not a diagnosis and no "
    "classification by a laboratory. To be reviewed by an expert before use."
)
# The strength that a criterion has in Richards 2015, by how its code begins.
_STANDARD = {
    "PVS": "VeryStrong",
    "PS": "Strong",
    "PM": "Moderate",
    "PP": "Supporting",
    "BA": "StandAlone",
    "BS": "Strong",
    "BP": "Supporting",
}


_STRENGTHS = ("VeryStrong", "Strong", "Moderate", "Supporting")


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a public vocabulary.

    Attributes:
        id: its identifier with prefix, as ``OMIM:601859``.
        label: its name.
    """

    id: str
    label: str

    @property
    def prefix(self) -> str:
        """The vocabulary that it is of."""
        return self.id.partition(":")[0]


@cache
def terms() -> dict[tuple[str, str], Term]:
    """Return the terms of the shipped table by kind and our word."""
    rows = read_table("exchange_terms.tsv", "kind", "name", "id", "label").records()
    return {(row["kind"], row["name"]): Term(row["id"], row["label"]) for row in rows}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One ACMG/AMP criterion that is met.

    Attributes:
        code: as ``PVS1``.
        strength: ``VeryStrong``, ``Strong``, ``Moderate``, ``Supporting`` or ``StandAlone``.
        points: what it counts; below zero for one against.
        reason: why, in a sentence.
        source: where the rule comes from.
    """

    code: str
    strength: str
    points: int
    reason: str
    source: str

    @property
    def against(self) -> bool:
        """Whether it speaks against pathogenicity."""
        return self.code.startswith("B")

    @property
    def standard(self) -> bool:
        """Whether its strength is that of Richards 2015."""
        return self.strength == _STANDARD[self.code.rstrip("0123456789")]

    def __str__(self) -> str:
        return self.code if self.standard else f"{self.code}_{self.strength}"


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What the case adds to one allele of one person.

    Attributes:
        origin: ``germline``, ``somatic``, ``germline_with_loh``, ``undetermined``, or empty.
        criteria: the criteria of the case file.
        points: the sum of automated and case points, ``None`` where there is no case.
        classification: the class of that sum.
    """

    origin: str = ""
    criteria: tuple[Criterion, ...] = ()
    points: int | None = None
    classification: str = ""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What a sample sheet and a case file tell of a person.

    Attributes:
        sex: ``female``, ``male`` or empty.
        affected: ``yes``, ``no`` or empty.
        category: the category of 2009 that the findings would support, empty where not judged.
        features: words of the case file that have a term, and whether they were seen.
        events: what is known of alleles, by the name of the finding.
    """

    sex: str = ""
    affected: str = ""
    category: str = ""
    features: tuple[tuple[str, bool], ...] = ()
    events: Mapping[str, EventFacts] = field(default_factory=dict)


People = Mapping[str, PersonFacts]
NOTHING = EventFacts()


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose sample it is.

    Attributes:
        person: the person.
        sample: the sample's name.
        tissue: which tissue, empty where that is not known.
    """

    person: str
    sample: str
    tissue: str = ""


Owners = Mapping[tuple[int, str], Owner]


@dataclass(frozen=True, slots=True)
class Share:
    """One sample that carries an allele, and what the case adds.

    Attributes:
        owner: whose sample it is.
        sample: what it shows.
        facts: what the case adds.
    """

    owner: Owner
    sample: SampleFinding
    facts: EventFacts

    @property
    def person(self) -> str:
        """The person."""
        return self.owner.person


@dataclass(frozen=True, slots=True)
class ExportedAllele:
    """One allele with all who carry it.

    Attributes:
        allele: the allele, wherever it was written.
        shares: the samples that carry it.
    """

    allele: GatheredAllele
    shares: tuple[Share, ...]

    @property
    def finding(self) -> Finding:
        """The finding on NM_000043.6."""
        return self.allele.finding

    @property
    def record(self) -> Record:
        """The record that stands for all."""
        return self.allele.main.record

    @property
    def name(self) -> str:
        """The c. name, else the g. name, else as written."""
        return name_of(self.finding, self.record)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The automated criteria."""
        return automated_criteria(self.finding)

    @property
    def origins(self) -> tuple[str, ...]:
        """Where it comes from in its carriers, as far as known."""
        return tuple(dict.fromkeys(one.facts.origin for one in self.shares if one.facts.origin))


def name_of(finding: Finding, record: Record) -> str:
    """Return the name by which an allele is known: c., else g., else as written."""
    written = f"{record.chrom}-{record.position}-{record.ref}-{finding.allele}"
    return finding.hgvs_c or finding.hgvs_g or written


def exported(
    alleles: Sequence[GatheredAllele],
    people: People,
    every: bool,
    owners: Owners | None = None,
) -> tuple[ExportedAllele, ...]:
    """Return what is handed on of each allele.

    Args:
        alleles: the alleles of all inputs.
        people: what is known of persons, by name.
        every: also those that are no candidates.
        owners: whose samples they are, by number of the input and name; samples that are not in it
            are left out. ``None``: each sample is a person.
    """
    found = []
    for allele in alleles:
        if not (every or allele.candidate) or Flag.REF_MISMATCH in allele.flags:
            continue
        shares = []
        for carrier in allele.carriers:
            name = carrier.sample.sample
            owner = Owner(name, name) if owners is None else owners.get((carrier.source, name))
            if owner is None:
                continue
            facts = people.get(owner.person, PersonFacts())
            own = facts.events.get(name_of(allele.finding, carrier.record), NOTHING)
            shares.append(Share(owner, carrier.sample, own))
        if owners is not None and not shares:
            continue
        found.append(ExportedAllele(allele, tuple(shares)))
    return tuple(found)


def automated_criteria(finding: Finding) -> tuple[Criterion, ...]:
    """Return the automated criteria of a finding with reason and source of each."""
    if finding.assessment is None:
        return ()
    lines = {line.rule.criterion: line for line in finding.assessment.evidence}
    found = []
    for text in finding.criteria:
        line = lines.get(text)
        reason, source = (line.sentence, line.source) if line is not None else ("", "")
        found.append(criterion_of(text, reason, source))
    return tuple(found)


def weighed(code: str, points: int, reason: str, source: str) -> Criterion:
    """Return a criterion whose strength is told by its points."""
    worth = load_knowledge().thresholds
    strength = next(
        (name for name in _STRENGTHS if worth[f"strength_{name}"] <= abs(points)), _STRENGTHS[-1]
    )
    return Criterion(code, strength, points, reason, source)


def criterion_of(text: str, reason: str = "", source: str = "") -> Criterion:
    """Return a criterion from its text, as ``PM2_Supporting``.

    Args:
        text: code, and strength where it is not the one of ``data/acmg_criteria.tsv``.
        reason: why it is met.
        source: where the rule comes from.
    """
    knowledge = load_knowledge()
    code, _, stated = text.partition("_")
    known = knowledge.rulebook.criteria.get(code)
    strength = stated or (known.default_strength if known else _STANDARD[code.rstrip("0123456789")])
    value = int(knowledge.thresholds.get(f"strength_{strength}", 0))
    return Criterion(code, strength, -value if code.startswith("B") else value, reason, source)
