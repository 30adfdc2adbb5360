"""The samples of one file: every call is seen once before anything is written.

Whether a sample carries two candidate alleles is known only when all its records were seen, so
the records of the gene are surveyed first; then each record's findings get their samples' flags.
What is kept between the two is small: the flags of each record, and the calls of candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fasannot.files.vcf.record import Record
from fasannot.people.pedigree import Inheritance, Pedigree
from fasannot.rules.annotator import AnnotatedAllele
from fasannot.rules.finding import Finding, joined_flags
from fasannot.rules.flags import Flag
from fasannot.samples.call import Call, CallReader
from fasannot.samples.carried import CarriedAllele, carried
from fasannot.samples.genotype import Zygosity
from fasannot.samples.mosaic import load_mosaic_rule
from fasannot.samples.neighbours import CodonNeighbours
from fasannot.samples.pairs import CandidateCall, Partner, pair_flags, partners
from fasannot.samples.same_allele import allele_key, short_name
from fasannot.samples.sample_finding import SampleFinding

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
        self._candidates: dict[int, list[tuple[int, int, CandidateCall]]] = {}
        self._pairs: dict[tuple[int, int, int], tuple[Flag, ...]] = {}
        self._neighbours = CodonNeighbours()
        self._place = -1

    def add(self, record: Record, alleles: Sequence[AnnotatedAllele]) -> tuple[Call, ...]:
        """Take note of a record, in file order; return its calls."""
        found = _with_findings(alleles)
        if not found:
            return ()
        place = len(self._flags)
        flags: dict[int, tuple[Flag, ...]] = {}
        calls = tuple(self.reader.calls(record, frozenset(found)))
        for call in calls:
            own = call.flags
            if own:
                flags[call.allele] = joined_flags(flags.get(call.allele, ()), own)
            finding = found[call.allele]
            self._neighbours.add(place, record, alleles[call.allele - 1], call)
            if finding.candidate:
                self._candidates.setdefault(call.sample, []).append(
                    (place, call.allele, _candidate(place, call, finding, record))
                )
        self._flags.append(flags)
        return calls

    def settle(self) -> None:
        """Work out the pairs, after the last record was added."""
        for sample, listed in self._candidates.items():
            if len(listed) < 2:
                continue
            others = [item for _, _, item in listed]
            for place, allele, one in listed:
                flags = pair_flags(one, others)
                if flags:
                    self._pairs[place, allele, sample] = flags
                    of_record = self._flags[place]
                    of_record[allele] = joined_flags(of_record.get(allele, ()), flags)

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
                    self._finding(self._place, call, found[call.allele], origin)
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

    def _finding(self, place: int, call: Call, finding: Finding, origin: str) -> SampleFinding:
        own = call.flags + self._pairs.get((place, call.allele, call.sample), ())
        others: tuple[Partner, ...] = ()
        if finding.candidate:
            listed = self._candidates[call.sample]
            one = next(item for at, alt, item in listed if (at, alt) == (place, call.allele))
            others = partners(one, [item for _, _, item in listed])
        return SampleFinding(
            self.samples[call.sample],
            call,
            joined_flags(finding.flags, own),
            others,
            origin,
            neighbours=self._neighbours.notes(call.sample, place, call.allele),
        )


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


def _candidate(place: int, call: Call, finding: Finding, record: Record) -> CandidateCall:
    return CandidateCall(
        allele_key(finding, record),
        short_name(finding),
        place,
        len(call.genotype.alleles) if call.genotype is not None else 0,
        call.phase,
        call.zygosity is Zygosity.HOM,
        call.mosaic,
    )
