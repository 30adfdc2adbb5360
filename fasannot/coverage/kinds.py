"""Which kind of table shows coverage: told by what its rows and its head look like, never guessed.

A table that two kinds fit is refused, with the option that settles it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from fasannot.errors import InputError
from fasannot.files.escape import printable
from fasannot.files.numbers import count_number, real_number

_HIGHEST_SCORE = 1000  # of a BED
_BIN = re.compile(r"([0-9]{1,9}):([0-9]{1,9}|inf)")
_THRESHOLD = re.compile(r"([0-9]{1,9})X")
LABELS = {
    "CALLABLE": True,
    "HIGH_COVERAGE": True,
    "NO_COVERAGE": False,
    "LOW_COVERAGE": False,
    "POOR_MAPPING_QUALITY": False,
    "EXCESSIVE_COVERAGE": False,
    "REF_N": False,
}


class TableKind(Enum):
    """What a table states; the values are those of ``--kind``."""

    TARGETS = "targets"
    PER_BASE = "per-base"
    REGIONS = "regions"
    QUANTIZED = "quantized"
    THRESHOLDS = "thresholds"
    DEPTH = "depth"
    BEDCOV = "bedcov"
    LOCI = "gatk"


TITLES = {
    TableKind.TARGETS: "targets (BED), depth unknown",
    TableKind.PER_BASE: "depth per stretch (mosdepth per-base, bedtools genomecov)",
    TableKind.REGIONS: "mean depth per region (mosdepth regions)",
    TableKind.QUANTIZED: "depth in bins (mosdepth quantized, GATK CallableLoci)",
    TableKind.THRESHOLDS: "bases at or above depths per region (mosdepth thresholds)",
    TableKind.DEPTH: "depth per base (samtools depth, bedtools genomecov -d)",
    TableKind.BEDCOV: "sum of depths per region (samtools bedcov)",
    TableKind.LOCI: "depth per base (GATK DepthOfCoverage)",
}
# Heads of tables that do not say, base by base or region by region, whether FAS was seen.
_REFUSED = (
    ("#rname\tstartpos\tendpos", "samtools coverage", "one mean for a whole chromosome"),
    ("chrom\tlength\tbases\tmean", "a summary of mosdepth", "one mean for a whole chromosome"),
    ("Target\t", "an interval summary of GATK DepthOfCoverage", "means over intervals"),
    ("sample_id\t", "a sample summary of GATK DepthOfCoverage", "means over the sample"),
    ("GENOME_TERRITORY\t", "metrics of Picard", "one mean for the genome"),
    ("BAIT_SET\t", "metrics of Picard", "one mean for the target"),
    ("total\t", "a distribution of mosdepth", "shares of the genome"),
    ("genome\t", "a histogram of bedtools genomecov", "shares of the genome"),
    ("all\t", "a histogram of bedtools coverage", "shares of the targets"),
)
_BETTER = (
    "give depth per base or region: mosdepth, samtools depth -a, bedtools genomecov -bga, a gVCF "
    "or the BAM"
)


@dataclass(slots=True)
class Looks:
    """What the rows of a table look like, seen one by one; only shape is kept.

    Attributes:
        path: the file, for messages.
        head: the line with column names, if there is one.
        first: the first row.
        columns: how many fields the rows have.
    """

    path: str
    head: str = ""
    first: str = ""
    columns: set[int] = field(default_factory=set)
    _rows: int = 0
    _backwards: int = 0  # rows whose third field is below the second: no stretch
    _bins: int = 0
    _labels: int = 0
    _whole_fourth: int = 0
    _real_last: int = 0
    _whole_last: int = 0
    _beyond_score: int = 0
    _strands: int = 0
    _gaps: int = 0
    _from_zero: bool = False
    _last_values: set[str] = field(default_factory=set)
    _end: tuple[str, int] = ("", -1)

    def see_head(self, line: str) -> None:
        """Look at a line of column names."""
        self.head = self.head or line

    def see(self, fields: list[str]) -> None:
        """Look at a row."""
        self.first = self.first or " ".join(fields)
        self.columns.add(len(fields))
        self._rows += 1
        start = count_number(fields[1]) if len(fields) > 2 else None
        end = count_number(fields[2]) if len(fields) > 2 else None
        if start is None or end is None:
            return
        self._backwards += end < start
        self._gaps += self._end not in ((fields[0], start), ("", -1)) and self._end[0] == fields[0]
        self._from_zero = self._from_zero or start == 0
        self._end = (fields[0], end)
        if len(fields) < 4:
            return
        fourth, last = fields[3], fields[-1]
        self._bins += _BIN.fullmatch(fourth) is not None
        self._labels += fourth in LABELS
        self._whole_fourth += count_number(fourth) is not None
        whole = count_number(last)
        self._whole_last += whole is not None
        self._beyond_score += whole is not None and whole > _HIGHEST_SCORE
        self._real_last += whole is None and real_number(last) is not None
        self._strands += len(fields) > 5 and fields[5] in "+-."
        if len(self._last_values) < 3:
            self._last_values.add(last)

    def kind(self, name: str) -> TableKind:
        """Return what the table is.

        Args:
            name: the name of the file in lower case; it settles what the content leaves open.

        Raises:
            InputError: two kinds fit, or none.
        """
        self._refuse()
        head = self.head.split("\t")
        if head[0].partition(",")[0] == "Locus":
            return TableKind.LOCI
        if len(head) > 4 and all(map(_THRESHOLD.fullmatch, head[4:])):
            return TableKind.THRESHOLDS
        if not self.columns:
            raise self._unknown("it has no row")
        if len(self.columns) != 1:
            if min(self.columns) < 3 or self._backwards or self._whole_last or self._real_last:
                raise self._unknown("its rows have different numbers of columns")
            return TableKind.TARGETS
        (columns,) = self.columns
        if columns < 3:
            raise self._unknown(f"its rows have {columns} columns")
        if self._backwards:
            return TableKind.DEPTH
        if columns == 3:
            return TableKind.TARGETS
        if self._rows in (self._bins, self._labels):
            return TableKind.QUANTIZED
        if columns == 4:
            return self._of_four(name)
        if self._strands == self._rows and columns < 7:
            return TableKind.TARGETS
        if self._real_last == self._rows - self._whole_last and self._real_last and columns == 5:
            return TableKind.REGIONS
        if self._whole_last == self._rows:
            return self._of_sums(name, columns)
        return TableKind.TARGETS

    def _of_four(self, name: str) -> TableKind:
        numbers = self._whole_fourth + self._real_last
        if ".per-base." in name or name.endswith((".bedgraph", ".bedgraph.gz", ".bg", ".bg.gz")):
            return TableKind.PER_BASE
        if ".regions." in name:
            return TableKind.REGIONS
        if numbers < self._rows:
            if self._from_zero and not self._gaps and self._rows > 1:
                raise self._open("depth in bins under labels of your own, or targets", "targets")
            return TableKind.TARGETS
        if self._real_last:
            return TableKind.REGIONS
        if not self._gaps and (self._rows > 1 or self._from_zero):
            return TableKind.PER_BASE
        raise self._open(
            "depth in the fourth column, sums of samtools bedcov, or targets with numbers as names",
            "per-base, --kind bedcov or --kind targets",
        )

    def _of_sums(self, name: str, columns: int) -> TableKind:
        if ".regions." in name:
            return TableKind.REGIONS
        if self._beyond_score or columns > 6:
            return TableKind.BEDCOV
        if len(self._last_values) == 1:
            return TableKind.TARGETS
        raise self._open(
            "targets with a score, or sums of samtools bedcov", "targets or --kind bedcov"
        )

    def _refuse(self) -> None:
        lines = (self.head, self.first.replace(" ", "\t"))
        for start, what, states in _REFUSED:
            if any(line.startswith(start) for line in lines):
                raise InputError(
                    f"this looks like {what}: it states {states}, and does not say whether FAS "
                    f"was seen; {_BETTER}",
                    path=self.path,
                )
        fields = self.first.split(" ")
        if len(fields) >= 5 and _is_share(fields[-1]) and self.columns == {len(fields)}:
            numbers = [count_number(one) for one in fields[-4:-1]]
            if None not in numbers and not self._bins:
                raise InputError(
                    "this looks like bedtools coverage or a histogram of bedtools genomecov: it "
                    "states shares of regions that reads touch, and no depth of their bases; "
                    f"{_BETTER}",
                    path=self.path,
                )

    def _open(self, what: str, kinds: str) -> InputError:
        return InputError(
            f"this may be {what}; say which: --kind {kinds} (first row: "
            f"{printable(self.first)[:60]!r})",
            path=self.path,
        )

    def _unknown(self, why: str) -> InputError:
        return InputError(
            f"this is no table of coverage that fasannot knows: {why} (first row: "
            f"{printable(self.first)[:60]!r}); {_BETTER}",
            path=self.path,
        )


def _is_share(text: str) -> bool:
    number = real_number(text)
    return number is not None and 0 <= number <= 1 and "." in text


def bin_start(label: str) -> int | None:
    """Return the lowest depth of a bin ``a:b``, which holds depths from a to b - 1."""
    match = _BIN.fullmatch(label)
    return int(match[1]) if match else None


def threshold_columns(head: str) -> dict[int, int]:
    """Return depth to column of a head of mosdepth thresholds."""
    found = {}
    for place, name in enumerate(head.split("\t")):
        match = _THRESHOLD.fullmatch(name)
        if match:
            found[int(match[1])] = place
    return found
