"""The FAS gene model: locus sequence, transcripts, domains and genome assemblies, validated."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from fasannot.errors import DataError
from fasannot.gene.checks import all_of, bases, kind_of, named, refuse, whole
from fasannot.gene.chromosome_names import ChromosomeNames
from fasannot.gene.coordinates import Interval
from fasannot.gene.resources import read_text
from fasannot.gene.tables import read_table
from fasannot.gene.transcript import Transcript

SYMBOL = "FAS"
GENE_ID = "ENSG00000026103"
# SHA-256 of the bare upper-case locus sequence, as published beside LRG_134 / NG_009089.2.
LOCUS_SHA256 = "29e0ff642037f1b2d1343c1df34ab2d2b6c438d3b3a426ac84f674634d418b64"


@dataclass(frozen=True, slots=True)
class Assembly:
    """One genome build and where the locus lies on its chromosome 10.

    Attributes:
        name: ``GRCh38`` or ``GRCh37``.
        accession: RefSeq accession of chromosome 10, for g. names.
        chromosome_length: bases of chromosome 10.
        locus_first: 1-based position of the first base of the locus.
        locus_last: 1-based position of its last base.
        refget: GA4GH refget accession of chromosome 10, for VRS.
        chromosome_names: spellings of CHROM that mean chromosome 10.
        hints: words in a header, in lower case, that name this build.
    """

    name: str
    accession: str
    genbank: str
    chromosome_length: int
    locus_first: int
    locus_last: int
    refget: str
    chromosome_names: ChromosomeNames
    hints: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field in ("name", "accession", "genbank", "refget"):
            named(f"{field} of an assembly", getattr(self, field))
        whole("chromosome length", self.chromosome_length, least=1)
        whole("first base of the locus", self.locus_first, least=1)
        whole(
            "last base of the locus",
            self.locus_last,
            least=self.locus_first,
            most=self.chromosome_length,
        )
        for name in self.chromosome_names or ("",):
            named("chromosome name", name)

    def coordinate(self, position: int) -> int:
        """Return the 0-based locus coordinate of a 1-based chromosome position."""
        return position - self.locus_first

    def position(self, coordinate: int) -> int:
        """Return the 1-based chromosome position of a 0-based locus coordinate."""
        return coordinate + self.locus_first


@dataclass(frozen=True, slots=True)
class Domain:
    """A stretch of the protein.

    Attributes:
        name: short name as in the DOMAINS column.
        interval: residues, 0-based half-open.
        title: name in words.
    """

    name: str
    interval: Interval
    title: str

    def __post_init__(self) -> None:
        named("name of a domain", self.name)
        kind_of("residues of a domain", self.interval, Interval)
        if not self.interval:
            refuse(f"{self.name}", self.interval, "a domain has residues")


@dataclass(frozen=True, slots=True, eq=False)
class GeneModel:
    """FAS: one sequence, its transcripts and domains, and the builds it lies on.

    Two models are never compared: one is told from another as an object.
    """

    sequence: str
    assemblies: dict[str, Assembly]
    transcripts: tuple[Transcript, ...]
    domains: tuple[Domain, ...]

    def __post_init__(self) -> None:
        named("sequence of the locus", self.sequence)
        bases("sequence of the locus", self.sequence)
        all_of("assembly of a gene model", self.assemblies.values(), Assembly)
        all_of("transcript of a gene model", self.transcripts, Transcript)
        all_of("domain of a gene model", self.domains, Domain)
        if not self.transcripts or self.transcripts[0].group != "mane":
            refuse("first transcript", self.transcripts[:1], "the MANE transcript comes first")

    @property
    def mane(self) -> Transcript:
        """The MANE Select transcript, NM_000043.6."""
        return self.transcripts[0]

    @property
    def chromosome_names(self) -> ChromosomeNames:
        """Spellings of chromosome 10 on any build."""
        found = ChromosomeNames.of(())
        for assembly in self.assemblies.values():
            found |= assembly.chromosome_names
        return found

    def own_names(self, assembly: Assembly) -> ChromosomeNames:
        """Return the spellings of chromosome 10 that name one build and no other."""
        own = assembly.chromosome_names
        for other in self.assemblies.values():
            if other is not assembly:
                own -= other.chromosome_names
        return own

    def with_names(self, names: ChromosomeNames) -> GeneModel:
        """Return the model of a file that has further names for chromosome 10."""
        if not len(names - self.chromosome_names):
            return self
        return replace(
            self,
            assemblies={
                name: replace(
                    one, chromosome_names=one.chromosome_names | names - self.chromosome_names
                )
                for name, one in self.assemblies.items()
            },
        )

    def chosen(self, choice: str) -> tuple[Transcript, ...]:
        """Return the transcripts of ``--transcripts mane|coding|all``, MANE first."""
        groups = {
            "mane": ("mane",),
            "coding": ("mane", "coding"),
            "all": ("mane", "coding", "other"),
        }
        return tuple(item for item in self.transcripts if item.group in groups[choice])

    def transcript(self, accession: str) -> Transcript | None:
        """Return a transcript by its accession, with or without version."""
        for item in self.transcripts:
            if item.accession == accession:
                return item
        for item in self.transcripts:
            if item.accession.partition(".")[0] == accession:
                return item
        return None


def _fasta(name: str) -> str:
    lines = read_text(name).splitlines()
    if not lines or not lines[0].startswith(">"):
        raise DataError(f"data/{name}: not a FASTA file")
    return "".join(lines[1:])


def _interval(text: str) -> Interval:
    first, _, last = text.partition("-")
    return Interval.from_positions(int(first), int(last))


def _assembly(row: dict[str, str]) -> Assembly:
    return Assembly(
        name=row["assembly"],
        accession=row["refseq_accession"],
        genbank=row["genbank_accession"],
        chromosome_length=int(row["chromosome_length"]),
        locus_first=int(row["locus_first"]),
        locus_last=int(row["locus_last"]),
        refget=row["refget_accession"],
        chromosome_names=ChromosomeNames.of(row["chromosome_names"].split(",")),
        hints=tuple(row["hints"].split(",")),
    )


def _load_assemblies(length: int) -> dict[str, Assembly]:
    found = {}
    for assembly in read_table("assemblies.tsv", "assembly").parsed(_assembly):
        if assembly.locus_last - assembly.locus_first + 1 != length:
            raise DataError(f"data/assemblies.tsv: the locus of {assembly.name} is not {length} bp")
        found[assembly.name] = assembly
    return found


def _transcript(row: dict[str, str], locus: str) -> Transcript:
    exons = tuple(_interval(span) for span in row["exons"].split(","))
    cds = None
    if row["cds_first"] != ".":
        cds = Interval.from_positions(int(row["cds_first"]), int(row["cds_last"]))
    protein = None if row["protein"] == "." else row["protein"]
    transcript = Transcript.build(
        row["transcript"], protein, row["biotype"], row["set"], exons, cds, locus
    )
    for before, after in pairwise(exons):
        ends = locus[before.end : before.end + 2] + locus[after.start - 2 : after.start]
        if ends != "GTAG":
            raise ValueError(f"{transcript.accession} has an intron that is not GT..AG")
    return transcript


def _load_transcripts(locus: str) -> tuple[Transcript, ...]:
    table = read_table("transcripts.tsv", "transcript")
    if table.provenance.get("strand") != "+":
        raise DataError("data/transcripts.tsv: only the + strand is supported")
    return tuple(table.parsed(lambda row: _transcript(row, locus)))


def _domain(row: dict[str, str]) -> Domain:
    return Domain(
        row["domain"], Interval.from_positions(int(row["first"]), int(row["last"])), row["name"]
    )


@cache
def load_gene_model() -> GeneModel:
    """Return the gene model, read once and validated.

    Raises:
        DataError: a shipped file is missing, altered or inconsistent.
    """
    locus = _fasta("locus.fa")
    if hashlib.sha256(locus.encode()).hexdigest() != LOCUS_SHA256:
        raise DataError("data/locus.fa: the sequence is not NG_009089.2; reinstall fasannot")
    transcripts = _load_transcripts(locus)
    mane = transcripts[0]
    protein = _fasta("protein.fa")
    if mane.accession != "NM_000043.6" or mane.protein != protein + "*":
        raise DataError("data/transcripts.tsv: NM_000043.6 does not translate to NP_000034.1")
    domains = tuple(read_table("domains.tsv", "domain", "first", "last", "name").parsed(_domain))
    for domain in domains:
        if domain.interval.end > len(protein):
            raise DataError(f"data/domains.tsv: {domain.name} ends outside the protein")
    return GeneModel(locus, _load_assemblies(len(locus)), transcripts, domains)
