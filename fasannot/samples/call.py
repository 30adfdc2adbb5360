"""One sample's call of one allele: genotype, phase, reads, filter, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from fasannot.allele.structural.variant import StructuralKind
from fasannot.errors import InputError
from fasannot.files.carrier_columns import CarrierColumns
from fasannot.files.numbers import count_number
from fasannot.files.vcf.info import Info
from fasannot.files.vcf.record import Record
from fasannot.rules.flags import Flag
from fasannot.samples.column import (
    Alleles,
    Column,
    column_values,
    local_alleles,
    read_places,
    zygosity_by_copies,
)
from fasannot.samples.depth import Depth, Site, read_depth
from fasannot.samples.genotype import Genotype, Zygosity, all_columns, carrier_columns
from fasannot.samples.mosaic import MosaicRule
from fasannot.samples.phase import Phase, phase_of

_DISTINCT = 1000  # columns of a record that are kept
_PASSED = ("", ".", "PASS")


@dataclass(frozen=True, slots=True)
class Call:
    """What one sample shows of one allele.

    Attributes:
        sample: number of the sample, from 0.
        genotype: its genotype, ``None`` where the caller states none.
        allele: number of the ALT, from 1.
        zygosity: copies of the allele in the genotype.
        phase: where on which chromosome.
        depth: the reads behind it.
        quality: GQ as written.
        sample_filter: FT as written, empty when passed or missing.
        copies: CN as written, of copy-number calls.
        mosaic: whether the reads are too few for a heterozygous germline allele.
        imbalanced: whether they are too many for one.
        kind: what a structural allele is in this sample: copies lost or gained by its own CN.
        by_reads: whether reads show the allele where no genotype was called.
    """

    sample: int
    genotype: Genotype | None
    allele: int
    zygosity: Zygosity
    phase: Phase
    depth: Depth
    quality: str
    sample_filter: str
    copies: str
    mosaic: bool
    imbalanced: bool
    kind: StructuralKind | None = None
    by_reads: bool = False

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Flags that follow from this call alone."""
        found = [Flag.HOM] if self.zygosity is Zygosity.HOM else []
        return tuple([*found, Flag.MOSAIC] if self.mosaic else found)

    def of(self, sample: int) -> Call:
        """Return the same call of another sample."""
        return self if self.sample == sample else replace(self, sample=sample)

    def filters(self, record: Record) -> str:
        """Return FILTER of the record, with the sample's own where it has one."""
        if not self.sample_filter:
            return "" if record.filters == "." else record.filters
        if record.filters in _PASSED:
            return self.sample_filter
        return f"{record.filters};{self.sample_filter}"


class CallReader:
    """Reads the calls of records with one set of samples.

    Args:
        samples: sample names, in order; one empty name for a file without sample columns whose
            INFO describes one sample (LoFreq).
        rule: the mosaic rule.
        path: the file, for messages.
    """

    def __init__(self, samples: tuple[str, ...], rule: MosaicRule, path: str) -> None:
        self.samples = samples
        self.rule = rule
        self.path = path

    def calls(self, record: Record, alleles: Alleles) -> Iterator[Call]:
        """Yield the calls of some alleles of a record, by sample and allele.

        Where no sample has a called ALT and the record passes its filter, samples whose reads show
        an allele beyond error carry it.

        Args:
            record: the record.
            alleles: the alleles wanted, by number of the ALT from 1.

        Raises:
            InputError: columns are missing, or a genotype cannot be read.
        """
        for sample, calls in self.shared_calls(record, alleles):
            for call in calls:
                yield call.of(sample)

    def shared_calls(
        self, record: Record, alleles: Alleles
    ) -> Iterator[tuple[int, tuple[Call, ...]]]:
        """Yield the same as numbers of samples with their calls, which are those of the first.

        Samples whose columns read the same share one tuple; its calls are of the first of them.
        """
        if self.samples == ("",):
            yield 0, tuple(self._from_info(record, alleles))
            return
        carriers = record.carriers
        if carriers is None:
            self._check_columns(record, record.genotypes.count(b"\t"))
            yield from self._of_columns(record, alleles)
            return
        of_column = self.calls_of_carriers(record, carriers, alleles)
        for sample, column in zip(carriers.samples, carriers.columns, strict=True):
            if of_column[column]:
                yield sample, of_column[column]

    def _check_columns(self, record: Record, columns: int) -> None:
        if columns != len(self.samples):
            raise InputError(
                f"the record has {columns} sample columns, the header names {len(self.samples)}; "
                "the line is cut or its columns are shifted",
                path=self.path,
                where=record.where,
            )

    def calls_of_carriers(
        self, record: Record, carriers: CarrierColumns, alleles: Alleles
    ) -> list[tuple[Call, ...]]:
        """Return the calls of each distinct column of a record's carriers, of the first of them."""
        self._check_columns(record, carriers.total)
        layout, *columns = record.genotypes.split(b"\t")
        places = read_places(layout)
        keys = frozenset(name for name, _ in places)
        return [
            tuple(self._of_sample(self._column(record, alleles, places, keys, sample, column)))
            for sample, column in zip(carriers.first, columns, strict=False)
        ]

    def _of_columns(
        self, record: Record, alleles: Alleles
    ) -> Iterator[tuple[int, tuple[Call, ...]]]:
        layout, _, _ = record.genotypes.partition(b"\t")
        places = read_places(layout)
        keys = frozenset(name for name, _ in places)
        first = layout.split(b":", 1)[0]
        cheap = first == b"GT" and "CN" not in keys
        called = False
        known: dict[bytes, tuple[bool, tuple[Call, ...]]] = {}
        columns = carrier_columns(record.genotypes) if cheap else all_columns(record.genotypes)
        for sample, column in columns:
            seen = known.get(column)
            if seen is None:
                one = self._column(record, alleles, places, keys, sample, column)
                seen = one.carries, tuple(self._of_sample(one))
                if len(known) < _DISTINCT:
                    known[column] = seen
            carries, calls = seen
            called = called or carries
            if calls:
                yield sample, calls
        if called or record.filters not in _PASSED or "GT" not in keys:
            return
        read = [
            self._column(record, alleles, places, keys, *column)
            for column in all_columns(record.genotypes)
        ]
        for call in self._by_reads(record, alleles, [one for one in read if not one.by_copies]):
            yield call.sample, (call,)

    def _column(
        self,
        record: Record,
        alleles: Alleles,
        places: tuple[tuple[str, int], ...],
        keys: frozenset[str],
        sample: int,
        column: bytes,
    ) -> Column:
        values = column_values(column, places)
        local = "LGT" in keys and "GT" not in keys
        laa = local_alleles(values.get("LAA"))
        text = values.get("LGT" if local else "GT")
        genotype = None
        if text is not None:
            genotype = self._genotype(text, record, sample, laa if local else None)
        return Column(
            record=record,
            alleles=alleles,
            keys=keys,
            sample=sample,
            genotype=genotype,
            values=values,
            local=laa,
        )

    def genotypes(self, record: Record) -> Callable[[int], Genotype | None]:
        """Return a function from sample number to its genotype at a record, carrier or not."""
        layout, *columns = record.genotypes.split(b"\t")
        keys = layout.split(b":")
        key = b"GT" if b"GT" in keys else b"LGT"
        place = keys.index(key) if key in keys else -1

        def genotype_of(sample: int) -> Genotype | None:
            parts = columns[sample].split(b":") if sample < len(columns) else []
            if not 0 <= place < len(parts):
                return None
            return self._genotype(parts[place].decode("utf-8", "replace"), record, sample, None)

        return genotype_of

    def _genotype(
        self, text: str, record: Record, sample: int, local: tuple[int, ...] | None
    ) -> Genotype:
        try:
            genotype = Genotype.parse(text)
            if local is not None:
                alleles = tuple(
                    [local[item - 1] if item > 0 else item for item in genotype.alleles]
                )
                mark = "|" if genotype.phased else "/"
                shown = mark.join("." if item < 0 else str(item) for item in alleles)
                genotype = Genotype(shown, alleles, genotype.phased)
        except IndexError:
            fault = f"LGT is {text!r}, but LAA lists {len(local or ())} alleles"
        except ValueError as error:
            fault = str(error)
        else:
            if max(genotype.alleles) <= len(record.alts):
                return genotype
            fault = f"GT is {text!r}, but the record has {len(record.alts)} ALT alleles"
        raise InputError(
            f"sample {self.samples[sample]!r}: {fault}; the record was edited or split without "
            "its genotypes: make it anew from the caller's output (bcftools norm keeps them right)",
            path=self.path,
            where=record.where,
        )

    def _of_sample(self, one: Column) -> Iterator[Call]:
        """Yield the calls of one sample that its genotype or its copy number makes."""
        by_copies = one.by_copies
        for number in sorted(one.alleles):
            held = one.genotype is not None and number in one.genotype.alleles
            if held or number in by_copies:
                yield self._call(one, number, self._depth(one, number), held)
            elif one.genotype is None and not by_copies and "GT" not in one.keys:
                depth = self._depth(one, number)
                if self.rule.is_seen(depth):
                    yield self._call(one, number, depth, False)

    def _by_reads(self, record: Record, alleles: Alleles, columns: list[Column]) -> Iterator[Call]:
        """Yield the calls that reads make, where no sample of a record has a genotype."""
        for number in sorted(alleles):
            depths = [self._depth(one, number) for one in columns]
            most = max((depth.alt or 0 for depth in depths), default=0)
            for one, depth in zip(columns, depths, strict=True):
                if self.rule.is_seen(depth) or self.rule.is_supported(depth, most):
                    yield self._call(one, number, depth, False, by_reads=True)

    def _depth(self, one: Column, number: int) -> Depth:
        record = one.record
        alt = record.alts[number - 1].upper()
        site = Site(record.ref, alt, number, len(record.alts), one.local)
        depth = read_depth(one.values, site, one.keys)
        plain = one.alleles[number].structural is None
        if plain and depth.alt is None and len(self.samples) == 1:
            depth = _strand_counts(record, depth)
        return depth

    def _call(
        self, one: Column, number: int, depth: Depth, held: bool, by_reads: bool = False
    ) -> Call:
        genotype, values = one.genotype, one.values
        kind = one.kind(number)
        zygosity = Zygosity.UNKNOWN
        if kind is not StructuralKind.LOH:
            stated = genotype.zygosity(number) if held and genotype else Zygosity.UNKNOWN
            zygosity = zygosity_by_copies(stated, kind, one.copies, one.expected)
        own_filter = values.get("FT", "")
        phase = phase_of(genotype, number, values) if genotype is not None and held else Phase()
        low = self.rule.lowest(one.record.ref, one.record.alts[number - 1], kind)
        plain = kind is None
        return Call(
            sample=one.sample,
            genotype=genotype,
            allele=number,
            zygosity=zygosity,
            phase=phase,
            depth=depth,
            quality=values.get("GQ", ""),
            sample_filter="" if own_filter in _PASSED else own_filter,
            copies=values.get("CN", ""),
            mosaic=kind is not StructuralKind.LOH and self.rule.is_below(depth, low),
            imbalanced=plain and zygosity is Zygosity.HET and self.rule.is_imbalanced(depth),
            kind=kind,
            by_reads=by_reads,
        )

    def _from_info(self, record: Record, alleles: Alleles) -> Iterator[Call]:
        """Yield the calls of a file without sample columns, from INFO (LoFreq: DP, AF, DP4)."""
        info = Info(record.info)
        values: dict[str, str] = {key: info[key] for key in info if key in ("DP", "AF")}
        for number in sorted(alleles):
            site = Site(record.ref, record.alts[number - 1].upper(), number, len(record.alts))
            depth = _strand_counts(record, read_depth(values, site))
            one = Column(
                record=record,
                alleles=alleles,
                keys=frozenset(),
                sample=0,
                genotype=None,
                values={},
                local=None,
            )
            yield self._call(one, number, depth, False)


def _strand_counts(record: Record, depth: Depth) -> Depth:
    """Return a depth completed from INFO DP4 (bcftools, LoFreq) of a record with one ALT."""
    if len(record.alts) != 1:
        return depth
    numbers = [count_number(part) for part in Info(record.info).get("DP4", "").split(",")]
    counts = [number for number in numbers if number is not None]
    if not len(counts) == 4 == len(numbers):
        return depth
    ref, alt = counts[0] + counts[1], counts[2] + counts[3]
    total = depth.total if depth.total is not None else ref + alt
    fraction = alt / (ref + alt) if ref + alt else depth.fraction
    return Depth(total, ref, alt, ref + alt, fraction)
