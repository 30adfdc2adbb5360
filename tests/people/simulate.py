"""Simulated persons, and how well their alleles' origins, losses and phases are told.

``python -m tests.people.simulate`` prints the tables of docs/people.md; ``--quick`` a small run.
The truth is drawn cell by cell (who carries how many copies), then molecules, then reads with
scatter, error, foreign DNA and leakage between tubes; nothing of it is shared with the model but
the beta-binomial's name.
"""

import argparse
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from fasannot.people.events import Event, SampleKey, Shown
from fasannot.people.families import Families, Member
from fasannot.people.parameters import load_tissues
from fasannot.people.reads import Change
from fasannot.people.sheet import Person, SheetSample
from fasannot.people.site_model import SiteClass
from fasannot.people.track import Place, TrackSite, segments
from fasannot.people.verdicts import Judge
from fasannot.samples.genotype import Zygosity

TISSUES = load_tissues()
PLACE = Place(88_985_531, 89_017_785, 133_797_422)


@dataclass
class Lab:
    """What the laboratory does to the molecules."""

    depth: int = 200
    scatter: float = 0.004
    balance_spread: float = 0.02
    balance_per_tissue: bool = False
    error: float = 0.0005
    leak: float = 0.005
    foreign: float = 0.0
    purity: float = 0.9


@dataclass
class Drawn:
    """One person: the true story and what was read."""

    story: str
    events: list = field(default_factory=list)
    truth: dict = field(default_factory=dict)
    person: Person | None = None
    others: dict = field(default_factory=dict)
    blood: float = 0.0  # ALT fraction of the somatic allele in blood
    lost: float = 0.0  # share of the tube that lost a copy


def counted(random, lab, fraction, balance, depth):
    """Return ALT and all reads of a molecule fraction."""
    total = int(random.poisson(depth * random.gamma(20, 1 / 20)))
    if total == 0:
        return 0, 0
    odds = balance / (1 - balance)
    f = fraction * odds / (fraction * odds + 1 - fraction)
    f = f * (1 - lab.error) + (1 - f) * lab.error
    size = 1 / lab.scatter - 1
    f = min(max(f, 1e-9), 1 - 1e-9)
    return int(random.binomial(total, random.beta(f * size, (1 - f) * size))), total


def fraction_of(share, germline, alt, copies):
    return (share * alt + (1 - share) * germline) / (share * copies + (1 - share) * 2)


STORIES = ("germline", "germline_loss", "somatic", "second_hit")


def draw(random, lab, story, words, *, parents=False, blood_share=None, snps=3, deletion=None):
    """Return a person with reads.

    Args:
        random: numbers.
        lab: the laboratory.
        story: one of ``STORIES``.
        words: tissues.
        parents: whether father and mother are read too.
        blood_share: share of blood cells with the clone; drawn where not given.
        snps: heterozygous polymorphisms beside the candidates.
        deletion: whether a loss is a deletion; drawn where not given.
    """
    in_blood = 10 ** random.uniform(-3, np.log10(0.4)) if blood_share is None else blood_share
    in_dnt = random.uniform(0.3, 1.0)
    shares = {}
    for word in words:
        kind = TISSUES[word].kind
        if kind == "dnt":
            shares[word] = lab.purity * in_dnt + (1 - lab.purity) * in_blood
        elif kind == "blood":
            shares[word] = in_blood
        elif kind == "sorted":
            shares[word] = lab.purity * random.choice([0.0, in_blood]) + (1 - lab.purity) * in_blood
        elif kind == "mouth":
            leukocytes = random.beta(1.5, 4) if word == "buccal" else random.beta(5, 2.5)
            shares[word] = leukocytes * in_blood
        else:
            shares[word] = 0.0
    deleted = random.random() < 0.2 if deletion is None else deletion
    left = 1 if deleted else 2
    # Each allele: copies in the germline, in the clone of all copies, the parent it is from.
    alleles = []
    if story == "somatic":
        alleles.append(("A", True, 0, 1, 2, None))
    elif story == "germline":
        alleles.append(("A", True, 1, 1, 2, "father"))
    elif story == "germline_loss":
        alleles.append(("A", True, 1, left, left, "father"))
    else:
        alleles.append(("A", True, 1, 1, 2, "father"))
        alleles.append(("B", True, 0, 1, 2, None))
    for number in range(snps):
        parent = "father" if random.random() < 0.5 else "mother"
        if story == "germline_loss":
            kept = parent == "father"
            alleles.append((f"S{number}", False, 1, left if kept else 0, left, parent))
        else:
            alleles.append((f"S{number}", False, 1, 1, 2, parent))
    drawn = Drawn(story, blood=in_blood / 2, lost=shares.get("dnt", 0.0))
    samples = tuple(
        SheetSample(word, "P", TISSUES[word], None, None, lab.purity if word == "dnt" else None, 0)
        for word in words
    )
    drawn.person = Person("P", samples, "F" if parents else "", "M" if parents else "")
    for name in ("F", "M") if parents else ():
        sample = SheetSample(name, name, TISSUES["whole_blood"], None, None, None, 0)
        drawn.others[name] = Person(name, (sample,))
    for place, (name, candidate, germline, alt, copies, parent) in enumerate(alleles):
        balance = random.normal(0.487, lab.balance_spread)
        shown = {}
        molecules = {word: fraction_of(shares[word], germline, alt, copies) for word in words}
        for word in words:
            leak = random.uniform(0, lab.leak)
            other = words[0] if word != words[0] else words[-1]
            f = (1 - leak) * molecules[word] + leak * molecules[other]
            f = f * (1 - lab.foreign) + lab.foreign * 0.25
            own = random.normal(0.487, lab.balance_spread) if lab.balance_per_tissue else balance
            alt_reads, total = counted(random, lab, f, min(max(own, 0.3), 0.7), lab.depth)
            called = total > 0 and alt_reads >= max(3, 0.05 * total)
            zygosity = Zygosity.HOM if total and alt_reads > 0.9 * total else Zygosity.HET
            shown[SampleKey(word)] = Shown(
                called, zygosity if called else Zygosity.UNKNOWN, alt_reads, total, total, 99.0,
                not called,
            )  # fmt: skip
        for who in drawn.others:
            has = (who == "F" and parent == "father") or (who == "M" and parent == "mother")
            reads = counted(random, lab, 0.5 if has else 0.0, balance, lab.depth)
            shown[SampleKey(who)] = Shown(
                has, Zygosity.HET if has else Zygosity.UNKNOWN, *reads, reads[1], 99.0, not has
            )
        if not any(one.called for key, one in shown.items() if key.name in words):
            continue
        drawn.events.append(
            Event(
                (name,),
                name,
                "",
                name,
                name,
                (),
                candidate,
                (place, place, name),
                SiteClass.SUBSTITUTION,
                Change(place, place + 1, "A"),
                None,
                not candidate,
                shown=shown,
            )
        )
        lost = story == "germline_loss" and germline == 1
        drawn.truth[name] = (
            "somatic" if germline == 0 else "germline_with_loh" if lost and alt else "germline"
        )
    return drawn


def judged(drawn):
    persons = {"P": drawn.person, **drawn.others}
    members = [Member("", p.name, p.father, p.mother, None) for p in persons.values()]
    judge = Judge(persons, Families(members), drawn.events, {}, {})
    return judge.judge(drawn.person)


def tally(drawn_persons):
    """Return counts of answers over candidates and plain alleles."""
    counts = Counter()
    for drawn in drawn_persons:
        for row in judged(drawn):
            truth = drawn.truth[row.event.name]
            said = row.verdict.origin.value
            kind = "candidate" if row.event.candidate else "plain"
            open_loss = any(note.startswith("loss_not_excluded") for note in row.notes)
            if said == "undetermined":
                answer = "undetermined"
            elif said == truth:
                answer = "right"
            elif {said, truth} == {"germline", "germline_with_loh"}:
                answer = "loss open" if said == "germline" and open_loss else "loss wrong"
            else:
                answer = "wrong"
            counts[kind, answer] += 1
            counts[kind, "all"] += 1
            if row.verdict.confidence is not None and row.verdict.confidence >= 0.99:
                counts[kind, "sure"] += said != "undetermined"
                counts[kind, "sure right"] += answer in ("right", "loss open")
            for event, phase in row.partners:
                del event
                counts["phase", phase.relation] += 1
    return counts


def line(name, counts, kind="candidate"):
    every = counts[kind, "all"] or 1
    cells = [
        f"{counts[kind, answer]} ({100 * counts[kind, answer] / every:.1f} %)"
        for answer in ("wrong", "undetermined", "loss wrong", "loss open")
    ]
    sure = counts[kind, "sure"] or 1
    calibration = f"{100 * counts[kind, 'sure right'] / sure:.1f} % of {counts[kind, 'sure']}"
    return f"| {name} | {counts[kind, 'all']} | {' | '.join(cells)} | {calibration} |"


HEAD = (
    "| {} | alleles | wrong | undetermined | loss wrong | loss open | right if sure (≥ 0.99) |\n"
    "| --- | --- | --- | --- | --- | --- | --- |"
)


def origin_tables(random, number):
    usual = ("whole_blood", "dnt", "buccal")
    print("\n### Depth\n")
    print(HEAD.format("depth"))
    for depth in (20, 50, 100, 300, 1000):
        people = [
            draw(random, Lab(depth=depth, purity=random.uniform(0.6, 0.99)), STORIES[i % 4], usual)
            for i in range(number)
        ]
        print(line(depth, tally(people)))
    print("\n### Share of blood reads of a somatic allele, blood and DNT alone, depth 200\n")
    print(HEAD.format("blood"))
    for fraction in (0.01, 0.05, 0.10, 0.20, 0.30, 0.40):
        people = [
            draw(random, Lab(), "somatic", ("whole_blood", "dnt"), blood_share=2 * fraction)
            for _ in range(number // 2)
        ]
        print(line(f"{100 * fraction:.0f} %", tally(people)))
    print("\n### Purity of the sorted cells, depth 200\n")
    print(HEAD.format("purity"))
    for purity in (0.6, 0.8, 0.95):
        people = [
            draw(random, Lab(purity=purity), STORIES[i % 4], usual) for i in range(number // 2)
        ]
        print(line(purity, tally(people)))
    print("\n### Tissues, depth 200\n")
    print(HEAD.format("tissues"))
    for words, parents in (
        (("whole_blood",), False),
        (("dnt",), False),
        (("whole_blood", "dnt"), False),
        (("whole_blood", "dnt", "fibroblasts"), False),
        (("whole_blood", "dnt"), True),
    ):
        people = [
            draw(random, Lab(), STORIES[i % 4], words, parents=parents) for i in range(number // 2)
        ]
        name = ", ".join(words) + (", both parents" if parents else "")
        print(line(name, tally(people)))
    print("\n### Stress, depth 200: one thing worse than the model assumes\n")
    print(HEAD.format("what"))
    for name, lab in (
        ("scatter 0.04", Lab(scatter=0.04)),
        ("site balance twice as wide", Lab(balance_spread=0.04)),
        ("balance of its own in each tissue", Lab(balance_per_tissue=True)),
        ("foreign DNA 1 %, leakage 1.5 %", Lab(foreign=0.01, leak=0.015)),
        (
            "all together",
            Lab(scatter=0.04, balance_spread=0.04, balance_per_tissue=True, foreign=0.01,
                leak=0.015),
        ),
    ):  # fmt: skip
        people = [draw(random, lab, STORIES[i % 4], usual) for i in range(number // 2)]
        print(line(name, tally(people)))


def track(random, sites, share, kind, lab, whole=False):
    """Return the sites of a chromosome whose end, or all of it, is lost in a share of the cells."""
    positions = np.sort(random.choice(np.arange(100_000, 133_700_000), sites, replace=False))
    start = 0 if whole else int(random.uniform(20e6, 80e6))
    listed = []
    for position in positions:
        inside = position >= start and kind != "none"
        up = random.random() < 0.5
        left = {"copy_neutral": 2, "deletion": 1, "gain": 3}.get(kind, 2)
        alt = {2: 2 * up, 1: int(up), 3: 1 + up}[left] if inside else 1
        f = fraction_of(share, 1, alt, left) if inside else 0.5
        copies = share * left + (1 - share) * 2 if inside else 2
        balance = random.normal(0.487, lab.balance_spread)
        ref = counted(random, lab, 0.5, balance, lab.depth)
        own = counted(random, lab, f, balance, lab.depth * copies / 2)
        good = min(ref[1], own[1]) >= 15 and 0.3 <= ref[0] / max(ref[1], 1) <= 0.68
        if good:
            listed.append(TrackSite(int(position), *ref, *own))
    return listed, start


def track_tables(random, number):
    sample = SheetSample("d", "P", TISSUES["dnt"], None, None, None, 0)
    blood = SheetSample("b", "P", TISSUES["whole_blood"], None, None, None, 0)
    exome, genome = (300, Lab(depth=80)), (2000, Lab(depth=35))
    print("\n### Loss of heterozygosity along chromosome 10\n")
    print("| sites | what | share of cells | found | kind wrong | kind open |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, (sites, lab), repeats in (("exome", exome, number), ("genome", genome, number // 3)):
        for kind, shares in (
            ("copy_neutral", (0.15, 0.25, 0.5, 0.9)),
            ("deletion", (0.3, 0.5, 0.9)),
            ("gain", (0.9,)),
        ):
            for share in shares:
                found = wrong = undetermined = 0
                for _ in range(repeats):
                    listed, _ = track(random, sites, share, kind, lab)
                    own, _ = segments(listed, PLACE, "chr10", sample, blood)
                    over = [one for one in own if one.covers_fas]
                    found += bool(over)
                    wrong += any(one.kind not in (kind, "undetermined") for one in over)
                    undetermined += any(one.kind == "undetermined" for one in over)
                print(
                    f"| {name} | {kind.replace('_', '-')} | {share} | {found} of {repeats} | "
                    f"{wrong} | {undetermined} |"
                )
    print("\n| nulls | sites | false calls |\n| --- | --- | --- |")
    for name, lab, kind, whole in (
        ("balanced", Lab(depth=80), "none", False),
        ("noisy library (scatter 0.15)", Lab(depth=80, scatter=0.15), "none", False),
        ("site balance twice as wide", Lab(depth=80, balance_spread=0.04), "none", False),
        ("whole chromosome lost: no balanced part", Lab(depth=80), "copy_neutral", True),
    ):
        repeats = 5 * number if name == "balanced" else number
        false = 0
        for _ in range(repeats):
            listed, _ = track(random, 300, 0.9, kind, lab, whole)
            false += bool(segments(listed, PLACE, "chr10", sample, blood)[0])
        print(f"| {name} | 300 | {false} of {repeats} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--number", type=int, default=400, help="persons a line")
    parser.add_argument("--quick", action="store_true", help="20 persons a line")
    parser.add_argument("--only", choices=("origin", "track"))
    options = parser.parse_args()
    number = 20 if options.quick else options.number
    random = np.random.default_rng(options.seed)
    if options.only != "track":
        origin_tables(random, number)
    if options.only != "origin":
        track_tables(random, max(number // 4, 5))


if __name__ == "__main__":
    main()
