"""The INFO fields that annotated records carry: our own under any name, and CSQ as VEP writes it.

Programs that read the output of Ensembl VEP look for ``CSQ`` with VEP's subfields in VEP's order,
alleles spelled VEP's way. Our own field holds more, and can have another name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from fasannot._version import __version__
from fasannot.errors import InputError
from fasannot.files.escape import info_entry
from fasannot.files.vcf.contig_lines import structured_fields
from fasannot.files.vcf.header import VcfHeader
from fasannot.files.vcf.info import Info
from fasannot.files.vcf.record import Record, with_info
from fasannot.rules.columns import FIELDS, FORMAT, LIST_PLACES, Value, values
from fasannot.rules.flags import joined_flags
from fasannot.samples.carried import CarriedAllele

OWN_NAME = "FASANN"
FLAG_NAME = "FASFLAG"
CSQ_NAME = "CSQ"
VEP_LINE = '##VEP="layout of'
_DESCRIPTION = "FAS variant annotation by fasannot"
_FLAG_DESCRIPTION = "Flags of the FAS alleles"
_CSQ_DESCRIPTION = "Consequences at FAS by fasannot, in the layout of Ensembl VEP"
_NAME = re.compile(r"[A-Za-z_][0-9A-Za-z_.]*")  # VCF 4.3
# Keys whose meaning the VCF specification fixes.
_RESERVED = frozenset(
    {
        "AA", "AC", "AD", "ADF", "ADR", "AF", "AN", "BKPTID", "BQ", "CICN", "CIEND", "CIGAR",
        "CILEN", "CIPOS", "CN", "CNADJ", "DB", "DBRIPID", "DBVARID", "DGVID", "DP", "END", "EVENT",
        "H2", "H3", "HOMLEN", "HOMSEQ", "IMPRECISE", "MATEID", "MEINFO", "METRANS", "MQ", "MQ0",
        "NOVEL", "NS", "PARID", "SB", "SOMATIC", "SVCLAIM", "SVLEN", "SVTYPE", "VALIDATED",
    }
)  # fmt: skip
# As VEP writes them by default; what has no value here stays empty.
_OF_VEP = (
    "Allele", "Consequence", "IMPACT", "SYMBOL", "Gene", "Feature_type", "Feature", "BIOTYPE",
    "EXON", "INTRON", "HGVSc", "HGVSp", "cDNA_position", "CDS_position", "Protein_position",
    "Amino_acids", "Codons", "Existing_variation", "DISTANCE", "STRAND", "FLAGS", "SYMBOL_SOURCE",
    "HGNC_ID",
)  # fmt: skip
_FIXED = {"STRAND": "1", "SYMBOL_SOURCE": "HGNC", "HGNC_ID": "HGNC:11920"}
_NOT_OURS = frozenset({"FLAGS"})  # VEP's are those of the transcript
_STRUCTURAL = {
    "<DEL": "deletion", "<DUP:TANDEM": "tandem_duplication", "<DUP": "duplication",
    "<INS": "insertion", "<INV": "inversion", "<CNV": "copy_number_variation",
}  # fmt: skip


def check_name(name: str) -> str:
    """Return what is wrong with the name of an INFO field, or nothing.

    >>> check_name("CSQ"), check_name("END")
    ('', 'END means something else in VCF')
    """
    if not _NAME.fullmatch(name):
        return f"{name!r} is no INFO key: letters, digits, _ and . are, the first no digit"
    if name in _RESERVED or name == FLAG_NAME:
        return f"{name} means something else in VCF"
    return ""


def names_of(header: VcfHeader) -> tuple[str, ...]:
    """Return the names under which a file holds our entries."""
    return _described(header, _DESCRIPTION)


def _described(header: VcfHeader, *starts: str) -> tuple[str, ...]:
    return tuple(
        name
        for name, fields in header.descriptions.items()
        if fields.get("Description", "").strip('"').startswith(starts)
    )


class InfoFields(NamedTuple):
    """What is written into INFO.

    Attributes:
        name: the key of our entries.
        csq: whether to write CSQ, too.
        old: keys of an earlier run, to be replaced.
        path: the input, for messages.
    """

    name: str = OWN_NAME
    csq: bool = False
    old: frozenset[str] = frozenset()
    path: str = ""

    @classmethod
    def of(cls, header: VcfHeader, name: str, csq: bool, path: str) -> InfoFields:
        """Return the fields for a file.

        Raises:
            InputError: another program has written a field of that name.
        """
        old = frozenset(_described(header, _DESCRIPTION, _FLAG_DESCRIPTION, _CSQ_DESCRIPTION))
        for key in (name, FLAG_NAME, *((CSQ_NAME,) if csq else ())):
            if key in header.descriptions and key not in old:
                raise InputError(
                    f"INFO/{key} is there and, by its Description, not of fasannot: it is not "
                    f"written over; {_remedy(key, name)}",
                    path=path,
                )
        return cls(name, csq, old, path)

    @property
    def first_lines(self) -> tuple[str, ...]:
        """Header lines that must stand before those of INFO.

        Readers of VEP's output (vembrane) tell its layout by the line that VEP writes.
        """
        return (f'{VEP_LINE} v115" by="fasannot {__version__}"',) if self.csq else ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The header lines that declare the fields."""
        return (
            f'##INFO=<ID={self.name},Number=.,Type=String,Description="{_DESCRIPTION} '
            f'{__version__}. Format: {FORMAT}">',
            f'##INFO=<ID={FLAG_NAME},Number=.,Type=String,Description="{_FLAG_DESCRIPTION} of the '
            'record, all alleles together (fasannot)">',
            *(
                (
                    f'##INFO=<ID={CSQ_NAME},Number=.,Type=String,Description="{_CSQ_DESCRIPTION}. '
                    f'Format: {"|".join(_OF_VEP)}">',
                )
                if self.csq
                else ()
            ),
        )

    def declares(self, line: bytes) -> bool:
        """Return whether a header line declares a field that is replaced."""
        if not line.startswith(b"##INFO=<"):
            return False
        return structured_fields(line.decode("utf-8", "replace")).get("ID") in self.old

    def edited(self, record: Record, alleles: Sequence[CarriedAllele]) -> bytes:
        """Return the record's line with the fields set, older ones replaced.

        Raises:
            InputError: the record holds a field of that name which its header does not declare.
        """
        found = self._values(record, alleles)
        foreign = found.keys() - self.old
        if foreign and any(key in record.info for key in foreign):
            for key in foreign & Info(record.info).keys():
                raise InputError(
                    f"INFO/{key} is there and no header line says that it is of fasannot: it is "
                    f"not written over; {_remedy(key, self.name)}",
                    path=self.path,
                    where=record.where,
                )
        return with_info(record, found, self.old)

    def _values(self, record: Record, alleles: Sequence[CarriedAllele]) -> dict[str, str]:
        listed = [values(finding) for item in alleles for finding in item.findings]
        if not listed:
            return {}
        found = {self.name: ",".join([info_entry(one, LIST_PLACES) for one in listed])}
        flags = joined_flags(*[item.findings[0].flags for item in alleles if item.findings])
        if flags:
            found[FLAG_NAME] = ",".join(flags)
        if self.csq:
            found[CSQ_NAME] = ",".join(info_entry(_as_vep(record, one)) for one in listed)
        return found


def _remedy(key: str, name: str) -> str:
    other = "choose another --info-field, or " if key == name else ""
    return f"{other}remove it (bcftools annotate -x INFO/{key})"


def _as_vep(record: Record, listed: Sequence[Value]) -> list[Value]:
    """Return the values of one entry in VEP's order and spelling."""
    own = dict(zip(FIELDS, listed, strict=True))
    own["Allele"] = vep_allele(record.ref, record.alts, str(own["Allele"]))
    own["HGVSp"] = _vep_protein(str(own["HGVSp"]))
    ids = record.identifier.split(";")
    found = own | _FIXED | {"Existing_variation": tuple(one for one in ids if one != ".")}
    return [found.get(name, "") if name not in _NOT_OURS else "" for name in _OF_VEP]


def _vep_protein(name: str) -> str:
    """Return a protein name without the parentheses of a prediction; none of what is not known.

    >>> _vep_protein("NP_000034.1:p.(Arg250Pro)"), _vep_protein("NP_000034.1:p.?")
    ('NP_000034.1:p.Arg250Pro', '')
    """
    accession, _, change = name.partition(":")
    change = change.replace("(", "").replace(")", "")
    return "" if change in ("", "p.?", "p.=") else f"{accession}:{change}"


def vep_allele(ref: str, alts: Sequence[str], alt: str) -> str:
    """Return an ALT as VEP spells it: without the base that all alleles of an indel start with.

    >>> vep_allele("CA", ["C"], "C"), vep_allele("C", ["CTT", "G"], "CTT")
    ('-', 'CTT')
    >>> vep_allele("A", ["<DEL>"], "<DEL>"), vep_allele("A", ["G", "*"], "G")
    ('deletion', 'G')
    """
    if alt.startswith("<"):
        return next((word for start, word in _STRUCTURAL.items() if alt.startswith(start)), alt)
    plain = [ref, *(one for one in alts if one[:1].isalpha() and one.isalpha())]
    if len({len(one) for one in plain}) > 1 and len({one[0].upper() for one in plain}) == 1:
        return alt[1:] or "-"
    return alt
