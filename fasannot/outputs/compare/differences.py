"""What differs between two outputs of the same samples, line by line and column by column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from fasannot.allele.locus import locus_allele
from fasannot.errors import InputError
from fasannot.gene.model import GeneModel, load_gene_model
from fasannot.outputs.compare.answers import LEVELS, MANY, Answer, Answers

# What a column is about; a column that is not here is "other".
ASPECTS = {
    **dict.fromkeys(("HGVSg", "HGVSc", "HGVSp", "LEGACY", "VRS_ID"), "name"),
    **dict.fromkeys(("Consequence", "IMPACT"), "consequence"),
    **dict.fromkeys(("LOF", "LOF_REASON", "NMD", "PTC"), "loss of function"),
    "FLAGS": "flag",
    "LEVEL": "level",
    "KNOWN": "known",
    "AUTO_CLASS": "class",
    "CASE_CLASS": "class",
    "CRITERIA": "criteria",
    "CRITERIA_2009": "criteria",
    "POINTS": "criteria",
    "CATEGORY": "category",
    "ORIGIN": "origin",
    "PRESENCE": "presence",
}
# Columns that say which line it is, not what is thought of it.
_NOT_COMPARED = frozenset(
    {"ID", "ASSEMBLY", "Allele", "SYMBOL", "Gene", "Feature_type", "Feature", "BIOTYPE", "SAMPLE"}
)
ONLY_OLD = "only in OLD"
ONLY_NEW = "only in NEW"
_PRESENT = "present"
_ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Change:
    """One column of one line that differs.

    Attributes:
        old: the line of the older output, ``None`` where it has none.
        new: the line of the newer output, ``None`` where it has none.
        column: the column; ``PRESENCE`` for a line that one output alone has, ``LEVEL`` for the
            level of a catalogue entry.
        before: its value in the older output.
        after: its value in the newer output.
    """

    old: Answer | None
    new: Answer | None
    column: str
    before: str
    after: str

    @property
    def answer(self) -> Answer:
        """The line that it is about; the newer one where both are there."""
        answer = self.new or self.old
        assert answer is not None
        return answer

    @property
    def aspect(self) -> str:
        """What the change is about, as ``name``, ``flag`` or ``class``."""
        return ASPECTS.get(self.column, "other")

    def gained(self) -> tuple[str, ...]:
        """Return values of a column of many that the newer output alone has."""
        had = set(self.before.split("&"))
        return tuple(part for part in self.after.split("&") if part and part not in had)

    def lost(self) -> tuple[str, ...]:
        """Return values of a column of many that the older output alone has."""
        has = set(self.after.split("&"))
        return tuple(part for part in self.before.split("&") if part and part not in has)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two outputs side by side.

    Attributes:
        old: the older output.
        new: the newer output.
        changes: what differs, in the order of the newer output; lines of the older alone last.
        same: lines that both have and that agree.
        not_compared: columns that one output alone has.
        made_by: what the outputs state of version, data and evidence where it differs, as
            ``data 2026.11 -> 2026.12``.
        samples: what differs in their samples, in words; empty where nothing does.
    """

    old: Answers
    new: Answers
    changes: tuple[Change, ...]
    same: int
    not_compared: tuple[str, ...]
    made_by: tuple[str, ...]
    samples: str

    @property
    def changed(self) -> bool:
        """Whether anything changed."""
        return bool(self.changes or self.samples)


def compare(
    old: Answers, new: Answers, wanted: frozenset[tuple[Hashable, ...]] | None = None
) -> Comparison:
    """Return what differs between two outputs.

    Args:
        old: the earlier one.
        new: the later one.
        wanted: compare these alleles alone; ``None`` for all.

    Raises:
        InputError: one holds alleles and the other people or samples, or single alleles are asked
            for in outputs of people.
    """
    if wanted is not None and old.kind == "people":
        raise InputError("lists people; --variant picks alleles", path=old.path)
    if old.kind != new.kind:
        raise InputError(
            f"holds {new.kind} and {old.path} holds {old.kind}; compare two outputs of one kind",
            path=new.path,
        )
    model = load_gene_model()
    columns = sorted((old.columns & new.columns) - _NOT_COMPARED, key=_column_order)
    with_levels = old.states_levels and new.states_levels
    changes: list[Change] = []
    same = 0
    for before, after in _pairs(old, new, model):
        one = after or before
        if wanted is not None and one is not None and _allele_key(one, model)[2:] not in wanted:
            continue
        if before is None or after is None:
            presence = (_ABSENT, _PRESENT) if before is None else (_PRESENT, _ABSENT)
            changes.append(Change(before, after, "PRESENCE", *presence))
            continue
        found = list(_differing(before, after, columns, with_levels))
        changes.extend(found)
        same += not found
    lone = sorted((old.columns ^ new.columns) - _NOT_COMPARED, key=_column_order)
    return Comparison(
        old=old,
        new=new,
        changes=tuple(changes),
        same=same,
        not_compared=tuple(lone),
        made_by=_made_by(old, new),
        samples=_samples(old, new),
    )


def _column_order(column: str) -> tuple[int, str]:
    order = list(ASPECTS)
    return (order.index(column) if column in order else len(order), column)


def _differing(
    old: Answer, new: Answer, columns: Sequence[str], with_levels: bool
) -> Iterator[Change]:
    for column in columns:
        before, after = old.values.get(column, ""), new.values.get(column, "")
        if column == "KNOWN":
            yield from _known(old, new, with_levels)
        elif before != after and not (
            column in MANY and sorted(before.split("&")) == sorted(after.split("&"))
        ):
            yield Change(old, new, column, before, after)


def _known(old: Answer, new: Answer, with_levels: bool) -> Iterator[Change]:
    """Yield the change of catalogue entries, and apart from it that of the level."""
    entries = [without_levels(answer.listed("KNOWN")) for answer in (old, new)]
    if set(entries[0]) != set(entries[1]):
        yield Change(old, new, "KNOWN", "&".join(entries[0]), "&".join(entries[1]))
    levels = [_level(answer.listed("KNOWN")) for answer in (old, new)]
    if with_levels and levels[0] != levels[1]:
        yield Change(old, new, "LEVEL", *levels)


def without_levels(entries: Sequence[str]) -> tuple[str, ...]:
    """Return catalogue entries as they were written before they had levels."""
    return tuple(
        entry.rpartition(":")[0] if entry.rpartition(":")[2] in LEVELS else entry
        for entry in entries
    )


def _level(entries: Sequence[str]) -> str:
    """Return the highest level among the entries."""
    levels = [entry.rpartition(":")[2] for entry in entries]
    return min((one for one in levels if one in LEVELS), key=LEVELS.index, default="")


Pair = tuple[Answer | None, Answer | None]


def _pairs(old: Answers, new: Answers, model: GeneModel) -> Iterator[Pair]:
    """Yield lines of the same allele and owner beside each other."""
    key = _person_key if old.kind == "people" else lambda one: _allele_key(one, model)
    waiting: dict[Hashable, list[Answer]] = defaultdict(list)
    for answer in old.answers:
        waiting[key(answer)].append(answer)
    matched: list[Pair] = []
    for answer in new.answers:
        same = waiting.get(key(answer))
        if same:
            matched.append((_nearest(same, answer), answer))
        else:
            matched.append((None, answer))
    left = [answer for same in waiting.values() for answer in same]
    if old.kind == "people":
        matched, left = _renamed_events(matched, left)
    yield from matched
    for answer in left:
        yield answer, None


def _nearest(same: list[Answer], wanted: Answer) -> Answer:
    """Take the line that is spelled as the wanted one, else the first."""
    for number, answer in enumerate(same):
        if (answer.place, answer.name) == (wanted.place, wanted.name):
            return same.pop(number)
    return same.pop(0)


def _person_key(answer: Answer) -> Hashable:
    return answer.who, answer.values.get("HGVSc", "")


def _renamed_events(matched: list[Pair], left: list[Answer]) -> tuple[list[Pair], list[Answer]]:
    """Pair events of one person whose c. name alone changed: the same reads, the same p. name."""
    rest = list(left)
    found: list[Pair] = []
    for before, after in matched:
        partner = before
        if before is None and after is not None:
            partner = next((one for one in rest if _same_event(one, after)), None)
            if partner is not None:
                rest.remove(partner)
        found.append((partner, after))
    return found, rest


def _same_event(old: Answer, new: Answer) -> bool:
    if old.who != new.who:
        return False
    shared = ("FRACTIONS", "HGVSp")
    return any(old.values.get(key) and old.values.get(key) == new.values.get(key) for key in shared)


def _allele_key(answer: Answer, model: GeneModel) -> tuple[Hashable, ...]:
    """Return what an allele is, whichever build and spelling it is written in."""
    accession = answer.values.get("HGVSg", "").partition(":")[0]
    stated = answer.values.get("ASSEMBLY", "")
    transcript = answer.values.get("Feature", "")
    position = int(answer.pos) if answer.pos.isdigit() else 0
    for assembly in model.assemblies.values():
        inside = assembly.locus_first - 1_000_000 <= position <= assembly.locus_last
        told = stated == assembly.name or accession == assembly.accession
        if not (told or (not stated and not accession and inside)):
            continue
        start = assembly.coordinate(position)
        ref, alt = answer.ref.upper(), answer.alt.upper()
        if not (ref + alt).strip("ACGT"):
            allele = locus_allele(model, start, ref, alt)
            if allele is not None and allele.inside:
                variant = allele.variant
                place = (variant.start, variant.end, variant.alt)
                return answer.who, transcript, *place
        return answer.who, transcript, start, ref, alt
    return answer.who, transcript, answer.chrom, position, answer.ref, answer.alt


def _made_by(old: Answers, new: Answers) -> tuple[str, ...]:
    keys = list(dict.fromkeys((*old.made_by, *new.made_by)))
    if not (old.made_by and new.made_by):
        return ()
    return tuple(
        f"{key} {old.made_by.get(key) or 'none'} -> {new.made_by.get(key) or 'none'}"
        for key in keys
        if old.made_by.get(key) != new.made_by.get(key)
    )


def _samples(old: Answers, new: Answers) -> str:
    if old.samples is None or new.samples is None or set(old.samples) == set(new.samples):
        return ""
    parts = []
    for name, own, other in ((ONLY_OLD, old, new), (ONLY_NEW, new, old)):
        assert own.samples is not None
        assert other.samples is not None
        lone = [sample for sample in own.samples if sample not in other.samples]
        if lone:
            parts.append(f"{name}: {', '.join(lone)}")
    return "; ".join(parts)
