"""The VCF header: what it declares, and the same with our lines put in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fasannot._version import __version__
from fasannot.assembly import contigs_of, structured_fields
from fasannot.fields import FORMAT
from fasannot.resources import data_version

_OWN_PREFIXES = (
    "##INFO=<ID=FASANN,",
    "##INFO=<ID=FASFLAG,",
    "##fasannot_version=",
    "##fasannot_data=",
    "##fasannot_command=",
)
FIXED_COLUMNS = 9


@dataclass(frozen=True, slots=True)
class VcfHeader:
    """A header taken apart as far as needed.

    Attributes:
        lines: all header lines as bytes, the ``#CHROM`` line last.
        contigs: contig name to length, ``None`` where not stated.
        samples: the sample names, in order.
        descriptions: INFO id to its fields (``Number``, ``Type``, ``Description``).
    """

    lines: tuple[bytes, ...]
    contigs: dict[str, int | None]
    samples: tuple[str, ...]
    descriptions: dict[str, dict[str, str]]


def parse_header(lines: Sequence[bytes]) -> VcfHeader:
    """Return a header taken apart; the last line is the ``#CHROM`` line."""
    text = [line.decode("utf-8", "replace") for line in lines]
    columns = text[-1].split("\t")
    descriptions = {}
    for line in text:
        if line.startswith("##INFO=<"):
            fields = structured_fields(line)
            if "ID" in fields:
                descriptions[fields["ID"]] = fields
    return VcfHeader(tuple(lines), contigs_of(text), tuple(columns[FIXED_COLUMNS:]), descriptions)


def annotated_header(header: VcfHeader, command: str) -> tuple[bytes, ...]:
    """Return the header lines with ours before ``#CHROM``; lines of an older run are replaced.

    Args:
        header: the header of the input.
        command: the command line, one line of text.
    """
    own = (
        '##INFO=<ID=FASANN,Number=.,Type=String,Description="FAS variant annotation by fasannot '
        f'{__version__}. Format: {FORMAT}">',
        '##INFO=<ID=FASFLAG,Number=.,Type=String,Description="Flags of the FAS alleles of the '
        'record, all alleles together (fasannot)">',
        f"##fasannot_version={__version__}",
        f"##fasannot_data={data_version()}",
        f"##fasannot_command={command}",
    )
    kept = [
        line
        for line in header.lines[:-1]
        if not line.startswith(tuple(prefix.encode() for prefix in _OWN_PREFIXES))
    ]
    return (*kept, *(line.encode("utf-8", "replace") for line in own), header.lines[-1])
