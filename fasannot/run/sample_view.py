"""The samples of one file: every call is seen once before anything is written.

Whether a sample carries two candidate alleles, or one that two records write, is known only when
all its records were seen, so the records of the gene are listed and surveyed first; then each
record's findings get their samples' flags. What is kept between is small: the flags of each
record, and the calls of candidates and of alleles that stand in more than one record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from fasannot.files.vcf.record import Record
from fasannot.gene.model import load_gene_model
from fasannot.people.pedigree import Inheritance, Pedigree
from fasannot.rules.annotator import AnnotatedAllele
from fasannot.rules.finding import Finding, joined_flags
from fasannot.rules.flags import Flag
from fasannot.samples.call import Call, CallReader
from fasannot.samples.carried import CarriedAllele, carried
from fasannot.samples.event import Event, EventCall, joined_event, on_grch38
from fasannot.samples.genotype import Zygosity
from fasannot.samples.mosaic import load_mosaic_rule
from fasannot.samples.neighbours import CodonNeighbours
from fasannot.samples.pairs import CandidateCall, Partner, pair_flags, partners
from fasannot.samples.same_allele import allele_key, short_name
from fasannot.samples.sample_finding import SampleFinding

Key = tuple[int, int, str]
_LOFREQ = b"##source=lofreq"


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
        pedigree: their families, if known.
    """

    def __init__(
        self, samples: tuple[str, ...], path: str, pedigree: Pedigree | None = None
    ) -> None:
        self.samples = samples
        self.pedigree = pedigree
        self._numbers = {name: number for number, name in enumerate(samples)}
        self.reader = CallReader(samples, load_mosaic_rule(), path)
        # Per record of the gene: number of the ALT to the flags of all samples together.
        self._flags: list[dict[int, tuple[Flag, ...]]] = []
        self._written: Counter[Key] = Counter()
        self._calls: dict[int, dict[Key, list[EventCall]]] = {}
        self._findings: dict[Key, Finding] = {}
        self._events: dict[tuple[int, int, int], Event] = {}
        self._candidates: dict[int, list[CandidateCall]] = {}
        self._pairs: dict[tuple[Key, int], tuple[Flag, ...]] = {}
        self._neighbours = CodonNeighbours()
        self._place = -1

    def register(self, record: Record, alleles: Sequence[AnnotatedAllele]) -> None:
        """Take note of which alleles a record writes, before any call is read."""
        for finding in _with_findings(alleles).values():
            self._written[allele_key(finding, record)] += 1

    def add(self, record: Record, alleles: Sequence[AnnotatedAllele]) -> tuple[Call, ...]:
        """Take note of the calls of a record, in file order; return them."""
        found = _with_findings(alleles)
        if not found:
            return ()
        place = len(self._flags)
        flags: dict[int, tuple[Flag, ...]] = {}
        calls = tuple(self.reader.calls(record, frozenset(found)))
        for call in calls:
            finding = found[call.allele]
            self._neighbours.add(place, record, alleles[call.allele - 1], call)
            key = allele_key(finding, record)
            if finding.candidate or self._written[key] > 1:
                order = (record.position, record.ref, finding.allele, record.identifier)
                one = EventCall(place, call.allele, call, order)
                self._calls.setdefault(call.sample, {}).setdefault(key, []).append(one)
                self._findings.setdefault(key, finding)
            elif call.flags:
                flags[call.allele] = joined_flags(flags.get(call.allele, ()), call.flags)
        self._flags.append(flags)
        return calls

    def settle(self) -> None:
        """Work out events and pairs, after the last record was added."""
        for sample, by_key in self._calls.items():
            events = []
            for key, calls in by_key.items():
                event = joined_event(event_name(self._findings[key]), calls)
                events.append((key, event))
                for one in calls:
                    self._events[one.place, one.allele, sample] = event
            listed = [
                _candidate(key, event, self._findings[key])
                for key, event in events
                if self._findings[key].candidate
            ]
            if listed:
                self._candidates[sample] = listed
            for candidate in listed:
                flags = pair_flags(candidate, listed)
                if flags:
                    self._pairs[candidate.key, sample] = flags
            for key, event in events:
                own = joined_flags(event.flags, self._pairs.get((key, sample), ()))
                for item in event.calls if own else ():
                    of_record = self._flags[item.place]
                    of_record[item.allele] = joined_flags(of_record.get(item.allele, ()), own)

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
            calls = tuple(self.reader.calls(record, frozenset(found)))
            origins = self._inheritance(record, calls)
            for call in calls:
                origin = origins[call.allele].text(self.samples[call.sample]) if origins else ""
                shown.setdefault(call.allele, []).append(
                    self._finding(self._place, call, record, found[call.allele], origin)
                )
        return tuple(
            [
                _with_samples(item, flags.get(number, ()), tuple(shown.get(number, ())))
                for number, item in enumerate(alleles, 1)
            ]
        )

    def _inheritance(self, record: Record, calls: Sequence[Call]) -> dict[int, Inheritance]:
        """Return for each allele who inherited it from whom; empty without a pedigree."""
        if self.pedigree is None:
            return {}
        carriers: dict[int, dict[int, Call]] = {}
        for call in calls:
            carriers.setdefault(call.allele, {})[call.sample] = call
        genotype_of = self.reader.genotypes(record)
        return {
            allele: Inheritance(self.pedigree, self._numbers, of_allele, genotype_of)
            for allele, of_allele in carriers.items()
        }

    def _finding(
        self, place: int, call: Call, record: Record, finding: Finding, origin: str
    ) -> SampleFinding:
        event = self._events.get((place, call.allele, call.sample))
        if event is None:
            event = joined_event(event_name(finding), [EventCall(place, call.allele, call)])
        key = allele_key(finding, record)
        others: tuple[Partner, ...] = ()
        if finding.candidate:
            listed = self._candidates[call.sample]
            one = next(item for item in listed if item.key == key)
            others = partners(one, listed)
        own = joined_flags(event.flags, self._pairs.get((key, call.sample), ()))
        return SampleFinding(
            self.samples[call.sample],
            call,
            event,
            joined_flags(finding.flags, own),
            others,
            origin,
            neighbours=self._neighbours.notes(call.sample, place, call.allele),
        )


def event_name(finding: Finding) -> str:
    """Return the EVENT column of an allele: its g. name on GRCh38."""
    grch38 = load_gene_model().assemblies["GRCh38"]
    return on_grch38(finding.hgvs_g or short_name(finding), finding.assembly, grch38)


def _with_findings(alleles: Sequence[AnnotatedAllele]) -> dict[int, Finding]:
    """Return the first finding of each allele that has one, by its number from 1."""
    return {number: item.findings[0] for number, item in enumerate(alleles, 1) if item.findings}


def _with_samples(
    item: AnnotatedAllele, flags: tuple[Flag, ...], shown: tuple[SampleFinding, ...]
) -> CarriedAllele:
    findings = item.findings
    if flags:
        findings = tuple(
            [replace(finding, flags=joined_flags(finding.flags, flags)) for finding in findings]
        )
    return carried(item, findings, shown)


def _candidate(key: Key, event: Event, finding: Finding) -> CandidateCall:
    first = event.calls[0]
    genotype = first.call.genotype
    return CandidateCall(
        key,
        short_name(finding),
        first.place,
        len(genotype.alleles) if genotype is not None else 0,
        event.phase,
        event.zygosity is Zygosity.HOM,
        event.mosaic,
    )
