"""FAS variants for ALPS: names, consequences, NMD, domains and evidence of VCF alleles.

>>> import fasannot
>>> finding = fasannot.annotate("chr10", 89014191, "G", "C", assembly="GRCh38")
>>> finding.hgvs_c
'NM_000043.6:c.749G>C'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fasannot._version import __version__

if TYPE_CHECKING:
    from fasannot.api import VcfFinding, annotate, annotate_vcf, annotator
    from fasannot.errors import FasannotError, InputError, ReferenceMismatchError
    from fasannot.finding import Finding

__all__ = [
    "FasannotError",
    "Finding",
    "InputError",
    "ReferenceMismatchError",
    "VcfFinding",
    "__version__",
    "annotate",
    "annotate_vcf",
    "annotator",
]

# Names are loaded when first used, so that the command line starts lean.
_HOMES = {
    "FasannotError": "fasannot.errors",
    "InputError": "fasannot.errors",
    "ReferenceMismatchError": "fasannot.errors",
    "Finding": "fasannot.finding",
    "VcfFinding": "fasannot.api",
    "annotate": "fasannot.api",
    "annotate_vcf": "fasannot.api",
    "annotator": "fasannot.api",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module  # noqa: PLC0415

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'fasannot' has no attribute {name!r}")
