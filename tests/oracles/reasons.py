"""Why an outside program may differ from fasannot: each class with the rule that decides it.

A class is a test on one difference. The first one that holds names it; a difference that no class
names is shown as open. `fault` says who is off the rule: the program, nobody (the rule leaves both
names), or not settled.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.oracles.rows import Row

NOMENCLATURE = "hgvs-nomenclature.org"


def core(p: str) -> str:
    """A protein name without `p.` and the parentheses of a prediction."""
    text = p.removeprefix("p.")
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    return text


def silent(p: str) -> bool:
    """No statement about the protein: nothing, `p.?`, `p.(=)`."""
    return core(p) in {"", "?", "=", "0?"}


@dataclass(frozen=True)
class Subject:
    """What is compared: fasannot's answer for one allele, or the expected one."""

    key: tuple[int, str, str]
    kind: str
    g: str
    c: str
    p: str
    so: tuple[frozenset[str], ...]
    nmd: str = ""
    more: dict[str, str] = field(default_factory=dict, compare=False)
    disputed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Difference:
    """One field of one allele on which a program and the subject differ."""

    program: str
    field: str
    subject: Subject
    row: Row
    agreeing: int
    """Other programs that say what the subject says."""

    @property
    def ours(self) -> str:
        """The subject's value."""
        if self.field == "so":
            return "&".join(sorted(self.subject.so[0]))
        return getattr(self.subject, self.field, self.subject.more.get(self.field, ""))

    @property
    def theirs(self) -> str:
        """The program's value."""
        return getattr(self.row, self.field, "")

    @property
    def own_only(self) -> frozenset[str]:
        """Terms of the subject's nearest set that the program lacks."""
        return self._nearest()[0]

    @property
    def their_only(self) -> frozenset[str]:
        """Terms of the program that the subject's nearest set lacks."""
        return self._nearest()[1]

    def _nearest(self) -> tuple[frozenset[str], frozenset[str]]:
        theirs = frozenset(filter(None, self.row.so.split("&")))
        best = min(self.subject.so, key=lambda terms: len(terms ^ theirs))
        return best - theirs, theirs - best


@dataclass(frozen=True)
class Reason:
    """A class of differences."""

    name: str
    programs: str
    field: str
    test: Callable[[Difference], bool]
    text: str
    page: str
    fault: str


def _ins(d: Difference) -> bool:
    return bool(re.search(r"ins|dup", d.subject.c)) and "delins" not in d.subject.c


def _intronic_part(c: str) -> bool:
    return bool(re.search(r"\d[+-]\d", c))


def _border(d: Difference) -> bool:
    return _intronic_part(d.subject.c)


def _start_codon(d: Difference) -> bool:
    terms = d.subject.so[0] | set(d.row.so.split("&"))
    return core(d.subject.p) in {"Met1?", "Met1="} or bool(
        terms & {"start_lost"} or (d.subject.so[0] & {"start_retained_variant"})
    )


def _stop_codon(d: Difference) -> bool:
    text = core(d.subject.p)
    if "Ter336" in text or "ext" in text:
        return True
    places = [int(n) for n in re.findall(r"(?<![*+\-\d])\d+", d.subject.c.split("ins")[0])]
    return any(1004 <= n <= 1008 for n in places) or (
        "*" in d.subject.c and any(n > 900 for n in places)
    )


SPLICE = frozenset(
    {
        "intron_variant",
        "splice_acceptor_variant",
        "splice_donor_5th_base_variant",
        "splice_donor_region_variant",
        "splice_donor_variant",
        "splice_polypyrimidine_tract_variant",
        "splice_region_variant",
    }
)


def _splice_delins(d: Difference) -> bool:
    rewritten = "delins" in d.subject.c or "inv" in d.subject.c
    return rewritten and bool((d.own_only | d.their_only) & SPLICE)


NONSENSE = re.compile(r"[A-Z][a-z]{2}\d+Ter")
FRAMESHIFT = re.compile(r"fsTer(\d+|\?)$")

REASONS: tuple[Reason, ...] = (
    # ---- g. ----
    Reason(
        "g-long-shift",
        "vep",
        "g",
        lambda d: d.subject.g.endswith("dup") and d.row.g.endswith("dup"),
        "a long duplication is not shifted to the end (VEP's own c. name is)",
        "general: the 3′ rule",
        "program",
    ),
    # ---- c. ----
    Reason(
        "c-outside",
        "mutalyzer snpeff",
        "c",
        lambda d: not d.subject.c and bool(d.row.c),
        "numbers nucleotides beyond the transcript's ends, as if it went on",
        "background/numbering: the numbering ends with the reference; a c. name needs every "
        "nucleotide in the transcript or its introns",
        "program",
    ),
    Reason(
        "c-into-transcript",
        "vep",
        "c",
        lambda d: bool(d.subject.c) and not d.row.c,
        "no c. name for an allele written before the transcript that the 3′ rule takes into it",
        "general: the 3′ rule comes before the numbering",
        "program",
    ),
    Reason(
        "c-silent",
        "hgvs snpeff",
        "c",
        lambda d: bool(d.subject.c) and not d.row.c,
        "refuses to name an allele at the transcript's ends",
        "general: the 3′ rule comes before the numbering",
        "program",
    ),
    Reason(
        "c-repeat",
        "mutalyzer",
        "c",
        lambda d: bool(re.search(r"[A-Z]\[\d+\]", d.row.c)),
        "repeat notation X[n] for what is a duplication, deletion or insertion",
        "DNA/repeated: repeat notation is for repeats known to vary; in coding DNA only for "
        "units of a multiple of 3; DNA/duplication is preferred for one more copy",
        "nobody",
    ),
    Reason(
        "c-split-equal",
        "mutalyzer",
        "c",
        lambda d: d.row.c.startswith("c.[") and len(d.subject.key[1]) == len(d.subject.key[2]),
        "splits a replacement of equal length at unchanged nucleotides into an allele [A;B]",
        "DNA/delins: changes separated by an unchanged nucleotide are described apart unless they "
        "touch one codon; what one VCF allele states as one event may stay one delins",
        "not settled",
    ),
    Reason(
        "c-split",
        "mutalyzer",
        "c",
        lambda d: d.row.c.startswith("c.["),
        "splits a replacement of unequal length at nucleotides that happen to be the same",
        "DNA/delins: a replacement is one delins (example c.850_901delinsTTCCTCGATGCCTG)",
        "program",
    ),
    Reason(
        "c-inversion",
        "vep hgvs snpeff mutalyzer",
        "c",
        lambda d: d.subject.c.endswith("inv") and "inv" not in d.row.c,
        "delins for a reverse complement of two or more nucleotides",
        "general, priority: inversion comes before deletion-insertion",
        "program",
    ),
    Reason(
        "c-snpeff-form",
        "snpeff",
        "c",
        lambda d: True,
        "not brought to HGVS form: equal ends not trimmed, delins or inversions spelled otherwise, "
        "not shifted over a border, or a duplication called an insertion",
        "general: 3′ rule and priority of the kinds of change",
        "program",
    ),
    # ---- p. ----
    Reason(
        "p-start-lost",
        "vep hgvs mutalyzer csq snpeff",
        "p",
        lambda d: core(d.subject.p) == "Met1?",
        "start codon changed: nothing, `p.?`, a frameshift or `Met1_?N` instead of `p.(Met1?)`",
        "protein/substitution: a changed start codon is `p.(Met1?)` when its effect is unknown",
        "program",
    ),
    Reason(
        "p-start-artefact",
        "hgvs snpeff csq vep",
        "p",
        lambda d: silent(d.subject.p) and d.row.p.startswith(("p.Met1", "p.(Met1")),
        "a change in front of the start codon that leaves it whole is called start lost",
        "protein/substitution: the start codon is not touched",
        "program",
    ),
    Reason(
        "p-multi-silent",
        "vep hgvs csq snpeff mutalyzer",
        "p",
        lambda d: core(d.subject.p).endswith("="),
        "silent over several codons (or at the stop) written otherwise than as a range with `=`",
        "protein/substitution: `p.(Leu54=)`; a silent range is written as one",
        "program",
    ),
    Reason(
        "p-extension",
        "vep hgvs mutalyzer csq snpeff",
        "p",
        lambda d: "ext" in core(d.subject.p),
        "stop codon changed so that the protein gets longer, but named as frameshift, insertion, "
        "not at all, or with another length",
        "protein/extension comes before frameshift and insertion",
        "program",
    ),
    Reason(
        "p-exon-deletion",
        "vep hgvs csq snpeff mutalyzer",
        "p",
        lambda d: (
            bool(re.search(r"\d[+-]\d+_.*\d[+-]\d+del$", d.subject.c)) and not silent(d.subject.p)
        ),
        "whole exons deleted: no prediction at all, or none when an end is near a splice site",
        "protein/deletion: deletion of whole exons is predicted on the joined exons",
        "program",
    ),
    Reason(
        "p-immediate-stop",
        "vep hgvs mutalyzer csq snpeff",
        "p",
        lambda d: bool(NONSENSE.fullmatch(core(d.subject.p))),
        "the first new codon is a stop: `insTer`, `delinsTer`, `fsTer1` or a deletion to the end "
        "instead of nonsense",
        "protein/frameshift and protein/deletion-insertion: described as a substitution by Ter",
        "program",
    ),
    Reason(
        "p-splice-border",
        "vep hgvs mutalyzer csq snpeff",
        "p",
        lambda d: _border(d) and silent(d.subject.p) and not silent(d.row.p),
        "change at or across an exon/intron border: the program translates as if splicing stayed",
        "protein, general: when the effect on splicing is unknown, `p.?`",
        "not settled",
    ),
    Reason(
        "p-border-abstained",
        "vep hgvs mutalyzer csq snpeff",
        "p",
        lambda d: (
            silent(d.row.p)
            and not silent(d.subject.p)
            and (_border(d) or "border" in d.subject.kind or "SPLICE" in d.row.other)
        ),
        "no prediction beside an exon border although the shifted change leaves splice sites whole",
        "general: 3′ rule, then the exonic change is translated",
        "nobody",
    ),
    Reason(
        "p-mutalyzer-terminus",
        "mutalyzer",
        "p",
        lambda d: bool(re.search(r"_(Val335|Leu334)del", d.row.p)),
        "an in-frame stop written as a deletion to the end of the protein",
        "protein/deletion-insertion: new residues are listed up to Ter",
        "program",
    ),
    Reason(
        "p-mutalyzer-compound",
        "mutalyzer",
        "p",
        lambda d: silent(d.row.p) and not silent(d.subject.p),
        "no protein name where the change was split or holds a stop",
        "protein: a predicted consequence is given when it can be",
        "program",
    ),
    Reason(
        "p-after-ter",
        "hgvs",
        "p",
        lambda d: bool(re.search(r"Ter[A-Z]", d.row.p)),
        "lists residues behind the new stop",
        "protein/insertion: residues are listed up to Ter",
        "program",
    ),
    Reason(
        "p-frameshift-with-stop",
        "vep",
        "p",
        lambda d: bool(FRAMESHIFT.search(core(d.subject.p))) and d.row.p.endswith("Ter"),
        "insertion of a length that is no multiple of 3, with a stop inside, called in-frame",
        "protein/frameshift: first changed residue and `fsTer`, whatever stops the new frame",
        "program",
    ),
    Reason(
        "p-transcript-end",
        "mutalyzer vep hgvs csq snpeff",
        "p",
        lambda d: d.subject.kind.endswith("exondel") and core(d.subject.p) == "?",
        "the first or last exon is deleted with the transcript's end: still translated",
        "protein, general: without transcript end, polyadenylation site or start, `p.?`",
        "program",
    ),
    Reason(
        "p-stop-codon",
        "vep hgvs mutalyzer csq snpeff",
        "p",
        _stop_codon,
        "deletion or rewriting across the stop codon",
        "protein/frameshift and protein/extension",
        "program",
    ),
    Reason(
        "p-silent",
        "vep hgvs csq snpeff",
        "p",
        lambda d: silent(d.row.p) and not silent(d.subject.p),
        "no protein name",
        "protein: a predicted consequence is given when it can be",
        "program",
    ),
    Reason(
        "p-snpeff-form",
        "snpeff",
        "p",
        lambda d: True,
        "not brought to HGVS form: `fs` without the new stop, unshifted insertions, `Gly10Gly`",
        "protein, general",
        "program",
    ),
    Reason(
        "p-csq-local",
        "csq",
        "p",
        lambda d: True,
        "local change in one codon frame: not shifted in the protein, complex alleles not trimmed",
        "general: 3′ rule on the protein",
        "program",
    ),
    # ---- Sequence Ontology terms ----
    Reason(
        "so-stop-gained-frameshift",
        "vep csq snpeff",
        "so",
        lambda d: (
            not _start_codon(d)
            and (d.own_only | d.their_only) <= {"stop_gained", "frameshift_variant"}
            and "frameshift_variant" in (d.subject.so[0] | set(d.row.so.split("&")))
        ),
        "frameshift whose first new codon is a stop: `stop_gained` may stand beside it",
        "SO: frameshift_variant and stop_gained are both true",
        "nobody",
    ),
    Reason(
        "so-polypyrimidine",
        "vep",
        "so",
        lambda d: d.own_only | d.their_only == {"splice_polypyrimidine_tract_variant"},
        "polypyrimidine term for a change that reaches from the intron into the exon",
        "VEP's predicate is position −17 to −3; VEP leaves it out when the exon is touched",
        "nobody",
    ),
    Reason(
        "so-start-retained",
        "vep csq snpeff",
        "so",
        lambda d: (
            "start_retained_variant" in d.their_only
            and d.their_only <= {"start_retained_variant", "intron_variant"}
            and not _start_codon(d)
        ),
        "`start_retained_variant` far from the start codon (protein position missing)",
        "SO:0002019: at least one base of the start codon is changed",
        "program",
    ),
    Reason(
        "so-intergenic",
        "vep",
        "so",
        lambda d: d.row.so == "intergenic_variant",
        "more than 5,000 nt from the transcript, where VEP stops to speak of up- and downstream",
        "fasannot names the whole locus by the gene",
        "nobody",
    ),
    Reason(
        "so-unshifted-intron",
        "vep",
        "so",
        lambda d: d.their_only == {"intron_variant"} and "delins" not in d.subject.c,
        "`intron_variant` judged on the place before the 3′ shift",
        "terms belong to the 3′-shifted allele",
        "program",
    ),
    Reason(
        "so-extension",
        "vep csq snpeff",
        "so",
        lambda d: "stop_retained_variant" in d.their_only,
        "`stop_retained_variant` although the stop moved, or a new stop comes first",
        "SO:0001567: the terminator codon is changed but remains",
        "program",
    ),
    Reason(
        "so-inframe-shift",
        "vep csq snpeff",
        "so",
        lambda d: (
            bool(d.their_only & {"inframe_insertion", "inframe_deletion"})
            and "frameshift_variant" in d.own_only
        ),
        "in-frame term for a change whose length is no multiple of 3",
        "SO:0001589: frameshift is a matter of length",
        "program",
    ),
    Reason(
        "so-start",
        "vep csq snpeff",
        "so",
        _start_codon,
        "terms beside `start_lost`, or start codon rewritten in place by the shift",
        "SO:0002012",
        "not settled",
    ),
    Reason(
        "so-stop",
        "vep csq snpeff",
        "so",
        _stop_codon,
        "change across the stop codon",
        "SO:0001578 stop_lost or SO:0001567 stop_retained_variant, not a bare coding term",
        "program",
    ),
    Reason(
        "so-length-term",
        "vep csq snpeff",
        "so",
        lambda d: (
            (d.own_only | d.their_only)
            <= {
                "inframe_insertion",
                "inframe_deletion",
                "protein_altering_variant",
                "missense_variant",
            }
        ),
        "second term for the length beside the main one, or another in-frame term",
        "VEP prints several true terms; which in-frame term fits depends on the codons shown",
        "nobody",
    ),
    Reason(
        "so-border-insertion",
        "vep",
        "so",
        lambda d: _border(d) and _ins(d),
        "insertion or duplication exactly at or across an exon/intron border",
        "the nomenclature does not settle the side",
        "not settled",
    ),
    Reason(
        "so-splice-delins",
        "vep",
        "so",
        _splice_delins,
        "splice terms of a delins or inversion judged on a part of it, or beyond it",
        "SO: the term holds when any base of the region changes",
        "program",
    ),
    Reason(
        "so-border-deletion",
        "vep",
        "so",
        _border,
        "coding or splice-region term for a deletion across a border",
        "VEP's predicates",
        "not settled",
    ),
    Reason(
        "so-main-class",
        "csq snpeff",
        "so",
        lambda d: True,
        "another main class: the program judges on the unshifted allele or reports other terms",
        "terms belong to the 3′-shifted allele",
        "program",
    ),
    # ---- NMD ----
    Reason(
        "nmd-no-protein",
        "snpeff",
        "nmd",
        lambda d: silent(d.subject.p),
        "a stop is seen across an exon/intron border, where fasannot predicts no protein",
        "protein, general: when the effect on splicing is unknown, `p.?`",
        "not settled",
    ),
    Reason(
        "nmd-position",
        "snpeff",
        "nmd",
        lambda d: True,
        "stop gained by a change of length: judged by the variant's place, not the new stop's",
        "the 50-nt rule is about the stop codon (Nagy & Maquat 1998)",
        "program",
    ),
)


def explain(difference: Difference) -> Reason | None:
    """The first class that names a difference."""
    for reason in REASONS:
        if (
            reason.field == difference.field
            and difference.program in reason.programs.split()
            and reason.test(difference)
        ):
            return reason
    return None
