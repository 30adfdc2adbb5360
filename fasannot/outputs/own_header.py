"""The VCF header with our lines put in."""

from __future__ import annotations

from collections.abc import Sequence

from fasannot._version import __version__
from fasannot.evidence.user.slices import Slice
from fasannot.files.vcf.header import VcfHeader
from fasannot.gene.resources import data_version
from fasannot.rules.columns import FORMAT

_OWN_PREFIXES = (
    "##INFO=<ID=FASANN,",
    "##INFO=<ID=FASFLAG,",
    "##fasannot_version=",
    "##fasannot_data=",
    "##fasannot_command=",
    "##fasannot_evidence=",
)


def evidence_line(one: Slice) -> str:
    """Return the header line that names a slice of a release and its digest."""
    release = one.release.replace('"', "'")
    source = one.source.replace('"', "'").replace("\\", "/")
    return (
        f'##fasannot_evidence=<ID={one.name},Release="{release}",Build={one.build},'
        f'Date={one.date},SHA256={one.sha256},Source="{source}">'
    )


def annotated_header(
    header: VcfHeader, command: str, slices: Sequence[Slice] = ()
) -> tuple[bytes, ...]:
    """Return the header lines with ours before ``#CHROM``; lines of an older run are replaced.

    Args:
        header: the header of the input.
        command: the command line, one line of text.
        slices: the slices of official releases that were used.
    """
    own = (
        '##INFO=<ID=FASANN,Number=.,Type=String,Description="FAS variant annotation by fasannot '
        f'{__version__}. Format: {FORMAT}">',
        '##INFO=<ID=FASFLAG,Number=.,Type=String,Description="Flags of the FAS alleles of the '
        'record, all alleles together (fasannot)">',
        f"##fasannot_version={__version__}",
        f"##fasannot_data={data_version()}",
        f"##fasannot_command={command}",
        *(evidence_line(one) for one in slices),
    )
    kept = [
        line
        for line in header.lines[:-1]
        if not line.startswith(tuple(prefix.encode() for prefix in _OWN_PREFIXES))
    ]
    return (*kept, *(line.encode("utf-8", "replace") for line in own), header.lines[-1])
