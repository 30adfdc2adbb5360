"""The files of one input: a table, columns for the general statistics, a figure.

MultiQC reads every file whose name ends in ``_mqc.json`` and joins those of one ``id``. One file
holds one section, so several are written: the table under the name given, and beside it the
columns for the general statistics and, where there is one, the figure.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from fasannot.errors import InputError
from fasannot.files.candidates import OutputKind
from fasannot.files.escape import cell
from fasannot.files.opening import open_sink
from fasannot.files.target import same_file

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


def header(title: str, description: str, **others: Any) -> dict[str, Any]:
    """Return how a column is shown."""
    return {"title": title, "description": description, **others}


def count_header(title: str, description: str, **others: Any) -> dict[str, Any]:
    """Return how a column of whole numbers is shown."""
    return header(title, description, format="{:,d}", min=0, scale=False, **others)


def _content(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, indent=2) + "\n").encode("ascii")


@contextmanager
def multiqc_files(
    path: str, *others: str | None, sections: Sequence[str] = ("general",)
) -> Iterator[Report]:
    """Open the files, and put them in place together when the block ends without an error.

    What comes back takes the table and then the other sections, in order.

    Args:
        path: where the table goes.
        others: inputs and outputs of the run, which the files must not overwrite.
        sections: what is written beside the table; each names its file.

    Raises:
        InputError: a file cannot be written or is another one of the run.
    """
    own_paths = (path, *(path_beside(path, section) for section in sections))
    for other in others:
        for own in own_paths:
            if other in (None, "-"):
                continue
            same_file(str(other), own)
            if Path(str(other)).resolve() == Path(own).resolve():
                raise InputError("is also another file of this run; name another", path=own)
    with ExitStack() as stack:
        sinks = [
            stack.enter_context(open_sink(name, OutputKind.TEXT, threads=1)) for name in own_paths
        ]

        def report(*documents: Document) -> None:
            for sink, document in zip(sinks, documents, strict=True):
                sink.write(_content(document))

        yield report
