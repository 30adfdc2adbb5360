"""What the relatives of a person say of an allele: from whom it comes, and on which chromosome.

A parent is a carrier, a mosaic carrier or free of the allele, by the reads; nobody is free of what
was not read. Phase follows from parents, children and full sibs where it follows at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from fasannot.people.beta_binomial import log_beta_binomial, log_sum
from fasannot.people.parameters import load_parameters
from fasannot.people.site_model import SiteClass, TissueReads, grid_of


class Carriage(StrEnum):
    """Whether a relative carries an allele."""

    CARRIER = "carrier"
    MOSAIC = "mosaic"
    FREE = "free"
    NOT_CARRIER = "not_carrier"  # no carrier in all cells; too few reads to exclude a mosaic
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Relative:
    """What is known of an allele in one relative.

    Attributes:
        carriage: whether he or she carries it.
        mosaic: posterior that he or she is mosaic.
        alt: reads that show the allele.
        total: all reads.
        called: whether the allele was called in him or her.
        counted: whether single reads of the allele were counted; else only the depth is known.
    """

    carriage: Carriage = Carriage.UNKNOWN
    mosaic: float = 0.0
    alt: int = 0
    total: int = 0
    called: bool = False
    counted: bool = True

    @property
    def has(self) -> bool | None:
        """Whether the allele is in all cells, ``None`` where that is not known."""
        if self.carriage is Carriage.CARRIER:
            return True
        return None if self.carriage is Carriage.UNKNOWN else False


UNREAD = Relative()


@lru_cache(maxsize=4096)
def _posterior(kind: SiteClass, counts: tuple[tuple[int, int], ...]) -> tuple[float, float, float]:
    """Return the posterior of carrier, mosaic and free."""
    numbers = load_parameters()
    grid = grid_of(kind)

    def likelihood(fractions: list[float]) -> float:
        points = np.zeros((len(fractions), len(grid.weights)))
        for alt, total in counts:
            expected = grid.observed(np.array(fractions))
            points = points + log_beta_binomial(alt, total, expected, grid.overdispersion)
        return float(log_sum(points + grid.weights) - np.log(len(fractions)))

    low, high = numbers.many("parent_mosaic_fraction")
    # A homozygous parent is a carrier too; the two are equally likely to be read as such.
    values = np.array(
        [
            np.logaddexp(likelihood([0.5]), likelihood([1.0]) + np.log(0.1)),
            likelihood(list(np.geomspace(low, high, 25))),
            likelihood([0.0]),
        ]
    )
    priors = [numbers.one(f"parent_{name}") for name in ("carrier", "mosaic", "free")]
    values = values + np.log(np.array(priors))
    weights = np.exp(values - values.max())
    carrier, mosaic, free = (float(weight) for weight in weights / weights.sum())
    return carrier, mosaic, free


def relative(
    kind: SiteClass,
    reads: tuple[TissueReads, ...],
    *,
    called: bool,
    called_mosaic: bool = False,
    trusted: bool = True,
    stated_free: int = 0,
    counted: bool = True,
) -> Relative:
    """Return what the reads and calls of a relative say of an allele.

    Args:
        kind: class of the change.
        reads: counts in unsorted tissues.
        called: whether a genotype carries it.
        called_mosaic: whether it was called, in too few reads for all cells.
        trusted: whether a genotype without the allele is of known quality, or has none stated.
        stated_free: depth of a genotype without the allele that has depth and quality, no counts.
        counted: whether single reads of the allele were counted in any of the tissues.
    """
    numbers = load_parameters()
    counts = tuple([(one.alt, one.total) for one in reads if one.total])
    alt, total = sum(k for k, _ in counts), sum(n for _, n in counts)
    if called:
        carriage = Carriage.MOSAIC if called_mosaic else Carriage.CARRIER
        return Relative(carriage, 0.0, alt, total, called=True)
    if not counts and stated_free:
        counts, total, counted = ((0, stated_free),), stated_free, False
    if not counts or (not trusted and not alt):
        return Relative(alt=alt, total=total)
    carrier, mosaic, free = _posterior(kind, counts)
    carriage = Carriage.UNKNOWN
    if carrier >= numbers.one("sure"):
        carriage = Carriage.CARRIER
    elif mosaic > numbers.one("parent_is_mosaic"):
        carriage = Carriage.MOSAIC
    elif carrier < numbers.one("parent_not_carrier"):
        enough = total >= numbers.one("de_novo_reads")
        sure = enough and free > numbers.one("parent_is_free")
        carriage = Carriage.FREE if sure else Carriage.NOT_CARRIER
    return Relative(carriage, mosaic, alt, total, counted=counted)


class Inherited(NamedTuple):
    """From whom an allele comes.

    Attributes:
        word: as the INHERITANCE column has it.
        notes: codes of ``data/notes.tsv``.
    """

    word: str
    notes: tuple[str, ...] = ()


def inheritance(homozygous: bool, father: Relative | None, mother: Relative | None) -> Inherited:
    """Return from whom an allele comes.

    Args:
        homozygous: whether every copy of the child carries it.
        father: what is known of the father; ``None`` where the pedigree names none.
        mother: likewise.
    """
    if father is None and mother is None:
        return Inherited("founder")
    dad, mom = father or UNREAD, mother or UNREAD
    if homozygous:
        return _of_homozygous(dad, mom)
    if dad.has and mom.has:
        return Inherited("maternal_or_paternal")
    named = tuple(
        [
            f"parental_mosaicism={word}:{parent.alt}/{parent.total}"
            for word, parent in (("father", dad), ("mother", mom))
            if parent.carriage is Carriage.MOSAIC and parent.total
        ]
    )
    for word, parent, other in (("paternal", dad, mom), ("maternal", mom, dad)):
        called_mosaic = parent.called and parent.carriage is Carriage.MOSAIC
        if parent.has or called_mosaic:
            unknown = "_other_parent_unknown" if other.carriage is Carriage.UNKNOWN else ""
            return Inherited(word + ("_mosaic" if called_mosaic else "") + unknown, named)
    if dad.carriage is Carriage.MOSAIC or mom.carriage is Carriage.MOSAIC:
        return Inherited("de_novo_or_parental_mosaic", named)
    if dad.carriage is Carriage.FREE and mom.carriage is Carriage.FREE:
        left = 100 * (1 - (1 - dad.mosaic) * (1 - mom.mosaic))
        uncounted = [
            f"parent_reads_not_counted={word}"
            for word, parent in (("father", dad), ("mother", mom))
            if not parent.counted
        ]
        return Inherited("de_novo", (f"mosaicism_not_excluded={left:.1f}%", *uncounted))
    if dad.has is False and mom.has is False:
        return Inherited("de_novo_or_parental_mosaic", _open_mosaicism(dad, mom))
    if dad.has is False:
        return Inherited("not_paternal_mother_unknown")
    return Inherited("not_maternal_father_unknown" if mom.has is False else "unknown")


def _open_mosaicism(dad: Relative, mom: Relative) -> tuple[str, ...]:
    """Return why neither parent carries an allele and one may yet be mosaic."""
    if min(dad.total, mom.total) < load_parameters().one("de_novo_reads"):
        return ("parents_read_thinly",)
    return tuple(
        [
            f"parental_mosaicism_open={word}:{parent.alt}/{parent.total}"
            for word, parent in (("father", dad), ("mother", mom))
            if parent.carriage is not Carriage.FREE
        ]
    )


def _of_homozygous(dad: Relative, mom: Relative) -> Inherited:
    if dad.has and mom.has:
        return Inherited("biparental")
    for word, parent, other in (("paternal", dad, mom), ("maternal", mom, dad)):
        if parent.has:
            if other.carriage is Carriage.UNKNOWN:
                return Inherited(f"{word}_other_parent_unknown")
            return Inherited(f"{word}_only_although_homozygous", ("swap_deletion_or_disomy",))
    if dad.has is False and mom.has is False:
        return Inherited("homozygous_without_parents", ("swap_deletion_or_disomy",))
    return Inherited("unknown")


class Child(NamedTuple):
    """A child of a person at an allele.

    Attributes:
        own: the child.
        other: the child's other parent.
    """

    own: Relative
    other: Relative


@dataclass(frozen=True, slots=True)
class AtAllele:
    """What relatives of a person show at one of the person's alleles.

    Attributes:
        father: the father.
        mother: the mother.
        sibs: full sibs, by name.
        children: children, by name.
    """

    father: Relative
    mother: Relative
    sibs: Mapping[str, Relative] = field(default_factory=dict)
    children: Mapping[str, Child] = field(default_factory=dict)


def _read(one: Relative) -> bool | None:
    """Return whether a relative has an allele, as far as phase may build on it.

    A called carrier counts as read; the absence of an allele needs reads. A mosaic may have passed
    the allele on or not.
    """
    if one.has is None or one.carriage is Carriage.MOSAIC:
        return None
    enough = one.called or one.total >= load_parameters().one("phase_reads")
    return one.has if enough else None


def phase_of(one: AtAllele, other: AtAllele) -> bool | None:
    """Return whether two heterozygous alleles lie on one chromosome, by the relatives.

    ``True`` is cis, ``False`` trans, ``None`` not known.
    """
    f1, f2 = _read(one.father), _read(other.father)
    m1, m2 = _read(one.mother), _read(other.mother)
    for has, lacks, across_has, across_lacks in ((f1, f2, m1, m2), (f2, f1, m2, m1),
                                                 (m1, m2, f1, f2), (m2, m1, f2, f1)):  # fmt: skip
        # This parent gives one allele and does not have the other, which then is the other
        # parent's: not where that one may have given the first as well, or surely lacks the second.
        if has and lacks is False and not across_has and across_lacks is not False:
            return False
    for both, none in (((f1, f2), (m1, m2)), ((m1, m2), (f1, f2))):
        if all(both) and none == (False, False):
            return True
    together = _by_sibs(one, other)
    return _by_children(one, other) if together is None else together


def _by_sibs(one: AtAllele, other: AtAllele) -> bool | None:
    """Return ``False`` where a sib has one of the two, which then came without the other."""
    for name, sib in one.sibs.items():
        a, b = _read(sib), _read(other.sibs.get(name, UNREAD))
        if {a, b} != {True, False}:
            continue
        parents = (one.father, one.mother) if a else (other.father, other.mother)
        if not all(_read(parent) for parent in parents):  # else it may be the other parent's copy
            return False
    return None


def _by_children(one: AtAllele, other: AtAllele) -> bool | None:
    """Return what a child shows: both alleles or one of them, and not from the other parent."""
    for name, child in one.children.items():
        across = other.children.get(name)
        if across is None:
            continue
        a, b = _read(child.own), _read(across.own)
        spouse = (_read(child.other), _read(across.other))
        if a and b and spouse == (False, False):
            return True
        if {a, b} == {True, False} and not (spouse[0] if a else spouse[1]):
            return False
    return None
