"""What a lollipop plot shows: one mark per allele, and the catalogue behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fasannot.effect.protein import ProteinKind
from fasannot.evidence.catalogue import Catalogue, Category
from fasannot.gene.model import GeneModel
from fasannot.outputs.gathered import GatheredAllele, leading_flag
from fasannot.rules.flags import Flag
from fasannot.wording.phrases import short_name, title


@dataclass(frozen=True, slots=True)
class Style:
    """How alleles with one leading flag are drawn; shape and colour say the same.

    Attributes:
        flag: the leading flag, ``None`` for alleles that are no candidates.
        label: what it stands for.
        colour: fill; Okabe and Ito's colours, told apart by colour-blind readers.
        shape: matplotlib marker.
    """

    flag: Flag | None
    label: str
    colour: str
    shape: str


STYLES = (
    Style(Flag.LOF, "loss of function (LOF)", "#D55E00", "o"),
    Style(Flag.LOF_LC, "loss of function, low confidence (LOF_LC)", "#E69F00", "p"),
    Style(Flag.SPLICE, "splicing (SPLICE)", "#CC79A7", "D"),
    Style(Flag.DEATH_DOMAIN, "death domain (DEATH_DOMAIN)", "#0072B2", "s"),
    Style(Flag.CYSTEINE, "disulfide broken (CYSTEINE)", "#009E73", "^"),
    Style(Flag.RECEPTOR, "receptor (RECEPTOR)", "#009E73", "v"),
    Style(Flag.KNOWN_ALPS, "catalogued ALPS variant (KNOWN_ALPS alone)", "#56B4E9", "*"),
    Style(Flag.KNOWN_REPORTED, "weakly catalogued (KNOWN_REPORTED alone)", "#F0E442", "P"),
    Style(Flag.NOT_JUDGED, "not judged (NOT_JUDGED)", "#FFFFFF", "d"),
    Style(Flag.REF_MISMATCH, "REF disagrees, not annotated", "#FFFFFF", "X"),
    Style(None, "not a candidate", "#999999", "."),
)
STYLE_OF = {style.flag: style for style in STYLES}


@dataclass(frozen=True, slots=True)
class Mark:
    """One allele in the plot.

    Attributes:
        number: its number among all alleles, from 1.
        name: label on the gene.
        protein_name: label on the protein.
        span: first and last locus coordinate.
        residues: first and last 0-based residue of the change, ``None`` where the protein is not
            predicted.
        height: what the stem stands for.
        style: colour and shape.
        candidate: whether it is a candidate.
    """

    number: int
    name: str
    protein_name: str
    span: tuple[float, float]
    residues: tuple[float, float] | None
    height: float
    style: Style
    candidate: bool


def marks_of(
    alleles: Sequence[GatheredAllele], has_samples: bool, fractions: bool = False
) -> tuple[Mark, ...]:
    """Return the marks of alleles, in their order.

    Args:
        alleles: the alleles, along the gene.
        has_samples: whether the inputs have samples.
        fractions: take the highest allele fraction of the carriers for the height, instead of the
            number of carriers (of inputs, where there are no samples).
    """
    return tuple(
        _mark(number, allele, has_samples, fractions) for number, allele in enumerate(alleles, 1)
    )


def _mark(number: int, allele: GatheredAllele, has_samples: bool, fractions: bool) -> Mark:
    finding = allele.finding
    effect = finding.effect
    start, end, _ = allele.order
    change = effect.change if effect is not None else None
    residues = None
    if change is not None:
        whole = change.kind in (ProteinKind.DELETION, ProteinKind.DELINS)
        last = change.end - 1 if whole else change.start
        residues = (float(change.start), float(max(last, change.start)))
    name = title(finding)
    protein = short_name(finding.hgvs_p).removeprefix("p.").strip("()")
    return Mark(
        number,
        name,
        f"p.{protein}" if protein not in ("", "?", "=") else name,
        (float(start), float(max(end - 1, start))),
        residues,
        _height(allele, has_samples, fractions),
        STYLE_OF[leading_flag(allele)],
        allele.candidate,
    )


def _height(allele: GatheredAllele, has_samples: bool, fractions: bool) -> float:
    if not fractions:
        return float(allele.carrier_count if has_samples else len(allele.occurrences))
    found = [carrier.sample.event.depth.fraction for carrier in allele.carriers]
    return max((value for value in found if value is not None), default=0.0)


@dataclass(frozen=True, slots=True)
class KnownTrack:
    """Catalogued germline ALPS variants.

    Attributes:
        coordinates: their locus coordinates, where known.
        residues: their 0-based residues, where the protein change names one.
    """

    coordinates: tuple[float, ...]
    residues: tuple[float, ...]


def known_track(model: GeneModel, catalogue: Catalogue) -> KnownTrack:
    """Return where catalogued germline ALPS variants lie."""
    coordinates: set[float] = set()
    residues: set[float] = set()
    for entry in catalogue.entries:
        if entry.category is not Category.GERMLINE_ALPS:
            continue
        if entry.allele is not None:
            coordinates.add(float(entry.allele[0]))
        residue = _residue(entry.hgvs_p)
        if residue is not None and residue < len(model.mane.protein):
            residues.add(float(residue))
    return KnownTrack(tuple(sorted(coordinates)), tuple(sorted(residues)))


def _residue(name: str | None) -> int | None:
    """Return the 0-based residue that a p. name begins with.

    >>> _residue("p.Arg250Pro")
    249
    """
    digits = ""
    for character in (name or "").removeprefix("p.")[3:]:
        if not character.isdigit():
            break
        digits += character
    return int(digits) - 1 if digits else None
