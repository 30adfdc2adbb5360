"""What an output says, whichever format it has and whichever release wrote it."""

from __future__ import annotations

from dataclasses import dataclass, field

# Columns of older releases by their names of today.
RENAMED = {"CLASS": "AUTO_CLASS"}
LEVELS = ("reviewed", "asserted", "reported", "doubted", "none")
MANY = frozenset(
    {"Consequence", "DOMAINS", "LOF_REASON", "KNOWN", "CRITERIA", "FLAGS", "NOTES", "SPLICE"}
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of an output: an allele on a transcript, a sample's allele, or a person's event.

    Attributes:
        chrom: CHROM as written; empty for people.
        pos: POS as written.
        ref: REF as written.
        alt: ALT as written.
        who: the sample or person; empty for alleles.
        values: every other column by its name of today, as the TSV writes it.
        rules: ids of the rules that held, where the output lists them.
    """

    chrom: str
    pos: str
    ref: str
    alt: str
    who: str
    values: dict[str, str]
    rules: tuple[str, ...] | None = None

    @property
    def place(self) -> str:
        """The allele as people write it; empty for people."""
        return f"{self.chrom}-{self.pos}-{self.ref}-{self.alt}" if self.chrom else ""

    @property
    def name(self) -> str:
        """The shortest name that tells the allele: c., else g., else as written."""
        for column in ("HGVSc", "HGVSg"):
            if self.values.get(column):
                return self.values[column]
        return self.place

    def listed(self, column: str) -> tuple[str, ...]:
        """Return the values of a column of many."""
        text = self.values.get(column, "")
        return tuple(text.split("&")) if text else ()


@dataclass(frozen=True, slots=True)
class Answers:
    """One output.

    Attributes:
        path: the file as the user named it.
        kind: ``alleles``, ``samples`` or ``people``.
        columns: names of today of the columns that it has.
        answers: its lines, in file order.
        made_by: version, data and evidence, as far as the output states them.
        samples: samples of the file, ``None`` where the output does not list them.
    """

    path: str
    kind: str
    columns: frozenset[str]
    answers: tuple[Answer, ...]
    made_by: dict[str, str] = field(default_factory=dict)
    samples: tuple[str, ...] | None = None

    @property
    def states_levels(self) -> bool:
        """Whether KNOWN of this output tells the level of its entries, as releases since 0.2 do."""
        return any(
            entry.rpartition(":")[2] in LEVELS
            for answer in self.answers
            for entry in answer.listed("KNOWN")
        )
