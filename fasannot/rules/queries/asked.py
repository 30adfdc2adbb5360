"""Alleles that a person names, to pick them out of what was found."""

from __future__ import annotations

from collections.abc import Iterable

from fasannot.allele.locus import locus_allele
from fasannot.allele.names.placing import LocusEdit
from fasannot.gene.model import load_gene_model
from fasannot.rules.knowledge import load_knowledge
from fasannot.rules.queries.resolve import reader_of

# Start and end on the locus (0-based, half-open) and the new bases, in canonical form.
AlleleKey = tuple[int, int, str]


def asked_alleles(texts: Iterable[str]) -> frozenset[AlleleKey]:
    """Return the alleles of every reading of some texts, as ``explain`` reads them.

    Args:
        texts: names, identifiers or VCF-like spellings.

    Raises:
        QueryError: a text cannot be read; the message says which part and what would do.
    """
    model = load_gene_model()
    reader = reader_of(model, load_knowledge(), "auto")
    found = set()
    for text in texts:
        for reading in reader.read(text):
            for edit in reading.alleles:
                if isinstance(edit, LocusEdit):
                    allele = locus_allele(model, edit.start, edit.ref, edit.alt)
                    if allele is not None:
                        variant = allele.variant
                        found.add((variant.start, variant.end, variant.alt))
    return frozenset(found)
