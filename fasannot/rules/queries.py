"""What a person asks ``explain`` for: any common spelling of an allele, to alleles of the locus."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fasannot.allele.names.hgvs import (
    LocusEdit,
    QueryError,
    ResidueQuery,
    parse_coding,
    parse_genomic,
    parse_residue,
    possible_alleles,
)
from fasannot.effect.hgvs import precursor_position
from fasannot.files.vcf.record import AlleleKind, allele_kind
from fasannot.gene.landmarks import landmarks
from fasannot.gene.model import SYMBOL, Assembly, GeneModel
from fasannot.gene.sequence import THREE_LETTER
from fasannot.gene.transcript import Transcript
from fasannot.rules.knowledge import Knowledge

FORMS = (
    "chr10-89014191-G-C, NC_000010.11:g.89014191G>C, NM_000043.6:c.749G>C, c.749G>C, p.Arg250Pro, "
    "R250P, legacy:R234P, or a known id (rs…, ClinVar VariationID, UniProt VAR_…)"
)
_VCF = re.compile(
    r"(?P<chrom>[A-Za-z0-9_.]+)[-:\s]+(?P<position>[\d,]+)[-:\s]*(?P<ref>[A-Za-z]+)[-:>/\s]+(?P<alt>[A-Za-z*<>.]+)$"
)
_NAME = re.compile(
    r"(?:(?P<accession>[A-Za-z][A-Za-z0-9_.]*)(?:\([A-Za-z0-9_.]+\))?:)?(?P<datum>[gcnp])\.(?P<description>.+)$"
)
_FRAMESHIFT = re.compile(
    r"(?P<legacy>legacy:)?(?:NP_000034(?:\.1)?:)?(?:p\.)?\(?"
    r"(?P<ref>[A-Za-z]{3}|[A-Z])(?P<position>-?\d+)(?:[A-Za-z]{3}|[A-Z])?fs",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"(rs\d+|\d+|VAR_\d+|ClinVar:\d+|UniProt:VAR_\d+)$")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a query stands for.

    Attributes:
        query: as asked.
        edits: the alleles; several when a protein change has several codons.
        assembly: the build that the query names, else ``None``.
        notes: what a reader should know of how it was read.
    """

    query: str
    edits: tuple[LocusEdit, ...]
    assembly: Assembly | None = None
    notes: tuple[str, ...] = ()


def resolve(model: GeneModel, knowledge: Knowledge, query: str, assembly: str = "auto") -> Resolved:
    """Return the alleles a query stands for.

    Args:
        model: the gene model.
        knowledge: the shipped knowledge, for ids.
        query: the query in any of the known forms.
        assembly: build of positions in the query; ``auto`` takes the one in whose locus they lie.

    Raises:
        QueryError: it cannot be read, lies outside FAS or contradicts the reference.
    """
    found = _resolve(model, knowledge, query, assembly)
    if all(edit.ref == edit.alt for edit in found.edits):
        raise QueryError(f"{query!r} changes nothing: it is the reference sequence")
    return found


def _resolve(model: GeneModel, knowledge: Knowledge, query: str, assembly: str) -> Resolved:
    text = query.strip()
    if "?" in text or re.search(r"\(\d+[+-]?\d*_", text):
        raise QueryError(
            f"{query!r}: names with uncertain borders stand for many alleles; put the record "
            "(<DEL> or <DUP> with END) into a VCF and annotate that"
        )
    frameshift = _FRAMESHIFT.match(text)
    if frameshift is not None:
        return _shifted(knowledge, query, frameshift)
    if text.lower().startswith("legacy:"):
        return _legacy(model, query, text[7:].strip())
    name = _NAME.match(text)
    if name is not None:
        return _named(model, query, name, assembly)
    if _IDENTIFIER.match(text):
        return _known(model, knowledge, query, text)
    residue = parse_residue(text)
    if residue is not None:
        return _protein(model, query, residue)
    allele = _VCF.match(text)
    if allele is not None:
        return _vcf_allele(model, query, allele, assembly)
    raise QueryError(f"{query!r} cannot be read as an allele; forms that can: {FORMS}")


def _vcf_allele(model: GeneModel, query: str, match: re.Match[str], choice: str) -> Resolved:
    position = int(match["position"].replace(",", ""))
    ref, alt = match["ref"].upper(), match["alt"].upper()
    kind = allele_kind(ref, alt)
    if kind is not AlleleKind.SEQUENCE:
        raise QueryError(f"{query!r}: {ref} to {alt} is no change of plain bases ({kind.value})")
    for assembly in _builds(model, query, choice):
        if match["chrom"] not in assembly.chromosome_names:
            continue
        start = assembly.coordinate(position)
        if start + len(ref) <= 0 or start >= len(model.sequence):
            continue
        if start < 0 or start + len(ref) > len(model.sequence):
            raise QueryError(f"{query!r} reaches beyond the FAS locus; put it into a VCF instead")
        expected = model.sequence[start : start + len(ref)]
        if expected != ref:
            raise QueryError(
                f"{query!r}: {assembly.name} has {expected} at {position}, not {ref}; check the "
                "build and the strand (FAS lies on the + strand)"
            )
        return Resolved(query, (LocusEdit(start, ref, alt),), assembly)
    where = " or ".join(
        f"chr10:{item.locus_first}-{item.locus_last} ({item.name})"
        for item in _builds(model, query, choice)
    )
    raise QueryError(f"{query!r} does not lie in the FAS locus, {where}")


def _builds(model: GeneModel, query: str, choice: str) -> tuple[Assembly, ...]:
    if choice == "auto":
        return tuple(model.assemblies.values())
    return (model.assemblies[choice],)


def _named(model: GeneModel, query: str, match: re.Match[str], choice: str) -> Resolved:
    accession, datum, description = match["accession"], match["datum"], match["description"]
    if datum == "g":
        return _genomic(model, query, accession, description, choice)
    if datum == "p":
        if accession and accession.partition(".")[0] not in _protein_accessions(model):
            raise QueryError(f"{query!r}: {accession} is no protein of FAS; use NP_000034.1")
        residue = parse_residue(description)
        if residue is None:
            raise QueryError(
                f"{query!r}: only substitutions can be traced from protein to DNA (p.Arg250Pro, "
                "p.Arg250Ter, p.Arg250=); give the c. or g. name of other changes"
            )
        return _protein(model, query, residue)
    transcript, notes = _transcript(model, query, accession)
    if (datum == "c") != transcript.coding:
        raise QueryError(
            f"{query!r}: {transcript.accession} is "
            + ("coding, use c." if transcript.coding else "non-coding, use n.")
        )
    return Resolved(query, (parse_coding(model, transcript, description),), None, notes)


def _genomic(
    model: GeneModel, query: str, accession: str | None, description: str, choice: str
) -> Resolved:
    for assembly in _builds(model, query, choice):
        if accession is not None and accession in assembly.chromosome_names - {"10", "chr10"}:
            return Resolved(query, (parse_genomic(model, assembly, description),), assembly)
    if accession in (None, "10", "chr10"):
        first = re.match(r"\d+", description)
        for assembly in _builds(model, query, choice):
            if first and assembly.locus_first <= int(first[0]) <= assembly.locus_last:
                return Resolved(query, (parse_genomic(model, assembly, description),), assembly)
    known = " or ".join(f"{item.accession} ({item.name})" for item in model.assemblies.values())
    raise QueryError(f"{query!r}: a g. name of FAS is on {known}")


def _protein_accessions(model: GeneModel) -> frozenset[str]:
    mane = model.mane
    same = {
        item.protein_accession.partition(".")[0]
        for item in model.transcripts
        if item.protein_accession and item.protein == mane.protein
    }
    return frozenset({*same, SYMBOL, "P25445"})


def _transcript(
    model: GeneModel, query: str, accession: str | None
) -> tuple[Transcript, tuple[str, ...]]:
    mane = model.mane
    if accession is None or accession in (SYMBOL, "LRG_134t1", mane.accession):
        return mane, ()
    transcript = model.transcript(accession)
    if transcript is not None:
        if transcript.accession != accession:
            return transcript, (f"read on {transcript.accession}, as no such version was named",)
        return transcript, ()
    base = accession.partition(".")[0]
    other = model.transcript(base)
    if other is not None and other.protein == mane.protein:
        return mane, (
            f"{accession} is not known here; read on {mane.accession}, whose coding sequence is "
            "that of the other versions",
        )
    raise QueryError(f"{query!r}: {accession} is no transcript of FAS; use {mane.accession}")


def _protein(
    model: GeneModel, query: str, residue: ResidueQuery, notes: tuple[str, ...] = ()
) -> Resolved:
    mane = model.mane
    if residue.position < 1:
        raise QueryError(
            f"{query!r}: precursor residues count from 1; for mature numbering write "
            f"legacy:{query.strip()}"
        )
    try:
        edits = possible_alleles(model, mane, residue)
    except QueryError as error:
        hint = _legacy_hint(model, residue)
        raise QueryError(f"{query!r}: {error}{hint}") from error
    if not edits:
        raise QueryError(
            f"{query!r}: no change within one exon makes residue {residue.position} "
            f"{THREE_LETTER.get(residue.alt, residue.alt)}"
        )
    if len(edits) > 1:
        notes = (*notes, f"{len(edits)} nucleotide changes make this protein change; all are shown")
    if len(edits[0].ref) > 1:
        notes = (*notes, "no single-base change makes it; the shortest ones are shown")
    return Resolved(query, tuple(edits), None, notes)


def _legacy_hint(model: GeneModel, residue: ResidueQuery) -> str:
    """Return a hint when the name fits the mature numbering of older papers."""
    place = precursor_position(residue.position)
    protein = model.mane.protein
    if 1 <= place <= len(protein) and protein[place - 1] == residue.ref:
        name = f"{residue.ref}{residue.position}{residue.alt}"
        return (
            f". Older papers leave out the {landmarks().legacy_offset}-residue signal: "
            f"residue {place} is {THREE_LETTER[residue.ref]}; if that is meant, ask for "
            f"legacy:{name}"
        )
    return ""


def _legacy(model: GeneModel, query: str, text: str) -> Resolved:
    residue = parse_residue(text.removeprefix("p."))
    if residue is None or residue.position == 0:
        raise QueryError(
            f"{query!r}: a legacy name is a substitution such as legacy:R234P, never of residue 0"
        )
    position = precursor_position(residue.position)
    moved = ResidueQuery(residue.ref, position, residue.alt)
    note = f"legacy residue {residue.position} is residue {position} of the precursor"
    return _protein(model, query, moved, (note,))


def _shifted(knowledge: Knowledge, query: str, match: re.Match[str]) -> Resolved:
    """Return the catalogued frameshifts of a residue; there are countless others."""
    residue = parse_residue(f"{match['ref']}{match['position']}=")
    if residue is None:
        raise QueryError(f"{query!r} cannot be read as an allele; forms that can: {FORMS}")
    position = precursor_position(residue.position) if match["legacy"] else residue.position
    name = f"p.{THREE_LETTER[residue.ref]}{position}fs"
    edits = tuple(
        LocusEdit(
            entry.allele[0], knowledge.model.sequence[slice(*entry.allele[:2])], entry.allele[2]
        )
        for entry in knowledge.catalogue.entries
        if entry.allele is not None and entry.hgvs_p is not None and entry.hgvs_p.startswith(name)
    )
    if not edits:
        raise QueryError(
            f"{query!r}: many changes of the DNA shift the frame at residue {position} and the "
            "catalogue has none of them; give the c. or g. name"
        )
    note = f"many changes shift the frame at residue {position}; this is what the catalogue has"
    return Resolved(query, edits, None, (note,))


def _known(model: GeneModel, knowledge: Knowledge, query: str, text: str) -> Resolved:
    edits: list[LocusEdit] = []
    notes: list[str] = []
    for entry in knowledge.catalogue.find(text):
        if entry.allele is not None:
            start, end, alt = entry.allele
            edit = LocusEdit(start, model.sequence[start:end], alt)
            if edit not in edits:
                edits.append(edit)
        elif entry.residue is not None:
            protein = model.mane.protein
            asked = ResidueQuery(protein[entry.residue], entry.residue + 1, entry.new_residue)
            edits.extend([e for e in possible_alleles(model, model.mane, asked) if e not in edits])
            notes.append(f"{text} is known by its protein change {entry.hgvs_p}")
    for (start, end, alt), (_, identifier) in knowledge.catalogue.frequencies.items():
        edit = LocusEdit(start, model.sequence[start:end], alt)
        if identifier == text and edit not in edits:
            edits.append(edit)
    if not edits:
        raise QueryError(
            f"{query!r} is no id that the catalogue knows (ClinVar June 2021, UniProt); ask by its "
            f"allele: {FORMS}"
        )
    return Resolved(query, tuple(edits), None, tuple(notes))
