"""What an allele means, in plain sentences: what it does, what is known, how sure that is.

The page, the terminal and ``explain`` say the same. Nothing is judged here: each sentence follows
from the facts, the rules and the catalogue, whose codes stand behind it in the evidence.
"""

from __future__ import annotations

import re

from fasannot.effect.protein import ProteinKind
from fasannot.effect.terms import Nmd
from fasannot.evidence.catalogue import Level, Match
from fasannot.gene.model import GeneModel
from fasannot.rules.finding import Finding
from fasannot.rules.flags import Flag
from fasannot.rules.knowledge import load_knowledge
from fasannot.wording.book import capital, listed, say, say_count, sentences
from fasannot.wording.phrases import (
    changed_bases,
    class_word,
    event_name,
    exon_words,
    is_deletion,
    size_text,
)

DEATH_DOMAIN = "DEATH_DOMAIN"
_PARENTS = frozenset({"EXTRACELLULAR", "CYTOPLASMIC"})
_PARTS = re.compile(r"(exon|intron)(\d+)")
_UNREAD = "unread_allele"
_IN_FRAME = frozenset({ProteinKind.DELETION, ProteinKind.DELINS})
_SILENT = frozenset({ProteinKind.SYNONYMOUS})


def meaning(finding: Finding, model: GeneModel) -> str:
    """Return what an allele does and what is known of it, in a few plain sentences."""
    sentences = [what_it_does(finding, model), how_it_acts(finding), what_is_known(finding)]
    return " ".join(sentence for sentence in sentences if sentence)


def why_not_judged(finding: Finding) -> str:
    """Return why an allele could not be judged, as the reading of the record left it."""
    reasons = [code.partition(":")[2] for code in finding.notes if code.startswith(_UNREAD)]
    return "; ".join(reason for reason in reasons if reason) or say("meaning.no_reason")


def what_it_does(finding: Finding, model: GeneModel) -> str:
    """Return the change of message and protein in one or two plain sentences."""
    effect = finding.effect
    if Flag.NOT_JUDGED in finding.flags:
        return say("meaning.unjudged", reason=why_not_judged(finding))
    if effect is None:
        return say("meaning.mismatch")
    event = event_name(finding)
    if event:
        return _event(finding, event, model)
    stop = effect.stop
    lost = Flag.DEATH_DOMAIN in finding.flags
    if stop is not None:
        if stop.nmd is Nmd.TRIGGERING:
            return say("meaning.stop_decay", exon=stop.exon)
        name = "meaning.stop_death_domain" if lost else "meaning.stop_late"
        return say(name, exon=stop.exon, domain=say("domain.death"))
    outcome = splice_outcome(finding)
    if effect.lost_sites:
        sites = listed([_site(site.intron, site.kind) for site in effect.lost_sites])
        tail = say("meaning.death_domain_lost", domain=say("domain.death")) if lost else ""
        return " ".join(filter(None, (say("meaning.site_lost", site=sites), outcome, tail)))
    change = effect.change
    if change is not None and change.kind is ProteinKind.START_LOST:
        return say("meaning.start_lost")
    if change is not None and change.kind is ProteinKind.EXTENSION:
        return say("meaning.stop_lost")
    parts = []
    if change is not None and change.kind not in _SILENT:
        parts.append(say(_change_name(change.kind), place=_place(finding, model)))
    elif effect.changed is not None or effect.domains:
        parts.append(say("meaning.protein_unknown", place=_place(finding, model)))
    if outcome:
        parts.append(outcome)
    if not parts:
        parts.append(_elsewhere(finding))
    return " ".join(parts)


def _change_name(kind: ProteinKind) -> str:
    if kind is ProteinKind.SUBSTITUTION:
        return "meaning.substitution"
    return "meaning.in_frame"


def _place(finding: Finding, model: GeneModel) -> str:
    """Return the part of the receptor that is changed."""
    names = {domain.name: domain.title for domain in model.domains}
    if DEATH_DOMAIN in finding.domains:
        return say("domain.death")
    fine = [names[name] for name in finding.domains if name not in _PARENTS and name in names]
    if fine:
        return say("domain.named", name=listed(fine))
    if "EXTRACELLULAR" in finding.domains:
        return say("domain.outside")
    if "CYTOPLASMIC" in finding.domains:
        return say("domain.inside")
    return say("domain.receptor")


def _event(finding: Finding, event: str, model: GeneModel) -> str:
    effect = finding.effect
    assert effect is not None
    sentence = capital(say("meaning.event", event=event, size=event_size(finding)))
    inside = finding.flags and (
        Flag.DEATH_DOMAIN in finding.flags or DEATH_DOMAIN in finding.domains
    )
    if inside:
        deleted = is_deletion(finding)
        name = "meaning.event_loses" if deleted else "meaning.event_strikes"
        return f"{sentence} {say(name, domain=say('domain.death'))}"
    if effect.stop is not None and effect.stop.nmd is Nmd.TRIGGERING:
        return f"{sentence} {say('meaning.event_decay')}"
    if not effect.exon:
        return f"{sentence} {say('meaning.event_no_exon')}"
    if effect.change is not None and effect.change.kind in _IN_FRAME and is_deletion(finding):
        return f"{sentence} {say('meaning.event_in_frame', place=_place(finding, model))}"
    return sentence


def event_size(finding: Finding) -> str:
    """Return the size of a large change; that its ends are not known, where they are not."""
    if finding.hgvs_c and "_(" in finding.hgvs_c:
        return say("meaning.unsure_ends")
    return size_text(changed_bases(finding))


def _site(intron: int, kind: str) -> str:
    exon = intron + 1 if kind == "donor" else intron + 2
    return say("word.site_of_exon", exon=exon)


def _elsewhere(finding: Finding) -> str:
    effect = finding.effect
    assert effect is not None
    if effect.change is not None:
        return say("meaning.silent")
    if effect.intron and not effect.exon:
        return say("meaning.intron", intron=effect.intron.partition("/")[0])
    if effect.exon:
        return say("meaning.untranslated")
    return say("meaning.outside")


def splice_outcome(finding: Finding) -> str:
    """Return the first predicted or measured outcome of splicing in a sentence; or nothing.

    The scores behind it stay out of the sentence: they stand among the facts.
    """
    for text in finding.splice_texts[:1]:
        outcome = "/".join(part for part in text.split("/") if _told(part))
        return f"{capital(splice_words(outcome))}." if outcome else ""
    return ""


def _told(part: str) -> bool:
    """Return whether a part of a SPLICE text is an outcome, and no score."""
    return "=" not in part or part.startswith("lost=")


def splice_words(text: str) -> str:
    """Return one outcome of the SPLICE column in words.

    >>> splice_words("exon7_skip/out_of_frame/stop198/escaping/OpenSpliceAI=0.75")[:48]
    'exon 7 is likely left out of the message; the re'
    """
    label, *rest = text.split("/")
    spaced = _PARTS.sub(r"\1 \2", label).replace("_", " ")
    if label.endswith("_skip"):
        exons = " and ".join(f"exon {number}" for _, number in _PARTS.findall(label))
        parts = [say("splice.skip", exons=exons)]
    elif label.endswith("_retention"):
        parts = [say("splice.retention", intron=spaced.removesuffix(" retention"))]
    elif label.startswith("cryptic_"):
        kind, _, place = label.removeprefix("cryptic_").partition("_")
        parts = [say("splice.cryptic", kind=kind, place=place)]
    else:
        parts = [say("splice.other", outcome=spaced)]
    for word in rest:
        if word == "in_frame":
            parts.append(say("splice.in_frame"))
        elif word == "out_of_frame":
            parts.append(say("splice.out_of_frame"))
        elif word.startswith("stop"):
            parts.append(say("splice.stop", codon=word.removeprefix("stop")))
        elif word in ("triggering", "escaping"):
            parts.append(say(f"splice.{word}"))
        elif word.startswith("lost="):
            lost = [part_name(name) for name in word.removeprefix("lost=").split("+")]
            parts.append(say("splice.lost", parts=listed(lost)))
        elif "=" in word:
            source, _, value = word.partition("=")
            parts.append(f"{source.replace('_', ' ')} {value}")
    return "; ".join(parts)


def part_name(name: str) -> str:
    """Return a domain of the DOMAINS column in words; what has no other name keeps its own."""
    return sentences().get(f"part.{name}", name)


def how_it_acts(finding: Finding) -> str:
    """Return how the allele is thought to act, as a sentence; nothing where that is not known."""
    if not finding.candidate:
        return ""
    told = " ".join(say(f"mechanism.{mechanism}") for mechanism in finding.mechanisms)
    return say("mechanism.several", told=told) if len(finding.mechanisms) > 1 else told


def what_is_known(finding: Finding) -> str:
    """Return what catalogues say of this very change, in a sentence; nothing if nothing."""
    assessment = finding.assessment
    if assessment is None:
        return ""
    known = catalogue_text(finding)
    if not known:
        return ""
    legacy = finding.legacy
    older = say("known.older_name", name=legacy) if legacy else ""
    return say("known.sentence", known=known + older)


def catalogue_text(finding: Finding) -> str:
    """Return the catalogue entries of this very change: ``ClinVar 16505: pathogenic, 1 star``."""
    assessment = finding.assessment
    if assessment is None:
        return ""
    found = []
    for match in assessment.matches:
        if match.match not in (Match.SAME_ALLELE, Match.SAME_CHANGE):
            continue
        entry = match.entry
        name = entry.id.replace(":", " ", 1)
        if entry.significance:
            stars = say_count("count.star", entry.stars or 0)
            name += f": {entry.significance.replace('_', ' ')}, {stars}"
        elif entry.category.value:
            name += f": {say(f'category.{entry.category.value}')}"
        found.append(name + _level(match.level))
    for record, level in zip(assessment.clinvar, assessment.clinvar_levels, strict=True):
        stars = say_count("count.star", record.stars)
        found.append(
            f"ClinVar {record.variation_id}: {record.significance.replace('_', ' ')}, {stars}"
            + _level(level)
        )
    return "; ".join(dict.fromkeys(found))


def _level(level: Level) -> str:
    return say("known.level", level=level.value) if level is not Level.NONE else ""


def how_sure(finding: Finding) -> str:
    """Return points and class of the automated criteria, what is missing, what was not counted."""
    reached = sure_reached(finding)
    return f"{reached} {say('sure.not_counted')}" if reached else ""


def sure_reached(finding: Finding) -> str:
    """Return points and class of the automated criteria, and what the next class still needs."""
    assessment = finding.assessment
    if assessment is None or not assessment.classification:
        return ""
    points = assessment.points
    reached = say_count("count.point", points)
    criteria = ", ".join(assessment.criteria) or say("sure.no_criterion")
    name = class_word(assessment.classification)
    text = say("sure.reached", points=reached, criteria=criteria, name=name)
    claim = assessment.claim
    if claim is not None:
        text += f" {say('sure.catalogue', level=claim[0])}"
    if "BA1" in assessment.criteria or points < 0:
        return text
    missing = _next_class(points)
    if missing is None:
        return text
    short, following = missing
    more = say("sure.short", points=say_count("count.point", short), name=class_word(following))
    return f"{text} {more}"


def _next_class(points: int) -> tuple[int, str] | None:
    """Return how many points are missing for the next class up, and its name."""
    thresholds = load_knowledge().thresholds
    for name in ("likely_pathogenic", "pathogenic"):
        least = int(thresholds[f"points_{name}"])
        if points < least:
            return least - points, name
    return None


def effect_words(finding: Finding, model: GeneModel) -> str:
    """Return the effect in a few words, for a cell of a table: ``missense, death domain``."""
    effect = finding.effect
    if Flag.NOT_JUDGED in finding.flags:
        return say("effect.unjudged", reason=why_not_judged(finding))
    if effect is None:
        return say("effect.mismatch")
    event = event_name(finding)
    if event:
        words = [f"{event} ({event_size(finding)})"]
    else:
        term = effect.consequences[0].value
        plain = term.replace("_variant", "").replace("_", " ")
        words = [sentences().get(f"term.{term}", plain)]
    if Flag.SPLICE in finding.flags and not event:
        words = [say("effect.splice")]
    if effect.stop is not None and not event:
        words.append(say(f"effect.{effect.stop.nmd.value}"))
    started = effect.change is None or effect.change.kind is not ProteinKind.START_LOST
    struck = effect.stop is None and started and DEATH_DOMAIN in finding.domains
    if Flag.DEATH_DOMAIN in finding.flags or struck:
        words.append(say("effect.death_domain"))
    elif effect.exon and not event and effect.stop is None:
        names = {domain.name: domain.title for domain in model.domains}
        fine = [name for name in finding.domains if name not in _PARENTS and started]
        words.append(names[fine[0]].partition(" (")[0] if fine else exon_words(effect.exon))
    return ", ".join(words)
