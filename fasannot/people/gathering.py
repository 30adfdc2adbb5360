"""What the samples of a sheet show of each event, brought together over records and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fasannot.files.numbers import real_number
from fasannot.files.vcf.record import AlleleKind, Record
from fasannot.gene.model import Assembly, GeneModel
from fasannot.people.events import Event, SampleKey, Shown
from fasannot.people.parameters import load_parameters
from fasannot.people.place_reads import PlaceReads, place_reads, reads_at
from fasannot.people.reads import Change
from fasannot.people.site_model import SiteClass
from fasannot.people.spellings import with_spellings
from fasannot.rules.annotator import AnnotatedAllele
from fasannot.rules.finding import Finding
from fasannot.rules.flags import Flag
from fasannot.samples.call import Call
from fasannot.samples.depth import Site, read_depth
from fasannot.samples.genotype import MISSING, Genotype
from fasannot.samples.identity import Identity, finding_of, identity_of
from fasannot.samples.mosaic import observed
from fasannot.samples.same_allele import Key, allele_key, short_name
from fasannot.samples.settling import alike

_NOTHING = ("", ".")


@dataclass(slots=True)
class _Gathered:
    event: Event
    shown: dict[SampleKey, Shown] = field(default_factory=dict)

    def add(self, key: SampleKey, new: Shown) -> None:
        old = self.shown.get(key)
        self.shown[key] = new if old is None else old.better(new)


class Gatherer:
    """Collects records, file by file, and gives the events of the samples that are wanted.

    Args:
        model: the gene model.
        wanted: the samples, each with the family that it is of; one of another file or name is
            passed over.
    """

    def __init__(self, model: GeneModel, wanted: Mapping[SampleKey, str]) -> None:
        self.model = model
        self.wanted = dict(wanted)
        self.held: set[SampleKey] = set()
        self._events: dict[Key, _Gathered] = {}
        self._sites: dict[SampleKey, list[PlaceReads]] = {}
        self._identities: dict[Key, Identity] = {}
        self._numbers: dict[int, SampleKey] = {}
        self._place = -1
        self._keys: dict[tuple[int, int], Key] = {}
        self._roots: dict[Key, Key] = {}

    def start(self, file: str, samples: Sequence[str]) -> None:
        """Begin with a file.

        Args:
            file: the file, as the sheet resolves it; empty for the input of the command.
            samples: its samples, in order.
        """
        self._numbers = {
            number: SampleKey(name, file)
            for number, name in enumerate(samples)
            if SampleKey(name, file) in self.wanted
        }
        self.held.update(self._numbers.values())
        self._place = -1
        self._keys = {}

    def add(
        self,
        record: Record,
        alleles: Sequence[AnnotatedAllele],
        calls: Sequence[Call],
        assembly: Assembly,
    ) -> None:
        """Take note of a record, and of the calls of its alleles that are carried."""
        if any(item.findings for item in alleles):
            self._place += 1
        if not self._numbers:
            return
        columns = _columns(record, self._numbers)
        if record.chrom in assembly.chromosome_names:
            for number, values in columns.items():
                reads = place_reads(record, values, assembly)
                if reads is not None:
                    self._sites.setdefault(self._numbers[number], []).append(reads)
        carriers = {(call.allele, call.sample): call for call in calls}
        for allele, item in enumerate(alleles, 1):
            if not item.findings:
                continue
            own = [call for call in calls if call.allele == allele and call.sample in self._numbers]
            finding = finding_of(item, own[0]) if own else item.findings[0]
            gathered = self._of(finding, item, record)
            self._keys[self._place, allele] = allele_key(item.findings[0], record)
            for number, key in self._numbers.items():
                call = carriers.get((allele, number))
                gathered.add(
                    key,
                    _of_call(call, self._place)
                    if call is not None
                    else _of_column(columns.get(number, {}), record, allele),
                )

    def _of(self, finding: Finding, item: AnnotatedAllele, record: Record) -> _Gathered:
        key = allele_key(item.findings[0], record)
        known = self._events.get(key)
        if known is None:
            event = event_of(self.model, key, finding, item, record)
            known = self._events[key] = _Gathered(event)
            written = item.kind is not AlleleKind.SEQUENCE
            self._identities[key] = identity_of(record, finding, None, written)
        return known

    def join(self, places: Sequence[frozenset[tuple[int, int]]]) -> None:
        """Take note of which alleles of the records of this file some sample holds as one event."""
        for group in places:
            keys = sorted({self._keys[place] for place in group if place in self._keys})
            for key in keys[1:]:
                self._roots[self._root(key)] = self._root(keys[0])

    def _root(self, key: Key) -> Key:
        while key in self._roots and self._roots[key] != key:
            key = self._roots[key]
        return key

    def key_of(self, finding: Finding, record: Record) -> Key:
        """Return the key of the event that an allele of a record belongs to."""
        return self._root(allele_key(finding, record))

    def events(self) -> tuple[Event, ...]:
        """Return the events of all files, along the gene."""
        self._join_alike()
        joined: dict[Key, _Gathered] = {}
        for key, one in self._events.items():
            root = self._root(key)
            whole = joined.setdefault(root, _Gathered(self._events[root].event))
            for sample, shown_there in one.shown.items():
                whole.add(sample, shown_there)
        found = []
        for one in joined.values():
            shown = dict(one.shown)
            for held in self.held:
                before = shown.get(held, Shown())
                if before.total is None and not before.called:
                    shown[held] = self._at_site(one.event, held, before)
            found.append(replace(one.event, shown=shown))
        ordered = sorted(found, key=lambda event: event.order)
        return with_spellings(ordered, self.model.sequence)

    def _join_alike(self) -> None:
        """Join structural alleles of one family over one stretch that files write otherwise."""
        families: dict[str, list[Key]] = {}
        for key, one in self._events.items():
            if self._identities[key].span is None:
                continue
            called = [sample for sample, shown in one.shown.items() if shown.called]
            for family in dict.fromkeys(self.wanted[sample] for sample in called):
                families.setdefault(family, []).append(key)
        for keys in families.values():
            for group in alike([self._identities[key] for key in keys]):
                for other in group[1:]:
                    self._roots[self._root(other.key)] = self._root(group[0].key)

    def _at_site(self, event: Event, key: SampleKey, before: Shown) -> Shown:
        """Return a sample's reads at a change, from a record that covers its place."""
        reads = None
        if event.change is not None:
            reads = reads_at(self._sites.get(key, ()), event.change)
        if reads is None:
            return before
        alt, total, block = reads
        return replace(before, alt=alt, total=total, block=block, listed=True)


def event_of(
    model: GeneModel,
    key: Key,
    finding: Finding,
    item: AnnotatedAllele,
    record: Record,
) -> Event:
    """Return an event by what was found of its allele."""
    effect, assessment = finding.effect, finding.assessment
    place = finding.assembly.coordinate(record.position)
    written = f"{record.chrom}-{record.position}-{record.ref}-{finding.allele}"
    name = finding.hgvs_c or finding.hgvs_g or written
    change, deleted, kind = None, None, SiteClass.INDEL
    order = (place, place, finding.allele)
    if effect is not None:
        variant = effect.variant
        order = (variant.start, variant.end, variant.alt)
        if finding.vrs_id:
            change = Change(variant.start, variant.end, variant.alt)
            run = _run(model.sequence, variant.start, variant.end)
            kind = SiteClass.of(variant.ref, variant.alt, run)
        if not variant.alt and finding.hgvs_g.endswith("del"):
            deleted = (variant.start, variant.end)
    if item.kind is not AlleleKind.SEQUENCE:
        kind = SiteClass.STRUCTURAL
    frequencies = assessment.frequencies if assessment is not None else ()
    known = max((one.frequency for one in frequencies), default=0.0)
    return Event(
        key=key,
        hgvs_c=finding.hgvs_c or "",
        hgvs_p=finding.hgvs_p or "",
        name=name,
        short=short_name(finding) if finding.hgvs_c or finding.hgvs_g else written,
        flags=finding.flags,
        candidate=finding.candidate,
        order=order,
        kind=kind,
        change=change,
        deleted=deleted,
        frequent=Flag.COMMON in finding.flags or known >= load_parameters().one("frequent_from"),
        points=finding.points,
        criteria=finding.criteria,
        classification=finding.classification or "",
        known=finding.known,
    )


def _run(sequence: str, start: int, end: int) -> int:
    """Return the length of the longest run of one base that a change touches."""
    best = 0
    for place in {max(start - 1, 0), min(start, len(sequence) - 1), min(end, len(sequence) - 1)}:
        base, low, high = sequence[place], place, place
        while low > 0 and sequence[low - 1] == base:
            low -= 1
        while high + 1 < len(sequence) and sequence[high + 1] == base:
            high += 1
        best = max(best, high - low + 1)
    return best


def _columns(record: Record, numbers: Mapping[int, SampleKey]) -> dict[int, dict[str, str]]:
    """Return the subfields of the wanted samples; missing ones are left out."""
    layout, *columns = record.genotypes.split(b"\t")
    keys = layout.decode("utf-8", "replace").split(":")
    found = {}
    for number in numbers:
        if number < len(columns):
            parts = columns[number].decode("utf-8", "replace").split(":")
            found[number] = {
                key: part for key, part in zip(keys, parts, strict=False) if part not in _NOTHING
            }
    return found


def _of_call(call: Call, place: int) -> Shown:
    counts = observed(call.depth)
    alt, total = counts if counts is not None else (None, None)
    return Shown(
        called=True,
        zygosity=call.zygosity,
        alt=alt,
        total=total,
        depth=call.depth.total,
        quality=real_number(call.quality),
        reference=False,
        phase=call.phase,
        mosaic=call.mosaic,
        listed=True,
        genotype_place=(place, len(call.genotype.alleles) if call.genotype is not None else 0),
    )


def _of_column(values: Mapping[str, str], record: Record, allele: int) -> Shown:
    """Return what a sample shows of an allele that was not called in it."""
    text = values.get("GT", values.get("LGT"))
    try:
        genotype = Genotype.parse(text) if text is not None else None
    except ValueError:
        genotype = None
    local = None
    if "LAA" in values:
        items = values["LAA"].split(",")
        local = tuple(map(int, items)) if all(map(str.isdigit, items)) else None
    depth = read_depth(
        values, Site(record.ref, record.alts[allele - 1].upper(), allele, len(record.alts), local)
    )
    counts = (0, 0) if depth.counted == 0 else observed(depth)
    alt, total = counts if counts is not None else (None, None)
    return Shown(
        alt=alt,
        total=total,
        depth=depth.total,
        quality=real_number(values.get("GQ")),
        reference=genotype is not None and MISSING not in genotype.alleles,
        listed=True,
    )
