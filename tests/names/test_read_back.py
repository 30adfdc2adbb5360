"""What fasannot prints it reads back: names, LEGACY, VRS ids, the catalogue's ids."""

import random
from functools import cache
from pathlib import Path

import pytest

import fasannot
from fasannot.allele.names.nucleotide import read_description
from fasannot.allele.names.segments import read_written
from fasannot.rules.knowledge import load_knowledge

TRUTH = Path(__file__).parents[1] / "truth" / "small_variants.tsv"


@cache
def findings():
    """Return the findings of the adjudicated alleles."""
    lines = [
        line
        for line in TRUTH.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    names = lines[0].split("\t")
    found = []
    for line in lines[1:]:
        row = dict(zip(names, line.split("\t"), strict=True))
        finding = fasannot.annotate(
            "chr10", int(row["pos"]), row["ref"], row["alt"], assembly="GRCh38"
        )
        if finding is not None:
            found.append(finding)
    return tuple(found)


def read(text):
    return [f for reading in fasannot.parse(text) for f in fasannot.annotate_reading(reading)]


def test_there_are_many_alleles():
    assert len(findings()) > 600


def test_every_c_and_g_name_leads_back_to_its_allele():
    for finding in findings():
        for name in (finding.hgvs_c, finding.hgvs_g):
            if name:
                (back,) = read(name)
                assert (back.hgvs_g, back.hgvs_c) == (finding.hgvs_g, finding.hgvs_c), name


@pytest.mark.parametrize("count", [60, pytest.param(10_000, marks=pytest.mark.slow)])
def test_p_names_give_back_exactly_themselves(count):
    """Every p. name is read; what answers it has exactly that name."""
    answered = unread = 0
    names = sorted({f.hgvs_p for f in findings() if f.hgvs_p})
    names = random.Random(11).sample(names, min(count, len(names)))
    for name in names:
        try:
            found = read(name)
        except fasannot.QueryError as error:
            unread += "cannot be read" in str(error)
            continue
        answered += 1
        assert {f.hgvs_p for f in found} == {name}
    assert not unread
    assert answered > 0.6 * len(names)  # the others are blocks that countless changes can make


def test_p_names_of_substitutions_and_short_indels_hold_the_allele_itself():
    for finding in findings():
        variant = finding.effect.variant
        size = max(len(variant.ref), len(variant.alt))
        exonic = finding.effect.exon and not finding.effect.intron
        if not exonic or finding.effect.change is None or finding.hgvs_p.endswith("=)"):
            continue
        if size == 1 or (size <= 3 and 0 in (len(variant.ref), len(variant.alt))):
            found = {f.hgvs_g for f in read(finding.hgvs_p)}
            if finding.hgvs_p.endswith("p.(Met1?)") and size > 1:
                continue
            assert finding.hgvs_g in found, finding.hgvs_c


def test_legacy_names_lead_back():
    for finding in findings():
        if finding.legacy:
            readings = fasannot.parse(f"legacy:{finding.legacy}")
            found = [f for r in readings for f in fasannot.annotate_reading(r)]
            assert {f.legacy for f in found} == {finding.legacy}
            bare = [f.legacy for f in read(finding.legacy)]
            assert finding.legacy in bare


def test_vrs_ids_lead_back():
    chance = random.Random(20261127)
    exonic = [f for f in findings() if f.vrs_id and f.effect.exon and f.effect.cds_position]
    for finding in chance.sample(exonic, 25):
        variant = finding.effect.variant
        sizes = (len(variant.ref), len(variant.alt))
        plain = 0 in sizes or sizes == (1, 1)
        if plain and max(sizes) <= 2:
            (back,) = read(finding.vrs_id)
            assert back.hgvs_g == finding.hgvs_g


def test_catalogue_ids_and_known_values_lead_back():
    for entry in load_knowledge().catalogue.entries:
        found = read(entry.id)
        assert found
        if entry.hgvs_c is not None:
            assert any(f.hgvs_c.partition(":")[2] == entry.hgvs_c for f in found), entry.id
    (reading,) = fasannot.parse("16505")
    (finding,) = fasannot.annotate_reading(reading)
    (back,) = read(finding.known[0])
    assert back.hgvs_c == finding.hgvs_c


@pytest.mark.parametrize("first", range(1, 10))
def test_names_by_exons_lead_back(first):
    for last in range(first, 10):
        for kind in ("deletion", "duplication"):
            (finding,) = read(f"{kind} of exons {first} to {last}")
            (back,) = read(finding.hgvs_c)
            assert back.hgvs_c == finding.hgvs_c
            assert (back.flags, back.hgvs_p, back.lof) == (
                finding.flags,
                finding.hgvs_p,
                finding.lof,
            )
            (again,) = read(finding.hgvs_g)
            assert again.hgvs_c == finding.hgvs_c


def test_the_maintained_parser_takes_our_names_apart_likewise():
    parser = pytest.importorskip("mutalyzer_hgvs_parser")
    chance = random.Random(3)
    for finding in chance.sample([f for f in findings() if f.hgvs_c], 60):
        model = parser.to_model(finding.hgvs_c)
        (change,) = read_written(finding.hgvs_c).changes
        assert model["reference"]["id"] == change.references[0].text
        (theirs,) = model["variants"]
        place = theirs["location"]
        points = [place["start"], place["end"]] if place["type"] == "range" else [place, place]
        ends = [change.description.first.low, change.description.last.low]
        for point, end in zip(points, ends, strict=True):
            outside = {"downstream": "*", "upstream": "-"}.get(point.get("outside_cds", ""), "")
            offset = point.get("offset", {}).get("value", 0)
            assert end == f"{outside}{point['position']}" + (f"{offset:+d}" if offset else "")
        new = "".join(item["sequence"] for item in theirs.get("inserted", []) if "sequence" in item)
        assert change.description.new == new


def test_a_description_is_written_as_it_was_read():
    for finding in findings():
        if finding.hgvs_c:
            text = finding.hgvs_c.partition(":c.")[2]
            description, rest = read_description(text.lower())
            assert (description.written, rest) == (text, "")
