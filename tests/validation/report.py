"""Write docs/validation.md: how catalogued and background alleles of FAS come out.

Run from the repository root: ``python -m tests.validation.report > docs/validation.md``. It needs
nothing but the shipped tables and takes a few seconds. ``--write-vcf`` writes the catalogued
alleles for other programs; their outputs, given with ``--snpeff`` and ``--vep``, are set beside
ours, and so is that of VEP with the LOFTEE plugin, if given with ``--loftee``.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from fasannot.allele.variant import GenomicVariant, VariantKind, canonical, unshift
from fasannot.effect.projection import Reach
from fasannot.effect.protein import ProteinKind
from fasannot.effect.terms import Consequence
from fasannot.effect.transcript_effect import TranscriptEffect, compute_effect
from fasannot.evidence.catalogue import Category, KnownVariant
from fasannot.evidence.values import NO_EVIDENCE, ClinVarRecord, ExternalEvidence, Frequency
from fasannot.gene.resources import data_version
from fasannot.gene.sequence import codon_table
from fasannot.rules.assess import Assessment, assess
from fasannot.rules.flags import Flag
from fasannot.rules.frequency_facts import deciding, highest_bound
from fasannot.rules.knowledge import Knowledge, load_knowledge
from fasannot.rules.rule_book import Scale


class Result(NamedTuple):
    """One allele with what the rules make of it."""

    label: str
    effect: TranscriptEffect
    assessment: Assessment

    @property
    def flags(self) -> str:
        return " ".join(self.assessment.flags) or "none"


def judge(knowledge: Knowledge, variant: GenomicVariant, label: str, use_known: bool) -> Result:
    """Return the result of one allele."""
    effect = compute_effect(knowledge.model, knowledge.model.mane, variant)
    return Result(label, effect, assess(effect, NO_EVIDENCE, knowledge, use_known))


def snvs_of_change(knowledge: Knowledge, residue: int, new: str) -> Iterator[GenomicVariant]:
    """Yield the single-base changes that replace a residue (0-based) by another."""
    mane = knowledge.model.mane
    assert mane.cds is not None
    first = mane.cds.start + 3 * residue
    codon = mane.sequence[first : first + 3]
    for place in range(3):
        for base in "ACGT":
            mutated = codon[:place] + base + codon[place + 1 :]
            if base != codon[place] and codon_table()[mutated] == new:
                at = mane.locus_coordinate(first + place)
                yield GenomicVariant(VariantKind.SUBSTITUTION, at, at + 1, codon[place], base)


def alleles_of(knowledge: Knowledge, entry: KnownVariant) -> Iterator[GenomicVariant]:
    """Yield the allele of an entry, or the single-base changes that make its protein change."""
    if entry.allele is not None:
        start, end, alt = entry.allele
        ref = knowledge.model.sequence[start:end]
        yield canonical(knowledge.model.sequence, start, ref, alt)
    elif entry.residue is not None:
        yield from snvs_of_change(knowledge, entry.residue, entry.new_residue)


def all_snvs(knowledge: Knowledge) -> Iterator[GenomicVariant]:
    """Yield every single-base change of the transcript."""
    sequence = knowledge.model.sequence
    mane = knowledge.model.mane
    for at in range(mane.start, mane.end):
        for base in "ACGT":
            if base != sequence[at]:
                yield GenomicVariant(VariantKind.SUBSTITUTION, at, at + 1, sequence[at], base)


def catalogue_results(
    knowledge: Knowledge, entries: Iterable[KnownVariant], use_known: bool
) -> list[Result]:
    """Return one result for each allele of catalogue entries."""
    return [
        judge(knowledge, variant, f"{entry.name} ({entry.id})", use_known)
        for entry in entries
        for variant in alleles_of(knowledge, entry)
    ]


def _row(name: str, results: list[Result], good: Callable[[Result], bool], aim: str) -> str:
    hits = sum(good(result) for result in results)
    missed = "; ".join(f"{r.label}: {r.flags}" for r in results if not good(r)) or "none"
    share = f"{100 * hits / len(results):.0f} %" if results else "-"
    return f"| {name} | {len(results)} | {hits} | {share} | {aim} | {missed} |"


def _candidate(result: Result) -> bool:
    return result.assessment.is_candidate


def _lof(result: Result) -> bool:
    return Flag.LOF in result.assessment.flags


def catalogue_tables(knowledge: Knowledge) -> list[str]:
    """Return the tables about catalogued alleles."""
    entries = knowledge.catalogue.entries
    germline = [e for e in entries if e.category is Category.GERMLINE_ALPS]
    clinvar = [e for e in germline if e.clinvar]
    groups = {
        "nonsense and frameshift, ClinVar": [
            e for e in clinvar if e.consequence in ("nonsense", "frameshift")
        ],
        "splice, ClinVar": [e for e in clinvar if e.consequence.startswith("splice")],
        "other literature alleles (start lost, frameshift, nonsense)": [
            e
            for e in germline
            if not e.clinvar and e.consequence in ("nonsense", "frameshift", "start_lost")
        ],
        "germline missense: UniProt, ClinVar, literature": [
            e for e in germline if e.consequence == "missense"
        ],
    }
    lines = [
        "| Alleles, without the catalogue (`--no-known`) | n | candidates | share | aim | missed |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, group in groups.items():
        results = catalogue_results(knowledge, group, use_known=False)
        aim = "≥ 95 %" if "missense" in name else "all"
        lines.append(_row(name, results, _candidate, aim))
        if "missense" not in name:
            lines.append(_row(f"{name}: of these `LOF`", results, _lof, "see below"))
    lines += [
        "",
        "| Alleles, with the catalogue | n | candidates | share | aim | not candidates |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for category, aim in (
        (Category.GERMLINE_ALPS, "all"),
        (Category.POLYMORPHISM, "none"),
        (Category.SOMATIC_ONLY, "-"),
    ):
        chosen = [e for e in entries if e.category is category]
        results = catalogue_results(knowledge, chosen, use_known=True)
        lines.append(_row(category.value, results, _candidate, aim))
        known = [r for r in results if Flag.KNOWN_ALPS in r.assessment.flags]
        lines.append(
            f"| {category.value}: of these `KNOWN_ALPS` | {len(results)} | {len(known)} | | "
            f"{'by level' if category is Category.GERMLINE_ALPS else 'none'} | |"
        )
        weak = [r for r in results if Flag.KNOWN_REPORTED in r.assessment.flags]
        lines.append(
            f"| {category.value}: of these `KNOWN_REPORTED` | {len(results)} | {len(weak)} | | "
            f"{'the others' if category is Category.GERMLINE_ALPS else 'none'} | |"
        )
    return lines


RARE = ExternalEvidence(
    (Frequency(0.0, "gnomAD, 1.6 million chromosomes", count=0, chromosomes=1_600_000),)
)
CLASSES = ("pathogenic", "likely_pathogenic", "uncertain_significance", "likely_benign", "benign")


def _class_with_case(knowledge: Knowledge, found: Assessment) -> str:
    """Return the class with a typical case: the phenotype (PP4) and a defective assay (PS3)."""
    case = 1 + ("PS3" not in {c.partition("_")[0] for c in found.criteria})
    return Scale.from_thresholds(knowledge.thresholds).classification(found.points + case)


def level_tables(knowledge: Knowledge) -> list[str]:
    """Return how catalogued germline alleles come out: by level, evidence and class."""
    entries = [e for e in knowledge.catalogue.entries if e.category is Category.GERMLINE_ALPS]
    rows: dict[tuple[str, str], Counter[str]] = {}
    levels: Counter[str] = Counter()
    for entry in entries:
        for variant in alleles_of(knowledge, entry):
            effect = compute_effect(knowledge.model, knowledge.model.mane, variant)
            alone = assess(effect, NO_EVIDENCE, knowledge)
            rare = assess(effect, RARE, knowledge)
            claim = alone.claim
            level = claim[0] if claim else "none"
            levels[level] += 1
            for name, result in (
                ("automated", alone.classification),
                ("with PM2", rare.classification),
                ("with PM2 and a typical case", _class_with_case(knowledge, rare)),
            ):
                rows.setdefault((level, name), Counter())[result] += 1
    lines = [
        "| Level | n | evidence | " + " | ".join(c.replace("_", " ") for c in CLASSES) + " |",
        "| --- | --- | --- |" + " --- |" * len(CLASSES),
    ]
    for level in ("reviewed", "asserted", "reported", "doubted"):
        for name in ("automated", "with PM2", "with PM2 and a typical case"):
            counts = rows.get((level, name), Counter())
            cells = " | ".join(str(counts[c] or "") for c in CLASSES)
            lines.append(f"| {level} | {levels[level]} | {name} | {cells} |")
    return lines


def over_calls(knowledge: Knowledge) -> list[str]:
    """Return how often a flag or level is given that no claim supports: it should be never."""
    known = {Flag.KNOWN_ALPS, Flag.KNOWN_REPORTED}
    claimless = wrong = 0
    for entry in knowledge.catalogue.entries:
        if entry.category is Category.GERMLINE_ALPS:
            continue
        for variant in alleles_of(knowledge, entry):
            result = judge(knowledge, variant, entry.name, True)
            claimless += 1
            wrong += bool(known & set(result.assessment.flags))
    records = raised = 0
    alps = "Autoimmune_lymphoproliferative_syndrome"
    for said in (
        "benign",
        "likely_benign",
        "uncertain_significance",
        "conflicting_classifications",
    ):
        for variant in list(all_snvs(knowledge))[::199]:
            record = ClinVarRecord("1", said, 2, alps, "clinvar")
            effect = compute_effect(knowledge.model, knowledge.model.mane, variant)
            blank = assess(effect, NO_EVIDENCE, knowledge)
            told = assess(effect, ExternalEvidence(clinvar=(record,)), knowledge)
            records += 1
            raised += bool((known & set(told.flags)) - set(blank.flags))
            raised += told.criteria != blank.criteria
    return [
        "| Over-calls | alleles | with a KNOWN flag, level or criterion that is not due |",
        "| --- | --- | --- |",
        f"| somatic, polymorphic, uncertain and construct entries | {claimless} | {wrong} |",
        f"| benign, uncertain and conflicting ClinVar records put on SNVs | {records} | {raised} |",
    ]


def lymphoma_table(knowledge: Knowledge) -> list[str]:
    """Return the somatic variants of lymphomas, which no rule knew, without the catalogue."""
    entries = [
        e for e in knowledge.catalogue.entries
        if e.id.startswith("Reddy2017") or "Reddy 2017" in e.facts.get("note", "")
    ]  # fmt: skip
    lines = ["| Lymphoma (Reddy 2017) | protein | flags without the catalogue | candidate |"]
    lines.append("| --- | --- | --- | --- |")
    hits = 0
    for entry in entries:
        (variant,) = alleles_of(knowledge, entry)
        result = judge(knowledge, variant, entry.name, use_known=False)
        hits += result.assessment.is_candidate
        told = "yes" if result.assessment.is_candidate else "no"
        lines.append(f"| {entry.hgvs_c} | {entry.hgvs_p} | {result.flags} | {told} |")
    return [*lines, "", f"Candidates: {hits} of {len(entries)} different alleles."]


def frequency_table(knowledge: Knowledge) -> list[str]:
    """Return the alleles whose frequency is known, with what follows from it."""
    lines = ["| Allele | frequencies | lower 95 % bound | flags | criteria |"]
    lines.append("| --- | --- | --- | --- | --- |")
    thresholds = knowledge.thresholds
    for (start, end, alt), frequencies in knowledge.catalogue.frequencies.items():
        variant = canonical(
            knowledge.model.sequence, start, knowledge.model.sequence[start:end], alt
        )
        result = judge(knowledge, variant, "", True)
        usable = deciding((), frequencies, thresholds)
        bound = f"{highest_bound(usable, thresholds):.2g}" if usable else "none usable"
        shown = "; ".join(f"{f.frequency:.3g} ({f.source})" for f in frequencies)
        name = (result.effect.hgvs_c or "").partition(":")[2]
        protein = (result.effect.hgvs_p or "").partition(":")[2]
        criteria = ", ".join(result.assessment.criteria) or "none"
        lines.append(f"| {name} {protein} | {shown} | {bound} | {result.flags} | {criteria} |")
    return lines


def splice_table(knowledge: Knowledge) -> list[str]:
    """Return OpenSpliceAI beside what was measured: exon 6, and catalogued splice alleles."""
    low: list[float] = []
    normal: list[float] = []
    exon = knowledge.model.mane.exons[5]
    for variant in all_snvs(knowledge):
        if not exon.start <= variant.start < exon.end:
            continue
        inclusion = knowledge.exon6.lookup(variant)[1]
        scores = knowledge.splice_scores.lookup(variant)
        if inclusion is None or scores is None:
            continue
        loss = max(scores.acceptor_loss, scores.donor_loss)
        if inclusion.psi <= knowledge.thresholds["exon6_low"]:
            low.append(loss)
        elif inclusion.psi >= knowledge.thresholds["exon6_normal"]:
            normal.append(loss)
    catalogued = []
    for entry in knowledge.catalogue.entries:
        if entry.category is Category.GERMLINE_ALPS and entry.consequence.startswith("splice"):
            for variant in alleles_of(knowledge, entry):
                scores = knowledge.splice_scores.lookup(variant)
                if scores is not None:
                    catalogued.append(scores.highest)
    pairs = len(low) * len(normal)
    area = sum((a > b) + (a == b) / 2 for a in low for b in normal) / pairs
    lines = ["| Loss score at least | exon 6 half lost or more | exon 6 normal | catalogued |"]
    lines.append("| --- | --- | --- | --- |")
    for least in (0.05, 0.1, 0.15, 0.2, 0.25, 0.5):
        cells = [
            f"{sum(s >= least for s in group)} of {len(group)}"
            for group in (low, normal, catalogued)
        ]
        lines.append(f"| {least} | {' | '.join(cells)} |")
    return [
        *lines,
        "",
        f"Area under the curve of the loss score on the substitutions of exon 6: {area:.2f}. The "
        "limits 0.1 and 0.2 are those of SpliceAI (Walker 2023). Exon 6 has weak sites, whose "
        "largest possible loss is 0.21 and 0.28; there the measurement leads, and a fixed limit "
        "would miss most. The catalogued alleles nearly all destroy GT or AG. So the limits are "
        "used for OpenSpliceAI without a calibration of their own.",
    ]


def background_tables(knowledge: Knowledge) -> list[str]:
    """Return the tables about all single-base changes of the transcript, without the catalogue."""
    counts: dict[str, list[int]] = {}
    receptor: dict[str, int] = {}
    extracellular = 0

    def count(name: str, candidate: bool) -> None:
        row = counts.setdefault(name, [0, 0])
        row[0] += 1
        row[1] += candidate

    for variant in all_snvs(knowledge):
        effect = compute_effect(knowledge.model, knowledge.model.mane, variant)
        result = assess(effect, NO_EVIDENCE, knowledge, use_known=False)
        candidate = result.is_candidate
        change = effect.change
        in_motif = bool(knowledge.motif_mask[variant.start])
        if effect.edit.reach is Reach.INTRONIC:
            distance = min(
                min(abs(variant.start - exon.end + 1), abs(variant.start - exon.start))
                for exon in effect.transcript.exons
            )
            if Consequence.SPLICE_DONOR in effect.consequences or (
                Consequence.SPLICE_ACCEPTOR in effect.consequences
            ):
                count("canonical ±1,2", candidate)
            elif in_motif:
                count("intronic, rest of the splice motif", candidate)
            elif distance > 50:
                count("deep intronic, over 50 nt from every exon (aim: below 1 %)", candidate)
            else:
                count("intronic, 7 or 21 to 50 nt from an exon", candidate)
        elif change is None:
            count("untranslated region", candidate)
        elif change.kind is ProteinKind.SYNONYMOUS:
            if effect.exon.startswith("6/"):
                count("synonymous in exon 6", candidate)
            elif in_motif or Consequence.SPLICE_REGION in effect.consequences:
                count("synonymous in a splice region", candidate)
            else:
                count("synonymous outside splice regions and exon 6 (aim: below 1 %)", candidate)
        elif change.kind is ProteinKind.SUBSTITUTION:
            domain = next(
                (
                    d.name
                    for d in knowledge.model.domains
                    if d.name in ("SIGNAL", "EXTRACELLULAR", "TM", "DEATH_DOMAIN")
                    and d.interval.start <= change.start < d.interval.end
                ),
                "CYTOPLASMIC outside the death domain",
            )
            count(f"missense, {domain}", candidate)
            if domain == "EXTRACELLULAR":
                extracellular += 1
                for rule in result.verdict.matched:
                    if Flag.RECEPTOR in rule.flags or Flag.CYSTEINE in rule.flags:
                        receptor[rule.rule] = receptor.get(rule.rule, 0) + 1
                if Flag.RECEPTOR in result.flags:
                    receptor["any RECEPTOR"] = receptor.get("any RECEPTOR", 0) + 1
        else:
            count(change.kind.value, candidate)
    lines = ["| All SNVs of the transcript, `--no-known` | n | candidates | share |"]
    lines.append("| --- | --- | --- | --- |")
    for name, (total, hits) in sorted(counts.items()):
        lines.append(f"| {name} | {total} | {hits} | {100 * hits / total:.2f} % |")
    lines += ["", f"Of the {extracellular} extracellular missense SNVs (residues 26-173):", ""]
    lines += ["| Rule | SNVs | share |", "| --- | --- | --- |"]
    for name, hits in sorted(receptor.items(), key=lambda item: -item[1]):
        lines.append(f"| {name} | {hits} | {100 * hits / extracellular:.1f} % |")
    return lines


def null_alleles(knowledge: Knowledge) -> list[tuple[KnownVariant, GenomicVariant]]:
    """Return the catalogued germline alleles that should be loss of function or splicing."""
    wanted = ("nonsense", "frameshift", "start_lost", "splice-3", "splice-5", "splice_region")
    return [
        (entry, variant)
        for entry in knowledge.catalogue.entries
        if entry.category is Category.GERMLINE_ALPS and entry.consequence in wanted
        for variant in alleles_of(knowledge, entry)
    ]


def write_vcf(knowledge: Knowledge, path: str) -> None:
    """Write those alleles as a GRCh38 VCF."""
    assembly = knowledge.model.assemblies["GRCh38"]
    sequence = knowledge.model.sequence
    lines = [
        "##fileformat=VCFv4.2",
        f"##contig=<ID=chr10,length={assembly.chromosome_length}>",
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO",
    ]
    rows = []
    for entry, variant in null_alleles(knowledge):
        start, end, alt = variant.start, variant.end, variant.alt
        if start == end or not alt:
            start, end, alt = unshift(sequence, start, end, alt)
            start -= 1
            alt = sequence[start] + alt
        cells = (assembly.position(start), entry.id, sequence[start:end], alt)
        rows.append(cells)
    lines += ["chr10\t{}\t{}\t{}\t{}\t.\t.\t.".format(*row) for row in sorted(rows)]
    Path(path).write_text("\n".join(lines) + "\n")


def _info_of(path: str) -> dict[str, str]:
    rows = [line.split("\t") for line in Path(path).read_text().splitlines() if line[0] != "#"]
    return {row[2]: row[7] for row in rows}


class Loftee(NamedTuple):
    """What LOFTEE says of one allele: confidence (HC, LC or none), filters and flags."""

    confidence: str
    filters: str
    flags: str

    @property
    def cell(self) -> str:
        return " ".join(part for part in self if part) or "-"


def loftee_of(path: str) -> dict[str, Loftee]:
    """Return LOFTEE's calls by record id, from a VCF of VEP with the plugin LoF."""
    found = re.search(r"ID=CSQ,.*Format: ([^\"]+)", Path(path).read_text())
    names = found[1].split("|") if found else []
    if "LoF" not in names:
        raise SystemExit(f"{path}: no field LoF in CSQ")
    calls = {}
    for name, info in _info_of(path).items():
        cells = info.partition("CSQ=")[2].split(",")[0].replace("&", " ").split("|")
        call = dict(zip(names, cells, strict=False))
        calls[name] = Loftee(call["LoF"], call["LoF_filter"], call["LoF_flags"])
    return calls


def side_by_side(knowledge: Knowledge, snpeff: str, vep: str, loftee: str | None) -> list[str]:
    """Return the table of catalogued null alleles beside SnpEff, VEP and LOFTEE."""
    lof, high = _info_of(snpeff), _info_of(vep)
    calls = loftee_of(loftee) if loftee else {}
    lines = [
        "| Allele | fasannot | rules | SnpEff `LOF` | SnpEff `NMD` | VEP impact |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    if loftee:
        lines = [lines[0] + " LOFTEE |", lines[1] + " --- |"]
    counts = [0, 0, 0, 0]
    for entry, variant in null_alleles(knowledge):
        result = judge(knowledge, variant, entry.name, use_known=False)
        theirs = lof[entry.id]
        impact = re.search(r"\|(HIGH|MODERATE|LOW|MODIFIER)\|", high[entry.id])
        says_lof = "LOF=(" in theirs
        says_nmd = "NMD=(" in theirs
        counts[0] += 1
        counts[1] += Flag.LOF in result.assessment.flags
        counts[2] += says_lof
        counts[3] += impact is not None and impact[1] == "HIGH"
        rules = " ".join(result.assessment.lof_reasons) or "SPLICE rules"
        ends = f" {calls[entry.id].cell} |" if loftee else ""
        lines.append(
            f"| {entry.hgvs_c or entry.name} | {result.flags} | {rules} | "
            f"{'yes' if says_lof else 'no'} | {'yes' if says_nmd else 'no'} | "
            f"{impact[1] if impact else '-'} |{ends}"
        )
    total, ours, snp, vep_high = counts
    lines += [
        "",
        f"Of {total} alleles: fasannot `LOF` {ours}, SnpEff `LOF` {snp}, VEP impact HIGH "
        f"{vep_high}. VEP's impact is no loss-of-function call: its HIGH does not ask what is "
        "lost." + ("" if loftee else " LOFTEE was not at hand."),
    ]
    if loftee:
        names = {e.id: e.hgvs_c or e.name for e, _ in null_alleles(knowledge)}
        count = Counter(calls[name].confidence for name in names)
        none = ", ".join(names[name] for name in names if not calls[name].confidence)
        lines += [
            "",
            f"LOFTEE: high confidence (HC) {count['HC']}, low confidence (LC) {count['LC']}, no "
            f"call {count['']} ({none}).",
            LOFTEE,
        ]
    return lines


def options() -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.validation.report")
    parser.add_argument("--write-vcf", help="write the catalogued null alleles and stop")
    parser.add_argument("--snpeff", help="that VCF, annotated by SnpEff with -lof")
    parser.add_argument("--vep", help="that VCF, annotated by VEP with --vcf")
    parser.add_argument("--loftee", help="that VCF, annotated by VEP with --vcf --plugin LoF")
    return parser.parse_args()


def main() -> None:
    """Print the page."""
    knowledge = load_knowledge()
    chosen = options()
    if chosen.write_vcf:
        write_vcf(knowledge, chosen.write_vcf)
        return
    lines = [PREAMBLE.format(version=data_version())]
    lines += catalogue_tables(knowledge)
    for title, table in (
        ("Levels and classes", level_tables),
        ("Over-calls", over_calls),
        ("Alleles that no rule knew", lymphoma_table),
        ("Alleles of known frequency", frequency_table),
        ("Splice predictions beside measurements", splice_table),
    ):
        lines += ["", f"## {title}", "", *table(knowledge)]
    lines += ["", "## Background", ""]
    lines += background_tables(knowledge)
    if chosen.snpeff and chosen.vep:
        third = " and LOFTEE 1.0.4" if chosen.loftee else ""
        joint = "," if third else " and"
        lines += ["", f"## Beside SnpEff 5.1d{joint} Ensembl VEP 115{third}", ""]
        lines += side_by_side(knowledge, chosen.snpeff, chosen.vep, chosen.loftee)
    lines += ["", READING]
    sys.stdout.write("\n".join(lines) + "\n")


PREAMBLE = """# Validation

Made by `python -m tests.validation.report > docs/validation.md` from data version {version}.
"Candidate" means that an allele carries one of `LOF LOF_LC DEATH_DOMAIN SPLICE CYSTEINE RECEPTOR
KNOWN_ALPS KNOWN_REPORTED` and is not `COMMON` (`KNOWN_ALPS` apart). An entry that is known by its
protein change alone (UniProt) is tested as every single-base change that makes it.

## Catalogued alleles
"""

LOFTEE = """It judges no start loss, and no intronic change beyond the first and last two bases
while its splice predictions are off, as they are by default. It was run as a plugin of the same VEP
(tag v1.0.4_GRCh38) with `human_ancestor_fa:false`, `conservation_file:false` and
`use_gerp_end_trunc:0`, that is without the ancestral genome, the PhyloCSF database and GERP scores
(an empty stand-in took the place of its bigWig reader): its filter on ancestral alleles and its
conservation flags could not fire.

Of last-exon truncations: in this mode `END_TRUNC` falls on nonsense and frameshift changes in the
last 5 % of the coding sequence (c.958 on), whatever they remove. So c.968_987dup alone is
`LC END_TRUNC`, where fasannot says `LOF_LC`; the others in exon 9 are HC, where fasannot says `LOF`
because they cut the death domain. LOFTEE's default is another: `END_TRUNC` for a change that fails
its 50-base rule (which measures from the change, not from the new stop) and has a GERP sum of at
most -58 from there to the stop codon. In a second run, with that rule on, c.644T>A and every
nonsense and frameshift change in exons 8 and 9 failed the rule (`LoF_info`): with the full data
their calls hang on GERP alone and may differ from the column above."""

READING = """## Reading the numbers

- c.334+2dup and c.651+2_651+3insTGAAAT keep their GT: `SPLICE`, not `LOF`, is right. c.968_987dup
  leaves the death domain intact and is `LOF_LC` by the table of classes.
- Every missense change of the death domain is a candidate: the flag says where the change lies.
  Evidence of effect (FADD contacts, comparators, frequency, the user's own scores) is in the
  criteria and sentences beside it.
- The receptor rules argue from disulfides, glycans, ligand contacts found by mutagenesis, charge on
  the ligand-binding module, backbone and membrane. They name no disease variant; the share of all
  extracellular missense SNVs that they flag is given above, so that their cost can be judged.
  With 28 catalogued missense alleles, of which 5 are extracellular, the sensitivity of these rules
  is hardly known; the rules were written with the catalogue known, so this is no independent test.
- Somatic-only entries can be candidates by their place (K299N lies in the death domain) and never
  carry `KNOWN_ALPS`.
- The automated criteria alone leave most catalogued alleles uncertain, and are meant to: they know
  no patient. With PM2 and a typical case (double-negative T cells and biomarkers, PP4, and a
  defective apoptosis assay, PS3, one point each) the null alleles reach likely pathogenic.
- A level is no class: `asserted` says that someone with review criteria, two unrelated patients or
  a measured defect stand behind the claim.
- The splice model was trained with chromosome 10 among others: its agreement with catalogued splice
  alleles is no independent test either.
"""

if __name__ == "__main__":
    main()
