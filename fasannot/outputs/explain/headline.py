"""What stands first: is the allele a candidate for ALPS, why, and what does it do."""

from __future__ import annotations

from fasannot.evidence.catalogue import Level, Match
from fasannot.rules.finding import Finding
from fasannot.rules.flags import CANDIDATE_FLAGS, Flag
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
        + (f", level {item.level}" if item.level is not Level.NONE else "")
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
        also = "" if Flag.COMMON not in flags else f"; though {flag_meaning(Flag.COMMON)}"
        return f"Candidate for ALPS: {why}{also}"
    if Flag.COMMON in flags:
        return f"No candidate for ALPS: COMMON ({flag_meaning(Flag.COMMON)})"
    if flags:
        return f"No candidate for ALPS: {', '.join(flags)} alone makes none"
    return "No candidate for ALPS: no rule flags it, and nothing catalogued for ALPS is the same"


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
        parts.append(f"mechanism {mechanism_text(finding)}")
    return "; ".join(part for part in parts if part)


def one_line(finding: Finding) -> str:
    """Return names, verdict and catalogue hit in one line, for lists of readings."""
    names = [short_name(name) for name in (finding.hgvs_c, finding.hgvs_p) if name]
    flags = ", ".join(flag.value for flag in finding.flags)
    judged = ("candidate" if finding.candidate else "no candidate") + (
        f" ({flags})" if flags else ""
    )
    hits = "; ".join(catalogue_hits(finding)) or "not in the catalogue"
    return f"{' '.join(names) or finding.hgvs_g}: {judged}; {hits}"
