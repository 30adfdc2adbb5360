"""Find the genome build of a file from what it declares and from its REF bases; never guess.

The rules are those of the interface: contig lengths or accession names decide, then every REF in
that build's locus must match; without them the one build in whose locus all REFs match, with at
least four reference bases in all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from fasannot.errors import AssemblyError, ReferenceMismatchError
from fasannot.gene.model import Assembly, GeneModel
from fasannot.gene.sequence import BASES
from fasannot.gene.tables import read_table

MINIMUM_BASES = 4
# So many bases that fit the other build's FAS are worth a warning (by chance: 1 in 16).
SUSPICIOUS_BASES = 2
_CHROMOSOME = "10"


@cache
def _chromosome_lengths() -> dict[str, dict[str, int]]:
    """Return chromosome lengths by build."""
    table = read_table("contigs.tsv", "chromosome", "GRCh38", "GRCh37")
    rows = list(
        table.parsed(lambda row: (row["chromosome"], int(row["GRCh38"]), int(row["GRCh37"])))
    )
    return {
        "GRCh38": {name: length for name, length, _ in rows},
        "GRCh37": {name: length for name, _, length in rows},
    }


@cache
def _refused() -> tuple[dict[str, str], ...]:
    """Return the builds that are recognised only to be refused."""
    return tuple(read_table("other_assemblies.tsv", "assembly").records())


def _refusal(row: Mapping[str, str], seen: str, path: str) -> AssemblyError:
    return AssemblyError(
        f"{seen}: this is {row['assembly']}, on which the FAS locus cannot be checked against a "
        f"known sequence; fasannot reads GRCh38 and GRCh37. What to do: {row['advice']}",
        path=path,
    )


def _plain(name: str) -> str:
    return name[3:] if name[:3].lower() == "chr" else name


def declared_assembly(
    model: GeneModel, contigs: Mapping[str, int | None], path: str
) -> Assembly | None:
    """Return the build that the header's contig lines declare, ``None`` when they do not.

    Args:
        model: the gene model.
        contigs: contig name to length, ``None`` where the line states no length.
        path: the file, for messages.

    Raises:
        AssemblyError: the lines contradict each other, or declare another build.
    """
    for row in _refused():
        for name, length in contigs.items():
            if name in (row["refseq_accession"], row["genbank_accession"]):
                raise _refusal(row, f"the header names contig {name}", path)
            if _plain(name) == _CHROMOSOME and length == int(row["chromosome_length"]):
                raise _refusal(row, f"the header gives {name} {length} bases", path)
    reasons: dict[str, str] = {}
    unknown = ""
    for name, length in contigs.items():
        for assembly in model.assemblies.values():
            if name in (assembly.accession, assembly.genbank):
                reasons.setdefault(assembly.name, f"contig {name}")
                if length is not None and length != assembly.chromosome_length:
                    raise AssemblyError(
                        f"the header gives {name} {length} bases, but chromosome 10 of "
                        f"{assembly.name} has {assembly.chromosome_length}; the header was edited "
                        "or mixed: restore it from the caller's output",
                        path=path,
                    )
        if _plain(name) != _CHROMOSOME or length is None:
            continue
        matching = [a for a in model.assemblies.values() if a.chromosome_length == length]
        if matching:
            reasons.setdefault(matching[0].name, f"contig {name} of {length} bases")
        else:
            unknown = f"contig {name} of {length} bases"
    if len(reasons) == 2:
        raise AssemblyError(
            "the header contradicts itself: "
            + " but ".join(f"{why} is {build}" for build, why in reasons.items())
            + "; restore the header of one build",
            path=path,
        )
    if reasons:
        return model.assemblies[next(iter(reasons))]
    if unknown:
        lengths = ", ".join(f"{a.name} {a.chromosome_length}" for a in model.assemblies.values())
        raise AssemblyError(
            f"the header has {unknown}, which is no build that fasannot knows ({lengths}); lift "
            "the records over to GRCh38, or correct the header if it is wrong",
            path=path,
        )
    return _by_other_contigs(model, contigs)


def _by_other_contigs(model: GeneModel, contigs: Mapping[str, int | None]) -> Assembly | None:
    """Return the build by the other chromosomes' lengths, when all known ones agree on it."""
    votes: set[str] = set()
    for name, length in contigs.items():
        for build, lengths in _chromosome_lengths().items():
            if length is not None and lengths.get(_plain(name)) == length:
                votes.add(build)
    return model.assemblies[votes.pop()] if len(votes) == 1 else None


@dataclass(slots=True)
class BuildTally:
    """What the REFs in one build's locus have shown so far."""

    matching: int = 0
    failing: int = 0
    bases: int = 0
    first_failure: str = ""
    first_where: object = None


@dataclass(slots=True)
class AssemblyFinder:
    """Collects what a file shows of its build and decides.

    Attributes:
        model: the gene model.
        path: the file, for messages.
        requested: ``auto``, ``GRCh37`` or ``GRCh38``.
        declared: the build that the header declares, if any.
    """

    model: GeneModel
    path: str
    requested: str
    declared: Assembly | None
    tallies: dict[str, BuildTally] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tallies = {name: BuildTally() for name in self.model.assemblies}
        if self.requested != "auto":
            if self.declared is not None and self.declared.name != self.requested:
                raise AssemblyError(
                    f"--assembly {self.requested} was given, but the header's contig lines say "
                    f"{self.declared.name}; leave out --assembly, or correct the header",
                    path=self.path,
                )
            self.declared = self.model.assemblies[self.requested]

    def observe_chromosome(self, name: str, where: object) -> None:
        """Take note of an accession in CHROM, which declares a build like a contig line."""
        for assembly in self.model.assemblies.values():
            if name in (assembly.accession, assembly.genbank):
                if self.declared is None:
                    self.declared = assembly
                elif self.declared.name != assembly.name:
                    raise AssemblyError(
                        f"CHROM is {name}, which is {assembly.name}, but the file is declared as "
                        f"{self.declared.name}; the records come from two builds, or the header "
                        "is wrong",
                        path=self.path,
                        where=where,
                    )

    def observe(self, position: int, ref: str, where: object) -> None:
        """Compare the REF of one record with each build's locus.

        Args:
            position: POS, 1-based.
            ref: REF; bases other than A, C, G, T are not compared.
            where: the record, for messages.
        """
        sequence = self.model.sequence
        length = len(sequence)
        for name, assembly in self.model.assemblies.items():
            start = position - assembly.locus_first
            if start >= length or start + len(ref) <= 0:
                continue
            shown = ref[max(-start, 0) : length - start]
            first = max(start, 0)
            expected = sequence[first : first + len(shown)]
            tally = self.tallies[name]
            bases = sum(map(BASES.__contains__, shown)) if shown != expected else len(shown)
            if not bases:
                continue
            if shown == expected or all(
                a == b or a not in BASES for a, b in zip(shown, expected, strict=True)
            ):
                tally.matching += 1
                tally.bases += bases
            else:
                tally.failing += 1
                if not tally.first_where:
                    tally.first_where = where  # lines are counted only for a message
                    tally.first_failure = _difference(assembly, first, shown, expected)

    def suspicion(self) -> str:
        """Return a warning when nothing lies in the declared locus but all fits the other one."""
        if self.declared is None:
            return ""
        own = self.tallies[self.declared.name]
        (other,) = (name for name in self.tallies if name != self.declared.name)
        tally = self.tallies[other]
        if own.matching or own.failing or tally.failing or tally.bases < SUSPICIOUS_BASES:
            return ""
        return (
            f"no record lies in FAS on {self.declared.name}, but all {tally.matching} records at "
            f"the place of FAS on {other} carry its bases: if the file is {other} after all, its "
            "header is wrong and this answer is empty; check the build"
        )

    def odd_names(self, contigs: Iterable[str]) -> str:
        """Return a warning of contigs that look like chromosome 10 but are spelled otherwise."""
        accepted = set().union(*(item.chromosome_names for item in self.model.assemblies.values()))
        odd = [name for name in contigs if _plain(name) == _CHROMOSOME and name not in accepted]
        if not odd:
            return ""
        return (
            f"contig {odd[0]} is no accepted name of chromosome 10 and its records were not read; "
            "rename it to chr10 or 10 (bcftools annotate --rename-chrs)"
        )

    def decide(self, allow_mismatches: bool) -> Assembly | None:
        """Return the build, ``None`` when no record lies in either locus and none is declared.

        Args:
            allow_mismatches: keep single mismatches (``--ref-mismatch flag``).

        Raises:
            AssemblyError: the build is contradicted or cannot be told.
            ReferenceMismatchError: a REF disagrees with the declared build.
        """
        if self.declared is not None:
            self._check_declared(self.declared, allow_mismatches)
            return self.declared
        seen = {
            name: tally for name, tally in self.tallies.items() if tally.matching or tally.failing
        }
        if not seen:
            return None
        fitting = [name for name, tally in seen.items() if not tally.failing]
        enough = [name for name in fitting if seen[name].bases >= MINIMUM_BASES]
        if len(enough) == 1:
            return self.model.assemblies[enough[0]]
        if len(enough) > 1:
            why = "the REF bases fit both GRCh37 and GRCh38"
        elif fitting:
            count = max(seen[name].bases for name in fitting)
            why = (
                f"only {count} reference base{'s' if count > 1 else ''} in FAS could be compared "
                f"(fitting {' and '.join(fitting)}; at least {MINIMUM_BASES} are needed)"
            )
        else:
            why = "REF fits neither build: " + "; ".join(
                f"{name}: {tally.first_where}: {tally.first_failure}"
                for name, tally in seen.items()
            )
        raise AssemblyError(
            f"the genome build cannot be told: no contig lengths in the header, and {why}; "
            "say --assembly GRCh38 or --assembly GRCh37",
            path=self.path,
        )

    def _check_declared(self, declared: Assembly, allow_mismatches: bool) -> None:
        tally = self.tallies[declared.name]
        if not tally.failing:
            return
        (other,) = (name for name in self.tallies if name != declared.name)
        other_tally = self.tallies[other]
        if not tally.matching and other_tally.matching and not other_tally.failing:
            how = "given" if self.requested != "auto" else "declared"
            raise AssemblyError(
                f"wrong build: {declared.name} was {how}, but none of the {tally.failing} REFs in "
                f"its FAS locus match while all {other_tally.matching} in the locus of {other} do "
                f"(first: {tally.first_where}: {tally.first_failure}); the records are {other}: "
                "correct the header or lift the file over",
                path=self.path,
            )
        if not allow_mismatches:
            raise ReferenceMismatchError(
                f"{tally.first_failure}; the file may be of another build, or REF and ALT are "
                "swapped or on the other strand. Check it with bcftools norm --check-ref; "
                "--ref-mismatch flag keeps such records and marks them",
                path=self.path,
                where=tally.first_where,
            )


def _difference(assembly: Assembly, start: int, shown: str, expected: str) -> str:
    """Say where REF first differs from the reference."""
    for place, (seen, wanted) in enumerate(zip(shown, expected, strict=True)):
        if seen != wanted and seen in BASES:
            position = assembly.position(start + place)
            return f"REF has {seen} at {position} where {assembly.name} has {wanted}"
    raise AssertionError("no difference")


def contigs_of(header_lines: Iterable[str]) -> dict[str, int | None]:
    """Return contig names and lengths of the header's ``##contig`` lines."""
    contigs: dict[str, int | None] = {}
    for line in header_lines:
        if not line.startswith("##contig=<"):
            continue
        fields = structured_fields(line)
        name = fields.get("ID", "")
        length = fields.get("length", "").strip('"')
        if name:
            contigs[name] = int(length) if length.isdigit() else None
    return contigs


def structured_fields(line: str) -> dict[str, str]:
    """Return keys and values of a structured header line; quoted commas do not split.

    >>> structured_fields('##contig=<ID=10,length=5,note="a, b">')
    {'ID': '10', 'length': '5', 'note': '"a, b"'}
    """
    start = line.find("<")
    inside = line[start + 1 : line.rfind(">")] if start >= 0 else ""
    fields: dict[str, str] = {}
    key, value, quoted, escaped, in_value = "", "", False, False, False
    for character in inside + ",":
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif not quoted and character == "=" and not in_value:
            in_value = True
            continue
        elif not quoted and character == ",":
            if key:
                fields.setdefault(key.strip(), value)
            key, value, in_value = "", "", False
            continue
        if in_value:
            value += character
        else:
            key += character
    return fields
