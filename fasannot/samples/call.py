"""One sample's call of one allele: genotype, phase, reads, filter, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from fasannot.errors import InputError
from fasannot.files.vcf.record import AlleleKind, Record
from fasannot.rules.flags import Flag
from fasannot.samples.depth import DEPTH_KEYS, Depth, Site, read_depth
from fasannot.samples.genotype import Genotype, Zygosity, all_columns, carrier_columns
from fasannot.samples.mosaic import MosaicRule

_KEYS = frozenset(
    {"GT", "LGT", "LAA", "PS", "PGT", "PID", "GQ", "FT", "CN", *DEPTH_KEYS},
)
_MISSING = ("", ".")
_PASSED = ("", ".", "PASS")


class Phase(NamedTuple):
    """Which chromosome of a pair an allele lies on.

    Attributes:
        set_name: the phase set; empty where the file names none.
        sides: sides of ``|`` that hold the allele; empty when not phased.
    """

    set_name: str = ""
    sides: tuple[int, ...] = ()


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

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Flags that follow from this call alone."""
        found = [Flag.HOM] if self.zygosity is Zygosity.HOM else []
        return tuple([*found, Flag.MOSAIC] if self.mosaic else found)

    def filters(self, record: Record) -> str:
        """Return FILTER of the record, with the sample's own where it has one."""
        if not self.sample_filter:
            return "" if record.filters == "." else record.filters
        if record.filters in _PASSED:
            return self.sample_filter
        return f"{record.filters};{self.sample_filter}"


@lru_cache(maxsize=1024)
def _places(layout: bytes) -> tuple[tuple[str, int], ...]:
    """Return the keys of FORMAT that are read, and their places in a column."""
    keys = layout.decode("utf-8", "replace").split(":")
    return tuple([(key, place) for place, key in enumerate(keys) if key in _KEYS])


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

    def calls(self, record: Record, wanted: frozenset[int]) -> Iterator[Call]:
        """Yield the calls of some alleles of a record, by sample and allele.

        Args:
            record: the record.
            wanted: numbers of the ALT alleles, from 1.

        Raises:
            InputError: columns are missing, or a genotype cannot be read.
        """
        kinds = record.kinds()
        if self.samples == ("",):
            yield from self._from_info(record, wanted, kinds)
            return
        layout, _, _ = record.genotypes.partition(b"\t")
        columns = record.genotypes.count(b"\t")
        if columns != len(self.samples):
            raise InputError(
                f"the record has {columns} sample columns, the header names {len(self.samples)}; "
                "the line is cut or its columns are shifted",
                path=self.path,
                where=record.where,
            )
        places = _places(layout)
        names = [name for name, _ in places]
        local = "LGT" in names and "GT" not in names
        first = layout.split(b":", 1)[0]
        if first == b"GT" and "CN" not in names:
            found = carrier_columns(record.genotypes)
        else:
            found = all_columns(record.genotypes)
        for sample, column in found:
            values = _values(column, places)
            laa = _local_alleles(values.get("LAA"))
            text = values.get("LGT" if local else "GT")
            genotype = None
            if text is not None:
                genotype = self._genotype(text, record, sample, laa if local else None)
            yield from self._of_sample(record, wanted, kinds, sample, genotype, values, laa)

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

    def _of_sample(
        self,
        record: Record,
        wanted: frozenset[int],
        kinds: tuple[AlleleKind, ...],
        sample: int,
        genotype: Genotype | None,
        values: dict[str, str],
        local: tuple[int, ...] | None,
    ) -> Iterator[Call]:
        called = genotype is not None and any(item >= 0 for item in genotype.alleles)
        by_copies = not called and _carried_by_copies(record.alts, values.get("CN"))
        if genotype is not None and not by_copies:
            numbers = sorted({item for item in genotype.alleles if item > 0} & wanted)
        else:
            numbers = sorted(wanted)
        for number in numbers:
            alt = record.alts[number - 1].upper()
            site = Site(record.ref, alt, number, len(record.alts), local)
            depth = read_depth(values, site)
            held = genotype is not None and number in genotype.alleles
            seen = held or by_copies or (genotype is None and self.rule.is_seen(depth))
            if not seen:
                continue
            plain = kinds[number - 1] is AlleleKind.SEQUENCE
            if plain and depth.alt is None and len(self.samples) == 1:
                depth = _strand_counts(record, depth)
            yield self._call(record, sample, genotype, number, values, depth, plain)

    def _call(
        self,
        record: Record,
        sample: int,
        genotype: Genotype | None,
        number: int,
        values: dict[str, str],
        depth: Depth,
        plain: bool,
    ) -> Call:
        held = genotype is not None and number in genotype.alleles
        zygosity = genotype.zygosity(number) if held and genotype else Zygosity.UNKNOWN
        alt = record.alts[number - 1]
        substitution = len(record.ref) == len(alt) and alt[0] != "<"
        own_filter = values.get("FT", "")
        phase = _phase(genotype, number, values) if genotype is not None else Phase()
        return Call(
            sample,
            genotype,
            number,
            zygosity,
            phase,
            depth,
            values.get("GQ", ""),
            "" if own_filter in _PASSED else own_filter,
            values.get("CN", ""),
            plain and self.rule.is_mosaic(depth, substitution),
            plain and zygosity is Zygosity.HET and self.rule.is_imbalanced(depth),
        )

    def _from_info(
        self, record: Record, wanted: frozenset[int], kinds: tuple[AlleleKind, ...]
    ) -> Iterator[Call]:
        """Yield the calls of a file without sample columns, from INFO (LoFreq: DP, AF, DP4)."""
        info = dict(item.partition("=")[::2] for item in record.info.split(";"))
        values: dict[str, str] = {key: info[key] for key in info if key in ("DP", "AF")}
        for number in sorted(wanted):
            site = Site(record.ref, record.alts[number - 1].upper(), number, len(record.alts))
            depth = _strand_counts(record, read_depth(values, site))
            plain = kinds[number - 1] is AlleleKind.SEQUENCE
            yield self._call(record, 0, None, number, {}, depth, plain)


def _values(column: bytes, places: tuple[tuple[str, int], ...]) -> dict[str, str]:
    """Return the subfields of a column that are read; missing ones left out."""
    parts = column.decode("utf-8", "replace").split(":")
    count = len(parts)
    return {
        key: parts[place] for key, place in places if place < count and parts[place] not in _MISSING
    }


def _local_alleles(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    items = text.split(",")
    return tuple(int(item) for item in items) if all(map(str.isdigit, items)) else None


def _carried_by_copies(alts: tuple[str, ...], text: str | None) -> bool:
    """Return whether a copy number without genotype shows the one symbolic allele of a record."""
    if text is None or len(alts) != 1:
        return False
    try:
        copies = round(float(text))
    except ValueError:
        return False
    kind = alts[0][:4].upper()
    if kind == "<DEL":
        return copies < 2
    if kind == "<DUP":
        return copies > 2
    return kind[:3] == "<CN" and copies != 2


def _phase(genotype: Genotype, number: int, values: dict[str, str]) -> Phase:
    """Return the phase by GT and PS, else by GATK's PGT and PID.

    PGT speaks of a REF and one ALT, so it is used for a plain heterozygote alone.
    """
    if genotype.phased:
        return Phase(values.get("PS", values.get("PID", "")), genotype.sides(number))
    text, name = values.get("PGT"), values.get("PID", values.get("PS"))
    if text in ("0|1", "1|0") and name and sorted(genotype.alleles) == [0, number]:
        return Phase(name, (2,) if text == "0|1" else (1,))
    return Phase()


def _strand_counts(record: Record, depth: Depth) -> Depth:
    """Return a depth completed from INFO DP4 (bcftools, LoFreq) of a record with one ALT."""
    if len(record.alts) != 1:
        return depth
    for item in record.info.split(";"):
        if item.startswith("DP4="):
            numbers = item[4:].split(",")
            if len(numbers) == 4 and all(map(str.isdigit, numbers)):
                ref, alt = int(numbers[0]) + int(numbers[1]), int(numbers[2]) + int(numbers[3])
                total = depth.total if depth.total is not None else ref + alt
                fraction = alt / (ref + alt) if ref + alt else depth.fraction
                return Depth(total, ref, alt, ref + alt, fraction)
    return depth
