"""What a header declares of the genome build: contigs, their lengths, and hints in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache, partial

from fasannot.errors import AssemblyError
from fasannot.files.candidates import Selection
from fasannot.files.vcf.contig_lines import Contigs, contigs_of
from fasannot.files.vcf.header import VcfHeader
from fasannot.gene.chromosome_names import ChromosomeNames
from fasannot.gene.model import Assembly, GeneModel
from fasannot.gene.tables import read_table

CHROMOSOME = "10"
_PREFIXED = re.compile(rf"([^#]+)#[0-9]+#(?:chr|chromosome)?{CHROMOSOME}", re.IGNORECASE)
_ACCESSION = re.compile(rf"(?:NC_0*{CHROMOSOME}|CM000672)\.[0-9]+")
# What a name may look like that a person, a spreadsheet or a script made of chr10.
_LOOK_ALIKE = re.compile(
    r"[\"']?(?:hsa?|homo_sapiens[_.-]?)?(?:c|chr|chrom|chromosome)?[_.\-:]?"
    rf"0*{CHROMOSOME}(?:\.0+)?[\"']?",
    re.IGNORECASE,
)


@cache
def _chromosome_lengths() -> dict[str, dict[str, int]]:
    """Return chromosome lengths by build."""
    table = read_table("contigs.tsv", "chromosome", "GRCh38", "GRCh37")
    return {
        build: {row["chromosome"]: int(row[build]) for row in table.records()}
        for build in ("GRCh38", "GRCh37")
    }


@cache
def _refused() -> tuple[dict[str, str], ...]:
    """Return the builds that are recognised only to be refused."""
    return tuple(read_table("other_assemblies.tsv", "assembly").records())


@cache
def _refused_marks() -> tuple[dict[str, dict[str, str]], dict[int | None, dict[str, str]]]:
    """Return what tells those builds: accessions of chromosome 10, and its lengths."""
    accessions = {
        row[key]: row for row in _refused() for key in ("refseq_accession", "genbank_accession")
    }
    return accessions, {int(row["chromosome_length"]): row for row in _refused()}


def _refusal(row: Mapping[str, str], seen: str, path: str) -> AssemblyError:
    return AssemblyError(
        f"{seen}: this is {row['assembly']}, on which the FAS locus cannot be checked against a "
        f"known sequence; fasannot reads GRCh38 and GRCh37. What to do: {row['advice']}",
        path=path,
    )


def _plain(name: str) -> str:
    return re.sub(r"^(?:chr|chromosome)", "", name, flags=re.IGNORECASE)


def _other_chromosome(name: str) -> bool:
    """Whether a name is that of another chromosome."""
    plain = _plain(name)
    return plain != CHROMOSOME and plain in _chromosome_lengths()["GRCh38"]


def _edited(name: str, length: int, of: str, path: str) -> AssemblyError:
    return AssemblyError(
        f"the header gives {name} {length} bases, the length of {of}; the header was edited or "
        "mixed: restore it from the caller's output",
        path=path,
    )


def locus_selection(model: GeneModel) -> Selection:
    """Return which records may be FAS's, on either build."""
    return Selection(
        model.chromosome_names,
        tuple((one.locus_first - 1, one.locus_last) for one in model.assemblies.values()),
        partial(names_in_file, model),
    )


def names_in_file(model: GeneModel, header: Sequence[bytes]) -> ChromosomeNames:
    """Return the names of chromosome 10 in a file: the usual ones, and those its lengths tell.

    Args:
        model: the gene model.
        header: the header lines.
    """
    lengths = frozenset(one.chromosome_length for one in model.assemblies.values())
    return model.chromosome_names | _names_of_length(contigs_of(header), lengths)


@lru_cache(maxsize=8)
def _names_of_length(contigs: Contigs, lengths: frozenset[int]) -> ChromosomeNames:
    """Return the names of contigs as long as chromosome 10, but for those of others."""
    return ChromosomeNames.of(
        name
        for name, length in contigs.lengths.items()
        if length in lengths and not _other_chromosome(name)
    )


def _tells(name: str) -> bool:
    return CHROMOSOME in name or name.startswith("CM")


@lru_cache(maxsize=8)  # the many files of a cohort share their thousands of names
def worth_a_look(names: frozenset[str]) -> tuple[str, ...]:
    """Return, in order, the names of which ``check_name`` may have something to say."""
    accessions, _ = _refused_marks()
    patterns = (_PREFIXED, _LOOK_ALIKE, _ACCESSION)
    return tuple(
        sorted(
            name
            for name in names
            if name in accessions
            or (_tells(name) and any(pattern.fullmatch(name) for pattern in patterns))
        )
    )


def check_name(name: str, names: ChromosomeNames, path: str) -> str:
    """Return a warning of a CHROM that may be chromosome 10 and was not read; empty if none.

    Args:
        name: a contig or CHROM.
        names: the names that are read.
        path: the file, for messages.

    Raises:
        AssemblyError: the name says that it is of another assembly.
    """
    accessions, _ = _refused_marks()
    if name in names:
        return ""
    if name in accessions:
        raise _refusal(accessions[name], f"contig {name}", path)
    if not _tells(name):
        return ""  # one of thousands
    prefixed = _PREFIXED.fullmatch(name)
    if prefixed:
        raise AssemblyError(
            f"contig {name} is chromosome {CHROMOSOME} of the assembly {prefixed[1]!r}, which is "
            "neither GRCh38 nor GRCh37; project the records onto one of them, or, if it is one, "
            "give its length in the header or rename it (bcftools annotate --rename-chrs)",
            path=path,
        )
    if not (_LOOK_ALIKE.fullmatch(name) or _ACCESSION.fullmatch(name)):
        return ""
    return (
        f"contig {name!r} is no accepted name of chromosome {CHROMOSOME} and its records were not "
        "read; rename it to chr10 or 10 (bcftools annotate --rename-chrs)"
    )


def declared_assembly(model: GeneModel, contigs: Contigs, path: str) -> Assembly | None:
    """Return the build that the header's contig lines declare, ``None`` when they do not.

    A length of 0, or of no chromosome that is known, declares nothing: PLINK writes the last
    position + 1.

    Args:
        model: the gene model; its names of chromosome 10 are those of the file.
        contigs: what they declare.
        path: the file, for messages.

    Raises:
        AssemblyError: the lines contradict each other, or declare another build.
    """
    names = model.chromosome_names
    known = _known_lengths()
    accessions, lengths = _refused_marks()
    own_lengths = frozenset(one.chromosome_length for one in model.assemblies.values())
    mine, telling = _telling(contigs, names, own_lengths)
    for name, length in telling:
        if name in accessions:
            raise _refusal(accessions[name], f"the header names contig {name}", path)
        if length in lengths and (name in mine or _PREFIXED.fullmatch(name)):
            raise _refusal(lengths[length], f"the header gives {name} {length} bases", path)
    if not mine:
        for name in contigs.lengths:
            if _PREFIXED.fullmatch(name):
                check_name(name, names, path)
    reasons: dict[str, str] = {}
    own_names = [(one, model.own_names(one)) for one in model.assemblies.values()]
    for name, length in telling:
        by_name = [one for one, own in own_names if name in own]
        by_length = [one for one in model.assemblies.values() if length == one.chromosome_length]
        if by_length and _other_chromosome(name):
            raise _edited(name, by_length[0].chromosome_length, "chromosome 10", path)
        for assembly in by_name:
            reasons.setdefault(assembly.name, f"contig {name}")
            if length and length != assembly.chromosome_length:
                raise AssemblyError(
                    f"the header gives {name} {length} bases, but chromosome 10 of "
                    f"{assembly.name} has {assembly.chromosome_length}; the header was edited "
                    "or mixed: restore it from the caller's output",
                    path=path,
                )
        if name not in mine or length is None:
            continue
        if by_length:
            reasons.setdefault(by_length[0].name, f"contig {name} of {length} bases")
        elif length in known:
            raise _edited(name, length, "another chromosome", path)
    if len(reasons) == 2:
        raise AssemblyError(
            "the header contradicts itself: "
            + " but ".join(f"{why} is {build}" for build, why in reasons.items())
            + "; restore the header of one build",
            path=path,
        )
    if reasons:
        return model.assemblies[next(iter(reasons))]
    return _by_other_contigs(model, contigs.lengths)


@lru_cache(maxsize=8)
def _telling(
    contigs: Contigs, names: ChromosomeNames, own_lengths: frozenset[int]
) -> tuple[frozenset[str], tuple[tuple[str, int | None], ...]]:
    """Return which contigs have names of chromosome 10, and all whose name or length tells a build.

    The others, of which there may be thousands, say nothing.
    """
    accessions, lengths = _refused_marks()
    mine = names.among(contigs.names)
    marks = accessions.keys() | mine
    marked_lengths = _known_lengths() | own_lengths | lengths.keys()
    telling = tuple(
        (name, length)
        for name, length in contigs.lengths.items()
        if length in marked_lengths or name in marks
    )
    return mine, telling


@cache
def _known_lengths() -> frozenset[int]:
    """Return the lengths of all chromosomes of both builds."""
    return frozenset(
        length for lengths in _chromosome_lengths().values() for length in lengths.values()
    )


def _by_other_contigs(model: GeneModel, contigs: Mapping[str, int | None]) -> Assembly | None:
    """Return the build by the other chromosomes' lengths, when all known ones agree on it."""
    votes: set[str] = set()
    known = _known_lengths()
    for name, length in contigs.items():
        if length not in known:
            continue
        for build, lengths in _chromosome_lengths().items():
            if lengths.get(_plain(name)) == length:
                votes.add(build)
    return model.assemblies[votes.pop()] if len(votes) == 1 else None


def hinted_assembly(model: GeneModel, header: VcfHeader) -> Assembly | None:
    """Return the one build that words of the header name, ``None`` when there is none or two.

    Read are ``##reference``, ``##assembly`` and ``assembly=`` of contig lines.
    """
    words = set(header.contigs.assemblies)
    for line in header.texts:
        if line.startswith(("##reference=", "##assembly=")):
            words.add(line.partition("=")[2])
    named = {build for text in words for build in builds_named(model, text)}
    return model.assemblies[named.pop()] if len(named) == 1 else None


def builds_named(model: GeneModel, text: str) -> set[str]:
    """Return the builds that words of a text name.

    >>> from fasannot.gene.model import load_gene_model
    >>> builds_named(load_gene_model(), "file:///refs/human_g1k_v37_decoy.fasta")
    {'GRCh37'}
    """
    lower = text.lower()
    return {
        name
        for name, assembly in model.assemblies.items()
        if any(
            hint in lower and re.search(rf"(?<![a-z0-9]){re.escape(hint)}(?![0-9])", lower)
            for hint in assembly.hints
        )
    }
