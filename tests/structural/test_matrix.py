"""Exon pairs, types, spellings, dialects and builds: one answer for one change."""

import itertools

import pytest

from fasannot.api import annotator
from fasannot.files.vcf.record import parse_record
from fasannot.gene.sequence import reverse_complement
from fasannot.rules.columns import COLUMNS, values
from tests.structural.support import MANE, MODEL

TOOLS = {name: annotator(name) for name in ("GRCh38", "GRCh37")}
BUILD_COLUMNS = frozenset({"Allele", "HGVSg", "VRS_ID"})  # these name the build or the spelling
PAIRS = [(a, b) for a, b in itertools.combinations_with_replacement(range(1, 10), 2)]
FEW = [(1, 1), (4, 4), (6, 7), (3, 8), (8, 9)]


def facts(build, position, ref, alt, info=".", layout="", column=""):
    """Return all subfields that do not name build or spelling."""
    tool = TOOLS[build]
    moved = tool.assembly.position(TOOLS["GRCh38"].assembly.coordinate(position))
    shift = moved - position
    for number in (part for part in info.replace(";", "=").split("=") if part.isdigit()):
        if int(number) > 10_000_000:
            info = info.replace(number, str(int(number) + shift))
    alt = alt.format(shift=shift) if "{" in alt else alt
    fields = ["chr10", str(moved), ".", ref, alt, ".", "PASS", info]
    if layout:
        fields += [layout, column]
    (item,) = tool.annotate_record(parse_record("\t".join(fields).encode(), "line 1", "x.vcf"))
    return tuple(
        str(value)
        for column, value in zip(COLUMNS, values(item.findings[0]), strict=True)
        if column.name not in BUILD_COLUMNS
    )


def bounds(first, last, left=45, right=35):
    """Return first and last changed position of a change around exons, on GRCh38."""
    place = TOOLS["GRCh38"].assembly.position
    return (
        place(MANE.exons[first - 1].start - left),
        place(MANE.exons[last - 1].end - 1 + right),
    )


def base(position):
    return MODEL.sequence[TOOLS["GRCh38"].assembly.coordinate(position)]


def precise_spellings(kind, first, last, build):
    """Yield the arguments of ``facts`` for every way to write one precise change."""
    start, end = bounds(first, last)
    before = start - 1
    low = TOOLS["GRCh38"].assembly.coordinate(start)
    bases = MODEL.sequence[low : low + end - start + 1]
    size = end - before
    anchor = base(before)
    moved = {"GRCh38": 0, "GRCh37": 1_759_757}[build]
    symbol = {"del": "<DEL>", "dup": "<DUP>", "inv": "<INV>"}[kind]
    yield before, anchor, symbol, f"SVTYPE={kind.upper()};END={end}"
    yield before, "N", symbol, f"END={end};SVLEN={size}"
    yield before, anchor, symbol, f"SVLEN=-{size}"
    yield before, anchor, symbol, f"PRECISE;CIPOS=0,0;CIEND=0,0;END={end}"
    if kind == "del":
        yield before, anchor + bases, anchor, "."
        yield start, bases, "N", f"SVTYPE=DEL;SVLEN=-{size}"
        yield before, anchor, f"{anchor}[chr10:{end + 1 + moved}[", "SVTYPE=BND"
        yield end + 1, base(end + 1), f"]chr10:{before + moved}]{base(end + 1)}", "SVTYPE=BND"
    elif kind == "dup":
        yield end, base(end), base(end) + bases, "."
        yield end, base(end), f"{base(end)}[chr10:{start + moved}[", "SVTYPE=BND"
        yield start, base(start), f"]chr10:{end + moved}]{base(start)}", "SVTYPE=BND"
    else:
        yield start, bases, reverse_complement(bases), "."


def segment_dialects(start, end):
    """Yield INFO, FORMAT and column as callers of read depth write one lost stretch."""
    yield f"SVTYPE=CNV;END={end}", "GT:CN", "0/1:1"
    yield f"SVTYPE=DEL;SVCLAIM=D;END={end}", "GT", "0/1"
    yield f"END={end}", "GT:CN:NP:QA:QS:QSE:QSS", "1:1:4:50:50:50:50"
    yield f"SVTYPE=DEL;ALGORITHMS=depth;END={end}", "GT:ECN:CN", "0/1:2:1"
    yield f"SVTYPE=DEL;FOLD_CHANGE=0.5;END={end}", "GT:GQ", "0/1:9"
    yield f"SVTYPE=DEL;natorRD=0.5;END={end}", "GT:CN", "0/1:1"
    yield f"SVTYPE=DEL;END={end}", "GT:SM:CN:BC:PE", "0/1:0.5:1:4:1,1"
    yield f"SVTYPE=DEL;IMPRECISE;END={end}", "GT", "0/1"
    yield f"SVTYPE=DEL;IMPRECISE;SVLEN=-{end - start}", "GT:DR:DV", "0/1:20:14"


def check(pairs):
    """Compare every spelling and dialect on both builds; return how many were compared."""
    compared = 0
    for (first, last), kind in itertools.product(pairs, ("del", "dup", "inv")):
        answers = {}
        for build in TOOLS:
            for spelling in precise_spellings(kind, first, last, build):
                answers.setdefault(facts(build, *spelling), []).append((build, spelling[2][:30]))
                compared += 1
        assert len(answers) == 1, (first, last, kind, list(answers.items())[:3])
    for first, last in pairs:
        start, end = bounds(first, last)
        found = {
            facts(build, start - 1, "N", "<DEL>", *dialect)
            for build in TOOLS
            for dialect in segment_dialects(start - 1, end)
        }
        compared += 2 * len(list(segment_dialects(start - 1, end)))
        assert len(found) == 1, (first, last, found)
    return compared


def test_a_few_pairs_have_one_answer_in_every_spelling():
    assert check(FEW) > 250


@pytest.mark.slow
def test_every_pair_has_one_answer_in_every_spelling():
    assert check(PAIRS) > 2_000


@pytest.mark.parametrize("wanted", ["del", "dup"])
def test_an_imprecise_change_of_whole_exons_has_the_flags_of_the_exact_one(wanted):
    for first, last in FEW:
        start, end = bounds(first, last)
        exact = next(precise_spellings(wanted, first, last, "GRCh38"))
        unsure = f"IMPRECISE;SVTYPE={wanted.upper()};END={end};CIPOS=-5,5;CIEND=-5,5"
        place = [column.name for column in COLUMNS if column.name not in BUILD_COLUMNS]
        at = place.index("FLAGS")
        imprecise = facts("GRCh38", start - 1, "N", f"<{wanted.upper()}>", unsure)
        assert imprecise[at] == facts("GRCh38", *exact)[at], (first, last)
