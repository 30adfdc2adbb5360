"""Compare fasannot with outside programs and write docs/comparison.md.

    python -m tests.oracles.compare --vcf alleles.vcf --results results

`results` holds one TSV per program (vep, hgvs, mutalyzer, csq, snpeff, vrs) made by run_hgvs,
run_mutalyzer, run_vrs and adapters. With `--subject truth.tsv` a table of expected names takes
fasannot's place, which shows how far each program can be trusted.
"""

from __future__ import annotations

import argparse
import csv
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from tests.oracles.reasons import REASONS, Difference, Subject, core, explain, silent
from tests.oracles.rows import Row, read, records

PROGRAMS = ("vep", "hgvs", "mutalyzer", "csq", "snpeff", "vrs")
NAMING = ("vep", "hgvs", "mutalyzer")
TITLES = {
    "vep": "Ensembl VEP",
    "hgvs": "biocommons hgvs",
    "mutalyzer": "mutalyzer",
    "csq": "bcftools csq",
    "snpeff": "SnpEff",
    "vrs": "ga4gh.vrs",
}
FIELDS = {
    "vep": ("g", "c", "p", "so"),
    "hgvs": ("g", "c", "p"),
    "mutalyzer": ("c", "p"),
    "csq": ("p", "so"),
    "snpeff": ("c", "p", "so", "nmd"),
    "vrs": ("vrs",),
}
FIELD_TITLES = {
    "g": "HGVS g.",
    "c": "HGVS c.",
    "p": "HGVS p.",
    "so": "consequence",
    "nmd": "NMD",
    "vrs": "VRS id",
}
GROUPS = (
    ("SNV, exon", ("snv_exon",)),
    ("SNV, ≤ 50 nt from an exon", ("snv_splice",)),
    ("SNV, elsewhere", ("snv_deep", "snv_upstream", "snv_intron50", "snv_deepintron")),
    ("1-nt insertion", ("ins1",)),
    ("1-nt deletion", ("del1",)),
    ("deletion", ("del",)),
    ("duplication", ("dup",)),
    ("insertion", ("ins", "rnd_ins")),
    ("delins, MNV", ("delins", "mnv", "rnd_mnv", "rnd_delins")),
    ("inversion", ("inv", "sp_inv", "sp_inv_border")),
    ("exon borders", ("border", "sp_border")),
    ("start codon", ("start", "sp_start")),
    ("stop codon", ("stop", "sp_stop")),
    ("NMD border", ("nmd", "sp_nmd50")),
    ("transcript ends, UTR", ("txstart", "txend", "sp_txstart", "sp_utr5", "sp_utr3")),
    ("whole exons", ("exondel", "sp_exondel")),
)

# csq and SnpEff have fewer terms: compared by the main class, the first of these that holds.
MAIN_CLASSES = (
    ("splice site", {"splice_donor_variant", "splice_acceptor_variant"}),
    ("stop gained", {"stop_gained"}),
    ("frameshift", {"frameshift_variant"}),
    ("stop lost", {"stop_lost"}),
    ("start lost", {"start_lost"}),
    (
        "in frame",
        {
            "inframe_insertion",
            "inframe_deletion",
            "protein_altering_variant",
            "conservative_inframe_insertion",
            "conservative_inframe_deletion",
            "disruptive_inframe_insertion",
            "disruptive_inframe_deletion",
        },
    ),
    ("missense", {"missense_variant", "initiator_codon_variant"}),
    ("silent", {"synonymous_variant", "stop_retained_variant", "start_retained_variant"}),
    ("coding", {"coding_sequence_variant"}),
    (
        "5′UTR",
        {
            "5_prime_UTR_variant",
            "5_prime_UTR_premature_start_codon_gain_variant",
        },
    ),
    ("3′UTR", {"3_prime_UTR_variant"}),
    ("intron", {"intron_variant"}),
)


def group(kind: str) -> str:
    """Group of a kind of allele."""
    first = re.split("[+,]", kind)[0]
    for name, kinds in GROUPS:
        if first in kinds or first.rsplit("_", 1)[0] in kinds:
            return name
    return "other"


def main_class(terms: Iterable[str]) -> str:
    """The main class of a set of terms."""
    have = set(terms)
    for name, members in MAIN_CLASSES:
        if have & members:
            return name
    return "none"


def plain_c(name: str) -> str:
    """A c. name without deleted and duplicated bases, which SnpEff writes."""
    return re.sub(r"(del|dup|inv)[ACGT]+(?=$|ins)", r"\1", name)


def same_p(ours: str, theirs: str) -> bool:
    """Equal protein names, apart from spellings that mean the same."""
    a, b = core(ours), core(theirs)
    if a == b:
        return True
    repeated = re.fullmatch(r"([A-Z][a-z]{2})(\d+)\1", b)
    if repeated:
        b = f"{repeated[1]}{repeated[2]}="
    b = b.replace("*", "Ter")
    return a == b or (b.endswith("fs") and re.sub(r"[A-Z][a-z]{2}fsTer.*", "fs", a) == b)


def verdict(program: str, field: str, subject: Subject, row: Row) -> str:
    """`same`, `less` (the program says less, nothing against it), `differs` or `skip`."""
    if field == "g":
        if not (subject.g and row.g):
            return "skip"
        return "same" if subject.g == row.g else "differs"
    if field == "vrs":
        ours = subject.more.get("VRS_ID", "")
        return "skip" if not ours else "same" if ours == row.other else "differs"
    if field == "c":
        return "same" if subject.c == plain_c(row.c) else "differs"
    if field == "p":
        if same_p(subject.p, row.p):
            return "same"
        if silent(subject.p) and silent(row.p):
            return "same"
        noncoding = core(row.p) in {"", "="} and core(subject.p).endswith("=")
        if noncoding or (program == "csq" and not row.p):
            return "less"
        return "differs"
    if field == "nmd":
        if "stop_gained" not in row.so:
            return "skip"  # SnpEff judges no other change
        return "same" if (subject.nmd == "triggering") == (row.nmd == "triggering") else "differs"
    theirs = frozenset(filter(None, row.so.split("&")))
    if program == "vep":
        if theirs in subject.so:
            return "same"
        return "differs"
    wanted = {main_class(terms) for terms in subject.so}
    found = main_class(theirs)
    if found == "none" and "splice_region_variant" in theirs and "intron" in wanted:
        return "less"
    return "same" if found in wanted else "differs"


def annotate(command: str, vcf: Path) -> str:
    """Run fasannot over the set."""
    return subprocess.run(
        [*command.split(), "annotate", str(vcf), "-O", "tsv", "-q"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def fasannot_subjects(text: str, vcf: Path) -> dict[tuple[int, str, str], Subject]:
    """Fasannot's answers from its TSV, with the kinds from the VCF."""
    kinds = {(pos, ref, alt): info.get("KIND", "") for pos, ref, alt, info, _ in records(vcf)}
    subjects = {}
    lines = [line for line in text.splitlines() if not line.startswith("##")]
    for item in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        key = int(item["POS"]), item["REF"], item["ALT"]
        subjects[key] = Subject(
            key,
            kinds[key],
            item["HGVSg"].rpartition(":")[2],
            item["HGVSc"].rpartition(":")[2],
            item["HGVSp"].rpartition(":")[2],
            (frozenset(filter(None, item["Consequence"].split("&"))),),
            item["NMD"],
            more=dict(item),
        )
    return subjects


def truth_subjects(path: Path) -> dict[tuple[int, str, str], Subject]:
    """Expected names of a truth table."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:2] != "##"]
    subjects = {}
    for item in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        key = int(item["pos38"]), item["ref"], item["alt"]
        c, p, so = (item[name] for name in ("expected_hgvs_c", "expected_hgvs_p", "expected_so"))
        sets = [so, *([item["so_alt"]] if item["so_alt"] else [])]
        subjects[key] = Subject(
            key,
            item["kind"],
            "",
            c.strip("-"),
            p.strip("-"),
            tuple(frozenset(text.split("&")) for text in sets),
            "triggering" if item["nmd"] == "NMD" else "",
            disputed=frozenset(
                name for name, text in (("c", c), ("p", p), ("so", so)) if text == "DISPUTED"
            ),
        )
    return subjects


class Comparison:
    """All verdicts of a subject against the programs."""

    def __init__(
        self,
        subjects: dict[tuple[int, str, str], Subject],
        results: dict[str, dict[tuple[int, str, str], Row]],
    ) -> None:
        self.subjects = subjects
        self.counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
        self.differences: list[Difference] = []
        self.missing = 0
        self.unanimous: Counter[tuple[str, str]] = Counter()
        for key, subject in subjects.items():
            rows = {name: table[key] for name, table in results.items() if key in table}
            self.missing += len(results) - len(rows)
            self._one(subject, rows)

    def _one(self, subject: Subject, rows: dict[str, Row]) -> None:
        verdicts = {
            (name, field): verdict(name, field, subject, row)
            for name, row in rows.items()
            for field in FIELDS[name]
            if field not in subject.disputed
        }
        self._unanimity(subject, rows)
        for (name, field), result in verdicts.items():
            if result == "skip":
                continue
            self.counts[name, field, group(subject.kind)][result] += 1
            if result == "differs":
                agreeing = sum(
                    value == "same"
                    for (other, which), value in verdicts.items()
                    if which == field and other != name
                )
                self.differences.append(Difference(name, field, subject, rows[name], agreeing))

    def _unanimity(self, subject: Subject, rows: dict[str, Row]) -> None:
        """Count alleles on which all programs that give HGVS agree, and those as fasannot does."""
        named = [rows[name] for name in NAMING if name in rows]
        if len(named) < len(NAMING):
            return
        if len({row.c for row in named}) == 1 and named[0].c:
            self.unanimous["c", "all"] += 1
            self.unanimous["c", "same"] += named[0].c == subject.c
        if len({core(row.p) for row in named}) == 1 and not silent(named[0].p):
            self.unanimous["p", "all"] += 1
            self.unanimous["p", "same"] += core(named[0].p) == core(subject.p)


def percent(counter: Counter[str]) -> str:
    """Share of agreement."""
    total = sum(counter.values())
    if not total:
        return "–"
    share = 100 * (counter["same"] + counter["less"]) / total
    return f"{share:.2f}" if share < 100 else "100"


def agreement_table(comparison: Comparison, fields: tuple[str, ...]) -> list[str]:
    """Agreement in percent: kinds of alleles by program."""
    columns = [
        (name, field)
        for field in fields
        for name in PROGRAMS
        if any(key[:2] == (name, field) for key in comparison.counts)
    ]
    heads = [
        TITLES[name] + (f" {FIELD_TITLES[field]}" if len(fields) > 1 else "")
        for name, field in columns
    ]
    lines = [
        "| Kind | Alleles | " + " | ".join(heads) + " |",
        "| --- | ---: |" + " ---: |" * len(columns),
    ]
    sizes = Counter(group(subject.kind) for subject in comparison.subjects.values())
    names = [name for name, _ in GROUPS if sizes[name]] + (["other"] if sizes["other"] else [])
    for name in names:
        cells = [percent(comparison.counts[(*column, name)]) for column in columns]
        lines.append(f"| {name} | {sizes[name]:,} | " + " | ".join(cells) + " |")
    cells = []
    for column in columns:
        total: Counter[str] = Counter()
        for name in names:
            total += comparison.counts[(*column, name)]
        cells.append(f"**{percent(total)}**")
    lines.append(f"| **all** | **{sum(sizes.values()):,}** | " + " | ".join(cells) + " |")
    return lines


def unanimity_lines(comparison: Comparison) -> list[str]:
    """How fasannot stands where the others are of one mind."""
    lines = []
    for field in ("c", "p"):
        total, same = (comparison.unanimous[field, name] for name in ("all", "same"))
        lines.append(
            f"- VEP, hgvs and mutalyzer give the same {field}. name to {total:,} alleles; "
            f"fasannot gives it to {same:,} of them."
        )
    return lines


def _short(text: str, size: int = 60) -> str:
    text = text.replace("|", "\\|").replace("*", "\\*") or "(nothing)"
    return text if len(text) <= size else f"{text[: size - 1]}…"


def example(difference: Difference) -> str:
    """One difference as text."""
    pos, ref, alt = difference.subject.key
    allele = f"10-{pos}-{ref}-{alt}"
    if len(allele) > 48:
        allele = f"10-{pos} {len(ref)}→{len(alt)} nt"
    name = difference.subject.c or "no c. name"
    return (
        f"{_short(allele)} ({_short(name)}): fasannot {_short(difference.ours)}, "
        f"{TITLES[difference.program]} {_short(difference.theirs)}"
    )


def difference_table(comparison: Comparison) -> list[str]:
    """Every class of difference with its rule."""
    classes: dict[str, list[Difference]] = defaultdict(list)
    for difference in comparison.differences:
        reason = explain(difference)
        classes[reason.name if reason else "open"].append(difference)
    lines = [
        "| Field | Program: count | What differs | Rule that decides | Off the rule | Example |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for reason in REASONS:
        found = classes.get(reason.name)
        if not found:
            continue
        counts = Counter(difference.program for difference in found)
        programs = ", ".join(f"{TITLES[name]}: {count:,}" for name, count in counts.most_common())
        shortest = min(found, key=lambda d: len(d.subject.key[1]) + len(d.subject.key[2]))
        lines.append(
            f"| {FIELD_TITLES[reason.field]} | {programs} | {reason.text} | {reason.page} "
            f"| {reason.fault} | {example(shortest)} |"
        )
    for difference in classes.get("open", [])[:40]:
        lines.append(
            f"| {FIELD_TITLES[difference.field]} | {TITLES[difference.program]}: 1 | "
            f"not classified | – | open | {example(difference)} |"
        )
    return lines


def versions(path: Path) -> list[str]:
    """Lines of a versions file, if there is one."""
    if not path.is_file():
        return []
    return [f"- {line}" for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


COMMANDS = """\
```sh
python -m tests.oracles.alleles -o alleles.vcf
python -m tests.oracles.reference oracle-ref         # chr10.fa, fas.gff.gz, SnpEff database
mkdir -p results

# Ensembl VEP 115, without cache and network
vep -i alleles.vcf -o vep.vcf --vcf --gff oracle-ref/fas.gff.gz --fasta oracle-ref/chr10.fa \\
    --shift_3prime 1 --hgvs --hgvsg --numbers --symbol --no_stats --distance 5000
python -m tests.oracles.adapters vep vep.vcf -o results/vep.tsv

# biocommons hgvs and mutalyzer, each in its own environment: pip install hgvs, mutalyzer
python -m tests.oracles.run_hgvs alleles.vcf -o results/hgvs.tsv
python -m tests.oracles.run_mutalyzer alleles.vcf -o results/mutalyzer.tsv

# ga4gh.vrs: pip install ga4gh.vrs
python -m tests.oracles.run_vrs alleles.vcf -o results/vrs.tsv

# bcftools csq
bcftools csq -l --force -f oracle-ref/chr10.fa -g oracle-ref/fas.gff.gz alleles.vcf -o csq.vcf
python -m tests.oracles.adapters csq csq.vcf -o results/csq.tsv

# SnpEff
snpEff build -c oracle-ref/snpeff/snpEff.config -gtf22 -noCheckCds -nodownload fas
snpEff ann -c oracle-ref/snpeff/snpEff.config -noLog -noStats -nodownload -lof fas alleles.vcf \\
    > snpeff.vcf
python -m tests.oracles.adapters snpeff snpeff.vcf -o results/snpeff.tsv

# one program and its version a line
$EDITOR results/versions.txt
python -m tests.oracles.compare --vcf alleles.vcf --results results
```"""


def page(comparison: Comparison, results: Path) -> str:
    """The documentation page."""
    lines = [
        "# fasannot compared with other programs",
        "",
        "Written by `python -m tests.oracles.compare`; do not edit by hand.",
        "",
        "Every SNV of all exons ± 50 nt, one in twenty of the others, and insertions, deletions,",
        "duplications, delins, MNVs, inversions and exon deletions over the coding exons ± 20 nt",
        "were named by fasannot and by other programs on NM_000043.6 (= ENST00000652046.1),",
        "GRCh38. Where programs differ, the HGVS nomenclature (hgvs-nomenclature.org) and the",
        "definitions of the Sequence Ontology decide; each class of difference is listed below.",
        "",
        "## Programs",
        "",
        *versions(results / "versions.txt"),
        "",
        "VEP is compared by its whole set of terms; bcftools csq and SnpEff, which have fewer",
        "terms, by the main class. bcftools csq gives no HGVS: its local protein change is",
        "compared where it spells out a name. Where neither side says anything about the protein",
        "(nothing, `p.?`, `p.(=)`), they agree. SnpEff's NMD is compared where it sees a stop",
        "gained; it judges nothing else.",
        "",
        "## Agreement, in percent",
        "",
        "### HGVS g. and VRS id",
        "",
        *agreement_table(comparison, ("g", "vrs")),
        "",
        "### HGVS c.",
        "",
        *agreement_table(comparison, ("c",)),
        "",
        "### HGVS p.",
        "",
        *agreement_table(comparison, ("p",)),
        "",
        "### Consequence and NMD",
        "",
        *agreement_table(comparison, ("so", "nmd")),
        "",
        *unanimity_lines(comparison),
        "",
        "## Classes of difference",
        "",
        "“Off the rule” says whose name is not by the rule: the program's; nobody's, where the",
        "rule leaves both; or not settled.",
        "",
        *difference_table(comparison),
        "",
        "## How to repeat it",
        "",
        COMMANDS,
        "",
    ]
    return "\n".join(lines)


def write_differences(comparison: Comparison, path: Path) -> None:
    """Every difference as TSV."""
    with path.open("w", encoding="utf-8") as handle:
        handle.write(
            "class\tprogram\tfield\tkind\tpos\tref\talt\tc\tours\ttheirs\tagreeing\town_only\ttheir_only\n"
        )
        for difference in comparison.differences:
            reason = explain(difference)
            so = difference.field == "so"
            cells = (
                reason.name if reason else "open",
                difference.program,
                difference.field,
                difference.subject.kind,
                *map(str, difference.subject.key),
                difference.subject.c,
                difference.ours,
                difference.theirs,
                str(difference.agreeing),
                "&".join(sorted(difference.own_only)) if so else "",
                "&".join(sorted(difference.their_only)) if so else "",
            )
            handle.write("\t".join(cells) + "\n")


def main() -> None:
    """Compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vcf", type=Path, required=True)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--prefix", default="", help="of the result files' names")
    parser.add_argument("--subject", type=Path, help="a truth table instead of fasannot")
    parser.add_argument("--fasannot", default=f"{sys.executable} -m fasannot")
    parser.add_argument("--annotated", type=Path, help="a TSV that fasannot has written already")
    parser.add_argument("--differences", type=Path, help="also write every difference as TSV")
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/comparison.md"))
    args = parser.parse_args()
    results = {
        name: read(path)
        for name in PROGRAMS
        if (path := args.results / f"{args.prefix}{name}.tsv").is_file()
    }
    if args.subject:
        subjects = truth_subjects(args.subject)
    else:
        text = args.annotated.read_text() if args.annotated else annotate(args.fasannot, args.vcf)
        subjects = fasannot_subjects(text, args.vcf)
    comparison = Comparison(subjects, results)
    args.output.write_text(page(comparison, args.results), encoding="utf-8")
    if args.differences:
        write_differences(comparison, args.differences)
    kinds = Counter(
        (reason.name if (reason := explain(d)) else "open") for d in comparison.differences
    )
    for name, count in kinds.most_common():
        print(f"{count:7,} {name}")


if __name__ == "__main__":
    main()
