"""No sentence contradicts another, whatever persons are made of: many drawn ones are looked at."""

import re

import numpy as np
import pytest

from fasannot.outputs.people_files import people_text
from fasannot.outputs.report.sheet_persons import sheet_persons
from fasannot.people.conclusion import PersonConclusion
from fasannot.people.families import Families, Member
from fasannot.people.next_steps import missing_and_next
from fasannot.people.person_flags import category_of
from fasannot.people.statement import state
from fasannot.people.track import TYPES, Segment, Track
from fasannot.people.verdicts import Judge
from fasannot.run.request import OutputType
from fasannot.wording.person import lost_segments, segment_line, spoken
from tests.people.laboratory import Lab
from tests.people.simulate import STORIES, draw

SETS = (
    ("whole_blood",),
    ("dnt",),
    ("whole_blood", "dnt"),
    ("whole_blood", "dnt", "hair"),
    ("saliva", "dnt"),
    ("cd4", "cd8", "fibroblasts"),
    ("spleen", "dnt"),
)


def drawn_person(random):
    """Return a person, some of whose samples lack calls, counts or reads."""
    words = SETS[random.integers(len(SETS))]
    story = (*STORIES, "de_novo")[random.integers(len(STORIES) + 1)]
    lab = Lab(depth=int(random.choice([8, 40, 150])))
    drawn = draw(random, lab, story, words, parents=bool(random.random() < 0.6), snps=1)
    for event in drawn.events:
        for key, shown in event.shown.items():
            lacks = random.random()
            if lacks < 0.1:  # a genotype without counts
                event.shown[key] = type(shown)(shown.called, shown.zygosity, listed=True,
                                               reference=not shown.called)  # fmt: skip
            elif lacks < 0.15 and not shown.called:  # not read, or not listed
                event.shown[key] = type(shown)(listed=bool(random.random() < 0.5))
    return drawn


def concluded(drawn):
    persons = {"P": drawn.person, **drawn.others}
    members = [Member("", p.name, p.father, p.mother, None) for p in persons.values()]
    judge = Judge(persons, Families(members), drawn.events, {}, {})
    rows = judge.judge(drawn.person)
    parents = {row.event.key: judge.kin.parents(drawn.person, row.event) for row in rows}
    missing, steps = missing_and_next(drawn.person, rows, (), parents)
    one = PersonConclusion(
        person=drawn.person,
        rows=rows,
        category=category_of(rows),
        missing=missing,
        next_steps=steps,
    )
    return one, parents


def read(count, least=20):
    return count.total >= least and not count.sample.tissue.sorted_cells


def contradictions(one, parents):
    """Yield what two sentences, or a sentence and the reads, say against each other."""
    words = {sample.tissue.word for sample in one.person.samples}
    text = " ".join(people_text((one,), OutputType.TABLE, to_terminal=False).split())
    steps = " ".join(map(spoken, one.next_steps))
    if "Sequence hair" in steps and words & {"hair", "fibroblasts"}:
        yield "hair is asked for and was read"
    if "Sequence sorted double-negative" in steps and "dnt" in words:
        yield "DNT are asked for and were read"
    if "probability 1." in text or re.search(r"probability 1\b", text):
        yield "certainty"
    for row in one.candidates:
        yield from contradictions_of(row, one, parents[row.event.key], text)


def contradictions_of(row, one, pair, text):
    name, flags = row.event.short, {flag.value for flag in row.flags}
    word = row.inherited.word.partition(";")[0]
    everyone_read = all(p is not None and p.total >= 30 for p in pair)
    fractions = [c.alt / c.total for c in row.counts if read(c)]
    deep = [c.alt / c.total for c in row.counts if read(c, 60)]
    if word == "de_novo" and not everyone_read:
        yield f"{name} is de novo, and a parent was not read"
    if word == "biparental" and any(f < 0.7 for f in fractions):
        yield f"{name} is from both parents, and a tissue shows one copy"
    if "HOM" in flags and (("LOH" in flags) or any(f < 0.7 for f in fractions)):
        yield f"{name} is homozygous, and a tissue shows otherwise"
    if row.verdict.origin.value == "somatic" and word:
        yield f"{name} is somatic and inherited"
    if row.verdict.origin.value == "germline" and any(f < 0.2 for f in deep):
        yield f"{name} is germline, and a well read tissue lacks it"
    if row.is_germline and all(c.sample.tissue.sorted_cells for c in row.counts if c.total):
        yield f"{name} is germline by sorted cells alone"
    if "SECOND_HIT" in flags and not any(other.is_germline for other in one.candidates):
        yield f"{name} is a second hit without a first"
    if "parents" in row.notes and everyone_read and "Sequence both parents" in text:
        yield f"{name}: the parents are asked for, and were read"
    for event, phase in row.partners:
        unknown = any(
            {name, event.short} <= set(re.findall(r"\b[AB]\b", line)) and "Phase of" in line
            for line in map(spoken, one.missing)
        )
        if unknown == bool(phase.known_by):
            yield f"phase of {name} and {event.short} is known, and said to be unknown"
        settled = _settled(one, row, event)
        if settled and phase.relation != settled:
            yield f"the parents put {name} and {event.short} in {settled}, not {phase.relation}"
        if phase.cis and "COMPOUND" in flags and len(row.partners) == 1:
            yield f"{name} and {event.short} are in cis, and COMPOUND"
    for count in row.counts:
        if count.total and f"{count.sample.tissue.name} not read" in text.partition(name)[2][:300]:
            yield f"{name}: {count.sample.tissue.name} has reads and was not read"


def _settled(one, row, event):
    """Return how two germline alleles lie, where each parent was well read and has one of them."""
    other = next(r for r in one.candidates if r.event.key == event.key)
    if not (row.is_germline and other.is_germline) or row.homozygous or other.homozygous:
        return None
    sides = [r.inherited.word.partition(";")[0] for r in (row, other)]
    if set(sides) == {"maternal", "paternal"}:
        return "trans"
    return None


FEW = range(3)
MANY = [pytest.param(seed, marks=pytest.mark.slow) for seed in range(3, 30)]


@pytest.mark.parametrize("seed", [*FEW, *MANY])
def test_nothing_contradicts(seed):
    random = np.random.default_rng(seed)
    for _ in range(25):
        one, parents = concluded(drawn_person(random))
        assert list(contradictions(one, parents)) == []


def test_the_check_sees_what_it_is_for():
    """A conclusion made wrong on purpose is found."""
    random = np.random.default_rng(1)
    while True:
        drawn = draw(random, Lab(depth=150), "two_germline", ("whole_blood", "dnt"), parents=True)
        one, parents = concluded(drawn)
        if len(one.candidates) == 2 and one.candidates[0].partners[0][1].known_by:
            break
    wrong = PersonConclusion(
        person=one.person,
        rows=one.rows,
        category=one.category,
        missing=(state("missing.phase", one="A", other="B"),),
        next_steps=(state("step.dnt_second"),),
    )
    found = list(contradictions(wrong, parents))
    assert any("DNT are asked for" in text for text in found)
    assert any("phase of A and B" in text for text in found)


@pytest.mark.parametrize("chrom", ["chr10", "10", "NC_000010.11"])
@pytest.mark.parametrize("kind", [*TYPES, "undetermined"])
def test_a_lost_segment_is_told_on_the_page_however_the_file_names_chromosome_10(chrom, kind):
    drawn = draw(np.random.default_rng(2), Lab(depth=60), "germline", ("whole_blood", "dnt"))
    blood, sorted_cells = drawn.person.samples
    segment = Segment(
        sample=sorted_cells,
        reference=blood,
        chrom=chrom,
        start=71_000_001,
        start_range=(70_000_000, 71_000_001),
        end=133_000_000,
        end_range=(133_000_000, 133_797_422),
        sites=412,
        kind=kind,
        deviation=0.3,
        share=None if kind == "undetermined" else 0.6,
        score=80.0,
        covers_fas=True,
        is_loss=True,
    )
    track = Track(sorted_cells, blood, segments=(segment,))
    one = PersonConclusion(drawn.person, (), "undetermined", (track,))
    (told,) = lost_segments(one)
    assert f"{kind.replace('_', '-')} change of {chrom}:71,000,001-133,000,000" in told
    assert ("in 60 % of the cells" in told) == (kind != "undetermined")
    assert told in sheet_persons((one,), (), lambda finding, record: ())[0].told
    assert ("60 % of the cells" in segment_line(segment)) == (kind != "undetermined")
