"""The VCF header with our lines put in."""

from __future__ import annotations

from collections.abc import Sequence

from fasannot._version import __version__
from fasannot.evidence.user.slices import Slice
from fasannot.files.vcf.header import VcfHeader
from fasannot.gene.resources import data_version
from fasannot.outputs.info_fields import VEP_LINE, InfoFields

_OWN_PREFIXES = (
    b"##fasannot_version=",
    b"##fasannot_data=",
    b"##fasannot_command=",
    b"##fasannot_evidence=",
    VEP_LINE.encode(),
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
    header: VcfHeader, fields: InfoFields, command: str, slices: Sequence[Slice] = ()
) -> tuple[bytes, ...]:
    """Return the header lines with ours before ``#CHROM``; lines of an older run are replaced.

    Args:
        header: the header of the input.
        fields: the INFO fields that are written.
        command: the command line, one line of text.
        slices: the slices of official releases that were used.
    """
    own = (
        *fields.first_lines,
        *fields.lines,
        f"##fasannot_version={__version__}",
        f"##fasannot_data={data_version()}",
        f"##fasannot_command={command}",
        *(evidence_line(one) for one in slices),
    )
    kept = [
        line
        for line in header.lines[:-1]
        if not line.startswith(_OWN_PREFIXES) and not fields.declares(line)
    ]
    return (*kept, *(line.encode("utf-8", "replace") for line in own), header.lines[-1])
