"""Simulated persons, and how well their alleles' origins, losses and phases are told.

``python -m tests.people.simulate`` prints the tables of docs/people.md; ``--quick`` a small run.
A long run goes in slices: ``--seed 2 --save two.json`` keeps the counts, ``--add two.json`` adds
them to those of another run.
"""

import argparse
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from fasannot.people.events import Event, SampleKey, Shown
from fasannot.people.families import Families, Member
from fasannot.people.parameters import load_tissues
from fasannot.people.reads import Change
from fasannot.people.sheet import Person, SheetSample
from fasannot.people.site_model import SiteClass
from fasannot.people.track import Place, TrackSite, compared
from fasannot.people.verdicts import Judge
from fasannot.samples.genotype import Zygosity
from tests.people.laboratory import Lab, fraction_of

TISSUES = load_tissues()
PLACE = Place(88_985_531, 89_017_785, 133_797_422)
USUAL = ("whole_blood", "dnt", "buccal")


@dataclass
class Allele:
    """One allele: copies in the germline, in the clone, of how many; from which parent."""

    name: str
    candidate: bool
    germline: int
    alt: int
    copies: int
    parent: str | None
    truth: str


@dataclass
class Drawn:
    """One person: the true story and what was read."""

    story: str
    person: Person
    alleles: list
    events: list = field(default_factory=list)
    others: dict = field(default_factory=dict)
    lost: float = 0.0  # share of the tube that lost a copy


STORIES = ("germline", "germline_loss", "somatic", "second_hit", "two_germline", "homozygous")


def alleles_of(random, story, snps, deleted):
    """Return the alleles of a story, with polymorphisms beside the candidates."""
    left = 1 if deleted else 2
    new = story == "de_novo"
    germline = Allele("A", True, 1, 1, 2, None if new else "father", "germline")
    found = [germline]
    if story == "somatic":
        found = [Allele("A", True, 0, 1, 2, None, "somatic")]
    elif story == "germline_loss":
        found = [Allele("A", True, 1, left, left, "father", "germline_with_loh")]
    elif story == "homozygous":
        found = [Allele("A", True, 2, 2, 2, "both", "germline")]
    elif story == "second_hit":
        found.append(Allele("B", True, 0, 1, 2, None, "somatic"))
    elif story == "two_germline":
        side = "mother" if random.random() < 0.5 else "father"
        found.append(Allele("B", True, 1, 1, 2, side, "germline"))
    for number in range(snps):
        side = "father" if random.random() < 0.5 else "mother"
        lost = story == "germline_loss"
        kept = side == "father"
        copies = (left if kept else 0, left) if lost else (1, 2)
        truth = "germline_with_loh" if lost and kept else "germline"
        found.append(Allele(f"S{number}", False, 1, *copies, side, truth))
    return found


def shares_of(random, words, purity, in_blood):
    """Return the clone's share of the cells of each tissue."""
    in_dnt = random.uniform(0.3, 1.0)
    found = {}
    for word in words:
        kind = TISSUES[word].kind
        if kind == "dnt":
            found[word] = purity * in_dnt + (1 - purity) * in_blood
        elif kind == "blood":
            found[word] = in_blood
        elif kind == "sorted":
            own = in_blood if random.random() < 0.5 else 0.0
            found[word] = purity * own + (1 - purity) * in_blood
        elif kind == "mouth":
            leukocytes = random.beta(1.5, 4) if word == "buccal" else random.beta(5, 2.5)
            found[word] = leukocytes * in_blood
        else:
            found[word] = 0.0
    return found


def draw(random, lab, story, words, *, parents=False, blood_reads=None, snps=3, purity=None):
    """Return a person with reads.

    Args:
        random: numbers.
        lab: the laboratory.
        story: one of ``STORIES``, or ``de_novo``.
        words: tissues.
        parents: whether father and mother are read too.
        blood_reads: ALT part of the blood reads of a somatic allele; drawn where not given.
        snps: heterozygous polymorphisms beside the candidates.
        purity: of sorted tubes; drawn where not given. Stated in half of the sheets.
    """
    purity = random.uniform(*lab.purity) if purity is None else purity
    in_blood = 10 ** random.uniform(-3, np.log10(0.4)) if blood_reads is None else 2 * blood_reads
    if story == "germline_loss":
        in_blood = min(in_blood, 0.09)  # only DNT and some of their kin lose a copy
    shares = shares_of(random, words, purity, in_blood)
    stated = purity if random.random() < 0.5 else None
    samples = tuple(
        SheetSample(word, "P", TISSUES[word], None, None,
                    stated if TISSUES[word].sorted_cells else None, 0)
        for word in words
    )  # fmt: skip
    person = Person("P", samples, "F" if parents else "", "M" if parents else "")
    drawn = Drawn(story, person, alleles_of(random, story, snps, random.random() < 0.2))
    drawn.lost = shares.get("dnt", 0.0)
    for name in ("F", "M") if parents else ():
        sample = SheetSample(name, name, TISSUES["whole_blood"], None, None, None, 0)
        drawn.others[name] = Person(name, (sample,))
    leaks = {word: random.uniform(0, lab.leak) for word in words}
    foreign = {word: random.uniform(0, lab.foreign) for word in words}
    for place, allele in enumerate(drawn.alleles):
        site = lab.site(random)
        stranger = random.choice([0.0, 0.5, 1.0], p=[0.49, 0.42, 0.09])  # of a common allele
        stranger = 0.0 if allele.candidate else stranger
        molecules = {
            word: fraction_of(shares[word], allele.germline, allele.alt, allele.copies)
            for word in words
        }
        shown = {}
        for word in words:
            other = words[0] if word != words[0] else words[-1]
            f = (1 - leaks[word]) * molecules[word] + leaks[word] * molecules[other]
            f = (1 - foreign[word]) * f + foreign[word] * stranger
            shown[SampleKey(word)] = called_shown(*lab.reads(random, f, site))
        for who, side in (("F", "father"), ("M", "mother")) if parents else ():
            f = 0.5 if allele.parent in (side, "both") else 0.0
            shown[SampleKey(who)] = called_shown(*lab.reads(random, f, site))
        if any(one.called for key, one in shown.items() if key.name in words):
            drawn.events.append(event_of(allele, place, shown))
    return drawn


def called_shown(alt, total):
    """Return reads as a caller shows them."""
    alt, total = int(alt), int(total)
    called = total > 0 and alt >= max(3, 0.05 * total)
    zygosity = Zygosity.HOM if called and alt > 0.9 * total else Zygosity.HET
    return Shown(
        called, zygosity if called else Zygosity.UNKNOWN, alt, total, total, 99.0, not called,
        mosaic=called and alt < 0.25 * total, listed=True,
    )  # fmt: skip


def event_of(allele, place, shown):
    return Event(
        (allele.name,),
        allele.name,
        "",
        allele.name,
        allele.name,
        (),
        allele.candidate,
        (place, place, allele.name),
        SiteClass.SUBSTITUTION,
        Change(place, place + 1, "A"),
        None,
        not allele.candidate,
        shown=shown,
    )


def judged(drawn):
    persons = {"P": drawn.person, **drawn.others}
    members = [Member("", p.name, p.father, p.mother, None) for p in persons.values()]
    judge = Judge(persons, Families(members), drawn.events, {}, {})
    return judge.judge(drawn.person)


CATEGORIES = {
    "germline": "ALPS-FAS",
    "de_novo": "ALPS-FAS",
    "two_germline": "ALPS-FAS",
    "homozygous": "ALPS-FAS_homozygous",
    "germline_loss": "ALPS-FAS_with_somatic_second_hit",
    "second_hit": "ALPS-FAS_with_somatic_second_hit",
    "somatic": "ALPS-sFAS",
}


def tally(people):
    """Return counts of answers over candidates and plain alleles, phases, inheritance, category."""
    counts = Counter()
    for drawn in people:
        rows = judged(drawn)
        by_name = {allele.name: allele for allele in drawn.alleles}
        for row in rows:
            _count_origin(counts, row, by_name[row.event.name].truth)
            _count_family(counts, row, by_name, bool(drawn.others))
        if rows and any(row.event.candidate for row in rows):
            said, true = rows_category(rows), CATEGORIES[drawn.story]
            called = {row.event.name for row in rows}
            if drawn.story == "second_hit" and called.isdisjoint({"B"}):
                true = "ALPS-FAS"  # what no file called cannot be known
            sure = said == true or said == "undetermined"
            open_loss = drawn.story == "germline_loss" and said == "ALPS-FAS"
            answer = "right" if sure else "open" if open_loss else "wrong"
            counts[f"category {answer}"] += 1
    return counts


def rows_category(rows):
    return next(row.category for row in rows if row.event.candidate)


def _count_origin(counts, row, truth):
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
    counts[f"{kind} {answer}"] += 1
    counts[f"{kind} all"] += 1
    counts[f"{kind} with loss"] += truth == "germline_with_loh"
    if row.verdict.confidence is not None and said != "undetermined":
        bin_ = next(b for b in (0.9999, 0.999, 0.99, 0.0) if row.verdict.confidence >= b)
        counts[f"sure {bin_}"] += 1
        counts[f"sure right {bin_}"] += answer in ("right", "loss open")


def _count_family(counts, row, alleles, with_parents):
    for event, phase in row.partners:
        sides = {alleles[row.event.name].parent, alleles[event.name].parent}
        if None in sides or "both" in sides:
            continue
        true = "cis" if len(sides) == 1 else "trans"
        answer = "unknown" if phase.relation == "unknown" else phase.relation == true
        counts[f"phase { ({True: 'right', False: 'wrong'}.get(answer, answer)) }"] += 1
    if with_parents and row.event.candidate and row.is_germline:
        word = row.inherited.word.partition(";")[0]
        new = alleles[row.event.name].parent is None
        counts["new all" if new else "inherited all"] += 1
        counts["new missed" if new else "new false"] += (word == "de_novo") != new


# Tables ----------------------------------------------------------------------------------------

HEAD = (
    "| {} | alleles | wrong | undetermined | loss wrong | loss open, of lost |\n"
    "| --- | --- | --- | --- | --- | --- |"
)


def upper(wrong, every):
    """Return the upper 95 % limit of a share, as a percentage (exact, by halving)."""
    if not every:
        return 100.0
    low, high = wrong / every, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        terms = [
            _log_choose(every, k) + k * np.log(middle) + (every - k) * np.log1p(-middle)
            for k in range(wrong + 1)
        ]
        if np.exp(terms).sum() > 0.025:
            low = middle
        else:
            high = middle
    return 100 * high


def _log_choose(n, k):
    return sum(np.log((n - i) / (i + 1)) for i in range(k))


def line(name, counts, kind="candidate"):
    every = counts[f"{kind} all"]
    cells = []
    for answer in ("wrong", "undetermined", "loss wrong"):
        number = counts[f"{kind} {answer}"]
        limit = f", below {upper(number, every):.1f} %" if answer == "wrong" else ""
        cells.append(f"{number} ({100 * number / max(every, 1):.1f} %{limit})")
    lost = counts[f"{kind} with loss"]
    cells.append(f"{counts[f'{kind} loss open']} of {lost}" if lost else "")
    return f"| {name} | {every} | {' | '.join(cells)} |"


MOSAICS = "Somatic alleles from blood and DNT alone, by depth, part of the blood reads and purity"
LOW, DEEP = ("1 %", "5 %", "10 %", "20 %"), ("100", "300")


class Tables:
    """Lines of tables, each with its counts; those of other runs may be added."""

    def __init__(self, before, save):
        self.counts = before
        self.save = save
        self.sections = []

    def section(self, title, column):
        self.sections.append((title, column, []))

    def line(self, name, people):
        title = self.sections[-1][0]
        self.sections[-1][2].append(str(name))
        found = self.counts.setdefault(f"{title}|{name}", Counter())
        found.update(tally(people))
        self.save(self.counts)  # a run that is cut short has what it has

    def text(self):
        whole, mosaics = Counter(), Counter()
        told = ("phase", "new", "inherited")  # of families alone
        for title, column, names in self.sections:
            print(f"\n### {title}\n\n{HEAD.format(column)}")
            for name in names:
                counts = self.counts[f"{title}|{name}"]
                print(line(name, counts))
                if title == "Depth" and int(name) >= 100:
                    whole.update({k: v for k, v in counts.items() if not k.startswith(told)})
                depth, part, *_ = (*str(name).split(", "), "")
                if title == MOSAICS and depth in DEEP and part in LOW:
                    mosaics.update(counts)
                if "family" in title.lower():
                    whole.update({k: v for k, v in counts.items() if k.startswith(told)})
        print("\n### All alleles at depth 100 and more, and families\n")
        print(HEAD.format("kind of allele"))
        print(line("candidates", whole))
        print(line("polymorphisms", whole, "plain"))
        print(line("mosaics of 1 to 20 % of blood reads, from blood and DNT alone", mosaics))
        print("\n| what | figure |\n| --- | --- |")
        for answer in ("right", "open", "wrong"):
            print(f"| category {answer} | {whole[f'category {answer}']} |")
        phases = ", ".join(f"{a} {whole[f'phase {a}']}" for a in ("right", "wrong", "unknown"))
        print(f"| phase from parents | {phases} |")
        print(f"| de novo, false | {whole['new false']} of {whole['inherited all']} inherited |")
        print(f"| de novo, missed | {whole['new missed']} of {whole['new all']} new |")
        print("\n| CONFIDENCE from | answers | right |\n| --- | --- | --- |")
        for low in (0.9999, 0.999, 0.99):
            every, right = whole[f"sure {low}"], whole[f"sure right {low}"]
            print(f"| {low} | {every} | {right} ({100 * right / max(every, 1):.2f} %) |")


def origin_tables(random, number, tables):
    def people(lab, words, stories=STORIES, repeats=number, **options):
        return [
            draw(random, lab, stories[i % len(stories)], words, **options) for i in range(repeats)
        ]

    tables.section("Depth", "depth")
    for depth in (20, 50, 100, 300, 1000):
        tables.line(depth, people(Lab(depth=depth), USUAL, repeats=2 * number))
    tables.section(MOSAICS, "depth, part, purity")
    for depth in (50, 100, 300):
        for part in (0.01, 0.05, 0.10, 0.20, 0.30, 0.40):
            for purity in (0.6, 0.9):
                found = people(
                    Lab(depth=depth), USUAL[:2], ("somatic",), blood_reads=part, purity=purity
                )
                tables.line(f"{depth}, {100 * part:.0f} %, {purity}", found)
    tables.section("Blood reads of a somatic allele, with hair, depth 100", "part")
    for part in (0.20, 0.40):
        words = ("whole_blood", "dnt", "hair")
        found = people(Lab(depth=100), words, ("somatic",), blood_reads=part)
        tables.line(f"{100 * part:.0f} %", found)
    tables.section("Purity of the sorted cells, depth 100", "purity")
    for purity in (0.6, 0.8, 0.95):
        tables.line(purity, people(Lab(depth=100), USUAL[:2], purity=purity))
    tables.section("Tissues, depth 200", "tissues")
    for words in (
        ("whole_blood",),
        ("dnt",),
        ("whole_blood", "dnt"),
        ("saliva", "dnt"),
        ("pbmc", "dnt", "cd8"),
        ("whole_blood", "dnt", "fibroblasts"),
    ):
        tables.line(", ".join(words), people(Lab(), words))
    tables.section("Family: both parents read, depth 100", "tissues")
    stories = ("germline", "de_novo", "two_germline", "second_hit", "germline_loss", "somatic")
    for words in (("whole_blood",), ("whole_blood", "dnt")):
        found = people(Lab(depth=100), words, stories, repeats=2 * number, parents=True)
        tables.line(", ".join(words), found)
    usual = Lab(depth=200)
    scatter = replace(usual, molecules=0.6, copying=2.0)
    bias = replace(usual, bias=(0.47, 0.04))
    kits = replace(usual, bias_of_tissue=0.03)
    dirty = replace(usual, foreign=0.02, leak=0.03)
    tables.section("Stress, depth 200: one thing worse than the model assumes", "what")
    for name, lab in (
        ("few molecules, copied unevenly", scatter),
        ("bias twice as wide, and to REF", bias),
        ("bias of its own in each tissue", kits),
        ("foreign DNA to 2 %, leakage to 3 %", dirty),
        ("all together", replace(scatter, bias=(0.47, 0.04), bias_of_tissue=0.03, foreign=0.02,
                                 leak=0.03)),
    ):  # fmt: skip
        tables.line(name, people(lab, USUAL))


def track(random, sites, share, kind, lab, whole=False, within=None, inner=False):
    """Return the sites of a chromosome whose end, or all of it, is changed in a share of the cells.

    Args:
        random: numbers.
        sites: heterozygous sites.
        share: share of the cells.
        kind: ``copy_neutral``, ``deletion``, ``gain`` or ``none``.
        lab: the laboratory.
        whole: whether all of the chromosome is changed.
        within: how many sites lie in the segment; drawn by its place where not given.
        inner: whether the segment ends as far from the end as it is long.
    """
    positions = np.sort(random.integers(100_000, 133_700_000, sites))
    start = 0 if whole else int(random.uniform(20e6, 80e6))
    if within is not None:
        start = int(positions[-2 * within if inner else -within])
    end = positions[-within] if inner else positions[-1] + 1
    inside = (positions >= start) & (positions < end) & (kind != "none")
    up = random.random(sites) < 0.5
    left = {"copy_neutral": 2, "deletion": 1, "gain": 3}.get(kind, 2)
    alt = {2: 2 * up, 1: up.astype(int), 3: 1 + up}[left]
    f = np.where(inside, fraction_of(share, 1, alt, left), 0.5)
    copies = np.where(inside, (share * left + (1 - share) * 2) / 2, 1.0)
    bias = np.clip(random.normal(*lab.bias, sites), 0.3, 0.7)
    factor = random.gamma(1 / lab.uneven, lab.uneven, sites)
    site = (bias, factor, lab.error[0])
    ref_alt, ref_total = lab.reads(random, np.full(sites, 0.5), site)
    own_alt, own_total = lab.reads(random, f, site, copies)
    part = ref_alt / np.maximum(ref_total, 1)
    good = (ref_total >= 15) & (own_total >= 6) & (part >= 0.3) & (part <= 0.68)
    columns = [
        array[good].tolist() for array in (positions, ref_alt, ref_total, own_alt, own_total)
    ]
    return [TrackSite(*values) for values in zip(*columns, strict=True)], start


def paralogous(random, sites, lab, stretch=15):
    """Return a balanced chromosome with a stretch that maps badly in both tissues."""
    listed, _ = track(random, sites, 0.0, "none", lab)
    first = int(random.integers(0, len(listed) - stretch))
    for place in range(first, first + stretch):
        one, f = listed[place], random.uniform(0.33, 0.42)
        counts = random.binomial((one.ref_total, one.total), f).tolist()
        listed[place] = one._replace(ref_alt=counts[0], alt=counts[1])
    return [one for one in listed if 0.3 <= one.ref_alt / one.ref_total <= 0.68]


GRID = {
    "copy_neutral": (0.15, 0.25, 0.35, 0.5, 0.9),
    "deletion": (0.3, 0.5, 0.7, 0.9),
    "gain": (0.5, 0.9),
}
INNER = {"copy_neutral": (0.25, 0.35, 0.5), "deletion": (0.5, 0.7)}


def track_tables(random, number, counts, save, only):
    sample = SheetSample("d", "P", TISSUES["dnt"], None, None, None, 0)
    blood = SheetSample("b", "P", TISSUES["whole_blood"], None, None, None, 0)

    def seen(listed):
        return compared(listed, PLACE, "chr10", sample, blood).segments

    lines = []
    usual = Lab(depth=80, uneven=0.25)
    panel = Lab(depth=100, uneven=0.15)
    scattered = replace(usual, molecules=0.5, copying=2.0)
    half = {"copy_neutral": (0.5, 0.9), "deletion": (0.7,)}
    for name, sites, lab, repeats, options, grid in (
        ("20 in the segment", 150, panel, number, {"within": 20}, GRID),
        ("20, ending within the arm", 150, panel, number, {"within": 20, "inner": True}, INNER),
        ("exome, 300", 300, usual, number, {}, GRID),
        ("exome, scatter 0.06", 300, scattered, number // 2, {}, half),
        ("genome, 2,000", 2000, Lab(depth=35, uneven=0.05), number, {}, GRID),
    ):
        for kind, shares in grid.items():
            for share in shares:
                key = f"{name} | {kind.replace('_', '-')} | {share}"
                lines.append(key)
                found = counts.setdefault(key, Counter())
                part = "genome" if name.startswith("genome") else "track"
                for _ in range(repeats if only in (None, part) else 0):
                    listed, start = track(random, sites, share, kind, lab, **options)
                    every = seen(listed)
                    over = [one for one in every if one.end > start]
                    found["elsewhere"] += len(over) < len(every)
                    found["all"] += 1
                    found["found"] += bool(over)
                    found["wrong"] += any(one.kind not in (kind, "undetermined") for one in over)
                    found["open"] += any(one.kind == "undetermined" for one in over)
                    found["border"] += any(
                        one.start_range[0] <= start <= one.start_range[1] for one in over
                    )
                save(counts)
    nulls = []
    noisy = replace(usual, molecules=0.2, copying=3.0)
    for name, lab, kind, whole, repeats in (
        ("balanced exome", usual, "none", False, 8 * number),
        ("balanced genome", Lab(depth=35, uneven=0.05), "none", False, number // 3),
        ("balanced exome, two kits", replace(usual, bias_of_tissue=0.03), "none", False, number),
        ("bias twice as wide", replace(usual, bias=(0.47, 0.04)), "none", False, number),
        ("a stretch of 15 sites that map badly", usual, "paralogous", False, number),
        ("scatter 0.06", scattered, "none", False, number),
        ("noisy library", noisy, "none", False, number),
        ("amplified from single cells", replace(noisy, molecules=0.08), "none", False, number),
        ("all of it lost: no balanced part", usual, "copy_neutral", True, number),
    ):
        nulls.append(name)
        found = counts.setdefault(name, Counter())
        sites = 2000 if "genome" in name else 300
        for _ in range(repeats if only in (None, "nulls") else 0):
            if kind == "paralogous":
                listed = paralogous(random, sites, lab)
            else:
                listed, _ = track(random, sites, 0.9, kind, lab, whole)
            found["all"] += 1
            found["found"] += bool(seen(listed))
        save(counts)
    print("\n### Loss of heterozygosity along chromosome 10\n")
    print("| sites | what | share of cells | found | kind wrong | kind open | border in range |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for key in lines:
        one = counts[key]
        print(
            f"| {key} | {one['found']} of {one['all']} | {one['wrong']} | {one['open']} | "
            f"{one['border']} of {one['found']} |"
        )
    print("\n| nothing to be called | false calls |\n| --- | --- |")
    for name in nulls:
        print(f"| {name} | {counts[name]['found']} of {counts[name]['all']} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--number", type=int, default=60, help="persons a line; 0: only add")
    parser.add_argument("--quick", action="store_true", help="a tenth of it")
    parser.add_argument("--only", choices=("origin", "track", "genome", "nulls"))
    parser.add_argument("--save", help="write the counts here, to be added to another run")
    parser.add_argument("--add", nargs="*", default=(), help="counts of other runs")
    options = parser.parse_args()
    number = max(options.number // 10, 6) if options.quick else options.number
    random = np.random.default_rng(options.seed)
    counts = {}

    def save(counts):
        if options.save:
            Path(options.save).write_text(json.dumps(counts))

    for path in options.add:
        for key, values in json.loads(Path(path).read_text()).items():
            counts.setdefault(key, Counter()).update(values)
    if options.only in (None, "origin"):
        tables = Tables(counts, save)
        origin_tables(random, number, tables)
        tables.text()
    if options.only != "origin":
        track_tables(random, number, counts, save, options.only)


if __name__ == "__main__":
    main()
