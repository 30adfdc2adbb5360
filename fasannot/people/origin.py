"""Where an allele of a person comes from, as far as the reads of the tissues tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from fasannot.people.parameters import load_parameters, load_tissues
from fasannot.people.site_model import (
    History,
    SiteClass,
    SiteModel,
    TissueReads,
    priors_of,
)

GERMLINE = (
    History.GERMLINE_HET,
    History.GERMLINE_HOM,
    History.COPY_KEPT,
    History.COPY_LOST,
)


class Origin(StrEnum):
    """Where an allele comes from."""

    GERMLINE = "germline"
    GERMLINE_WITH_LOH = "germline_with_loh"
    SOMATIC = "somatic"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Site:
    """One allele of one person, as its origin needs it.

    Attributes:
        kind: class of the change.
        tissues: the reads of each sample, in the order of the sheet.
        frequent: whether the allele is known in the population.
        candidate: whether it may cause ALPS.
        parent_carries: whether a parent surely carries it.
        parents_free: whether both parents were read and are surely free of it.
        loss_known: whether a tube of sorted cells has surely lost one copy of the gene.
    """

    kind: SiteClass
    tissues: tuple[TissueReads, ...]
    frequent: bool = False
    candidate: bool = True
    parent_carries: bool = False
    parents_free: bool = False
    loss_known: bool = False

    @property
    def parents_known(self) -> bool:
        """Whether a parent carries it, or both were read."""
        return self.parent_carries or self.parents_free

    def posterior(self) -> dict[History, float]:
        """Return the posterior of each history."""
        priors = priors_of(
            self.frequent,
            candidate=self.candidate,
            parent_carries=self.parent_carries,
            parents_free=self.parents_free,
            loss_known=self.loss_known,
        )
        return SiteModel(self.kind, self.tissues).posterior(priors)


@dataclass(frozen=True, slots=True)
class Verdict:
    """An allele's origin.

    Attributes:
        origin: the answer.
        confidence: its posterior; of the best answer where it is undetermined; ``None`` where
            nothing was read.
        notes: codes of ``data/notes.tsv`` that a careful reader needs.
        posterior: of each history; empty where nothing was read.
        homozygous: whether the person has two copies of it in the germline.
        alt_copy_lost: whether its own copy is lost in a tissue.
        loss: posterior that the other copy, and not its own, is lost in a tissue.
        somatic_loss: whether the other copy is lost beside a somatic allele.
        swapped: whether no origin is given because samples do not fit each other.
    """

    origin: Origin
    confidence: float | None
    notes: tuple[str, ...]
    posterior: Mapping[History, float]
    homozygous: bool = False
    alt_copy_lost: bool = False
    loss: float = 0.0
    somatic_loss: bool = False
    swapped: bool = False


def unread() -> Verdict:
    """Return the verdict on an allele that was called and has no read counts."""
    return Verdict(Origin.UNDETERMINED, None, ("no_read_counts", "more_depth"), {})


def _only_sorted(tissues: Sequence[TissueReads]) -> bool:
    return all(one.tissue.sorted_cells for one in tissues)


def _shows_germline(tissues: Sequence[TissueReads]) -> bool:
    enough = load_parameters().one("germline_reads")
    return any(one.tissue.shows_germline and one.total >= enough for one in tissues)


def decide(site: Site, posterior: Mapping[History, float], *, parents_known: bool) -> Verdict:
    """Return the origin that a posterior supports.

    Args:
        site: the allele.
        posterior: of each history.
        parents_known: whether a parent carries it, or both were read.
    """
    numbers = load_parameters()
    sure = numbers.one("sure")
    read = [one for one in site.tissues if one.total > 0]
    if not read:
        return unread()
    germline = sum(posterior[history] for history in GERMLINE)
    kept, lost = posterior[History.COPY_KEPT], posterior[History.COPY_LOST]
    somatic = posterior[History.SOMATIC]
    sorted_only = _only_sorted(read)
    notes: list[str] = []
    if germline >= sure and not sorted_only and _shows_germline(read):
        # The chance of loss is that of the whole, so that a sure germline is not counted against.
        kept, lost = kept / germline, lost / germline
        if numbers.one("loss_open") < kept + lost and max(kept, lost) < sure:
            notes.append(f"loss_not_excluded={kept + lost:.2f}")
        if lost >= sure:
            notes.append("alt_copy_lost")
        if not parents_known and all(one.tissue.leukocytes for one in read):
            notes.append("blood_derived_only")
        return Verdict(
            Origin.GERMLINE_WITH_LOH if kept >= sure else Origin.GERMLINE,
            kept if kept >= sure else germline,
            tuple(notes),
            posterior,
            homozygous=posterior[History.GERMLINE_HOM] > germline / 2,
            alt_copy_lost=lost >= sure,
            loss=kept,
        )
    if somatic >= sure:
        if sorted_only:
            notes.append("sorted_cells_only")
        lost_too = SiteModel(site.kind, site.tissues).somatic_loss >= sure
        return Verdict(Origin.SOMATIC, somatic, tuple(notes), posterior, somatic_loss=lost_too)
    if posterior[History.NOISE] == max(posterior.values()):
        notes.append("within_error")
    if sorted_only:
        notes.append("sorted_cells_only")
    best = max(germline, somatic, posterior[History.NOISE])
    notes.extend(remedies(site, posterior, parents_known=parents_known))
    return Verdict(Origin.UNDETERMINED, best, tuple(notes), posterior, loss=kept)


def remedies(
    site: Site, posterior: Mapping[History, float], *, parents_known: bool
) -> tuple[str, ...]:
    """Return what would settle an origin, the most telling first.

    Each remedy is tried with the reads that either answer, germline or somatic, lets expect; its
    worth is the posterior that the true answer would then have.
    """
    read = tuple([one for one in site.tissues if one.total > 0])
    germline = sum(posterior[history] for history in GERMLINE)
    somatic = posterior[History.SOMATIC]
    total = germline + somatic or 1.0
    weights = {"germline": germline / total, "somatic": somatic / total}
    worth: dict[str, float] = {}
    tried = {
        "another_tissue": _another_tissue(site, read),
        "more_depth": _more_depth(site, read),
    }
    if not parents_known:
        tried["parents"] = {
            "germline": replace(site, parent_carries=True),
            "somatic": replace(site, parents_free=True),
        }
    for name, sites in tried.items():
        if sites is None:
            continue
        worth[name] = 0.0
        for answer, expected in sites.items():
            after = expected.posterior()
            true = (
                sum(after[history] for history in GERMLINE)
                if answer == "germline"
                else after[History.SOMATIC]
            )
            worth[name] += weights[answer] * true
    ordered = sorted(worth, key=lambda name: -round(worth[name], 3))
    useful = [name for name in ordered if worth[name] > max(weights.values()) + 0.005]
    if _only_sorted(read) and "another_tissue" not in useful:
        useful.insert(0, "another_tissue")
    return tuple(useful[:2]) or tuple(ordered[:1])


def _expected(site: Site, read: TissueReads, alt: int, total: int) -> Site:
    others = tuple([one for one in site.tissues if one.tissue.word != read.tissue.word])
    return replace(
        site, tissues=(*others, read._replace(alt=read.alt + alt, total=read.total + total))
    )


def _another_tissue(site: Site, read: Sequence[TissueReads]) -> dict[str, Site] | None:
    present = {one.tissue.word for one in read}
    word = next(
        (word for word in ("whole_blood", "hair", "fibroblasts") if word not in present), None
    )
    if not any(not one.tissue.sorted_cells for one in read):
        word = "whole_blood"
    elif any(not one.tissue.leukocytes for one in read):
        word = "dnt" if "dnt" not in present else word
    else:
        word = "hair"
    if word is None or word in present:
        return None
    count = int(load_parameters().one("remedy_reads"))
    new = TissueReads(load_tissues()[word], 0, 0)
    half = round(0.487 * count)
    in_somatic = {"dnt": round(0.3 * count), "whole_blood": round(0.01 * count)}.get(word, 0)
    return {
        "germline": _expected(site, new, half, count),
        "somatic": _expected(site, new, in_somatic, count),
    }


def _more_depth(site: Site, read: Sequence[TissueReads]) -> dict[str, Site] | None:
    count = int(load_parameters().one("remedy_reads"))
    germline, somatic = [], []
    for one in read:
        fraction = one.alt / one.total
        germline.append(one._replace(alt=one.alt + round(0.487 * count), total=one.total + count))
        somatic.append(one._replace(alt=one.alt + round(fraction * count), total=one.total + count))
    return {
        "germline": replace(site, tissues=tuple(germline)),
        "somatic": replace(site, tissues=tuple(somatic)),
    }
