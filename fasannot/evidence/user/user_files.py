"""The user's own official files and slices, read by region, as evidence for one allele.

Files are bgzip-compressed and tabix-indexed, of the same build as the input, with or without
``chr``; any number of each kind (SNV and indel files, exomes and genomes). Slices of ``fasannot
data fetch`` serve inputs of either build.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

from fasannot.allele.variant import GenomicVariant
from fasannot.evidence.user.official_files import (
    AlphaMissenseFile,
    ClinVarFile,
    CoveredFile,
    GnomadFile,
    KindFile,
    RevelFile,
    SpliceFile,
)
from fasannot.evidence.user.slices import COVERED, Slice
from fasannot.evidence.values import NO_EVIDENCE, ExternalEvidence, Frequency
from fasannot.gene.model import Assembly, GeneModel

_TITLES = {
    "clinvar": "ClinVar",
    "gnomad": "gnomAD",
    "spliceai": "SpliceAI",
    "alphamissense": "AlphaMissense",
    "revel": "REVEL",
}
Paths = str | Sequence[str]


class UserFiles:
    """The files named on the command line and the slices of a folder, opened and checked.

    Args:
        model: the gene model.
        assembly: build of the input.
        clinvar: ClinVar VCFs.
        gnomad: gnomAD sites VCFs.
        spliceai: SpliceAI (or OpenSpliceAI) VCFs.
        alphamissense: AlphaMissense TSVs.
        revel: REVEL TSVs.
        folder: the folder of slices.
        slices: the slices of it to use.

    Raises:
        InputError: a file is missing, not indexed, malformed, of another build or of another kind.
    """

    def __init__(
        self,
        model: GeneModel,
        assembly: Assembly,
        *,
        clinvar: Paths = (),
        gnomad: Paths = (),
        spliceai: Paths = (),
        alphamissense: Paths = (),
        revel: Paths = (),
        folder: str = "",
        slices: Iterable[Slice] = (),
    ) -> None:
        self._clinvar: list[ClinVarFile] = []
        self._gnomad: list[GnomadFile] = []
        self._spliceai: list[SpliceFile] = []
        self._missense: list[RevelFile | AlphaMissenseFile] = []
        self._numbers: dict[str, CoveredFile] = {}  # by the data set that they are of
        self._intervals: dict[str, tuple[tuple[int, int], ...]] = {}
        self._sets: dict[str, str] = {}  # data set of a slice, by its path
        named: dict[str, Paths] = {
            "clinvar": clinvar,
            "gnomad": gnomad,
            "spliceai": spliceai,
            "revel": revel,
            "alphamissense": alphamissense,
        }
        try:
            for kind, paths in named.items():
                listed = (paths,) if isinstance(paths, str) else paths
                for path in listed:
                    label = f"{_TITLES[kind]} ({Path(path).name})" if len(listed) > 1 else ""
                    self._add(kind, path, model, assembly, label)
            for one in slices:
                own = model.assemblies[one.build]
                path = str(Path(folder) / one.file)
                name = one.name.removesuffix(COVERED)
                if one.kind == "covered":
                    self._numbers[name] = CoveredFile(path, own)
                elif isinstance(self._add(one.kind, path, model, own, _label(one)), GnomadFile):
                    self._sets[path] = name
                if one.kind == "covered" or name not in self._intervals:
                    self._intervals[name] = tuple(
                        (own.coordinate(first), own.coordinate(last) + 1)
                        for first, last in one.covered
                    )
        except BaseException:
            self.close()
            raise

    def _add(
        self, kind: str, path: str, model: GeneModel, assembly: Assembly, label: str
    ) -> KindFile:
        if kind == "clinvar":
            self._clinvar.append(ClinVarFile(path, model, assembly, label))
            return self._clinvar[-1]
        if kind == "gnomad":
            self._gnomad.append(GnomadFile(path, model, assembly, label))
            return self._gnomad[-1]
        if kind == "spliceai":
            self._spliceai.append(SpliceFile(path, model, assembly, label))
            return self._spliceai[-1]
        reader = RevelFile if kind == "revel" else AlphaMissenseFile
        self._missense.append(reader(path, model, assembly, label))
        return self._missense[-1]

    @property
    def _files(self) -> list[KindFile]:
        return [*self._clinvar, *self._gnomad, *self._spliceai, *self._missense]

    def evidence(self, variant: GenomicVariant) -> ExternalEvidence:
        """Return all that the files say of an allele.

        Raises:
            InputError: a line is malformed or its REF is not the reference.
        """
        if not self._files:
            return NO_EVIDENCE
        frequencies: list[Frequency] = []
        uncovered: list[str] = []
        for file in self._gnomad:
            sites = file.found(variant)
            if sites:
                frequencies += [value for values in sites for value in values]
                continue
            number = self._number(file, variant)
            if number:
                frequencies.append(Frequency(0.0, file.label, 0, number))
            else:
                uncovered.append(file.label)
        splice = next((scores[0] for one in self._spliceai if (scores := one.found(variant))), None)
        missense = []
        for tool in (RevelFile.kind, AlphaMissenseFile.kind):
            scores = [
                score for one in self._missense if one.kind == tool for score in one.found(variant)
            ]
            if scores:
                missense.append(max(scores, key=lambda item: item.score))
        clinvar = [record for one in self._clinvar for record in one.found(variant)]
        found = ExternalEvidence(
            tuple(frequencies), splice, tuple(missense), tuple(clinvar), tuple(uncovered)
        )
        return NO_EVIDENCE if found == NO_EVIDENCE else found

    def _number(self, file: GnomadFile, variant: GenomicVariant) -> int | None:
        """Return how many chromosomes a data set read where it has not the allele.

        Numbers at every base say it best; then the intervals of a slice; a list of sites tells it
        by the sites near by.
        """
        start, end = variant.start, variant.end
        name = self._sets.get(file.path)
        if name is None:
            return file.number_near(start, end)
        last = max(start, end - 1)
        if not any(low <= start and last < high for low, high in self._intervals[name]):
            return None
        numbers = self._numbers.get(name)
        return numbers.number_at(start, end) if numbers else file.number_near(start, end)

    def close(self) -> None:
        """Close all files."""
        for file in self._files:
            file.close()

    def __enter__(self) -> UserFiles:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _label(one: Slice) -> str:
    """Return how the evidence of a slice is named to people, as ``gnomAD exomes 4.1``."""
    kind, _, part = one.name.partition("-")
    return " ".join(filter(None, (_TITLES.get(kind, kind), part, one.release)))
