"""Read chromosome 10 of the tissues of a person, for loss of heterozygosity along it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from fasannot.files.candidates import Selection
from fasannot.files.declared import declared_assembly, names_in_file
from fasannot.files.opening import open_source
from fasannot.files.vcf.header import parse_header
from fasannot.files.vcf.record import parse_record
from fasannot.gene.model import Assembly, GeneModel
from fasannot.people.parameters import load_parameters
from fasannot.people.sheet import Person, Sheet, SheetSample
from fasannot.people.track import Place, Segment, TrackSite, segments

_PASSED = ("", ".", "PASS")
_BASES = frozenset("ACGT")
_Site = tuple[int, str, str]


class _SiteCall(NamedTuple):
    """One sample at one site: ALT reads, all reads, whether it is called 0/1."""

    alt: int
    total: int
    heterozygous: bool


class _Chromosome(NamedTuple):
    """What one file shows of chromosome 10."""

    assembly: Assembly | None
    chrom: str
    calls: Mapping[str, Mapping[_Site, _SiteCall]]


def _read(path: str, names: Sequence[str], model: GeneModel, stated: str) -> _Chromosome:
    """Return the substitutions of chromosome 10 with read counts, for some samples of a file."""
    builds = model.assemblies.values()
    longest = max(one.chromosome_length for one in builds)
    selection = Selection(model.chromosome_names, ((0, longest),), partial(names_in_file, model))
    found: dict[str, dict[_Site, _SiteCall]] = {name: {} for name in names}
    chrom = ""
    with open_source(path, selection) as source:
        header = parse_header(source.header)
        assembly = (
            model.assemblies[stated]
            if stated in model.assemblies
            else declared_assembly(model, header.contigs, path)
        )
        places = {name: header.samples.index(name) for name in names if name in header.samples}
        for candidate in source.candidates():
            record = parse_record(candidate.line, candidate, path)
            if record.chrom not in source.selection.chromosomes or record.filters not in _PASSED:
                continue
            alt = record.alts[0].upper()
            if len(record.alts) != 1 or record.ref not in _BASES or alt not in _BASES:
                continue
            chrom = record.chrom
            layout, *columns = record.genotypes.split(b"\t")
            keys = layout.split(b":")
            if b"AD" not in keys or b"GT" not in keys:
                continue
            at_ad, at_gt = keys.index(b"AD"), keys.index(b"GT")
            for name, number in places.items():
                parts = columns[number].split(b":") if number < len(columns) else []
                if len(parts) <= max(at_ad, at_gt):
                    continue
                counts = parts[at_ad].split(b",")
                if len(counts) != 2 or not all(count.isdigit() for count in counts):
                    continue
                ref_reads, alt_reads = map(int, counts)
                called = parts[at_gt].replace(b"|", b"/") in (b"0/1", b"1/0")
                site = (record.position, record.ref, alt)
                found[name][site] = _SiteCall(alt_reads, ref_reads + alt_reads, called)
    return _Chromosome(assembly, chrom, found)


def person_segments(
    sheet: Sheet, input_path: str, model: GeneModel, stated: str
) -> tuple[dict[str, tuple[Segment, ...]], dict[str, tuple[str, ...]]]:
    """Return the segments of each person, and why a comparison gave no answer.

    Args:
        sheet: the persons.
        input_path: the input, for samples without a file of their own.
        model: the gene model.
        stated: the build, or ``auto``.
    """
    files: dict[str, list[str]] = {}
    for sample in sheet.samples:
        files.setdefault(sample.vcf or input_path, []).append(sample.name)
    read = {path: _read(path, names, model, stated) for path, names in files.items()}
    found: dict[str, tuple[Segment, ...]] = {}
    notes: dict[str, tuple[str, ...]] = {}
    for person in sheet.persons.values():
        found[person.name], notes[person.name] = _of_person(person, read, input_path)
    return found, notes


def _of_person(
    person: Person, read: Mapping[str, _Chromosome], input_path: str
) -> tuple[tuple[Segment, ...], tuple[str, ...]]:
    def chromosome(sample: SheetSample) -> _Chromosome:
        return read[sample.vcf or input_path]

    unsorted = [one for one in person.samples if not one.tissue.sorted_cells]
    tubes = [one for one in person.samples if one.tissue.sorted_cells]
    if not unsorted or not tubes:
        return (), ("no_reference_tissue",) if tubes else ()
    listed: list[Segment] = []
    notes: list[str] = []
    for tube in tubes:
        pairs = {one.name: _sites(chromosome(one), one, chromosome(tube), tube) for one in unsorted}
        reference = max(unsorted, key=lambda one: len(pairs[one.name]))
        assembly = chromosome(reference).assembly
        if assembly is None:
            notes.append(f"build_not_declared={tube.tissue.word}")
            continue
        place = Place(assembly.locus_first, assembly.locus_last, assembly.chromosome_length)
        own, note = segments(
            pairs[reference.name], place, chromosome(tube).chrom or "10", tube, reference
        )
        listed.extend(own)
        if note:
            notes.append(f"{note}={tube.tissue.word}")
    return tuple(listed), tuple(notes)


def _sites(
    of_reference: _Chromosome, reference: SheetSample, of_tube: _Chromosome, tube: SheetSample
) -> list[TrackSite]:
    """Return the sites heterozygous in the reference tissue that both tissues read enough."""
    if of_reference.assembly is not of_tube.assembly:
        return []
    numbers = load_parameters()
    depth = numbers.one("track_depth")
    low, high = numbers.many("track_reference")
    tube_calls = of_tube.calls[tube.name]
    found = []
    for site, call in of_reference.calls[reference.name].items():
        other = tube_calls.get(site)
        if other is None or not call.heterozygous or min(call.total, other.total) < depth:
            continue
        if low <= call.alt / call.total <= high:
            found.append(TrackSite(site[0], call.alt, call.total, other.alt, other.total))
    return sorted(found)
