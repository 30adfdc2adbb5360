"""gVCF: reference blocks and variants of one sample to depths.

A block (``<NON_REF>``, ``<*>`` or ``.`` with END or LEN) counts with its lowest depth (MIN_DP) and
its GQ.
A plain VCF is refused: where it has no record, nothing is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fasannot.coverage.answer import Limits, Track
from fasannot.errors import InputError
from fasannot.files.build import AssemblyFinder
from fasannot.files.declared import declared_assembly, hinted_assembly, locus_selection
from fasannot.files.numbers import count_number
from fasannot.files.opening import rereadable, source_of
from fasannot.files.raw import RawInput
from fasannot.files.source import Source
from fasannot.files.vcf.blocks import BLOCK_ALTS, block_end, block_passes, is_block
from fasannot.files.vcf.header import VcfHeader, parse_header
from fasannot.files.vcf.info import Info
from fasannot.files.vcf.record import Record, parse_record
from fasannot.gene.chromosome_names import ChromosomeNames
from fasannot.gene.model import GeneModel

_LEAST = ("MIN_DP", "MinDP")  # the lowest depth of a block
_DEPTHS = ("DP", "DPI")
_QUALITIES = ("GQX", "GQ", "RGQ")
_SIGNS = (b"NON_REF", b"GVCF", b"MIN_DP", b"MinDP", b"ID=*,")


def read_gvcf(
    raw: RawInput, model: GeneModel, limits: Limits, assembly: str, sample: str | None
) -> Track:
    """Return what a gVCF shows of one sample; the input is used up and closed.

    Raises:
        InputError: no gVCF, or several samples and none chosen.
    """
    shown = raw.shown
    with source_of(raw, locus_selection(model), use_index=True) as opened:
        source = rereadable(opened)
        model = model.with_names(source.selection.chromosomes)
        names = model.chromosome_names
        header = parse_header(source.header)
        finder = AssemblyFinder(
            model,
            shown,
            assembly,
            declared_assembly(model, header.contigs, shown),
            hinted_assembly(model, header),
        )
        records = list(_records(source, names, shown))
        for record in records:
            finder.observe_chromosome(record.chrom, record.where)
            finder.observe(record.position, record.ref, record.where)
        build = finder.decide(False)
        if build is None:
            raise InputError(
                "the build is not declared and no record lies in FAS; say --assembly", path=shown
            )
        column = _sample_column(header, sample, shown)
        if not _is_gvcf(source, records):
            raise InputError(
                "this is no gVCF: it has no reference blocks (<NON_REF>, <*> or MIN_DP), so where "
                "it has no record nothing is known; give the gVCF, or the BAM, CRAM or a depth "
                "file of mosdepth",
                path=shown,
            )
        track = Track.empty(model, build, "gVCF")
        track.sample = header.samples[column]
        for record in records:
            if record.chrom in build.chromosome_names:
                _add(track, record, column, limits)
        return track


def _records(source: Source, names: ChromosomeNames, shown: str) -> list[Record]:
    found = [parse_record(item.line, item, shown) for item in source.candidates()]
    return [record for record in found if record.chrom in names]


def _sample_column(header: VcfHeader, sample: str | None, shown: str) -> int:
    samples = header.samples
    if not samples:
        raise InputError("the file has no sample column, so no depths", path=shown)
    if sample is None:
        if len(samples) > 1:
            raise InputError(
                f"the file has {len(samples)} samples ({', '.join(samples[:5])}); choose one with "
                "--sample",
                path=shown,
            )
        return 0
    if sample not in samples:
        raise InputError(f"there is no sample {sample!r}", path=shown)
    return samples.index(sample)


def _is_gvcf(source: Source, records: list[Record]) -> bool:
    if any(sign in line for line in source.header for sign in _SIGNS):
        return True
    return any(BLOCK_ALTS.intersection(record.alts) for record in records)


def _first(values: Mapping[str, str], keys: Sequence[str]) -> int | None:
    """Return the number of the first key that has one; 0 is one."""
    return next((d for key in keys if (d := count_number(values.get(key))) is not None), None)


def _add(track: Track, record: Record, column: int, limits: Limits) -> None:
    layout, *columns = record.genotypes.decode("utf-8", "replace").split("\t")
    parts = columns[column].split(":") if column < len(columns) else []
    values = dict(zip(layout.split(":"), parts, strict=False))
    info = Info(record.info)
    start = track.assembly.coordinate(record.position)
    block = is_block(record)
    end = start + len(record.ref)
    if block:
        end = track.assembly.coordinate(block_end(record, values)) + 1
    depth = _first(values, _LEAST)
    if depth is None and block:
        depth = _first(info, _LEAST)
    if depth is None:
        depth = _first(values, _DEPTHS)
    if depth is None:  # the reads of all alleles were read, too
        counts = [count_number(item) for item in values.get("AD", "").split(",")]
        known = [count for count in counts if count is not None]
        depth = sum(known) if known else None
    if depth is None:
        depth = _first(info, (*_LEAST, *_DEPTHS)) or 0
    quality = _first(values, _QUALITIES)
    good = depth >= limits.depth and "." not in values.get("GT", "0")
    good = good and (quality is None or quality >= limits.quality)
    good = good and (not block or block_passes(record, values))
    track.add(start, end, depth, good)
