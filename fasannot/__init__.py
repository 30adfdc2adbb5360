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
    from fasannot.api import VcfFinding, annotate, annotate_reading, annotate_vcf, parse
    from fasannot.api import annotator as get_annotator
    from fasannot.errors import FasannotError, InputError, QueryError, ReferenceMismatchError
    from fasannot.rules.finding import Finding
    from fasannot.rules.flags import Flag
    from fasannot.rules.queries.reading import Reading

__all__ = [
    "FasannotError",
    "Finding",
    "Flag",
    "InputError",
    "QueryError",
    "Reading",
    "ReferenceMismatchError",
    "VcfFinding",
    "__version__",
    "annotate",
    "annotate_reading",
    "annotate_vcf",
    "get_annotator",
    "parse",
]

# Names are loaded when first used, so that the command line starts lean.
_HOMES = {
    "FasannotError": ("fasannot.errors", "FasannotError"),
    "InputError": ("fasannot.errors", "InputError"),
    "ReferenceMismatchError": ("fasannot.errors", "ReferenceMismatchError"),
    "QueryError": ("fasannot.errors", "QueryError"),
    "Finding": ("fasannot.rules.finding", "Finding"),
    "Flag": ("fasannot.rules.flags", "Flag"),
    "Reading": ("fasannot.rules.queries.reading", "Reading"),
    "VcfFinding": ("fasannot.api", "VcfFinding"),
    "annotate": ("fasannot.api", "annotate"),
    "annotate_reading": ("fasannot.api", "annotate_reading"),
    "parse": ("fasannot.api", "parse"),
    "annotate_vcf": ("fasannot.api", "annotate_vcf"),
    "get_annotator": ("fasannot.api", "annotator"),
}


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


if not TYPE_CHECKING:  # a type checker sees the names above, and refuses any other

    def __getattr__(name: str) -> Any:
        if name in _HOMES:
            from importlib import import_module  # noqa: PLC0415

            module, attribute = _HOMES[name]
            return getattr(import_module(module), attribute)
        from difflib import get_close_matches  # noqa: PLC0415

        close = get_close_matches(name, __all__, 1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise AttributeError(f"module 'fasannot' has no attribute {name!r}{hint}")
