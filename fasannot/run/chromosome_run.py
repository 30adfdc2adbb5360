"""Read chromosome 10 of the tissues of a person, for loss of heterozygosity along it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

from fasannot.files.candidates import Selection
from fasannot.files.declared import declared_assembly, names_in_file
from fasannot.files.opening import open_source
from fasannot.files.vcf.header import parse_header
from fasannot.files.vcf.record import Record, parse_record
from fasannot.gene.model import Assembly, GeneModel
from fasannot.people.parameters import load_parameters
from fasannot.people.person_event import key_of
from fasannot.people.place_reads import PlaceReads, place_reads
from fasannot.people.reads import Build, ReadFile
from fasannot.people.sheet import Person, Sheet, SheetSample
from fasannot.people.track import Place, Track, TrackSite, compared
from fasannot.samples.depth import Site, read_depth

_PASSED = ("", ".", "PASS")
_BASES = frozenset("ACGT")
_UNNAMED = frozenset({"<NON_REF>", "<*>", "<X>", "*"})
_HETEROZYGOUS = ("0/1", "1/0", "0|1", "1|0")
_Site = tuple[int, str, str]


class _SiteCall(NamedTuple):
    """One sample at one site: ALT reads, all reads, whether it is called 0/1."""

    alt: int
    total: int
    heterozygous: bool


@dataclass(slots=True)
class _Shown:
    """What a file shows of one sample along the chromosome.

    Attributes:
        calls: substitutions with read counts.
        blocks: reference blocks, by their start.
    """

    calls: dict[_Site, _SiteCall] = field(default_factory=dict)
    blocks: list[PlaceReads] = field(default_factory=list)

    def depth_of_block(self, place: int) -> int:
        """Return the depth of the block over a place of the locus's count, 0 without one."""
        number = bisect_right(self.blocks, place, key=lambda one: one.start) - 1
        if number < 0 or not self.blocks[number].start <= place < self.blocks[number].end:
            return 0
        return self.blocks[number].total


class _Chromosome(NamedTuple):
    """What one file shows of chromosome 10."""

    assembly: Assembly | None
    chrom: str
    shown: Mapping[str, _Shown]


class ChromosomeReader:
    """Reads chromosome 10 of the files of a sheet.

    Args:
        model: the gene model.
        stated: the build, or ``auto``.
        known: builds of the files that do not declare theirs, as their bases in FAS show them.
    """

    def __init__(self, model: GeneModel, stated: str, known: Mapping[str, Assembly]) -> None:
        self.model = model
        self.stated = stated
        self.known = known

    def read(self, path: str, names: Sequence[str]) -> _Chromosome:
        """Return the substitutions and blocks of some samples of a file."""
        model = self.model
        longest = max(one.chromosome_length for one in model.assemblies.values())
        selection = Selection(
            model.chromosome_names, ((0, longest),), partial(names_in_file, model)
        )
        found = {name: _Shown() for name in names}
        chrom = ""
        with open_source(path, selection) as source:
            header = parse_header(source.header)
            assembly = (
                model.assemblies[self.stated]
                if self.stated in model.assemblies
                else declared_assembly(model, header.contigs, path) or self.known.get(path)
            )
            places = {name: header.samples.index(name) for name in names if name in header.samples}
            for candidate in source.candidates():
                record = parse_record(candidate.line, candidate, path)
                if record.chrom not in source.selection.chromosomes:
                    continue
                chrom = record.chrom
                if assembly is not None:
                    _note(record, places, found, assembly)
        for one in found.values():
            one.blocks.sort()
        return _Chromosome(assembly, chrom, found)

    def tracks(self, sheet: Sheet, input_path: str) -> dict[str, tuple[Track, ...]]:
        """Return the comparisons of each person.

        Args:
            sheet: the persons.
            input_path: the input, for samples without a file of their own.
        """
        files: dict[str, list[str]] = {}
        for sample in sheet.samples:
            files.setdefault(sample.vcf or input_path, []).append(sample.name)
        read = {path: self.read(path, names) for path, names in files.items()}
        return {
            person.name: tuple(self._of_person(person, read, input_path))
            for person in sheet.persons.values()
        }

    def _of_person(
        self, person: Person, read: Mapping[str, _Chromosome], input_path: str
    ) -> list[Track]:
        unsorted = [one for one in person.samples if not one.tissue.sorted_cells]
        tubes = [one for one in person.samples if one.tissue.sorted_cells]
        if not unsorted:
            return [Track(one, one, notes=("no_reference_tissue",)) for one in tubes]
        found = []
        for tube in tubes:
            of_tube = read[tube.vcf or input_path]
            pairs = {
                key_of(one): self._sites(read[one.vcf or input_path], one, of_tube, tube)
                for one in unsorted
            }
            reference = max(unsorted, key=lambda one: len(pairs[key_of(one)].sites))
            sites, unlisted = pairs[key_of(reference)]
            assembly = read[reference.vcf or input_path].assembly
            if assembly is None:
                found.append(Track(tube, reference, notes=("build_not_declared",)))
                continue
            place = Place(assembly.locus_first, assembly.locus_last, assembly.chromosome_length)
            track = compared(sites, place, of_tube.chrom or "10", tube, reference)
            if unlisted:
                track = replace(track, notes=(*track.notes, f"sites_not_listed:{unlisted}"))
            found.append(track)
        return found

    def _sites(
        self,
        of_reference: _Chromosome,
        reference: SheetSample,
        of_tube: _Chromosome,
        tube: SheetSample,
    ) -> _Compared:
        """Return the sites heterozygous in the reference tissue read enough in both."""
        assembly = of_reference.assembly
        if assembly is None or assembly is not of_tube.assembly:
            return _Compared([], 0)
        numbers = load_parameters()
        depth = numbers.one("track_depth")
        low, high = numbers.many("track_reference")
        calls, own = of_reference.shown[reference.name].calls, of_tube.shown[tube.name]
        found: list[TrackSite] = []
        unlisted: list[tuple[_Site, _SiteCall]] = []
        for site, call in calls.items():
            if not call.heterozygous or call.total < depth:
                continue
            if not low <= call.alt / call.total <= high:
                continue
            other = own.calls.get(site)
            if other is None:
                block = own.depth_of_block(assembly.coordinate(site[0]))
                if not block:
                    unlisted.append((site, call))
                    continue
                other = _SiteCall(0, block, heterozygous=False)
            if other.total >= numbers.one("track_tube_depth"):
                found.append(TrackSite(site[0], call.alt, call.total, other.alt, other.total))
        if tube.bam is not None and unlisted:
            found += self._of_reads(tube.bam, tube.name, assembly, unlisted)
            unlisted = []
        return _Compared(sorted(found), len(unlisted))

    def _of_reads(
        self,
        path: str,
        sample: str,
        assembly: Assembly,
        unlisted: Sequence[tuple[_Site, _SiteCall]],
    ) -> list[TrackSite]:
        """Return sites that a file does not list, as reads of the BAM show them."""
        numbers = load_parameters()
        step = max(1, -(-len(unlisted) // int(numbers.one("track_bam_sites"))))
        build = Build(
            assembly.name,
            assembly.chromosome_names,
            assembly.chromosome_length,
            assembly.locus_first,
        )
        found = []
        file = ReadFile(path, [build], self.model.sequence, sample=sample)
        try:
            for (position, ref, alt), call in unlisted[::step]:
                bases = file.bases_at(position)
                total = bases[ref] + bases[alt]
                if total >= numbers.one("track_tube_depth"):
                    found.append(TrackSite(position, call.alt, call.total, bases[alt], total))
        finally:
            file.close()
        return found


class _Compared(NamedTuple):
    """Sites of two tissues, and how many of the reference the other's file does not list."""

    sites: list[TrackSite]
    unlisted: int


def _note(
    record: Record, places: Mapping[str, int], found: Mapping[str, _Shown], assembly: Assembly
) -> None:
    """Take note of what a record shows of the samples."""
    named = [number for number, alt in enumerate(record.alts, 1) if alt not in _UNNAMED]
    alts = [record.alts[number - 1].upper() for number in named if record.alts[number - 1] != "."]
    if len(alts) > 1 or (alts and (record.ref not in _BASES or alts[0] not in _BASES)):
        return
    if alts and record.filters not in _PASSED:
        return
    layout, *columns = record.genotypes.split(b"\t")
    keys = layout.decode("utf-8", "replace").split(":")
    for name, number in places.items():
        if number >= len(columns):
            continue
        parts = columns[number].decode("utf-8", "replace").split(":")
        values = {k: v for k, v in zip(keys, parts, strict=False) if v not in ("", ".")}
        if not alts:
            block = place_reads(record, values, assembly)
            if block is not None:
                found[name].blocks.append(block)
            continue
        site = Site(record.ref, alts[0], named[0], len(record.alts))
        depth = read_depth(values, site)
        if depth.alt is None or not depth.counted:
            continue
        called = values.get("GT", "") in _HETEROZYGOUS and named[0] == 1
        found[name].calls[record.position, record.ref, alts[0]] = _SiteCall(
            depth.alt, depth.counted, called
        )
