"""An annotated allele together with the samples that carry it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fasannot.rules.annotator import AnnotatedAllele
from fasannot.rules.finding import Finding
from fasannot.samples.sample_finding import SampleFinding


@dataclass(frozen=True, slots=True)
class CarriedAllele(AnnotatedAllele):
    """One ALT of a record, what came of it, and who carries it.

    Attributes:
        samples: what each sample that carries it shows; empty where that was not asked for.
    """

    samples: tuple[SampleFinding, ...] = ()


def carried(
    item: AnnotatedAllele,
    findings: tuple[Finding, ...] | None = None,
    samples: Sequence[SampleFinding] = (),
) -> CarriedAllele:
    """Return an allele with its samples, and with other findings where they are given."""
    return CarriedAllele(
        item.alt,
        item.kind,
        item.findings if findings is None else findings,
        item.structural,
        item.by_copies,
        tuple(samples),
    )
