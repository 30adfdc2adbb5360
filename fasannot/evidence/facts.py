"""From an effect and its evidence to facts: the words that ``data/rules.tsv`` reasons with.

Each function adds the facts of one subject to a dict from fact to detail (the text that stands
for ``{fact}`` in a rule's sentence, often empty). docs/data.md says
what each means.
"""

from __future__ import annotations

from typing import NamedTuple

from fasannot.coordinates import Interval
from fasannot.effect import TranscriptEffect
from fasannot.evidence.catalogue import Category, KnownMatch, Match, SpliceMotif
from fasannot.evidence.external import ExternalEvidence, Frequency, SpliceScores
from fasannot.evidence.knowledge import Knowledge
from fasannot.evidence.outcome import SpliceOutcome
from fasannot.evidence.residues import DEATH_DOMAIN, TRANSMEMBRANE, TRANSMEMBRANE_HALF, Facts
from fasannot.projection import Reach
from fasannot.protein import ProteinChange, ProteinKind
from fasannot.terms import Nmd
from fasannot.truncation import NewStop
from fasannot.variant import GenomicVariant, VariantKind

IN_FRAME_KINDS = frozenset(
    {
        ProteinKind.DELETION,
        ProteinKind.DUPLICATION,
        ProteinKind.INSERTION,
        ProteinKind.DELINS,
    }
)
_SPLICE_FREE = frozenset({Reach.UPSTREAM, Reach.DOWNSTREAM, Reach.WHOLE_TRANSCRIPT})
_EXON_REMOVING = frozenset({Reach.EXON_LOSS, Reach.EXON_FUSION, Reach.WHOLE_TRANSCRIPT})
_MANY = 100  # a stop within the first 100 coding bases is start-proximal (VEP NMD plugin)
_EXON_8_LENGTH = 25
BRANCH_LOSS = 5


class SpliceView(NamedTuple):
    """What is predicted or measured of an allele's splicing, for the SPLICE column."""

    texts: tuple[str, ...] = ()
    scores: SpliceScores | None = None


NO_VIEW = SpliceView()


def _span(interval: Interval) -> str:
    return f"{interval.first}-{interval.last}" if len(interval) > 1 else str(interval.first)


def _overlap(interval: Interval, start: int, end: int) -> str | None:
    low, high = max(interval.start, start), min(interval.end, end)
    return _span(Interval(low, high)) if low < high else None


def stop_facts(facts: Facts, stop: NewStop) -> None:
    """Add facts of a new stop: NMD, both readings of the 50-nt rule, distance from the start."""
    facts["new_stop"] = ""
    facts["stop"] = str(stop.codon)
    facts["stop_exon"] = str(stop.exon)
    facts["stop_distance"] = str(stop.distance)
    if stop.nmd is Nmd.TRIGGERING:
        facts["nmd_triggering"] = ""
        if 3 * stop.codon <= _MANY:
            facts["start_proximal_stop"] = ""
    elif stop.distance >= _EXON_8_LENGTH:
        facts["nmd_readings_differ"] = ""
        facts["stop_base"] = str(676 - stop.distance)


def protein_facts(
    facts: Facts, effect: TranscriptEffect, change: ProteinChange, knowledge: Knowledge
) -> None:
    """Add facts of the predicted protein change."""
    kind = change.kind
    if kind is ProteinKind.SUBSTITUTION:
        facts["missense"] = ""
        facts.update(knowledge.residues.substitution(change.start, change.alt))
        if DEATH_DOMAIN.start <= change.start < DEATH_DOMAIN.end:
            facts["death_domain_changed"] = str(change.start + 1)
        return
    if kind is ProteinKind.START_LOST:
        facts["start_lost"] = ""
        return
    if kind is ProteinKind.EXTENSION:
        facts["stop_lost"] = ""
        return
    changed = effect.changed
    if changed is None:
        return
    if effect.stop is not None:
        stop_facts(facts, effect.stop)
    elif kind is ProteinKind.FRAMESHIFT:
        facts["frameshift_without_stop"] = ""
    else:
        _in_frame_facts(facts, effect, change, knowledge)
        return
    lost = _overlap(DEATH_DOMAIN, changed.start, changed.end)
    if lost:
        facts["death_domain_lost"] = lost


def _in_frame_facts(
    facts: Facts, effect: TranscriptEffect, change: ProteinChange, knowledge: Knowledge
) -> None:
    start, end = change.start, change.end
    facts["in_frame_indel"] = ""
    inserted = start == end
    if inserted:
        if DEATH_DOMAIN.start < start < DEATH_DOMAIN.end:
            facts["death_domain_changed"] = f"{start}-{start + 1}"
    else:
        lost = _overlap(DEATH_DOMAIN, start, end)
        if lost:
            facts["death_domain_changed"] = lost
    facts.update(knowledge.residues.in_frame_change(start, end))
    missing = len(change.ref) - len(change.alt)
    if missing <= 0:
        if len(change.ref) == len(change.alt):
            del facts["in_frame_indel"]
            facts["missense"] = ""
            facts.pop("crd_indel", None)
            facts.pop("tm_indel", None)
            for place, new in enumerate(change.alt, start):
                if knowledge.residues.protein[place] != new:
                    for name, detail in knowledge.residues.substitution(place, new).items():
                        facts.setdefault(name, detail)
        return
    facts["in_frame_loss"] = str(missing)
    if missing >= knowledge.thresholds["in_frame_loss_residues"]:
        facts["tenth_deleted"] = ""
    if min(end, TRANSMEMBRANE.end) - max(start, TRANSMEMBRANE.start) >= TRANSMEMBRANE_HALF:
        facts["tm_deleted"] = ""
    variant = effect.variant
    exons = effect.transcript.exons
    if any(variant.start <= exon.start and exon.end <= variant.end for exon in exons):
        facts["whole_exon_deleted"] = ""
    if not facts.keys().isdisjoint(("tenth_deleted", "tm_deleted", "whole_exon_deleted")):
        facts["large_loss"] = ""


def reach_facts(facts: Facts, effect: TranscriptEffect) -> None:
    """Add facts of deletions that reach over the ends of the transcript."""
    transcript = effect.transcript
    reach = effect.edit.reach
    if reach is Reach.WHOLE_TRANSCRIPT:
        facts["transcript_deleted"] = ""
        return
    cds = transcript.cds
    if cds is None:
        return
    variant = effect.variant
    start_codon = transcript.locus_coordinate(cds.start)
    first_of_last_exon = transcript.exons[-1].start
    if variant.start <= transcript.start and variant.end > start_codon:
        facts["first_exon_deleted"] = ""
    elif variant.end >= transcript.end:
        end_of_domain = transcript.locus_coordinate(cds.start + 3 * DEATH_DOMAIN.end - 1) + 1
        stop_codon = transcript.locus_coordinate(cds.end - 1) + 1
        if variant.start < max(end_of_domain, first_of_last_exon):
            facts["last_exon_deleted"] = ""
        elif variant.start < stop_codon:
            facts["frameshift_without_stop"] = ""


def crossing_facts(facts: Facts, effect: TranscriptEffect) -> None:
    """Add the loss of the start codon to a deletion that goes on over a splice site."""
    cds = effect.transcript.cds
    if cds is None:
        return
    start_codon = effect.transcript.locus_coordinate(cds.start)
    if effect.variant.start < start_codon + 3 and effect.variant.end > start_codon:
        facts["first_exon_deleted"] = ""


def duplicated_exons(effect: TranscriptEffect) -> range | None:
    """Return the inner exons (indexes) that a duplication repeats whole, if any.

    A duplication that takes in the first or last exon leaves an intact copy of the gene's end.
    """
    variant = effect.variant
    if variant.kind is not VariantKind.DUPLICATION or len(variant.alt) < 25:
        return None
    exons = effect.transcript.exons
    low, high = variant.described_start, variant.start
    whole = [n for n, exon in enumerate(exons) if low <= exon.start and exon.end <= high]
    if not whole or 0 in whole or len(exons) - 1 in whole:
        return None
    return range(whole[0], whole[-1] + 1)


def outcome_facts(facts: Facts, outcome: SpliceOutcome) -> None:
    """Add facts of the predicted message, for a lost site or a predicted change of splicing."""
    facts["outcome"] = outcome.words
    if outcome.in_frame is None:
        return
    facts["outcome_in_frame" if outcome.in_frame else "outcome_frameshift"] = ""
    if outcome.nmd is Nmd.TRIGGERING:
        facts["outcome_nmd_triggering"] = ""
    else:
        facts["outcome_made"] = ""
    if outcome.death_domain_lost:
        facts["outcome_death_domain_lost"] = ""
    if outcome.transmembrane_lost:
        facts["outcome_tm_lost"] = ""
    facts["outcome_lost"] = f"{outcome.residues_lost} residues" + (
        f" of {', '.join(outcome.lost)}" if outcome.lost else ""
    )


def _score_text(scores: SpliceScores, value: float) -> str:
    return f"/{scores.source}={value:.2f}"


def site_facts(
    facts: Facts, effect: TranscriptEffect, knowledge: Knowledge, scores: SpliceScores | None
) -> list[str]:
    """Add facts of destroyed GT or AG dinucleotides; return texts for the SPLICE column."""
    sites = effect.lost_sites
    names = " and the ".join(
        f"{site.kind} of intron {site.intron + 1} "
        f"(exon {site.intron + (2 if site.kind == 'acceptor' else 1)})"
        for site in sites
    )
    facts["site_lost"] = names
    variant = effect.variant
    if variant.kind is VariantKind.SUBSTITUTION and variant.ref == "T" and variant.alt == "C":
        facts["gt_to_gc"] = ""
    outcome = knowledge.predictor.lost_sites(
        frozenset((site.intron, str(site.kind)) for site in sites)
    )
    outcome_facts(facts, outcome)
    if "outcome_nmd_triggering" not in facts or "gt_to_gc" in facts:
        facts["pvs1_below_full"] = ""
    loss = max(scores.acceptor_loss, scores.donor_loss) if scores else 0.0
    text = outcome.text + (_score_text(scores, loss) if scores and loss else "")
    return [text]


def gained_sites(
    variant: GenomicVariant, scores: SpliceScores, knowledge: Knowledge
) -> list[tuple[SpliceOutcome, float]]:
    """Return the outcomes of gained sites that reach the threshold, with their scores."""
    least = knowledge.thresholds["splice_pp3"]
    predictor = knowledge.predictor
    acceptor = donor = None
    if scores.acceptor_gain >= least:
        acceptor = scores.position + scores.offsets[0]
        if predictor.is_native(acceptor, "acceptor"):
            acceptor = None
    if scores.donor_gain >= least:
        donor = scores.position + scores.offsets[2]
        if predictor.is_native(donor, "donor"):
            donor = None
    mutated = None
    if variant.kind is VariantKind.SUBSTITUTION:
        sequence = knowledge.model.sequence
        mutated = sequence[: variant.start] + variant.alt + sequence[variant.end :]
    outcomes = []
    if acceptor is not None:
        found = predictor.gained_acceptor(acceptor, mutated)
        if donor is not None and acceptor < donor and found.label == "new_exon":
            both = min(scores.acceptor_gain, scores.donor_gain)
            return [(predictor.new_exon(acceptor, donor), both)]
        outcomes.append((found, scores.acceptor_gain))
    if donor is not None:
        outcomes.append((predictor.gained_donor(donor, mutated), scores.donor_gain))
    return sorted(outcomes, key=lambda item: -item[1])


def _nearest_site(knowledge: Knowledge, coordinate: int, kind: str) -> tuple[int, str]:
    def distance(motif: SpliceMotif) -> int:
        edge = motif.dinucleotide - 1 if kind == "donor" else motif.dinucleotide + 2
        return abs(edge - coordinate)

    motif = min((m for m in knowledge.motifs if m.kind == kind), key=distance)
    return motif.intron, kind


def exon6_part(scores: SpliceScores, knowledge: Knowledge) -> float:
    """Return which part of the possible loss a shipped score is at the weak sites of exon 6.

    The model gives these alternatively used sites low scores, so that losing one altogether has a
    delta score of 0.21 or 0.28: the usual threshold would miss most of what destroys them.
    """
    if scores.source != knowledge.splice_scores.source:
        return 0.0
    exon = knowledge.exon6
    part = 0.0
    if scores.acceptor_loss and scores.position + scores.offsets[1] == exon.start:
        part = scores.acceptor_loss / knowledge.thresholds["splice_exon6_acceptor"]
    if scores.donor_loss and scores.position + scores.offsets[3] == exon.end - 1:
        part = max(part, scores.donor_loss / knowledge.thresholds["splice_exon6_donor"])
    return min(part, 1.0)


def predicted_facts(
    facts: Facts, variant: GenomicVariant, scores: SpliceScores, knowledge: Knowledge, part: float
) -> list[str]:
    """Add facts of a predicted change of splicing with GT and AG kept; return SPLICE texts."""
    least = knowledge.thresholds["splice_pp3"]
    weak_site = part >= knowledge.thresholds["splice_exon6_part"]
    if weak_site:
        facts["exon6_site_lost"] = f"{100 * part:.0f}"
    sites = set()
    loss = 0.0
    if scores.acceptor_loss >= least or (weak_site and scores.acceptor_loss > scores.donor_loss):
        at = scores.position + scores.offsets[1]
        sites.add(_nearest_site(knowledge, at, "acceptor"))
        loss = scores.acceptor_loss
    if scores.donor_loss >= least or (weak_site and not sites):
        at = scores.position + scores.offsets[3]
        sites.add(_nearest_site(knowledge, at, "donor"))
        loss = max(loss, scores.donor_loss)
    outcomes = gained_sites(variant, scores, knowledge)
    if sites:
        outcomes.append((knowledge.predictor.lost_sites(frozenset(sites)), loss))
        outcomes.sort(key=lambda item: -item[1])
    if not outcomes:  # only a native site grows stronger
        return []
    highest = outcomes[0][1]
    facts["splice_delta"] = f"{scores.source} delta score {highest:.2f}"
    if highest >= least:
        facts["splice_predicted"] = ""
    near = 1 in knowledge.near_mask[variant.start : max(variant.end, variant.start + 1)]
    if near or weak_site or highest >= knowledge.thresholds["splice_likely"]:
        facts["splice_likely"] = ""
    outcome_facts(facts, outcomes[0][0])
    return [outcome.text + _score_text(scores, value) for outcome, value in outcomes]


def changed_motif(variant: GenomicVariant, site: SpliceMotif, sequence: str) -> str | None:
    """Return how an allele without prediction weakens a motif whose GT or AG is kept.

    Donor consensus AG|GTRAGT, acceptor consensus Y(n)NYAG: flagged when the donor loses two of
    its matches (or the G at -1 or +5), or the acceptor loses its pyrimidine at -3, four or more
    pyrimidines of -20 to -3, or gains an AG there, or a deletion takes five or more bases of -44
    to -18, where nine in ten branch points lie (Mercer 2015, Genome Res 25:290).
    """
    start, end, alt = variant.start, variant.end, variant.alt
    if site.kind == "donor":
        edge = site.dinucleotide
        before = sequence[edge - 2 : edge + 6]
        if start >= edge:
            after = (sequence[edge - 2 : start] + alt + sequence[end : end + 8])[:8]
        else:
            left = sequence[start - 8 : start] + alt + sequence[end:edge]
            after = left[-2:] + sequence[edge : edge + 6] if end <= edge else before
        old, new = _donor_matches(before), _donor_matches(after)
        lost_g = old[1] > new[1] or old[4] > new[4]
        return "donor motif" if lost_g or sum(old) - sum(new) >= 2 else None
    edge = site.dinucleotide
    branch = min(end, edge - 16) - max(start, edge - 42)
    if branch - len(alt) >= BRANCH_LOSS:
        return "branch point region"
    if end > edge:
        return None
    before = sequence[edge - 18 : edge]
    after = (sequence[start - 18 - len(alt) : start] + alt + sequence[end:edge])[-18:]
    if before[-1] in "CT" and after[-1] not in "CT":
        return "acceptor motif"
    fewer = sum(base in "CT" for base in before) - sum(base in "CT" for base in after)
    gained = "AG" in after and "AG" not in before
    return "polypyrimidine tract" if fewer >= 4 or gained else None


def _at_dinucleotide(variant: GenomicVariant, site: SpliceMotif) -> bool:
    """Return whether an allele replaces, copies or splits the GT or AG, or is put right beside it.

    Where it is kept all the same (a duplication over the border of an exon, say), which copy the
    spliceosome takes cannot be told from the sequence.
    """
    first, last = site.dinucleotide, site.dinucleotide + 2
    if variant.start == variant.end and first <= variant.start <= last:
        return True
    return variant.described_start < last and variant.end > first


def _donor_matches(motif: str) -> list[bool]:
    """Return matches of -2, -1, +3, +4, +5, +6 with the donor consensus."""
    wanted = ("A", "G", "AG", "A", "G", "T")
    bases = motif[:2] + motif[4:]
    return [base in good for base, good in zip(bases, wanted, strict=False)]


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
    facts["frequency"] = f"{value:.3g} ({highest.source}{extra}{counted})"
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


def _same_change(facts: Facts, match: KnownMatch, label: str, variant: GenomicVariant) -> None:
    entry = match.entry
    if match.match is Match.SAME_ALLELE:
        facts["known_same_allele"] = label
        return
    facts["known_same_change"] = label
    if entry.allele is not None:  # a UniProt entry has no allele to be another one
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


def splice_facts(
    facts: Facts, effect: TranscriptEffect, evidence: ExternalEvidence, knowledge: Knowledge
) -> SpliceView:
    """Add facts of splicing: destroyed sites, exon 6 measurements, predictions, motifs."""
    reach = effect.edit.reach
    if reach in _SPLICE_FREE:
        return NO_VIEW
    variant = effect.variant
    scores = evidence.splice or knowledge.splice_scores.lookup(variant)
    if effect.lost_sites and reach not in _EXON_REMOVING and reach is not Reach.TRANSCRIPT_END:
        texts = site_facts(facts, effect, knowledge, scores)
        if scores is not None:
            texts += [
                outcome.text + _score_text(scores, value)
                for outcome, value in gained_sites(variant, scores, knowledge)
            ]
        return SpliceView(_with_inclusion(texts, variant, knowledge), scores)
    if not variant.ref and not variant.alt:
        return NO_VIEW
    doubled = duplicated_exons(effect)
    if doubled is not None:
        exons = ", ".join(str(index + 1) for index in doubled)
        facts["exon_duplicated"] = f"Exon {exons} is" if len(doubled) == 1 else f"Exons {exons} are"
        outcome = knowledge.predictor.duplicated(doubled)
        outcome_facts(facts, outcome)
        return SpliceView((outcome.text,))
    in_exon6, inclusion = knowledge.exon6.lookup(variant)
    if in_exon6:
        facts["exon6"] = ""
        if inclusion is not None:
            return _measured(facts, inclusion.psi, str(inclusion), scores, knowledge)
        facts["exon6_not_measured"] = ""
    if scores is None:
        _motif_facts(facts, effect, knowledge)
        facts["splice_not_covered"] = ""
        return NO_VIEW
    highest = scores.highest
    part = exon6_part(scores, knowledge) if highest else 0.0
    thresholds = knowledge.thresholds
    if highest >= thresholds["splice_pp3"] or part >= thresholds["splice_exon6_part"]:
        texts = predicted_facts(facts, variant, scores, knowledge, part)
        return SpliceView(tuple(texts), scores)
    quiet = part <= 1 - thresholds["splice_exon6_part"]
    if quiet and highest <= thresholds["splice_bp4"] and scores.models != 1:
        _quiet(facts, scores)
    return SpliceView((), scores)


def _quiet(facts: Facts, scores: SpliceScores) -> None:
    facts["splice_quiet"] = f"{scores.source} delta score {scores.highest:.2f}"


def _with_inclusion(
    texts: list[str], variant: GenomicVariant, knowledge: Knowledge
) -> tuple[str, ...]:
    inclusion = knowledge.exon6.lookup(variant)[1]
    if inclusion is not None and texts:
        texts[0] += f"/PSI={inclusion.psi:.1f}"
    return tuple(texts)


def _measured(
    facts: Facts, psi: float, text: str, scores: SpliceScores | None, knowledge: Knowledge
) -> SpliceView:
    """Add facts of a measured form of exon 6: there the measurement leads, not the prediction."""
    thresholds = knowledge.thresholds
    facts["exon6_psi"] = text
    if psi > thresholds["exon6_low"]:
        facts["exon6_kept"] = ""
        if psi >= thresholds["exon6_normal"]:
            facts["exon6_normal"] = ""
        if scores is not None and scores.highest <= thresholds["splice_bp4"]:
            _quiet(facts, scores)
        return SpliceView((), scores)
    facts["exon6_low"] = ""
    if psi <= thresholds["exon6_near_absent"]:
        facts["exon6_near_absent"] = ""
    skip = knowledge.predictor.lost_sites(frozenset({(5, "donor")}))
    score = _score_text(scores, scores.highest) if scores and scores.highest >= 0.01 else ""
    return SpliceView((f"{skip.text}/PSI={psi:.1f}{score}",), scores)


def _motif_facts(facts: Facts, effect: TranscriptEffect, knowledge: Knowledge) -> None:
    variant = effect.variant
    if variant.kind is VariantKind.SUBSTITUTION or effect.lost_sites:
        return
    start, end = variant.described_start, max(variant.end, variant.start + 1)
    if any(start <= exon.start and exon.end <= end for exon in effect.transcript.exons):
        return  # a repeated first or last exon leaves the other copy as it was
    for site in knowledge.motifs:
        low = site.start - 24 if site.kind == "acceptor" else site.start
        if end <= low or start >= site.end:
            continue
        found = changed_motif(variant, site, knowledge.model.sequence)
        if found is None and _at_dinucleotide(variant, site):
            found = f"bases at the {'GT' if site.kind == 'donor' else 'AG'}"
        if found:
            exon = site.intron + (2 if site.kind == "acceptor" else 1)
            facts["splice_motif_changed"] = f"{found} of exon {exon}"


def touched_motifs(variant: GenomicVariant, knowledge: Knowledge) -> tuple[SpliceMotif, ...]:
    """Return the splice motifs that an allele touches; almost always none."""
    start, end = variant.start, max(variant.end, variant.start + 1)
    if 1 not in knowledge.motif_mask[start:end]:
        return ()
    return tuple(motif for motif in knowledge.motifs if motif.touches(start, end))
