"""The first screen: who, which variant, what it means, how sure, was FAS seen, what next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fasannot.gene.model import GeneModel
from fasannot.outputs.plot.chromosome import ChromosomePicture
from fasannot.outputs.report.persons import Pair, Person, Share, TissueShare
from fasannot.outputs.report.seen import CoverageView, SeenAnswer, seen_answer
from fasannot.outputs.weight import weight
from fasannot.rules.flags import Flag, Mechanism
from fasannot.wording.book import listed, say, say_count
from fasannot.wording.meaning import (
    catalogue_text,
    effect_words,
    meaning,
    sure_reached,
)
from fasannot.wording.phrases import event_name, short_name

_NAMED = 3  # variants that a headline names


@dataclass(frozen=True, slots=True)
class VariantLine:
    """One allele of one person, in the words of a table.

    Attributes:
        number: the allele's number on the page.
        name: its c. name, or what it is in words.
        protein: its p. name; empty where none is predicted.
        who: zygosity and from whom.
        reads: the reads by sample.
        effect: what it does, in a few words.
        known: what catalogues say.
        candidate: whether it needs judging.
        meaning: the same in whole sentences.
    """

    number: int
    name: str
    protein: str
    who: str
    reads: tuple[TissueShare, ...]
    effect: str
    known: str
    candidate: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """The answer for one person.

    Attributes:
        number: the person's number on the page, from 1.
        name: the person.
        about: samples, tissues, relation; empty if there is nothing to say.
        found: whether a variant needs judging.
        headline: the answer in one line.
        sentences: what it means.
        sure: how sure that is, by variant.
        seen: was FAS seen.
        steps: what to do next.
        lines: the variants, those that need judging first.
        pairs: how they lie to each other.
        pictures: chromosome 10 of the person's sorted cells.
    """

    number: int
    name: str
    about: str
    found: bool
    headline: str
    sentences: tuple[str, ...]
    sure: tuple[str, ...]
    seen: SeenAnswer
    steps: tuple[str, ...]
    lines: tuple[VariantLine, ...]
    pairs: tuple[str, ...]
    pictures: tuple[ChromosomePicture, ...] = ()

    @property
    def candidates(self) -> tuple[VariantLine, ...]:
        """The variants that need judging."""
        return tuple(line for line in self.lines if line.candidate)


@dataclass(frozen=True, slots=True)
class FirstScreen:
    """What the page says before anyone scrolls.

    Attributes:
        title: whom it is about.
        headline: the answer in one line.
        found: whether a variant needs judging.
        focus: the answer of the one person that it is about; ``None`` where there are several.
        people: the answers of all, those with variants first; those without, by name, last.
        without: names of the people in whom nothing needs judging, where there are several.
        seen: was FAS seen, of all together.
        steps: what to do next.
        running: what stands at the top of each printed page.
        pages: the persons of a sheet who have a page of their own behind the first.
    """

    title: str
    headline: str
    found: bool
    focus: PersonAnswer | None
    people: tuple[PersonAnswer, ...]
    without: tuple[str, ...]
    seen: SeenAnswer
    steps: tuple[str, ...]
    running: str
    pages: tuple[PersonAnswer, ...] = ()


def first_screen(
    persons: Sequence[Person],
    names: Sequence[str],
    coverage: Sequence[CoverageView],
    model: GeneModel,
    alleles: int,
    warned: bool = False,
) -> FirstScreen:
    """Return the first screen of a page.

    Args:
        persons: whose alleles they are.
        names: names of the inputs.
        coverage: what is known of the coverage of FAS.
        model: the gene model.
        alleles: how many FAS alleles the inputs list.
        warned: whether an input has a warning; a page without a variant then says so first.
    """
    doubtful = say("headline.warned") if warned and not alleles else ""
    present = frozenset(person.name for person in persons)
    several_inputs = len(names) > 1
    answers = [
        person_answer(
            number, person, coverage, model, present, names[person.source] * several_inputs
        )
        for number, person in enumerate(persons, 1)
    ]
    focus = _focus(persons, present)
    if focus is not None:
        answer = answers[focus]
        others = [one for place, one in enumerate(answers) if place != focus]
        whom = answer.name if persons[focus].place >= 0 else names[0]
        pages = tuple([one for one in others if persons[one.number - 1].by_sheet])
        return FirstScreen(
            title=whom,
            headline=doubtful or answer.headline,
            found=answer.found,
            focus=replace(answer, headline=doubtful) if doubtful else answer,
            people=(answer, *others),
            without=(),
            seen=answer.seen,
            steps=answer.steps,
            running=whom,
            pages=pages,
        )
    ranked = sorted(
        (one for one in answers if one.candidates),
        key=lambda one: (_rank(persons[one.number - 1]), one.number),
    )
    without = tuple(one.name for one in answers if not one.candidates)
    variants = {line.number for one in ranked for line in one.candidates}
    if not ranked:
        listed_variants = len({line.number for one in answers for line in one.lines})
        seen = seen_answer(coverage, "")
        headline = doubtful or _none_headline(seen, max(alleles, listed_variants))
    else:
        headline = say(
            "headline.people",
            variants=say_count("count.variant", len(variants)),
            people=len(ranked),
            all=len(persons),
        )
    whom = say("title.people", number=len(persons), inputs=say_count("count.input", len(names)))
    ends = persons[0].name if len(persons) == 1 else f"{persons[0].name} … {persons[-1].name}"
    return FirstScreen(
        title=whom,
        headline=headline,
        found=bool(ranked),
        focus=None,
        people=tuple(ranked),
        without=without,
        seen=seen_answer(coverage, ""),
        steps=_shared_steps(ranked, coverage),
        running=f"{whom}: {ends}",
        pages=tuple([one for one in answers if persons[one.number - 1].by_sheet]),
    )


def _focus(persons: Sequence[Person], present: frozenset[str]) -> int | None:
    """Return the place of the one person that a page is about; ``None`` where there are several.

    A family is about its child, or about the only ill one among its children.
    """
    if len(persons) == 1:
        return 0
    affected = [place for place, person in enumerate(persons) if person.affected]
    if persons[0].by_sheet and len(affected) > 1:
        return None
    children = [
        place
        for place, person in enumerate(persons)
        if person.father in present or person.mother in present
    ]
    ill = [place for place in children if persons[place].affected]
    if len(ill) == 1:
        return ill[0]
    return children[0] if len(children) == 1 else None


def _rank(person: Person) -> tuple[int, int, int]:

    return min(weight(share.finding) for share in person.candidates)


def person_answer(
    number: int,
    person: Person,
    coverage: Sequence[CoverageView],
    model: GeneModel,
    present: frozenset[str],
    source: str,
) -> PersonAnswer:
    """Return the answer for one person.

    Args:
        number: the person's number on the page.
        person: the person.
        coverage: what is known of the coverage of FAS.
        model: the gene model.
        present: names of the people on the page.
        source: the name of the input, where there are several.
    """
    found = person.candidates
    seen = seen_answer(coverage, *person.samples)
    lines = tuple(variant_line(share, model) for share in person.shares)
    about = list(person.tissues)
    for word, parent in (("about.father", person.father), ("about.mother", person.mother)):
        if parent:
            name = parent if parent in present else say("about.not_in_file", name=parent)
            about.append(say(word, name=name))
    if person.affected is not None:
        about.append(say("about.affected" if person.affected else "about.unaffected"))
    if not found:
        headline = _none_headline(seen, len(person.shares))
        sentences: tuple[str, ...] = (say("meaning.none"),)
        if person.shares:
            names = listed([_name(share) for share in person.shares[:_NAMED]])
            more = len(person.shares) - _NAMED
            tail = say_count("word.and_more", more) if more > 0 else ""
            sentences = (say("meaning.listed", names=names + tail), *sentences)
    else:
        headline = _headline(person, found)
        sentences = tuple(
            meaning(share.finding, model) if len(found) == 1 else _told(share, model)
            for share in found[:_NAMED]
        )
    sure = [
        sure_reached(share.finding)
        if len(found) == 1
        else f"{share.title}: {sure_reached(share.finding)}"
        for share in found[:_NAMED]
        if sure_reached(share.finding)
    ]
    if sure:
        sure.append(say("sure.not_counted"))
    if len(found) == 2:
        sure += [_pair_text(pair) for pair in person.pairs]
    pairs = tuple(_pair_text(pair) for pair in person.pairs)
    name = f"{person.name} ({source})" if source else person.name
    return PersonAnswer(
        number=number,
        name=name,
        about="; ".join(about),
        found=bool(found),
        headline=headline,
        sentences=(*sentences, *person.told),
        sure=tuple(sure),
        seen=seen,
        steps=_steps(person, found, seen, present),
        lines=lines,
        pairs=pairs,
        pictures=person.pictures,
    )


def _told(share: Share, model: GeneModel) -> str:
    return f"{_name(share)}: {meaning(share.finding, model)}"


def _name(share: Share) -> str:
    """Return the allele as people say it: p. name, c. name; a large one in words."""
    finding = share.finding
    name = share.title
    event = event_name(finding)
    if event:
        return f"{event} ({name})"
    protein = short_name(finding.hgvs_p)
    return f"{protein}, {name}" if protein and protein not in ("p.?", "p.(=)", "p.=") else name


def _carried(share: Share) -> str:
    """Return zygosity, parent and fractions of one allele."""
    text = share.origin if share.mosaic and share.origin else share.zygosity
    if share.origin and not share.mosaic:
        text = f"{share.origin}, {text}"
    untold = [one.short for one in share.tissues if not one.tissue and one.short]
    if untold:
        text = f"{text} ({'; '.join(untold)})" if text else "; ".join(untold)
    tissues = [_in_tissue(one) for one in share.tissues if one.tissue]
    return ", ".join(part for part in (text, *tissues, share.from_whom) if part)


def _in_tissue(one: TissueShare) -> str:
    """Return the reads of a tissue for a headline: ``whole blood 2 % (2 of 100 reads)``."""
    if not one.counts:
        return f"{one.tissue} {one.text}"
    return say("reads.in_tissue", tissue=one.tissue, share=one.short, counts=one.counts)


def _headline(person: Person, found: Sequence[Share]) -> str:
    named = [", ".join(filter(None, (_name(share), _carried(share)))) for share in found[:_NAMED]]
    unjudged = any(Flag.NOT_JUDGED in share.finding.flags for share in found)
    if len(found) == 1:
        return say("headline.unjudged" if unjudged else "headline.single", variant=named[0])
    tail = say_count("word.and_more", len(found) - _NAMED) if len(found) > _NAMED else ""
    return say(
        f"headline.{_relation(person.pairs, len(found))}",
        number=say_count("count.variant", len(found)),
        variants="; ".join(named) + tail,
    )


def _relation(pairs: Sequence[Pair], candidates: int) -> str:
    """Return how all candidates of a person lie: ``trans``, ``cis``, ``unknown`` or ``several``."""
    if candidates > 2:
        return "several"
    relations = {pair.relation for pair in pairs}
    return relations.pop() if len(relations) == 1 else "unknown"


def _none_headline(seen: SeenAnswer, alleles: int) -> str:
    what = say("headline.none_listed" if not alleles else "headline.none_judged")
    part = seen.known and not seen.complete
    return say("headline.none_part" if part else "headline.none", what=what, seen=seen.headline)


def _pair_text(pair: Pair) -> str:
    return say(f"pair.{pair.relation}", one=pair.names[0], other=pair.names[1], reason=pair.reason)


def variant_line(share: Share, model: GeneModel) -> VariantLine:
    """Return one allele of a person for a table."""
    finding = share.finding
    protein = short_name(finding.hgvs_p)
    who = [share.origin, share.zygosity if not share.mosaic or not share.origin else ""]
    return VariantLine(
        number=share.number,
        name=share.title,
        protein="" if protein in ("p.?", "p.(=)", "p.=") else protein,
        who=", ".join(part for part in (*who, share.from_whom) if part),
        reads=share.tissues,
        effect=effect_words(finding, model),
        known=catalogue_text(finding),
        candidate=finding.candidate,
        meaning=meaning(finding, model),
    )


def _steps(
    person: Person, found: Sequence[Share], seen: SeenAnswer, present: frozenset[str]
) -> tuple[str, ...]:
    """Return what to do next; what the files at hand have done is not asked for again."""
    if person.by_sheet:
        return _steps_of_sheet(person, found, seen)
    if not found:
        return (seen.step, say("next.none")) if seen.step else (say("next.none"),)
    steps = [say("next.confirm")]
    if any(Flag.NOT_JUDGED in share.finding.flags for share in found):
        steps = [say("next.unjudged")]
    germline = [share for share in found if not share.mosaic]
    tissues = len({one.tissue for share in found for one in share.tissues})
    if any(share.finding.splice_texts and not event_name(share.finding) for share in found):
        steps.append(say("next.rna"))
    if any(share.mosaic for share in found) and tissues < 2:
        steps.append(say("next.mosaic"))
    missing = [
        word
        for word, parent in (("father", person.father), ("mother", person.mother))
        if parent not in present or not parent
    ]
    if germline and missing:
        steps.append(say("next.parents" if len(missing) == 2 else f"next.{missing[0]}"))
    haploinsufficient = any(
        share.finding.mechanisms == (Mechanism.HAPLOINSUFFICIENCY,) for share in germline
    )
    if haploinsufficient and len(found) == 1 and tissues < 2:
        steps.append(say("next.second_hit"))
    if any(share.homozygous for share in found):
        steps.append(say("next.homozygous"))
    steps.append(say("next.clinic"))
    if not seen.complete:
        steps.append(seen.step)
    return tuple(step for step in steps if step)


def _steps_of_sheet(person: Person, found: Sequence[Share], seen: SeenAnswer) -> tuple[str, ...]:
    """Return what to do next where all tissues and relatives were judged together."""
    steps = [say("next.confirm")] if found else []
    if any(share.finding.splice_texts and not event_name(share.finding) for share in found):
        steps.append(say("next.rna"))
    steps += person.steps
    steps.append(say("next.clinic") if found else say("next.none"))
    if not seen.complete:
        steps.append(seen.step)
    return tuple(step for step in steps if step)


def _shared_steps(
    answers: Sequence[PersonAnswer], coverage: Sequence[CoverageView]
) -> tuple[str, ...]:
    """Return the steps that all people with variants share, in their order; else those of none."""
    if not answers:
        step = seen_answer(coverage, "").step
        return tuple(one for one in (step, say("next.none")) if one)
    common = [
        step for step in answers[0].steps if all(step in answer.steps for answer in answers[1:])
    ]
    return tuple(common)
