"""HGVS-like names: what they are counted on, the alleles they give, and whether they agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fasannot.allele.names.identifiers import read_identifier
from fasannot.allele.names.nucleotide import ChangeKind, Description
from fasannot.allele.names.placing import LocusEdit, Numbering, allele_of
from fasannot.allele.names.protein import NameKind, ProteinName
from fasannot.allele.names.references import Reference, ReferenceKind
from fasannot.allele.names.segments import NamedChange, Written, read_written
from fasannot.allele.names.segments import Numbering as Counted
from fasannot.effect.hgvs import precursor_position
from fasannot.errors import QueryError
from fasannot.gene.model import Assembly
from fasannot.gene.transcript import Transcript
from fasannot.rules.queries.context import Context, numbered
from fasannot.rules.queries.protein_search import ProteinSearch, no_allele, search_on
from fasannot.rules.queries.reading import Reading
from fasannot.rules.queries.word_reader import WordReader

_FIRST_GENOMIC = 1_000_000  # a bare position from here on is one of the chromosome


@dataclass(frozen=True, slots=True)
class NameReader:
    """Reads HGVS-like names.

    Attributes:
        context: what they are read with.
    """

    context: Context

    def read(self, query: str, clean: str) -> tuple[Reading, ...]:
        """Return the readings of a text that holds names, none for any other text."""
        written = read_written(clean)
        if written is None:
            return ()
        bases = [item for item in written.changes if item.description is not None and item.datum]
        residues = [item for item in written.changes if item.protein is not None and item.datum]
        unsaid = [item for item in written.changes if item.datum == "p" and item.protein is None]
        if not bases and (residues or unsaid):
            if unsaid:
                raise QueryError(
                    f"{unsaid[0].written} tells no change that could be looked for; give the c. or "
                    "g. name"
                )
            found = self._residues(query, residues, written)
        elif bases:
            found = self._bases(query, bases, residues, written)
        else:
            found = self._bare(query, written)
        return tuple(
            replace(item, notes=(*item.notes, *self._beside(item, written.unchecked)))
            for item in found
        )

    def _beside(self, reading: Reading, words: tuple[str, ...]) -> Iterator[str]:
        """Yield what ids that stand beside a name say: another allele, or nothing known."""
        keys = {self.context.key(allele)[:3] for allele in reading.alleles}
        for word in words:
            named = WordReader(self.context).read(reading.query, word)
            if named:
                if self.context.key(named[0].alleles[0])[:3] not in keys:
                    yield f"the text contradicts itself: {word} is another allele than the name"
                continue
            identifier = read_identifier(word)
            entries = self.context.knowledge.catalogue.find(identifier.text if identifier else word)
            known = {entry.allele for entry in entries if entry.allele is not None}
            if not known:
                yield f"{word} beside the name was not compared with it"
            elif known.isdisjoint(keys):
                yield f"the text contradicts itself: {word} is another allele than the name"

    def _bare(self, query: str, written: Written) -> list[Reading]:
        """Return the readings of a word without a datum: residues first, then bases."""
        found: list[Reading] = []
        faults: list[QueryError] = []
        for item in written.changes:
            try:
                if item.protein is not None:
                    found += self._protein(query, item, written.numbering)
                elif written.numbering is None:
                    found.append(self._nucleotides(query, item))
            except QueryError as error:
                faults.append(error)
        if not found and not faults:
            raise QueryError(
                f"{written.changes[0].written} names bases; mature and precursor numbering are of "
                "residues"
            )
        if not found:
            raise faults[0]
        if len(found) > 1:
            note = f"the text fits {len(found)} readings; each is shown"
            found = [replace(item, notes=(note, *item.notes)) for item in found]
        return found

    def _residues(self, query: str, changes: list[NamedChange], written: Written) -> list[Reading]:
        if len(changes) == 1:
            found = self._protein(query, changes[0], written.numbering)
            if len(found) > 1:
                note = f"the text fits {len(found)} readings; each is shown"
                found = [replace(item, notes=(note, *item.notes)) for item in found]
            return found
        # The same change may be named twice: R250P (p.Arg250Pro).
        names = list(dict.fromkeys(item.protein for item in changes))
        rows: list[list[Reading]] = []
        for name in names:
            item = next(change for change in changes if change.protein == name)
            rows.append(self._protein(query, item, written.numbering))
        return list(numbered(rows, written.joint))

    def _protein(self, query: str, change: NamedChange, counted: Counted | None) -> list[Reading]:
        name = change.protein
        assert name is not None
        holders = [item for item in change.references if item.transcript is not None]
        kinds = {item.kind for item in change.references}
        if kinds & {ReferenceKind.CHROMOSOME, ReferenceKind.REFSEQGENE} and not holders:
            raise QueryError(f"{change.written}: a p. name is on a protein; use NP_000034.1")
        transcript = holders[-1].transcript if holders else self.context.model.mane
        assert transcript is not None
        if not transcript.coding or not transcript.protein:
            raise QueryError(f"{change.written}: {transcript.accession} has no protein")
        notes = tuple(item.note for item in holders if item.note)
        search = self._search(transcript)
        readings: list[Reading] = []
        faults: list[QueryError] = []
        for counting in (Counted.PRECURSOR, Counted.MATURE):
            if counted is not None and counting is not counted:
                continue
            if counting is Counted.MATURE and holders and counted is None:
                continue  # an accession says that residues are those of the precursor
            moved = name if counting is Counted.PRECURSOR else _precursor(name)
            if moved is None:
                faults.append(QueryError(f"{change.written}: there is no residue 0"))
                continue
            wrong = search.contradiction(moved)
            if wrong:
                hint = self._legacy_hint(name, counting, bool(holders))
                faults.append(QueryError(f"{change.written}: {wrong}{hint}"))
                continue
            found = search.search(moved)
            if not found.edits:
                faults.append(no_allele(search, moved))
                continue
            label = f"protein {transcript.protein_accession}, precursor numbering"
            added: tuple[str, ...] = ()
            if counting is Counted.MATURE:
                label = "protein, mature numbering of older papers"
                added = (
                    f"mature residue {name.first.number} is residue {moved.first.number} of the "
                    "precursor",
                )
            readings.append(
                Reading(query, label, found.edits, None, (*notes, *added, *found.notes))
            )
        if not readings:
            raise faults[0]
        return readings

    def _legacy_hint(self, name: ProteinName, counting: Counted, bound: bool) -> str:
        """Return a hint where a name on an accession fits the mature numbering only."""
        moved = _precursor(name)
        if counting is not Counted.PRECURSOR or not bound or moved is None:
            return ""
        search = self._search(self.context.model.mane)
        if not search.fits(moved):
            return ""
        return (
            f". Older papers leave out the 16-residue signal: residue {moved.first.number} fits; "
            f"if that is meant, ask for legacy:{name}"
        )

    def _numbering(
        self, change: NamedChange
    ) -> tuple[Numbering, Assembly | None, str, tuple[str, ...]]:
        """Return how a nucleotide name is counted, its build, how it was read, and notes."""
        description = change.description
        assert description is not None
        held = [item for item in change.references if item.kind is ReferenceKind.TRANSCRIPT]
        proteins = [item for item in change.references if item.kind is ReferenceKind.PROTEIN]
        places = [
            item
            for item in change.references
            if item.kind in (ReferenceKind.CHROMOSOME, ReferenceKind.BUILD)
        ]
        regions = [item for item in change.references if item.kind is ReferenceKind.REFSEQGENE]
        datum = change.datum
        if not datum:
            first = re.match(r"\d+", description.first.low)
            genomic = bool(regions or (places and not held)) or (
                first is not None and int(first[0]) >= _FIRST_GENOMIC
            )
            datum = "g" if genomic else "c"
            if held and held[-1].transcript and not held[-1].transcript.coding:
                datum = "n"
        if datum == "g":
            if regions and not any(item.kind is ReferenceKind.CHROMOSOME for item in places):
                label = f"g. name on {regions[-1].text}"
                notes = tuple(item.note for item in regions if item.note)
                return Numbering.locus(self.context.model, regions[-1].text), None, label, notes
            if held and not places:
                raise QueryError(
                    f"{change.written}: {held[-1].text} is a transcript; use c., or an accession "
                    "of the chromosome"
                )
            assembly = self._genomic_build(description, places)
            label = f"g. name on {assembly.accession} ({assembly.name})"
            return Numbering.chromosome(self.context.model, assembly), assembly, label, ()
        if proteins and not held:
            raise QueryError(f"{change.written}: {proteins[-1].text} is a protein; use NM_000043.6")
        transcript = self.context.model.mane
        notes = ()
        if held:
            transcript = held[-1].transcript or transcript
            notes = tuple(item.note for item in held if item.note)
        self.context.told_builds(
            *places
        )  # contradictions only: c. names are the same on both builds
        return self._on_transcript(change, datum, transcript, held, notes)

    def _on_transcript(
        self,
        change: NamedChange,
        datum: str,
        transcript: Transcript,
        held: list[Reference],
        notes: tuple[str, ...],
    ) -> tuple[Numbering, Assembly | None, str, tuple[str, ...]]:
        if datum == "m":
            raise QueryError(f"{change.written}: FAS is no gene of the mitochondria; use c.")
        if datum == "c" and not transcript.coding:
            raise QueryError(f"{change.written}: {transcript.accession} is non-coding, use n.")
        if datum == "n":
            exact = any(not item.note for item in held)
            if not exact:
                named = held[-1].text if held else "no transcript"
                raise QueryError(
                    f"{change.written}: n. positions count from the first base, which differs "
                    f"between versions; {named} is named, {transcript.accession} is known"
                )
            return (
                Numbering.message(self.context.model, transcript),
                None,
                f"n. name on {transcript.accession}",
                (),
            )
        label = f"c. name on {transcript.accession}"
        if datum == "r":
            notes = (
                *notes,
                "an r. name describes the message; it was read as the same change of the DNA",
            )
            label = f"r. name on {transcript.accession}"
        return Numbering.coding(self.context.model, transcript), None, label, notes

    def _genomic_build(self, description: Description, places: list[Reference]) -> Assembly:
        builds = self.context.told_builds(*places)
        positions = [int(text) for text in _positions(description) if text.isdigit()]
        if not all(re.fullmatch(r"\d+|\?", text) for text in _positions(description)):
            raise QueryError(
                f"g.{description.written}: an offset is no position of a g. name, which counts "
                "from 1"
            )
        for assembly in builds:
            if any(
                0 <= assembly.coordinate(place) < len(self.context.model.sequence)
                for place in positions
            ):
                return assembly
            if positions and min(positions) <= assembly.locus_first <= max(positions):
                return assembly
        if len(builds) == 1:
            return builds[0]
        known = " or ".join(
            f"{item.accession}:g.{item.locus_first} to g.{item.locus_last}" for item in builds
        )
        raise QueryError(f"g.{description.written} does not lie in the FAS locus, {known}")

    def _nucleotides(self, query: str, change: NamedChange) -> Reading:
        description = change.description
        assert description is not None
        if change.datum == "r" and (
            description.kind is not ChangeKind.REPLACED or description.ranged
        ):
            raise QueryError(
                f"{change.written}: an r. name describes the message, where a skipped exon looks "
                "like a deletion; give the c. or g. name of the DNA change"
            )
        numbering, assembly, label, notes = self._numbering(change)
        allele = allele_of(numbering, description)
        if isinstance(allele, LocusEdit):
            on = numbering.transcript or self.context.model.mane
            if numbering.transcript is not None:
                notes = (*notes, *_borders_crossed(on, allele, change.written))
            notes = (*notes, *_other_exon(on, allele, change.references))
        return Reading(query, label, (allele,), assembly, notes)

    def _bases(
        self,
        query: str,
        changes: list[NamedChange],
        claims: list[NamedChange],
        written: Written,
    ) -> list[Reading]:
        found = [self._nucleotides(query, item) for item in changes]
        distinct = self.context.distinct(found)
        if len(distinct) > 1 or written.joint is not None:
            return list(numbered([[item] for item in distinct], written.joint))
        claimed = {str(item.protein): item for item in claims}
        readings = distinct
        for item in claimed.values():
            readings = self._with_claim(query, readings, changes[0], item, written.numbering)
        return readings

    def _with_claim(
        self,
        query: str,
        readings: list[Reading],
        change: NamedChange,
        claim: NamedChange,
        counted: Counted | None,
    ) -> list[Reading]:
        """Return readings with what the p. name beside a c. name says: it fits, or it does not."""
        first = readings[0]
        allele = first.alleles[0]
        name = claim.protein
        if not isinstance(allele, LocusEdit) or name is None or len(first.alleles) > 1:
            return readings
        holders = [
            item.transcript for item in (*claim.references, *change.references) if item.transcript
        ]
        for transcript in dict.fromkeys(
            [self.context.model.mane.accession, *[t.accession for t in holders]]
        ):
            on = self.context.model.transcript(transcript)
            assert on is not None
            if not on.coding:
                continue
            search = self._search(on)
            real = search.name_of(allele)
            if _same_name(name, real):
                return readings
            moved = _precursor(name)
            if moved is not None and _same_name(moved, real):
                note = f"p.{name} beside it is in the mature numbering of older papers"
                return [replace(first, notes=(*first.notes, note)), *readings[1:]]
        real = self._search(self.context.model.mane).name_of(allele)
        note = (
            f"the text contradicts itself: {change.written} makes p.({real}), not p.({name})"
            if real
            else f"the text contradicts itself: {change.written} makes no p.({name})"
        )
        added: list[Reading] = []
        try:
            added = self._protein(query, claim, counted)
        except QueryError:
            note += ", which no allele looked at makes"
        return [replace(item, notes=(note, *item.notes)) for item in (*readings, *added)]

    def _search(self, transcript: Transcript) -> ProteinSearch:
        return search_on(self.context.model, transcript, self.context.knowledge.catalogue)


def _positions(description: Description) -> tuple[str, ...]:
    first, last = description.first, description.last
    return first.low, first.high, last.low, last.high


def _precursor(name: ProteinName) -> ProteinName | None:
    """Return a name in mature numbering with the numbers of the precursor."""
    if name.first.number == 0 or name.last.number == 0 or name.kind is NameKind.START:
        return None
    return name.renumbered(
        precursor_position(name.first.number), precursor_position(name.last.number)
    )


def _same_name(name: ProteinName, real: str) -> bool:
    """Return whether a p. name is the real one, as far as it goes."""
    if str(name) == real:
        return True
    if name.kind is NameKind.FRAMESHIFT and not name.complete:
        return re.match(rf"{name.first}\D.*fs", real) is not None
    return False


def _other_exon(
    transcript: Transcript, edit: LocusEdit, references: tuple[Reference, ...]
) -> Iterator[str]:
    """Yield a note where the text states another exon or intron than the one that holds it."""
    start, end = edit.start, max(edit.start + len(edit.ref), edit.start + 1)
    inside = [n for n, exon in enumerate(transcript.exons, 1) if exon.overlaps(start - 1, end)]
    between = [
        number
        for number in range(1, len(transcript.exons))
        if transcript.intron(number - 1).overlaps(start - 1, end)
    ]
    for item in references:
        match = re.match(r"(?P<what>exon|ex|intron)(?P<number>\d+)", item.text.lower())
        if item.kind is not ReferenceKind.EXON or match is None:
            continue
        if int(match["number"]) not in (between if match["what"] == "intron" else inside):
            there = ", ".join(
                [f"exon {number}" for number in inside] + [f"intron {number}" for number in between]
            )
            yield (
                f"the text says {item.text}; on {transcript.accession} it lies in "
                f"{there or 'no exon'}: check the numbering"
            )


def _borders_crossed(transcript: Transcript, edit: LocusEdit, written: str) -> tuple[str, ...]:
    """Return a note where a c. name without intron positions takes introns along."""
    start, end = edit.start, edit.start + len(edit.ref)
    inside = [
        index
        for index in range(len(transcript.exons) - 1)
        if start < transcript.intron(index).start and transcript.intron(index).end < end
    ]
    ends_in_exons = (
        bool(edit.ref)
        and transcript.exon_at(start) is not None
        and transcript.exon_at(end - 1) is not None
    )
    if not inside or not ends_in_exons:
        return ()
    size = sum(len(transcript.intron(index)) for index in inside)
    first, last = inside[0] + 1, inside[-1] + 1
    introns = f"all of intron {first}" if first == last else f"introns {first} to {last}"
    return (
        f"{written} runs over an exon border: on the genome it takes {introns} along, "
        f"{end - start:,} bases in all, {size:,} of them intron",
    )
