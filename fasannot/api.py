"""The Python interface: annotate one allele, or every FAS allele of a VCF, as typed values."""

from __future__ import annotations

from collections.abc import Iterator
from operator import index
from typing import NamedTuple, SupportsIndex

from fasannot.errors import InputError
from fasannot.files.raw import RawInput
from fasannot.files.vcf.record import AlleleKind, Record, allele_kind
from fasannot.gene.model import load_gene_model
from fasannot.outputs.explain.query_findings import answers
from fasannot.outputs.job import Job, OutputType, findings_of
from fasannot.rules.annotator import Annotator
from fasannot.rules.finding import Finding
from fasannot.rules.knowledge import load_knowledge
from fasannot.rules.queries.reading import Reading
from fasannot.rules.queries.resolve import reader_of


class VcfFinding(NamedTuple):
    """One finding of a VCF.

    Attributes:
        record: the record, its fixed fields as text.
        finding: the finding of one ALT on one transcript.
    """

    record: Record
    finding: Finding


def annotator(
    assembly: str = "GRCh38", transcripts: str = "mane", use_known: bool = True
) -> Annotator:
    """Return an annotator for many alleles on one genome build.

    Args:
        assembly: ``GRCh38`` or ``GRCh37``.
        transcripts: ``mane``, ``coding`` or ``all``.
        use_known: whether the catalogue of known variants counts.
    """
    model = load_gene_model()
    if not isinstance(assembly, str) or assembly not in model.assemblies:
        known = " and ".join(model.assemblies)
        raise InputError(f"assembly {assembly!r} is not known; fasannot reads {known}")
    if transcripts not in ("mane", "coding", "all"):
        raise InputError(f"transcripts {transcripts!r}: choose mane, coding or all")
    return Annotator.of(model, assembly, transcripts, use_known=use_known)


def annotate(
    chrom: str, pos: int, ref: str, alt: str, assembly: str | None = None
) -> Finding | None:
    """Return the finding of one allele on NM_000043.6, ``None`` when it changes no base of FAS.

    Args:
        chrom: chromosome name, as ``chr10``, ``10`` or ``NC_000010.11``.
        pos: position, 1-based, as in VCF.
        ref: reference bases; an empty string is not a VCF allele.
        alt: the new bases.
        assembly: ``GRCh38`` or ``GRCh37``; needed unless ``chrom`` is an accession, which tells.

    Raises:
        InputError: the build is unknown or not told, or the bases are no plain alleles.
        ReferenceMismatchError: ``ref`` disagrees with the reference sequence.

    >>> annotate("chr10", 89014191, "G", "C", assembly="GRCh38").hgvs_p
    'NP_000034.1:p.(Arg250Pro)'
    """
    pos = _whole(pos)
    for name, value in (("chrom", chrom), ("ref", ref), ("alt", alt)):
        if not isinstance(value, str):
            raise InputError(f"{name} is {value!r}; text is wanted")
    if assembly is None:
        assembly = _assembly_of(chrom)
    tool = annotator(assembly)
    ref, alt = ref.upper(), alt.upper()
    if not ref:
        raise InputError(f"{chrom}:{pos}: ref is empty; put the base before into ref and alt")
    kind = allele_kind(ref, alt)
    if kind is not AlleleKind.SEQUENCE:
        raise InputError(f"{ref!r} to {alt!r} is no change of plain bases: {kind.value}")
    if chrom not in tool.assembly.chromosome_names:
        return None
    findings = tool.annotate(pos, ref, alt, where=f"{chrom}:{pos}")
    return findings[0] if findings else None


def _whole(pos: object) -> int:
    """Return a position as an ``int``; whole numbers of other libraries are taken, text is not."""
    if not isinstance(pos, bool) and isinstance(pos, SupportsIndex) and index(pos) > 0:
        return index(pos)
    raise InputError(f"pos is {pos!r}; a whole number from 1 on is wanted")


def _assembly_of(chrom: str) -> str:
    """Return the build that a chromosome accession belongs to; it is never guessed."""
    for item in load_gene_model().assemblies.values():
        if chrom in (item.accession, item.genbank):
            return item.name
    raise InputError(f"{chrom}: say assembly='GRCh38' or 'GRCh37'; the build is never guessed")


def parse(text: str, assembly: str = "auto") -> tuple[Reading, ...]:
    """Return every reading of an allele in any spelling that people paste.

    Args:
        text: a c., g. or p. name, a VCF-like text or line, SPDI, an id and more, as
            ``fasannot explain`` reads it.
        assembly: ``auto``, ``GRCh37`` or ``GRCh38``: build of positions that do not tell theirs.

    Raises:
        QueryError: it cannot be read, lies outside FAS or contradicts the reference.

    >>> [item.reading for item in parse("R105W")]
    ['protein NP_000034.1, precursor numbering', 'protein, mature numbering of older papers']
    """
    if assembly not in ("auto", *load_gene_model().assemblies):
        raise InputError(f"assembly {assembly!r}: choose auto, GRCh37 or GRCh38")
    return reader_of(load_gene_model(), load_knowledge(), assembly).read(text)


def annotate_reading(reading: Reading) -> tuple[Finding, ...]:
    """Return the finding of each allele that a reading of ``parse`` stands for.

    >>> [item.hgvs_c for item in annotate_reading(parse("legacy:R234P")[0])]
    ['NM_000043.6:c.749G>C']
    """
    build = reading.assembly.name if reading.assembly is not None else "GRCh38"
    return tuple(answer.finding for answer in answers(annotator(build), reading))


def annotate_vcf(
    path: str, assembly: str = "auto", transcripts: str = "mane"
) -> Iterator[VcfFinding]:
    """Return an iterator over the findings of every FAS allele of a VCF or BCF, in file order.

    Args:
        path: the file, ``-`` for standard input.
        assembly: ``auto``, ``GRCh37`` or ``GRCh38``.
        transcripts: ``mane``, ``coding`` or ``all``.

    Raises:
        FasannotError: the input is at fault; the message says what, where and what to do.
    """
    if str(path) != "-":
        RawInput.open(str(path)).close()  # a file that is not there is said at once
    job = Job(str(path), None, OutputType.TSV, assembly=assembly, transcripts=transcripts)
    return (
        VcfFinding(record, finding)
        for record, alleles in findings_of(job)
        for item in alleles
        for finding in item.findings
    )
