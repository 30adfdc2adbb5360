"""Which kind of table shows coverage: told by what its rows and its head look like, never guessed.

A table that two kinds fit is refused, with the option that settles it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from fasannot.errors import InputError
from fasannot.files.escape import printable
from fasannot.files.numbers import count_number, real_number, told_whole

_HIGHEST_SCORE = 1000  # of a BED
_DEEPEST = 5_000_000  # no depth is higher; FAS lies at higher positions
_FEW = 3
_OF_SAMTOOLS_COVERAGE = 9  # columns
_STRANDS = ("+", "-", ".")
_DEPTH_WORDS = re.compile(r"depth|cov|mean|median|reads|\bdp\b", re.IGNORECASE)
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
    INTERVALS = "gatk-intervals"


TITLES = {
    TableKind.TARGETS: "targets (BED), depth unknown",
    TableKind.PER_BASE: "depth per stretch (mosdepth per-base, bedtools genomecov)",
    TableKind.REGIONS: "mean depth per region (mosdepth regions)",
    TableKind.QUANTIZED: "depth in bins (mosdepth quantized, GATK CallableLoci)",
    TableKind.THRESHOLDS: "bases at or above depths per region (mosdepth thresholds)",
    TableKind.DEPTH: "depth per base (samtools depth, bedtools genomecov -d)",
    TableKind.BEDCOV: "sum of depths per region (samtools bedcov)",
    TableKind.LOCI: "depth per base (GATK DepthOfCoverage)",
    TableKind.INTERVALS: "mean depth per region (GATK DepthOfCoverage interval summary)",
}
# What the first word of a head says.
_BY_HEAD = {"Locus": TableKind.LOCI, "Target": TableKind.INTERVALS}
# Heads of tables that do not say, base by base or region by region, whether FAS was seen.
_REFUSED = (
    ("#rname\tstartpos\tendpos", "samtools coverage", "one mean for a whole chromosome"),
    ("chrom\tlength\tbases\tmean", "a summary of mosdepth", "one mean for a whole chromosome"),
    ("sample_id\t", "a sample summary of GATK DepthOfCoverage", "means over the sample"),
    ("GENOME_TERRITORY\t", "metrics of Picard", "one mean for the genome"),
    ("BAIT_SET\t", "metrics of Picard", "one mean for the target"),
    ("Source_of_reads", "a histogram of GATK DepthOfCoverage", "shares of the genome"),
    ("total\t", "a distribution of mosdepth", "shares of the genome"),
    ("genome\t", "a histogram of bedtools genomecov", "shares of the genome"),
    ("all\t", "a histogram of bedtools coverage", "shares of the targets"),
)
_BETTER = (
    "give depth per base or region: mosdepth, samtools depth -a, bedtools genomecov -bga, a gVCF "
    "or the BAM"
)


@dataclass(slots=True)
class _Column:
    """What the values of one column look like."""

    numbers: int = 0
    real: int = 0  # of these, those with a point
    beyond_score: int = 0
    beyond_one: int = 0
    values: set[str] = field(default_factory=set)  # a few

    def see(self, text: str) -> None:
        if len(self.values) < _FEW:
            self.values.add(text)
        number = real_number(text)
        if number is None:
            return
        self.numbers += 1
        self.beyond_score += number > _HIGHEST_SCORE
        self.beyond_one += number > 1
        self.real += count_number(text) is None


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
    _placed: int = 0  # rows whose second and third field are numbers
    _backwards: int = 0  # rows whose third field is below the second: no stretch
    _far_forwards: int = 0  # stretches where no depth is as high as a position
    _repeated: int = 0
    _bins: int = 0
    _labels: int = 0
    _fourth: _Column = field(default_factory=_Column)
    _middle: dict[int, _Column] = field(default_factory=dict)  # from the fifth to the last but one
    _last: _Column = field(default_factory=_Column)
    _strands: int = 0
    _lists: int = 0
    _gaps: int = 0
    _meeting: int = 0  # stretches that begin where the one before ends
    _same: int = 0  # of these, those with the same fourth field
    _windows: int = 0  # of these, those as long as the one before, and longer than a base
    _next: int = 0  # of these, those whose fourth field is one more
    _from_zero: bool = False
    _before: tuple[str, int, int, str] = ("", -1, -1, "")

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
        self._placed += 1
        self._backwards += end < start
        self._far_forwards += end >= start > _DEEPEST
        self._from_zero = self._from_zero or start == 0
        fourth = fields[3] if len(fields) > 3 else ""
        self._see_neighbour(fields[0], start, end, fourth)
        if not fourth:
            return
        last = fields[-1]
        self._bins += _BIN.fullmatch(fourth) is not None
        self._labels += fourth.upper() in LABELS
        self._fourth.see(fourth)
        self._last.see(last)
        for place in range(4, len(fields) - 1):
            self._middle.setdefault(place, _Column()).see(fields[place])
        self._strands += len(fields) > 5 and fields[5] in _STRANDS
        self._lists += "," in last

    def _see_neighbour(self, chrom: str, start: int, end: int, fourth: str) -> None:
        before, first, stop, value = self._before
        if before == chrom:
            self._gaps += stop != start
            self._repeated += (first, stop) == (start, end)
            if stop == start:
                self._meeting += 1
                self._same += value == fourth
                self._windows += end - start == stop - first > 1
                one, other = count_number(value), count_number(fourth)
                self._next += one is not None and other is not None and other == one + 1
        self._before = (chrom, start, end, fourth)

    def kind(self, name: str) -> TableKind:
        """Return what the table is.

        A table is one of targets only where nothing in it may be a depth.

        Args:
            name: the name of the file in lower case; it settles what the content leaves open.

        Raises:
            InputError: two kinds fit, or none.
        """
        self._refuse()
        head = re.split(r"[\t,]", self.head)
        if head[0] in _BY_HEAD:
            return _BY_HEAD[head[0]]
        if len(head) > 4 and all(map(_THRESHOLD.fullmatch, head[4:])):
            return TableKind.THRESHOLDS
        if not self.columns:
            raise self._unknown("it has no row")
        if self._placed != self._rows:
            raise self._unknown("it has rows without a position")
        if self._backwards:
            if self._far_forwards:
                raise self._unknown("some stretches end before they start, others do not")
            return TableKind.DEPTH
        found = self._of_stretches(name)
        if found is TableKind.TARGETS and _DEPTH_WORDS.search(self.head):
            raise self._open("a table of depths: its head names one", "regions or --kind targets")
        return found

    def _of_stretches(self, name: str) -> TableKind:
        if len(self.columns) != 1:
            if self._last.numbers or any(column.real for column in self._middle.values()):
                raise self._unknown("its rows have different numbers of columns")
            return TableKind.TARGETS
        (columns,) = self.columns
        if columns == 3:
            return TableKind.TARGETS
        if self._rows in (self._bins, self._labels):
            return TableKind.QUANTIZED
        if self._bins or self._labels:
            raise self._open("depth in bins, some under labels of your own, or targets", "targets")
        if columns == 4:
            return self._of_four(name)
        if self._repeated * 2 > self._rows:
            raise self._unknown(
                "it has a row for each base of a region, as of bedtools coverage -d"
            )
        if self._strands == self._rows and (columns == 6 or self._lists == self._rows):
            return TableKind.TARGETS
        return self._of_last(name, columns)

    def _of_four(self, name: str) -> TableKind:
        column = self._fourth
        if ".per-base." in name or name.endswith((".bedgraph", ".bedgraph.gz", ".bg", ".bg.gz")):
            return TableKind.PER_BASE
        if ".regions." in name:
            return TableKind.REGIONS
        if column.numbers < self._rows:
            if column.real:
                raise self._unknown("its fourth column holds numbers and other words")
            if self._meeting and not self._gaps:
                raise self._open("depth in bins under labels of your own, or targets", "targets")
            return TableKind.TARGETS
        if column.real:
            return TableKind.REGIONS
        if self._windows >= _FEW and self._meeting <= self._windows + 2:
            raise self._open(
                "a depth per window, or sums of samtools bedcov over windows",
                "per-base or --kind bedcov",
            )
        if not self._gaps and (self._rows > 1 or self._from_zero):
            return TableKind.PER_BASE
        # Stretches of one depth: where two meet the depth changes, and not by one each time as
        # names that are counted do.
        if self._meeting > self._gaps and not self._same and self._next < self._meeting:
            return TableKind.PER_BASE
        raise self._open(
            "depth in the fourth column, sums of samtools bedcov, or targets with numbers as names",
            "per-base, --kind bedcov or --kind targets",
        )

    def _of_last(self, name: str, columns: int) -> TableKind:
        if ".regions." in name:
            return TableKind.REGIONS
        last, before = self._last, self._middle.get(columns - 2, self._fourth)
        if last.numbers < self._rows:
            if last.real or any(column.real for column in self._middle.values()):
                raise self._open("targets, or depths among other columns", "targets")
            return TableKind.TARGETS
        if before.beyond_score or (before.real and columns != 5):
            raise self._unknown("more than one of its columns may be a depth")
        if last.real:
            if last.beyond_one or not any(map(real_number, last.values)):
                return TableKind.REGIONS
            raise self._open("mean depths below 1, or targets with shares", "regions or targets")
        if last.beyond_score:
            return TableKind.BEDCOV
        # One score for all is a score; one row, or nothing but 0, may be sums as well.
        scored = self._rows > 1 and len(last.values) == 1 and last.values != {"0"}
        if columns == 5 and scored and not self._fourth.numbers:
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
        if len(self.columns) != 1:
            return
        fields = self.first.split(" ")
        numbers = [real_number(one) for one in fields[1:]]
        if len(fields) == _OF_SAMTOOLS_COVERAGE and None not in numbers:
            raise InputError(
                "this looks like samtools coverage without its head: it states one mean for a "
                f"whole stretch, and does not say whether FAS was seen; {_BETTER}",
                path=self.path,
            )
        if len(fields) < 5 or None in numbers[-4:] or self._bins or not self._last_is_share():
            return
        whole = [count_number(one) for one in fields[-3:-1]]
        histogram = self._fourth.numbers == self._rows and len(self._fourth.values) == 1
        if None not in whole and ("." in fields[-1] or histogram):
            raise InputError(
                "this looks like bedtools coverage or a histogram of bedtools genomecov: it "
                "states shares of regions that reads touch, and no depth of their bases; "
                f"{_BETTER}",
                path=self.path,
            )

    def _last_is_share(self) -> bool:
        return self._last.numbers == self._rows and not self._last.beyond_one

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


def bin_start(label: str) -> int | None:
    """Return the lowest depth of a bin ``a:b``, which holds depths from a to b - 1."""
    match = _BIN.fullmatch(label)
    return told_whole(match[1]) if match else None


def threshold_columns(head: str) -> dict[int, int]:
    """Return depth to column of a head of mosdepth thresholds."""
    found = {}
    for place, name in enumerate(head.split("\t")):
        match = _THRESHOLD.fullmatch(name)
        if match:
            found[told_whole(match[1])] = place
    return found
