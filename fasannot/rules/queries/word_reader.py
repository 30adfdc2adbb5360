"""Alleles named by words or ids: introns, whole exons, databases, the catalogue, VRS."""

from __future__ import annotations

from dataclasses import dataclass

from fasannot.allele.names.identifiers import Identifier, IdentifierKind
from fasannot.allele.names.nucleotide import ChangeKind, Description, End, read_description
from fasannot.allele.names.placing import LocusEdit, Numbering, allele_of
from fasannot.allele.names.words import ExonName, IntronName, read_exon_name, read_intron_name
from fasannot.errors import QueryError
from fasannot.rules.queries.context import Context
from fasannot.rules.queries.protein_search import search_on
from fasannot.rules.queries.reading import Reading
from fasannot.rules.queries.suggest import FORMS
from fasannot.rules.queries.vrs_search import SEARCHED, vrs_search


@dataclass(frozen=True, slots=True)
class WordReader:
    """Reads alleles named by words or ids.

    Attributes:
        context: what they are read with.
    """

    context: Context

    def read(self, query: str, text: str) -> tuple[Reading, ...]:
        """Return the reading of a text that names an intron or exons, none for any other text."""
        text = text.lower()
        head, _, rest = text.partition(":")
        if rest and head.startswith(("nm_000043", "enst00000652046", "enst00000355740", "lrg_134")):
            text = rest.strip()
        intron = read_intron_name(text.replace(" ", ""))
        if intron is not None:
            return (self._intron(query, intron),)
        exon = read_exon_name(text.replace(" ", ""))
        if exon is not None:
            return (self._exons(query, exon),)
        return ()

    def _intron(self, query: str, name: IntronName) -> Reading:
        mane = self.context.model.mane
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
            place = f"IVS{name.intron}{''.join(name.positions)}"
            raise QueryError(f"{place} was understood, but not {name.change!r} behind it")
        allele = allele_of(Numbering.coding(self.context.model, mane), read[0])
        label = f"intron {name.intron} of {mane.accession}: c.{read[0].written}"
        return Reading(query, label, (allele,))

    def _exons(self, query: str, name: ExonName) -> Reading:
        mane = self.context.model.mane
        count = len(mane.exons)
        first, last = (name.first, name.last) if name.first else (1, count)
        if not 1 <= first <= last <= count:
            raise QueryError(
                f"there is no exon {last if first else first}: {mane.accession} has {count}"
            )
        words = f"exon {first}" if first == last else f"exons {first} to {last}"
        if name.kind == "skip":
            raise QueryError(
                f"skipping of {words} is seen in the message; many changes of the DNA can cause "
                f"it. Give the c. name of the DNA change, or ask for 'deletion of {words}'"
            )
        kind = ChangeKind(name.kind)
        description = Description(
            "", self._intron_before(first), self._intron_behind(last), True, kind
        )
        allele = allele_of(Numbering.coding(self.context.model, mane), description)
        note = (
            "an exon named in words has unknown breakpoints: both may lie anywhere in the introns"
        )
        return Reading(query, f"{words} of {mane.accession}", (allele,), None, (note,))

    def _intron_before(self, exon: int) -> End:
        mane = self.context.model.mane
        if exon == 1:
            return End("?", str(mane.coding_position(mane.start)))
        intron = mane.intron(exon - 2)
        return End(str(mane.coding_position(intron.start)), f"{mane.coding_position(intron.end)}-1")

    def _intron_behind(self, exon: int) -> End:
        mane = self.context.model.mane
        if exon == len(mane.exons):
            return End(str(mane.coding_position(mane.end - 1)), "?")
        intron = mane.intron(exon - 1)
        return End(
            f"{mane.coding_position(intron.start - 1)}+1", f"{mane.coding_position(intron.end)}-1"
        )

    def known(self, query: str, identifier: Identifier) -> Reading:
        """Return the reading of an id.

        Raises:
            QueryError: nothing shipped knows the id.
        """
        label = f"{identifier.kind} {identifier.text}"
        sequence, catalogue = self.context.model.sequence, self.context.knowledge.catalogue
        if identifier.kind is IdentifierKind.VRS:
            found = vrs_search(self.context.model, catalogue).find(identifier.text)
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
                search = search_on(self.context.model, self.context.model.mane, catalogue)
                edits += search.codon_changes(entry.residue, entry.new_residue)
                notes.append(f"{identifier.text} is known by its protein change {entry.hgvs_p}")
        for start, end, alt in catalogue.alleles_by_rsid.get(identifier.text, ()):
            edits.append(LocusEdit(start, sequence[start:end], alt))
        if not edits:
            raise QueryError(
                f"{identifier.text} is no id that the catalogue knows (`fasannot gene` says of "
                f"which release); ask by its allele: {FORMS}"
            )
        return Reading(query, label, tuple(dict.fromkeys(edits)), None, tuple(notes))
