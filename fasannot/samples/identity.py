"""What an allele of one sample is, as far as it takes to see that another one is the same.

Two are one event: the same bases; named so by the caller; or the same structural type over the same
exons, or with at least half of each in common, within what is stated of their ends. Two precise
records of one caller with different breakpoints stay two.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from fasannot.allele.structural.variant import StructuralKind
from fasannot.allele.variant import VariantKind
from fasannot.effect.structural.extent import extent_of
from fasannot.files.vcf.info import Info
from fasannot.files.vcf.record import Record
from fasannot.gene.model import load_gene_model
from fasannot.rules.annotator import AnnotatedAllele
from fasannot.rules.finding import Finding
from fasannot.samples.call import Call
from fasannot.samples.same_allele import Key, allele_key

LEAST_SIZE = 50  # from here on a change counts as structural (VCF, dbVar)
LEAST_SHARE = 0.5  # of each of two alleles that the other must cover
_CALLER_KEYS = ("ALGORITHMS", "SVMETHOD", "CALLERS", "CALLER", "SVCALLERS", "TOOL")
_CALLER_IDS = re.compile(
    r"(manta|dragen|canvas|sniffles\d?|cutesv|pbsv|svim|severus|gridss|purple|lumpy|smoove|tiddit|"
    r"delly|cnvkit|cnvnator|wham|svaba|nanosv|nanovar|savana|dysgu|gcnv)",
    re.IGNORECASE,
)
_MATES = ("MATEID", "PARID", "MatchSv")
_KINDS = {
    VariantKind.DELETION: StructuralKind.DELETION,
    VariantKind.DUPLICATION: StructuralKind.DUPLICATION,
    VariantKind.INSERTION: StructuralKind.INSERTION,
    VariantKind.INVERSION: StructuralKind.INVERSION,
}


class Span(NamedTuple):
    """The stretch that a structural allele changes, and how surely its ends are known.

    Attributes:
        kind: what it does to the stretch.
        start: stated cut before it.
        end: stated cut behind it.
        low: the lowest that ``start`` may be.
        high: the highest that ``end`` may be.
        inner_start: the highest that ``start`` may be.
        inner_end: the lowest that ``end`` may be.
        precise: whether both ends are known to the base.
        exons: exons that it touches, by index.
        half: which of its two junctions one of an inversion is; empty for others.
    """

    kind: StructuralKind
    start: int
    end: int
    low: int
    high: int
    inner_start: int
    inner_end: int
    precise: bool
    exons: tuple[int, ...] = ()
    half: str = ""

    def holds(self, start: int, end: int) -> bool:
        """Return whether a stretch lies within it."""
        return self.start <= start and end <= self.end


class Identity(NamedTuple):
    """One allele of a record, for comparison.

    Attributes:
        key: what it has in common with every spelling of the same bases.
        finding: what is said of it.
        span: its stretch, ``None`` for a small change.
        identifier: ID of its record, empty without one.
        mates: IDs that its record names as parts of the same event, and the name of that event.
        caller: who wrote it, empty where that is not told.
    """

    key: Key
    finding: Finding
    span: Span | None
    identifier: str
    mates: frozenset[str]
    caller: str


def span_of(finding: Finding, kind: StructuralKind | None = None) -> Span | None:
    """Return the stretch of an allele, ``None`` for a small change.

    Args:
        finding: what is said of it.
        kind: what it is in the sample, where that is told by its copy number.
    """
    effect = finding.effect
    if effect is None:
        return None
    structural = finding.structural
    mane = load_gene_model().mane
    if structural is None:
        variant = effect.variant
        size = max(variant.end - variant.start, len(variant.alt))
        found = _KINDS.get(variant.kind)
        if found is None and variant.end - variant.start - len(variant.alt) >= LEAST_SIZE:
            found = StructuralKind.DELETION
        if found is None or size < LEAST_SIZE:
            return None
        low, high = variant.described_start, variant.end
        touched = [n for n, exon in enumerate(mane.exons) if low < exon.end and exon.start < high]
        return Span(
            kind=found,
            start=low,
            end=high,
            low=low,
            high=high,
            inner_start=low,
            inner_end=high,
            precise=True,
            exons=tuple(touched),
        )
    start, end = structural.start, structural.end
    half = ""
    shown = kind or structural.kind
    if shown is StructuralKind.BREAKEND and structural.junction.startswith("inv_"):
        half, shown = structural.junction, StructuralKind.INVERSION
    elif shown is StructuralKind.BREAKEND:
        return None
    precise = structural.precise or bool(half)
    exons = extent_of(mane, structural).touched
    return Span(
        kind=shown,
        start=start.place,
        end=end.place,
        low=start.lowest,
        high=end.highest,
        inner_start=start.highest,
        inner_end=end.lowest,
        precise=precise,
        exons=exons,
        half=half,
    )


def caller_of(record: Record, info: dict[str, str]) -> str:
    """Return who wrote a record, as INFO or ID tell; empty where they do not."""
    for key in _CALLER_KEYS:
        if info.get(key):
            return info[key].lower()
    match = _CALLER_IDS.match(record.identifier)
    return match[1].lower() if match else ""


def identity_of(
    record: Record, finding: Finding, kind: StructuralKind | None, written: bool
) -> Identity:
    """Return what an allele is.

    Args:
        record: its record.
        finding: what is said of it in the sample.
        kind: what it is in the sample, for a structural allele.
        written: whether it is written as a structural allele, so that INFO speaks of it.
    """
    info = Info(record.info if written else "")
    mates: set[str] = set()
    if written:
        for name in _MATES:
            mates.update(part for part in info.get(name, "").split(",") if part not in ("", "."))
        if info.get("EVENT", ".") != ".":
            mates.add(f"EVENT {info['EVENT']}")
    return Identity(
        allele_key(finding, record),
        finding,
        span_of(finding, kind),
        "" if record.identifier == "." else record.identifier,
        frozenset(mates),
        caller_of(record, info) if written else "",
    )


def is_named(one: Identity, other: Identity) -> bool:
    """Return whether the caller says that two records are of one event."""
    if one.identifier in other.mates or other.identifier in one.mates:
        return True
    return any(name.startswith("EVENT ") for name in one.mates & other.mates)


def _alike(one: StructuralKind, other: StructuralKind) -> bool:
    if one is other:
        return True
    either = {one, other}
    return StructuralKind.COPY_NUMBER in either and not either.isdisjoint(
        {StructuralKind.DELETION, StructuralKind.DUPLICATION}
    )


def shared_part(one: Span, other: Span) -> float:
    """Return the least share that two stretches have in common, as far as their ends allow."""

    def widest(span: Span) -> tuple[int, int]:
        return span.low, span.high

    def of(a: tuple[int, int], b: tuple[int, int]) -> float:
        common = min(a[1], b[1]) - max(a[0], b[0])
        longest = max(a[1] - a[0], b[1] - b[0])
        return common / longest if longest > 0 else float(common == 0)

    stated = ((one.start, one.end), (other.start, other.end))
    return max(
        of(*stated),
        of(widest(one), stated[1]),
        of(stated[0], widest(other)),
        of((one.inner_start, one.inner_end), stated[1]),
        of(stated[0], (other.inner_start, other.inner_end)),
    )


def likeness(one: Identity, other: Identity) -> float:
    """Return how surely two structural alleles are one event, 0 where they are not."""
    a, b = one.span, other.span
    if a is None or b is None or not _alike(a.kind, b.kind):
        return 0.0
    if StructuralKind.LOH in (a.kind, b.kind):
        return 0.0
    if a.half and b.half:
        part = shared_part(a, b)
        return part if a.half != b.half and part >= LEAST_SHARE else 0.0
    if a.precise and b.precise and (one.caller == other.caller):
        return 0.0
    if a.kind is StructuralKind.INSERTION:
        near = max(a.low, b.low) <= min(a.high, b.high) or abs(a.start - b.start) <= LEAST_SIZE
        return 1.0 if near else 0.0
    part = shared_part(a, b)
    if part >= LEAST_SHARE:
        return part
    return LEAST_SHARE * max(part, 0.01) if a.exons and a.exons == b.exons and part > 0 else 0.0


def finding_of(item: AnnotatedAllele, call: Call) -> Finding:
    """Return what is said of an allele in one sample, whose copy number may tell more."""
    if item.by_copies is not None:
        if call.kind is StructuralKind.DELETION:
            return item.by_copies.lost
        if call.kind is StructuralKind.DUPLICATION:
            return item.by_copies.gained
    return item.findings[0]
