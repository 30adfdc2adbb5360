"""What stands first: is the allele a candidate for ALPS, why, and what does it do."""

from __future__ import annotations

from fasannot.evidence.catalogue import Level, Match
from fasannot.rules.finding import Finding
from fasannot.rules.flags import CANDIDATE_FLAGS, Flag
from fasannot.wording.book import say
from fasannot.wording.phrases import (
    flag_meaning,
    mechanism_text,
    region_text,
    short_name,
    stop_text,
)

_SAME = (Match.SAME_ALLELE, Match.SAME_CHANGE)
_MOST_TERMS = 3


def catalogue_hits(finding: Finding) -> tuple[str, ...]:
    """Return the catalogue's entries of the same allele or protein change, in words."""
    assessment = finding.assessment
    if assessment is None:
        return ()
    return tuple(
        f"{item.match.value.replace('_', ' ')}: {item.entry.label()}"
        + (say("known.level_plain", level=item.level) if item.level is not Level.NONE else "")
        for item in assessment.matches
        if item.match in _SAME
    )


def verdict(finding: Finding) -> str:
    """Return whether an allele is a candidate for ALPS, and why, in one sentence."""
    flags = finding.flags
    if finding.candidate:
        why = "; ".join(
            f"{flag.value} ({flag_meaning(flag)})" for flag in flags if flag in CANDIDATE_FLAGS
        )
        also = (
            ""
            if Flag.COMMON not in flags
            else say("explain.though", what=flag_meaning(Flag.COMMON))
        )
        return say("explain.candidate", why=why) + also
    if Flag.COMMON in flags:
        return say("explain.common", what=flag_meaning(Flag.COMMON))
    if flags:
        return say("explain.alone", flags=", ".join(flags))
    return say("explain.none")


def meaning(finding: Finding) -> str:
    """Return what an allele does, in one sentence."""
    terms = [term.replace("_", " ") for term in finding.consequences[:_MOST_TERMS]]
    parts = [", ".join(terms)]
    region = region_text(finding)
    if region:
        parts.append(region)
    stop = stop_text(finding)
    if stop:
        parts.append(stop)
    if finding.mechanism is not None:
        parts.append(say("explain.acts", mechanism=mechanism_text(finding)))
    return "; ".join(part for part in parts if part)


def one_line(finding: Finding) -> str:
    """Return names, verdict and catalogue hit in one line, for lists of readings."""
    names = [short_name(name) for name in (finding.hgvs_c, finding.hgvs_p) if name]
    flags = ", ".join(flag.value for flag in finding.flags)
    judged = say("explain.is_candidate" if finding.candidate else "explain.is_none")
    if flags:
        judged = f"{judged} ({flags})"
    hits = "; ".join(catalogue_hits(finding)) or say("explain.not_catalogued")
    listed = " ".join(names) or finding.hgvs_g
    return say("explain.one_line", names=listed, judged=judged, hits=hits)
