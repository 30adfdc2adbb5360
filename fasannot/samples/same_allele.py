"""What makes two written alleles one, however their records spell them; and their names."""

from __future__ import annotations

import re
from functools import cache

from fasannot.allele.structural.variant import StructuralKind
from fasannot.files.vcf.record import Record
from fasannot.gene.model import Assembly, load_gene_model
from fasannot.rules.finding import Finding

Key = tuple[int, int, str]
_POSITION = re.compile(r"\d{6,}")
# Kinds whose g. name says all that is known of them.
_NAMED = frozenset(
    {
        StructuralKind.DELETION,
        StructuralKind.DUPLICATION,
        StructuralKind.INVERSION,
        StructuralKind.INSERTION,
    }
)


@cache
def _grch38() -> Assembly:
    return load_gene_model().assemblies["GRCh38"]


def on_grch38(name: str, assembly: Assembly) -> str:
    """Return a g. name of any build as it reads on GRCh38."""
    grch38 = _grch38()
    if assembly is grch38 or not name:
        return name
    accession, colon, change = name.partition(":")
    moved = _POSITION.sub(
        lambda found: str(grch38.position(assembly.coordinate(int(found[0])))), change
    )
    return f"{grch38.accession if accession == assembly.accession else accession}{colon}{moved}"


def allele_key(finding: Finding, record: Record | None = None) -> Key:
    """Return what makes two alleles one: place and new bases, however the record spells them.

    An allele that cannot be spelled out is one with another of the same g. name on GRCh38; a
    junction with one that joins the same two places.
    """
    structural = finding.structural
    effect = finding.effect
    if effect is None:
        position = record.position if record is not None else 0
        place = finding.assembly.coordinate(position)
        written = f"{record.ref if record is not None else ''}>{finding.allele}"
        return (place, place, f"? {written}")
    variant = effect.variant
    if finding.vrs_id or structural is None:
        whole = "" if finding.vrs_id else f" {on_grch38(finding.hgvs_g, finding.assembly)}"
        return (variant.start, variant.end, f"{variant.alt}{whole}")
    start, end = structural.start.place, structural.end.place
    if structural.kind in _NAMED:
        return (start, end, on_grch38(finding.hgvs_g, finding.assembly))
    return (start, end, " ".join((structural.kind, structural.junction, structural.label)))


def short_name(finding: Finding) -> str:
    """Return the c. name without its accession, else the g. name."""
    name = finding.hgvs_c or finding.hgvs_g
    return name.partition(":")[2] or name or finding.allele


def event_name(finding: Finding, record: Record | None = None) -> str:
    """Return the EVENT column of an allele: its g. name on GRCh38, or what stands for it.

    A junction reads as its ALT would at the last base of the gene's side that it keeps; a change
    that has no name as its kind and its stretch.
    """
    if finding.hgvs_g:
        return on_grch38(finding.hgvs_g, finding.assembly)
    grch38 = _grch38()
    structural = finding.structural
    if structural is None or finding.effect is None:
        position = record.position if record is not None else 0
        place = grch38.position(finding.assembly.coordinate(position))
        ref = record.ref if record is not None else ""
        return f"{grch38.accession}:{place}:{ref}>{finding.allele}"
    first = grch38.position(structural.start.place)
    last = grch38.position(structural.end.place - 1)
    if structural.kind is StructuralKind.BREAKEND:
        other = f"-{last + 1}" if structural.end.place != structural.start.place else ""
        return f"{grch38.accession}:{first - 1}{other}:{structural.junction or 'junction'}"
    label = structural.label or structural.kind.replace(" ", "_")
    return f"{grch38.accession}:{first}-{last}:{label}"
