"""On which chromosome of a pair an allele lies, as GT, PS, PSL, PGT and PID say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fasannot.samples.genotype import Genotype

_MISSING = ("", ".")


class Phase(NamedTuple):
    """Which chromosome of a pair an allele lies on.

    Attributes:
        set_name: the phase set; empty where the file names none.
        sides: sides of ``|`` that hold the allele; empty when not phased.
        names: names of the haplotypes of all sides, where the file names each (PSL).
    """

    set_name: str = ""
    sides: tuple[int, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def haplotypes(self) -> frozenset[str]:
        """Names of the haplotypes that hold the allele."""
        return frozenset(self.names[side - 1] for side in self.sides if side <= len(self.names))


def phase_of(genotype: Genotype, number: int, values: Mapping[str, str]) -> Phase:
    """Return the phase by GT and PSL or PS, else by GATK's PGT and PID.

    PSL names the haplotype of each allele of GT; alleles of one name lie on one chromosome. PGT
    speaks of a REF and one ALT, so it is used for a plain heterozygote alone.
    """
    if "PSL" in values:
        names = tuple(values["PSL"].split(","))
        sides = tuple(
            side
            for side in genotype.sides(number)
            if side <= len(names) and names[side - 1] not in _MISSING
        )
        return Phase(",".join(sorted({names[side - 1] for side in sides})), sides, names)
    if genotype.phased:
        return Phase(values.get("PS", values.get("PID", "")), genotype.sides(number))
    text, name = values.get("PGT"), values.get("PID", values.get("PS"))
    if text in ("0|1", "1|0") and name and sorted(genotype.alleles) == [0, number]:
        return Phase(name, (2,) if text == "0|1" else (1,))
    return Phase()
