"""Find the genome build of a file from what it declares and from its REF bases; never guess.

The rules are those of the interface: contig lengths or accession names decide, then every REF in
that build's locus must match. Without them a hint in the header settles it, when no base
contradicts it; else the one build in whose locus all REFs match, with at least four reference
bases in all. Records there and no way to tell are an error, never an empty answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from fasannot.errors import AssemblyError, ReferenceMismatchError
from fasannot.files.declared import check_name, worth_a_look
from fasannot.gene.model import Assembly, GeneModel
from fasannot.gene.sequence import BASES

MINIMUM_BASES = 4


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
        hint: the build that words of the header name, if any.
        unplaced: records in either locus that show no base to compare.
    """

    model: GeneModel
    path: str
    requested: str
    declared: Assembly | None
    hint: Assembly | None = None
    unplaced: int = 0
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
            if name in self.model.own_names(assembly):
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

    def observe(self, position: int, ref: str, where: object, touches: bool = False) -> None:
        """Compare the REF of one record with each build's locus.

        Args:
            position: POS, 1-based.
            ref: REF; bases other than A, C, G, T are not compared.
            where: the record, for messages.
            touches: whether the record changes bases of either locus, whatever REF shows.
        """
        compared = False
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
            compared = True
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
        self.unplaced += touches and not compared

    @property
    def basis(self) -> str:
        """How the build is known, in words."""
        if self.requested != "auto":
            return "by --assembly"
        if self.declared is not None:
            return "declared"
        return "by a hint in the header" if self._trusted_hint() is not None else "by REF bases"

    def _other(self, assembly: Assembly) -> str:
        (other,) = (name for name in self.tallies if name != assembly.name)
        return other

    def _looks_other(self, assembly: Assembly) -> str:
        """Return the other build when all the records in its locus fit, and none in this one's."""
        own, other = self.tallies[assembly.name], self._other(assembly)
        tally = self.tallies[other]
        if own.matching or own.failing or tally.failing or not tally.matching:
            return ""
        return other

    def _trusted_hint(self) -> Assembly | None:
        """Return the hinted build unless bases contradict it."""
        if self.hint is None or self.tallies[self.hint.name].failing:
            return None
        other = self._looks_other(self.hint)
        if other and self.tallies[other].bases >= MINIMUM_BASES:
            return None
        return self.hint

    def suspicion(self) -> str:
        """Return a warning when nothing lies in the build's locus but all fits the other one."""
        settled = self.declared or self._trusted_hint()
        other = settled and self._looks_other(settled)
        if settled is None or not other:
            return ""
        tally = self.tallies[other]
        many = tally.matching > 1
        return (
            f"no record lies in FAS on {settled.name}, but "
            + (f"all {tally.matching} records" if many else "the one record")
            + f" at the place of FAS on {other} carr{'y' if many else 'ies'} its bases: if the "
            f"file is {other} after all, its header is wrong and this answer is empty; check the "
            "build"
        )

    def odd_names(self, declared: frozenset[str], seen: frozenset[str]) -> str:
        """Return a warning of names that look like chromosome 10 and were not read.

        Args:
            declared: the names of the header, of which there may be thousands.
            seen: those of records.

        Raises:
            AssemblyError: a name says that it is chromosome 10 of another assembly.
        """
        known = self.model.chromosome_names
        odd = sorted({*worth_a_look(declared), *worth_a_look(seen)})
        warnings = (check_name(name, known, self.path) for name in odd)
        return next(filter(None, warnings), "")

    def decide(self, allow_mismatches: bool, complete: bool = True) -> Assembly | None:
        """Return the build, ``None`` when no record lies in either locus and none is declared.

        Args:
            allow_mismatches: keep single mismatches (``--ref-mismatch flag``).
            complete: whether all records were seen, so that the absence of some means something.

        Raises:
            AssemblyError: the build is contradicted or cannot be told.
            ReferenceMismatchError: a REF disagrees with the declared build.
        """
        if self.declared is not None:
            self._check_declared(self.declared, allow_mismatches, complete)
            return self.declared
        hint = self._trusted_hint()
        if hint is not None:
            return hint
        seen = {
            name: tally for name, tally in self.tallies.items() if tally.matching or tally.failing
        }
        if not seen:
            if self.unplaced:
                raise self._untold(
                    f"the {self.unplaced} record{'s' if self.unplaced > 1 else ''} at the place of "
                    "FAS on GRCh37 or GRCh38 show no base to compare (REF is N)"
                )
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
        raise self._untold(why)

    def _untold(self, why: str) -> AssemblyError:
        return AssemblyError(
            "the genome build cannot be told: the header has no contig lengths of a known build, "
            f"and {why}; say --assembly GRCh38 or --assembly GRCh37",
            path=self.path,
        )

    def _check_declared(self, declared: Assembly, allow_mismatches: bool, complete: bool) -> None:
        tally = self.tallies[declared.name]
        other = self._other(declared)
        other_tally = self.tallies[other]
        if complete and self._looks_other(declared) and other_tally.bases >= MINIMUM_BASES:
            raise AssemblyError(
                f"wrong build: no record lies in FAS on {declared.name}, which was "
                f"{'given' if self.requested != 'auto' else 'declared'}, but the records at the "
                f"place of FAS on {other} carry {other_tally.bases} bases of it and none that "
                f"differs; the records are {other}: correct the header or lift the file over",
                path=self.path,
            )
        if not tally.failing:
            return
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
