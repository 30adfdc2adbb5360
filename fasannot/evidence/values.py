"""Evidence from outside the shipped tables: frequencies, scores and ClinVar records, as values.

Whoever reads a file or an INFO field builds an ``ExternalEvidence``; ``assess`` only sees these
values, so its answer depends on nothing but the allele and the evidence given. Every value names
its source, because every number that is shown must.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from fasannot.files.numbers import told_real, told_whole
from fasannot.gene.checks import named, share, whole

_STARS = {
    "practice_guideline": 4,
    "reviewed_by_expert_panel": 3,
    "criteria_provided,_multiple_submitters,_no_conflicts": 2,
    "criteria_provided,_multiple_submitters": 2,
    "criteria_provided,_conflicting_classifications": 1,
    "criteria_provided,_conflicting_interpretations": 1,
    "criteria_provided,_single_submitter": 1,
}


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often an allele was seen in one population data set.

    Attributes:
        frequency: allele frequency; 0 means looked for and not found.
        source: file or field that said so.
        count: copies of the allele, if known.
        chromosomes: chromosomes looked at, if known.
        homozygotes: people with two copies, if known.
        population: ``all`` or the group it was counted in.
        faf95: filtering allele frequency as published, the lower 95 % bound in the group where it
            is highest, if known.
    """

    frequency: float
    source: str
    count: int | None = None
    chromosomes: int | None = None
    homozygotes: int | None = None
    population: str = "all"
    faf95: float | None = None

    def __post_init__(self) -> None:
        named("source of a frequency", self.source)
        share(f"{self.source}: allele frequency", self.frequency)
        if self.faf95 is not None:
            share(f"{self.source}: filtering allele frequency", self.faf95)
        for field in ("count", "chromosomes", "homozygotes"):
            if getattr(self, field) is not None:
                whole(f"{self.source}: {field}", getattr(self, field), least=0)


class _SpliceScores(NamedTuple):
    acceptor_gain: float
    acceptor_loss: float
    donor_gain: float
    donor_loss: float
    offsets: tuple[int, int, int, int]
    position: int
    source: str
    models: int = 0


class SpliceScores(_SpliceScores):
    """Delta scores of one allele and where the gained or lost sites lie.

    Attributes:
        acceptor_gain: delta score, 0 to 1, like the three after it.
        offsets: place of the four sites relative to ``position``, in the order of the scores.
        position: locus coordinate (0-based) that the offsets count from.
        source: ``OpenSpliceAI`` or ``SpliceAI``; shown beside the number.
        models: how many models the score averages; 0 where not known.
    """

    __slots__ = ()  # a checked tuple: the shipped prediction of each allele is such a value

    def __new__(
        cls,
        acceptor_gain: float,
        acceptor_loss: float,
        donor_gain: float,
        donor_loss: float,
        offsets: tuple[int, int, int, int],
        position: int,
        source: str,
        models: int = 0,
    ) -> SpliceScores:
        """Return scores that are shares of one, with a source."""
        if not (
            0 <= acceptor_gain <= 1
            and 0 <= acceptor_loss <= 1
            and 0 <= donor_gain <= 1
            and 0 <= donor_loss <= 1
            and source
        ):
            named("source of splice scores", source)
            share(f"{source}: acceptor gain", acceptor_gain)
            share(f"{source}: acceptor loss", acceptor_loss)
            share(f"{source}: donor gain", donor_gain)
            share(f"{source}: donor loss", donor_loss)
        return tuple.__new__(
            cls,
            (
                acceptor_gain,
                acceptor_loss,
                donor_gain,
                donor_loss,
                offsets,
                position,
                source,
                models,
            ),
        )

    @property
    def highest(self) -> float:
        """The largest of the four delta scores."""
        return max(self.acceptor_gain, self.acceptor_loss, self.donor_gain, self.donor_loss)


@dataclass(frozen=True, slots=True)
class MissenseScore:
    """A score of one missense predictor.

    Attributes:
        tool: ``REVEL`` or ``AlphaMissense``.
        score: 0 (benign) to 1 (damaging).
        source: file or field that said so.
    """

    tool: str
    score: float
    source: str

    def __post_init__(self) -> None:
        named("missense predictor", self.tool)
        share(f"{self.source}: {self.tool} score", self.score)


@dataclass(frozen=True, slots=True)
class ClinVarRecord:
    """What the user's ClinVar file says about exactly this allele.

    Attributes:
        variation_id: ClinVar VariationID.
        significance: CLNSIG as written, in lower case.
        stars: review stars, 0 to 4.
        conditions: CLNDN as written.
        source: file that said so.
        review: CLNREVSTAT as written, in lower case.
        conflicts: CLNSIGCONF as written: what submitters said who disagree, with their number.
    """

    variation_id: str
    significance: str
    stars: int
    conditions: str
    source: str
    review: str = ""
    conflicts: str = ""

    def __post_init__(self) -> None:
        named("source of a ClinVar record", self.source)
        whole(f"{self.source}: review stars", self.stars, least=0, most=4)

    @property
    def conflicting(self) -> bool:
        """Whether submitters disagree so far that ClinVar gives no class."""
        return self.significance.startswith("conflicting")

    @property
    def pathogenic(self) -> bool:
        """Whether the record calls the allele pathogenic or likely pathogenic."""
        return self.significance.startswith(("pathogenic", "likely_pathogenic"))

    @property
    def for_alps(self) -> bool:
        """Whether one of its conditions is ALPS."""
        return "autoimmune_lymphoproliferative" in self.conditions.lower().replace(" ", "_")


@dataclass(frozen=True, slots=True)
class ExternalEvidence:
    """All that the user's files and the INFO field say about one allele.

    Attributes:
        frequencies: each data set that saw the allele, or looked and did not (frequency 0).
        splice: delta scores that replace the shipped prediction.
        missense: scores of missense predictors, the preferred tool first.
        clinvar: records of exactly this allele.
        uncovered: data sets without the allele that read too few people there for its absence to
            mean anything.
    """

    frequencies: tuple[Frequency, ...] = ()
    splice: SpliceScores | None = None
    missense: tuple[MissenseScore, ...] = ()
    clinvar: tuple[ClinVarRecord, ...] = ()
    uncovered: tuple[str, ...] = ()

    def merged(self, other: ExternalEvidence) -> ExternalEvidence:
        """Return the evidence of both; where both have one score, this one's is kept."""
        if self is NO_EVIDENCE:
            return other
        if other is NO_EVIDENCE:
            return self
        tools = {score.tool for score in self.missense}
        extra = tuple(score for score in other.missense if score.tool not in tools)
        return ExternalEvidence(
            self.frequencies + other.frequencies,
            self.splice or other.splice,
            tuple(sorted(self.missense + extra, key=lambda score: score.tool != "REVEL")),
            self.clinvar + other.clinvar,
            self.uncovered + other.uncovered,
        )


NO_EVIDENCE = ExternalEvidence()


def splice_scores_from(entry: str, position: int, source: str) -> SpliceScores | None:
    """Return the scores of one SpliceAI entry, ``None`` where it holds no numbers.

    Args:
        entry: ``ALLELE|SYMBOL|DS_AG|DS_AL|DS_DG|DS_DL|DP_AG|DP_AL|DP_DG|DP_DL``.
        position: locus coordinate of POS.
        source: name shown beside the number.

    Raises:
        ValueError: the entry has another shape.
    """
    parts = entry.split("|")
    if len(parts) < 10:
        raise ValueError(f"{entry!r} is no SpliceAI entry")
    if "." in parts[2:6] or "" in parts[2:6]:
        return None
    ag, al, dg, dl = (told_real(part) for part in parts[2:6])
    offsets = tuple(0 if part in (".", "") else told_whole(part) for part in parts[6:10])
    return SpliceScores(
        acceptor_gain=ag,
        acceptor_loss=al,
        donor_gain=dg,
        donor_loss=dl,
        offsets=(offsets[0], offsets[1], offsets[2], offsets[3]),
        position=position,
        source=source,
    )


def review_stars(status: str) -> int:
    """Return the review stars, 0 to 4, of a ClinVar review status (CLNREVSTAT)."""
    return _STARS.get(status.lower(), 0)
