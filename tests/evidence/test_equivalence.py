"""One allele, however it is spelled: every spelling leads to the same facts."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import fasannot
from fasannot.allele.locus import locus_allele
from fasannot.allele.names.placing import LocusEdit
from fasannot.allele.variant import GenomicVariant, unshift
from fasannot.files.vcf.record import parse_record
from fasannot.gene.model import load_gene_model
from fasannot.rules.annotator import Annotator
from fasannot.rules.columns import COLUMNS, values
from fasannot.rules.finding import Finding
from fasannot.rules.knowledge import load_knowledge
from tests.evidence.support import variant

MODEL = load_gene_model()
LOCUS = MODEL.sequence
TRUTH = Path(__file__).parents[1] / "truth"
# What the spelling or the build may change.
_OWN = {"Allele", "HGVSg", "VRS_ID"}

BY_HAND = [
    "c.749G>C",
    "c.748C>T",
    "c.3G>T",
    "c.651+2T>C",
    "c.569-2A>C",
    "c.334+2dup",
    "c.775del",
    "c.702_704del",
    "c.968_987dup",
    "c.196+1dup",
    "c.568+1del",
    "c.505+1_506-1del",
    "c.677-30_677-3del",
    "c.1000_1008del",
    "c.937_939inv",
    "c.506-16A>G",
    "c.31-5_36dup",
]


def facts(finding: Finding) -> dict[str, Any]:
    """Return all columns but those that name the spelling."""
    return {
        column.name: value
        for column, value in zip(COLUMNS, values(finding), strict=True)
        if column.name not in _OWN
    } | {"evidence": _sentences(finding)}


def _sentences(finding: Finding) -> list[str]:
    assert finding.assessment is not None
    return [line.sentence for line in finding.assessment.evidence]


def truth_alleles() -> list[GenomicVariant]:
    """Return the alleles of the truth table, in canonical form."""
    found = []
    lines = [
        line.split("\t")
        for line in (TRUTH / "small_variants.tsv").read_text().splitlines()
        if not line.startswith(("##", "pos\t"))
    ]
    for position, ref, alt, *_ in lines:
        start = MODEL.assemblies["GRCh38"].coordinate(int(position))
        allele = locus_allele(MODEL, start, ref, alt)
        if allele is not None and allele.inside:
            found.append(allele.variant)
    return found


def spellings(allele: GenomicVariant) -> Iterator[tuple[int, str, str]]:
    """Yield start, REF and ALT of the same allele: shifted, and with neighbours on both sides."""
    places = [(allele.start, allele.end, allele.alt)]
    if allele.start == allele.end or not allele.alt:
        places.append(unshift(LOCUS, allele.start, allele.end, allele.alt))
    for start, end, alt in places:
        for before, after in ((1, 0), (1, 1), (4, 7), (0, 2)):
            left, right = LOCUS[start - before : start], LOCUS[end : end + after]
            ref = left + LOCUS[start:end] + right
            if ref and left + alt + right:
                yield start - before, ref, left + alt + right


@pytest.fixture(scope="module")
def tools() -> dict[str, Annotator]:
    knowledge = load_knowledge()
    return {
        name: Annotator(MODEL, assembly, (MODEL.mane,), knowledge)
        for name, assembly in MODEL.assemblies.items()
    }


def same_facts(tools: dict[str, Annotator], allele: GenomicVariant, names: bool) -> None:
    """Assert that every spelling of an allele gives the same facts."""
    first = None
    for start, ref, alt in spellings(allele):
        for tool in tools.values():
            (finding,) = tool.annotate(tool.assembly.position(start), ref, alt)
            found = facts(finding)
            first = first or (found, finding)
            assert found == first[0], (start, ref[:30], alt[:30], tool.assembly.name)
    assert first is not None
    found, finding = first
    start, end, alt = allele.start, allele.end, allele.alt
    position = MODEL.assemblies["GRCh38"].position
    if not alt and end - start >= 2:
        line = f"chr10\t{position(start - 1)}\t.\t{LOCUS[start - 1]}\t<DEL>\t.\t.\t"
        line += f"SVTYPE=DEL;END={position(end - 1)};SVLEN={start - end}"
        assert facts(_structural(tools["GRCh38"], line)) == found, line
    if not names:
        return
    coding = finding.hgvs_c or ""
    written = [finding.hgvs_g, coding]
    written.append(f"NC_000010.11:{position(start) - 1}:{LOCUS[start:end]}:{alt}")
    if "*" not in coding:  # the transcript of the LRG ends earlier
        written.append(coding.replace("NM_000043.6", "LRG_134t1"))
    tool = tools["GRCh38"]
    for text in filter(None, written):
        readings = fasannot.parse(text)
        edits = {
            edit for reading in readings for edit in reading.alleles if isinstance(edit, LocusEdit)
        }
        told = [
            facts(tool.annotate(position(edit.start - 1), LOCUS[edit.start - 1] + edit.ref,
                                LOCUS[edit.start - 1] + edit.alt)[0])
            for edit in edits
        ]  # fmt: skip
        assert found in told, text


def _structural(tool: Annotator, line: str) -> Finding:
    record = parse_record(line.encode(), 1, "deletion.vcf")
    (finding,) = tool.annotate_structural(record, 0).findings
    return finding


@pytest.mark.parametrize("name", BY_HAND)
def test_every_spelling_of_an_allele_gives_the_same_facts(
    tools: dict[str, Annotator], name: str
) -> None:
    same_facts(tools, variant(name), names=True)


def test_a_part_of_the_truth_table(tools: dict[str, Annotator]) -> None:
    for allele in truth_alleles()[::12]:
        same_facts(tools, allele, names=False)


@pytest.mark.slow
def test_the_whole_truth_table_with_all_names(tools: dict[str, Annotator]) -> None:
    for allele in truth_alleles():
        same_facts(tools, allele, names=True)


def _joined(tool: Annotator, pair: tuple[GenomicVariant, GenomicVariant]) -> list[Finding]:
    """Return the findings of two alleles in one record of two ALTs, as ``norm -m+`` joins them."""
    start = min(one.start for one in pair) - 1
    end = max(*(one.end for one in pair), start + 1)
    ref = LOCUS[start:end]
    alts = [LOCUS[start : one.start] + one.alt + LOCUS[one.end : end] for one in pair]
    position = tool.assembly.position(start)
    line = f"chr10\t{position}\t.\t{ref}\t{','.join(alts)}\t.\t.\t."
    record = parse_record(line.encode(), 1, "joined.vcf")
    return [item.findings[0] for item in tool.annotate_record(record)]


def test_split_and_joined_records_give_the_same_facts(tools: dict[str, Annotator]) -> None:
    ordered = sorted(truth_alleles(), key=lambda one: (one.start, one.end, one.alt))
    pairs = [
        (first, second)
        for first, second in pairwise(ordered)
        if second.end - first.start <= 60 and (first.start, first.end, first.alt)
        != (second.start, second.end, second.alt)
    ]  # fmt: skip
    assert len(pairs) > 100
    for pair in pairs[::3]:
        for tool in tools.values():
            for one, joined in zip(pair, _joined(tool, pair), strict=True):
                start = one.start - 1
                ref, alt = LOCUS[start : one.end], LOCUS[start] + one.alt
                (split,) = tool.annotate(tool.assembly.position(start), ref, alt)
                assert facts(joined) == facts(split), (pair, tool.assembly.name)


@pytest.mark.parametrize(("name", "silent"), [("c.749G>C", 3), ("c.748C>T", 4), ("c.775del", 7)])
def test_a_block_with_a_silent_neighbour_has_the_flags_of_its_allele(
    tools: dict[str, Annotator], name: str, silent: int
) -> None:
    """A caller's block over the allele and a silent change a codon or more before it."""
    allele = variant(name)
    tool = tools["GRCh38"]
    for place in range(allele.start - 3 * silent, allele.start):
        for base in "ACGT":
            if base == LOCUS[place]:
                continue
            (alone,) = tool.annotate(tool.assembly.position(place), LOCUS[place], base)
            if "synonymous_variant" not in alone.consequences or alone.flags:
                continue
            ref = LOCUS[place : allele.end]
            alt = base + LOCUS[place + 1 : allele.start] + allele.alt
            (block,) = tool.annotate(tool.assembly.position(place), ref, alt)
            (single,) = tool.annotate(
                tool.assembly.position(allele.start - 1),
                LOCUS[allele.start - 1 : allele.end],
                LOCUS[allele.start - 1] + allele.alt,
            )
            known = {fasannot.Flag.KNOWN_ALPS, fasannot.Flag.KNOWN_REPORTED}
            assert set(block.flags) - known == set(single.flags) - known
            assert block.lof == single.lof
            assert block.nmd == single.nmd
            return
    pytest.fail("no silent neighbour was found")
