"""What ``annotate`` was asked to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from fasannot.evidence.user.slices import TABLE, read_slices
from fasannot.rules.flags import Flag


class OutputType(StrEnum):
    """What ``annotate`` writes; the letters are those of ``bcftools -O``."""

    VCF = "v"
    VCF_GZ = "z"
    BCF = "b"
    BCF_UNCOMPRESSED = "u"
    TSV = "tsv"
    JSON = "json"
    TABLE = "table"
    XLSX = "xlsx"

    @property
    def is_vcf(self) -> bool:
        """Whether it is a VCF or BCF."""
        return len(self.value) == 1


@dataclass(frozen=True, slots=True)
class Job:
    """What ``annotate`` was asked to do.

    Attributes:
        input_path: the input, ``-`` for standard input.
        output_path: the output, ``None`` for standard output.
        output_type: its format.
        command: the command line, for the header.
        assembly: ``auto``, ``GRCh37`` or ``GRCh38``.
        fas_only: leave out records that are not FAS's (VCF and BCF outputs).
        transcripts: ``mane``, ``coding`` or ``all``.
        flag_mismatches: mark records whose REF disagrees instead of stopping.
        use_known: whether the catalogue of known variants counts.
        flags: keep only alleles with one of these flags (not for VCF and BCF).
        verify: inflate and check every block of the input.
        threads: threads for packing and unpacking.
        write_index: write an index beside the output.
        evidence_files: the user's own files by kind: ``clinvar``, ``gnomad``, ``spliceai``,
            ``alphamissense``, ``revel``; any number of each.
        data_folder: folder of slices of official releases, ``None`` for none.
        frequency_tags: INFO keys to be read as population frequencies.
        progress: show a progress bar on a terminal.
        details: tell every candidate in full (table).
        samples_path: where to write one row per sample and allele, ``None`` not to.
        haplotypes_path: where to write the phased haplotypes of two or more alleles.
        pedigree_path: a PED file, for inheritance.
        sheet_path: a sample sheet: whose sample, which tissue.
        people_path: where to write one row per person and event.
        case_path: a case file.
        loh_path: where to write segments of lost heterozygosity on chromosome 10.
        info_field: the INFO key of our entries (VCF and BCF outputs).
        csq: also write them as VEP does, in CSQ.
        beside_paths: outputs that the caller writes beside these.
    """

    input_path: str
    output_path: str | None
    output_type: OutputType
    command: str = ""
    assembly: str = "auto"
    fas_only: bool = False
    transcripts: str = "mane"
    flag_mismatches: bool = False
    use_known: bool = True
    flags: frozenset[Flag] = frozenset()
    verify: bool = False
    threads: int = 1
    write_index: bool = False
    evidence_files: dict[str, tuple[str, ...]] = field(default_factory=dict)
    data_folder: str | None = None
    frequency_tags: tuple[str, ...] = ()
    samples_path: str | None = None
    haplotypes_path: str | None = None
    pedigree_path: str | None = None
    sheet_path: str | None = None
    people_path: str | None = None
    case_path: str | None = None
    loh_path: str | None = None
    progress: bool = False
    details: bool = False
    info_field: str = "FASANN"
    csq: bool = False
    beside_paths: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """The files that are written, ``-`` for standard output."""
        found = [self.output_path or "-", *self.beside_paths]
        tables = (self.samples_path, self.haplotypes_path, self.people_path, self.loh_path)
        found += [path for path in tables if path is not None]
        if self.write_index and self.output_path is not None:
            found.append(f"{self.output_path}.csi")
        return tuple(found)

    @property
    def side_files(self) -> tuple[str, ...]:
        """The files that are read beside the input, the folder of slices by all that it lists."""
        found = [path for paths in self.evidence_files.values() for path in paths]
        tables = (self.pedigree_path, self.sheet_path, self.case_path)
        found += [path for path in tables if path is not None]
        if self.data_folder is not None:
            folder = Path(self.data_folder)
            names = [one.file for one in read_slices(self.data_folder)]
            found += [str(folder / name) for name in (TABLE, *names)]
        return tuple(found)
