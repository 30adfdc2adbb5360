"""From a p. name to the alleles that give exactly that name.

Searched are all single substitutions of the codon (else the shortest blocks within it), all
deletions, duplications and insertions of up to three bases, and the catalogue; where these give
nothing, longer deletions and duplications. Each is named anew, and only the name asked for counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, product

from fasannot.allele.names.placing import LocusEdit
from fasannot.allele.names.protein import NameKind, ProteinName
from fasannot.allele.variant import VariantKind, canonical
from fasannot.effect.transcript_effect import compute_effect
from fasannot.errors import QueryError
from fasannot.evidence.catalogue import Catalogue
from fasannot.gene.model import GeneModel
from fasannot.gene.sequence import THREE_LETTER, codon_table
from fasannot.gene.transcript import Transcript

SHORT = 3  # bases of the deletions and insertions that are all looked at
_LONGEST = 60  # bases of the deletions and duplications looked at where short ones give nothing
_INSERTED = tuple(
    "".join(bases) for size in range(1, SHORT + 1) for bases in product("ACGT", repeat=size)
)
_REMEMBERED = 4_000
_LOOKED_AT = 20  # alleles that are named for a hint
_SIMPLEST = (
    VariantKind.SUBSTITUTION,
    VariantKind.DELETION,
    VariantKind.DUPLICATION,
    VariantKind.INSERTION,
)
_SHIFTS = (-2, -1, 1, 2)


@dataclass(frozen=True, slots=True)
class Found:
    """The alleles that give a p. name.

    Attributes:
        edits: the alleles, catalogued ones first, then the simplest.
        notes: what a reader should know of the search.
    """

    edits: tuple[LocusEdit, ...]
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class ProteinSearch:
    """Looks for alleles by p. name on one transcript.

    Attributes:
        model: the gene model.
        transcript: a coding transcript.
        catalogue: the known variants.
    """

    model: GeneModel
    transcript: Transcript
    catalogue: Catalogue
    _catalogued: tuple[tuple[str, LocusEdit], ...] | None = field(default=None, repr=False)
    _reach: int = field(default=0, repr=False)
    _answers: dict[ProteinName, Found] = field(default_factory=dict, repr=False)

    def fits(self, name: ProteinName) -> bool:
        """Return whether the protein has the residues that a name states."""
        return not self.contradiction(name)

    def contradiction(self, name: ProteinName) -> str:
        """Return what the protein has in place of the residues that a name states."""
        protein = self.transcript.protein
        for residue in name.residues:
            if not 1 <= residue.number <= len(protein):
                return (
                    f"residue {residue.number} does not exist: the protein has {len(protein) - 1}"
                )
            there = protein[residue.number - 1]
            if there != residue.letter:
                return (
                    f"residue {residue.number} of {self.transcript.protein_accession} is "
                    f"{THREE_LETTER[there]}, not {THREE_LETTER[residue.letter]}"
                )
        if name.last.number < name.first.number:
            return "the second residue lies before the first"
        return ""

    def name_of(self, edit: LocusEdit) -> str:
        """Return the p. description that fasannot gives an allele, without parentheses."""
        variant = canonical(self.model.sequence, edit.start, edit.ref, edit.alt)
        name = compute_effect(self.model, self.transcript, variant).hgvs_p or ""
        return name.partition(":p.")[2].strip("()")

    def search(self, name: ProteinName) -> Found:
        """Return the alleles that give a name; none where nothing looked at gives it."""
        found = self._answers.get(name)
        if found is None:
            if len(self._answers) >= _REMEMBERED:
                self._answers.clear()
            found = self._answers[name] = self._searched(name)
        return found

    def _searched(self, name: ProteinName) -> Found:
        wanted = _wanted(name)
        known = [edit for text, edit in self._known() if wanted(text)]
        found = sorted(self._matching(wanted, self._candidates(name)), key=self._simplicity)
        edits = self._distinct([*known, *found])
        notes: tuple[str, ...] = ()
        if not edits and name.kind is not NameKind.SUBSTITUTION:
            edits = self._distinct(list(self._matching(wanted, self._longer(name))))
            if edits:
                notes = (
                    f"no change of up to {SHORT} bases makes it; deletions and duplications of up "
                    f"to {_LONGEST} bases that do are shown",
                )
        elif name.kind is NameKind.START:
            notes = (
                "every change that takes the start codon away has this name; shown are single "
                "substitutions and what is catalogued",
            )
        elif not name.complete:
            notes = (
                "the name does not tell the new residue and the length; shown are the catalogue's "
                "alleles and all changes of one or two bases that fit it",
            )
        elif edits and name.kind is NameKind.SUBSTITUTION and all(len(e.ref) > 1 for e in edits):
            notes = ("no single-base change makes it; the shortest ones are shown",)
        if len(edits) > 1:
            notes = (f"{len(edits)} changes of the DNA have this p. name; all are listed", *notes)
        return Found(edits, notes)

    def _known(self) -> tuple[tuple[str, LocusEdit], ...]:
        """Return the catalogued alleles with their p. descriptions, named once."""
        if self._catalogued is None:
            sequence = self.model.sequence
            edits = [
                LocusEdit(start, sequence[start:end], alt)
                for start, end, alt in self.catalogue.by_allele
            ]
            self._catalogued = tuple((self.name_of(edit), edit) for edit in edits)
        return self._catalogued

    def _simplicity(self, edit: LocusEdit) -> tuple[int, int]:
        """Return what sorts alleles, the simplest first: by kind, then by size."""
        variant = canonical(self.model.sequence, edit.start, edit.ref, edit.alt)
        rank = _SIMPLEST.index(variant.kind) if variant.kind in _SIMPLEST else len(_SIMPLEST)
        return rank, max(len(variant.ref), len(variant.alt))

    def _matching(
        self, wanted: Callable[[str], bool], candidates: Iterable[LocusEdit]
    ) -> Iterator[LocusEdit]:
        for edit in candidates:
            if wanted(self.name_of(edit)):
                yield edit

    def _distinct(self, edits: list[LocusEdit]) -> tuple[LocusEdit, ...]:
        """Return alleles once each, however they are written."""
        sequence = self.model.sequence
        found: dict[object, LocusEdit] = {}
        for edit in edits:
            found.setdefault(canonical(sequence, edit.start, edit.ref, edit.alt), edit)
        return tuple(found.values())

    def same_protein(self, name: ProteinName) -> Iterator[LocusEdit]:
        """Yield short changes that make the protein a name tells, whatever they are named."""
        return self._candidates(name)

    def _candidates(self, name: ProteinName) -> Iterator[LocusEdit]:
        kind = name.kind
        if kind is NameKind.START:
            yield from self._substitutions(0)
            return
        if kind is NameKind.SUBSTITUTION:
            if name.first != name.last:
                return
            yield from self.codon_changes(name.first.number - 1, name.new)
            if name.new == "*":
                yield from self._short_indels(name)
            return
        if kind is NameKind.EXTENSION:
            yield from self._substitutions(name.first.number - 1)
        yield from self._short_indels(name)
        if kind in (NameKind.DELETION, NameKind.DUPLICATION, NameKind.DELINS):
            yield from self._whole_codons(name)

    def _substitutions(self, residue: int) -> Iterator[LocusEdit]:
        """Yield all single substitutions of a codon."""
        assert self.transcript.cds is not None
        first = self.transcript.cds.start + 3 * residue
        for place in range(first, first + 3):
            base = self.transcript.sequence[place]
            for new in "ACGT":
                if new != base:
                    yield LocusEdit(self.transcript.locus_coordinate(place), base, new)

    def codon_changes(self, residue: int, new: str) -> list[LocusEdit]:
        """Return the changes of one codon to a residue: single ones, else the shortest blocks.

        A codon that spans an intron gives only changes within one exon.

        Args:
            residue: 0-based residue.
            new: what it becomes, one-letter, ``*`` for a stop, ``=`` for itself.
        """
        transcript, table = self.transcript, codon_table()
        assert transcript.cds is not None
        first = transcript.cds.start + 3 * residue
        codon = transcript.sequence[first : first + 3]
        wanted = transcript.protein[residue] if new == "=" else new
        changes: dict[int, list[LocusEdit]] = {}
        for bases in map("".join, product("ACGT", repeat=3)):
            if bases == codon or table[bases] != wanted:
                continue
            differing = [index for index in range(3) if bases[index] != codon[index]]
            low, high = differing[0], differing[-1] + 1
            start = transcript.locus_coordinate(first + low)
            if transcript.locus_coordinate(first + high - 1) + 1 - start == high - low:
                edit = LocusEdit(start, codon[low:high], bases[low:high])
                changes.setdefault(len(differing), []).append(edit)
        return changes[min(changes)] if changes else []

    def _window(self, name: ProteinName) -> tuple[int, int]:
        """Return the spliced coordinates between which an edit can give a name."""
        cds = self.transcript.cds
        assert cds is not None
        low = cds.start + 3 * (name.first.number - 1 - self._unchanged_run())
        high = cds.start + 3 * (name.last.number + 1)
        return max(low, cds.start), min(high, len(self.transcript.sequence))

    def _unchanged_run(self) -> int:
        """Return for how many codons behind a frameshift the protein can stay the same, plus two.

        A frame read beside the right one now and then gives the right residue; an edit lies at most
        so many codons before the first residue that it changes. Repeated residues count likewise.
        """
        if not self._reach:
            transcript, table = self.transcript, codon_table()
            assert transcript.cds is not None
            longest = 0
            for shift in (*_SHIFTS, -3, 3):
                run = 0
                for place, residue in enumerate(transcript.protein):
                    first = transcript.cds.start + 3 * place + shift
                    same = table.get(transcript.sequence[first : first + 3]) == residue
                    run = run + 1 if same else 0
                    longest = max(longest, run)
            self._reach = longest + 2
        return self._reach

    def _short_indels(self, name: ProteinName) -> Iterator[LocusEdit]:
        """Yield deletions and insertions of up to three bases that may give a name."""
        low, high = self._window(name)
        may = self._filter(name, low)
        longest = SHORT if name.complete else SHORT - 1
        for size in range(1, longest + 1):
            for place in range(low, high):
                if may(place, size, ""):
                    yield from self._deletion(place, size)
        for bases in _INSERTED:
            if len(bases) > longest:
                break
            for place in range(low, high):
                if may(place, 0, bases):
                    yield from self._insertion(place, bases)

    def _whole_codons(self, name: ProteinName) -> Iterator[LocusEdit]:
        """Yield deletions and duplications of as many codons as a name tells."""
        low, high = self._window(name)
        count = name.last.number - name.first.number + 1
        size = 3 * (count - (len(name.new) if name.kind is NameKind.DELINS else 0))
        if size <= SHORT:
            return
        may = self._filter(name, low)
        for place in range(low, high):
            if name.kind is NameKind.DUPLICATION:
                copied = self.transcript.sequence[max(place - size, 0) : place]
                if may(place, 0, copied):
                    yield from self._copy(place, size)
            elif may(place, size, ""):
                yield from self._deletion(place, size)

    def _longer(self, name: ProteinName) -> Iterator[LocusEdit]:
        """Yield longer deletions and duplications that may give a name."""
        low, high = self._window(name)
        may = self._filter(name, low)
        for size in range(SHORT + 1, _LONGEST + 1):
            for place in range(low, high):
                if may(place, size, ""):
                    yield from self._deletion(place, size)
                copied = self.transcript.sequence[max(place - size, 0) : place]
                if len(copied) == size and may(place, 0, copied):
                    yield from self._copy(place, size)

    def _filter(self, name: ProteinName, low: int) -> Callable[[int, int, str], bool]:
        """Return a quick test of whether an edit can give a name.

        It reads the few mutated codons from the window's start that the name speaks of, and no
        more. Only what passes is named in full.
        """
        if name.kind in (NameKind.FRAMESHIFT, NameKind.SUBSTITUTION, NameKind.EXTENSION):
            return self._first_change(name, low)
        return self._in_frame(name, low)

    def _first_change(self, name: ProteinName, low: int) -> Callable[[int, int, str], bool]:
        """Return the test of a frameshift or early stop: the first changed residue."""
        transcript, table = self.transcript, codon_table()
        cds = transcript.cds
        assert cds is not None
        sequence, protein = transcript.sequence, transcript.protein
        first = (low - cds.start) // 3
        changed = name.first.number - 1
        left = cds.start + 3 * first
        length = 3 * (changed - first + 1)
        before = protein[first:changed]
        wanted = name.new

        def may(place: int, size: int, bases: str) -> bool:
            end = place + size
            new = sequence[left:place] + bases + sequence[end : end + length]
            residue = table.get(new[length - 3 : length])
            if residue is None or (residue != wanted if wanted else residue == protein[changed]):
                return False
            for number, old in enumerate(before):
                if table.get(new[3 * number : 3 * number + 3]) != old:
                    return False
            return True

        return may

    def _in_frame(self, name: ProteinName, low: int) -> Callable[[int, int, str], bool]:
        """Return the test of a change that keeps the frame: the residues around it."""
        transcript, table = self.transcript, codon_table()
        cds = transcript.cds
        assert cds is not None
        sequence, protein = transcript.sequence, transcript.protein
        first = (low - cds.start) // 3
        left = cds.start + 3 * first
        start, end = name.first.number - 1, name.last.number
        new = name.new
        if name.kind is NameKind.DUPLICATION:
            new = protein[start:end] * 2
        elif name.kind is NameKind.INSERTION:
            new = protein[start] + new + protein[end - 1]
        shown = (protein[first:start] + new + protein[end : end + 2]).partition("*")
        wanted = shown[0] + shown[1]
        length = 3 * len(wanted)

        def may(place: int, size: int, bases: str) -> bool:
            if (len(bases) - size) % 3:
                return False
            behind = place + size
            mutated = sequence[left:place] + bases + sequence[behind : behind + length]
            return all(
                table.get(mutated[3 * number : 3 * number + 3]) == residue
                for number, residue in enumerate(wanted)
            )

        return may

    def _deletion(self, place: int, size: int) -> Iterator[LocusEdit]:
        transcript = self.transcript
        if place < 0 or place + size > len(transcript.sequence):
            return
        start = transcript.locus_coordinate(place)
        if transcript.locus_coordinate(place + size - 1) - start == size - 1:
            yield LocusEdit(start, transcript.sequence[place : place + size], "")

    def _insertion(self, place: int, bases: str) -> Iterator[LocusEdit]:
        """Yield an insertion before a spliced coordinate; at an exon border on either side."""
        transcript = self.transcript
        if not 0 < place < len(transcript.sequence):
            return
        behind = transcript.locus_coordinate(place)
        yield LocusEdit(behind, "", bases)
        before = transcript.locus_coordinate(place - 1) + 1
        if before != behind:
            yield LocusEdit(before, "", bases)

    def _copy(self, place: int, size: int) -> Iterator[LocusEdit]:
        transcript = self.transcript
        if size <= place < len(transcript.sequence):
            yield from self._insertion(place, transcript.sequence[place - size : place])


def _wanted(name: ProteinName) -> Callable[[str], bool]:
    """Return the test of whether a p. description is the one asked for."""
    whole = str(name)
    if name.complete:
        return lambda text: text == whole
    word = "ext" if name.kind is NameKind.EXTENSION else "fs"
    new = THREE_LETTER[name.new] if name.new else "[A-Z][a-z]{2}"
    distance = re.escape(name.distance) or r"(?:\d+|\?)"
    pattern = re.compile(f"{name.first}{new}{word}Ter{distance}")
    return lambda text: pattern.fullmatch(text) is not None


_SEARCHES: dict[tuple[int, str], ProteinSearch] = {}


def search_on(model: GeneModel, transcript: Transcript, catalogue: Catalogue) -> ProteinSearch:
    """Return the search on a transcript, made once for a catalogue."""
    key = (id(catalogue), transcript.accession)
    found = _SEARCHES.get(key)
    if found is None or found.catalogue is not catalogue:
        found = _SEARCHES[key] = ProteinSearch(model, transcript, catalogue)
    return found


def no_allele(search: ProteinSearch, name: ProteinName) -> QueryError:
    """Return the fault of a name that nothing looked at gives, with what comes nearest."""
    near = nearest_names(search, name)
    hint = f"; names that do exist there: {', '.join(near)}" if near else ""
    if name.kind is NameKind.SUBSTITUTION and name.first.number == 1:
        return QueryError(
            f"p.{name}: what is made from a message without its start codon cannot be told, so a "
            "change of the start codon is named p.(Met1?); ask for that, or for the c. name"
        )
    if name.kind is NameKind.SUBSTITUTION and name.first == name.last and not near:
        return QueryError(
            f"p.{name}: no change of this codon within one exon, and nothing catalogued, has "
            "exactly this name. Give the c. or g. name"
        )
    return QueryError(
        f"p.{name}: no substitution, no deletion, duplication or insertion of up to {SHORT} bases, "
        f"no longer deletion or duplication up to {_LONGEST}, and nothing catalogued has exactly "
        f"this name{hint}. Give the c. or g. name"
    )


def nearest_names(search: ProteinSearch, name: ProteinName) -> list[str]:
    """Return names like the one asked for that alleles do have."""
    kind = name.kind
    if kind is NameKind.FRAMESHIFT or (kind is NameKind.EXTENSION and name.complete):
        looser = ProteinName(kind, name.first, name.last, name.new)
        names = {search.name_of(edit) for edit in search.search(looser).edits}
    elif kind is NameKind.SUBSTITUTION and name.first.letter == "*":
        longer = ProteinName(NameKind.EXTENSION, name.first, name.last, name.new)
        names = {search.name_of(edit) for edit in search.search(longer).edits}
    elif kind in (NameKind.INSERTION, NameKind.DELETION, NameKind.DUPLICATION, NameKind.DELINS):
        names = {search.name_of(edit) for edit in islice(search.same_protein(name), _LOOKED_AT)}
    else:
        names = set()
    return sorted(f"p.({text})" for text in names if text)[:4]
