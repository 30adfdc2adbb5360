"""What a run has seen, and the words that go with every answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from fasannot.files.escape import cell
from fasannot.gene.model import Assembly
from fasannot.gene.resources import data_version


@dataclass(slots=True)
class Summary:
    """What was seen and done.

    Attributes:
        assembly: the genome build, ``None`` when no record lies in FAS and none is declared.
        declared: whether the file declares it.
        basis: how it is known, in words.
        records: records with an allele in FAS.
        alleles: alleles in FAS that got an entry.
        candidates: those that deserve a look.
        mismatches: those whose REF disagrees.
        not_judged: those that touch or may touch FAS and cannot be judged.
        skipped: alleles at FAS without an entry, by reason.
        samples: the samples of the input.
        flags: how many alleles carry each flag.
        classes: how many candidates have each automated class.
        named: names and flags of the candidates, in file order.
        warning: what a reader must know before trusting the answer; empty if nothing.
        note: what is worth knowing of how the file was read; empty if nothing.
    """

    assembly: Assembly | None = None
    declared: bool = False
    basis: str = ""
    records: int = 0
    alleles: int = 0
    candidates: int = 0
    mismatches: int = 0
    not_judged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    samples: tuple[str, ...] = ()
    flags: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    named: list[str] = field(default_factory=list)
    warning: str = ""
    note: str = ""


def summary_line(summary: Summary, shown: str) -> str:
    """Return what was read in one line."""
    if summary.assembly is None:
        build = "genome build not declared"
    else:
        build = f"{summary.assembly.name} ({summary.basis})"
    parts = [
        f"{summary.alleles} FAS allele{'s' if summary.alleles != 1 else ''} in "
        f"{summary.records} record{'s' if summary.records != 1 else ''}",
        f"{summary.candidates} candidate{'s' if summary.candidates != 1 else ''}",
    ]
    if summary.mismatches:
        parts.append(f"{summary.mismatches} with REF_MISMATCH")
    if summary.not_judged:
        parts.append(f"{summary.not_judged} NOT_JUDGED")
    if summary.skipped:
        skipped = ", ".join(
            f"{count} {reason}" for reason, count in sorted(summary.skipped.items())
        )
        parts.append(f"without an entry: {skipped}")
    if not summary.alleles and not summary.skipped:
        parts = ["no record in FAS"]
    note = f"; {summary.note}" if summary.note else ""
    warning = f". WARNING: {summary.warning}" if summary.warning else ""
    return f"{cell(shown)}: {', '.join(parts)}; {build}; data {data_version()}{note}{warning}"
