"""The layouts of releases: how to know one, and where a line says its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fasannot.errors import InputError
from fasannot.files.declared import builds_named
from fasannot.gene.model import Assembly, GeneModel

_INFO_ID = re.compile(r"##INFO=<ID=([^,>]+)")
_LENGTH = re.compile(r"length=(\d+)")
_BASES_TO_TELL = 4


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of one file are read.

    Attributes:
        kind: ``clinvar``, ``gnomad``, ``spliceai``, ``alphamissense``, ``revel`` or ``covered``.
        form: ``vcf``, ``alphamissense``, ``revel`` or ``allele_number``.
        separator: between the cells.
        chrom: number of the cell with the chromosome.
        pos: number of the cell with the position, for each build that the file gives it on; a
            single entry under an empty name where the build is still to be found.
        ref: number of the cell with the reference bases, ``None`` where there are none.
        value: number of the cell with the number of alleles, in ``allele_number``.
        joint: whether it is the joint release of exomes and genomes.
    """

    kind: str
    form: str
    separator: str
    chrom: int
    pos: dict[str, int]
    ref: int | None
    value: int = 0
    joint: bool = False

    def places(self, cells: Sequence[str]) -> dict[str, int]:
        """Return the position of a line on each build that it gives, 1-based.

        Raises:
            ValueError: a position is no number.
            IndexError: the line has too few cells.
        """
        if self.form == "allele_number":
            return {"": int(cells[0].partition(":")[2])}
        return {
            build: int(cells[column])
            for build, column in self.pos.items()
            if cells[column] not in (".", "", "NA")
        }


def is_column_line(line: str) -> bool:
    """Return whether a line without ``#`` names columns, as in REVEL."""
    names = re.split(r"[\t,]", line)
    return ("hg19_pos" in names and "REVEL" in names) or names[0] == "locus"


def recognised(header: Sequence[str], path: str) -> Layout:
    """Return the layout of a file by its header.

    Args:
        header: its first lines: those with ``#``, and a line of column names.
        path: the file, for messages.

    Raises:
        InputError: it is no layout of a release that is known.
    """
    if header and header[0].startswith("##fileformat=VCF"):
        return _vcf(header, path)
    for line in header:
        plain = line.lstrip("#")
        names = re.split(r"[\t,]", plain)
        if "am_pathogenicity" in names:
            wanted = ["CHROM", "POS", "REF", "ALT", "genome"]
            if names[:5] == wanted:
                return Layout("alphamissense", "alphamissense", "\t", 0, {"": 1}, 2)
        if "hg19_pos" in names and "REVEL" in names:
            pos = {"GRCh37": names.index("hg19_pos")}
            if "grch38_pos" in names:
                pos["GRCh38"] = names.index("grch38_pos")
            separator = "\t" if "\t" in plain else ","
            return Layout("revel", "revel", separator, 0, pos, names.index("ref"))
        if names[0] == "locus" and "AN" in names:
            value = names.index("AN")
            return Layout(
                kind="covered",
                form="allele_number",
                separator="\t",
                chrom=0,
                pos={"": 0},
                ref=None,
                value=value,
            )
    raise InputError(
        "is none of the layouts that are known: VCF of ClinVar, gnomAD or SpliceAI, TSV of "
        "AlphaMissense, CSV or TSV of REVEL, TSV of gnomAD's allele numbers",
        path=path,
    )


def _vcf(header: Sequence[str], path: str) -> Layout:
    declared = {match[1] for line in header if (match := _INFO_ID.match(line))}
    joint = {"AN_joint", "AF_joint"} <= declared
    if "CLNSIG" in declared:
        kind = "clinvar"
    elif declared & {"SpliceAI", "OpenSpliceAI"}:
        kind = "spliceai"
    elif joint or {"AC", "AN", "AF"} <= declared:
        kind = "gnomad"
    else:
        raise InputError(
            "is a VCF of no known release: its header declares neither CLNSIG (ClinVar) nor AC, AN "
            "and AF (gnomAD) nor SpliceAI",
            path=path,
        )
    return Layout(kind, "vcf", "\t", 0, {"": 1}, 3, joint=joint)


def declared_build(header: Sequence[str], model: GeneModel, path: str) -> str | None:
    """Return the build that a header or else a file's name tells, ``None`` where none does.

    Raises:
        InputError: the header speaks of two builds.
    """
    found = set()
    for line in header:
        if line.startswith("##contig=") and (match := _LENGTH.search(line)):
            found |= {
                one.name
                for one in model.assemblies.values()
                if one.chromosome_length == int(match[1])
            }
        elif line.startswith(("##reference=", "##assembly=", "##genomeAssembly=")):
            found |= builds_named(model, line)
    if len(found) > 1:
        raise InputError(
            f"its header speaks of {' and of '.join(sorted(found))}; it cannot be told which one "
            "its positions are of",
            path=path,
        )
    if not found:
        name = path.rpartition("/")[2]
        found = builds_named(model, path)
        found = found if len(found) == 1 else set()
        own = builds_named(model, name)
        found = own if len(own) == 1 else found
    return found.pop() if found else None


def settled_build(
    layout: Layout,
    lines: dict[str, list[str]],
    declared: str | None,
    model: GeneModel,
    path: str,
) -> str:
    """Return the build whose bases the lines have as REF.

    Args:
        layout: the layout of the lines, one that gives positions on one build only.
        lines: the lines within the locus of each build.
        declared: what header or name say.
        model: the gene model.
        path: the file, for messages.

    Raises:
        InputError: the lines fit no build, or not the declared one, or hold nothing of FAS.
    """
    if layout.ref is None:
        return declared or "GRCh38"  # gnomAD publishes allele numbers on GRCh38 only
    fits: dict[str, int] = {}
    wrong: dict[str, str] = {}
    for name, assembly in model.assemblies.items():
        right, misfit = _fit(layout, lines.get(name, []), assembly, model)
        fits[name] = right
        if misfit:
            wrong[name] = misfit
    if declared is not None:
        if declared in wrong:
            raise InputError(
                f"REF is not the {declared} reference at {wrong[declared]}, though its header or "
                f"name says {declared}; it is of another build or damaged",
                path=path,
            )
        if not fits[declared]:
            raise InputError(
                f"holds nothing in the FAS locus of {declared}; is it whole, and does it hold "
                "chromosome 10?",
                path=path,
            )
        return declared
    able = [name for name, right in fits.items() if right >= _BASES_TO_TELL and name not in wrong]
    if len(able) == 1:
        return able[0]
    if not any(fits.values()) and not wrong:
        raise InputError(
            "holds nothing in the FAS locus of either build; is it whole, and does it hold "
            "chromosome 10?",
            path=path,
        )
    raise InputError(
        "its build cannot be told: no contig length, no ##reference, no build in its name, and REF "
        "fits neither build alone; add '##reference=GRCh38' (or GRCh37) to its header",
        path=path,
    )


def _fit(
    layout: Layout, lines: Sequence[str], assembly: Assembly, model: GeneModel
) -> tuple[int, str]:
    """Return how many bases fit the reference, and the first place of one that does not."""
    assert layout.ref is not None
    right = 0
    for line in lines:
        cells = line.split(layout.separator)
        position = layout.places(cells)[""]
        start = assembly.coordinate(position)
        ref = cells[layout.ref].upper()
        inside = ref[max(0, -start) : max(0, len(model.sequence) - start)]
        if not model.sequence.startswith(inside, max(start, 0)):
            return right, f"position {position:,}"
        right += len(inside)
    return right, ""
