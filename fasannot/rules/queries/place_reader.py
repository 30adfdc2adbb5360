"""Alleles given by place and bases: SPDI, VCF-like texts and VCF lines, checked and placed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fasannot.allele.names.places import PlacedAllele, Spdi, read_placed, read_spdi
from fasannot.allele.names.placing import LocusEdit, shown_bases
from fasannot.allele.names.references import Reference, ReferenceKind, reference_named
from fasannot.errors import QueryError
from fasannot.files.vcf.record import AlleleKind, Record, allele_kind
from fasannot.gene.model import Assembly
from fasannot.gene.sequence import reverse_complement
from fasannot.rules.queries.context import Context
from fasannot.rules.queries.reading import Reading, RecordAllele


@dataclass(frozen=True, slots=True)
class PlaceReader:
    """Reads alleles given by place and bases.

    Attributes:
        context: what they are read with.
    """

    context: Context

    def read(self, query: str, text: str) -> tuple[Reading, ...]:
        """Return the readings of a text that is a place and bases, none for any other text."""
        spdi = read_spdi(text)
        if spdi is not None:
            return self._spdi(query, spdi)
        alleles = read_placed(text)
        if not alleles:
            return ()
        found: list[Reading] = []
        for number, item in enumerate(alleles, 1):
            of = f", ALT {number} of {len(alleles)}" if len(alleles) > 1 else ""
            if len(alleles) > 1 and allele_kind(item.ref, item.alt) is AlleleKind.NONE:
                continue
            found += self._placed_allele(query, item, of)
        return tuple(found)

    def _placed_allele(self, query: str, item: PlacedAllele, of: str) -> list[Reading]:
        place = reference_named(item.reference)
        if place is None or place.kind is not ReferenceKind.CHROMOSOME:
            raise QueryError(f"{item.reference} is no name of chromosome 10")
        builds = self.context.told_builds(
            place, reference_named(item.build) if item.build else None
        )
        assembly = self._build_of(item.position, item.ref, builds)
        label = f"{item.form}, 1-based on {assembly.name}{of}"
        kind = allele_kind(item.ref or "A", item.alt)
        if item.alt[:1] == "<" or kind is AlleleKind.BREAKEND:
            return [self._symbolic(query, item, assembly, label)]
        if kind in (AlleleKind.NONE, AlleleKind.INVALID) and item.alt:
            raise QueryError(f"{item.alt} is no allele to explain ({kind.value})")
        if kind is AlleleKind.AMBIGUOUS and "N" in item.alt:
            raise QueryError(f"{shown_bases(item.alt)} has bases that are not told")
        start = assembly.coordinate(item.position)
        if not item.ref:
            if item.form != "VCF":
                return [Reading(query, label, (LocusEdit(start, "", item.alt),), assembly)]
            sides = [
                Reading(
                    query, f"{label}, inserted {side}", (LocusEdit(at, "", item.alt),), assembly
                )
                for side, at in (("behind the position", start + 1), ("before the position", start))
            ]
            return self.context.distinct(sides)
        ref = self._checked(item, assembly, start)
        return [Reading(query, label, (LocusEdit(start, ref, item.alt),), assembly)]

    def _build_of(self, position: int, ref: str, builds: Iterable[Assembly]) -> Assembly:
        """Return the build in whose locus a position lies."""
        builds = tuple(builds)
        for assembly in builds:
            start = assembly.coordinate(position)
            if start + max(len(ref), 1) > 0 and start < len(self.context.model.sequence):
                if start < 0 or start + len(ref) > len(self.context.model.sequence):
                    raise QueryError("it reaches beyond the FAS locus; put it into a VCF instead")
                return assembly
        where = " or ".join(
            f"chr10:{item.locus_first}-{item.locus_last} ({item.name})" for item in builds
        )
        others = [item for item in self.context.model.assemblies.values() if item not in builds]
        hint = ""
        for assembly in others:
            if 0 <= assembly.coordinate(position) < len(self.context.model.sequence):
                hint = f"; the position lies in FAS on {assembly.name}"
        raise QueryError(f"{position} does not lie in the FAS locus, {where}{hint}")

    def _checked(self, item: PlacedAllele, assembly: Assembly, start: int) -> str:
        expected = self.context.model.sequence[start : start + len(item.ref)]
        plain = "".join(
            [there if base == "N" else base for base, there in zip(item.ref, expected, strict=True)]
        )
        if plain == expected:
            return expected
        hints = []
        sequence = self.context.model.sequence
        if sequence.startswith(item.ref, start + 1):
            hints.append(f"it fits one base on, at {item.position + 1}: is the position 0-based?")
        if start > 0 and sequence.startswith(item.ref, start - 1):
            hints.append(f"it fits one base before, at {item.position - 1}")
        if reverse_complement(item.ref) == expected:
            hints.append("it is that of the other strand; FAS lies on the + strand")
        hint = ". REF: " + "; ".join(hints) if hints else "; check the position and the build"
        raise QueryError(
            f"{assembly.name} has {shown_bases(expected)} at {item.position}, not "
            f"{shown_bases(item.ref)}{hint}"
        )

    def _symbolic(self, query: str, item: PlacedAllele, assembly: Assembly, label: str) -> Reading:
        if not item.line:
            raise QueryError(
                f"{item.alt} needs the whole VCF line, with END or SVLEN in INFO, to say what it "
                "does"
            )
        columns = [*item.line.split(" "), *["."] * 3]
        if item.build:
            columns = columns[1:]
        record = Record(
            line=item.line.encode(),
            where=f"chr10:{item.position}",
            chrom=assembly.accession,
            position=item.position,
            identifier=columns[2],
            ref=item.ref,
            alts=(item.alt,),
            quality=columns[5],
            filters=columns[6],
            info=columns[7],
            genotypes=b"",
        )
        return Reading(query, label, (RecordAllele(record, 0),), assembly)

    def _spdi(self, query: str, spdi: Spdi) -> tuple[Reading, ...]:
        reference = reference_named(spdi.reference)
        if reference is None or reference.kind in (ReferenceKind.PROTEIN, ReferenceKind.SYMBOL):
            raise QueryError(f"{spdi.reference} is no sequence of FAS that SPDI can be read on")
        assembly: Assembly | None = None
        if reference.kind is ReferenceKind.CHROMOSOME:
            assembly = self._build_of(spdi.position + 1, "", self.context.told_builds(reference))
        name = assembly.accession if assembly else reference.text
        readings: list[Reading] = []
        faults: list[str] = []
        one_based = bool(spdi.deleted and spdi.inserted)
        for label, shift in ((f"SPDI on {name}: 0-based", 0), (f"{name}: 1-based, not SPDI", -1)):
            if shift and not one_based:
                continue
            start = self._spdi_start(reference, assembly, spdi, shift)
            end = start + spdi.length
            if reference.transcript is not None and spdi.length:
                end = self._spdi_start(reference, assembly, spdi, shift + spdi.length - 1) + 1
            if start < 0 or end > len(self.context.model.sequence):
                raise QueryError(f"{spdi.position} lies outside the FAS locus of {name}")
            ref = self.context.model.sequence[start:end]
            if spdi.deleted and ref != spdi.deleted:
                faults.append(f"read as {label}, the reference has {shown_bases(ref)}")
                continue
            notes: tuple[str, ...] = ()
            if shift and not readings:
                notes = (f"{faults[0]} there; only the 1-based reading fits",)
            readings.append(
                Reading(query, label, (LocusEdit(start, ref, spdi.inserted),), assembly, notes)
            )
        if not readings:
            raise QueryError(f"{'; '.join(faults)}, not {shown_bases(spdi.deleted)}")
        if len(readings) > 1:
            note = (
                "the reference fits both an SPDI (0-based) and a 1-based position; both are shown"
            )
            readings = [replace(item, notes=(note, *item.notes)) for item in readings]
        return tuple(readings)

    def _spdi_start(
        self, reference: Reference, assembly: Assembly | None, spdi: Spdi, shift: int
    ) -> int:
        place = spdi.position + shift
        if assembly is not None:
            return assembly.coordinate(place + 1)
        transcript = reference.transcript
        if transcript is None:
            return place
        if reference.note and transcript.accession.lower() != reference.text.lower():
            raise QueryError(
                f"positions on {reference.text} are not known here; use {transcript.accession}"
            )
        try:
            return transcript.locus_coordinate(place)
        except ValueError as error:
            raise QueryError(str(error)) from error
