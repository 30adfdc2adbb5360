"""MultiQC custom content: what one input showed, as a table and as general statistics.

MultiQC reads every file whose name ends in ``_mqc.json`` and joins those of one ``id``. One file
holds one section, so two are written: the table under the name given, and the columns for the
general statistics beside it.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from fasannot._version import __version__
from fasannot.errors import InputError
from fasannot.fields import cell
from fasannot.resources import data_version
from fasannot.stream import OutputKind, open_sink, same_file
from fasannot.summary import CAVEAT, Summary
from fasannot.terms import Flag

SUFFIX = "_mqc.json"
_FILE_SUFFIXES = (".gz", ".bgz", ".bcf", ".vcf", ".g", ".gvcf")
# Names that callers write into every file; as keys of a report they would hide all but one.
_COMMON_SAMPLE_NAMES = frozenset(
    {"sample", "sample1", "tumor", "tumour", "normal", "default", "unknown", "na", "none", "20", ""}
)

Report = Callable[[Summary], None]


def general_path(path: str) -> str:
    """Return where the general statistics go.

    >>> general_path("out/patient_mqc.json")
    'out/patient_general_mqc.json'
    """
    stem = path.removesuffix(SUFFIX) if path.endswith(SUFFIX) else path.removesuffix(".json")
    return f"{stem}_general{SUFFIX}"


def sample_key(samples: tuple[str, ...], shown: str) -> str:
    """Return the name of an input's row: its one sample's, else that of the file.

    Args:
        samples: the samples of the input.
        shown: the input's name.

    >>> sample_key(("HG002",), "calls.vcf.gz")
    'HG002'
    >>> sample_key(("SAMPLE",), "runs/HG002.hard-filtered.vcf.gz")
    'HG002.hard-filtered'
    """
    if len(samples) == 1 and samples[0].strip().lower() not in _COMMON_SAMPLE_NAMES:
        name = samples[0]
    else:
        name = Path(shown).name
        while name.lower().endswith(_FILE_SUFFIXES) and Path(name).stem != name:
            name = Path(name).stem
    return html.escape(cell(name))


def _header(title: str, description: str, **others: Any) -> dict[str, Any]:
    return {"title": title, "description": description, **others}


def _count_header(title: str, description: str, **others: Any) -> dict[str, Any]:
    return _header(title, description, format="{:,d}", min=0, scale=False, **others)


def table_document(summary: Summary, shown: str) -> dict[str, Any]:
    """Return the table section of one input."""
    build = summary.assembly.name if summary.assembly is not None else "not declared"
    row: dict[str, Any] = {
        "fas_candidates": summary.candidates,
        "fas_alleles": summary.alleles,
        "fas_records": summary.records,
        **{f"flag_{flag.value}": summary.flags[flag.value] for flag in Flag},
        "without_entry": summary.skipped.total(),
        "assembly": build,
        "candidate_names": "; ".join(html.escape(name) for name in summary.named) or "none",
        "versions": f"{__version__} / {data_version()}",
    }
    headers = {
        "fas_candidates": _count_header("Candidates", "FAS alleles that deserve a look for ALPS"),
        "fas_alleles": _count_header("FAS alleles", "alleles that change a base of the FAS locus"),
        "fas_records": _count_header("Records", "records with such an allele", hidden=True),
        **{
            f"flag_{flag.value}": _count_header(
                flag.value,
                f"alleles flagged {flag.value}",
                hidden=flag.value not in ("LOF", "DEATH_DOMAIN", "KNOWN_ALPS", "REF_MISMATCH"),
            )
            for flag in Flag
        },
        "without_entry": _count_header(
            "No entry", "alleles at FAS that got no entry (*, <NON_REF>, missing)", hidden=True
        ),
        "assembly": _header("Build", "genome build", scale=False),
        "candidate_names": _header("Candidate alleles", "names and flags", scale=False),
        "versions": _header("fasannot / data", "versions", scale=False, hidden=True),
    }
    return {
        "id": "fasannot",
        "section_name": "fasannot: FAS variants",
        "description": "Variants of FAS and their flags for autoimmune lymphoproliferative "
        f"syndrome (ALPS). {CAVEAT}",
        "plot_type": "table",
        "pconfig": {"id": "fasannot_table", "title": "fasannot: FAS variants"},
        "headers": headers,
        "data": {sample_key(summary.samples, shown): row},
    }


def general_document(summary: Summary, shown: str) -> dict[str, Any]:
    """Return the columns for the general statistics of one input."""
    return {
        "id": "fasannot_general",
        "plot_type": "generalstats",
        "headers": {
            "fas_candidates": _count_header(
                "FAS cand.", "fasannot: FAS alleles that deserve a look for ALPS"
            ),
            "fas_alleles": _count_header(
                "FAS alleles", "fasannot: alleles that change a base of FAS", hidden=True
            ),
        },
        "data": {
            sample_key(summary.samples, shown): {
                "fas_candidates": summary.candidates,
                "fas_alleles": summary.alleles,
            }
        },
    }


def _content(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, indent=2) + "\n").encode("ascii")


@contextmanager
def multiqc_report(path: str, shown: str, *others: str | None) -> Iterator[Report]:
    """Open the two files, and put them in place together when the block ends without an error.

    Args:
        path: where the table goes.
        shown: the input's name.
        others: inputs and outputs of the run, which the files must not overwrite.

    Raises:
        InputError: a file cannot be written or is another one of the run.
    """
    general = general_path(path)
    for other in others:
        for own in (path, general):
            if other in (None, "-"):
                continue
            same_file(str(other), own)
            if Path(str(other)).resolve() == Path(own).resolve():
                raise InputError("is also another file of this run; name another", path=own)
    with ExitStack() as stack:
        sinks = [
            stack.enter_context(open_sink(name, OutputKind.TEXT, threads=1))
            for name in (path, general)
        ]

        def report(summary: Summary) -> None:
            sinks[0].write(_content(table_document(summary, shown)))
            sinks[1].write(_content(general_document(summary, shown)))

        yield report
