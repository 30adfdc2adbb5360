"""Where to look an allele up: addresses as text, never fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from fasannot.allele.variant import unshift
from fasannot.gene.model import GeneModel
from fasannot.rules.finding import Finding

_LONGEST_ALLELE = 50


class Link(NamedTuple):
    """A database and the address of the allele or gene in it."""

    name: str
    address: str


def vcf_spelling(model: GeneModel, finding: Finding, build: str) -> tuple[int, str, str]:
    """Return POS, REF and ALT on a build, left-normalised as VCF asks for."""
    effect = finding.effect
    if effect is None:
        raise ValueError("an allele whose REF disagrees has no spelling on the reference")
    variant = effect.variant
    start, end, alt = unshift(model.sequence, variant.start, variant.end, variant.alt)
    ref = model.sequence[start:end]
    if not ref or not alt:
        start -= 1
        ref, alt = model.sequence[start] + ref, model.sequence[start] + alt
    return model.assemblies[build].position(start), ref, alt


_SITES = {
    "clinvar": "https://www.ncbi.nlm.nih.gov/clinvar/variation/{}/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmc": "https://pmc.ncbi.nlm.nih.gov/articles/PMC{}/",
    "var": "https://web.expasy.org/variant_pages/VAR_{}.html",
    "rs": "https://www.ncbi.nlm.nih.gov/snp/rs{}",
}
# Ids as catalogue, rules and papers write them, each with its number.
_ID = re.compile(
    r"\bClinVar[: ](?P<clinvar>\d{1,9})\b|\bPMID[: ]?(?P<pmid>\d{1,8})\b|\bPMC(?P<pmc>\d{4,9})\b"
    r"|\bVAR_(?P<var>\d{6})\b|\brs(?P<rs>\d{3,12})\b"
)


def ids_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text in pieces, each with the address that it names; empty for plain text.

    >>> [piece for piece, address in ids_in("see PMID 22237435; ClinVar:16505.") if address]
    ['PMID 22237435', 'ClinVar:16505']
    """
    at = 0
    for found in _ID.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], ""
        assert found.lastgroup is not None
        yield found.group(), _SITES[found.lastgroup].format(found[found.lastgroup])
        at = found.end()
    if at < len(text):
        yield text[at:], ""


def links_of(model: GeneModel, finding: Finding) -> tuple[Link, ...]:
    """Return addresses for an allele, those of the gene last."""
    found = []
    if finding.effect is not None and finding.vrs_id:
        position, ref, alt = vcf_spelling(model, finding, "GRCh38")
        if max(len(ref), len(alt)) <= _LONGEST_ALLELE:
            place = f"10-{position}-{ref}-{alt}"
            found.append(
                Link(
                    "gnomAD",
                    f"https://gnomad.broadinstitute.org/variant/{place}?dataset=gnomad_r4",
                )
            )
    if finding.hgvs_c:
        whole = quote(finding.hgvs_c, safe=":")
        short = quote(f"FAS {finding.hgvs_c.partition(':')[2]}")
        found.append(Link("ClinVar", f"https://www.ncbi.nlm.nih.gov/clinvar/?term={whole}"))
        found.append(
            Link("LitVar", f"https://www.ncbi.nlm.nih.gov/research/litvar2/?query={short}")
        )
    return (*found, *GENE_LINKS)


GENE_LINKS = (
    Link("UniProt", "https://www.uniprot.org/uniprotkb/P25445"),
    Link("OMIM", "https://omim.org/entry/134637"),
    Link("Ensembl", "https://www.ensembl.org/Homo_sapiens/Gene/Summary?g=ENSG00000026103"),
)
