"""Facts of catalogued variants: what their claims weigh, and what they say of the allele at hand.

The level of a claim is worked out from the record's class and stars, the unrelated probands
published, what was measured on this very change, and its frequency. A record of the user's own
ClinVar file takes the place of the shipped record of the same allele, which may be older.
"""

from __future__ import annotations

from collections.abc import Sequence

from fasannot.allele.variant import GenomicVariant
from fasannot.evidence.catalogue import Category, KnownMatch, KnownVariant, Level, Match
from fasannot.evidence.residues import Facts
from fasannot.evidence.values import ClinVarRecord, Frequency
from fasannot.rules.frequency_facts import deciding, highest_bound

_SAME = (Match.SAME_ALLELE, Match.SAME_CHANGE)
_ORDER = tuple(Level)


def _too_frequent(
    own: tuple[Frequency, ...], shipped: tuple[Frequency, ...], thresholds: dict[str, float]
) -> str:
    """Return how far a frequency lies above the maximum credible one; empty if it does not."""
    bound = highest_bound(deciding(own, shipped, thresholds), thresholds)
    credible = thresholds["max_credible_frequency"]
    if bound <= credible:
        return ""
    return (
        f"its frequency (lower 95 % bound {bound:.2g}) is above the maximum credible one "
        f"({credible:g})"
    )


def _weighed(pathogenic: bool, stars: int, probands: int, function: str,
             too_frequent: str, thresholds: dict[str, float]) -> tuple[Level, str]:  # fmt: skip
    """Return the level of a claim and what speaks against it."""
    if pathogenic and stars >= thresholds["reviewed_stars"]:
        return Level.REVIEWED, too_frequent
    against = [too_frequent] if too_frequent else []
    if function == "normal":
        against.append("its function was measured as normal")
    if against:
        return Level.DOUBTED, " and ".join(against)
    asserted = (
        (pathogenic and stars >= thresholds["asserted_stars"])
        or probands >= thresholds["asserted_probands"]
        or function == "defective"
    )
    return (Level.ASSERTED if asserted else Level.REPORTED), ""


def entry_level(
    entry: KnownVariant,
    own: tuple[Frequency, ...],
    records: Sequence[ClinVarRecord],
    thresholds: dict[str, float],
) -> tuple[Level, str]:
    """Return the level of an entry and what speaks against its claim.

    Args:
        entry: the entry.
        own: the user's frequencies of the entry's allele; empty where another allele is at hand.
        records: the user's ClinVar records of the entry's allele, likewise.
        thresholds: the numbers of ``data/thresholds.tsv``.
    """
    if entry.category is not Category.GERMLINE_ALPS:
        return Level.NONE, ""
    stars, pathogenic = entry.stars or 0, entry.pathogenic
    for record in records:
        if record.variation_id == entry.clinvar or not entry.clinvar:
            stars, pathogenic = record.stars, record.pathogenic and record.for_alps
            if not pathogenic and not entry.claimed:
                return Level.NONE, ""
    return _weighed(
        pathogenic,
        stars,
        entry.probands,
        entry.function,
        _too_frequent(own, entry.frequencies, thresholds),
        thresholds,
    )


def record_level(
    record: ClinVarRecord,
    own: tuple[Frequency, ...],
    shipped: tuple[Frequency, ...],
    thresholds: dict[str, float],
) -> tuple[Level, str]:
    """Return the level of a record of the user's ClinVar file and what speaks against it."""
    if not (record.pathogenic and record.for_alps):
        return Level.NONE, ""
    too_frequent = _too_frequent(own, shipped, thresholds)
    return _weighed(True, record.stars, 0, "", too_frequent, thresholds)


def weigh_matches(
    matches: tuple[KnownMatch, ...],
    own: tuple[Frequency, ...],
    records: Sequence[ClinVarRecord],
    thresholds: dict[str, float],
) -> tuple[KnownMatch, ...]:
    """Return the matches with their levels."""
    found = []
    for match in matches:
        here = match.match is Match.SAME_ALLELE or (
            match.match is Match.SAME_CHANGE and match.entry.allele is None
        )
        level, doubt = entry_level(
            match.entry, own if here else (), records if here else (), thresholds
        )
        found.append(match._replace(level=level, doubt=doubt))
    return tuple(found)


def known_facts(facts: Facts, known: tuple[KnownMatch, ...]) -> None:
    """Add facts of catalogue entries: same allele or change, comparators of PS1 and PM5."""
    residue: list[KnownMatch] = []
    for match in known:
        label = match.entry.label()
        category = match.entry.category
        if match.match in _SAME:
            if match.level is not Level.NONE:
                _claim(facts, match, label)
            elif category is Category.POLYMORPHISM:
                facts["known_polymorphism"] = label
            elif category is Category.SOMATIC_ONLY:
                facts["known_somatic"] = label
            elif category is not Category.FUNCTIONAL:
                facts["known_other"] = label
        elif match.match is Match.SAME_RESIDUE and comparable(match):
            residue.append(match)
    if residue and "single_residue" in facts:
        best = max(residue, key=lambda item: (item.entry.established, item.entry.stars or 0))
        facts["pm5_established" if best.entry.established else "pm5_likely"] = ""
        facts["pm5_comparator"] = best.entry.label()


def comparable(match: KnownMatch) -> bool:
    """Return whether an entry may stand as comparison for another allele."""
    return match.level not in (Level.NONE, Level.DOUBTED)


def _claim(facts: Facts, match: KnownMatch, label: str) -> None:
    same_allele = match.match is Match.SAME_ALLELE
    facts["known_same_allele" if same_allele else "known_same_change"] = label
    _level(facts, match.level, label, match.doubt)
    # An entry of UniProt has no allele that this one could differ from.
    differs = not same_allele and match.entry.allele is not None
    if differs and "single_residue" in facts and comparable(match):
        facts["ps1_established" if match.entry.established else "ps1_likely"] = ""
        facts["ps1_comparator"] = label


def _level(facts: Facts, level: Level, label: str, doubt: str) -> None:
    """Keep the highest level of several claims."""
    before = facts.get("known_level")
    if before is None or _ORDER.index(level) < _ORDER.index(Level(before)):
        facts["known_level"] = level.value
    if level.strong:
        facts["known_strong"] = ""
    if doubt:
        facts["known_above_credible" if level.strong else "known_doubted"] = f"{label}: {doubt}"


def clinvar_facts(
    facts: Facts,
    records: Sequence[tuple[ClinVarRecord, Level, str]],
    matches: tuple[KnownMatch, ...],
) -> None:
    """Add what the user's ClinVar file says of the same allele, for or against the catalogue.

    A record without stars of an allele that UniProt knows from tumours only claims nothing.
    """
    somatic = {
        match.entry.clinvar
        for match in matches
        if match.match is Match.SAME_ALLELE and match.entry.category is Category.SOMATIC_ONLY
    }
    for record, level, doubt in records:
        stars = f"{record.stars} star" + ("" if record.stars == 1 else "s")
        said = (
            f"ClinVar {record.variation_id} ({record.significance.replace('_', ' ')}, {stars}, "
            f"{record.source})"
        )
        if level is not Level.NONE:
            if record.variation_id not in somatic or record.stars:
                facts.setdefault("known_same_allele", said)
                _level(facts, level, said, doubt)
        elif not record.pathogenic:
            if any(m.match in _SAME and _claims(m.entry) for m in matches):
                facts["clinvar_disagrees"] = said
            else:
                facts["known_other"] = said


def _claims(entry: KnownVariant) -> bool:
    return entry.category is Category.GERMLINE_ALPS


def touches_same_bases(entry: KnownVariant, variant: GenomicVariant) -> bool:
    """Return whether an entry changes exactly the bases that an allele changes."""
    return entry.allele is not None and entry.allele[:2] == (variant.start, variant.end)
