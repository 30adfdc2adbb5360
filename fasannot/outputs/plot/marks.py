"""What a figure shows: one mark per allele, and the catalogue behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fasannot.allele.variant import VariantKind
from fasannot.effect.protein import ProteinKind
from fasannot.effect.transcript_effect import TranscriptEffect
from fasannot.evidence.catalogue import Catalogue, Category
from fasannot.gene.model import GeneModel
from fasannot.gene.transcript import Transcript
from fasannot.outputs.gathered import GatheredAllele, leading_flag
from fasannot.rules.flags import Flag
from fasannot.wording.book import say
from fasannot.wording.phrases import event_name, short_name, title

# From so many bases on an allele is drawn as a bar over what it changes, not as a head.
LARGE = 50
_SPLICE_WINDOW = 20  # intronic bases beside an exon whose alleles stand at its border


@dataclass(frozen=True, slots=True)
class Style:
    """How alleles with one leading flag are drawn; shape and colour say the same.

    Attributes:
        flag: the leading flag, ``None`` for alleles that are no candidates.
        colour: fill; Okabe and Ito's colours, told apart by colour-blind readers.
        ink: colour of a number on it.
        shape: matplotlib marker.
    """

    flag: Flag | None
    colour: str
    ink: str
    shape: str

    @property
    def key(self) -> str:
        """A name for identifiers."""
        return (self.flag or "none").lower()

    @property
    def label(self) -> str:
        """What it stands for, in words."""
        return say(f"style.{self.key}")


STYLES = (
    Style(Flag.LOF, "#D55E00", "#000000", "o"),
    Style(Flag.LOF_LC, "#E69F00", "#000000", "p"),
    Style(Flag.SPLICE, "#CC79A7", "#000000", "D"),
    Style(Flag.DEATH_DOMAIN, "#0072B2", "#FFFFFF", "s"),
    Style(Flag.CYSTEINE, "#009E73", "#000000", "^"),
    Style(Flag.RECEPTOR, "#009E73", "#000000", "v"),
    Style(Flag.KNOWN_ALPS, "#56B4E9", "#000000", "*"),
    Style(Flag.KNOWN_REPORTED, "#F0E442", "#000000", "P"),
    Style(Flag.NOT_JUDGED, "#FFFFFF", "#000000", "d"),
    Style(Flag.REF_MISMATCH, "#FFFFFF", "#000000", "X"),
    Style(None, "#B0B0B0", "#000000", "."),
)
STYLE_OF = {style.flag: style for style in STYLES}


@dataclass(frozen=True, slots=True)
class Mark:
    """One allele in the figure.

    Attributes:
        number: its number among all alleles, from 1.
        name: its c. name, whole.
        label: short label on the gene.
        protein_label: short label on the protein.
        words: what a pointer on it says.
        span: first and last locus coordinate.
        large: whether it is a bar rather than a head.
        residues: first and last 0-based residue it strikes; ``None`` where it strikes none.
        carriers: how many samples carry it.
        fraction: the highest allele fraction of the carriers, ``None`` where none is known.
        carried: whether anyone carries it (or the inputs have no samples).
        style: colour and shape.
        candidate: whether it is a candidate.
    """

    number: int
    name: str
    label: str
    protein_label: str
    words: str
    span: tuple[float, float]
    large: bool
    residues: tuple[float, float] | None
    carriers: int
    fraction: float | None
    carried: bool
    style: Style
    candidate: bool


def marks_of(alleles: Sequence[GatheredAllele], has_samples: bool) -> tuple[Mark, ...]:
    """Return the marks of alleles, in their order.

    Args:
        alleles: the alleles, along the gene.
        has_samples: whether the inputs have samples.
    """
    return tuple(_mark(number, allele, has_samples) for number, allele in enumerate(alleles, 1))


def _mark(number: int, allele: GatheredAllele, has_samples: bool) -> Mark:
    finding = allele.finding
    effect = finding.effect
    start, end, _ = allele.order
    if effect is not None and effect.variant.kind is VariantKind.DUPLICATION:
        start = end - len(effect.variant.alt)  # the bases that are repeated
    large = end - start >= LARGE
    name = title(finding)
    protein = short_name(finding.hgvs_p)
    shown = protein.removeprefix("p.").strip("()")
    event = event_name(finding)
    label = event or name
    carriers = allele.carrier_count
    flags = " ".join(allele.flags) or "not a candidate"
    count = f"{carriers} carrier{'' if carriers == 1 else 's'}"
    words = "; ".join(
        part
        for part in (f"{name} {protein}".strip(), event, flags, count if has_samples else "")
        if part
    )
    fractions = [carrier.sample.event.depth.fraction for carrier in allele.carriers]
    return Mark(
        number=number,
        name=name,
        label=label,
        protein_label=label if shown in ("", "?", "=") or event else f"p.{shown}",
        words=words,
        span=(float(start), float(max(end - 1, start))),
        large=large,
        residues=None if effect is None else _residues(effect, start, end, large),
        carriers=carriers if has_samples else len(allele.occurrences),
        fraction=max((value for value in fractions if value is not None), default=None),
        carried=carriers > 0 or not has_samples,
        style=STYLE_OF[leading_flag(allele)],
        candidate=allele.candidate,
    )


def _residues(
    effect: TranscriptEffect, start: int, end: int, large: bool
) -> tuple[float, float] | None:
    """Return which residues an allele strikes: by its change, its exons, or its splice site."""
    transcript = effect.transcript
    cds = transcript.cds
    if cds is None:
        return None
    change = effect.change
    if change is not None and not large:
        if change.kind is ProteinKind.START_LOST:
            return (0.0, 0.0)
        whole = change.kind in (ProteinKind.DELETION, ProteinKind.DELINS)
        last = change.end - 1 if whole else change.start
        return (float(change.start), float(max(last, change.start)))
    last_residue = (len(cds) // 3) - 2
    bases = [
        place
        for place in (_spliced_span(transcript, start, max(end, start + 1)))
        if cds.start <= place < cds.end
    ]
    if bases:
        low, high = (bases[0] - cds.start) // 3, (bases[-1] - cds.start) // 3
        return (float(min(low, last_residue)), float(min(high, last_residue)))
    border = _border(transcript, start, max(end, start + 1))
    if border is None or not cds.start <= border < cds.end:
        return None
    residue = float(min((border - cds.start) // 3, last_residue))
    return (residue, residue)


def _spliced_span(transcript: Transcript, start: int, end: int) -> tuple[int, ...]:
    """Return the first and last base of the message that ``[start, end)`` of the locus covers."""
    found = []
    for exon, first in zip(transcript.exons, transcript.exon_starts, strict=True):
        low, high = max(start, exon.start), min(end, exon.end)
        if low < high:
            found += [first + low - exon.start, first + high - 1 - exon.start]
    cds = transcript.cds
    if not found or cds is None:
        return ()
    low, high = max(min(found), cds.start), min(max(found), cds.end - 1)
    return (low, high) if low <= high else ()


def _border(transcript: Transcript, start: int, end: int) -> int | None:
    """Return the base of the message at the border of the exon whose splice window is touched."""
    for index, exon in enumerate(transcript.exons):
        first = transcript.exon_starts[index]
        if index and start < exon.start and exon.start - _SPLICE_WINDOW < end:
            return first
        last = index + 1 == len(transcript.exons)
        if not last and end > exon.end and start < exon.end + _SPLICE_WINDOW:
            return first + len(exon) - 1
    return None


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
