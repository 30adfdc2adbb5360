"""GA4GH VA-Spec: one pathogenicity statement per allele, by the ACMG 2015 profile."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from fasannot._version import __version__
from fasannot.effect.vrs import allele_object
from fasannot.gene.model import load_gene_model
from fasannot.gene.resources import data_version
from fasannot.outputs.export.exported import (
    AUTOMATED,
    Criterion,
    EventFacts,
    ExportedAllele,
    Term,
    terms,
)

_SYSTEM = "ACMG Guidelines, 2015"
_PAPER = {
    "type": "Document",
    "id": "pmid:25741868",
    "name": "Richards et al., 2015, Genet Med.",
    "doi": "10.1038/gim.2015.30",
    "pmid": "25741868",
}
_STRENGTHS = {
    "StandAlone": "standalone",
    "VeryStrong": "very strong",
    "Strong": "strong",
    "Moderate": "moderate",
    "Supporting": "supporting",
}
# Class to direction and strength of the statement.
_CLASSES: dict[str, tuple[str, str | None]] = {
    "pathogenic": ("supports", "definitive"),
    "likely_pathogenic": ("supports", "likely"),
    "uncertain_significance": ("neutral", None),
    "likely_benign": ("disputes", "likely"),
    "benign": ("disputes", "definitive"),
}
_ORIGINS = {"germline": "germline", "germline_with_loh": "germline", "somatic": "somatic"}


def statements(alleles: Sequence[ExportedAllele], date: str) -> Iterator[str]:
    """Yield one statement a line; each is valid by the models of ``ga4gh.va-spec``.

    An allele whose case adds criteria has a statement of its own for each person; without a case
    it has one.

    Args:
        alleles: what is handed on.
        date: the day, ISO 8601.

    Raises:
        ValueError: an allele does not fit the profile; a fault of this program.
    """
    from ga4gh.va_spec.acmg_2015 import (  # noqa: PLC0415 - an extra, slow to load
        VariantPathogenicityEvidenceLine,
        VariantPathogenicityStatement,
    )

    for allele in alleles:
        for person, facts in _cases(allele):
            content = statement(allele, person, facts, date)
            for line in content.get("hasEvidenceLines", ()):
                VariantPathogenicityEvidenceLine(**line)
            VariantPathogenicityStatement(**content)
            yield json.dumps(content, ensure_ascii=True)


def _cases(allele: ExportedAllele) -> list[tuple[str, EventFacts]]:
    judged = [(one.person, one.facts) for one in allele.shares if one.facts.points is not None]
    return list(dict(judged).items()) or [("", _shared(allele))]


def _shared(allele: ExportedAllele) -> EventFacts:
    origins = allele.origins
    return EventFacts(origins[0] if len(origins) == 1 else "")


def statement(allele: ExportedAllele, person: str, facts: EventFacts, date: str) -> dict[str, Any]:
    """Return the statement of one allele, in the case of a person where there is one."""
    finding = allele.finding
    judged = facts.points is not None
    classification = facts.classification if judged else finding.classification
    points = facts.points if judged else finding.points
    classification = classification or "uncertain_significance"
    direction, strength = _CLASSES[classification]
    # A criterion counts once, at its highest strength: that of the case replaces the automated one.
    criteria = {one.code: one for one in (*allele.criteria, *facts.criteria)}
    content: dict[str, Any] = {
        "type": "Statement",
        "id": f"fasannot:{allele.name}{f'/{person}' if person else ''}",
        "description": AUTOMATED,
        "specifiedBy": {
            "type": "Method",
            "name": _SYSTEM,
            "methodType": "guideline",
            "reportedIn": _PAPER,
        },
        "contributions": [
            {
                "type": "Contribution",
                "contributor": {
                    "type": "Agent",
                    "name": f"fasannot {__version__}, data {data_version()}",
                    "agentType": "software",
                },
                "activityType": "automated assessment",
                "date": f"{date}T00:00:00Z",
            }
        ],
        "proposition": _proposition(allele, facts),
        "direction": direction,
        "classification": _concept(classification.replace("_", " "), _SYSTEM),
        "hasEvidenceLines": [evidence_line(one) for one in criteria.values()],
        "extensions": [
            {"name": name, "value": value}
            for name, value in (
                (
                    "hgvs",
                    [text for text in (finding.hgvs_g, finding.hgvs_c, finding.hgvs_p) if text],
                ),
                ("flags", [str(flag) for flag in allele.allele.flags]),
                ("known", list(finding.known)),
                ("person", person),
            )
            if value
        ],
    }
    if strength is not None:
        content["strength"] = _concept(strength, _SYSTEM)
    if points is not None:
        content["score"] = points
    if not content["hasEvidenceLines"]:
        del content["hasEvidenceLines"]
    return content


def _concept(code: str, system: str, name: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {"primaryCoding": {"system": system, "code": code}}
    return {"name": name, **found} if name else found


def _term(one: Term) -> dict[str, Any]:
    resource = terms()["resource", one.prefix]
    return _concept(one.id, resource.label.rpartition(" | ")[2], one.label)


def _proposition(allele: ExportedAllele, facts: EventFacts) -> dict[str, Any]:
    known = terms()
    found: dict[str, Any] = {
        "type": "VariantPathogenicityProposition",
        "subjectVariant": _variant(allele),
        "predicate": "isCausalFor",
        "objectCondition": _term(known["disease", "alps"]),
        "geneContextQualifier": _term(known["gene", "FAS"]),
    }
    origin = _ORIGINS.get(facts.origin)
    if origin is not None:
        found["alleleOriginQualifier"] = {"name": origin}
    return found


def _variant(allele: ExportedAllele) -> dict[str, Any] | str:
    """Return the VRS allele, or the name of an allele that has no exact sequence."""
    finding = allele.finding
    if finding.effect is None or not finding.vrs_id:
        return allele.name
    found = allele_object(load_gene_model().sequence, finding.effect.variant, finding.assembly)
    return {**found, "name": allele.name}


def evidence_line(one: Criterion) -> dict[str, Any]:
    """Return the evidence line of one criterion."""
    strength = _STRENGTHS[one.strength]
    code = one.code if one.standard else f"{one.code}_{strength.replace(' ', '_')}"
    found: dict[str, Any] = {
        "type": "EvidenceLine",
        "directionOfEvidenceProvided": "disputes" if one.against else "supports",
        "strengthOfEvidenceProvided": _concept(strength, _SYSTEM),
        "scoreOfEvidenceProvided": one.points,
        "evidenceOutcome": _concept(code, _SYSTEM),
        "specifiedBy": {
            "type": "Method",
            "name": _SYSTEM,
            "methodType": one.code,
            "reportedIn": _PAPER,
        },
    }
    if one.reason:
        found["description"] = one.reason
    if one.source:
        found["extensions"] = [{"name": "source", "value": one.source}]
    return found
