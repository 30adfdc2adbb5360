"""The samples of one file: every call is seen once before anything is written.

Whether a sample carries two candidate alleles, or one that two records write, is known only when
all its records were seen, so the records of the gene are listed and surveyed first; then each
record's findings get their samples' flags. What is kept between is small: the flags of each
record, and the calls of candidates, of structural alleles, of alleles that stand in more than one
record, and of those that lie in a stretch of which the sample has lost a copy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from fasannot.allele.structural.variant import StructuralKind
from fasannot.files.vcf.record import Record
from fasannot.gene.model import load_gene_model
from fasannot.rules.annotator import AnnotatedAllele
from fasannot.rules.finding import Finding
from fasannot.rules.flags import Flag, joined_flags
from fasannot.rules.knowledge import load_knowledge
from fasannot.samples.call import Call, CallReader
from fasannot.samples.carried import CarriedAllele, carried
from fasannot.samples.classes import SampleClasses
from fasannot.samples.column import Alleles
from fasannot.samples.event import EventCall, joined_event
from fasannot.samples.identity import Identity, Span, finding_of, identity_of, span_of
from fasannot.samples.joint import HaplotypeReader
from fasannot.samples.mosaic import load_mosaic_rule
from fasannot.samples.neighbours import CodonNeighbours
from fasannot.samples.pairs import CandidateCall, Partner, partners
from fasannot.samples.phased_flags import FlagReader, PhasedCall
from fasannot.samples.same_allele import Key, allele_key, event_name
from fasannot.samples.sample_finding import SampleFinding
from fasannot.samples.settling import KnownCall, Settled, settled

_LOFREQ = b"##source=lofreq"
_LOSING = frozenset({StructuralKind.DELETION, StructuralKind.COPY_NUMBER, StructuralKind.LOH})
Place = tuple[int, int]  # number of the record, and of its ALT


def samples_of(samples: tuple[str, ...], header: Sequence[bytes]) -> tuple[str, ...]:
    """Return the samples of a file; LoFreq's describe one sample, which has no column or name."""
    if samples or not any(line.lower().startswith(_LOFREQ) for line in header):
        return samples
    return ("",)


class SampleView:
    """What the samples of a file show of its FAS alleles.

    Args:
        samples: their names.
        path: the file, for messages.
    """

    def __init__(self, samples: tuple[str, ...], path: str) -> None:
        self.samples = samples
        self.rule = load_mosaic_rule()
        self.reader = CallReader(samples, self.rule, path)
        # Per record of the gene: number of the ALT to the flags of all samples together.
        self._flags: list[dict[int, tuple[Flag, ...]]] = []
        self._replaced: dict[Place, list[tuple[Flag, ...]]] = {}
        self._written: Counter[Key] = Counter()
        self._positions: Counter[tuple[str, int]] = Counter()
        self._lost: dict[int, list[Span]] = {}
        self._calls: dict[int, list[KnownCall]] = {}
        self._settled: dict[tuple[int, int, int], Settled] = {}
        self._candidates: dict[int, list[CandidateCall]] = {}
        self._on_chromosome: dict[int, dict[Place, tuple[Flag, ...]]] = {}
        self._identities: dict[tuple[int, int, StructuralKind | None], Identity] = {}
        self._neighbours = CodonNeighbours()
        self._classes = SampleClasses(len(samples))
        # Records and their alleles whose calls are settled by classes.
        self._places: dict[int, tuple[Record, Alleles]] = {}
        self._place = -1

    def register(self, record: Record, alleles: Sequence[AnnotatedAllele]) -> None:
        """Take note of what a record writes, and of the samples that lost a copy of a stretch."""
        found = _with_findings(alleles)
        if not found:
            return
        self._positions[record.chrom, record.position] += 1
        losing: dict[int, AnnotatedAllele] = {}
        for number, item in found.items():
            self._written[allele_key(item.findings[0], record)] += 1
            span = span_of(item.findings[0])
            if span is not None and span.kind in _LOSING:
                losing[number] = item
        for call in self.reader.calls(record, losing) if losing else ():
            span = span_of(finding_of(losing[call.allele], call), call.kind)
            if span is not None:
                self._lost.setdefault(call.sample, []).append(span)

    def add(
        self, record: Record, alleles: Sequence[AnnotatedAllele], *, all_calls: bool = True
    ) -> tuple[Call, ...]:
        """Take note of the calls of a record, in file order; return them.

        Args:
            record: the record.
            alleles: what came of its alleles.
            all_calls: whether each call is asked for. Where none is, nothing is returned, and
                samples with the same calls of all alleles are looked at as one.
        """
        found = _with_findings(alleles)
        if not found:
            return ()
        place = len(self._flags)
        self._flags.append({})
        if not all_calls:
            self._add_shared(place, record, found)
            return ()
        all_of_them = tuple(self.reader.calls(record, found))
        for call in all_of_them:
            self._take(place, record, found[call.allele], call)
        return all_of_them

    def _add_shared(self, place: int, record: Record, found: Alleles) -> None:
        """Take note of the calls of a record, once of samples with the same."""
        carriers = record.carriers
        if carriers is not None:
            of_column = self.reader.calls_of_carriers(record, carriers, found)
            if self._stand_alone(record, found):
                self._flag_all(place, of_column)
                return
            self._classes.divide(place, carriers, of_column)
        else:
            shared = self.reader.shared_calls(record, found)
            if self._stand_alone(record, found):
                self._flag_all(place, {id(calls): calls for _, calls in shared}.values())
                return
            self._classes.add(place, shared)
        self._places[place] = (replace(record, line=b"", genotypes=b"", carriers=None), found)

    def _flag_all(self, place: int, of_samples: Iterable[tuple[Call, ...]]) -> None:
        for calls in of_samples:
            self._flag(place, calls)

    def _flag(self, place: int, calls: Iterable[Call]) -> None:
        """Add the flags of calls that stand alone to those of their record."""
        flags = self._flags[place]
        for call in calls:
            if call.flags:
                flags[call.allele] = joined_flags(flags.get(call.allele, ()), call.flags)

    def _take(self, place: int, record: Record, item: AnnotatedAllele, call: Call) -> None:
        """Take note of a call that may belong with others of its sample."""
        finding = finding_of(item, call)
        self._neighbours.add(place, record, item, call)
        if self._is_kept(record, item, finding, call):
            identity = self._identity(place, record, item, finding, call)
            order = (record.position, record.ref, item.alt, record.identifier)
            one = EventCall(place, call.allele, call, order)
            self._calls.setdefault(call.sample, []).append(KnownCall(one, identity))
        else:
            self._flag(place, (call,))

    def _stand_alone(self, record: Record, found: Alleles) -> bool:
        """Return whether no sample's call of these alleles belongs with another of its calls."""
        if self._lost or self._positions[record.chrom, record.position] > 1:
            return False
        return not any(
            item.structural is not None
            or item.findings[0].candidate
            or CodonNeighbours.concern(item)
            or self._written[allele_key(item.findings[0], record)] > 1
            for item in found.values()
        )

    def _is_kept(self, record: Record, item: AnnotatedAllele, finding: Finding, call: Call) -> bool:
        """Return whether a call may belong with others of its sample."""
        if finding.candidate or item.structural is not None:
            return True
        if self._written[allele_key(finding, record)] > 1:
            return True
        if self._positions[record.chrom, record.position] > 1 and call.genotype is not None:
            return True
        spans = self._lost.get(call.sample)
        if not spans or finding.effect is None:
            return False
        variant = finding.effect.variant
        return any(span.low < variant.end + 1 and variant.start - 1 < span.high for span in spans)

    def _identity(
        self, place: int, record: Record, item: AnnotatedAllele, finding: Finding, call: Call
    ) -> Identity:
        key = (place, call.allele, call.kind)
        known = self._identities.get(key)
        if known is None:
            known = self._identities[key] = identity_of(
                record, finding, call.kind, item.structural is not None
            )
        return known

    def _take_classes(self) -> None:
        """Take note of the calls of one sample of each class."""
        for first, seen in self._classes.members():
            for number, shared in seen:
                record, found = self._places[number]
                for call in shared:
                    self._take(number, record, found[call.allele], call.of(first))
        self._places.clear()

    def settle(self) -> None:
        """Work out events and pairs, after the last record was added."""
        self._take_classes()
        reader = FlagReader(HaplotypeReader(load_gene_model(), load_knowledge()))
        for sample, listed in self._neighbours.coding():
            changed = reader.flags(
                [
                    PhasedCall((one.place, one.allele), one.phase, one.homozygous, one.alone)
                    for one in listed
                ]
            )
            if changed:
                self._on_chromosome[sample] = changed
                for place, flags in changed.items():
                    self._replaced.setdefault(place, []).append(flags)
        for sample, calls in self._calls.items():
            events = settled(calls, self.rule, self._on_chromosome.get(sample, {}))
            listed_candidates = [one.candidate for one in events if one.candidate is not None]
            if listed_candidates:
                self._candidates[sample] = listed_candidates
            for one in events:
                for item in one.event.calls:
                    self._settled[item.place, item.allele, sample] = one
                    if one.flags:
                        of_record = self._flags[item.place]
                        before = of_record.get(item.allele, ())
                        of_record[item.allele] = joined_flags(before, one.flags)
            for known in calls:  # what a copy number means is the sample's
                own = known.identity.finding.flags
                if known.identity.span is not None and known.written.call.kind is not None:
                    of_record = self._flags[known.written.place]
                    before = of_record.get(known.written.allele, ())
                    of_record[known.written.allele] = joined_flags(before, own)

    def flagged(
        self, record: Record, alleles: tuple[AnnotatedAllele, ...], with_calls: bool
    ) -> tuple[CarriedAllele, ...]:
        """Return a record's alleles with the flags of their samples; in the order of ``add``.

        Args:
            record: the record.
            alleles: what came of its alleles.
            with_calls: whether to add each sample's finding.
        """
        found = _with_findings(alleles)
        if not found:
            return tuple(map(carried, alleles))
        self._place += 1
        flags = self._flags[self._place]
        shown: dict[int, list[SampleFinding]] = {}
        if with_calls:
            calls = tuple(self.reader.calls(record, found))
            for call in calls:
                shown.setdefault(call.allele, []).append(
                    self._finding(self._place, call, record, found[call.allele])
                )
        return tuple(
            [
                self._with_samples(
                    number, item, flags.get(number, ()), tuple(shown.get(number, ()))
                )
                for number, item in enumerate(alleles, 1)
            ]
        )

    def _with_samples(
        self,
        number: int,
        item: AnnotatedAllele,
        flags: tuple[Flag, ...],
        shown: tuple[SampleFinding, ...],
    ) -> CarriedAllele:
        """Return an allele with the union of its own flags and those of its samples."""
        replaced = self._replaced.get((self._place, number), [])
        flags = joined_flags(flags, *replaced)
        if not flags:
            return carried(item, item.findings, shown)
        findings = tuple(
            [replace(finding, flags=_union(finding.flags, flags)) for finding in item.findings]
        )
        return carried(item, findings, shown)

    def joined(self) -> list[frozenset[Place]]:
        """Return which alleles of which records some sample holds as one event; after ``settle``.

        An allele is given by the number of its record among those with FAS alleles, and its own.
        """
        found = {
            frozenset((item.place, item.allele) for item in one.event.calls)
            for one in self._settled.values()
        }
        return [places for places in found if len(places) > 1]

    def _finding(
        self, place: int, call: Call, record: Record, item: AnnotatedAllele
    ) -> SampleFinding:
        finding = finding_of(item, call)
        like = self._classes.first(call.sample)
        one = self._settled.get((place, call.allele, like))
        on_chromosome = self._on_chromosome.get(like, {})
        own = on_chromosome.get((place, call.allele), finding.flags)
        others: tuple[Partner, ...] = ()
        main = True
        if one is None:
            event = joined_event(event_name(finding, record), [EventCall(place, call.allele, call)])
            flags = joined_flags(own, event.flags)
        else:
            event = one.event
            flags = joined_flags(own, one.flags)
            main = one.main == (place, call.allele)
            if one.candidate is not None:
                others = partners(one.candidate, self._candidates[like])
        return SampleFinding(
            self.samples[call.sample],
            call,
            event,
            flags,
            others,
            neighbours=self._neighbours.notes(like, place, call.allele),
            finding=finding,
            main=main,
        )


def _union(own: tuple[Flag, ...], of_samples: tuple[Flag, ...]) -> tuple[Flag, ...]:
    found = joined_flags(own, of_samples)
    if Flag.LOF in found:
        return tuple(flag for flag in found if flag is not Flag.LOF_LC)
    return found


def _with_findings(alleles: Sequence[AnnotatedAllele]) -> Alleles:
    """Return each allele that has a finding, by its number from 1."""
    return {number: item for number, item in enumerate(alleles, 1) if item.findings}
