"""The people table: one row per person and event, as TSV and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fasannot.files.escape import cell
from fasannot.people.case import EventPoints
from fasannot.people.conclusion import PersonConclusion, confidence_text
from fasannot.people.person_event import PersonEvent
from fasannot.people.track import Segment
from fasannot.wording.person import speaks_for, spoken

COLUMNS = (
    "PERSON", "HGVSc", "HGVSp", "FLAGS", "ORIGIN", "CONFIDENCE", "FRACTIONS", "PHASE", "PARTNERS",
    "INHERITANCE", "CATEGORY", "NOTES",
)  # fmt: skip
SEGMENT_COLUMNS = (
    "PERSON", "TISSUE", "REFERENCE", "CHROM", "START", "START_RANGE", "END", "END_RANGE", "SITES",
    "TYPE", "SHARE", "LLR", "COVERS_FAS",
)  # fmt: skip


def _values(row: PersonEvent) -> tuple[str | tuple[str, ...], ...]:
    event = row.event
    return (
        row.person.name,
        event.name,
        event.hgvs_p,
        row.flags,
        row.verdict.origin.value,
        confidence_text(row.verdict.confidence),
        tuple([f"{c.sample.tissue.word}={c.alt}/{c.total}" for c in row.counts]),
        tuple([str(phase) for _, phase in row.partners]),
        tuple([partner.short for partner, _ in row.partners]),
        row.inherited.word,
        row.category,
        row.notes,
    )


def _lone_segments(one: PersonConclusion) -> tuple[Segment, ...]:
    """Return the segments over FAS of a person without a candidate."""
    if one.candidates:
        return ()
    return tuple([segment for segment in one.segments if segment.covers_fas and segment.is_loss])


def _extra(one: PersonConclusion) -> Iterator[tuple[str | tuple[str, ...], ...]]:
    """Yield the rows of a person that are no event's."""
    for segment in _lone_segments(one):
        notes = ("loh_segment", f"segment={segment.sample.tissue.word}")
        yield (one.person.name, "", "", "LOH", "", "", "", "", "", "", "undetermined", notes)
    if not one.rows and not _lone_segments(one):
        name = one.person.name
        yield (name, "", "", "", "", "", "", "", "", "", "none", ("no_event",))


def tsv_lines(conclusions: tuple[PersonConclusion, ...]) -> Iterator[str]:
    """Yield the lines of the people table, without ends."""
    yield "\t".join(COLUMNS)
    for one in conclusions:
        for values in (*map(_values, one.rows), *_extra(one)):
            yield "\t".join([cell(value) for value in values])


def segment_lines(conclusions: tuple[PersonConclusion, ...]) -> Iterator[str]:
    """Yield the lines of the table of segments, without ends."""
    yield "\t".join(SEGMENT_COLUMNS)
    for one in conclusions:
        for segment in one.segments:
            values = (
                one.person.name,
                segment.sample.tissue.word,
                segment.reference.tissue.word,
                segment.chrom,
                str(segment.start),
                f"{segment.start_range[0]}-{segment.start_range[1]}",
                str(segment.end),
                f"{segment.end_range[0]}-{segment.end_range[1]}",
                str(segment.sites),
                segment.kind,
                "" if segment.share is None else f"{segment.share:.2f}",
                f"{segment.score:.1f}",
                "yes" if segment.covers_fas else "no",
            )
            yield "\t".join([cell(value) for value in values])


def _event_object(row: PersonEvent, one: PersonConclusion) -> dict[str, Any]:
    event, verdict = row.event, row.verdict
    inherited = row.inherited.word
    return {
        "hgvs_c": event.hgvs_c or None,
        "name": event.name,
        "hgvs_p": event.hgvs_p or None,
        "candidate": event.candidate,
        "flags": list(row.flags) or None,
        "origin": verdict.origin.value,
        "confidence": None if verdict.confidence is None else round(verdict.confidence, 5),
        "posterior": {h.value: round(p, 5) for h, p in verdict.posterior.items()} or None,
        "fractions": [
            {
                "sample": c.sample.name,
                "tissue": c.sample.tissue.word,
                "alt": c.alt,
                "total": c.total,
                "called": c.called,
            }
            for c in row.counts
        ],
        "partners": [
            {"hgvs_c": p.short, "phase": phase.relation, "known_by": phase.known_by or None}
            for p, phase in row.partners
        ]
        or None,
        "inheritance": inherited or None,
        "category": row.category,
        "notes": list(row.notes) or None,
        "points": _points_object(one.case.points.get(event.key)),
    }


def _points_object(found: EventPoints | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "automated": found.automated,
        "case": found.case,
        "sum": found.automated + found.case,
        "class": found.classification,
        "automated_criteria": list(found.automated_criteria),
        "case_criteria": [
            {
                "criterion": line.criterion,
                "points": line.points,
                "rule": line.rule,
                "source": line.source,
                "not_counted": spoken(line.why_not) if line.why_not else None,
            }
            for line in found.lines
        ],
    }


def person_object(one: PersonConclusion) -> dict[str, Any]:
    """Return a person as a JSON object."""
    person = one.person
    affected = {True: "yes", False: "no", None: "unknown"}[person.affected]
    return {
        "person": person.name,
        "affected": affected,
        "father": person.father or None,
        "mother": person.mother or None,
        "samples": [
            {
                "sample": s.name,
                "tissue": s.tissue.word,
                "purity": s.purity,
            }
            for s in person.samples
        ],
        "category": one.category,
        "events": [_event_object(row, one) for row in one.rows],
        "segments": [
            {
                "tissue": s.sample.tissue.word,
                "reference": s.reference.tissue.word,
                "chrom": s.chrom,
                "start": s.start,
                "start_range": list(s.start_range),
                "end": s.end,
                "end_range": list(s.end_range),
                "sites": s.sites,
                "type": s.kind,
                "share": None if s.share is None else round(s.share, 3),
                "llr": round(s.score, 2),
                "covers_fas": s.covers_fas,
            }
            for s in one.segments
        ],
        "notes": list(one.segment_notes) or None,
        "criteria_2009": one.case.criteria_object(),
        "conclusion": {
            "speaks_for": list(speaks_for(one)),
            "missing": list(map(spoken, one.missing)),
            "next": list(map(spoken, one.next_steps)),
        },
    }


def json_lines(conclusions: tuple[PersonConclusion, ...]) -> Iterator[str]:
    """Yield one line of JSON per person, without ends."""
    for one in conclusions:
        yield json.dumps(person_object(one), ensure_ascii=True, separators=(", ", ": "))
