"""From a pasted text to its readings: grammar by grammar, each name placed and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from fasannot.allele.names.identifiers import (
    Identifier,
    IdentifierKind,
    read_identifier,
    without_address,
)
from fasannot.allele.names.normalise import normalise
from fasannot.allele.names.nucleotide import ChangeKind, Description, End, read_description
from fasannot.allele.names.places import PlacedAllele, Spdi, read_placed, read_spdi
from fasannot.allele.names.placing import LocusEdit, Numbering, allele_of, shown_bases
from fasannot.allele.names.protein import NameKind, ProteinName
from fasannot.allele.names.references import (
    Reference,
    ReferenceKind,
    reference_named,
    symbols,
)
from fasannot.allele.names.segments import Joint, NamedChange, Written, read_written
from fasannot.allele.names.segments import Numbering as Counted
from fasannot.allele.names.words import ExonName, IntronName, read_exon_name, read_intron_name
from fasannot.allele.variant import canonical
from fasannot.effect.hgvs import precursor_position
from fasannot.errors import QueryError
from fasannot.files.vcf.record import AlleleKind, Record, allele_kind
from fasannot.gene.model import Assembly, GeneModel
from fasannot.gene.sequence import reverse_complement
from fasannot.gene.transcript import Transcript
from fasannot.rules.knowledge import Knowledge
from fasannot.rules.queries.protein_search import no_allele, search_on
from fasannot.rules.queries.reading import Allele, Reading, RecordAllele
from fasannot.rules.queries.suggest import FORMS, nearest_form, shell_trap, shown
from fasannot.rules.queries.vrs_search import SEARCHED, vrs_search

LONGEST_QUERY = 100_000  # characters; a VCF line may be long, a name is not
_LONGEST_NAME = 5_000
_FIRST_GENOMIC = 1_000_000  # a bare position from here on is one of the chromosome
_ONE_BASE = re.compile(r"([acgt])(\d{1,4})([acgt])$", re.IGNORECASE)
_PARTS = re.compile(
    r"\s*(?:[;,+&|]|\band\b|\bund\b|\by\b|/(?=\s*(?:[cgp]\.|nm_|nc_|p\.)))\s*", re.IGNORECASE
)
_SYMBOL = "|".join(re.escape(name) for name in symbols())
_LEADING_SYMBOL = re.compile(rf"(?:{_SYMBOL})(?: gene)?(?:[\s:,;|]+| ?(?=\())", re.IGNORECASE)
_TRAILING_SYMBOL = re.compile(
    rf"[\s,(]+(?:in |of )?(?:the )?(?:{_SYMBOL})(?: gene)?\)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads pasted texts.

    Attributes:
        model: the gene model.
        knowledge: the shipped knowledge, for ids and catalogued alleles.
        build: build of positions that do not tell theirs; ``auto`` takes the one in whose locus
            they lie.
    """

    model: GeneModel
    knowledge: Knowledge
    build: str = "auto"

    def read(self, query: str) -> tuple[Reading, ...]:
        """Return every reading of a text, the likeliest first.

        Raises:
            QueryError: it cannot be read, lies outside FAS or contradicts the reference.
        """
        if len(query) > LONGEST_QUERY:
            raise QueryError(f"{shown(query)} is too long for a name or a VCF line")
        clean = normalise(query)
        try:
            readings = self._read(query, clean)
        except QueryError as error:
            readings = self._parts(query, clean)
            if not readings:
                raise self._fault(query, clean, str(error)) from error
        if not readings:
            readings = self._parts(query, clean)
        if not readings:
            raise self._fault(query, clean, "")
        return self._changing(query, readings)

    def _fault(self, query: str, clean: str, message: str) -> QueryError:
        hint = shell_trap(clean) if message.endswith("cannot be read") or not message else ""
        hint = hint or (nearest_form(clean) if not message or "cannot be read" in message else "")
        if not message:
            message = "cannot be read as an allele"
            hint = hint or f"forms that can: {FORMS}"
            return QueryError(f"{shown(query)} {message}; {hint}")
        whole = message if clean and message.startswith(clean) else f"{shown(query)}: {message}"
        return QueryError(f"{whole}; {hint}" if hint else whole)

    def _changing(self, query: str, readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
        """Return the readings that change something."""
        found = []
        for item in readings:
            alleles = tuple(
                allele
                for allele in item.alleles
                if not isinstance(allele, LocusEdit) or allele.ref != allele.alt
            )
            if alleles:
                found.append(
                    item if len(alleles) == len(item.alleles) else replace(item, alleles=alleles)
                )
        if not found:
            raise QueryError(f"{shown(query)} changes nothing: it is the reference sequence")
        return tuple(found)

    def _parts(self, query: str, clean: str) -> tuple[Reading, ...]:
        """Return the readings of a text that lists several names, none unless all can be read."""
        if len(clean) > _LONGEST_NAME:
            return ()
        parts = [part for part in _PARTS.split(clean) if part]
        if not 1 < len(parts) <= 20:
            return ()
        found: list[Reading] = []
        try:
            for part in parts:
                found += self._read(query, part)
        except QueryError:
            return ()
        return _numbered(self._distinct(found), "names", None)

    def _read(self, query: str, clean: str) -> tuple[Reading, ...]:
        clean = without_address(clean)
        identifier = read_identifier(clean)
        if identifier is not None:
            return (self._known(query, identifier),)
        entries = self.knowledge.catalogue.find(clean)
        if entries:
            return (self._known(query, Identifier(IdentifierKind.ENTRY, clean)),)
        placed = self._placed(query, clean)
        if placed:
            return placed
        if len(clean) > _LONGEST_NAME:
            return ()
        return self._words(query, clean) or self._written(query, clean)

    # Places: SPDI and VCF

    def _placed(self, query: str, clean: str) -> tuple[Reading, ...]:
        text = _TRAILING_SYMBOL.sub("", _LEADING_SYMBOL.sub("", clean, count=1)) or clean
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

    def _builds(self) -> tuple[Assembly, ...]:
        if self.build == "auto":
            return tuple(self.model.assemblies.values())
        return (self.model.assemblies[self.build],)

    def _told_builds(self, *references: Reference | None) -> tuple[Assembly, ...]:
        """Return the builds that references leave open.

        Raises:
            QueryError: two of them contradict each other.
        """
        told = {item.assembly.name: item for item in references if item and item.assembly}
        if len(told) > 1:
            names = " and ".join(f"{item.text} ({name})" for name, item in told.items())
            raise QueryError(f"{names} contradict each other; leave one out")
        if told:
            return (self.model.assemblies[next(iter(told))],)
        return self._builds()

    def _placed_allele(self, query: str, item: PlacedAllele, of: str) -> list[Reading]:
        place = reference_named(item.reference)
        if place is None or place.kind is not ReferenceKind.CHROMOSOME:
            raise QueryError(f"{item.reference} is no name of chromosome 10")
        builds = self._told_builds(place, reference_named(item.build) if item.build else None)
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
            return self._distinct(sides)
        ref = self._checked(item, assembly, start)
        return [Reading(query, label, (LocusEdit(start, ref, item.alt),), assembly)]

    def _build_of(self, position: int, ref: str, builds: Iterable[Assembly]) -> Assembly:
        """Return the build in whose locus a position lies."""
        builds = tuple(builds)
        for assembly in builds:
            start = assembly.coordinate(position)
            if start + max(len(ref), 1) > 0 and start < len(self.model.sequence):
                if start < 0 or start + len(ref) > len(self.model.sequence):
                    raise QueryError("it reaches beyond the FAS locus; put it into a VCF instead")
                return assembly
        where = " or ".join(
            f"chr10:{item.locus_first}-{item.locus_last} ({item.name})" for item in builds
        )
        others = [item for item in self.model.assemblies.values() if item not in builds]
        hint = ""
        for assembly in others:
            if 0 <= assembly.coordinate(position) < len(self.model.sequence):
                hint = f"; the position lies in FAS on {assembly.name}"
        raise QueryError(f"{position} does not lie in the FAS locus, {where}{hint}")

    def _checked(self, item: PlacedAllele, assembly: Assembly, start: int) -> str:
        expected = self.model.sequence[start : start + len(item.ref)]
        plain = "".join(
            [there if base == "N" else base for base, there in zip(item.ref, expected, strict=True)]
        )
        if plain == expected:
            return expected
        hint = "check the position"
        if reverse_complement(item.ref) == expected:
            hint = "the bases are those of the other strand; FAS lies on the + strand"
        elif self.model.sequence.startswith(item.ref, start + 1):
            hint = f"it does fit one base further, at {item.position + 1}: is the position 0-based?"
        elif start > 0 and self.model.sequence.startswith(item.ref, start - 1):
            hint = f"it does fit one base before, at {item.position - 1}"
        raise QueryError(
            f"{assembly.name} has {shown_bases(expected)} at {item.position}, not "
            f"{shown_bases(item.ref)}; {hint}"
        )

    def _symbolic(self, query: str, item: PlacedAllele, assembly: Assembly, label: str) -> Reading:
        if not item.line:
            raise QueryError(
                f"{item.alt} needs the whole VCF line, with END or SVLEN in INFO, to say what it does"
            )
        columns = [*item.line.split(" "), *["."] * 3]
        if item.build:
            columns = columns[1:]
        record = Record(
            item.line.encode(),
            f"chr10:{item.position}",
            assembly.accession,
            item.position,
            columns[2],
            item.ref,
            (item.alt,),
            columns[5],
            columns[6],
            columns[7],
            b"",
        )
        return Reading(query, label, (RecordAllele(record, 0),), assembly)

    def _spdi(self, query: str, spdi: Spdi) -> tuple[Reading, ...]:
        reference = reference_named(spdi.reference)
        if reference is None or reference.kind in (ReferenceKind.PROTEIN, ReferenceKind.SYMBOL):
            raise QueryError(f"{spdi.reference} is no sequence of FAS that SPDI can be read on")
        assembly: Assembly | None = None
        if reference.kind is ReferenceKind.CHROMOSOME:
            assembly = self._build_of(spdi.position + 1, "", self._told_builds(reference))
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
            if start < 0 or end > len(self.model.sequence):
                raise QueryError(f"{spdi.position} lies outside the FAS locus of {name}")
            ref = self.model.sequence[start:end]
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

    # Words and ids

    def _words(self, query: str, clean: str) -> tuple[Reading, ...]:
        text = _TRAILING_SYMBOL.sub("", _LEADING_SYMBOL.sub("", clean, count=1)).lower()
        head, _, rest = text.partition(":")
        if rest and head.startswith(("nm_000043", "enst00000652046", "enst00000355740", "lrg_134")):
            text = rest.strip()
        intron = read_intron_name(text)
        if intron is not None:
            return (self._intron(query, intron),)
        exon = read_exon_name(text.replace(" ", ""))
        if exon is not None:
            return (self._exons(query, exon),)
        return ()

    def _intron(self, query: str, name: IntronName) -> Reading:
        mane = self.model.mane
        count = len(mane.exons) - 1
        if not 1 <= name.intron <= count:
            raise QueryError(f"there is no intron {name.intron}: {mane.accession} has {count}")
        intron = mane.intron(name.intron - 1)
        donor, acceptor = mane.coding_position(intron.start - 1), mane.coding_position(intron.end)
        positions = "_".join(
            f"{donor if offset[0] == '+' else acceptor}{offset}" for offset in name.positions
        )
        read = read_description(positions + name.change)
        if read is None or read[1]:
            raise QueryError(
                f"IVS{name.intron}{''.join(name.positions)} was understood, but not {name.change!r} behind it"
            )
        allele = allele_of(Numbering.coding(self.model, mane), read[0])
        label = f"intron {name.intron} of {mane.accession}: c.{read[0].written}"
        return Reading(query, label, (allele,))

    def _exons(self, query: str, name: ExonName) -> Reading:
        mane = self.model.mane
        count = len(mane.exons)
        first, last = (name.first, name.last) if name.first else (1, count)
        if not 1 <= first <= last <= count:
            raise QueryError(
                f"there is no exon {last if first else first}: {mane.accession} has {count}"
            )
        words = f"exon {first}" if first == last else f"exons {first} to {last}"
        if name.kind == "skip":
            raise QueryError(
                f"skipping of {words} is seen in the message; many changes of the DNA can cause it. "
                f"Give the c. name of the DNA change, or ask for 'deletion of {words}'"
            )
        kind = ChangeKind(name.kind)
        description = Description(
            "", self._intron_before(first), self._intron_behind(last), True, kind
        )
        allele = allele_of(Numbering.coding(self.model, mane), description)
        note = (
            "an exon named in words has unknown breakpoints: both may lie anywhere in the introns"
        )
        return Reading(query, f"{words} of {mane.accession}", (allele,), None, (note,))

    def _intron_before(self, exon: int) -> End:
        mane = self.model.mane
        if exon == 1:
            return End("?", str(mane.coding_position(mane.start)))
        intron = mane.intron(exon - 2)
        return End(str(mane.coding_position(intron.start)), f"{mane.coding_position(intron.end)}-1")

    def _intron_behind(self, exon: int) -> End:
        mane = self.model.mane
        if exon == len(mane.exons):
            return End(str(mane.coding_position(mane.end - 1)), "?")
        intron = mane.intron(exon - 1)
        return End(
            f"{mane.coding_position(intron.start - 1)}+1", f"{mane.coding_position(intron.end)}-1"
        )

    def _known(self, query: str, identifier: Identifier) -> Reading:
        label = f"{identifier.kind} {identifier.text}"
        sequence, catalogue = self.model.sequence, self.knowledge.catalogue
        if identifier.kind is IdentifierKind.VRS:
            found = vrs_search(self.model, catalogue).find(identifier.text)
            if found is None:
                raise QueryError(
                    "a VRS id is a digest that can only be met again; it is not among the ids of "
                    f"FAS alleles that are tried ({SEARCHED}). Give the allele's name"
                )
            return Reading(query, f"{label} on {found[1].name}", (found[0],), found[1])
        edits: list[LocusEdit] = []
        notes: list[str] = []
        for entry in catalogue.find(identifier.text):
            if entry.allele is not None:
                start, end, alt = entry.allele
                edits.append(LocusEdit(start, sequence[start:end], alt))
            elif entry.residue is not None:
                search = search_on(self.model, self.model.mane, catalogue)
                edits += search.codon_changes(entry.residue, entry.new_residue)
                notes.append(f"{identifier.text} is known by its protein change {entry.hgvs_p}")
        for (start, end, alt), (_, name) in catalogue.frequencies.items():
            if name == identifier.text:
                edits.append(LocusEdit(start, sequence[start:end], alt))
        if not edits:
            raise QueryError(
                f"{identifier.text} is no id that the catalogue knows (`fasannot gene` says of which "
                f"release); ask by its allele: {FORMS}"
            )
        return Reading(query, label, tuple(dict.fromkeys(edits)), None, tuple(notes))

    # Names

    def _written(self, query: str, clean: str) -> tuple[Reading, ...]:
        written = read_written(clean)
        if written is None:
            return ()
        notes = tuple(
            f"{word} beside the name was not compared with it" for word in written.unchecked
        )
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
        return tuple(replace(item, notes=(*item.notes, *notes)) for item in found)

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
        rows = []
        for name in names:
            item = next(change for change in changes if change.protein == name)
            rows += self._protein(query, item, written.numbering)
        if len(names) == 1:
            return self._distinct(rows)
        return list(_numbered(rows, "p. names", written.joint))

    def _protein(self, query: str, change: NamedChange, counted: Counted | None) -> list[Reading]:
        name = change.protein
        assert name is not None
        holders = [item for item in change.references if item.transcript is not None]
        kinds = {item.kind for item in change.references}
        if kinds & {ReferenceKind.CHROMOSOME, ReferenceKind.REFSEQGENE} and not holders:
            raise QueryError(f"{change.written}: a p. name is on a protein; use NP_000034.1")
        transcript = holders[-1].transcript if holders else self.model.mane
        assert transcript is not None
        if not transcript.coding or not transcript.protein:
            raise QueryError(f"{change.written}: {transcript.accession} has no protein")
        notes = tuple(item.note for item in holders if item.note)
        search = search_on(self.model, transcript, self.knowledge.catalogue)
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
                faults.append(
                    QueryError(
                        f"{change.written}: {wrong}{self._legacy_hint(name, counting, bool(holders))}"
                    )
                )
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
        search = search_on(self.model, self.model.mane, self.knowledge.catalogue)
        if not search.fits(moved):
            return ""
        return (
            f". Older papers leave out the 16-residue signal: residue {moved.first.number} fits; if "
            f"that is meant, ask for legacy:{name}"
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
                return Numbering.locus(self.model, regions[-1].text), None, label, notes
            if held and not places:
                raise QueryError(
                    f"{change.written}: {held[-1].text} is a transcript; use c., or an accession of "
                    "the chromosome"
                )
            assembly = self._genomic_build(description, places)
            label = f"g. name on {assembly.accession} ({assembly.name})"
            return Numbering.chromosome(self.model, assembly), assembly, label, ()
        if proteins and not held:
            raise QueryError(f"{change.written}: {proteins[-1].text} is a protein; use NM_000043.6")
        transcript = self.model.mane
        notes = ()
        if held:
            transcript = held[-1].transcript or transcript
            notes = tuple(item.note for item in held if item.note)
        self._told_builds(*places)  # contradictions only: c. names are the same on both builds
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
            exact = any(item.text.lower() == transcript.accession.lower() for item in held)
            if not exact:
                named = held[-1].text if held else "no transcript"
                raise QueryError(
                    f"{change.written}: n. positions count from the first base, which differs "
                    f"between versions; {named} is named, {transcript.accession} is known"
                )
            return (
                Numbering.message(self.model, transcript),
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
        return Numbering.coding(self.model, transcript), None, label, notes

    def _genomic_build(self, description: Description, places: list[Reference]) -> Assembly:
        builds = self._told_builds(*places)
        positions = [
            int(text)
            for end in (description.first, description.last)
            for text in (end.low, end.high)
            if text.isdigit()
        ]
        for assembly in builds:
            if any(
                0 <= assembly.coordinate(place) < len(self.model.sequence) for place in positions
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
                f"{change.written}: an r. name describes the message, where a skipped exon looks like "
                "a deletion; give the c. or g. name of the DNA change"
            )
        numbering, assembly, label, notes = self._numbering(change)
        allele = allele_of(numbering, description)
        if numbering.transcript is not None and isinstance(allele, LocusEdit):
            notes = (*notes, *_borders_crossed(numbering.transcript, allele, change.written))
        return Reading(query, label, (allele,), assembly, notes)

    def _bases(
        self,
        query: str,
        changes: list[NamedChange],
        claims: list[NamedChange],
        written: Written,
    ) -> list[Reading]:
        found = [self._nucleotides(query, item) for item in changes]
        distinct = self._distinct(found)
        if len(distinct) > 1 or written.joint is not None:
            return list(_numbered(distinct, "names", written.joint))
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
            [self.model.mane.accession, *[t.accession for t in holders]]
        ):
            on = self.model.transcript(transcript)
            assert on is not None
            if not on.coding:
                continue
            search = search_on(self.model, on, self.knowledge.catalogue)
            real = search.name_of(allele)
            if _same_name(name, real):
                return readings
            moved = _precursor(name)
            if moved is not None and _same_name(moved, real):
                note = f"p.{name} beside it is in the mature numbering of older papers"
                return [replace(first, notes=(*first.notes, note)), *readings[1:]]
        real = search_on(self.model, self.model.mane, self.knowledge.catalogue).name_of(allele)
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

    def _distinct(self, readings: Iterable[Reading]) -> list[Reading]:
        """Return the readings that stand for different alleles, the first of each."""
        found: dict[object, Reading] = {}
        for item in readings:
            key = tuple(self._key(allele) for allele in item.alleles)
            found.setdefault(key, item)
        return list(found.values())

    def _key(self, allele: Allele) -> object:
        if isinstance(allele, LocusEdit):
            return canonical(self.model.sequence, allele.start, allele.ref, allele.alt)
        return allele


def _numbered(readings: Iterable[Reading], what: str, joint: Joint | None) -> tuple[Reading, ...]:
    """Return readings of one text that names several alleles, each marked which it is."""
    listed = list(readings)
    if len(listed) < 2:
        return tuple(listed)
    lies = {
        Joint.CIS: " on one chromosome",
        Joint.TRANS: " on two chromosomes",
        Joint.UNKNOWN: " of unknown phase",
        None: "",
    }[joint]
    note = f"the text names {len(listed)} alleles{lies}; each is explained alone"
    if joint is Joint.CIS:
        note += ". What they do together is not shown: annotate a phased VCF with --haplotypes"
    return tuple(
        replace(
            item,
            reading=f"{item.reading}, {number} of {len(listed)}{lies}",
            notes=(note, *item.notes),
        )
        for number, item in enumerate(listed, 1)
    )


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
        return real.startswith(str(name.first)) and "fs" in real
    return False


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


def reader_of(model: GeneModel, knowledge: Knowledge, build: str = "auto") -> Reader:
    """Return a reader of pasted texts.

    Args:
        model: the gene model.
        knowledge: the shipped knowledge.
        build: ``auto``, ``GRCh37`` or ``GRCh38``, for positions that do not tell their build.
    """
    return Reader(model, knowledge, build)
