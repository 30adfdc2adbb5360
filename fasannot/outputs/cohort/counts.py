"""Counts over a cohort: copies and carriers of each allele, and carriers by flag.

What is kept grows with the number of distinct alleles, not with that of samples: carriers by flag
are counted per input with two bytes a sample, which are given back when the input ends.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fasannot.files.escape import cell
from fasannot.files.vcf.record import Record
from fasannot.outputs.cohort.schema import own_flags
from fasannot.rules.finding import Finding
from fasannot.rules.flags import FLAG_ORDER, Flag, is_candidate, joined_flags
from fasannot.samples.call import Call
from fasannot.samples.carried import CarriedAllele
from fasannot.samples.genotype import Zygosity
from fasannot.samples.same_allele import allele_key
from fasannot.samples.sample_finding import SampleFinding

COLUMNS = (
    "CHROM", "POS", "REF", "ALT", "ASSEMBLY", "HGVSc", "HGVSp", "FLAGS", "VRS_ID", "CARRIERS",
    "ALLELE_COUNT", "AN", "HOM", "MOSAIC", "SITES_ONLY", "SAMPLES",
)  # fmt: skip
_NUMBERS = ("carriers", "copies", "called", "elsewhere", "homozygotes", "mosaics", "sites")
Key = tuple[int | str, ...]


@dataclass(slots=True)
class AlleleCount:
    """One allele over all inputs, however it is spelled and on either build.

    Attributes:
        place: CHROM, POS, REF, ALT and build where it was first seen.
        names: HGVSc, HGVSp and VRS_ID there.
        flags: flags of the allele, without those of samples.
        carriers: samples that carry it.
        copies: copies in their genotypes; a carrier without a genotype counts one.
        called: copies called over the samples that were read there, carriers or not.
        elsewhere: carriers whose event another record stands for.
        homozygotes: carriers without another allele.
        mosaics: carriers flagged mosaic.
        sites: inputs without samples that list it.
    """

    place: tuple[str, int, str, str, str]
    names: tuple[str, str, str]
    flags: tuple[Flag, ...]
    carriers: int = 0
    copies: int = 0
    called: int = 0
    elsewhere: int = 0
    homozygotes: int = 0
    mosaics: int = 0
    sites: int = 0


def _key(record: Record, finding: Finding) -> Key:
    """Return what makes alleles of several inputs one, on either build where that is certain."""
    return (*allele_key(finding, record), finding.hgvs_c or "")


@dataclass(slots=True)
class _Input:
    """Counts of the input being read, which count only once it has ended well."""

    alleles: dict[Key, AlleleCount]
    masks: array[int]


@dataclass(slots=True)
class Counts:
    """Counts over all inputs that ended well.

    Attributes:
        samples: samples looked at, carriers or not.
        alleles: by allele.
        by_flag: carriers of at least one allele with a flag.
        candidates: carriers of at least one candidate.
    """

    samples: int = 0
    alleles: dict[Key, AlleleCount] = field(default_factory=dict)
    by_flag: Counter[Flag] = field(default_factory=Counter)
    candidates: int = 0
    _input: _Input | None = None

    def begin(self, samples: int) -> None:
        """Start an input.

        Args:
            samples: how many samples it has.
        """
        self._input = _Input({}, array("L", [0]) * samples)

    def count_of(self, record: Record, item: CarriedAllele) -> AlleleCount:
        """Return the counter of an allele in this input."""
        assert self._input is not None
        finding = item.findings[0]
        key = _key(record, finding)
        found = self._input.alleles.get(key)
        if found is None:
            place = (record.chrom, record.position, record.ref, item.alt, finding.assembly.name)
            names = (finding.hgvs_c or "", finding.hgvs_p or "", finding.vrs_id)
            found = AlleleCount(place, names, own_flags(finding))
            self._input.alleles[key] = found
        return found

    def read_at(self, count: AlleleCount, record: Record) -> None:
        """Take note of the copies called at a record of an allele."""
        count.called = max(count.called, copies_called(record))

    def carrier(self, count: AlleleCount, sample: SampleFinding) -> None:
        """Count one carrier of an event, at the record that stands for it."""
        assert self._input is not None
        if not sample.main:
            count.elsewhere += 1
            return
        call, event, flags = sample.call, sample.event, sample.flags
        count.carriers += 1
        count.copies += _copies(call, event.zygosity)
        count.homozygotes += event.zygosity is Zygosity.HOM
        count.mosaics += event.mosaic
        mask = 0
        for flag in flags:
            mask |= 1 << FLAG_ORDER[flag]
        if is_candidate(flags):
            mask |= 1 << len(FLAG_ORDER)
        self._input.masks[call.sample] |= mask

    def keep(self) -> None:
        """The input ended well."""
        assert self._input is not None
        self.samples += len(self._input.masks)
        for mask, carriers in Counter(self._input.masks).items():
            for flag, place in FLAG_ORDER.items():
                if mask >> place & 1:
                    self.by_flag[flag] += carriers
            if mask >> len(FLAG_ORDER) & 1:
                self.candidates += carriers
        for key, own in self._input.alleles.items():
            own.called = max(own.called, own.copies)
            if own.elsewhere and not own.carriers:
                continue  # every carrier is counted at another record of the event
            self._join(key, own)
        self._input = None

    def _join(self, key: Key, own: AlleleCount) -> None:
        total = self.alleles.setdefault(key, own)
        if total is own:
            return
        total.flags = joined_flags(total.flags, own.flags)
        for name in _NUMBERS:
            setattr(total, name, getattr(total, name) + getattr(own, name))

    def join(self, other: Counts) -> None:
        """Add the counts over further inputs."""
        self.samples += other.samples
        self.candidates += other.candidates
        self.by_flag.update(other.by_flag)
        for key, own in other.alleles.items():
            self._join(key, own)

    def to_json(self) -> dict[str, Any]:
        """Return all that is counted in the values that JSON has."""
        return {
            "samples": self.samples,
            "candidates": self.candidates,
            "by_flag": self.by_flag,
            "alleles": [
                [key, own.place, own.names, own.flags, [getattr(own, name) for name in _NUMBERS]]
                for key, own in self.alleles.items()
            ],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Counts:
        """Return the counts that ``to_json`` gave.

        Raises:
            ValueError, TypeError, KeyError: it gave none of this kind.
        """
        counts = cls(samples=stored["samples"], candidates=stored["candidates"])
        counts.by_flag.update({Flag(name): number for name, number in stored["by_flag"].items()})
        for key, place, names, flags, numbers in stored["alleles"]:
            own = AlleleCount(tuple(place), tuple(names), tuple(map(Flag, flags)))
            for name, number in zip(_NUMBERS, numbers, strict=True):
                setattr(own, name, number)
            counts.alleles[tuple(key)] = own
        return counts

    def lines(self) -> Iterator[str]:
        """Yield the allele counts as TSV lines, by place."""
        yield "\t".join(COLUMNS)
        for _, count in sorted(
            self.alleles.items(), key=lambda item: tuple(map(_sortable, item[0]))
        ):
            chrom, position, ref, alt, assembly = count.place
            hgvs_c, hgvs_p, vrs_id = count.names
            values: tuple[str | tuple[str, ...], ...] = (
                chrom, str(position), ref, alt, assembly, hgvs_c, hgvs_p, count.flags, vrs_id,
                str(count.carriers), str(count.copies), str(count.called), str(count.homozygotes),
                str(count.mosaics), str(count.sites), str(self.samples),
            )  # fmt: skip
            yield "\t".join([cell(value) for value in values])


def _copies(call: Call, zygosity: Zygosity) -> int:
    """Return the copies of an allele that a carrier counts for."""
    if zygosity is Zygosity.HOM:
        return 2
    if call.genotype is None or zygosity is Zygosity.HET:
        return 1
    return call.genotype.alleles.count(call.allele) or 1


def copies_called(record: Record) -> int:
    """Return the copies of chromosome 10 that were called at a record, over all its samples.

    A sample with a copy number, or with reads where no sample has a genotype, has two.
    """
    layout, *columns = record.genotypes.split(b"\t")
    keys = layout.split(b":")
    place = next((keys.index(key) for key in (b"GT", b"LGT") if key in keys), -1)
    copies = keys.index(b"CN") if b"CN" in keys else -1
    counted: Counter[bytes] = Counter()
    found = 0
    for column in columns:
        parts = column.split(b":")
        text = parts[place] if 0 <= place < len(parts) else b"."
        if 0 <= copies < len(parts) and parts[copies] not in (b"", b"."):
            found += 2
        elif place < 0:
            found += 2 if any(part not in (b"", b".", b"0") for part in parts) else 0
        else:
            counted[text] += 1
    for text, number in counted.items():
        alleles = text.replace(b"|", b"/").strip(b"/").split(b"/")
        found += number * sum(allele.isdigit() for allele in alleles)
    return found


def _sortable(value: int | str) -> tuple[int, int, str]:
    return (0, value, "") if isinstance(value, int) else (1, 0, value)
