"""Allele fractions side by side: a small panel a person or tissue, all on one scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from fasannot.outputs.gathered import GatheredAllele, Occurrence
from fasannot.outputs.job import Collected
from fasannot.outputs.report.persons import Person, Share, TissueShare, tissue_share
from fasannot.outputs.weight import weight
from fasannot.samples.depth import Site, read_depth
from fasannot.wording.phrases import title

_MOST_PANELS = 24
_MOST_VARIANTS = 6
_NORMAL_95 = 1.96
_MISSING = frozenset({"", "."})


@dataclass(frozen=True, slots=True)
class FractionRow:
    """One variant in one panel.

    Attributes:
        name: its name.
        text: the reads in words; that nothing is known, where nothing is.
        fraction: ALT reads of all, 0 to 1; ``None`` where not known.
        low: lower end of the 95 % interval by the reads; ``None`` where they were not counted.
        high: its upper end.
    """

    name: str
    text: str
    fraction: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class FractionPanel:
    """One tissue of one person; one sample where no sheet tells tissues.

    Attributes:
        person: the person.
        tissue: the tissue in words; empty where not known.
        rows: the variants, the same in every panel.
    """

    person: str
    tissue: str
    rows: tuple[FractionRow, ...]


def fraction_panels(
    persons: Sequence[Person], inputs: Sequence[Collected], gathered: Sequence[GatheredAllele]
) -> tuple[FractionPanel, ...]:
    """Return the panels of a family or of several tissues; none where nothing stands side by side.

    Who does not carry a variant is shown too, with the reads that were counted there: none of 40
    in a parent tells more than an empty place.

    Args:
        persons: whose alleles they are.
        inputs: what was found in each input.
        gathered: the alleles, in the order of their numbers.
    """
    related = any(person.by_sheet or person.father or person.mother for person in persons)
    panels = sum(len(person.samples) for person in persons)
    shares: dict[int, Share] = {
        share.number: share for person in persons for share in person.candidates
    }
    numbers = sorted(shares, key=lambda number: (weight(shares[number].finding), number))
    if not related or not numbers or not 2 <= panels <= _MOST_PANELS:
        return ()
    found = tuple(
        panel
        for person in persons
        for panel in _of_person(person, numbers[:_MOST_VARIANTS], inputs, gathered)
    )
    known = [row for panel in found for row in panel.rows if row.fraction is not None]
    return found if known else ()


def _of_person(
    person: Person,
    numbers: Sequence[int],
    inputs: Sequence[Collected],
    gathered: Sequence[GatheredAllele],
) -> Iterator[FractionPanel]:
    own = {share.number: share for share in person.shares}
    for place, sample in enumerate(person.samples):
        rows = []
        tissue = person.tissues[place] if len(person.tissues) == len(person.samples) else ""
        for number in numbers:
            allele = gathered[number - 1]
            share = own.get(number)
            if share is not None and place < len(share.tissues):
                told = share.tissues[place]
            else:
                told = _elsewhere(sample, inputs, allele)
            rows.append(_row(title(allele.finding), told))
        yield FractionPanel(person.name, tissue, tuple(rows))


def _elsewhere(sample: str, inputs: Sequence[Collected], allele: GatheredAllele) -> TissueShare:
    """Return the reads of a sample that does not carry an allele, as its records state them."""
    for one in allele.occurrences:
        samples = inputs[one.source].summary.samples
        if sample in samples:
            told = _reads(one, samples.index(sample))
            if told.fraction is not None:
                return told
    return TissueShare("", "", "", None)


def _reads(one: Occurrence, place: int) -> TissueShare:
    layout, *columns = one.record.genotypes.decode("utf-8", "replace").split("\t")
    alts, alt = one.record.alts, one.item.alt
    values = {
        key: value
        for key, value in zip(layout.split(":"), columns[place].split(":"), strict=False)
        if value not in _MISSING
    }
    number = alts.index(alt) + 1
    return tissue_share(
        "", read_depth(values, Site(one.record.ref, alt.upper(), number, len(alts)))
    )


def _row(name: str, told: TissueShare) -> FractionRow:
    low = high = None
    if told.total and told.fraction is not None:
        low, high = interval(told.fraction, told.total)
    return FractionRow(name, told.text, told.fraction, low, high)


def interval(fraction: float, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a fraction of counted reads (Wilson 1927).

    >>> [round(end, 3) for end in interval(0.02, 100)]
    [0.006, 0.07]
    """
    square = _NORMAL_95**2
    centre = (fraction + square / (2 * total)) / (1 + square / total)
    spread = fraction * (1 - fraction) / total + square / (4 * total**2)
    half = _NORMAL_95 * sqrt(spread) / (1 + square / total)
    return max(centre - half, 0.0), min(centre + half, 1.0)
