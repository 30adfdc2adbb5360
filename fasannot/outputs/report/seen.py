"""Coverage on the page: which bases of FAS were seen, from files that can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fasannot.coverage.answer import Limits, answer
from fasannot.coverage.reading import read_track
from fasannot.coverage.report import facts
from fasannot.errors import InputError
from fasannot.gene.model import load_gene_model
from fasannot.outputs.job import Collected

_LIMITS = Limits(20, 20)
_GVCF_SIGNS = (b"NON_REF", b"GVCF", b"MIN_DP", b"MinDP", b"ALT=<ID=*,")


@dataclass(frozen=True, slots=True)
class RegionView:
    """One exon or splice window."""

    region: str
    place: str
    coding: str
    bases: str
    depth: str
    holes: str
    complete: bool


@dataclass(frozen=True, slots=True)
class CoverageView:
    """What one file shows of FAS.

    Attributes:
        shown: the file.
        text: the answer in a plain paragraph.
        regions: exons and splice windows; empty where the file cannot tell.
    """

    shown: str
    text: str
    regions: tuple[RegionView, ...]

    @property
    def complete(self) -> bool:
        """Whether every base that was asked for was seen."""
        return bool(self.regions) and all(row.complete for row in self.regions)


def coverage_views(
    paths: Sequence[str], inputs: Sequence[Collected], assembly: str
) -> tuple[CoverageView, ...]:
    """Return what coverage files show, and those inputs that are gVCFs of one sample.

    Args:
        paths: files named for their coverage; a fault of one is an error.
        inputs: the inputs of the page.
        assembly: ``auto``, ``GRCh37`` or ``GRCh38``.
    """
    found = [_view(path, assembly) for path in paths]
    found += list(_of_inputs(inputs, assembly, frozenset(paths)))
    return tuple(found)


def _of_inputs(
    inputs: Sequence[Collected], assembly: str, known: frozenset[str]
) -> Iterator[CoverageView]:
    for one in inputs:
        signs = any(sign in line for line in one.header.lines for sign in _GVCF_SIGNS)
        if not signs or one.path == "-" or one.path in known:
            continue
        try:
            yield _view(one.path, assembly)
        except InputError as error:
            yield CoverageView(one.shown, f"Its coverage cannot be told: {error}.", ())


def _view(path: str, assembly: str) -> CoverageView:
    model = load_gene_model()
    track = read_track(path, model, _LIMITS, assembly=assembly)
    told = facts(answer(model, track, _LIMITS), path)
    return CoverageView(path, told["summary"], tuple(map(_region, told["regions"])))


def _region(row: dict[str, Any]) -> RegionView:
    least, mean = row["min_depth"], row["mean_depth"]
    return RegionView(
        row["region"],
        f"{row['start']}-{row['end']}",
        row["hgvs_c"],
        f"{row['callable']} of {row['bases']}",
        "no data"
        if mean is None
        else f"{'no data in part' if least is None else least}; mean {mean:g}",
        ", ".join(f"{hole['start']}-{hole['end']} ({hole['reason']})" for hole in row["holes"]),
        row["status"] == "complete",
    )
