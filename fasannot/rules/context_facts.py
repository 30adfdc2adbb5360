"""Facts from outside the allele: frequency, missense predictors, catalogued comparators."""

from __future__ import annotations

from fasannot.allele.variant import GenomicVariant
from fasannot.evidence.catalogue import Category, KnownMatch, Match
from fasannot.evidence.residues import Facts
from fasannot.evidence.values import ClinVarRecord, ExternalEvidence, Frequency


def frequency_facts(
    facts: Facts, frequencies: tuple[Frequency, ...], thresholds: dict[str, float]
) -> None:
    """Add facts of the population frequency; the highest one counts."""
    enough = thresholds["minimum_chromosomes"]
    usable = [f for f in frequencies if f.chromosomes is None or f.chromosomes >= enough]
    if not usable:
        return
    highest = max(usable, key=lambda item: item.frequency)
    value = highest.frequency
    if value == 0:
        facts["frequency_absent"] = ", ".join(f.source for f in usable)
        return
    extra = "" if highest.population == "all" else f", {highest.population}"
    counted = f", {highest.homozygotes} homozygotes" if highest.homozygotes else ""
    others = "".join(
        f"; {item.frequency:.3g} in {item.source}"
        + ("" if item.population == "all" else f", {item.population}")
        for item in usable
        if item is not highest
    )
    facts["frequency"] = f"{value:.3g} ({highest.source}{extra}{counted}{others})"
    facts["common_threshold"] = f"{thresholds['common_frequency']:g}"
    facts["bs1_threshold"] = f"{thresholds['bs1_frequency']:g}"
    facts["rare_threshold"] = f"{thresholds['pm2_frequency']:g}"
    if value > thresholds["ba1_frequency"]:
        facts["frequency_ba1"] = ""
    if value > thresholds["bs1_frequency"]:
        facts["frequency_bs1"] = ""
    if value >= thresholds["common_frequency"]:
        facts["frequency_common"] = ""
    if value <= thresholds["pm2_frequency"]:
        facts["frequency_rare"] = ""
    elif value <= thresholds["bs1_frequency"]:
        facts["frequency_between"] = ""


def missense_facts(facts: Facts, evidence: ExternalEvidence, thresholds: dict[str, float]) -> None:
    """Add the strength that one missense predictor gives; REVEL is preferred."""
    if not evidence.missense:
        return
    score = evidence.missense[0]
    tool = score.tool.lower()
    facts["missense_score"] = f"{score.score:.3f} ({score.source})"
    for strength in ("strong", "moderate", "supporting"):
        if score.score >= thresholds.get(f"{tool}_pp3_{strength}", 2.0):
            facts[f"{tool}_pp3_{strength}"] = ""
            return
    for strength in ("verystrong", "strong", "moderate", "supporting"):
        if score.score <= thresholds.get(f"{tool}_bp4_{strength}", -1.0):
            facts[f"{tool}_bp4_{strength}"] = ""
            return
    facts["missense_score_between"] = f"{score.tool} score {facts['missense_score']}"


def known_facts(facts: Facts, known: tuple[KnownMatch, ...], variant: GenomicVariant) -> None:
    """Add facts of catalogue entries: same allele, comparators of PS1 and PM5."""
    residue: list[KnownMatch] = []
    motif: list[KnownMatch] = []
    for match in known:
        entry = match.entry
        label = entry.label()
        category = entry.category
        if match.match in (Match.SAME_ALLELE, Match.SAME_CHANGE):
            if category is Category.GERMLINE_ALPS:
                _same_change(facts, match, label, variant)
            elif category is Category.POLYMORPHISM:
                facts["known_polymorphism"] = label
            elif category is Category.SOMATIC_ONLY:
                facts["known_somatic"] = label
        elif category is Category.GERMLINE_ALPS:
            (residue if match.match is Match.SAME_RESIDUE else motif).append(match)
    if residue and "missense" in facts:
        best = max(residue, key=lambda item: (item.entry.established, item.entry.stars or 0))
        facts["pm5_established" if best.entry.established else "pm5_likely"] = ""
        facts["pm5_comparator"] = best.entry.label()
    if motif:
        _motif_comparator(facts, motif, variant)


def clinvar_facts(facts: Facts, records: tuple[ClinVarRecord, ...]) -> None:
    """Add what the user's ClinVar file says of the same allele, for or against the catalogue."""
    for record in records:
        stars = f"{record.stars} star" + ("" if record.stars == 1 else "s")
        said = (
            f"ClinVar {record.variation_id} ({record.significance.replace('_', ' ')}, {stars}, "
            f"{record.source})"
        )
        if record.pathogenic:
            if record.for_alps and "known_somatic" not in facts:
                facts.setdefault("known_same_allele", said)
        elif "known_same_allele" in facts or "known_same_change" in facts:
            facts["clinvar_disagrees"] = said


def _same_change(facts: Facts, match: KnownMatch, label: str, variant: GenomicVariant) -> None:
    entry = match.entry
    if match.match is Match.SAME_ALLELE:
        facts["known_same_allele"] = label
        return
    facts["known_same_change"] = label
    if (
        entry.allele is not None and "missense" in facts
    ):  # a UniProt entry has no allele to be another one
        facts["ps1_established" if entry.established else "ps1_likely"] = ""
        facts["ps1_comparator"] = label


def _motif_comparator(facts: Facts, motif: list[KnownMatch], variant: GenomicVariant) -> None:
    if "site_lost" in facts:
        good = [m for m in motif if m.entry.established and m.entry.consequence != "splice_region"]
        if good:
            facts["splice_same_dinucleotide_p"] = ""
            facts["splice_comparator"] = good[0].entry.label()
        return
    if "splice_predicted" not in facts:
        return
    best = max(motif, key=lambda item: (item.entry.established, item.entry.stars or 0))
    grade = "p" if best.entry.established else "lp"
    allele = best.entry.allele
    same = allele is not None and allele[:2] == (variant.start, variant.end)
    facts[f"splice_same_{'base' if same else 'motif'}_{grade}"] = ""
    facts["splice_comparator"] = best.entry.label()
