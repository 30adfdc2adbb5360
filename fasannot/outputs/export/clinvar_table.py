"""The ClinVar submission table: one row per allele, with what is known; the rest is for the people.

ClinVar takes classifications of laboratories, not of programs. The table fills what a file can
tell, says in a comment what the class rests on, and leaves the rest blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fasannot._version import __version__
from fasannot.files.escape import cell
from fasannot.gene.model import SYMBOL
from fasannot.gene.tables import read_table
from fasannot.outputs.export.exported import AUTOMATED, ExportedAllele, People, terms
from fasannot.rules.flags import Flag
from fasannot.samples.genotype import Zygosity

_CLASSES = {
    "pathogenic": "Pathogenic",
    "likely_pathogenic": "Likely pathogenic",
    "uncertain_significance": "Uncertain significance",
    "likely_benign": "Likely benign",
    "benign": "Benign",
}
_ORIGINS = {"germline": "germline", "germline_with_loh": "germline", "somatic": "somatic"}
_CLINVAR = re.compile(r"same_allele:ClinVar:(\d+)")
_DBSNP = re.compile(r"rs\d+")
# Classes from the weakest to the strongest: of several persons the strongest counts.
_ORDER = tuple(reversed(_CLASSES))


def columns() -> tuple[tuple[str, str, bool], ...]:
    """Return the columns of the spreadsheet: name, what is put there, whether ClinVar wants it."""
    rows = read_table("clinvar_submission.tsv", "column", "content", "needed").records()
    return tuple((row["column"], row["content"], row["needed"] == "yes") for row in rows)


def to_fill() -> tuple[str, ...]:
    """Return the columns that ClinVar wants and that only the submitter can fill."""
    return tuple(name for name, content, needed in columns() if needed and content == ".")


def lines(alleles: Sequence[ExportedAllele], people: People, date: str) -> Iterator[str]:
    """Yield the lines of the table without their ends.

    Args:
        alleles: what is handed on.
        people: what is known of persons, by name.
        date: the day, ISO 8601.
    """
    listed = columns()
    yield "\t".join(name for name, _, _ in listed)
    for allele in alleles:
        values = _values(allele, people, date)
        yield "\t".join(cell(values.get(content, "")) for _, content, _ in listed)


def _values(allele: ExportedAllele, people: People, date: str) -> dict[str, str]:
    finding = allele.finding
    full = finding.hgvs_c or finding.hgvs_g or ""
    reference, _, name = full.partition(":")
    disease = terms()["disease", "alps"]
    judged = [one.facts for one in allele.shares if one.facts.points is not None]
    classes = [one.classification for one in judged] or [finding.classification or ""]
    strongest = max(classes, key=lambda one: _ORDER.index(one) if one in _ORDER else -1)
    criteria = {one.code: one for one in allele.criteria}
    for facts in judged:
        criteria |= {one.code: one for one in facts.criteria}
    reasons = "; ".join(f"{one}: {one.reason}" for one in criteria.values())
    return {
        "local_id": re.sub(r"[^A-Za-z0-9_.+*-]+", "_", name or allele.name),
        "gene": SYMBOL,
        "reference": reference,
        "hgvs": name,
        "identifiers": "; ".join(_identifiers(allele)),
        "protein": finding.hgvs_p or "",
        "condition_type": disease.prefix,
        "condition_id": disease.id.partition(":")[2],
        "classification": _CLASSES.get(strongest, ""),
        "date": date,
        "method": "ACMG Guidelines, 2015",
        "method_citation": "PMID:25741868",
        "inheritance": terms()["inheritance", "dominant"].label,
        "comment": f"{reasons} ({AUTOMATED})" if reasons else AUTOMATED,
        "software": f"fasannot {__version__}",
        "software_purpose": "annotation and automated ACMG/AMP criteria",
        "private": "made by fasannot export; to be reviewed before submission",
        **_carriers(allele, people),
    }


def _identifiers(allele: ExportedAllele) -> Iterator[str]:
    for text in dict.fromkeys(_DBSNP.findall(allele.record.identifier)):
        yield f"dbSNP:{text}"
    for entry in allele.finding.known:
        match = _CLINVAR.match(entry)
        if match:
            yield f"ClinVar:{match[1]}"


def _carriers(allele: ExportedAllele, people: People) -> dict[str, str]:
    """Return what is known of those who carry the allele."""
    shares = allele.shares
    persons = {one.person for one in shares}
    origins = {_ORIGINS.get(one.facts.origin, "unknown") for one in shares} or {"unknown"}
    facts = [people[name] for name in persons if name in people]
    affected = {one.affected or "unknown" for one in facts} or {"unknown"}
    sexes = {one.sex for one in facts if one.sex}
    tissues = sorted({one.owner.tissue for one in shares if one.owner.tissue})
    known = terms()

    def counted(zygosity: Zygosity) -> str:
        number = len({one.person for one in shares if one.sample.event.zygosity is zygosity})
        return str(number) if number else ""

    return {
        "origin": origins.pop() if len(origins) == 1 else "unknown",
        "affected": affected.pop() if len(affected) == 1 else "unknown",
        "sex": sexes.pop() if len(sexes) == 1 and len(persons) == 1 else "",
        "tissue": "; ".join(
            known["tissue", name].label if ("tissue", name) in known else name for name in tissues
        ),
        "features": "; ".join(
            dict.fromkeys(
                known["phenotype", name].id
                for one in facts
                for name, seen in one.features
                if seen and ("phenotype", name) in known
            )
        ),
        "individuals": str(len(persons)) if persons else "",
        "homozygotes": counted(Zygosity.HOM),
        "heterozygotes": counted(Zygosity.HET),
        "mosaic": "yes" if any(Flag.MOSAIC in one.sample.flags for one in shares) else "",
    }
