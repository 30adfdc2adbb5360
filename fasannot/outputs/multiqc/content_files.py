"""The files of one input: a table, columns for the general statistics, a figure.

MultiQC reads every file whose name ends in ``_mqc.json`` and joins those of one ``id``. One file
holds one section, so several are written: the table under the name given, and beside it the
columns for the general statistics and, where there is one, the figure.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from fasannot.files.escape import cell
from fasannot.files.together import Outputs

SUFFIX = "_mqc.json"
_FILE_SUFFIXES = (
    ".gz", ".bgz", ".bcf", ".vcf", ".g", ".gvcf", ".bed", ".per-base", ".regions", ".quantized",
    ".mosdepth", ".bam", ".cram",
)  # fmt: skip
# Names that callers write into every file; as keys of a report they would hide all but one.
_COMMON_SAMPLE_NAMES = frozenset(
    {"sample", "sample1", "tumor", "tumour", "normal", "default", "unknown", "na", "none", "20", ""}
)

Document = dict[str, Any]
Report = Callable[..., None]


def path_beside(path: str, section: str) -> str:
    """Return where another section than the table goes.

    >>> path_beside("out/patient_mqc.json", "general")
    'out/patient_general_mqc.json'
    """
    stem = path.removesuffix(SUFFIX) if path.endswith(SUFFIX) else path.removesuffix(".json")
    return f"{stem}_{section}{SUFFIX}"


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


def shown_text(text: str) -> str:
    """Return text for a cell of a table, escaped; MultiQC takes commas for those of numbers.

    >>> shown_text("exon 8, exon 9 <cut>")
    'exon 8&#44; exon 9 &lt;cut&gt;'
    """
    return html.escape(text).replace(",", "&#44;")


def header(title: str, description: str, **others: Any) -> dict[str, Any]:
    """Return how a column is shown."""
    return {"title": title, "description": description, **others}


def count_header(title: str, description: str, **others: Any) -> dict[str, Any]:
    """Return how a column of whole numbers is shown."""
    return header(title, description, format="{:,d}", min=0, scale=False, **others)


def _content(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, indent=2) + "\n").encode("ascii")


def multiqc_paths(path: str, sections: Sequence[str] = ("general",)) -> tuple[str, ...]:
    """Return the files that go with a table: itself, and one beside it for each section."""
    return (path, *(path_beside(path, section) for section in sections))


def multiqc_files(outputs: Outputs, path: str, sections: Sequence[str] = ("general",)) -> Report:
    """Open the files among the outputs of a run; what comes back writes them.

    It takes the table and then the other sections, in order.

    Args:
        outputs: the outputs of the run.
        path: where the table goes.
        sections: what is written beside the table; each names its file.

    Raises:
        InputError: a file cannot be written.
    """
    sinks = [outputs.open(name) for name in multiqc_paths(path, sections)]

    def report(*documents: Document) -> None:
        for sink, document in zip(sinks, documents, strict=True):
            sink.write(_content(document))

    return report
