"""Phenopackets version 2: one packet per person, with tissues, alleles and what the case tells."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from fasannot._version import __version__
from fasannot.files.escape import as_unicode
from fasannot.files.vcf.record import Record
from fasannot.gene.resources import data_version
from fasannot.outputs.export.exported import (
    AUTOMATED,
    ExportedAllele,
    Owner,
    People,
    PersonFacts,
    Share,
    Term,
    terms,
)
from fasannot.samples.genotype import Zygosity

_ZYGOSITIES = {Zygosity.HET: "het", Zygosity.HOM: "hom"}
_SEXES = {"female": "FEMALE", "male": "MALE"}
_HUMAN = Term("NCBITaxon:9606", "Homo sapiens")
_SCHEMA = "2.0"


def packets(
    alleles: Sequence[ExportedAllele],
    owners: Sequence[Owner],
    people: People,
    date: str,
) -> Iterator[str]:
    """Yield one packet a line, of each person in the order of the samples.

    Args:
        alleles: what is handed on.
        owners: every sample of the inputs, and whose it is.
        people: what is known of persons, by name.
        date: the day, ISO 8601.

    Raises:
        ParseError: a packet does not fit the schema; a fault of this program.
    """
    from google.protobuf.json_format import MessageToDict, ParseDict  # noqa: PLC0415 - an extra
    from phenopackets import Phenopacket  # noqa: PLC0415

    for person in dict.fromkeys(one.person for one in owners):
        own = [one for one in owners if one.person == person]
        content = packet(alleles, person, own, people.get(person, PersonFacts()), date)
        message = ParseDict(as_unicode(content), Phenopacket())
        yield json.dumps(MessageToDict(message), ensure_ascii=True)


def packet(
    alleles: Sequence[ExportedAllele],
    person: str,
    owners: Sequence[Owner],
    facts: PersonFacts,
    date: str,
) -> dict[str, Any]:
    """Return the packet of one person."""
    used: dict[str, None] = {}

    def term(one: Term) -> dict[str, str]:
        used.setdefault(one.prefix)
        return {"id": one.id, "label": one.label}

    known = terms()
    found = [
        _genomic(allele, share, term) for allele in alleles for share in _shares(allele, person)
    ]
    content: dict[str, Any] = {
        "id": f"fasannot-{person}",
        "subject": {"id": person, "taxonomy": term(_HUMAN)},
        "biosamples": [_biosample(one, term) for one in owners],
    }
    if facts.sex in _SEXES:
        content["subject"]["sex"] = _SEXES[facts.sex]
    features = [
        {"type": term(known["phenotype", name]), "excluded": not seen}
        for name, seen in facts.features
        if ("phenotype", name) in known
    ]
    if features:
        content["phenotypicFeatures"] = features
    if found:
        summary = AUTOMATED
        if facts.category:
            summary = f"What the findings would support (2009): {facts.category}. {AUTOMATED}"
        content["interpretations"] = [
            {
                "id": f"fasannot-{person}",
                "progressStatus": "IN_PROGRESS",
                "summary": summary,
                "diagnosis": {
                    "disease": term(known["disease", "alps"]),
                    "genomicInterpretations": found,
                },
            }
        ]
        used.setdefault(known["gene", "FAS"].prefix)
    content["metaData"] = {
        "created": f"{date}T00:00:00Z",
        "createdBy": f"fasannot {__version__}, data {data_version()}",
        "phenopacketSchemaVersion": _SCHEMA,
        "resources": [_resource(prefix) for prefix in sorted(used)],
    }
    return content


def _shares(allele: ExportedAllele, person: str) -> list[Share]:
    return [share for share in allele.shares if share.person == person]


def _biosample(owner: Owner, term: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": owner.sample,
        "individualId": owner.person,
        "taxonomy": term(_HUMAN),
    }
    known = terms().get(("tissue", owner.tissue))
    if known is not None:
        found["sampledTissue"] = term(known)
    if owner.tissue:
        found["description"] = f"tissue: {owner.tissue}"
    return found


def _resource(prefix: str) -> dict[str, str]:
    one = terms()["resource", prefix]
    name, _, page = one.label.partition(" | ")
    return {
        "id": prefix.lower(),
        "name": name,
        "url": page,
        "version": "not pinned: single terms are used",
        "namespacePrefix": prefix,
        "iriPrefix": one.id,
    }


def _genomic(allele: ExportedAllele, share: Share, term: Any) -> dict[str, Any]:
    finding = allele.finding
    classification = share.facts.classification or finding.classification or ""
    points = share.facts.points if share.facts.points is not None else finding.points
    criteria = {one.code: str(one) for one in (*allele.criteria, *share.facts.criteria)}
    extensions = (
        ("flags", " ".join(share.sample.flags)),
        ("acmg_criteria", " ".join(criteria.values())),
        ("points", "" if points is None else str(points)),
        ("known", " ".join(finding.known)),
        ("mechanism", finding.mechanism or ""),
        ("origin", share.facts.origin),
        ("inheritance", share.sample.inheritance),
        ("reads_ref_alt", share.sample.reads),
        ("allele_fraction", share.sample.fraction),
        ("caveat", AUTOMATED),
    )
    gene = terms()["gene", "FAS"]
    descriptor: dict[str, Any] = {
        "id": finding.vrs_id or allele.name,
        "label": allele.name,
        "moleculeContext": "genomic",
        "geneContext": {"valueId": gene.id, "symbol": gene.label},
        "expressions": [
            {"syntax": syntax, "value": value}
            for syntax, value in (
                ("hgvs.g", finding.hgvs_g),
                ("hgvs.c", finding.hgvs_c),
                ("hgvs.p", finding.hgvs_p),
            )
            if value
        ],
        "vcfRecord": _vcf(_record_of(allele, share), finding.allele, finding.assembly.name),
        "extensions": [{"name": name, "value": str(value)} for name, value in extensions if value],
    }
    zygosity = _ZYGOSITIES.get(share.sample.event.zygosity)
    if zygosity is not None:
        descriptor["allelicState"] = term(terms()["zygosity", zygosity])
    return {
        "subjectOrBiosampleId": share.sample.sample,
        "interpretationStatus": "CANDIDATE" if allele.allele.candidate else "UNKNOWN_STATUS",
        "variantInterpretation": {
            "acmgPathogenicityClassification": classification.upper() or "NOT_PROVIDED",
            "therapeuticActionability": "UNKNOWN_ACTIONABILITY",
            "variationDescriptor": descriptor,
        },
    }


def _record_of(allele: ExportedAllele, share: Share) -> Record:
    """Return the record that a sample's call stands in."""
    for carrier in allele.allele.carriers:
        if carrier.sample is share.sample:
            return carrier.record
    return allele.record


def _vcf(record: Record, alt: str, build: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "genomeAssembly": build,
        "chrom": record.chrom,
        "pos": str(record.position),
        "ref": record.ref,
        "alt": alt,
    }
    for key, value in (
        ("id", record.identifier),
        ("qual", record.quality),
        ("filter", record.filters),
    ):
        if value not in (".", ""):
            found[key] = value
    return found
