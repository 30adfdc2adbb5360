"""One VCF record as text: its fields, its ALT alleles, and INFO with our keys put in.

Only what is needed is taken apart; every other field keeps its bytes. Positions are 1-based here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from fasannot.errors import InputError
from fasannot.files.candidates import printable
from fasannot.files.carrier_columns import CarrierColumns
from fasannot.files.reach import POSITION
from fasannot.files.vcf.info import chosen_items
from fasannot.gene.sequence import BASES

MINIMUM_COLUMNS = 8
_NO_ALLELE = frozenset({".", "*", "<*>", "<NON_REF>", "<X>"})
_IUPAC = frozenset("ACGTNRYSWKMBDHVU")


class AlleleKind(StrEnum):
    """What an ALT is, as far as annotation goes."""

    SEQUENCE = "sequence"
    NONE = "no allele"
    AMBIGUOUS = "ambiguous bases"
    SYMBOLIC = "symbolic"
    BREAKEND = "breakend"
    IDENTICAL = "ALT equals REF"
    INVALID = "not an allele"


def allele_kind(ref: str, alt: str) -> AlleleKind:
    """Return what an ALT is; ``ref`` and ``alt`` in upper case."""
    if alt in _NO_ALLELE:
        return AlleleKind.NONE
    if not alt or not ref:
        return AlleleKind.INVALID
    if alt[0] == "<":
        return AlleleKind.SYMBOLIC if alt[-1] == ">" else AlleleKind.INVALID
    if "[" in alt or "]" in alt or alt[0] == "." or alt[-1] == ".":
        return AlleleKind.BREAKEND
    if not BASES.issuperset(alt) or not BASES.issuperset(ref):
        return AlleleKind.AMBIGUOUS if _IUPAC.issuperset(alt + ref) else AlleleKind.INVALID
    return AlleleKind.IDENTICAL if ref == alt else AlleleKind.SEQUENCE


@dataclass(frozen=True, slots=True)
class Record:
    """The fixed fields of one record line.

    Attributes:
        line: the whole line without its line ending.
        where: the place for messages; text, or what gives it when asked for by ``str``.
        chrom: CHROM.
        position: POS, 1-based.
        identifier: ID.
        ref: REF in upper case.
        alts: ALT alleles as written.
        quality: QUAL as written.
        filters: FILTER as written.
        info: INFO as written.
        genotypes: FORMAT and the sample columns as bytes, not taken apart; empty without samples.
        carriers: where line and genotypes have but the distinct columns of the samples that carry
            an ALT allele (the first sample's, where none does), which samples these are.
    """

    line: bytes
    where: object
    chrom: str
    position: int
    identifier: str
    ref: str
    alts: tuple[str, ...]
    quality: str
    filters: str
    info: str
    genotypes: bytes
    carriers: CarrierColumns | None = None

    def kinds(self) -> tuple[AlleleKind, ...]:
        """Return what each ALT is."""
        return tuple(allele_kind(self.ref, alt.upper()) for alt in self.alts)


def parse_head(line: bytes, where: object, path: str) -> tuple[str, int, str]:
    """Return CHROM, POS and upper-case REF of a record line.

    Raises:
        InputError: the line has too few columns or no whole number as POS.
    """
    fields = line.split(b"\t", 4)
    if len(fields) < 5:
        raise InputError(
            f"the record has {len(fields)} tab-separated columns, at least {MINIMUM_COLUMNS} are "
            "needed; the line is cut or uses blanks for tabs",
            path=path,
            where=where,
        )
    if not POSITION.match(fields[1]):
        raise InputError(
            f"POS is {printable(fields[1])!r}, not a whole number; columns may be shifted",
            path=path,
            where=where,
        )
    return (
        fields[0].decode("utf-8", "replace"),
        int(fields[1]),
        fields[3].decode("utf-8", "replace").upper(),
    )


def parse_record(
    line: bytes, where: object, path: str, carriers: CarrierColumns | None = None
) -> Record:
    """Return a record line taken apart.

    Args:
        line: the line.
        where: the place, for messages.
        path: the file, for messages.
        carriers: the samples that its columns are of, ``None`` where it has all.

    Raises:
        InputError: as ``parse_head``.
    """
    chrom, position, ref = parse_head(line, where, path)
    fields = line.split(b"\t", MINIMUM_COLUMNS)
    if len(fields) < MINIMUM_COLUMNS:
        raise InputError(
            f"the record has {len(fields)} tab-separated columns, at least {MINIMUM_COLUMNS} are "
            "needed; the line is cut or uses blanks for tabs",
            path=path,
            where=where,
        )
    text = [item.decode("utf-8", "surrogateescape") for item in fields[:MINIMUM_COLUMNS]]
    return Record(
        line=line,
        where=where,
        chrom=chrom,
        position=position,
        identifier=text[2],
        ref=ref,
        alts=tuple(text[4].split(",")),
        quality=text[5],
        filters=text[6],
        info=text[7],
        genotypes=fields[8] if len(fields) > MINIMUM_COLUMNS else b"",
        carriers=carriers,
    )


def with_info(record: Record, values: dict[str, str], old: Collection[str]) -> bytes:
    """Return the record line with our INFO keys set, older ones of ours replaced.

    Every other key keeps its text and order; ours come last. Returns the same line object when
    nothing changes.

    Args:
        record: the record.
        values: the keys and what they hold.
        old: the keys of ours that may be there.
    """
    kept = chosen_items(record.info, old, left_out=True)
    added = [f"{key}={value}" for key, value in values.items()]
    if not added and not any(key in record.info for key in old):
        return record.line
    info = ";".join(kept + added) or "."
    before = record.line.split(b"\t", MINIMUM_COLUMNS - 1)
    head = b"\t".join(before[:-1])
    tail = before[-1].partition(b"\t")
    return b"".join((head, b"\t", info.encode("utf-8", "surrogateescape"), tail[1], tail[2]))
