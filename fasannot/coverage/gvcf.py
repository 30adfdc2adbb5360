"""gVCF: reference blocks and variants of one sample to depths.

A block (``<NON_REF>``, ``<*>`` or ``.`` with END) counts with its lowest depth (MIN_DP) and its GQ.
A plain VCF is refused: where it has no record, nothing is known.
"""

from __future__ import annotations

from fasannot.coverage.answer import Limits, Track
from fasannot.errors import InputError
from fasannot.files.build import AssemblyFinder, declared_assembly
from fasannot.files.candidates import Selection
from fasannot.files.opening import open_source, rereadable
from fasannot.files.source import Source
from fasannot.files.vcf.header import VcfHeader, parse_header
from fasannot.files.vcf.record import Record, parse_record
from fasannot.gene.model import GeneModel

_BLOCK_ALTS = frozenset({"<NON_REF>", "<*>", "<X>", "."})
_DEPTHS = ("MIN_DP", "DP", "DPI")
_QUALITIES = ("GQX", "GQ", "RGQ")
_SIGNS = (b"NON_REF", b"GVCF", b"MIN_DP", b"MinDP", b"ID=*,")
_PASSED = frozenset({".", "PASS", "RefCall"})


def read_gvcf(
    path: str, model: GeneModel, limits: Limits, assembly: str, sample: str | None
) -> Track:
    """Return what a gVCF shows of one sample.

    Raises:
        InputError: no gVCF, or several samples and none chosen.
    """
    names = frozenset().union(*(a.chromosome_names for a in model.assemblies.values()))
    windows = tuple((a.locus_first - 1, a.locus_last) for a in model.assemblies.values())
    shown = path if path != "-" else "standard input"
    with open_source(path, Selection(names, windows)) as opened:
        source = rereadable(opened)
        header = parse_header(source.header)
        finder = AssemblyFinder(
            model, shown, assembly, declared_assembly(model, header.contigs, shown)
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


def _records(source: Source, names: frozenset[str], shown: str) -> list[Record]:
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
    return any(_BLOCK_ALTS.intersection(record.alts) for record in records)


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdigit() else None


def _add(track: Track, record: Record, column: int, limits: Limits) -> None:
    layout, *columns = record.genotypes.decode("utf-8", "replace").split("\t")
    parts = columns[column].split(":") if column < len(columns) else []
    values = dict(zip(layout.split(":"), parts, strict=False))
    info = dict(item.partition("=")[::2] for item in record.info.split(";"))
    start = track.assembly.coordinate(record.position)
    end = start + len(record.ref)
    block = _BLOCK_ALTS.issuperset(record.alts)
    stop = _whole(info.get("END"))
    if block and stop is not None:
        end = max(end, track.assembly.coordinate(stop) + 1)
    depth = next((d for key in _DEPTHS if (d := _whole(values.get(key))) is not None), None)
    if depth is None:
        depth = next((d for key in ("MIN_DP", "MinDP", "DP") if (d := _whole(info.get(key)))), 0)
    quality = next((q for key in _QUALITIES if (q := _whole(values.get(key))) is not None), None)
    good = depth >= limits.depth and "." not in values.get("GT", "0")
    good = good and (quality is None or quality >= limits.quality)
    good = good and _PASSED.issuperset(record.filters.split(";")) if block else good
    track.add(start, end, depth, good)
